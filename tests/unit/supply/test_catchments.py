"""Floating catchments: by hand, by brute force, against PySAL's access, and what must hold whatever the costs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from mapa_uslug.supply.catchments import Bands, Catchments, Decay, Gaussian, Gravity, float_catchments

BANDS = Bands((15.0, 30.0, 60.0), (1.0, 0.68, 0.22))


def count(
    cost: NDArray[np.float64],
    people: list[float] | NDArray[np.float64],
    capacity: list[float] | NDArray[np.float64],
    decay: Decay = BANDS,
    workers: int | None = None,
) -> Catchments:
    """From a full table of costs (origins, places), ``inf`` where there is no way."""
    has_way = np.isfinite(cost)
    ptr = np.concatenate([[0], np.cumsum(has_way.sum(axis=1))]).astype(np.int64)
    return float_catchments(
        ptr, np.nonzero(has_way)[1].astype(np.int32), cost[has_way], people=np.asarray(people, dtype=float),
        capacity=np.asarray(capacity, dtype=float), decay=decay, workers=workers,
    )  # fmt: skip


def weight_of(cost: float, decay: Decay) -> float:
    if isinstance(decay, Bands):
        return next((w for b, w in zip(decay.bounds, decay.weights, strict=True) if cost <= b), 0.0)
    if isinstance(decay, Gravity):
        return float(max(cost, decay.least_cost) ** decay.power)
    bell = np.exp(-0.5 * (cost / decay.bound) ** 2) - np.exp(-0.5)
    return float(bell / (1 - np.exp(-0.5))) if cost < decay.bound else 0.0


def brute_force(
    cost: NDArray[np.float64], people: NDArray[np.float64], capacity: NDArray[np.float64], decay: Decay
) -> list[float]:
    origins, places = cost.shape
    weight = [[weight_of(cost[i, j], decay) if cost[i, j] < np.inf else 0.0 for j in range(places)] for i in range(origins)]  # fmt: skip
    ratio = []
    for j in range(places):
        crowd = sum(people[i] * weight[i][j] for i in range(origins))
        ratio.append(capacity[j] / crowd if crowd > 0 else 0.0)
    return [sum(ratio[j] * weight[i][j] for j in range(places)) for i in range(origins)]


def random_town(seed: int, origins: int = 40, places: int = 12) -> tuple[NDArray[np.float64], ...]:
    random = np.random.default_rng(seed)
    cost = np.round(random.uniform(0.5, 90, (origins, places)), 1)
    cost[random.random(cost.shape) < 0.3] = np.inf
    cost[3] = np.inf
    cost[:, 4] = np.inf
    return cost, random.integers(0, 500, origins).astype(float), random.integers(0, 60, places).astype(float)


def test_two_places_and_three_cells_by_hand() -> None:
    # Place p: cell A at 10 min (weight 1), cell B at 30 (0.68, the bound belongs to its band): 100 + 0.68 x 50 = 134.
    # Place q: B at 60 (0.22), C at 61 (none): 0.22 x 50 = 11. So p has 67 / 134 = 0.5, q has 22 / 11 = 2 for each.
    cost = np.array([[10.0, np.inf], [30.0, 60.0], [np.inf, 61.0]])
    found = count(cost, [100, 50, 30], [67, 22])
    assert found.demand.tolist() == pytest.approx([134.0, 11.0])
    assert found.per_person.tolist() == pytest.approx([0.5, 0.68 * 0.5 + 0.22 * 2, 0.0])
    assert found.reaches.tolist() == [True, True, False]


@pytest.mark.parametrize("decay", [BANDS, Gravity(-1.0), Gravity(-2.0, 5.0), Gaussian(45.0)])
def test_brute_force_says_the_same(decay: Decay) -> None:
    cost, people, capacity = random_town(1)
    found = count(cost, people, capacity, decay)
    assert found.per_person.tolist() == pytest.approx(brute_force(cost, people, capacity, decay), rel=1e-12)


@pytest.mark.parametrize("decay", [BANDS, Gravity(-1.0), Gravity(-7.0), Gaussian(20.0)])
@pytest.mark.parametrize("seed", range(5))
def test_what_people_have_is_the_capacity_of_the_places_that_anybody_reaches(decay: Decay, seed: int) -> None:
    cost, people, capacity = random_town(seed)
    found = count(cost, people, capacity, decay)
    assert found.demand[4] == 0.0
    assert found.per_person @ people == pytest.approx(capacity[found.demand > 0].sum(), rel=1e-12)


def test_the_way_to_the_place_counts_in_both_steps() -> None:
    # A goes to p in 10 and would come back in 100; B goes in 100 and would come back in 10. Only A can go.
    # Demand by the way back would be B's 900 people, and A would have 10 / 900 of it.
    there = np.array([[10.0], [100.0]])
    found = count(there, [100, 900], [10])
    assert found.per_person.tolist() == pytest.approx([0.1, 0.0])


def test_turning_the_costs_round_turns_the_answer() -> None:
    random = np.random.default_rng(5)
    cost = random.uniform(1, 90, (6, 6))
    people, capacity = random.uniform(10, 99, 6), random.uniform(1, 9, 6)
    there, back = count(cost, people, capacity), count(cost.T.copy(), people, capacity)
    assert there.per_person.tolist() == pytest.approx(brute_force(cost, people, capacity, BANDS))
    assert back.per_person.tolist() == pytest.approx(brute_force(cost.T, people, capacity, BANDS))
    assert there.per_person.tolist() != pytest.approx(back.per_person.tolist())


def test_a_place_of_empty_cells_only_counts_for_none() -> None:
    found = count(np.array([[5.0, 5.0], [np.inf, 5.0]]), [0, 10], [7, 3])
    assert found.demand.tolist() == [0.0, 10.0]
    # What somebody who lived in the empty cell would find, beside the ten.
    assert found.per_person.tolist() == pytest.approx([0.3, 0.3])


def test_a_weight_of_nothing_is_no_reach() -> None:
    found = count(np.array([[40.0]]), [10], [5], Bands((15.0, 60.0), (1.0, 0.0)))
    assert found.reaches.tolist() == [False]
    assert found.per_person.tolist() == [0.0]


def test_nobody_and_nothing() -> None:
    assert count(np.empty((0, 3)), [], [1, 2, 3]).demand.tolist() == [0, 0, 0]
    assert count(np.empty((2, 0)), [1, 2], []).per_person.tolist() == [0, 0]


@pytest.mark.parametrize("decay", [BANDS, Gravity(-1.0)])
def test_any_number_of_workers_gives_the_same_bytes(decay: Decay) -> None:
    cost, people, capacity = random_town(3, origins=2000, places=400)
    answers = {count(cost, people, capacity, decay, workers).per_person.tobytes() for workers in (1, 2, 7)}
    assert len(answers) == 1


def test_short_floats_give_what_long_ones_give() -> None:
    cost = np.array([[15.0, 30.0], [60.0, 61.0]])
    ptr, place = np.array([0, 2, 4]), np.array([0, 1, 0, 1], dtype=np.int32)
    short = float_catchments(ptr, place, cost.ravel().astype(np.float32), people=np.array([3.0, 4.0]),
                             capacity=np.array([5.0, 6.0]), decay=BANDS)  # fmt: skip
    assert short.per_person.tolist() == count(cost, [3, 4], [5, 6]).per_person.tolist()


@pytest.mark.parametrize("decay", [BANDS, Gravity(-1.0)])
def test_access_says_the_same(decay: Decay) -> None:
    access = pytest.importorskip("access")
    cost, people, capacity = random_town(11)
    people, capacity = people + 1.0, capacity + 1.0
    origin, place = np.nonzero(np.isfinite(cost))
    pairs = pd.DataFrame({"o": origin, "d": place, "c": cost[origin, place]})
    peer = access.Access(
        demand_df=pd.DataFrame({"id": range(len(people)), "n": people}), demand_index="id", demand_value="n",
        supply_df=pd.DataFrame({"id": range(len(capacity)), "n": capacity}), supply_index="id", supply_value="n",
        cost_df=pairs, cost_origin="o", cost_dest="d", cost_name="c",
    )  # fmt: skip
    if isinstance(decay, Bands):
        weight = access.weights.step_fn(dict(zip(decay.bounds, decay.weights, strict=True)))
    else:
        weight = access.weights.gravity(scale=1.0, alpha=-1)
    theirs = (
        peer.enhanced_two_stage_fca(name="e", weight_fn=weight)["e_n"].reindex(range(len(people))).fillna(0.0)
    )
    assert count(cost, people, capacity, decay).per_person.tolist() == pytest.approx(
        theirs.tolist(), rel=1e-12
    )
