"""Compiled steps over a shortest-path forest: build it, and tell what closing each of its edges does.

Nodes are numbered in preorder, so that a subtree is a run of positions. When the edge into `v` is closed, only
the subtree of `v` can change. Costs are told there as *delays*, new less old: along a tree arc a delay passes on
as it is, along any other it grows by the arc's slack (cost over it less cost). A delay settled at a node thus
holds for its whole subtree but for what was settled before, and once that of `v` is known nothing is left to
search.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.engine.compiling import kernel
from mapa_uslug.engine.graph import Adjacency

FAR = np.int64(1) << np.int64(40)  # above any sum of ticks
_NEVER = np.uint32(0xFFFF_FFFF)
_BITS = np.int64(31)  # of a node in an entry of the heap
_NODE = (np.int64(1) << np.int64(31)) - np.int64(1)


class Forest(NamedTuple):
    """Shortest-path forest of a search; all but `position` by position.

    Attributes
    ----------
    node : int32, (reached,)
        Node at each position: every node that the search reached, in preorder.
    position : int32, (nodes,)
        -1 where the search did not come.
    end : int32, (reached,)
        The subtree of position i is ``i:end[i]``.
    arc : int64, (reached,)
        Tree arc into the node, -1 where a source's own way is the least.
    in_ptr : int64, (reached + 1,)
        Where the other ways into a node begin: those that do not come from its own subtree.
    in_tail, in_head : int32, (ways,)
        Positions; a tail of -1 is a source's own way to the node.
    in_slack : uint32, (ways,)
        Ticks by which the way is longer than the least.
    out_ptr : int64, (reached + 1,)
        Where the ways out of a node begin that do not lead into its own subtree.
    out_head : int32, (ways,)
    out_slack : uint32, (ways,)
    """

    node: NDArray[np.int32]
    position: NDArray[np.int32]
    end: NDArray[np.int32]
    arc: NDArray[np.int64]
    in_ptr: NDArray[np.int64]
    in_tail: NDArray[np.int32]
    in_head: NDArray[np.int32]
    in_slack: NDArray[np.uint32]
    out_ptr: NDArray[np.int64]
    out_head: NDArray[np.int32]
    out_slack: NDArray[np.uint32]


class Dwellers(NamedTuple):
    """Points with people by the position of the end of their edge over which they are reached.

    Attributes
    ----------
    ptr : int64, (reached + 1,)
        Points of position i are ``ptr[i]:ptr[i + 1]``.
    end, other : int32, (points,)
        Positions of that end and of the other, -1 if there is no way over the other.
    other_slack, direct_slack : int64, (points,)
        Ticks by which the way over the other end, and that straight along the edge from a source on it, is
        longer; `FAR` if there is none.
    ticks : int64, (points,)
        Least cost.
    people : int64, (points, groups)
    """

    ptr: NDArray[np.int64]
    end: NDArray[np.int32]
    other: NDArray[np.int32]
    other_slack: NDArray[np.int64]
    direct_slack: NDArray[np.int64]
    ticks: NDArray[np.int64]
    people: NDArray[np.int64]


class ArcsInto(NamedTuple):
    """Arcs by their heads: those into node i are ``ptr[i]:ptr[i + 1]``, with the node each comes from."""

    ptr: NDArray[np.int64]
    tail: NDArray[np.int32]
    arc: NDArray[np.int64]


class Losses(NamedTuple):
    """What closing does, by edge or position and group of people.

    Attributes
    ----------
    lost : int64, (rows, groups)
        Person-ticks of those who still get there.
    beyond, cut_off, farther : int64, (rows, groups)
        People now beyond the limit, cut off included; who got somewhere and now get nowhere; who still get
        there, with a longer way.
    longest : int64, (rows,)
        Most ticks that anybody's way becomes longer.
    """

    lost: NDArray[np.int64]
    beyond: NDArray[np.int64]
    cut_off: NDArray[np.int64]
    farther: NDArray[np.int64]
    longest: NDArray[np.int64]


@kernel
def heap_push(heap: NDArray[np.int64], size: int, key: Any, node: Any) -> int:
    """Put a node into a binary heap; returns the heap's new size."""
    item = (key << _BITS) | np.int64(node)
    at = size
    while at > 0:
        above = (at - 1) >> 1
        if heap[above] <= item:
            break
        heap[at] = heap[above]
        at = above
    heap[at] = item
    return size + 1


@kernel
def heap_pop(heap: NDArray[np.int64], size: int) -> Any:
    """Key and node of the least entry, which is taken out; the heap has one less."""
    top = heap[0]
    size -= 1
    item = heap[size]
    at = 0
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        if below + 1 < size and heap[below + 1] < heap[below]:
            below += 1
        if heap[below] >= item:
            break
        heap[at] = heap[below]
        at = below
    heap[at] = item
    return top >> _BITS, top & _NODE


@kernel
def plant_forest(
    adjacency: Adjacency,
    ticks: NDArray[np.uint32],
    seed_node: NDArray[np.int32],
    seed_ticks: NDArray[np.uint32],
) -> Forest:
    """The forest of a search that knew no limit, from its ticks and its seeds."""
    nodes = len(ticks)
    is_root = np.zeros(nodes, dtype=np.uint8)
    for i in range(len(seed_node)):
        if seed_ticks[i] == ticks[seed_node[i]]:
            is_root[seed_node[i]] = 1
    parent, arc = _find_parents(adjacency, ticks, is_root)
    node, position, end = _order(parent, ticks)
    reached = len(node)
    in_ptr = np.zeros(reached + 1, dtype=np.int64)
    out_ptr = np.zeros(reached + 1, dtype=np.int64)
    arc_ptr, arcs, _ = adjacency
    for i in range(reached):
        for k in range(arc_ptr[node[i]], arc_ptr[node[i] + 1]):
            v = np.int64(arcs[k] & np.uint64(0xFFFF_FFFF))
            j = position[v]
            if is_root[v] == 0 and arc[v] != k:
                out_ptr[i + 1] += j < i or j >= end[i]
                in_ptr[j + 1] += i < j or i >= end[j]
    for s in range(len(seed_node)):
        if is_root[seed_node[s]] == 0:
            in_ptr[position[seed_node[s]] + 1] += 1
    for i in range(reached):
        in_ptr[i + 1] += in_ptr[i]
        out_ptr[i + 1] += out_ptr[i]
    in_tail = np.empty(in_ptr[reached], dtype=np.int32)
    in_head = np.empty(in_ptr[reached], dtype=np.int32)
    in_slack = np.empty(in_ptr[reached], dtype=np.uint32)
    out_head = np.empty(out_ptr[reached], dtype=np.int32)
    out_slack = np.empty(out_ptr[reached], dtype=np.uint32)
    fill = in_ptr.copy()
    at = 0
    for i in range(reached):
        u = node[i]
        for k in range(arc_ptr[u], arc_ptr[u + 1]):
            v = np.int64(arcs[k] & np.uint64(0xFFFF_FFFF))
            j = position[v]
            if is_root[v] == 1 or arc[v] == k:
                continue
            slack = np.int64(ticks[u]) + _arc_ticks(arcs[k]) - np.int64(ticks[v])
            if j < i or j >= end[i]:
                out_head[at], out_slack[at] = j, slack
                at += 1
            if i < j or i >= end[j]:
                in_tail[fill[j]], in_head[fill[j]], in_slack[fill[j]] = i, j, slack
                fill[j] += 1
    for s in range(len(seed_node)):
        v = np.int64(seed_node[s])
        if is_root[v] == 0:
            j = position[v]
            slack = np.int64(seed_ticks[s]) - np.int64(ticks[v])
            in_tail[fill[j]], in_head[fill[j]], in_slack[fill[j]] = -1, j, slack
            fill[j] += 1
    return Forest(
        node, position, end, arc[node], in_ptr, in_tail, in_head, in_slack, out_ptr, out_head, out_slack
    )


@kernel
def _arc_ticks(arc: Any) -> Any:
    return np.int64((arc & np.uint64(0x7FFF_FFFF_0000_0000)) >> np.uint64(32))


@kernel
def _find_parents(adjacency: Adjacency, ticks: NDArray[np.uint32], is_root: NDArray[np.uint8]) -> Any:
    """Of each node the first node from which an arc gives its cost, and that arc; -1 for roots and the unreached."""
    arc_ptr, arcs, _ = adjacency
    parent = np.full(len(ticks), -1, dtype=np.int32)
    arc = np.full(len(ticks), -1, dtype=np.int64)
    for u in range(len(ticks)):
        if ticks[u] == _NEVER:
            continue
        for k in range(arc_ptr[u], arc_ptr[u + 1]):
            v = np.int64(arcs[k] & np.uint64(0xFFFF_FFFF))
            is_least = np.int64(ticks[u]) + _arc_ticks(arcs[k]) == np.int64(ticks[v])
            if is_least and arc[v] < 0 and is_root[v] == 0:
                parent[v], arc[v] = u, k
    return parent, arc


@kernel
def _order(parent: NDArray[np.int32], ticks: NDArray[np.uint32]) -> Any:
    """Nodes in preorder, the position of each, and where each subtree ends."""
    nodes = len(parent)
    child = np.full(nodes, -1, dtype=np.int32)
    sibling = np.full(nodes, -1, dtype=np.int32)
    stack = np.empty(nodes, dtype=np.int32)
    node = np.empty(nodes, dtype=np.int32)
    position = np.full(nodes, -1, dtype=np.int32)
    for v in range(nodes - 1, -1, -1):
        if parent[v] >= 0:
            sibling[v] = child[parent[v]]
            child[parent[v]] = v
    count = 0
    for root in range(nodes):
        if parent[root] >= 0 or ticks[root] == _NEVER:
            continue
        stack[0] = root
        height = 1
        while height > 0:
            height -= 1
            v = stack[height]
            node[count], position[v] = v, count
            count += 1
            below = child[v]
            while below >= 0:
                stack[height] = below
                height += 1
                below = sibling[below]
    end = np.arange(1, count + 1).astype(np.int32)
    for i in range(count - 1, -1, -1):
        above = parent[node[i]]
        if above >= 0:
            end[position[above]] = max(end[position[above]], end[i])
    return node[:count].copy(), position, end


@kernel
def delay_subtree(forest: Forest, v: int, heap: NDArray[np.int64], delay: NDArray[np.int64]) -> Any:
    """Fill ``delay[v:end[v]]`` with the ticks by which nodes get farther when the tree arc into `v` is closed.

    `FAR` where nothing leads any more. Returns the delay of `v` itself, which is the most; if it is 0, no delay
    was filled in.
    """
    _, _, ends, _, in_ptr, in_tail, in_head, in_slack, out_ptr, out_head, out_slack = forest
    end = ends[v]
    most = FAR
    for k in range(in_ptr[v], in_ptr[v + 1]):
        most = min(most, np.int64(in_slack[k]))
    if most == 0:
        return most
    size = 0
    for k in range(in_ptr[v + 1], in_ptr[end]):
        if (in_tail[k] < v or in_tail[k] >= end) and np.int64(in_slack[k]) < most:
            size = heap_push(heap, size, np.int64(in_slack[k]), in_head[k])
    delay[v:end] = FAR
    while size > 0:
        now, x = heap_pop(heap, size)
        size -= 1
        if now >= most:
            break
        if delay[x] != FAR:
            continue
        i = x
        while i < ends[x]:
            if delay[i] != FAR:
                i = np.int64(ends[i])
                continue
            delay[i] = now
            for k in range(out_ptr[i], out_ptr[i + 1]):
                head = out_head[k]
                new = now + np.int64(out_slack[k])
                if head < v or head >= end or new >= most or delay[head] != FAR:
                    continue
                if head == v:
                    most = new
                else:
                    size = heap_push(heap, size, new, head)
            i += 1
    i = np.int64(v)
    while i < end:
        if delay[i] != FAR:
            i = np.int64(ends[i])
        else:
            delay[i] = most
            i += 1
    return most


@kernel
def close_each(
    forest: Forest,
    dwellers: Dwellers,
    limit: int,
    first: int,
    last: int,
    heap: NDArray[np.int64],
    delay: NDArray[np.int64],
    losses: Losses,
) -> None:
    """Fill rows ``first:last`` of `losses`: what closing the tree arc into each position does.

    `heap` has room for all ways of the forest, `delay` for all positions; what they hold does not matter.
    """
    for v in range(first, last):
        end = forest.end[v]
        if forest.arc[v] < 0 or dwellers.ptr[v] == dwellers.ptr[end]:
            continue
        if delay_subtree(forest, v, heap, delay) == 0:
            continue
        for p in range(dwellers.ptr[v], dwellers.ptr[end]):
            other = dwellers.other[p]
            more = dwellers.other_slack[p]
            if v <= other < end:
                more += delay[other]
            extra = min(delay[dwellers.end[p]], more, dwellers.direct_slack[p])
            if extra > 0:
                _lose(dwellers, p, extra, limit, v, losses)


@kernel
def _lose(dwellers: Dwellers, p: int, extra: int, limit: int, row: int, losses: Losses) -> None:
    """Count a point whose way gets longer in a row of `losses`."""
    is_cut_off = extra >= FAR
    is_beyond = dwellers.ticks[p] <= limit < dwellers.ticks[p] + extra
    if not is_cut_off:
        losses.longest[row] = max(losses.longest[row], extra)
    for g in range(dwellers.people.shape[1]):
        people = dwellers.people[p, g]
        if is_cut_off:
            losses.cut_off[row, g] += people
        else:
            losses.lost[row, g] += people * extra
            losses.farther[row, g] += people
        if is_beyond:
            losses.beyond[row, g] += people


@kernel
def close_with_all_arcs(
    adjacency: Adjacency,
    arc_edge: NDArray[np.int32],
    arcs_into: ArcsInto,
    ticks: NDArray[np.uint32],
    forest: Forest,
    dwellers: Dwellers,
    limit: int,
    edges: NDArray[np.int32],
    root_ptr: NDArray[np.int64],
    roots: NDArray[np.int64],
    heap: NDArray[np.int64],
    delay: NDArray[np.int64],
    losses: Losses,
) -> None:
    """Fill a row of `losses` for each of some edges that have several arcs a direction, or arcs to states.

    All arcs of an edge are closed at once. The subtrees beyond are searched anew, as they may hold arcs of the edge
    themselves: a tree arc then does not pass its delay on. `roots` are the positions that tree arcs of edge i lead to,
    ``roots[root_ptr[i]:root_ptr[i + 1]]`` ascending, none in the subtree of another. `delay` is -1 everywhere and left
    so; `heap` has room for all arcs and seeds.
    """
    arc_ptr, arcs, _ = adjacency
    for row in range(len(edges)):
        edge = edges[row]
        for r in range(root_ptr[row], root_ptr[row + 1]):
            delay[roots[r] : forest.end[roots[r]]] = FAR
        size = 0
        for r in range(root_ptr[row], root_ptr[row + 1]):
            for i in range(roots[r], forest.end[roots[r]]):
                v = forest.node[i]
                best = FAR
                for k in range(forest.in_ptr[i], forest.in_ptr[i + 1]):
                    if forest.in_tail[k] < 0:
                        best = min(best, np.int64(forest.in_slack[k]))
                for k in range(arcs_into.ptr[v], arcs_into.ptr[v + 1]):
                    tail, arc = arcs_into.tail[k], arcs_into.arc[k]
                    at = forest.position[tail]
                    if at >= 0 and delay[at] < 0 and arc_edge[arc] != edge:
                        slack = np.int64(ticks[tail]) + _arc_ticks(arcs[arc]) - np.int64(ticks[v])
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
            for k in range(arc_ptr[u], arc_ptr[u + 1]):
                v = np.int64(arcs[k] & np.uint64(0xFFFF_FFFF))
                j = forest.position[v]
                new = now + np.int64(ticks[u]) + _arc_ticks(arcs[k]) - np.int64(ticks[v])
                if arc_edge[k] != edge and new < delay[j]:
                    delay[j] = new
                    size = heap_push(heap, size, new, j)
        for r in range(root_ptr[row], root_ptr[row + 1]):
            for p in range(dwellers.ptr[roots[r]], dwellers.ptr[forest.end[roots[r]]]):
                other = dwellers.other[p]
                more = dwellers.other_slack[p]
                if other >= 0 and delay[other] > 0:
                    more += delay[other]
                extra = min(delay[dwellers.end[p]], more, dwellers.direct_slack[p])
                if extra > 0:
                    _lose(dwellers, p, extra, limit, row, losses)
        for r in range(root_ptr[row], root_ptr[row + 1]):
            delay[roots[r] : forest.end[roots[r]]] = -1
