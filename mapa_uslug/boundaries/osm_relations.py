"""Gmina boundaries out of OSM relations that the extract holds whole."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from mapa_uslug.boundaries.codes import give_unofficial_codes, parse_codes
from mapa_uslug.contracts.tables import OsmFeatures
from mapa_uslug.core.errors import InputError, Problem, ProblemLog, problem


def rows_of_relations(
    features: OsmFeatures, *, admin_level: int, where: str, log: ProblemLog
) -> gpd.GeoDataFrame:
    """Rows like those of a file; relations without a TERYT tag get unofficial codes by order of name.

    Raises
    ------
    InputError
        The extract holds no whole relation of the level.
    """
    found = features.boundaries
    if found.empty:
        raise InputError([_none_found(features, admin_level, where)])
    if features.broken_boundaries:
        _note_broken(features, where, log)
    codes = parse_codes(found["teryt"])
    rows = gpd.GeoDataFrame(
        {
            "given": found["teryt"].to_numpy(dtype=object),
            "code6": codes.code6,
            "kind": codes.kind,
            "fault": codes.fault,
            "suggestion": codes.suggestion,
            "name": found["name"].to_numpy(dtype=object),
        },
        geometry=found.geometry.to_numpy(),
        crs=found.crs,
    )
    return _with_unofficial(rows, where, log)


def _with_unofficial(rows: gpd.GeoDataFrame, where: str, log: ProblemLog) -> gpd.GeoDataFrame:
    bare = np.flatnonzero(rows["given"] == "")
    if not len(bare):
        return rows
    middles = shapely.centroid(rows.geometry.to_numpy()[bare])
    codes = give_unofficial_codes(
        list(rows["name"].iloc[bare]), shapely.get_x(middles), shapely.get_y(middles)
    )
    rows = rows.copy()
    rows.loc[rows.index[bare], "code6"] = codes
    rows.loc[rows.index[bare], "fault"] = ""
    log.add(
        "{count} boundaries of the extract carry no TERYT; they were given the codes {first} to {last} by order of name.",
        where=where,
        hint="Use these codes in the area file, or boundaries that have official ones.",
        code="unofficial_codes",
        severity="warning",
        count=len(codes),
        first=min(codes),
        last=max(codes),
    )
    return rows


def _note_broken(features: OsmFeatures, where: str, log: ProblemLog) -> None:
    log.add(
        "Boundaries cut by the edge of the extract were left out: {names}",
        where=where,
        hint="Harmless for neighbours; if one belongs to your area, use a larger extract.",
        code="cut_by_extract",
        severity="warning",
        names=", ".join(features.broken_boundaries),
    )


def _none_found(features: OsmFeatures, admin_level: int, where: str) -> Problem:
    levels = ", ".join(f"{level} ({number})" for level, number in sorted(features.admin_levels.items()))
    return problem(
        "The extract holds no whole boundary of admin_level {level}; it names levels: {levels}",
        where=where,
        hint="Set boundaries.admin_level, or give the boundaries as a file.",
        code="no_boundaries",
        level=admin_level,
        levels=levels or "-",
    )
