"""The way round a closed link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.ops import substring

from mapa_uslug.barriers.road_lines import edge_lines
from mapa_uslug.barriers.searched import SearchedJourneys
from mapa_uslug.core.ragged import gather_rows
from mapa_uslug.engine.graph import NEVER, TICKS_PER_UNIT, ModeGraph
from mapa_uslug.engine.road_network import RoadNetwork


@dataclass(frozen=True, eq=False)
class Alternative:
    """How those at the far end of a closed link then get to a place.

    Attributes
    ----------
    geometry : LineString or None
        As people travel: from the far end to the place, or from the place; None if there is no way.
    extra : float
        Seconds (metres) more than with the link open; ``inf`` if there is no way.
    place : int
        Row of the place that is then the nearest, -1 if none can be reached.
    """

    geometry: shapely.LineString | None
    extra: float
    place: int


def trace_alternative(
    searched: SearchedJourneys, edges: NDArray[np.integer[Any]], *, far_node: int
) -> Alternative:
    """The way from the far end of a link to the place that is nearest when the link is closed.

    It leads to the nearest place and not round to the link's near end: that is the way that people would go, and
    nobody's way becomes longer by more than its extra cost. Who turns to another place altogether has no reason to
    go round to the other bank.

    Parameters
    ----------
    searched : SearchedJourneys
    edges : int, (closed,)
        Rows of the network, closed at once; those of the link.
    far_node : int
        Of the link, see `LinkLosses` and `rank_links`.
    """
    graph, network = searched.graph, searched.roads.network
    found = searched.closable.way_round(edges, _arrival(graph, far_node))
    if found.source < 0:
        return Alternative(None, np.inf, -1)
    parts = _walk_up(network, graph, far_node, found.arcs)
    parts.append(_last_part(searched, found.source, found.root))
    xy = np.concatenate(parts)
    line = shapely.LineString(xy if searched.journeys.direction == "to" else xy[::-1])
    return Alternative(shapely.remove_repeated_points(line), found.extra / TICKS_PER_UNIT, found.source)


def _arrival(graph: ModeGraph, junction: int) -> int:
    """The node of the graph at which whoever comes to a junction is, however they came."""
    return junction if graph.states is None else int(graph.states.met[junction])


def _walk_up(
    network: RoadNetwork, graph: ModeGraph, junction: int, arcs: NDArray[np.int64]
) -> list[NDArray[np.float64]]:
    """A junction, and the vertices of the edges of the arcs that lead to it, from there on."""
    start = np.array([[network.node_x[junction], network.node_y[junction]]])
    head = graph.junctions((graph.adjacency.arcs[arcs] & np.uint64(NEVER)).astype(np.int32))
    edge = graph.arc_edge[arcs].astype(np.int64)
    head, edge = head[edge >= 0], edge[edge >= 0]
    _, vertices = gather_rows(network.vertex_ptr, edge, network.edge_u[edge] != head)
    return [start, np.column_stack([network.vertex_x[vertices], network.vertex_y[vertices]])]


def _last_part(searched: SearchedJourneys, place: int, root: int) -> NDArray[np.float64]:
    """Vertices from a root along the edge on which its place stands."""
    network, snaps, (sources, _) = searched.roads.network, searched.journeys.place_snaps, searched.ends
    edge, share = int(snaps.edge[place]), float(snaps.fraction[place])
    ticks = np.where(sources.node[place] == root, sources.ticks[place], np.uint32(NEVER))
    end = int(ticks.argmin())
    root = int(searched.graph.junctions(np.array([root]))[0])
    # On an edge from a node to itself only the length of the part tells which end it is.
    is_u = network.edge_u[edge] == root and (
        network.edge_v[edge] != root or sources.length_m[place, end] == network.edge_length_m[edge] * share
    )
    line = edge_lines(network, np.array([edge]))[0]
    begin = 0.0 if is_u else 1.0
    if root not in (
        network.edge_u[edge],
        network.edge_v[edge],
    ):  # a plan's new road meets the edge in between
        begin = line.line_locate_point(
            shapely.Point(network.node_x[root], network.node_y[root]), normalized=True
        )
    part = substring(line, begin, share, normalized=True)
    return np.asarray(shapely.get_coordinates(part))
