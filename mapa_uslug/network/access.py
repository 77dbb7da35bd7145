"""Who may use a road or pass a barrier, by OSM access tags and one-way rules."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Final

Tags = Mapping[str, str]

CAR_KEYS: Final = ("motorcar", "motor_vehicle", "vehicle", "access")
BIKE_KEYS: Final = ("bicycle", "vehicle", "access")
FOOT_KEYS: Final = ("foot", "access")


class Access(IntEnum):
    """What a mode may do, from least to most."""

    NO = 0
    PRIVATE = 1
    DESTINATION = 2
    YES = 3
    PUSH = 4
    """Bicycles only: get off and push."""


_VALUES: Final = {
    "no": Access.NO,
    "military": Access.NO,
    "emergency": Access.NO,
    "psv": Access.NO,
    "bus": Access.NO,
    "taxi": Access.NO,
    "hov": Access.NO,
    "hgv": Access.NO,
    "private": Access.PRIVATE,
    # The farm or forester's house at the end of such a road is reached by it; nobody cuts through.
    "agricultural": Access.PRIVATE,
    "forestry": Access.PRIVATE,
    "employees": Access.PRIVATE,
    "staff": Access.PRIVATE,
    "permit": Access.PRIVATE,
    "residents": Access.DESTINATION,
    "destination": Access.DESTINATION,
    "delivery": Access.DESTINATION,
    "customers": Access.DESTINATION,
    "restricted": Access.DESTINATION,
    "discouraged": Access.DESTINATION,
    "yes": Access.YES,
    "permissive": Access.YES,
    "designated": Access.YES,
    "official": Access.YES,
    "public": Access.YES,
    # The compulsory side path runs beside, at the same speed, and may be missing from the data.
    "use_sidepath": Access.YES,
    "optional_sidepath": Access.YES,
    "dismount": Access.PUSH,
}

_ONEWAY: Final = {
    "yes": 1, "true": 1, "1": 1, "-1": -1, "reverse": -1,
    "no": 0, "false": 0, "0": 0,
    # Open one way at a time: each direction has its hours.
    "reversible": 0, "alternating": 0,
}  # fmt: skip
_OPPOSITE: Final = {"opposite", "opposite_lane", "opposite_track", "opposite_share_busway"}


def access_value(text: str) -> Access | None:
    """Read one access value; of a list ("agricultural;forestry") the widest; None where nothing known is said."""
    if ";" not in text:
        return _VALUES.get(text.strip())
    return max((v for part in text.split(";") if (v := _VALUES.get(part.strip())) is not None), default=None)


def find_access(tags: Tags, keys: tuple[str, ...], suffix: str = "") -> tuple[str, Access] | None:
    """The most specific key of the hierarchy that says something, with what it says.

    Parameters
    ----------
    keys : tuple of str
        From the mode's own key to ``access``.
    suffix : str
        ``:forward`` or ``:backward``: a key with it goes before the key without.
    """
    for key in keys:
        for name in (key + suffix, key) if suffix else (key,):
            text = tags.get(name)
            value = access_value(text) if text is not None else None
            if value is not None:
                return key, value
    return None


def car_access(tags: Tags, *, is_open: bool, suffix: str = "") -> Access:
    """Access by car. A class closed to cars is opened only by a key of motor traffic, not by ``access=yes``."""
    found = find_access(tags, CAR_KEYS if is_open else CAR_KEYS[:2], suffix)
    if found is None:
        return Access.YES if is_open else Access.NO
    return Access.DESTINATION if found[1] is Access.PUSH else found[1]


def foot_access(tags: Tags, *, is_open: bool, suffix: str = "") -> Access:
    """Access on foot; forest and farm roads stay open to walkers whatever closes them to cars."""
    found = find_access(tags, FOOT_KEYS if is_open else FOOT_KEYS[:1], suffix)
    if found is None:
        return Access.YES if is_open else Access.NO
    key, value = found
    if key == "access" and _is_farm_or_forest(tags.get("access" + suffix, tags.get("access", ""))):
        return Access.YES
    return Access.YES if value is Access.PUSH else value


def bike_access(tags: Tags, *, is_open: bool, may_push: bool, suffix: str = "") -> Access:
    """Access by bicycle; where riding is closed by class or by a wider tag and walking is not, it is pushed."""
    fallback = Access.PUSH if may_push else Access.NO
    found = find_access(tags, BIKE_KEYS, suffix)
    if found is None:
        return Access.YES if is_open else fallback
    key, value = found
    if key == "bicycle":
        return value
    if not is_open or value is Access.NO:
        return fallback
    return Access.YES if _is_farm_or_forest(tags.get(key + suffix, tags.get(key, ""))) else value


def _is_farm_or_forest(text: str) -> bool:
    return any(part.strip() in ("agricultural", "forestry") for part in text.split(";"))


def car_directions(tags: Tags) -> tuple[bool, bool]:
    """Whether cars may go (forward, backward) by the one-way rules."""
    return _directions(_vehicle_oneway(tags, "oneway:motorcar", "oneway:motor_vehicle", "oneway:vehicle"))


def bike_directions(tags: Tags) -> tuple[bool, bool]:
    """Whether bicycles may go (forward, backward): their own one-way tag, contraflow lanes, then the road's."""
    own = _ONEWAY.get(tags.get("oneway:bicycle", ""))
    if own is not None:
        return _directions(own)
    forward, backward = _directions(_vehicle_oneway(tags, "oneway:vehicle"))
    if _has_contraflow(tags) and not (forward and backward):
        return True, True
    return forward, backward


def foot_directions(tags: Tags) -> tuple[bool, bool]:
    """Whether walkers may go (forward, backward): both ways unless a tag of their own says otherwise."""
    return _directions(_ONEWAY.get(tags.get("oneway:foot", ""), 0))


def _vehicle_oneway(tags: Tags, *own_keys: str) -> int:
    for key in (*own_keys, "oneway"):
        value = _ONEWAY.get(tags.get(key, ""))
        if value is not None:
            return value
    is_implied = tags.get("junction") in ("roundabout", "circular") or tags.get("highway") == "motorway"
    return 1 if is_implied else 0


def _has_contraflow(tags: Tags) -> bool:
    sides = ("cycleway", "cycleway:left", "cycleway:right", "cycleway:both")
    if any(tags.get(side) in _OPPOSITE for side in sides):
        return True
    if any(tags.get(f"{side}:oneway") in ("no", "-1") for side in sides[1:]):
        return True
    return access_value(tags.get("bicycle:backward", "")) in (Access.YES, Access.PUSH)


def _directions(oneway: int) -> tuple[bool, bool]:
    return oneway >= 0, oneway <= 0
