"""A workbook of stops, courses and services on demand, made by hand, as a timetable."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.gmina_lookup import GminaIndex
from mapa_uslug.contracts.tables import Count
from mapa_uslug.contracts.timetable import DAY_TYPES, OnDemand, Timetable
from mapa_uslug.core.errors import ProblemLog
from mapa_uslug.core.folding import fold
from mapa_uslug.transit.book_cells import BookSheet, read_sheets
from mapa_uslug.transit.book_courses import Course, LineCourses, read_courses
from mapa_uslug.transit.book_returns import find_missing_returns
from mapa_uslug.transit.book_tables import BookStops, read_on_demand, read_stops
from mapa_uslug.transit.sources import Source

STOPS_SHEET: Final = "Przystanki"
ON_DEMAND_SHEET: Final = "Na telefon"
GUIDE_SHEET: Final = "Jak wypełnić"


def read_handmade(path: Path, *, gminas: GminaIndex | None) -> Source:
    """Read a workbook of the form that `transit.template` writes.

    Parameters
    ----------
    path
        ``.xlsx``.
    gminas
        Gminas by name, for the services on demand.

    Raises
    ------
    InputError
        A file that cannot be read, without the sheet of stops, or in which nothing can be used.
    """
    log = ProblemLog()
    sheets = read_sheets(path, log)
    by_name = {fold(sheet.name): sheet for sheet in sheets}
    stops = BookStops([], [], [], {})
    if sheet := by_name.get(fold(STOPS_SHEET)):
        stops = read_stops(sheet, log)
    lines = [s for s in sheets if fold(s.name) not in map(fold, (STOPS_SHEET, ON_DEMAND_SHEET, GUIDE_SHEET))]
    if not sheet and (lines or fold(ON_DEMAND_SHEET) not in by_name):
        log.add("The workbook has no sheet {sheet}.", where=path.name, code="missing_sheet", sheet=STOPS_SHEET,
                hint="Begin with the empty workbook: mapa-uslug template --timetable.")  # fmt: skip
    log.raise_errors()
    courses, read, lost_stops = _read_lines(lines, stops, log)
    log.extend(find_missing_returns(courses, stops))
    on_demand = by_name.get(fold(ON_DEMAND_SHEET))
    services = read_on_demand(on_demand, gminas, log) if on_demand else ()
    if not courses and not services:
        log.add("The workbook has no course and no service on demand that can be used.", where=path.name, code="no_trips",
                hint="Look at the warnings about its cells, and at the sheet with instructions of the empty workbook.")  # fmt: skip
    log.raise_errors()
    left_out = {"not_usable": read - len(courses)} if read > len(courses) else {}
    count = Count(f"timetable: {path.name}", read, len(courses), left_out)
    return Source(
        _assemble(path.name, stops, courses, services, lost_stops), tuple(dict.fromkeys(log.problems)), count
    )


def _read_lines(sheets: Sequence[BookSheet], stops: BookStops, log: ProblemLog) -> LineCourses:
    parts = [read_courses(sheet, stops, log) for sheet in sheets]
    return LineCourses(
        [course for part in parts for course in part.courses],
        sum(part.read for part in parts),
        {stop for part in parts for stop in part.lost_stops},
    )


def _assemble(
    name: str,
    stops: BookStops,
    courses: Sequence[Course],
    services: tuple[OnDemand, ...],
    lost_stops: set[int],
) -> Timetable:
    calls = [call for course in courses for call in course.calls]
    kinds = list(dict.fromkeys((course.days, course.dates) for course in courses))
    first, on_date = _dates([dates for _, dates in kinds])
    sizes = [len(course.calls) for course in courses]
    none = np.empty(0, np.int32)
    names = np.array(stops.names, object)
    return Timetable(
        stop_id=names, stop_name=names, stop_lon=np.array(stops.lon, float), stop_lat=np.array(stops.lat, float),
        stop_parent=np.arange(len(names), dtype=np.int32),
        trip_id=_objects([course.place for course in courses]), trip_line=_objects([course.line for course in courses]),
        trip_headsign=_objects([stops.names[course.calls[-1].stop] for course in courses]),
        trip_source=np.full(len(courses), name, object),
        trip_service=np.array([kinds.index((c.days, c.dates)) for c in courses], np.int32),
        call_ptr=np.cumsum([0, *sizes]).astype(np.int64), call_stop=np.array([c.stop for c in calls], np.int32),
        call_arrival_s=np.array([c.arrival_s for c in calls], np.int32),
        call_departure_s=np.array([c.departure_s for c in calls], np.int32),
        call_boards=np.ones(len(calls), bool), call_alights=np.ones(len(calls), bool),
        first_date=first, runs_on_date=on_date,
        runs_on_type=np.array([[d in days for d in DAY_TYPES] for days, _ in kinds], bool).reshape(len(kinds), len(DAY_TYPES)),
        transfer_from=none, transfer_to=none, transfer_s=none, on_demand=services,
        lost_stop=np.isin(np.arange(len(names)), list(lost_stops)),
    )  # fmt: skip


def _objects(texts: Sequence[str]) -> NDArray[np.object_]:
    return np.array(texts, object)


def _dates(kinds: Sequence[tuple[dt.date, ...]]) -> tuple[dt.date | None, NDArray[np.bool_]]:
    """First day that any course of dates runs on, and the days of each kind."""
    days = [day for dates in kinds for day in dates]
    if not days:
        return None, np.zeros((len(kinds), 0), bool)
    first = min(days)
    runs = np.zeros((len(kinds), (max(days) - first).days + 1), bool)
    for kind, dates in enumerate(kinds):
        runs[kind, [(day - first).days for day in dates]] = True
    return first, runs
