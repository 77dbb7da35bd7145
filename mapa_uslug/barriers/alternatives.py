"""The way round a closed link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.ops import substring

from mapa_uslug.barriers.journeys import Journeys
from mapa_uslug.barriers.road_lines import edge_lines
from mapa_uslug.core.ragged import gather_rows
from mapa_uslug.engine.forest import build_forest
from mapa_uslug.engine.forest_kernels import Forest
from mapa_uslug.engine.graph import NEVER, TICKS_PER_UNIT, ModeGraph, close_edges
from mapa_uslug.engine.road_network import RoadNetwork
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.snapping import Snaps
from mapa_uslug.engine.surface import SearchPoints
from mapa_uslug.engine.sweeps import Labels, sweep_nearest


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
    roads: RoutableNetwork, journeys: Journeys, edges: NDArray[np.integer[Any]], *, far_node: int
) -> Alternative:
    """The way from the far end of a link to the place that is nearest when the link is closed.

    It leads to the nearest place and not round to the link's near end: that is the way that people would go, and
    nobody's way becomes longer by more than its extra cost. Who turns to another place altogether has no reason to
    go round to the other bank.

    Parameters
    ----------
    roads : RoutableNetwork
    journeys : Journeys
    edges : int, (closed,)
        Rows of the network, closed at once; those of the link.
    far_node : int
        Of the link, see `LinkLosses` and `rank_links`.
    """
    graph = journeys.graph(roads)
    sources, _ = journeys.ends(roads)
    start = _arrival(graph, far_node)
    before = int(sweep_nearest(graph, sources).ticks[start, 0])
    closed = close_edges(graph, edges)
    labels = sweep_nearest(closed, sources)
    after = int(labels.ticks[start, 0])
    if after == NEVER:
        return Alternative(None, np.inf, -1)
    forest = build_forest(closed, labels, sources)
    root, parts = _walk_up(roads.network, forest, closed, start)
    place = int(labels.source[root, 0])
    parts.append(_last_part(roads.network, journeys.place_snaps, sources, closed, place, root, labels))
    xy = np.concatenate(parts)
    line = shapely.LineString(xy if journeys.direction == "to" else xy[::-1])
    return Alternative(shapely.remove_repeated_points(line), (after - before) / TICKS_PER_UNIT, place)


def _arrival(graph: ModeGraph, junction: int) -> int:
    """The node of the graph at which whoever comes to a junction is, however they came."""
    return junction if graph.states is None else int(graph.states.met[junction])


def _walk_up(
    network: RoadNetwork, forest: Forest, graph: ModeGraph, node: int
) -> tuple[int, list[NDArray[np.float64]]]:
    """Root of a node's tree, and the vertices of the tree's edges on the way to it."""
    junction = int(graph.junctions(np.array([node]))[0])
    start = np.array([[network.node_x[junction], network.node_y[junction]]])
    edges, turned = [], []
    while (arc := int(forest.arc[forest.position[node]])) >= 0:
        edge = int(graph.arc_edge[arc])
        if edge >= 0:
            edges.append(edge)
            turned.append(network.edge_u[edge] != graph.junctions(np.array([node]))[0])
        node = int(np.searchsorted(graph.adjacency.arc_ptr, arc, side="right")) - 1
    _, vertices = gather_rows(
        network.vertex_ptr, np.array(edges, dtype=np.int64), np.array(turned, dtype=bool)
    )
    return node, [start, np.column_stack([network.vertex_x[vertices], network.vertex_y[vertices]])]


def _last_part(
    network: RoadNetwork,
    snaps: Snaps,
    sources: SearchPoints,
    graph: ModeGraph,
    place: int,
    root: int,
    labels: Labels,
) -> NDArray[np.float64]:
    """Vertices from a root along the edge on which its place stands."""
    edge, share = int(snaps.edge[place]), float(snaps.fraction[place])
    at_root = (sources.node[place] == root) & (sources.ticks[place] == labels.ticks[root, 0])
    end = int(at_root.argmax())
    root = int(graph.junctions(np.array([root]))[0])
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
