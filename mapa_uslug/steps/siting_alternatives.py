"""The choice of places, and what would be lost with another: one left out, another in its stead, an existing one closed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.contracts.siting import Method, Objective, Siting, SitingProblem
from mapa_uslug.siting import choose_closures, solve
from mapa_uslug.siting.room import allot_people
from mapa_uslug.steps.siting_problem import Sites
from mapa_uslug.steps.siting_question import Subject
from mapa_uslug.steps.siting_secrecy import Secrecy

Rows = NDArray[np.int64]
_ALTERNATIVE_S: Final = 10.0
_ROUNDING: Final = 1e-9
_MOST_TRIED: Final = 100
"""Candidates that are tried one by one where room is counted; among more the best is sought greedily."""


@dataclass(frozen=True, eq=False)
class Closures:
    """Existing places by the harm of closing each, and those whose closing together harms least.

    Attributes
    ----------
    table : DataFrame
        `service_id`, `provider`, `locality`, `gmina_teryt`, `lost`, `is_chosen`; see `Proposal.closures`.
    ids : tuple of str
        Chosen to close.
    lost : float
        Objective lost by all of these together.
    """

    table: pd.DataFrame
    ids: tuple[str, ...]
    lost: float


def find_alternatives(
    sites: Sites, subject: Subject, siting: Siting, places: pd.DataFrame, is_imputed: NDArray[np.bool_]
) -> pd.DataFrame:
    """For every chosen site what is lost without it, and with the best other one in its stead.

    Losses of people that would tell of confidential cells (`is_imputed`) are missing.
    """
    problem, objective = sites.problem, measured_objective(subject.objective)
    opened = open_sites(problem, siting)
    value, rows = value_of(problem, objective, opened), []
    secrecy = Secrecy(problem, is_imputed, subject.group != "all")

    def told(loss: float, then: Rows) -> float:
        return float("nan") if objective == "mclp" and secrecy.hides_loss(opened, then) else loss

    for name, site in zip(places["place_id"], places["row"].tolist(), strict=True):
        others = opened[opened != site]
        without = told(lost(objective, value, value_of(problem, objective, others)), others)
        other, worse = best_instead(problem, objective, opened, without=site)
        instead = "" if other < 0 else name_site(sites, other)
        loss = told(lost(objective, value, worse), np.append(others, other)) if instead else float("nan")
        rows.append((name, without, instead, loss))
    return pd.DataFrame(rows, columns=["place_id", "left_out", "instead", "lost"])


def find_needless(sites: Sites, subject: Subject, siting: Siting) -> NDArray[np.int64]:
    """Chosen sites without all of which as many people are within the threshold, left out one after the other."""
    problem, opened = sites.problem, open_sites(sites.problem, siting)
    if subject.objective == "p-median":
        return np.empty(0, dtype=np.int64)
    value, needless = value_of(problem, "mclp", opened), []
    for site in siting.chosen[::-1].tolist():
        fewer = opened[opened != site]
        if value_of(problem, "mclp", fewer) >= value - _ROUNDING * max(1.0, value):
            needless.append(site)
            opened = fewer
    return np.array(needless[::-1], dtype=np.int64)


def close_least_harmful(
    sites: Sites, subject: Subject, siting: Siting, is_imputed: NDArray[np.bool_], *, count: int, time_limit_s: float
) -> Closures:  # fmt: skip
    """Existing places, once the chosen ones are open, by what each would take with it, and the `count` to close.

    Losses of people that would tell of confidential cells (`is_imputed`) are missing.

    Closing the least harmful of them is keeping the best of the others: the same question as where to open.
    """
    problem, objective = sites.problem, measured_objective(subject.objective)
    existing = np.flatnonzero(problem.is_fixed[: sites.first_new])
    columns = ["service_id", "provider", "locality", "gmina_teryt"]
    if not count:
        return Closures(pd.DataFrame(columns=[*columns, "lost", "is_chosen"]), (), 0.0)
    opened = open_sites(problem, siting)
    may_close = np.isin(opened, existing)
    asked = replace(
        problem, cost=problem.cost[:, opened], is_fixed=~may_close,
        capacity=None if problem.capacity is None else problem.capacity[opened],
    )  # fmt: skip
    found = choose_closures(asked, objective, count, method=subject.method, time_limit_s=time_limit_s)
    table = sites.existing.iloc[existing][columns].reset_index(drop=True)
    # Minutes added say nothing where somebody has no other way at all.
    is_told = (objective == "mclp") | (found.cut_off[may_close] == 0.0)
    is_chosen = np.isin(np.flatnonzero(may_close), found.closed)
    table = table.assign(lost=np.where(is_told, found.harm[may_close], np.inf), is_chosen=is_chosen)
    ids = tuple(table["service_id"][is_chosen].astype(str))
    kept = np.setdiff1d(opened, opened[found.closed])
    loss = lost(objective, value_of(problem, objective, opened), value_of(problem, objective, kept))
    hides = np.zeros(len(table), dtype=bool)
    if objective == "mclp":
        secrecy = Secrecy(problem, is_imputed, subject.group != "all")
        hides = np.array(
            [secrecy.hides_loss(opened, opened[opened != site]) for site in opened[may_close]], dtype=bool
        )
        loss = float("nan") if secrecy.hides_loss(opened, kept) else loss
    ordered = table.assign(hides=hides).sort_values(
        ["is_chosen", "lost", "service_id"], ascending=[False, True, True], ignore_index=True
    )
    ordered["lost"] = ordered["lost"].mask(ordered.pop("hides"))
    return Closures(ordered, ids, loss)


def open_sites(problem: SitingProblem, siting: Siting) -> Rows:
    """Fixed and chosen sites, ascending."""
    return np.union1d(np.flatnonzero(problem.is_fixed), siting.chosen).astype(np.int64)


def name_site(sites: Sites, site: int) -> str:
    """What a site is called."""
    if site < sites.first_new:
        return str(sites.existing["provider"].iloc[site])
    return str(sites.candidates.table["name"].iloc[site - sites.first_new])


def measured_objective(objective: Objective) -> Objective:
    """The objective in which losses are told: of the fewest places with everybody covered it is the people covered."""
    return "mclp" if objective == "lscp" else objective


def value_of(problem: SitingProblem, objective: Objective, opened: Rows) -> float:
    """People covered (``mclp``) or people x cost (``p-median``) when these sites are open and no others.

    ``inf`` for ``p-median`` where somebody whom a site of the problem reaches is reached by none of them, or has no room.
    """
    if problem.capacity is not None:
        return _value_with_room(problem, objective, opened)
    least = _least(problem, opened)
    if objective == "mclp":
        return float(problem.people @ (np.isfinite(least) & (least <= problem.limit)))
    is_weighed = (problem.people > 0.0) & np.isfinite(problem.cost).any(axis=1)
    return float(problem.people[is_weighed] @ least[is_weighed])


def best_instead(
    problem: SitingProblem, objective: Objective, opened: Rows, *, without: int
) -> tuple[int, float]:
    """The site that does best beside the open ones in the stead of one of them, and the value then; -1 if there is none."""
    others = opened[opened != without]
    free = np.setdiff1d(np.flatnonzero(~problem.is_fixed), opened)
    if not len(free):
        return -1, float("nan")
    if problem.capacity is not None:
        return _best_with_room(problem, objective, others, without)
    least = np.minimum(_least(problem, others)[:, None], problem.cost[:, free])
    if objective == "mclp":
        covered = problem.people @ (np.isfinite(least) & (least <= problem.limit))
        best = int(covered.argmax())
        return int(free[best]), float(covered[best])
    is_weighed = (problem.people > 0.0) & np.isfinite(problem.cost).any(axis=1)
    travel = problem.people[is_weighed] @ least[is_weighed]
    best = int(travel.argmin())
    return int(free[best]), float(travel[best])


def lost(objective: Objective, value: float, worse: float) -> float:
    """What is lost from one value to a worse one, never negative."""
    return max(0.0, value - worse if objective == "mclp" else worse - value)


def _least(problem: SitingProblem, opened: Rows) -> NDArray[np.float64]:
    if not len(opened):
        return np.full(len(problem.people), np.inf)
    return np.asarray(problem.cost[:, opened].min(axis=1), dtype=np.float64)


def _value_with_room(problem: SitingProblem, objective: Objective, opened: Rows) -> float:
    found = allot_people(replace(problem, is_fixed=np.zeros_like(problem.is_fixed)), opened)
    if objective == "mclp":
        return found.total()
    is_weighed = (problem.people > 0.0) & np.isfinite(problem.cost).any(axis=1)
    if found.total() < float(problem.people[is_weighed].sum()) * (1.0 - 1e-9):
        return float("inf")
    return float(found.people @ problem.cost[found.point, found.site])


def _best_with_room(
    problem: SitingProblem, objective: Objective, others: Rows, without: int
) -> tuple[int, float]:  # fmt: skip
    is_fixed = np.isin(np.arange(len(problem.is_fixed)), others)
    free = np.setdiff1d(np.flatnonzero(~problem.is_fixed), np.append(others, without))
    if objective == "mclp" and len(free) <= _MOST_TRIED:
        values = [value_of(problem, objective, np.sort(np.append(others, site))) for site in free.tolist()]
        best = int(np.argmax(values))
        return int(free[best]), values[best]
    cost = problem.cost.copy()
    cost[:, without] = np.inf
    asked = replace(problem, cost=cost, is_fixed=is_fixed, k=1)
    method: Method = "greedy" if objective == "mclp" else "exact"
    found = solve(asked, objective, method=method, time_limit_s=_ALTERNATIVE_S)
    return int(found.chosen[0]), found.value
