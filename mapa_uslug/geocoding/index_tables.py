"""Rows of the index before they are written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
GminaTuple = tuple[int, str, str, str, str, float | None, float | None, float]
LocalityTuple = tuple[int, str, str, int, str, float, float, float, int]
StreetTuple = tuple[int, int, str, float, float, float, int]


@dataclass(frozen=True, eq=False)
class IndexTables:
    """Rows to be written, ids counted from 1 (street 0 is none)."""

    gminas: list[GminaTuple]
    localities: list[LocalityTuple]
    streets: list[StreetTuple]
    postcodes: list[tuple[str, float, float, float]]
    postcode_localities: list[tuple[str, int]]
    columns: dict[str, NDArray[np.generic]]
    numbers: list[str]
    codes: list[str]
    spread_m: Floats
    unplaced: int = 0
    """Listed localities that are left out, as their gmina is not known."""

    @property
    def kept(self) -> int:
        """Number of addresses."""
        return len(self.spread_m)

    def addresses(self) -> Iterator[tuple[int, int, str, float, float, str, float, int]]:
        """Rows of the address table, by locality, street and number."""
        c = self.columns
        for locality, street, number, lon, lat, code, spread, source in zip(
            c["locality"], c["street"], c["number"], c["lon"], c["lat"], c["postcode"], self.spread_m, c["source"],
            strict=True,
        ):  # fmt: skip
            yield (
                int(locality), int(street), self.numbers[number], float(lon), float(lat), self.codes[code],
                float(spread), int(source),
            )  # fmt: skip
