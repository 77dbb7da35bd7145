"""Days: which trips run, and which dates of a feed stand for which kind of day."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pandas import factorize

from mapa_uslug.contracts.timetable import DAY_S, DAY_TYPES, DayType, Timetable
from mapa_uslug.engine.timetable_scan import DayTimetable
from mapa_uslug.transit.sources import WORKBOOKS

_FIXED_HOLIDAYS: Final = ((1, 1), (1, 6), (5, 1), (5, 3), (8, 15), (11, 1), (11, 11), (12, 25), (12, 26))
_AFTER_EASTER: Final = (0, 1, 49, 60)  # Easter, Easter Monday, Pentecost, Corpus Christi
_CHRISTMAS_EVE_SINCE: Final = 2025
_EPIPHANY_SINCE: Final = 2011
_SATURDAY, _SUNDAY = 5, 6
_WEEKDAYS: Final = ("school", "free")


def select_day(
    timetable: Timetable, *, day: date | None, day_type: DayType, with_one_off: bool = True
) -> DayTimetable:
    """Connections of all trips that run on a date, or on a kind of day.

    Parameters
    ----------
    timetable : Timetable
    day : date or None
        Of dated services; without a date, or with one outside their range, none of them runs. What they began the day
        before and end after midnight is there as well, from its first departure after midnight on.
    day_type : DayType
        Of services that run on kinds of day.
    with_one_off : bool
        Whether courses to an event run, see `are_one_off`: on that date, but not on an ordinary day of its kind.
    """
    counts = np.ones(len(timetable.runs_on_date), dtype=np.bool_) if with_one_off else ~are_one_off(timetable)
    runs = timetable.runs_on_type[:, DAY_TYPES.index(day_type)] | (_runs_on(timetable, day) & counts)
    today = np.flatnonzero(runs[timetable.trip_service])
    yesterday = np.empty(0, dtype=np.int64)
    if day is not None and day > date.min:
        yesterday = np.flatnonzero(
            (_runs_on(timetable, day - timedelta(days=1)) & counts)[timetable.trip_service]
        )
        last_call = timetable.call_ptr[yesterday + 1] - 1
        yesterday = yesterday[timetable.call_arrival_s[last_call] >= DAY_S]
    row = np.concatenate((today, yesterday))
    shift = np.repeat([0, -DAY_S], [len(today), len(yesterday)])
    return _connect(timetable, row, shift)


def pick_dates(timetable: Timetable, given: dict[DayType, date | None]) -> dict[DayType, date | None]:
    """A date of the feeds for each kind of day: the one given, else an ordinary one.

    Only days that every feed covers are looked at. Of those of the kind the first is taken that has as many trips as
    most of them have (of two numbers that are as frequent the larger one): neither a day of an event nor one off.
    School days are Mondays to Fridays outside July and August, days free of school are those in July and August;
    no public holiday stands for either, nor for Saturdays, and only Sundays stand for Sundays. Where the feeds have
    no such day together there is None.
    """
    trips = _count_trips(timetable)
    return {kind: given.get(kind) or _ordinary(trips, kind) for kind in DAY_TYPES}


def feed_spans(timetable: Timetable) -> dict[str, tuple[date, date] | None]:
    """First and last day of every feed; None for one that never runs.

    Feeds are the sources that run on dates. Tables made by hand tell kinds of day and are not among them.
    """
    return {source: _span(timetable, services) for source, services in _feeds(timetable).items()}


def uncovering_feeds(timetable: Timetable, day: date | None) -> list[str]:
    """Feeds that do not reach to a date; all of them where there is none."""
    spans = feed_spans(timetable)
    return [s for s, span in spans.items() if day is None or span is None or not span[0] <= day <= span[1]]


def lacking_feeds(timetable: Timetable, day: date | None, kind: DayType) -> list[str]:
    """Feeds for want of which nothing is known of a kind of day.

    Those that do not reach to its date. Where none could be picked, those that hold no day of the kind, or all if each
    holds one of its own.
    """
    spans = feed_spans(timetable)
    if day is not None:
        return uncovering_feeds(timetable, day)
    return [s for s, span in spans.items() if span is None or not _holds(span, kind)] or list(spans)


def is_told(timetable: Timetable, day: date | None, kind: DayType) -> bool:
    """Whether the timetables tell which courses run on a kind of day, for which a date stands in feeds.

    One feed that ends before it is enough for not knowing. Without feeds something has to run on the kind of day.
    """
    if _feeds(timetable):
        return not uncovering_feeds(timetable, day)
    by_hand = timetable.runs_on_type[:, DAY_TYPES.index(kind)]
    return bool(by_hand.any()) or any(kind in service.day_types for service in timetable.on_demand)


def are_one_off(timetable: Timetable) -> NDArray[np.bool_]:
    """Of each service whether it runs on single dates of a table made by hand, as a bus to an event does."""
    found = np.asarray(timetable.runs_on_date.any(axis=1), dtype=np.bool_)
    for services in _feeds(timetable).values():
        found[services] = False
    return found


def day_type_of(day: date) -> DayType:
    """Kind of a date: Sunday or public holiday, Saturday, weekday of July and August, any other weekday.

    The calendar of schools has more days without lessons (Christmas, winter holidays by wojewodztwo, days that a
    headmaster gives off); services of timetables hardly ever tell them apart.
    """
    if day.weekday() == _SUNDAY or day in _public_holidays(day.year):
        return "sunday"
    if day.weekday() == _SATURDAY:
        return "saturday"
    return "free" if day.month in (7, 8) else "school"


def days_like(day: date, kind: DayType) -> list[date]:
    """A date and, where it stands for weekdays, the other weekdays of its week that are no holidays.

    A course of weekdays runs on all of them, and a place that opens on Tuesdays only is open on a weekday, too.
    """
    if kind not in _WEEKDAYS:
        return [day]
    monday = day - timedelta(days=day.weekday())
    week = (monday + timedelta(days=i) for i in range(_SATURDAY))
    return [day, *(d for d in week if d != day and day_type_of(d) in _WEEKDAYS)]


def covers(timetable: Timetable, day: date | None) -> bool:
    """Whether a date lies within the range of dated services."""
    if day is None or timetable.first_date is None:
        return False
    days: int = timetable.runs_on_date.shape[1]
    return 0 <= (day - timetable.first_date).days < days


def _runs_on(timetable: Timetable, day: date | None) -> NDArray[np.bool_]:
    """Of each service whether it runs on a date."""
    if day is None or timetable.first_date is None or not covers(timetable, day):
        return np.zeros(len(timetable.runs_on_date), dtype=np.bool_)
    column: NDArray[np.bool_] = timetable.runs_on_date[:, (day - timetable.first_date).days]
    return column


def _connect(timetable: Timetable, row: NDArray[np.int64], shift: NDArray[np.int64]) -> DayTimetable:
    """Connections of trips (rows of the timetable), each moved by so many seconds, without those before midnight."""
    first = timetable.call_ptr[row]
    count = timetable.call_ptr[row + 1] - first - 1
    trip = np.repeat(np.arange(len(row)), count)
    call = np.arange(count.sum()) + np.repeat(first - np.cumsum(count) + count, count)
    dep_s = timetable.call_departure_s[call] + shift[trip]
    order = np.argsort(dep_s, kind="stable")  # trip by trip before, so that those of a trip stay in its order
    order = order[np.searchsorted(dep_s[order], 0) :]
    call, trip = call[order], trip[order]
    return DayTimetable(
        dep_stop=timetable.call_stop[call],
        arr_stop=timetable.call_stop[call + 1],
        dep_s=dep_s[order].astype(np.int32),
        arr_s=(timetable.call_arrival_s[call + 1] + shift[trip]).astype(np.int32),
        trip=trip.astype(np.int32),
        boards=timetable.call_boards[call],
        alights=timetable.call_alights[call + 1],
        stop_count=timetable.stop_count,
        trip_count=len(row),
        trip_row=row.astype(np.int32),
    )


def _feeds(timetable: Timetable) -> dict[str, NDArray[np.int32]]:
    """Services of every source that is no table made by hand."""
    codes, sources = factorize(timetable.trip_source)
    services = {str(s): np.unique(timetable.trip_service[codes == i]) for i, s in enumerate(sources)}
    return {
        source: rows
        for source, rows in services.items()
        if not source.lower().partition("#")[0].endswith(WORKBOOKS) and not timetable.runs_on_type[rows].any()
    }


def _span(timetable: Timetable, services: NDArray[np.int32]) -> tuple[date, date] | None:
    days = np.flatnonzero(timetable.runs_on_date[services].any(axis=0))
    if timetable.first_date is None or not len(days):
        return None
    return timetable.first_date + timedelta(int(days[0])), timetable.first_date + timedelta(int(days[-1]))


def _count_trips(timetable: Timetable) -> dict[date, int]:
    """Trips of the feeds on every day that all of them cover."""
    spans = list(feed_spans(timetable).values())
    known = [span for span in spans if span is not None]
    if timetable.first_date is None or not known or len(known) < len(spans):
        return {}
    first, last = max(a for a, _ in known), min(b for _, b in known)
    of_service = np.bincount(timetable.trip_service, minlength=len(timetable.runs_on_date))
    trips = timetable.runs_on_date.T @ np.where(are_one_off(timetable), 0, of_service)
    start = (first - timetable.first_date).days
    return {first + timedelta(days=i): int(trips[start + i]) for i in range((last - first).days + 1)}


def _stands_for(day: date, kind: DayType) -> bool:
    return day_type_of(day) == kind and (kind != "sunday" or day.weekday() == _SUNDAY)


def _holds(span: tuple[date, date], kind: DayType) -> bool:
    first, last = span
    return any(_stands_for(first + timedelta(days=i), kind) for i in range((last - first).days + 1))


def _ordinary(trips: dict[date, int], kind: DayType) -> date | None:
    """Of the dates of a kind the first with the number of trips that most of them have."""
    of_kind = [day for day in trips if _stands_for(day, kind)]
    days = Counter(trips[day] for day in of_kind)
    usual = max(days, key=lambda number: (days[number], number), default=None)
    return next((day for day in of_kind if trips[day] == usual), None)


@lru_cache(maxsize=64)
def _public_holidays(year: int) -> frozenset[date]:
    """Days free from work by the act of 18 January 1951 (Dz.U. 2025 poz. 296)."""
    fixed = {date(year, month, day) for month, day in _FIXED_HOLIDAYS}
    if year < _EPIPHANY_SINCE:
        fixed.discard(date(year, 1, 6))
    if year >= _CHRISTMAS_EVE_SINCE:
        fixed.add(date(year, 12, 24))
    return frozenset(fixed | {_easter(year) + timedelta(days=days) for days in _AFTER_EASTER})


def _easter(year: int) -> date:
    """Easter Sunday by the Gregorian calendar (the anonymous computus, as in Meeus, Astronomical Algorithms, ch. 8)."""
    golden = year % 19
    century, in_century = divmod(year, 100)
    leaps, rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - correction + 15) % 30
    quarter, odd = divmod(in_century, 4)
    to_sunday = (32 + 2 * rest + 2 * quarter - epact - odd) % 7
    late = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)
