"""What is known in advance of public transport: who gets there and back on which day, and why the others do not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from example_area.drawing import Drawing
from example_area.gazetteer import Settlement, by_name
from example_area.gmina_lines import DOOR_TO_DOOR, gmina_courses
from example_area.timetable import Course, Stops, clock, pks_courses

DAYS = {"school": "2026-10-14", "free": "2027-07-14", "saturday": "2026-10-17", "sunday": "2026-10-18"}
COMPLETE = ("086001", "086002", "086004", "086005")
"""Of gmina Modrzewno it is not known which other buses run."""

_THRESHOLD = 45
_WALK_MIN = 20
_WALK_THERE_MIN = 3
"""From the seat's stop to its health centre: less than 200 m."""
# Services of the feed and marks of the table that run on the days above.
_RUNNING = {
    "school": {"DR", "SZ", "S"}, "free": {"DR", "W"}, "saturday": {"SO", "NC", "6"}, "sunday": {"ND", "7"},
}  # fmt: skip

# place | why | service, day, state, reason, cause
_PLANTED: tuple[tuple[str, str, tuple[tuple[str, str, str, str, str], ...]], ...] = (
    (
        "Trzcinno", "A carrier's buses call all day on their way between two health centres.",
        (("POZ", "school", "served", "", ""), ("POZ", "free", "served", "", "")),
    ),
    (
        "Rudnia", "The gmina's own line runs there and back, free of school or not.",
        (("POZ", "school", "served", "", ""), ("POZ", "free", "served", "", "")),
    ),
    (
        "Jelenie", "The gmina's school line is the only one, and it rests when the school does.",
        (("POZ", "school", "served", "", ""), ("POZ", "free", "too_far", "", "no_course")),
    ),
    (
        "Topolin", "One course to the town in the morning; nothing ever drives back.",
        (("POZ", "school", "too_far", "", "no_return"), ("POZ", "free", "too_far", "", "no_return")),
    ),
    (
        "Jodłowice", "No stop within twenty minutes' walk, in a gmina whose timetables are all known.",
        (("POZ", "school", "too_far", "", "no_stop"), ("POZ", "free", "too_far", "", "no_stop")),
    ),
    (
        "Głusza", "No stop within twenty minutes' walk, in a gmina whose timetables are all known.",
        (("POZ", "school", "too_far", "", "no_stop"), ("POZ", "free", "too_far", "", "no_stop")),
    ),
    (
        "Moczary", "No road in the data: whether a bus comes near cannot be said either.",
        (("POZ", "school", "cannot_tell", "no_road", ""), ("POZ", "free", "cannot_tell", "no_road", "")),
    ),
    (
        "Świerki", "No known bus, but not all of the gmina's are known; a taxi that is booked goes to the gmina's own health "
        "centre, not to pharmacies elsewhere.",
        (("POZ", "school", "served", "", ""), ("APT", "school", "cannot_tell", "no_timetable", ""),
         ("APT", "free", "cannot_tell", "no_timetable", "")),
    ),
)  # fmt: skip

# place | where its people go | stop there
_GOOD_BUS = (("Trzcinno", "Grodzieniec"), ("Rudnia", "Jezierzec"))


def transit_truths(drawing: Drawing, who: Callable[[Settlement], dict[str, Any]]) -> dict[str, Any]:
    """Truths of public transport; `who` tells the people of a place and their squares."""
    stops = Stops(drawing.network)
    courses = [*pks_courses(stops), *gmina_courses(stops)]
    return {
        "days": DAYS,
        "complete": list(COMPLETE),
        "places": [_place(who(by_name()[name]), why, expected) for name, why, expected in _PLANTED],
        "good_bus": [_good_bus(courses, place, seat) for place, seat in _GOOD_BUS],
        "school_only": {"service_type": "POZ", "localities": ["Jelenie"]},
        "on_demand": [
            {"name": d.name, "gminas": [d.gminas], "extra_min": d.extra_min, "groups": d.groups}
            for d in DOOR_TO_DOOR
        ],
    }


def _place(
    who: dict[str, Any], why: str, expected: tuple[tuple[str, str, str, str, str], ...]
) -> dict[str, Any]:
    return {
        **who,
        "why": why,
        "expected": [
            {
                "service_type": service, "mode": "transit", "level": 1, "threshold": _THRESHOLD, "day": day, "state": state,
                "reason": reason, "cause": cause, "people": who["people"],
            }
            for service, day, state, reason, cause in expected
        ],
    }  # fmt: skip


def _good_bus(courses: list[Course], place: str, seat: str) -> dict[str, Any]:
    calling = [course for course in courses if any(name == place for name, *_ in course.calls)]
    rides = sorted(
        minutes
        for course in calling
        for name, *_ in course.calls
        if name.split(",")[0] == place and (minutes := _ride_min(course, name, seat)) is not None
    )
    returns = {
        day: [c for c in calling if _runs(c, day) and _ride_min(c, seat, place) is not None] for day in DAYS
    }
    return {
        "name": place,
        "gmina_teryt": by_name()[place].gmina,
        "seat": seat,
        "courses": {day: sum(_runs(course, day) for course in calling) for day in DAYS},
        "last_return": {
            day: clock(max(_leaves(c, seat) for c in found), with_seconds=False) if found else ""
            for day, found in returns.items()
        },
        "ride_min": [rides[0], rides[-1]],
        "outward_min": [rides[0], rides[-1] + _WALK_MIN + _WALK_THERE_MIN],
    }


def _runs(course: Course, day: str) -> bool:
    return not _RUNNING[day].isdisjoint(course.days.split())


def _leaves(course: Course, stop: str) -> int:
    return next(departure for name, _, departure in course.calls if name == stop)


def _ride_min(course: Course, start: str, end: str) -> float | None:
    """Minutes from stop to stop; None where the course does not go that way."""
    times = {name: (arrival, departure) for name, arrival, departure in course.calls}
    if start not in times or end not in times or times[end][0] <= times[start][1]:
        return None
    return (times[end][0] - times[start][1]) / 60.0
