"""Sweeps from a town to a country: nanoseconds of processor time per settled node, and how far memory lets them be."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from benchmarks.common import Row, clock, porto, show, within
from benchmarks.tiled_roads import tile_roads
from mapa_uslug.engine.graph import NEVER, ModeGraph, build_mode_graph
from mapa_uslug.engine.surface import SearchPoints
from mapa_uslug.engine.sweeps import sources_at_nodes, sweep_nearest

TILES: Final = ((1, 1), (2, 3), (4, 5), (8, 9))
PLACES: Final = 500
"""Of a service type in the largest network; fewer in the smaller ones by their size."""
TYPES: Final = 30
LIMIT_S: Final = 3600.0
BAR_NS: Final = 120.0
LINE: Final = 64
"""Bytes of a cache line."""


@dataclass(frozen=True)
class Measured:
    """Least nanoseconds of processor time per settled node."""

    places: int
    settled: int
    whole: float
    limited: float
    many: float
    scipy: float


def rows() -> list[Row]:
    """Measure, each size once."""
    found, told = [], []
    for columns, lines in TILES:
        share = columns * lines / (TILES[-1][0] * TILES[-1][1])
        graph = build_mode_graph(tile_roads(porto().network, columns=columns, rows=lines), mode="car")
        one = _measure(graph, max(1, round(PLACES * share)))
        found.append(one)
        told.append(_size_row(graph, columns * lines, one, is_country=share == 1.0))
        if (columns, lines) == TILES[0]:
            told.append(_networkx_row(graph, one))
    return [*told, _slope_row(found), _memory_row(graph, found[-1]), *_types_rows(graph)]


def _measure(graph: ModeGraph, places: int) -> Measured:
    sources = _places(graph, places)
    labels = sweep_nearest(graph, sources)
    matrix, indices = _matrix(graph), sources.node[:, 0]
    seconds, scipy_s = _processor(lambda: dijkstra(matrix, indices=indices, min_only=True), repeats=2)
    ticks = labels.ticks[:, 0]
    assert np.array_equal(np.where(ticks == NEVER, np.inf, ticks), seconds), "SciPy finds other times"
    settled = int(np.count_nonzero(ticks != NEVER))

    def ns(many: SearchPoints, limit: float | None) -> float:
        found, spent = _processor(lambda: sweep_nearest(graph, many, limit=limit), repeats=5)
        return spent / np.count_nonzero(found.ticks != NEVER) * 1e9

    return Measured(
        places, settled, ns(sources, None), ns(sources, LIMIT_S), ns(_places(graph, places * TYPES), None),
        scipy_s / settled * 1e9,
    )  # fmt: skip


def _size_row(graph: ModeGraph, tiles: int, one: Measured, *, is_country: bool) -> Row:
    return Row(
        f"sweep: nearest of {one.places:,} places by car, {graph.node_count:,} nodes, {len(graph.adjacency.arcs):,} arcs",
        f"{one.whole:.0f} ns a settled node", f"SciPy, without identity: {one.scipy:.0f} ns", one.scipy / one.whole,
        f"at most {BAR_NS:.0f} ns" if is_country else "", one.whole <= BAR_NS if is_country else None,
        f"processor time, one thread; {one.settled:,} settled, equal to the tick; within 60 min {one.limited:.0f} ns, "
        f"of {one.places * TYPES:,} places {one.many:.0f} ns; copies of Porto side by side: {tiles}",
    )  # fmt: skip


def _networkx_row(graph: ModeGraph, one: Measured) -> Row:
    import networkx as nx

    entries = _matrix(graph).tocoo()
    peer = nx.DiGraph()
    peer.add_weighted_edges_from(zip(*(a.tolist() for a in (*entries.coords, entries.data)), strict=True))
    nodes = set(_places(graph, one.places).node[:, 0].tolist())
    found, spent = _processor(lambda: nx.multi_source_dijkstra_path_length(peer, nodes), repeats=1)
    ns = spent / len(found) * 1e9
    return Row("the same", f"{one.whole:.0f} ns a settled node", f"networkx: {ns:,.0f} ns", ns / one.whole)


def _slope_row(found: Sequence[Measured]) -> Row:
    size = np.log([one.settled for one in found])
    ours, peer = (
        np.polyfit(size, np.log([getattr(one, name) * one.settled for one in found]), 1)[0]
        for name in ("whole", "scipy")
    )
    return Row(
        "sweep: log-log slope of processor time against settled nodes, four sizes", f"{ours:.2f}", f"SciPy: {peer:.2f}",
        note="1 but for the caches: the smallest network lies in them, the largest does not",
    )  # fmt: skip


def _memory_row(graph: ModeGraph, one: Measured) -> Row:
    """What a settled node has to bring, were it all to come from memory, against a copy of a large array."""
    pointer, arcs, _ = graph.adjacency
    used = np.flatnonzero(np.diff(pointer))
    first, last = pointer[used], pointer[used + 1]
    tail = np.repeat(used, last - first)
    head = (arcs & np.uint64(NEVER)).astype(np.int64)
    per_line = LINE // 8
    elsewhere = np.count_nonzero(head // per_line != tail // per_line)
    lines = np.sum((last - 1) // per_line - first // per_line + 1) + elsewhere + 2 * len(used)
    a = np.ones(1 << 25)
    b = np.ones_like(a)
    _, copy_s = _processor(lambda: np.copyto(b, a), repeats=5)
    line_bytes, speed = LINE * float(lines) / len(used), 2 * a.nbytes / copy_s
    least = line_bytes / speed * 1e9
    return Row(
        "sweep: the largest against memory", f"{one.whole:.0f} ns a settled node", f"numpy, copying as many bytes: {least:.0f} ns",
        least / one.whole,
        note=f"{line_bytes:.0f} bytes a node in whole cache lines (label, pointer, arcs, labels of neighbours, nothing met twice); "
        f"a copy of 256 MB moves {speed / 1e9:.1f} GB/s, one thread",
    )  # fmt: skip


def _types_rows(graph: ModeGraph) -> list[Row]:
    types = [_places(graph, PLACES, seed=i) for i in range(TYPES)]

    def sweep(places: SearchPoints) -> int:
        return int(sweep_nearest(graph, places).packed[0, 0])

    def in_threads(threads: int, some: Sequence[SearchPoints]) -> tuple[float, float]:
        start = time.process_time()
        with ThreadPoolExecutor(threads) as pool:
            seconds, _ = clock(lambda: list(pool.map(sweep, some)))
        return seconds, time.process_time() - start

    few = types[: TYPES // 5]
    alone, beside = in_threads(1, few), in_threads(2, few)
    seconds, spent = in_threads(2, types)
    return [
        within(
            f"sweep: {TYPES} service types of {PLACES} places, {graph.node_count:,} nodes, two threads", seconds, at_most_s=15.0,
            note=f"{show(spent)} of processor time",
        ),
        Row(
            f"the same, {len(few)} types", show(beside[0]), f"one thread: {show(alone[0])}", alone[0] / beside[0],
            note=f"processor time {show(beside[1])} and {show(alone[1])}: more than two threads' worth of other work lowers the ratio",
        ),
    ]  # fmt: skip


def _places(graph: ModeGraph, count: int, *, seed: int = 7) -> SearchPoints:
    nodes = np.flatnonzero(np.diff(graph.adjacency.arc_ptr))
    return sources_at_nodes(np.sort(np.random.default_rng(seed).choice(nodes, count, replace=False)))


def _matrix(graph: ModeGraph) -> csr_array:
    """Ticks as SciPy wants them, the least of parallel arcs."""
    pointer, arcs, _ = graph.adjacency
    size = graph.node_count
    tail = np.repeat(np.arange(size), np.diff(pointer))
    head = (arcs & np.uint64(NEVER)).astype(np.int64)
    ticks = ((arcs >> np.uint64(32)) & np.uint64(0x7FFF_FFFF)).astype(np.float64)
    order = np.lexsort((ticks, head, tail))
    tail, head, ticks = tail[order], head[order], ticks[order]
    is_least = np.append(True, (np.diff(tail) != 0) | (np.diff(head) != 0))[: len(tail)]
    return csr_array((ticks[is_least], (tail[is_least], head[is_least])), shape=(size, size))


def _processor(run: Callable[[], Any], *, repeats: int) -> tuple[Any, float]:
    """Answer and least seconds of processor time: other work on the machine takes the core away, but not the account."""
    spent = []
    for _ in range(repeats):
        start = time.process_time()
        answer = run()
        spent.append(time.process_time() - start)
    return answer, min(spent)
