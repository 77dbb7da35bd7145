"""Gmina boundaries out of a vector file: codes first, then only the geometry that matters."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from mapa_uslug.boundaries.codes import parse_codes
from mapa_uslug.contracts.boundary_columns import CODE_COLUMNS, NAME_COLUMNS, find_column
from mapa_uslug.core.crs import WGS84, metric_crs_for
from mapa_uslug.core.errors import InputError, Problem, ProblemLog, problem
from mapa_uslug.core.vectors import VectorLayer, identify_crs, list_layers, read_layer

NEIGHBOURS_WITHIN_M = 40_000.0
"""How far beyond the area gminas are kept as neighbours [m]."""
_HIGHER_UNITS = {2: "wojewodztwo", 4: "powiat"}


def pick_layer(path: Path) -> tuple[VectorLayer, str]:
    """The layer that has codes of gminas and its code column; one named after gminas is preferred.

    Raises
    ------
    InputError
        No layer has such a column, or it has no rows.
    """
    layers = list_layers(path)
    with_codes = [(layer, column) for layer in layers if (column := find_column(layer.columns, CODE_COLUMNS))]
    if not with_codes:
        raise InputError([_no_code_column(path, layers)])
    layer, column = min(with_codes, key=lambda found: "gmin" not in found[0].layer.lower())
    if layer.rows == 0:
        raise InputError([_empty(path)])
    return layer, column


def read_rows(layer: VectorLayer, code_column: str) -> pd.DataFrame:
    """Codes and names of every row, without geometry; indexed by row number in the file.

    Columns: ``given`` (code as text), ``code6, kind, fault, suggestion`` (see `parse_codes`), ``name``.
    """
    name_column = find_column(layer.columns, NAME_COLUMNS)
    columns = [code_column] + ([name_column] if name_column else [])
    table = read_layer(layer, columns=columns, read_geometry=False)
    codes = parse_codes(table[code_column])
    given = table[code_column].astype("string").fillna("").str.strip()
    names = table[name_column].astype("string").fillna("").str.strip() if name_column else given
    columns_out = {"given": given, "code6": codes.code6, "kind": codes.kind, "fault": codes.fault}
    rows = pd.DataFrame({**columns_out, "suggestion": codes.suggestion, "name": names}, index=table.index)
    higher = _HIGHER_UNITS.get(int(given.str.len().median()))
    if higher and (rows["fault"] == "form").mean() > 0.5:
        raise InputError([_units_of_higher_level(layer.path, higher, str(given.iloc[0]))])
    return rows


def read_shapes(
    layer: VectorLayer, rows: pd.DataFrame, *, area: Collection[str], log: ProblemLog
) -> gpd.GeoDataFrame:
    """Rows with geometry in the file's CRS: the area's and those near it (all rows where `area` is empty).

    Geometry stays null where the file has none.

    Raises
    ------
    InputError
        The CRS cannot be told.
    """
    source = identify_crs(layer, log=log)
    if source is None:
        raise InputError(log.problems)
    shapes = _read_near(layer, rows, area, source)
    table = rows.join(shapes[["geometry"]].set_crs(source, allow_override=True), how="inner")
    return gpd.GeoDataFrame(table, geometry="geometry", crs=source)


def choose_crs(frame: gpd.GeoDataFrame, area: Collection[str]) -> str:
    """Metric CRS for the middle of the area."""
    chosen = frame[frame["code6"].isin(area)] if area else frame
    west, south, east, north = chosen.to_crs(WGS84).total_bounds
    return metric_crs_for((west + east) / 2, (south + north) / 2)


def _read_near(
    layer: VectorLayer, rows: pd.DataFrame, area: Collection[str], source: str
) -> gpd.GeoDataFrame:
    if not area:
        return read_layer(layer, columns=[])
    wanted = rows.index[rows["code6"].isin(area) | rows["suggestion"].str[:6].isin(area)].to_numpy()
    own = read_layer(layer, columns=[], fids=wanted)
    if own.geometry.isna().all():
        return own
    around = gpd.GeoSeries(shapely.box(*own.to_crs(WGS84).total_bounds), crs=WGS84)
    metric = metric_crs_for(around.iloc[0].centroid.x, around.iloc[0].centroid.y)
    box = around.to_crs(metric).buffer(NEIGHBOURS_WITHIN_M).to_crs(source).total_bounds
    near = read_layer(layer, columns=[], bbox=tuple(box))
    both = pd.concat([own[own.geometry.isna()], near, own])
    return both[~both.index.duplicated()]


def _no_code_column(path: Path, layers: list[VectorLayer]) -> Problem:
    return problem(
        "There is no column with the code of the gmina; the columns are: {columns}",
        where=path.name,
        hint="Name it JPT_KOD_JE, terc or TERYT.",
        code="column_missing",
        columns=", ".join(dict.fromkeys(c for layer in layers for c in layer.columns)) or "-",
    )


def _empty(path: Path) -> Problem:
    return problem(
        "The file has no rows.",
        where=path.name,
        hint="Give a file with the gminas' boundaries.",
        code="empty",
    )


def _units_of_higher_level(path: Path, unit: str, example: str) -> Problem:
    return problem(
        "The codes are those of another level ({unit}), for instance {value}.",
        where=path.name,
        hint="Give the file of gminas (seven-digit codes).",
        code="wrong_level",
        unit=unit,
        value=example,
    )
