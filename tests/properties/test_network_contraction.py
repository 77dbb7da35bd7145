"""Contraction must change no time: held against networkx on the roads as drawn."""

import heapq
import itertools
import math
import random as randomness
from dataclasses import fields, replace

import networkx as nx
import numpy as np
from hand_turns import CAR_AND_BIKE
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mapa_uslug.engine.graph import NEVER
from mapa_uslug.engine.road_network import MODES
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.sweeps import sweep_matrix
from mapa_uslug.engine.turns import pack_rows
from mapa_uslug.network.barrier_rules import STOPS_BIKE, STOPS_CAR, STOPS_WALK
from mapa_uslug.network.contraction import build_network
from mapa_uslug.network.raw_roads import ForbiddenSteps, RawRoads
from mapa_uslug.network.way_rules import WayPace

INF = math.inf
PACES = (
    WayPace("primary", (0.05, 0.8, 1.2, 0.2), (0.05, 0.8, 1.2, 0.2)),
    WayPace("residential", (0.1, 0.8, 1.2, 0.25), (INF, 0.8, 1.2, INF)),
    WayPace("residential", (0.1, 0.8, 1.2, 0.25), (0.1, 0.8, 1.2, 0.25)),
    WayPace("residential", (INF, 0.8, 1.2, INF), (0.1, 0.8, 1.2, 0.25)),
    WayPace("footway", (INF, 0.8, 1.2, INF), (INF, 0.8, 1.2, INF)),
)
BIT = {"car": STOPS_CAR, "walk": STOPS_WALK, "walk_slow": STOPS_WALK, "bike": STOPS_BIKE}
POINTS = 12
SIDE = 4


@st.composite
def drawn_roads(draw):
    """Up to nine ways over twelve points, some of them with barriers."""
    ways = draw(
        st.lists(
            st.tuples(
                st.lists(st.integers(0, POINTS - 1), min_size=2, max_size=7).filter(
                    lambda way: all(a != b for a, b in itertools.pairwise(way))
                ),
                st.integers(0, len(PACES) - 1),
            ),
            min_size=1,
            max_size=9,
        )
    )
    stops = draw(st.lists(st.sampled_from([0, 0, 0, 1, 2, 5, 7]), min_size=POINTS, max_size=POINTS))
    return ways, stops


def raw_roads(ways, stops, *, order=None, renumber=None):
    """Ways over points of an uneven grid, optionally in another order and with other point numbers."""
    order = order if order is not None else list(range(len(ways)))
    renumber = renumber if renumber is not None else list(range(POINTS))
    used = sorted({renumber[p] for way, _ in ways for p in way})
    row = {number: at for at, number in enumerate(used)}
    original = {renumber[p]: p for p in range(POINTS)}
    points = [original[number] for number in used]
    sizes = [len(ways[w][0]) for w in order]
    return RawRoads(
        point_id=np.array([1000 + number for number in used]),
        point_x=np.array([500_000.0 + place(p)[0] for p in points]),
        point_y=np.array([500_000.0 + place(p)[1] for p in points]),
        point_stops=np.array([stops[p] for p in points], np.uint8),
        run_ptr=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        run_points=np.array([row[renumber[p]] for w in order for p in ways[w][0]], np.int32),
        run_pace=np.array([ways[w][1] for w in order], np.int32),
        run_source_id=np.array([w + 1 for w in order], np.int64),
        paces=PACES,
        crs="EPSG:2180",
    )


def place(point):
    return (point % SIDE) * 100.0 + 7.0 * (point // SIDE), (point // SIDE) * 130.0 + 3.0 * (point % SIDE)


def drawn_graph(ways, stops, mode):
    """The oracle: every pair of neighbouring points; a stopped point has one copy for each road end."""
    graph = nx.DiGraph()
    row, ends = MODES.index(mode), 0
    for way, pace in ways:
        for a, b in itertools.pairwise(way):
            names = []
            for p in (a, b):
                ends += 1
                names.append((p, ends) if stops[p] & BIT[mode] else (p, 0))
            length = math.dist(place(a), place(b))
            for (start, end), per_metre in (
                (names, PACES[pace].forward[row]),
                (names[::-1], PACES[pace].backward[row]),
            ):
                seconds = length * per_metre
                if seconds < graph.get_edge_data(start, end, {"w": INF})["w"]:
                    graph.add_edge(start, end, w=seconds)
    return graph


def network_graph(network, mode):
    graph = nx.DiGraph()
    graph.add_nodes_from(range(network.node_count))
    row = MODES.index(mode)
    for e in range(network.edge_count):
        u, v = int(network.edge_u[e]), int(network.edge_v[e])
        for a, b, seconds in (
            (u, v, network.seconds_forward[row, e]),
            (v, u, network.seconds_backward[row, e]),
        ):
            if seconds < graph.get_edge_data(a, b, {"w": INF})["w"]:
                graph.add_edge(a, b, w=float(seconds))
    return graph


@settings(max_examples=150, deadline=None)
@given(drawn_roads(), st.sampled_from(MODES))
def test_times_between_junctions_are_those_of_the_roads_as_drawn(roads, mode):
    ways, stops = roads
    network = build_network(raw_roads(ways, stops), crs="EPSG:2180")
    ours, drawn = network_graph(network, mode), drawn_graph(ways, stops, mode)
    kept = {int(i) - 1000: at for at, i in enumerate(network.node_id) if i >= 1000}
    free = [p for p in kept if not stops[p]]
    for p in free:
        mine = nx.single_source_dijkstra_path_length(ours, kept[p], weight="w")
        truth = (
            nx.single_source_dijkstra_path_length(drawn, (p, 0), weight="w")
            if (p, 0) in drawn
            else {(p, 0): 0.0}
        )
        for q in free:
            assert math.isclose(mine.get(kept[q], INF), truth.get((q, 0), INF), abs_tol=1e-5), (p, q)


@settings(max_examples=100, deadline=None)
@given(drawn_roads())
def test_no_metre_of_road_is_lost_and_edges_hang_together(roads):
    ways, stops = roads
    network = build_network(raw_roads(ways, stops), crs="EPSG:2180")
    drawn = sum(math.dist(place(a), place(b)) for way, _ in ways for a, b in itertools.pairwise(way))
    assert math.isclose(network.edge_length_m.sum(), drawn, abs_tol=1e-4)
    first, last = network.vertex_ptr[:-1], network.vertex_ptr[1:] - 1
    np.testing.assert_array_equal(network.vertex_x[first], network.node_x[network.edge_u])
    np.testing.assert_array_equal(network.vertex_y[last], network.node_y[network.edge_v])
    steps = np.hypot(np.diff(network.vertex_x), np.diff(network.vertex_y))
    inside = np.delete(np.arange(len(steps)), last[:-1])
    edge_of = np.repeat(np.arange(network.edge_count), np.diff(network.vertex_ptr) - 1)
    np.testing.assert_allclose(np.bincount(edge_of, steps[inside]), network.edge_length_m, atol=1e-5)


@settings(max_examples=150, deadline=None)
@given(drawn_roads(), st.randoms(use_true_random=False))
@example(([([1, 0], 1), ([1, 0], 3)], [0] * POINTS), randomness.Random(0))
@example(([([1, 0], 1), ([1, 0], 3)], [0] * POINTS), randomness.Random(1))
@example(([([1, 0], 1), ([1, 0], 3)], [0] * POINTS), randomness.Random(2))
@example(([([1, 0], 1), ([1, 0], 3)], [0] * POINTS), randomness.Random(3))
def test_order_of_ways_and_numbers_of_points_change_nothing(roads, random):
    ways, stops = roads
    order, renumber = list(range(len(ways))), list(range(POINTS))
    random.shuffle(order)
    random.shuffle(renumber)
    a = build_network(raw_roads(ways, stops), crs="EPSG:2180")
    b = build_network(raw_roads(ways, stops, order=order, renumber=renumber), crs="EPSG:2180")
    for field in fields(a):
        if field.name != "node_id":
            np.testing.assert_array_equal(getattr(a, field.name), getattr(b, field.name), err_msg=field.name)


@st.composite
def forbidden_steps(draw, roads):
    """One to four rows of two or three steps over the roads as drawn, for cars and bicycles."""
    leaving = steps_leaving(roads)
    rows = {}
    for _ in range(draw(st.integers(1, 4))):
        row = [draw(st.sampled_from(sorted(s for steps in leaving.values() for s in steps)))]
        for _ in range(draw(st.sampled_from([1, 1, 2]))):
            row.append(draw(st.sampled_from(leaving[heads(roads, row[-1])])))
        rows[tuple(row)] = CAR_AND_BIKE
    ptr, steps = pack_rows(sorted(rows))
    return ForbiddenSteps(ptr, steps.astype(np.int64), np.full(len(rows), CAR_AND_BIKE, np.uint8))


def heads(roads, step):
    return int(roads.run_points[(step >> 1) + 1 - (step & 1)])


def steps_leaving(roads):
    leaving = {}
    for first, last in itertools.pairwise(roads.run_ptr.tolist()):
        for m in range(first, last - 1):
            for step in (2 * m, 2 * m + 1):
                leaving.setdefault(heads(roads, step ^ 1), []).append(step)
    return leaving


def seconds_as_drawn(roads, start, mode, junctions):
    """Seconds from a point to every other over the roads as drawn; pasts of two steps tell what is forbidden."""
    row, leaving, best = MODES.index(mode), steps_leaving(roads), {}
    rows = [tuple(roads.turns.steps[a:b].tolist()) for a, b in itertools.pairwise(roads.turns.ptr.tolist())]
    rows = rows if CAR_AND_BIKE & (1 << row) else []
    pace_of = np.repeat(roads.run_pace, np.diff(roads.run_ptr))
    queue = [(0.0, start, ())]
    while queue:
        now, point, past = heapq.heappop(queue)
        if best.get((point, past), INF) <= now:
            continue
        best[point, past] = now
        for step in leaving.get(point, []):
            turns_round = bool(past) and step == past[-1] ^ 1
            is_stopped = bool(past) and roads.point_stops[point] & BIT[mode]
            if (turns_round and point not in junctions) or (is_stopped and not turns_round):
                continue
            if any((*past, step)[-len(r) :] == r for r in rows):
                continue
            pace = PACES[pace_of[step >> 1]]
            per_metre = (pace.backward if step & 1 else pace.forward)[row]
            ends = [[roads.point_x[p], roads.point_y[p]] for p in (point, heads(roads, step))]
            if per_metre < INF:
                heapq.heappush(
                    queue, (now + math.dist(*ends) * per_metre, heads(roads, step), (*past, step)[-2:])
                )
    found = {}
    for (point, _), now in best.items():
        found[point] = min(now, found.get(point, INF))
    return found


@settings(max_examples=150, deadline=None)
@given(drawn_roads(), st.data(), st.sampled_from(["car", "bike", "walk"]))
def test_forbidden_turns_are_those_of_the_roads_as_drawn(drawn, data, mode):
    roads = raw_roads(*drawn)
    roads = replace(roads, turns=data.draw(forbidden_steps(roads)))
    network = build_network(roads, crs="EPSG:2180")
    kept = {int(i): at for at, i in enumerate(network.node_id) if i >= 1000}
    junctions = {p for p, i in enumerate(roads.point_id.tolist()) if i in kept}
    free = [p for p in sorted(junctions) if not roads.point_stops[p]]
    ids = roads.point_id[free]
    found = RoutableNetwork(network)
    graph = found.graph(mode, direction="from")
    snaps = found.snap_nodes(ids, mode=mode)
    ticks, _ = sweep_matrix(graph, found.sources(graph, snaps), found.targets(graph, snaps), workers=1)
    for i in np.flatnonzero(snaps.is_snapped):
        wanted = seconds_as_drawn(roads, free[i], mode, junctions)
        for j in np.flatnonzero(snaps.is_snapped):
            expected = wanted.get(free[j], INF)
            # A tick at most for each edge and joint on the way.
            mine = INF if ticks[i, j] == NEVER else ticks[i, j] / 10
            assert math.isclose(mine, expected, abs_tol=4.0), (free[i], free[j], mine, expected)
