"""People whom no site reaches: why a question has no answer, told so that it can be mended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.siting import SitingProblem
from mapa_uslug.core.errors import InputError, problem

_NAMED: Final = 10


def check_all_reached(question: SitingProblem, point_ids: Sequence[str]) -> None:
    """Refuse a question of reaching everybody when some site within the limit is missing for somebody.

    Raises
    ------
    InputError
        With the people and the points, some of them by name, and the least limit that would do.
    """
    least = question.cost.min(axis=1, initial=np.inf)
    has_people = question.people > 0.0
    has_way = np.isfinite(least)
    beyond = has_people & has_way & (least > question.limit)
    cut_off = has_people & ~has_way
    problems = []
    if beyond.any():
        problems.append(problem(
            "Beyond the limit of {limit} from every place: people: {people}, points: {count} ({ids}).", where="lscp",
            code="beyond_limit", hint="Give a limit of at least {least}, add places near them, or leave these points out.",
            limit=f"{question.limit:g}", least=f"{least[beyond].max():.10g}", people=_people(question, beyond),
            count=beyond.sum(), ids=_names(beyond, point_ids),
        ))  # fmt: skip
    if cut_off.any():
        problems.append(problem(
            "Without a way to any place: people: {people}, points: {count} ({ids}).", where="lscp", code="no_way",
            hint="Add places that they can get to, or leave these points out.", people=_people(question, cut_off), count=cut_off.sum(),
            ids=_names(cut_off, point_ids),
        ))  # fmt: skip
    if problems:
        raise InputError(problems)


def _people(question: SitingProblem, points: NDArray[np.bool_]) -> str:
    return f"{question.people[points].sum():.10g}"


def _names(points: NDArray[np.bool_], point_ids: Sequence[str]) -> str:
    """The first points by name."""
    rows = np.flatnonzero(points).tolist()
    names = [point_ids[row] if point_ids else str(row + 1) for row in rows[:_NAMED]]
    return ", ".join([*names, "..."] if len(rows) > _NAMED else names)
