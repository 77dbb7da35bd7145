"""Closing every road in turn, against searching anew without each, and thousands of new links."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.bench_geocoding import LIECHTENSTEIN
from benchmarks.common import PLACES, Row, against, best, clock, porto, random_nodes, show, within
from mapa_uslug.barriers.critical_links import LinkLosses, measure_losses, rank_links
from mapa_uslug.barriers.journeys import Journeys
from mapa_uslug.barriers.new_links import NewLinks, measure_gains
from mapa_uslug.barriers.searched import SearchedJourneys
from mapa_uslug.engine.graph import NEVER
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.sweeps import carry_to_points, sweep_nearest

POINTS = 10_000
LINKS = 5_000
SERVICE_TYPES = 10
LIMIT_S = 900.0
LINK_M_S = 30 / 3.6


def rows() -> list[Row]:
    """Measure; random places, and people at random points beside the roads."""
    return [*_liechtenstein_rows(), *_porto_rows()]


def _liechtenstein_rows() -> list[Row]:
    if not LIECHTENSTEIN.exists():
        return []
    from mapa_uslug.network import read_network

    roads = RoutableNetwork(read_network(LIECHTENSTEIN, cache=False).network)
    journeys = random_journeys(roads)
    losses = measure_losses(SearchedJourneys(roads, journeys), workers=1)
    ours = best(lambda: measure_losses(SearchedJourneys(roads, journeys), workers=1), repeats=15)
    rerun_s, search_s, again = close_and_rerun(roads, journeys)
    _assert_equal(losses, again)
    edges, harmful = (
        roads.network.edge_count,
        int(losses.farther.any(axis=1).sum() + losses.cut_off.any(axis=1).sum()),
    )
    return [
        against(
            f"losses of closing each of {edges:,} edges, Liechtenstein by car, {PLACES} places, one thread", ours,
            peer="the same search without each edge", peer_s=rerun_s, at_least=80.0,
            note=f"equal to the tick at every edge, {harmful:,} of which harm somebody; the searches alone "
            f"{show(search_s)} ({search_s / ours:.0f} times)",
        )
    ]  # fmt: skip


def _porto_rows() -> list[Row]:
    roads = porto()
    journeys = random_journeys(roads)
    losses = measure_losses(SearchedJourneys(roads, journeys))
    losses_s = best(lambda: measure_losses(SearchedJourneys(roads, journeys)), repeats=9)
    rank_s = best(lambda: rank_links(roads.network, losses, count=20), repeats=3)
    links = random_links(roads)
    gains = measure_gains(SearchedJourneys(roads, journeys), links)

    def all_types() -> None:
        for _ in range(SERVICE_TYPES):
            measure_gains(SearchedJourneys(roads, journeys), links)

    useful = int((gains.nearer[:, 0] > 0).sum())
    return [
        within(
            f"losses of closing each of {roads.network.edge_count:,} edges, Porto by car, {PLACES} places, {POINTS:,} points",
            losses_s, at_most_s=0.5, note=f"the 20 worst links ranked in {show(rank_s)}",
        ),
        within(
            f"gains of {LINKS:,} new links x {SERVICE_TYPES} service types, Porto by car", best(all_types, repeats=5),
            at_most_s=1.0, note=f"{useful:,} links bring somebody nearer",
        ),
    ]  # fmt: skip


def random_journeys(roads: RoutableNetwork) -> Journeys:
    """Places and people beside random junctions."""
    network, random = roads.network, np.random.default_rng(11)
    places, people = random_nodes(roads, PLACES), random_nodes(roads, 5_000)
    people = random.choice(people, POINTS)
    shift = random.uniform(-60, 60, (2, POINTS))
    return Journeys(
        roads.snap(network.node_x[places] + 20.0, network.node_y[places] - 10.0, mode="car"),
        roads.snap(network.node_x[people] + shift[0], network.node_y[people] + shift[1], mode="car"),
        random.integers(0, 50, (POINTS, 2)),
        "car",
        "to",
        LIMIT_S,
        terminal_s=120.0,
    )


def random_links(roads: RoutableNetwork) -> NewLinks:
    """Links from random roads to the roads up to some hundred metres away, at 30 km/h in a straight line."""
    network, random = roads.network, np.random.default_rng(12)
    start = random.choice(random_nodes(roads, 5_000), LINKS)
    x, y = network.node_x[start], network.node_y[start]
    a = roads.snap(x + 15.0, y - 15.0, mode="car")
    b = roads.snap(*(at + random.uniform(-600, 600, LINKS) for at in (x, y)), mode="car")
    seconds = np.hypot(a.x - b.x, a.y - b.y) / LINK_M_S
    return NewLinks(a, b, seconds, seconds)


def close_and_rerun(roads: RoutableNetwork, journeys: Journeys) -> tuple[float, float, LinkLosses]:
    """Seconds of searching anew without each edge and counting the losses, those of the searches alone, the losses.

    An edge is closed at once by turning its arcs back to where they start, and opened again after.
    """
    graph, (sources, targets) = journeys.graph(roads), journeys.ends(roads)
    arcs = graph.adjacency.arcs
    tail = np.repeat(np.arange(graph.node_count, dtype=np.uint64), np.diff(graph.adjacency.arc_ptr))
    order = np.argsort(graph.arc_edge, kind="stable")
    edges = roads.network.edge_count
    starts = np.searchsorted(graph.arc_edge[order], np.arange(edges + 1))
    low = np.uint64(NEVER)
    people, near = journeys.people, journeys.ticks_within
    before = (
        carry_to_points(graph, sweep_nearest(graph, sources), sources, targets).ticks[:, 0].astype(np.int64)
    )
    counts = [np.zeros((edges, people.shape[1]), dtype=np.int64) for _ in range(4)]
    longest, search_s = np.zeros(edges), 0.0

    def run() -> None:
        nonlocal search_s
        for edge in range(edges):
            own = order[starts[edge] : starts[edge + 1]]
            kept = arcs[own]
            arcs[own] = (kept & ~low) | tail[own]
            seconds, labels = clock(sweep_nearest, graph, sources)
            search_s += seconds
            after = carry_to_points(graph, labels, sources, targets).ticks[:, 0].astype(np.int64)
            arcs[own] = kept
            changed = np.flatnonzero(after != before)
            if len(changed):
                figures = _figures(before[changed], after[changed], people[changed], near)
                for count, figure in zip(counts, figures[:4], strict=True):
                    count[edge] = figure
                longest[edge] = figures[4]

    rerun_s, _ = clock(run)
    lost, beyond, cut_off, farther = counts
    nowhere = np.full(edges, -1, dtype=np.int32)
    every = LinkLosses(np.arange(edges), lost / 10, beyond, cut_off, farther, longest / 10, nowhere)
    return rerun_s, search_s, every.take(cut_off.any(axis=1) | farther.any(axis=1))


def _figures(
    before: NDArray[np.int64], after: NDArray[np.int64], people: NDArray[np.int64], near: int
) -> list[Any]:
    is_cut_off = after == NEVER
    extra = np.where(is_cut_off, 0, after - before)
    lived_in = people.any(axis=1)
    return [
        extra @ people,
        ((before <= near) & (after > near)) @ people,
        is_cut_off @ people,
        (extra > 0) @ people,
        extra[lived_in].max(initial=0),
    ]


def _assert_equal(one: LinkLosses, other: LinkLosses) -> None:
    for name in ("edge", "lost", "beyond", "cut_off", "farther", "longest"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)
