"""OSMnx graphs in and out: GraphML files, and graphs in memory."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from mapa_uslug.core.errors import InputError, ProblemLog, problem
from mapa_uslug.engine.road_network import MODES, RoadNetwork
from mapa_uslug.network.graph_edges import GraphEdge, edge_vertices, network_of_edges
from mapa_uslug.network.speed_profile import SpeedProfile, default_profile

if TYPE_CHECKING:
    import networkx as nx

_NS: Final = "{http://graphml.graphdrawing.org/xmlns}"
_IN_MEMORY: Final = "OSMnx graph"
NodeRow = tuple[Any, Mapping[str, Any]]
EdgeRow = tuple[Any, Any, Mapping[str, Any]]


def read_graphml(
    path: Path, *, crs: str | None, profile: SpeedProfile
) -> tuple[RoadNetwork, Mapping[str, int]]:
    """Read a GraphML file that OSMnx saved.

    Raises
    ------
    InputError
        Not GraphML, or without CRS, node places or edge lengths.
    """
    try:
        graph = _parse_graphml(path)
    except (ElementTree.ParseError, KeyError) as error:
        raise InputError(
            [
                problem(
                    "The GraphML file cannot be read: {detail}.",
                    where=str(path),
                    hint="Save it again with osmnx.save_graphml.",
                    code="graphml_unreadable",
                    detail=str(error).rstrip("."),
                )
            ]
        ) from error
    network = _build(*graph, where=str(path), crs=crs, profile=profile)
    counts = {
        "nodes_read": len(graph[1]),
        "directed_edges_read": len(graph[2]),
        "edges_used": network.edge_count,
    }
    return network, counts


def from_osmnx(
    graph: nx.MultiDiGraph, *, crs: str | None = None, options: SpeedProfile | None = None
) -> RoadNetwork:
    """Take over an OSMnx graph as it is: its nodes, its directed edges, its lengths.

    Times come from our speeds, not from the graph's ``travel_time``. Such graphs know no turn restrictions, so none are
    kept in the network.

    Raises
    ------
    InputError
        The graph lacks a CRS, node places or edge lengths, or its node ids are not whole numbers.
    """
    return _build(
        graph.graph, list(graph.nodes(data=True)), list(graph.edges(data=True)),
        where=_IN_MEMORY, crs=crs, profile=options or default_profile(),
    )  # fmt: skip


def to_osmnx(network: RoadNetwork, *, mode: str = "car") -> nx.MultiDiGraph:
    """Give the network as an OSMnx graph of the directions that a mode may go.

    Nodes have `x`, `y` in the network's CRS and `street_count`; edges `osmid`, `highway`, `length` (m), `travel_time` (s),
    `oneway`, `reversed` and `geometry`. Every node stays, also those that the mode does not reach. Forbidden turns get
    lost: a graph of nodes and edges has no place for them.
    """
    import networkx as nx

    row = MODES.index(mode)
    forward, backward = network.seconds_forward[row], network.seconds_backward[row]
    is_open = np.isfinite(forward) | np.isfinite(backward)
    graph = nx.MultiDiGraph(crs=network.crs, simplified=True, created_with="mapa_uslug")
    ids = network.node_id.tolist()
    graph.add_nodes_from(zip(ids, _node_attributes(network, is_open), strict=True))
    lines = _edge_lines(network)
    for edge in np.flatnonzero(is_open).tolist():
        u, v = ids[network.edge_u[edge]], ids[network.edge_v[edge]]
        is_oneway = not (np.isfinite(forward[edge]) and np.isfinite(backward[edge]))
        common = {
            "osmid": int(network.edge_source_id[edge]),
            "highway": network.classes[network.edge_class[edge]],
            "length": float(network.edge_length_m[edge]),
            "oneway": is_oneway,
        }
        if np.isfinite(forward[edge]):
            graph.add_edge(
                u, v, **common, reversed=False, travel_time=float(forward[edge]), geometry=lines[edge]
            )
        if np.isfinite(backward[edge]):
            graph.add_edge(
                v,
                u,
                **common,
                reversed=True,
                travel_time=float(backward[edge]),
                geometry=lines[edge].reverse(),
            )
    return graph


def _node_attributes(network: RoadNetwork, is_open: NDArray[np.bool_]) -> list[dict[str, float]]:
    ends = np.concatenate([network.edge_u[is_open], network.edge_v[is_open]])
    streets = np.bincount(ends, minlength=network.node_count).tolist()
    places = zip(network.node_x.tolist(), network.node_y.tolist(), streets, strict=True)
    return [{"x": x, "y": y, "street_count": count} for x, y, count in places]


def _edge_lines(network: RoadNetwork) -> NDArray[np.object_]:
    edge_of = np.repeat(np.arange(network.edge_count), np.diff(network.vertex_ptr))
    lines = shapely.linestrings(np.column_stack([network.vertex_x, network.vertex_y]), indices=edge_of)
    return np.asarray(lines, dtype=object)


def _parse_graphml(path: Path) -> tuple[Mapping[str, Any], list[NodeRow], list[EdgeRow]]:
    root = ElementTree.parse(path).getroot()
    names = {key.attrib["id"]: key.attrib["attr.name"] for key in root.iter(f"{_NS}key")}
    graph = root.find(f"{_NS}graph")
    if graph is None:
        raise KeyError("graph")
    nodes: list[NodeRow] = [
        (node.attrib["id"], _data_of(node, names)) for node in graph.iterfind(f"{_NS}node")
    ]
    edges: list[EdgeRow] = [
        (edge.attrib["source"], edge.attrib["target"], _data_of(edge, names))
        for edge in graph.iterfind(f"{_NS}edge")
    ]
    return _data_of(graph, names), nodes, edges


def _data_of(element: ElementTree.Element, names: Mapping[str, str]) -> dict[str, str]:
    return {names[data.attrib["key"]]: data.text or "" for data in element.iterfind(f"{_NS}data")}


def _build(
    attributes: Mapping[str, Any],
    nodes: list[NodeRow],
    edges: list[EdgeRow],
    *,
    where: str,
    crs: str | None,
    profile: SpeedProfile,
) -> RoadNetwork:
    log = ProblemLog()
    source_crs = _crs_of(attributes.get("crs"), where, log)
    ids, xy = _node_arrays(nodes, where, log)
    _check_lengths(edges, where, log)
    log.raise_errors()
    row = {node: at for at, (node, _) in enumerate(nodes)}
    directed = [
        GraphEdge(
            row[u],
            row[v],
            float(data["length"]),
            data,
            edge_vertices(data.get("geometry"), xy[row[u]], xy[row[v]]),
        )
        for u, v, data in edges
    ]
    return network_of_edges(ids, xy, directed, source_crs=source_crs, crs=crs, profile=profile)


def _crs_of(value: Any, where: str, log: ProblemLog) -> str:
    try:
        return pyproj.CRS.from_user_input(value).to_string()
    except pyproj.exceptions.CRSError:
        log.add(
            "The graph names no coordinate system ({crs}).",
            where=where,
            hint="Set graph.graph['crs'], for example to EPSG:4326, and save the graph again.",
            code="graph_crs",
            crs=value,
        )
        return ""


def _node_arrays(
    nodes: list[NodeRow], where: str, log: ProblemLog
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    try:
        ids = np.array([int(node) for node, _ in nodes], np.int64)
        xy = np.array([(float(data["x"]), float(data["y"])) for _, data in nodes], np.float64).reshape(-1, 2)
    except (KeyError, ValueError, TypeError) as error:
        log.add(
            "A node of the graph has no x, y or no whole number as its id: {detail}.",
            where=where,
            hint="Every node needs x and y in the graph's coordinate system and an OSM node id.",
            code="graph_nodes",
            detail=str(error).rstrip("."),
        )
        return np.zeros(0, np.int64), np.zeros((0, 2))
    return ids, xy


def _check_lengths(edges: list[EdgeRow], where: str, log: ProblemLog) -> None:
    without = sum(1 for _, _, data in edges if not _is_length(data.get("length")))
    if without or not edges:
        log.add(
            "{without} of the graph's {edges} edges have no length.",
            where=where,
            hint="Add lengths with osmnx.distance.add_edge_lengths and save the graph again.",
            code="graph_lengths",
            without=without,
            edges=len(edges),
        )


def _is_length(value: Any) -> bool:
    try:
        return 0.0 <= float(value) < float("inf")
    except (TypeError, ValueError):
        return False


def graph_nodes(network: RoadNetwork, ids: Iterable[int]) -> NDArray[np.int64]:
    """Rows of the nodes with the given source ids, -1 where there is none."""
    order = np.argsort(network.node_id, kind="stable")
    wanted = np.fromiter(ids, np.int64)
    at = np.minimum(np.searchsorted(network.node_id[order], wanted), max(len(order) - 1, 0))
    found = order[at] if len(order) else np.zeros(len(wanted), np.int64)
    return np.asarray(np.where(network.node_id[found] == wanted, found, -1)) if len(order) else found - 1
