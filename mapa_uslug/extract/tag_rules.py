"""What OSM objects are, by their tags: buildings people live in, public buildings, tags for a card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mapa_uslug.catalog.tag_filters import values_of

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
