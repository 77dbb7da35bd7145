"""Which trips run on a day, and which day of a feed stands for a kind of day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from mapa_uslug.contracts.timetable import Timetable
from mapa_uslug.transit.days import (
    are_one_off,
    day_type_of,
    days_like,
    feed_spans,
    is_told,
    pick_dates,
    select_day,
    uncovering_feeds,
)

HOUR = 3600
FRIDAY = date(2026, 5, 15)


def timetable(
    trips: list[tuple[int, list[tuple[int, float, float]]]],
    *,
    dates: list[list[int]],
    types: list[list[int]],
    first: date | None = FRIDAY,
    sources: list[str] | None = None,
) -> Timetable:
    """Trips of (service, calls of (stop, arrival, departure in hours)); sources by service, one feed by default."""
    sources = sources or ["linia.xlsx" if any(of_kinds) else "gtfs.zip" for of_kinds in types]
    calls = [call for _, trip in trips for call in trip]
    count = len(trips)
    names = np.array([f"t{i}" for i in range(count)], dtype=object)
    stops = max((call[0] for call in calls), default=-1) + 1
    named = np.array([f"s{i}" for i in range(stops)], dtype=object)
    return Timetable(
        stop_id=named, stop_name=named, stop_lon=np.zeros(stops), stop_lat=np.zeros(stops),
        stop_parent=np.arange(stops, dtype=np.int32), trip_id=names, trip_line=names, trip_headsign=names,
        trip_source=np.array([sources[service] for service, _ in trips], dtype=object), trip_service=np.array([service for service, _ in trips], dtype=np.int32),
        call_ptr=np.cumsum([0, *(len(trip) for _, trip in trips)]).astype(np.int64),
        call_stop=np.array([call[0] for call in calls], dtype=np.int32),
        call_arrival_s=np.array([call[1] * HOUR for call in calls], dtype=np.int32),
        call_departure_s=np.array([call[2] * HOUR for call in calls], dtype=np.int32),
        call_boards=np.array([call[0] != 2 for call in calls]), call_alights=np.array([call[0] != 0 for call in calls]),
        first_date=first, runs_on_date=np.array(dates, dtype=np.bool_).reshape(len(types), -1),
        runs_on_type=np.array(types, dtype=np.bool_), transfer_from=np.empty(0, np.int32),
        transfer_to=np.empty(0, np.int32), transfer_s=np.empty(0, np.int32),
    )  # fmt: skip


# Service 0 runs on Friday and Saturday, 1 on Saturday, 2 (made by hand) on school days.
TABLE = timetable(
    [
        (0, [(0, 23.0, 23.0), (1, 23.5, 23.75), (2, 24.5, 24.75), (3, 25.0, 25.0)]),
        (1, [(1, 8.0, 8.0), (0, 9.0, 9.0)]),
        (2, [(3, 7.0, 7.0), (2, 7.5, 7.5), (1, 8.0, 8.0)]),
        (0, [(0, 8.0, 8.0), (1, 8.5, 8.5)]),
    ],
    dates=[[1, 1], [0, 1], [0, 0]],
    types=[[0, 0, 0, 0], [0, 0, 0, 0], [1, 0, 0, 0]],
)


def rides(day):
    return [
        (int(a), int(b), float(d) / HOUR, float(e) / HOUR, int(day.trip_row[trip]))
        for a, b, d, e, trip in zip(day.dep_stop, day.arr_stop, day.dep_s, day.arr_s, day.trip, strict=True)
    ]


def test_dated_and_hand_made_trips_of_a_school_day():
    day = select_day(TABLE, day=FRIDAY, day_type="school")
    # by departure; at 8:00 there is nothing of the Saturday service
    assert rides(day) == [
        (3, 2, 7.0, 7.5, 2), (2, 1, 7.5, 8.0, 2), (0, 1, 8.0, 8.5, 3), (0, 1, 23.0, 23.5, 0), (1, 2, 23.75, 24.5, 0),
        (2, 3, 24.75, 25.0, 0),
    ]  # fmt: skip
    assert (day.stop_count, day.trip_count, day.trip_row.tolist()) == (4, 3, [0, 2, 3])


def test_what_began_the_day_before_goes_on_after_midnight():
    day = select_day(TABLE, day=FRIDAY + timedelta(days=1), day_type="saturday")
    # Friday's trip leaves stop 2 at 0:45; that it left stop 1 at 23:45 is Friday's matter
    assert rides(day) == [
        (2, 3, 0.75, 1.0, 0), (1, 0, 8.0, 9.0, 1), (0, 1, 8.0, 8.5, 3), (0, 1, 23.0, 23.5, 0), (1, 2, 23.75, 24.5, 0),
        (2, 3, 24.75, 25.0, 0),
    ]  # fmt: skip
    assert day.trip_count == 4
    assert day.trip[0] != day.trip[3]


def test_the_night_after_the_last_date():
    day = select_day(TABLE, day=FRIDAY + timedelta(days=2), day_type="sunday")
    assert rides(day) == [(2, 3, 0.75, 1.0, 0)]


def test_without_a_date_only_what_is_made_by_hand_runs():
    assert [ride[4] for ride in rides(select_day(TABLE, day=None, day_type="school"))] == [2, 2]
    assert rides(select_day(TABLE, day=None, day_type="free")) == []


def test_where_one_may_get_on_and_off():
    day = select_day(TABLE, day=None, day_type="school")
    # the first connection starts at stop 3 and ends at 2, where nobody gets on; the second ends at 1
    assert (day.boards.tolist(), day.alights.tolist()) == ([True, False], [True, True])


def test_calls_at_one_time_stay_in_the_order_of_the_trip():
    at_once = timetable(
        [(0, [(3, 8.0, 8.0), (1, 8.0, 8.0), (2, 8.0, 8.0), (0, 8.0, 8.0)])], dates=[[1]], types=[[0, 0, 0, 0]]
    )
    assert select_day(at_once, day=FRIDAY, day_type="school").dep_stop.tolist() == [3, 1, 2]


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2026, 5, 13), "school"),
        (date(2026, 5, 16), "saturday"),
        (date(2026, 5, 17), "sunday"),
        (date(2026, 7, 1), "free"),
        (date(2026, 8, 31), "free"),
        (date(2026, 9, 1), "school"),
        (date(2026, 4, 5), "sunday"),  # Easter
        (date(2026, 4, 6), "sunday"),  # Easter Monday
        (date(2026, 6, 4), "sunday"),  # Corpus Christi, a Thursday
        (date(2024, 5, 30), "sunday"),  # Corpus Christi
        (date(2025, 4, 21), "sunday"),  # Easter Monday
        (date(2026, 8, 15), "sunday"),  # a Saturday
        (date(2024, 8, 15), "sunday"),  # a Thursday in the holidays
        (date(2025, 11, 11), "sunday"),
        (date(2024, 12, 24), "school"),  # free from work since 2025
        (date(2025, 12, 24), "sunday"),
        (date(2010, 1, 6), "school"),  # free from work since 2011
        (date(2026, 1, 6), "sunday"),
    ],
)
def test_kinds_of_days(day, kind):
    assert day_type_of(day) == kind


def two_services(days: int, *, first: date, busy: set[date]) -> Timetable:
    """One trip every day, a second one on busy days."""
    dates = [first + timedelta(days=i) for i in range(days)]
    return timetable(
        [(0, [(0, 8.0, 8.0), (1, 9.0, 9.0)]), (1, [(0, 9.0, 9.0), (1, 9.5, 9.5)])],
        dates=[[1] * days, [day in busy for day in dates]],
        types=[[0, 0, 0, 0]] * 2,
        first=first,
    )


def test_the_day_with_as_many_trips_as_most_stands_for_its_kind():
    # Monday 25 May to Sunday 7 June 2026; Corpus Christi is the 4th of June and no school day. Of nine school days five
    # have one trip, the first of them the 25th. Of two Sundays each has a number of its own: the larger one stands.
    busy = {
        date(2026, 5, 27),
        date(2026, 5, 28),
        date(2026, 6, 1),
        date(2026, 6, 2),
        date(2026, 6, 4),
        date(2026, 6, 7),
    }
    found = pick_dates(two_services(14, first=date(2026, 5, 25), busy=busy), {})
    assert found == {
        "school": date(2026, 5, 25), "free": None, "saturday": date(2026, 5, 30), "sunday": date(2026, 6, 7),
    }  # fmt: skip
    # With another busy day there are five of nine that have two, from the 26th on.
    assert pick_dates(two_services(14, first=date(2026, 5, 25), busy={*busy, date(2026, 5, 26)}), {})[
        "school"
    ] == date(2026, 5, 26)


def two_feeds(*, by_hand: str = "linia.xlsx") -> Timetable:
    """One feed from Monday 22 June to Sunday 5 July 2026, one until Thursday 25 June, and a table made by hand.

    The table has a course on Saturdays and one to an event, on Friday 26 June.
    """
    days = 14
    calls = [(0, 8.0, 8.0), (1, 9.0, 9.0)]
    return timetable(
        [(service, calls) for service in (0, 1, 2, 3)],
        dates=[[1] * days, [1] * 4 + [0] * 10, [0] * days, [day == 4 for day in range(days)]],
        types=[[0] * 4, [0] * 4, [0, 0, 1, 0], [0] * 4],
        first=date(2026, 6, 22),
        sources=["a.zip", "szkolny.zip", by_hand, by_hand],
    )


def test_every_feed_has_days_of_its_own():
    table = two_feeds()
    assert feed_spans(table) == {
        "a.zip": (date(2026, 6, 22), date(2026, 7, 5)), "szkolny.zip": (date(2026, 6, 22), date(2026, 6, 25)),
    }  # fmt: skip
    assert uncovering_feeds(table, date(2026, 6, 25)) == []
    assert uncovering_feeds(table, date(2026, 6, 26)) == ["szkolny.zip"]
    assert uncovering_feeds(table, date(2026, 6, 21)) == ["a.zip", "szkolny.zip"]
    assert uncovering_feeds(table, None) == ["a.zip", "szkolny.zip"]


def test_only_days_that_all_feeds_cover_stand_for_a_kind():
    # Of the first feed alone the 1st of July would be free of school, and the 27th of June a Saturday.
    table = two_feeds()
    found = pick_dates(table, {"saturday": date(2026, 6, 27)})
    assert found == {"school": date(2026, 6, 22), "free": None, "saturday": date(2026, 6, 27), "sunday": None}
    assert [is_told(table, found[kind], kind) for kind in ("school", "free", "saturday", "sunday")] == [
        True,
        False,
        False,
        False,
    ]


def test_a_feed_that_never_runs_covers_no_day():
    calls = [(0, 8.0, 8.0), (1, 9.0, 9.0)]
    table = timetable(
        [(0, calls), (1, calls)], dates=[[1], [0]], types=[[0] * 4] * 2, sources=["a.zip", "b.zip"]
    )
    assert uncovering_feeds(table, FRIDAY) == ["b.zip"]
    assert set(pick_dates(table, {}).values()) == {None}


def test_tables_made_by_hand_tell_the_kinds_of_day_on_which_something_runs():
    by_hand = timetable([(0, [(0, 8.0, 8.0), (1, 9.0, 9.0)])], dates=[[]], types=[[1, 1, 0, 0]], first=None)
    assert [is_told(by_hand, None, kind) for kind in ("school", "free", "saturday")] == [True, True, False]


@pytest.mark.parametrize("by_hand", ["linia.xlsx", "b/linia.XLSX#3", "linia"])
def test_courses_to_an_event(by_hand):
    table = two_feeds(by_hand=by_hand)
    assert are_one_off(table).tolist() == [False, False, False, True]
    friday = date(2026, 6, 26)
    assert len(select_day(table, day=friday, day_type="school").trip) == 2
    assert select_day(table, day=friday, day_type="school", with_one_off=False).trip_row.tolist() == [0]
    # Nor do they go on after midnight of an ordinary day.
    late = replace(
        table, call_arrival_s=table.call_arrival_s + 86400, call_departure_s=table.call_departure_s + 57600
    )
    saturday = date(2026, 6, 27)
    assert select_day(late, day=saturday, day_type="sunday").trip_row.tolist() == [0, 0, 3]
    assert select_day(late, day=saturday, day_type="sunday", with_one_off=False).trip_row.tolist() == [0, 0]


def test_an_event_is_no_ordinary_day():
    # Three courses to an event on Thursday 28 May; every other day has one trip of the feed.
    calls = [(0, 8.0, 8.0), (1, 9.0, 9.0)]
    table = timetable(
        [(0, calls), (1, calls), (1, calls), (1, calls)], dates=[[1] * 5, [0, 0, 0, 1, 0]], types=[[0] * 4] * 2,
        first=date(2026, 5, 25), sources=["gtfs.zip", "festyn.xlsx"],
    )  # fmt: skip
    assert pick_dates(table, {})["school"] == date(2026, 5, 25)


def test_a_date_that_is_given_stays():
    given = {"school": date(2026, 6, 1), "free": date(2026, 6, 5), "saturday": None}
    found = pick_dates(two_services(14, first=date(2026, 5, 25), busy=set()), given)
    assert (found["school"], found["free"]) == (date(2026, 6, 1), date(2026, 6, 5))
    assert found["saturday"] == date(2026, 5, 30)


def test_no_dated_service_no_date():
    by_hand = timetable([(0, [(0, 8.0, 8.0), (1, 9.0, 9.0)])], dates=[[]], types=[[1, 1, 0, 0]], first=None)
    assert set(pick_dates(by_hand, {}).values()) == {None}
    assert len(select_day(by_hand, day=None, day_type="free").trip) == 1


def test_weekdays_of_a_week_stand_for_each_other_unless_they_are_holidays():
    # Thursday 4 June 2026 is Corpus Christi.
    june = [date(2026, 6, day) for day in range(1, 6)]
    assert days_like(june[2], "school") == [june[2], june[0], june[1], june[4]]
    assert days_like(date(2026, 7, 15), "free") == [date(2026, 7, d) for d in (15, 13, 14, 16, 17)]
    assert days_like(date(2026, 5, 16), "saturday") == [date(2026, 5, 16)]
    assert days_like(date(2026, 5, 3), "sunday") == [date(2026, 5, 3)]
