"""Least people x cost where places have room for so many and no more; people of one point may be split."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.siting import Siting, SitingProblem
from mapa_uslug.core.errors import InputError
from mapa_uslug.core.errors import problem as tell_problem
from mapa_uslug.core.text import mark
from mapa_uslug.siting.capacitated_coverage import solve_capacitated_mclp
from mapa_uslug.siting.incumbent import Incumbent
from mapa_uslug.siting.median_bounds import SiteBounds
from mapa_uslug.siting.median_instance import MedianInstance, median_instance
from mapa_uslug.siting.median_search import MedianSearch
from mapa_uslug.siting.p_median import solve_p_median
from mapa_uslug.siting.room import count_served_at_least, room_of, tell_allotted, transport
from mapa_uslug.siting.room_in_haste import allot_by_regret

_ANY_WAY: Final = float(np.finfo(np.float64).max)
_START_SHARE: Final = 0.3
"""Part of the time that the search for a first choice may take, twice."""
_LEFT_OVER: Final = 1e-7
"""Share of the people, and of the room, that solvers may be wrong by without its meaning anything."""


def solve_capacitated_p_median(
    problem: SitingProblem, *, time_limit_s: float = 60.0, gap: float = 0.0, where: str = "siting"
) -> Siting:
    """Choose the `k` sites with which people travel least when sites have room for so many and no more.

    The search of `solve_p_median`, with a site's gain cut where it is full (a fractional knapsack, which people who may be
    split fill exactly), and a linear programme of transport for what each choice costs. The same question without room
    gives the first choice where that has room.

    Everybody who has a way to some site must have room. When time is over, no choice is looked at any more, and who goes
    where is told as `tell_allotted` says; the bound is that of the Lagrangian search as far as it got.

    Parameters
    ----------
    problem
        With `capacity`; without it this is `solve_p_median`.
    time_limit_s, gap, where
        As of `solve_p_median`.

    Raises
    ------
    InputError
        No choice of `k` sites with room for everybody was found: how many people are left over.
    """
    if problem.capacity is None:
        return solve_p_median(problem, time_limit_s=time_limit_s, gap=gap, where=where)
    deadline = time.monotonic() + time_limit_s
    free = replace(problem, limit=float("inf"))
    instance = median_instance(free)
    room = room_of_columns(free, instance)
    chosen = _start(free, instance, time_limit_s=time_limit_s, where=where)
    start = instance.opened(np.searchsorted(instance.sites, chosen))
    if instance.is_decided:
        bound = float(instance.cost[:, start].min(axis=1, initial=instance.no_way).sum())
        answer = tell_allotted(free, "p-median", chosen, bound=bound, is_proven=True, ends=deadline)
        return _within_limit(problem, answer)
    best = Transported(instance, room, start, deadline=deadline)
    search = MedianSearch(
        instance, SiteBounds.with_room(instance, room), best, deadline=deadline, gap=gap
    )  # fmt: skip
    search.run()
    chosen = instance.sites[best.is_open[: len(instance.sites)]]
    answer = tell_allotted(
        free, "p-median", chosen, bound=search.bound, is_proven=search.bound > best.goal,
        is_out_of_time=search.is_out_of_time, ends=deadline,
    )  # fmt: skip
    return _within_limit(problem, answer)


class Transported(Incumbent):
    """Choices as they are, each told by a linear programme of transport.

    When time is over, choices are passed over; only the first one, which has room for all, is told all the same: by people
    allotted in haste, or, if that leaves somebody over, by its programme.
    """

    def __init__(
        self,
        instance: MedianInstance,
        room: NDArray[np.float64],
        start: NDArray[np.bool_],
        *,
        deadline: float,
    ) -> None:
        self._room, self._deadline = room, deadline
        super().__init__(instance, start)

    def _better(self, is_open: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], float]:
        """The choice itself; its cost is inf where there is no room or no way for somebody, or no time to tell."""
        people, room = self._instance.people, self._room[is_open]
        total = self._instance.cost[:, is_open]
        without_room = float(total.min(axis=1, initial=np.inf).sum())
        if without_room >= min(self.value, self._instance.no_way):
            return is_open, np.inf
        cost = np.where(total < self._instance.no_way, total / people[:, None], np.inf)
        told = least_cost(cost, people, room, ends=self._deadline)
        if told is None:
            told = np.inf if np.isfinite(self.value) else _first_cost(cost, people, room)
        return is_open, told


def least_cost(
    cost: NDArray[np.float64],
    people: NDArray[np.float64],
    room: NDArray[np.float64],
    *,
    ends: float = np.inf,
) -> float | None:
    """Least people x cost with room for everybody, inf where there is none; None when time ends first.

    Parameters
    ----------
    cost : (points, columns)
        inf where there is no way.
    people : float64, (points,)
    room : float64, (columns,)
    ends
        Monotonic time.
    """
    enough = people.sum() * (1.0 - _LEFT_OVER)
    if room.sum() < enough:
        return np.inf
    point, column = np.nonzero(np.isfinite(cost))
    pair_cost = cost[point, column]
    sent = transport(point, column, pair_cost, people, room, ends=ends)
    if sent is None:
        return None
    return float(sent @ pair_cost) if sent.sum() >= enough else np.inf


def _first_cost(cost: NDArray[np.float64], people: NDArray[np.float64], room: NDArray[np.float64]) -> float:
    """People x cost with room for everybody, whatever the time."""
    point, column, sent = allot_by_regret(cost, people, room)
    if sent.sum() >= people.sum() * (1.0 - _LEFT_OVER):
        return float(sent @ cost[point, column])
    told = least_cost(cost, people, room)
    return np.inf if told is None else told


def room_of_columns(problem: SitingProblem, instance: MedianInstance) -> NDArray[np.float64]:
    """Room of the instance's columns: sites to choose, then fixed ones; nobody needs more than for all."""
    columns = np.concatenate([instance.sites, np.flatnonzero(problem.is_fixed)])
    room = room_of(problem)[columns]
    return np.asarray(room, dtype=np.float64)


def _start(
    problem: SitingProblem, instance: MedianInstance, *, time_limit_s: float, where: str
) -> NDArray[np.int64]:
    """A choice with room for everybody who has a way: without regard to room if that has it, or with most people.

    Raises
    ------
    InputError
        Even that leaves people over.
    """
    everybody = float(instance.people.sum())
    roomy = solve_p_median(problem, time_limit_s=time_limit_s * _START_SHARE, where=where).chosen
    served = count_served_at_least(problem, roomy, ends=time.monotonic() + time_limit_s * _START_SHARE)
    if served >= everybody * (1.0 - _LEFT_OVER):
        return roomy
    counted = np.zeros_like(problem.people)
    counted[instance.points] = instance.people
    most = solve_capacitated_mclp(
        replace(problem, people=counted, limit=_ANY_WAY), time_limit_s=time_limit_s * _START_SHARE
    )
    if most.value >= everybody * (1.0 - _LEFT_OVER):
        return most.chosen
    is_proven = most.bound < everybody * (1.0 - _LEFT_OVER)
    raise InputError([tell_problem(
        mark("However the new places are chosen (number: {k}), people without room: {people} of {everybody}.") if is_proven
        else mark("No choice of new places (number: {k}) with room for all was found in time; people without room in the best one found: {people} of {everybody}."),
        where=where, code="no_room", hint="Give more capacity, allow more places or add candidates.",
        k=problem.k, people=f"{everybody - most.value:.10g}", everybody=f"{everybody:.10g}",
    )])  # fmt: skip


def _within_limit(problem: SitingProblem, answer: Siting) -> Siting:
    """Leave those beyond the limit out of `covered` and `site_of`; they count in the cost all the same."""
    allotment = answer.allotment
    if np.isinf(problem.limit) or allotment is None:
        return answer
    is_near = problem.cost[allotment.point, allotment.site] <= problem.limit
    used = answer.site_of >= 0
    used[used] = problem.cost[used, answer.site_of[used]] <= problem.limit
    return replace(
        answer,
        covered=float(allotment.people[is_near].sum()),
        site_of=np.where(used, answer.site_of, -1).astype(np.int32),
    )
