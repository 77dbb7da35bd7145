"""Which OSM objects matter, by their tags: filters of services, buildings people live in, tags for a card."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

SENSITIVE_FILTERS = ("social_facility=shelter", "social_facility:for=abused")
"""Places whose address is never kept: people hide there."""

CARD_KEYS = frozenset(
    {"name", "operator", "opening_hours", "capacity", "phone", "contact:phone", "website", "wheelchair"}
)
"""Tags shown on a place's card, besides its address and the tags that made it a service."""

# Huts, cabins and caravans are left out: hardly anybody lives in them, and people put there by mistake, far from
# everything, would make a white spot where nobody is.
_HOMES = frozenset(
    (
        "apartments", "bungalow", "detached", "dormitory", "farm", "house", "houseboat", "residential", "semi",
        "semidetached_house", "terrace", "villa", "yes",
    )
)  # fmt: skip
# A building that only says `yes` is no home when one of these tells what it is.
_OTHER_USE = ("aeroway", "amenity", "industrial", "leisure", "man_made", "power", "railway", "historic")

_PUBLIC_BUILDINGS = frozenset(
    ("school", "kindergarten", "library", "fire_station", "community_centre", "arts_centre", "townhall")
)


def values_of(value: str) -> list[str]:
    """Split a multi-value tag: ``"senior;disabled"`` -> ``["senior", "disabled"]``."""
    return [part.strip() for part in value.split(";")] if ";" in value else [value.strip()]


@dataclass(frozen=True)
class TagFilter:
    """All of several ``key=value`` pairs; the value ``*`` stands for any."""

    text: str
    pairs: tuple[tuple[str, str], ...]

    @classmethod
    def parse(cls, text: str) -> TagFilter:
        """Read ``key=value&key=value``.

        Raises
        ------
        ValueError
            If a part has no key or no value.
        """
        pairs = []
        for part in text.split("&"):
            key, equals, value = part.strip().partition("=")
            if not (key and equals and value):
                raise ValueError(f"not a tag filter: {text!r}")
            pairs.append((key, value))
        return cls(text, tuple(pairs))

    def matches(self, tags: Mapping[str, str]) -> bool:
        """Whether every pair holds; one of several values separated by ``;`` is enough."""
        return all(
            key in tags and (value == "*" or value in values_of(tags[key])) for key, value in self.pairs
        )


@dataclass(frozen=True)
class FilterSet:
    """Filters of which any may match, indexed by their first key."""

    by_key: dict[str, tuple[TagFilter, ...]]
    keys: frozenset[str]

    @classmethod
    def parse(cls, texts: Iterable[str]) -> FilterSet:
        """Read several filters; repeated ones count once."""
        by_key: dict[str, tuple[TagFilter, ...]] = {}
        for text in dict.fromkeys(texts):
            parsed = TagFilter.parse(text)
            first = parsed.pairs[0][0]
            by_key[first] = (*by_key.get(first, ()), parsed)
        keys = frozenset(key for group in by_key.values() for f in group for key, _ in f.pairs)
        return cls(by_key, keys)

    def first_match(self, tags: Mapping[str, str]) -> str | None:
        """Text of a filter that matches, None if none does."""
        for key, filters in self.by_key.items():
            if key in tags:
                for candidate in filters:
                    if candidate.matches(tags):
                        return candidate.text
        return None


def card_tags(tags: Mapping[str, str], matched_keys: frozenset[str]) -> dict[str, str]:
    """The tags worth keeping, in alphabetical order of keys."""
    return {
        key: tags[key]
        for key in sorted(tags)
        if key in CARD_KEYS or key in matched_keys or key.startswith("addr:")
    }


def is_home(tags: Mapping[str, str]) -> bool:
    """Whether people may live in the building; ``building=yes`` may be a home unless another tag says otherwise."""
    values = values_of(tags["building"])
    if values == ["yes"]:
        return not any(key in tags for key in _OTHER_USE)
    return any(value in _HOMES for value in values)


def public_kind(tags: Mapping[str, str]) -> str:
    """What public building an object is, in which a new service may find room; empty if none.

    Stations of volunteer firemen (remizy) are mapped as any other fire station. What is disused has another key.
    """
    kinds = _PUBLIC_BUILDINGS.intersection(values_of(tags.get("amenity", "")))
    return min(kinds, default="")


def teryt_of(tags: Mapping[str, str]) -> str:
    """The TERYT code that a boundary relation carries, as written; empty if none."""
    for key in _TERYT_KEYS:
        if tags.get(key):
            return tags[key].strip()
    return ""


_TERYT_KEYS: Sequence[str] = (
    "teryt:terc", "ref:teryt", "teryt", "ref:teryt:terc", "terc", "ref:terc", "teryt:gmina", "TERYT:TERC",
)  # fmt: skip
