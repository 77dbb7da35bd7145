"""Among choices that are equally good: one whose ways are short, and which of its places nobody needs."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.siting import Siting, SitingProblem
from mapa_uslug.siting.choice import ROUNDING, open_sites, tell_siting

_MOST_PAIRS: Final = 20_000_000
_MOST_TRIED: Final = 100_000_000
_ROUNDS: Final = 5


def may_shorten(problem: SitingProblem, siting: Siting) -> bool:
    """Whether `shorten_ways` tries anything: no room is counted, ways are not what was sought, and it is cheap."""
    pairs = problem.cost.size
    is_cheap = pairs <= _MOST_PAIRS and pairs * len(siting.chosen) <= _MOST_TRIED
    return siting.objective != "p-median" and problem.capacity is None and is_cheap


def shorten_ways(problem: SitingProblem, siting: Siting, *, stays: NDArray[np.bool_]) -> Siting:
    """The choice after places were exchanged one at a time for others that cover as many people with less travel.

    Nothing better may be left that exchanges one place, in the manner of Teitz and Bart (1968); exchanging two at once is not
    tried. Somebody without a way travels as far as the longest way known, and twice the limit at least.

    Parameters
    ----------
    stays : bool, (sites,)
        Never exchanged for another, such as a place that exists.
    """
    if not may_shorten(problem, siting):
        return siting
    known = problem.cost[np.isfinite(problem.cost)]
    farthest = max(float(known.max(initial=0.0)), 2.0 * problem.limit)
    weighed = problem.people > 0.0
    people, cost = problem.people[weighed], np.minimum(problem.cost[weighed], farthest)
    chosen = siting.chosen.copy()
    for _ in range(_ROUNDS):
        before = chosen.copy()
        for i in np.flatnonzero(~stays[chosen]).tolist():
            chosen[i] = _best_for(problem, people, cost, chosen, i, farthest)
        if np.array_equal(before, chosen):
            break
    told = tell_siting(
        problem, siting.objective, chosen, bound=siting.bound, method=siting.method,
        is_out_of_time=siting.is_out_of_time, guarantee=siting.guarantee,
    )  # fmt: skip
    return replace(told, bound=siting.bound) if told.value == siting.value else told


def _best_for(
    problem: SitingProblem,
    people: NDArray[np.float64],
    cost: NDArray[np.float64],
    chosen: NDArray[np.int64],
    i: int,
    farthest: float,
) -> int:
    """The site to take the stead of one: as many people covered, and clearly less travel; else the same."""
    others = open_sites(problem, np.delete(chosen, i))
    least = cost[:, others].min(axis=1) if len(others) else np.full(len(people), farthest)
    sites = np.append(chosen[i], np.setdiff1d(np.flatnonzero(~problem.is_fixed), chosen))
    ways = np.minimum(least[:, None], cost[:, sites])
    covered, travel = people @ (ways <= problem.limit), people @ ways
    is_as_good = covered >= covered[0] - ROUNDING * max(1.0, covered[0])
    best = int(np.where(is_as_good, travel, np.inf).argmin())
    return int(sites[best] if travel[best] < travel[0] * (1.0 - ROUNDING) else sites[0])
