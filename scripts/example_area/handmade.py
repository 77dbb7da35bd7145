"""The gmina's own lines as an official would fill them into the workbook for timetables without a feed."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from example_area.archives import SAVED, write_archive
from example_area.gazetteer import by_name
from example_area.gmina_lines import DOOR_TO_DOOR, EVENT_DAY, GMINA_LINES, gmina_courses
from example_area.plane import to_degrees
from example_area.timetable import Course, Stops, seconds_of

NAME = "kursy_gminne.xlsx"

_STOPS = ("nazwa", "lat", "lon", "gmina")
_ON_DEMAND = (
    "nazwa", "gminy_obslugiwane", "dokad", "dni", "od", "do", "minuty_dodatkowe", "rezerwacja", "dla_kogo",
)  # fmt: skip
_FORMATS = {time: "h:mm", date: "yyyy-mm-dd"}
_FIRST_WIDTH = 24.0

Value = str | int | float | time | date


def write_handmade(path: Path, stops: Stops) -> None:
    """Write the workbook: stops, a sheet a line with there above back, services on demand."""
    book = Workbook()
    properties = book.properties
    properties.creator, properties.title = "mapa_uslug", "Kursy gminy Jezierzec"
    properties.created = properties.modified = datetime(*SAVED)
    first = book.active
    assert isinstance(first, Worksheet)
    first.title = "Przystanki"
    _fill(first, [_STOPS, *_stop_rows(stops)])
    courses = gmina_courses(stops)
    for line in GMINA_LINES:
        own = [course for course in courses if course.line == line.number]
        _fill(book.create_sheet(line.number), _line_rows(line.name, own))
    _fill(book.create_sheet("Na telefon"), [_ON_DEMAND, *_on_demand_rows()])
    write_archive(path, _entries(book))


def _entries(book: Workbook) -> dict[str, bytes]:
    stream = io.BytesIO()
    with ZipFile(stream, "w") as archive:
        # `Workbook.save` would put in the present time.
        ExcelWriter(book, archive).write_data()
    with ZipFile(stream) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _fill(sheet: Worksheet, rows: Iterable[Iterable[Value]]) -> None:
    for values in rows:
        sheet.append(list(values))
    sheet.column_dimensions["A"].width = _FIRST_WIDTH
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell, Cell) and type(cell.value) in _FORMATS:
                cell.number_format = _FORMATS[type(cell.value)]


def _stop_rows(stops: Stops) -> Iterator[tuple[Value, ...]]:
    for name in dict.fromkeys(stop for line in GMINA_LINES for stop in line.stops):
        lon, lat = to_degrees(stops.place(name))
        yield name, round(lat, 6), round(lon, 6), by_name()[name.split(",")[0]].gmina


def _line_rows(name: str, courses: list[Course]) -> Iterator[list[Value]]:
    yield ["linia", name]
    for is_back in (False, True):
        block = sorted((c for c in courses if c.is_back == is_back), key=lambda c: c.calls[0][1])
        if block:
            yield from _block_rows(block)
            yield []


def _block_rows(courses: list[Course]) -> Iterator[list[Value]]:
    """Courses side by side, with their days above and a row a stop."""
    yield ["kurs", *(number for number, _ in enumerate(courses, start=1))]
    if courses[0].days == EVENT_DAY:
        yield ["data", *(date.fromisoformat(course.days) for course in courses)]
    else:
        yield ["dni", *(course.days.replace(" ", "") for course in courses)]
    for calls in zip(*(course.calls for course in courses), strict=True):
        yield [calls[0][0], *(_time(departure) for _, _, departure in calls)]


def _on_demand_rows() -> Iterator[tuple[Value, ...]]:
    for taxi in DOOR_TO_DOOR:
        start, end = (_time(seconds_of(text)) for text in taxi.hours)
        days = taxi.days.replace(" ", "")
        yield (
            taxi.name, taxi.gminas, taxi.destinations, days, start, end, taxi.extra_min, taxi.booking, taxi.groups,
        )  # fmt: skip


def _time(seconds: int) -> time:
    return time(seconds // 3600, seconds // 60 % 60)
