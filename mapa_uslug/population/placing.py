"""Sub-cells and the points at which their people are taken to live."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from mapa_uslug.core.crs import transform_xy
from mapa_uslug.population.grouping import distinct
from mapa_uslug.population.homes import Floats, Homes, Ints
from mapa_uslug.population.rounding import total_by
from mapa_uslug.population.units import Units

NearestRoad = Callable[[Floats, Floats], tuple[Floats, Floats, Floats]]
"""Points x, y (area CRS) -> x, y of the nearest point on a road, and the distance [m]; NaN where there is none."""


@dataclass(frozen=True, eq=False)
class Pieces:
    """Parts of units that lie in one sub-cell.

    Attributes
    ----------
    unit : int64, (n,)
    column, row : int64, (n,)
        Sub-cell in the grid's CRS.
    weight : float64, (n,)
        Homes or a raster's people, or 1 for a piece without.
    x, y : float64, (n,)
        Representative point (area CRS).
    """

    unit: Ints
    column: Ints
    row: Ints
    weight: Floats
    x: Floats
    y: Floats


def split_units(
    units: Units, homes: Homes, *, crs: str, grid_crs: str, cell_m: int, nearest_road: NearestRoad | None
) -> Pieces:
    """Split units to sub-cells by their homes; one without homes stays whole, at its point nearest a road.

    A whole gmina without homes is split to the sub-cells that a road touches.
    """
    grid = _Grid(crs, grid_crs, cell_m)
    parts = [_pieces_of_homes(units, homes, grid)]
    bare = units.homes == 0
    parts.append(_pieces_of_shapes(np.flatnonzero(bare & (units.cell >= 0)), units, grid, nearest_road))
    whole = np.flatnonzero(bare & (units.cell < 0))
    parts.extend(_pieces_of_gmina(int(unit), units.shape[unit], grid, nearest_road) for unit in whole)
    joined = _join(parts)
    order = np.lexsort((joined.row, joined.column, joined.unit))
    return _take(joined, order)


@dataclass(frozen=True)
class _Grid:
    crs: str
    grid_crs: str
    cell_m: int

    def middles(self, column: Ints, row: Ints) -> tuple[Floats, Floats]:
        """Middles of cells (area CRS)."""
        east = np.asarray((column + 0.5) * self.cell_m, dtype=np.float64)
        north = np.asarray((row + 0.5) * self.cell_m, dtype=np.float64)
        return transform_xy(east, north, self.grid_crs, self.crs)

    def locate(self, x: Floats, y: Floats) -> tuple[Ints, Ints]:
        """Column and row of points (area CRS)."""
        east, north = transform_xy(x, y, self.crs, self.grid_crs)
        return (
            np.floor(east / self.cell_m).astype(np.int64),
            np.floor(north / self.cell_m).astype(np.int64),
        )


def _pieces_of_homes(units: Units, homes: Homes, grid: _Grid) -> Pieces:
    x, y = homes.x[units.home], homes.y[units.home]
    column, row = grid.locate(x, y)
    found = distinct(units.home_unit, column, row)
    first, at_home = found.first, homes.weight[units.home]
    weight = total_by(at_home, found.inverse, len(first))
    chosen = nearest_to_mean(x, y, at_home, found.inverse, len(first))
    return Pieces(units.home_unit[first], column[first], row[first], weight, x[chosen], y[chosen])


def nearest_to_mean(x: Floats, y: Floats, weight: Floats, owner: Ints, owners: int) -> Ints:
    """For each owner the point nearest the mean of its points: a place where somebody lives. Ties: first point."""
    total = np.maximum(total_by(weight, owner, owners), 1e-300)
    mean_x, mean_y = total_by(x * weight, owner, owners) / total, total_by(y * weight, owner, owners) / total
    # Whole millimetres, so that a tie does not hang on the last bit of a sum.
    apart = np.round(np.hypot(x - mean_x[owner], y - mean_y[owner]), 3)
    order = np.lexsort((y, x, apart, owner))
    return order[np.searchsorted(owner[order], np.arange(owners))].astype(np.int64)


def _pieces_of_shapes(wanted: Ints, units: Units, grid: _Grid, nearest_road: NearestRoad | None) -> Pieces:
    x, y = point_near_road(units.shape[wanted], nearest_road)
    column, row = grid.locate(x, y)
    return Pieces(wanted, column, row, np.ones(len(wanted)), x, y)


def point_near_road(shapes: NDArray[np.object_], nearest_road: NearestRoad | None) -> tuple[Floats, Floats]:
    """Point of each polygon near its nearest road; its middle where no road is known."""
    middles = np.asarray(shapely.centroid(shapes), dtype=object)
    outside = np.flatnonzero(~shapely.intersects(shapes, middles))
    middles[outside] = shapely.point_on_surface(shapes[outside])
    x, y = shapely.get_x(middles), shapely.get_y(middles)
    if nearest_road is None or not len(shapes):
        return x, y
    road_x, road_y, is_known = _ask(nearest_road, x, y)
    known = np.flatnonzero(is_known)
    # A metre inside, so that the point is in the cell beyond doubt.
    inner = np.asarray(shapely.buffer(shapes[known], -1.0), dtype=object)
    inner = np.where(shapely.is_empty(inner), shapes[known], inner)
    lines = shapely.shortest_line(inner, shapely.points(road_x[known], road_y[known]))
    starts = shapely.get_point(lines, 0)
    x, y = x.copy(), y.copy()
    x[known], y[known] = shapely.get_x(starts), shapely.get_y(starts)
    return x, y


def _ask(nearest_road: NearestRoad, x: Floats, y: Floats) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    road_x, road_y, distance = (np.asarray(values, dtype=np.float64) for values in nearest_road(x, y))
    return road_x, road_y, np.isfinite(road_x) & np.isfinite(road_y) & np.isfinite(distance)


def _pieces_of_gmina(
    unit: int, shape: shapely.Geometry, grid: _Grid, nearest_road: NearestRoad | None
) -> Pieces:
    column, row = _cells_within(shape, grid)
    x, y = grid.middles(column, row)
    if nearest_road is not None:
        road_x, road_y, known = _ask(nearest_road, x, y)
        road_column, road_row = grid.locate(np.where(known, road_x, x), np.where(known, road_y, y))
        touched = known & (road_column == column) & (road_row == row)
        touched &= shapely.intersects_xy(shape, np.where(known, road_x, x), np.where(known, road_y, y))
        if touched.any():
            column, row, x, y = column[touched], row[touched], road_x[touched], road_y[touched]
    return Pieces(np.full(len(column), unit), column, row, np.ones(len(column)), x, y)


def _cells_within(shape: shapely.Geometry, grid: _Grid) -> tuple[Ints, Ints]:
    """Sub-cells whose middle lies in a polygon; the one of its inner point where none does."""
    outline = shapely.get_coordinates(shapely.segmentize(shape.envelope, 5_000.0))
    columns, rows = grid.locate(outline[:, 0], outline[:, 1])
    width, height = int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1
    column = np.repeat(np.arange(width, dtype=np.int64) + columns.min(), height)
    row = np.tile(np.arange(height, dtype=np.int64) + rows.min(), width)
    x, y = grid.middles(column, row)
    shapely.prepare(shape)
    inside = shapely.intersects_xy(shape, x, y)
    if inside.any():
        return column[inside], row[inside]
    point = shapely.point_on_surface(shape)
    return grid.locate(np.array([point.x]), np.array([point.y]))


def _join(parts: list[Pieces]) -> Pieces:
    return Pieces(
        np.concatenate([p.unit for p in parts]),
        np.concatenate([p.column for p in parts]),
        np.concatenate([p.row for p in parts]),
        np.concatenate([p.weight for p in parts]),
        np.concatenate([p.x for p in parts]),
        np.concatenate([p.y for p in parts]),
    )


def _take(pieces: Pieces, rows: NDArray[np.intp]) -> Pieces:
    return Pieces(
        pieces.unit[rows],
        pieces.column[rows],
        pieces.row[rows],
        pieces.weight[rows],
        pieces.x[rows],
        pieces.y[rows],
    )
