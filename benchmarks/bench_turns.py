"""What forbidden turns cost: graphs and searches with them, against the same roads on which every turn is allowed."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.common import PORTO, SOURCES, Row, against, porto, race, random_nodes
from mapa_uslug.engine.graph import build_mode_graph
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.snapping import Snaps
from mapa_uslug.engine.sweeps import sweep_nearest
from mapa_uslug.engine.turns import allow_all_turns

LIECHTENSTEIN = PORTO.with_name("liechtenstein-2021-10-28.osm.pbf")


def rows() -> list[Row]:
    """Measure."""
    return [*_compare("Liechtenstein", _read(LIECHTENSTEIN)), *_compare("Porto", porto())]


def _read(path: Path) -> RoutableNetwork:
    from mapa_uslug.network import read_network

    return RoutableNetwork(read_network(path, cache=False).network)


def _compare(place: str, roads: RoutableNetwork) -> list[Row]:
    free = RoutableNetwork(allow_all_turns(roads.network))
    count = len(roads.network.turn_modes)
    build, build_free = race(
        lambda: build_mode_graph(roads.network, mode="car"),
        lambda: build_mode_graph(free.network, mode="car"),
        repeats=5,
    )
    graph, plain = (r.graph("car", direction="from") for r in (roads, free))
    ids = roads.network.node_id[random_nodes(roads, SOURCES)]
    snaps: Snaps = roads.snap_nodes(ids, mode="car")
    sources, plain_sources = roads.sources(graph, snaps), free.sources(plain, snaps)
    sweep, sweep_free = race(
        lambda: sweep_nearest(graph, sources), lambda: sweep_nearest(plain, plain_sources), repeats=11
    )
    more = graph.node_count - roads.network.node_count
    arcs = len(graph.adjacency.arcs) - len(plain.adjacency.arcs)
    return [
        against(
            f"turns: graph of {place} by car with {count} forbidden rows",
            build,
            peer="every turn allowed",
            peer_s=build_free,
            note=f"{more:,} nodes and {arcs:,} arcs more than {roads.network.node_count:,} and "
            f"{len(plain.adjacency.arcs):,}",
        ),
        against(
            f"turns: nearest of {len(np.unique(ids))} sources, {place} by car",
            sweep,
            peer="every turn allowed",
            peer_s=sweep_free,
        ),
    ]
