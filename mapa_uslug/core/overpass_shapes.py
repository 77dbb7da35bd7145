"""Nodes for what Overpass tells by coordinates: lines of ways and members, middles of areas."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

MADE_ID: Final = 1 << 40
"""First number of the nodes and ways made here: far beyond those of OpenStreetMap (about 2^34)."""

_OUTSIDE: Final = MADE_ID - 1
"""Number of a node that is in no file: a line that leaves the box asked for is cut there, not drawn across."""

_UNITS: Final = 10_000_000
_CORNERS: Final = ((-1, -1), (1, -1), (1, 1), (-1, 1))

Element = dict[str, Any]
Place = tuple[int, int]


@dataclass
class Known:
    """Elements by number, those of each kind apart."""

    nodes: dict[int, Element]
    ways: dict[int, Element]
    relations: dict[int, Element]


def give_shapes(known: Known) -> None:
    """Give every way and relation the nodes that its coordinates stand for; in place, and sorted by number.

    A known number keeps its place. Points without a number take that of a node at the same place, else one
    counted from `MADE_ID` in the order of their places, so that it depends on nothing but the set of them.
    """
    _take_members(known)
    for way in known.ways.values():
        _place_numbered(known, way)
    known.nodes = {number: node for number, node in known.nodes.items() if "lat" in node and "lon" in node}
    unnumbered = [way for way in known.ways.values() if "nodes" not in way and way.get("geometry")]
    lines = {way["id"]: [p and _place_of(p) for p in way["geometry"]] for way in unnumbered}
    squares = {way["id"]: _square(way["center"]) for way in known.ways.values() if _is_middle(known, way)}
    areas = {r["id"]: _square(r["center"]) for r in known.relations.values() if _is_middle_area(known, r)}
    at = _numbers(
        known, (place for line in (*lines.values(), *squares.values(), *areas.values()) for place in line)
    )
    for number, line in (lines | squares).items():
        known.ways[number]["nodes"] = [at[place] for place in line]
    for made, (number, square) in enumerate(sorted(areas.items()), start=MADE_ID):
        known.ways[made] = {"id": made, "nodes": [at[place] for place in square]}
        known.relations[number]["members"] = [{"type": "way", "ref": made, "role": "outer"}]
    known.nodes = dict(sorted(known.nodes.items()))
    known.ways = dict(sorted(known.ways.items()))


def _take_members(known: Known) -> None:
    """Ways and nodes that only a relation tells the place of (``rel; out geom;``)."""
    for relation in known.relations.values():
        for member in relation.get("members", ()):
            if member["type"] == "way" and member.get("geometry"):
                way = known.ways.setdefault(member["ref"], {"id": member["ref"]})
                way.setdefault("geometry", member["geometry"])
            elif member["type"] == "node" and "lat" in member and member["ref"] not in known.nodes:
                known.nodes[member["ref"]] = {"id": member["ref"], "lat": member["lat"], "lon": member["lon"]}
    known.relations = dict(sorted(known.relations.items()))


def _place_numbered(known: Known, way: Element) -> None:
    """Places of the nodes of a way that lists both numbers and coordinates."""
    numbers, places = way.get("nodes", ()), way.get("geometry", ())
    if len(numbers) != len(places):
        return
    for number, place in zip(numbers, places, strict=True):
        if place is not None:
            node = known.nodes.setdefault(number, {"id": number})
            node.setdefault("lat", place["lat"])
            node.setdefault("lon", place["lon"])


def _is_middle(known: Known, way: Element) -> bool:
    """Whether nothing but the middle of a way is known, and a middle can stand for it."""
    if "center" not in way or "geometry" in way or "highway" in way.get("tags", {}):
        return False
    return not any(number in known.nodes for number in way.get("nodes", ()))


def _is_middle_area(known: Known, relation: Element) -> bool:
    # A boundary of two centimetres would be a gmina without people: only objects may be told by their middle.
    if "center" not in relation or relation.get("tags", {}).get("type") != "multipolygon":
        return False
    return not any(m["type"] == "way" and m["ref"] in known.ways for m in relation.get("members", ()))


def _square(middle: Element) -> list[Place | None]:
    lat, lon = _place_of(middle)
    ring = [(lat + dy, lon + dx) for dy, dx in _CORNERS]
    return [*ring, ring[0]]


def _numbers(known: Known, places: Iterable[Place | None]) -> dict[Place | None, int]:
    """Number of the node at each place, making the missing nodes."""
    at: dict[Place | None, int] = {None: _OUTSIDE}
    for number in sorted(known.nodes, reverse=True):
        at[_place_of(known.nodes[number])] = number
    missing = sorted({place for place in places if place is not None and place not in at})
    for number, place in enumerate(missing, start=MADE_ID):
        at[place] = number
        known.nodes[number] = {"id": number, "lat": place[0] / _UNITS, "lon": place[1] / _UNITS}
    return at


def _place_of(point: Element) -> Place:
    """Latitude and longitude in the whole units that OSM files hold."""
    return round(point["lat"] * _UNITS), round(point["lon"] * _UNITS)
