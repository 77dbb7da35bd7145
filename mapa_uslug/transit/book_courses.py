"""Sheets of lines, laid out as printed timetables are: stops below each other, courses side by side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from mapa_uslug.contracts.timetable import DAY_S, DayType
from mapa_uslug.core.errors import ProblemLog
from mapa_uslug.core.folding import fold
from mapa_uslug.transit.book_cells import BookSheet, cell_text
from mapa_uslug.transit.book_days import is_passed, is_time, read_dates, read_time
from mapa_uslug.transit.book_tables import BookStops, read_days_cell, warn_of_about

_LINE, _COURSE, _DAYS, _DATE = "linia", "kurs", "dni", "data"
_HEADS: Final = (_LINE, _COURSE, _DAYS, _DATE)
_TITLES: Final = ("przystanek", "przystanki", "nazwa przystanku")
_BELOW_MIDNIGHT_S: Final = 18 * 3600
_AFTER_MIDNIGHT_S: Final = 6 * 3600


@dataclass(frozen=True)
class Call:
    """A call of a course: row of `BookStops`, seconds of the day."""

    stop: int
    arrival_s: int
    departure_s: int


@dataclass(frozen=True)
class Course:
    """A column of times.

    Attributes
    ----------
    where : str
        Its uppermost cell, for messages.
    place : str
        Sheet and cell, which no two courses share.
    line : str
    days : tuple of DayType
        Empty for a course that runs on dates.
    dates : tuple of date
    calls : tuple of Call
        Two or more, never falling.
    """

    where: str
    place: str
    line: str
    days: tuple[DayType, ...]
    dates: tuple[dt.date, ...]
    calls: tuple[Call, ...]


class LineCourses(NamedTuple):
    """What a sheet of one line tells.

    Attributes
    ----------
    courses : list of Course
    read : int
        Columns that hold times, usable or not.
    lost_stops : set of int
        Stops at which a column calls that had to be left out, as a whole or at some stop.
    """

    courses: list[Course]
    read: int
    lost_stops: set[int]


@dataclass
class _Block:
    """Courses under one head.

    Attributes
    ----------
    heads : dict
        Row of the head by its word.
    stops, placeless : list of tuple
        Rows of the sheet and of `BookStops`, for stops that can be called at and those that cannot; -1 where even that
        is not known.
    is_unclear : bool
        Whether it stands under a mere text, so that nothing says on which days its courses run.
    """

    heads: dict[str, int]
    stops: list[tuple[int, int]]
    placeless: list[tuple[int, int]] = field(default_factory=list)
    is_unclear: bool = False


def read_courses(sheet: BookSheet, stops: BookStops, log: ProblemLog) -> LineCourses:
    """Read a sheet of one line; it may hold several blocks, as for there and back, each under its own head."""
    line, read = sheet.name, 0
    courses: list[Course] = []
    lost: set[int] = set()
    for block in _blocks(sheet, stops, log):
        if _LINE in block.heads:
            line = sheet.text(block.heads[_LINE], 1) or sheet.name
        rows = [row for row, _ in (*block.stops, *block.placeless)]
        for column in range(1, max((len(sheet.rows[row]) for row in rows), default=0)):
            lost_here = _told_stops(sheet, block, column)
            if lost_here is None and not _told(sheet, block.stops, column):
                continue
            read += 1
            course = None if block.is_unclear else _course(sheet, block, column, line, log)
            courses += [] if course is None else [course]
            if course is not None and not _told(sheet, block.placeless, column):
                lost_here = (lost_here or set()) - {call.stop for call in course.calls}
            lost |= lost_here or set()
    return LineCourses(courses, read, lost)


def _told(sheet: BookSheet, rows: Sequence[tuple[int, int]], column: int) -> list[tuple[int, int]]:
    """Rows with something else than a dash in a column."""
    return [(row, stop) for row, stop in rows if not is_passed(sheet.at(row, column))]


def _told_stops(sheet: BookSheet, block: _Block, column: int) -> set[int] | None:
    """Stops with a time in a column, readable or not; None where it is a single one, or a column of remarks."""
    told = _told(sheet, (*block.stops, *block.placeless), column)
    has_days = any(sheet.text(row, column) for word, row in block.heads.items() if word in (_DAYS, _DATE))
    # Arrival and departure at one stop are one; stops that are not known are as many as their rows.
    places = {stop if stop >= 0 else -1 - row for row, stop in told}
    is_course = len(places) > 1 and (has_days or any(is_time(sheet.at(row, column)) for row, _ in told))
    return {stop for _, stop in told if stop >= 0} if is_course else None


def _blocks(sheet: BookSheet, stops: BookStops, log: ProblemLog) -> Iterator[_Block]:
    block = _Block({}, [])
    for row, cells in enumerate(sheet.rows):
        word = _head_word(cells)
        if word in _HEADS:
            if block.stops or block.placeless:
                yield block
                block = _Block({}, [])
            block.heads[word] = row
        elif word and word not in _TITLES:
            stop = stops.find(cell_text(cells[0]))
            if stop is not None:
                (block.stops if stops.is_usable(stop) else block.placeless).append((row, stop))
            elif _begins_anew(sheet, row, stops, block):
                yield block
                block = _Block({}, [], is_unclear=True)
                sheet.tell("Another table seems to begin at {text}, for its stops stand above already; the courses in it were left out.", log, row, 0, code="no_head",
                           hint="Put a row Kurs and a row Dni above its stops, as at the top of the sheet.", text=cell_text(cells[0]))  # fmt: skip
            elif any(map(is_time, cells[1:])):
                block.placeless.append((row, -1))
                _tell_unknown(sheet, row, cell_text(cells[0]), stops, log)
        elif not word and any(map(is_time, cells)):
            sheet.tell("The row has no stop in column A and was left out.", log, row, 0, code="unknown_stop", hint="Write the stop's name in column A.")  # fmt: skip
    yield block


def _head_word(cells: Sequence[Any]) -> str:
    return fold(cell_text(cells[0])).rstrip(":") if cells else ""


def _is_clock(value: Any) -> bool:
    """Whether a cell tells a time, and not perhaps the number of a course."""
    return is_time(value) and not (isinstance(value, float) and value >= 1 and value.is_integer())


def _begins_anew(sheet: BookSheet, row: int, stops: BookStops, block: _Block) -> bool:
    """Whether two stops or more of a table stand again between a mere text and the next head: a way back, or a second
    table. Read on as one course, it would carry people from the end of the first to the beginning of the second.
    """
    above = {stop for _, stop in (*block.stops, *block.placeless) if stop >= 0}
    if block.is_unclear or len(above) < 2 or any(map(_is_clock, sheet.rows[row][1:])):
        return False
    below: set[int | None] = set()
    for cells in sheet.rows[row + 1 :]:
        if _head_word(cells) in _HEADS:
            break
        below.add(stops.find(cell_text(cells[0])) if cells else None)
    return len(above & below) > 1


def _tell_unknown(sheet: BookSheet, row: int, name: str, stops: BookStops, log: ProblemLog) -> None:
    near = stops.nearest_name(name)
    if near:
        sheet.tell("The stop {stop} is not in the sheet of stops; courses pass it by. Perhaps {near} is meant.", log, row, 0,
                   hint="Add it to the sheet Przystanki, or write its name as it stands there.", code="unknown_stop", stop=name, near=near)  # fmt: skip
    else:
        sheet.tell("The stop {stop} is not in the sheet of stops; courses pass it by.", log, row, 0,
                   hint="Add it to the sheet Przystanki, or write its name as it stands there.", code="unknown_stop", stop=name)  # fmt: skip


def _course(sheet: BookSheet, block: _Block, column: int, line: str, log: ProblemLog) -> Course | None:
    top = min(block.heads.values(), default=min(row for row, _ in (*block.stops, *block.placeless)))
    top = block.heads.get(_COURSE, top)
    days, dates = _when(sheet, block, column, top, log)
    calls = _calls(sheet, block, column, log)
    if calls is None or not (days or dates):
        return None
    if len(calls) < 2:
        sheet.tell("The course calls at fewer than two usable stops and was left out.", log, top, column, code="one_call",
                   hint="Write a time at every stop where people get on or off.")  # fmt: skip
        return None
    where = sheet.where(top, column)
    return Course(where, where.partition("!")[2].replace(":", "!"), line, days, dates, tuple(calls))


def _when(
    sheet: BookSheet, block: _Block, column: int, top: int, log: ProblemLog
) -> tuple[tuple[DayType, ...], tuple[dt.date, ...]]:
    """Kinds of day or dates that a course runs on; dates go before."""
    row = block.heads.get(_DATE)
    if row is not None and sheet.text(row, column):
        try:
            return (), read_dates(sheet.at(row, column))
        except ValueError:
            sheet.tell("The date {date} of the course cannot be read; the course was left out.", log, row, column, code="date",
                       hint="Write it like this: 2026-06-12; several with semicolons between them.", date=sheet.text(row, column))  # fmt: skip
            return (), ()
    row = block.heads.get(_DAYS)
    days = read_days_cell(sheet, row, column, log) if row is not None else ()
    if days is None:
        return (), ()
    if not days:
        sheet.tell("Nothing says on which days the course runs; it was left out.", log, top if row is None else row, column, code="unknown_days",
                   hint="Write S, W, 6, 7 or several of them in the row Dni, or a date in the row Data.")  # fmt: skip
    return days, ()


def _calls(sheet: BookSheet, block: _Block, column: int, log: ProblemLog) -> list[Call] | None:
    """Calls of a course down its column; None if its times fall."""
    calls: list[Call] = []
    for row, stop in block.stops:
        value = sheet.at(row, column)
        if is_passed(value):
            continue
        try:
            seconds, is_about = read_time(value)
        except ValueError:
            sheet.tell("The time {value} cannot be read; the course passes this stop by.", log, row, column, code="time",
                       hint="Write hours and minutes with a colon: 7:30; a dash where it does not stop.", value=cell_text(value))  # fmt: skip
            continue
        if is_about:
            warn_of_about(sheet, row, column, cell_text(value), log)
        last = calls[-1].departure_s if calls else 0
        seconds = _past_midnight(seconds, last)
        if seconds < last:
            sheet.tell("The time falls along the course ({value}); the course was left out.", log, row, column, code="falling_times",
                       hint="Correct the time; courses of the way back stand below, under a head of their own.", value=_shown(value))  # fmt: skip
            return None
        if calls and calls[-1].stop == stop:
            # Arrival and departure, one below the other.
            calls[-1] = Call(stop, calls[-1].arrival_s, seconds)
        else:
            calls.append(Call(stop, seconds, seconds))
    return calls


def _past_midnight(seconds: int, last: int) -> int:
    """The next day's time where a course goes on from the evening into the night."""
    is_next = last % DAY_S >= _BELOW_MIDNIGHT_S and seconds < _AFTER_MIDNIGHT_S
    return seconds + DAY_S if is_next or (last >= DAY_S and seconds < _AFTER_MIDNIGHT_S) else seconds


def _shown(value: object) -> str:
    return value.strftime("%H:%M") if isinstance(value, dt.time) else cell_text(value)
