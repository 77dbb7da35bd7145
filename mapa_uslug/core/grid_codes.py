"""Cell codes of the European grid (EPSG:3035): north and east of the lower-left corner."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

GRID_CRS = "EPSG:3035"
_LONG = r"^(?:[A-Z]{2}(?:-[A-Z]{2})*_)?CRS3035RES(\d+)(k?m)N(\d+)E(\d+)$"
_SHORT = r"^(?:[A-Z]{2}_)?(\d+)(k?m)N(\d+)E(\d+)$"


@dataclass(frozen=True, eq=False)
class GridCorners:
    """Lower-left corners [m] and the side of the cells; NaN where a code could not be read."""

    east: NDArray[np.float64]
    north: NDArray[np.float64]
    step_m: NDArray[np.float64]


def parse_grid_codes(codes: pd.Series) -> GridCorners:
    """Read ``CRS3035RES1000mN3045000E5035000`` (a country may stand before it) and ``1kmN2186E5020``.

    In the short form the trailing zeros that the side of the cell implies are left out.
    """
    text = codes.astype("string").str.strip()
    long, short = (text.str.extract(pattern) for pattern in (_LONG, _SHORT))
    is_short = long[0].isna() & short[0].notna()
    parts = long.where(~is_short, short)
    unit = np.where(parts[1].fillna("m") == "km", 1000.0, 1.0)
    step = parts[0].astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan) * unit
    north, east = (parts[i].astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan) for i in (2, 3))
    factor = np.where(is_short.to_numpy(dtype=bool), _trailing_power(step), 1.0)
    return GridCorners(east * factor, north * factor, step)


def _trailing_power(step: NDArray[np.float64]) -> NDArray[np.float64]:
    """Largest power of ten that divides the side of the cell."""
    power = np.ones(len(step))
    for exponent in (10.0, 100.0, 1000.0, 10_000.0, 100_000.0):
        power = np.where(np.mod(step, exponent) == 0.0, exponent, power)
    return power
