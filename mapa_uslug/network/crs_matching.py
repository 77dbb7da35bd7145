"""Finds the EPSG code of a coordinate system that a file describes in words."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyproj

from mapa_uslug.core.crs import PL_1992

# Systems that Polish offices use: PL-1992, PL-2000 zones, UTM, WGS84, PL-LAEA, PL-UTM.
_CANDIDATES: Final = (
    PL_1992,
    *(f"EPSG:{code}" for code in (2176, 2177, 2178, 2179, 4326, 4258, 32633, 32634, 32635, 3035)),
)
_SAME_PLACE_DEGREES: Final = 1e-6
_SAMPLE: Final = (np.array([-0.3, 0.0, 0.4]), np.array([-0.3, 0.1, 0.5]))


def match_epsg(described: str) -> str | None:
    """The EPSG code of a described CRS ("EPSG:2180"), None if it is none that we know.

    Files of ESRI tools describe PL-1992 without its code. A candidate is taken only if it puts the same
    coordinates at the same place (within about 10 cm).

    Raises
    ------
    pyproj.exceptions.CRSError
        The text describes no CRS at all.
    """
    crs = pyproj.CRS.from_user_input(described)
    for confidence in (70, 25):
        code = crs.to_epsg(min_confidence=confidence)
        if code is not None and (confidence == 70 or _is_same(crs, f"EPSG:{code}")):
            return f"EPSG:{code}"
    return next((candidate for candidate in _CANDIDATES if _is_same(crs, candidate)), None)


def _is_same(crs: pyproj.CRS, candidate: str) -> bool:
    """Whether both systems give the same degrees around the middle of the candidate's area of use."""
    other = pyproj.CRS.from_user_input(candidate)
    area = other.area_of_use
    if area is None or crs.is_geographic != other.is_geographic:
        return False
    lon = (area.west + area.east) / 2 + _SAMPLE[0]
    lat = (area.south + area.north) / 2 + _SAMPLE[1]
    x, y = pyproj.Proj(other)(lon, lat) if other.is_projected else (lon, lat)
    back_lon, back_lat = pyproj.Proj(crs)(x, y, inverse=True) if crs.is_projected else (x, y)
    near = np.abs(np.concatenate([back_lon - lon, back_lat - lat])) < _SAME_PLACE_DEGREES
    return bool(near.all()) and _same_ellipsoid(crs, other)


def _same_ellipsoid(crs: pyproj.CRS, other: pyproj.CRS) -> bool:
    a, b = crs.ellipsoid, other.ellipsoid
    if a is None or b is None:
        return False
    return abs(a.semi_major_metre - b.semi_major_metre) < 1.0
