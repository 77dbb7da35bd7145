"""Rows that may be one and the same service, within a list and across lists: proposed to a person, never merged here."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import pandas as pd
from rapidfuzz import fuzz

from mapa_uslug.core.folding import fold
from mapa_uslug.registry.duplicate_keys import Entry, read_entry
from mapa_uslug.registry.meaning.matching import TypeMatcher

NEAR_M: Final = 150.0
_LEAST_NAME, _LEAST_NAME_WITH_PHONE = 85.0, 75.0
_NAME_WEIGHT: Final = 0.55
_GENERIC_NAME, _NEXT_DOOR, _SAME_TOWN = 80.0, 75.0, 60.0
_PHONE_BONUS, _UNKNOWN_TYPE = 3.0, 5.0
# Blocks larger than this are divided by the words of the names; what is still larger is gone through by neighbours.
_LARGE_BLOCK, _HUGE_BLOCK, _WINDOW = 200, 1000, 20


@dataclass(frozen=True)
class DuplicatePair:
    """Two rows that may be one service.

    Attributes
    ----------
    first, second
        Labels of the rows in the table; `first` has more cells filled and would be kept.
    score : float
        0 to 100.
    reasons : tuple of str
        Of ``same_name``, ``similar_name``, ``common_name`` (one of them has no name of its own), ``same_address``, ``near``
        (points within `NEAR_M`), ``next_door`` (another house of the street, but the same name), ``same_town`` (one of them has no place to compare), ``same_phone``,
        ``type_unknown``.
    """

    first: Hashable
    second: Hashable
    score: float
    reasons: tuple[str, ...]


def find_duplicates(rows: pd.DataFrame, *, matcher: TypeMatcher | None = None) -> list[DuplicatePair]:
    """Pairs of rows that may be one service, likeliest first; the order of rows does not matter.

    Names are compared without the town, legal forms and words for what a place is; the place must be the same address
    or within `NEAR_M`. Another type of service, another target group, another number in the name ("nr 2") or another
    level ("gminny", "miejski") makes two services. Rows are compared only within blocks of one address, point or
    town and name, so that the time grows with their number, not with its square.

    Parameters
    ----------
    rows
        Official columns as text; ``x, y`` in metres are used where present, else ``lon, lat``. Rows that may not be kept
        (see `sensitivity.row_sensitivity`) must not be among them. Labels must be unique.
    matcher
        Tells that two names are of one type; without it types are compared by their text.
    """
    columns = [str(c) for c in rows.columns]
    services = _services(rows, matcher)
    found = [
        read_entry(label, dict(zip(columns, values, strict=True)), service)
        for label, values, service in zip(
            rows.index, rows.itertuples(index=False, name=None), services, strict=True
        )
    ]
    return find_among([e for e in found if e.words])


def _services(rows: pd.DataFrame, matcher: TypeMatcher | None) -> list[str]:
    if "usluga_kod" not in rows:
        return [""] * len(rows)
    known: dict[str, str] = {}
    for text in rows["usluga_kod"].unique():
        service_type = matcher.find(str(text)) if matcher and text else None
        known[text] = service_type.code if service_type else fold(str(text or ""))
    return [known[text] for text in rows["usluga_kod"]]


def find_among(entries: list[Entry]) -> list[DuplicatePair]:
    """Pairs among rows that were read for comparing."""
    ordered = sorted(entries, key=lambda e: (str(e.label), e.words))
    pairs = {pair for block in _blocks(ordered) for pair in _candidates(block, ordered)}
    found = (_compare(ordered[i], ordered[j]) for i, j in pairs)
    return sorted((p for p in found if p), key=lambda p: (-p.score, str(p.first), str(p.second)))


def _blocks(entries: list[Entry]) -> list[list[int]]:
    """Rows that share an address, a square of two overlapping grids, or a town and a name."""
    blocks: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for i, entry in enumerate(entries):
        if entry.has_address:
            for place in {entry.locality, entry.street_as_place} - {""}:
                blocks["place", place, entry.house].append(i)
            if entry.street and entry.postcode:
                blocks["post", entry.postcode, entry.street, entry.house].append(i)
        if entry.has_point:
            # Two points within NEAR_M share a square of side 2 NEAR_M in one of four grids shifted by half a side.
            for shift_x, shift_y in ((0.0, 0.0), (0.5, 0.0), (0.0, 0.5), (0.5, 0.5)):
                column = math.floor(entry.x / (2 * NEAR_M) + shift_x)
                blocks["grid", shift_x, shift_y, column, math.floor(entry.y / (2 * NEAR_M) + shift_y)].append(
                    i
                )
        if entry.locality and entry.own:
            blocks["name", entry.locality, entry.own].append(i)
    return [block for block in blocks.values() if len(block) > 1]


def _candidates(block: list[int], entries: list[Entry]) -> Iterator[tuple[int, int]]:
    if len(block) <= _LARGE_BLOCK:
        yield from combinations(block, 2)
        return
    parts: dict[str, list[int]] = defaultdict(list)
    for i in block:
        for stem in {word[:4] for word in entries[i].own} or {""}:
            parts[stem].append(i)
    for part in parts.values():
        if len(part) <= _HUGE_BLOCK:
            yield from combinations(part, 2)
        else:
            by_name = sorted(part, key=lambda i: (entries[i].words, i))
            for at, i in enumerate(by_name):
                yield from (tuple(sorted((i, j))) for j in by_name[at + 1 : at + _WINDOW])  # type: ignore[misc]


def _compare(one: Entry, other: Entry) -> DuplicatePair | None:
    if _are_told_apart(one, other):
        return None
    phones = bool(one.phones & other.phones)
    name, how = _compare_names(one, other)
    if name < (_LEAST_NAME_WITH_PHONE if phones else _LEAST_NAME) and how != "common_name":
        return None
    place, where = _compare_places(one, other)
    if not where or (where == ("same_town",) and how == "common_name"):
        return None
    is_type_known = bool(one.service and other.service)
    score = _NAME_WEIGHT * name + (1 - _NAME_WEIGHT) * place
    score = min(100.0, score + _PHONE_BONUS * phones) - _UNKNOWN_TYPE * (not is_type_known)
    reasons = (how, *where, *(["same_phone"] if phones else []), *([] if is_type_known else ["type_unknown"]))
    first, second = sorted((one, other), key=lambda e: (-e.filled, str(e.label)))
    return DuplicatePair(first.label, second.label, round(score, 1), reasons)


def _are_told_apart(one: Entry, other: Entry) -> bool:
    """Whether something says that they are two services."""
    pairs = (
        (one.service, other.service),
        (one.group, other.group),
        (one.levels, other.levels),
        (one.numbers, other.numbers),
    )
    return any(a and b and a != b for a, b in pairs)


def _compare_names(one: Entry, other: Entry) -> tuple[float, str]:
    """Likeness 0 to 100 of what is a name's own; a name without anything of its own fits any name of its kind."""
    if one.words == other.words:
        return 100.0, "same_name"
    if one.own and other.own:
        return float(fuzz.token_set_ratio(" ".join(one.own), " ".join(other.own))), "similar_name"
    is_same_kind = fuzz.token_set_ratio(" ".join(one.words), " ".join(other.words)) >= _LEAST_NAME
    return (_GENERIC_NAME, "common_name") if is_same_kind else (0.0, "similar_name")


def _compare_places(one: Entry, other: Entry) -> tuple[float, tuple[str, ...]]:
    """How sure it is (0 to 100) that two rows are at one place, and by what; no reasons where they are not."""
    distance = math.hypot(one.x - other.x, one.y - other.y) if one.has_point and other.has_point else math.nan
    is_near = distance <= NEAR_M
    if one.has_address and other.has_address:
        if _is_same_address(one, other):
            return 100.0, ("same_address", "near") if is_near else ("same_address",)
        is_same_street = one.locality == other.locality and one.street == other.street
        is_next_door = is_near and is_same_street and bool(one.own) and one.own == other.own
        return (_NEXT_DOOR, ("next_door",)) if is_next_door else (0.0, ())
    if one.street and other.street and one.street != other.street:
        return 0.0, ()
    if not math.isnan(distance):
        return (100.0 - 20.0 * distance / NEAR_M, ("near",)) if is_near else (0.0, ())
    is_same_town = bool(one.locality) and one.locality == other.locality
    return (_SAME_TOWN, ("same_town",)) if is_same_town and one.own == other.own else (0.0, ())


def _is_same_address(one: Entry, other: Entry) -> bool:
    """House and street agree, and the town or, as villages are written under their post town too, the postcode."""
    if one.house != other.house:
        return False
    if one.locality == other.locality and (one.street == other.street or not (one.street and other.street)):
        return True
    if one.street and one.postcode and (one.street, one.postcode) == (other.street, other.postcode):
        return True
    # "Klimy 67, 30-001 Ropno" of one list is "67, Klimy" of another.
    is_same_village = one.street_as_place == other.locality and not other.street
    is_same_village |= other.street_as_place == one.locality and not one.street
    is_same_post = one.postcode == other.postcode or not (one.postcode and other.postcode)
    return is_same_village and is_same_post and bool(one.locality and other.locality)
