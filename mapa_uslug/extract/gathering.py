"""Gathers what the product needs while the objects of an OSM file pass by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import osmium

from mapa_uslug.catalog.tag_filters import FilterSet
from mapa_uslug.extract.shapes import MiddleCollector
from mapa_uslug.extract.tag_rules import card_tags, is_home, public_kind, teryt_of

PLACE_KINDS = frozenset(("city", "town", "village", "hamlet", "isolated_dwelling", "suburb"))
_RAILWAYS = frozenset(("rail", "light_rail", "narrow_gauge"))
_RAIL_YARDS = frozenset(("yard", "siding", "spur", "crossover"))
_RIVERS = frozenset(("river", "canal"))
LANDSCAPE_KEYS = ("natural", "landuse", "waterway", "railway", "place")


@dataclass
class Gathered:
    """Raw finds in degrees; see `OsmFeatures` for what becomes of them."""

    buildings: MiddleCollector = field(default_factory=lambda: MiddleCollector(keeps_rings=True))
    addresses: list[tuple[float, float]] = field(default_factory=list)
    building_addresses: MiddleCollector = field(default_factory=MiddleCollector)
    objects: dict[tuple[str, int], tuple[dict[str, str], str | tuple[float, float]]] = field(
        default_factory=dict
    )
    public: dict[tuple[str, int], tuple[str, str, str | tuple[float, float]]] = field(default_factory=dict)
    boundaries: dict[int, tuple[str, str, str]] = field(default_factory=dict)
    boundary_names: dict[int, str] = field(default_factory=dict)
    admin_levels: Counter[int] = field(default_factory=Counter)
    places: list[tuple[str, str, float, float]] = field(default_factory=list)
    landscape: dict[str, list[tuple[str, str, bool]]] = field(
        default_factory=lambda: {"water": [], "forest": [], "builtup": [], "rail": []}
    )
    sensitive: dict[tuple[str, int], str] = field(default_factory=dict)
    unplaced: set[tuple[str, int]] = field(default_factory=set)


class Gatherer:
    """Takes nodes, ways, relations and assembled areas, in any order, and fills `gathered`.

    Parameters
    ----------
    wanted, excluded : FilterSet
        Objects to keep, and those that must leave no trace but a number.
    admin_level : int
        Of the boundaries to keep.
    """

    def __init__(self, *, wanted: FilterSet, excluded: FilterSet, admin_level: int) -> None:
        self.wanted, self.excluded, self.admin_level = wanted, excluded, str(admin_level)
        self.gathered = Gathered()
        self._factory = osmium.geom.WKBFactory()

    def keys(self) -> list[str]:
        """Keys of which an object must have one to be worth looking at."""
        own = {"amenity", "building", "addr:housenumber", "boundary", *LANDSCAPE_KEYS}
        return sorted(own | self.wanted.keys | self.excluded.keys)

    def node(self, node: Any) -> None:
        """Take a node: a place name, an address, an object."""
        tags = dict(node.tags)
        if self._is_sensitive("n", node.id, tags) or not node.location.valid():
            return
        lon, lat = node.location.lon, node.location.lat
        if "addr:housenumber" in tags:
            self.gathered.addresses.append((lon, lat))
        if tags.get("place") in PLACE_KINDS and tags.get("name"):
            self.gathered.places.append((tags["name"], tags["place"], lon, lat))
        if self.wanted.first_match(tags):
            self.gathered.objects["n", node.id] = (card_tags(tags, self.wanted.keys), (lon, lat))
        if public_kind(tags):
            self.gathered.public["n", node.id] = (public_kind(tags), tags.get("name", ""), (lon, lat))

    def way(self, way: Any) -> None:
        """Take a way: a building, an object, a line or area of the landscape."""
        tags = dict(way.tags)
        if self._is_sensitive("w", way.id, tags):
            return
        kind = landscape_kind(tags, is_closed=way.is_closed())
        is_object = self.wanted.first_match(tags) is not None
        if not (kind or is_object or "building" in tags or public_kind(tags)):
            return
        try:
            shape = self._factory.create_linestring(way)
        except RuntimeError:
            # Nodes beyond the extract's edge, or all of them at one point.
            shape = ""
        self._take("w", way.id, tags, shape, kind, is_object=is_object)

    def relation(self, relation: Any) -> None:
        """Take note of a relation: which boundaries there should be, which objects have no area."""
        tags = dict(relation.tags)
        if tags.get("boundary") == "administrative":
            self._note_boundary(relation.id, tags)
        if self._is_sensitive("r", relation.id, tags):
            return
        if self.wanted.first_match(tags):
            self.gathered.unplaced.add(("r", relation.id))

    def area(self, area: Any) -> None:
        """Take an area assembled from a relation; areas of closed ways were taken as ways."""
        if area.from_way():
            return
        tags = dict(area.tags)
        identity = area.orig_id()
        if self._is_sensitive("r", identity, tags):
            return
        kind = landscape_kind(tags, is_closed=True)
        is_boundary = tags.get("boundary") == "administrative" and tags.get("admin_level") == self.admin_level
        is_object = self.wanted.first_match(tags) is not None
        if not (kind or is_boundary or is_object or "building" in tags or public_kind(tags)):
            return
        try:
            shape = self._factory.create_multipolygon(area)
        except RuntimeError:
            return
        if is_boundary:
            name = tags.get("name", "")
            self.gathered.boundaries[identity] = (name, teryt_of(tags), shape)
        self._take("r", identity, tags, shape, kind, is_object=is_object)

    def _take(
        self, prefix: str, identity: int, tags: dict[str, str], shape: str, kind: str, *, is_object: bool
    ) -> None:
        found = self.gathered
        if is_object:
            if shape:
                found.objects[prefix, identity] = (card_tags(tags, self.wanted.keys), shape)
            else:
                found.unplaced.add((prefix, identity))
        if not shape:
            return
        if public_kind(tags):
            found.public[prefix, identity] = (public_kind(tags), tags.get("name", ""), shape)
        if tags.get("building", "no") != "no":
            found.buildings.add(shape, flag=is_home(tags))
            if "addr:housenumber" in tags:
                found.building_addresses.add(shape, flag=True)
        if kind:
            found.landscape[kind].append((tags.get("name", ""), shape, not is_line(tags)))

    def _is_sensitive(self, prefix: str, identity: int, tags: Mapping[str, str]) -> bool:
        match = self.excluded.first_match(tags)
        if match is not None:
            self.gathered.sensitive[prefix, identity] = match
        return match is not None

    def _note_boundary(self, identity: int, tags: Mapping[str, str]) -> None:
        level = tags.get("admin_level", "")
        if level.isdigit():
            self.gathered.admin_levels[int(level)] += 1
        if level == self.admin_level:
            self.gathered.boundary_names[identity] = tags.get("name", f"r{identity}")


def is_line(tags: Mapping[str, str]) -> bool:
    """Whether an object is drawn as a line even where it closes: a watercourse, a track."""
    return tags.get("waterway", "riverbank") != "riverbank" or "railway" in tags


def landscape_kind(tags: Mapping[str, str], *, is_closed: bool) -> str:
    """Which layer of the background an object belongs to: water, forest, builtup, rail or none (empty)."""
    natural, landuse, waterway = tags.get("natural"), tags.get("landuse"), tags.get("waterway")
    if waterway in _RIVERS or (waterway == "stream" and "name" in tags):
        return "water"
    if tags.get("railway") in _RAILWAYS and tags.get("service") not in _RAIL_YARDS:
        return "rail"
    if not is_closed:
        return ""
    if natural == "water" or waterway == "riverbank" or landuse in ("reservoir", "basin"):
        return "water"
    if landuse == "forest" or natural == "wood":
        return "forest"
    return "builtup" if landuse == "residential" else ""
