"""Coordinate systems: one metric system per area, degrees only at the edges."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pyproj
from numpy.typing import NDArray

WGS84 = "EPSG:4326"
PL_1992 = "EPSG:2180"
# Where PL-1992 is kept within 0.07 % of true length; a little wider than the state's border.
PL_1992_DEGREES = (13.9, 48.9, 24.3, 55.1)


@lru_cache(maxsize=64)
def _transformer(source: str, target: str) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(source, target, always_xy=True)


def transform_xy(
    x: NDArray[np.float64], y: NDArray[np.float64], source: str, target: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Transform coordinates, always in the order x (east), y (north), whatever the CRS's own axis order."""
    if source == target:
        return x, y
    east, north = _transformer(source, target).transform(x, y)
    return np.asarray(east, dtype=np.float64), np.asarray(north, dtype=np.float64)


def metric_crs_for(lon: float, lat: float) -> str:
    """The metric CRS that results around a place are computed in: PL-1992 in Poland, else the UTM zone."""
    west, south, east, north = PL_1992_DEGREES
    if west <= lon <= east and south <= lat <= north:
        return PL_1992
    zone = min(max(int((lon + 180.0) // 6.0) + 1, 1), 60)
    return f"EPSG:{(32600 if lat >= 0 else 32700) + zone}"


def is_metric(crs: str) -> bool:
    """Whether a CRS is known and measures in metres.

    Raises
    ------
    ValueError
        If no CRS is called so.
    """
    try:
        system = pyproj.CRS.from_user_input(crs)
    except pyproj.exceptions.CRSError as error:
        raise ValueError(crs) from error
    return bool(system.is_projected) and all(axis.unit_conversion_factor == 1.0 for axis in system.axis_info)
