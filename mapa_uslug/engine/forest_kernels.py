"""Compiled steps that build a shortest-path forest.

Nodes are numbered in preorder, so that a subtree is a run of positions. When the edge into `v` is closed, only
the subtree of `v` can change. Costs are told there as *delays*, new less old: along a tree arc a delay passes on
as it is, along any other it grows by the arc's slack (cost over it less cost).
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
    above : int32, (reached,)
        Position of the node that the tree arc comes from, -1 where there is none.
    up_slack : int64, (reached,)
        Slack of the way back to that node, `FAR` where there is none.
    in_ptr : int64, (reached + 1,)
        Where the other ways into a node begin: those that do not come from its own subtree.
    in_tail, in_head : int32, (ways,)
        Positions; a tail of -1 is a source's own way to the node.
    in_slack : uint32, (ways,)
        Ticks by which the way is longer than the least.
    out_ptr : int64, (reached + 1,)
        Where the ways out of a node begin that lead neither into its own subtree nor to the node above.
    out_head : int32, (ways,)
    out_slack : uint32, (ways,)
    """

    node: NDArray[np.int32]
    position: NDArray[np.int32]
    end: NDArray[np.int32]
    arc: NDArray[np.int64]
    above: NDArray[np.int32]
    up_slack: NDArray[np.int64]
    in_ptr: NDArray[np.int64]
    in_tail: NDArray[np.int32]
    in_head: NDArray[np.int32]
    in_slack: NDArray[np.uint32]
    out_ptr: NDArray[np.int64]
    out_head: NDArray[np.int32]
    out_slack: NDArray[np.uint32]


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
    above = np.full(reached, -1, dtype=np.int32)
    for i in range(reached):
        if parent[node[i]] >= 0:
            above[i] = position[parent[node[i]]]
    up_slack = np.full(reached, FAR, dtype=np.int64)
    in_ptr = np.zeros(reached + 1, dtype=np.int64)
    out_ptr = np.zeros(reached + 1, dtype=np.int64)
    arc_ptr, arcs, _ = adjacency
    for i in range(reached):
        for k in range(arc_ptr[node[i]], arc_ptr[node[i] + 1]):
            v = np.int64(arcs[k] & np.uint64(0xFFFF_FFFF))
            j = position[v]
            if is_root[v] == 0 and arc[v] != k:
                out_ptr[i + 1] += (j < i or j >= end[i]) and j != above[i]
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
            slack = np.int64(ticks[u]) + arc_ticks(arcs[k]) - np.int64(ticks[v])
            if j == above[i]:
                up_slack[i] = min(up_slack[i], slack)
            elif j < i or j >= end[i]:
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
        node, position, end, arc[node], above, up_slack, in_ptr, in_tail, in_head, in_slack, out_ptr, out_head,
        out_slack,
    )  # fmt: skip


@kernel
def arc_ticks(arc: Any) -> Any:
    """Ticks of a packed arc."""
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
            is_least = np.int64(ticks[u]) + arc_ticks(arcs[k]) == np.int64(ticks[v])
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
