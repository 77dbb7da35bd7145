"""Lines that take people somewhere and never back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mapa_uslug.core.errors import Problem, problem
from mapa_uslug.core.folding import fold
from mapa_uslug.core.text import mark
from mapa_uslug.transit.book_courses import Course
from mapa_uslug.transit.book_tables import BookStops

DAY_WORDS = {
    "school": mark("school days"),
    "free": mark("weekdays free of school"),
    "saturday": mark("Saturdays"),
    "sunday": mark("Sundays and holidays"),
}
_POST = re.compile(r"\s*(?:\(?\d{1,2}\)?|nz|n/z)$")
Way = tuple[str, str]


def find_missing_returns(courses: Sequence[Course], stops: BookStops) -> Iterator[Problem]:
    """Warn of lines whose courses, on a kind of day or a date, all go one way.

    A way back may be a course of any line of the workbook; it need not serve all the places. Posts of one stop, which
    differ by a number at the end of the name, are one place.
    """
    places = [_POST.sub("", fold(name)) for name in stops.names]
    ways: dict[str, set[Way]] = {}
    of_line: dict[tuple[str, str], tuple[Course, set[Way]]] = {}
    for course in courses:
        found = _ways([places[call.stop] for call in course.calls])
        for day in (*course.days, *(d.isoformat() for d in course.dates)):
            ways.setdefault(day, set()).update(found)
            of_line.setdefault((course.line, day), (course, set()))[1].update(found)
    for (line, day), (course, there) in sorted(of_line.items(), key=lambda item: _order(item[0])):
        if not any((b, a) in ways[day] for a, b in there):
            yield problem(
                "The line {line_name} has courses one way only: {reason}.", where=course.where, code="no_return", severity="warning",
                hint="Add the courses back if there are any; without them nobody counts as able to go there and return.",
                line_name=line, reason=DAY_WORDS.get(day, day),
            )  # fmt: skip


def _ways(places: Sequence[str]) -> set[Way]:
    return {(a, b) for i, a in enumerate(places) for b in places[i + 1 :] if a != b}


def _order(key: tuple[str, str]) -> tuple[str, int, str]:
    line, day = key
    return line, list(DAY_WORDS).index(day) if day in DAY_WORDS else len(DAY_WORDS), day
