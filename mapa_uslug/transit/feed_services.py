"""On which days the services of a feed run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.core.errors import ProblemLog
from mapa_uslug.transit.feed_tables import FeedTable

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ADDED, _REMOVED = "1", "2"
_YEARS: Final = (1990, 2099)
_MOST_CELLS: Final = 400_000_000


@dataclass(frozen=True, eq=False)
class FeedServices:
    """Days of services.

    Attributes
    ----------
    rows : dict
        Id of a service -> its row.
    first_date : date or None
        Day of the first column; None where there are none.
    runs : bool, (services, days)
    """

    rows: dict[str, int]
    first_date: date | None
    runs: NDArray[np.bool_]


def parse_day(text: str) -> float:
    """Days since 0001-01-01 (`date.toordinal`) out of ``20260513``.

    Raises
    ------
    ValueError
        No date, or one of another century.
    """
    if len(text) != 8 or not text.isascii() or not text.isdigit():
        raise ValueError(text)
    day = date(int(text[:4]), int(text[4:6]), int(text[6:]))
    if not _YEARS[0] <= day.year <= _YEARS[1]:
        raise ValueError(text)
    return float(day.toordinal())


def read_services(calendar: FeedTable | None, exceptions: FeedTable | None, log: ProblemLog) -> FeedServices:
    """Join ``calendar.txt`` (weekdays between two dates) and ``calendar_dates.txt`` (days added and taken out); either may lack."""
    first, last, weekly = _weekly(calendar, log) if calendar is not None else _NOTHING
    days, is_added = _single_days(exceptions, log) if exceptions is not None else _NOTHING[:2]
    names = [t["service_id"].texts for t in (calendar, exceptions) if t is not None]
    rows = {name: row for row, name in enumerate(dict.fromkeys(n for texts in names for n in texts if n))}
    ends = np.concatenate([first, last, days])
    ends = ends[~np.isnan(ends)]
    if not len(ends):
        return FeedServices(rows, None, np.zeros((len(rows), 0), bool))
    start = int(ends.min())
    length = _limit(int(ends.max()) - start + 1, len(rows), calendar or exceptions, log)
    runs = np.zeros((len(rows), length), bool)
    if calendar is not None:
        weekday = (start - 1 + np.arange(length)) % 7
        for row, a, b, pattern in zip(calendar["service_id"].rows_of(rows), first, last, weekly, strict=True):
            if row >= 0 and not np.isnan(a):
                between = slice(int(a) - start, int(b) - start + 1)
                runs[row, between] |= pattern[weekday[between]]
    if exceptions is not None:
        row = exceptions["service_id"].rows_of(rows)
        used = (row >= 0) & ~np.isnan(days) & (days - start < length)
        runs[row[used], days[used].astype(int) - start] = is_added[used]
    return FeedServices(rows, date.fromordinal(start), runs)


_NOTHING: Final = (np.empty(0), np.empty(0), np.empty((0, 7), bool))


def _weekly(
    table: FeedTable, log: ProblemLog
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """First and last day of every row (NaN where it cannot be used), and on which weekdays it runs."""
    first, last = table["start_date"].parsed(parse_day), table["end_date"].parsed(parse_day)
    wrong = np.isnan(first) | np.isnan(last)
    table.tell("Dates of the service cannot be read ({start}, {end}); the line was left out.", log, wrong, code="date",
               hint="Write start_date and end_date like this: 20260513.", start=table["start_date"], end=table["end_date"])  # fmt: skip
    falling = ~wrong & (last < first)
    table.tell("The service ends before it begins ({start}, {end}); the line was left out.", log, falling, code="date",
               hint="Correct start_date or end_date.", start=table["start_date"], end=table["end_date"])  # fmt: skip
    first[wrong | falling] = last[wrong | falling] = np.nan
    return first, last, np.column_stack([table[day].texts == "1" for day in WEEKDAYS]).reshape(len(table), 7)


def _single_days(table: FeedTable, log: ProblemLog) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    days, kind = table["date"].parsed(parse_day), table["exception_type"].texts
    table.tell("The date {date} cannot be read; the line was left out.", log, np.isnan(days), code="date",
               hint="Write it like this: 20260513.", date=table["date"])  # fmt: skip
    unknown = ~np.isnan(days) & ~np.isin(kind.astype(str), (_ADDED, _REMOVED))
    table.tell("There is no exception_type {value}; the line was left out.", log, unknown, code="exception_type",
               hint="1 adds a day, 2 takes it out.", value=table["exception_type"])  # fmt: skip
    days[unknown] = np.nan
    return days, kind == _ADDED


def _limit(days: int, services: int, table: FeedTable | None, log: ProblemLog) -> int:
    """Days that are kept: years of many services would not fit into memory."""
    most = max(_MOST_CELLS // max(services, 1), 366)
    if days > most and table is not None:
        log.add("The dates of the feed span {number} days; the last of them were left out.", where=table.place, code="date",
                hint="Correct dates that lie in another decade.", severity="warning", number=days)  # fmt: skip
    return min(days, most)
