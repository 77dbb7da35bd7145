"""Filters of OpenStreetMap tags, as the catalog writes them, and those of objects that must leave no trace."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Protocol, Self

from mapa_uslug.core.never_kept import kind_of
from mapa_uslug.core.sensitive_words import plain_text

_HIDING: Final = ("abused", "domestic_violence", "victim", "victims", "woman", "women")
SENSITIVE_FILTERS: Final = ("social_facility=shelter", *(f"social_facility:for={value}" for value in _HIDING))
"""Places whose address is never kept: people hide there."""
NAME_KEYS: Final = (
    "name", "official_name", "alt_name", "short_name", "old_name", "name:pl", "operator", "description", "note",
)  # fmt: skip
"""Keys whose words may tell that people hide at a place."""
# Where guests sleep, eat and park a hostel is an inn.
_GUEST_AMENITIES: Final = frozenset(
    ("bar", "biergarten", "cafe", "fast_food", "nightclub", "parking", "pub", "restaurant")
)
_HOSTEL: Final = re.compile(r"\bhostel\w*", re.IGNORECASE)
_NO_STREET: Final = ("amenity", "building", "social_facility", "office", "healthcare", "addr:housenumber")


class Tags(Protocol):
    """Tags of an object: a dict, or what libosmium has of it."""

    def __contains__(self, key: Any, /) -> bool: ...

    def __getitem__(self, key: Any, /) -> str: ...


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
        return _parse(text)

    def matches(self, tags: Tags) -> bool:
        """Whether every pair holds, in capitals or not; one of several values separated by ``;`` is enough."""
        return all(
            key in tags and (value == "*" or value.casefold() in values_of(tags[key].casefold()))
            for key, value in self.pairs
        )


@lru_cache(maxsize=1024)
def _parse(text: str) -> TagFilter:
    pairs = []
    for part in text.split("&"):
        key, equals, value = part.strip().partition("=")
        if not (key and equals and value):
            raise ValueError(f"not a tag filter: {text!r}")
        pairs.append((key, value))
    return TagFilter(text, tuple(pairs))


@dataclass(frozen=True)
class FilterSet:
    """Filters of which any may match, indexed by their first key."""

    by_key: dict[str, tuple[TagFilter, ...]]
    keys: frozenset[str]

    @classmethod
    def parse(cls, texts: Iterable[str]) -> Self:
        """Read several filters; repeated ones count once."""
        by_key: dict[str, tuple[TagFilter, ...]] = {}
        for text in dict.fromkeys(texts):
            parsed = TagFilter.parse(text)
            first = parsed.pairs[0][0]
            by_key[first] = (*by_key.get(first, ()), parsed)
        keys = frozenset(key for group in by_key.values() for f in group for key, _ in f.pairs)
        return cls(by_key, keys)

    def first_match(self, tags: Tags) -> str | None:
        """Text of a filter that matches, None if none does."""
        for key, filters in self.by_key.items():
            if key in tags:
                for candidate in filters:
                    if candidate.matches(tags):
                        return candidate.text
        return None


@dataclass(frozen=True)
class HiddenPlaces(FilterSet):
    """Objects that must leave no trace: those that a filter matches, and those whose own words tell it.

    One rule for all that reads OpenStreetMap: what is cut out of an extract, what is read from a file, what becomes a
    service, what is found as an address.
    """

    def first_match(self, tags: Tags) -> str | None:
        """Text of a filter that matches, the key ``name`` where the words tell, None for what may be shown."""
        return super().first_match(tags) or ("name" if tells_hiding(tags) else None)


def tells_hiding(tags: Tags) -> bool:
    """Whether the names, the operator or the description of an object tell that people hide there.

    Streets are not looked at: there are many, and nobody lives in one.
    """
    texts = tuple(tags[key] for key in NAME_KEYS if key in tags)
    if not texts or ("highway" in tags and not any(key in tags for key in _NO_STREET)):
        return False
    is_inn = "tourism" in tags or ("amenity" in tags and tags["amenity"] in _GUEST_AMENITIES)
    return _is_told(texts, is_inn)


@lru_cache(maxsize=65_536)
def _is_told(texts: tuple[str, ...], is_inn: bool) -> bool:
    if is_inn:
        texts = tuple(_HOSTEL.sub(" ", text) for text in texts)
    plain = [plain_text(text) for text in texts]
    return any(kind_of(text) for text in (*plain, " ".join(plain)))
