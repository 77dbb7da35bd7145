from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mapa_uslug.coverage.home_visits import Shift, find_next_home, plan_visits

DAY = Shift(480.0, 90.0)
INF = np.inf


def test_a_shift_holds_the_visits_and_ways_that_fit_into_it() -> None:
    # 20 there + 4 visits of 90 + 3 ways of 10 + 20 back = 430; a fifth visit would make it 530.
    # 0 there: 5 visits and 4 ways of 7.5 make 480, to the minute.
    # 195 there and back leaves just one visit of 90: 480; with a minute more on each way none fits.
    visits = plan_visits(np.array([20.0, 0.0, 195.0, 196.0]), np.array([10.0, 7.5, 50.0, 50.0]), DAY)
    assert visits.homes.tolist() == [4, 5, 1, 0]
    # (20 + 30 + 20) / 4. At the base the next home is no farther than the way by the base, which is nothing.
    assert visits.travel_min.tolist() == [17.5, 0.0, 390.0, INF]


def test_a_next_home_that_is_farther_than_the_way_by_the_base_is_gone_to_by_the_base() -> None:
    # 15 there, 30 by the base instead of 100: n = (480 - 30 + 30) // 120 = 4, (30 + 90) / 4 = 30 each.
    visits = plan_visits(np.array([15.0, 15.0]), np.array([100.0, INF]), DAY)
    assert visits.homes.tolist() == [4, 4]
    assert visits.travel_min.tolist() == [30.0, 30.0]


def test_an_unknown_way_plans_nothing() -> None:
    visits = plan_visits(np.array([np.nan, INF]), np.array([5.0, 5.0]), DAY)
    assert visits.homes.tolist() == [0, 0]
    assert np.isinf(visits.travel_min).all()


@given(
    st.floats(0.0, 300.0), st.floats(0.0, 300.0), st.floats(0.0, 120.0), st.floats(0.0, 120.0),
    st.floats(1.0, 24.0), st.floats(0.25, 12.0),
)  # fmt: skip
def test_a_longer_way_never_lowers_what_a_visit_takes(
    there: float, between: float, more: float, more_between: float, shift_h: float, visit_h: float
) -> None:
    shift = Shift(60.0 * shift_h, 60.0 * visit_h)
    visits = plan_visits(np.array([there, there + more]), np.array([between, between + more_between]), shift)
    assert visits.homes[1] <= visits.homes[0]
    assert visits.travel_min[1] >= visits.travel_min[0] - 1e-6


@given(
    st.floats(0.0, 300.0), st.one_of(st.floats(0.0, 300.0), st.just(INF)), st.floats(1.0, 24.0), st.floats(0.25, 12.0),
)  # fmt: skip
def test_the_visits_of_a_shift_fit_and_one_more_would_not(
    there: float, between: float, shift_h: float, visit_h: float
) -> None:
    shift = Shift(60.0 * shift_h, 60.0 * visit_h)
    n = int(plan_visits(np.array([there]), np.array([between]), shift).homes[0])
    step = min(between, 2 * there)

    def length(homes: int) -> float:
        return 2 * there + homes * shift.visit_min + (homes - 1) * step

    assert n == 0 or length(n) <= shift.shift_min + 1e-5
    assert length(n + 1) > shift.shift_min - 1e-5


def as_pairs(pairs: list[list[tuple[int, float]]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    flat = [pair for row in pairs for pair in row]
    pointer = np.cumsum([0, *map(len, pairs)]).astype(np.int64)
    return pointer, np.array([p for p, _ in flat]), np.array([c for _, c in flat], dtype=np.float32)


def test_the_next_client_lives_where_two_are_expected() -> None:
    # Clients expected: 2.5, 0.6, 0.9, 0.1. Cell 0 holds two by itself: 120 s. Cell 1 with cell 2 makes 1.5, with cell 0
    # four: 600 s. Cell 2 reaches cell 1 only: 1.5 are too few. Cell 3 has nobody in reach but itself.
    got = find_next_home(
        *as_pairs([
            [(0, 120.0), (1, 600.0)],
            [(0, 600.0), (1, 120.0), (2, 300.0)],
            [(1, 300.0), (2, 120.0)],
            [(3, 120.0)],
        ]),
        np.array([2.5, 0.6, 0.9, 0.1]),
    )  # fmt: skip
    assert got.tolist() == [2.0, 10.0, INF, INF]
