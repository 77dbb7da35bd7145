"""Roads drawn as text, written as OSM XML and read through the real pipeline.

A character is 100 m wide and a line 100 m high; letters are nodes; lines between them are for the reader only,
the ways are listed by their letters.
"""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import quoteattr

import networkx as nx
import numpy as np

from mapa_uslug.engine.road_network import MODES, RoadNetwork
from mapa_uslug.network import LoadedNetwork, read_network

CELL_M = 100.0
LAT, LON = 52.0, 19.0
DEGREE_M = 6_371_009.0 * np.pi / 180.0


def node_id(letter: str) -> int:
    return ord(letter)


def write_drawing(
    path: Path,
    drawing: str,
    ways: dict,
    nodes: dict | None = None,
    missing: str = "",
    turns: tuple[tuple[str, ...], ...] = (),
) -> Path:
    """`turns` are tags and members: roles with the letters of a way or a node, ``from=AB``, ``via=B``."""
    rows = drawing.strip("\n").splitlines()
    lines = ['<?xml version="1.0"?>', '<osm version="0.6">']
    for row, text in enumerate(rows):
        for column, letter in enumerate(text):
            if letter.isalpha() and letter not in missing:
                lat = LAT - row * CELL_M / DEGREE_M
                lon = LON + column * CELL_M / (DEGREE_M * np.cos(np.radians(LAT)))
                tags = _tags((nodes or {}).get(letter, ""))
                lines.append(f'<node id="{node_id(letter)}" lat="{lat:.7f}" lon="{lon:.7f}">{tags}</node>')
    for number, (letters, tags) in enumerate(ways.items(), start=1):
        refs = "".join(f'<nd ref="{node_id(letter)}"/>' for letter in letters)
        lines.append(f'<way id="{number}">{refs}{_tags(tags)}</way>')
    numbers = {letters: number for number, letters in enumerate(ways, start=1)}
    for number, (tags, *members) in enumerate(turns, start=1):
        text = ""
        for role, letters in (member.split("=") for member in members):
            kind, ref = ("node", node_id(letters)) if len(letters) == 1 else ("way", numbers.get(letters, 99))
            text += f'<member type="{kind}" ref="{ref}" role="{role}"/>'
        lines.append(f'<relation id="{number}">{text}{_tags("type=restriction, " + tags)}</relation>')
    path.write_text("\n".join([*lines, "</osm>"]), encoding="utf-8")
    return path


def _tags(text: str) -> str:
    pairs = (pair.split("=", 1) for pair in text.split(", ") if pair)
    return "".join(f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in pairs)


def read_drawing(
    folder: Path,
    drawing: str,
    ways: dict,
    nodes: dict | None = None,
    missing: str = "",
    turns: tuple[tuple[str, ...], ...] = (),
) -> LoadedNetwork:
    path = write_drawing(folder / "drawn.osm", drawing, ways, nodes, missing, turns)
    return read_network(path, cache=False)


def graph_of(network: RoadNetwork, mode: str, weight: str = "seconds") -> nx.DiGraph:
    """The network as a plain graph over source ids, parallel edges reduced to the best."""
    graph = nx.DiGraph()
    graph.add_nodes_from(network.node_id.tolist())
    row = MODES.index(mode)
    for edge in range(network.edge_count):
        ends = int(network.node_id[network.edge_u[edge]]), int(network.node_id[network.edge_v[edge]])
        for (a, b), seconds in (
            (ends, network.seconds_forward[row, edge]),
            (ends[::-1], network.seconds_backward[row, edge]),
        ):
            value = float(network.edge_length_m[edge]) if weight == "length" else float(seconds)
            if np.isfinite(seconds) and value < graph.get_edge_data(a, b, {"w": np.inf})["w"]:
                graph.add_edge(a, b, w=value)
    return graph


def travel(
    network: RoadNetwork, origin: str, destination: str, mode: str = "car", weight: str = "seconds"
) -> float:
    """Seconds (or metres) from letter to letter, infinite where there is no way."""
    try:
        return nx.dijkstra_path_length(
            graph_of(network, mode, weight), node_id(origin), node_id(destination), weight="w"
        )
    except nx.NetworkXNoPath:
        return np.inf


def letters_of(network: RoadNetwork) -> str:
    """The letters that stayed nodes."""
    return "".join(sorted(chr(i) for i in network.node_id.tolist() if i > 0))
