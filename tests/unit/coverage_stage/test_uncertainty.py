"""Ranges of people too far, worked out by hand and counted out by brute force."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hand_networks import oracle_costs, snap_at, town

from mapa_uslug.contracts.tables import REASONS, CoverageLayer
from mapa_uslug.coverage.uncertainty import Residents, bound_too_far, count_too_far, vary_too_far

INF = np.inf
PEOPLE = [10, 20, 30, 40]


def make_layer(states: str, cost: list[float], *, mode: str = "car", unit: str = "min", threshold: int = 30,
               reasons: list[str] | None = None, people: list[int] | None = None) -> CoverageLayer:  # fmt: skip
    """States by letter: Served, Full, Too far, Not known."""
    people = people or PEOPLE
    counts = np.zeros((len(states), 4), dtype=np.int32)
    for cell, state in enumerate(states):
        counts[cell, "SFTN".index(state)] = people[cell]
    codes = [REASONS.index(r) for r in reasons or [""] * len(states)]
    return CoverageLayer(
        service_type="DDP", mode=mode, level=1, threshold=threshold, unit=unit, kind="umowny", is_capacity_known=False,
        people=counts, target=None, reason=np.array(codes, dtype=np.uint8), cost=np.array(cost, dtype=np.float32),
        nearest_place=np.full(len(states), -1, dtype=np.int32),
    )  # fmt: skip


def test_speed_moves_those_near_the_threshold_and_leaves_terminal_time() -> None:
    # 2 of the minutes are no travel. By a quarter quicker: 2 + 33/1.25 = 28.4 and 2 + 38/1.25 = 32.4;
    # slower: 2 + 22/0.75 = 31.3 and 2 + 20/0.75 = 28.7.
    layer = make_layer("TTSS", [35, 40, 24, 22])
    found = vary_too_far([layer], speed_change=0.25, terminal_s={"car": 120.0})
    assert found.now.tolist() == [True, True, False, False]
    assert found.quick.tolist() == [False, True, False, False]
    assert found.slow.tolist() == [True, True, True, False]
    # Without them 35/1.25 = 28, 40/1.25 = 32, 24/0.75 = 32, 22/0.75 = 29.3: the same cells; at the very threshold
    # (30 = 37.5/1.25) one is within.
    edge = vary_too_far([make_layer("TTSS", [37.5, 38, 22.5, 23])], speed_change=0.25, terminal_s={})
    assert edge.quick.tolist() == [False, True, False, False]
    assert edge.slow.tolist() == [True, True, False, True]


def test_metres_timetables_and_no_change_stay() -> None:
    near = [30.1, 30.1, 29.9, 29.9]
    for layer, change in (
        (make_layer("TTSS", near, unit="m"), 0.2),
        (make_layer("TTSS", near, mode="transit"), 0.2),
        (make_layer("TTSS", near), 0.0),
    ):
        found = vary_too_far([layer], speed_change=change, terminal_s={})
        assert found.quick.tolist() == found.slow.tolist() == found.now.tolist() == [True, True, False, False]


def test_too_far_is_by_every_mode() -> None:
    car = make_layer("TTSF", [35, INF, 29, 29])
    bus = make_layer("TSTT", [50, 20, 50, 50], mode="transit")
    found = vary_too_far([car, bus], speed_change=0.2, terminal_s={})
    assert found.now.tolist() == [True, False, False, False]
    assert found.quick.tolist() == [False] * 4
    # Served and without a free place alike fall out: 29/0.8 = 36.25.
    assert found.slow.tolist() == [True, False, True, True]


def test_only_those_near_rough_places_may_be_too_far() -> None:
    reasons = ["uncertain_place", "unplaced_service", "data_edge", "no_road"]
    layer = make_layer("NNNN", [25, 50, 50, np.nan], reasons=reasons)
    found = vary_too_far([layer], speed_change=0.2, terminal_s={})
    assert not found.now.any()
    assert not found.quick.any()
    assert not found.slow.any()
    assert found.if_rough.tolist() == found.slow_if_rough.tolist() == [True, True, False, False]


def test_slower_by_one_mode_and_rough_by_the_other_are_too_far_together() -> None:
    car = make_layer("SSSS", [29, 10, 10, 10])
    walk = make_layer("NNNN", [5] * 4, mode="walk", reasons=["uncertain_place"] * 4)
    found = vary_too_far([car, walk], speed_change=0.2, terminal_s={})
    assert not found.slow.any()
    assert not found.if_rough.any()
    assert found.slow_if_rough.tolist() == [True, False, False, False]


@pytest.mark.parametrize("threshold", [1, 2, 3, 4])
@pytest.mark.parametrize("change", [0.1, 0.2, 0.3, 0.45])
def test_speeds_are_as_if_the_town_were_measured_anew(threshold: int, change: float) -> None:
    # Of the town of six nodes; people at every node and amid roads, some of them off the road; a place at node 4.
    network = town().network
    cells = snap_at(
        network, [0, 0, 1, 1, 2, 3, 4, 0], [0, 1, 0.5, 1, 0.5, 0.5, 0, 0.3], [0, 20, 0, 50, 0, 10, 0, 40]
    )
    place = snap_at(network, [3], [1.0], [0.0])

    def too_far(speed: float) -> tuple[np.ndarray, np.ndarray]:
        scaled = replace(
            network,
            seconds_forward=network.seconds_forward / speed,
            seconds_backward=network.seconds_backward / speed,
        )
        minutes = oracle_costs(scaled, cells, place, speed_m_s=1.25 * speed)[:, 0] / 60 + 0.5
        return minutes > threshold, minutes

    now, cost = too_far(1.0)
    states = "".join("T" if far else "S" for far in now)
    layer = make_layer(states, cost.tolist(), threshold=threshold, people=list(range(1, 9)))
    found = vary_too_far([layer], speed_change=change, terminal_s={"car": 30.0})
    assert found.quick.tolist() == too_far(1 + change)[0].tolist()
    assert found.slow.tolist() == too_far(1 - change)[0].tolist()


def make_residents(
    people: list[int], imputed: list[bool], source: list[int] | None = None, whole: list[bool] | None = None
) -> Residents:
    n = len(people)
    return Residents(
        np.array(people), np.array(imputed), np.array(source or range(n)), np.array(whole or [True] * n)
    )


def test_confidential_cells_hold_somebody_each() -> None:
    # 9 people in three confidential cells, two of them too far: 2 to 9 - 1 = 8, beside the 100 who are counted.
    residents = make_residents([100, 50, 4, 3, 2], [False, False, True, True, True])
    far = np.array([True, False, True, True, False])
    assert (count_too_far(residents, far), bound_too_far(residents, far)) == (107, (102, 108))
    assert bound_too_far(residents, np.array([True, False, False, False, False])) == (100, 100)
    assert bound_too_far(residents, np.array([False, False, True, True, True])) == (9, 9)


def test_parts_of_a_confidential_cell_are_bounded_as_one() -> None:
    # Source cell 0 in three parts, one too far; cell 1 is too far, cell 2 is not; a cell without people says nothing.
    residents = make_residents([2, 2, 2, 4, 5, 0], [True] * 6, [0, 0, 0, 1, 2, 3])
    far = np.array([True, False, False, True, False, False])
    # Least: one in cell 1. Most: all 15 but one in cell 2.
    assert bound_too_far(residents, far) == (1, 14)
    # Where others of it live in another gmina, nobody need live here.
    divided = make_residents([3, 4], [True, True], [0, 1], [False, False])
    assert bound_too_far(divided, np.array([True, False])) == (0, 7)


@pytest.mark.parametrize("people", range(4, 9))
def test_bounds_of_confidential_cells_are_those_of_every_way_to_put_their_people(people: int) -> None:
    source = [0, 0, 1, 2]
    ways = [
        w for w in product(range(people + 1), repeat=4) if sum(w) == people and w[0] + w[1] and w[2] and w[3]
    ]
    for far in product([False, True], repeat=4):
        counts = [sum(n for n, is_far in zip(w, far, strict=True) if is_far) for w in ways]
        residents = make_residents([1, 1, 1, people - 3], [True] * 4, source)
        assert bound_too_far(residents, np.array(far)) == (min(counts), max(counts))
