"""What closing roads does, by searching anew without them; and losses spread out to every edge."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.barriers.critical_links import measure_losses
from mapa_uslug.barriers.journeys import Journeys
from mapa_uslug.barriers.searched import SearchedJourneys
from mapa_uslug.engine.forest import ClosableSearch, EdgeLosses
from mapa_uslug.engine.graph import NEVER, TICKS_PER_UNIT, ModeGraph, close_edges
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.surface import SearchPoints
from mapa_uslug.engine.sweeps import carry_to_points, sweep_nearest

_FIGURES = ("lost", "beyond", "cut_off", "farther", "longest")


@dataclass(frozen=True, eq=False)
class ClosedAnew:
    """By group of people as of `LinkLosses`, and by cell, ``inf`` where no place can be reached."""

    lost: NDArray[np.float64]
    beyond: NDArray[np.int64]
    cut_off: NDArray[np.int64]
    farther: NDArray[np.int64]
    longest: float
    cost_before: NDArray[np.float64]
    cost_after: NDArray[np.float64]


def close_anew(roads: RoutableNetwork, journeys: Journeys, edges: Any) -> ClosedAnew:
    graph = journeys.graph(roads)
    edges = np.asarray(edges, dtype=np.int64)
    before, after = (_costs(roads, journeys, g) for g in (graph, close_edges(graph, edges)))
    had, has = before != NEVER, after != NEVER
    extra = np.where(had & has, after - before, 0)
    near, people = journeys.ticks_within, journeys.people
    return ClosedAnew(
        (extra @ people) / TICKS_PER_UNIT,
        ((before <= near) & (after > near)) @ people,
        (had & ~has) @ people,
        (extra > 0) @ people,
        float(extra[people.any(axis=1)].max(initial=0) / TICKS_PER_UNIT),
        np.where(had, before / TICKS_PER_UNIT + journeys.terminal, np.inf),
        np.where(has, after / TICKS_PER_UNIT + journeys.terminal, np.inf),
    )


def _costs(roads: RoutableNetwork, journeys: Journeys, graph: ModeGraph) -> NDArray[np.int64]:
    sources, targets = journeys.ends(roads)
    ticks = carry_to_points(graph, sweep_nearest(graph, sources), sources, targets).ticks[:, 0]
    return np.asarray(ticks, dtype=np.int64)


def lose_each(roads: RoutableNetwork, journeys: Journeys, *, workers: int | None = None) -> SimpleNamespace:
    """`measure_losses` with a row for every edge of the network, of nothing where it tells of none."""
    losses = measure_losses(SearchedJourneys(roads, journeys), workers=workers)
    return _spread(losses, losses.edge, roads.network.edge_count)


def close_each_edge(
    graph: ModeGraph, sources: SearchPoints, targets: SearchPoints, people: NDArray[np.int64], *, limit: int,
    workers: int | None = None,
) -> SimpleNamespace:  # fmt: skip
    """`ClosableSearch.close_each` with a row for every edge; ``far_node`` is -1 where closing harms nobody."""
    search = ClosableSearch(graph, sources, targets, is_asked=people.any(axis=1))
    found: EdgeLosses = search.close_each(people, limit=limit, workers=workers)
    every = _spread(found.losses, found.edge, len(graph.edge_uv))
    every.far_node = np.full(len(graph.edge_uv), -1)
    every.far_node[found.edge] = found.far_node
    return every


def _spread(losses: Any, edge: NDArray[np.int64], edges: int) -> SimpleNamespace:
    every = SimpleNamespace()
    for name in _FIGURES:
        values = getattr(losses, name)
        spread = np.zeros((edges, *values.shape[1:]), dtype=values.dtype)
        spread[edge] = values
        setattr(every, name, spread)
    return every
