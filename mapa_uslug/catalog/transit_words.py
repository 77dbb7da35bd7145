"""Words for public transport: kinds of day and what is known of their courses."""

from __future__ import annotations

from typing import Final

from mapa_uslug.core.text import Text, mark

COURSE_TITLES: Final = {
    "school": mark("Courses on a school day"),
    "free": mark("Courses on a weekday free of school"),
    "saturday": mark("Courses on a Saturday"),
    "sunday": mark("Courses on a Sunday or public holiday"),
}
"""Headings of the courses of every kind of day; message ids."""

DEPARTURE_TITLES: Final = {
    "school": mark("Departures on a school day"),
    "free": mark("Departures on a weekday free of school"),
    "saturday": mark("Departures on a Saturday"),
    "sunday": mark("Departures on a Sunday or public holiday"),
}
"""Headings of the departures from a stop: of a locality all calls count, at a stop those that one can get on at."""


def name_day_type(text: Text, day_type: str) -> str:
    """A kind of day; an unknown code is given back."""
    words = {
        "school": text("school day"),
        "free": text("weekday free of school"),
        "saturday": text("Saturday"),
        "sunday": text("Sunday or public holiday"),
    }
    return words.get(day_type, day_type)
