import numpy as np
import pytest
from hand_networks import INF, Road, make_network, seconds, snap_at, town

from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.sweeps import (
    carry_to_points,
    sources_at_nodes,
    sweep_k_nearest,
    sweep_matrix,
    sweep_nearest,
    sweep_pairs,
)

A, B, C, D, E, F = range(6)


def nearest_to(nodes, direction, **options):
    graph = town().graph("car", direction=direction)
    labels = sweep_nearest(graph, sources_at_nodes(np.array(nodes)), **options)
    return seconds(labels.ticks[:, 0]).tolist(), labels.source[:, 0].tolist()


def test_times_to_a_place_go_against_the_one_way_streets():
    assert nearest_to([C], "to") == ([200, 100, 0, 250, INF, INF], [0, 0, 0, 0, -1, -1])


def test_times_from_a_base_go_along_them():
    assert nearest_to([C], "from") == ([250, 350, 0, 200, INF, INF], [0, 0, 0, 0, -1, -1])


def test_the_nearest_of_several_is_named():
    assert nearest_to([C, F, A], "to") == ([0, 100, 0, 50, 50, 0], [2, 0, 0, 2, 1, 1])


def test_a_tie_goes_to_the_first_source():
    assert nearest_to([A, C], "to")[1][B] == 0
    assert nearest_to([C, A], "to")[1][B] == 0


def test_nodes_beyond_the_limit_stay_unreached():
    assert nearest_to([C], "to", limit=200.0)[0] == [200, 100, 0, INF, INF, INF]
    assert nearest_to([C], "to", limit=199.9)[0] == [INF, 100, 0, INF, INF, INF]


def test_the_two_nearest_are_two_different_places():
    roads = town()
    graph = roads.graph("car", direction="to")
    labels = sweep_k_nearest(graph, sources_at_nodes(np.array([C, F, A])), k=2, with_length=True)
    assert labels.source.tolist() == [[2, 0], [0, 2], [0, 2], [2, 0], [1, -1], [1, -1]]
    assert seconds(labels.ticks).tolist() == [[0, 200], [100, 100], [0, 250], [50, 250], [50, INF], [0, INF]]
    assert labels.length_m[[A, B, C], 1].tolist() == pytest.approx([2000, 1000, 3236.068])


def points(roads, edges, fractions, offsets, graph):
    snaps = snap_at(roads.network, edges, fractions, offsets)
    return roads.sources(graph, snaps, speed_m_s=1.25), roads.targets(graph, snaps, speed_m_s=1.25)


def test_points_are_joined_over_the_ends_along_the_edge_or_round_the_block():
    """On the one-way street from 2 to 3 (100 s): at a quarter, at three quarters; and half-way from 1 to 2."""
    roads = town()
    graph = roads.graph("car", direction="from")
    sources, targets = points(roads, [1, 1, 0], [0.25, 0.75, 0.5], [0.0, 12.5, 25.0], graph)
    ticks, length = sweep_matrix(graph, sources, targets)
    round_trip = 100 + 200 + 50 + 100  # once round from any place of the one-way street
    assert seconds(ticks).tolist() == [
        [0, 50 + 10, 75 + 250 + 50 + 20],
        [round_trip - 50 + 10, 20, 25 + 250 + 50 + 10 + 20],
        [50 + 25 + 20, 50 + 75 + 20 + 10, 40],
    ]
    assert length[0, 1] == 500.0
    assert length[1, 0] == pytest.approx(250 + 2236.068 + 1000 + 1000 + 250)


def test_nearest_points_are_those_of_the_matrix_along_one_edge_too():
    roads = town()
    graph = roads.graph("car", direction="from")
    sources, targets = points(roads, [1, 1, 0, 4], [0.25, 0.75, 0.5, 0.5], [0.0, 12.5, 25.0, 1.0], graph)
    ticks, length = sweep_matrix(graph, sources, targets)
    nodes = sweep_k_nearest(graph, sources, k=4, with_length=True)
    found = carry_to_points(graph, nodes, sources, targets)
    assert np.array_equal(found.ticks, np.sort(ticks, axis=0).T)
    order = np.argsort(ticks, axis=0, kind="stable")
    reached = found.source >= 0
    assert np.array_equal(found.source[reached], order.T[reached])
    np.testing.assert_allclose(found.length_m[reached], np.take_along_axis(length, order, 0).T[reached])


def test_pairs_are_the_matrix_within_the_limit_by_target():
    roads = town()
    graph = roads.graph("car", direction="to")
    sources, targets = points(
        roads, [1, 1, 0, 4, 3], [0.25, 0.75, 0.5, 0.5, 0.1], [0.0, 12.5, 25, 1, 0], graph
    )
    ticks, _ = sweep_matrix(graph, sources, targets)
    pairs = sweep_pairs(graph, sources, targets, limit=300.0)
    target, source = np.nonzero(ticks.T <= 3000)
    assert pairs.target.tolist() == target.tolist()
    assert pairs.source.tolist() == source.tolist()
    assert pairs.ticks.tolist() == ticks[source, target].tolist()
    assert 0 < len(source) < ticks.size
    assert len(sweep_pairs(graph, sources, targets, limit=-1.0).source) == 0


def test_a_point_at_the_end_of_a_one_way_street_is_at_the_node():
    """Node 3 is snapped to the end of 2 to 3: it must not have to drive round to be left or met."""
    roads = town()
    graph = roads.graph("car", direction="from")
    sources, targets = points(roads, [1, 1], [1.0, 0.0], [0.0, 0.0], graph)
    assert seconds(sweep_matrix(graph, sources, targets)[0]).tolist() == [[0, 350], [100, 0]]


def test_a_ring_road_is_left_and_met_at_its_one_node():
    ring = Road(1, 1, 40, INF, via=((100.0, 0.0), (100.0, 100.0), (0.0, 100.0)))
    roads = RoutableNetwork(make_network({1: (0, 0), 2: (-300, 0)}, [ring, Road(1, 2, 30, 30)]))
    graph = roads.graph("car", direction="from")
    snaps = roads.snap(np.array([100.0, 0.0, -300.0]), np.array([0.0, 100.0, 0.0]), mode="car")
    ticks, _ = sweep_matrix(graph, roads.sources(graph, snaps), roads.targets(graph, snaps))
    assert seconds(ticks).tolist() == [[0, 20, 60], [20, 0, 40], [40, 60, 0]]


@pytest.mark.parametrize("is_bent", [True, False])
def test_among_equally_quick_ways_the_shortest_is_told(is_bent):
    """Over node 3 or straight: whichever is found first, the shorter one is told."""
    places = {1: (0, 0), 2: (1000, 0), 3: (500, 0 if is_bent else 2000)}
    straight = Road(1, 2, 100, 100, via=((500, 3000),) if is_bent else ())
    roads = RoutableNetwork(make_network(places, [Road(1, 3, 50, 50), Road(3, 2, 50, 50), straight]))
    graph = roads.graph("car", direction="from")
    snaps = roads.snap_nodes(np.array([1, 2]), mode="car")
    sources = roads.sources(graph, snaps)
    _, length = sweep_matrix(graph, sources, roads.targets(graph, snaps))
    assert length[0, 1] == length[1, 0] == 1000.0
    assert sweep_k_nearest(graph, sources, k=2, with_length=True).length_m[:2, 1].tolist() == [1000.0, 1000.0]


@pytest.mark.parametrize("workers", [2, 3, 7])
def test_threads_change_nothing(workers):
    random = np.random.default_rng(5)
    places = {i: (float(x), float(y)) for i, (x, y) in enumerate(random.integers(0, 5000, (200, 2)))}
    ends = random.integers(0, 200, (2, 600))
    network = make_network(
        places, [Road(int(u), int(v), *random.uniform(1, 90, 2)) for u, v in ends.T if u != v]
    )
    roads = RoutableNetwork(network)
    graph = roads.graph("car", direction="to")
    snaps = roads.snap(*random.uniform(0, 5000, (2, 90)), mode="car")
    sources, targets = roads.sources(graph, snaps), roads.targets(graph, snaps)
    alone, many = (sweep_matrix(graph, sources, targets, workers=w) for w in (1, workers))
    assert alone[0].tobytes() == many[0].tobytes()
    assert alone[1].tobytes() == many[1].tobytes()
    one, more = (sweep_pairs(graph, sources, targets, limit=120.0, workers=w) for w in (1, workers))
    for name in ("source", "target", "ticks"):
        assert getattr(one, name).tobytes() == getattr(more, name).tobytes()


def test_no_sources_and_no_targets_are_no_error():
    roads = town()
    graph = roads.graph("car", direction="to")
    none = snap_at(roads.network, [], [], [])
    some = roads.snap_nodes(np.array([1]), mode="car")
    assert sweep_matrix(graph, roads.sources(graph, none), roads.targets(graph, some))[0].shape == (0, 1)
    assert sweep_matrix(graph, roads.sources(graph, some), roads.targets(graph, none))[0].shape == (1, 0)
    labels = sweep_nearest(graph, roads.sources(graph, none))
    assert (
        carry_to_points(graph, labels, roads.sources(graph, none), roads.targets(graph, some)).source < 0
    ).all()
