"""Covering on a street of five villages, answers worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mapa_uslug.contracts.siting import SitingProblem
from mapa_uslug.core.errors import InputError
from mapa_uslug.siting import capacitated_coverage, choose_closures, count_use, lscp, mclp, solve

# Villages at km 0, 2, 4, 6, 10 with 10, 20, 30, 40, 50 people; places may stand in each of them.
AT = np.array([0.0, 2.0, 4.0, 6.0, 10.0])
PEOPLE = np.array([10.0, 20.0, 30.0, 40.0, 50.0])


def street(k: int = 1, limit: float = 2.0, fixed: tuple[int, ...] = (), room: object = None) -> SitingProblem:
    is_fixed = np.zeros(5, bool)
    is_fixed[list(fixed)] = True
    capacity = None if room is None else np.array(room, dtype=np.float64)
    return SitingProblem(np.abs(AT[:, None] - AT[None]), PEOPLE, is_fixed, k, limit, capacity)


def test_one_place_stands_where_most_people_are_within_two_kilometres() -> None:
    # Covered from each village: 30, 60, 90, 70, 50.
    found = solve(street(), "mclp")
    assert found.chosen.tolist() == [2]
    assert (found.value, found.bound, found.covered) == (90.0, 90.0, 90.0)
    assert found.site_of.tolist() == [-1, 2, 2, 2, -1]
    # All have a way: 10*4 + 20*2 + 0 + 40*2 + 50*6 = 460 over 150 people.
    assert found.mean_cost == pytest.approx(460 / 150)
    assert found.gap == 0.0


def test_places_that_stay_are_open_and_not_counted() -> None:
    # With the last village fixed (50), the middle adds 90; the value holds both.
    found = solve(street(fixed=(4,)), "mclp")
    assert found.chosen.tolist() == [2]
    assert found.value == 140.0
    # With the middle one fixed only the last village (50) and the first (10) are left.
    assert solve(street(fixed=(2,)), "mclp").chosen.tolist() == [4]


def test_greedy_is_caught_by_its_own_bound() -> None:
    # One group of 3 sits between two of 2 + 1: greedy takes the middle (4 + 0), the two sides together have everybody.
    near = np.array([[1, 0, 0], [1, 0, 1], [0, 1, 1], [0, 1, 0]]) == 1
    people = np.array([2.0, 3.0, 3.0, 2.0])
    problem = SitingProblem(np.where(near, 1.0, 9.0), people, np.zeros(3, bool), 2, 1.0)
    found = solve(problem, "mclp", method="greedy")
    # First the middle (6 people), then either side (2 more): 8 of 10.
    assert found.chosen.tolist() == [0, 2]
    assert found.value == 8.0
    # After the first step: 6 + the two largest gains left, 2 and 2. It says 10, which is the best there is.
    assert found.bound == 10.0
    assert found.guarantee == pytest.approx(1 - np.exp(-1))
    assert solve(problem, "mclp").value == 10.0


def test_places_that_nobody_needs_are_added_by_row() -> None:
    found = solve(street(k=4, limit=10.0), "mclp")
    assert found.value == 150.0
    assert found.chosen.tolist() == [0, 1, 2, 3]


def test_no_place_and_nobody() -> None:
    nothing = solve(street(k=0), "mclp")
    assert (nothing.value, nothing.bound, nothing.chosen.tolist()) == (0.0, 0.0, [])
    assert np.isnan(nothing.mean_cost)
    deserted = replace(street(), people=np.zeros(5))
    assert solve(deserted, "mclp").value == 0.0
    assert solve(deserted, "lscp").value == 0.0


def test_fewest_places_for_everybody() -> None:
    # Within 2 km: 0-2, then 4-6, then 10 (or the like): three. Within 4 km: one at km 2 has 0 to 6, the last village is
    # 4 km from km 6: two.
    assert solve(street(limit=2.0), "lscp").value == 3.0
    two = solve(street(limit=4.0), "lscp")
    assert (two.value, two.bound, two.covered) == (2.0, 2.0, 150.0)
    # The place at km 6 stays: it has 4, 6 and 10 within 4 km and 2 as well; 0 is 6 km away.
    assert solve(street(limit=4.0, fixed=(3,)), "lscp").value == 1.0


def test_a_limit_that_nobody_can_keep_is_told_with_the_people_and_the_least_limit() -> None:
    cost = street().cost + np.array([0.0, 0.0, 0.0, 0.0, 3.0])[:, None]
    cost[0] = np.inf
    problem = replace(street(limit=2.0), cost=cost)
    with pytest.raises(InputError) as caught:
        solve(problem, "lscp", point_ids=["A", "B", "C", "D", "E"])
    by_code = {p.code: dict(p.values) for p in caught.value.problems}
    assert by_code["beyond_limit"] == {
        "limit": "2", "least": "3", "people": "50", "count": "1", "ids": "E",
    }  # fmt: skip
    assert by_code["no_way"] == {"people": "10", "count": "1", "ids": "A"}


def test_room_keeps_people_out() -> None:
    # The middle village reaches 90 people but has room for 25; km 6 reaches 70 and has room for 60.
    found = solve(street(room=[100, 30, 25, 60, 45]), "mclp")
    assert found.chosen.tolist() == [3]
    assert (found.value, found.bound) == (60.0, 60.0)
    # Of 40 people at km 6 (0 km) and 30 at km 4 (2 km) all of the first go and 20 of the second: 40 / 60 km a head.
    assert found.mean_cost == pytest.approx(40 / 60)
    assert found.site_of.tolist() == [-1, -1, 3, 3, -1]


def test_people_of_a_village_are_split_where_room_makes_them() -> None:
    # Two places at km 4 and 6 with room for 45 each: 20 + 30 + 40 people within 2 km, 90 all of whom find room only if
    # the village at km 4 or 6 is split.
    found = solve(street(k=2, room=[0, 0, 45, 45, 0]), "mclp")
    assert found.value == 90.0
    use = count_use(street(k=2, room=[0, 0, 45, 45, 0]), found)
    assert use.site.tolist() == [2, 3]
    assert use.people.tolist() == [45.0, 45.0]


def test_fewest_places_with_room_for_everybody() -> None:
    # Within 4 km two places are enough without room; with room for 60 each three are needed for 150 people, and 0 km
    # reaches 60, so that 2, 6 and 10 do.
    found = solve(street(limit=4.0, room=[60] * 5), "lscp")
    assert (found.value, found.bound, found.covered) == (3.0, 3.0, 150.0)
    with pytest.raises(InputError) as caught:
        solve(street(limit=4.0, room=[20] * 5), "lscp")
    assert [p.code for p in caught.value.problems] == ["no_room"]
    assert dict(caught.value.problems[0].values)["people"] == "50"


def test_closing_a_place_that_others_stand_in_for_harms_nobody() -> None:
    # All five are open. Within 2 km each village has a neighbour but the last.
    closures = choose_closures(street(), "mclp", 1)
    assert closures.harm.tolist() == [0.0, 0.0, 0.0, 0.0, 50.0]
    assert closures.cut_off.tolist() == [0.0] * 5
    assert closures.siting.value == 150.0
    # Two left of five: km 4 has 90 and km 10 has 50.
    three = choose_closures(street(), "mclp", 3)
    assert three.siting.chosen.tolist() == [2, 4]
    assert three.closed.tolist() == [0, 1, 3]


def test_closing_one_of_places_with_room() -> None:
    # All open with just the room of their own village: whichever closes leaves its own people without room.
    closures = choose_closures(street(room=PEOPLE), "mclp", 1)
    assert closures.harm.tolist() == pytest.approx([10, 20, 30, 40, 50])
    assert closures.closed.tolist() == [0]


def test_closures_that_cut_somebody_off_by_cost_say_how_many_may_close() -> None:
    # The first village gets to its own place only, the second to its own and the third: one of these two may close.
    cost = np.array([[1.0, np.inf, np.inf], [np.inf, 1.0, 2.0]])
    problem = SitingProblem(cost, np.array([10.0, 5.0]), np.zeros(3, bool), 0)
    closures = choose_closures(problem, "p-median", 1)
    assert closures.closed.tolist() == [2]
    assert closures.harm.tolist() == [0.0, 5.0, 0.0]
    assert closures.cut_off.tolist() == [10.0, 0.0, 0.0]
    with pytest.raises(InputError) as caught:
        choose_closures(problem, "p-median", 2)
    assert dict(caught.value.problems[0].values) == {"value": "2", "people": "5", "most": "1"}
    # With room for 12 each nobody but the first village's people would be left over.
    roomy = replace(problem, capacity=np.full(3, 12.0))
    assert choose_closures(roomy, "p-median", 1).cut_off.tolist() == [10.0, 0.0, 0.0]


def test_time_that_is_up_tells_the_best_found_and_its_gap() -> None:
    random = np.random.default_rng(1)
    homes, places = random.uniform(0, 100, (1000, 2)), random.uniform(0, 100, (200, 2))
    cost = np.hypot(*(homes[:, None] - places[None]).transpose(2, 0, 1))
    people = random.integers(1, 500, 1000).astype(np.float64)
    problem = SitingProblem(cost, people, np.zeros(200, bool), 20, 15.0)
    found = solve(problem, "mclp", time_limit_s=0.0)
    assert found.is_out_of_time
    assert len(found.chosen) == 20
    assert 0.0 < found.gap < 0.2
    assert found.value < found.bound
    # With a gap of 5 % the search may stop at once, and says so.
    near = solve(problem, "mclp", gap=0.05)
    assert not near.is_out_of_time
    assert near.gap <= 0.05
    enough = solve(replace(problem, limit=18.0), "lscp", time_limit_s=0.0)
    assert enough.covered == people.sum()
    assert enough.bound <= enough.value


def test_problems_of_a_problem_are_told_together() -> None:
    odd = replace(
        street(k=9, limit=float("nan")), people=np.array([1, -1, 1, 1, 1.0]), cost=np.full((5, 5), -1.0)
    )
    with pytest.raises(InputError) as caught:
        solve(odd, "mclp")
    assert {p.code for p in caught.value.problems} == {"bad_cost", "bad_people", "bad_limit", "k", "no_limit"}
    with pytest.raises(InputError) as caught:
        solve(replace(street(), people=PEOPLE[:3]), "mclp")
    assert [p.code for p in caught.value.problems] == ["shape"]


def test_solvers_of_their_own_names() -> None:
    assert mclp.solve_mclp(street(), time_limit_s=5.0, gap=0.0).value == 90.0
    assert lscp.solve_lscp(street(), time_limit_s=5.0).value == 3.0
    assert capacitated_coverage.solve_capacitated_mclp(street(room=[99] * 5)).value == 90.0
