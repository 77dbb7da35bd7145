"""Least people x cost where places have room for so many and no more."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from mapa_uslug.contracts.siting import Objective, SitingProblem
from mapa_uslug.core.errors import InputError
from mapa_uslug.siting import solve
from mapa_uslug.siting.capacitated import least_cost, solve_capacitated_p_median
from mapa_uslug.siting.p_median import solve_p_median
from mapa_uslug.siting.room import allot_people
from mapa_uslug.siting.room_in_haste import allot_by_regret

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


def test_least_cost() -> None:
    cost, people = np.array([[1.0, 4.0], [2.0, 9.0]]), np.array([3.0, 3.0])
    # The second point loses 7 a person, the first 3: the first gives way, 1 * 3 + 4 * 0 ...: 2 + 2 + 2 for the second,
    # one of the first at 1, two at 4.
    assert least_cost(cost, people, np.array([4.0, 4.0])) == pytest.approx(6 + 1 + 8)
    assert least_cost(cost, people, np.array([2.0, 3.0])) == INF
    # Both may go to the first column only, which has room for four of six.
    cost[:, 1] = INF
    assert least_cost(cost, people, np.array([4.0, 4.0])) == INF
    assert least_cost(cost, people, np.array([6.0, 4.0]), ends=0.0) is None


@pytest.mark.parametrize(("objective", "limit"), [("p-median", INF), ("lscp", 32.0), ("mclp", 15.0)])
def test_hardly_any_time_gives_an_answer_with_room_and_a_sound_bound(
    objective: Objective, limit: float
) -> None:
    random = np.random.default_rng(8)
    homes, places = random.uniform(0, 100, (400, 2)), random.uniform(0, 100, (60, 2))
    cost = np.hypot(*(homes[:, None] - places[None]).transpose(2, 0, 1))
    people = random.integers(1, 500, 400).astype(float)
    room = np.round(people.sum() / 9 * random.uniform(0.6, 1.4, 60))
    problem = question(cost, people, 10, room, limit=limit)
    found = solve(problem, objective, time_limit_s=0.0)
    assert found.is_out_of_time
    shares = found.allotment
    assert shares is not None
    used = np.bincount(shares.site, shares.people, minlength=60)
    assert (used <= room + 1e-3).all()
    assert used[np.setdiff1d(np.arange(60), found.chosen)].sum() == 0.0
    sent = np.bincount(shares.point, shares.people, minlength=400)
    assert (sent <= people + 1e-3).all()
    assert (cost[shares.point, shares.site] <= problem.limit).all()
    if objective == "mclp":
        assert found.value == pytest.approx(sent.sum())
        assert found.value < found.bound
        # What patience finds is between the two.
        assert found.value <= solve(problem, objective, time_limit_s=5.0, gap=0.02).value <= found.bound
        return
    assert sent == pytest.approx(people)
    told = shares.people @ cost[shares.point, shares.site] if objective == "p-median" else len(found.chosen)
    assert found.value == pytest.approx(told)
    assert 0.0 < found.bound < found.value
    assert (
        found.bound <= solve(problem, objective, time_limit_s=5.0, gap=0.02).value <= found.value * (1 + 1e-9)
    )


def test_haste_sends_first_those_who_would_lose_most() -> None:
    # Both points are nearest to the first column, which has room for 3 of 6. The second point would lose 7 a person
    # elsewhere, the first 3: the second goes in, the first to the other column.
    point, column, people = allot_by_regret(
        np.array([[1.0, 4.0], [2.0, 9.0]]), np.array([3.0, 3.0]), np.array([3.0, 9.0])
    )
    assert sorted(zip(point.tolist(), column.tolist(), people.tolist(), strict=True)) == [
        (0, 1, 3.0),
        (1, 0, 3.0),
    ]


@pytest.mark.parametrize("seed", range(20))
def test_haste_is_feasible_and_never_better_than_the_best(seed: int) -> None:
    random = np.random.default_rng(seed)
    cost = random.integers(0, 30, (12, 5)).astype(float)
    cost[random.random((12, 5)) < 0.3] = INF
    people, room = random.integers(0, 9, 12).astype(float), random.integers(0, 14, 5).astype(float)
    point, column, sent = allot_by_regret(cost, people, room)
    assert np.isfinite(cost[point, column]).all()
    assert (np.bincount(point, sent, minlength=12) <= people).all()
    assert (np.bincount(column, sent, minlength=5) <= room).all()
    problem = question(cost, people, 5, room)
    best, hasty = allot_people(problem, np.arange(5)), allot_people(problem, np.arange(5), ends=0.0)
    assert best.is_best
    assert not hasty.is_best or not len(hasty.people)
    assert hasty.total() == sent.sum() <= best.total() + 1e-6
    # Held against a flow that knows nothing of costs.
    assert best.total() == pytest.approx(most_by_flow(np.isfinite(cost), people, room))
    if hasty.total() == pytest.approx(best.total()):
        assert sent @ cost[point, column] >= best.people @ cost[best.point, best.site] - 1e-6


def most_by_flow(is_way: Any, people: Any, room: Any) -> int:
    """Maximum flow from points to columns, both of whole people."""
    points, columns = is_way.shape
    network = np.zeros((points + columns + 2,) * 2, dtype=np.int32)
    network[-2, :points] = people
    network[:points, points:-2] = is_way * 1000
    network[points:-2, -1] = room
    return int(maximum_flow(csr_array(network), points + columns, points + columns + 1).flow_value)
