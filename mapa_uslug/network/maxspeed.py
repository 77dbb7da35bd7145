"""What a `maxspeed` tag says: a limit in km/h, and whether it is a built-up area's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

MPH_KMH = 1.609344
WALK_KMH = 7.0

# Limits that follow from the surroundings alone, by country; "" holds for countries not named.
# Sources: OSM wiki, "Default speed limits"; Poland: Prawo o ruchu drogowym, art. 20.
IMPLICIT_KMH: dict[str, dict[str, float]] = {
    "": {"urban": 50, "rural": 90, "motorway": 130, "trunk": 100, "expressway": 110, "living_street": 20,
         "bicycle_road": 30, "walk": WALK_KMH},
    "PL": {"rural": 90, "motorway": 140, "trunk": 120, "expressway": 120},
    "DE": {"rural": 100, "trunk": 100, "living_street": WALK_KMH},
    "AT": {"rural": 100, "trunk": 100},
    "CH": {"rural": 80, "motorway": 120},
    "LI": {"rural": 80},
    "CZ": {"rural": 90, "trunk": 110},
    "SK": {"rural": 90, "trunk": 130},
    "LT": {"rural": 90, "trunk": 120},
    "UA": {"rural": 90, "trunk": 110},
    "RO": {"rural": 90, "trunk": 100},
    "FR": {"rural": 80, "trunk": 110},
    "PT": {"motorway": 120, "trunk": 100},
    "ES": {"motorway": 120, "trunk": 90},
    "GB": {"urban": 30 * MPH_KMH, "nsl_restricted": 30 * MPH_KMH, "nsl_single": 60 * MPH_KMH,
           "nsl_dual": 70 * MPH_KMH, "rural": 60 * MPH_KMH, "motorway": 70 * MPH_KMH},
}  # fmt: skip
BUILT_UP_PLACES = {"urban", "living_street", "nsl_restricted", "bicycle_road"}
OPEN_PLACES = {"rural", "motorway", "trunk", "expressway", "nsl_single", "nsl_dual"}

_NUMBER = re.compile(r"(\d+(?:\.\d+)?)\s*(km/?h|kph|mph|knots)?")
_PLACE = re.compile(r"([A-Za-z]{2})(?:-[A-Za-z0-9]+)?:([a-z_]+)?:?(\d+)?")
_ZONE = re.compile(r"zone:?(\d+)")


@dataclass(frozen=True)
class Limit:
    """A speed limit; `kmh` None: not said, infinite: none; `is_built_up` None: not said."""

    kmh: float | None = None
    is_built_up: bool | None = None


NO_LIMIT_SAID = Limit()


@lru_cache(maxsize=4096)
def parse_maxspeed(text: str) -> Limit:
    """Read one `maxspeed` value (also `maxspeed:type`, `source:maxspeed`, `zone:maxspeed`).

    Several values ("50;70", or a list as in OSMnx graphs) give their harmonic mean: the mean time over
    equal lengths, since which part of the edge has which is not known. Lane lists ("100|80") likewise.
    """
    parts = [part for part in re.split(r"[;|,]", text.strip("[] ")) if part.strip(" '\"")]
    limits = [_parse_one(part.strip(" '\"")) for part in parts]
    speeds = [limit.kmh for limit in limits if limit.kmh is not None]
    places = {limit.is_built_up for limit in limits}
    return Limit(_harmonic_mean(speeds), places.pop() if len(places) == 1 else None)


def _parse_one(text: str) -> Limit:
    lowered = text.lower()
    if lowered == "none":
        return Limit(float("inf"), False)
    if lowered == "walk":
        return Limit(WALK_KMH, True)
    number = _NUMBER.fullmatch(lowered)
    if number:
        return Limit(_in_kmh(number))
    zone = _ZONE.fullmatch(lowered)
    if zone:
        return Limit(float(zone[1]) or None, True)
    place = _PLACE.fullmatch(text)
    return _limit_of_place(place) if place else NO_LIMIT_SAID


def _in_kmh(number: re.Match[str]) -> float | None:
    unit = {"mph": MPH_KMH, "knots": 1.852}.get(number[2] or "", 1.0)
    return float(number[1]) * unit or None


def _limit_of_place(place: re.Match[str]) -> Limit:
    country, name, figure = place[1].upper(), (place[2] or "").removesuffix("_"), place[3]
    is_zone = name in {"zone", "", "urban"} and figure is not None
    if name.startswith("zone") or is_zone:
        kmh = float(figure) if figure else None
        return Limit(kmh, True if kmh is None or kmh <= 50 else None)
    default = IMPLICIT_KMH[""].get(name)
    built_up = True if name in BUILT_UP_PLACES else False if name in OPEN_PLACES else None
    return Limit(IMPLICIT_KMH.get(country, {}).get(name, default), built_up)


def _harmonic_mean(speeds: Iterable[float]) -> float | None:
    known = list(speeds)
    if not known:
        return None
    paces = sum(1.0 / speed for speed in known)
    return len(known) / paces if paces else float("inf")


def parse_conditional(text: str) -> Limit:
    """Read a `maxspeed:conditional`, used only where no unconditional limit is given.

    The value of its first condition: a limit that holds at times is nearer the truth than the class alone.
    """
    return parse_maxspeed(text.split("@", 1)[0].strip().lstrip("("))
