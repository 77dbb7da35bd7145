import itertools

import numpy as np
import pytest
from hand_networks import INF, Road, make_network, town

from mapa_uslug.core.errors import InputError
from mapa_uslug.engine.graph import build_mode_graph, classify_edges, find_strong_components, limit_ticks

LAST = np.uint64(1 << 63)


def arcs_of(graph, network):
    """Arcs as (from, to) -> ticks, by source ids."""
    pointer, packed, _ = graph.adjacency
    tail = np.repeat(network.node_id, np.diff(pointer))
    head = network.node_id[(packed & np.uint64(0xFFFFFFFF)).astype(int)]
    return dict(
        zip(
            zip(tail.tolist(), head.tolist(), strict=True),
            ((packed & ~LAST) >> np.uint64(32)).tolist(),
            strict=True,
        )
    )


def test_arcs_run_as_traffic_does_when_travel_starts_at_the_sources():
    network = town().network
    arcs = arcs_of(build_mode_graph(network, mode="car", direction="from"), network)
    assert arcs == {
        (1, 2): 1000, (2, 1): 1000, (2, 3): 1000, (3, 4): 2000, (1, 4): 500, (4, 1): 500, (5, 6): 500, (6, 5): 500,
    }  # fmt: skip


def test_arcs_are_turned_round_when_travel_ends_at_the_sources():
    network = town().network
    ahead = arcs_of(build_mode_graph(network, mode="car", direction="from"), network)
    back = arcs_of(build_mode_graph(network, mode="car", direction="to"), network)
    assert back == {(v, u): ticks for (u, v), ticks in ahead.items()}


def test_length_counts_decimetres_and_keeps_the_metres_unrounded():
    network = town().network
    graph = build_mode_graph(network, mode="car", weight="length", direction="from")
    assert arcs_of(graph, network)[3, 4] == 22361
    assert graph.adjacency.arc_length_m[4] == pytest.approx(2236.0679775)


def test_ticks_are_rounded_once_and_never_to_nothing():
    network = make_network({1: (0, 0), 2: (0, 1), 3: (0, 2)}, [Road(1, 2, 0.0, 12.34), Road(2, 3, 0.26, INF)])
    arcs = arcs_of(build_mode_graph(network, mode="car", direction="from"), network)
    assert arcs == {(1, 2): 1, (2, 1): 123, (2, 3): 3}


def test_loops_and_forbidden_edges_have_no_arc():
    network = make_network({1: (0, 0), 2: (0, 1)}, [Road(1, 1, 5, 5, via=((9, 9),)), Road(1, 2, INF, INF)])
    assert len(build_mode_graph(network, mode="car").adjacency.arcs) == 0
    assert len(build_mode_graph(network, mode="walk").adjacency.arcs) == 2


def test_an_unknown_mode_is_named_with_those_there_are():
    with pytest.raises(InputError, match="boat"):
        build_mode_graph(town().network, mode="boat")


def test_an_absurdly_slow_edge_is_refused_with_its_source():
    with pytest.raises(InputError, match="way 0"):
        build_mode_graph(make_network({1: (0, 0), 2: (0, 1)}, [Road(1, 2, 1e8, 1)]), mode="car")


def test_strong_components_follow_one_way_streets():
    roads = [Road(1, 2, 5, 5), Road(2, 3, 5, INF), Road(3, 4, 5, 5), Road(4, 5, 5, 5)]
    network = make_network({i: (i, 0) for i in range(1, 6)}, roads)
    car = find_strong_components(network, mode="car")
    assert sorted(car.size.tolist()) == [2, 3]
    assert car.is_large.sum() == 1
    assert find_strong_components(network, mode="walk").size.tolist() == [5]


def test_edges_are_forbidden_legal_or_of_the_large_rest():
    roads = [Road(1, 2, 5, 5), Road(2, 3, 5, INF), Road(3, 4, 5, 5), Road(4, 5, 5, 5), Road(1, 5, INF, INF)]
    network = make_network({i: (i, 0) for i in range(1, 6)}, roads)
    assert classify_edges(network, mode="car").tolist() == [1, 1, 2, 2, 0]


def test_several_components_can_be_large():
    here = {i: (float(i), 0.0) for i in range(150)}
    there = {1000 + i: (float(i), 500.0) for i in range(100)}
    stub = {5000 + i: (float(i), 900.0) for i in range(99)}
    chains = [list(part) for part in (here, there, stub)]
    roads = [Road(a, b, 1, 1) for chain in chains for a, b in itertools.pairwise(chain)]
    kind = classify_edges(make_network({**here, **there, **stub}, roads), mode="car")
    assert np.bincount(kind).tolist() == [0, 98, 149 + 99]


def test_limits_include_their_own_value():
    assert limit_ticks(12.3) == 123
    assert limit_ticks(0.1 + 0.2) == 3
    with pytest.raises(ValueError, match="-1"):
        limit_ticks(-1)


def test_arcs_to_where_one_can_only_turn_back_are_marked():
    roads = [
        Road(1, 2, 5, 5),
        Road(2, 3, 5, INF),
        Road(4, 2, 5, 5),
        Road(4, 2, 9, 9),
        Road(1, 5, 5, INF),
        Road(5, 2, 5, 5),
    ]
    network = make_network({i: (i, 0) for i in range(1, 6)}, roads)
    pointer, packed, _ = build_mode_graph(network, mode="car", direction="from").adjacency
    tail = np.repeat(network.node_id, np.diff(pointer))
    head = network.node_id[(packed & np.uint64(0xFFFFFFFF)).astype(int)]
    marked = {(int(u), int(v)) for u, v, arc in zip(tail, head, packed, strict=True) if arc & LAST}
    assert marked == {(2, 3), (2, 5)}
