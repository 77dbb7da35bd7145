"""Which places do least harm when they close, and what closing each of them alone would do."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.siting import Method, Objective, Siting, SitingProblem
from mapa_uslug.core.errors import InputError, Problem
from mapa_uslug.core.errors import problem as tell_problem
from mapa_uslug.core.text import mark
from mapa_uslug.siting.room import allot_people
from mapa_uslug.siting.solving import solve


@dataclass(frozen=True, eq=False)
class Closures:
    """Places that close, and those kept.

    Attributes
    ----------
    siting : Siting
        The places kept, chosen besides those that stay whatever happens.
    closed : int64, (places,)
        Ascending.
    harm : float64, (sites,)
        Of closing each place alone: people who lose the limit, or room (``mclp``); people x cost added (``p-median``) for
        those who have another way.
    cut_off : float64, (sites,)
        People who would have no way to any place (by ``p-median`` with room also: no room) were it alone closed.
    """

    siting: Siting
    closed: NDArray[np.int64]
    harm: NDArray[np.float64]
    cut_off: NDArray[np.float64]


def choose_closures(
    problem: SitingProblem,
    objective: Objective,
    closed: int,
    *,
    method: Method = "exact",
    time_limit_s: float = 60.0,
    gap: float = 0.0,
) -> Closures:
    """Close so many places that fewest people fall out of the limit, or that people x cost grows least.

    The best closures leave the best places to keep: the same question as that of new places.

    Parameters
    ----------
    problem
        Every site is a place that is open; those that are fixed stay. Its `k` is not used.
    objective
        ``mclp`` or ``p-median``; how many places may close with everybody still within the limit is what ``lscp`` of
        `solve` tells.
    closed
        At most as many as there are besides the fixed ones.

    Raises
    ------
    InputError
        More are to close than may, the objective is none of the two, or (``p-median``) whoever has a way to some place has
        none to those kept.
    """
    may_close = np.flatnonzero(~problem.is_fixed)
    _check(objective, closed, len(may_close))
    kept = len(may_close) - closed
    try:
        siting = solve(replace(problem, k=kept), objective, method=method, time_limit_s=time_limit_s, gap=gap)
    except InputError as error:
        raise InputError(
            [_tell_cut_off(found, closed, len(may_close)) for found in error.problems]
        ) from error
    harm, cut_off = _harm_alone(problem, objective)
    return Closures(siting, np.setdiff1d(may_close, siting.chosen).astype(np.int64), harm, cut_off)


def _check(objective: Objective, closed: int, most: int) -> None:
    problems = []
    if objective == "lscp":
        problems.append(tell_problem(mark("{key} cannot be {value}."), where="objective", code="objective", key="objective",
                                     value=objective, hint=mark("Use one of: {expected}."), expected="mclp, p-median"))  # fmt: skip
    if not 0 <= closed <= most:
        problems.append(tell_problem(mark("Places to close: {value}. Places that may close: {most}."), where="close", code="close", value=closed,
                                     most=most, hint=mark("Close fewer, or let more places close.")))  # fmt: skip
    if problems:
        raise InputError(problems)


def _tell_cut_off(found: Problem, closed: int, most: int) -> Problem:
    """What is wrong with so few places kept, in words of closing."""
    values = dict(found.values)
    if found.code != "no_way_for_all":
        return found
    spare = most - int(values["needed"])
    if most == 1:
        message, hint = (
            mark("A single place cannot close: people who would have no way to any other: {people}."),
            mark("Let more places close, or seek a new one first."),
        )
    else:
        message = mark(
            "Whichever places close (number: {value}), people without a way to any other: {people}."
        )
        hint = (
            mark("Close at most {most}.")
            if spare > 0
            else mark("None of these places can close; they may be moved instead.")
        )
    return tell_problem(message, where="close", code=found.code, value=closed, people=values["people"], most=spare, hint=hint)  # fmt: skip


def _harm_alone(
    problem: SitingProblem, objective: Objective
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    points, sites = problem.cost.shape
    if not sites:
        return np.empty(0), np.empty(0)
    first = problem.cost.argmin(axis=1)
    least = problem.cost[np.arange(points), first]
    second = np.full(points, np.inf)
    if sites > 1:
        second = np.partition(problem.cost, 1, axis=1)[:, 1]
    has_way = np.isfinite(least)
    loses_way = has_way & ~np.isfinite(second)
    cut_off = _sum_by_site(first, problem.people * loses_way, sites)
    if problem.capacity is not None:
        return _room_harm(problem, objective, cut_off)
    if objective == "mclp":
        harm = problem.people * (has_way & (least <= problem.limit) & ~(second <= problem.limit))
    else:
        farther = has_way & ~loses_way
        harm = np.where(
            farther, problem.people * (np.where(farther, second, 0.0) - np.where(farther, least, 0.0)), 0.0
        )
    return _sum_by_site(first, harm, sites), cut_off


def _sum_by_site(site: NDArray[np.int64], figure: NDArray[np.float64], sites: int) -> NDArray[np.float64]:
    return np.bincount(site, figure, minlength=sites).astype(np.float64)


def _room_harm(
    problem: SitingProblem, objective: Objective, no_way: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The same where room is counted: everybody is allotted anew without each place."""
    everywhere = np.arange(problem.cost.shape[1])
    nothing_fixed = replace(problem, is_fixed=np.zeros_like(problem.is_fixed))

    def figure(sites: NDArray[np.int64]) -> tuple[float, float]:
        found = allot_people(nothing_fixed, sites)
        return found.total(), float(found.people @ problem.cost[found.point, found.site])

    served, people_cost = figure(everywhere)
    without = np.array([figure(np.delete(everywhere, site)) for site in everywhere])
    left_over = np.maximum(served - without[:, 0], 0.0)
    if objective == "mclp":
        return left_over, no_way
    return np.maximum(without[:, 1] - people_cost, 0.0), left_over
