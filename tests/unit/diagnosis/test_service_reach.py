"""Whom services reach: joined, counted and shared, against sets."""

import numpy as np
from hand_providers import reach
from hypothesis import given
from hypothesis import strategies as st


def test_a_cell_counts_once_however_many_services_of_a_provider_reach_it():
    # Services 0 and 1 are of provider 0, service 2 of provider 1; service 3 is of nobody who may be shown.
    found = reach([(0, 0), (1, 0), (1, 1), (2, 1), (3, 2)], rows=4, people=[5, 7, 11]).joined(
        np.array([0, 1, 2]), np.array([0, 0, 1]), 2
    )
    assert found.people_by_row().tolist() == [12.0, 7.0]
    assert found.shared_people().tolist() == [[12.0, 7.0], [7.0, 7.0]]


def test_what_was_not_measured_is_missing_and_not_zero():
    found = reach([(0, 0)], rows=3, people=[5], measured=[True, True, False])
    assert np.array_equal(found.people_by_row(), [5.0, 0.0, np.nan], equal_nan=True)
    assert np.array_equal(found.gminas_by_row(), [1.0, 0.0, np.nan], equal_nan=True)


def test_a_single_confidential_cell_is_not_told():
    found = reach([(0, 0), (1, 0), (1, 1)], rows=2, people=[5, 7], imputed=[0])
    assert np.array_equal(found.people_by_row(), [np.nan, 12.0], equal_nan=True)
    assert found.tells_confidential(0, 1)
    assert not found.tells_confidential(1, 1)


def test_gminas_are_those_in_which_anybody_is_reached():
    found = reach([(0, 0), (0, 1), (0, 2)], rows=1, people=[5, 0, 7], gmina=["086001", "086002", "086001"])
    assert found.gminas_by_row().tolist() == [1.0]


@given(st.data())
def test_shared_people_are_those_of_the_common_cells(data):
    rows, count = data.draw(st.integers(1, 5)), data.draw(st.integers(1, 9))
    # Some cells hold more than a block of exact sums may.
    people = data.draw(
        st.lists(st.sampled_from([0, 1, 3, 250, 2**23 + 1, 2**24 - 1]), min_size=count, max_size=count)
    )
    sets = [data.draw(st.sets(st.integers(0, count - 1))) for _ in range(rows)]
    found = reach(
        [(n, c) for n, own in enumerate(sets) for c in own], rows=rows, people=people
    ).shared_people()
    by_hand = [[sum(people[c] for c in a & b) for b in sets] for a in sets]
    assert found.tolist() == by_hand
