"""Times and dates as officials write them into the workbook."""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import Any, Final

from mapa_uslug.contracts.timetable import DAY_S

_PASSING: Final = frozenset(("", "-", "–", "—", "|", "¦", "<", ">"))
_CLOCK: Final = re.compile(
    r"(?P<about>(?:ok\.?|oko[lł]o|ca\.?|~)\s*)?(?P<h>\d{1,2})\s*[:.,]\s*(?P<m>\d{2})(?::\d{2})?(?:\s*h)?"
)
_DATE: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})\.(\d{1,2})\.(\d{4})(?:\s*r\.?)?")
_LAST_HOUR: Final = 47
_YEARS: Final = (1990, 2099)


def is_passed(value: Any) -> bool:
    """Whether a cell says that the course does not call at the stop."""
    return isinstance(value, str) and value.strip() in _PASSING


def is_time(value: Any) -> bool:
    """Whether a cell tells a time."""
    try:
        read_time(value)
    except ValueError:
        return False
    return True


def read_time(value: Any) -> tuple[int, bool]:
    """Seconds of the day, and whether they are only about right (``ok. 7.30``, or the number 7,3).

    Raises
    ------
    ValueError
        No time of day.
    """
    if isinstance(value, dt.datetime):
        value = value.time()
    if isinstance(value, dt.time):
        return value.hour * 3600 + value.minute * 60, False
    if isinstance(value, dt.timedelta):
        return _checked(round(value.total_seconds() / 60) * 60), False
    if isinstance(value, float) and 0 <= value < 1:
        return round(value * DAY_S / 60) * 60, False
    if isinstance(value, float) and math.isfinite(value):
        # "7,30" becomes the number 7.3 as soon as it is typed.
        hours, minutes = divmod(round(value * 100), 100)
        return _from_parts(hours, minutes), True
    found = _CLOCK.fullmatch(" ".join(str(value).split()).casefold())
    if not found:
        raise ValueError(value)
    return _from_parts(int(found["h"]), int(found["m"])), bool(found["about"])


def _from_parts(hours: int, minutes: int) -> int:
    if minutes > 59:
        raise ValueError("clock")
    return _checked(hours * 3600 + minutes * 60)


def _checked(seconds: int) -> int:
    if not 0 <= seconds < (_LAST_HOUR + 1) * 3600:
        raise ValueError("clock")
    return seconds


def read_dates(value: Any) -> tuple[dt.date, ...]:
    """Days out of a date, or a text of one or several (``2026-06-12; 13.06.2026``).

    Raises
    ------
    ValueError
        With what is no date, or one of another century.
    """
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        return (_of_this_age(value),)
    parts = [p.strip() for p in re.split(r"[;,\n]", str(value)) if p.strip()]
    return tuple(sorted({_read_date(part) for part in parts}))


def _read_date(text: str) -> dt.date:
    found = _DATE.fullmatch(text)
    if not found:
        raise ValueError(text)
    year, month, day, day2, month2, year2 = found.groups()
    return _of_this_age(dt.date(int(year or year2), int(month or month2), int(day or day2)))


def _of_this_age(day: dt.date) -> dt.date:
    if not _YEARS[0] <= day.year <= _YEARS[1]:
        raise ValueError(day.isoformat())
    return day
