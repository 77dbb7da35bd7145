"""Words for barriers: what a line runs along, what a link is, what could be built, why a place is white."""

from __future__ import annotations

import math
from typing import Final

from mapa_uslug.core.text import Text

NBSP: Final = "\u00a0"
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


def name_new_crossing(text: Text, kind: str, mode: str) -> str:
    """What could be built across an obstacle for those who travel by a mode."""
    if mode in _ON_FOOT:
        words = {
            "river": text("footbridge"),
            "lake": text("footbridge"),
            "railway": text("crossing on foot"),
            "motorway": text("crossing on foot"),
        }
        return words.get(kind, text("path"))
    words = {
        "river": text("bridge"),
        "lake": text("bridge"),
        "railway": text("level crossing"),
        "motorway": text("flyover"),
    }
    return words.get(kind, text("new road"))


def name_with_new_crossing(text: Text, kind: str, mode: str) -> str:
    """The beginning of a sentence about what would be if it were built."""
    if mode in _ON_FOOT:
        words = {
            "river": text("with a new footbridge"),
            "lake": text("with a new footbridge"),
            "railway": text("with a new crossing on foot"),
            "motorway": text("with a new crossing on foot"),
        }
        return words.get(kind, text("with a new path"))
    words = {
        "river": text("with a new bridge"),
        "lake": text("with a new bridge"),
        "railway": text("with a new level crossing"),
        "motorway": text("with a new flyover"),
    }
    return words.get(kind, text("with a new road"))


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
