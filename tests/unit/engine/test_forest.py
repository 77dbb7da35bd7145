import numpy as np
import pytest
from closing_oracle import close_each_edge
from hand_networks import INF, Road, make_network, snap_at, town

from mapa_uslug.barriers.journeys import stand_at_nodes
from mapa_uslug.engine.forest import build_forest
from mapa_uslug.engine.graph import NEVER, close_edges
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.sweeps import carry_to_points, sources_at_nodes, sweep_nearest

A, B, C, D, E, F = range(6)
FAR_LIMIT = 10**9


def forest_of(roads, sources, direction="to"):
    graph = roads.graph("car", direction=direction)
    return graph, build_forest(graph, sweep_nearest(graph, sources), sources)


def test_a_forest_leads_from_the_source_over_the_least_ways_in_preorder():
    """To A against the traffic: A to B (edge 0), A to D (3), D to C (2); C to B over edge 1 is not needed."""
    graph, forest = forest_of(town(), sources_at_nodes(np.array([A])))
    assert forest.node.tolist() == [A, D, C, B]
    assert forest.end.tolist() == [4, 3, 3, 4]
    assert forest.position.tolist() == [0, 3, 2, 1, -1, -1]
    assert forest.arc[0] == -1
    assert graph.arc_edge[forest.arc[1:]].tolist() == [3, 2, 0]


def test_only_ways_from_outside_a_subtree_lead_in_and_each_knows_what_it_costs_more():
    """Into B from C against the one-way street: 250 + 100 s instead of 100 s. Nothing else leads into a subtree."""
    _, forest = forest_of(town(), sources_at_nodes(np.array([A])))
    ways = zip(forest.in_tail.tolist(), forest.in_head.tolist(), forest.in_slack.tolist(), strict=True)
    assert list(ways) == [(2, 3, 2500)]
    assert forest.out_head[forest.out_ptr[2] : forest.out_ptr[3]].tolist() == [3]


def test_a_source_that_is_not_the_nearest_is_a_way_in_of_its_own():
    """One at a fifth of 1-4: 10 s to A, 40 s to D. One half-way from 1 to 2, 80 s off the road: 130 s to A and B.

    B is nearer over A: 110 s, 20 s less than from the other. From C (240 s) 340 s, 230 s more.
    """
    roads = town()
    graph = roads.graph("car", direction="to")
    sources = roads.sources(graph, snap_at(roads.network, [3, 0], [0.2, 0.5], [0.0, 100.0]), speed_m_s=1.25)
    forest = build_forest(graph, sweep_nearest(graph, sources), sources)
    at = forest.position
    assert forest.arc[at[[A, D]]].tolist() == [-1, -1]
    ways = zip(forest.in_tail.tolist(), forest.in_head.tolist(), forest.in_slack.tolist(), strict=True)
    assert sorted(ways) == [(-1, at[B], 200), (at[C], at[B], 2300)]


def test_what_each_edge_of_the_town_is_worth():
    """A place at 1; 10 people at 2 (100 s away), 20 at 3 (250 s), 30 at 4 (50 s), 5 beyond the lake; limit 300 s.

    Without 1-2, those at 2 go 2, 3, 4, 1: 350 s. Nobody goes from 2 to 3. Without 3-4 those at 3, without 1-4 those
    at 3 and 4 get nowhere. The road beyond the lake leads to no place anyway.
    """
    roads = town()
    graph = roads.graph("car", direction="to")
    people = np.array([[10, 1], [20, 0], [30, 3], [5, 5]])
    found = close_each_edge(
        graph,
        sources_at_nodes(np.array([A])),
        sources_at_nodes(np.array([B, C, D, E])),
        people,
        limit=3000,
    )
    assert found.lost.tolist() == [[25_000, 2500], [0, 0], [0, 0], [0, 0], [0, 0]]
    assert found.beyond.tolist() == [[10, 1], [0, 0], [20, 0], [50, 3], [0, 0]]
    assert found.cut_off.tolist() == [[0, 0], [0, 0], [20, 0], [50, 3], [0, 0]]
    assert found.farther.tolist() == [[10, 1], [0, 0], [0, 0], [0, 0], [0, 0]]
    assert found.longest.tolist() == [2500, 0, 0, 0, 0]
    assert found.far_node.tolist() == [B, -1, C, D, -1]


def losses_of(roads, place, cells, people):
    """Losses with a place on a node and people there or anywhere else."""
    graph = roads.graph("car", direction="to")
    targets = sources_at_nodes(np.array(cells)) if isinstance(cells, list) else roads.targets(graph, cells)
    source = sources_at_nodes(np.array([place]))
    return close_each_edge(graph, source, targets, np.array(people), limit=FAR_LIMIT)


def test_another_road_between_the_same_junctions_stays_open():
    """Two roads from 1 to 2 of 60 and 100 s: without the quick one 40 s are lost, without the slow one nothing."""
    roads = RoutableNetwork(
        make_network({1: (0, 0), 2: (900, 0)}, [Road(1, 2, 100, 100), Road(1, 2, 60, 60)])
    )
    assert losses_of(roads, 0, [1], [[7]]).lost.tolist() == [[0], [2800]]


def test_an_equally_long_way_is_no_loss():
    places = {1: (0, 0), 2: (900, 0), 3: (0, 900)}
    roads = RoutableNetwork(
        make_network(places, [Road(1, 2, 60, 60), Road(1, 3, 30, 30), Road(3, 2, 30, 30)])
    )
    losses = losses_of(roads, 0, [1], [[7]])
    assert not losses.longest.any()
    assert not losses.cut_off.any()


def test_what_stands_on_the_closed_road_keeps_its_ways_to_both_ends():
    """People at a quarter of the road 1-2 (100 s), a place at node 1, ring 1-3-2 of 200 s more.

    Closing their own road leaves them their 25 s to node 1. Those at node 2 go round by 3: 200 instead of 100 s.
    """
    places = {1: (0, 0), 2: (900, 0), 3: (0, 900)}
    roads = RoutableNetwork(
        make_network(places, [Road(1, 2, 100, 100), Road(1, 3, 100, 100), Road(3, 2, 100, 100)])
    )
    network = roads.network
    losses = losses_of(roads, 0, snap_at(network, [0, 2], [0.25, 1.0], [0, 0]), [[3], [4]])
    assert losses.lost.tolist() == [[4000], [0], [0]]
    assert losses.farther.tolist() == [[4], [0], [0]]


def test_people_reached_along_their_own_road_lose_nothing():
    """A place and people on one road that leads nowhere else: closing any road does nothing to them."""
    roads = RoutableNetwork(make_network({1: (0, 0), 2: (900, 0)}, [Road(1, 2, 100, 100)]))
    network = roads.network
    graph = roads.graph("car", direction="to")
    place, cell = (snap_at(network, [0], [share], [0.0]) for share in (0.5, 0.75))
    points = roads.sources(graph, place), roads.targets(graph, cell)
    found = close_each_edge(graph, *points, np.array([[3]]), limit=FAR_LIMIT)
    assert not found.longest.any()
    assert not found.cut_off.any()


def test_people_may_turn_to_a_place_on_their_own_road():
    """Half-way along 2-3 (100 s), 60 s from a place at 1 over 2; another place stands off the road there, 80 s away."""
    places = {1: (0, 0), 2: (100, 0), 3: (1100, 0)}
    roads = RoutableNetwork(make_network(places, [Road(1, 2, 10, 10), Road(2, 3, 100, 100)]))
    graph = roads.graph("car", direction="to")
    snaps = [
        snap_at(roads.network, [0, 1], [0.0, 0.5], [0.0, 100.0]),
        snap_at(roads.network, [1], [0.5], [0.0]),
    ]
    sources = stand_at_nodes(graph.leaving, roads.sources(graph, snaps[0], speed_m_s=1.25))
    found = close_each_edge(graph, sources, roads.targets(graph, snaps[1]), np.array([[2]]), limit=FAR_LIMIT)
    assert found.lost.tolist() == [[400], [0]]


def test_people_between_two_ends_lose_what_the_better_of_both_costs_more():
    """Half-way along 2-3 (20 s), place at 1; 1-2 takes 50, 1-3 55 s: 60 s over 2; without 1-2, 65 s over 3."""
    places = {1: (0, 0), 2: (900, 0), 3: (0, 900)}
    roads = RoutableNetwork(
        make_network(places, [Road(1, 2, 50, 50), Road(1, 3, 55, 55), Road(2, 3, 20, 20)])
    )
    network = roads.network
    losses = losses_of(roads, 0, snap_at(network, [2], [0.5], [0.0]), [[2]])
    assert losses.lost.tolist() == [[100], [0], [0]]


@pytest.fixture(scope="module")
def country():
    """200 junctions, 420 roads of any direction, 6 places and 150 houses."""
    random = np.random.default_rng(5)
    places = {i: (float(x), float(y)) for i, (x, y) in enumerate(random.integers(0, 5000, (200, 2)))}
    ends = random.integers(0, 200, (2, 420))
    costs = np.where(random.random((2, 420)) < 0.15, INF, random.uniform(1, 90, (2, 420)))
    lines = [Road(int(u), int(v), *cost) for u, v, *cost in zip(*ends, *costs, strict=True) if u != v]
    roads = RoutableNetwork(make_network(places, lines))
    snaps = [roads.snap(*random.uniform(0, 5000, (2, n)), mode="car") for n in (6, 150)]
    return roads, *snaps, random.integers(0, 9, (150, 2))


@pytest.mark.parametrize("direction", ["to", "from"])
def test_every_road_loses_what_searching_anew_without_it_tells(country, direction):
    roads, places, cells, people = country
    graph = roads.graph("car", direction=direction)
    sources, targets = roads.sources(graph, places), roads.targets(graph, cells)
    found = close_each_edge(graph, sources, targets, people, limit=900)

    def costs(graph):
        return (
            carry_to_points(graph, sweep_nearest(graph, sources), sources, targets)
            .ticks[:, 0]
            .astype(np.int64)
        )

    before, harmed = costs(graph), 0
    for edge in range(roads.network.edge_count):
        after = costs(close_edges(graph, np.array([edge])))
        had, has = before != NEVER, after != NEVER
        extra = np.where(had & has, after - before, 0)
        harmed += bool((after > before).any())
        assert found.lost[edge].tolist() == (extra @ people).tolist()
        assert found.cut_off[edge].tolist() == ((had & ~has) @ people).tolist()
        assert found.beyond[edge].tolist() == (((before <= 900) & (after > 900)) @ people).tolist()
        assert found.farther[edge].tolist() == ((extra > 0) @ people).tolist()
        assert found.longest[edge] == extra[people.any(axis=1)].max()
    assert harmed > 50


@pytest.mark.parametrize("workers", [2, 3, 7])
def test_threads_change_nothing(country, workers):
    roads, places, cells, people = country
    graph = roads.graph("car", direction="to")
    sources, targets = roads.sources(graph, places), roads.targets(graph, cells)
    one, more = (close_each_edge(graph, sources, targets, people, limit=900, workers=w) for w in (1, workers))
    assert [counts.tobytes() for counts in vars(one).values()] == [c.tobytes() for c in vars(more).values()]


def test_no_places_and_no_people_are_no_error():
    roads = town()
    graph = roads.graph("car", direction="to")
    none, some = (sources_at_nodes(np.array(nodes, dtype=np.int32)) for nodes in ([], [A]))
    assert not close_each_edge(graph, none, some, np.array([[3]]), limit=100).cut_off.any()
    assert close_each_edge(graph, some, none, np.empty((0, 2), np.int64), limit=100).lost.shape == (
        5,
        2,
    )
