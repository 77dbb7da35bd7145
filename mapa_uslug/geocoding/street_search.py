"""Which street of a locality a query may mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import DamerauLevenshtein

from mapa_uslug.core.address_text import (
    StreetName,
    compare_given,
    is_inflected_form,
    number_forms,
    street_tokens,
)
from mapa_uslug.core.street_names import TITLES, as_surname
from mapa_uslug.geocoding.index import AddressIndex
from mapa_uslug.geocoding.places import Locality, Street, StreetList
from mapa_uslug.geocoding.similarity import near_names

_PLACE_KINDS: Final = frozenset(("os", "pl", "park", "skwer", "rondo", "bulwar"))


@dataclass(frozen=True)
class StreetHits:
    """What a street's name may mean.

    Attributes
    ----------
    street : Street or None
        The only one that may be used.
    problem : str
        ``near_match`` where it is one of similar name; without a street why there is none.
    edits : int
    is_given_partial : bool
        One of the names says less of the patron than the other.
    others : tuple of Street
        For a person to choose from.
    """

    street: Street | None
    problem: str = ""
    edits: int = 0
    is_given_partial: bool = False
    others: tuple[Street, ...] = ()


def find_street(
    index: AddressIndex, locality: Locality, name: str, number: str, *, may_guess: bool
) -> StreetHits:
    """Find the street of a locality: by the words that have to agree, else the only one that differs by a slip."""
    asked = street_tokens(name)
    streets = index.streets(locality.id)
    exact = _exact(streets, asked)
    if exact:
        return _settle(asked, exact)
    return _near(index, locality, streets, asked, number) if may_guess else StreetHits(None, "street_unknown")


def _exact(streets: StreetList, asked: StreetName) -> list[Street]:
    found = _agreeing(streets.by_key.get(asked.key, ()), asked)
    if not found:
        surname = as_surname(asked)
        found = _agreeing(streets.by_key.get(surname.key, ()), surname) if surname is not asked else []
    return found


def _agreeing(streets: Sequence[Street], asked: StreetName) -> list[Street]:
    found = []
    for street in streets:
        parts = street.parts if street.parts.key == asked.key else as_surname(street.parts)
        if compare_given(asked, parts):
            found.append(street)
    return found


def _settle(asked: StreetName, streets: list[Street]) -> StreetHits:
    """Of streets that agree choose by kind, then by first names; several left are none."""
    kind = _plain_kind(asked.kind)
    same = [s for s in streets if _plain_kind(s.parts.kind) == kind]
    if not same and kind in _PLACE_KINDS and not any(s.parts.kind == "" for s in streets):
        return StreetHits(None, "street_unknown", others=tuple(streets))
    if (
        not same
        and asked.kind in ("ul", "al")
        and all(_plain_kind(s.parts.kind) in _PLACE_KINDS for s in streets)
    ):
        return StreetHits(None, "street_unknown", others=tuple(streets))
    left = same or streets
    full = [s for s in left if compare_given(asked, s.parts) == 3 and s.parts.key == asked.key]
    left = full or left
    told = [s for s in left if s.parts.kind == asked.kind]
    left = told if len(left) > 1 and told else left
    if len(left) > 1:
        return StreetHits(None, "ambiguous", others=tuple(left))
    return StreetHits(
        left[0], is_given_partial=not full, others=tuple(s for s in streets if s is not left[0])
    )


def _plain_kind(kind: str) -> str:
    return kind if kind in _PLACE_KINDS else ""


def _near(
    index: AddressIndex, locality: Locality, streets: StreetList, asked: StreetName, number: str
) -> StreetHits:
    found = _similar(streets, asked)
    if not found:
        declined = tuple(
            s for s in streets.streets if is_inflected_form(" ".join(asked.core), " ".join(s.parts.core))
        )
        return StreetHits(None, "inflected" if declined else "street_unknown", others=declined)
    least = min(found.values())
    nearest = [s for s in streets.streets if found.get(s.id) == least]
    others = tuple(s for s in streets.streets if s.id in found)
    if index.has_street_key(asked.key):
        # The name is a street's elsewhere, so it is hardly a slip of the pen here.
        return StreetHits(None, "street_unknown", others=others)
    if len(nearest) > 1:
        nearest = [s for s in nearest if has_house(index, locality, s, number)]
    if len(nearest) != 1:
        return StreetHits(None, "ambiguous", others=others)
    rest = tuple(s for s in others if s is not nearest[0])
    return StreetHits(nearest[0], "near_match", least, others=rest)


def has_house(index: AddressIndex, locality: Locality, street: Street, number: str) -> bool:
    """Whether a street has one of the houses that a written number may mean."""
    houses = index.houses(locality.id, street.id)
    return any(form in houses for form in number_forms(number))


def _similar(streets: StreetList, asked: StreetName) -> dict[int, int]:
    """Streets whose name differs by a slip: id -> edits."""
    found: dict[int, int] = {}
    core = " ".join(asked.core)
    for text in dict.fromkeys((*asked.spellings(), asked.text, *_without_misspelt_title(asked))):
        for edits, position in near_names(text, streets.spellings):
            street = streets.spelled[position]
            is_core = text == core and streets.spellings[position] == " ".join(street.parts.core)
            if is_core and not compare_given(asked, street.parts):
                continue
            found[street.id] = min(edits, found.get(street.id, edits))
    return found


def _without_misspelt_title(asked: StreetName) -> tuple[str, ...]:
    """The name without words that are one letter from a title."""
    words = asked.text.split()
    kept = [word for word in words if not _is_misspelt_title(word)]
    if len(kept) in (0, len(words)):
        return ()
    parts = street_tokens(" ".join(kept))
    return (" ".join(parts.core), " ".join(kept))


@lru_cache(maxsize=65_536)
def _is_misspelt_title(word: str) -> bool:
    titles = (t for t in TITLES if len(t) >= 3 and abs(len(t) - len(word)) <= 1)
    return len(word) >= 3 and any(DamerauLevenshtein.distance(word, t, score_cutoff=1) <= 1 for t in titles)
