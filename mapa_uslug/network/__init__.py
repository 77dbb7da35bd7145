"""Roads of any form (OSM, OSMnx graphs, plain lines) to a `RoadNetwork`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mapa_uslug.network.extent import data_extent, edge_points
from mapa_uslug.network.reading import LoadedNetwork, read_network
from mapa_uslug.network.speed_profile import SpeedProfile, default_profile, read_speed_profile

if TYPE_CHECKING:
    from mapa_uslug.network.osmnx_graphs import from_osmnx, graph_nodes, to_osmnx

__all__ = [
    "LoadedNetwork",
    "SpeedProfile",
    "data_extent",
    "default_profile",
    "edge_points",
    "from_osmnx",
    "graph_nodes",
    "read_network",
    "read_speed_profile",
    "to_osmnx",
]


def __getattr__(name: str) -> Any:
    # Graphs need shapely and networkx, which reading an OSM file does without.
    if name in ("from_osmnx", "graph_nodes", "to_osmnx"):
        from mapa_uslug.network import osmnx_graphs

        return getattr(osmnx_graphs, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
