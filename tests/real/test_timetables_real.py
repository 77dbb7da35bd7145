"""Real feeds: counts that a few lines of the csv module give, none of our code."""

from __future__ import annotations

import csv
import io
import time
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from mapa_uslug.contracts.timetable import Timetable
from mapa_uslug.transit.reading import read_timetables

pytestmark = pytest.mark.real


def rows_of(path: Path, name: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(path) as archive:
        return list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))


def running(timetable: Timetable, day: date) -> int:
    at = (day - timetable.first_date).days
    return int(timetable.runs_on_date[timetable.trip_service, at].sum())


def seconds(text: str) -> int:
    hours, minutes, rest = map(int, text.split(":"))
    return hours * 3600 + minutes * 60 + rest


@pytest.mark.parametrize("name", ["minsk_mazowiecki.zip", "krakow_gtfsT.zip"])
def test_stops_trips_and_calls_are_those_of_the_files(real_data, name):
    path = real_data / "gtfs" / name
    timetable, problems, (count,) = read_timetables([path], gminas=None)
    calls = rows_of(path, "stop_times.txt")
    per_trip = Counter(row["trip_id"] for row in calls)
    usable = {trip for trip, n in per_trip.items() if n > 1}
    assert timetable.stop_count == len(rows_of(path, "stops.txt"))
    assert count.read == len(rows_of(path, "trips.txt"))
    assert set(timetable.trip_id) == usable
    assert len(timetable.call_stop) == sum(per_trip[trip] for trip in usable)
    # Times of all calls added up, so that none can stand in another's place unseen.
    assert timetable.call_departure_s.sum(dtype=np.int64) == sum(seconds(row["departure_time"]) for row in calls if row["trip_id"] in usable)  # fmt: skip
    assert {p.code for p in problems} <= {"one_call"}
    # Of the Krakow trams 85 trips have a single call: they run in or out of a depot.
    assert count.left_out == ({"one_call": 85} if name.startswith("krakow") else {})


def test_days_of_minsk_mazowiecki(real_data):
    path = real_data / "gtfs" / "minsk_mazowiecki.zip"
    timetable, _, _ = read_timetables([path], gminas=None)
    trips = Counter(row["service_id"] for row in rows_of(path, "trips.txt"))
    exceptions = {
        (r["service_id"], r["date"]): r["exception_type"] for r in rows_of(path, "calendar_dates.txt")
    }
    weekdays = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

    def expected(day: date) -> int:
        stamp = day.strftime("%Y%m%d")
        runs = {
            row["service_id"]
            for row in rows_of(path, "calendar.txt")
            if row[weekdays[day.weekday()]] == "1" and row["start_date"] <= stamp <= row["end_date"]
        }
        runs |= {service for (service, when), kind in exceptions.items() if when == stamp and kind == "1"}
        runs -= {service for (service, when), kind in exceptions.items() if when == stamp and kind == "2"}
        return sum(trips[service] for service in runs)

    assert timetable.first_date == date(2024, 12, 15)
    assert timetable.runs_on_date.shape == (3, 559)
    assert running(timetable, date(2026, 5, 13)) == expected(date(2026, 5, 13)) > 0
    for offset in range(559):
        day = date.fromordinal(timetable.first_date.toordinal() + offset)
        assert running(timetable, day) == expected(day)


def test_krakow_is_read_in_seconds(real_data):
    start = time.perf_counter()
    read_timetables([real_data / "gtfs" / "krakow_gtfsT.zip"], gminas=None)
    # Half a second on an idle machine; a tenfold margin for a busy one.
    assert time.perf_counter() - start < 6
