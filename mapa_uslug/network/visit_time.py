"""What holds when people visit services: conditional tags at one hour of an ordinary weekday."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from typing import Final

from mapa_uslug.network.access import CAR_KEYS, Access, Tags, access_value, find_access

VISIT: Final = datetime(2026, 5, 12, 10, 0)
"""A Tuesday in May at ten: no holiday, no season, offices and surgeries are open."""

_LIMIT_KEYS: Final = ("maxspeed", "maxspeed:forward", "maxspeed:backward")
_ACCESS_KEYS: Final = ("access", "vehicle", "motor_vehicle", "motorcar", "bicycle", "foot")
_PLAIN_KEYS: Final = (*_LIMIT_KEYS, "oneway")
CONDITIONAL_KEYS: Final = frozenset(f"{key}:conditional" for key in (*_PLAIN_KEYS, *_ACCESS_KEYS))
"""Keys that are looked at."""

_CLAUSE: Final = re.compile(r"\s*([^@;()]+?)\s*@\s*(\([^()]*\)|[^;()]+)\s*(?:;|$)")
_AND: Final = re.compile(r"\bAND\b", re.IGNORECASE)


def at_visit(tags: Tags) -> Tags:
    """The tags with every condition on time resolved for `VISIT`.

    ``value @ condition; ...``, the last that holds (OSM wiki, Conditional restrictions). Only conditions on time are
    taken: weather, weight, length of stay and purpose are not known, and what is not understood changes nothing. Limits
    and one-way rules that hold replace the plain ones. Access that is opened then is open; access that is closed then
    is left to those who live there (``destination``), at other hours they drive in and out, so a closed hour makes
    nobody unreachable.
    """
    given = CONDITIONAL_KEYS & tags.keys()
    if not given:
        return tags
    resolved = dict(tags)
    for key in (*_PLAIN_KEYS, *_ACCESS_KEYS):
        value = value_at_visit(tags.get(f"{key}:conditional", ""))
        if not value:
            continue
        access = access_value(value)
        if key in _PLAIN_KEYS:
            resolved[key] = value
        elif access is not None and access < Access.DESTINATION:
            _leave_to_residents(resolved, key)
        elif access is not None:
            resolved[key] = value
    return resolved


def value_at_visit(text: str) -> str:
    """The value of a conditional tag that holds at `VISIT`, empty if none does."""
    holding = [found[1] for found in _CLAUSE.finditer(text) if _holds(found[2])]
    return holding[-1] if holding else ""


def is_open_then(opening_hours: str) -> bool:
    """Whether something is open at `VISIT`; what is not understood is open."""
    return _is_time_met(opening_hours) is not False


def _leave_to_residents(tags: dict[str, str], key: str) -> None:
    # At the pace of walkers and cyclists "destination" is no different from open, and a tag of cars' own would open
    # a class that is closed to them.
    if key not in CAR_KEYS:
        return
    said = find_access(tags, CAR_KEYS)
    if said is None:
        tags["access"] = "destination"
    elif said[1] > Access.DESTINATION:
        tags[said[0]] = "destination"


def _holds(condition: str) -> bool:
    parts = _AND.split(condition.strip().strip("()"))
    return all(_is_time_met(part.strip()) is True for part in parts)


@lru_cache(maxsize=4096)
def _is_time_met(text: str) -> bool | None:
    """Whether a time holds at `VISIT`; None where the text is no time."""
    from opening_hours import OpeningHours, validate

    return bool(OpeningHours(text).is_open(VISIT)) if text and validate(text) else None
