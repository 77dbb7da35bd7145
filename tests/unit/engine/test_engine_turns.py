"""Graphs of junctions where turns are forbidden, small enough to count their nodes and arcs by hand."""

import numpy as np
import pytest
from hand_networks import INF, Road, make_network, snap_at
from hand_turns import CAR_AND_BIKE, forbid

from mapa_uslug.engine.graph import build_mode_graph, close_edges, find_graph_components
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.sweeps import sweep_matrix
from mapa_uslug.engine.turns import allow_all_turns, forbidden_rows, pack_rows, split_rows

# Edges 0 (W to X), 1 (X to N), 2 (X to E), each 100 s; halves 2 e ahead, 2 e + 1 back.
W, X, N, E = range(4)
WX, XW, XN, NX, XE, EX = range(6)


def crossing(*rows):
    places = {1: (0.0, 0.0), 2: (1000.0, 0.0), 3: (1000.0, 1000.0), 4: (2000.0, 0.0)}
    return forbid(make_network(places, [Road(i, j, 100, 100) for i, j in ((1, 2), (2, 3), (2, 4))]), rows)


def seconds_between(network, origin, destination):
    """From a place (edge, fraction) to another, by car."""
    roads = RoutableNetwork(network)
    graph = roads.graph("car", direction="from")
    start, end = (snap_at(network, [e], [f], [0.0]) for e, f in (origin, destination))
    ticks, _ = sweep_matrix(graph, roads.sources(graph, start), roads.targets(graph, end), workers=1)
    return int(ticks[0, 0]) / 10


def test_a_junction_gets_a_state_and_nodes_where_journeys_end():
    graph = build_mode_graph(crossing([WX, XN]), mode="car", direction="from")
    states = graph.states
    # Node 4: came along WX. 5: whoever comes to X. 6: whoever may go on to N.
    assert states.network_node.tolist() == [W, X, N, E, X, X, X]
    assert states.met.tolist() == [W, 5, N, E]
    assert graph.leaving.v.tolist() == [4, N, E], "along edge 0 one comes to the state"
    assert graph.entering.u.tolist() == [W, 6, 5], "edge 1 is not for everybody, edge 2 is"
    assert graph.leaving.node_u.tolist() == [W, X, X]
    assert graph.entering.node_v.tolist() == [5, N, E]
    pointer, arcs, _ = graph.adjacency
    heads = (arcs & np.uint64(0xFFFFFFFF)).astype(int)
    after = [sorted(heads[pointer[i] : pointer[i + 1]].tolist()) for i in range(7)]
    assert after == [[4], [W, N, E, 5, 6], [X], [X], [W, E, 5], [], []]
    assert sorted(graph.arc_edge.tolist()) == [-1, -1, -1, 0, 0, 0, 1, 1, 2, 2, 2]


def test_times_on_both_sides_of_the_junction():
    network = crossing([WX, XN])
    # Middle of WX to middle of XN: to X 50, to E and back 200, half of XN 50.
    assert seconds_between(network, (0, 0.5), (1, 0.5)) == 300
    assert seconds_between(network, (0, 0.5), (2, 0.5)) == 100
    assert seconds_between(network, (1, 0.5), (0, 0.5)) == 100
    assert seconds_between(network, (0, 1.0), (1, 0.5)) == 50, "who stands on the junction came from nowhere"
    assert seconds_between(network, (0, 0.5), (1, 0.0)) == 50
    assert seconds_between(allow_all_turns(network), (0, 0.5), (1, 0.5)) == 100


def test_without_forbidden_turns_the_graph_is_the_networks_own():
    network = crossing()
    for mode in ("car", "walk"):
        graph = build_mode_graph(network, mode=mode)
        assert graph.states is None
        assert graph.node_count == network.node_count
        assert graph.leaving.u is network.edge_u
        assert graph.entering.v is network.edge_v
    only_bikes = forbid(network, [[WX, XN]], modes=0b1000)
    assert build_mode_graph(only_bikes, mode="car").states is None
    assert build_mode_graph(only_bikes, mode="bike").states is not None


def test_rows_are_mirrored_for_the_search_against_the_traffic():
    network = crossing([WX, XN])
    assert forbidden_rows(network, row=0, is_turned=False) == [(WX, XN)]
    assert forbidden_rows(network, row=0, is_turned=True) == [(NX, XW)]
    assert forbidden_rows(network, row=1, is_turned=False) == []
    assert network.turn_modes.tolist() == [CAR_AND_BIKE]


def test_a_road_from_a_junction_to_itself_turns_one_round():
    """At X a ring of 300 s, longer than any other road: round it one may turn to N, in 100 + 300 + 100."""
    places = {1: (0.0, 0.0), 2: (1000.0, 0.0), 3: (1000.0, 1000.0)}
    ring = Road(2, 2, 300, INF, via=((1100.0, 0.0), (1100.0, 100.0)))
    network = make_network(places, [Road(1, 2, 100, INF), Road(2, 3, 100, INF), ring])
    assert seconds_between(forbid(network, [[0, 2]]), (0, 0.0), (1, 1.0)) == 500
    assert build_mode_graph(forbid(network, [[0, 2]]), mode="car").largest_arc == 3000
    assert build_mode_graph(network, mode="car").largest_arc == 1000


def test_a_closed_edge_is_closed_in_all_its_states():
    graph = build_mode_graph(crossing([WX, XN]), mode="car", direction="from")
    closed = close_edges(graph, np.array([2]))
    assert sorted(closed.arc_edge.tolist()) == [-1, -1, -1, 0, 0, 0, 1, 1]


def test_states_belong_to_the_component_of_whoever_can_come_back():
    graph = build_mode_graph(crossing([WX, XN]), mode="car", direction="from")
    component = find_graph_components(graph)
    assert len({component[i] for i in (W, X, N, E, 4)}) == 1
    assert component[5] != component[0], "from a node where journeys end nobody goes on"


@pytest.mark.parametrize(
    ("cut", "row"),
    [
        ({0: (7, 8)}, [2 * 8, XN]),  # of the first edge the part at the junction
        ({1: (7, 8, 9)}, [WX, 2 * 7]),  # of the last the part that leaves it
        ({2: (7, 8)}, [WX, XN]),
    ],
)
def test_rows_follow_the_parts_of_cut_edges(cut, row):
    ptr, halves = split_rows(*pack_rows([[WX, XN]]), cut)
    assert (ptr.tolist(), halves.tolist()) == ([0, 2], row)


def test_a_cut_edge_in_the_middle_of_a_row_is_passed_whole():
    # Over edge 1 against its direction: its parts 7, 8, 9 run from u to v.
    ptr, halves = split_rows(*pack_rows([[EX, NX, XW]]), {1: (7, 8, 9)})
    assert (ptr.tolist(), halves.tolist()) == ([0, 5], [EX, 2 * 9 + 1, 2 * 8 + 1, 2 * 7 + 1, XW])
