"""Least people x cost, by hand, against spopt, and on a case too large to try everything."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from mapa_uslug.contracts.siting import Siting, SitingProblem
from mapa_uslug.core.errors import InputError
from mapa_uslug.siting.p_median import greedy_p_median, solve_p_median

INF = np.inf


def question(cost: Any, people: Any, k: int, fixed: tuple[int, ...] = (), **more: Any) -> SitingProblem:
    costs = np.asarray(cost, dtype=np.float64)
    is_fixed = np.zeros(costs.shape[1], dtype=bool)
    is_fixed[list(fixed)] = True
    return SitingProblem(costs, np.asarray(people, dtype=np.float64), is_fixed, k, **more)


# Four villages along a road, every one a candidate too; minutes between them 0 - 10 - 20 - 60.
PLACE = np.array([0.0, 10.0, 20.0, 60.0])
ROAD = np.abs(PLACE[:, None] - PLACE[None, :])
PEOPLE = [100, 50, 10, 40]


def test_one_place_stands_at_the_median_of_people() -> None:
    # 200 people: half of them live at 0 and 10. At 0: 500 + 200 + 2400 = 3100; at 10: 1000 + 100 + 2000 = 3100;
    # at 20: 2000 + 500 + 1600 = 4100. The first of the two equal ones is taken, or its equal: the value is the same.
    answer = solve_p_median(question(ROAD, PEOPLE, 1))
    assert answer.value == answer.bound == 3100
    assert answer.chosen.tolist() in ([0], [1])
    assert answer.mean_cost == pytest.approx(3100 / 200)
    assert (answer.covered, answer.gap, answer.method, answer.guarantee) == (200, 0, "exact", 1)


def test_two_places() -> None:
    # The far village alone costs the others 2000 and more; 0 and 60: 500 + 200 = 700, 10 and 60: 1000 + 100 = 1100.
    answer = solve_p_median(question(ROAD, PEOPLE, 2))
    assert answer.chosen.tolist() == [0, 3]
    assert answer.site_of.tolist() == [0, 0, 0, 3]
    assert answer.value == answer.bound == 700


def test_a_fixed_place_stays_and_is_not_counted() -> None:
    # 20 stays: with 0 besides it 500 + 1600 = 2100, with 60 2000 + 500 = 2500, with 10 1000 + 1600 = 2600.
    answer = solve_p_median(question(ROAD, PEOPLE, 1, fixed=(2,)))
    assert answer.chosen.tolist() == [0]
    assert answer.site_of.tolist() == [0, 0, 2, 2]  # 10 is as far from 0 as from 20: the first row
    assert answer.value == answer.bound == 2100


def test_no_new_place() -> None:
    answer = solve_p_median(question(ROAD, PEOPLE, 0, fixed=(2,)))
    assert answer.chosen.tolist() == []
    assert answer.value == answer.bound == 2000 + 500 + 1600


def test_more_places_than_there_are_opens_all() -> None:
    answer = solve_p_median(question(ROAD, PEOPLE, 9))
    assert answer.chosen.tolist() == [0, 1, 2, 3]
    assert answer.value == answer.bound == 0


def test_whoever_no_site_reaches_is_left_out() -> None:
    cost = np.vstack([ROAD, np.full(4, INF)])
    answer = solve_p_median(question(cost, [*PEOPLE, 1000], 2))
    assert answer.value == answer.bound == 700
    assert answer.site_of.tolist() == [0, 0, 0, 3, -1]
    assert answer.covered == 200
    assert answer.mean_cost == pytest.approx(3.5)


def test_points_without_people_do_not_decide() -> None:
    cost = [[5.0, 1.0], [INF, 1.0], [INF, INF]]
    answer = solve_p_median(question(cost, [0, 0, 7], 1))
    assert (answer.value, answer.bound) == (0, 0)
    cost = [[1.0, 5.0], [INF, 1.0]]
    answer = solve_p_median(question(cost, [3, 0], 1))
    assert answer.chosen.tolist() == [0]
    assert answer.site_of.tolist() == [0, -1]


def test_an_island_gets_its_own_place_though_few_live_there() -> None:
    # Site 2 alone reaches the island; without it, 0 and 3 would be the best two.
    cost = np.vstack([ROAD, [INF, INF, 7.0, INF]])
    answer = solve_p_median(question(cost, [*PEOPLE, 1], 2))
    # 2 with 0: 500 + 0 + 1600 + 7; with 3: 2000 + 500 + 7; with 1: 1000 + 1600 + 7.
    assert answer.chosen.tolist() == [0, 2]
    assert answer.value == answer.bound == 2107


def test_greedy_that_strands_somebody_is_mended() -> None:
    # Greedy takes site 0 first, as it reaches three points; 1 and 2 together are the only two that reach all four.
    cost = [[1.0, 2.0, INF], [1.0, 2.0, INF], [1.0, INF, 2.0], [INF, 2.0, INF], [INF, INF, 2.0]]
    for solve in (solve_p_median, greedy_p_median):
        answer = solve(question(cost, [1, 1, 1, 1, 1], 2))
        assert answer.chosen.tolist() == [1, 2]
        assert answer.value == 10


def test_too_few_places_for_separate_islands_are_refused() -> None:
    cost = np.where(np.eye(3, dtype=bool), 1.0, INF)
    for solve in (solve_p_median, greedy_p_median):
        with pytest.raises(InputError) as told:
            solve(question(cost, [5, 20, 10], 1), where="plan.toml")
        (problem,) = told.value.problems
        assert problem.where == "plan.toml"
        values = dict(problem.values)
        assert values == {"k": "1", "people": "15", "count": "2", "needed": "3"}


def test_nobody_and_nothing() -> None:
    answer = solve_p_median(question(np.empty((0, 3)), [], 2))
    assert (answer.chosen.size, answer.value, answer.bound, answer.site_of.size) == (2, 0, 0, 0)
    answer = solve_p_median(question(np.empty((2, 0)), [1, 2], 1))
    assert (answer.chosen.size, answer.value, answer.site_of.tolist()) == (0, 0, [-1, -1])
    assert np.isnan(answer.mean_cost)


def test_a_limit_tells_who_is_covered_and_changes_nothing_else() -> None:
    answer = solve_p_median(question(ROAD, PEOPLE, 2, limit=10.0))
    assert (answer.value, answer.covered, answer.site_of.tolist()) == (700, 190, [0, 0, -1, 3])


def test_greedy_promises_nothing_and_tells_a_bound() -> None:
    # Greedy opens the middle first and cannot leave it: 10 people in the middle, 9 on both sides.
    line = np.abs(np.array([-10.0, 0.0, 10.0])[:, None] - np.array([-10.0, 0.0, 10.0])[None, :])
    exact = solve_p_median(question(line, [9, 3, 9], 2))
    assert (exact.chosen.tolist(), exact.value, exact.bound) == ([0, 2], 30, 30)
    greedy = greedy_p_median(question(line, [9, 3, 9], 2))
    assert (greedy.chosen.tolist(), greedy.value, greedy.guarantee, greedy.method) == (
        [0, 1],
        90,
        0,
        "greedy",
    )
    assert greedy.bound == 0  # everybody at the nearest of all sites
    bounded = greedy_p_median(question(line, [9, 3, 9], 2), is_bounded=True)
    assert (bounded.value, bounded.chosen.tolist()) == (90, [0, 1])
    assert 0 < bounded.bound <= 30


def test_time_that_is_out_still_gives_a_choice_and_a_bound() -> None:
    cost, people = hard(80, 40)
    hurried = solve_p_median(question(cost, people, 5), time_limit_s=0.0)
    patient = solve_p_median(question(cost, people, 5))
    assert hurried.is_out_of_time
    assert len(hurried.chosen) == 5
    assert 0 < hurried.bound <= patient.value <= hurried.value
    assert not patient.is_out_of_time
    assert patient.bound == patient.value


def test_a_gap_that_is_good_enough_ends_the_search() -> None:
    cost, people = hard(80, 40)
    best = solve_p_median(question(cost, people, 5)).value
    answer = solve_p_median(question(cost, people, 5), gap=0.1)
    assert 0 < answer.gap <= 0.1
    assert answer.bound <= best <= answer.value
    assert not answer.is_out_of_time


def test_the_same_question_has_the_same_answer() -> None:
    cost, people = hard(60, 30)
    first, second = (solve_p_median(question(cost, people, 4)) for _ in range(2))
    np.testing.assert_array_equal(first.chosen, second.chosen)
    assert (first.value, first.bound) == (second.value, second.bound)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("is_plane", [True, False])
def test_spopt_finds_the_same_least_cost(seed: int, is_plane: bool) -> None:
    random = np.random.default_rng(seed)
    cost, people = plane(40, 15, seed) if is_plane else hard(40, 15, seed)
    k, fixed = int(random.integers(1, 6)), tuple(random.choice(15, 2, replace=False).tolist())
    ours = solve_p_median(question(cost, people, k, fixed=fixed))
    assert ours.value == pytest.approx(peer(cost, people, k + 2, fixed), rel=1e-9)
    assert ours.bound == ours.value


def hard(points: int, sites: int, seed: int = 0) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Costs without any geometry: the bound of the relaxation is far from the best choice."""
    random = np.random.default_rng(seed)
    cost = random.integers(10, 4000, (points, sites)).astype(np.float64)
    return cost, random.integers(1, 100, points).astype(np.float64)


def plane(points: int, sites: int, seed: int = 0) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Distances in a square, and people with fractions."""
    random = np.random.default_rng(seed)
    at, site = random.uniform(0, 100, (points, 1, 2)), random.uniform(0, 100, (1, sites, 2))
    return np.linalg.norm(at - site, axis=2), random.uniform(0.5, 40.0, points)


def peer(cost: NDArray[np.float64], people: NDArray[np.float64], p: int, fixed: tuple[int, ...]) -> float:
    import pulp
    from spopt.locate import PMedian

    predefined = np.zeros(cost.shape[1])
    predefined[list(fixed)] = 1
    model = PMedian.from_cost_matrix(cost, people, p, predefined_facilities_arr=predefined)
    return float(model.solve(pulp.PULP_CBC_CMD(msg=False)).problem.objective.value())


def test_a_siting_is_proven_where_its_bound_is_its_value() -> None:
    answer: Siting = solve_p_median(question(*plane(300, 60), 8))
    assert answer.gap == 0
    assert answer.value == pytest.approx(plane(300, 60)[0][:, answer.chosen].min(axis=1) @ plane(300, 60)[1])
