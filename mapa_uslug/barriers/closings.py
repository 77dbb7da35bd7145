"""Closing several roads at once: a flood, works, a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.barriers.journeys import Journeys
from mapa_uslug.engine.graph import NEVER, TICKS_PER_UNIT, ModeGraph, close_edges
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.snapping import Snaps
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
    leave_after : float64, (cells,)
        Seconds or metres, with the edges closed, to where the data end; ``inf`` where one cannot get out, or nobody asked.
    """

    lost: NDArray[np.float64]
    beyond: NDArray[np.int64]
    cut_off: NDArray[np.int64]
    farther: NDArray[np.int64]
    longest: float
    cost_before: NDArray[np.float64]
    cost_after: NDArray[np.float64]
    leave_after: NDArray[np.float64]


def measure_closing(
    roads: RoutableNetwork,
    journeys: Journeys,
    edges: NDArray[np.integer[Any]],
    *,
    data_ends: Snaps | None = None,
) -> Closing:
    """Say what closing some edges at once would do, by searching anew without them.

    What stands on a closed edge keeps its ways to both of its ends, as in `measure_losses`.

    Parameters
    ----------
    roads : RoutableNetwork
    journeys : Journeys
    edges : int, (closed,)
        Rows of the network.
    data_ends : Snaps, optional
        Where the roads of the data end.
    """
    graph = journeys.graph(roads)
    closed = close_edges(graph, edges)
    before, after = _costs(roads, journeys, graph), _costs(roads, journeys, closed)
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
        _leaving(roads, journeys, closed, data_ends),
    )


def _costs(roads: RoutableNetwork, journeys: Journeys, graph: ModeGraph) -> NDArray[np.int64]:
    sources, targets = journeys.ends(roads)
    ticks = carry_to_points(graph, sweep_nearest(graph, sources), sources, targets).ticks[:, 0]
    return np.asarray(ticks, dtype=np.int64)


def _leaving(
    roads: RoutableNetwork, journeys: Journeys, graph: ModeGraph, data_ends: Snaps | None
) -> NDArray[np.float64]:
    if data_ends is None:
        return np.full(len(journeys.people), np.inf)
    ends, (_, cells) = roads.sources(graph, data_ends), journeys.ends(roads)
    ticks = carry_to_points(graph, sweep_nearest(graph, ends), ends, cells).ticks[:, 0]
    return _units(np.asarray(ticks, dtype=np.int64), 0.0)


def _units(ticks: NDArray[np.int64], terminal: float) -> NDArray[np.float64]:
    return np.where(ticks == NEVER, np.inf, ticks / TICKS_PER_UNIT + terminal)
