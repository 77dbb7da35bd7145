"""Tables of travel between points: every pair, or the nearest services."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.contracts.travel_times import Direction
from mapa_uslug.engine.graph import NEVER, TICKS_PER_UNIT, ModeGraph, Weight
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.snapping import PlacedPoints, Snaps
from mapa_uslug.engine.surface import OFF_ROAD_M_S

OK: Final = "ok"
UNREACHABLE: Final = "unreachable"
UNSNAPPED: Final = "unsnapped"


def measure_matrix(
    roads: RoutableNetwork,
    origins: PlacedPoints,
    destinations: PlacedPoints,
    *,
    mode: str,
    weight: Weight = "time",
    terminal_s: float = 0.0,
    workers: int | None = None,
) -> pd.DataFrame:
    """Travel from every origin to every destination.

    Parameters
    ----------
    roads : RoutableNetwork
    origins, destinations : PlacedPoints
        Snapped for the mode.
    mode : str
    weight : {"time", "length"}
        What is minimised: seconds, or metres of access, road and egress together. With ``length`` the time
        is left empty.
    terminal_s : float
        Added to every time (parking and the like).
    workers : int, optional
        Threads; the result is the same for any number.

    Returns
    -------
    DataFrame
        One row per pair, destinations within origins, both in input order: `origin_id`, `destination_id`,
        `state` (ok, unreachable, unsnapped), `travel_time_s`, `distance_m` (on-road length of the returned
        path), `access_m` (off-road at the origin), `egress_m` (at the destination). Off-road walks are at
        4.5 km/h. What is unknown is empty.
    """
    from mapa_uslug.engine.sweeps import sweep_matrix

    count, many = len(origins.ids), len(destinations.ids)
    # A search serves a whole row: start from the side with fewer points. The sums are the same either way.
    turned = many < count
    graph = roads.graph(mode, direction="to" if turned else "from", weight=weight)
    here, there = (destinations, origins) if turned else (origins, destinations)
    ticks, length = sweep_matrix(
        graph,
        roads.sources(graph, here.snaps, speed_m_s=OFF_ROAD_M_S),
        roads.targets(graph, there.snaps, speed_m_s=OFF_ROAD_M_S),
        workers=workers,
    )
    ticks, length = (ticks.T, length.T) if turned else (ticks, length)
    row, column = np.repeat(np.arange(count), many), np.tile(np.arange(many), count)
    return _table(graph, origins, destinations, row, column, ticks.ravel(), length.ravel(), terminal_s)


def measure_nearest(
    roads: RoutableNetwork,
    origins: PlacedPoints,
    services: PlacedPoints,
    *,
    mode: str,
    k: int = 1,
    weight: Weight = "time",
    direction: Direction = "to",
    terminal_s: float = 0.0,
) -> pd.DataFrame:
    """The k nearest services of every origin.

    Parameters
    ----------
    roads, mode, weight, terminal_s
        As for `measure_matrix`.
    origins, services : PlacedPoints
    k : int
    direction : {"to", "from"}
        Whether one travels from the origin to the service or the service travels to the origin.

    Returns
    -------
    DataFrame
        As of `measure_matrix`, with `rank` from 1, origins in input order; ties go to the first service of
        the input. An origin has as many rows as there are services in reach, up to k, and one row with an
        empty `destination_id` if there is none. Whichever way one travels, `origin_id` and `access_m` are of
        the origin, `destination_id` and `egress_m` of the service.
    """
    from mapa_uslug.engine.sweeps import carry_to_points, sweep_k_nearest

    graph = roads.graph(mode, direction=direction, weight=weight)
    sources = roads.sources(graph, services.snaps, speed_m_s=OFF_ROAD_M_S)
    targets = roads.targets(graph, origins.snaps, speed_m_s=OFF_ROAD_M_S)
    k = max(1, min(k, len(services.ids)))
    nodes = sweep_k_nearest(graph, sources, k=k, with_length=True)
    found = carry_to_points(graph, nodes, sources, targets)
    shown = found.source >= 0
    shown[:, 0] = True
    row, rank = np.nonzero(shown)
    table = _table(
        graph, origins, services, row, found.source[row, rank], found.ticks[row, rank],
        found.length_m[row, rank], terminal_s,
    )  # fmt: skip
    table.insert(2, "rank", rank + 1)
    return table


def _table(
    graph: ModeGraph,
    origins: PlacedPoints,
    destinations: PlacedPoints,
    row: NDArray[np.intp],
    column: NDArray[Any],
    ticks: NDArray[np.uint32],
    length: NDArray[np.float64],
    terminal_s: float,
) -> pd.DataFrame:
    """Rows of pairs; column -1 means that there is no destination."""
    reached = ticks != NEVER
    seconds = np.where(reached, ticks / TICKS_PER_UNIT + terminal_s, np.nan)
    return pd.DataFrame(
        {
            "origin_id": origins.ids[row],
            "destination_id": _ids(destinations.ids, column),
            "state": _states(origins.snaps, destinations.snaps, row, column, reached),
            "travel_time_s": np.nan if graph.weight == "length" else np.round(seconds, 1),
            "distance_m": np.round(np.where(reached, length, np.nan), 3),
            "access_m": np.round(origins.snaps.offset_m[row], 3),
            "egress_m": np.round(_pick(destinations.snaps.offset_m, column), 3),
        }
    )


def _ids(ids: NDArray[Any], column: NDArray[Any]) -> Any:
    """Ids by row, missing for -1 without turning whole numbers into fractions."""
    if not len(column) or column.min() >= 0:
        return ids[column]
    return pd.array(ids).take(column, allow_fill=True)


def _pick(values: NDArray[np.float64], column: NDArray[Any]) -> NDArray[np.float64]:
    if not len(values):
        return np.full(len(column), np.nan)
    return np.where(column >= 0, values[column], np.nan)


def _states(
    origins: Snaps,
    destinations: Snaps,
    row: NDArray[np.intp],
    column: NDArray[Any],
    reached: NDArray[np.bool_],
) -> Any:
    """State of each pair, as text that repeats cheaply."""
    loose = ~origins.is_snapped[row]
    if len(destinations):
        loose |= (column >= 0) & ~destinations.is_snapped[column]
    code = np.where(loose, 2, np.where(reached, 0, 1))
    return np.array([OK, UNREACHABLE, UNSNAPPED], dtype=object)[code]
