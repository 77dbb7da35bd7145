"""Ferries: durations as people write them, who is taken aboard, and a river drawn by hand."""

import numpy as np
import pytest
from drawn_roads import node_id, read_drawing, travel

from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.network.extent import data_extent
from mapa_uslug.network.ferries import boards, parse_duration

RIVER = """
A----B
     |
     |
     |
     |
     |
     C----D
"""
ROADS = {"AB": "highway=residential", "CD": "highway=residential"}
BANK_S = 500 / (24 / 3.6)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("00:20", 20), ("0:20", 20), ("1:05", 65), ("01:30:00", 90), ("00:00:30", 0.5), ("15", 15), ("7.5", 7.5),
        ("15 min", 15), ("20 minutes", 20), ("PT20M", 20), ("PT1H20M", 80), ("PT1H", 60), ("PT90S", 1.5), ("pt5m", 5),
        ("P1DT2H", 1560),
        ("", None), ("0", None), ("00:00", None), ("about an hour", None), ("PT", None), ("P", None), ("-5", None),
        ("5:7", None), ("20 mph", None), ("on_demand", None),
    ],
)  # fmt: skip
def test_durations_by_hand(text, minutes):
    assert parse_duration(text) == (None if minutes is None else pytest.approx(minutes * 60.0))


@pytest.mark.parametrize(
    ("tags", "who"),
    [
        ({}, (True, True, True)),
        ({"foot": "yes", "bicycle": "yes"}, (False, True, True)),
        ({"motor_vehicle": "yes", "foot": "yes"}, (True, True, True)),
        ({"motor_vehicle": "no"}, (False, True, True)),
        ({"motorcar": "yes", "motor_vehicle": "no"}, (True, True, True)),
        ({"bicycle": "no", "motor_vehicle": "yes"}, (True, True, False)),
        ({"foot": "no"}, (False, False, True)),
        ({"access": "no"}, (False, False, False)),
        ({"access": "private", "foot": "yes"}, (False, True, False)),
        ({"opening_hours": "Sa,Su 10:00-18:00"}, (False, False, False)),
        ({"opening_hours": "Mo-Su 06:00-20:00"}, (True, True, True)),
    ],
)
def test_who_is_taken_aboard(tags, who):
    assert boards({"route": "ferry"} | tags, ":forward") == who


@pytest.mark.parametrize(
    ("tags", "seconds"),
    [
        # Ten minutes and half of a quarter of an hour; ten minutes and the ten of the table; 600 m at 10 km/h.
        ("duration=00:10, interval=00:15", 600 + 450),
        ("duration=PT10M", 600 + 600),
        ("interval=20", 216 + 600),
        ("duration=nonsense", 216 + 600),
    ],
)
def test_a_crossing_takes_its_time_however_long_the_line(tmp_path, tags, seconds):
    network = read_drawing(tmp_path, RIVER, {**ROADS, "BC": f"route=ferry, {tags}"}).network
    assert travel(network, "B", "C", "walk") == pytest.approx(seconds, abs=0.5)
    assert travel(network, "A", "D") == pytest.approx(2 * BANK_S + seconds, abs=0.5)
    assert travel(network, "D", "A") == pytest.approx(2 * BANK_S + seconds, abs=0.5)
    assert network.classes == ("ferry", "residential")


def test_time_is_spread_over_a_line_with_a_stop(tmp_path):
    # A stop halfway (300 of 600 m): half of duration and wait on each side.
    drawing = RIVER.replace(
        "     |\n     |\n     |\n     |\n     |", "     |\n     |\n     E--F\n     |\n     |"
    )
    ways = {**ROADS, "EF": "highway=footway", "BEC": "route=ferry, duration=10, interval=10"}
    network = read_drawing(tmp_path, drawing, ways).network
    assert travel(network, "B", "E", "walk") == pytest.approx((600 + 300) / 2, abs=0.5)
    assert travel(network, "B", "C", "walk") == pytest.approx(900, abs=0.5)


def test_a_boat_for_walkers_takes_no_car(tmp_path):
    ferry = {"BC": "route=ferry, duration=10, interval=10, foot=yes, bicycle=yes"}
    network = read_drawing(tmp_path, RIVER, ROADS | ferry).network
    assert travel(network, "A", "D") == np.inf
    assert travel(network, "A", "D", "bike") < np.inf


def test_other_routes_are_neither_roads_nor_counted(tmp_path):
    ways = {
        **ROADS,
        "BC": "route=hiking",
        "AC": "railway=rail, route=shuttle_train, duration=00:10",
        "BD": "route=ferry",
    }
    loaded = read_drawing(tmp_path, RIVER, ways)
    assert (loaded.counts["ways_read"], loaded.counts["ways_used"], loaded.counts["ways_not_a_road"]) == (
        3,
        3,
        0,
    )
    assert travel(loaded.network, "A", "D") < np.inf


def test_a_ferry_that_does_not_run_on_weekdays_is_counted_as_closed(tmp_path):
    ways = {**ROADS, "BC": "route=ferry, opening_hours=Sa-Su 10:00-18:00"}
    loaded = read_drawing(tmp_path, RIVER, ways)
    assert loaded.counts["ways_closed"] == 1
    assert travel(loaded.network, "A", "D", "walk") == np.inf


def test_the_direction_of_drawing_does_not_matter(tmp_path):
    times = []
    for letters in ("BC", "CB"):
        ferry = {letters: "route=ferry, duration=10, interval=10"}
        network = read_drawing(tmp_path, RIVER, ROADS | ferry).network
        times.append((network.seconds_forward.tolist(), network.seconds_backward.tolist()))
    assert times[0] == times[1]


def test_nobody_gets_on_halfway(tmp_path):
    # A house on the bank lies 10 m from the ferry's line and 200 m below B: it meets the street at B all the same,
    # while a path along the same line would be met.
    met = {}
    for kind in ("route=ferry, duration=10, interval=10", "highway=path"):
        roads = RoutableNetwork(read_drawing(tmp_path, RIVER, {**ROADS, "BC": kind}).network)
        network = roads.network
        at = {node_id(letter): i for i, letter in enumerate("BC")}
        ends = {
            at[n]: (x, y)
            for n, x, y in zip(network.node_id, network.node_x, network.node_y, strict=True)
            if n in at
        }
        (bx, by), (cx, cy) = ends[0], ends[1]
        snap = roads.snap(np.array([bx + (cx - bx) / 3 + 10.0]), np.array([by + (cy - by) / 3]), mode="walk")
        met[kind.split("=")[0]] = network.classes[network.edge_class[snap.edge[0]]], float(snap.offset_m[0])
    assert met["highway"] == ("path", pytest.approx(10.0, abs=0.5))
    assert met["route"] == ("residential", pytest.approx(200.0, abs=2.0))


def test_a_ferry_is_no_proof_of_known_roads(tmp_path):
    without = read_drawing(tmp_path, RIVER, {"AB": "highway=residential", "AC": "highway=path"}).network
    sea = "\n".join(["A----B", *["     |"] * 80, "     C"])
    far = read_drawing(tmp_path, sea, {"AB": "highway=residential", "BC": "route=ferry"}).network
    # The ferry of 8 km adds nothing to what is known: 500 m of street, and its cells of 250 m.
    assert data_extent(far).area <= data_extent(without).area
