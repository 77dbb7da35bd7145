"""Compiled search for the nearest legal edge."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.engine.compiling import kernel

GridShape = tuple[float, float, float, int, int]


class Lines(NamedTuple):
    """Geometry of all edges.

    Attributes
    ----------
    x, y : float64, (vertices,)
    along_m : float64, (vertices,)
        Length from the edge's first vertex.
    ptr : int64, (edges + 1,)
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    along_m: NDArray[np.float64]
    ptr: NDArray[np.int64]


@kernel
def _foot(x: float, y: float, ax: float, ay: float, bx: float, by: float) -> Any:
    """Nearest place on a segment and its squared distance; its ends are hit exactly, so that ties are ties."""
    dx, dy = bx - ax, by - ay
    square = dx * dx + dy * dy
    t = 0.0 if square <= 0.0 else ((x - ax) * dx + (y - ay) * dy) / square
    if t <= 0.0:
        px, py = ax, ay
    elif t >= 1.0:
        px, py = bx, by
    else:
        px, py = ax + t * dx, ay + t * dy
    return (x - px) * (x - px) + (y - py) * (y - py), px, py


@kernel
def _fraction(lines: Lines, begin: int, end: int, vertex: int, px: float, py: float) -> Any:
    """Share of a polyline's length that lies before a place on the segment from `vertex`."""
    x, y, along = lines.x, lines.y, lines.along_m
    if vertex == end - 2 and px == x[end - 1] and py == y[end - 1]:
        return 1.0
    if along[end - 1] <= 0.0:
        return 0.0
    return min((along[vertex] + np.hypot(px - x[vertex], py - y[vertex])) / along[end - 1], 1.0)


@kernel
def _nearest(
    x: float,
    y: float,
    lines: Lines,
    grid: GridShape,
    cell_ptr: NDArray[np.int64],
    empty_rings: NDArray[np.uint8],
    item_vertex: NDArray[np.int32],
    item_edge: NDArray[np.int32],
    edge_kind: NDArray[np.uint8],
    reach: tuple[float, float, float],
) -> Any:
    """Edge, first vertex, place and squared distance of the edge that the rule of `snap_points` picks."""
    left, bottom, cell, columns, rows = grid
    vertex_x, vertex_y = lines.x, lines.y
    max_m, near_m, near_ratio = reach
    # [0] of any legal edge, [1] of an edge of the large rest
    any_d, any_e, any_v, any_x, any_y = max_m * max_m, -1, -1, 0.0, 0.0
    main_d, main_e, main_v, main_x, main_y = max_m * max_m, -1, -1, 0.0, 0.0
    gx, gy = (x - left) / cell, (y - bottom) / cell
    column, row = int(np.floor(gx)), int(np.floor(gy))
    to_side = cell * min(min(gx - column, column + 1 - gx), min(gy - row, row + 1 - gy))
    ring: Any = max(0, -column, column - columns + 1, -row, row - rows + 1)
    if ring == 0:
        ring = np.int64(empty_rings[row * columns + column])
    # squared distance beyond which nothing can change the answer
    bound = max_m * max_m
    while (0.0 if ring == 0 else ((ring - 1) * cell + to_side) ** 2) <= bound:
        for r in range(max(row - ring, 0), min(row + ring, rows - 1) + 1):
            step = 1 if (r == row - ring or r == row + ring or ring == 0) else 2 * ring
            dy = max(0.0, max(r - gy, gy - r - 1)) * cell
            for c in range(column - ring, column + ring + 1, step):
                if c < 0 or c >= columns:
                    continue
                dx = max(0.0, max(c - gx, gx - c - 1)) * cell
                if dx * dx + dy * dy > bound + 1e-6:
                    continue
                at = r * columns + c
                for k in range(cell_ptr[at], cell_ptr[at + 1]):
                    e = item_edge[k]
                    kind = edge_kind[e]
                    if kind == 0:
                        continue
                    i = item_vertex[k]
                    ax, ay, bx, by = vertex_x[i], vertex_y[i], vertex_x[i + 1], vertex_y[i + 1]
                    sx = max(0.0, max(min(ax, bx) - x, x - max(ax, bx)))
                    sy = max(0.0, max(min(ay, by) - y, y - max(ay, by)))
                    if sx * sx + sy * sy > bound + 1e-6:
                        continue
                    d, px, py = _foot(x, y, ax, ay, bx, by)
                    if d < any_d or (d == any_d and (any_e < 0 or e < any_e)):
                        any_d, any_e, any_v, any_x, any_y = d, e, i, px, py
                        bound = min(bound, max(near_m * near_m, near_ratio * near_ratio * d))
                    if kind == 2 and (d < main_d or (d == main_d and (main_e < 0 or e < main_e))):
                        main_d, main_e, main_v, main_x, main_y = d, e, i, px, py
                        bound = min(bound, d)
        ring += 1
    if main_e >= 0 and np.sqrt(main_d) <= max(near_m, near_ratio * np.sqrt(any_d)):
        return main_e, main_v, main_x, main_y, main_d
    return any_e, any_v, any_x, any_y, any_d


@kernel
def snap_all(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    lines: Lines,
    grid: GridShape,
    cell_ptr: NDArray[np.int64],
    empty_rings: NDArray[np.uint8],
    item_vertex: NDArray[np.int32],
    item_edge: NDArray[np.int32],
    edge_kind: NDArray[np.uint8],
    reach: tuple[float, float, float],
    edge: NDArray[np.int32],
    place: NDArray[np.float64],
) -> None:
    """Fill `edge` and `place` (fraction, offset, x, y) of every point that has a legal edge in reach."""
    for p in range(len(x)):
        if not (np.isfinite(x[p]) and np.isfinite(y[p])):
            continue
        e, vertex, px, py, square = _nearest(
            x[p], y[p], lines, grid, cell_ptr, empty_rings, item_vertex, item_edge, edge_kind, reach
        )
        if e >= 0:
            edge[p] = e
            place[p, 0] = _fraction(lines, lines.ptr[e], lines.ptr[e + 1], vertex, px, py)
            place[p, 1] = np.sqrt(square)
            place[p, 2] = px
            place[p, 3] = py
