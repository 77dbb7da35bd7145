"""What a choice of places means for the people: who uses which place, and how good the choice is proven to be."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.siting import Method, Objective, Siting, SitingProblem

ROUNDING: Final = 1e-9
"""Share of a figure below which two of them are the same: what sums of floats in another order may differ by."""


def open_sites(problem: SitingProblem, chosen: NDArray[np.int64]) -> NDArray[np.int64]:
    """Fixed and chosen sites, ascending."""
    return np.union1d(np.flatnonzero(problem.is_fixed), chosen).astype(np.int64)


def nearest_open(
    problem: SitingProblem, chosen: NDArray[np.int64]
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Nearest open site of every demand point (ties by row, -1 where there is no way) and its cost, ``inf`` without."""
    sites = open_sites(problem, chosen)
    if not len(sites):
        return np.full(len(problem.people), -1, np.int32), np.full(len(problem.people), np.inf)
    cost = problem.cost[:, sites]
    at = cost.argmin(axis=1)
    least = cost[np.arange(len(at)), at]
    return np.where(np.isfinite(least), sites[at], -1).astype(np.int32), least


def tell_siting(
    problem: SitingProblem,
    objective: Objective,
    chosen: NDArray[np.int64],
    *,
    bound: float,
    method: Method = "exact",
    is_out_of_time: bool = False,
    guarantee: float = 1.0,
) -> Siting:
    """The answer for sites chosen without regard to room; its value is counted anew from the costs.

    Parameters
    ----------
    bound
        What no choice can better; brought to the value where the two differ by the rounding of floats only.
    """
    chosen = np.sort(chosen).astype(np.int64)
    site_of, least = nearest_open(problem, chosen)
    has_way = np.isfinite(least)
    is_covered = has_way & (least <= problem.limit)
    people_cost = float(problem.people[has_way] @ least[has_way])
    travelling = float(problem.people[has_way].sum())
    covered = float(problem.people[is_covered].sum())
    value = {"mclp": covered, "p-median": people_cost, "lscp": float(len(chosen))}[objective]
    return Siting(
        objective=objective,
        chosen=chosen,
        site_of=np.where(is_covered, site_of, -1).astype(np.int32),
        value=value,
        bound=settle_bound(objective, value, bound),
        covered=covered,
        mean_cost=people_cost / travelling if travelling else float("nan"),
        method=method,
        is_out_of_time=is_out_of_time,
        guarantee=guarantee,
    )


def settle_bound(objective: Objective, value: float, bound: float, *, rounding: float = ROUNDING) -> float:
    """A bound that is on the right side of the value, and equal to it where only rounding keeps them apart."""
    distance = bound - value if objective == "mclp" else value - bound
    return value if distance <= rounding * max(1.0, abs(value)) else float(bound)


def pad_choice(problem: SitingProblem, chosen: NDArray[np.int64]) -> NDArray[np.int64]:
    """Exactly `k` sites: those that nobody needs are added by row."""
    spare = np.setdiff1d(np.flatnonzero(~problem.is_fixed), chosen)
    return np.sort(np.concatenate([chosen, spare[: problem.k - len(chosen)]])).astype(np.int64)
