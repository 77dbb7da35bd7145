import numpy as np

from mapa_uslug.core.ragged import gather_rows

# Rows: [10 11], [], [12 13 14].
PTR = np.array([0, 2, 2, 5])


def test_rows_come_in_the_order_asked_for_as_often_as_asked_for():
    ptr, items = gather_rows(PTR, np.array([2, 1, 0, 2]))
    assert ptr.tolist() == [0, 3, 3, 5, 8]
    assert items.tolist() == [2, 3, 4, 0, 1, 2, 3, 4]


def test_a_turned_row_runs_from_its_last_item_to_its_first():
    ptr, items = gather_rows(PTR, np.array([2, 0, 1]), np.array([True, False, True]))
    assert ptr.tolist() == [0, 3, 5, 5]
    assert items.tolist() == [4, 3, 2, 0, 1]


def test_no_row_has_no_item():
    ptr, items = gather_rows(PTR, np.zeros(0, dtype=np.int64))
    assert (ptr.tolist(), items.tolist()) == ([0], [])
