"""Chance that is the same on every machine and in every version of the libraries.

Only `random.Random.random` (its stream is guaranteed) and integer hashing are used; NumPy's generators may
change their streams between versions.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import MutableSequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Item = TypeVar("Item")


class Chance:
    """A stream of chance known by its key, so that adding one feature does not move all the others."""

    def __init__(self, key: str) -> None:
        self._random = random.Random(zlib.crc32(key.encode("utf-8")))

    def between(self, low: float, high: float) -> float:
        """Return a number in [low, high)."""
        return low + (high - low) * self._random.random()

    def whole(self, low: int, high: int) -> int:
        """Return a whole number in [low, high], both included."""
        return low + int(self._random.random() * (high - low + 1))

    def happens(self, probability: float) -> bool:
        """Return True with the given probability."""
        return self._random.random() < probability

    def shuffle(self, items: MutableSequence[Item]) -> None:
        """Shuffle in place (Fisher-Yates)."""
        for last in range(len(items) - 1, 0, -1):
            other = self.whole(0, last)
            items[last], items[other] = items[other], items[last]


def value_noise(
    x: NDArray[np.float64], y: NDArray[np.float64], *, cell: float, seed: int
) -> NDArray[np.float64]:
    """Return smooth noise in [0, 1): chance at the corners of squares of side `cell`, smoothstep between them."""
    column, row = np.floor(x / cell), np.floor(y / cell)
    u, v = x / cell - column, y / cell - row
    u, v = u * u * (3.0 - 2.0 * u), v * v * (3.0 - 2.0 * v)
    i, j = column.astype(np.int64), row.astype(np.int64)
    low = _corner(i, j, seed) * (1.0 - u) + _corner(i + 1, j, seed) * u
    high = _corner(i, j + 1, seed) * (1.0 - u) + _corner(i + 1, j + 1, seed) * u
    return low * (1.0 - v) + high * v


def _corner(i: NDArray[np.int64], j: NDArray[np.int64], seed: int) -> NDArray[np.float64]:
    h = i.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + j.astype(np.uint64) * np.uint64(
        0xC2B2AE3D27D4EB4F
    )
    h += np.uint64(seed * 0x165667B1)
    for shift, factor in ((33, 0xFF51AFD7ED558CCD), (33, 0xC4CEB9FE1A85EC53)):
        h = (h ^ (h >> np.uint64(shift))) * np.uint64(factor)
    h ^= h >> np.uint64(33)
    return (h >> np.uint64(11)).astype(np.float64) / 2.0**53
