"""The timetables of the example area are sound files, and their planted truths follow from them by trying every course."""

from __future__ import annotations

from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import pytest
import shapely
from example_buses import (
    FEED,
    WORKBOOK,
    columns,
    door_to_door,
    feed,
    feed_calls,
    feed_stops,
    feed_trips,
    records,
    running,
    seconds_of,
    workbook,
)
from example_oracle import TRUTHS, drivers, extract, gminas, place_of
from openpyxl import load_workbook
from shapely.geometry import Point

TRANSIT = TRUTHS["transit"]
PLACES = {place["name"]: place for place in TRANSIT["places"]}
DAYS = {day: date.fromisoformat(text) for day, text in TRANSIT["days"].items()}

# --- the feed ----------------------------------------------------------------------------------------------------


def test_ids_of_the_feed_join() -> None:
    tables = feed()
    ids = {
        name: [row[f"{key}_id"] for row in tables[f"{name}.txt"]]
        for name, key in (("agency", "agency"), ("routes", "route"), ("trips", "trip"), ("stops", "stop"))
    }
    for name, found in ids.items():
        assert found, name
        assert len(set(found)) == len(found), name
    services = {r["service_id"] for t in ("calendar.txt", "calendar_dates.txt") for r in tables[t]}
    assert {r["agency_id"] for r in tables["routes.txt"]} == set(ids["agency"])
    assert {r["route_id"] for r in tables["trips.txt"]} == set(ids["routes"])
    assert {r["service_id"] for r in tables["trips.txt"]} == services
    assert {r["trip_id"] for r in tables["stop_times.txt"]} == set(ids["trips"])
    assert {r["trip_id"] for r in tables["frequencies.txt"]} < set(ids["trips"])
    boarded = {r["stop_id"] for r in tables["stop_times.txt"]}
    assert boarded == set(feed_stops())
    assert {r["parent_station"] for r in tables["stops.txt"]} - {""} == set(ids["stops"]) - boarded
    assert {r[k] for r in tables["transfers.txt"] for k in ("from_stop_id", "to_stop_id")} < boarded


def test_times_of_the_feed_rise_and_are_those_of_a_bus() -> None:
    """Between 15 and 40 km/h from stop to stop as the road goes (dwell apart), so that no course flies or crawls."""
    driver = drivers()["metres"]
    nodes = {stop: driver.node_near(place_of(row))[0] for stop, row in feed_stops().items()}
    metres = {stop: driver.costs_from(place_of(row)) for stop, row in feed_stops().items()}
    for trip, calls in feed_calls().items():
        assert len(calls) >= 2
        for (a, arrival, leaves), (b, arrives, _) in pairwise(calls):
            assert arrival <= leaves < arrives, trip
            kmh = 3.6 * metres[a][nodes[b]] / (arrives - leaves)
            assert 25.0 < kmh < 40.0, (trip, a, b, kmh)


def test_stops_lie_on_roads() -> None:
    roads = shapely.union_all([line for line, _ in extract().lines("highway")])
    assert all(roads.distance(Point(place_of(row))) < 1.0 for row in feed_stops().values())


def test_one_course_runs_past_midnight() -> None:
    late = {trip for trip, calls in feed_calls().items() if calls[-1][1] > 24 * 3600}
    assert len(late) == 1
    assert any(row["departure_time"].startswith("24:") for row in feed()["stop_times.txt"])


def test_courses_by_intervals_have_no_times_of_their_own_besides() -> None:
    by_interval = {row["trip_id"] for row in feed()["frequencies.txt"]}
    assert {row["route_id"] for row in feed()["trips.txt"] if row["trip_id"] in by_interval} == {"L1"}
    for row in feed()["frequencies.txt"]:
        span = seconds_of(row["end_time"]) - seconds_of(row["start_time"])
        assert span % int(row["headway_secs"]) == 0


@pytest.mark.parametrize(
    ("day", "services"),
    [
        ("2026-10-14", {"DR", "SZ"}),  # a Wednesday of lessons
        ("2026-10-16", {"DR", "SZ", "NC"}),  # a Friday
        ("2027-07-14", {"DR"}),  # a Wednesday of the holidays
        ("2027-02-03", {"DR"}),  # a Wednesday of the winter break
        ("2026-10-17", {"SO", "NC"}),
        ("2026-10-18", {"ND"}),
        ("2026-11-01", {"ND", "WS"}),  # All Saints', a Sunday
        ("2026-11-11", {"ND"}),  # Independence Day, a Wednesday
        ("2026-12-26", {"ND", "NC"}),  # Boxing Day, a Saturday
        ("2026-08-31", set()),  # the day before the feed begins
        ("2027-09-01", set()),  # the day after it ends
    ],
)
def test_services_run_on_their_days(day: str, services: set[str]) -> None:
    assert running(date.fromisoformat(day)) == services


def test_feed_tells_its_range() -> None:
    (info,) = feed()["feed_info.txt"]
    starts = {r["start_date"] for r in feed()["calendar.txt"]}
    assert starts == {info["feed_start_date"]}
    assert max(r["end_date"] for r in feed()["calendar.txt"]) == info["feed_end_date"]
    assert {a["agency_timezone"] for a in feed()["agency.txt"]} == {"Europe/Warsaw"}
    for day in DAYS.values():
        assert info["feed_start_date"] <= day.strftime("%Y%m%d") <= info["feed_end_date"]
    assert [day.weekday() for day in DAYS.values()] == [2, 2, 5, 6]


def test_few_buses_at_the_weekend() -> None:
    counts = {day: len([t for t in feed_trips(when) if t.line != "L1"]) for day, when in DAYS.items()}
    assert counts["school"] > counts["free"] > 2 * counts["saturday"] > 2 * counts["sunday"] > 0


@pytest.mark.parametrize("path", [FEED, WORKBOOK], ids=lambda p: p.name)
def test_nothing_in_the_archives_depends_on_the_hour_of_writing_or_on_a_compressor(path: Path) -> None:
    with ZipFile(path) as archive:
        found = {(entry.date_time, entry.compress_type) for entry in archive.infolist()}
    assert found == {((2026, 8, 20, 12, 0, 0), ZIP_STORED)}


# --- the table made by hand --------------------------------------------------------------------------------------


def test_workbook_has_the_sheets_of_the_form() -> None:
    assert [*workbook()] == ["Przystanki", "G1", "G2", "G3", "Dzień Seniora", "Na telefon"]
    assert load_workbook(WORKBOOK).properties.modified == datetime(2026, 8, 20, 12, 0, 0)


def test_stops_of_the_table_lie_on_roads_of_the_gmina_that_they_name() -> None:
    roads = shapely.union_all([line for line, _ in extract().lines("highway")])
    for row in records("Przystanki"):
        place = Point(place_of(row))
        assert roads.distance(place) < 1.0, row
        assert gminas()[row["gmina"]].contains(place), row


def test_courses_of_the_table_call_at_its_stops_at_the_pace_of_a_bus() -> None:
    driver = drivers()["metres"]
    places = {row["nazwa"]: place_of(row) for row in records("Przystanki")}
    assert {stop for column in columns() for stop, _ in column.calls} == set(places)
    metres = {name: driver.costs_from(place) for name, place in places.items()}
    for column in columns():
        assert len(column.calls) >= 2
        for (a, leaves), (b, arrives) in pairwise(column.calls):
            kmh = 3.6 * metres[a][driver.node_near(places[b])[0]] / (arrives - leaves)
            assert 20.0 < kmh < 40.0, (column.sheet, a, b, kmh)


def test_lines_of_the_table_run_on_the_days_planted() -> None:
    marks = {name: {c.marks for c in columns() if c.sheet == name} for name in ("G1", "G2", "G3")}
    assert marks == {"G1": {"S"}, "G2": {"SW", "S", "6"}, "G3": {"SW"}}
    ends = {(c.calls[0][0], c.calls[-1][0]) for c in columns() if c.sheet == "G3"}
    assert ends == {("Topolin", "Zalewsk")}, "and nobody is brought back"


def test_pick_up_to_the_event_leaves_once_at_half_past_nine() -> None:
    dated = [column for column in columns() if column.day is not None]
    assert [(c.sheet, c.day, c.calls[0][1]) for c in dated] == [
        ("Dzień Seniora", date(2026, 10, 1), 9 * 3600 + 1800),
        ("Dzień Seniora", date(2026, 10, 1), 14 * 3600 + 1800),
    ]
    assert date(2026, 10, 1) not in DAYS.values()


def test_services_on_demand_are_the_truths() -> None:
    planted = [
        (row["name"], row["gminas"], row["extra_min"], row["groups"] or None) for row in TRANSIT["on_demand"]
    ]
    told = [row["nazwa"] for row in records("Na telefon")]
    found = [
        (name, r["gminas"], r["extra_min"], r["groups"]) for name, r in zip(told, door_to_door(), strict=True)
    ]
    assert found == planted
