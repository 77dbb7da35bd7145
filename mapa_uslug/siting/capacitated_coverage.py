"""Covering with room: people count when a place within the limit has room for them, and points may be split."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from mapa_uslug.contracts.siting import Siting, SitingProblem
from mapa_uslug.core.errors import InputError
from mapa_uslug.core.errors import problem as tell_problem
from mapa_uslug.core.text import mark
from mapa_uslug.siting.choice import pad_choice
from mapa_uslug.siting.covering import Covering, merge_groups
from mapa_uslug.siting.lscp import solve_lscp
from mapa_uslug.siting.mclp import solve_mclp
from mapa_uslug.siting.room import (
    allot_people,
    count_served,
    count_served_at_least,
    count_served_at_most,
    room_of,
    tell_allotted,
)
from mapa_uslug.siting.unreached import check_all_reached

_PAIRS_LIMIT: Final = 300_000
"""Pairs up to which each is bound to its site: tight, but as many rows as pairs."""
_ALONE_LIMIT: Final = 400
"""Sites up to which each is tried alone before the programme of all."""
_ROUNDING: Final = 1e-6
_FIRST_SHARE: Final = 0.2
"""Part of the time that the question without room may take."""
_OUT_OF_TIME: Final = 1
_INFEASIBLE: Final = 2


def solve_capacitated_mclp(problem: SitingProblem, *, time_limit_s: float = 60.0, gap: float = 0.0) -> Siting:
    """Choose the k sites that have room, within the limit, for most people (Current & Storbeck 1988, Environment and
    Planning B 15: 153-163).

    People of a point may be split among places. The same question without room bounds the answer and often gives it; else
    HiGHS solves one sparse programme of the pairs within the limit. What is not known when time is over is told by people
    allotted in haste (`tell_allotted`), and by simpler bounds.
    """
    ends = time.monotonic() + time_limit_s
    roomy = solve_mclp(replace(problem, capacity=None), time_limit_s=time_limit_s * _FIRST_SHARE)
    starts = [roomy.chosen, pad_choice(problem, fill_greedily(problem)[0])]
    bound = min(_simple_bound(problem, ends), roomy.bound)
    served, chosen = _best_of(problem, starts, ends)
    if bound - served > max(gap * bound, _ROUNDING * max(1.0, served)):
        best_alone, alone_bound = _try_alone(problem, ends)
        bound = min(bound, alone_bound)
        served, chosen = _best_of(problem, [chosen, pad_choice(problem, best_alone)], ends)
    is_out_of_time = False
    if bound - served > max(gap * bound, _ROUNDING * max(1.0, served)) and time.monotonic() >= ends:
        is_out_of_time = True
    elif bound - served > max(gap * bound, _ROUNDING * max(1.0, served)):
        k = min(problem.k, int((~problem.is_fixed).sum()))
        answer = _Model.build(problem).solve(
            problem, most_people=True, least=k, most=k, time_limit_s=ends - time.monotonic(), gap=gap
        )
        if answer.x is not None:
            found = pad_choice(problem, _choice(answer, problem))
            served, chosen = _best_of(problem, [chosen, found], ends)
        bound = min(bound, -_proven(answer, otherwise=-math.inf))
        is_out_of_time = answer.status == _OUT_OF_TIME
    return tell_allotted(problem, "mclp", chosen, bound=bound, is_out_of_time=is_out_of_time, ends=ends)


def _best_of(
    problem: SitingProblem, choices: Sequence[NDArray[np.int64]], ends: float
) -> tuple[float, NDArray[np.int64]]:
    """The choice with room for most people, the first of equals."""
    served = [count_served_at_least(problem, choice, ends=ends) for choice in choices]
    best = int(np.argmax(served))
    return served[best], choices[best]


def _try_alone(problem: SitingProblem, ends: float) -> tuple[NDArray[np.int64], float]:
    """The k sites that each add most alone, and a bound: as room is submodular, k sites add no more than that together.

    For one site this is the answer. Where there are many sites, or no time, there is no bound.
    """
    sites = np.flatnonzero(~problem.is_fixed)
    alone = np.full(len(sites), np.nan)
    if len(sites) <= _ALONE_LIMIT:
        for i, site in enumerate(sites.tolist()):
            if time.monotonic() >= ends:
                break
            served = count_served(problem, np.array([site]), ends=ends)
            alone[i] = math.nan if served is None else served
    fixed = count_served(problem, np.empty(0, np.int64), ends=ends)
    if np.isnan(alone).any() or fixed is None:
        return np.empty(0, np.int64), math.inf
    order = np.argsort(-alone, kind="stable")[: problem.k]
    return np.sort(sites[order]), fixed + float((alone[order] - fixed).sum())


def greedy_capacitated_mclp(problem: SitingProblem) -> Siting:
    """Sites one by one, each time the one with room for most people near it who have none yet; nothing is promised."""
    chosen = pad_choice(problem, fill_greedily(problem)[0])
    bound = _simple_bound(problem, math.inf)
    return tell_allotted(problem, "mclp", chosen, bound=bound, method="greedy", guarantee=0.0)


def solve_capacitated_lscp(
    problem: SitingProblem, *, time_limit_s: float = 60.0, point_ids: Sequence[str] = ()
) -> Siting:
    """Choose the fewest sites so that everybody has room within the limit; people of a point may be split.

    The same question without room, and the rooms alone, bound the number; HiGHS looks for one that is less than what was
    found by filling sites and leaving out those that are needless. Whether all sites together have room for everybody has to
    be known, whatever the time; choices that time does not tell of are passed over.

    Raises
    ------
    InputError
        Somebody is beyond the limit of every site, or all sites together lack room.
    """
    ends = time.monotonic() + time_limit_s
    check_all_reached(problem, point_ids)
    everywhere = np.flatnonzero(~problem.is_fixed)
    _check_room(problem, count_served(problem, everywhere) or 0.0)
    roomy = solve_lscp(replace(problem, capacity=None), time_limit_s=time_limit_s * _FIRST_SHARE)
    least = max(int(roomy.bound), _fewest_by_room(problem))
    chosen = roomy.chosen if _has_room(problem, roomy.chosen, ends) else _fill_all(problem, everywhere, ends)
    is_out_of_time = least < len(chosen) and time.monotonic() >= ends
    if least < len(chosen) and not is_out_of_time:
        answer = _Model.build(problem).solve(
            problem, most_people=False, least=least, most=len(chosen) - 1, time_limit_s=ends - time.monotonic(), gap=0.0
        )  # fmt: skip
        if answer.x is not None and _has_room(problem, _choice(answer, problem), ends):
            chosen = _choice(answer, problem)
        if answer.status == _INFEASIBLE:
            least = len(chosen)
        least = max(least, math.ceil(_proven(answer, otherwise=0.0) - _ROUNDING))
        is_out_of_time = answer.status == _OUT_OF_TIME
    return tell_allotted(
        problem, "lscp", chosen, bound=float(min(least, len(chosen))), is_out_of_time=is_out_of_time, ends=ends
    )  # fmt: skip


def fill_greedily(problem: SitingProblem, most: int | None = None) -> tuple[NDArray[np.int64], float]:
    """At most k sites (or so many as said), filled one by one with people near them who have no room yet, the nearest
    first; in the order of filling, and the people left over.
    """
    most = problem.k if most is None else most
    room = room_of(problem)
    left = problem.people.astype(np.float64).copy()
    is_near = np.isfinite(problem.cost) & (problem.cost <= problem.limit)
    already = allot_people(problem, np.empty(0, np.int64))
    np.subtract.at(left, already.point, already.people)
    is_free = ~problem.is_fixed
    chosen: list[int] = []
    while len(chosen) < most and is_free.any():
        gains = np.where(is_free, np.minimum(room, left @ is_near), -1.0)
        site = int(gains.argmax())
        if gains[site] <= _ROUNDING:
            break
        near = np.flatnonzero(is_near[:, site])
        near = near[np.argsort(problem.cost[near, site], kind="stable")]
        before = np.concatenate([[0.0], np.cumsum(left[near])[:-1]])
        left[near] -= np.clip(room[site] - before, 0.0, left[near])
        is_free[site] = False
        chosen.append(site)
    return np.array(chosen, dtype=np.int64), float(left.sum())


@dataclass(frozen=True, eq=False)
class _Model:
    """A programme of sites (open or not) and of people who go from a group to a site within the limit.

    Attributes
    ----------
    people : float64, (groups,)
        Of groups that the same sites are near to.
    group, site : int64, (pairs,)
    """

    people: NDArray[np.float64]
    room: NDArray[np.float64]
    group: NDArray[np.int64]
    site: NDArray[np.int64]

    @classmethod
    def build(cls, problem: SitingProblem) -> _Model:
        """Groups, room and pairs; sites without room are near to nobody."""
        room = room_of(problem)
        is_near = np.isfinite(problem.cost) & (problem.cost <= problem.limit) & (room > 0.0)[None, :]
        has_people = problem.people > 0.0
        merged = merge_groups(Covering(is_near[has_people], problem.people[has_people], np.arange(len(room))))
        return cls(merged.people, room, *np.nonzero(merged.covers))

    def solve(
        self,
        problem: SitingProblem,
        *,
        most_people: bool,
        least: int,
        most: int,
        time_limit_s: float,
        gap: float,
    ) -> Any:
        """Most people, or room for everybody with the fewest sites, `least` to `most` of them besides the fixed ones."""
        sites, pairs, groups = len(self.room), len(self.group), len(self.people)
        is_fixed = problem.is_fixed.astype(float)
        ones, pair = np.ones(pairs), np.arange(pairs)
        goes_from = sparse.csr_array((ones, (self.group, pair)), shape=(groups, pairs))
        goes_to = sparse.csr_array((ones, (self.site, pair)), shape=(sites, pairs))
        rows = [
            LinearConstraint(
                sparse.hstack([sparse.csr_array((groups, sites)), goes_from], format="csr"),
                -np.inf if most_people else self.people, self.people,
            ),
            LinearConstraint(sparse.hstack([-sparse.diags_array(self.room), goes_to], format="csr"), -np.inf, 0.0),
        ]  # fmt: skip
        if pairs <= _PAIRS_LIMIT:
            own = np.minimum(self.people[self.group], self.room[self.site])
            opens = sparse.csr_array((-own, (pair, self.site)), shape=(pairs, sites))
            tight = sparse.hstack([opens, sparse.eye_array(pairs)], format="csr")
            rows.append(LinearConstraint(tight, -np.inf, 0.0))
        counted = np.concatenate([1.0 - is_fixed, np.zeros(pairs)])
        rows.append(LinearConstraint(sparse.csr_array(counted[None, :]), least, most))
        return milp(
            np.concatenate([np.zeros(sites), -ones]) if most_people else counted,
            integrality=np.concatenate([np.ones(sites), np.zeros(pairs)]),
            bounds=Bounds(np.concatenate([is_fixed, np.zeros(pairs)]), np.concatenate([np.ones(sites), np.full(pairs, np.inf)])),
            constraints=rows,
            options={"time_limit": max(time_limit_s, 0.0), "mip_rel_gap": gap},
        )  # fmt: skip


def _choice(answer: Any, problem: SitingProblem) -> NDArray[np.int64]:
    """Sites that an answer opens besides the fixed ones."""
    return np.flatnonzero((answer.x[: len(problem.is_fixed)] > 0.5) & ~problem.is_fixed)


def _proven(answer: Any, *, otherwise: float) -> float:
    """What the objective cannot be less than."""
    bound = answer.mip_dual_bound
    return float(bound) if bound is not None and math.isfinite(bound) else otherwise


def _simple_bound(problem: SitingProblem, ends: float) -> float:
    """The people whom fixed places have room for, and the room of the k sites that could help most; nobody twice.

    As room is submodular, k sites add no more than each of them would add alone at the most.
    """
    is_near = np.isfinite(problem.cost) & (problem.cost <= problem.limit)
    sites = ~problem.is_fixed
    fixed = count_served_at_most(problem, np.empty(0, np.int64), ends=ends)
    gains = np.sort(np.minimum(room_of(problem), problem.people @ is_near)[sites])[::-1]
    return min(fixed + float(gains[: problem.k].sum()), float(problem.people[is_near.any(axis=1)].sum()))


def _check_room(problem: SitingProblem, most: float) -> None:
    lacking = float(problem.people.sum()) - most
    if lacking > _ROUNDING * max(1.0, most):
        raise InputError([tell_problem(
            mark("All places together lack room within the limit; people without it: {people}."), where="lscp", code="no_room",
            hint=mark("Give more capacity, a longer limit or more places."), people=f"{lacking:.10g}",
        )])  # fmt: skip


def _has_room(problem: SitingProblem, chosen: NDArray[np.int64], ends: float) -> bool:
    """Whether everybody has room for certain."""
    everybody = float(problem.people.sum())
    served = count_served_at_least(problem, chosen, ends=ends)
    return served >= everybody - _ROUNDING * max(1.0, everybody)


def _fewest_by_room(problem: SitingProblem) -> int:
    """Sites needed at least for room alone, the roomiest first."""
    room = room_of(problem)
    lacking = float(problem.people.sum() - room[problem.is_fixed].sum())
    largest = np.cumsum(np.sort(room[~problem.is_fixed])[::-1])
    return int((largest < lacking * (1.0 - _ROUNDING)).sum()) + 1 if lacking > _ROUNDING else 0


def _fill_all(problem: SitingProblem, everywhere: NDArray[np.int64], ends: float) -> NDArray[np.int64]:
    """Sites with room for everybody, less those without which there is enough (those filled last are tried first)."""
    chosen, left_over = fill_greedily(problem, len(everywhere))
    if left_over > _ROUNDING and not _has_room(problem, chosen, ends):
        chosen = everywhere
    for site in chosen[::-1].tolist():
        if time.monotonic() >= ends:
            break
        others = chosen[chosen != site]
        chosen = others if _has_room(problem, others, ends) else chosen
    return chosen
