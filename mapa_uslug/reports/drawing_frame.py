"""A stretch of ground on a page: from metres to inches, cut to the frame, no finer than can be seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely

from mapa_uslug.reports.drawing_page import WIDTH

_FINEST: Final = 0.004
"""Detail that is drawn [in]."""


@dataclass(frozen=True)
class GroundFrame:
    """What of the ground is drawn [m], and where [in]."""

    west: float
    south: float
    scale: float
    left: float
    bottom: float
    width: float
    height: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a place on the ground is drawn [in]."""
        return self.left + (x - self.west) * self.scale, self.bottom + (y - self.south) * self.scale

    def lay(self, shapes: Sequence[Any]) -> list[Any]:
        """Shapes in metres as they are drawn, cut to the frame; what is not seen is left out."""
        given = np.array([s for s in shapes if s is not None and not s.is_empty], dtype=object)
        if not len(given):
            return []
        east, north = self.west + self.width / self.scale, self.south + self.height / self.scale
        # A broken outline would break the cut.
        sound = shapely.make_valid(shapely.force_2d(given))
        cut = shapely.clip_by_rect(sound, self.west, self.south, east, north)
        simple = shapely.simplify(cut, _FINEST / self.scale)
        origin, scale = np.array([self.west, self.south]), self.scale
        placed = shapely.transform(simple, lambda xy: (xy - origin) * scale + (self.left, self.bottom))
        return [s for s in placed if not s.is_empty]

    def lifted(self, by: float) -> GroundFrame:
        """The same higher up the page."""
        return GroundFrame(
            self.west, self.south, self.scale, self.left, self.bottom + by, self.width, self.height
        )


def frame_ground(shapes: Sequence[Any], *, height: float, margin: float = 0.02) -> GroundFrame:
    """The frame around shapes [m], as wide as the page or as high as is allowed; a square kilometre where there are none.

    Parameters
    ----------
    height
        At most so high [in].
    margin
        Left free around, as a share of the longer side.
    """
    given = [s for s in shapes if s is not None and not s.is_empty]
    west, south, east, north = shapely.total_bounds(np.array(given, dtype=object)) if given else (0, 0, 0, 0)
    free = max(east - west, north - south) * margin
    if not free:
        free = 500.0
    west, south, east, north = west - free, south - free, east + free, north + free
    # A long strip would leave no room for words.
    if north - south < (east - west) * 0.3:
        middle, half = (south + north) / 2, (east - west) * 0.15
        south, north = middle - half, middle + half
    scale = min((WIDTH - 0.04) / (east - west), height / (north - south))
    width = (east - west) * scale
    return GroundFrame(west, south, scale, (WIDTH - width) / 2, 0.0, width, (north - south) * scale)
