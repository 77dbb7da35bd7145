"""Laws of the p-median, and every choice tried on tiny cases."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from mapa_uslug.contracts.siting import SitingProblem
from mapa_uslug.core.errors import InputError
from mapa_uslug.siting.capacitated import solve_capacitated_p_median
from mapa_uslug.siting.p_median import greedy_p_median, solve_p_median


@st.composite
def questions(draw: st.DrawFn, *, has_gaps: bool = True) -> SitingProblem:
    points, sites = draw(st.integers(1, 7)), draw(st.integers(1, 7))
    is_whole = draw(st.booleans())
    figure = st.integers(0, 9).map(float) if is_whole else st.floats(0, 9, width=32)
    cost = st.one_of(figure, st.just(np.inf)) if has_gaps and draw(st.booleans()) else figure
    costs = draw(st.lists(st.lists(cost, min_size=sites, max_size=sites), min_size=points, max_size=points))
    people = draw(st.lists(figure, min_size=points, max_size=points))
    is_fixed = draw(st.lists(st.booleans(), min_size=sites, max_size=sites))
    return SitingProblem(np.array(costs), np.array(people), np.array(is_fixed), draw(st.integers(0, sites)))


def try_all(question: SitingProblem) -> float:
    """Least people x cost of all choices that strand nobody, inf where there is none."""
    counts = (question.people > 0) & np.isfinite(question.cost).any(axis=1)
    cost, people = question.cost[counts], question.people[counts]
    fixed = np.flatnonzero(question.is_fixed).tolist()
    free = np.flatnonzero(~question.is_fixed).tolist()
    values = [
        float(cost[:, fixed + list(chosen)].min(axis=1, initial=np.inf) @ people) if people.size else 0.0
        for chosen in combinations(free, min(question.k, len(free)))
    ]
    return min(values)


def value_of(question: SitingProblem) -> float:
    try:
        answer = solve_p_median(question)
    except InputError:
        return np.inf
    assert answer.bound == answer.value
    return answer.value


@given(questions())
def test_no_choice_is_better(question: SitingProblem) -> None:
    assert value_of(question) == pytest.approx(try_all(question), rel=1e-9, abs=1e-9)


@given(questions())
def test_greedy_is_a_choice_and_its_bound_holds(question: SitingProblem) -> None:
    least = try_all(question)
    if np.isinf(least):
        with pytest.raises(InputError):
            greedy_p_median(question)
        return
    for is_bounded in (False, True):
        answer = greedy_p_median(question, is_bounded=is_bounded)
        assert len(answer.chosen) == min(question.k, int((~question.is_fixed).sum()))
        assert not question.is_fixed[answer.chosen].any()
        assert answer.bound <= least * (1 + 1e-9) + 1e-9
        assert answer.value >= least * (1 - 1e-9) - 1e-9


@given(questions())
def test_one_place_more_never_costs_more(question: SitingProblem) -> None:
    more = value_of(replace(question, k=question.k + 1))
    assert more <= value_of(question) * (1 + 1e-9) + 1e-9


@given(questions(has_gaps=False), st.integers(0, 6))
def test_one_candidate_more_never_costs_more(question: SitingProblem, left_out: int) -> None:
    column = left_out % len(question.is_fixed)
    others = np.arange(len(question.is_fixed)) != column
    fewer = replace(question, cost=question.cost[:, others], is_fixed=question.is_fixed[others])
    if not others.any():
        return
    assert value_of(question) <= value_of(fewer) * (1 + 1e-9) + 1e-9


@given(questions(), st.randoms(use_true_random=False))
def test_the_order_of_points_and_sites_does_not_matter(question: SitingProblem, random: object) -> None:
    shuffle = np.random.default_rng(random.getrandbits(32))  # type: ignore[attr-defined]
    points = shuffle.permutation(len(question.people))
    sites = shuffle.permutation(len(question.is_fixed))
    turned = replace(
        question,
        cost=question.cost[np.ix_(points, sites)],
        people=question.people[points],
        is_fixed=question.is_fixed[sites],
    )
    assert value_of(turned) == pytest.approx(value_of(question), rel=1e-9, abs=1e-9)


def try_all_with_room(question: SitingProblem) -> float:
    """Least cost of all choices with room for everybody who has a way to some site, by a programme of all pairs."""
    counts = (question.people > 0) & np.isfinite(question.cost).any(axis=1)
    people = question.people[counts]
    fixed = np.flatnonzero(question.is_fixed).tolist()
    free = np.flatnonzero(~question.is_fixed).tolist()
    best = np.inf if people.size else 0.0
    for chosen in combinations(free, min(question.k, len(free))):
        sites = fixed + list(chosen)
        best = min(best, send_all(question.cost[np.ix_(counts, sites)], people, question.capacity[sites]))  # type: ignore[index]
    return best


def send_all(cost: np.ndarray, people: np.ndarray, room: np.ndarray) -> float:
    points, sites = cost.shape
    if not points or not sites:
        return np.inf if points else 0.0
    top = [None if np.isfinite(each) else 0.0 for each in cost.ravel()]
    answer = linprog(
        np.where(np.isfinite(cost), cost, 0.0).ravel(),
        A_eq=np.kron(np.eye(points), np.ones(sites)),
        b_eq=people,
        A_ub=np.kron(np.ones(points), np.eye(sites)),
        b_ub=room,
        bounds=[(0.0, each) for each in top],
    )
    return float(answer.fun) if answer.status == 0 else np.inf


@given(questions(), st.lists(st.integers(0, 30), min_size=7, max_size=7))
@settings(max_examples=60)
def test_no_choice_with_room_is_better(question: SitingProblem, room: list[int]) -> None:
    people = np.rint(question.people)
    capacity = np.array(room[: len(question.is_fixed)], dtype=np.float64)
    full = replace(question, people=people, cost=np.round(question.cost, 3), capacity=capacity)
    least = try_all_with_room(full)
    try:
        answer = solve_capacitated_p_median(full)
    except InputError:
        assert np.isinf(least)
        return
    assert answer.bound == answer.value
    assert answer.value == pytest.approx(least, rel=1e-6, abs=1e-6)
