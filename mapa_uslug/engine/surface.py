"""The travel-time surface: points on roads as a search leaves and meets them.

Every time between two points is a sum of ticks: off-road walk, part of the snapped edge, nodes, part of an
edge, off-road walk. Each part is rounded alone, so that the sum is the same whichever end the search
started from and in whatever batch the pair was asked for.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.engine.graph import NEVER, ModeGraph
from mapa_uslug.engine.snapping import Snaps
from mapa_uslug.engine.turns import Ends

OFF_ROAD_M_S: Final = 1.25
"""4.5 km/h, between a point and the road that it is snapped to."""

_WALKING_M_S: Final = {"walk": 1.2, "walk_slow": 0.8}


class SearchPoints(NamedTuple):
    """Points with the two ways between each and the nodes of its edge.

    As sources the ways lead away from the point, as targets towards it, always in the search's direction.

    Attributes
    ----------
    node : int32, (points, 2)
    ticks : uint32, (points, 2)
        Off-road walk and part of the edge, ascending within a point; `NEVER` where there is no way.
    length_m : float64, (points, 2)
        Of the part of the edge.
    edge : int32, (points,)
        -1 if unsnapped.
    fraction : float64, (points,)
    walk_ticks : uint32, (points,)
        Of the off-road walk.
    """

    node: NDArray[np.int32]
    ticks: NDArray[np.uint32]
    length_m: NDArray[np.float64]
    edge: NDArray[np.int32]
    fraction: NDArray[np.float64]
    walk_ticks: NDArray[np.uint32]

    def only(self, row: int) -> SearchPoints:
        """One of the points."""
        return self.rows(row, row + 1)

    def rows(self, first: int, last: int) -> SearchPoints:
        """The points from one row up to another."""
        part = slice(first, last)
        return SearchPoints(
            self.node[part],
            self.ticks[part],
            self.length_m[part],
            self.edge[part],
            self.fraction[part],
            self.walk_ticks[part],
        )


class EdgeCosts(NamedTuple):
    """Unrounded weights and lengths of edges, to join two points along the edge they share."""

    uv: NDArray[np.float64]
    vu: NDArray[np.float64]
    length_m: NDArray[np.float64]


def walking_speed(mode: str) -> float:
    """Speed of the off-road walk in m/s for a mode: its own if one walks, else 4.5 km/h."""
    return _WALKING_M_S.get(mode, OFF_ROAD_M_S)


def edge_costs(graph: ModeGraph) -> EdgeCosts:
    """What the joining of points needs of a graph."""
    return EdgeCosts(graph.edge_uv, graph.edge_vu, graph.edge_length_m)


def place_sources(graph: ModeGraph, ends: Ends, snaps: Snaps, *, speed_m_s: float) -> SearchPoints:
    """Points that a search starts from.

    Parameters
    ----------
    graph : ModeGraph
    ends : Ends
        `leaving` of the graph that is searched, which may have roads closed that are open for who stands on them.
    snaps : Snaps
    speed_m_s : float
        Of the off-road walk; without effect when the weight is length.
    """
    return _place(graph, ends, snaps, graph.edge_vu, graph.edge_uv, speed_m_s)


def place_targets(graph: ModeGraph, ends: Ends, snaps: Snaps, *, speed_m_s: float) -> SearchPoints:
    """Points that a search arrives at, with ends that are the `entering` of its graph; see `place_sources`."""
    return _place(graph, ends, snaps, graph.edge_uv, graph.edge_vu, speed_m_s)


def _place(
    graph: ModeGraph,
    ends: Ends,
    snaps: Snaps,
    at_u: NDArray[np.float64],
    at_v: NDArray[np.float64],
    speed_m_s: float,
) -> SearchPoints:
    """Ways between points and the u end at weight `at_u` of a whole edge, and the v end at `at_v`."""
    from mapa_uslug.engine.place_kernels import place_all

    per_metre = 1.0 if graph.weight == "length" else 1.0 / speed_m_s
    count = len(snaps)
    points = SearchPoints(
        np.zeros((count, 2), dtype=np.int32),
        np.full((count, 2), NEVER, dtype=np.uint32),
        np.zeros((count, 2)),
        snaps.edge,
        snaps.fraction,
        np.full(count, NEVER, dtype=np.uint32),
    )
    place_all(points, snaps.offset_m, ends, at_u, at_v, graph.edge_length_m, per_metre)
    return points
