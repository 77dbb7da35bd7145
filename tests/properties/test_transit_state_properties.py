"""More courses, stops and opening hours never take public transport from anybody, nor make a way there longer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hand_buses import EAST, STOPS, WEST, measurer, services, timetable, valley
from hypothesis import given, settings
from hypothesis import strategies as st

from mapa_uslug.catalog import Threshold, read_catalog
from mapa_uslug.contracts.clock import parse_clock, write_clock
from mapa_uslug.contracts.tables import STATES
from mapa_uslug.steps.measuring import Measure

POZ = read_catalog().by_code["POZ"]
SERVED, FULL, TOO_FAR, CANNOT_TELL = range(len(STATES))
AT = ((4500, 0), (3700, 0))  # too far on foot for everybody
THRESHOLD = Threshold(values=(10, 25, 120))
# Those of the valley and one near both places; and three more that a course may get, one of them near c1.
BUS_STOPS = {**STOPS, "S": (4400, 0)}
ALL_STOPS = {**BUS_STOPS, "P": (2100, 0), "Q": (6500, 0), "R": (1500, 3000)}


@st.composite
def courses(draw) -> tuple[str, ...]:
    """A course on school days that calls at two to four stops, one of them that of the places."""
    stops = draw(st.lists(st.sampled_from(list(STOPS)), min_size=1, max_size=3, unique=True))
    stops.insert(draw(st.integers(0, len(stops))), "S")
    minute = draw(st.integers(8 * 60, 18 * 60))
    calls = []
    for stop in stops:
        calls.append(f"{stop} {write_clock(minute * 60)}")
        minute += draw(st.integers(3, 15))
    return ("S", *calls)


@st.composite
def hours(draw) -> str:
    """An opening on some weekday."""
    day = draw(st.sampled_from(["Mo", "Tu", "We", "Th", "Mo-Fr"]))
    start = draw(st.integers(6, 15))
    return f"{day} {start:02d}:00-{start + draw(st.integers(1, 6)):02d}:00"


plans = st.lists(courses(), min_size=4, max_size=16)
openings = st.lists(hours(), min_size=1, max_size=3)


def told(
    trips: list[tuple[str, ...]], of_place: list[list[str]], stops: dict[str, Any]
) -> tuple[np.ndarray, np.ndarray]:
    """Share of people by state, (levels, cells, states), and seconds of ways there, (cells, places)."""
    # After a comma hours are added, after a semicolon they would take the place of those before.
    places = services([(*xy, "POZ", ", ".join(dict.fromkeys(o))) for xy, o in zip(AT, of_place, strict=True)])
    made = measurer(valley(timetable(trips, stops=stops), complete=[WEST, EAST]), places)
    layers = made.layers(Measure(POZ, "transit", THRESHOLD))
    return np.stack([layer.people for layer in layers]), made.transit.outward(np.arange(len(AT)))


def assert_none_worse(
    before_and_way: tuple[np.ndarray, np.ndarray], after_and_way: tuple[np.ndarray, np.ndarray]
) -> None:
    (before, way_before), (after, way_after) = before_and_way, after_and_way
    assert (way_after <= way_before).all()
    assert (after[..., SERVED] >= before[..., SERVED]).all()
    # Who could not be told from people too far may turn out to be: a course gets there at last, too late.
    assert (
        after[..., TOO_FAR] + after[..., CANNOT_TELL] <= before[..., TOO_FAR] + before[..., CANNOT_TELL]
    ).all()
    assert not after[..., FULL].any()


@given(plans, courses(), openings)
@settings(max_examples=150)
def test_a_course_more_takes_nothing_from_anybody(trips, more, opening):
    each = [opening] * len(AT)
    assert_none_worse(told(trips, each, BUS_STOPS), told([*trips, more], each, BUS_STOPS))


@given(plans, openings, st.data())
@settings(max_examples=150)
def test_a_stop_more_takes_nothing_from_anybody(trips, opening, data):
    """A course calls at another stop on its way, at the time it has at the stop before."""
    each = [opening] * len(AT)
    at = data.draw(st.integers(0, len(trips) - 1))
    days, *calls = trips[at]
    after = data.draw(st.integers(0, len(calls) - 1))
    name = data.draw(st.sampled_from(["P", "Q", "R"]))
    longer = [*calls[: after + 1], f"{name} {calls[after].split()[1]}", *calls[after + 1 :]]
    more = [*trips[:at], (days, *longer), *trips[at + 1 :]]
    assert_none_worse(told(trips, each, ALL_STOPS), told(more, each, ALL_STOPS))


@given(plans, openings, hours(), st.integers(0, len(AT) - 1))
@settings(max_examples=150)
def test_an_opening_more_takes_nothing_from_anybody(trips, opening, more, place):
    each = [list(opening) for _ in AT]
    wider = [list(o) for o in each]
    wider[place].append(more)
    assert_none_worse(told(trips, each, BUS_STOPS), told(trips, wider, BUS_STOPS))


def test_a_later_way_back_takes_nothing_from_anybody():
    # c2 rides from B at 8:03 and is at S at 8:06. Back at 10:02 to A, 10:05, where the only bus to B leaves at 12:14. With
    # a course at 12:10 one leaves S for the same bus two hours later, 4 h 4 min after one came, and is home at the same
    # time, 4 h 17 min after one left: no later than 7 h.
    there = [("S", "B 8:03", "S 8:06"), ("S", "S 10:02", "A 10:05"), ("S", "A 12:14", "B 12:17")]
    later, opening = ("S", "S 12:10", "A 12:13"), [["Mo-Fr 08:00-16:00"]] * len(AT)
    for trips in (there, [*there, later]):
        assert told(trips, opening, BUS_STOPS)[0][0, 2, SERVED] == 200


@pytest.mark.parametrize(("back", "served"), [("14:56", 200), ("14:57", 0)])
def test_who_is_away_for_more_than_seven_hours_makes_no_visit(back, served):
    # c2 leaves for B, 100 s away, at 8:01:20. Back at B at 14:59 one is home at 15:00:40, 6 h 59 min 20 s later.
    trips = [("S", "B 8:03", "S 8:06"), ("S", f"S {back}", f"B {write_clock(parse_clock(back) + 180)}")]
    people, way = told(trips, [["Mo-Fr 08:00-16:00"]] * len(AT), BUS_STOPS)
    assert people[0, 2, SERVED] == served
    assert np.isfinite(way[2]).any() == (served > 0)
