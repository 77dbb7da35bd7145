"""Population grids from CSV and vector files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray

from mapa_uslug.core.crs import transform_xy
from mapa_uslug.core.errors import ProblemLog
from mapa_uslug.core.vectors import identify_crs, list_layers, read_layer
from mapa_uslug.population.csv_files import read_csv_text
from mapa_uslug.population.grid_codes import GRID_CRS, GridCorners, parse_grid_codes
from mapa_uslug.population.grid_columns import map_columns, read_figures
from mapa_uslug.population.source_cells import SourceCells, square_shapes

_CSV_SUFFIXES = (".csv", ".txt")
_LONG_FORM = {"stat": "STAT", "spatial": "SPATIAL", "obs_value": "OBS_VALUE"}
_LONG_STATS = {"T": "T", "Y_LT15": "Y_LT15", "Y_1564": "Y_1564", "Y15-64": "Y_1564", "Y_GE65": "Y_GE65"}


def read_grid(
    path: Path, *, columns: Mapping[str, str], around: NDArray[np.object_], crs: str, log: ProblemLog
) -> SourceCells:
    """Read the cells of a grid that touch the area.

    Parameters
    ----------
    path : Path
        GUS or Eurostat form with a code of the cell (``CODE``, ``GRD_ID``, ``SPATIAL``), as CSV or a vector file;
        or any polygons with a column of people.
    columns : mapping
        Our column name -> the grid's own.
    around : object array
        Polygons of the area (area CRS).
    crs : str
        Area CRS.
    log : ProblemLog
        Takes the faults.

    Raises
    ------
    InputError
        The file, its columns or its CRS cannot be used, or no cell touches the area.
    """
    if path.suffix.lower() in _CSV_SUFFIXES:
        cells = _read_csv(path, columns, around, crs, log)
    else:
        cells = _read_vector(path, columns, around, crs, log)
    if not len(cells.people):
        log.add(
            "The population grid does not overlap the area.",
            where=path.name,
            hint="Give the grid of this area; check its coordinate system and the codes of its cells.",
            code="no_overlap",
        )
    log.raise_errors()
    return cells


def _read_csv(
    path: Path, columns: Mapping[str, str], around: NDArray[np.object_], crs: str, log: ProblemLog
) -> SourceCells:
    table = _widen(read_csv_text(path))
    names = map_columns(list(table.columns), columns, where=path.name, log=log)
    if "cell_id" not in names:
        log.add(
            "The grid has neither geometry nor a column with the code of the cell; the columns are: {columns}",
            where=path.name,
            hint="Add CODE (CRS3035RES1000mN...E...), or give the grid as a GeoPackage.",
            code="column_missing",
            columns=", ".join(table.columns),
        )
    log.raise_errors()
    corners = parse_grid_codes(table[names["cell_id"]])
    return _coded_cells(table, names, corners, path.name, around, crs, log)


def _read_vector(
    path: Path, columns: Mapping[str, str], around: NDArray[np.object_], crs: str, log: ProblemLog
) -> SourceCells:
    layer = max(list_layers(path), key=lambda found: found.rows)
    names = map_columns(layer.columns, columns, where=path.name, log=log)
    log.raise_errors()
    if layer.rows == 0:
        log.add("The file has no rows.", where=path.name, hint="Give a grid with cells.", code="empty")
        log.raise_errors()
    if "cell_id" in names:
        table = read_layer(layer, read_geometry=False)
        corners = parse_grid_codes(table[names["cell_id"]])
        if np.isfinite(corners.east).any():
            return _coded_cells(table, names, corners, path.name, around, crs, log)
    source = identify_crs(layer, log=log)
    log.raise_errors()
    frame = read_layer(layer).set_crs(source, allow_override=True)
    return _drawn_cells(frame, names, path.name, around, crs, log)


def _widen(table: pd.DataFrame) -> pd.DataFrame:
    """One row a cell out of a table with one row for every cell and statistic."""
    by_lower = {str(name).lower(): name for name in table.columns}
    if not set(_LONG_FORM) <= set(by_lower):
        return table
    table = table.rename(columns={by_lower[low]: name for low, name in _LONG_FORM.items()})
    table = table[table["STAT"].isin(list(_LONG_STATS))]
    wide = table.assign(STAT=table["STAT"].map(_LONG_STATS)).pivot_table(
        index="SPATIAL", columns="STAT", values="OBS_VALUE", aggfunc="first", dropna=False
    )
    special = by_lower.get("special_value")
    if special is not None:
        hidden = table.loc[table[special].str.lower() == "confidential", "SPATIAL"].unique()
        wide["SPECIAL_VALUE"] = np.where(wide.index.isin(hidden), "confidential", "")
    return wide.reset_index().rename_axis(columns=None)


def _coded_cells(
    table: pd.DataFrame,
    names: Mapping[str, str],
    corners: GridCorners,
    where: str,
    around: NDArray[np.object_],
    crs: str,
    log: ProblemLog,
) -> SourceCells:
    steps = corners.step_m[np.isfinite(corners.step_m)]
    step = float(np.median(steps)) if len(steps) else np.nan
    is_bad = ~np.isfinite(corners.east) | (corners.step_m != step)
    _note_bad_codes(table[names["cell_id"]], is_bad, where, log)
    near = ~is_bad & _is_near(corners.east, corners.north, step, around, crs, GRID_CRS)
    left_out = Counter({"bad_code": int(is_bad.sum()), "outside_area": int((~is_bad & ~near).sum())})
    part = np.flatnonzero(near)
    people, groups, is_unavailable = read_figures(table.iloc[part], names, where=where, log=log)
    shapes = square_shapes(corners.east[part], corners.north[part], step, grid_crs=GRID_CRS, crs=crs)
    cells = SourceCells(
        GRID_CRS, corners.east[part], corners.north[part], step, shapes, people, groups, len(table), left_out
    )
    return _tidy(cells, is_unavailable, around, where, log)


def _drawn_cells(
    frame: gpd.GeoDataFrame,
    names: Mapping[str, str],
    where: str,
    around: NDArray[np.object_],
    crs: str,
    log: ProblemLog,
) -> SourceCells:
    is_drawn = (frame.geometry.notna() & ~frame.geometry.is_empty).to_numpy(dtype=bool)
    left_out = Counter({"no_geometry": int((~is_drawn).sum())})
    drawn = frame[is_drawn]
    people, groups, is_unavailable = read_figures(drawn, names, where=where, log=log)
    shapes = np.asarray(drawn.geometry.to_crs(crs).to_numpy(), dtype=object)
    side = float(np.sqrt(np.median(shapely.area(shapes)))) if len(shapes) else 0.0
    corners = _squares_of(drawn)
    if corners is None:
        cells = SourceCells(crs, None, None, side, shapes, people, groups, len(frame), left_out)
    else:
        east, north, step = corners
        cells = SourceCells(str(drawn.crs), east, north, step, shapes, people, groups, len(frame), left_out)
    return _tidy(cells, is_unavailable, around, where, log)


def _squares_of(frame: gpd.GeoDataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64], float] | None:
    """Corners and side, when the polygons are equal squares in step with a metric grid; else None."""
    if not len(frame) or not pyproj.CRS(frame.crs).is_projected:
        return None
    bounds = shapely.bounds(frame.geometry.to_numpy())
    side = float(np.round(np.median(bounds[:, 2] - bounds[:, 0])))
    corners, far = np.round(bounds[:, :2]), np.round(bounds[:, 2:])
    if side < 1.0 or not (far - corners == side).all() or not (np.mod(corners, side) == 0.0).all():
        return None
    return corners[:, 0], corners[:, 1], side


def _is_near(
    east: NDArray[np.float64],
    north: NDArray[np.float64],
    step: float,
    around: NDArray[np.object_],
    crs: str,
    grid_crs: str,
) -> NDArray[np.bool_]:
    west, south, far_east, far_north = shapely.total_bounds(around)
    edge = shapely.get_coordinates(
        shapely.segmentize(shapely.box(west, south, far_east, far_north), (far_east - west) / 16 + 1.0)
    )
    x, y = transform_xy(edge[:, 0], edge[:, 1], crs, grid_crs)
    near: NDArray[np.bool_] = (
        (east > x.min() - 2 * step)
        & (east < x.max() + step)
        & (north > y.min() - 2 * step)
        & (north < y.max() + step)
    )
    return near


def _tidy(
    cells: SourceCells,
    is_unavailable: NDArray[np.bool_],
    around: NDArray[np.object_],
    where: str,
    log: ProblemLog,
) -> SourceCells:
    """Cells of the area, in the order of their places, each once, with figures."""
    touching = np.unique(shapely.STRtree(cells.shapes).query(around, predicate="intersects")[1])
    unavailable = is_unavailable[touching]
    cells = cells.select(touching, reason="outside_area")
    cells = cells.select(np.flatnonzero(~unavailable), reason="no_figures")
    x, y = _sorting_keys(cells)
    order = np.lexsort((np.nan_to_num(cells.people, nan=-1.0), y, x))
    same = np.zeros(len(order), dtype=bool)
    if cells.east is not None:
        same[:-1] = (np.diff(x[order]) == 0.0) & (np.diff(y[order]) == 0.0)
    if same.any():
        log.add(
            "{count} cells stand in the grid more than once; the row with most people was used.",
            where=where,
            hint="Leave one row for each cell.",
            code="duplicate_cell",
            severity="warning",
            count=int(same.sum()),
        )
    kept = order[~same]
    return cells.select(kept, reason="duplicate_cell")


def _sorting_keys(cells: SourceCells) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    if cells.east is not None and cells.north is not None:
        return cells.east, cells.north
    middles = shapely.get_coordinates(shapely.centroid(cells.shapes))
    return middles[:, 0], middles[:, 1]


def _note_bad_codes(codes: pd.Series, bad: NDArray[np.bool_], where: str, log: ProblemLog) -> None:
    if bad.any():
        log.add(
            "{count} codes of cells cannot be read or are of another size, for instance {example}; the rows were left out.",
            where=where,
            hint="Codes look like CRS3035RES1000mN3045000E5035000 or 1kmN3045E5035.",
            code="bad_cell_code",
            severity="warning",
            count=int(bad.sum()),
            example=str(codes[bad].iloc[0]),
        )
