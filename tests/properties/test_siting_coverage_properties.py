"""Covering against every choice there is, against spopt, and the laws that hold whatever the costs."""

from __future__ import annotations

import itertools
import warnings
from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from mapa_uslug.contracts.siting import Siting, SitingProblem
from mapa_uslug.core.errors import InputError
from mapa_uslug.siting import choose_closures, count_use, mclp, solve
from mapa_uslug.siting.choice import nearest_open

INF = float("inf")


@st.composite
def problems(draw: st.DrawFn, *, most_sites: int = 6, has_room: bool = False) -> SitingProblem:
    points, sites = draw(st.integers(1, 8)), draw(st.integers(1, most_sites))
    costs = st.one_of(st.integers(0, 9).map(float), st.just(INF))
    cost = np.array(draw(st.lists(costs, min_size=points * sites, max_size=points * sites)))
    whole = draw(st.booleans())
    # Sevenths: not whole, and not so small that sums do without them.
    sevenths = st.integers(0, 63).map(lambda n: n / 7)
    people = draw(st.lists(st.integers(0, 9) if whole else sevenths, min_size=points, max_size=points))
    is_fixed = np.array(draw(st.lists(st.integers(0, 4), min_size=sites, max_size=sites))) == 0
    room = draw(st.lists(st.integers(0, 20), min_size=sites, max_size=sites)) if has_room else None
    return SitingProblem(
        cost.reshape(points, sites),
        np.array(people, dtype=np.float64),
        is_fixed,
        draw(st.integers(0, int((~is_fixed).sum()))),
        float(draw(st.integers(0, 9))),
        None if room is None else np.array(room, dtype=np.float64),
    )


def choices(problem: SitingProblem, k: int) -> list[tuple[int, ...]]:
    return list(itertools.combinations(np.flatnonzero(~problem.is_fixed).tolist(), k))


def open_columns(problem: SitingProblem, choice: tuple[int, ...]) -> list[int]:
    return sorted({*np.flatnonzero(problem.is_fixed).tolist(), *choice})


def covered(problem: SitingProblem, choice: tuple[int, ...]) -> float:
    columns = open_columns(problem, choice)
    near = np.isfinite(problem.cost[:, columns]) & (problem.cost[:, columns] <= problem.limit)
    return float(problem.people[near.any(axis=1)].sum())


def roomy(problem: SitingProblem, choice: tuple[int, ...]) -> float:
    """People with room, as the greatest flow that networkx finds."""
    assert problem.capacity is not None
    graph = nx.DiGraph()
    graph.add_nodes_from(["from", "to"])
    for point, people in enumerate(problem.people.tolist()):
        graph.add_edge("from", ("point", point), capacity=people)
    for site in open_columns(problem, choice):
        graph.add_edge(("site", site), "to", capacity=float(problem.capacity[site]))
        for point in np.flatnonzero(problem.cost[:, site] <= problem.limit).tolist():
            if np.isfinite(problem.cost[point, site]):
                graph.add_edge(("point", point), ("site", site))
    return float(nx.maximum_flow_value(graph, "from", "to"))


def check_told(problem: SitingProblem, siting: Siting) -> None:
    """Whatever was chosen: what is told of it is true of it."""
    assert not problem.is_fixed[siting.chosen].any()
    assert (np.diff(siting.chosen) > 0).all()
    use = count_use(problem, siting)
    assert use.covered.sum() == pytest.approx(siting.covered)
    assert (use.people >= use.covered - 1e-9).all()
    has_site = siting.site_of >= 0
    assert set(siting.site_of[has_site].tolist()) <= set(use.site.tolist())
    cost = problem.cost[np.flatnonzero(has_site), siting.site_of[has_site]]
    assert (cost <= problem.limit).all()


@given(problems())
def test_most_people_are_those_of_the_best_of_all_choices(problem: SitingProblem) -> None:
    best = max(covered(problem, choice) for choice in choices(problem, problem.k))
    found = solve(problem, "mclp")
    assert found.value == pytest.approx(best, rel=1e-9)
    assert found.bound == pytest.approx(found.value)
    assert found.value == pytest.approx(covered(problem, tuple(found.chosen.tolist())))
    assert len(found.chosen) == problem.k
    assert not found.is_out_of_time
    check_told(problem, found)


@given(problems())
def test_greedy_keeps_its_promise_and_its_bound(problem: SitingProblem) -> None:
    best = max(covered(problem, choice) for choice in choices(problem, problem.k))
    found = solve(problem, "mclp", method="greedy")
    assert found.guarantee * best <= found.value + 1e-9
    assert found.value <= best + 1e-9
    assert best <= found.bound + 1e-9
    assert len(found.chosen) == problem.k
    check_told(problem, found)


@given(problems())
def test_fewest_places_are_those_of_the_smallest_choice_that_reaches_all(problem: SitingProblem) -> None:
    everybody = float(problem.people.sum())
    most = int((~problem.is_fixed).sum())
    enough = [
        size
        for size in range(most + 1)
        if any(covered(problem, choice) >= everybody - 1e-12 for choice in choices(problem, size))
    ]
    if not enough:
        for method in ("exact", "greedy"):
            with pytest.raises(InputError):
                solve(problem, "lscp", method=method)
        return
    exact, greedy = solve(problem, "lscp"), solve(problem, "lscp", method="greedy")
    assert exact.value == exact.bound == len(exact.chosen) == enough[0]
    assert exact.covered == pytest.approx(everybody)
    assert greedy.covered == pytest.approx(everybody)
    assert greedy.bound <= enough[0] <= greedy.value
    assert greedy.value * greedy.guarantee <= enough[0] + 1e-9
    check_told(problem, exact)


@settings(max_examples=60)
@given(problems(most_sites=5, has_room=True))
def test_most_people_with_room_are_those_of_the_best_of_all_choices(problem: SitingProblem) -> None:
    best = max(roomy(problem, choice) for choice in choices(problem, problem.k))
    found, quick = solve(problem, "mclp"), solve(problem, "mclp", method="greedy")
    assert found.value == pytest.approx(best, rel=1e-6, abs=1e-5)
    assert found.bound == pytest.approx(found.value, rel=1e-6, abs=1e-5)
    assert quick.value <= best + 1e-5
    assert best <= quick.bound + 1e-5
    assert len(found.chosen) == problem.k
    check_told(problem, found)


@settings(max_examples=60)
@given(problems(most_sites=5, has_room=True))
def test_fewest_places_with_room_are_those_of_the_smallest_choice_with_room_for_all(
    problem: SitingProblem,
) -> None:
    problem = replace(problem, people=np.round(problem.people))
    everybody = float(problem.people.sum())
    enough = [
        size
        for size in range(int((~problem.is_fixed).sum()) + 1)
        if any(roomy(problem, choice) >= everybody - 1e-9 for choice in choices(problem, size))
    ]
    if not enough:
        with pytest.raises(InputError):
            solve(problem, "lscp")
        return
    found = solve(problem, "lscp")
    assert found.value == found.bound == enough[0]
    assert found.covered == pytest.approx(everybody, abs=1e-5)


@given(problems(), st.data())
def test_closures_that_harm_least_are_the_best_of_all(problem: SitingProblem, data: st.DataObject) -> None:
    may_close = np.flatnonzero(~problem.is_fixed).tolist()
    count = data.draw(st.integers(0, len(may_close)))
    kept = [
        tuple(site for site in may_close if site not in closed)
        for closed in itertools.combinations(may_close, count)
    ]
    found = choose_closures(problem, "mclp", count)
    assert len(found.closed) == count
    assert sorted([*found.closed.tolist(), *found.siting.chosen.tolist()]) == may_close
    assert found.siting.value == pytest.approx(max(covered(problem, choice) for choice in kept))
    everywhere = np.ones(problem.cost.shape[1], bool)
    today = covered(replace(problem, is_fixed=everywhere), ())
    for site in range(len(everywhere)):
        others = everywhere.copy()
        others[site] = False
        without = covered(replace(problem, is_fixed=others), ())
        assert found.harm[site] == pytest.approx(today - without, abs=1e-9)


@given(problems(), st.integers(0, 9))
def test_more_places_and_a_wider_limit_cover_no_fewer(problem: SitingProblem, wider: int) -> None:
    found = solve(problem, "mclp")
    tolerance = 1e-9 * max(1.0, found.value)
    further = replace(problem, limit=problem.limit + wider)
    assert solve(further, "mclp").value >= found.value - tolerance
    if problem.k < int((~problem.is_fixed).sum()):
        assert solve(replace(problem, k=problem.k + 1), "mclp").value >= found.value - tolerance


@given(problems(), st.randoms(use_true_random=False))
def test_renumbering_points_and_sites_changes_no_figure(problem: SitingProblem, random: object) -> None:
    points, sites = map(np.arange, problem.cost.shape)
    for rows in (points, sites):
        random.shuffle(rows)  # type: ignore[attr-defined]
    renumbered = replace(
        problem, cost=problem.cost[np.ix_(points, sites)], people=problem.people[points], is_fixed=problem.is_fixed[sites]
    )  # fmt: skip
    for method in ("exact", "greedy"):
        one, other = solve(problem, "mclp", method=method), solve(renumbered, "mclp", method=method)
        assert one.bound >= one.value
        if method == "exact":
            assert other.value == pytest.approx(one.value)
    assert np.array_equal(solve(problem, "mclp").chosen, solve(problem, "mclp").chosen)


@given(problems())
def test_everybody_uses_the_nearest_open_place(problem: SitingProblem) -> None:
    found = solve(problem, "mclp")
    site_of, least = nearest_open(problem, found.chosen)
    columns = open_columns(problem, tuple(found.chosen.tolist()))
    nearest = problem.cost[:, columns].min(axis=1, initial=INF)
    assert np.array_equal(least, nearest)
    within = np.isfinite(nearest) & (nearest <= problem.limit)
    assert np.array_equal(found.site_of, np.where(within, site_of, -1))


@pytest.mark.parametrize("is_large", [False, True])
@settings(max_examples=40)
@given(st.integers(0, 2**31), st.integers(1, 9), st.sampled_from([15.0, 22.0, 30.0]), st.booleans())
def test_plain_highs_finds_the_same_where_there_is_much_to_branch_on(
    is_large: bool, seed: int, k: int, limit: float, whole: bool
) -> None:
    random = np.random.default_rng(seed)
    homes, places = random.uniform(0, 100, (90, 2)), random.uniform(0, 100, (30, 2))
    cost = np.hypot(*(homes[:, None] - places[None]).transpose(2, 0, 1))
    people = random.integers(1, 20, 90).astype(np.float64) if whole else random.lognormal(2, 1, 90)
    is_fixed = np.arange(30) < seed % 3
    problem = SitingProblem(cost, people, is_fixed, k, limit)
    with pytest.MonkeyPatch.context() as patch:
        if is_large:
            patch.setattr(mclp, "_LARGE", 0)
        found = solve(problem, "mclp")
    near = (cost <= limit).astype(np.float64)
    answer = milp(
        np.concatenate([np.zeros(30), -people]),
        constraints=[
            LinearConstraint(np.hstack([-near, np.eye(90)]), -np.inf, 0.0),
            LinearConstraint(np.concatenate([~is_fixed, np.zeros(90)])[None, :], k, k),
        ],
        bounds=Bounds(np.concatenate([is_fixed, np.zeros(90)]), 1.0),
        integrality=np.concatenate([np.ones(30), np.zeros(90)]), options={"mip_rel_gap": 0.0},
    )  # fmt: skip
    assert found.value == pytest.approx(-answer.fun, rel=1e-6)
    assert found.bound == pytest.approx(found.value)


@pytest.mark.slow
@settings(max_examples=25)
@given(st.integers(0, 2**31), st.integers(1, 12), st.sampled_from([10.0, 20.0, 35.0]))
def test_spopt_finds_the_same(seed: int, k: int, limit: float) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pulp
        from spopt.locate import LSCP, MCLP

        random = np.random.default_rng(seed)
        homes, places = random.uniform(0, 100, (60, 2)), random.uniform(0, 100, (15, 2))
        cost = np.hypot(*(homes[:, None] - places[None]).transpose(2, 0, 1))
        people = random.integers(1, 500, 60).astype(np.float64)
        problem = SitingProblem(cost, people, np.zeros(15, bool), k, limit)
        solver = pulp.PULP_CBC_CMD(msg=False)
        peer = MCLP.from_cost_matrix(cost, people, limit, p_facilities=k).solve(solver)
        assert solve(problem, "mclp").value == pytest.approx(pulp.value(peer.problem.objective))
        far = replace(problem, limit=float(cost.min(axis=1).max()))
        least = LSCP.from_cost_matrix(cost, far.limit).solve(solver)
        assert solve(far, "lscp").value == pytest.approx(pulp.value(least.problem.objective))
