"""How large a made country is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

MIDDLE: Final = (500_000.0, 450_000.0)
"""Middle of every made country, in metres of EPSG:2180: the middle of Poland."""


@dataclass(frozen=True)
class Size:
    """What there is how much of.

    Attributes
    ----------
    side_m : float
        Side of the square that the gminas fill.
    fringe_m : float
        Roads reach so far beyond it.
    junctions : int
        Nodes of the network, about.
    cells : int
        Populated cells of 1 km, exactly.
    cell_m : int
        Side of the sub-cells that a run counts people in.
    is_pbf : bool
        Whether the roads are written as OSM; else in the network's own form.
    is_lean : bool
        Whether a run asks for what a country needs: travel by car alone, no map.
    """

    name: str
    side_m: float
    fringe_m: float
    junctions: int
    cells: int
    gminas: int
    services: int
    types: int
    cell_m: int
    is_pbf: bool
    is_lean: bool

    @property
    def low(self) -> np.ndarray:
        """Lower left corner of the area."""
        return np.array(MIDDLE) - self.side_m / 2.0

    @property
    def cities(self) -> int:
        """Seats of gminas that motorways join."""
        return max(2, self.gminas // 40)

    @property
    def towns(self) -> int:
        """Seats of gminas that primary roads join, the cities among them."""
        return max(3, 2 * self.gminas // 3)


SIZES: Final = {
    size.name: size
    for size in (
        Size("proba", 9_000.0, 2_000.0, 3_200, 60, 3, 40, 8, 250, is_pbf=True, is_lean=False),
        Size("powiat", 32_000.0, 5_000.0, 36_000, 600, 8, 150, 30, 250, is_pbf=True, is_lean=False),
        Size(
            "wojewodztwo",
            120_000.0,
            5_000.0,
            450_000,
            8_000,
            120,
            1_500,
            30,
            1000,
            is_pbf=True,
            is_lean=False,
        ),
        Size(
            "polska",
            558_000.0,
            5_000.0,
            5_000_000,
            200_000,
            2_479,
            15_000,
            30,
            1000,
            is_pbf=False,
            is_lean=True,
        ),
    )
}
"""`proba` is for tests."""
