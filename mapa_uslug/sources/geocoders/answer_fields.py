"""Values of a foreign JSON answer, taken only if they are what they should be."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from mapa_uslug.core.crs import PL_1992, PL_1992_DEGREES, WGS84, transform_xy

_LONGEST: Final = 300


def text_of(value: object) -> str:
    """A text or whole number as one printable line of at most 300 characters; of anything else nothing."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**12:
        return str(value)
    if not isinstance(value, str):
        return ""
    line = " ".join(value[: 4 * _LONGEST].split())
    return "".join(c for c in line if c.isprintable())[:_LONGEST].strip()


def number_of(value: object) -> float:
    """A number, or a text that is one; ``nan`` for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return math.nan
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return math.nan
    return number if math.isfinite(number) else math.nan


def is_in_poland(lon: float, lat: float) -> bool:
    """Whether degrees lie in the box around Poland (``nan`` does not)."""
    west, south, east, north = PL_1992_DEGREES
    return west <= lon <= east and south <= lat <= north


def degrees_of(x: float, y: float) -> tuple[float, float] | None:
    """Longitude and latitude of a point in PL-1992 (x east, y north) or in degrees; None if it is not in Poland."""
    if is_in_poland(x, y):
        return x, y
    if not (0.0 < x < 1e6 and 0.0 < y < 1e6):
        return None
    east, north = transform_xy(np.array([x]), np.array([y]), PL_1992, WGS84)
    lon, lat = float(east[0]), float(north[0])
    return (lon, lat) if is_in_poland(lon, lat) else None
