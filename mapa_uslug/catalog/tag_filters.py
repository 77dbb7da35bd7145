"""Filters of OpenStreetMap tags, as the catalog writes them, and those of objects that must leave no trace."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Protocol

SENSITIVE_FILTERS: Final = ("social_facility=shelter", "social_facility:for=abused")
"""Places whose address is never kept: people hide there."""


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
    def parse(cls, texts: Iterable[str]) -> FilterSet:
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
