"""Compiled step from new links to the people that they bring nearer."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.engine.compiling import kernel
from mapa_uslug.engine.forest_kernels import heap_pop, heap_push
from mapa_uslug.engine.graph import Adjacency
from mapa_uslug.engine.point_kernels import Landings, join_ticks
from mapa_uslug.engine.surface import EdgeCosts, SearchPoints

_NEVER = np.uint32(0xFFFF_FFFF)
_LAST = np.uint64(0x8000_0000_0000_0000)


class Gains(NamedTuple):
    """What new links bring, by link and group of people.

    Attributes
    ----------
    saved : int64, (links, groups)
        Person-ticks of those who got somewhere before.
    within, nearer, connected : int64, (links, groups)
        People now within the limit, of whatever former cost; who got somewhere before, and now sooner; who
        got nowhere before.
    most : int64, (links,)
        Most ticks that anybody's way becomes shorter.
    """

    saved: NDArray[np.int64]
    within: NDArray[np.int64]
    nearer: NDArray[np.int64]
    connected: NDArray[np.int64]
    most: NDArray[np.int64]


class OpenSearch(NamedTuple):
    """A search that links may be added to: its graph, ticks of its nodes, its targets and their ticks."""

    adjacency: Adjacency
    edge_costs: EdgeCosts
    ticks: NDArray[np.uint32]
    targets: SearchPoints
    landings: Landings
    cost: NDArray[np.uint32]


class SpreadScratch(NamedTuple):
    """Memory of one link after another; `node_ticks` and `point_ticks` are left all `NEVER`.

    Attributes
    ----------
    heap : int64, (arcs + 2,)
    node_ticks : uint32, (nodes,)
    touched : int32, (nodes,)
    point_ticks : uint32, (points,)
    improved : int32, (points,)
    """

    heap: NDArray[np.int64]
    node_ticks: NDArray[np.uint32]
    touched: NDArray[np.int32]
    point_ticks: NDArray[np.uint32]
    improved: NDArray[np.int32]


@kernel
def _spread(
    adjacency: Adjacency,
    ticks: NDArray[np.uint32],
    exits: SearchPoints,
    link: int,
    start: int,
    scratch: SpreadScratch,
) -> int:
    """Ticks of the nodes that get nearer when the far end of a link is reached at `start`; returns their number."""
    arc_ptr, arcs, _ = adjacency
    heap, new_ticks, touched, _, _ = scratch
    size, count = 0, 0
    for end in range(2):
        if exits.ticks[link, end] == _NEVER:
            continue
        v = exits.node[link, end]
        new = start + np.int64(exits.ticks[link, end])
        if new < np.int64(ticks[v]) and new < np.int64(new_ticks[v]):
            if new_ticks[v] == _NEVER:
                touched[count] = v
                count += 1
            new_ticks[v] = new
            size = heap_push(heap, size, new, v)
    while size > 0:
        now, u = heap_pop(heap, size)
        size -= 1
        if now > np.int64(new_ticks[u]):
            continue
        for k in range(arc_ptr[u], arc_ptr[u + 1]):
            v = np.int64(arcs[k] & np.uint64(0xFFFF_FFFF))
            new = now + np.int64((arcs[k] & np.uint64(0x7FFF_FFFF_0000_0000)) >> np.uint64(32))
            if new >= np.int64(ticks[v]) or new >= np.int64(new_ticks[v]):
                continue
            if new_ticks[v] == _NEVER:
                touched[count] = v
                count += 1
            new_ticks[v] = new
            if arcs[k] & _LAST == 0:
                size = heap_push(heap, size, new, v)
    return count


@kernel
def _improve(
    searched: OpenSearch,
    exits: SearchPoints,
    start: NDArray[np.int64],
    link: int,
    scratch: SpreadScratch,
) -> int:
    """Put the points that a link brings nearer and their ticks into `scratch`; returns their number.

    `exits` are the far ends of links as sources, without an off-road walk, reached at `start` ticks.
    """
    _, costs, ticks, targets, landings, cost = searched
    point_ticks, improved = scratch.point_ticks, scratch.improved
    count = _spread(searched.adjacency, ticks, exits, link, start[link], scratch)
    points = 0
    for i in range(count):
        node = scratch.touched[i]
        for k in range(landings.ptr[node], landings.ptr[node + 1]):
            p = landings.point[k]
            new = np.int64(scratch.node_ticks[node]) + np.int64(landings.ticks[k])
            if new < np.int64(cost[p]) and new < np.int64(point_ticks[p]):
                if point_ticks[p] == _NEVER:
                    improved[points] = p
                    points += 1
                point_ticks[p] = new
        scratch.node_ticks[node] = _NEVER
    # The points on the very edge in whose middle the link ends.
    at = np.searchsorted(landings.sorted_edge, exits.edge[link])
    while at < len(landings.sorted_edge) and landings.sorted_edge[at] == exits.edge[link]:
        p = landings.sorted_point[at]
        along, _ = join_ticks(costs, exits, link, targets, p)
        new = start[link] + along
        if new < np.int64(cost[p]) and new < np.int64(point_ticks[p]):
            if point_ticks[p] == _NEVER:
                improved[points] = p
                points += 1
            point_ticks[p] = new
        at += 1
    return points


@kernel
def open_each(
    searched: OpenSearch,
    exits: SearchPoints,
    start: NDArray[np.int64],
    people: NDArray[np.int64],
    limit: int,
    first: int,
    last: int,
    scratch: SpreadScratch,
    gains: Gains,
) -> None:
    """Fill rows ``first:last`` of `gains`; see `_improve`. `start` is negative if the link is of no use."""
    cost, point_ticks = searched.cost, scratch.point_ticks
    for s in range(first, last):
        if start[s] < 0:
            continue
        for i in range(_improve(searched, exits, start, s, scratch)):
            p = scratch.improved[i]
            new, old = np.int64(point_ticks[p]), np.int64(cost[p])
            point_ticks[p] = _NEVER
            had = cost[p] != _NEVER
            if had:
                gains.most[s] = max(gains.most[s], old - new)
            for g in range(people.shape[1]):
                if had:
                    gains.saved[s, g] += people[p, g] * (old - new)
                    gains.nearer[s, g] += people[p, g]
                else:
                    gains.connected[s, g] += people[p, g]
                if new <= limit < old:
                    gains.within[s, g] += people[p, g]


@kernel
def points_nearer(
    searched: OpenSearch, exits: SearchPoints, start: NDArray[np.int64], link: int, scratch: SpreadScratch
) -> Any:
    """Points that a link brings nearer, in no order; see `open_each`."""
    count = _improve(searched, exits, start, link, scratch) if start[link] >= 0 else 0
    points = scratch.improved[:count].copy()
    for p in points:
        scratch.point_ticks[p] = _NEVER
    return points
