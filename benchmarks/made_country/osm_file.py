"""The roads, rivers, lakes and names of a made country as an OSM file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import osmium

from benchmarks.made_country.roads import MadeRoads
from benchmarks.made_country.settlements import Settlements, Waters
from benchmarks.made_country.sizes import Size
from mapa_uslug.core.crs import PL_1992, WGS84, transform_xy

_SHORE_POINTS, _RIVER_STEP_M = 24, 200.0
_CITY, _TOWN = 50_000, 5_000


def write_osm(path: Path, made: MadeRoads, places: Settlements, waters: Waters, size: Size) -> int:
    """Write a PBF, whose bytes depend on the content alone; returns the number of objects."""
    path.unlink(missing_ok=True)
    header = osmium.io.Header()
    header.set("generator", "mapa_uslug made country")
    target = osmium.io.File(str(path), "pbf,pbf_compression=zlib,add_metadata=false")
    new = osmium.osm.mutable
    roads = made.roads
    named = _names(places)
    lines = _water_lines(waters, size)
    first_name = len(roads.point_id) + 1
    first_water = first_name + len(named)
    with osmium.SimpleWriter(target, header=header) as writer:
        where = zip(roads.point_x.tolist(), roads.point_y.tolist(), strict=True)
        for number, location in enumerate(where, start=1):
            writer.add_node(new.Node(id=number, location=location))
        for number, (location, tags) in enumerate(named, start=first_name):
            writer.add_node(new.Node(id=number, location=location, tags=tags))
        node = first_water
        refs = []
        for xy, tags in lines:
            own = list(range(node, node + len(xy)))
            for number, location in zip(own, xy, strict=True):
                writer.add_node(new.Node(id=number, location=location))
            node += len(own)
            refs.append(([*own, own[0]] if "natural" in tags else own, tags))
        points, ptr = (roads.run_points + 1).tolist(), roads.run_ptr.tolist()
        for way, kind in enumerate(made.run_tags.tolist()):
            writer.add_way(new.Way(id=way + 1, nodes=points[ptr[way] : ptr[way + 1]], tags=made.tags[kind]))
        for way, (own, tags) in enumerate(refs, start=len(made.run_tags) + 1):
            writer.add_way(new.Way(id=way, nodes=own, tags=tags))
    return node - 1 + len(made.run_tags) + len(refs)


def _names(places: Settlements) -> list[tuple[tuple[float, float], dict[str, str]]]:
    lon, lat = transform_xy(places.xy[:, 0], places.xy[:, 1], PL_1992, WGS84)
    kind = np.where(places.people > _CITY, "city", np.where(places.people > _TOWN, "town", "village"))
    return [
        ((x, y), {"place": str(k), "name": name})
        for x, y, k, name in zip(lon.tolist(), lat.tolist(), kind, places.names, strict=True)
    ]


def _water_lines(waters: Waters, size: Size) -> list[tuple[list[tuple[float, float]], dict[str, str]]]:
    """Rivers, then shores of lakes and of islands (as land of their own, which nobody asks for)."""
    y = np.arange(size.low[1] - size.fringe_m, size.low[1] + size.side_m + size.fringe_m, _RIVER_STEP_M)
    found = []
    for river in range(len(waters.at)):
        tags = {"waterway": "river", "name": f"Rzeka {river + 1}"}
        found.append((_degrees(waters.river_x(river, y), y), tags))
    angle = 2.0 * np.pi * np.arange(_SHORE_POINTS) / _SHORE_POINTS
    for lake, ((x0, y0), radius) in enumerate(
        zip(waters.lake_xy, waters.lake_radius_m, strict=True), start=1
    ):
        shore = _degrees(x0 + radius * np.cos(angle), y0 + radius * np.sin(angle))
        found.append((shore, {"natural": "water", "name": f"Jezioro {lake}"}))
    return found


def _degrees(x: np.ndarray, y: np.ndarray) -> list[tuple[float, float]]:
    lon, lat = transform_xy(x, y, PL_1992, WGS84)
    return list(zip(lon.tolist(), lat.tolist(), strict=True))
