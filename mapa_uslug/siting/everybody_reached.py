"""Choices that leave nobody without a way, where not every site can be reached from everywhere."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.siting import SitingProblem
from mapa_uslug.core.errors import InputError, problem
from mapa_uslug.siting.choice import nearest_open, pad_choice
from mapa_uslug.siting.lscp import solve_lscp
from mapa_uslug.siting.mclp import solve_mclp

_ANY_WAY = float(np.finfo(np.float64).max)


def choose_reaching_all(question: SitingProblem, *, time_limit_s: float, where: str) -> NDArray[np.int64]:
    """Sites to which everybody has a way who has one to any site at all: as few as can be, then any others up to k.

    Parameters
    ----------
    where
        Name of the question in messages.

    Raises
    ------
    InputError
        There is no such choice of `k` sites: how many people stay without a way, and how many sites would do.
    """
    has_way = np.isfinite(question.cost).any(axis=1)
    reachable = replace(question, people=np.where(has_way, question.people, 0.0), limit=_ANY_WAY)
    fewest = solve_lscp(
        replace(reachable, cost=reachable.cost[has_way], people=reachable.people[has_way]),
        time_limit_s=time_limit_s,
    )
    if len(fewest.chosen) <= question.k:
        return pad_choice(question, fewest.chosen)
    most = solve_mclp(reachable, time_limit_s=time_limit_s)
    _, least = nearest_open(reachable, most.chosen)
    left_out = (reachable.people > 0.0) & ~np.isfinite(least)
    raise InputError([problem(
        "However the new places are chosen (number: {k}), people without a way to any place: {people}, points: {count}.",
        where=where, code="no_way_for_all",
        hint="Allow more new places (enough: {needed}), add candidates that these people can get to, or leave these points out.",
        k=question.k, people=f"{reachable.people[left_out].sum():.10g}", count=int(left_out.sum()),
        needed=len(fewest.chosen),
    )])  # fmt: skip
