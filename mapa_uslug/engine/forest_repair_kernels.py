"""Compiled steps that close several edges at once and search anew what lies beyond them, and nothing else."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.engine.compiling import kernel
from mapa_uslug.engine.forest_core_kernels import Dwellers, Losses, lose
from mapa_uslug.engine.forest_kernels import FAR, Forest, arc_ticks, heap_pop, heap_push
from mapa_uslug.engine.graph import Adjacency

_HEAD = np.uint64(0xFFFF_FFFF)


class ArcIndex(NamedTuple):
    """Arcs of a graph by their heads and by their edges, ascending.

    Attributes
    ----------
    into_ptr : int64, (nodes + 1,)
        Arcs into node i are ``into_arc[into_ptr[i]:into_ptr[i + 1]]``.
    into_tail : int32, (arcs,)
        The node that each comes from.
    into_arc : int32, (arcs,)
    edge_ptr : int64, (edges + 1,)
        Arcs of edge i are ``edge_arc[edge_ptr[i]:edge_ptr[i + 1]]``.
    edge_arc : int32
    """

    into_ptr: NDArray[np.int64]
    into_tail: NDArray[np.int32]
    into_arc: NDArray[np.int32]
    edge_ptr: NDArray[np.int64]
    edge_arc: NDArray[np.int32]


class Searched(NamedTuple):
    """A search and what it went over.

    Attributes
    ----------
    adjacency : Adjacency
    arc_edge : int32, (arcs,)
        -1 for arcs of no edge.
    by_head_and_edge : ArcIndex
    ticks : uint32, (nodes,)
    forest : Forest
    dwellers : Dwellers
        By position.
    """

    adjacency: Adjacency
    arc_edge: NDArray[np.int32]
    by_head_and_edge: ArcIndex
    ticks: NDArray[np.uint32]
    forest: Forest
    dwellers: Dwellers


class RepairScratch(NamedTuple):
    """Memory of one closing after another; all but `heap` is left as it was found.

    Attributes
    ----------
    heap : int64, (arcs + ways in + 1,)
    delay : int64, (reached,)
        All -1.
    is_closed : bool, (edges + 1,)
        All False; the last is that of arcs of no edge.
    """

    heap: NDArray[np.int64]
    delay: NDArray[np.int64]
    is_closed: NDArray[np.bool_]


@kernel
def index_arcs(adjacency: Adjacency, arc_edge: NDArray[np.int32], edges: int) -> ArcIndex:
    """Arcs by their heads and by their edges."""
    arc_ptr, arcs, _ = adjacency
    nodes = len(arc_ptr) - 1
    into_ptr = np.zeros(nodes + 2, dtype=np.int64)
    edge_ptr = np.zeros(edges + 2, dtype=np.int64)
    for k in range(len(arcs)):
        into_ptr[np.int64(arcs[k] & _HEAD) + 2] += 1
        if arc_edge[k] >= 0:
            edge_ptr[arc_edge[k] + 2] += 1
    for i in range(nodes):
        into_ptr[i + 2] += into_ptr[i + 1]
    for i in range(edges):
        edge_ptr[i + 2] += edge_ptr[i + 1]
    into_tail = np.empty(len(arcs), dtype=np.int32)
    into_arc = np.empty(len(arcs), dtype=np.int32)
    edge_arc = np.empty(edge_ptr[edges + 1], dtype=np.int32)
    for u in range(nodes):
        for k in range(arc_ptr[u], arc_ptr[u + 1]):
            v = np.int64(arcs[k] & _HEAD)
            into_tail[into_ptr[v + 1]], into_arc[into_ptr[v + 1]] = u, k
            into_ptr[v + 1] += 1
            if arc_edge[k] >= 0:
                edge_arc[edge_ptr[arc_edge[k] + 1]] = k
                edge_ptr[arc_edge[k] + 1] += 1
    return ArcIndex(into_ptr[:-1], into_tail, into_arc, edge_ptr[:-1], edge_arc)


@kernel
def _roots(searched: Searched, edges: NDArray[np.int64]) -> Any:
    """Positions that tree arcs of edges lead to, ascending, none in the subtree of another."""
    forest, index = searched.forest, searched.by_head_and_edge
    count = 0
    for edge in edges:
        count += index.edge_ptr[edge + 1] - index.edge_ptr[edge]
    found = np.empty(count, dtype=np.int64)
    count = 0
    for edge in edges:
        for k in range(index.edge_ptr[edge], index.edge_ptr[edge + 1]):
            arc = index.edge_arc[k]
            at = forest.position[np.int64(searched.adjacency.arcs[arc] & _HEAD)]
            if at >= 0 and forest.arc[at] == arc:
                found[count] = at
                count += 1
    found = np.sort(found[:count])
    kept = 0
    for i in range(count):
        if kept == 0 or found[i] >= forest.end[found[kept - 1]]:
            found[kept] = found[i]
            kept += 1
    return found[:kept]


@kernel
def _delay_beyond(searched: Searched, roots: NDArray[np.int64], scratch: RepairScratch) -> None:
    """Fill in the delays of the subtrees of `roots`, with the arcs of closed edges gone.

    The subtrees are searched anew, as they may hold such arcs themselves: a tree arc then does not pass its delay on.
    """
    adjacency, arc_edge, index, ticks, forest, _ = searched
    heap, delay, is_closed = scratch
    for root in roots:
        delay[root : forest.end[root]] = FAR
    size = 0
    for root in roots:
        for i in range(root, forest.end[root]):
            v = forest.node[i]
            best = FAR
            for k in range(forest.in_ptr[i], forest.in_ptr[i + 1]):
                if forest.in_tail[k] < 0:
                    best = min(best, np.int64(forest.in_slack[k]))
            for k in range(index.into_ptr[v], index.into_ptr[v + 1]):
                tail, arc = index.into_tail[k], index.into_arc[k]
                at = forest.position[tail]
                if at >= 0 and delay[at] < 0 and not is_closed[arc_edge[arc]]:
                    slack = np.int64(ticks[tail]) + arc_ticks(adjacency.arcs[arc]) - np.int64(ticks[v])
                    best = min(best, slack)
            if best < FAR:
                delay[i] = best
                size = heap_push(heap, size, best, i)
    while size > 0:
        now, i = heap_pop(heap, size)
        size -= 1
        if now > delay[i]:
            continue
        u = forest.node[i]
        for k in range(adjacency.arc_ptr[u], adjacency.arc_ptr[u + 1]):
            v = np.int64(adjacency.arcs[k] & _HEAD)
            j = forest.position[v]
            new = now + np.int64(ticks[u]) + arc_ticks(adjacency.arcs[k]) - np.int64(ticks[v])
            if not is_closed[arc_edge[k]] and new < delay[j]:
                delay[j] = new
                size = heap_push(heap, size, new, j)


@kernel
def _extra(dwellers: Dwellers, p: int, delay: NDArray[np.int64]) -> Any:
    """Ticks by which the way of a point in a subtree that was searched anew is longer."""
    other = dwellers.other[p]
    more = dwellers.other_slack[p]
    if other >= 0 and delay[other] > 0:
        more += delay[other]
    return min(delay[dwellers.end[p]], more, dwellers.direct_slack[p])


@kernel
def _open_again(
    forest: Forest, edges: NDArray[np.int64], roots: NDArray[np.int64], scratch: RepairScratch
) -> None:
    for root in roots:
        scratch.delay[root : forest.end[root]] = -1
    for edge in edges:
        scratch.is_closed[edge] = False


@kernel
def close_one_by_one(
    searched: Searched,
    people: NDArray[np.int64],
    limit: int,
    edges: NDArray[np.int64],
    scratch: RepairScratch,
    losses: Losses,
) -> None:
    """Fill a row of `losses` for each of some edges, with all its arcs closed."""
    dwellers, forest = searched.dwellers, searched.forest
    for row in range(len(edges)):
        one = edges[row : row + 1]
        roots = _roots(searched, one)
        scratch.is_closed[one[0]] = True
        _delay_beyond(searched, roots, scratch)
        for root in roots:
            for p in range(dwellers.ptr[root], dwellers.ptr[forest.end[root]]):
                extra = _extra(dwellers, p, scratch.delay)
                if extra > 0:
                    lose(dwellers, p, people, extra, limit, row, losses)
        _open_again(forest, one, roots, scratch)


@kernel
def close_at_once(searched: Searched, edges: NDArray[np.int64], start: int, scratch: RepairScratch) -> Any:
    """Close edges at once.

    Returns
    -------
    point, extra : int64, (points,)
        Rows of points whose way becomes longer, and by how many ticks, `FAR` where there is none any more.
    delay : int
        Of node `start`, 0 if that is negative.
    way : int64
        Arcs of the way that then leads to `start`, from there on; none if there is no way or no `start`.
    root : int
        The node that this way begins at.
    """
    dwellers, forest, delay = searched.dwellers, searched.forest, scratch.delay
    roots = _roots(searched, edges)
    for edge in edges:
        scratch.is_closed[edge] = True
    _delay_beyond(searched, roots, scratch)
    count = 0
    for root in roots:
        count += dwellers.ptr[forest.end[root]] - dwellers.ptr[root]
    point = np.empty(count, dtype=np.int64)
    extra = np.empty(count, dtype=np.int64)
    count = 0
    for root in roots:
        for p in range(dwellers.ptr[root], dwellers.ptr[forest.end[root]]):
            more = _extra(dwellers, p, delay)
            if more > 0:
                point[count], extra[count] = dwellers.point[p], min(more, FAR)
                count += 1
    of_start, length, root = np.int64(0), 0, np.int64(-1)
    if start >= 0:
        at = forest.position[start]
        of_start = FAR if at < 0 else max(delay[at], np.int64(0))
        if of_start < FAR:
            length, root = _walk_up(searched, start, scratch)
    way = scratch.heap[:length].copy()
    _open_again(forest, edges, roots, scratch)
    return point[:count], extra[:count], of_start, way, root


@kernel
def _walk_up(searched: Searched, start: int, scratch: RepairScratch) -> Any:
    """Put the arcs of the least way to a node into `heap`; returns their number and the node it begins at.

    Of several arcs the first from the first node, as in a forest planted anew.
    """
    adjacency, arc_edge, index, ticks, forest, _ = searched
    heap, delay, is_closed = scratch
    node, length = np.int64(start), 0
    while True:
        i = forest.position[node]
        late = max(delay[i], np.int64(0))
        if late == 0 and forest.arc[i] < 0:
            return length, node
        for k in range(forest.in_ptr[i], forest.in_ptr[i + 1]):
            if forest.in_tail[k] < 0 and np.int64(forest.in_slack[k]) == late:
                return length, node
        now = np.int64(ticks[node]) + late
        for k in range(index.into_ptr[node], index.into_ptr[node + 1]):
            tail, arc = index.into_tail[k], index.into_arc[k]
            j = forest.position[tail]
            if j < 0 or is_closed[arc_edge[arc]]:
                continue
            if np.int64(ticks[tail]) + max(delay[j], np.int64(0)) + arc_ticks(adjacency.arcs[arc]) == now:
                heap[length] = arc
                length += 1
                node = np.int64(tail)
                break
