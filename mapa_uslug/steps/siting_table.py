"""Where places should stand by an analyst's own costs: the files of the question, the answer, and its table."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.contracts.siting import OBJECTIVES, Method, Objective, Siting, SitingProblem
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.siting import Closures, check_problem, choose_closures, count_use, solve
from mapa_uslug.steps.analyst import check_choices
from mapa_uslug.steps.cost_reading import COST, read_cost_table
from mapa_uslug.steps.cost_table import CostTable
from mapa_uslug.steps.points import read_points

METHODS: Final[tuple[Method, ...]] = ("exact", "greedy")


@dataclass(frozen=True)
class SitingQuestion:
    """What is asked of a matrix.

    Attributes
    ----------
    objective : str
        One of `OBJECTIVES`.
    k : int or None
        Places to choose besides the fixed ones; not asked for by ``lscp``, nor when places close.
    limit : float or None
        In the unit of the costs.
    close : int or None
        Places to close; then every place of the matrix is open today and the fixed ones stay.
    method : str
    time_limit_s, gap : float
    """

    objective: Objective
    k: int | None = None
    limit: float | None = None
    close: int | None = None
    method: Method = "exact"
    time_limit_s: float = 60.0
    gap: float = 0.0

    def __post_init__(self) -> None:
        problems = _odd_options(self)
        try:
            check_choices(objective=(self.objective, OBJECTIVES), method=(self.method, METHODS))
        except InputError as error:
            problems += error.problems
        if problems:
            raise InputError(problems)


@dataclass(frozen=True, eq=False)
class SitingAnswer:
    """What was found.

    Attributes
    ----------
    siting : Siting
    chosen, closed : tuple of str
        Ids, in order.
    people : float
        Everybody in the demand.
    table : DataFrame
        See `answer_siting`.
    problems : tuple of Problem
        Warnings about the files.
    """

    siting: Siting
    chosen: tuple[str, ...]
    closed: tuple[str, ...]
    people: float
    table: pd.DataFrame
    problems: tuple[Problem, ...]


def answer_siting(
    matrix: Path,
    demand: Path,
    question: SitingQuestion,
    *,
    fixed: Path | None = None,
    supply: Path | None = None,
    cost: str = COST,
) -> SitingAnswer:
    """Read the files, choose, and tell what every open place is used for.

    Parameters
    ----------
    matrix, demand, supply, cost
        See `read_cost_table`. Places are the destinations of the matrix.
    fixed
        ``id`` of the places that exist and stay.

    Returns
    -------
    SitingAnswer
        Its table has a row a place, by id: ``site_id, is_fixed, people, covered, mean_cost`` of those that are open; when
        places close, of all, with ``is_closed``, ``harm_alone`` and ``cut_off_alone``, see `Closures`.

    Raises
    ------
    InputError
        Every problem of all files; or the question has no answer.
    """
    costs, fixed_ids = _read_all(matrix, demand, fixed, supply, cost)
    sites = _by_id(costs.place_ids)
    points = _by_id(costs.demand.ids)
    site_ids = tuple(costs.place_ids[row] for row in sites)
    point_ids = tuple(costs.demand.ids[row] for row in points)
    stated = SitingProblem(
        cost=costs.dense()[np.ix_(points, sites)],
        people=costs.demand.amount[points],
        is_fixed=np.array([name in fixed_ids for name in site_ids], dtype=bool),
        k=question.k or 0,
        limit=float("inf") if question.limit is None else question.limit,
        capacity=None if costs.supply is None else costs.supply.amount[sites],
    )
    closures = _close(stated, question) if question.close is not None else None
    siting = closures.siting if closures is not None else _choose(stated, question, point_ids)
    return SitingAnswer(
        siting=siting,
        chosen=tuple(site_ids[row] for row in siting.chosen),
        closed=() if closures is None else tuple(site_ids[row] for row in closures.closed),
        people=float(stated.people.sum()),
        table=_tabulate(stated, siting, closures, site_ids),
        problems=(*costs.problems, *_tell_unreached(costs, demand)),
    )


def _odd_options(question: SitingQuestion) -> list[Problem]:
    problems = []
    closes = question.close is not None
    if closes and question.objective == "lscp":
        problems.append(problem("With {key} the objective is mclp or p-median.", where="--close", code="close", key="--close",
                                hint="Without --close, lscp tells which places are enough: the others may close."))  # fmt: skip
    if closes and question.k is not None:
        problems.append(problem("{key} and {other} cannot be given together.", where="--close", code="close", key="--k",
                                other="--close", hint="Leave one of them out."))  # fmt: skip
    if not closes and question.k is not None and question.objective == "lscp":
        problems.append(_no_effect("--k", "lscp"))
    if question.gap > 0.0:
        problems += [
            _no_effect("--gap", word)
            for word in (question.objective, question.method)
            if word in ("lscp", "greedy")
        ]
    if not closes and question.k is None and question.objective != "lscp":
        problems.append(problem("{key} is missing.", where="--k", code="no_k", key="--k",
                                hint="Give the number of places to choose."))  # fmt: skip
    if question.limit is None and question.objective != "p-median":
        problems.append(problem("{objective} needs a limit.", where="--limit", code="no_limit", objective=question.objective,
                                hint="Give the greatest cost at which somebody is covered."))  # fmt: skip
    return problems


def _no_effect(key: str, other: str) -> Problem:
    return problem("{key} has no effect with {other}.", where=key, code="no_effect", key=key, other=other,
                   hint="Leave one of them out.")  # fmt: skip


def _tell_unreached(costs: CostTable, demand: Path) -> list[Problem]:
    """A warning about people who are in the demand, but in no pair that has a way: often ids that are written otherwise."""
    is_alone = (np.diff(costs.pair_ptr) == 0) & (costs.demand.amount > 0.0)
    if not is_alone.any():
        return []
    return [problem("Points with people that have no way to any place, or are not in the matrix at all: {count}; people: {people}.",
                    where=demand.name, code="no_way", severity="warning", count=int(is_alone.sum()),
                    people=f"{costs.demand.amount[is_alone].sum():.10g}",
                    hint="They count as having no way. If that is not so, add their rows to the matrix, with ids written alike.")]  # fmt: skip


def _read_all(
    matrix: Path, demand: Path, fixed: Path | None, supply: Path | None, cost: str
) -> tuple[CostTable, frozenset[str]]:
    problems: list[Problem] = []
    costs, stay = None, None
    try:
        costs = read_cost_table(matrix, demand, supply, cost=cost)
    except InputError as error:
        problems += error.problems
    try:
        stay = None if fixed is None else read_points(fixed, ids_only=True)
    except InputError as error:
        problems += error.problems
    if costs is not None and stay is not None:
        known = set(costs.place_ids)
        problems += [
            problem("{key} {value} is not in {file}.", where=place, code="unknown_fixed", key="id", value=name,
                    file=matrix.name, hint="Write ids alike in both files (zeros in front count), add the id there or leave its rows out.")
            for name, place in zip(stay.ids.tolist(), stay.places, strict=True) if str(name) not in known
        ]  # fmt: skip
    if costs is None or problems:
        raise InputError(problems)
    return costs, frozenset() if stay is None else frozenset(str(name) for name in stay.ids.tolist())


def _by_id(ids: tuple[str, ...]) -> NDArray[np.int64]:
    """Rows by id, as numbers where all are, so that the order of a file's rows decides nothing."""
    is_number = all(name.isdecimal() for name in ids)
    return np.array(
        sorted(range(len(ids)), key=lambda i: (int(ids[i]) if is_number else 0, ids[i])), dtype=np.int64
    )


def _choose(stated: SitingProblem, question: SitingQuestion, point_ids: tuple[str, ...]) -> Siting:
    candidates = int((~stated.is_fixed).sum())
    if question.objective != "lscp" and stated.k > candidates:
        raise InputError([problem("Places to choose: {k}. Places to choose from: {count}.", where="--k", code="k", k=stated.k,
                                  count=candidates, hint="Ask for fewer places, or give more candidates.")])  # fmt: skip
    return solve(
        stated, question.objective, method=question.method, time_limit_s=question.time_limit_s, gap=question.gap,
        point_ids=point_ids,
    )  # fmt: skip


def _close(stated: SitingProblem, question: SitingQuestion) -> Closures:
    check_problem(stated, question.objective, question.method)
    return choose_closures(
        stated, question.objective, question.close or 0, method=question.method,
        time_limit_s=question.time_limit_s, gap=question.gap,
    )  # fmt: skip


def _tabulate(
    stated: SitingProblem, siting: Siting, closures: Closures | None, site_ids: tuple[str, ...]
) -> pd.DataFrame:
    use = count_use(stated, siting)
    table = pd.DataFrame({
        "site_id": [site_ids[row] for row in use.site], "is_fixed": stated.is_fixed[use.site],
        "people": use.people, "covered": use.covered, "mean_cost": use.mean_cost,
    }, index=use.site)  # fmt: skip
    if closures is None:
        return table.reset_index(drop=True)
    everywhere = np.arange(len(site_ids))
    table = table.reindex(everywhere)
    table["site_id"], table["is_fixed"] = list(site_ids), stated.is_fixed
    table[["people", "covered"]] = table[["people", "covered"]].fillna(0.0)
    table.insert(2, "is_closed", np.isin(everywhere, closures.closed))
    table["harm_alone"], table["cut_off_alone"] = closures.harm, closures.cut_off
    return table
