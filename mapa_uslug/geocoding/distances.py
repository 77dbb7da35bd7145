"""Distances on the ground between points in degrees, and how far a group of points reaches."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

METRES_PER_DEGREE: Final = 111_195.0
"""Of a great circle on a sphere of 6371 km; good to 0.5 % for the few kilometres that are measured here."""
REACH: Final = 0.95
"""Share of a group's points that its radius holds."""


def distance_m(lon_a: Any, lat_a: Any, lon_b: Any, lat_b: Any) -> Any:
    """Distance [m] between points in degrees; numbers or arrays."""
    middle = np.radians((np.asarray(lat_a) + np.asarray(lat_b)) / 2)
    east = (np.asarray(lon_a) - np.asarray(lon_b)) * np.cos(middle)
    return np.hypot(east, np.asarray(lat_a) - np.asarray(lat_b)) * METRES_PER_DEGREE


def middle_and_radius(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> tuple[float, float, float]:
    """Median point of a group and the distance [m] that holds `REACH` of it."""
    x, y = float(np.median(lon)), float(np.median(lat))
    return x, y, float(np.quantile(distance_m(lon, lat, x, y), REACH, method="higher"))


def plane(lon: Any, lat: Any) -> NDArray[np.float64]:
    """Points as (n, 2) metres for nearest-neighbour searches within a country."""
    lon, lat = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    # One scale for all, so that the plane does not depend on which points are asked about.
    return np.column_stack([lon * np.cos(np.radians(52.0)), lat]).reshape(-1, 2) * METRES_PER_DEGREE
