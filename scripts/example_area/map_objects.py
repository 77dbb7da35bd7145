"""Everything of the drawing as OSM objects with the tags that mappers in Poland use."""

from __future__ import annotations

from itertools import groupby

from example_area import waters
from example_area.addresses import street_name
from example_area.gazetteer import Settlement, settlements, settlements_beyond
from example_area.houses import Building
from example_area.landcover import Patch
from example_area.network import Road
from example_area.osm_file import OsmFile, Tags
from example_area.plane import Line, Point, distance, is_inside
from example_area.roads import clip
from example_area.routes import STATIONS_KM

_PLACE = {"town": "town", "small_town": "town", "seat": "village", "hamlet": "hamlet"}


def add_places(osm: OsmFile) -> None:
    """Add the name of every settlement at its middle."""
    for place in (*settlements(), *settlements_beyond()):
        kind = _PLACE.get(place.form, "village")
        osm.node(place.middle, {"place": kind, "name": place.name, "population": str(place.people)})


def add_water(osm: OsmFile) -> None:
    """Add river, streams, lake and ponds."""
    for ring in waters.river_banks():
        osm.area(ring, (), {"natural": "water", "water": "river"})
    osm.way(clip(list(waters.river())), {"waterway": "river", "name": waters.RIVER_NAME})
    for name in waters.stream_names():
        osm.way(waters.stream(name), {"waterway": "stream", "name": name})
    lake: Tags = {"natural": "water", "water": "lake", "name": waters.LAKE_NAME}
    osm.area(waters.shore("lake"), (waters.shore("island"),), lake)
    for pond in ("pond", "south_pond"):
        osm.area(waters.shore(pond), (), {"natural": "water", "water": "pond"})
    for wetland, kind in (("marsh", "marsh"), ("reeds", "reedbed")):
        osm.area(waters.shore(wetland), (), {"natural": "wetland", "wetland": kind})


def add_railway(osm: OsmFile, line: Line, crossings: list[Point]) -> None:
    """Add the railway, its level crossings and stations."""
    osm.way(line, {"railway": "rail", "usage": "main", "gauge": "1435"})
    for at in crossings:
        osm.node(at, {"railway": "level_crossing"})
    for name, (x, y) in STATIONS_KM.items():
        at = min(line, key=lambda p: distance(p, (1000.0 * x, 1000.0 * y)))
        osm.node(at, {"railway": "station", "name": name})


def add_land(
    osm: OsmFile,
    woods: list[Patch],
    built: dict[str, list[Patch]],
    works: list[Patch],
    markets: dict[str, Line],
    park: Line,
) -> None:
    """Add forests, built-up land, works, market squares and the town park."""
    osm.area(park, (), {"leisure": "park", "name": "Park Miejski"})
    for outer, _ in works:
        osm.area(outer, (), {"landuse": "industrial"})
    for ring in markets.values():
        osm.area(ring, (), {"place": "square", "name": "Rynek"})
    for outer, holes in woods:
        osm.area(outer, holes, {"landuse": "forest"})
    for patches in built.values():
        for outer, _ in patches:
            osm.area(outer, (), {"landuse": "residential"})


def add_buildings(osm: OsmFile, buildings: list[Building]) -> None:
    """Add the outlines of the buildings."""
    for building in buildings:
        osm.area(building.outline(), (), dict(building.tags))


def add_roads(osm: OsmFile, roads: list[Road], built: dict[str, list[Patch]]) -> None:
    """Add roads, cut into ways where bridges and built-up land begin and end."""
    rings = [(place, patch[0]) for place in settlements() for patch in built.get(place.name, ())]
    boxes = [
        (
            place,
            ring,
            min(p[0] for p in ring),
            max(p[0] for p in ring),
            min(p[1] for p in ring),
            max(p[1] for p in ring),
        )
        for place, ring in rings
    ]

    def where(a: Point, b: Point) -> Settlement | None:
        x, y = (a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0
        for place, ring, west, east, south, north in boxes:
            if west <= x <= east and south <= y <= north and is_inside((x, y), ring):
                return place
        return None

    for road in roads:
        for piece, tags in _ways_of(road, [where(a, b) for a, b in road.segments()]):
            osm.way(piece, tags)


def _ways_of(road: Road, places: list[Settlement | None]) -> list[tuple[Line, Tags]]:
    if road.settlement or road.highway in ("trunk", "trunk_link", "track", "path", "footway"):
        places = [None] * len(places)
    on_bridge: list[str | None] = [None] * len(places)
    for start_point, end_point, name in road.bridges:
        i, j = sorted((road.points.index(start_point), road.points.index(end_point)))
        on_bridge[i:j] = [name] * (j - i)
        places[i:j] = [places[i]] * (j - i)
    states = [(bridge, place.name if place else "") for bridge, place in zip(on_bridge, places, strict=True)]
    ways = []
    start = 0
    for _, group in groupby(states):
        end = start + len(list(group))
        tags = {**road.tags, **_through_tags(road, places[start]), **_bridge_tags(on_bridge[start])}
        ways.append((road.points[start : end + 1], tags))
        start = end
    return ways


def _bridge_tags(name: str | None) -> Tags:
    if name is None:
        return {}
    return {"bridge": "yes", "layer": "1", **({"bridge:name": name} if name else {})}


def _through_tags(road: Road, place: Settlement | None) -> Tags:
    if place is None:
        return {"maxspeed": "90"} if road.highway == "primary" else {}
    tags: Tags = {}
    if road.highway in ("primary", "secondary"):
        tags = {"maxspeed": "50", "source:maxspeed": "PL:urban"}
    if name := street_name(road, place):
        tags["name"] = name
    return tags
