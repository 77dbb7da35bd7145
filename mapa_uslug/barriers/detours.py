"""How far neighbours are from each other by road, and which of them something parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from mapa_uslug.barriers.neighbours import Neighbours
from mapa_uslug.contracts.barriers import FARTHEST_M
from mapa_uslug.engine.graph import NEVER, TICKS_PER_UNIT, ModeGraph, find_strong_components
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.snapping import Snaps

EXTRA_M: Final = 800.0
"""A way round that is shorter than this is no barrier, however near the cells (umowne): some ten minutes on foot. Houses
back to back on two streets are no farther."""
_FIRST_LIMIT_M: Final = 1000.0
_LARGE_REST: Final = 2


@dataclass(frozen=True, eq=False)
class Parted:
    """Neighbours that are much farther from each other by road than in a straight line.

    Attributes
    ----------
    pair : int64, (parted,)
        Rows of the pairs.
    network_m : float64, (parted,)
        Shortest way between the two, the shorter of both directions; `FARTHEST_M` where it is longer than
        that, ``inf`` where there is no way there and back.
    """

    pair: NDArray[np.int64]
    network_m: NDArray[np.float64]


def find_parted(
    roads: RoutableNetwork,
    neighbours: Neighbours,
    *,
    points: NDArray[np.object_],
    snaps: Snaps,
    mode: str,
    detour: float,
    extent: shapely.Geometry | None = None,
    edge_m: NDArray[np.float64] | None = None,
) -> Parted:
    """Pairs whose way is at least `detour` times and `EXTRA_M` longer than the straight line, surely.

    What cannot be told parts nobody: a point without a road, no way at all where one of the roads is not joined to the
    large rest (a gap in the data is likelier), a straight line that leaves the data, and a way that may be shorter
    beyond their edge.

    Parameters
    ----------
    points
        The cells' points in the network's CRS.
    snaps
        Of the points, for the mode.
    detour
        Way / straight line.
    extent
        Within which the road data are complete.
    edge_m : float64, (cells,)
        Metres by the mode to where the data end, ``inf`` if never.
    """
    a, b = neighbours.a, neighbours.b
    least = np.maximum(detour * neighbours.straight_m, neighbours.straight_m + EXTRA_M)
    can_tell = snaps.is_snapped[a] & snaps.is_snapped[b]
    if extent is not None:
        # Most pairs need no look at the outline: only far ones are asked.
        can_tell &= _surely_within(points, neighbours, extent)
    asked = np.flatnonzero(can_tell)
    straight = neighbours.straight_m[asked]
    network = measure_ways(roads, snaps, a[asked], b[asked], mode=mode, straight_m=straight)
    is_joined = roads.edge_kind(mode)[np.maximum(snaps.edge, 0)] == _LARGE_REST
    unknown = np.isinf(network) & ~(is_joined[a[asked]] & is_joined[b[asked]])
    around = np.full(len(asked), np.inf) if edge_m is None else edge_m[a[asked]] + edge_m[b[asked]]
    parted = ~unknown & (np.minimum(network, around) >= least[asked])
    far = np.flatnonzero(parted & np.isinf(network))
    network[far[_are_joined(roads, snaps, a[asked[far]], b[asked[far]], mode=mode)]] = FARTHEST_M
    return Parted(asked[parted], network[parted])


def measure_ways(
    roads: RoutableNetwork,
    snaps: Snaps,
    a: NDArray[np.int64],
    b: NDArray[np.int64],
    *,
    mode: str,
    straight_m: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Metres of the shortest way between the two points of pairs, the shorter of both directions.

    Limits double from round to round. A pair is asked for from the round on that a straight way would be found in, and
    no more once it is found: most searches end within a kilometre or two, and only pairs that something parts go on;
    those between whose roads nothing leads at all do not.

    Parameters
    ----------
    straight_m : float64, (pairs,)
        In a straight line.

    Returns
    -------
    float64, (pairs,)
        ``inf`` where there is no way of `FARTHEST_M`.
    """
    graph = roads.graph(mode, direction="from", weight="length")
    found = np.full(len(a), np.inf)
    may_lead = ~_are_apart(roads, graph, snaps, a, b)
    limit = _FIRST_LIMIT_M
    while limit <= FARTHEST_M:
        rows = np.flatnonzero(np.isinf(found) & (straight_m <= limit) & may_lead)
        if len(rows):
            found[rows] = _ways_within(roads, graph, snaps, a[rows], b[rows], limit)
        limit *= 2
    return found


def _ways_within(
    roads: RoutableNetwork,
    graph: ModeGraph,
    snaps: Snaps,
    a: NDArray[np.int64],
    b: NDArray[np.int64],
    limit: float,
) -> NDArray[np.float64]:
    """Metres between points of pairs, ``inf`` beyond a limit."""
    from mapa_uslug.engine.sweeps import sweep_pairs

    points, at = np.unique(np.concatenate([a, b]), return_inverse=True)
    of_points = snaps.take(points)
    pairs = sweep_pairs(graph, roads.sources(graph, of_points), roads.targets(graph, of_points), limit=limit)
    key = pairs.target.astype(np.int64) * len(points) + pairs.source
    one, other = at[: len(a)], at[len(a) :]
    ticks = np.minimum(
        _look_up(key, pairs.ticks, one * len(points) + other),
        _look_up(key, pairs.ticks, other * len(points) + one),
    )
    return np.where(ticks == NEVER, np.inf, ticks / TICKS_PER_UNIT)


def _are_apart(
    roads: RoutableNetwork, graph: ModeGraph, snaps: Snaps, a: NDArray[np.int64], b: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Pairs on different edges between whose ends no roads lead, whatever way they may be driven."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    pointer, arcs, _ = graph.adjacency
    heads, size = (arcs & np.uint64(NEVER)).astype(np.int32), graph.node_count
    matrix = csr_array((np.ones(len(arcs), dtype=np.int8), heads, pointer), shape=(size, size))
    _, component = connected_components(matrix, directed=True, connection="weak")
    # Roads that lead away from a point and to it may have different ends.
    of_points = np.concatenate(
        [
            np.where(ends.ticks == NEVER, -1, component[ends.node])
            for ends in (roads.sources(graph, snaps), roads.targets(graph, snaps))
        ],
        axis=1,
    )
    one, other = of_points[a][:, :, None], of_points[b][:, None, :]
    meets = ((one == other) & (one >= 0)).any(axis=(1, 2))
    return np.asarray(~meets & (snaps.edge[a] != snaps.edge[b]), dtype=bool)


def _are_joined(
    roads: RoutableNetwork, snaps: Snaps, a: NDArray[np.int64], b: NDArray[np.int64], *, mode: str
) -> NDArray[np.bool_]:
    """Pairs between which there is a way there and back, however long."""
    if not len(a):
        return np.zeros(0, dtype=bool)
    component = find_strong_components(roads.network, mode=mode).node_component
    graph = roads.graph(mode, direction="from", weight="length")
    ends = [roads.sources(graph, snaps.take(points)) for points in (a, b)]
    one, other = (
        np.where(of.ticks == NEVER, none, component[graph.junctions(np.maximum(of.node, 0))])
        for of, none in zip(ends, (-1, -2), strict=True)
    )
    return np.asarray((one[:, :, None] == other[:, None, :]).any(axis=(1, 2)))


def _look_up(
    keys: NDArray[np.int64], values: NDArray[np.uint32], wanted: NDArray[np.int64]
) -> NDArray[np.uint32]:
    """Values by ascending key, `NEVER` where there is none."""
    if not len(keys):
        return np.full(len(wanted), NEVER, dtype=np.uint32)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, values[at], np.uint32(NEVER))


def _surely_within(
    points: NDArray[np.object_], neighbours: Neighbours, extent: shapely.Geometry
) -> NDArray[np.bool_]:
    """Pairs whose straight line stays within the data."""
    shapely.prepare(extent)
    return np.asarray(shapely.covers(extent, straight_lines(points, neighbours.a, neighbours.b)), dtype=bool)


def straight_lines(
    points: NDArray[np.object_], a: NDArray[np.int64], b: NDArray[np.int64]
) -> NDArray[np.object_]:
    """Straight lines from points to others."""
    xy = shapely.get_coordinates(points)
    return np.asarray(shapely.linestrings(np.stack([xy[a], xy[b]], axis=1)), dtype=object)
