"""Compiled painting of windows of a raster."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from mapa_uslug.engine.graph import Adjacency
from mapa_uslug.engine.point_kernels import Scratch, join_ticks
from mapa_uslug.engine.surface import EdgeCosts, SearchPoints
from mapa_uslug.engine.sweep_kernels import SHIFT, UNREACHED, reach_sweep

_NEVER = np.uint32(0xFFFF_FFFF)


@njit(cache=True, nogil=True)
def _fill(
    node_ticks: NDArray[np.uint32],
    targets: SearchPoints,
    columns: int,
    first_column: int,
    first_row: int,
    ticks: NDArray[np.uint32],
) -> None:
    """Least ticks over both ends of each pixel's edge."""
    for r in range(ticks.shape[0]):
        pixel = (first_row + r) * columns + first_column
        for c in range(ticks.shape[1]):
            best = np.uint64(_NEVER)
            for end in range(2):
                more = targets.ticks[pixel + c, end]
                if more != _NEVER:
                    # a sum with an unreached node is above any other
                    best = min(best, np.uint64(node_ticks[targets.node[pixel + c, end]]) + np.uint64(more))
            ticks[r, c] = np.uint32(best)


@njit(cache=True, nogil=True)
def _edge_rows(sorted_edge: NDArray[np.int32], edge: int) -> Any:
    """Range of an edge's entries."""
    if edge < 0:
        return 0, 0
    low = np.searchsorted(sorted_edge, edge)
    high = low
    while high < len(sorted_edge) and sorted_edge[high] == edge:
        high += 1
    return low, high


@njit(cache=True, nogil=True)
def _widen(box: NDArray[np.int64], c0: int, c1: int, r0: int, r1: int) -> None:
    box[0], box[1] = min(box[0], c0), max(box[1], c1)
    box[2], box[3] = min(box[2], r0), max(box[3], r1)


@njit(cache=True, nogil=True)
def _join_source(
    costs: EdgeCosts,
    sources: SearchPoints,
    s: int,
    targets: SearchPoints,
    sorted_edge: NDArray[np.int32],
    by_edge: NDArray[np.int32],
    columns: int,
    box: NDArray[np.int64],
    ticks: NDArray[np.uint32],
) -> None:
    """Pixels on the source's own edge, straight along it."""
    low, high = _edge_rows(sorted_edge, sources.edge[s])
    for i in range(low, high):
        pixel = by_edge[i]
        new, _ = join_ticks(costs, sources, s, targets, pixel)
        r, c = pixel // columns - box[2], pixel % columns - box[0]
        if new < np.int64(ticks[r, c]):
            ticks[r, c] = new


@njit(cache=True, nogil=True)
def _box_of(
    sources: SearchPoints,
    s: int,
    sorted_edge: NDArray[np.int32],
    by_edge: NDArray[np.int32],
    columns: int,
    box: NDArray[np.int64],
) -> None:
    """Widen a box by the pixels on a source's own edge."""
    low, high = _edge_rows(sorted_edge, sources.edge[s])
    for i in range(low, high):
        r, c = by_edge[i] // columns, by_edge[i] % columns
        _widen(box, c, c, r, r)


@njit(cache=True, nogil=True)
def paint_source(
    adjacency: Adjacency,
    costs: EdgeCosts,
    sources: SearchPoints,
    s: int,
    targets: SearchPoints,
    node_box: NDArray[np.int32],
    sorted_edge: NDArray[np.int32],
    by_edge: NDArray[np.int32],
    columns: int,
    limit: int,
    scratch: Scratch,
) -> Any:
    """First column, first row and ticks of the window that one source reaches."""
    count = reach_sweep(
        adjacency,
        sources.node[s],
        sources.ticks[s],
        sources.length_m[s],
        limit,
        np.empty(0, dtype=np.uint8),
        0,
        scratch.head,
        scratch.pool,
        scratch.ticks,
        scratch.length,
        scratch.touched,
    )
    box = np.array([1 << 40, -1, 1 << 40, -1], dtype=np.int64)
    for i in range(count):
        near = node_box[scratch.touched[i]]
        _widen(box, near[0], near[1], near[2], near[3])
    _box_of(sources, s, sorted_edge, by_edge, columns, box)
    if box[1] < 0 or box[3] < 0:
        return 0, 0, np.empty((0, 0), dtype=np.uint32)
    ticks = np.empty((box[3] - box[2] + 1, box[1] - box[0] + 1), dtype=np.uint32)
    _fill(scratch.ticks, targets, columns, box[0], box[2], ticks)
    _join_source(costs, sources, s, targets, sorted_edge, by_edge, columns, box, ticks)
    for i in range(count):
        scratch.ticks[scratch.touched[i]] = _NEVER
    return box[0], box[2], ticks


@njit(cache=True, nogil=True)
def paint_nearest(
    label: NDArray[np.uint64],
    costs: EdgeCosts,
    sources: SearchPoints,
    targets: SearchPoints,
    node_box: NDArray[np.int32],
    sorted_edge: NDArray[np.int32],
    by_edge: NDArray[np.int32],
    columns: int,
) -> Any:
    """First column, first row and ticks of the window that the nearest of all sources reaches."""
    box = np.array([1 << 40, -1, 1 << 40, -1], dtype=np.int64)
    node_ticks = np.full(len(label), _NEVER, dtype=np.uint32)
    for v in range(len(label)):
        if label[v] != UNREACHED:
            node_ticks[v] = label[v] >> SHIFT
            _widen(box, node_box[v, 0], node_box[v, 1], node_box[v, 2], node_box[v, 3])
    for s in range(len(sources.edge)):
        _box_of(sources, s, sorted_edge, by_edge, columns, box)
    if box[1] < 0 or box[3] < 0:
        return 0, 0, np.empty((0, 0), dtype=np.uint32)
    ticks = np.empty((box[3] - box[2] + 1, box[1] - box[0] + 1), dtype=np.uint32)
    _fill(node_ticks, targets, columns, box[0], box[2], ticks)
    for s in range(len(sources.edge)):
        _join_source(costs, sources, s, targets, sorted_edge, by_edge, columns, box, ticks)
    return box[0], box[2], ticks
