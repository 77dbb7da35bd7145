"""Costs in whole steps: one byte for what thresholds in whole steps can tell apart."""

from __future__ import annotations

import numpy as np
import pytest
from hand_networks import networks, snap_at, snaps_on, town
from hand_steps import measure_steps
from hypothesis import given
from hypothesis import strategies as st

from mapa_uslug.contracts.travel_times import STEP_BEYOND, STEP_NEVER, count_steps
from mapa_uslug.engine.graph import NEVER, TICKS_PER_UNIT
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.snapping import Snaps
from mapa_uslug.engine.sweeps import sweep_matrix
from mapa_uslug.traveltime.steps import round_to_steps

INF = float("inf")


def steps(largest: float, **options: object) -> list[list[int]]:
    """Cells: node 1; half-way from 1 to 2, 12 m off; node 5. Places: node 3; node 4 (see the town's drawing)."""
    roads = town()
    cells = snap_at(roads.network, [0, 0, 4], [0, 0.5, 0], [0, 12, 0])
    places = snap_at(roads.network, [1, 3], [1, 1], [0, 0])
    return measure_steps(
        roads, place_snaps=places, cell_snaps=cells, mode="car", direction="to", largest=largest, **options
    ).tolist()  # type: ignore[arg-type]


def test_costs_are_rounded_up_to_minutes_and_node_5_reaches_no_place() -> None:
    # From node 1: 200 s to node 3, 50 s to node 4; half-way 159.6 s and 109.6 s.
    assert steps(1000.0) == [[4, 3, STEP_NEVER], [1, 2, STEP_NEVER]]


def test_what_is_beyond_the_largest_limit_can_still_be_reached() -> None:
    assert steps(120.0) == [[STEP_BEYOND, STEP_BEYOND, STEP_NEVER], [1, 2, STEP_NEVER]]


def test_terminal_time_counts() -> None:
    assert steps(1000.0, terminal_s=10.0)[1] == [1, 2, STEP_NEVER]
    assert steps(1000.0, terminal_s=11.0)[1] == [2, 3, STEP_NEVER]


def test_a_rough_place_may_cost_its_spread_more() -> None:
    spread = np.array([40.0, INF])
    assert steps(1000.0, spread=spread) == [
        [4, 4, STEP_NEVER],
        [STEP_BEYOND, STEP_BEYOND, STEP_NEVER],
    ]


@pytest.mark.parametrize(
    ("cost", "unit", "step"),
    [(0.0, "s", 0), (60.0, "s", 1), (60.1, "s", 2), (99.9, "m", 1), (100.1, "m", 2), (1e6, "s", 254), (INF, "m", 255)],
)  # fmt: skip
def test_rounding(cost: float, unit: str, step: int) -> None:
    assert round_to_steps(np.array([cost]), unit).tolist() == [step]  # type: ignore[arg-type]


@given(st.data())
def test_steps_are_those_of_the_whole_matrix(data: st.DataObject) -> None:
    network = data.draw(networks())
    places, cells = data.draw(snaps_on(network)), data.draw(snaps_on(network))
    roads = RoutableNetwork(network)
    direction = data.draw(st.sampled_from(["to", "from"]))
    largest = data.draw(st.sampled_from([60.0, 300.0, 3600.0]))
    got = measure_steps(
        roads, place_snaps=places, cell_snaps=cells, mode="car", direction=direction, largest=largest
    )
    assert np.array_equal(got, _oracle(roads, places, cells, direction, largest))


def _oracle(
    roads: RoutableNetwork, places: Snaps, cells: Snaps, direction: str, largest: float
) -> np.ndarray:
    graph = roads.graph("car", direction=direction)  # type: ignore[arg-type]
    ticks, _ = sweep_matrix(graph, roads.sources(graph, places), roads.targets(graph, cells), workers=1)
    cost = ticks / TICKS_PER_UNIT
    known = np.where(cost <= largest, np.minimum(count_steps(cost, "s"), STEP_BEYOND), STEP_BEYOND)
    return np.where(ticks == NEVER, STEP_NEVER, known)
