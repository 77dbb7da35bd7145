"""Four cells, two places, a limit of 10: which losses are of confidential cells, by hand.

::

    cell     0    1    2    3
    people  10   20   30   40
    to A     5    5   50   50
    to B    50    5    5    5

Without A only cell 0 is lost; without B cells 2 and 3 are.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mapa_uslug.contracts.siting import SitingProblem
from mapa_uslug.steps.siting_secrecy import Secrecy

PROBLEM = SitingProblem(
    people=np.array([10.0, 20.0, 30.0, 40.0]),
    cost=np.array([[5.0, 50.0], [5.0, 5.0], [50.0, 5.0], [50.0, 5.0]]),
    is_fixed=np.zeros(2, dtype=bool), k=2, limit=10.0,
)  # fmt: skip
BOTH = np.array([0, 1])
A, B, NONE = np.array([0]), np.array([1]), np.array([], dtype=np.int64)


def hides(
    imputed: list[int], then: np.ndarray, *, is_group: bool = False, problem: SitingProblem = PROBLEM
) -> bool:
    return Secrecy(problem, np.isin(np.arange(4), imputed), is_group).hides_loss(BOTH, then)


@pytest.mark.parametrize(
    ("imputed", "then", "of_all", "of_group"),
    [
        ([], B, False, False),
        # Cell 0 alone is lost: of all people and of a group the figure is its own.
        ([0], B, True, True),
        ([1, 2, 3], B, False, False),
        # Cells 2 and 3 are lost: the people are two cells', an age group would be one's less what is published.
        ([2], A, False, True),
        ([2, 3], A, False, True),
        ([0, 1], A, False, False),
        ([3], NONE, False, True),
    ],
)
def test_losses_of_one_confidential_cell_and_of_few(
    imputed: list[int], then: np.ndarray, of_all: bool, of_group: bool
) -> None:
    assert hides(imputed, then) == of_all
    assert hides(imputed, then, is_group=True) == of_group


def test_where_room_is_counted_those_who_find_none_are_lost() -> None:
    """All have room with both places. Without A cell 0 is out; with room for 70 at B so are 20 of the 90 near it."""
    problem = replace(PROBLEM, capacity=np.array([30.0, 70.0]))
    assert not hides([0], B, problem=problem)
    assert hides([0], B, problem=replace(problem, capacity=np.array([30.0, 90.0])))
