"""Floating catchments: how much of a service there is for every person in reach of it, competition counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.engine.blocks import run_blocks
from mapa_uslug.supply.catchment_kernels import BANDS, GAUSS, POWER, add_demand, add_supply

_BLOCKS: Final = 16
"""Parts that origins are summed up in, whoever works on them: so that sums are the same for any number of workers."""
_FEW_PAIRS: Final = 500_000
"""Below, threads cost more than they save."""


@dataclass(frozen=True)
class Bands:
    """Weights of bands; a cost on a bound belongs to the band that ends there.

    Attributes
    ----------
    bounds : tuple of float
        Upper bounds, ascending, above 0; nothing beyond the last is in reach.
    weights : tuple of float
        One a band, finite and not negative, some above 0.
    """

    bounds: tuple[float, ...]
    weights: tuple[float, ...]


@dataclass(frozen=True)
class Gravity:
    """Weight = cost to a power below 0, of costs however large.

    Attributes
    ----------
    power : float
    least_cost : float
        What smaller costs count as, since nothing is infinitely near; 0 where all costs are above 0.
    """

    power: float
    least_cost: float = 0.0


@dataclass(frozen=True)
class Gaussian:
    """Weight falling like a bell from 1 to 0 at a bound (Dai 2010)."""

    bound: float


Decay: TypeAlias = Bands | Gravity | Gaussian


@dataclass(frozen=True, eq=False)
class Catchments:
    """What each origin has in reach, and how many people each place has.

    Attributes
    ----------
    per_person : float64, (origins,)
        Capacity in reach for a person; 0 where nothing is in reach.
    reaches : bool, (origins,)
        Whether any place is in reach (with a weight above 0).
    demand : float64, (places,)
        People in reach of each place, weighted; 0 where nobody is.
    """

    per_person: NDArray[np.float64]
    reaches: NDArray[np.bool_]
    demand: NDArray[np.float64]


def float_catchments(
    pair_ptr: NDArray[np.int64],
    pair_place: NDArray[np.int32],
    pair_cost: NDArray[np.floating],
    *,
    people: NDArray[np.number],
    capacity: NDArray[np.number],
    decay: Decay,
    workers: int | None = None,
) -> Catchments:
    """Enhanced two-step floating catchment areas (Luo and Qi 2009).

    First each place's capacity is divided by the people in reach of it, weighted by what the way costs them; then each
    origin adds up the ratios of the places in its reach, weighted alike. Both steps use the cost of the journey that
    people make, from the origin to the place, also where the way back costs another. So the people of all origins
    times what each of them has add up to the capacity of all places that anybody reaches. Where only empty origins
    are in reach of a place, it counts for none.

    Parameters
    ----------
    pair_ptr : int64, (origins + 1,)
        Pairs of origin i are ``pair_ptr[i]:pair_ptr[i + 1]``; a pair that is left out has no way.
    pair_place : int32, (pairs,)
        Each place at most once for an origin.
    pair_cost : (pairs,)
        From the origin to the place, not negative; above 0 for `Gravity` without a least cost.
    people : (origins,)
    capacity : (places,)
        Finite; neither is negative.
    workers
        Threads, by default one for each core; the answer is the same for any number of them.

    References
    ----------
    Luo, W., Qi, Y. (2009). An enhanced two-step floating catchment area (E2SFCA) method for measuring spatial
    accessibility to primary care physicians. Health & Place 15(4).
    """
    origins = len(pair_ptr) - 1
    shape = _shape(decay)
    pairs = pair_ptr, np.asarray(pair_place, dtype=np.int32), pair_cost
    crowd, room = people.astype(np.float64), capacity.astype(np.float64)
    threads = 1 if len(pair_cost) < _FEW_PAIRS else workers

    def count_demand(first: int, last: int, _: object) -> NDArray[np.float64]:
        demand = np.zeros(len(room))
        add_demand(*pairs, crowd, *shape, first, last, demand)
        return demand

    demand = np.zeros(len(room))
    for part in _in_blocks(origins, count_demand, threads):
        demand += part
    ratio = np.divide(room, demand, out=np.zeros(len(room)), where=demand > 0.0)
    per_person, reaches = np.zeros(origins), np.zeros(origins, dtype=bool)

    def count_supply(first: int, last: int, _: object) -> None:
        add_supply(*pairs, ratio, *shape, first, last, per_person, reaches)

    _in_blocks(origins, count_supply, threads)
    return Catchments(per_person, reaches, demand)


def _in_blocks(
    origins: int, task: Callable[[int, int, object], NDArray[np.float64] | None], workers: int | None
) -> list[NDArray[np.float64]]:
    return run_blocks(origins, task, lambda: None, workers, block=max(1, -(-origins // _BLOCKS)))


def _shape(decay: Decay) -> tuple[int, NDArray[np.float64], NDArray[np.float64]]:
    """Kind, bounds and values as the kernels take them."""
    if isinstance(decay, Bands):
        return BANDS, np.array(decay.bounds, dtype=np.float64), np.array(decay.weights, dtype=np.float64)
    if isinstance(decay, Gravity):
        return POWER, np.array([decay.least_cost]), np.array([decay.power])
    return GAUSS, np.array([decay.bound]), np.zeros(1)
