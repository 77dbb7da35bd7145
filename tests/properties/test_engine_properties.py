"""Laws that times and bands keep on any network (see `hand_networks.networks` for what comes up)."""

import numpy as np
import shapely
from hand_networks import INF, Road, make_network, networks, oracle_costs, seconds, snaps_on, transpose
from hypothesis import given, settings
from hypothesis import strategies as st

from mapa_uslug.engine.graph import NEVER
from mapa_uslug.engine.road_network import RoadNetwork
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.snapping import PlacedPoints, Snaps
from mapa_uslug.engine.sweeps import (
    carry_to_points,
    sweep_k_nearest,
    sweep_matrix,
    sweep_nearest,
    sweep_pairs,
)
from mapa_uslug.isochrones import IsochroneOptions, draw_isochrones
from mapa_uslug.traveltime import measure_travel_times

DIRECTIONS = st.sampled_from(["to", "from"])
WEIGHTS = st.sampled_from(["time", "length"])


@st.composite
def journeys(draw):
    """A network with origins and destinations on it."""
    network = draw(networks())
    return network, draw(snaps_on(network)), draw(snaps_on(network))


def matrix(network, sources, targets, *, direction="from", weight="time"):
    roads = RoutableNetwork(network)
    graph = roads.graph("car", direction=direction, weight=weight)
    return sweep_matrix(
        graph,
        roads.sources(graph, sources, speed_m_s=1.25),
        roads.targets(graph, targets, speed_m_s=1.25),
        workers=1,
    )


def nearest(network, sources, targets, *, direction="to", k=1, limit=None):
    roads = RoutableNetwork(network)
    graph = roads.graph("car", direction=direction)
    start, end = roads.sources(graph, sources), roads.targets(graph, targets)
    nodes = (
        sweep_k_nearest(graph, start, k=k, limit=limit) if k > 1 else sweep_nearest(graph, start, limit=limit)
    )
    return carry_to_points(graph, nodes, start, end, limit=limit)


def renumbered(network: RoadNetwork, order, edge_order) -> RoadNetwork:
    """The same roads with nodes and edges in another order."""
    rank = np.argsort(order)
    pieces = [slice(network.vertex_ptr[e], network.vertex_ptr[e + 1]) for e in edge_order]
    pointer = np.cumsum([0, *(p.stop - p.start for p in pieces)])
    return RoadNetwork(
        crs=network.crs, node_x=network.node_x[order], node_y=network.node_y[order], node_id=network.node_id[order],
        edge_u=rank[network.edge_u[edge_order]].astype(np.int32),
        edge_v=rank[network.edge_v[edge_order]].astype(np.int32),
        edge_length_m=network.edge_length_m[edge_order],
        seconds_forward=network.seconds_forward[:, edge_order],
        seconds_backward=network.seconds_backward[:, edge_order],
        vertex_ptr=pointer.astype(np.int64),
        vertex_x=np.concatenate([network.vertex_x[p] for p in pieces]),
        vertex_y=np.concatenate([network.vertex_y[p] for p in pieces]),
        edge_class=network.edge_class[edge_order], classes=network.classes,
        edge_source_id=network.edge_source_id[edge_order],
    )  # fmt: skip


@given(journeys(), WEIGHTS)
@settings(max_examples=200, deadline=None)
def test_costs_are_those_of_networkx_in_float(journey, weight):
    network, origins, destinations = journey
    ticks, _ = matrix(network, origins, destinations, weight=weight)
    expected = oracle_costs(network, origins, destinations, weight=weight)
    found = seconds(ticks)
    assert np.array_equal(np.isfinite(found), np.isfinite(expected))
    reached = np.isfinite(expected)
    np.testing.assert_allclose(found[reached], expected[reached], rtol=0.001, atol=1.0)


@given(journeys())
@settings(max_examples=100, deadline=None)
def test_the_told_length_is_that_of_the_path(journey):
    """Minimising length, what the path measures unrounded is the oracle's least length less the walks."""
    network, origins, destinations = journey
    _, length = matrix(network, origins, destinations, weight="length")
    walks = origins.offset_m[:, None] + destinations.offset_m[None, :]
    expected = oracle_costs(network, origins, destinations, weight="length") - walks
    reached = np.isfinite(length)
    np.testing.assert_allclose(length[reached], expected[reached], atol=1.0)


@given(journeys(), DIRECTIONS, WEIGHTS)
@settings(max_examples=100, deadline=None)
def test_forward_is_reverse_on_the_transposed_network(journey, direction, weight):
    network, sources, targets = journey
    other = {"to": "from", "from": "to"}[direction]
    ahead = matrix(network, sources, targets, direction=direction, weight=weight)
    back = matrix(transpose(network), sources, targets, direction=other, weight=weight)
    assert ahead[0].tobytes() == back[0].tobytes()
    assert ahead[1].tobytes() == back[1].tobytes()


@given(journeys(), WEIGHTS)
@settings(max_examples=100, deadline=None)
def test_a_search_from_either_side_finds_the_same(journey, weight):
    network, origins, destinations = journey
    ahead = matrix(network, origins, destinations, direction="from", weight=weight)
    back = matrix(network, destinations, origins, direction="to", weight=weight)
    assert np.array_equal(ahead[0], back[0].T)
    np.testing.assert_allclose(ahead[1], back[1].T, atol=1e-6)


@given(journeys(), DIRECTIONS, st.integers(2, 5))
@settings(max_examples=150, deadline=None)
def test_nearest_k_nearest_and_matrix_agree_to_the_tick(journey, direction, k):
    network, places, cells = journey
    ticks, _ = matrix(network, places, cells, direction=direction)
    found = nearest(network, places, cells, direction=direction)
    assert np.array_equal(found.ticks[:, 0], ticks.min(axis=0))
    assert np.array_equal(found.source[:, 0], np.where(ticks.min(axis=0) == NEVER, -1, ticks.argmin(axis=0)))
    several = nearest(network, places, cells, direction=direction, k=k)
    order = np.argsort(ticks, axis=0, kind="stable")[:k]
    expected, shown = np.take_along_axis(ticks, order, 0).T, slice(0, len(order))
    assert np.array_equal(several.ticks[:, shown], expected)
    assert np.array_equal(several.source[:, shown], np.where(expected == NEVER, -1, order.T))
    assert (several.source[:, len(order) :] == -1).all()


@given(journeys(), DIRECTIONS, st.floats(0, 900), st.floats(0, 900))
@settings(max_examples=100, deadline=None)
def test_a_wider_limit_keeps_what_a_narrower_one_found(journey, direction, one, two):
    network, places, cells = journey
    roads = RoutableNetwork(network)
    graph = roads.graph("car", direction=direction)
    start, end = roads.sources(graph, places), roads.targets(graph, cells)
    narrow, wide = (sweep_pairs(graph, start, end, limit=limit, workers=1) for limit in sorted((one, two)))
    kept = wide.ticks <= min(one, two) * 10
    for name in ("source", "target", "ticks"):
        assert np.array_equal(getattr(narrow, name), getattr(wide, name)[kept])


@given(journeys(), DIRECTIONS)
@settings(max_examples=100, deadline=None)
def test_a_new_service_makes_nobody_farther(journey, direction):
    network, places, cells = journey
    before = nearest(network, places.take(np.arange(len(places) - 1)), cells, direction=direction)
    after = nearest(network, places, cells, direction=direction)
    assert (after.ticks <= before.ticks).all()
    moved = after.source[:, 0] != before.source[:, 0]
    assert (after.source[moved, 0] == len(places) - 1).all()


@given(journeys(), WEIGHTS)
@settings(max_examples=100, deadline=None)
def test_a_new_road_raises_no_cost(journey, weight):
    """The last road is closed before; the points on it are not asked."""
    network, origins, destinations = journey
    closed = network.seconds_forward.copy(), network.seconds_backward.copy()
    for costs in closed:
        costs[:, -1] = INF
    before_network = RoadNetwork(
        **{**vars(network), "seconds_forward": closed[0], "seconds_backward": closed[1]}
    )
    last = network.edge_count - 1
    origins, destinations = (s.take(np.flatnonzero(s.edge != last)) for s in (origins, destinations))
    before, _ = matrix(before_network, origins, destinations, weight=weight)
    after, _ = matrix(network, origins, destinations, weight=weight)
    assert (after <= before).all()


@given(journeys(), st.randoms(use_true_random=False), WEIGHTS)
@settings(max_examples=100, deadline=None)
def test_renumbering_nodes_and_reordering_rows_changes_nothing(journey, random, weight):
    network, origins, destinations = journey
    order, edges = list(range(network.node_count)), list(range(network.edge_count))
    rows = list(range(len(origins)))
    for items in (order, edges, rows):
        random.shuffle(items)
    place = np.append(np.argsort(edges), -1)
    moved = [
        Snaps(place[s.edge].astype(np.int32), s.fraction, s.offset_m, s.x, s.y)
        for s in (origins, destinations)
    ]
    one = matrix(network, origins, destinations, weight=weight)
    two = matrix(
        renumbered(network, np.array(order), np.array(edges)),
        moved[0].take(np.array(rows)),
        moved[1],
        weight=weight,
    )
    assert np.array_equal(one[0][rows], two[0])
    np.testing.assert_allclose(one[1][rows], two[1], atol=1e-6)


@given(st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_times_between_places_do_not_know_how_nodes_are_numbered(seed):
    """Snapping included: where several edges are equally near they meet in a node, and any of them will do."""
    random = np.random.default_rng(seed)
    places = {i: tuple(xy) for i, xy in enumerate(random.uniform(0, 3000, (20, 2)))}
    pairs = {tuple(sorted(pair)) for pair in random.integers(0, 20, (30, 2)).tolist() if pair[0] != pair[1]}
    costs = np.where(random.random((len(pairs), 2)) < 0.2, INF, random.uniform(5, 300, (len(pairs), 2)))
    network = make_network(
        places, [Road(*pair, *cost) for pair, cost in zip(sorted(pairs), costs, strict=True)]
    )
    other = renumbered(network, random.permutation(20), random.permutation(len(pairs)))
    spots = random.uniform(-300, 3300, (2, 12))
    one, two = (RoutableNetwork(version).snap(*spots, mode="car") for version in (network, other))
    assert np.array_equal(one.offset_m, two.offset_m, equal_nan=True)
    assert np.array_equal(matrix(network, one, one)[0], matrix(other, two, two)[0])


@given(journeys(), DIRECTIONS, st.floats(1, 2000))
@settings(max_examples=60, deadline=None)
def test_the_nearest_of_cells_is_among_their_pairs(journey, direction, limit):
    network, places, cells = journey
    times = measure_travel_times(
        RoutableNetwork(network), cell_snaps=cells, place_snaps=places, mode="car", direction=direction, limit=limit,
        terminal_s=30.0, edge_cost=np.full(len(cells), INF), workers=1,
    )  # fmt: skip
    for cell in range(len(cells)):
        mine = slice(times.pair_ptr[cell], times.pair_ptr[cell + 1])
        if times.nearest_cost[cell] <= np.floor(limit * 10) / 10:
            assert times.pair_cost[mine].min() == np.float32(times.nearest_cost[cell])
            assert times.nearest_place[cell] in times.pair_place[mine]
        else:
            assert mine.stop == mine.start


@given(
    journeys(),
    DIRECTIONS,
    st.sampled_from([30.0, 100.0]),
    st.lists(st.integers(1, 20), min_size=1, max_size=3),
)
@settings(max_examples=60, deadline=None)
def test_bands_are_valid_nested_and_true(journey, direction, resolution, minutes):
    """A random place in a band is within a pixel of a place whose own time is within the band."""
    network, _, _ = journey
    roads = RoutableNetwork(network)
    snaps = roads.snap(network.node_x + 20.0, network.node_y - 10.0, mode="car")
    options = IsochroneOptions(tuple(map(float, minutes)), "car", direction, resolution)
    bands = draw_isochrones(roads, PlacedPoints(network.node_id, snaps), options)
    shapes = bands.geometry.to_numpy().reshape(len(snaps), -1)
    assert shapely.is_valid(shapes).all()
    for inner, outer in zip(shapes.T[:-1], shapes.T[1:], strict=True):
        assert (shapely.is_empty(inner) | shapely.covers(outer, inner)).all()
    spot = np.column_stack([network.node_x, network.node_y])
    reach = resolution * np.array([[dx, dy] for dx in (-1, 0, 1) for dy in (-1, 0, 1)], dtype=float)
    for i, shape in enumerate(shapes[:, 0]):
        inside = spot[shapely.contains_xy(shape, *spot.T)]
        if not len(inside):
            continue
        corners = np.floor(inside / resolution)[:, None, :] * resolution + reach[None]
        around = roads.snap(*corners.reshape(-1, 2).T, mode="car", max_distance_m=options.off_road_m)
        graph = roads.graph("car", direction=direction)
        sources = roads.sources(graph, snaps.take(np.array([i])))
        times = seconds(sweep_matrix(graph, sources, roads.targets(graph, around), workers=1)[0])
        within = (times.reshape(len(inside), -1) <= options.bands[0] * 60).any(axis=1)
        assert within.all()
