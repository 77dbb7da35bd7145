"""Least people x cost: the best k sites with a proof, or good ones quickly."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.siting import Siting, SitingProblem
from mapa_uslug.siting.choice import tell_siting
from mapa_uslug.siting.everybody_reached import choose_reaching_all
from mapa_uslug.siting.greedy_adding import add_greedily
from mapa_uslug.siting.incumbent import Interchanged
from mapa_uslug.siting.median_bounds import ROUND, SiteBounds, whole
from mapa_uslug.siting.median_instance import MedianInstance, median_instance
from mapa_uslug.siting.median_search import MedianSearch

_BOUND_ROUNDS: Final = 16


def solve_p_median(
    problem: SitingProblem, *, time_limit_s: float = 60.0, gap: float = 0.0, where: str = "siting"
) -> Siting:
    """Choose the `k` sites with which people travel least, and prove it.

    Hakimi's p-median (1964). Greedy adding and interchange (Teitz and Bart 1968, with the profits of all swaps told from
    gain, loss and what is saved of it, as Resende and Werneck 2007 do) give a choice; prices of a Lagrangian relaxation of
    "everybody is served once" (Cornuejols, Fisher and Nemhauser 1977) give a bound, suggest choices, and settle sites
    whose opening or closing would lift the bound above the best choice (Beasley 1993). Branch and bound with the same
    bounds, from the prices of the part before, closes what gap is left. No pair of point and site is left out, so the
    bound holds for all choices.

    Points to which no site has a way are left out of the objective. Everybody else has to have a way to an open site.

    Parameters
    ----------
    problem
        `k` sites open besides the fixed ones, or all there are. Room is not counted (`solve_capacitated_p_median`).
    time_limit_s
        The search ends then with the best choice found; the same input gives the same answer otherwise.
    gap
        Relative distance between value and bound that is good enough.
    where
        Name of the question in messages.

    Raises
    ------
    InputError
        No choice of `k` sites gives a way to everybody who has one to some site.
    """
    deadline = time.monotonic() + time_limit_s
    problem = replace(problem, capacity=None)
    instance = median_instance(problem)
    start = _start(problem, instance, time_limit_s=time_limit_s, where=where)
    if instance.is_decided:
        return tell_siting(problem, "p-median", _chosen(instance, start), bound=np.inf)
    bounds = SiteBounds.of(instance)
    best = Interchanged(instance, bounds, start)
    search = MedianSearch(instance, bounds, best, deadline=deadline, gap=gap)
    search.run()
    chosen = _chosen(instance, best.is_open)
    return tell_siting(problem, "p-median", chosen, bound=search.bound, is_out_of_time=search.is_out_of_time)


def greedy_p_median(
    problem: SitingProblem, *, is_bounded: bool = False, time_limit_s: float = 60.0, where: str = "siting"
) -> Siting:
    """Choose `k` sites one after the other, always the one that saves most; for problems too large to search.

    Nothing is promised about the value (Cornuejols, Fisher and Nemhauser 1977 bound only the savings).

    Parameters
    ----------
    problem, where
        As of `solve_p_median`.
    is_bounded
        Tell a Lagrangian bound as well, from one ascent; otherwise the bound is that of everybody at the nearest site.
    time_limit_s
        Of the ascent, and of the search for sites that everybody can reach.

    Raises
    ------
    InputError
        As of `solve_p_median`.
    """
    deadline = time.monotonic() + time_limit_s
    problem = replace(problem, capacity=None)
    instance = median_instance(problem)
    is_open = _start(problem, instance, time_limit_s=time_limit_s, where=where)
    bound = np.inf if instance.is_decided else float(instance.cost.min(axis=1).sum())
    if is_bounded and not instance.is_decided:
        bound = max(bound, _raise_bound(instance, is_open, deadline=deadline))
    return tell_siting(
        problem, "p-median", _chosen(instance, is_open), bound=bound, method="greedy", guarantee=0.0
    )


def _start(
    problem: SitingProblem, instance: MedianInstance, *, time_limit_s: float, where: str
) -> NDArray[np.bool_]:
    """Columns of a greedy choice; where that leaves somebody without a way, of one that does not."""
    is_open = add_greedily(instance)
    reached = instance.cost[:, is_open].min(axis=1, initial=instance.no_way)
    if (reached < instance.no_way).all():
        return is_open
    chosen = choose_reaching_all(problem, time_limit_s=time_limit_s, where=where)
    return instance.opened(np.searchsorted(instance.sites, chosen))


def _chosen(instance: MedianInstance, is_open: NDArray[np.bool_]) -> NDArray[np.int64]:
    return instance.sites[is_open[: len(instance.sites)]]


def _raise_bound(instance: MedianInstance, is_open: NDArray[np.bool_], *, deadline: float) -> float:
    """Bound of one ascent from a choice."""
    bounds = SiteBounds.of(instance)
    part = whole(instance, is_open)
    upper = float(instance.cost[:, is_open].min(axis=1).sum())
    bound = 0.0
    for _ in range(_BOUND_ROUNDS):
        part = bounds.relax(part, upper=upper, goal=upper, turns=ROUND)
        bound = max(bound, part.bound)
        if bound >= upper or time.monotonic() >= deadline:
            break
    return bound
