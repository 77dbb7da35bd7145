"""Costs between populated cells and the places of a service type."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.travel_times import Direction, TravelTimes
from mapa_uslug.engine.graph import NEVER, TICKS_PER_UNIT, ModeGraph, Weight
from mapa_uslug.engine.graph_ground import GraphGround
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.snapping import Snaps
from mapa_uslug.traveltime.searches import Found, Search, answer, search_on
from mapa_uslug.work.runners import InProcess, Runner
from mapa_uslug.work.units import Unit

_IN_PROCESS = InProcess()
NO_PAIRS: Final = -1.0
"""A search within less than nothing finds no pairs."""


@dataclass(frozen=True, eq=False)
class TimesQuestion:
    """Travel times asked for: the search that has to be made, and what its answer means."""

    graph: ModeGraph
    sought: Search
    is_snapped: NDArray[np.bool_]
    limit: float
    terminal: float

    @property
    def search(self) -> Unit:
        """The unit of work."""
        return Unit(GraphGround(self.graph), self.sought)

    @property
    def nearest_only(self) -> Unit:
        """The same search without pairs."""
        return Unit(GraphGround(self.graph), replace(self.sought, pairs_within=NO_PAIRS))

    def tell(self, found: Found, edge_cost: NDArray[np.float64]) -> TravelTimes:
        """Travel times out of what the search found; `edge_cost` as in `measure_travel_times`."""
        pointer = np.zeros(len(self.is_snapped) + 1, dtype=np.int64)
        np.cumsum(np.bincount(found.pair_target, minlength=len(self.is_snapped)), out=pointer[1:])
        graph = self.graph
        return TravelTimes(
            mode=graph.mode,
            direction=graph.direction,
            unit="s" if graph.weight == "time" else "m",
            is_snapped=self.is_snapped,
            nearest_cost=_costs(found.nearest_ticks, self.terminal),
            nearest_place=found.nearest_source,
            pair_ptr=pointer,
            pair_place=found.pair_source,
            pair_cost=_costs(found.pair_ticks, self.terminal).astype(np.float32),
            limit=self.limit,
            edge_cost=edge_cost,
        )


def ask_travel_times(
    roads: RoutableNetwork,
    *,
    cell_snaps: Snaps,
    place_snaps: Snaps,
    mode: str,
    direction: Direction,
    limit: float,
    weight: Weight = "time",
    terminal_s: float = 0.0,
) -> TimesQuestion:
    """What `measure_travel_times` has to search for, for whoever answers several at once."""
    graph = roads.graph(mode, direction=direction, weight=weight)
    terminal = terminal_s if weight == "time" else 0.0
    sources, targets = roads.sources(graph, place_snaps), roads.targets(graph, cell_snaps)
    return TimesQuestion(
        graph, Search(sources, targets, limit - terminal), cell_snaps.is_snapped, limit, terminal
    )


def measure_travel_times(
    roads: RoutableNetwork,
    *,
    cell_snaps: Snaps,
    place_snaps: Snaps,
    mode: str,
    direction: Direction,
    limit: float,
    weight: Weight = "time",
    terminal_s: float = 0.0,
    edge_cost: NDArray[np.float64],
    workers: int | None = None,
) -> TravelTimes:
    """Door-to-door costs between cells and places: of the nearest without bound, of the others within a limit.

    Parameters
    ----------
    roads : RoutableNetwork
    cell_snaps, place_snaps : Snaps
        For the mode. Unsnapped places are nobody's nearest and have no pairs.
    mode : str
    direction : {"to", "from"}
        Cell to place, or place to cell.
    limit : float
        Bound of the kept pairs in seconds (`terminal_s` included) or metres.
    weight : {"time", "length"}
        Seconds, or metres of the shortest way.
    terminal_s : float
        Added to the time of every journey. Without effect on metres.
    edge_cost : float64, (cells,)
        From `measure_edge_costs`; the same for every service type of a mode, so measured once.
    workers : int, optional
        Threads; the result is the same for any number.

    Returns
    -------
    TravelTimes
        Rows of cells and places as in the two snaps. The off-road walk is at the mode's walking speed.
    """
    question = ask_travel_times(
        roads, cell_snaps=cell_snaps, place_snaps=place_snaps, mode=mode, direction=direction, limit=limit, weight=weight,
        terminal_s=terminal_s,
    )  # fmt: skip
    return question.tell(Found(**question.search.run(workers)), edge_cost)


def measure_edge_costs(
    roads: RoutableNetwork,
    *,
    cell_snaps: Snaps,
    edge_points: Snaps,
    mode: str,
    direction: Direction,
    weight: Weight = "time",
    runner: Runner = _IN_PROCESS,
) -> NDArray[np.float64]:
    """Cost from every cell to where the data end (or back), ``inf`` if never.

    Without terminal time: whoever leaves the data does not park there.

    Parameters
    ----------
    edge_points : Snaps
        Where the data end.
    runner : Runner
        Who searches.

    Returns
    -------
    float64, (cells,)
        Seconds or metres.
    """
    graph = roads.graph(mode, direction=direction, weight=weight)
    sources, targets = roads.sources(graph, edge_points), roads.targets(graph, cell_snaps)
    search = search_on(graph, sources, targets, pairs_within=NO_PAIRS)
    (found,) = answer(runner, [search])
    return _costs(found.nearest_ticks, 0.0)


def _costs(ticks: NDArray[np.uint32], terminal: float) -> NDArray[np.float64]:
    return np.where(ticks == NEVER, np.inf, ticks / TICKS_PER_UNIT + terminal)
