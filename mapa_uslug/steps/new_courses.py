"""Courses that a plan adds to those of an area."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from mapa_uslug.contracts.config import AreaConfig
from mapa_uslug.contracts.plan_config import NewCourse
from mapa_uslug.contracts.timetable import DayType, Timetable
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.steps.loading import AreaData
from mapa_uslug.steps.loose_stops import tell_loose_stops
from mapa_uslug.steps.timetables import find_dates, load_timetable
from mapa_uslug.transit.book_returns import DAY_WORDS
from mapa_uslug.transit.days import is_told, lacking_feeds

ROLE: Final = "course"
"""Role of the added timetables among the inputs, with their number."""


def add_courses(data: AreaData, courses: Sequence[NewCourse], *, plan_name: str) -> AreaData:
    """The area with further timetables.

    The dates that stand for the kinds of day stay those of the area's own timetables: were others chosen, people might
    lose courses that they have.

    Raises
    ------
    InputError
        The area has no timetables; a file cannot be read; a feed does not hold a date that stands for a kind of day.
    """
    if not courses:
        return data
    where = f"{plan_name} [course]"
    if data.timetable is None:
        raise InputError([problem("The area has no timetables that new courses could join.", where=where, code="no_timetables",
                                  hint="Name the timetables of the area in inputs.timetables of area.toml, and keep transit among the modes.")])  # fmt: skip
    dates = find_dates(data.timetable, data.config.transit)
    config = _with_files(data.config, [c.timetable for c in courses], dates)
    timetable, problems, counts = load_timetable(config, data.gminas)
    untold = list(_untold(data.timetable, timetable, dates, config, where))
    if untold:
        raise InputError(untold)
    problems += tell_loose_stops(
        data.roads, timetable, mode=config.transit.walk, max_distance_m=config.roads.max_snap_m, extent=data.extent
    )  # fmt: skip
    files = {f"{ROLE} {i}": c.timetable for i, c in enumerate(courses, start=1)}
    return replace(
        data, config=config, timetable=timetable, inputs=data.inputs | files,
        problems=tuple(dict.fromkeys([*data.problems, *problems])),
        counts=(*data.counts, *(c for c in counts if c not in data.counts)),
    )  # fmt: skip


def _with_files(config: AreaConfig, files: Sequence[object], dates: dict[DayType, date | None]) -> AreaConfig:
    inputs = config.inputs.model_copy(update={"timetables": [*config.inputs.timetables, *files]})
    days = config.transit.days.model_copy(
        update={kind: day for kind, day in dates.items() if day is not None}
    )
    transit = config.transit.model_copy(update={"days": days})
    return config.model_copy(update={"inputs": inputs, "transit": transit})


def _untold(
    before: Timetable, after: Timetable, dates: dict[DayType, date | None], config: AreaConfig, where: str
) -> Iterator[Problem]:
    """Kinds of day that the area's own timetables tell of, and that the new ones do not."""
    for kind, day in find_dates(after, config.transit).items():
        if is_told(before, dates[kind], kind) and not is_told(after, day, kind):
            value = "-" if day is None else day.isoformat()
            yield problem("{source} has no timetable for {value} ({reason}), for which the courses of the area are counted.",
                          where=where, code="no_such_day", source=", ".join(lacking_feeds(after, day, kind)), value=value,
                          reason=DAY_WORDS[kind],
                          hint="Give new courses that run on that day, in a workbook if need be, or name other dates in [transit.days] of area.toml.")  # fmt: skip
