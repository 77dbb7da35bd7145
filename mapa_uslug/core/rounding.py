"""Rounding that keeps sums."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def round_running(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """Round non-negative numbers to integers so that every running total is right to half a unit.

    Each is rounded down or up, so a part of a whole number of people never exceeds it.
    """
    # A hair above a half, so that the order of float additions does not decide.
    totals = np.floor(np.cumsum(values) + 0.5 + 1e-7).astype(np.int64)
    return np.diff(totals, prepend=0)
