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
from mapa_uslug.population.csv_files import to_numbers
from mapa_uslug.population.grid_archives import CSV_FORMS, name_grid, open_csv_bytes, unpacked_grid
from mapa_uslug.population.grid_codes import GRID_CRS, GridCorners, parse_grid_codes
from mapa_uslug.population.grid_columns import map_columns, read_figures
from mapa_uslug.population.grid_csv import is_without_cell, read_coded_csv
from mapa_uslug.population.source_cells import SourceCells, square_shapes


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
    if name_grid(path).lower().endswith(CSV_FORMS):
        cells = _read_csv(path, columns, around, crs, log)
    else:
        with unpacked_grid(path) as unpacked:
            cells = _read_vector(unpacked, columns, around, crs, log)
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
    def near(corners: GridCorners) -> NDArray[np.bool_]:
        return _is_near(corners.east, corners.north, corners.step_m, around, crs, GRID_CRS)

    where = path.name
    table, names, rows = read_coded_csv(
        lambda: open_csv_bytes(path), where, columns=columns, near=near, log=log
    )
    _note_bad_codes(rows.bad, rows.example, where, log)
    _note_unallocated(rows.homeless, rows.unallocated, where, log)
    left_out = Counter(bad_code=rows.bad, unallocated=rows.unallocated, outside_area=rows.far)
    return _coded_cells(table, names, where, around, crs, log, read=rows.read, left_out=left_out)


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
        if np.isfinite(parse_grid_codes(table[names["cell_id"]]).east).any():
            return _coded_cells(
                table, names, path.name, around, crs, log, read=len(table), left_out=Counter[str]()
            )
    source = identify_crs(layer, log=log)
    log.raise_errors()
    frame = read_layer(layer).set_crs(source, allow_override=True)
    return _drawn_cells(frame, names, path.name, around, crs, log)


def _coded_cells(
    table: pd.DataFrame,
    names: Mapping[str, str],
    where: str,
    around: NDArray[np.object_],
    crs: str,
    log: ProblemLog,
    *,
    read: int,
    left_out: Counter[str],
) -> SourceCells:
    """Cells by their codes; `read` and `left_out` say what became of rows before."""
    codes = table[names["cell_id"]]
    corners = parse_grid_codes(codes)
    steps = corners.step_m[np.isfinite(corners.step_m)]
    step = float(np.median(steps)) if len(steps) else np.nan
    is_unallocated = is_without_cell(codes)
    is_bad = (~np.isfinite(corners.east) | (corners.step_m != step)) & ~is_unallocated
    _note_bad_codes(int(is_bad.sum()), str(codes[is_bad].iloc[0]) if is_bad.any() else "", where, log)
    homeless, _ = to_numbers(table[names["people"]][is_unallocated])
    _note_unallocated(float(np.nansum(np.maximum(homeless, 0.0))), int(is_unallocated.sum()), where, log)
    near = _is_near(corners.east, corners.north, step, around, crs, GRID_CRS) & ~is_bad & ~is_unallocated
    far = ~is_bad & ~is_unallocated & ~near
    left_out = left_out + Counter(
        bad_code=int(is_bad.sum()), unallocated=int(is_unallocated.sum()), outside_area=int(far.sum())
    )
    part = np.flatnonzero(near)
    people, groups, is_unavailable = read_figures(table.iloc[part], names, where=where, log=log)
    shapes = square_shapes(corners.east[part], corners.north[part], step, grid_crs=GRID_CRS, crs=crs)
    cells = SourceCells(
        GRID_CRS, corners.east[part], corners.north[part], step, shapes, people, groups, read, left_out
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
    step: float | NDArray[np.float64],
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


def _note_bad_codes(count: int, example: str, where: str, log: ProblemLog) -> None:
    if count:
        log.add(
            "{count} codes of cells cannot be read or are of another size, for instance {example}; the rows were left out.",
            where=where,
            hint="Codes look like CRS3035RES1000mN3045000E5035000 or 1kmN3045E5035.",
            code="bad_cell_code",
            severity="warning",
            count=count,
            example=example,
        )


def _note_unallocated(people: float, rows: int, where: str, log: ProblemLog) -> None:
    if rows:
        log.add(
            "The census put {people} people of the whole file into no cell (unallocated); the grid does not count them.",
            where=where,
            hint="Nothing to correct in the grid. Give current people per gmina (inputs.totals): the grid is scaled to them.",
            code="unallocated",
            severity="warning",
            people=int(people),
        )
