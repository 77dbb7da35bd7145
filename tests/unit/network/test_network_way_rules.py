from dataclasses import replace

import pytest

from mapa_uslug.network import default_profile
from mapa_uslug.network.way_rules import car_speed, is_built_up, pace_of, speed_limit

CAR, WALK, SLOW, BIKE = range(4)


def tags_of(text):
    return dict(pair.split("=", 1) for pair in text.split())


def speeds(text, profile=None):
    """km/h forward by (car, walk, walk_slow, bike), None where closed."""
    pace = pace_of(tags_of(text), profile or default_profile())
    return [None if p == float("inf") else 3.6 / p for p in pace.forward]


@pytest.mark.parametrize(
    ("text", "kmh"),
    [
        # The table, outside and inside.
        ("highway=motorway", 115),
        ("highway=trunk", 95),
        ("highway=trunk lit=yes", 60),
        ("highway=primary", 70),
        ("highway=primary sidewalk=both", 38),
        ("highway=secondary", 62),
        ("highway=secondary zone:traffic=PL:urban", 35),
        ("highway=tertiary", 52),
        ("highway=tertiary maxspeed:type=PL:urban", 30),
        ("highway=unclassified", 40),
        ("highway=unclassified lit=yes", 26),
        ("highway=residential", 24),
        ("highway=residential lit=no", 28),
        ("highway=service", 15),
        ("highway=track", 12),
        ("highway=living_street", 10),
        # Surface.
        ("highway=unclassified surface=gravel", 28),
        ("highway=unclassified surface=asphalt", 40),
        ("highway=unclassified surface=compacted", 34),
        ("highway=track surface=gravel", 12),
        ("highway=track tracktype=grade5", 6),
        # A limit caps at 0.9 of itself ...
        ("highway=primary maxspeed=50", 38),
        ("highway=primary maxspeed=30", 27),
        ("highway=primary maxspeed=90", 70),
        ("highway=trunk maxspeed=90", 81),
        ("highway=secondary maxspeed=60", 54),
        ("highway=service maxspeed=10", 9),
        # ... and raises in proportion where it is above the presumed one.
        ("highway=primary maxspeed=100", 70 * 100 / 90),
        ("highway=trunk maxspeed=120", 108),
        ("highway=primary lit=yes maxspeed=70", 38 * 70 / 50),
        ("highway=motorway maxspeed=none", 115),
        ("highway=motorway maxspeed=140", 115),
        ("highway=trunk maxspeed=PL:rural", 81),
    ],
)
def test_car_speeds_by_hand(text, kmh):
    assert car_speed(tags_of(text), default_profile()) == pytest.approx(kmh)


def test_a_signed_limit_each_way():
    tags = tags_of("highway=secondary maxspeed:forward=40 maxspeed:backward=90")
    assert speed_limit(tags, ":forward").kmh == 40
    assert speed_limit(tags, ":backward").kmh == 90
    pace = pace_of(tags, default_profile())
    assert 3.6 / pace.forward[CAR] == pytest.approx(35)  # inside: 40 is a town's limit
    assert 3.6 / pace.backward[CAR] == pytest.approx(62)


def test_the_unconditional_limit_rules_unless_there_is_none():
    both = {"highway": "primary", "maxspeed": "90", "maxspeed:conditional": "30 @ (wet)"}
    only = {"highway": "primary", "maxspeed:conditional": "60 @ (wet)"}
    assert speed_limit(both).kmh == 90
    assert speed_limit(only).kmh == 60


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("highway=primary maxspeed=PL:urban", True),
        ("highway=primary maxspeed=90 source:maxspeed=PL:urban", True),
        ("highway=residential zone:traffic=PL:rural", False),
        ("highway=living_street maxspeed=90", True),
        ("highway=motorway lit=yes", False),
        ("highway=primary maxspeed=50", True),
        ("highway=residential maxspeed=90", False),
        ("highway=primary maxspeed=70", False),
        ("highway=primary maxspeed=70 lit=yes", True),
        ("highway=primary maxspeed=70 sidewalk=left", True),
        ("highway=primary sidewalk=no", False),
        ("highway=residential", True),
        ("highway=residential lit=no", False),
        ("highway=tertiary", False),
    ],
)
def test_built_up_by_the_first_sign_that_speaks(text, expected):
    tags = tags_of(text)
    assert is_built_up(tags, speed_limit(tags)) is expected


@pytest.mark.parametrize(
    ("text", "car", "walk", "bike"),
    [
        ("highway=motorway", 115, None, None),
        ("highway=trunk motorroad=yes", 95, None, None),
        ("highway=trunk", 95, 4.32, 16),
        ("highway=footway", None, 4.32, 3.96),
        ("highway=footway bicycle=yes", None, 4.32, 10),
        ("highway=footway bicycle=no", None, 4.32, None),
        ("highway=pedestrian", None, 4.32, 3.96),
        ("highway=pedestrian motor_vehicle=destination", 8 * 0.7, 4.32, 3.96),
        ("highway=pedestrian access=destination", None, 4.32, 3.96),
        ("highway=cycleway", None, 4.32, 16),
        ("highway=cycleway foot=no", None, None, 16),
        ("highway=path", None, 4.32, 12),
        ("highway=bridleway", None, 4.32, 3.96),
        ("highway=steps", None, 2.16, None),
        ("highway=steps bicycle=yes", None, 2.16, None),
        ("highway=track", 12, 4.32, 12),
        ("highway=busway", None, None, None),
        ("highway=residential bicycle=dismount", 24, 4.32, 3.96),
        ("highway=residential vehicle=no", None, 4.32, 3.96),
        ("highway=residential access=no", None, None, None),
        ("highway=residential access=no foot=yes", None, 4.32, 3.96),
        ("highway=residential access=no bus=yes bicycle=yes foot=yes", None, 4.32, 15),
        ("highway=residential access=no motorcar=yes", 24, None, None),
        ("highway=residential motor_vehicle=no motorcar=yes", 24, 4.32, 15),
        ("highway=residential access=private", 10, 4.32, 10.5),
        ("highway=residential access=destination", 24 * 0.7, 4.32, 15),
        ("highway=residential motor_vehicle=delivery", 24 * 0.7, 4.32, 15),
        ("highway=service access=customers", 15 * 0.7, 4.32, 13),
        ("highway=residential access=permissive", 24, 4.32, 15),
        ("highway=track motor_vehicle=agricultural;forestry", 12 * 0.7, 4.32, 12),
        ("highway=track access=forestry", 12 * 0.7, 4.32, 12),
        ("highway=track motor_vehicle=no;destination", 12 * 0.7, 4.32, 12),
        ("highway=primary foot=use_sidepath bicycle=use_sidepath", 70, 4.32, 16),
        ("highway=residential smoothness=impassable", None, 4.32, 15),
    ],
)
def test_who_may_use_it_and_how_fast(text, car, walk, bike):
    found = speeds(text)
    assert [found[CAR], found[WALK], found[BIKE]] == [
        None if v is None else pytest.approx(v) for v in (car, walk, bike)
    ]
    assert found[SLOW] == (None if walk is None else pytest.approx(walk * 0.8 / 1.2))


@pytest.mark.parametrize(
    "kind", ["construction", "proposed", "raceway", "bus_stop", "razed", "no", "via_ferrata", ""]
)
def test_what_is_no_road_in_use(kind):
    assert pace_of({"highway": kind}, default_profile()) is None


@pytest.mark.parametrize(
    ("text", "car", "bike"),
    [
        ("highway=residential", "both", "both"),
        ("highway=residential oneway=yes", "forward", "forward"),
        ("highway=residential oneway=true", "forward", "forward"),
        ("highway=residential oneway=1", "forward", "forward"),
        ("highway=residential oneway=-1", "backward", "backward"),
        ("highway=residential oneway=reverse", "backward", "backward"),
        ("highway=residential oneway=no", "both", "both"),
        ("highway=primary oneway=reversible", "both", "both"),
        ("highway=primary junction=roundabout", "forward", "forward"),
        ("highway=primary junction=circular", "forward", "forward"),
        ("highway=primary junction=roundabout oneway=no", "both", "both"),
        ("highway=motorway", "forward", "closed"),
        ("highway=motorway_link", "both", "closed"),
        ("highway=motorway oneway=no", "both", "closed"),
        ("highway=residential oneway=yes oneway:bicycle=no", "forward", "both"),
        ("highway=residential oneway=yes cycleway=opposite", "forward", "both"),
        ("highway=residential oneway=yes cycleway:left=opposite_lane", "forward", "both"),
        ("highway=residential oneway=yes cycleway:left:oneway=-1", "forward", "both"),
        ("highway=residential oneway=yes bicycle:backward=yes", "forward", "both"),
        ("highway=residential oneway:bicycle=yes", "both", "forward"),
        ("highway=residential oneway=yes oneway:motor_vehicle=no", "both", "forward"),
        ("highway=residential motor_vehicle:backward=no", "forward", "both"),
        ("highway=residential vehicle:forward=no bicycle=yes", "backward", "both"),
    ],
)
def test_directions(text, car, bike):
    pace = pace_of(tags_of(text), default_profile())

    def direction(mode):
        open_ways = (pace.forward[mode] < float("inf"), pace.backward[mode] < float("inf"))
        return {(True, True): "both", (True, False): "forward", (False, True): "backward"}.get(
            open_ways, "closed"
        )

    assert (direction(CAR), direction(BIKE)) == (car, bike)
    if "motorway" not in text:
        assert direction(WALK) == "both"


def test_walkers_keep_to_a_oneway_of_their_own():
    pace = pace_of(tags_of("highway=footway oneway:foot=yes"), default_profile())
    assert pace.forward[WALK] < float("inf") == pace.backward[WALK]


def test_speeds_scale_for_sensitivity():
    slower = replace(default_profile(), car_factor=0.8)
    assert speeds("highway=primary", slower)[CAR] == pytest.approx(56)
    assert speeds("highway=primary", slower)[WALK] == pytest.approx(4.32)
    assert slower.digest != default_profile().digest
