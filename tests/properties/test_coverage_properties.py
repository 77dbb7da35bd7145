from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from mapa_uslug.coverage.allotment import allot_places
from mapa_uslug.coverage.states import round_running


@given(hnp.arrays(np.float64, st.integers(0, 40), elements=st.floats(0, 1000)))
def test_running_rounding_is_down_or_up_and_keeps_the_total(values: np.ndarray) -> None:
    rounded = round_running(values)
    assert np.all((rounded >= np.floor(values - 1e-6)) & (rounded <= np.ceil(values + 1e-6)))
    assert abs(rounded.sum() - values.sum()) <= 0.5 + 1e-4


def _brute_force(
    pairs: list[tuple[float, int, int]], demand: list[float], capacity: list[float]
) -> list[float]:
    left, room = list(demand), list(capacity)
    for _, cell, place in sorted(pairs):
        taken = min(left[cell], room[place])
        left[cell] -= taken
        room[place] -= taken
    return left


@st.composite
def allotments(draw: st.DrawFn) -> tuple[list[tuple[float, int, int]], list[float], list[float]]:
    cells, places = draw(st.integers(1, 6)), draw(st.integers(1, 5))
    demand = draw(st.lists(st.integers(0, 9).map(float), min_size=cells, max_size=cells))
    capacity = draw(st.lists(st.integers(0, 9).map(float), min_size=places, max_size=places))
    chosen = draw(st.sets(st.tuples(st.integers(0, cells - 1), st.integers(0, places - 1))))
    pairs = [(float(draw(st.integers(0, 5))), c, p) for c, p in sorted(chosen)]
    return pairs, demand, capacity


def _share(pairs: list[tuple[float, int, int]], demand: list[float], capacity: list[float]) -> np.ndarray:
    cost, cell, place = (np.array([p[i] for p in pairs]) for i in range(3))
    return allot_places(cell=cell.astype(np.int64), place=place.astype(np.int32), cost=cost.astype(np.float32),
                        demand=np.array(demand), capacity=np.array(capacity))  # fmt: skip


@given(allotments())
def test_allotment_equals_brute_force(
    case: tuple[list[tuple[float, int, int]], list[float], list[float]],
) -> None:
    pairs, demand, capacity = case
    left = _share(pairs, demand, capacity) * np.array(demand)
    assert np.allclose(left, _brute_force(pairs, demand, capacity))


@given(allotments(), st.randoms())
def test_order_of_pairs_changes_nothing(
    case: tuple[list[tuple[float, int, int]], list[float], list[float]], random: object
) -> None:
    pairs, demand, capacity = case
    shuffled = list(pairs)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert np.array_equal(_share(pairs, demand, capacity), _share(shuffled, demand, capacity))


@given(allotments(), st.data())
def test_more_capacity_leaves_no_more_people_over(case: tuple[list[tuple[float, int, int]], list[float], list[float]], data: st.DataObject) -> None:  # fmt: skip
    pairs, demand, capacity = case
    more = list(capacity)
    more[data.draw(st.integers(0, len(more) - 1))] += 3.0
    before = (_share(pairs, demand, capacity) * np.array(demand)).sum()
    after = (_share(pairs, demand, more) * np.array(demand)).sum()
    assert after <= before + 1e-9
