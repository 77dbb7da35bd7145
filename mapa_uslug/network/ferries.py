"""Ferries: how long a crossing takes, and who is taken aboard."""

from __future__ import annotations

import re
from typing import Final

from mapa_uslug.network.access import BIKE_KEYS, CAR_KEYS, FOOT_KEYS, Access, Tags, find_access
from mapa_uslug.network.speed_profile import SpeedProfile
from mapa_uslug.network.visit_time import is_open_then

FERRY_CLASS: Final = "ferry"

_CLOCK: Final = re.compile(r"(\d{1,3}):(\d{2})(?::(\d{2}))?")
_MINUTES: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(?:min(?:ute)?s?)?")
_ISO: Final = re.compile(
    r"P(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?"
)
_UNITS_S: Final = (86_400.0, 3600.0, 60.0, 1.0)


def is_ferry(tags: Tags) -> bool:
    """Whether a way is a ferry's (a train that carries cars is none)."""
    return tags.get("route") == "ferry"


def parse_duration(text: str) -> float | None:
    """Seconds of a `duration` or `interval`; None where it says none.

    Forms of the OSM wiki (Key:duration, Key:interval): ``hh:mm``, ``hh:mm:ss``, minutes ("15", "15 min"), ISO 8601
    ("PT1H20M").
    """
    text = text.strip()
    clock = _CLOCK.fullmatch(text)
    if clock:
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        return (hours * 3600.0 + minutes * 60.0 + seconds) or None
    minutes_only = _MINUTES.fullmatch(text)
    if minutes_only:
        return float(minutes_only[1]) * 60.0 or None
    iso = _ISO.fullmatch(text.upper())
    if iso:
        parts = zip(iso.groups(), _UNITS_S, strict=True)
        return sum(float(number or 0) * unit for number, unit in parts) or None
    return None


def crossing_time(tags: Tags, profile: SpeedProfile) -> tuple[float, float]:
    """Seconds per metre, and seconds for the whole crossing however long.

    The wait is half of the `interval`, else the profile's; the crossing takes its `duration`, else the profile's speed.
    """
    interval = parse_duration(tags.get("interval", ""))
    wait = profile.ferry_wait_s if interval is None else interval / 2.0
    duration = parse_duration(tags.get("duration", ""))
    if duration is None:
        return 3.6 / profile.ferry_kmh, wait
    return 0.0, duration + wait


def boards(tags: Tags, suffix: str) -> tuple[bool, bool, bool]:
    """Whether (cars, walkers, bicycles) are taken in a direction.

    Without a tag of their own walkers and bicycles are, and cars unless the tags speak of walkers or bicycles alone,
    as those of passenger boats do. Private ferries, and those that do not run at the time of the visit, take nobody.
    """
    if not is_open_then(tags.get("opening_hours", "")):
        return False, False, False
    car = find_access(tags, CAR_KEYS, suffix)
    takes_cars = _may(car[1]) if car else not {"foot", "bicycle"} & tags.keys()
    foot, bike = find_access(tags, FOOT_KEYS, suffix), find_access(tags, BIKE_KEYS, suffix)
    return takes_cars, foot is None or _may(foot[1]), bike is None or _may(bike[1])


def _may(access: Access) -> bool:
    return access not in (Access.NO, Access.PRIVATE)
