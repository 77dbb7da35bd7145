"""Fewest places with everybody within the limit: the best choice, and the proof of it."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from mapa_uslug.contracts.siting import Siting, SitingProblem
from mapa_uslug.siting.choice import tell_siting
from mapa_uslug.siting.covering import Covering, cover_people, find_dominated, find_implied, merge_groups
from mapa_uslug.siting.greedy import choose_greedily
from mapa_uslug.siting.unreached import check_all_reached

_WHOLE = 1e-6


def solve_lscp(
    problem: SitingProblem, *, time_limit_s: float = 60.0, point_ids: Sequence[str] = ()
) -> Siting:
    """Choose the fewest sites that, with the fixed places, have everybody within the limit.

    Location set covering (Toregas, Swain, ReVelle & Bergman 1971, Operations Research 19: 1363-1373). Sites that alone
    cover somebody are taken, and sites and groups that others make needless are left out, until nothing more falls away
    (Toregas & ReVelle 1973); HiGHS solves the rest.

    Parameters
    ----------
    point_ids
        Names of the demand points for messages; their rows, from 1, without.

    Raises
    ------
    InputError
        There are people whom no site reaches within the limit.
    """
    ends = time.monotonic() + time_limit_s
    check_all_reached(problem, point_ids)
    taken, rest = _reduce(_countable(problem))
    start = _choose_few(rest)
    found, bound, is_out_of_time = _solve(rest, start, ends - time.monotonic())
    chosen = np.concatenate([taken, rest.sites[found]])
    return tell_siting(problem, "lscp", chosen, bound=len(taken) + bound, is_out_of_time=is_out_of_time)


def greedy_lscp(problem: SitingProblem, *, point_ids: Sequence[str] = ()) -> Siting:
    """Sites one by one, each time the one that reaches most points not reached yet, then those left out that are needless.

    At most H(d) = 1 + 1/2 + ... + 1/d times the fewest, d being the most points that one site reaches (Chvatal 1979,
    Math. of Operations Research 4: 233-235); the bound shares each choice among the points it was made for.

    Raises
    ------
    InputError
        As of `solve_lscp`.
    """
    check_all_reached(problem, point_ids)
    covering = _countable(problem)
    chosen = _choose_few(covering)
    most = int(covering.covers.sum(axis=0).max(initial=0))
    guarantee = 1.0 / max(sum(1.0 / i for i in range(1, most + 1)), 1.0)
    bound = math.ceil(_shared_bound(covering) - _WHOLE)
    return tell_siting(
        problem, "lscp", covering.sites[chosen], bound=float(bound), method="greedy", guarantee=guarantee
    )


def _countable(problem: SitingProblem) -> Covering:
    """Groups to be reached, each counting once."""
    merged = merge_groups(cover_people(problem))
    return replace(merged, people=np.ones(len(merged.people)))


def _reduce(covering: Covering) -> tuple[NDArray[np.int64], Covering]:
    """Sites that some best choice has for certain, and what is left to decide."""
    taken: list[NDArray[np.int64]] = []
    while True:
        groups, sites = covering.covers.shape
        kept = ~find_dominated(covering.covers)
        covering = Covering(covering.covers[:, kept], covering.people, covering.sites[kept])
        # Whoever all sites of another group cover is covered with that group.
        needed = ~find_implied(covering.covers)
        covering = Covering(covering.covers[needed], covering.people[needed], covering.sites)
        only = covering.covers[covering.covers.sum(axis=1) == 1].any(axis=0)
        taken.append(covering.sites[only])
        covering = covering.after(only, ~only)
        if covering.covers.shape == (groups, sites):
            return np.concatenate(taken), covering


def _choose_few(covering: Covering) -> NDArray[np.int64]:
    """A greedy cover without needless sites (columns)."""
    chosen = choose_greedily(covering, covering.covers.shape[1]).chosen
    count = covering.covers[:, chosen].sum(axis=1)
    kept = []
    for site in reversed(chosen.tolist()):
        covers = covering.covers[:, site]
        if (count[covers] > 1).all():
            count -= covers
        else:
            kept.append(site)
    return np.sort(np.array(kept, dtype=np.int64))


def _shared_bound(covering: Covering) -> float:
    """Sites that any cover needs: a solution of the dual linear programme.

    Each greedy choice is shared by the groups it was made for; then the shares are cut until those of no site's groups are
    more than one.
    """
    share = np.zeros(len(covering.people))
    is_left = np.ones(len(share), bool)
    for site in choose_greedily(covering, covering.covers.shape[1]).chosen.tolist():
        news = covering.covers[:, site] & is_left
        share[news] = 1.0 / news.sum()
        is_left &= ~news
    return float(share.sum() / max(1.0, (share @ covering.covers).max(initial=1.0)))


def _solve(
    covering: Covering, start: NDArray[np.int64], time_limit_s: float
) -> tuple[NDArray[np.int64], float, bool]:
    """Columns, a bound of their number, and whether time was up."""
    bound = math.ceil(_shared_bound(covering) - _WHOLE)
    if len(start) <= bound:
        return start, float(len(start)), False
    sites = covering.covers.shape[1]
    answer = milp(
        np.ones(sites), integrality=np.ones(sites), bounds=Bounds(0.0, 1.0),
        constraints=LinearConstraint(sparse.csr_array(covering.covers, dtype=float), 1.0, np.inf),
        options={"time_limit": max(time_limit_s, 0.0), "mip_rel_gap": 0.0},
    )  # fmt: skip
    best = start
    if answer.x is not None:
        found = np.flatnonzero(answer.x > 0.5)
        if covering.covers[:, found].any(axis=1).all() and len(found) < len(start):
            best = found
    if answer.status == 0:
        return best, float(len(best)), False
    proven = answer.mip_dual_bound
    if proven is not None and math.isfinite(proven):
        bound = max(bound, math.ceil(proven - _WHOLE))
    return best, float(min(bound, len(best))), len(best) > bound
