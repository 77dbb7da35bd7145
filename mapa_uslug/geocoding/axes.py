"""Coordinates in the wrong order, found by what they would mean the other way round."""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from mapa_uslug.core.crs import PL_1992, PL_1992_DEGREES, WGS84, transform_xy
from mapa_uslug.geocoding.gathering import GminaFinder, six_digits
from mapa_uslug.geocoding.table_blocks import Block

_SAMPLE: Final = 2000
_MOST: Final = 0.5
_TOLERANCE_DEGREES: Final = 0.007


def are_axes_swapped(block: Block, crs: str, finder: GminaFinder) -> bool:
    """Whether most points of a block lie out of the gmina that they name, and in it once x and y change places.

    In EPSG:2180 swapped points mostly still lie in Poland, so only the gminas can tell; degrees of Poland tell themselves.
    """
    x, y = block.x, block.y
    codes = block.text.get("gmina_teryt", [])
    rows = np.array([finder.row_of.get(six_digits(c), -1) for c in codes[:_SAMPLE]], dtype=np.int64)
    usable = np.flatnonzero((rows >= 0) & np.isfinite(x[: len(rows)]) & np.isfinite(y[: len(rows)]))
    if len(usable):
        straight = _share_inside(x[usable], y[usable], crs, finder.shapes[rows[usable]])
        return straight < _MOST < _share_inside(y[usable], x[usable], crs, finder.shapes[rows[usable]])
    return crs == WGS84 and _looks_like_latitude_first(x, y)


def _share_inside(
    x: NDArray[np.float64], y: NDArray[np.float64], crs: str, shapes: NDArray[np.object_]
) -> float:
    lon, lat = transform_xy(x, y, crs, WGS84)
    is_known = np.isfinite(lon) & np.isfinite(lat)
    lon, lat = np.where(is_known, lon, 0.0), np.where(is_known, lat, 0.0)
    return float(np.mean(is_known & shapely.dwithin(shapes, shapely.points(lon, lat), _TOLERANCE_DEGREES)))


def _looks_like_latitude_first(x: NDArray[np.float64], y: NDArray[np.float64]) -> bool:
    west, south, east, north = PL_1992_DEGREES
    known = np.isfinite(x) & np.isfinite(y)
    if not known.any():
        return False
    inside = (x >= south) & (x <= north) & (y >= west) & (y <= east)
    return bool(np.mean(inside[known]) > _MOST)


def swapped_points(lon: float, lat: float) -> list[tuple[float, float]]:
    """Where a point would lie if its degrees, or its metres of PL-1992, had changed places."""
    found = []
    if -90.0 <= lon <= 90.0:
        found.append((lat, lon))
    west, south, east, north = PL_1992_DEGREES
    if west <= lon <= east and south <= lat <= north:
        x, y = transform_xy(np.array([lon]), np.array([lat]), WGS84, PL_1992)
        back_lon, back_lat = transform_xy(y, x, PL_1992, WGS84)
        found.append((float(back_lon[0]), float(back_lat[0])))
    return found
