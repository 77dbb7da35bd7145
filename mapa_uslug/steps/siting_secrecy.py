"""Which losses of people would tell of confidential cells, by the cells that lose their place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.confidential import MIN_IMPUTED
from mapa_uslug.contracts.siting import SitingProblem
from mapa_uslug.siting.room import allot_people

_NOBODY: Final = 1e-6


@dataclass(frozen=True, eq=False)
class Secrecy:
    """What may be told of people who are covered by some sites and not by others.

    Attributes
    ----------
    problem : SitingProblem
        Its points are the cells.
    is_imputed : bool, (cells,)
        Cells whose figures the source kept confidential.
    is_group : bool
        Whether the people weighed are an age group, and not all.
    """

    problem: SitingProblem
    is_imputed: NDArray[np.bool_]
    is_group: bool

    def hides_loss(self, opened: NDArray[np.int64], then: NDArray[np.int64]) -> bool:
        """Whether the people lost from some open sites to others are not told.

        As in every list: all people, when they are those of one confidential cell; an age group, when it holds some such
        cells, but fewer than `MIN_IMPUTED`.
        """
        if not self.is_imputed.any():
            return False
        is_lost = _covered(self.problem, opened) - _covered(self.problem, then) > _NOBODY
        imputed = int((is_lost & self.is_imputed).sum())
        if self.is_group:
            return 0 < imputed < MIN_IMPUTED
        return imputed == 1 and int(is_lost.sum()) == 1


def _covered(problem: SitingProblem, opened: NDArray[np.int64]) -> NDArray[np.float64]:
    """People covered of every point, in what they weigh."""
    if problem.capacity is not None:
        found = allot_people(_nothing_fixed(problem), opened)
        return np.bincount(found.point, found.people, minlength=len(problem.people)).astype(np.float64)
    is_within = problem.cost[:, opened].min(axis=1, initial=np.inf) <= problem.limit
    return np.asarray(np.where(is_within, problem.people, 0.0), dtype=np.float64)


def _nothing_fixed(problem: SitingProblem) -> SitingProblem:
    return replace(problem, is_fixed=np.zeros_like(problem.is_fixed))
