"""Compiled steps that tell what closing each edge of a shortest-path forest does.

A delay settled at a node holds for its whole subtree but for what was settled before, and once that of `v`, whose
tree arc is closed, is known nothing is left to search. Most nodes only hand on the delay of the node above: one of
a forest's core stands for all of them down to it, and work is proportional to the core's subtrees.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.engine.compiling import kernel
from mapa_uslug.engine.forest_kernels import FAR, Forest, heap_pop, heap_push


class Dwellers(NamedTuple):
    """Points by the position of the end of their edge over which they are reached.

    Attributes
    ----------
    ptr : int64, (reached + 1,)
        Points of position i are ``ptr[i]:ptr[i + 1]``.
    point : int64, (points,)
        Their rows.
    end, other : int32, (points,)
        Positions of that end and of the other, -1 if there is no way over the other.
    other_slack, direct_slack : int64, (points,)
        Ticks by which the way over the other end, and that straight along the edge from a source on it, is
        longer; `FAR` if there is none.
    ticks : int64, (points,)
        Least cost.
    """

    ptr: NDArray[np.int64]
    point: NDArray[np.int64]
    end: NDArray[np.int32]
    other: NDArray[np.int32]
    other_slack: NDArray[np.int64]
    direct_slack: NDArray[np.int64]
    ticks: NDArray[np.int64]


class Core(NamedTuple):
    """The nodes of a forest that ways other than those of the forest meet, at which points are, or where it parts.

    Numbered in the order of their positions. Of the subtree of any other node that has some of them all lie in the
    subtree of one, to which nothing leads but through that node: closing the arc into either is the same.

    Attributes
    ----------
    first : int32, (reached + 1,)
        Number of the first core node at a position or after it.
    is_inner : bool, (core,)
        Whether a tree arc leads to it.
    end : int32, (core,)
        The subtree of core node i is ``i:end[i]``.
    above : int32, (core,)
        The next core node on the way up, -1 if there is none.
    up_slack : int64, (core,)
        Slack of the way back to it, `FAR` where there is none.
    in_ptr, in_tail, in_head, in_slack, out_ptr, out_head, out_slack
        As of `Forest`, by the numbers of the core.
    """

    first: NDArray[np.int32]
    is_inner: NDArray[np.bool_]
    end: NDArray[np.int32]
    above: NDArray[np.int32]
    up_slack: NDArray[np.int64]
    in_ptr: NDArray[np.int64]
    in_tail: NDArray[np.int32]
    in_head: NDArray[np.int32]
    in_slack: NDArray[np.uint32]
    out_ptr: NDArray[np.int64]
    out_head: NDArray[np.int32]
    out_slack: NDArray[np.uint32]


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
def find_core(forest: Forest, dwellers: Dwellers) -> Core:
    """The core of a forest for its dwellers."""
    reached = len(forest.node)
    is_core = _mark_core(forest, dwellers)
    first = np.zeros(reached + 1, dtype=np.int32)
    for i in range(reached):
        first[i + 1] = first[i] + is_core[i]
    count = first[reached]
    is_inner = np.empty(count, dtype=np.bool_)
    end = np.empty(count, dtype=np.int32)
    above = np.empty(count, dtype=np.int32)
    up_slack = np.empty(count, dtype=np.int64)
    in_ptr = np.zeros(count + 1, dtype=np.int64)
    out_ptr = np.zeros(count + 1, dtype=np.int64)
    # Of every position the next core node on the way up, and the slack of the way back to it.
    top = np.full(reached, -1, dtype=np.int32)
    climb = np.full(reached, FAR, dtype=np.int64)
    for i in range(reached):
        up = forest.above[i]
        if up >= 0:
            passed = np.int64(0) if is_core[up] else climb[up]
            top[i] = first[up] if is_core[up] else top[up]
            climb[i] = min(FAR, passed + forest.up_slack[i])
        if is_core[i]:
            at = first[i]
            is_inner[at] = forest.arc[i] >= 0
            end[at] = first[forest.end[i]]
            above[at], up_slack[at] = top[i], climb[i]
            in_ptr[at + 1], out_ptr[at + 1] = forest.in_ptr[i + 1], forest.out_ptr[i + 1]
    # Ways lead between core nodes alone: their runs follow each other as before.
    in_tail = np.empty(len(forest.in_tail), dtype=np.int32)
    in_head = np.empty(len(forest.in_tail), dtype=np.int32)
    out_head = np.empty(len(forest.out_head), dtype=np.int32)
    for k in range(len(in_tail)):
        in_tail[k] = first[forest.in_tail[k]] if forest.in_tail[k] >= 0 else np.int32(-1)
        in_head[k] = first[forest.in_head[k]]
    for k in range(len(out_head)):
        out_head[k] = first[forest.out_head[k]]
    return Core(
        first, is_inner, end, above, up_slack, in_ptr, in_tail, in_head, forest.in_slack, out_ptr, out_head,
        forest.out_slack,
    )  # fmt: skip


@kernel
def _mark_core(forest: Forest, dwellers: Dwellers) -> Any:
    reached = len(forest.node)
    is_core = np.zeros(reached, dtype=np.uint8)
    for k in range(len(forest.in_tail)):
        is_core[forest.in_head[k]] = 1
        if forest.in_tail[k] >= 0:
            is_core[forest.in_tail[k]] = 1
    for i in range(reached):
        for k in range(forest.out_ptr[i], forest.out_ptr[i + 1]):
            is_core[i] = 1
            is_core[forest.out_head[k]] = 1
    for p in range(len(dwellers.end)):
        is_core[dwellers.end[p]] = 1
        if dwellers.other[p] >= 0:
            is_core[dwellers.other[p]] = 1
    branches = np.zeros(reached, dtype=np.uint8)
    for i in range(reached - 1, -1, -1):
        if branches[i] > 1:
            is_core[i] = 1
        up = forest.above[i]
        if up >= 0 and (is_core[i] == 1 or branches[i] == 1):
            branches[up] = min(branches[up] + 1, 2)
    return is_core


@kernel
def to_core(core: Core, dwellers: Dwellers) -> Dwellers:
    """Dwellers with positions turned into numbers of core nodes."""
    first, points = core.first, len(dwellers.end)
    ptr = np.zeros(len(core.end) + 1, dtype=np.int64)
    end = np.empty(points, dtype=np.int32)
    other = np.full(points, -1, dtype=np.int32)
    for p in range(points):
        end[p] = first[dwellers.end[p]]
        if dwellers.other[p] >= 0:
            other[p] = first[dwellers.other[p]]
        ptr[end[p] + 1] += 1
    for i in range(len(core.end)):
        ptr[i + 1] += ptr[i]
    return Dwellers(
        ptr, dwellers.point, end, other, dwellers.other_slack, dwellers.direct_slack, dwellers.ticks
    )


@kernel
def _delay_subtree(core: Core, v: int, heap: NDArray[np.int64], delay: NDArray[np.int64]) -> Any:
    """Fill ``delay[v:end[v]]`` with the ticks by which nodes get farther when the tree arc into `v` is closed.

    Returns the delay of `v` itself, which is the most, `FAR` if nothing leads there any more. Nodes that it holds for
    too are left above it, and if it is 0 nothing was filled in.
    """
    ends, end = core.end, core.end[v]
    in_ptr, in_tail, in_head, in_slack = core.in_ptr, core.in_tail, core.in_head, core.in_slack
    out_ptr, out_head, out_slack = core.out_ptr, core.out_head, core.out_slack
    most = FAR
    for k in range(in_ptr[v], in_ptr[v + 1]):
        most = min(most, np.int64(in_slack[k]))
    if most == 0:
        return most
    delay[v:end] = FAR
    size = 0
    for k in range(in_ptr[v + 1], in_ptr[end]):
        x, new = in_head[k], np.int64(in_slack[k])
        if (in_tail[k] < v or in_tail[k] >= end) and new < most and new < delay[x]:
            delay[x] = new
            size = heap_push(heap, size, new, x)
    while size > 0:
        now, x = heap_pop(heap, size)
        size -= 1
        if now >= most:
            break
        if delay[x] < now:
            continue
        # Of all nodes above those in x's subtree only the one above x is not settled by it.
        up, new = core.above[x], now + core.up_slack[x]
        if up == v:
            most = min(most, new)
        elif new < most and new < delay[up]:
            delay[up] = new
            size = heap_push(heap, size, new, up)
        i = x
        while i < ends[x]:
            if delay[i] <= now and i != x:
                i = np.int64(ends[i])
                continue
            delay[i] = now
            for k in range(out_ptr[i], out_ptr[i + 1]):
                head, new = out_head[k], now + np.int64(out_slack[k])
                if head < v or head >= end or new >= most or new >= delay[head]:
                    continue
                if head == v:
                    most = new
                else:
                    delay[head] = new
                    size = heap_push(heap, size, new, head)
            i += 1
    return most


@kernel
def close_each(
    core: Core,
    dwellers: Dwellers,
    people: NDArray[np.int64],
    limit: int,
    first: int,
    last: int,
    heap: NDArray[np.int64],
    delay: NDArray[np.int64],
    losses: Losses,
) -> None:
    """Fill rows ``first:last`` of `losses`, by core node: what closing the tree arc into it does.

    `heap` has room for all ways and as many nodes, `delay` for all core nodes; what they hold does not matter.
    """
    for v in range(first, last):
        end = core.end[v]
        if not core.is_inner[v] or dwellers.ptr[v] == dwellers.ptr[end]:
            continue
        most = _delay_subtree(core, v, heap, delay)
        if most == 0:
            continue
        for p in range(dwellers.ptr[v], dwellers.ptr[end]):
            other = dwellers.other[p]
            more = dwellers.other_slack[p]
            if v <= other < end:
                more += min(most, delay[other])
            extra = min(most, delay[dwellers.end[p]], more, dwellers.direct_slack[p])
            if extra > 0:
                lose(dwellers, p, people, extra, limit, v, losses)


@kernel
def lose(
    dwellers: Dwellers,
    p: int,
    people: NDArray[np.int64],
    extra: int,
    limit: int,
    row: int,
    losses: Losses,
) -> None:
    """Count a point whose way gets longer in a row of `losses`."""
    is_cut_off = extra >= FAR
    is_beyond = dwellers.ticks[p] <= limit < dwellers.ticks[p] + extra
    if not is_cut_off:
        losses.longest[row] = max(losses.longest[row], extra)
    for g in range(people.shape[1]):
        group = people[dwellers.point[p], g]
        if is_cut_off:
            losses.cut_off[row, g] += group
        else:
            losses.lost[row, g] += group * extra
            losses.farther[row, g] += group
        if is_beyond:
            losses.beyond[row, g] += group
