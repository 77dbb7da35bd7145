"""Compiled painting of windows of a raster."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from mapa_uslug.engine.graph import Adjacency
from mapa_uslug.engine.point_kernels import Scratch, join_ticks
from mapa_uslug.engine.surface import EdgeCosts, SearchPoints
from mapa_uslug.engine.sweep_kernels import reach_sweep

_NEVER = np.uint32(0xFFFF_FFFF)


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
def band_field(ticks: NDArray[np.uint32], level: int, most: int) -> Any:
    """First row, first column and field of the window of pixels within a level, with a rim of one pixel.

    The field is ticks above the level (below 0 inside), half a tick added so that no pixel lies on it, and
    kept between 2 % of `most` and `most` on either side, so that contours cut no slivers off a pixel's corner
    and do not depend on how far a search went on beyond the level.
    """
    rows, columns = ticks.shape
    r0, r1, c0, c1 = rows, -1, columns, -1
    for r in range(rows):
        for c in range(columns):
            if ticks[r, c] <= level:
                r0, r1 = min(r0, r), max(r1, r)
                c0, c1 = min(c0, c), max(c1, c)
    if r1 < 0:
        return 0, 0, np.empty((0, 0), dtype=np.float64)
    field = np.full((r1 - r0 + 3, c1 - c0 + 3), np.float64(most))
    least = 0.02 * most
    for r in range(max(r0 - 1, 0), min(r1 + 2, rows)):
        for c in range(max(c0 - 1, 0), min(c1 + 2, columns)):
            above = np.float64(ticks[r, c]) - level - 0.5
            if above > 0.0:
                field[r - r0 + 1, c - c0 + 1] = min(max(above, least), most)
            else:
                field[r - r0 + 1, c - c0 + 1] = max(min(above, -least), -most)
    return r0 - 1, c0 - 1, field
