"""Greedy covering, with its guarantee and with a bound from its own gains."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.siting import Siting, SitingProblem
from mapa_uslug.siting.choice import pad_choice, tell_siting
from mapa_uslug.siting.covering import Covering, cover_people, merge_groups

GUARANTEE: Final = 1.0 - math.exp(-1.0)
"""Share of the best possible that greedy covering reaches at least (Nemhauser, Wolsey & Fisher 1978)."""
_LEAST_GAIN: Final = 1e-9


@dataclass(frozen=True, eq=False)
class Greedy:
    """A choice made site by site: columns of the covering, people covered, and what no choice of as many can better."""

    chosen: NDArray[np.int64]
    value: float
    bound: float


def greedy_mclp(problem: SitingProblem) -> Siting:
    """Sites one by one, each time the one that covers most people not covered yet (ties by row).

    At least 1 - 1/e of the best possible (Nemhauser, Wolsey & Fisher 1978, Math. Programming 14: 265-294); the bound is
    mostly much nearer than that.
    """
    covering = merge_groups(cover_people(problem))
    found = choose_greedily(covering, problem.k)
    nobody = np.empty(0, np.int64)
    fixed = tell_siting(problem, "mclp", nobody, bound=0.0).covered
    chosen = pad_choice(problem, covering.sites[found.chosen])
    return tell_siting(
        problem, "mclp", chosen, bound=fixed + found.bound, method="greedy", guarantee=GUARANTEE
    )


def choose_greedily(covering: Covering, k: int) -> Greedy:
    """At most `k` sites; fewer where the rest would add nobody.

    Every group is taken out of the gains once, when it is first covered, so that all gains are true at every step for the
    work of one look at the matrix (lazy evaluation saves looks but leaves stale gains). As covering is submodular, no
    choice of `k` covers more than what any step has covered and the `k` largest gains left at that step.
    """
    covers, people = covering.covers, covering.people
    gains = people @ covers
    is_left = np.ones(len(people), bool)
    chosen: list[int] = []
    value, bound = 0.0, _largest(gains, k)
    while len(chosen) < k and len(gains):
        site = int(gains.argmax())
        if gains[site] <= _LEAST_GAIN:
            break
        news = np.flatnonzero(covers[:, site] & is_left)
        is_left[news] = False
        value += float(people[news].sum())
        gains -= people[news] @ covers[news]
        gains[site] = 0.0
        chosen.append(site)
        bound = min(bound, value + _largest(gains, k))
    return Greedy(np.array(chosen, np.int64), value, max(bound, value))


def _largest(gains: NDArray[np.float64], k: int) -> float:
    """Sum of the k largest, none of them below 0."""
    if k <= 0 or not len(gains):
        return 0.0
    top = np.partition(gains, -min(k, len(gains)))[-min(k, len(gains)) :]
    return float(np.clip(top, 0.0, None).sum())
