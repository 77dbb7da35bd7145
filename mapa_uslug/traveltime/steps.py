"""Costs of every pair of points in whole steps: one byte each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.travel_times import STEP, STEP_BEYOND, STEP_NEVER, CostUnit, Direction, count_steps
from mapa_uslug.core.program import program_digest
from mapa_uslug.engine.graph import (
    NEVER,
    TICKS_PER_UNIT,
    ModeGraph,
    Weight,
    find_graph_components,
    find_strong_components,
)
from mapa_uslug.engine.graph_ground import GraphGround
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.snapping import Snaps
from mapa_uslug.engine.surface import SearchPoints
from mapa_uslug.engine.sweeps import carry_to_points, sweep_nearest, sweep_pairs
from mapa_uslug.work.runners import Runner, answer
from mapa_uslug.work.units import Arrays, Unit

_STEPS: Final = "steps"
_NO_ROAD: Final = -1


@dataclass(frozen=True, eq=False)
class Steps:
    """Costs between places and cells in whole steps; see `work.units.Task`.

    Attributes
    ----------
    sources, targets : SearchPoints
        Places, cells.
    component : int64, (places,)
        Equal for places from which the same is reached, see `find_road_components`; -1 for those that meet no road.
    largest : float
        Seconds or metres on the roads, without what a journey takes besides.
    terminal : float
        Seconds that every journey takes besides, 0 for metres.
    spread : float64, (places,) or (0,)
        Added to the costs of each place.
    """

    sources: SearchPoints
    targets: SearchPoints
    component: NDArray[np.int64]
    largest: float
    terminal: float
    spread: NDArray[np.float64]

    @property
    def kind(self) -> str:
        """See `work.units.Task`."""
        return f"steps {program_digest()}|{self.largest!r}|{self.terminal!r}"

    @property
    def content(self) -> tuple[NDArray[Any], ...]:
        """See `work.units.Task`."""
        return (*self.sources, *self.targets, self.component, self.spread)

    @property
    def answers(self) -> frozenset[str]:
        """See `work.units.Task`."""
        return frozenset([_STEPS])

    def on(self, live: ModeGraph, workers: int | None = None) -> Arrays:
        """See `work.units.Task`; works on a graph."""
        graph = live
        steps = self._reachability(graph)
        pairs = sweep_pairs(graph, self.sources, self.targets, limit=self.largest, workers=workers)
        # Single precision first, as in `TravelTimes`: sums with the spread must come out alike.
        cost = (pairs.ticks / TICKS_PER_UNIT + self.terminal).astype(np.float32)
        unit: CostUnit = "s" if graph.weight == "time" else "m"
        known = count_steps(cost + self.spread[pairs.source] if len(self.spread) else cost, unit)
        steps[pairs.source, pairs.target] = np.minimum(known, STEP_BEYOND).astype(np.uint8)
        return {_STEPS: steps}

    def _reachability(self, graph: ModeGraph) -> NDArray[np.uint8]:
        """`STEP_BEYOND` where a cell can be reached from a place, else `STEP_NEVER`."""
        table = np.full((len(self.component), len(self.targets.edge)), STEP_NEVER, dtype=np.uint8)
        for value in np.unique(self.component[self.component != _NO_ROAD]):
            rows = np.flatnonzero(self.component == value)
            one = self.sources.only(int(rows[0]))
            ticks = carry_to_points(graph, sweep_nearest(graph, one), one, self.targets).ticks[:, 0]
            table[np.ix_(rows, np.flatnonzero(ticks != NEVER))] = STEP_BEYOND
        return table


def ask_steps(
    roads: RoutableNetwork,
    *,
    place_snaps: Snaps,
    cell_snaps: Snaps,
    mode: str,
    direction: Direction,
    largest: float,
    weight: Weight = "time",
    terminal_s: float = 0.0,
    spread: NDArray[np.float64] | None = None,
) -> Unit:
    """Steps between every place and every cell, as `measure_travel_times` would have the costs, as a unit of work.

    Work is proportional to what lies within `largest`; whether farther ones can be reached at all takes one more
    search for each strong component of the roads that places stand in.

    Parameters
    ----------
    largest : float
        Seconds (`terminal_s` included) or metres; costs beyond it are told as `STEP_BEYOND`.
    spread : float64, (places,), optional
        Added to the costs of each place, see `measure_spreads`.

    Returns
    -------
    Unit
        See `answer_steps`.
    """
    terminal = terminal_s if weight == "time" else 0.0
    graph = roads.graph(mode, direction=direction, weight=weight)
    sources, targets = roads.sources(graph, place_snaps), roads.targets(graph, cell_snaps)
    component = _start_components(roads, graph, place_snaps, sources)
    # Numbers that hang on these places alone, so that the name does not change with the rest of the roads' components.
    numbered = np.unique(component, return_inverse=True)[1].astype(np.int64)
    task = Steps(
        sources=sources,
        targets=targets,
        component=np.where(place_snaps.is_snapped, numbered, _NO_ROAD),
        largest=largest - terminal,
        terminal=terminal,
        spread=np.empty(0) if spread is None else spread,
    )
    return Unit(GraphGround(graph), task)


def answer_steps(runner: Runner, asked: Sequence[Unit]) -> list[NDArray[np.uint8]]:
    """Tables of all that is asked for, (places, cells)."""
    return [arrays[_STEPS] for arrays in answer(runner, asked)]


def round_to_steps(cost: NDArray[np.floating], unit: CostUnit) -> NDArray[np.uint8]:
    """Costs [s, m] as steps; infinite ones are `STEP_NEVER`."""
    steps = np.minimum(count_steps(cost, unit), STEP_BEYOND)
    return np.where(np.isinf(cost), STEP_NEVER, steps).astype(np.uint8)


def round_to_limit(cost_s: NDArray[np.floating], largest: float) -> NDArray[np.uint8]:
    """Seconds as steps; beyond `largest` they are `STEP_BEYOND`, infinite ones `STEP_NEVER`."""
    cost = np.asarray(cost_s, dtype=np.float32)
    return round_to_steps(np.where((cost > largest) & np.isfinite(cost), STEP_BEYOND * STEP["s"], cost), "s")


def _start_components(
    roads: RoutableNetwork, graph: ModeGraph, snaps: Snaps, sources: SearchPoints
) -> NDArray[np.int64]:
    """Numbers equal for places from which a search gets to the same nodes: components, forbidden turns obeyed."""
    if graph.states is None:
        return find_road_components(roads, snaps, graph.mode)
    of_node: NDArray[np.int64] = roads.once(
        ("components of states", graph.mode, graph.direction, graph.weight),
        lambda: find_graph_components(graph).astype(np.int64),
    )
    one, other = of_node[sources.node].T
    return np.where(one == other, one, -1 - np.arange(len(snaps), dtype=np.int64))


def find_road_components(roads: RoutableNetwork, snaps: Snaps, mode: str) -> NDArray[np.int64]:
    """Strong component of the road that each point meets; a number of its own where a road leads from one into another."""
    of_node = roads.once(
        ("components", mode), lambda: find_strong_components(roads.network, mode=mode)
    ).node_component
    edge = np.maximum(snaps.edge, 0)
    at_u, at_v = (
        of_node[ends[edge]].astype(np.int64) for ends in (roads.network.edge_u, roads.network.edge_v)
    )
    return np.where(at_u == at_v, at_u, -1 - np.arange(len(snaps), dtype=np.int64))
