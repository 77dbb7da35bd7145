"""New roads over random networks: nobody's way gets longer, and ways are those of roads that are really cut."""

from __future__ import annotations

import itertools
from dataclasses import replace

import networkx as nx
import numpy as np
from hand_networks import INF, networks, snaps_on
from hand_plans import costs, new_roads, seconds, with_roads
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from mapa_uslug.core.errors import InputError
from mapa_uslug.engine.graph import NEVER
from mapa_uslug.engine.road_network import MODES, RoadNetwork
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.snapping import Snaps
from mapa_uslug.scenarios import ClosedRoads, ClosedStretches, PlannedRoads

WAYS = [("car", "time"), ("walk", "time"), ("walk_slow", "time"), ("bike", "time"), ("car", "length")]


@st.composite
def lines(draw: st.DrawFn) -> list[list[tuple[float, float]]]:
    """One to three lines within the land of `networks`."""
    metres = st.one_of(st.integers(0, 40).map(lambda i: i * 100.0), st.floats(0, 4000))
    point = st.tuples(metres, metres)
    return draw(st.lists(st.lists(point, min_size=2, max_size=3), min_size=1, max_size=3))


def plan(
    roads: RoutableNetwork, drawn: list, stretches: ClosedStretches | None = None
) -> tuple[PlannedRoads, list]:
    """The roads with those of the lines that join roads on both sides, and these lines."""

    def build(some: list) -> PlannedRoads:
        return with_roads(roads, new_roads(*some, modes=["car", "walk"]), stretches, max_snap_m=8000)

    def can_be_built(line: list) -> bool:
        try:
            return build([line]) is not None
        except InputError:
            return False

    kept = [line for line in drawn if can_be_built(line)]
    assume(kept)
    return build(kept), kept


@given(st.data())
def test_a_new_road_makes_nobodys_way_longer(data: st.DataObject) -> None:
    network = data.draw(networks())
    roads = RoutableNetwork(network)
    planned, _ = plan(roads, data.draw(lines()))
    one, other = data.draw(snaps_on(network)), data.draw(snaps_on(network))
    for mode, weight in WAYS:
        for direction in ("from", "to"):
            before = costs(roads, one, other, mode=mode, weight=weight, direction=direction)
            after = costs(planned, one, other, mode=mode, weight=weight, direction=direction)
            assert (after <= before).all()
            if mode == "bike":
                # Cut edges are shortened by less than a tick a part; no new way leads anywhere.
                known = before < NEVER
                assert (known == (after < NEVER)).all()
                parts = sum(len(cut.places) for cut in planned.built.joints.cuts.values())
                assert (before - after <= 2 * parts + 2)[known].all()


@given(st.data())
def test_a_new_road_makes_nobodys_way_longer_where_others_are_closed(data: st.DataObject) -> None:
    network = data.draw(networks())
    count = network.edge_count
    is_closed = np.array(data.draw(st.lists(st.booleans(), min_size=count, max_size=count)), dtype=bool)
    # Of a road from a junction to itself `ClosedRoads` leaves both ends open to whoever stands on it.
    is_closed &= network.edge_u != network.edge_v
    low = np.array(data.draw(st.lists(st.floats(0, 1), min_size=count, max_size=count)))
    stretches = ClosedStretches(
        np.where(is_closed, low, INF), np.where(is_closed, np.minimum(low + 0.2, 1), -INF)
    )
    roads = RoutableNetwork(network)
    planned, _ = plan(roads, data.draw(lines()), stretches)
    snaps = data.draw(snaps_on(network))
    for mode, weight in WAYS[:2]:
        before = costs(ClosedRoads(roads, stretches), snaps, snaps, mode=mode, weight=weight)
        assert (costs(planned, snaps, snaps, mode=mode, weight=weight) <= before).all()


@given(st.data())
def test_what_a_road_between_two_places_does_not_touch_stays(data: st.DataObject) -> None:
    network = data.draw(networks())
    roads = RoutableNetwork(network)
    planned, _ = plan(roads, data.draw(lines()))
    weak = _weak_components(planned.network, "walk")
    touched = {weak[link.u] for link in planned.built.links}
    snaps = data.draw(snaps_on(network))
    near = np.array(
        [
            weak[u] in touched or weak[v] in touched
            for u, v in zip(network.edge_u, network.edge_v, strict=True)
        ]
    )
    is_far = ~near[snaps.edge] | (snaps.edge < 0)
    before, after = (costs(r, snaps, snaps, mode="walk") for r in (roads, planned))
    assert (before[is_far] == after[is_far]).all()


@settings(suppress_health_check=[HealthCheck.filter_too_much])
@given(st.data())
def test_ways_are_those_of_roads_that_are_really_cut(data: st.DataObject) -> None:
    drawn_network = data.draw(networks())
    # Two roads along the very same line are equally near: which of them a new road joins is anybody's choice.
    ends = zip(drawn_network.edge_u.tolist(), drawn_network.edge_v.tolist(), strict=True)
    assume(len({frozenset(pair) for pair in ends}) == drawn_network.edge_count)
    # Edges of half a minute and more, so that a tick at each of their parts is little beside them.
    network = replace(
        drawn_network,
        seconds_forward=np.maximum(drawn_network.seconds_forward, 30.0),
        seconds_backward=np.maximum(drawn_network.seconds_backward, 30.0),
    )
    roads = RoutableNetwork(network)
    planned, drawn = plan(roads, data.draw(lines()))
    one, other = data.draw(snaps_on(network)), data.draw(snaps_on(network))
    got = seconds(costs(planned, one, other))
    want = oracle(roads, planned, drawn, one, other)
    both = np.isfinite(want)
    assert (np.isfinite(got) == both).all()
    # A tick for each edge and part, and up to one tick at every place that is put to a node beside it.
    assert np.abs(got[both] - want[both]).max(initial=0.0) < 6.0


def oracle(
    roads: RoutableNetwork, planned: PlannedRoads, drawn: list, origins: Snaps, destinations: Snaps
) -> np.ndarray:
    """Seconds by car in float, on a graph that is cut wherever a point lies or a road ends."""
    network, graph = roads.network, nx.DiGraph()
    graph.add_nodes_from(range(network.node_count))
    stops: dict[int, list] = {e: [] for e in range(network.edge_count)}
    for side, snaps in (("o", origins), ("d", destinations)):
        for p in np.flatnonzero(snaps.edge >= 0):
            stops[int(snaps.edge[p])].append((float(snaps.fraction[p]), (side, int(p))))
    ends = []
    for i, line in enumerate(drawn):
        x, y = np.array(line, dtype=float)[[0, -1]].T
        snaps = roads.snap(x, y, mode="car", max_distance_m=8000)
        for end in range(2):
            stops[int(snaps.edge[end])].append((float(snaps.fraction[end]), ("r", i, end)))
        ends.append(snaps)
    for e in range(network.edge_count):
        ahead, back = network.seconds_forward[0, e], network.seconds_backward[0, e]
        u, v = int(network.edge_u[e]), int(network.edge_v[e])
        chain = [(0.0, u), *sorted(stops[e], key=lambda s: (s[0], str(s[1]))), (1.0, v)]
        for (f, a), (g, b) in itertools.pairwise(chain):
            for cost, start, end in ((ahead, a, b), (back, b, a)):
                part = 0.0 if f == g else cost * (g - f)
                if part < graph.get_edge_data(start, end, {"weight": INF})["weight"]:
                    graph.add_edge(start, end, weight=part)
    for i, road in enumerate(planned.built.roads):
        cost = road.length_m / (40 / 3.6)
        for a, b in ((0, 1), (1, 0)):
            start, end = ("r", i, a), ("r", i, b)
            known = graph.get_edge_data(start, end, {"weight": INF})["weight"]
            graph.add_edge(start, end, weight=min(cost, known))
    found = np.full((len(origins), len(destinations)), INF)
    for o in np.flatnonzero(origins.edge >= 0):
        ways = nx.single_source_dijkstra_path_length(graph, ("o", int(o)))
        for d in np.flatnonzero(destinations.edge >= 0):
            walk = (origins.offset_m[o] + destinations.offset_m[d]) / 1.25
            found[o, d] = ways.get(("d", int(d)), INF) + walk
    return found


def _weak_components(network: RoadNetwork, mode: str) -> np.ndarray:
    row = MODES.index(mode)
    graph = nx.Graph()
    graph.add_nodes_from(range(network.node_count))
    is_open = np.isfinite(network.seconds_forward[row]) | np.isfinite(network.seconds_backward[row])
    graph.add_edges_from(zip(network.edge_u[is_open].tolist(), network.edge_v[is_open].tolist(), strict=True))
    label = np.empty(network.node_count, dtype=int)
    for i, nodes in enumerate(nx.connected_components(graph)):
        label[list(nodes)] = i
    return label
