"""All partners together against what is open to people today, cell by cell."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from mapa_uslug.reports.meeting_today import compare_today

# Served, full, too far, cannot tell: the same people in three regimes.
SPLITS = st.lists(
    st.tuples(*(st.tuples(*(st.integers(0, 50) for _ in range(4))) for _ in range(3))), min_size=1, max_size=8
)


def states(*rows: tuple[int, int, int, int]) -> NDArray[np.int32]:
    return np.array(rows, dtype=np.int32)


def test_each_cell_is_told_by_hand() -> None:
    served, full, far, unknown = (10, 0, 0, 0), (0, 10, 0, 0), (0, 0, 10, 0), (0, 0, 0, 10)
    # Own, together, open today -> added, already, white, elsewhere.
    cases = [
        (far, served, far, (10, 0, 0, 0)),  # a gain that nothing gave before
        (far, served, served, (0, 10, 0, 0)),  # a gain against own places that people have today
        (served, served, served, (0, 0, 0, 0)),
        (far, far, far, (0, 0, 10, 0)),  # white
        (far, far, served, (0, 0, 0, 10)),  # served by a place that is no partner's
        (far, far, full, (0, 0, 0, 10)),  # such a place within the threshold, without room
        (far, far, unknown, (0, 0, 0, 0)),  # nothing can be told: no white spot
        (far, (4, 0, 6, 0), (1, 0, 9, 0), (3, 1, 6, 0)),
    ]
    own, together, opened = (states(*(case[i] for case in cases)) for i in range(3))
    assert compare_today(own, together, opened).tolist() == [list(case[3]) for case in cases]


@given(SPLITS)
@settings(max_examples=200)
def test_nobody_is_counted_beyond_those_who_are_there(split: list[tuple[tuple[int, ...], ...]]) -> None:
    own, together, opened = (np.array([cell[i] for cell in split], dtype=np.int32) for i in range(3))
    added, already, white, elsewhere = compare_today(own, together, opened).T
    assert (np.minimum.reduce([added, already, white, elsewhere]) >= 0).all()
    assert (added <= together[:, 0]).all()
    assert (already <= opened[:, 0]).all()
    assert (white + elsewhere <= together[:, 2]).all()
    assert (white <= opened[:, 2]).all()
    # Whom a place that is open to them serves is white in no cell of theirs.
    assert not white[opened[:, 2] == 0].any()
