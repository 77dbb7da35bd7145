"""Directed edges of a graph, as OSMnx writes them, to a network."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from mapa_uslug.core.crs import WGS84, metric_crs_for, transform_xy
from mapa_uslug.engine.road_network import RoadNetwork
from mapa_uslug.network.node_order import EdgeDraft, finish_network
from mapa_uslug.network.speed_profile import SpeedProfile
from mapa_uslug.network.way_rules import CLOSED, ROAD_CLASSES, RULE_KEYS, WayPace, pace_of

UNKNOWN_CLASS: Final = "road"
# In a graph the edges themselves say which way one may go, and all of them are roads.
_TAG_KEYS: Final = frozenset(k for k in RULE_KEYS if "oneway" not in k and k not in ("junction", "route"))
_CAR, _WALK, _SLOW, _BIKE = range(4)


@dataclass(frozen=True)
class GraphEdge:
    """One directed edge: rows of its nodes, length, attributes, and vertices (both ends included)."""

    u: int
    v: int
    length_m: float
    attributes: Mapping[str, Any]
    vertices: NDArray[np.float64]


def network_of_edges(
    node_id: NDArray[np.int64],
    xy: NDArray[np.float64],
    edges: Sequence[GraphEdge],
    *,
    source_crs: str,
    crs: str | None,
    profile: SpeedProfile,
) -> RoadNetwork:
    """Build a network in which every edge of the graph stays, in its direction and with its own length.

    Two edges are the two directions of one road if they have the same source ids and length and the
    geometry of one is the other's turned round. Cars and bicycles go where there is an edge; walkers go both
    ways along every edge.
    """
    lon, lat = transform_xy(xy[:, 0], xy[:, 1], source_crs, WGS84)
    crs = crs or metric_crs_for(float(lon.min() + lon.max()) / 2, float(lat.min() + lat.max()) / 2)
    x, y = transform_xy(xy[:, 0], xy[:, 1], source_crs, crs)
    roads = [(edges[i], None if j is None else edges[j]) for i, j in _pair_directions(edges)]
    rows: dict[WayPace, int] = {}
    pace = [rows.setdefault(_pace_of_road(ahead, back, profile), len(rows)) for ahead, back in roads]
    sizes = [len(ahead.vertices) for ahead, _ in roads]
    vertices = np.concatenate([ahead.vertices for ahead, _ in roads])
    vertex_x, vertex_y = transform_xy(vertices[:, 0], vertices[:, 1], source_crs, crs)
    draft = EdgeDraft(
        node_id=node_id,
        node_x=x,
        node_y=y,
        start=np.array([ahead.u for ahead, _ in roads], np.int64),
        end=np.array([ahead.v for ahead, _ in roads], np.int64),
        length_m=np.array([ahead.length_m for ahead, _ in roads]),
        pace=np.array(pace, np.int64),
        source_id=np.array([_source_id(ahead.attributes) for ahead, _ in roads], np.int64),
        vertex_ptr=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        vertex_x=vertex_x,
        vertex_y=vertex_y,
    )
    return finish_network(draft, tuple(rows), crs)


def _pair_directions(edges: Sequence[GraphEdge]) -> list[tuple[int, int | None]]:
    """Rows of edges, each with the row of the same road in the other direction or None."""
    waiting: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    pairs: list[tuple[int, int | None]] = []
    for row, edge in enumerate(edges):
        source, length = str(edge.attributes.get("osmid")), round(edge.length_m, 3)
        opposite = waiting.get((edge.v, edge.u, source, length, edge.vertices[::-1].tobytes()))
        if opposite:
            pairs.append((opposite.pop(0), row))
        else:
            waiting[(edge.u, edge.v, source, length, edge.vertices.tobytes())].append(row)
    pairs.extend((row, None) for rows in waiting.values() for row in rows)
    return sorted(pairs, key=lambda pair: pair[0])


def _pace_of_road(ahead: GraphEdge, back: GraphEdge | None, profile: SpeedProfile) -> WayPace:
    road_class, forward = pace_of_attributes(ahead.attributes, profile)
    if back is not None:
        return WayPace(road_class, forward, pace_of_attributes(back.attributes, profile)[1])
    return WayPace(road_class, forward, (CLOSED, forward[_WALK], forward[_SLOW], CLOSED))


def pace_of_attributes(
    attributes: Mapping[str, Any], profile: SpeedProfile
) -> tuple[str, tuple[float, float, float, float]]:
    """Class and pace of a graph edge along its direction.

    Simplified edges carry lists. Several classes give the mean of their paces, several limits their harmonic
    mean: the mean time over equal lengths, since the graph no longer knows which part is which. A class that
    is no road here counts as a road of unknown class: the graph holds it as a road.
    """
    tags = {key: ";".join(values) for key in _TAG_KEYS if (values := attribute_values(attributes.get(key)))}
    classes = [c for c in tags.pop("highway", "").split(";") if c in ROAD_CLASSES] or [UNKNOWN_CLASS]
    paces = [pace_of({**tags, "highway": road_class}, profile) for road_class in sorted(set(classes))]
    table = np.array([pace.forward for pace in paces if pace is not None])
    is_open = table < CLOSED
    counts = is_open.sum(axis=0)
    sums = np.where(is_open, table, 0.0).sum(axis=0)
    mean = np.where(counts > 0, sums / np.maximum(counts, 1), CLOSED)
    return classes[0], (float(mean[0]), float(mean[1]), float(mean[2]), float(mean[3]))


def attribute_values(value: Any) -> list[str]:
    """An attribute as texts: a value, a list, or a list written as text (``"['50', '30']"``)."""
    if isinstance(value, str) and value.startswith("["):
        try:
            value = ast.literal_eval(value)
        except (ValueError, SyntaxError):
            return [value]
    if isinstance(value, list | tuple | set):
        return [text for item in value for text in attribute_values(item)]
    if value is None or value == "" or (isinstance(value, float) and np.isnan(value)):
        return []
    if isinstance(value, float) and value.is_integer():
        return [str(int(value))]
    return [str(value)]


def _source_id(attributes: Mapping[str, Any]) -> int:
    ids = [int(text) for text in attribute_values(attributes.get("osmid")) if text.lstrip("-").isdigit()]
    return min(ids, default=-1)


def edge_vertices(geometry: Any, start: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.float64]:
    """Vertices of an edge; OSMnx leaves the geometry away where it is the straight line between the nodes."""
    if geometry is None:
        return np.array([start, end])
    line = shapely.from_wkt(geometry) if isinstance(geometry, str) else geometry
    return np.asarray(shapely.get_coordinates(line))
