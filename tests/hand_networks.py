"""Road networks written down by hand or drawn at random, and an oracle that knows nothing of the engine."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import Any

import networkx as nx
import numpy as np
from hypothesis import strategies as st

from mapa_uslug.engine.graph import NEVER, TICKS_PER_UNIT
from mapa_uslug.engine.road_network import MODES, RoadNetwork
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.snapping import Snaps

INF = float("inf")
CRS = "EPSG:2180"


@dataclass(frozen=True)
class Road:
    """A road between two nodes; seconds u to v and v to u for cars, and whether one may walk there."""

    u: int
    v: int
    ahead_s: float
    back_s: float
    is_walkable: bool = True
    via: tuple[tuple[float, float], ...] = ()


def make_network(places: dict[int, tuple[float, float]], roads: list[Road]) -> RoadNetwork:
    """A network of roads; walking at 1 m/s both ways, the slow at half that, bicycles at 5 m/s as cars may."""
    ids = list(places)
    row = {node: i for i, node in enumerate(ids)}
    lines = [np.array([places[r.u], *r.via, places[r.v]], dtype=float) for r in roads]
    lengths = np.array([np.hypot(*np.diff(line, axis=0).T).sum() for line in lines])
    count = len(roads)
    ahead, back = np.full((len(MODES), count), INF), np.full((len(MODES), count), INF)
    for i, (road, length) in enumerate(zip(roads, lengths, strict=True)):
        walk = length if road.is_walkable else INF
        ahead[:, i] = [road.ahead_s, walk, 2 * walk, length / 5 if road.ahead_s < INF else INF]
        back[:, i] = [road.back_s, walk, 2 * walk, length / 5 if road.back_s < INF else INF]
    vertices = np.concatenate([np.empty((0, 2)), *lines])
    return RoadNetwork(
        crs=CRS,
        node_x=np.array([places[i][0] for i in ids], dtype=float),
        node_y=np.array([places[i][1] for i in ids], dtype=float),
        node_id=np.array(ids, dtype=np.int64),
        edge_u=np.array([row[r.u] for r in roads], dtype=np.int32),
        edge_v=np.array([row[r.v] for r in roads], dtype=np.int32),
        edge_length_m=lengths,
        seconds_forward=ahead,
        seconds_backward=back,
        vertex_ptr=np.cumsum([0, *(len(line) for line in lines)]).astype(np.int64),
        vertex_x=np.ascontiguousarray(vertices[:, 0]),
        vertex_y=np.ascontiguousarray(vertices[:, 1]),
        edge_class=np.zeros(count, dtype=np.uint8),
        classes=("road",),
        edge_source_id=np.arange(count, dtype=np.int64),
    )


def town() -> RoutableNetwork:
    """Six nodes: a loop with a one-way street, and a road on the far side of a lake.

    ::

        4 <---200 s--- 3          5 --50 s-- 6
        |              ^
        50 s         100 s        1 to 2 to 3: 1000 m each, 4 is 1000 m north of 1,
        |              |          3 to 4: 2236 m
        1 ---100 s--- 2 (2 to 3 and 3 to 4 only that way)
    """
    places = {
        1: (0.0, 0.0), 2: (1000.0, 0.0), 3: (2000.0, 0.0), 4: (0.0, 1000.0),
        5: (9000.0, 9000.0), 6: (9000.0, 9500.0),
    }  # fmt: skip
    roads = [
        Road(1, 2, 100, 100),
        Road(2, 3, 100, INF),
        Road(3, 4, 200, INF),
        Road(1, 4, 50, 50),
        Road(5, 6, 50, 50),
    ]
    return RoutableNetwork(make_network(places, roads))


def snap_at(network: RoadNetwork, edges: list[int], fractions: list[float], offsets: list[float]) -> Snaps:
    """Snaps at given places of straight edges."""
    edge, share = np.array(edges, dtype=np.int32), np.array(fractions, dtype=float)
    u, v = network.edge_u[edge], network.edge_v[edge]
    x = network.node_x[u] * (1 - share) + network.node_x[v] * share
    y = network.node_y[u] * (1 - share) + network.node_y[v] * share
    return Snaps(edge, share, np.array(offsets, dtype=float), x, y)


def oracle_costs(
    network: RoadNetwork, origins: Snaps, destinations: Snaps, *, weight: str = "time", mode: str = "car",
    speed_m_s: float = 1.25,
) -> np.ndarray:  # fmt: skip
    """Costs between points in float, by networkx on a graph that is split where the points lie."""
    row = MODES.index(mode)
    graph = nx.DiGraph()
    graph.add_nodes_from(range(network.node_count))
    walk = 1.0 if weight == "length" else 1 / speed_m_s
    stops: dict[int, list[tuple[float, Any]]] = {e: [] for e in range(network.edge_count)}
    for side, snaps in (("o", origins), ("d", destinations)):
        for p in np.flatnonzero(snaps.edge >= 0):
            stops[int(snaps.edge[p])].append((float(snaps.fraction[p]), (side, int(p))))
    for e in range(network.edge_count):
        ahead, back = network.seconds_forward[row, e], network.seconds_backward[row, e]
        if weight == "length":
            ahead, back = (network.edge_length_m[e] if c < INF else INF for c in (ahead, back))
        u, v = int(network.edge_u[e]), int(network.edge_v[e])
        chain = [(0.0, u), *sorted(stops[e], key=lambda stop: (stop[0], str(stop[1]))), (1.0, v)]
        for (f, a), (g, b) in itertools.pairwise(chain):
            for cost, start, end in ((ahead, a, b), (back, b, a)):
                part = 0.0 if f == g else cost * (g - f)
                if part < graph.get_edge_data(start, end, {"weight": INF})["weight"]:
                    graph.add_edge(start, end, weight=part)
    costs = np.full((len(origins), len(destinations)), INF)
    for o in np.flatnonzero(origins.edge >= 0):
        found = nx.single_source_dijkstra_path_length(graph, ("o", int(o)))
        for d in np.flatnonzero(destinations.edge >= 0):
            between = found.get(("d", int(d)), INF)
            costs[o, d] = between + (origins.offset_m[o] + destinations.offset_m[d]) * walk
    return costs


def seconds(ticks: np.ndarray) -> np.ndarray:
    """Ticks as seconds, ``inf`` where never."""
    return np.where(ticks == NEVER, INF, ticks / TICKS_PER_UNIT)


def transpose(network: RoadNetwork) -> RoadNetwork:
    """The network with all traffic turned round."""
    return replace(
        network, seconds_forward=network.seconds_backward, seconds_backward=network.seconds_forward
    )


@st.composite
def networks(draw: st.DrawFn, *, roads: int = 14) -> RoadNetwork:
    """Random networks: islands, one-way streets, closed roads, dead ends, loops and parallel roads."""
    spots = draw(st.lists(st.tuples(*[st.integers(0, 40)] * 2), min_size=2, max_size=9, unique=True))
    places = {10 + i: (x * 100.0, y * 100.0) for i, (x, y) in enumerate(spots)}
    end = st.sampled_from(list(places))
    cost = st.one_of(st.just(INF), st.floats(0.0, 300.0), st.sampled_from([30.0, 60.0]))
    lines = draw(st.lists(st.tuples(end, end, cost, cost, st.booleans()), min_size=1, max_size=roads))
    bend = {i: ((places[u][0] + 150.0, places[u][1] + 70.0),) for i, (u, v, *_) in enumerate(lines) if u == v}
    return make_network(
        places, [Road(u, v, a, b, w, bend.get(i, ())) for i, (u, v, a, b, w) in enumerate(lines)]
    )


@st.composite
def snaps_on(draw: st.DrawFn, network: RoadNetwork, *, most: int = 5) -> Snaps:
    """Points on legal car roads of a network, ends of roads among them, and unsnapped ones."""
    open_roads = np.flatnonzero(
        np.isfinite(network.seconds_forward[0]) | np.isfinite(network.seconds_backward[0])
    )
    edge = st.sampled_from([-1, *open_roads.tolist()])
    share = st.one_of(st.sampled_from([0.0, 1.0, 0.5]), st.floats(0.0, 1.0))
    rows = draw(st.lists(st.tuples(edge, share, st.floats(0.0, 500.0)), min_size=1, max_size=most))
    edges = np.array([r[0] for r in rows], dtype=np.int32)
    lost = edges < 0
    nan = np.where(lost, np.nan, 0.0)
    return Snaps(edges, np.array([r[1] for r in rows]) + nan, np.array([r[2] for r in rows]) + nan, nan, nan)
