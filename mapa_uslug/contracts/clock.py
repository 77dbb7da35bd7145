"""Times of day as text and as seconds."""

from __future__ import annotations

import re
from typing import Final

_CLOCK: Final = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_HOURS_TOLD: Final = 48


def parse_clock(value: str) -> int:
    """Seconds since the start of the day out of ``8:05``, ``08:05:30`` or, past midnight, ``25:10``.

    Raises
    ------
    ValueError
        ``clock`` if it is no time.
    """
    found = _CLOCK.fullmatch(value.strip())
    if found is None:
        raise ValueError("clock")
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    if hours >= _HOURS_TOLD or minutes > 59 or seconds > 59:
        raise ValueError("clock")
    return hours * 3600 + minutes * 60 + seconds


def parse_window(value: str) -> tuple[int, int]:
    """Both ends in seconds out of ``06:00-18:00``.

    Raises
    ------
    ValueError
        ``window`` if it is no stretch of time, or ends before it begins.
    """
    start, dash, end = value.partition("-")
    try:
        window = parse_clock(start), parse_clock(end)
    except ValueError:
        raise ValueError("window") from None
    if not dash or window[0] >= window[1]:
        raise ValueError("window")
    return window


def write_clock(seconds: float) -> str:
    """``08:05`` out of seconds of the day; whole minutes, hours past midnight go on counting."""
    minutes = int(seconds) // 60
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
