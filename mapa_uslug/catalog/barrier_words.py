"""Words for barriers: what a line runs along, what a link is, what could be built, why a place is white."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from mapa_uslug.core.text import Text

NBSP: Final = "\u00a0"
CROSSED: Final = ("river", "railway", "motorway", "lake")
"""What a barrier line can be crossed by: forests and missing roads have no banks."""
LONGEST_BRIDGE_M: Final = 500.0
"""Longest new link that is called a bridge or a crossing; a longer one is a new road (as in the search for candidates)."""
_ON_FOOT: Final = frozenset(("walk", "walk_slow", "bike"))
# Names on the map that say themselves what they name: "Kanał Obry" is no river of that name.
_TELLING: Final = frozenset(
    ("autostrada", "bory", "bór", "droga", "jezioro", "jez.", "kanał", "las", "lasy", "linia", "obwodnica", "park",
     "potok", "puszcza", "rezerwat", "rów", "rzeka", "staw", "stawy", "struga", "strumień", "strumyk", "zalew",
     "zbiornik")
)  # fmt: skip


def name_cause(text: Text, cause: str) -> str:
    """Why people are too far; an unknown code is given back."""
    words = {
        "no_provider": text("nobody serves the gmina"),
        "detour": text("the way leads round an obstacle"),
        "no_stop": text("no stop within walking distance"),
        "no_course": text("no course that gets there"),
        "no_return": text("no course back on the same day"),
        "slow": text("the journey takes too long"),
        "far": text("the place is remote"),
    }
    return words.get(cause, cause)


def name_obstacle(text: Text, kind: str, name: str = "") -> str:
    """What a barrier line runs along, with its name if it has one; an unknown code is given back."""
    if name and kind != "no_road":
        return _name_named(text, kind, name)
    words = {
        "river": text("a river without a name"),
        "railway": text("a railway"),
        "motorway": text("a motorway or expressway"),
        "lake": text("a lake"),
        "forest": text("a forest"),
        "no_road": text("a missing road"),
    }
    return words.get(kind, kind)


def _name_named(text: Text, kind: str, name: str) -> str:
    if name.split()[0].casefold() in _TELLING:
        return name
    words = {
        "river": text("the river {name}", name=name),
        "railway": text("the railway {name}", name=name),
        "motorway": text("the expressway {name}", name=name)
        if name.casefold().startswith("s")
        else text("the motorway {name}", name=name),
        "lake": text("the lake {name}", name=name),
        "forest": text("the forest {name}", name=name),
    }
    return words.get(kind, name)


def name_link(text: Text, kind: str, name: str = "") -> str:
    """What a link is, with the name of what it crosses; an unknown code is given back."""
    words = {
        "bridge": text("bridge"),
        "railway_crossing": text("way across the railway"),
        "only_road": text("the only road"),
        "road": text("road"),
    }
    word = words.get(kind, kind)
    return f"{word} ({name})" if name else word


def name_new_crossing(text: Text, kind: str, mode: str, length_m: float) -> str:
    """What could be built across an obstacle for those who travel by a mode, and how long: no bridge alone if it is long."""
    is_long, is_on_foot = length_m > LONGEST_BRIDGE_M, mode in _ON_FOOT
    if is_long and is_on_foot:
        words = {
            "river": text("new path with a footbridge"),
            "lake": text("new path with a footbridge"),
            "railway": text("new path across the railway"),
            "motorway": text("new path across the motorway"),
        }
        word = words.get(kind, text("new path"))
    elif is_long:
        words = {
            "river": text("new road with a bridge"),
            "lake": text("new road with a bridge"),
            "railway": text("new road across the railway"),
            "motorway": text("new road with a flyover"),
        }
        word = words.get(kind, text("new road"))
    elif is_on_foot:
        words = {
            "river": text("footbridge"),
            "lake": text("footbridge"),
            "railway": text("crossing on foot"),
            "motorway": text("crossing on foot"),
        }
        word = words.get(kind, text("path"))
    else:
        words = {
            "river": text("bridge"),
            "lake": text("bridge"),
            "railway": text("level crossing"),
            "motorway": text("flyover"),
        }
        word = words.get(kind, text("new road"))
    return f"{word} ({write_distance(text, length_m)})"


def name_with_new_crossing(text: Text, kind: str, mode: str, length_m: float) -> str:
    """The beginning of a sentence about what would be if it were built."""
    is_long, is_on_foot = length_m > LONGEST_BRIDGE_M, mode in _ON_FOOT
    if is_long and is_on_foot:
        words = {
            "river": text("with a new path and footbridge"),
            "lake": text("with a new path and footbridge"),
            "railway": text("with a new path and crossing"),
            "motorway": text("with a new path and crossing"),
        }
        word = words.get(kind, text("with a new path"))
    elif is_long:
        words = {
            "river": text("with a new road and bridge"),
            "lake": text("with a new road and bridge"),
            "railway": text("with a new road and level crossing"),
            "motorway": text("with a new road and flyover"),
        }
        word = words.get(kind, text("with a new road"))
    elif is_on_foot:
        words = {
            "river": text("with a new footbridge"),
            "lake": text("with a new footbridge"),
            "railway": text("with a new crossing on foot"),
            "motorway": text("with a new crossing on foot"),
        }
        word = words.get(kind, text("with a new path"))
    else:
        words = {
            "river": text("with a new bridge"),
            "lake": text("with a new bridge"),
            "railway": text("with a new level crossing"),
            "motorway": text("with a new flyover"),
        }
        word = words.get(kind, text("with a new road"))
    return f"{word} ({write_distance(text, length_m)})" if is_long else word


def tell_ways_across(text: Text, kind: str, ways: Sequence[tuple[str, float]]) -> str:
    """The nearest ways across along an obstacle: places and metres from its end on; "" where there is nothing to cross.

    Parameters
    ----------
    ways
        Locality, "" if not known, and metres, not finite where the data have no way across.
    """
    known = [way for way in (write_crossing(text, *way) for way in ways) if way]
    if not known:
        return text("the data have no way across it near by") if kind in CROSSED else ""
    is_water = kind in ("river", "lake")
    if len(known) == 1:
        return (
            text("nearest bridge: {way}", way=known[0])
            if is_water
            else text("nearest way across: {way}", way=known[0])
        )
    one, other = known[:2]
    if is_water:
        return text("nearest bridges: {one} and {other}", one=one, other=other)
    return text("nearest ways across: {one} and {other}", one=one, other=other)


def write_distance(text: Text, metres: float) -> str:
    """A distance with its unit, as exact as one needs it: metres, tens of metres, tenths of a kilometre, kilometres."""
    if metres < 995:
        return f"{text.number(round(metres, 0 if metres < 100 else -1))}{NBSP}m"
    km = round(metres / 1000, 1 if metres < 19_950 else 0)
    return f"{text.number(km, 0 if km.is_integer() else 1)}{NBSP}km"


def write_crossing(text: Text, name: str, metres: float) -> str:
    """A way across with how far it is, "" if the data have none."""
    if not math.isfinite(metres):
        return ""
    distance = write_distance(text, metres)
    return f"{distance} ({name})" if name else distance
