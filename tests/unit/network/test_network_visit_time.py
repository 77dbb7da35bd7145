"""Conditional tags at ten on a Tuesday in May, by hand."""

import pytest

from mapa_uslug.network.speed_profile import default_profile
from mapa_uslug.network.visit_time import at_visit, is_open_then, value_at_visit
from mapa_uslug.network.way_rules import CLOSED, pace_of


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("30 @ (Mo-Fr 07:00-17:00)", "30"),
        ("30 @ Mo-Fr 07:00-17:00", "30"),
        ("80 @ (22:00-06:00)", ""),
        ("50 @ (wet)", ""),
        ("30 @ (Mo-Fr 07:00-17:00); 50 @ (wet)", "30"),
        ("50 @ (wet); 30 @ (Mo-Fr 07:00-17:00)", "30"),
        # Of two that hold the last is right.
        ("50 @ (06:00-20:00); 30 @ (Mo-Fr 08:00-16:00)", "30"),
        ("no @ (Mo-Fr 07:00-17:00; PH off)", "no"),
        ("no @ (Nov-Mar)", ""),
        ("no @ (May-Oct)", "no"),
        ("no @ (Sa,Su)", ""),
        ("no @ (weight>3.5)", ""),
        ("no @ (Mo-Fr 07:00-17:00 AND weight>3.5)", ""),
        ("no @ (Mo-Fr AND 07:00-17:00)", "no"),
        ("destination @ (06:30-08:30);destination @ (16:30-18:30)", ""),
        ("destination @ (09:30-11:00);destination @ (16:30-18:30)", "destination"),
        ("80@(wet)", ""),
        ("60 @ snow", ""),
        ("no @ 15.03. bis 15.09. Betretungsverbot", ""),
        ("no", ""),
        ("@ (Mo-Fr)", ""),
        ("", ""),
    ],
)
def test_what_holds_at_the_visit(text, value):
    assert value_at_visit(text) == value


def test_limits_and_one_way_rules_that_hold_replace_the_plain_ones():
    tags = {"highway": "primary", "maxspeed": "90", "maxspeed:conditional": "30 @ (Mo-Fr 07:00-17:00)",
            "oneway:conditional": "yes @ (06:00-20:00)"}  # fmt: skip
    assert at_visit(tags) == {**tags, "maxspeed": "30", "oneway": "yes"}
    pace = pace_of(tags, default_profile())
    # Nine tenths of 30 km/h one way, closed the other.
    assert pace.forward[0] == pytest.approx(3.6 / 27.0)
    assert pace.backward[0] == CLOSED


def test_conditions_that_do_not_hold_change_nothing():
    tags = {"highway": "primary", "maxspeed": "90", "maxspeed:conditional": "30 @ (22:00-06:00); 50 @ (wet)"}
    assert pace_of(tags, default_profile()) == pace_of(
        {"highway": "primary", "maxspeed": "90"}, default_profile()
    )


@pytest.mark.parametrize("key", ["access", "vehicle", "motor_vehicle", "motorcar"])
def test_a_road_closed_at_the_hour_stays_open_to_those_who_live_there(key):
    street = {"highway": "residential"}
    closed = {**street, f"{key}:conditional": "no @ (Mo-Fr 07:00-17:00)"}
    plain, at_ten = pace_of(street, default_profile()), pace_of(closed, default_profile())
    # Residents drive at 0.7 of the speed of through roads; walkers as ever.
    assert at_ten.forward[0] == pytest.approx(plain.forward[0] / 0.7)
    assert at_ten.forward[1:3] == plain.forward[1:3]


def test_a_road_that_is_opened_at_the_hour_is_open():
    tags = {"highway": "residential", "motor_vehicle": "no"}
    assert pace_of(tags, default_profile()).forward[0] == CLOSED
    opened = {**tags, "motor_vehicle:conditional": "yes @ (Mo-Sa 06:00-18:00)"}
    assert (
        pace_of(opened, default_profile()).forward[0]
        == pace_of({"highway": "residential"}, default_profile()).forward[0]
    )
    at_night = {**tags, "motor_vehicle:conditional": "yes @ (18:00-06:00)"}
    assert pace_of(at_night, default_profile()).forward[0] == CLOSED


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "footway", "motor_vehicle:conditional": "no @ (07:00-17:00)"},
        {"highway": "pedestrian", "access:conditional": "no @ (07:00-17:00)"},
        {"highway": "residential", "access": "no", "motor_vehicle:conditional": "no @ (07:00-17:00)"},
        {"highway": "residential", "motor_vehicle": "no", "access:conditional": "private @ (07:00-17:00)"},
    ],
)
def test_a_ban_never_opens_what_was_closed(tags):
    assert pace_of(tags, default_profile()).forward[0] == CLOSED


def test_bans_on_foot_and_by_bicycle_close_nothing():
    path = {"highway": "path"}
    banned = {**path, "foot:conditional": "no @ (Mar 15-Sep 15)", "bicycle:conditional": "no @ (07:00-17:00)"}
    assert pace_of(banned, default_profile()) == pace_of(path, default_profile())


@pytest.mark.parametrize(
    ("hours", "is_open"),
    [("Mo-Su 05:00-22:00", True), ("24/7", True), ("Sa,Su 10:00-18:00", False), ("Jul-Aug", False), ("nie wiem", True),
     ("", True)],
)  # fmt: skip
def test_hours_of_a_ferry(hours, is_open):
    assert is_open_then(hours) is is_open
