"""People allotted to open places that have room for so many of them and no more."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

from mapa_uslug.contracts.siting import Allotment, Method, Objective, Siting, SitingProblem
from mapa_uslug.core.errors import MapaUslugError
from mapa_uslug.siting.choice import open_sites, settle_bound
from mapa_uslug.siting.room_in_haste import allot_by_regret

_DECIMALS: Final = 6
"""Parts of people that are told; with whole people and room the allotment is whole, but for the solver's rounding."""
_SOLVER_ROUNDING: Final = 1e-6
"""Share of a figure that HiGHS may be off."""
_SAME: Final = 1e-12
_TELLING_S: Final = 0.7
"""Seconds that the last allotment may take when the time of the question is over."""
_OUT_OF_TIME: Final = 1


def allot_people(problem: SitingProblem, chosen: NDArray[np.int64], *, ends: float = math.inf) -> Allotment:
    """Most people within the limit and the room of fixed and chosen places, and among such allotments the least cost.

    One linear programme of transport (`transport`). People of one point may be split.

    Parameters
    ----------
    ends
        Monotonic time at which the programme stops; then people are allotted in haste (`allot_by_regret`).
    """
    pairs = _Pairs.of(problem, chosen)
    sent = transport(pairs.point, pairs.column, pairs.cost, pairs.people, pairs.room, ends=ends)
    if sent is None:
        return pairs.allotment(*pairs.in_haste(), is_best=False)
    return pairs.allotment(pairs.point, pairs.column, np.round(sent, _DECIMALS))


def count_served(
    problem: SitingProblem, chosen: NDArray[np.int64], *, ends: float = math.inf
) -> float | None:
    """Most people within the limit and the room of fixed and chosen places; None when time ends before that is known.

    An allotment in haste is the answer when it leaves over only people or room that no allotment could use; a linear
    programme is it otherwise.
    """
    pairs = _Pairs.of(problem, chosen)
    haste, most = float(pairs.in_haste()[2].sum()), pairs.most_people()
    if haste >= most * (1.0 - _SAME):
        return haste
    sent = transport(
        pairs.point, pairs.column, np.zeros(len(pairs.point)), pairs.people, pairs.room, ends=ends
    )
    return None if sent is None else max(haste, float(sent.sum()))


def count_served_at_least(problem: SitingProblem, chosen: NDArray[np.int64], *, ends: float) -> float:
    """People who have room for certain: the most, or those of an allotment in haste when time ends."""
    served = count_served(problem, chosen, ends=ends)
    return float(_Pairs.of(problem, chosen).in_haste()[2].sum()) if served is None else served


def count_served_at_most(problem: SitingProblem, chosen: NDArray[np.int64], *, ends: float) -> float:
    """People of whom no more can have room: the most, or a bound of it when time ends."""
    served = count_served(problem, chosen, ends=ends)
    return _Pairs.of(problem, chosen).most_people() if served is None else served


def transport(
    point: NDArray[np.int64],
    column: NDArray[np.int64],
    cost: NDArray[np.float64],
    people: NDArray[np.float64],
    room: NDArray[np.float64],
    *,
    ends: float = math.inf,
) -> NDArray[np.float64] | None:
    """People of each pair: as many as can be, and then at the least cost.

    Whoever has no room stays out at a cost that no new allotment of others can reach: room for one more is made along a
    way that enters each column once, so that it costs at most the dearest pair as many times as there are columns. HiGHS
    solves that a good ten times as fast as the question of most people and then that of the least cost.

    Parameters
    ----------
    point, column : int64, (pairs,)
        Rows of `people` and `room`.
    cost : float64, (pairs,)
    ends
        Monotonic time.

    Returns
    -------
    float64, (pairs,), or None
        None when time ended first.
    """
    count, points = len(point), len(people)
    left_s = ends - time.monotonic()
    if not count:
        return np.empty(0)
    if left_s <= 0.0:
        return None
    pairs, ones = np.arange(count), np.ones(count)
    stays_out = (len(room) + 1.0) * (float(cost.max()) or 1.0)
    goes_from = sparse.csr_array((ones, (point, pairs)), shape=(points, count))
    answer = linprog(
        np.concatenate([cost, np.full(points, stays_out)]),
        A_eq=sparse.hstack([goes_from, sparse.eye_array(points)], format="csr"), b_eq=people,
        A_ub=sparse.csr_array((ones, (column, pairs)), shape=(len(room), count + points)), b_ub=room,
        bounds=(0.0, None), method="highs", options={"time_limit": left_s} if math.isfinite(left_s) else {},
    )  # fmt: skip
    if answer.status == _OUT_OF_TIME:
        return None
    if answer.x is None:
        raise MapaUslugError(f"HiGHS found no allotment: {answer.message}")
    return np.asarray(np.clip(answer.x[:count], 0.0, None))


@dataclass(frozen=True, eq=False)
class _Pairs:
    """Points with people and open sites with room within the limit.

    Attributes
    ----------
    points, sites : int64
        Rows of the problem that `point` and `column` (of a pair) count.
    """

    points: NDArray[np.int64]
    sites: NDArray[np.int64]
    point: NDArray[np.int64]
    column: NDArray[np.int64]
    cost: NDArray[np.float64]
    people: NDArray[np.float64]
    room: NDArray[np.float64]

    @classmethod
    def of(cls, problem: SitingProblem, chosen: NDArray[np.int64]) -> _Pairs:
        sites = open_sites(problem, chosen)
        sites = sites[room_of(problem)[sites] > 0.0]
        points = np.flatnonzero(problem.people > 0.0)
        cost = problem.cost[np.ix_(points, sites)]
        is_pair = np.isfinite(cost) & (cost <= problem.limit)
        is_near = is_pair.any(axis=1)
        points, cost, is_pair = points[is_near], cost[is_near], is_pair[is_near]
        people = problem.people[points].astype(np.float64)
        point, column = np.nonzero(is_pair)
        return cls(points, sites, point, column, cost[is_pair], people, room_of(problem)[sites])

    def most_people(self) -> float:
        """More than these can have no room."""
        near = np.bincount(self.column, self.people[self.point], minlength=len(self.sites))
        return min(float(self.people.sum()), float(np.minimum(self.room, near).sum()))

    def in_haste(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
        """Points, columns and people of an allotment that is good and quick."""
        cost = np.full((len(self.people), len(self.room)), np.inf)
        cost[self.point, self.column] = self.cost
        return allot_by_regret(cost, self.people, self.room)

    def allotment(
        self,
        point: NDArray[np.int64],
        column: NDArray[np.int64],
        people: NDArray[np.float64],
        *,
        is_best: bool = True,
    ) -> Allotment:
        used = people > 0.0
        return Allotment(self.points[point[used]], self.sites[column[used]], people[used], is_best)


def tell_allotted(
    problem: SitingProblem,
    objective: Objective,
    chosen: NDArray[np.int64],
    *,
    bound: float,
    is_proven: bool = False,
    method: Method = "exact",
    is_out_of_time: bool = False,
    guarantee: float = 1.0,
    ends: float = math.inf,
) -> Siting:
    """The answer for sites chosen with regard to room; who goes where is worked out anew.

    Parameters
    ----------
    bound
        What no choice can better.
    is_proven
        No choice is better than these sites with the best allotment.
    ends
        Monotonic time at which the question's time ends. People are then allotted in haste, if the best way to do it is
        not found a moment later; but where everybody has to have room (all objectives but ``mclp``) and haste leaves
        somebody over, it takes the time that it takes.
    """
    chosen = np.sort(chosen).astype(np.int64)
    allotment = allot_people(problem, chosen, ends=max(ends, time.monotonic() + _TELLING_S))
    if objective != "mclp" and not allotment.is_best:
        has_way = np.isfinite(problem.cost).any(axis=1)
        if allotment.total() < float(problem.people[has_way].sum()) * (1.0 - _SOLVER_ROUNDING):
            allotment = allot_people(problem, chosen)
    served = allotment.total()
    people_cost = float(allotment.people @ problem.cost[allotment.point, allotment.site])
    value = {"mclp": served, "p-median": people_cost, "lscp": float(len(chosen))}[objective]
    is_best = allotment.is_best or objective == "lscp"
    return Siting(
        objective=objective,
        chosen=chosen,
        site_of=_most_used(allotment, points=len(problem.people)),
        value=value,
        bound=value if is_proven and is_best else settle_bound(objective, value, bound, rounding=_SOLVER_ROUNDING),
        covered=served,
        mean_cost=people_cost / served if served else float("nan"),
        method=method,
        is_out_of_time=is_out_of_time or not is_best,
        guarantee=guarantee,
        allotment=allotment,
    )  # fmt: skip


def _most_used(allotment: Allotment, *, points: int) -> NDArray[np.int32]:
    """Site that most of each point's people go to, ties by row, -1 where nobody has room."""
    order = np.lexsort((-allotment.site, allotment.people))
    site_of = np.full(points, -1, np.int32)
    site_of[allotment.point[order]] = allotment.site[order]
    return site_of


def room_of(problem: SitingProblem) -> NDArray[np.float64]:
    """People that each site has room for, everybody at most."""
    everybody = float(problem.people.sum())
    if problem.capacity is None:
        return np.full(problem.cost.shape[1], everybody)
    return np.minimum(problem.capacity, everybody)
