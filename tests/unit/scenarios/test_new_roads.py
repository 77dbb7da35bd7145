"""Two streets along a river and the bridges that a plan builds, worked out by hand.

::

    5 --(2)-- 6                 north bank, y = 400
                    river
    1 --(0)-- 2 ==(1) far bridge, 9000 m east == 6
       (3) footpath 1 - 7, y = -300

Streets 0 and 2 are 1000 m long and take 100 s by car. From 2 the way round to 6 takes 2000 s.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hand_networks import INF, Road, make_network, snap_at
from hand_plans import costs, new_roads, seconds, with_roads

from mapa_uslug.core.errors import InputError
from mapa_uslug.core.text import Text
from mapa_uslug.engine.pixels import find_pixel_surface, paint_nearest
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.scenarios import ClosedStretches
from mapa_uslug.steps.uncertain_places import find_rough
from mapa_uslug.traveltime.bounds import measure_least_costs

# Where EPSG:2180 is nearly true to length.
X, Y = 500_000.0, 400_000.0
PLACES = {
    1: (X, Y), 2: (X + 1000, Y), 5: (X, Y + 400), 6: (X + 1000, Y + 400), 7: (X + 500, Y - 300),
}  # fmt: skip
ROADS = [
    Road(1, 2, 100, 100),
    Road(2, 6, 2000, 2000, via=((X + 9000, Y + 200),)),
    Road(5, 6, 100, 100),
    Road(1, 7, INF, INF),
]
MIDDLE = [(X + 500, Y), (X + 500, Y + 400)]
"""A bridge between the middles of both streets: 400 m, at 40 km/h 36 s by car (400 / 11.11)."""


@pytest.fixture
def roads() -> RoutableNetwork:
    return RoutableNetwork(make_network(PLACES, ROADS))


def test_a_bridge_is_met_from_the_middle_of_streets(roads: RoutableNetwork) -> None:
    planned = with_roads(roads, new_roads(MIDDLE))
    ends = snap_at(roads.network, [0, 0, 0, 2, 2], [0.0, 0.4, 0.5, 0.5, 1.0], [0.0] * 5)
    got = seconds(costs(planned, ends, ends))
    # From 1: 50 s to the bridge, 36 s over it, 50 s on to 6; from 0.4 of the street 10 s to it.
    assert got[0] == pytest.approx([0, 40, 50, 86, 136], abs=0.31)
    assert got[1] == pytest.approx([40, 0, 10, 46, 96], abs=0.31)
    assert got[2] == pytest.approx([50, 10, 0, 36, 86], abs=0.31)
    # On foot 1 m/s: 500 + 400 + 500.
    assert seconds(costs(planned, ends, ends, mode="walk"))[0, 4] == pytest.approx(1400, abs=2)
    assert seconds(costs(planned, ends, ends, mode="walk_slow"))[0, 4] == pytest.approx(2800, abs=4)
    assert seconds(costs(planned, ends, ends, mode="bike"))[0, 4] == pytest.approx(280, abs=0.5)
    assert costs(planned, ends, ends, weight="length")[0, 4] / 10 == pytest.approx(1400, abs=1)
    # It was 100 s and 2000 s round.
    assert seconds(costs(roads, ends, ends))[0, 4] == 2100.0


def test_the_network_that_is_given_stays_and_its_edges_keep_their_rows(roads: RoutableNetwork) -> None:
    before = roads.network
    planned = with_roads(roads, new_roads(MIDDLE))
    count = before.edge_count
    assert planned.open.network is before
    for name in ("edge_u", "edge_v", "edge_length_m", "edge_source_id"):
        assert (getattr(planned.network, name)[:count] == getattr(before, name)).all()
    # Two streets in two parts each, and the bridge.
    assert planned.network.edge_count == count + 5
    assert planned.network.node_count == before.node_count + 2
    assert (planned.network.node_id[before.node_count :] < 0).all()
    for first, last in zip(
        planned.network.vertex_ptr[count:-1], planned.network.vertex_ptr[count + 1 :], strict=True
    ):
        assert last - first >= 2
    parts = planned.network.edge_length_m[count : count + 4]
    assert parts == pytest.approx([500] * 4, abs=0.2)


def test_modes_that_may_not_use_it_do_not(roads: RoutableNetwork) -> None:
    planned = with_roads(roads, new_roads(MIDDLE, modes=["walk"]))
    ends = snap_at(roads.network, [0, 2], [0.0, 1.0], [0.0, 0.0])
    for mode in ("car", "bike"):
        assert (costs(planned, ends, ends, mode=mode) == costs(roads, ends, ends, mode=mode)).all()
    for mode in ("walk", "walk_slow"):
        assert costs(planned, ends, ends, mode=mode)[0, 1] < costs(roads, ends, ends, mode=mode)[0, 1]


def test_each_mode_joins_the_nearest_road_that_it_may_use(roads: RoutableNetwork) -> None:
    # The south end lies on the footpath: walkers join there; cars are led on to street 0, 300 m farther.
    line = [PLACES[7], (X + 500, Y + 400)]
    planned = with_roads(roads, new_roads(line))
    ends = snap_at(roads.network, [0, 2], [0.5, 0.5], [0.0, 0.0])
    assert seconds(costs(planned, ends, ends))[0, 1] == pytest.approx((300 + 700) / (40 / 3.6), abs=0.4)
    foot = snap_at(roads.network, [3, 2], [1.0, 0.5], [0.0, 0.0])
    assert seconds(costs(planned, foot, foot, mode="walk"))[0, 1] == pytest.approx(700, abs=1)


def test_an_end_at_a_junction_makes_no_new_one(roads: RoutableNetwork) -> None:
    planned = with_roads(roads, new_roads([PLACES[1], PLACES[5]]))
    assert planned.network.node_count == roads.network.node_count
    assert planned.network.edge_count == roads.network.edge_count + 1
    ends = snap_at(roads.network, [0, 2], [0.0, 0.0], [0.0, 0.0])
    assert seconds(costs(planned, ends, ends))[0, 1] == pytest.approx(36, abs=0.2)


def test_points_between_only_shape_the_road(roads: RoutableNetwork) -> None:
    bent = [MIDDLE[0], (X + 800, Y + 200), MIDDLE[1]]
    planned = with_roads(roads, new_roads(bent))
    ends = snap_at(roads.network, [0, 2], [0.5, 0.5], [0.0, 0.0])
    length = 2 * np.hypot(300, 200)
    assert seconds(costs(planned, ends, ends))[0, 1] == pytest.approx(length / (40 / 3.6), abs=0.2)
    assert planned.built.roads[0].length_m == pytest.approx(length, rel=3e-3)


def test_several_roads_on_one_street_cut_it_in_as_many_places(roads: RoutableNetwork) -> None:
    lines = [[(X + at, Y), (X + at, Y + 400)] for at in (200, 800, 800.05)]
    planned = with_roads(roads, new_roads(*lines))
    # The third meets at the node of the second.
    assert planned.network.node_count == roads.network.node_count + 4
    at = [0.0, 0.1, 0.2, 0.5, 0.8, 0.95, 1.0]
    ends = snap_at(roads.network, [0] * 7, at, [0.0] * 7)
    want = np.abs(np.subtract.outer(at, at)) * 100
    got = seconds(costs(planned, ends, ends))
    # Nobody's way gets longer, and by less than a tick for each part shorter.
    assert (got <= want + 1e-9).all()
    assert got == pytest.approx(want, abs=0.4)


def test_people_stay_at_the_road_that_they_met_before(roads: RoutableNetwork) -> None:
    planned = with_roads(roads, new_roads(MIDDLE))
    x, y = np.array([X + 495.0, X + 500, X + 300]), np.array([Y + 200.0, Y + 190, Y - 30])
    for mode in ("car", "walk", "bike"):
        before, after = roads.snap(x, y, mode=mode), planned.snap(x, y, mode=mode)
        assert after.edge.tolist() == before.edge.tolist()
        assert after.fraction.tolist() == before.fraction.tolist()


def test_a_footbridge_to_an_island_does_not_draw_people_to_it() -> None:
    """A street of 150 nodes and, nearer to a house, a lane that led nowhere before."""
    places = {i: (X + 10.0 * i, Y) for i in range(150)} | {1000: (X, Y + 100), 1001: (X + 100, Y + 100)}
    lines = [Road(i, i + 1, 5, 5) for i in range(149)] + [Road(1000, 1001, 9, 9)]
    roads = RoutableNetwork(make_network(places, lines))
    x, y = np.array([X + 50.0]), np.array([Y + 60.0])
    assert roads.snap(x, y, mode="car").edge.tolist() == [4]
    planned = with_roads(roads, new_roads([(X, Y), (X, Y + 100)]))
    assert planned.snap(x, y, mode="car").edge.tolist() == [4]


@pytest.mark.parametrize("mode", ["car", "walk", "bike"])
def test_no_isochrone_gets_smaller(roads: RoutableNetwork, mode: str) -> None:
    planned = with_roads(roads, new_roads(MIDDLE))
    place = snap_at(roads.network, [0], [0.3], [0.0])
    painted = []
    for each in (roads, planned):
        graph = each.graph(mode, direction="from")
        surface = find_pixel_surface(each, graph, size_m=50)
        raster = paint_nearest(graph, surface, each.sources(graph, place), limit=900)
        row, column = np.nonzero(raster.ticks < 9000)
        x = raster.grid.left + (raster.column + column) * 50
        y = raster.grid.bottom + (raster.row + row) * 50
        ticks = raster.ticks[row, column].tolist()
        painted.append(dict(zip(zip(x.tolist(), y.tolist(), strict=True), ticks, strict=True)))
    before, after = painted
    assert len(after) > len(before) > 0
    assert all(after[pixel] <= ticks for pixel, ticks in before.items())


def test_a_temporary_bridge_beside_a_closed_one_serves(roads: RoutableNetwork) -> None:
    # Street 0 is closed from 0.6 to 0.7; the bridge leaves it at 0.5 and comes to the other bank, whence round to 2.
    none = np.full(roads.network.edge_count, np.inf)
    first, last = none.copy(), -none
    first[0], last[0] = 0.6, 0.7
    closed = ClosedStretches(first, last)
    planned = with_roads(roads, new_roads(MIDDLE), closed)
    ends = snap_at(roads.network, [0, 0, 0], [0.0, 0.55, 0.9], [0.0] * 3)
    got = seconds(costs(planned, ends, ends))
    # From 0.9: 10 s to 2, 2000 s round to 6, 50 s back to the bridge, 36 s over it, 5 s on to 0.55 of the street.
    assert got[2] == pytest.approx([10 + 2000 + 50 + 36 + 50, 10 + 2000 + 50 + 36 + 5, 0], abs=0.5)
    assert got[0] == pytest.approx([0, 55, 2146], abs=0.5)
    only_closed = with_roads(roads, new_roads([PLACES[1], (X + 250, Y)]), closed)
    assert np.isinf(seconds(costs(only_closed, ends, ends))[0, 2])


def test_a_place_known_roughly_may_stand_right_where_the_bridge_lands(roads: RoutableNetwork) -> None:
    planned = with_roads(roads, new_roads(MIDDLE))
    services = gpd.GeoDataFrame({"radius_m": [150.0]}, geometry=[shapely.Point(X + 450, Y)], crs="EPSG:2180")
    snaps = planned.snap(np.array([X + 450.0]), np.array([Y]), mode="car")
    rough = find_rough(planned, services, snaps, mode="car")
    assert rough is not None
    # The street from 0.3 to 0.6, parted where the bridge meets it.
    assert rough.places.stretches.first == pytest.approx([0.3, 0.5], abs=1e-6)
    assert rough.places.stretches.last == pytest.approx([0.5, 0.6], abs=1e-6)
    over = snap_at(roads.network, [2], [0.5], [0.0])
    least = measure_least_costs(
        planned, cell_snaps=over, places=rough.places, mode="car", direction="to", limit=900.0
    )  # fmt: skip
    assert least == pytest.approx([36], abs=0.2)


def test_all_that_is_wrong_with_new_roads_is_told_at_once(roads: RoutableNetwork) -> None:
    none = np.full(roads.network.edge_count, np.inf)
    first, last = none.copy(), -none
    first[0], last[0] = 0.4, 0.6
    with pytest.raises(InputError) as caught:
        with_roads(
            roads,
            [
                *new_roads([(X + 100, Y), (X + 100, Y - 1500)], modes=["car"]),
                *new_roads(MIDDLE, modes=["bike"]),
                *new_roads([(15.0, 52.0), (52.0, 15.0)], crs="EPSG:4326", modes=["walk"]),
            ],
            ClosedStretches(first, last),
        )
    told = sorted((p.code, dict(p.values).get("n", "-")) for p in caught.value.problems)
    # The first ends 1500 m south of the street; of the third neither end is near any road.
    assert told == [
        ("joins_closed", "-"), ("road_end_too_far", "-"), ("road_end_too_far", "-"), ("road_end_too_far", "1500"),
    ]  # fmt: skip


def test_a_road_that_leads_nowhere_is_told(roads: RoutableNetwork) -> None:
    with pytest.raises(InputError) as caught:
        with_roads(roads, new_roads([(X + 500, Y + 90), (X + 500, Y + 80)]))
    assert [p.code for p in caught.value.problems] == ["leads_nowhere"]


def test_an_end_far_from_roads_is_told_once_for_all_its_modes(roads: RoutableNetwork) -> None:
    with pytest.raises(InputError) as caught:
        with_roads(roads, new_roads([(X + 100, Y), (X + 100, Y - 1500)], modes=["car", "bike", "walk"]))
    told = [Text("pl").tell(p.message, dict(p.values)) for p in caught.value.problems]
    # A path leads nearer to it: from (500, -300) the end at (100, -1500) is 1265 m away.
    for words in (
        "1500 m od najbliższej drogi dla samochodów, rowerów;",
        "1265 m od najbliższej drogi dla pieszych;",
    ):
        assert sum(words in line for line in told) == 1
    assert len(told) == 2
