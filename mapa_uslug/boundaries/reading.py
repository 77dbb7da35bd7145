"""Gminas of the area and their neighbours, from whatever form their boundaries come in."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from mapa_uslug.boundaries.files import NEIGHBOURS_WITHIN_M, choose_crs, pick_layer, read_rows, read_shapes
from mapa_uslug.boundaries.mending import (
    Ledger,
    drop_bad_codes,
    drop_disguised_codes,
    drop_null_geometry,
    mend_geometry,
    merge_rows,
)
from mapa_uslug.boundaries.osm_relations import rows_of_relations
from mapa_uslug.contracts.tables import GMINAS, Count, OsmFeatures
from mapa_uslug.contracts.teryt import Teryt
from mapa_uslug.contracts.wojewodztwo_boxes import is_swapped
from mapa_uslug.core.errors import Problem


def read_boundaries(
    source: Path | OsmFeatures,
    *,
    crs: str | None = None,
    area_gminas: Sequence[str] = (),
    admin_level: int = 7,
    where: str = "osm",
) -> tuple[gpd.GeoDataFrame, tuple[Problem, ...], Count]:
    """Read gmina boundaries.

    Parameters
    ----------
    source : Path or OsmFeatures
        PRG shapefile or GeoPackage (``JPT_KOD_JE``, ``JPT_NAZWA_``), GeoJSON with ``terc``, ``JPT_KOD_JE`` or
        ``TERYT``, letters of any case; or what `extract` read from an OSM file.
    crs : str, optional
        Metric CRS of the result; by default the usual one for the middle of the area.
    area_gminas : sequence of str
        Codes of the gminas that make up the area; the others within 40 km are kept as neighbours. Empty: all
        gminas of the source are the area.
    admin_level : int
        Of the OSM relations.
    where : str
        How to call OSM relations in messages.

    Returns
    -------
    gminas : GeoDataFrame
        Columns `GMINAS`, sorted by code, one row a gmina, valid (Multi)Polygons.
    problems : tuple of Problem
        Warnings only.
    count : Count
        Rows of the source; ``merged`` rows became part of a gmina that is kept.

    Raises
    ------
    InputError
        With every problem found: no such file or column, no usable geometry, swapped axes, a gmina of the area
        that is missing or whose code or geometry cannot be used.
    """
    area = {Teryt.parse(code).code6 for code in area_gminas}
    ledger = Ledger(where if isinstance(source, OsmFeatures) else source.name, area)
    if isinstance(source, OsmFeatures):
        frame, read = _rows_of_osm(source, admin_level, ledger)
    else:
        frame, read = _rows_of_file(source, ledger)
    gminas = _near(_mend(frame, crs, ledger), ledger)
    left_out = dict(sorted((+ledger.left_out).items()))
    return gminas, tuple(sorted(set(ledger.log.problems))), Count("boundaries", read, len(gminas), left_out)


def _rows_of_osm(features: OsmFeatures, admin_level: int, ledger: Ledger) -> tuple[gpd.GeoDataFrame, int]:
    rows = rows_of_relations(features, admin_level=admin_level, where=ledger.where, log=ledger.log)
    ledger.left_out["cut_by_extract"] = len(features.broken_boundaries)
    usable = drop_bad_codes(rows, ledger=ledger)
    _check_area(usable, ledger)
    return usable, len(rows) + len(features.broken_boundaries)


def _rows_of_file(path: Path, ledger: Ledger) -> tuple[gpd.GeoDataFrame, int]:
    layer, column = pick_layer(path)
    rows = read_rows(layer, column)
    usable = drop_bad_codes(rows, ledger=ledger)
    _check_area(usable, ledger)
    if ledger.area and not usable["code6"].isin(ledger.area).any():
        ledger.log.raise_errors()
    frame = read_shapes(layer, usable, area=ledger.area, log=ledger.log)
    ledger.left_out["far_away"] += len(usable) - len(frame)
    return frame, len(rows)


def _mend(frame: gpd.GeoDataFrame, crs: str | None, ledger: Ledger) -> gpd.GeoDataFrame:
    shaped = drop_null_geometry(frame, ledger=ledger)
    _check_axes(shaped, ledger)
    shaped = drop_disguised_codes(mend_geometry(shaped, ledger=ledger), ledger=ledger)
    ledger.log.raise_errors()
    metric = shaped.to_crs(crs or choose_crs(shaped, ledger.area))
    gminas = merge_rows(metric, ledger=ledger)
    ledger.log.raise_errors()
    gminas["is_area"] = gminas["gmina_teryt"].isin(ledger.area) if ledger.area else True
    return gminas[list(GMINAS)]


def _near(gminas: gpd.GeoDataFrame, ledger: Ledger) -> gpd.GeoDataFrame:
    if not ledger.area:
        return gminas
    area = shapely.union_all(gminas.geometry[gminas["is_area"]].to_numpy())
    shapely.prepare(area)
    is_near = shapely.dwithin(gminas.geometry.to_numpy(), area, NEIGHBOURS_WITHIN_M)
    ledger.left_out["far_away"] += int((~is_near).sum())
    return gminas[is_near].reset_index(drop=True)


def _check_axes(frame: gpd.GeoDataFrame, ledger: Ledger) -> None:
    middles = shapely.centroid(frame.geometry.to_numpy())
    codes = frame["code6"].to_numpy(dtype=object)
    if is_swapped(codes, shapely.get_x(middles), shapely.get_y(middles), str(frame.crs)):
        ledger.log.add(
            "The coordinates are swapped: gmina {name} ({teryt}) lies in its wojewodztwo only when x and y change places.",
            where=ledger.where,
            hint="Save the file again with x = east and y = north.",
            code="swapped_axes",
            name=frame["name"].iloc[0],
            teryt=codes[0],
        )
        ledger.log.raise_errors()


def _check_area(rows: pd.DataFrame, ledger: Ledger) -> None:
    known = dict(zip(rows["code6"], rows["name"], strict=True))
    for code in sorted(set(ledger.area) - set(known)):
        near = get_close_matches(code, sorted(known), n=3, cutoff=0.6)
        ledger.log.add(
            "Gmina {teryt} of the area is not in the file of boundaries.",
            where=ledger.where,
            hint="Correct area.gminas or give newer boundaries. Similar codes: {near}",
            code="unknown_teryt",
            teryt=code,
            near=", ".join(f"{match} ({known[match]})" for match in near) or "-",
        )
