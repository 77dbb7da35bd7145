"""Compiled painting of windows of a raster."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.engine.compiling import kernel
from mapa_uslug.engine.graph import Adjacency
from mapa_uslug.engine.point_kernels import Scratch, join_ticks
from mapa_uslug.engine.surface import EdgeCosts, SearchPoints
from mapa_uslug.engine.sweep_kernels import reach_sweep

_NEVER = np.uint32(0xFFFF_FFFF)


@kernel
def reach(adjacency: Adjacency, sources: SearchPoints, limit: int, scratch: Scratch) -> Any:
    """Set the ticks of what the first source reaches; returns how many nodes, listed in `touched`."""
    nothing = np.empty(0, dtype=np.uint8)
    return reach_sweep(
        adjacency,
        sources.node[0],
        sources.ticks[0],
        sources.length_m[0],
        limit,
        nothing,
        0,
        scratch.head,
        scratch.pool,
        scratch.ticks,
        scratch.length,
        scratch.touched,
    )


@kernel
def fill_boxes(
    vertex_x: NDArray[np.float64],
    vertex_y: NDArray[np.float64],
    vertex_ptr: NDArray[np.int64],
    edge_u: NDArray[np.int32],
    edge_v: NDArray[np.int32],
    grid: tuple[float, float, float, int, int],
    reach_m: float,
    node_box: NDArray[np.int32],
    edge_box: NDArray[np.int32],
) -> None:
    """Pixels (first and last column, first and last row) within reach of each edge and each node's edges."""
    left, bottom, size, columns, rows = grid
    node_box[:, 0], node_box[:, 1], node_box[:, 2], node_box[:, 3] = columns, -1, rows, -1
    for e in range(len(edge_u)):
        x0, x1, y0, y1 = np.inf, -np.inf, np.inf, -np.inf
        for i in range(vertex_ptr[e], vertex_ptr[e + 1]):
            x0, x1 = min(x0, vertex_x[i]), max(x1, vertex_x[i])
            y0, y1 = min(y0, vertex_y[i]), max(y1, vertex_y[i])
        box = edge_box[e]
        box[0] = max(np.floor((x0 - reach_m - left) / size), 0)
        box[1] = min(np.ceil((x1 + reach_m - left) / size), columns - 1)
        box[2] = max(np.floor((y0 - reach_m - bottom) / size), 0)
        box[3] = min(np.ceil((y1 + reach_m - bottom) / size), rows - 1)
        for node in (edge_u[e], edge_v[e]):
            near = node_box[node]
            near[0], near[1] = min(near[0], box[0]), max(near[1], box[1])
            near[2], near[3] = min(near[2], box[2]), max(near[3], box[3])


@kernel
def window(
    node_box: NDArray[np.int32],
    nodes: NDArray[np.int32],
    edge_box: NDArray[np.int32],
    edges: NDArray[np.int32],
) -> Any:
    """Box (first and last column, first and last row) around the boxes of nodes and of edges but -1."""
    box = np.array([1 << 40, -1, 1 << 40, -1], dtype=np.int64)
    for node in nodes:
        near = node_box[node]
        box[0], box[1] = min(box[0], near[0]), max(box[1], near[1])
        box[2], box[3] = min(box[2], near[2]), max(box[3], near[3])
    for edge in edges:
        if edge >= 0:
            near = edge_box[edge]
            box[0], box[1] = min(box[0], near[0]), max(box[1], near[1])
            box[2], box[3] = min(box[2], near[2]), max(box[3], near[3])
    return box


@kernel
def paint(
    node_ticks: NDArray[np.uint32],
    costs: EdgeCosts,
    sources: SearchPoints,
    targets: SearchPoints,
    edge_box: NDArray[np.int32],
    columns: int,
    box: NDArray[np.int64],
) -> Any:
    """Ticks of a window's pixels: over either end of their edge, or along it from a source on it."""
    ticks = np.empty((box[3] - box[2] + 1, box[1] - box[0] + 1), dtype=np.uint32)
    for r in range(ticks.shape[0]):
        pixel = (box[2] + r) * columns + box[0]
        for c in range(ticks.shape[1]):
            best = np.uint64(_NEVER)
            for end in range(2):
                more = targets.ticks[pixel + c, end]
                if more != _NEVER:
                    # a sum with an unreached node is above any other
                    best = min(best, np.uint64(node_ticks[targets.node[pixel + c, end]]) + np.uint64(more))
            ticks[r, c] = np.uint32(best)
    for s in range(len(sources.edge)):
        edge = sources.edge[s]
        if edge < 0:
            continue
        for r in range(edge_box[edge, 2], edge_box[edge, 3] + 1):
            for c in range(edge_box[edge, 0], edge_box[edge, 1] + 1):
                pixel = r * columns + c
                if targets.edge[pixel] == edge:
                    new, _ = join_ticks(costs, sources, s, targets, pixel)
                    if new < np.int64(ticks[r - box[2], c - box[0]]):
                        ticks[r - box[2], c - box[0]] = new
    return ticks


@kernel
def band_field(
    ticks: NDArray[np.uint32], level: int, most: int, left: float, bottom: float, size: float
) -> Any:
    """Coordinates and field of the window of pixels within a level, with a rim of one pixel.

    The field is ticks above the level, not above 0 inside. It is kept between 2 % of `most` and `most` on
    either side, so that no pixel lies on the contour, contours cut no slivers off a pixel's corner, and they
    do not depend on how far a search went on beyond the level.
    """
    rows, columns = ticks.shape
    r0, r1, c0, c1 = rows, -1, columns, -1
    for r in range(rows):
        for c in range(columns):
            if ticks[r, c] <= level:
                r0, r1 = min(r0, r), max(r1, r)
                c0, c1 = min(c0, c), max(c1, c)
    if r1 < 0:
        return np.empty((0, 0)), np.empty((0, 0)), np.empty((0, 0))
    field = np.full((r1 - r0 + 3, c1 - c0 + 3), np.float64(most))
    x, y = np.empty_like(field), np.empty_like(field)
    for r in range(len(field)):
        for c in range(field.shape[1]):
            x[r, c] = left + (c0 - 1 + c) * size
            y[r, c] = bottom + (r0 - 1 + r) * size
    least = 0.02 * most
    for r in range(max(r0 - 1, 0), min(r1 + 2, rows)):
        for c in range(max(c0 - 1, 0), min(c1 + 2, columns)):
            above = np.float64(ticks[r, c]) - level
            if above > 0.0:
                field[r - r0 + 1, c - c0 + 1] = min(max(above, least), most)
            else:
                field[r - r0 + 1, c - c0 + 1] = max(min(above, -least), -most)
    return x, y, field
