"""Outlines of groups of squares of a grid, walked along their border edges.

A union of shapes looks at every square of a spot and at all pairs that touch, and takes minutes where half of a country is
one; here the work is that of the border. Squares that meet at a corner alone are polygons of their own; where a border
meets itself at a corner, the part inside is a hole, as in the simple features standard (OGC 06-103r4, 6.1.11).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from mapa_uslug.core.ragged import gather_rows
from mapa_uslug.engine.compiling import kernel

_Rows = NDArray[np.int64]

# Side k of a square leads from its corner k to corner k + 1, counter-clockwise from the lower right, as `shapely.box` does;
# beyond it lies the neighbour at `_BEYOND[k]` (columns, rows).
_CORNERS: Final = np.array([(1, 0), (1, 1), (0, 1), (0, 0)])
_BEYOND: Final = ((1, 0), (0, 1), (-1, 0), (0, -1))


@dataclass(frozen=True, eq=False)
class SquareGrid:
    """Distinct squares of a grid.

    Attributes
    ----------
    square : int64, (cells,)
        Square of each cell: cells of two gminas may share one.
    beyond : int64, (squares, 4)
        The square beyond each side, -1 if there is none.
    corner : int64, (squares, 4)
        Numbers of the corners, the same for all squares that meet in one.
    x, y : int64, (squares, 4)
        Column and row of the corners.
    coordinates : float64, (squares, 4, 2)
        Where the corners lie.
    """

    square: _Rows
    beyond: _Rows
    corner: _Rows
    x: _Rows
    y: _Rows
    coordinates: NDArray[np.float64]

    @classmethod
    def of(cls, col: _Rows, row: _Rows, shapes: NDArray[np.object_]) -> SquareGrid:
        """Grid of cells by their column and row; `shapes` as `shapely.box` makes them, in any CRS."""
        width = int(np.ptp(col)) + 3 if len(col) else 3
        key = (row - row.min(initial=0) + 1) * width + col - col.min(initial=0) + 1
        keys, first, square = np.unique(key, return_index=True, return_inverse=True)
        beyond = np.empty((len(keys), 4), dtype=np.int64)
        for side, (across, up) in enumerate(_BEYOND):
            wanted = keys + up * width + across
            at = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
            beyond[:, side] = np.where(keys[at] == wanted, at, -1)
        x, y = (v[first, None] + _CORNERS[:, axis] for axis, v in enumerate((col, row)))
        corner = keys[:, None] + _CORNERS[:, 1] * width + _CORNERS[:, 0]
        coordinates = shapely.get_coordinates(shapes[first]).reshape(-1, 5, 2)[:, :4]
        return cls(square.astype(np.int64), beyond, corner, x, y, coordinates)


def outline_squares(grid: SquareGrid, square: _Rows, group: _Rows) -> NDArray[np.object_]:
    """Polygon or MultiPolygon of each group of squares.

    Parameters
    ----------
    square : int64, (n,)
        Distinct squares.
    group : int64, (n,)
        Group of each, numbered from 0 without gaps; squares of two groups have no side in common.
    """
    group_of = np.full(len(grid.beyond) + 1, -1, dtype=np.int64)
    group_of[square] = group
    body = _bodies(grid, square, group_of)
    at, side = np.nonzero(group_of[grid.beyond[square]] < 0)
    edge_square = square[at]
    order, ring = _walk(_following(grid, edge_square, side, body))
    edge_square, side = edge_square[order], side[order]
    starts = np.flatnonzero(np.diff(ring, prepend=-1))
    ptr = np.append(starts, len(ring))
    x, y = grid.x[edge_square], grid.y[edge_square]
    row, after = np.arange(len(side)), (side + 1) % 4
    area = np.add.reduceat(x[row, side] * y[row, after] - x[row, after] * y[row, side], starts)
    ring_body = body[edge_square[starts]]
    ring_group = group_of[edge_square[starts]]
    # Of each body the border around it comes first, then its holes.
    chosen = np.lexsort((area < 0, ring_body, ring_group))
    sizes, edges = gather_rows(ptr, chosen)
    points = grid.coordinates[edge_square[edges], side[edges]]
    rings = shapely.linearrings(points, indices=np.repeat(np.arange(len(chosen)), np.diff(sizes)))
    is_new = np.diff(ring_body[chosen], prepend=-1) != 0
    polygons = shapely.polygons(rings, indices=np.cumsum(is_new) - 1)
    owner = ring_group[chosen][is_new]
    outlines: NDArray[np.object_] = shapely.multipolygons(polygons, indices=owner)
    lone = np.bincount(owner)[owner] == 1
    outlines[owner[lone]] = polygons[lone]
    return outlines


def _bodies(grid: SquareGrid, square: _Rows, group_of: _Rows) -> _Rows:
    """Number of the squares that hang together by their sides, -1 for those that are in no group."""
    count = len(grid.beyond)
    ends = [np.stack([square, grid.beyond[square, side]]) for side in (0, 1)]
    a, b = np.concatenate(ends, axis=1)
    joined = group_of[b] >= 0
    pairs = coo_array(
        (np.ones(int(joined.sum()), dtype=np.int8), (a[joined], b[joined])), shape=(count, count)
    )
    label = connected_components(pairs, directed=False)[1].astype(np.int64)
    return np.where(group_of[:-1] >= 0, label, -1)


def _following(grid: SquareGrid, square: _Rows, side: _Rows, body: _Rows) -> _Rows:
    """The edge that comes after each along the border.

    Where two edges go on, two squares meet at a corner. Squares of two bodies keep to their own; of one body the border goes
    over to the other square, since what lies on either side are then two different rings.
    """
    start, end = grid.corner[square, side], grid.corner[square, (side + 1) % 4]
    order = np.argsort(start, kind="stable")
    first = np.searchsorted(start[order], end)
    second = np.minimum(first + 1, len(order) - 1)
    is_single = start[order[second]] != end
    is_single |= second == first
    a, b = order[first], order[second]
    own = np.where(square[a] == square, a, b)
    other = np.where(square[a] == square, b, a)
    return np.where(is_single, a, np.where(body[square[a]] == body[square[b]], other, own))


@kernel
def _walk(following: _Rows) -> tuple[_Rows, _Rows]:
    """Edges ring by ring, in the order in which they are walked, and the ring of each."""
    n = following.size
    order, ring, seen = np.empty(n, np.int64), np.empty(n, np.int64), np.zeros(n, np.bool_)
    at, rings = 0, 0
    for first in range(n):
        edge = first
        while not seen[edge]:
            seen[edge] = True
            order[at], ring[at] = edge, rings
            at += 1
            edge = following[edge]
        rings += at > 0 and ring[at - 1] == rings
    return order, ring
