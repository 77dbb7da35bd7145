"""Isochrones of 5, 10 and 15 minutes by car from places in Porto, each a third of a row's work."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np
import shapely

from benchmarks.common import PLACES, Row, against, clock, porto, race, random_nodes, show, within
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.snapping import PlacedPoints
from mapa_uslug.isochrones import IsochroneOptions, draw_isochrones, isochrones_to_geojson

MINUTES = (5.0, 10.0, 15.0)


def rows() -> list[Row]:
    """Measure; every row an average over the places."""
    roads = porto()
    points = _places(roads)
    fine, coarse = (IsochroneOptions(MINUTES, "car", "from", size) for size in (50.0, 100.0))
    jobs = [
        ("valid nested polygons at 100 m", 0.006, lambda r: draw_isochrones(r, points, coarse)),
        ("valid nested polygons at 50 m", 0.015, lambda r: draw_isochrones(r, points, fine)),
        (
            "WGS84 GeoJSON at 100 m",
            0.012,
            lambda r: isochrones_to_geojson(draw_isochrones(r, points, coarse, crs="EPSG:4326")),
        ),
    ]
    for options in (fine, coarse):
        _check(draw_isochrones(roads, points, options))
    measured = [_row(roads, *job) for job in jobs]
    return [*measured, _ego_row(roads, points, coarse)]


def warm_up() -> None:
    """Draw once on three roads."""
    from benchmarks.bench_sweeps import tiny_roads

    roads = tiny_roads()
    snaps = roads.snap(np.array([10.0]), np.array([5.0]), mode="car")
    draw_isochrones(roads, PlacedPoints(np.zeros(1), snaps), IsochroneOptions(MINUTES, "car"))


def _row(roads: RoutableNetwork, what: str, at_most_s: float, draw: Callable[[RoutableNetwork], Any]) -> Row:
    turns = []
    for _ in range(7):
        fresh, busy = _without_pixels(roads), time.process_time()
        first = clock(draw, fresh)[0]
        busy = time.process_time() - busy
        turns.append((first, busy, clock(draw, fresh)[0]))
    first, busy, again = np.min(turns, axis=0) / PLACES
    return within(
        f"isochrones 5, 10, 15 min by car, a place: {what}", float(first), at_most_s=at_most_s,
        note=f"average of {PLACES} places, snapping of the pixels included; {show(busy)} of processor time; {show(again)} when asked again",
    )  # fmt: skip


def _ego_row(roads: RoutableNetwork, points: PlacedPoints, options: IsochroneOptions) -> Row:
    """One band by networkx, which ends with nodes, not polygons."""
    from benchmarks.bench_sweeps import _arcs

    graph = nx.DiGraph()
    graph.add_weighted_edges_from(zip(*(part.tolist() for part in _arcs(roads)), strict=True))
    node = int(roads.network.edge_u[points.snaps.edge[0]])
    one = PlacedPoints(points.ids[:1], points.snaps.take(np.array([0])))
    ours, peer = race(
        lambda: draw_isochrones(roads, one, options),
        lambda: nx.ego_graph(graph, node, radius=900.0, distance="weight"),
        repeats=5,
    )
    return against(
        "one place, all three bands as polygons", ours, peer="networkx ego_graph, one band", peer_s=peer
    )


def _places(roads: RoutableNetwork) -> PlacedPoints:
    nodes = random_nodes(roads, PLACES, seed=11)
    x, y = roads.network.node_x[nodes] + 30.0, roads.network.node_y[nodes] + 20.0
    return PlacedPoints(np.arange(PLACES), roads.snap(x, y, mode="car"))


def _without_pixels(roads: RoutableNetwork) -> RoutableNetwork:
    """The same network, its graph and snap index ready, with no pixel snapped."""
    fresh = RoutableNetwork(roads.network, roads.snap_index)
    fresh.edge_kind("car")
    fresh.graph("car", direction="from")
    return fresh


def _check(bands: Any) -> None:
    """Whether the measured polygons are what they are said to be."""
    shapes = bands.geometry.to_numpy().reshape(-1, len(MINUTES))
    assert shapely.is_valid(shapes).all()
    assert not shapely.is_empty(shapes).any()
    assert shapely.covers(shapes[:, 1:], shapes[:, :-1]).all()
