"""Compiled steps from node times to point times, and searches that end at points."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.engine.compiling import kernel
from mapa_uslug.engine.graph import Adjacency
from mapa_uslug.engine.surface import EdgeCosts, SearchPoints
from mapa_uslug.engine.sweep_kernels import SHIFT, UNREACHED, improve, reach_sweep

_NEVER = np.uint32(0xFFFF_FFFF)
_FAR = np.int64(1) << np.int64(40)  # above any sum of ticks


class Scratch(NamedTuple):
    """Memory of one search after another; all but `pool`, `length` and `touched` is left as it was found.

    Attributes
    ----------
    head : uint64, (ring,)
        Empty buckets.
    pool : uint64, (arcs + seeds,)
    ticks : uint32, (nodes,)
        All `NEVER`.
    touched : int32, (nodes,)
    length : float64, (nodes,) or (0,)
    """

    head: NDArray[np.uint64]
    pool: NDArray[np.uint64]
    ticks: NDArray[np.uint32]
    touched: NDArray[np.int32]
    length: NDArray[np.float64]


class Landings(NamedTuple):
    """Targets by the nodes and edges from which they are met.

    Attributes
    ----------
    ptr : int64, (nodes + 1,)
        Ways of node i are ``ptr[i]:ptr[i + 1]``.
    point : int32, (ways,)
    ticks : uint32, (ways,)
    sorted_edge, sorted_point : int32, (points,)
        Targets in ascending order of their edge.
    """

    ptr: NDArray[np.int64]
    point: NDArray[np.int32]
    ticks: NDArray[np.uint32]
    sorted_edge: NDArray[np.int32]
    sorted_point: NDArray[np.int32]


@kernel
def join_ticks(costs: EdgeCosts, sources: SearchPoints, s: int, targets: SearchPoints, p: int) -> Any:
    """Ticks and length straight along the edge that two points share; `_FAR` if traffic runs the other way."""
    edge = targets.edge[p]
    ahead = targets.fraction[p] - sources.fraction[s]
    weight = costs.uv[edge] if ahead >= 0.0 else costs.vu[edge]
    if ahead == 0.0:
        weight = 0.0
    if not np.isfinite(weight):
        return _FAR, 0.0
    part = np.int64(np.rint(abs(ahead) * weight * 10.0))
    walks = np.int64(sources.walk_ticks[s]) + np.int64(targets.walk_ticks[p])
    return part + walks, abs(ahead) * costs.length_m[edge]


@kernel
def carry_labels(
    label: NDArray[np.uint64],
    length: NDArray[np.float64],
    sources: SearchPoints,
    sorted_edge: NDArray[np.int32],
    sorted_source: NDArray[np.int32],
    targets: SearchPoints,
    costs: EdgeCosts,
    limit: int,
    point_label: NDArray[np.uint64],
    point_length: NDArray[np.float64],
) -> None:
    """Lower `point_label` (points x k) to the k least labels over both ends of an edge and along it."""
    carries = len(length) > 0
    bound = ((np.uint64(limit) + np.uint64(1)) << SHIFT) - np.uint64(1)
    for p in range(len(targets.edge)):
        edge = targets.edge[p]
        for end in range(2):
            if targets.ticks[p, end] == _NEVER:
                continue
            node = targets.node[p, end]
            more = np.uint64(targets.ticks[p, end]) << SHIFT
            for i in range(label.shape[1]):
                if label[node, i] == UNREACHED or label[node, i] + more > bound:
                    break
                along = length[node, i] + targets.length_m[p, end] if carries else 0.0
                improve(point_label, point_length, p, label[node, i] + more, along)
        if edge < 0 or len(sorted_edge) == 0:
            continue
        at = np.searchsorted(sorted_edge, edge)
        while at < len(sorted_edge) and sorted_edge[at] == edge:
            s = sorted_source[at]
            ticks, along = join_ticks(costs, sources, s, targets, p)
            new = (np.uint64(ticks) << SHIFT) | np.uint64(s)
            if ticks < _FAR and new <= bound:
                improve(point_label, point_length, p, new, along)
            at += 1


@kernel
def matrix_rows(
    adjacency: Adjacency,
    costs: EdgeCosts,
    sources: SearchPoints,
    targets: SearchPoints,
    is_target: NDArray[np.uint8],
    target_nodes: int,
    first: int,
    last: int,
    scratch: Scratch,
    ticks: NDArray[np.uint32],
    length: NDArray[np.float64],
) -> None:
    """Fill rows ``first:last`` of `ticks` and `length` (sources x targets)."""
    limit = 0xFFFF_FFFE
    for s in range(first, last):
        count = reach_sweep(
            adjacency,
            sources.node[s],
            sources.ticks[s],
            sources.length_m[s],
            limit,
            is_target,
            target_nodes,
            scratch.head,
            scratch.pool,
            scratch.ticks,
            scratch.length,
            scratch.touched,
        )
        for p in range(len(targets.edge)):
            best, along = _FAR, 0.0
            for end in range(2):
                node = targets.node[p, end]
                if targets.ticks[p, end] == _NEVER or scratch.ticks[node] == _NEVER:
                    continue
                new = np.int64(scratch.ticks[node]) + np.int64(targets.ticks[p, end])
                new_length = scratch.length[node] + targets.length_m[p, end]
                if new < best or (new == best and new_length < along):
                    best, along = new, new_length
            if targets.edge[p] >= 0 and targets.edge[p] == sources.edge[s]:
                new, new_length = join_ticks(costs, sources, s, targets, p)
                if new < best or (new == best and new_length < along):
                    best, along = new, new_length
            if best <= limit:
                ticks[s, p] = best
                length[s, p] = along
        for i in range(count):
            scratch.ticks[scratch.touched[i]] = _NEVER


@kernel
def pairs_of(
    adjacency: Adjacency,
    costs: EdgeCosts,
    sources: SearchPoints,
    targets: SearchPoints,
    landings: Landings,
    limit: int,
    first: int,
    last: int,
    scratch: Scratch,
    point_ticks: NDArray[np.uint32],
) -> Any:
    """Source, target and ticks of all pairs within a limit, for sources ``first:last``.

    `point_ticks` (points, all `NEVER`) is scratch and left as found. Work is proportional to what is reached.
    """
    size = 1024
    pair_source = np.empty(size, dtype=np.int32)
    pair_point = np.empty(size, dtype=np.int32)
    pair_ticks = np.empty(size, dtype=np.uint32)
    pairs = 0
    nothing = np.empty(0, dtype=np.uint8)
    for s in range(first, last):
        count = reach_sweep(
            adjacency,
            sources.node[s],
            sources.ticks[s],
            sources.length_m[s],
            limit,
            nothing,
            0,
            scratch.head,
            scratch.pool,
            scratch.ticks,
            scratch.length,
            scratch.touched,
        )
        begin = pairs
        joins = 0
        edge = sources.edge[s]
        low = np.searchsorted(landings.sorted_edge, edge) if edge >= 0 else 0
        while (
            edge >= 0
            and low + joins < len(landings.sorted_edge)
            and landings.sorted_edge[low + joins] == edge
        ):
            joins += 1
        for i in range(count + joins):
            # first the ways from the nodes reached, then those along the source's own edge
            if i < count:
                node = scratch.touched[i]
                base, k0, k1 = np.int64(scratch.ticks[node]), landings.ptr[node], landings.ptr[node + 1]
            else:
                base, k0, k1 = np.int64(0), np.int64(0), np.int64(1)
            for k in range(k0, k1):
                if i < count:
                    point = landings.point[k]
                    new = base + np.int64(landings.ticks[k])
                else:
                    point = landings.sorted_point[low + i - count]
                    new, _ = join_ticks(costs, sources, s, targets, point)
                if new > limit or new >= np.int64(point_ticks[point]):
                    continue
                if point_ticks[point] == _NEVER:
                    if pairs == len(pair_point):
                        pair_source = np.concatenate((pair_source, np.empty_like(pair_source)))
                        pair_point = np.concatenate((pair_point, np.empty_like(pair_point)))
                        pair_ticks = np.concatenate((pair_ticks, np.empty_like(pair_ticks)))
                    pair_source[pairs] = s
                    pair_point[pairs] = point
                    pairs += 1
                point_ticks[point] = new
        for i in range(begin, pairs):
            pair_ticks[i] = point_ticks[pair_point[i]]
            point_ticks[pair_point[i]] = _NEVER
        for i in range(count):
            scratch.ticks[scratch.touched[i]] = _NEVER
    return pair_source[:pairs].copy(), pair_point[:pairs].copy(), pair_ticks[:pairs].copy()


@kernel
def order_by_target(target: NDArray[np.int32], count: int) -> NDArray[np.int64]:
    """Order that sorts by target and leaves the rest as it was (a counting sort)."""
    begin = np.zeros(count + 1, dtype=np.int64)
    for t in target:
        begin[t + 1] += 1
    for t in range(count):
        begin[t + 1] += begin[t]
    order = np.empty(len(target), dtype=np.int64)
    for i in range(len(target)):
        order[begin[target[i]]] = i
        begin[target[i]] += 1
    return order
