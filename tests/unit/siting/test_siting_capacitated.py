"""Least people x cost where places have room for so many and no more."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mapa_uslug.contracts.siting import SitingProblem
from mapa_uslug.core.errors import InputError
from mapa_uslug.siting.capacitated import solve_capacitated_p_median, transport
from mapa_uslug.siting.p_median import solve_p_median

INF = np.inf
# Four villages along a road, every one a candidate too; minutes between them 0 - 10 - 20 - 60.
PLACE = np.array([0.0, 10.0, 20.0, 60.0])
ROAD = np.abs(PLACE[:, None] - PLACE[None, :])
PEOPLE = [100, 50, 10, 40]


def question(
    cost: Any, people: Any, k: int, room: Any, fixed: tuple[int, ...] = (), **more: Any
) -> SitingProblem:
    costs = np.asarray(cost, dtype=np.float64)
    is_fixed = np.zeros(costs.shape[1], dtype=bool)
    is_fixed[list(fixed)] = True
    capacity = None if room is None else np.asarray(room, dtype=np.float64)
    return SitingProblem(costs, np.asarray(people, dtype=np.float64), is_fixed, k, capacity=capacity, **more)


def test_room_for_all_changes_nothing() -> None:
    answer = solve_capacitated_p_median(question(ROAD, PEOPLE, 2, [200] * 4))
    assert answer.chosen.tolist() == [0, 3]
    assert answer.value == pytest.approx(700)
    assert answer.bound == answer.value


def test_whoever_has_no_room_at_the_nearest_goes_on() -> None:
    # 0 and 60 with 120 places each: 40 of the village at 10 go to 60 (50 min), or better: the 10 people of 20 do (40
    # min, 20 more than to 0) and 30 of those at 10 (50 min, 40 more): 700 + 10 * 20 + 30 * 40 = 2100.
    # 10 and 60: to 10 go 100 from 0 (1000), 20 of 50 (0); 30 to 60 (1500), 10 from 20 to 60 (400, instead of 10 and 30
    # more of those at 10 on their way: 40 - 10 = 30 < 50) : 1000 + 400 + 1500 = 2900.
    # 0 and 10: room for all: 60 must go to 10 (40 * 50 = 2000), 20 to 10 (100): 2100, and all 50 at home: 2100.
    # 0 and 20: 100 + 20 at 0, 40 + 10 + 30 at 20: 20 * 10 + 30 * 10 + 40 * 40 = 2100.
    # 20 and 60, 10 and 20: at least 1000 more for the village at 0.
    answer = solve_capacitated_p_median(question(ROAD, PEOPLE, 2, [120] * 4))
    assert answer.value == pytest.approx(2100)
    assert answer.bound == answer.value
    assert answer.covered == pytest.approx(200)
    assert answer.mean_cost == pytest.approx(10.5)


def test_site_of_is_where_most_of_a_point_go() -> None:
    # One village of 10 with 4 places next door and 6 beyond; both sites are fixed: 4 * 1 + 6 * 5 = 34.
    answer = solve_capacitated_p_median(question([[1.0, 5.0]], [10], 0, [4, 8], fixed=(0, 1)))
    assert answer.site_of.tolist() == [1]
    assert (answer.value, answer.bound) == (pytest.approx(34), answer.value)


def test_a_small_place_is_not_chosen_however_near() -> None:
    cost = [[0.0, 3.0], [0.0, 3.0]]
    answer = solve_capacitated_p_median(question(cost, [5, 5], 1, [9, 10]))
    assert (answer.chosen.tolist(), answer.value) == ([1], pytest.approx(30))


def test_too_little_room_is_refused_with_those_left_over() -> None:
    with pytest.raises(InputError) as told:
        solve_capacitated_p_median(question(ROAD, PEOPLE, 2, [90] * 4), where="plan.toml")
    (problem,) = told.value.problems
    assert problem.where == "plan.toml"
    assert problem.code == "no_room"
    assert dict(problem.values) == {"k": "2", "people": "20", "everybody": "200"}


def test_whoever_has_no_way_to_any_site_needs_no_room() -> None:
    answer = solve_capacitated_p_median(question([[2.0], [INF]], [10, 99], 1, [10]))
    assert (answer.value, answer.site_of.tolist(), answer.covered) == (pytest.approx(20), [0, -1], 10)


def test_a_limit_tells_who_is_covered() -> None:
    # 6 go 5 minutes: beyond the limit, but in the cost.
    problem = question([[1.0, 5.0]], [10], 0, [4, 8], fixed=(0, 1), limit=3.0)
    answer = solve_capacitated_p_median(problem)
    assert (answer.value, answer.covered) == (pytest.approx(34), pytest.approx(4))
    assert answer.site_of.tolist() == [-1]


def test_without_capacity_it_is_the_p_median() -> None:
    problem = question(ROAD, PEOPLE, 2, None)
    assert solve_capacitated_p_median(problem).value == solve_p_median(problem).value


def test_time_that_is_out_still_gives_a_choice_and_a_bound() -> None:
    random = np.random.default_rng(3)
    cost, people = random.uniform(1, 100, (60, 20)), random.integers(1, 50, 60).astype(float)
    room = people.sum() / 4 * random.uniform(0.7, 1.4, 20)
    hurried = solve_capacitated_p_median(question(cost, people, 4, room), time_limit_s=0.05)
    patient = solve_capacitated_p_median(question(cost, people, 4, room))
    assert patient.bound == patient.value
    assert 0 < hurried.bound <= patient.value * (1 + 1e-9)
    assert hurried.value >= patient.value * (1 - 1e-9)


def test_transport() -> None:
    cost, people = np.array([[1.0, 4.0], [2.0, 9.0]]), np.array([3.0, 3.0])
    is_way = np.ones((2, 2), dtype=bool)
    # The second point loses 7 a person, the first 3: the first gives way, 1 * 3 + 4 * 0 ...: 2 + 2 + 2 for the second,
    # one of the first at 1, two at 4.
    assert transport(cost, people, np.array([4.0, 4.0]), is_way) == pytest.approx(6 + 1 + 8)
    assert transport(cost, people, np.array([2.0, 3.0]), is_way) == INF
    is_way[:, 1] = False
    assert transport(cost, people, np.array([4.0, 4.0]), is_way) == INF
