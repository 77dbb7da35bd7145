"""Closing several roads at once: a flood, works, a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from mapa_uslug.barriers.journeys import Journeys
from mapa_uslug.barriers.road_lines import edge_lines
from mapa_uslug.core.errors import InputError, problem
from mapa_uslug.engine.graph import NEVER, TICKS_PER_UNIT, ModeGraph, close_edges
from mapa_uslug.engine.road_network import RoadNetwork
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.sweeps import carry_to_points, sweep_nearest


@dataclass(frozen=True, eq=False)
class Closing:
    """What closing some edges at once would cost, by group of people; see `LinkLosses` for the figures.

    Attributes
    ----------
    lost : float64, (groups,)
    beyond, cut_off, farther : int64, (groups,)
    longest : float
    cost_before, cost_after : float64, (cells,)
        Seconds (terminal time included) or metres to the nearest place; ``inf`` where none can be reached.
    """

    lost: NDArray[np.float64]
    beyond: NDArray[np.int64]
    cut_off: NDArray[np.int64]
    farther: NDArray[np.int64]
    longest: float
    cost_before: NDArray[np.float64]
    cost_after: NDArray[np.float64]


def measure_closing(roads: RoutableNetwork, journeys: Journeys, edges: NDArray[np.integer[Any]]) -> Closing:
    """Say what closing some edges at once would do, by searching anew without them.

    What stands on a closed edge keeps its ways to both of its ends, as in `measure_losses`.

    Parameters
    ----------
    roads : RoutableNetwork
    journeys : Journeys
    edges : int, (closed,)
        Rows of the network.
    """
    graph = journeys.graph(roads)
    before = _costs(roads, journeys, graph)
    after = _costs(roads, journeys, close_edges(graph, edges))
    had, has = before != NEVER, after != NEVER
    extra = np.where(had & has, after - before, 0)
    near = journeys.ticks_within
    people = journeys.people
    return Closing(
        (extra @ people) / TICKS_PER_UNIT,
        ((before <= near) & (after > near)) @ people,
        (had & ~has) @ people,
        (extra > 0) @ people,
        float(extra[people.any(axis=1)].max(initial=0) / TICKS_PER_UNIT),
        _units(before, journeys.terminal),
        _units(after, journeys.terminal),
    )


def edges_within(network: RoadNetwork, polygon: shapely.Geometry) -> NDArray[np.int64]:
    """Edges any part of which lies in a polygon (the network's CRS), as of a flood."""
    start = network.vertex_ptr[:-1]
    left, bottom, right, top = shapely.bounds(polygon)
    near = np.ones(network.edge_count, dtype=np.bool_)
    for values, low, high in ((network.vertex_x, left, right), (network.vertex_y, bottom, top)):
        near &= (np.maximum.reduceat(values, start) >= low) & (np.minimum.reduceat(values, start) <= high)
    edges = np.flatnonzero(near)
    shapely.prepare(polygon)
    return np.asarray(edges[shapely.intersects(polygon, edge_lines(network, edges))])


def edges_of_ways(network: RoadNetwork, way_ids: Sequence[int], *, where: str = "ways") -> NDArray[np.int64]:
    """Edges of ways by their id in the source.

    Parameters
    ----------
    where : str
        Where the ids were read, for messages.

    Raises
    ------
    InputError
        Some ways have no edge in the network; all of them are named.
    """
    missing = sorted(set(way_ids) - set(network.edge_source_id.tolist()))
    if missing:
        raise InputError(
            problem(
                "The roads have no way {value}.", where=where, code="unknown_way", value=way,
                hint="Give the number of a way that is a road; where one road is made of several ways, the lowest of "
                "their numbers.",
            )
            for way in missing
        )  # fmt: skip
    return np.flatnonzero(np.isin(network.edge_source_id, way_ids))


def _costs(roads: RoutableNetwork, journeys: Journeys, graph: ModeGraph) -> NDArray[np.int64]:
    sources, targets = journeys.ends(roads)
    ticks = carry_to_points(graph, sweep_nearest(graph, sources), sources, targets).ticks[:, 0]
    return np.asarray(ticks, dtype=np.int64)


def _units(ticks: NDArray[np.int64], terminal: float) -> NDArray[np.float64]:
    return np.where(ticks == NEVER, np.inf, ticks / TICKS_PER_UNIT + terminal)
