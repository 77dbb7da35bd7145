"""The same people in other squares, by hand."""

from __future__ import annotations

import numpy as np

from mapa_uslug.coverage.regrouping import count_white_spots, regroup_cells, spread_flags

# Five homes along a road, at 100, 300, 900, 1100 and 1900 m.
X, Y = np.array([100.0, 300, 900, 1100, 1900]), np.full(5, 50.0)
PEOPLE = np.array([10, 10, 60, 5, 5])


def test_the_cell_nearest_to_the_mean_of_people_stands_for_a_square() -> None:
    # First square: (100*10 + 300*10 + 900*60) / 80 = 725 m, nearest is 900 m. Second: 1500 m, as far from both: the first.
    squares = regroup_cells(X, Y, PEOPLE, side_m=1000, shift_m=0)
    assert (squares.col.tolist(), squares.row.tolist()) == ([0, 1], [0, 0])
    assert squares.square.tolist() == [0, 0, 0, 1, 1]
    assert squares.chosen.tolist() == [2, 3]
    flags = np.array([True, True, False, True, False])
    assert spread_flags(squares, flags).tolist() == [False, False, False, True, True]


def test_a_shifted_grid_has_other_squares() -> None:
    # Edges at 500 and 1500 m: 200 m, as far from both, then (900*60 + 1100*5)/65 = 915 m, then 1900 m.
    squares = regroup_cells(X, Y, PEOPLE, side_m=1000, shift_m=500)
    assert squares.square.tolist() == [0, 0, 1, 1, 2]
    assert squares.chosen.tolist() == [0, 2, 4]
    assert squares.col.tolist() == [-1, 0, 1]


def test_white_spots_touch_at_corners() -> None:
    col, row = np.array([0, 1, 3, 3]), np.array([0, 1, 0, 0])
    assert count_white_spots(col, row, np.array([True, True, True, True])) == 2
    assert count_white_spots(col, row, np.array([False, True, False, True])) == 2
    assert count_white_spots(col, row, np.zeros(4, dtype=bool)) == 0
