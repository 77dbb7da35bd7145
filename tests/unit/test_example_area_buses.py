"""The timetables of the example area are sound files, and their planted truths follow from them by trying every course."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
import shapely
from example_buses import (
    FEED,
    feed,
    feed_calls,
    feed_stops,
    feed_trips,
    running,
    seconds_of,
)
from example_oracle import TRUTHS, drivers, extract, place_of
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


def test_nothing_in_the_feed_depends_on_the_hour_of_writing_or_on_a_compressor() -> None:
    from zipfile import ZIP_STORED, ZipFile

    with ZipFile(FEED) as archive:
        assert {(i.date_time, i.compress_type) for i in archive.infolist()} == {
            ((2026, 8, 20, 12, 0, 0), ZIP_STORED)
        }
