"""Sweeps from a few gminas to a country: nanoseconds per settled node, peers, and how far memory lets them be."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from benchmarks.common import Row, clock, show
from benchmarks.made_country.keeping import keep_country, lay_lean
from benchmarks.made_country.sizes import SIZES
from benchmarks.pandana_outside import run_pandana, why_not
from benchmarks.scale import load, log_slope, processor, skipped
from mapa_uslug.engine.graph import NEVER, TICKS_PER_UNIT, ModeGraph
from mapa_uslug.engine.surface import SearchPoints
from mapa_uslug.engine.sweeps import carry_to_points, sources_at_nodes, sweep_nearest
from mapa_uslug.steps.loading import load_area
from mapa_uslug.steps.measuring import Measurer, plan_measures

BAR_NS: Final = 120.0
BAR_S: Final = 15.0
"""For the country, all types."""
REPEATS: Final = {"proba": 20, "powiat": 10, "wojewodztwo": 5, "polska": 2}
LIMIT_S: Final = 3600.0
FARTHEST_S: Final = 12 * 3600.0
"""That pandana looks for."""
LINE: Final = 64
"""Bytes of a cache line."""
STATES: Final = ("within the main threshold", "farther", "no way")


@dataclass(frozen=True, eq=False)
class Search:
    """By car between the cells and the places of a service type."""

    graph: ModeGraph
    places: SearchPoints
    cells: SearchPoints
    main_limit: float


@dataclass(frozen=True, eq=False)
class Country:
    """What is searched: once a service type; and where the people live."""

    name: str
    searches: list[Search]
    people: NDArray[np.int64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]


@dataclass(frozen=True)
class Measured:
    """Least nanoseconds of processor time per settled node and sweep."""

    settled: int
    ours: float
    limited: float
    scipy: float


def rows() -> list[Row]:
    """Measure, each size once."""
    found: list[Measured] = []
    told: list[Row] = []
    for name in SIZES:
        if lacking := skipped(name, "sweep"):
            told.append(lacking)
            continue
        country = _load(name)
        graph, places = _places(country)
        one = _measure(graph, places, repeats=REPEATS[name])
        found.append(one)
        told += [_size_row(country, graph, one, len(places)), *_peer_rows(country, graph, places[0], one)]
        told += _types_rows(country, is_country=name == "polska")
    return [*told, *([_slope_row(found)] if len(found) > 1 else []), _memory_row(graph, found[-1])]


def _load(name: str) -> Country:
    """Searches by car of every service type that people travel to or that comes to them, as a run asks them."""
    country = keep_country(SIZES[name])
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        data = load_area(lay_lean(country, SIZES[name], Path(folder) / name))
    roads, services = data.roads, data.registry.located
    measurer = Measurer(data, services, data.config.sharing)
    cells, searches = measurer.snaps("cells", "car"), []
    for measure in plan_measures(data, services):
        graph = roads.graph("car", direction=measure.service_type.direction, weight=measure.weight)
        places = roads.sources(graph, measurer.places(measure).snaps)
        searches.append(Search(graph, places, roads.targets(graph, cells), measure.main_limit))
    people = data.cells.table["people"].to_numpy(dtype=np.int64)
    return Country(name, searches, people, roads.network.node_x, roads.network.node_y)


def _places(country: Country) -> tuple[ModeGraph, list[NDArray[np.int64]]]:
    """Nodes at the places of every type that people travel to, and the graph on which these are searched from.

    Sources at nodes: what the peers can do too.
    """
    searches = [s for s in country.searches if s.graph.direction == "to"]
    nodes = [np.unique(s.places.node[s.places.ticks[:, 0] != NEVER, 0]).astype(np.int64) for s in searches]
    return searches[0].graph, nodes


def _measure(graph: ModeGraph, places: Sequence[NDArray[np.int64]], *, repeats: int) -> Measured:
    sources = [sources_at_nodes(nodes) for nodes in places]
    sweep_nearest(graph, sources[0])
    spent, spent_limited, settled, settled_limited = 0.0, 0.0, 0, 0
    for some in sources:
        labels, seconds = processor(partial(sweep_nearest, graph, some), repeats=repeats)
        spent, settled = spent + seconds, settled + int(np.count_nonzero(labels.ticks != NEVER))
    for some in sources[:3]:
        labels, seconds = processor(partial(sweep_nearest, graph, some, limit=LIMIT_S), repeats=repeats)
        spent_limited += seconds
        settled_limited += int(np.count_nonzero(labels.ticks != NEVER))
    return Measured(
        settled // len(sources), spent / settled * 1e9, spent_limited / settled_limited * 1e9,
        _scipy_ns(graph, places[0], repeats=min(repeats, 5)),
    )  # fmt: skip


def _scipy_ns(graph: ModeGraph, nodes: NDArray[np.int64], *, repeats: int) -> float:
    """SciPy on the same arcs and places, which it finds the same ticks and places for."""
    matrix = _matrix(graph)
    (cost, _, nearest), spent = processor(
        lambda: dijkstra(matrix, indices=nodes, min_only=True, return_predecessors=True), repeats=repeats
    )
    labels = sweep_nearest(graph, sources_at_nodes(nodes))
    ticks, is_reached = labels.ticks[:, 0], np.isfinite(cost)
    assert np.array_equal(np.where(ticks == NEVER, np.inf, ticks), cost), "SciPy finds other times"
    # Where several places are equally far it may name another one.
    is_same = nodes[labels.source[is_reached, 0]] == nearest[is_reached]
    assert is_same.mean() > 0.9, "SciPy finds other places"
    return spent / np.count_nonzero(is_reached) * 1e9


def _size_row(country: Country, graph: ModeGraph, one: Measured, types: int) -> Row:
    return Row(
        f"sweep: nearest with identity by car, made {country.name}, {graph.node_count:,} nodes, {len(graph.adjacency.arcs):,} arcs",
        f"{one.ours:.0f} ns a settled node", f"SciPy, with identity: {one.scipy:.0f} ns", one.scipy / one.ours,
        f"at most {BAR_NS:.0f} ns", one.ours <= BAR_NS,
        f"processor time, one thread, mean of {types} service types; {one.settled:,} settled, equal to the tick; "
        f"within 60 min {one.limited:.0f} ns; {load()}",
    )  # fmt: skip


def _peer_rows(country: Country, graph: ModeGraph, nodes: NDArray[np.int64], one: Measured) -> list[Row]:
    """Peers that make an object a node or order a hierarchy first: where they can."""
    if country.name == "proba":
        return []
    if country.name == "polska":
        note = "networkx would need some 10 GB for the graph, pandana minutes for its hierarchy: see the smaller sizes"
        return [Row("the same, other peers", f"{one.ours:.0f} ns a settled node", "not measured", note=note)]
    return [_networkx_row(graph, nodes, one), _pandana_row(country, graph, nodes, one)]


def _networkx_row(graph: ModeGraph, nodes: NDArray[np.int64], one: Measured) -> Row:
    import networkx as nx

    entries = _matrix(graph).tocoo()
    peer = nx.DiGraph()
    peer.add_weighted_edges_from(zip(*(a.tolist() for a in (*entries.coords, entries.data)), strict=True))
    (cost, _), spent = processor(lambda: nx.multi_source_dijkstra(peer, set(nodes.tolist())), repeats=1)
    ns = spent / len(cost) * 1e9
    note = "its path to every node names the nearest place"
    return Row(
        "the same", f"{one.ours:.0f} ns a settled node", f"networkx: {ns:,.0f} ns", ns / one.ours, note=note
    )


def _pandana_row(country: Country, graph: ModeGraph, nodes: NDArray[np.int64], one: Measured) -> Row:
    # Ours runs from the places against the traffic, pandana's from the nodes with it.
    entries = _matrix(graph).tocoo()
    head, tail = entries.coords
    arcs = {"x": country.x, "y": country.y, "tail": tail, "head": head, "cost": entries.data / TICKS_PER_UNIT}
    ours = f"{one.ours:.0f} ns a settled node"
    try:
        told, costs = run_pandana(arcs, nodes, limit_s=FARTHEST_S, count=1)
    except (subprocess.CalledProcessError, OSError) as error:
        return Row("the same", ours, "pandana did not run", note=why_not(error))
    ticks = sweep_nearest(graph, sources_at_nodes(nodes)).ticks[:, 0]
    is_known = ticks < FARTHEST_S * TICKS_PER_UNIT
    agree = float(np.mean(np.abs(ticks[is_known] / TICKS_PER_UNIT - costs[is_known, 0]) <= 1.0))
    ns = told["query"] / one.settled * 1e9
    return Row(
        "the same", ours, f"pandana {told['version']}: {ns:,.0f} ns", ns / one.ours,
        note=f"the query on all cores, by the clock; building it takes {show(told['build'])} before; {agree:.2%} of times agree within 1 s",
    )  # fmt: skip


def _types_rows(country: Country, *, is_country: bool) -> list[Row]:
    """All types at once, as a run asks them, with people counted by whether the nearest place is near."""

    def count_one(search: Search) -> NDArray[np.int64]:
        labels = sweep_nearest(search.graph, search.places)
        nearest = carry_to_points(search.graph, labels, search.places, search.cells)
        return people_by_state(nearest.ticks[:, 0], search.main_limit, country.people)

    def count(threads: int, some: int) -> NDArray[np.int64]:
        with ThreadPoolExecutor(threads) as pool:
            return np.stack(list(pool.map(count_one, country.searches[:some])))

    count_one(country.searches[0])
    start = time.process_time()
    seconds, states = clock(count, 2, len(country.searches))
    spent = time.process_time() - start
    shares = states.sum(axis=0) / states.sum()
    told = Row(
        f"sweep: made {country.name}, {len(country.searches)} service types by car, nearest with identity, people by state, two threads",
        show(seconds), bar=f"at most {BAR_S:g} s" if is_country else "", is_met=seconds <= BAR_S if is_country else None,
        note=f"processor {show(spent)}; people "
        + ", ".join(f"{name} {share:.1%}" for name, share in zip(STATES, shares, strict=True)) + f"; {load()}",
    )  # fmt: skip
    return [told, _threads_row(count, len(country.searches) // 3)] if is_country else [told]


def _threads_row(count: Callable[[int, int], object], few: int) -> Row:
    alone, beside = clock(count, 1, few)[0], clock(count, 2, few)[0]
    note = f"other work on the machine lowers the ratio: {load()}"
    return Row(
        f"the same, {few} types", show(beside), f"one thread: {show(alone)}", alone / beside, note=note
    )


def people_by_state(ticks: NDArray[np.uint32], limit: float, people: NDArray[np.int64]) -> NDArray[np.int64]:
    """People within a limit of their nearest place, farther than it, and without any way; see `STATES`."""
    state = np.where(ticks == NEVER, 2, ticks > limit * TICKS_PER_UNIT)
    return np.bincount(state, weights=people, minlength=len(STATES)).astype(np.int64)


def _slope_row(found: Sequence[Measured]) -> Row:
    settled = [one.settled for one in found]
    ours, peer = (
        log_slope(settled, [getattr(one, name) * one.settled for one in found]) for name in ("ours", "scipy")
    )
    return Row(
        f"sweep: log-log slope of processor time against settled nodes, {len(found)} sizes", f"{ours:.2f}", f"SciPy: {peer:.2f}",
        note="1 but for the caches: the smallest network lies in them, the largest does not",
    )  # fmt: skip


def _memory_row(graph: ModeGraph, one: Measured) -> Row:
    """What a settled node has to bring, were it all to come from memory, against a copy of a large array."""
    line_bytes = bytes_a_node(graph)
    a = np.ones(1 << 25)
    b = np.ones_like(a)
    _, copy_s = processor(lambda: np.copyto(b, a), repeats=5)
    speed = 2 * a.nbytes / copy_s
    least = line_bytes / speed * 1e9
    return Row(
        "sweep: the largest against memory", f"{one.ours:.0f} ns a settled node", f"numpy, copying as many bytes: {least:.0f} ns",
        least / one.ours,
        note=f"{line_bytes:.0f} bytes a node in whole cache lines (label, pointer, arcs, labels of neighbours, nothing met twice); "
        f"a copy of 256 MB moves {speed / 1e9:.1f} GB/s, one thread",
    )  # fmt: skip


def bytes_a_node(graph: ModeGraph) -> float:
    """Bytes in whole cache lines that settling a node touches, where none of it is in a cache."""
    pointer, arcs, _ = graph.adjacency
    used = np.flatnonzero(np.diff(pointer))
    first, last = pointer[used], pointer[used + 1]
    tail = np.repeat(used, last - first)
    head = (arcs & np.uint64(NEVER)).astype(np.int64)
    per_line = LINE // 8
    elsewhere = np.count_nonzero(head // per_line != tail // per_line)
    lines = np.sum((last - 1) // per_line - first // per_line + 1) + elsewhere + 2 * len(used)
    return LINE * float(lines) / len(used)


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


if __name__ == "__main__":
    for row in rows():
        print(*row.__dict__.values(), sep=" | ")
