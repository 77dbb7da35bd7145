"""What closing each edge would do to points, from the shortest-path forest of one search."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.engine import forest_kernels
from mapa_uslug.engine.forest_kernels import FAR, ArcsInto, Dwellers, Forest, Losses
from mapa_uslug.engine.graph import NEVER, ModeGraph
from mapa_uslug.engine.surface import SearchPoints
from mapa_uslug.engine.sweep_kernels import UNREACHED
from mapa_uslug.engine.sweeps import Labels, carry_to_points, sweep_nearest

_BLOCKS_PER_THREAD: Final = 8


@dataclass(frozen=True, eq=False)
class EdgeLosses:
    """What closing each edge of a network does.

    Attributes
    ----------
    losses : Losses
        By edge.
    far_node : int32, (edges,)
        The end of the edge that the search, and so everybody, gets to over it; -1 if nobody needs the edge.
    """

    losses: Losses
    far_node: NDArray[np.int32]


def build_forest(graph: ModeGraph, labels: Labels, sources: SearchPoints) -> Forest:
    """The shortest-path forest of `sweep_nearest` without a limit.

    Parameters
    ----------
    graph : ModeGraph
    labels : Labels
        Of the nodes, from these sources.
    sources : SearchPoints
    """
    row, end = np.nonzero(sources.ticks != NEVER)
    ticks = np.ascontiguousarray(labels.ticks[:, 0])
    forest: Forest = forest_kernels.plant_forest(
        graph.adjacency, ticks, sources.node[row, end], sources.ticks[row, end]
    )
    return forest


def close_each_edge(
    graph: ModeGraph,
    sources: SearchPoints,
    targets: SearchPoints,
    people: NDArray[np.int64],
    *,
    limit: int,
    workers: int | None = None,
) -> EdgeLosses:
    """What closing each edge, for passing along it, does to the people at points.

    Closed are both directions. What stands on the edge keeps its ways to both of its ends and along it. An edge
    matters only if the shortest-path forest of the search holds it, and then only to the subtree beyond it;
    work is proportional to the sizes of the subtrees.

    Parameters
    ----------
    graph : ModeGraph
    sources, targets : SearchPoints
        Of places and of points with people.
    people : int64, (points, groups)
    limit : int
        Ticks within which a place counts as near; negative if none does.
    workers : int, optional
        Threads, by default one for each core; the result is the same for any number.
    """
    labels = sweep_nearest(graph, sources)
    forest = build_forest(graph, labels, sources)
    dwellers = _settle(graph, forest, labels, sources, targets, people)
    reached, groups = len(forest.node), people.shape[1]
    by_position = empty_losses(reached, groups)

    def close(first: int, last: int, scratch: tuple[NDArray[np.int64], NDArray[np.int64]]) -> None:
        forest_kernels.close_each(forest, dwellers, limit, first, last, *scratch, by_position)

    ways = len(forest.in_tail) + len(forest.out_head) + 1
    run_by_work(
        np.where(forest.arc >= 0, forest.end - np.arange(reached), 1),
        close,
        lambda: (np.empty(ways, dtype=np.int64), np.empty(reached, dtype=np.int64)),
        workers,
    )
    inner = np.flatnonzero(forest.arc >= 0)
    inner = inner[graph.arc_edge[forest.arc[inner]] >= 0]
    edge = graph.arc_edge[forest.arc[inner]]
    by_edge = empty_losses(len(graph.edge_uv), groups)
    for of_edge, of_position in zip(by_edge, by_position, strict=True):
        of_edge[edge] = of_position[inner]
    far_node = np.full(len(graph.edge_uv), -1, dtype=np.int32)
    far_node[edge] = graph.junctions(forest.node[inner])
    if graph.states is not None:
        _close_edges_of_states(graph, labels, forest, dwellers, limit, EdgeLosses(by_edge, far_node))
    return EdgeLosses(by_edge, far_node)


def _close_edges_of_states(
    graph: ModeGraph, labels: Labels, forest: Forest, dwellers: Dwellers, limit: int, found: EdgeLosses
) -> None:
    """Fill in anew the rows of edges with several arcs a direction, or arcs to states."""
    arc_ptr, arcs, _ = graph.adjacency
    first_state = len(graph.states.met) if graph.states is not None else 0
    tail = np.repeat(np.arange(graph.node_count, dtype=np.int32), np.diff(arc_ptr))
    head = (arcs & np.uint64(NEVER)).astype(np.int64)
    has_states = np.zeros(len(graph.edge_uv) + 1, dtype=np.bool_)
    has_states[graph.arc_edge[(tail >= first_state) | (head >= first_state)]] = True
    has_states[-1] = False
    inner = np.flatnonzero(forest.arc >= 0)
    edge = graph.arc_edge[forest.arc[inner]]
    inner, edge = inner[has_states[edge]], edge[has_states[edge]]
    order = np.argsort(edge, kind="stable")
    edges: list[int] = []
    roots: list[int] = []
    ptr = [0]
    for one, position in zip(edge[order].tolist(), inner[order].tolist(), strict=True):
        if not edges or one != edges[-1]:
            edges.append(one)
            ptr.append(len(roots))
        elif position < forest.end[roots[-1]]:
            continue
        roots.append(position)
        ptr[-1] = len(roots)
    by_head = np.argsort(head, kind="stable")
    into = ArcsInto(
        np.searchsorted(head[by_head], np.arange(graph.node_count + 1)).astype(np.int64),
        tail[by_head],
        by_head.astype(np.int64),
    )
    rows = empty_losses(len(edges), found.losses.lost.shape[1])
    forest_kernels.close_with_all_arcs(
        graph.adjacency, graph.arc_edge, into, np.ascontiguousarray(labels.ticks[:, 0]), forest, dwellers, limit,
        np.array(edges, dtype=np.int32), np.array(ptr, dtype=np.int64), np.array(roots, dtype=np.int64),
        np.empty(len(arcs) + len(forest.in_tail) + 1, dtype=np.int64),
        np.full(len(forest.node), -1, dtype=np.int64), rows,
    )  # fmt: skip
    for of_edge, own in zip(found.losses, rows, strict=True):
        of_edge[edges] = own
    starts = np.array([roots[i] for i in ptr[:-1]], dtype=np.int64)
    found.far_node[edges] = graph.junctions(forest.node[starts])


def empty_losses(rows: int, groups: int) -> Losses:
    """Losses of nobody."""
    lost, beyond, cut_off, farther = (np.zeros((rows, groups), dtype=np.int64) for _ in range(4))
    return Losses(lost, beyond, cut_off, farther, np.zeros(rows, dtype=np.int64))


def run_by_work(
    work: NDArray[Any],
    task: Callable[[int, int, Any], None],
    make_scratch: Callable[[], Any],
    workers: int | None,
) -> None:
    """Run a task over rows in threads, in blocks of about equal work, each thread with scratch of its own."""
    threads = max(1, min(workers or os.cpu_count() or 1, len(work)))
    done = np.concatenate([[0], np.cumsum(work, dtype=np.int64)])
    shares = np.linspace(0, done[-1], threads * _BLOCKS_PER_THREAD + 1)
    bounds = np.unique(np.append(np.searchsorted(done, shares[:-1]), len(work)))
    blocks = list(zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True))

    def run(part: list[tuple[int, int]]) -> None:
        scratch = make_scratch()
        for first, last in part:
            task(first, last, scratch)

    parts = [blocks[i::threads] for i in range(threads)]
    if threads == 1:
        return run(blocks)
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(run, parts))
    return None


def _settle(
    graph: ModeGraph,
    forest: Forest,
    labels: Labels,
    sources: SearchPoints,
    targets: SearchPoints,
    people: NDArray[np.int64],
) -> Dwellers:
    """Points by the end that they are reached over; without those reached along their edge, whom nothing can harm."""
    way = _ticks_over(labels, targets)
    nowhere = Labels(np.full_like(labels.packed, UNREACHED), np.empty((0, 1)))
    direct = _or_far(carry_to_points(graph, nowhere, sources, targets).ticks[:, 0])
    position = np.where(way < FAR, forest.position[targets.node], -1)
    best = (way[:, 1] < way[:, 0]).astype(np.intp)
    row = np.arange(len(best))
    ticks = way[row, best]
    kept = np.flatnonzero((ticks < direct) & people.any(axis=1))
    kept = kept[np.argsort(position[kept, best[kept]], kind="stable")]
    best, ticks = best[kept], ticks[kept]
    end = position[kept, best].astype(np.int32)
    other, over_other = position[kept, 1 - best], way[kept, 1 - best]
    ptr = np.searchsorted(end, np.arange(len(forest.node) + 1)).astype(np.int64)
    return Dwellers(
        ptr,
        end,
        other.astype(np.int32),
        np.where(over_other < FAR, over_other - ticks, FAR),
        np.where(direct[kept] < FAR, direct[kept] - ticks, FAR),
        ticks,
        np.ascontiguousarray(people[kept], dtype=np.int64),
    )


def _ticks_over(labels: Labels, targets: SearchPoints) -> NDArray[np.int64]:
    """Ticks of points over either end of their edge, `FAR` where there is no way."""
    node, last = _or_far(labels.ticks[:, 0]), _or_far(targets.ticks)
    return np.asarray(np.minimum(node[targets.node] + last, FAR))


def _or_far(ticks: NDArray[np.uint32]) -> NDArray[np.int64]:
    return np.where(ticks == NEVER, FAR, ticks.astype(np.int64))
