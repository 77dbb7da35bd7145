"""Whether boundaries lie where their codes say: finds swapped axes and lost zeros that look like good codes.

Swapped coordinates of PL-1992 mostly still fall inside Poland, so only the declared unit can tell.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.core.crs import PL_1992, transform_xy

_EXTENT_KM: Final = {
    "02": (200, 240, 420, 450), "04": (380, 490, 560, 660), "06": (680, 270, 870, 500), "08": (190, 390, 330, 590),
    "10": (430, 330, 620, 510), "12": (500, 140, 680, 300), "14": (510, 350, 790, 630), "16": (350, 230, 480, 380),
    "18": (650, 130, 830, 340), "20": (670, 490, 840, 740), "22": (350, 620, 550, 780), "24": (430, 160, 570, 360),
    "26": (540, 250, 710, 390), "28": (500, 580, 750, 740), "30": (280, 360, 510, 650), "32": (170, 530, 370, 750),
}  # fmt: skip
"""Rough box of every wojewodztwo in EPSG:2180 [km]: west, south, east, north, rounded outwards."""

# A few gminas near a corner may fit both ways round; a swapped file misplaces nearly all of them.
_ENOUGH = 0.8


def fits_wojewodztwo(
    codes: NDArray[np.object_], x: NDArray[np.float64], y: NDArray[np.float64], crs: str
) -> NDArray[np.bool_]:
    """Whether points lie in the box of the wojewodztwo that each code begins with; True where it is unknown."""
    east, north = transform_xy(x, y, crs, PL_1992)
    boxes = np.array([_EXTENT_KM.get(str(c)[:2], (-np.inf, -np.inf, np.inf, np.inf)) for c in codes])
    boxes = boxes.reshape(-1, 4) * 1000.0
    inside: NDArray[np.bool_] = (
        (east >= boxes[:, 0]) & (north >= boxes[:, 1]) & (east <= boxes[:, 2]) & (north <= boxes[:, 3])
    )
    return inside


def is_swapped(codes: NDArray[np.object_], x: NDArray[np.float64], y: NDArray[np.float64], crs: str) -> bool:
    """Whether the places agree with their codes only after x and y change places."""
    known = np.array([str(code)[:2] in _EXTENT_KM for code in codes], dtype=bool)
    if not known.any():
        return False
    as_given = fits_wojewodztwo(codes[known], x[known], y[known], crs).mean()
    swapped = fits_wojewodztwo(codes[known], y[known], x[known], crs).mean()
    return bool(swapped >= _ENOUGH and as_given < 1.0 - _ENOUGH)
