"""Which objects of OpenStreetMap an analysis reads: the rest of an extract is left where it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from mapa_uslug.catalog import Catalog
from mapa_uslug.catalog.tag_filters import NAME_KEYS, SENSITIVE_FILTERS, FilterSet, HiddenPlaces

Values = frozenset[str]
_ANY: Final[Values] = frozenset()
_WAYS: Final[Mapping[str, Values]] = {
    "highway": _ANY,
    "route": frozenset(("ferry",)),
    "railway": _ANY,
    "waterway": frozenset(("river", "canal", "stream", "riverbank")),
    "natural": frozenset(("water", "wood")),
    "landuse": frozenset(("forest", "reservoir", "basin", "residential")),
    "amenity": _ANY,
    "addr:housenumber": _ANY,
}
_NODES: Final[Mapping[str, Values]] = {
    "barrier": _ANY, "place": _ANY, "amenity": _ANY, "addr:housenumber": _ANY,
}  # fmt: skip
LEAST_LEVEL: Final = 6
"""Of the boundaries kept: those of powiaty and below. The outline of a wojewodztwo would be most of the file."""
MOST_LEVEL: Final = 11


@dataclass(frozen=True)
class Wanted:
    """What is kept of an extract.

    Attributes
    ----------
    ways, nodes : mapping
        Key -> values, none standing for any. Buildings are asked for apart (`is_building`).
    hidden : HiddenPlaces
        Objects that must leave no trace: people hide there.
    """

    ways: Mapping[str, Values]
    nodes: Mapping[str, Values]
    hidden: HiddenPlaces

    @classmethod
    def of(cls, catalog: Catalog) -> Wanted:
        """What the readers of roads and landscape look at, and the objects that a catalog knows."""
        public = FilterSet.parse(f for t in catalog.types if t.sensitivity < 2 for f in t.osm)
        never = {f for t in catalog.types if t.sensitivity == 2 for f in t.osm} | set(SENSITIVE_FILTERS)
        keys = dict.fromkeys(sorted(public.keys), _ANY)
        return cls({**keys, **_WAYS}, {**keys, **_NODES}, HiddenPlaces.parse(sorted(never)))

    def has_way(self, tags: Any) -> bool:
        """Whether a way is kept whatever it lies beside."""
        return _has(self.ways, tags)

    def has_node(self, tags: Any) -> bool:
        """Whether a node is kept for itself; nodes of ways are kept anyway."""
        return _has(self.nodes, tags)

    def has_relation(self, tags: Any) -> bool:
        """Whether a relation may be kept: an area of something wanted, a building, a boundary, a restriction of turns."""
        kind = tags.get("type", "")
        if kind.startswith("restriction"):
            return True
        if tags.get("boundary") == "administrative":
            level = tags.get("admin_level", "")
            return level.isdigit() and LEAST_LEVEL <= int(level) <= MOST_LEVEL
        return kind == "multipolygon" and (self.has_way(tags) or is_building(tags))

    @property
    def telling(self) -> frozenset[str]:
        """Keys without which no object is hidden."""
        return self.hidden.keys | frozenset(NAME_KEYS)

    def hides(self, tags: Any) -> bool:
        """Whether an object must leave no trace."""
        return self.hidden.first_match(tags) is not None


def is_building(tags: Any) -> bool:
    """Whether an object is a building."""
    return bool(tags.get("building", "no") != "no")


def _has(table: Mapping[str, Values], tags: Any) -> bool:
    for key, values in table.items():
        value = tags.get(key)
        if value is not None and (not values or value in values):
            return True
    return False
