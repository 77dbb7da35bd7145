import numpy as np
import pytest
from hand_networks import INF, Road, make_network, snap_at, town

from mapa_uslug.barriers.journeys import Journeys
from mapa_uslug.barriers.new_links import NewLinks, measure_gains
from mapa_uslug.barriers.searched import SearchedJourneys
from mapa_uslug.engine.routable import RoutableNetwork


def at_nodes(roads, *ids):
    return roads.snap_nodes(np.array(ids), mode="car")


def town_journeys(roads, **options):
    """A place at 1; 10 people at 2 (100 s), 20 at 3 (250 s), 30 at 4 (50 s), 5 beyond the lake at 6."""
    people = np.array([[10, 1], [20, 2], [30, 3], [5, 4]])
    given = {"mode": "car", "direction": "to", "limit": 150.0, **options}
    return Journeys(at_nodes(roads, 1), at_nodes(roads, 2, 3, 4, 6), people, **given)


def links(a, b, there, back):
    return NewLinks(a, b, np.array(there, dtype=float), np.array(back, dtype=float))


def test_a_street_opened_both_ways_brings_those_at_its_end_nearer():
    """From 3 to 2 in 40 s: those at 3 come in 140 instead of 250 s."""
    roads = town()
    gains = measure_gains(
        SearchedJourneys(roads, town_journeys(roads)),
        links(at_nodes(roads, 3), at_nodes(roads, 2), [40], [INF]),
    )
    assert gains.saved.tolist() == [[20 * 110.0, 2 * 110.0]]
    assert gains.nearer.tolist() == gains.within.tolist() == [[20, 2]]
    assert gains.connected.tolist() == [[0, 0]]
    assert gains.most.tolist() == [110.0]


def test_a_link_serves_the_direction_of_travel_only():
    """The same street from 2 to 3 only: to the place nobody needs it; a base at 1 gets to 3 over it in 140 s, not 200."""
    roads = town()
    street = links(at_nodes(roads, 2), at_nodes(roads, 3), [40], [INF])
    assert not measure_gains(SearchedJourneys(roads, town_journeys(roads)), street).nearer.any()
    served = measure_gains(SearchedJourneys(roads, town_journeys(roads, direction="from")), street)
    assert served.nearer.tolist() == [[20, 2]]
    assert served.most.tolist() == [60.0]


def test_a_bridge_over_the_lake_connects():
    """From 5 to 2 in 60 s: those at 6 come in 50 + 60 + 100 s, beyond 150 s, within 210 s; they had no way before."""
    roads = town()
    bridge = links(at_nodes(roads, 5), at_nodes(roads, 2), [60], [60])
    gains = measure_gains(SearchedJourneys(roads, town_journeys(roads)), bridge)
    assert gains.connected.tolist() == [[5, 4]]
    assert gains.within.tolist() == gains.nearer.tolist() == gains.saved.tolist() == [[0, 0]]
    assert measure_gains(
        SearchedJourneys(roads, town_journeys(roads, limit=210.0)), bridge
    ).within.tolist() == [[5, 4]]
    assert measure_gains(
        SearchedJourneys(roads, town_journeys(roads, limit=209.9)), bridge
    ).within.tolist() == [[0, 0]]


def two_banks():
    """Two roads along a river, 2 km and 200 s each, joined by a bridge of 10 s at their west end (1-3)."""
    places = {1: (0, 0), 2: (2000, 0), 3: (0, 500), 4: (2000, 500)}
    return RoutableNetwork(
        make_network(places, [Road(1, 2, 200, 200), Road(3, 4, 200, 200), Road(1, 3, 10, 10)])
    )


def test_a_footbridge_from_road_to_road_is_met_in_their_middle():
    """A place at 2; people across the river at a half and three quarters of 3-4, and at 3 and 4.

    Over the old bridge: 100, 150, 0 and 200 s, 10 s and 200 s more. A new one of 20 s half-way leads to the place in
    120 s: those at the half 310 to 120, at three quarters 360 to 170, at 4 410 to 220, at 3 210 (to 220: no use).
    """
    roads = two_banks()
    cells = snap_at(roads.network, [1, 1, 1, 1], [0.5, 0.75, 0.0, 1.0], [0, 0, 0, 0])
    journeys = Journeys(at_nodes(roads, 2), cells, np.array([[1], [2], [4], [8]]), "car", "to", 200.0)
    middle = [snap_at(roads.network, [edge], [0.5], [30.0]) for edge in (0, 1)]
    gains = measure_gains(SearchedJourneys(roads, journeys), links(*middle, [20], [20]))
    assert gains.saved.tolist() == [[(1 + 2 + 8) * 190.0]]
    assert gains.nearer.tolist() == [[11]]
    assert gains.within.tolist() == [[3]]


def test_a_place_on_the_very_road_that_the_link_meets_is_met_along_it():
    """Place at three quarters of 1-2, link at a half: 50 s. So those at 3-4's half come in 70 s instead of 260 s."""
    roads = two_banks()
    place, cells = snap_at(roads.network, [0], [0.75], [0.0]), snap_at(roads.network, [1], [0.5], [0.0])
    journeys = Journeys(place, cells, np.array([[1]]), "car", "to", 200.0)
    middle = [snap_at(roads.network, [edge], [0.5], [0.0]) for edge in (0, 1)]
    assert measure_gains(SearchedJourneys(roads, journeys), links(*middle, [20], [20])).most.tolist() == [
        190.0
    ]
    assert measure_gains(
        SearchedJourneys(roads, journeys), links(*middle[::-1], [20], [20])
    ).most.tolist() == [190.0]


def test_a_link_that_takes_longer_than_the_way_there_is_brings_nothing():
    """Half-way, 310 s over the old bridge and 100 s over the new place: a link of 210 s is as long, 209.9 s shorter."""
    roads = two_banks()
    cells = snap_at(roads.network, [1], [0.5], [0.0])
    journeys = Journeys(at_nodes(roads, 2), cells, np.array([[1]]), "car", "to", 900.0)
    middle = [snap_at(roads.network, [edge, edge], [0.5, 0.5], [0, 0]) for edge in (0, 1)]
    gains = measure_gains(SearchedJourneys(roads, journeys), links(*middle, [210, 209.9], [210, 209.9]))
    assert gains.most.tolist() == pytest.approx([0, 0.1])


def test_a_link_without_an_end_brings_nothing():
    roads = town()
    lost = snap_at(roads.network, [-1], [np.nan], [np.nan])
    gains = measure_gains(
        SearchedJourneys(roads, town_journeys(roads)), links(lost, at_nodes(roads, 2), [1], [1])
    )
    assert not gains.nearer.any()
    assert not gains.connected.any()
    none = snap_at(roads.network, [], [], [])
    assert measure_gains(
        SearchedJourneys(roads, town_journeys(roads)), links(none, none, [], [])
    ).saved.shape == (0, 2)


@pytest.mark.parametrize("workers", [2, 5])
def test_threads_change_nothing(workers):
    random = np.random.default_rng(5)
    places = {i: (float(x), float(y)) for i, (x, y) in enumerate(random.integers(0, 5000, (150, 2)))}
    ends = random.integers(0, 150, (2, 250))
    lines = [Road(int(u), int(v), *random.uniform(1, 90, 2)) for u, v in ends.T if u != v]
    roads = RoutableNetwork(make_network(places, lines))
    snaps = [roads.snap(*random.uniform(0, 5000, (2, n)), mode="car") for n in (4, 100, 60, 60)]
    journeys = Journeys(*snaps[:2], random.integers(0, 9, (100, 2)), "car", "to", 120.0)
    new = links(*snaps[2:], *random.uniform(0, 60, (2, 60)))
    one, more = (measure_gains(SearchedJourneys(roads, journeys), new, workers=w) for w in (1, workers))
    assert one.nearer.any()
    for name in ("saved", "within", "nearer", "connected", "most"):
        assert getattr(one, name).tobytes() == getattr(more, name).tobytes()
