"""Costs of every pair of points in whole steps: one byte each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.travel_times import STEP, STEP_BEYOND, STEP_NEVER, CostUnit, Direction, count_steps
from mapa_uslug.engine.graph import (
    NEVER,
    TICKS_PER_UNIT,
    ModeGraph,
    Weight,
    find_graph_components,
    find_strong_components,
)
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.snapping import Snaps
from mapa_uslug.engine.surface import SearchPoints


def measure_steps(
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
) -> NDArray[np.uint8]:
    """Steps between every place and every cell, as `measure_travel_times` would have the costs.

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
    uint8, (places, cells)
    """
    from mapa_uslug.engine.sweeps import sweep_pairs

    unit: CostUnit = "s" if weight == "time" else "m"
    terminal = terminal_s if weight == "time" else 0.0
    graph = roads.graph(mode, direction=direction, weight=weight)
    sources, targets = roads.sources(graph, place_snaps), roads.targets(graph, cell_snaps)
    steps = _reachability(roads, graph, place_snaps, sources, targets)
    pairs = sweep_pairs(graph, sources, targets, limit=largest - terminal)
    # Single precision first, as in `TravelTimes`: sums with the spread must come out alike.
    cost = (pairs.ticks / TICKS_PER_UNIT + terminal).astype(np.float32)
    known = count_steps(cost if spread is None else cost + spread[pairs.source], unit)
    steps[pairs.source, pairs.target] = np.minimum(known, STEP_BEYOND).astype(np.uint8)
    return steps


def round_to_steps(cost: NDArray[np.floating], unit: CostUnit) -> NDArray[np.uint8]:
    """Costs [s, m] as steps; infinite ones are `STEP_NEVER`."""
    steps = np.minimum(count_steps(cost, unit), STEP_BEYOND)
    return np.where(np.isinf(cost), STEP_NEVER, steps).astype(np.uint8)


def round_to_limit(cost_s: NDArray[np.floating], largest: float) -> NDArray[np.uint8]:
    """Seconds as steps; beyond `largest` they are `STEP_BEYOND`, infinite ones `STEP_NEVER`."""
    cost = np.asarray(cost_s, dtype=np.float32)
    return round_to_steps(np.where((cost > largest) & np.isfinite(cost), STEP_BEYOND * STEP["s"], cost), "s")


def _reachability(
    roads: RoutableNetwork, graph: ModeGraph, place_snaps: Snaps, sources: SearchPoints, targets: SearchPoints
) -> NDArray[np.uint8]:
    """`STEP_BEYOND` where a cell can be reached from a place, else `STEP_NEVER`; places of one component reach the same."""
    from mapa_uslug.engine.sweeps import carry_to_points, sweep_nearest

    table = np.full((len(place_snaps), len(targets.edge)), STEP_NEVER, dtype=np.uint8)
    component = _start_components(roads, graph, place_snaps, sources)
    for value in np.unique(component[place_snaps.is_snapped]):
        rows = np.flatnonzero((component == value) & place_snaps.is_snapped)
        one = roads.sources(graph, place_snaps.take(rows[:1]))
        ticks = carry_to_points(graph, sweep_nearest(graph, one), one, targets).ticks[:, 0]
        table[np.ix_(rows, np.flatnonzero(ticks != NEVER))] = STEP_BEYOND
    return table


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
