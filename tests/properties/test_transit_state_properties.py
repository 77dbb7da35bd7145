"""More courses, stops and opening hours never take public transport from anybody.

This holds as far as nobody has to leave because the longest stay is over: courses go between 8 and 19 here, and one may
stay for twelve hours. A way back is left for as late as it allows. Where a course lets one leave later and be home at the
same time, it is that which counts, and it may be after the longest stay, whereas the one before was not; see the last
test.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from hand_buses import EAST, STOPS, WEST, measurer, services, timetable, valley
from hypothesis import given, settings
from hypothesis import strategies as st

from mapa_uslug.catalog import Threshold, read_catalog
from mapa_uslug.contracts.clock import write_clock
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


def states(
    trips: list[tuple[str, ...]], of_place: list[list[str]], stops: dict[str, Any], stay_max: int = 720
) -> np.ndarray:
    """Share of people by state, (levels, cells, states)."""
    # After a comma hours are added, after a semicolon they would take the place of those before.
    places = services([(*xy, "POZ", ", ".join(dict.fromkeys(o))) for xy, o in zip(AT, of_place, strict=True)])
    data = valley(timetable(trips, stops=stops), complete=[WEST, EAST], stay_max=stay_max)
    made = measurer(data, places)
    return np.stack([layer.people for layer in made.layers(Measure(POZ, "transit", THRESHOLD))])


def assert_none_worse(before: np.ndarray, after: np.ndarray) -> None:
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
    assert_none_worse(states(trips, each, BUS_STOPS), states([*trips, more], each, BUS_STOPS))


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
    assert_none_worse(states(trips, each, ALL_STOPS), states(more, each, ALL_STOPS))


@given(plans, openings, hours(), st.integers(0, len(AT) - 1))
@settings(max_examples=150)
def test_an_opening_more_takes_nothing_from_anybody(trips, opening, more, place):
    each = [list(opening) for _ in AT]
    wider = [list(o) for o in each]
    wider[place].append(more)
    assert_none_worse(states(trips, each, BUS_STOPS), states(trips, wider, BUS_STOPS))


def test_the_longest_stay_may_make_a_later_way_back_the_worse_one():
    # c2 rides from B at 8:03 and is at S at 8:06. Back at 10:02 to A, 10:05, where the only bus to B leaves at 12:14. With
    # a course at 12:10 one leaves S for the same bus two hours later: that is 4 h 4 min after one came.
    there = [("S", "B 8:03", "S 8:06"), ("S", "S 10:02", "A 10:05"), ("S", "A 12:14", "B 12:17")]
    later, opening = ("S", "S 12:10", "A 12:13"), [["Mo-Fr 08:00-16:00"]] * len(AT)
    for longest, served in ((300, 200), (240, 0)):
        assert states([*there, later], opening, BUS_STOPS, longest)[0, 2, SERVED] == served
    assert states(there, opening, BUS_STOPS, 240)[0, 2, SERVED] == 200
