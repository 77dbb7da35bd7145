"""Days as records give them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def parse_day(told: str) -> date | None:
    """A day in ISO form; None where there is none, or only a year."""
    try:
        return date.fromisoformat(told)
    except ValueError:
        return None


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
