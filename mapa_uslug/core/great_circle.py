"""Lengths on the ground between points in degrees."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

EARTH_RADIUS_M: Final = 6_371_009.0
"""Mean radius, the one that OSMnx measures lengths with."""


def great_circle_m(
    lon_a: NDArray[np.float64],
    lat_a: NDArray[np.float64],
    lon_b: NDArray[np.float64],
    lat_b: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Great-circle distance in metres by the haversine formula, which stays exact for short segments."""
    phi_a, phi_b = np.radians(lat_a), np.radians(lat_b)
    rise = np.sin((phi_b - phi_a) / 2.0) ** 2
    run = np.sin(np.radians(lon_b - lon_a) / 2.0) ** 2
    h = np.minimum(rise + np.cos(phi_a) * np.cos(phi_b) * run, 1.0)
    return np.asarray(2.0 * EARTH_RADIUS_M * np.arcsin(np.sqrt(h)))
