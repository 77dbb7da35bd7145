import numpy as np
import pytest

from mapa_uslug.population.rounding import round_groups, round_to_totals


def ints(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def test_largest_remainders_get_what_is_left() -> None:
    # 10 people over 2.5, 3.3, 4.2: floors 2, 3, 4; one left for the largest remainder .5.
    assert round_to_totals(np.array([2.5, 3.3, 4.2]), ints(0, 0, 0), ints(10)).tolist() == [3, 3, 4]


def test_ties_go_to_the_earlier_row() -> None:
    assert round_to_totals(np.array([1.0, 1.0, 1.0]), ints(0, 0, 0), ints(4)).tolist() == [2, 1, 1]


def test_owners_are_rounded_apart() -> None:
    values = np.array([0.5, 0.5, 0.5, 0.5])
    assert round_to_totals(values, ints(0, 1, 0, 1), ints(1, 3)).tolist() == [1, 2, 0, 1]


def test_values_are_scaled_to_the_total() -> None:
    assert round_to_totals(np.array([1.0, 3.0]), ints(0, 0), ints(8)).tolist() == [2, 6]


def test_whole_numbers_stay() -> None:
    values = np.array([3.0, 7.0, 137.0])
    assert round_to_totals(values, ints(0, 0, 0), ints(147)).tolist() == [3, 7, 137]


def test_zeros_share_equally() -> None:
    assert round_to_totals(np.zeros(3), ints(0, 0, 0), ints(7)).tolist() == [3, 2, 2]


def test_limits_push_people_to_where_there_is_room() -> None:
    # Wanted 8, 1, 1 of 10; the first may have 2: the other eight go where room is, in proportion to it.
    rounded = round_to_totals(np.array([8.0, 1.0, 1.0]), ints(0, 0, 0), ints(10), limit=ints(2, 9, 9))
    assert rounded.sum() == 10
    assert rounded.tolist() == [2, 4, 4]


def test_exactly_full_limits_are_met() -> None:
    limit = ints(5, 0, 2)
    assert round_to_totals(np.array([0.0, 9.0, 0.0]), ints(0, 0, 0), ints(7), limit=limit).tolist() == [
        5,
        0,
        2,
    ]


def test_people_without_a_row_are_refused() -> None:
    with pytest.raises(ValueError, match="no row"):
        round_to_totals(np.array([1.0]), ints(0), ints(1, 5))
    with pytest.raises(ValueError, match="no room"):
        round_to_totals(np.array([1.0]), ints(0), ints(5), limit=ints(4))


def test_groups_add_up_in_both_directions() -> None:
    values = np.array([[0.4, 2.2, 0.4], [0.4, 2.2, 0.4], [0.2, 1.6, 1.2]])
    rounded = round_groups(values, ints(0, 0, 0), ints(1, 6, 2)[None, :])
    assert rounded.sum(axis=0).tolist() == [1, 6, 2]
    assert rounded.sum(axis=1).tolist() == [3, 3, 3]
    assert (rounded >= 0).all()


def test_one_group_is_all_people() -> None:
    assert round_groups(np.array([[1.5], [2.5]]), ints(0, 0), ints(4)[None, :].T).tolist() == [[2], [2]]
