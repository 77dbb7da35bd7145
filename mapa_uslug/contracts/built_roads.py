"""Roads that a plan builds, as outputs tell of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import shapely


@dataclass(frozen=True, eq=False)
class BuiltRoad:
    """A new road, to be told of and drawn.

    Attributes
    ----------
    modes : tuple of str
        As the plan names them.
    length_m : float
        On the ground, with the ways to the roads that it joins.
    line : LineString
        In the CRS of the area, as the first of the modes uses it: others may join other roads.
    """

    name: str
    modes: tuple[str, ...]
    length_m: float
    line: shapely.LineString
