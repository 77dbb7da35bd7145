"""OSM files drawn by hand on a plane of metres (EPSG:2180, east and north of a corner near Kutno)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import osmium
from osmium.osm import mutable

from mapa_uslug.core.crs import PL_1992, WGS84, transform_xy

EAST, NORTH = 500_000.0, 480_000.0
Tags = dict[str, str]


def degrees(x: float, y: float) -> tuple[float, float]:
    """Longitude and latitude of a point of the plane."""
    lon, lat = transform_xy(np.array([EAST + x]), np.array([NORTH + y]), PL_1992, WGS84)
    return float(lon[0]), float(lat[0])


def draw_osm(
    path: Path,
    nodes: Mapping[int, tuple[float, float] | tuple[float, float, Tags]],
    ways: Mapping[int, tuple[list[int], Tags]],
    relations: Mapping[int, tuple[list[tuple[str, int, str]], Tags]] | None = None,
    *,
    moment: str = "",
    version: int = 1,
) -> Path:
    """Write nodes (metres, tags), ways (nodes, tags) and relations (members, tags), by number."""
    header = osmium.io.Header()
    if moment:
        header.set("osmosis_replication_timestamp", moment)
    with osmium.SimpleWriter(str(path), header=header, overwrite=True) as writer:
        for number, (x, y, *tags) in sorted(nodes.items()):
            writer.add_node(
                mutable.Node(id=number, location=degrees(x, y), tags=tags[0] if tags else {}, version=version)
            )
        for number, (refs, way_tags) in sorted(ways.items()):
            writer.add_way(mutable.Way(id=number, nodes=refs, tags=way_tags, version=version))
        for number, (members, relation_tags) in sorted((relations or {}).items()):
            writer.add_relation(
                mutable.Relation(id=number, members=members, tags=relation_tags, version=version)
            )
    return path


def read_osm(path: Path) -> dict[str, dict[str, str]]:
    """What a file holds: ``n1``, ``w2``, ``r3`` -> tags."""
    return {f"{o.type_str()}{o.id}": dict(o.tags) for o in osmium.FileProcessor(str(path))}
