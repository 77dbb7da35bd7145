"""Which objects of OpenStreetMap an analysis reads: the rest of an extract is left where it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from mapa_uslug.catalog import Catalog

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
_NEVER: Final = (
    (("social_facility", "shelter"),),
    (("social_facility:for", "abused"),),
)
LEAST_LEVEL: Final = 6
"""Of the boundaries kept: those of powiaty and below. The outline of a wojewodztwo would be most of the file."""
MOST_LEVEL: Final = 11

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Wanted:
    """What is kept of an extract.

    Attributes
    ----------
    ways, nodes : mapping
        Key -> values, none standing for any. Buildings are asked for apart (`is_building`).
    hidden : tuple
        Tags, all of which an object has that must leave no trace: people hide there.
    """

    ways: Mapping[str, Values]
    nodes: Mapping[str, Values]
    hidden: tuple[Pairs, ...]

    @classmethod
    def of(cls, catalog: Catalog) -> Wanted:
        """What the readers of roads and landscape look at, and the objects that a catalog knows."""
        keys = {key: _ANY for t in catalog.types if t.sensitivity < 2 for f in t.osm for key, _ in _pairs(f)}
        never = {_pairs(f) for t in catalog.types if t.sensitivity == 2 for f in t.osm} | set(_NEVER)
        return cls({**keys, **_WAYS}, {**keys, **_NODES}, tuple(sorted(never)))

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

    def hides(self, tags: Any) -> bool:
        """Whether an object must leave no trace."""
        # Asked of every object, of which hardly one has these keys.
        if not any(key in tags for key in self._hiding_keys):
            return False
        return any(all(_is_one_of(value, tags.get(key, "")) for key, value in pairs) for pairs in self.hidden)

    @cached_property
    def _hiding_keys(self) -> tuple[str, ...]:
        return tuple(sorted({key for pairs in self.hidden for key, _ in pairs}))


def is_building(tags: Any) -> bool:
    """Whether an object is a building."""
    return bool(tags.get("building", "no") != "no")


def _has(table: Mapping[str, Values], tags: Any) -> bool:
    for key, values in table.items():
        value = tags.get(key)
        if value is not None and (not values or value in values):
            return True
    return False


def _is_one_of(value: str, text: str) -> bool:
    return value in {part.strip().casefold() for part in text.split(";")}


def _pairs(text: str) -> Pairs:
    """``key=value&key=value`` of a catalog, taken apart."""
    parts = (part.partition("=") for part in text.split("&"))
    return tuple((key.strip(), value.strip()) for key, _, value in parts)
