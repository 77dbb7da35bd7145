"""The timetable of the invented carrier as a GTFS feed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from example_area.archives import write_archive
from example_area.plane import to_degrees
from example_area.timetable import (
    HEADWAYS,
    PKS_LINES,
    STATION,
    Course,
    Stops,
    clock,
    headway_courses,
    pks_courses,
)

NAME = "rozklad_pks.zip"
FIRST, LAST = date(2026, 9, 1), date(2027, 8, 31)
SCHOOL_ENDS = date(2027, 6, 25)
HOLIDAYS = tuple(
    date.fromisoformat(day)
    for day in (
        "2026-11-01", "2026-11-11", "2026-12-24", "2026-12-25", "2026-12-26", "2027-01-01", "2027-01-06", "2027-03-28",
        "2027-03-29", "2027-05-01", "2027-05-03", "2027-05-16", "2027-05-27", "2027-08-15",
    )
)  # fmt: skip
ALL_SAINTS = date(2026, 11, 1)
BREAKS = (
    (date(2026, 12, 23), date(2026, 12, 31)),
    (date(2027, 2, 1), date(2027, 2, 14)),
    (date(2027, 3, 25), date(2027, 3, 30)),
)
"""Breaks between lessons, first and last day."""

_AGENCY = "PKSZ"
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# service | days of the week, Monday first | last day; WS runs on single dates alone
_SERVICES = {
    "DR": ("1111100", LAST),
    "SZ": ("1111100", SCHOOL_ENDS),
    "SO": ("0000010", LAST),
    "ND": ("0000001", LAST),
    "NC": ("0000110", LAST),
}
_ADDED, _REMOVED = 1, 2

Rows = Iterable[tuple[object, ...]]


def write_feed(path: Path, stops: Stops) -> None:
    """Write the feed."""
    courses = [*headway_courses(stops), *pks_courses(stops)]
    ids = {
        id(course): f"{course.line}-{course.days}-{number:03}"
        for number, course in enumerate(courses, start=1)
    }
    trips = [(ids[id(course)], course) for course in courses]
    tables = {
        "agency.txt": _agency(),
        "stops.txt": _stops(stops),
        "routes.txt": _routes(),
        "calendar.txt": _calendar(),
        "calendar_dates.txt": _calendar_dates(),
        "trips.txt": _trips(trips),
        "stop_times.txt": _stop_times(trips),
        "frequencies.txt": _frequencies(trips),
        "transfers.txt": _transfers(),
        "feed_info.txt": _feed_info(),
    }
    write_archive(path, {name: text.encode("utf-8") for name, text in tables.items()})


def stop_ids() -> dict[str, str]:
    """Id by name of stop; the station's is that of the platform of buses that leave it."""
    names = dict.fromkeys(name for line in PKS_LINES for name in line.stops)
    ids = {name: f"P{number:02}" for number, name in enumerate(names, start=1)}
    return ids | {STATION: f"{ids[STATION]}A"}


def _text(head: str, rows: Rows) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(head.split())
    writer.writerows(rows)
    return stream.getvalue()


def _agency() -> str:
    return _text(
        "agency_id agency_name agency_url agency_timezone agency_lang",
        [(_AGENCY, "PKS Zalewsk", "https://pks-zalewsk.example", "Europe/Warsaw", "pl")],
    )


def _stops(stops: Stops) -> str:
    rows: list[tuple[object, ...]] = []
    for name, stop_id in stop_ids().items():
        lon, lat = to_degrees(stops.place(name))
        where = (f"{lat:.6f}", f"{lon:.6f}")
        if name == STATION:
            station = stop_id[:-1]
            rows.append((station, name, *where, 1, "", ""))
            rows.extend((f"{station}{platform}", name, *where, 0, station, platform) for platform in "AB")
        else:
            rows.append((stop_id, name, *where, 0, "", ""))
    return _text("stop_id stop_name stop_lat stop_lon location_type parent_station platform_code", rows)


def _routes() -> str:
    bus = 3
    return _text(
        "route_id agency_id route_short_name route_long_name route_type",
        [(f"L{line.number}", _AGENCY, line.number, line.name, bus) for line in PKS_LINES],
    )


def _calendar() -> str:
    rows = [(service, *days, _day(FIRST), _day(last)) for service, (days, last) in _SERVICES.items()]
    return _text(f"service_id {' '.join(_WEEKDAYS)} start_date end_date", rows)


def _calendar_dates() -> str:
    rows: list[tuple[object, ...]] = []
    for service, (days, last) in _SERVICES.items():
        if service == "NC":
            continue
        runs = {day for day in (*HOLIDAYS, *_break_days()) if day <= last and days[day.weekday()] == "1"}
        if service == "ND":
            rows.extend((service, _day(day), _ADDED) for day in sorted(set(HOLIDAYS) - runs))
        else:
            off = runs if service == "SZ" else runs & set(HOLIDAYS)
            rows.extend((service, _day(day), _REMOVED) for day in sorted(off))
    rows.append(("WS", _day(ALL_SAINTS), _ADDED))
    return _text("service_id date exception_type", rows)


def _break_days() -> list[date]:
    return [first + timedelta(days=k) for first, last in BREAKS for k in range((last - first).days + 1)]


def _trips(trips: list[tuple[str, Course]]) -> str:
    return _text(
        "route_id service_id trip_id trip_headsign direction_id",
        [(f"L{c.line}", c.days, trip_id, c.calls[-1][0], int(c.is_back)) for trip_id, c in trips],
    )


def _stop_times(trips: list[tuple[str, Course]]) -> str:
    ids = stop_ids()
    rows: list[tuple[object, ...]] = []
    for trip_id, course in trips:
        for number, (name, arrival, departure) in enumerate(course.calls, start=1):
            ends = name == STATION and number == len(course.calls)
            stop = f"{ids[name][:-1]}B" if ends else ids[name]
            rows.append((trip_id, clock(arrival), clock(departure), stop, number))
    return _text("trip_id arrival_time departure_time stop_id stop_sequence", rows)


def _frequencies(trips: list[tuple[str, Course]]) -> str:
    rows = [
        (trip_id, start, end, seconds, 1)
        for trip_id, course in trips
        for service, start, end, seconds in HEADWAYS
        if course.line == PKS_LINES[0].number and course.days == service
    ]
    return _text("trip_id start_time end_time headway_secs exact_times", rows)


def _transfers() -> str:
    leave = stop_ids()[STATION]
    arrive, at_least = f"{leave[:-1]}B", 2
    return _text(
        "from_stop_id to_stop_id transfer_type min_transfer_time",
        [(arrive, leave, at_least, 120), (leave, arrive, at_least, 120)],
    )


def _feed_info() -> str:
    return _text(
        "feed_publisher_name feed_publisher_url feed_lang feed_start_date feed_end_date feed_version",
        [("PKS Zalewsk", "https://pks-zalewsk.example", "pl", _day(FIRST), _day(LAST), "2026/2027")],
    )


def _day(day: date) -> str:
    return day.strftime("%Y%m%d")
