"""What closing edges would do to points, from the shortest-path forest of one search."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.core.lazy import lazy
from mapa_uslug.engine import forest_core_kernels, forest_kernels, forest_repair_kernels
from mapa_uslug.engine.forest_core_kernels import Core, Dwellers, Losses
from mapa_uslug.engine.forest_kernels import FAR, Forest
from mapa_uslug.engine.forest_repair_kernels import ArcIndex, RepairScratch, Searched
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
    edge : int64, (rows,)
        Edges whose closing harms anybody, ascending.
    losses : Losses
        By row.
    far_node : int32, (rows,)
        The end of the edge that the search, and so everybody, gets to over it.
    """

    edge: NDArray[np.int64]
    losses: Losses
    far_node: NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Closed:
    """What closing some edges at once does.

    Attributes
    ----------
    point : int64, (points,)
        Rows of the targets whose way becomes longer.
    before, after : int64, (points,)
        Ticks of their ways, `FAR` where there is none.
    """

    point: NDArray[np.int64]
    before: NDArray[np.int64]
    after: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class WayRound:
    """How a node is then reached.

    Attributes
    ----------
    extra : int
        Ticks more than before, `FAR` if it cannot be reached.
    arcs : int64
        Of the graph, from the node on.
    root : int
        Node at which the way begins, a source's own; -1 if there is no way.
    source : int
        The first of the sources that the way may begin at, -1 if there is no way.
    """

    extra: int
    arcs: NDArray[np.int64]
    root: int
    source: int


class ClosableSearch:
    """A search of which one may ask what it would be with edges closed.

    Closed are both directions, for passing along. What stands on an edge keeps its ways to both of its ends and along
    it. An edge matters only if the shortest-path forest of the search holds it, and then only to the subtree beyond
    it: work is proportional to the subtrees. Answers are those of searching anew, to the tick.

    Parameters
    ----------
    graph : ModeGraph
    sources, targets : SearchPoints
        Of places, and of points.
    is_asked : bool, (points,), optional
        Points that somebody cares for, by default all.
    labels : Labels, optional
        From `sweep_nearest` with these sources and without a limit, if it was made before.
    index : callable, optional
        Gives the graph's `index_arcs`, where several searches share one.
    """

    def __init__(
        self,
        graph: ModeGraph,
        sources: SearchPoints,
        targets: SearchPoints,
        *,
        is_asked: NDArray[np.bool_] | None = None,
        labels: Labels | None = None,
        index: Callable[[], ArcIndex] | None = None,
    ) -> None:
        self._graph, self._sources, self._targets = graph, sources, targets
        self._is_asked = np.ones(len(targets.edge), dtype=bool) if is_asked is None else is_asked
        self._labels = labels or sweep_nearest(graph, sources)
        self._index = index or (lambda: index_arcs(graph))

    @lazy
    def forest(self) -> Forest:
        """Of the search."""
        return build_forest(self._graph, self._labels, self._sources)

    @lazy
    def _dwellers(self) -> Dwellers:
        return _settle(self._graph, self.forest, self._labels, self._sources, self._targets, self._is_asked)

    @lazy
    def ticks(self) -> NDArray[np.int64]:
        """Ticks of the targets, `FAR` where there is no way."""
        return _or_far(carry_to_points(self._graph, self._labels, self._sources, self._targets).ticks[:, 0])

    def close(self, edges: NDArray[np.integer[Any]]) -> Closed:
        """Close edges of the network at once."""
        point, extra, *_ = self._close(edges, -1)
        order = np.argsort(point)
        point, before = point[order], self.ticks[point[order]]
        return Closed(point, before, np.minimum(before + extra[order], FAR))

    def way_round(self, edges: NDArray[np.integer[Any]], node: int) -> WayRound:
        """The way that leads to a node of the graph when edges of the network are closed at once."""
        _, _, extra, arcs, root = self._close(edges, node)
        at_root = self._sources.node == root
        tips = np.where(at_root, self._sources.ticks, NEVER).min(axis=1, initial=NEVER)
        return WayRound(int(extra), arcs, int(root), int(tips.argmin()) if root >= 0 else -1)

    def _close(self, edges: NDArray[np.integer[Any]], node: int) -> Any:
        unique = np.unique(np.asarray(edges, dtype=np.int64))
        return forest_repair_kernels.close_at_once(self._searched, unique, node, self._scratch)

    @lazy
    def _searched(self) -> Searched:
        graph, ticks = self._graph, np.ascontiguousarray(self._labels.ticks[:, 0])
        return Searched(graph.adjacency, graph.arc_edge, self._index(), ticks, self.forest, self._dwellers)

    @lazy
    def _scratch(self) -> RepairScratch:
        heap = len(self._graph.adjacency.arcs) + len(self.forest.in_tail) + 1
        return RepairScratch(
            np.empty(heap, dtype=np.int64),
            np.full(len(self.forest.node), -1, dtype=np.int64),
            np.zeros(len(self._graph.edge_uv) + 1, dtype=np.bool_),
        )

    def close_each(self, people: NDArray[np.int64], *, limit: int, workers: int | None = None) -> EdgeLosses:
        """What closing each edge, and nothing else, does to people at the targets.

        Parameters
        ----------
        people : int64, (points, groups)
            Nobody where nobody asked.
        limit : int
            Ticks within which a place counts as near; negative if none does.
        workers : int, optional
            Threads, by default one for each core; the result is the same for any number.
        """
        graph, forest = self._graph, self.forest
        core = forest_core_kernels.find_core(forest, self._dwellers)
        dwellers = forest_core_kernels.to_core(core, self._dwellers)
        count = len(core.end)
        by_core = _empty_losses(count, people.shape[1])
        people = np.ascontiguousarray(people, dtype=np.int64)

        def close(first: int, last: int, scratch: tuple[NDArray[np.int64], NDArray[np.int64]]) -> None:
            forest_core_kernels.close_each(core, dwellers, people, limit, first, last, *scratch, by_core)

        ways = len(core.in_tail) + len(core.out_head) + count + 1
        is_asked = core.is_inner & (dwellers.ptr[core.end] > dwellers.ptr[:-1])
        run_by_work(
            np.where(is_asked, core.end - np.arange(count), 1),
            close,
            lambda: (np.empty(ways, dtype=np.int64), np.empty(count, dtype=np.int64)),
            workers,
        )
        found = _by_edge(graph, core, forest, by_core)
        return found if graph.states is None else self._with_states(found, people, limit)

    def _with_states(self, found: EdgeLosses, people: NDArray[np.int64], limit: int) -> EdgeLosses:
        """Losses with those of edges that close together told anew."""
        edges = self._edges_with_states()
        own = _empty_losses(len(edges), people.shape[1])
        forest_repair_kernels.close_one_by_one(self._searched, people, limit, edges, self._scratch, own)
        harms, kept = own.cut_off.any(axis=1) | own.farther.any(axis=1), ~np.isin(found.edge, edges)
        edge = np.concatenate([found.edge[kept], edges[harms]])
        heads = self._graph.junctions(self._first_heads(edges[harms]))
        order = np.argsort(edge)
        losses = Losses(
            *(np.concatenate([a[kept], b[harms]])[order] for a, b in zip(found.losses, own, strict=True))
        )
        return EdgeLosses(edge[order], losses, np.concatenate([found.far_node[kept], heads])[order])

    def _edges_with_states(self) -> NDArray[np.int64]:
        """Edges of the forest that have several arcs a direction, or arcs to states: all these close together."""
        graph, arc = self._graph, self.forest.arc
        arc_ptr, arcs, _ = graph.adjacency
        first_state = len(graph.states.met) if graph.states is not None else 0
        tail = np.repeat(np.arange(graph.node_count, dtype=np.int32), np.diff(arc_ptr))
        head = (arcs & np.uint64(NEVER)).astype(np.int64)
        has_states = np.zeros(len(graph.edge_uv) + 1, dtype=np.bool_)
        has_states[graph.arc_edge[(tail >= first_state) | (head >= first_state)]] = True
        has_states[-1] = False
        edge = graph.arc_edge[arc[arc >= 0]]
        return np.unique(edge[has_states[edge]]).astype(np.int64)

    def _first_heads(self, edges: NDArray[np.int64]) -> NDArray[np.int32]:
        """The node that the forest gets to first over each of some edges."""
        position = np.flatnonzero(self.forest.arc >= 0)
        edge = self._graph.arc_edge[self.forest.arc[position]]
        order = np.argsort(edge, kind="stable")
        return self.forest.node[position[order[np.searchsorted(edge[order], edges)]]]


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


def index_arcs(graph: ModeGraph) -> ArcIndex:
    """Arcs of a graph by their heads and by their edges."""
    index: ArcIndex = forest_repair_kernels.index_arcs(graph.adjacency, graph.arc_edge, len(graph.edge_uv))
    return index


def _by_edge(graph: ModeGraph, core: Core, forest: Forest, by_core: Losses) -> EdgeLosses:
    """Losses of all edges of the forest that harm somebody, from those of the core nodes that stand for them."""
    harms = np.append(by_core.cut_off.any(axis=1) | by_core.farther.any(axis=1), False)
    row = core.first[:-1]
    position = np.flatnonzero(harms[row] & (forest.arc >= 0) & (row < core.first[forest.end]))
    edge = graph.arc_edge[forest.arc[position]].astype(np.int64)
    order = np.argsort(edge, kind="stable")
    order = order[edge[order] >= 0]
    position, edge = position[order], edge[order]
    losses = Losses(*(values[row[position]] for values in by_core))
    return EdgeLosses(edge, losses, graph.junctions(forest.node[position]))


def _empty_losses(rows: int, groups: int) -> Losses:
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
    if threads == 1:
        return task(0, len(work), make_scratch())
    done = np.concatenate([[0], np.cumsum(work, dtype=np.int64)])
    shares = np.linspace(0, done[-1], threads * _BLOCKS_PER_THREAD + 1)
    bounds = np.unique(np.append(np.searchsorted(done, shares[:-1]), len(work)))
    blocks = list(zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True))

    def run(part: list[tuple[int, int]]) -> None:
        scratch = make_scratch()
        for first, last in part:
            task(first, last, scratch)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(run, [blocks[i::threads] for i in range(threads)]))
    return None


def _settle(
    graph: ModeGraph,
    forest: Forest,
    labels: Labels,
    sources: SearchPoints,
    targets: SearchPoints,
    is_asked: NDArray[np.bool_],
) -> Dwellers:
    """Points by the end that they are reached over; without those reached along their edge, whom nothing can harm."""
    way = _ticks_over(labels, targets)
    nowhere = Labels(np.full_like(labels.packed, UNREACHED), np.empty((0, 1)))
    direct = _or_far(carry_to_points(graph, nowhere, sources, targets).ticks[:, 0])
    position = np.where(way < FAR, forest.position[targets.node], -1)
    best = (way[:, 1] < way[:, 0]).astype(np.intp)
    row = np.arange(len(best))
    ticks = way[row, best]
    kept = np.flatnonzero((ticks < direct) & is_asked)
    kept = kept[np.argsort(position[kept, best[kept]], kind="stable")]
    best, ticks = best[kept], ticks[kept]
    end = position[kept, best].astype(np.int32)
    other, over_other = position[kept, 1 - best], way[kept, 1 - best]
    ptr = np.searchsorted(end, np.arange(len(forest.node) + 1)).astype(np.int64)
    return Dwellers(
        ptr,
        kept.astype(np.int64),
        end,
        other.astype(np.int32),
        np.where(over_other < FAR, over_other - ticks, FAR),
        np.where(direct[kept] < FAR, direct[kept] - ticks, FAR),
        ticks,
    )


def _ticks_over(labels: Labels, targets: SearchPoints) -> NDArray[np.int64]:
    """Ticks of points over either end of their edge, `FAR` where there is no way."""
    last = _or_far(targets.ticks)
    return np.asarray(np.minimum(_or_far(labels.ticks[:, 0][targets.node]) + last, FAR))


def _or_far(ticks: NDArray[np.uint32]) -> NDArray[np.int64]:
    return np.where(ticks == NEVER, FAR, ticks.astype(np.int64))
