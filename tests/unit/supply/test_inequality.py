"""Gini, P90:P10 and Theil, worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapa_uslug.supply.inequality import gini, measure_inequality, p90_p10, quantile, split_theil


def test_gini_by_hand() -> None:
    # People have 0, 0, 3, 9: differences of all 16 ordered pairs 4x3 + 4x9 + 2x6 = 60; 60 / (2 x 16 x 3) = 0.625.
    assert gini(np.array([9.0, 0.0, 3.0]), np.array([1.0, 2.0, 1.0])) == pytest.approx(0.625)


def test_gini_of_equals_and_of_nothing() -> None:
    assert gini(np.array([4.0, 4.0]), np.array([7.0, 2.0])) == pytest.approx(0.0, abs=1e-15)
    assert math.isnan(gini(np.array([0.0, 0.0]), np.array([7.0, 2.0])))
    assert math.isnan(gini(np.empty(0), np.empty(0)))


def test_deciles_by_people() -> None:
    # Ten people: one has 1, eight have 2, one has 6. The first decile is the first person's, the ninth the ninth's.
    value, people = np.array([6.0, 1.0, 2.0]), np.array([1.0, 1.0, 8.0])
    assert (quantile(value, people, 0.1), quantile(value, people, 0.9)) == (1.0, 2.0)
    assert p90_p10(value, people) == 2.0
    assert p90_p10(value, np.array([2.0, 1.0, 8.0])) == 3.0  # eleven people: the second has 2, the tenth 6


def test_deciles_of_nothing() -> None:
    assert p90_p10(np.array([0.0, 5.0]), np.array([2.0, 8.0])) == math.inf
    assert math.isnan(p90_p10(np.array([0.0, 5.0]), np.array([98.0, 2.0])))
    assert math.isnan(p90_p10(np.empty(0), np.empty(0)))


def test_theil_by_hand() -> None:
    # Unit 0: one person with 1 and one with 3, mean 2. Unit 1: two with 6. Mean of all 4, total 16.
    within, between = split_theil(np.array([1.0, 3.0, 6.0]), np.array([1.0, 1.0, 2.0]), np.array([0, 0, 1]))
    assert within == pytest.approx(1 / 16 * math.log(1 / 2) + 3 / 16 * math.log(3 / 2))
    assert between == pytest.approx(4 / 16 * math.log(2 / 4) + 12 / 16 * math.log(6 / 4))


def test_unknown_values_and_empty_cells_are_left_out() -> None:
    found = measure_inequality(
        np.array([9.0, np.nan, 0.0, 3.0, 1000.0]), np.array([1, 50, 2, 1, 0]), np.array([0, 0, 0, 0, 1])
    )
    assert found.gini == pytest.approx(0.625)
    assert found.between == pytest.approx(0.0, abs=1e-15)


origins = st.lists(
    st.tuples(st.floats(0, 1000), st.integers(0, 500), st.integers(0, 4)), min_size=1, max_size=30
)


@given(origins)
def test_the_parts_of_theil_add_up_and_gini_is_the_mean_difference(
    rows: list[tuple[float, int, int]],
) -> None:
    value = np.array([v if v > 1e-6 else 0.0 for v, _, _ in rows])
    people, unit = np.array([p for _, p, _ in rows], dtype=float), np.array([u for _, _, u in rows])
    total = float(value @ people)
    found = measure_inequality(value, people, unit)
    if total == 0.0:
        assert all(map(math.isnan, (found.gini, found.within, found.between)))
        return
    mean = total / people.sum()
    has = (value > 0) & (people > 0)
    theil = float((people * value / total)[has] @ np.log(value[has] / mean))
    assert found.within + found.between == pytest.approx(theil, abs=1e-9)
    assert found.within >= -1e-12
    assert found.between >= -1e-12
    apart = float(people @ np.abs(value[:, None] - value[None, :]) @ people)
    assert found.gini == pytest.approx(apart / (2 * people.sum() ** 2 * mean), abs=1e-9)
