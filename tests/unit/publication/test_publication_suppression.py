"""Counts that stay hidden, on tables small enough to be worked out by hand."""

import numpy as np

from mapa_uslug.publication.suppression import Counts, bound_hidden, hide_small


def counts(values, sums=(), known=(), untold=()):
    values = np.array(values, dtype=np.int64)
    known_mask, untold_mask = np.zeros((2, len(values)), dtype=bool)
    known_mask[list(known)] = True
    untold_mask[list(untold)] = True
    return Counts(values, tuple(sums), known_mask, untold_mask)


def test_a_table_without_small_counts_hides_nothing():
    table = counts([50, 30, 80], [(2, (0, 1))])
    assert not hide_small(table).any()


def test_a_small_count_takes_the_smallest_other_of_its_sum_with_it():
    # 100 = 3 + 40 + 57, the total known: 3 alone is 100 - 40 - 57; with 40 hidden both lie between 0 and 43.
    table = counts([3, 40, 57, 100], [(3, (0, 1, 2))], known=[3])
    hidden = hide_small(table)
    assert hidden.tolist() == [True, True, False, False]
    assert bound_hidden(table, hidden) == {0: (0.0, 43.0), 1: (0.0, 43.0)}


def test_two_small_counts_of_a_small_sum_take_a_third():
    # 3 + 4 = 7 would leave each between 0 and 7, fewer than nine values wide.
    table = counts([3, 4, 60, 67], [(3, (0, 1, 2))], known=[3])
    assert hide_small(table).tolist() == [True, True, True, False]


def test_noughts_are_told_unless_nothing_else_is_left():
    table = counts([3, 0, 0, 60, 63], [(4, (0, 1, 2, 3))], known=[4])
    assert hide_small(table).tolist() == [True, False, False, True, False]
    # The one count is all there is: it is the sum that everybody knows, and only the noughts can blur which state it is.
    alone = counts([20, 0, 20], [(2, (0, 1))], known=[2])
    assert hide_small(alone, k=30).tolist() == [True, True, False]


def test_rows_and_columns_are_protected_together():
    # Gminas by states, with sums of both: the square around 2 has to be hidden, or a row or a column gives it away.
    #        a   b   sum
    # one    2  48   50
    # two   30  70  100
    # sum   32 118  150
    table = counts(
        [2, 48, 50, 30, 70, 100, 32, 118, 150],
        [(2, (0, 1)), (5, (3, 4)), (8, (6, 7)), (6, (0, 3)), (7, (1, 4)), (8, (2, 5))],
        known=[2, 5, 8],
    )
    hidden = hide_small(table)
    assert hidden[0]
    # Small ones range over nine values at least; what is hidden to protect them, too.
    for i, (least, greatest) in bound_hidden(table, hidden).items():
        assert least <= table.values[i] <= greatest
        assert greatest - least >= 9


def test_a_part_is_never_more_than_its_whole():
    # 6 of the group among 32 of all people: known to be at most 32, wide enough; the other 26 are no figure of the table.
    table = counts([6, 32, 26], [(1, (0, 2))], untold=[2])
    hidden = hide_small(table)
    assert hidden.tolist() == [True, False, True]
    assert bound_hidden(table, hidden) == {0: (0.0, 32.0), 2: (0.0, 32.0)}
    # Among 8, which is small itself, both go, and nothing bounds them but each other.
    both = counts([6, 8, 2], [(1, (0, 2))], untold=[2])
    assert hide_small(both).all()
    assert bound_hidden(both, hide_small(both))[1] == (0.0, np.inf)


def test_a_small_difference_of_two_large_counts_hides_one_of_them():
    # 400 too far on foot, 397 by every mode: 3 are too far on foot alone. With 397 hidden they are between 0 and 400.
    table = counts([397, 400, 3], [(1, (0, 2))], untold=[2])
    hidden = hide_small(table)
    assert hidden.tolist() == [True, False, True]
    assert bound_hidden(table, hidden)[2] == (0.0, 400.0)
    # Where both are known elsewhere there is nothing to protect, and a difference that is not small hides nothing.
    assert not hide_small(counts([397, 400, 3], [(1, (0, 2))], known=[0, 1, 2], untold=[2])).any()
    assert hide_small(counts([300, 400, 100], [(1, (0, 2))], untold=[2])).tolist() == [False, False, True]


def test_differences_link_counts_that_are_hidden_apart():
    # Group and all by two states, sums known: 40 = 4 + 36 of the group, 44 = 5 + 39 of all. Of those not of the group
    # 4 = 1 + 3 are small differences of known sums: nothing can be done about 4, all of the square is hidden.
    values = [4, 36, 40, 5, 39, 44, 1, 3, 4]
    sums = [(2, (0, 1)), (5, (3, 4)), (3, (0, 6)), (4, (1, 7)), (5, (2, 8))]
    table = counts(values, sums, known=[2, 5, 8], untold=[6, 7, 8])
    hidden = hide_small(table)
    assert hidden.tolist() == [True, True, False, True, True, False, True, True, False]
    # The rests add up to 4 however they are hidden, which no sum of theirs says and the program finds.
    assert bound_hidden(table, hidden)[6] == (0.0, 4.0)


def test_what_is_known_elsewhere_is_not_hidden():
    table = counts([5, 0, 5], [(2, (0, 1))], known=[2])
    # 5 people live there, that is known: which state they are in is hidden as far as it can be.
    assert hide_small(table).tolist() == [True, True, False]
