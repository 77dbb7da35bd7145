"""The bounds of a roughly known place on networks worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hand_networks import CRS, INF, Road, make_network, snap_at

from mapa_uslug.engine.road_network import RoadNetwork
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.snapping import Snaps
from mapa_uslug.traveltime.bounds import RoughPlaces, measure_least_costs, measure_spreads, place_roughly
from mapa_uslug.traveltime.discs import find_stretches


def main_road(**changes: object) -> RoutableNetwork:
    """A road of 4 km along the x axis at 10 m/s, with a lane of 600 m to the north at 2000 m, at 5 m/s.

    ::

                      4
                      | 120 s
        1 --- 200 s --2-- 200 s --- 3
        0           2000          4000
    """
    network = make_network(
        {1: (0.0, 0.0), 2: (2000.0, 0.0), 3: (4000.0, 0.0), 4: (2000.0, 600.0)},
        [Road(1, 2, 200, 200), Road(2, 3, 200, 200), Road(2, 4, 120, 120)],
    )
    return RoutableNetwork(RoadNetwork(**{**vars(network), **changes}))  # type: ignore[arg-type]


def rough(roads: RoutableNetwork, x: float, y: float, radius: float, mode: str = "car") -> RoughPlaces:
    at = np.array([x]), np.array([y])
    snaps = roads.snap(*at, mode=mode)
    return place_roughly(roads, x=at[0], y=at[1], radius_m=np.array([radius]), snaps=snaps, mode=mode)


def least(roads: RoutableNetwork, places: RoughPlaces, cells: Snaps, **options: object) -> list[float]:
    asked = {"mode": "car", "direction": "to", "limit": 1e6, **options}
    return measure_least_costs(roads, cell_snaps=cells, places=places, **asked).tolist()  # type: ignore[arg-type]


def spread(roads: RoutableNetwork, places: RoughPlaces, **options: object) -> float:
    asked = {"mode": "car", "direction": "to", **options}
    return float(measure_spreads(roads, places=places, **asked)[0])  # type: ignore[arg-type]


def test_a_disc_cuts_roads_where_its_circle_crosses_them() -> None:
    roads = main_road()
    places = rough(roads, 2000.0, 0.0, 500.0)
    found = sorted(
        zip(places.stretches.edge.tolist(), places.stretches.first, places.stretches.last, strict=True)
    )
    assert [f[0] for f in found] == [0, 1, 2]
    assert [f[1:] for f in found] == [
        pytest.approx((0.75, 1.0)), pytest.approx((0.0, 0.25)), pytest.approx((0.0, 5 / 6)),
    ]  # fmt: skip


def test_a_bent_road_may_be_in_a_disc_in_several_stretches_and_bends_inside_do_not_part_them() -> None:
    # Out of the disc at x = 300 and back at x = 700; a bend at (150, 0) lies inside.
    bends = ((150.0, 0.0), (300.0, 1000.0), (700.0, 1000.0), (700.0, 0.0))
    network = make_network({1: (0.0, 0.0), 2: (1000.0, 0.0)}, [Road(1, 2, 10, 10, via=bends)])
    roads = RoutableNetwork(network)
    found = find_stretches(
        network, roads.snap_index, x=np.array([400.0]), y=np.array([0.0]), radius_m=np.array([450.0]),
        edge_kind=roads.edge_kind("car"),
    )  # fmt: skip
    assert len(found) == 2
    length = 150 + np.hypot(150, 1000) + 400 + 1000 + 300
    assert found.last[1] == pytest.approx((length - 150) / length)  # the circle ends at x = 850
    assert found.first[1] == pytest.approx((length - 300 - np.sqrt(450**2 - 300**2)) / length)


def test_a_bend_outside_parts_a_road_into_two_stretches() -> None:
    network = make_network({1: (0.0, 0.0), 2: (1000.0, 0.0)}, [Road(1, 2, 10, 10, via=((500.0, 2000.0),))])
    roads = RoutableNetwork(network)
    found = find_stretches(
        network, roads.snap_index, x=np.array([500.0]), y=np.array([0.0]), radius_m=np.array([600.0]),
        edge_kind=roads.edge_kind("car"),
    )  # fmt: skip
    assert len(found) == 2
    assert found.first[0] == 0.0
    assert found.last[0] < 0.5 < found.first[1]
    assert found.last[1] == 1.0


def test_a_road_closed_to_the_mode_is_no_stretch_and_far_discs_have_none() -> None:
    network = make_network(
        {1: (0.0, 0.0), 2: (100.0, 0.0), 3: (0.0, 100.0)},
        [Road(1, 2, 10, 10, is_walkable=False), Road(1, 3, 10, 10)],
    )
    roads = RoutableNetwork(network)
    assert rough(roads, 0.0, 0.0, 50.0, "walk").stretches.edge.tolist() == [1]
    assert rough(roads, 0.0, 0.0, 50.0, "car").stretches.edge.tolist() == [0, 1]
    for x in (-9000.0, 9000.0):
        assert len(rough(roads, x, 0.0, 500.0).stretches) == 0
        assert len(rough(roads, 0.0, x, 500.0).stretches) == 0


def test_at_best_the_place_stands_where_the_road_enters_its_disc() -> None:
    roads = main_road()
    cells = snap_at(roads.network, [0, 0, 2, 1], [0.0, 0.9, 1.0, 1.0], [0.0, 12.5, 0.0, 0.0])
    # Nominally 200, 30, 120, 200 s; the second cell meets its road within the disc: only its walk of 12.5 m is left.
    assert least(roads, rough(roads, 2000.0, 0.0, 500.0), cells) == pytest.approx([150.0, 10.0, 20.0, 150.0])


def test_the_time_to_park_is_always_added_and_what_lies_beyond_the_limit_is_not_told() -> None:
    roads = main_road()
    cells = snap_at(roads.network, [0, 2], [0.0, 1.0], [0.0, 0.0])
    places = rough(roads, 2000.0, 0.0, 500.0)
    assert least(roads, places, cells, terminal_s=120.0, limit=150.0) == [INF, pytest.approx(140.0)]
    assert least(roads, places, cells, terminal_s=120.0, limit=100.0) == [INF, INF]
    at_place = snap_at(roads.network, [0], [0.9], [12.5])
    assert least(roads, places, at_place, terminal_s=120.0, limit=129.0) == [INF]
    assert least(roads, places, at_place, terminal_s=120.0, limit=130.0) == [130.0]
    assert least(roads, places, cells, weight="length", terminal_s=120.0) == pytest.approx([1500.0, 100.0])


def test_without_a_road_in_the_disc_the_walk_that_is_left_from_it_counts() -> None:
    roads = main_road()
    cells = snap_at(roads.network, [0], [0.0], [0.0])
    places = rough(roads, 1000.0, -625.0, 500.0)
    assert len(places.stretches) == 0
    assert least(roads, places, cells) == pytest.approx([100.0 + 125.0 / 1.25])
    assert spread(roads, places) == 0.0


@pytest.mark.parametrize(
    ("x", "radius", "expected"),
    [
        (2000.0, 500.0, 100.0),  # 500 m of the lane at 5 m/s; of the road it is 50 s
        (2000.0, 1e5, 200.0),  # an end of the road
        (1000.0, 500.0, 50.0),  # along the edge on which the middle stands
        (1000.0, 1500.0, 220.0),  # 1000 m of the road and the whole lane
    ],
)
def test_at_worst_it_stands_at_the_farthest_road_of_the_disc(
    x: float, radius: float, expected: float
) -> None:
    roads = main_road()
    assert spread(roads, rough(roads, x, 0.0, radius)) == pytest.approx(expected, abs=0.06)


def test_the_middle_of_a_road_that_is_come_to_from_both_ends_may_be_the_farthest() -> None:
    # A ring of 1000 + 1000 m with its middle at node 1: the far point of the outer road is 1000 m away.
    network = make_network(
        {1: (0.0, 0.0), 2: (0.0, 200.0)},
        [Road(1, 2, 20, 20), Road(1, 2, 180, 180, via=((900.0, 100.0),))],
    )
    roads = RoutableNetwork(network)
    assert spread(roads, rough(roads, 0.0, 0.0, 5000.0)) == pytest.approx(100.0, abs=0.06)


@pytest.mark.parametrize(("direction", "expected"), [("to", 10.0 + 300.0), ("from", 20.0 + 300.0)])
def test_the_spread_is_of_the_way_on_from_the_middle_or_back_to_it(direction: str, expected: float) -> None:
    # Node 2 is 10 s from node 1, which is 20 s from node 2; node 3 is 300 s farther in both directions.
    network = make_network(
        {1: (0.0, 0.0), 2: (100.0, 0.0), 3: (200.0, 0.0)}, [Road(1, 2, 10, 20), Road(2, 3, 300, 300)]
    )
    roads = RoutableNetwork(network)
    assert spread(roads, rough(roads, 0.0, 0.0, 1000.0), direction=direction) == pytest.approx(
        expected, abs=0.1
    )


def test_a_one_way_road_is_farthest_at_its_end() -> None:
    network = make_network(
        {1: (0.0, 0.0), 2: (100.0, 0.0), 3: (50.0, 80.0)},
        [Road(1, 2, 10, 10), Road(2, 3, 40, INF), Road(3, 1, 10, INF)],
    )
    roads = RoutableNetwork(network)
    # 1 -> 2 -> 3 takes 50 s, the road on from there back to node 1 sixty.
    assert spread(roads, rough(roads, 0.0, 0.0, 1000.0)) == pytest.approx(60.0, abs=0.1)


def test_no_service_is_entered_from_a_track_a_motorway_or_a_fragment() -> None:
    places = {
        1: (0.0, 0.0),
        2: (100.0, 0.0),
        3: (200.0, 0.0),
        4: (0.0, 300.0),
        5: (300.0, 300.0),
        6: (320.0, 300.0),
    }
    rows = [
        Road(1, 2, 10, 10),
        Road(2, 3, 500, 500),
        Road(1, 4, 700, 700, is_walkable=False),
        Road(5, 6, 3, 3),
    ]
    network = make_network(places, rows)
    with_track = RoadNetwork(
        **{
            **vars(network),
            "classes": ("road", "track"),
            "edge_class": np.array([0, 1, 0, 0], dtype=np.uint8),
        }
    )
    assert spread(
        RoutableNetwork(with_track), rough(RoutableNetwork(with_track), 0.0, 0.0, 1000.0)
    ) == pytest.approx(10.0, abs=0.1)
    # The middle meets the track itself, so the track counts; the motorway and the fragment still do not.
    roads = RoutableNetwork(with_track)
    assert spread(roads, rough(roads, 190.0, 0.0, 1000.0)) == pytest.approx(450.0 + 10.0, abs=0.1)
    # Of its 500 s, 450 s lie to the east of the middle.
    assert spread(roads, rough(roads, 110.0, 0.0, 1000.0)) == pytest.approx(450.0, abs=0.1)
    plain = RoutableNetwork(network)
    assert spread(plain, rough(plain, 0.0, 0.0, 1000.0)) == pytest.approx(510.0, abs=0.1)


def test_a_road_that_cannot_be_got_to_has_no_bound() -> None:
    # Two pieces of two nodes each: both belong to the large rest, and neither leads to the other.
    network = make_network(
        {1: (0.0, 0.0), 2: (100.0, 0.0), 3: (0.0, 200.0), 4: (100.0, 200.0)},
        [Road(1, 2, 10, 10), Road(3, 4, 10, 10)],
    )
    roads = RoutableNetwork(network)
    assert spread(roads, rough(roads, 50.0, 0.0, 150.0)) == pytest.approx(5.0, abs=0.1)
    assert spread(roads, rough(roads, 50.0, 0.0, 300.0)) == INF
    assert roads.network.crs == CRS


def test_some_of_the_places_keep_their_own_stretches() -> None:
    roads = main_road()
    x, y, radius = np.array([0.0, 2000.0, 4000.0]), np.zeros(3), np.array([100.0, 200.0, 300.0])
    places = place_roughly(roads, x=x, y=y, radius_m=radius, snaps=roads.snap(x, y, mode="car"), mode="car")
    some = places.take(np.array([0, 2]))
    assert some.stretches.disc.tolist() == [0, 1]
    assert some.stretches.edge.tolist() == [0, 1]
    assert some.radius_m.tolist() == [100.0, 300.0]
    cells = snap_at(roads.network, [0], [1.0], [0.0])
    assert least(roads, some, cells) == pytest.approx([170.0])
    assert least(roads, places, cells) == [0.0]
