"""Source cells: the rows of a population grid, as they came."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray

from mapa_uslug.core.crs import transform_xy

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class SourceCells:
    """Cells of a population grid, in an order that depends on their places only.

    Attributes
    ----------
    grid_crs : str
        CRS of `east`, `north` and of the sub-cells to be made.
    east, north : float64, (n,) or None
        Lower-left corners [m]; None where the polygons are no squares of a metric grid.
    step_m : float
        Side of a cell [m].
    shapes : object, (n,)
        Polygons in the area CRS.
    people : float64, (n,)
        NaN where the source keeps the figure to itself.
    groups : float64, (n, 3) or None
        By `BASIC_GROUPS`; NaN where kept. None where the source has no groups.
    read : int
        Rows of the file.
    left_out : Counter
        Rows that gave no cell, by reason.
    """

    grid_crs: str
    east: Floats | None
    north: Floats | None
    step_m: float
    shapes: NDArray[np.object_]
    people: Floats
    groups: Floats | None
    read: int
    left_out: Counter[str] = field(default_factory=Counter)

    def select(self, rows: NDArray[np.intp], *, reason: str) -> SourceCells:
        """Some of the cells, in this order; the others are counted under a reason."""
        left_out = self.left_out + Counter({reason: len(self.people) - len(rows)})
        return SourceCells(
            grid_crs=self.grid_crs,
            east=None if self.east is None else self.east[rows],
            north=None if self.north is None else self.north[rows],
            step_m=self.step_m,
            shapes=self.shapes[rows],
            people=self.people[rows],
            groups=None if self.groups is None else self.groups[rows],
            read=self.read,
            left_out=left_out,
        )


def square_shapes(
    east: Floats, north: Floats, side: float, *, grid_crs: str, crs: str
) -> NDArray[np.object_]:
    """Polygons in `crs` of squares given by their lower-left corners in `grid_crs`."""
    if not len(east):
        return np.empty(0, dtype=object)
    x = (east[:, None] + np.array([0.0, side, side, 0.0, 0.0])).ravel()
    y = (north[:, None] + np.array([0.0, 0.0, side, side, 0.0])).ravel()
    corners = np.column_stack(transform_xy(x, y, grid_crs, crs)).reshape(-1, 5, 2)
    return np.asarray(shapely.polygons(corners), dtype=object).reshape(-1)


def locate_in_cells(cells: SourceCells, x: Floats, y: Floats, *, crs: str) -> NDArray[np.int64]:
    """Cell of each point (area CRS), -1 where there is none; a point on an edge belongs to the lower cell index."""
    if cells.east is None or cells.north is None:
        return _locate_in_polygons(cells.shapes, x, y)
    east, north = transform_xy(x, y, crs, cells.grid_crs)
    origin = np.array([cells.east.min(), cells.north.min()]) if len(cells.east) else np.zeros(2)
    return _match_keys(
        _key((cells.east - origin[0]) / cells.step_m + 0.5, (cells.north - origin[1]) / cells.step_m + 0.5),
        _key((east - origin[0]) / cells.step_m, (north - origin[1]) / cells.step_m),
    )


def _key(column: Floats, row: Floats) -> NDArray[np.int64]:
    bound = 2**30
    c = np.clip(np.floor(column), -bound, bound).astype(np.int64)
    r = np.clip(np.floor(row), -bound, bound).astype(np.int64)
    return (c + bound) * (4 * bound) + (r + bound)


def _match_keys(cell_keys: NDArray[np.int64], keys: NDArray[np.int64]) -> NDArray[np.int64]:
    order = np.argsort(cell_keys, kind="stable")
    position = np.searchsorted(cell_keys[order], keys)
    position = np.minimum(position, len(cell_keys) - 1)
    found = order[position]
    return np.where(cell_keys[found] == keys, found, -1).astype(np.int64)


def _locate_in_polygons(shapes: NDArray[np.object_], x: Floats, y: Floats) -> NDArray[np.int64]:
    out = np.full(len(x), -1, dtype=np.int64)
    if not len(x):
        return out
    tree = shapely.STRtree(shapely.points(x, y))
    cell, point = tree.query(shapes, predicate="intersects")
    # Written from the last cell to the first, so that the first one wins.
    order = np.argsort(-cell, kind="stable")
    out[point[order]] = cell[order]
    return out
