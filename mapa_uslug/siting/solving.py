"""One door to every question of places: the objective, the method and whether room is counted pick the solver."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mapa_uslug.contracts.siting import OBJECTIVES, Method, Objective, Siting, SitingProblem
from mapa_uslug.core.errors import InputError, Problem
from mapa_uslug.core.errors import problem as tell_problem
from mapa_uslug.core.text import mark


def solve(
    problem: SitingProblem,
    objective: Objective,
    *,
    method: Method = "exact",
    time_limit_s: float = 60.0,
    gap: float = 0.0,
    point_ids: Sequence[str] = (),
) -> Siting:
    """Choose the best places, with a proven bound.

    Parameters
    ----------
    method
        ``exact``, or ``greedy`` for what is too large or must be quick; where room is counted, and by that alone,
        ``p-median`` and ``lscp`` have only ``exact``.
    time_limit_s
        When it is up, the best found is told with the bound proven by then.
    gap
        Relative distance between value and bound at which an exact search may stop.
    point_ids
        Names of the demand points for messages.

    Raises
    ------
    InputError
        The problem contradicts itself, or has no answer: see `check_problem`, `lscp.solve_lscp`.
    """
    check_problem(problem, objective, method)
    has_room = problem.capacity is not None
    if objective == "mclp":
        return _cover_most(problem, method, has_room, time_limit_s, gap)
    if objective == "lscp":
        return _cover_all(problem, method, has_room, time_limit_s, point_ids)
    return _cost_least(problem, method, has_room, time_limit_s, gap)


def _cover_most(
    problem: SitingProblem, method: Method, has_room: bool, time_limit_s: float, gap: float
) -> Siting:
    from mapa_uslug.siting import capacitated_coverage, greedy, mclp

    if method == "greedy":
        return (
            capacitated_coverage.greedy_capacitated_mclp(problem) if has_room else greedy.greedy_mclp(problem)
        )
    exact = capacitated_coverage.solve_capacitated_mclp if has_room else mclp.solve_mclp
    return exact(problem, time_limit_s=time_limit_s, gap=gap)


def _cover_all(
    problem: SitingProblem, method: Method, has_room: bool, time_limit_s: float, point_ids: Sequence[str]
) -> Siting:
    from mapa_uslug.siting import capacitated_coverage, lscp

    if method == "greedy":
        return lscp.greedy_lscp(problem, point_ids=point_ids)
    exact = capacitated_coverage.solve_capacitated_lscp if has_room else lscp.solve_lscp
    return exact(problem, time_limit_s=time_limit_s, point_ids=point_ids)


def _cost_least(
    problem: SitingProblem, method: Method, has_room: bool, time_limit_s: float, gap: float
) -> Siting:
    if has_room:
        from mapa_uslug.siting.capacitated import solve_capacitated_p_median

        return solve_capacitated_p_median(problem, time_limit_s=time_limit_s, gap=gap)
    from mapa_uslug.siting import p_median

    if method == "greedy":
        return p_median.greedy_p_median(problem)
    return p_median.solve_p_median(problem, time_limit_s=time_limit_s, gap=gap)


def check_problem(problem: SitingProblem, objective: Objective, method: Method = "exact") -> None:
    """Refuse a problem whose parts do not fit together.

    Raises
    ------
    InputError
        Shapes that differ, costs, people or capacities that are negative or no numbers, a `k` that is negative or more
        than there are sites to choose, a limit that covering lacks, a method that the objective does not have.
    """
    problems = [*_odd_shapes(problem)]
    if not problems:
        problems = [*_odd_figures(problem), *_odd_question(problem, objective, method)]
    if problems:
        raise InputError(problems)


def _odd_shapes(problem: SitingProblem) -> list[Problem]:
    points, sites = problem.cost.shape
    parts = [("people", problem.people, points), ("is_fixed", problem.is_fixed, sites)]
    if problem.capacity is not None:
        parts.append(("capacity", problem.capacity, sites))
    return [
        tell_problem(mark("{key} has {count} rows instead of {expected}."), where=name, code="shape", key=name,
                     count=len(values), expected=expected, hint=mark("Give one row for each row or column of the costs."))
        for name, values, expected in parts if values.shape != (expected,)
    ]  # fmt: skip


def _odd_figures(problem: SitingProblem) -> list[Problem]:
    capacity = np.zeros(0) if problem.capacity is None else problem.capacity
    figures = [
        ("cost", bool((np.isnan(problem.cost) | (problem.cost < 0.0)).any())),
        ("people", not bool((np.isfinite(problem.people) & (problem.people >= 0.0)).all())),
        ("capacity", bool((np.isnan(capacity) | (capacity < 0.0)).any())),
        ("limit", bool(np.isnan(problem.limit) or problem.limit < 0.0)),
    ]
    return [
        tell_problem(mark("{key} is negative or no number somewhere."), where=name, code=f"bad_{name}", key=name,
                     hint=mark("Give numbers from 0; the cost is infinite where there is no way."))
        for name, is_odd in figures if is_odd
    ]  # fmt: skip


def _odd_question(problem: SitingProblem, objective: Objective, method: Method) -> list[Problem]:
    problems = []
    if objective not in OBJECTIVES:
        problems.append(tell_problem(mark("{key} cannot be {value}."), where="objective", code="objective", key="objective",
                                     value=objective, hint=mark("Use one of: {expected}."), expected=", ".join(OBJECTIVES)))  # fmt: skip
    candidates = int((~problem.is_fixed).sum())
    if objective != "lscp" and not 0 <= problem.k <= candidates:
        problems.append(tell_problem(mark("Places to choose: {k}. Places to choose from: {count}."), where="k", code="k", k=problem.k,
                                     count=candidates, hint=mark("Ask for fewer places, or give more candidates.")))  # fmt: skip
    if objective != "p-median" and not np.isfinite(problem.limit):
        problems.append(tell_problem(mark("{objective} needs a limit."), where="limit", code="no_limit", objective=objective,
                                     hint=mark("Give the greatest cost at which somebody is covered.")))  # fmt: skip
    if method == "greedy" and problem.capacity is not None and objective != "mclp":
        problems.append(tell_problem(mark("{objective} with capacities has no greedy method."), where="method", code="method",
                                     objective=objective, hint=mark("Use the method exact; a time limit gives the best found by then.")))  # fmt: skip
    return problems
