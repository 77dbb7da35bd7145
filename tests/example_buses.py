"""Buses of the example area, read with csv, zipfile and openpyxl alone and searched by trying every course."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from math import inf
from typing import Any
from zipfile import ZipFile

import networkx as nx
from example_oracle import EXAMPLE, drivers, place_of
from openpyxl import load_workbook

Row = dict[str, str]
FEED = EXAMPLE / "rozklad_pks.zip"
WALK_M_PER_MIN = 72.0
MAX_WALK_M = 20 * WALK_M_PER_MIN
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Trip:
    """A course on one day: calls are (stop, arrival, departure), seconds."""

    line: str
    calls: tuple[tuple[str, int, int], ...]


@cache
def feed() -> dict[str, list[Row]]:
    with ZipFile(FEED) as archive:
        return {
            name: list(csv.DictReader(io.TextIOWrapper(archive.open(name), "utf-8", newline="")))
            for name in archive.namelist()
        }


def seconds_of(text: str) -> int:
    hours, minutes, *rest = (int(part) for part in text.split(":"))
    return 3600 * hours + 60 * minutes + (rest[0] if rest else 0)


def running(day: date) -> set[str]:
    """Services of the feed that run on a date."""
    text = day.strftime("%Y%m%d")
    found = {
        row["service_id"]
        for row in feed()["calendar.txt"]
        if row[_WEEKDAYS[day.weekday()]] == "1" and row["start_date"] <= text <= row["end_date"]
    }
    for row in feed()["calendar_dates.txt"]:
        if row["date"] == text:
            (found.add if row["exception_type"] == "1" else found.discard)(row["service_id"])
    return found


@cache
def feed_calls() -> dict[str, tuple[tuple[str, int, int], ...]]:
    calls: dict[str, list[tuple[str, int, int]]] = {}
    for row in sorted(feed()["stop_times.txt"], key=lambda r: (r["trip_id"], int(r["stop_sequence"]))):
        times = seconds_of(row["arrival_time"]), seconds_of(row["departure_time"])
        calls.setdefault(row["trip_id"], []).append((row["stop_id"], *times))
    return {trip: tuple(found) for trip, found in calls.items()}


def feed_trips(day: date) -> list[Trip]:
    """Courses of the feed on a date, those that run by intervals one by one."""
    starts: dict[str, list[int]] = {}
    for row in feed()["frequencies.txt"]:
        span = range(seconds_of(row["start_time"]), seconds_of(row["end_time"]), int(row["headway_secs"]))
        starts.setdefault(row["trip_id"], []).extend(span)
    trips = []
    for row in feed()["trips.txt"]:
        if row["service_id"] in running(day):
            calls = feed_calls()[row["trip_id"]]
            for start in starts.get(row["trip_id"], [calls[0][2]]):
                moved = start - calls[0][2]
                trips.append(Trip(row["route_id"], tuple((s, a + moved, d + moved) for s, a, d in calls)))
    return trips


def feed_stops() -> dict[str, Row]:
    """Stops at which one boards, by id."""
    rows = feed()["stops.txt"]
    return {
        r["stop_id"]: {**r, "lon": r["stop_lon"], "lat": r["stop_lat"]}
        for r in rows
        if r["location_type"] != "1"
    }


def walks_from(place: tuple[float, float], stops: dict[str, Row]) -> dict[str, float]:
    """Metres on foot from a place to every stop that is near enough, along any road."""
    driver = drivers()["metres"]
    start, off = driver.node_near(place)
    costs = nx.single_source_dijkstra_path_length(driver.graph, start, cutoff=MAX_WALK_M, weight="cost")
    metres = {}
    for stop, row in stops.items():
        node, aside = driver.node_near(place_of(row))
        metres[stop] = off + costs.get(node, inf) + aside
    return {stop: m for stop, m in metres.items() if m <= MAX_WALK_M}


def visits(
    trips: Iterable[Trip],
    out_walks: dict[str, float],
    there_walks: dict[str, float],
    *,
    hours: tuple[int, int],
) -> list[tuple[float, int, int]]:
    """Ways there and back without changing, each as (minutes of the way there, departure out, departure back) [s].

    One leaves between 6 and 18, is at the place for an hour or more within its hours, and is home within seven hours.
    """
    out, back = [], []
    for trip in trips:
        for i, (start, _, leaves) in enumerate(trip.calls):
            for end, arrives, _ in trip.calls[i + 1 :]:
                if start in out_walks and end in there_walks:
                    begin = leaves - 60 * out_walks[start] / WALK_M_PER_MIN
                    reach = arrives + 60 * there_walks[end] / WALK_M_PER_MIN
                    if 6 * 3600 <= begin <= 18 * 3600:
                        out.append((begin, reach, leaves))
                if start in there_walks and end in out_walks:
                    quits = leaves - 60 * there_walks[start] / WALK_M_PER_MIN
                    back.append((quits, arrives + 60 * out_walks[end] / WALK_M_PER_MIN, leaves))
    return [
        ((reach - begin) / 60, leaves, returns)
        for begin, reach, leaves in out
        for quits, at_home, returns in back
        if min(quits, hours[1]) - max(reach, hours[0]) >= 3600 and at_home - begin <= 7 * 3600
    ]


# --- the table made by hand --------------------------------------------------------------------------------------

WORKBOOK = EXAMPLE / "kursy_gminne.xlsx"
_MARKS = {"school": "S", "free": "W", "saturday": "6", "sunday": "7"}
_PLAIN_SHEETS = ("Przystanki", "Na telefon")


@dataclass(frozen=True)
class Column:
    """A course of the table: sheet, marks of days (or ""), date (or None), stops with times."""

    sheet: str
    marks: str
    day: date | None
    calls: tuple[tuple[str, int], ...]


@cache
def workbook() -> dict[str, list[tuple[Any, ...]]]:
    book = load_workbook(WORKBOOK)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def records(sheet: str) -> list[dict[str, Any]]:
    head, *rows = workbook()[sheet]
    return [dict(zip(head, row, strict=True)) for row in rows]


@cache
def columns() -> list[Column]:
    return [column for sheet in workbook() if sheet not in _PLAIN_SHEETS for column in _columns_of(sheet)]


def _columns_of(sheet: str) -> Iterable[Column]:
    when: tuple[Any, ...] = ()
    stops: list[tuple[Any, ...]] = []
    for row in [*workbook()[sheet], ("kurs",)]:
        if row[0] in ("kurs", "linia"):
            for i in range(1, len(when)):
                calls = tuple((r[0], _second_of(r[i])) for r in stops if r[i] is not None)
                if calls:
                    is_dated = when[0] == "data"
                    yield Column(
                        sheet, "" if is_dated else when[i], when[i].date() if is_dated else None, calls
                    )
            when, stops = (), []
        elif row[0] in ("dni", "data"):
            when = row
        elif row[0]:
            stops.append(row)


def _second_of(value: time) -> int:
    return 3600 * value.hour + 60 * value.minute


def table_stops() -> dict[str, Row]:
    return {
        f"table:{r['nazwa']}": {"stop_name": r["nazwa"], "lon": r["lon"], "lat": r["lat"]}
        for r in records("Przystanki")
    }


def table_trips(day: str) -> list[Trip]:
    """Courses of the table on a kind of day."""
    return [
        Trip(column.sheet, tuple((f"table:{stop}", at, at) for stop, at in column.calls))
        for column in columns()
        if _MARKS[day] in column.marks
    ]


def door_to_door() -> list[dict[str, Any]]:
    """Services on demand, hours in seconds."""
    return [
        {
            "gminas": row["gminy_obslugiwane"].split("|"),
            "destinations": row["dokad"].split("|"),
            "from_s": _second_of(row["od"]),
            "until_s": _second_of(row["do"]),
            "extra_min": row["minuty_dodatkowe"],
            "groups": row["dla_kogo"],
        }
        for row in records("Na telefon")
    ]
