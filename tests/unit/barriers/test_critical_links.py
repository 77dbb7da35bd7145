import numpy as np
import pytest
import shapely
from closing_oracle import close_anew, lose_each
from hand_networks import Road, make_network, snap_at, town

from mapa_uslug.barriers.alternatives import trace_alternative
from mapa_uslug.barriers.closings import measure_closing
from mapa_uslug.barriers.critical_links import measure_losses, rank_links
from mapa_uslug.barriers.journeys import Journeys
from mapa_uslug.barriers.searched import SearchedJourneys
from mapa_uslug.engine.routable import RoutableNetwork


def at_nodes(roads, *ids):
    return roads.snap_nodes(np.array(ids), mode="car")


def town_journeys(roads, **options):
    """A place at 1; 10 people at 2, 20 at 3, 30 at 4, 5 beyond the lake at 5."""
    people = np.array([[10, 1], [20, 2], [30, 3], [5, 0]])
    given = {"mode": "car", "direction": "to", "limit": 300.0, **options}
    return Journeys(at_nodes(roads, 1), at_nodes(roads, 2, 3, 4, 5), people, **given)


def test_losses_are_told_in_seconds_and_people():
    """Worked out in tests/unit/engine/test_forest.py."""
    roads = town()
    losses = lose_each(roads, town_journeys(roads))
    assert losses.lost[:, 0].tolist() == [2500, 0, 0, 0, 0]
    assert losses.cut_off[:, 0].tolist() == [0, 0, 20, 50, 0]
    assert losses.beyond[:, 1].tolist() == [1, 0, 2, 5, 0]
    assert losses.longest.tolist() == [250, 0, 0, 0, 0]


def test_terminal_time_belongs_to_the_threshold():
    """2 is 100 s away, then 350 s: with 60 s to park both are above 150 s; with 60 s and 400 s only the latter."""
    roads = town()

    def beyond(limit, terminal):
        return lose_each(roads, town_journeys(roads, limit=limit, terminal_s=terminal)).beyond[0, 0]

    assert [beyond(150, 60), beyond(160, 60), beyond(409.9, 60), beyond(410, 60)] == [0, 10, 10, 0]
    assert beyond(30, 60) == 0


def test_by_length_terminal_time_has_no_effect():
    """2 is 1000 m away; round by 3 and 4 1000 + 2236 + 1000 m."""
    roads = town()
    losses = lose_each(roads, town_journeys(roads, weight="length", limit=1000.0, terminal_s=500.0))
    assert losses.beyond[0].tolist() == [10, 1]
    assert losses.longest[0] == pytest.approx(3236.1)
    assert losses.lost[0, 0] == pytest.approx(10 * 3236.1)


def test_the_worst_links_come_first():
    roads = town()
    table = rank_links(roads.network, measure_losses(SearchedJourneys(roads, town_journeys(roads))), count=5)
    assert table["edges"].tolist() == [(3,), (2,), (0,)]
    assert table["people_beyond"].tolist() == [50, 20, 10]
    assert table["people_target"].tolist() == [5, 2, 1]
    assert table["people_cut_off"].tolist() == [50, 20, 0]
    assert table["people_farther"].tolist() == [0, 0, 10]
    assert table["lost"].tolist() == [0, 0, 2500]
    assert table["longest"].tolist() == [0, 0, 250]
    assert table[["near_node", "far_node"]].to_numpy().tolist() == [[0, 3], [3, 2], [0, 1]]
    assert table["way_id"].tolist() == [3, 2, 0]
    assert table["length_m"].tolist() == pytest.approx([1000, 2236.068, 1000])
    shorter = rank_links(
        roads.network, measure_losses(SearchedJourneys(roads, town_journeys(roads))), count=2
    )
    assert shorter["edges"].tolist() == [(3,), (2,)]


def test_who_stands_at_both_ends_of_a_road_needs_it_whatever_road_they_were_snapped_to():
    """A place at 1 and people at 2, both as ends of the road from 1 to 2: closing it sends them round, 250 s more."""
    roads = town()
    place, home = (snap_at(roads.network, [0], [share], [0.0]) for share in (0.0, 1.0))
    losses = lose_each(roads, Journeys(place, home, np.array([[3]]), "car", "to", 900.0))
    assert losses.lost[:, 0].tolist() == [750, 0, 0, 0, 0]


def road_to_a_village(*people):
    """Place at 1, then 2, 3, 4 and the village 5 in a row, 1 km and 60 s each; people from node 2 on."""
    places = {i: (1000.0 * i, 0.0) for i in range(1, 6)}
    roads = RoutableNetwork(make_network(places, [Road(i, i + 1, 60, 60) for i in (3, 1, 4, 2)]))
    counts = np.array(people)[:, None]
    return roads, Journeys(at_nodes(roads, 1), at_nodes(roads, 2, 3, 4, 5), counts, "car", "to", 900.0)


def test_pieces_of_a_road_that_lose_the_same_are_one_link():
    """Rows of the network from the place on: 1, 3, 0, 2."""
    roads, journeys = road_to_a_village(0, 0, 0, 8)
    table = rank_links(roads.network, measure_losses(SearchedJourneys(roads, journeys)), count=5)
    assert table["edges"].tolist() == [(1, 3, 0, 2)]
    assert (table["length_m"][0], table["near_node"][0], table["far_node"][0]) == (4000.0, 0, 4)
    assert table["people_cut_off"].tolist() == [8]
    assert table["people_target"].isna().all()


def test_pieces_that_lose_nearly_the_same_are_told_with_the_worst():
    """100, 98, 98 and 50 people depend on the pieces from the place on."""
    roads, journeys = road_to_a_village(2, 0, 48, 50)
    losses = measure_losses(SearchedJourneys(roads, journeys))
    table = rank_links(roads.network, losses, count=5)
    assert table["edges"].tolist() == [(1,), (2,)]
    assert table["edges_alike"].tolist() == [(0, 3), ()]
    assert rank_links(roads.network, losses, count=5, alike=2.0)["edges"].tolist() == [(1,), (3, 0), (2,)]


def test_a_road_goes_on_beyond_a_short_double_carriageway():
    """1-2 and 3-4 are the only ways of 8 people at 4; between 2 and 3 lie roads of 10 and 12 s, 2 s more each."""
    places = {1: (0, 0), 2: (1000, 0), 3: (1100, 0), 4: (2000, 0)}
    lines = [Road(1, 2, 60, 60), Road(2, 3, 10, 10), Road(2, 3, 12, 12), Road(3, 4, 60, 60)]
    roads = RoutableNetwork(make_network(places, lines))
    journeys = Journeys(at_nodes(roads, 1), at_nodes(roads, 4), np.array([[8]]), "car", "to", 900.0)
    table = rank_links(roads.network, measure_losses(SearchedJourneys(roads, journeys)), count=5)
    assert table["edges"].tolist() == [(0,), (1,)]
    assert table["edges_alike"].tolist() == [(3,), ()]
    assert table["lost"].tolist() == [0, 16]


def test_side_roads_with_as_many_people_are_links_of_their_own():
    """From 2 one road leads to 3 and one to 4, with 5 people each."""
    places = {1: (0, 0), 2: (1000, 0), 3: (2000, 0), 4: (1000, 1000)}
    roads = RoutableNetwork(
        make_network(places, [Road(1, 2, 60, 60), Road(2, 3, 60, 60), Road(2, 4, 60, 60)])
    )
    people = np.array([[5], [5]])
    journeys = Journeys(at_nodes(roads, 1), at_nodes(roads, 3, 4), people, "car", "to", 900.0)
    table = rank_links(roads.network, measure_losses(SearchedJourneys(roads, journeys)), count=5)
    assert table["edges"].tolist() == [(0,), (1,), (2,)]


def test_where_nobody_depends_on_a_road_the_table_is_empty():
    roads, journeys = road_to_a_village(0, 0, 0, 0)
    table = rank_links(roads.network, measure_losses(SearchedJourneys(roads, journeys)), count=5)
    assert len(table) == 0
    assert "people_beyond" in table


def test_the_way_round_leads_from_the_far_end_to_the_place():
    """Without 1-2, from 2 over 3 and 4 to 1: 350 instead of 100 s."""
    roads = town()
    found = trace_alternative(SearchedJourneys(roads, town_journeys(roads)), np.array([0]), far_node=1)
    assert shapely.get_coordinates(found.geometry).tolist() == [[1000, 0], [2000, 0], [0, 1000], [0, 0]]
    assert (found.extra, found.place) == (250.0, 0)


def test_the_way_round_ends_where_the_place_stands_on_its_road():
    """A base at a quarter of 1-4, 250 m from 1; it serves 2 over 1. Without 1-2 one gets there from nowhere else."""
    roads = town()
    base = snap_at(roads.network, [3], [0.25], [0.0])
    journeys = Journeys(base, at_nodes(roads, 2), np.array([[1]]), "car", "to", 900.0)
    found = trace_alternative(SearchedJourneys(roads, journeys), np.array([0]), far_node=1)
    assert shapely.get_coordinates(found.geometry).tolist() == [[1000, 0], [2000, 0], [0, 1000], [0, 250]]
    assert found.extra == pytest.approx(300 + 37.5 - 112.5)
    served = Journeys(base, at_nodes(roads, 2), np.array([[1]]), "car", "from", 900.0)
    lost = trace_alternative(SearchedJourneys(roads, served), np.array([0]), far_node=1)
    assert (lost.geometry, lost.extra, lost.place) == (None, np.inf, -1)


def test_a_way_round_of_a_base_starts_at_the_base():
    """From 1 to 3 over 2: 200 s. A second road from 1 to 2 of 130 s stays open."""
    places = {1: (0, 0), 2: (1000, 0), 3: (2000, 0)}
    bent = Road(1, 2, 130, 130, via=((500.0, 300.0),))
    roads = RoutableNetwork(make_network(places, [Road(1, 2, 100, 100), bent, Road(2, 3, 100, 100)]))
    journeys = Journeys(at_nodes(roads, 1), at_nodes(roads, 3), np.array([[1]]), "car", "from", 900.0)
    found = trace_alternative(SearchedJourneys(roads, journeys), np.array([0]), far_node=1)
    assert shapely.get_coordinates(found.geometry).tolist() == [[0, 0], [500, 300], [1000, 0]]
    assert found.extra == 30.0


def test_roads_closed_at_once_cost_more_than_each():
    """Without 1-2 and 3-4 those at 2 and 3 get nowhere; without 1-2 alone those at 2 still get round."""
    roads = town()
    journeys = town_journeys(roads, terminal_s=20.0)
    closing = close_anew(roads, journeys, [0, 2])
    assert closing.cut_off.tolist() == closing.beyond.tolist() == [30, 3]
    assert closing.lost.tolist() == closing.farther.tolist() == [0, 0]
    assert closing.cost_before.tolist() == [120, 270, 70, np.inf]
    assert closing.cost_after.tolist() == [np.inf, np.inf, 70, np.inf]
    told = measure_closing(SearchedJourneys(roads, journeys), np.array([0, 2]))
    assert told.cell.tolist() == [0, 1]
    assert told.cost_before.tolist() == [120, 270]
    assert told.cost_after.tolist() == [np.inf, np.inf]
    alone = close_anew(roads, journeys, [0])
    assert (alone.lost.tolist(), alone.beyond.tolist(), alone.longest) == ([2500, 250], [10, 1], 250.0)
