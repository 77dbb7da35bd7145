"""Which of two coordinates is which.

EPSG:2180 lists north before east, EPSG:4326 latitude before longitude, and not every server keeps to it. Swapped metres
mostly still fall inside Poland, so a place is believed only where something else that is known agrees.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import numpy as np
import shapely

from mapa_uslug.contracts.wojewodztwo_boxes import fits_wojewodztwo
from mapa_uslug.core.crs import PL_1992, PL_1992_DEGREES, WGS84
from mapa_uslug.core.text import mark

Order = Literal["north_east", "east_north"]
"""What is written first: north (as the definitions of the systems have it), or east."""
WRONG_PLACE: Final = mark(
    "its coordinates do not lie in the wojewodztwo that the codes tell, whichever comes first"
)
_ENOUGH: Final = 0.8


def is_in_degrees(shapes: Sequence[shapely.Geometry]) -> bool:
    """Whether coordinates are degrees, not metres."""
    return bool(np.nanmax(np.abs(shapely.total_bounds(np.asarray(shapes, dtype=object)))) <= 180.0)


def find_order(shapes: Sequence[shapely.Geometry], codes: Sequence[str]) -> tuple[Order | None, str]:
    """The order of coordinates of shapes in Poland, and the CRS that they are in.

    Parameters
    ----------
    shapes
        As they are written.
    codes
        TERYT code of the unit that each of them is.

    Returns
    -------
    order : Order or None
        None where both fit: near the line on which east equals north, metres can be read either way.
    crs : str

    Raises
    ------
    ValueError
        With a message id: neither fits.
    """
    # Not the centroid: that of a boundary that crosses itself may lie anywhere.
    bounds = shapely.bounds(np.asarray(shapes, dtype=object))
    first, second = (bounds[:, 0] + bounds[:, 2]) / 2.0, (bounds[:, 1] + bounds[:, 3]) / 2.0
    if is_in_degrees(shapes):
        west, south, east, north = PL_1992_DEGREES
        fits_ne = (first >= south) & (first <= north) & (second >= west) & (second <= east)
        fits_en = (second >= south) & (second <= north) & (first >= west) & (first <= east)
        crs = WGS84
    else:
        named = np.array(codes, dtype=object)
        fits_ne = fits_wojewodztwo(named, second, first, PL_1992)
        fits_en = fits_wojewodztwo(named, first, second, PL_1992)
        crs = PL_1992
    north_east, east_north = fits_ne.mean() >= _ENOUGH, fits_en.mean() >= _ENOUGH
    if not (north_east or east_north):
        raise ValueError(WRONG_PLACE)
    if north_east and east_north:
        return None, crs
    return ("north_east" if north_east else "east_north"), crs
