"""Compiled passes over pairs of origin and place."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.engine.compiling import kernel

BANDS: Final = 0
POWER: Final = 1
GAUSS: Final = 2
# Weights below are no weights: what they are divided by would have no digits left.
_LEAST_WEIGHT: Final = 1e-200


@kernel
def weigh(
    cost: NDArray[np.floating],
    kind: int,
    bounds: NDArray[np.float64],
    values: NDArray[np.float64],
    weight: NDArray[np.float64],
) -> None:
    """Weights of costs: of the band (0 beyond the last), cost to a power, or a Gaussian that ends at a bound."""
    count = cost.size
    if kind == BANDS:
        for i in range(count):
            weight[i] = 0.0
        # A band at a time over all costs, not a cost at a time over all bands: so the processor takes several at once.
        for band in range(bounds.size - 1, -1, -1):
            bound, value = bounds[band], values[band]
            for i in range(count):
                weight[i] = value if cost[i] <= bound else weight[i]
    elif kind == POWER:
        for i in range(count):
            found = max(cost[i], bounds[0]) ** values[0]
            weight[i] = found if found >= _LEAST_WEIGHT else 0.0
    else:
        lowest = np.exp(-0.5)
        for i in range(count):
            share = min(cost[i] / bounds[0], 1.0)
            weight[i] = (np.exp(-0.5 * share * share) - lowest) / (1.0 - lowest)


@kernel
def add_demand(
    pair_ptr: NDArray[np.int64],
    pair_place: NDArray[np.int32],
    pair_cost: NDArray[np.floating],
    people: NDArray[np.float64],
    kind: int,
    bounds: NDArray[np.float64],
    values: NDArray[np.float64],
    first: int,
    last: int,
    demand: NDArray[np.float64],
) -> None:
    """Add the weighted people of the origins from `first` to `last` to the places that they reach."""
    weight = np.empty(_longest(pair_ptr, first, last))
    for origin in range(first, last):
        here = people[origin]
        if here > 0.0:
            start, end = pair_ptr[origin], pair_ptr[origin + 1]
            weigh(pair_cost[start:end], kind, bounds, values, weight)
            for i in range(end - start):
                demand[pair_place[start + i]] += here * weight[i]


@kernel
def add_supply(
    pair_ptr: NDArray[np.int64],
    pair_place: NDArray[np.int32],
    pair_cost: NDArray[np.floating],
    ratio: NDArray[np.float64],
    kind: int,
    bounds: NDArray[np.float64],
    values: NDArray[np.float64],
    first: int,
    last: int,
    per_person: NDArray[np.float64],
    reaches: NDArray[np.bool_],
) -> None:
    """Add up the weighted ratios of the places that the origins from `first` to `last` reach."""
    weight = np.empty(_longest(pair_ptr, first, last))
    for origin in range(first, last):
        start, end = pair_ptr[origin], pair_ptr[origin + 1]
        weigh(pair_cost[start:end], kind, bounds, values, weight)
        found = 0.0
        weights = 0.0
        for i in range(end - start):
            found += ratio[pair_place[start + i]] * weight[i]
            weights += weight[i]
        per_person[origin] = found
        reaches[origin] = weights > 0.0


@kernel
def _longest(pair_ptr: NDArray[np.int64], first: int, last: int) -> int:
    longest = 0
    for origin in range(first, last):
        longest = max(longest, pair_ptr[origin + 1] - pair_ptr[origin])
    return longest
