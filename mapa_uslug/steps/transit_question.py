"""What an analyst asks of public transport."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from mapa_uslug.contracts.clock import parse_clock, parse_window
from mapa_uslug.contracts.timetable import DAY_S, DAY_TYPES, DayType
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.core.text import mark
from mapa_uslug.steps.analyst import TABLE_FORMATS, check_choices

_MINUTE_S: Final = 60
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_STAY: Final = re.compile(r"\s*(\d{1,4})\s*-\s*(\d{1,4})\s*", re.ASCII)


@dataclass(frozen=True)
class TransitQuestion:
    """When people travel, how they walk, and whether they have to come back.

    Attributes
    ----------
    day : date
        Of dated timetables, and what day of the week it is.
    window : tuple of int
        When people leave, seconds of the day; the end is not in it.
    stay : tuple of int or None
        Least seconds at the destination, and the longest, which with three hours for both ways bounds the time away
        from home; None where nobody has to come back.
    hours : tuple of int
        When the destinations are open, seconds of the day.
    day_type : DayType or None
        Kind of day of timetables made by hand; None: that of the date.
    """

    day: date
    window: tuple[int, int]
    stay: tuple[int, int] | None = None
    hours: tuple[int, int] = (0, DAY_S)
    day_type: DayType | None = None
    pace: str = "walk"
    max_walk_min: int = 20
    max_change_walk_min: int = 10
    change_s: int = 60

    @classmethod
    def parse(
        cls,
        *,
        day: str,
        window: str,
        stay: str,
        hours: str,
        day_type: str,
        pace: str,
        out: Path,
        **numbers: int,
    ) -> TransitQuestion:
        """Out of what stands on the command line; `out` is only looked at for what it cannot be.

        Raises
        ------
        InputError
            With every option that cannot be understood.
        """  # fmt: skip
        problems: list[Problem] = []
        try:
            when = date.fromisoformat(day)
        except ValueError:
            reason = mark("there is no such day") if _DAY.fullmatch(day) else ""
            problems.append(_refused("--date", day, "2026-05-13", reason))
            when = date.min
        leaving = _window("--window", window, problems)
        opening = _window("--hours", hours, problems)
        staying = _stay(stay, problems) if stay else None
        choices = {
            "pace": (pace, ("walk", "walk_slow")),
            "out": (out.suffix.lower(), TABLE_FORMATS),
            **({"day-type": (day_type, DAY_TYPES)} if day_type else {}),
        }
        try:
            check_choices(**choices)
        except InputError as error:
            problems += error.problems
        if problems:
            raise InputError(problems)
        kind = next((t for t in DAY_TYPES if t == day_type), None)
        return cls(when, leaving, staying, opening, kind, pace, **numbers)


def _window(key: str, text: str, problems: list[Problem]) -> tuple[int, int]:
    try:
        return parse_window(text)
    except ValueError:
        reason = mark("the end does not come after the beginning") if _is_span(text) else ""
        problems.append(_refused(key, text, "08:00-10:00", reason))
        return 0, DAY_S


def _is_span(text: str) -> bool:
    """Whether two times of day are given, in whatever order."""
    start, _, end = text.partition("-")
    try:
        parse_clock(start), parse_clock(end)
    except ValueError:
        return False
    return True


def _stay(text: str, problems: list[Problem]) -> tuple[int, int]:
    found = _STAY.fullmatch(text)
    least, longest = (int(part) * _MINUTE_S for part in found.groups()) if found else (0, 0)
    if 0 < least <= longest:
        return least, longest
    reason = ""
    if found:
        reason = mark("the least stay is zero") if not least else mark("the longest stay is below the least")
    problems.append(_refused("--stay", text, "60-240", reason))
    return 0, 0


def _refused(key: str, value: str, example: str, reason: str) -> Problem:
    """An option that cannot be read, or, for a reason, cannot be meant."""
    if reason:
        return problem("{key} cannot be {value}: {reason}.", where=key, key=key, value=value, reason=reason, code="choice",
                       hint="Write it like this: {example}", example=example)  # fmt: skip
    return problem("{key} cannot be {value}.", where=key, key=key, value=value, code="choice",
                   hint="Write it like this: {example}", example=example)  # fmt: skip
