"""Cities, towns and villages, and the waters between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.made_country.sizes import MIDDLE, Size

Floats = NDArray[np.float64]

_VILLAGES: Final = 17
"""Villages a gmina: 43 thousand in Poland."""
_LARGEST, _RANK_POWER, _SIZE_POWER = 1_800_000.0, -1.05, 0.8
"""People of the largest city of a country of 2,479 gminas; how they fall with its rank, and with the country's size."""
_SEAT, _VILLAGE = 2_200.0, 260.0
_JUNCTION_POWER: Final = 0.85
"""Junctions grow slower than people: large towns have large houses."""
_DENSITY: Final = (90e-6, 170e-6)
"""Junctions a square metre, in a village and in a large city."""


@dataclass(frozen=True, eq=False)
class Settlements:
    """Seats of gminas come first, the largest first of all; villages follow.

    Attributes
    ----------
    xy : float64, (settlements, 2)
    people : float64, (settlements,)
    junctions : int64, (settlements,)
    radius_m : float64, (settlements,)
        Of the streets.
    seats : int
    """

    xy: Floats
    people: Floats
    junctions: NDArray[np.int64]
    radius_m: Floats
    seats: int

    @property
    def names(self) -> list[str]:
        """Made names, seats apart from villages."""
        villages = len(self.xy) - self.seats
        return [f"Grodzisko {i + 1}" for i in range(self.seats)] + [f"Wólka {i + 1}" for i in range(villages)]


def make_settlements(size: Size, junctions: int, rng: np.random.Generator) -> Settlements:
    """So many settlements as a country of the size has, with so many junctions in all."""
    seats = _scatter(size.gminas, size.low, size.side_m, rng)
    seats = seats[_spread_ranks(seats, size.cities, rng)]
    side = size.side_m + 2.0 * size.fringe_m
    count = round(_VILLAGES * size.gminas * (side / size.side_m) ** 2)
    villages = _scatter(count, size.low - size.fringe_m, side, rng)
    largest = _LARGEST * (size.gminas / 2_479) ** _SIZE_POWER
    by_rank = largest * np.arange(1.0, size.gminas + 1) ** _RANK_POWER
    people = np.concatenate([
        np.maximum(by_rank, _SEAT * rng.lognormal(0.0, 0.4, size.gminas)),
        _VILLAGE * rng.lognormal(0.0, 0.8, count),
    ])  # fmt: skip
    weight = people**_JUNCTION_POWER
    own = np.maximum(3, np.rint(junctions * weight / weight.sum())).astype(np.int64)
    low, high = _DENSITY
    density = low + (high - low) * np.clip(np.log10(own / 30.0) / 3.0, 0.0, 1.0)
    return Settlements(
        np.concatenate([seats, villages]), people, own, np.sqrt(own / (np.pi * density)), size.gminas
    )


def _scatter(count: int, low: Floats, side: float, rng: np.random.Generator) -> Floats:
    """Points in a square, no two in one place: a row of boxes each, moved within its box."""
    rows = max(1, round(np.sqrt(count)))
    in_row = np.full(rows, count // rows) + (np.arange(rows) < count % rows)
    row = np.repeat(np.arange(rows), in_row)
    place = np.arange(count) - np.repeat(np.cumsum(in_row) - in_row, in_row)
    moved = rng.uniform(0.1, 0.9, (count, 2))
    return low + side * np.column_stack([(place + moved[:, 0]) / in_row[row], (row + moved[:, 1]) / rows])


def _spread_ranks(seats: Floats, cities: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Order of seats by size: cities lie apart from each other, the rest anyhow."""
    order = rng.permutation(len(seats))
    ideal = _scatter(cities, seats.min(axis=0), float(np.ptp(seats, axis=0).max()), rng)
    taken = np.unique([np.hypot(*(seats - place).T).argmin() for place in ideal])
    return np.concatenate([rng.permutation(taken), order[~np.isin(order, taken)]])


@dataclass(frozen=True, eq=False)
class Waters:
    """Rivers from south to north, and round lakes, some with an island.

    Attributes
    ----------
    at, bends : float64, (rivers,), (rivers, 3, 3)
        Where a river is in the middle; height, length and phase of its bends.
    lake_xy, lake_radius_m, island_radius_m : float64, (lakes, 2), (lakes,), (lakes,)
    """

    at: Floats
    bends: Floats
    lake_xy: Floats
    lake_radius_m: Floats
    island_radius_m: Floats

    def river_x(self, river: int, y: Floats) -> Floats:
        """Where a river is at northings."""
        x = np.full(len(y), self.at[river])
        for height, length, phase in self.bends[river]:
            x += height * np.sin(2.0 * np.pi * (y - MIDDLE[1]) / length + phase)
        return x


def make_waters(size: Size, rng: np.random.Generator) -> Waters:
    """A river every sixty kilometres, a lake in sixty square kilometres, an island in each third lake."""
    rivers = max(1, round(size.side_m / 60_000.0))
    at = size.low[0] + size.side_m * (np.arange(rivers) + rng.uniform(0.3, 0.7, rivers)) / rivers
    scale = min(1.0, size.side_m / rivers / 40_000.0)
    heights = scale * np.array([4_000.0, 1_200.0, 250.0]) * rng.uniform(0.6, 1.4, (rivers, 3))
    lengths = np.array([70_000.0, 17_000.0, 3_000.0]) * rng.uniform(0.7, 1.4, (rivers, 3))
    bends = np.stack([heights, lengths, rng.uniform(0.0, 2.0 * np.pi, (rivers, 3))], axis=2)
    lakes = max(2, round(size.side_m**2 / 60e6))
    radius = np.clip(rng.lognormal(6.0, 0.5, lakes), 150.0, 2_500.0)
    return Waters(
        at, bends, size.low + size.side_m * rng.random((lakes, 2)), radius,
        np.where(np.arange(lakes) % 3 == 0, 0.45 * radius, 0.0),
    )  # fmt: skip
