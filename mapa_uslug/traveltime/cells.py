"""Costs between populated cells and the places of a service type."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.travel_times import Direction, TravelTimes
from mapa_uslug.engine.graph import NEVER, TICKS_PER_UNIT, Weight
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.snapping import Snaps


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
    from mapa_uslug.engine.sweeps import carry_to_points, sweep_nearest, sweep_pairs

    graph = roads.graph(mode, direction=direction, weight=weight)
    terminal = terminal_s if weight == "time" else 0.0
    sources, targets = roads.sources(graph, place_snaps), roads.targets(graph, cell_snaps)
    nearest = carry_to_points(graph, sweep_nearest(graph, sources), sources, targets)
    pairs = sweep_pairs(graph, sources, targets, limit=limit - terminal, workers=workers)
    pointer = np.zeros(len(cell_snaps) + 1, dtype=np.int64)
    np.cumsum(np.bincount(pairs.target, minlength=len(cell_snaps)), out=pointer[1:])
    return TravelTimes(
        mode=mode,
        direction=direction,
        unit="s" if weight == "time" else "m",
        is_snapped=cell_snaps.is_snapped,
        nearest_cost=_costs(nearest.ticks[:, 0], terminal),
        nearest_place=nearest.source[:, 0],
        pair_ptr=pointer,
        pair_place=pairs.source,
        pair_cost=_costs(pairs.ticks, terminal).astype(np.float32),
        limit=limit,
        edge_cost=edge_cost,
    )


def measure_edge_costs(
    roads: RoutableNetwork,
    *,
    cell_snaps: Snaps,
    edge_points: Snaps,
    mode: str,
    direction: Direction,
    weight: Weight = "time",
) -> NDArray[np.float64]:
    """Cost from every cell to where the data end (or back), ``inf`` if never.

    Without terminal time: whoever leaves the data does not park there.

    Parameters
    ----------
    edge_points : Snaps
        Where the data end.

    Returns
    -------
    float64, (cells,)
        Seconds or metres.
    """
    from mapa_uslug.engine.sweeps import carry_to_points, sweep_nearest

    graph = roads.graph(mode, direction=direction, weight=weight)
    edge = roads.sources(graph, edge_points)
    beyond = carry_to_points(graph, sweep_nearest(graph, edge), edge, roads.targets(graph, cell_snaps))
    return _costs(beyond.ticks[:, 0], 0.0)


def _costs(ticks: NDArray[np.uint32], terminal: float) -> NDArray[np.float64]:
    return np.where(ticks == NEVER, np.inf, ticks / TICKS_PER_UNIT + terminal)
