"""Roads and paths of BDOT10k, the official topographic data of Poland, as tags that our rules read.

Layers: OT_SKJZ_L (carriageways), OT_SKDR_L (roads), OT_SKRP_L (ways for walkers and cyclists). Attributes and code lists:
regulation of the Minister of Development, Labour and Technology of 27 July 2021 on the topographic database (BDOT10k; Dz.U. 2021 poz. 1412).
Files write them in several ways: codes ("Mb"), names of the schema ("masaBitumiczna"), words ("masa bitumiczna");
columns whole (`klasaDrogi`), cut to ten letters (`materialNa`), in capitals (`KLASADROGI`) or apart (`KLASA_DROG`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from mapa_uslug.core.folding import fold

_COLUMNS: Final = {
    "klasadrogi": "class",
    "kierunek": "direction",
    "kierunkowosc": "direction",
    "materialnawierzchni": "surface",
    "liczbajezdnidrogi": "carriageways",
    "ulica": "street",
    "ruchrowerowy": "cycling",
    "xkod": "code",
}
_LEAST_LETTERS: Final = 8
"""Of a longer name that a shapefile or an export of ArcGIS has cut."""

# The class of a public road by the technical regulation on roads -> the value of `highway` used for it in Poland.
# Roads of class I are not public (estate, farm, forest): slow, and no proof that footpaths are known.
_CLASSES: Final = {
    "a": "motorway", "s": "trunk", "gp": "primary", "g": "secondary", "z": "tertiary", "l": "unclassified",
    "d": "residential", "i": "service",
}  # fmt: skip
_CLASS_WORDS: Final = {
    "autostrada": "a", "ekspresowa": "s", "glownaruchuprzyspieszonego": "gp", "glowna": "g", "zbiorcza": "z",
    "lokalna": "l", "dojazdowa": "d", "inna": "i", "w": "i", "wewnetrzna": "i",
}  # fmt: skip
_CODES: Final = {f"skjz0{number}": letter for number, letter in enumerate(_CLASSES, start=1)}
# Who may ride a bicycle: excluded, allowed, nobody else.
_FOOTWAY: Final = {"highway": "footway"}
_SHARED: Final = {"highway": "path", "bicycle": "yes"}
_CYCLEWAY: Final = {"highway": "cycleway"}
_PATHS: Final = {
    "ndp": _FOOTWAY, "niedopuszczony": _FOOTWAY,
    "dps": _SHARED, "dopuszczony": _SHARED,
    "wlc": _CYCLEWAY, "wylaczny": _CYCLEWAY, "wylacznie": _CYCLEWAY,
}  # fmt: skip
_SURFACES: Final = {
    "mb": "asphalt", "masabitumiczna": "asphalt",
    "bt": "concrete", "beton": "concrete",
    "pb": "concrete:plates", "plytybetonowe": "concrete:plates",
    "kp": "paving_stones", "kostkaprefabrykowana": "paving_stones",
    "kl": "paving_stones", "klinkier": "paving_stones",
    "kk": "sett", "kostkakamienna": "sett",
    "br": "unhewn_cobblestone", "bruk": "unhewn_cobblestone",
    "gz": "compacted", "stabilizowanazwiremlubzuzlem": "compacted", "gruntstabilizowany": "compacted",
    "tl": "gravel", "tluczen": "gravel",
    "zw": "gravel", "zwir": "gravel",
    "gr": "ground", "gruntnaturalny": "ground",
}  # fmt: skip
# Not in the official layer; added by offices and GIS users: both ways, as drawn, against it, closed to vehicles.
_DIRECTIONS: Final = {
    "0": {}, "1": {"oneway": "yes"}, "2": {"oneway": "-1"}, "3": {"vehicle": "no"},
    "zgodny": {"oneway": "yes"}, "przeciwny": {"oneway": "-1"}, "obustronny": {}, "dwukierunkowa": {},
}  # fmt: skip
_YES: Final = frozenset(("1", "t", "true", "tak", "yes", "prawda"))


def recognise(names: Iterable[str]) -> Mapping[str, str]:
    """What the columns of a BDOT10k layer of roads or paths say, by their names as written; empty for another layer."""
    found: dict[str, str] = {}
    for name in names:
        meaning = _meaning_of(name)
        if meaning:
            found.setdefault(meaning, name)
    is_ours = "class" in found or "cycling" in found
    return found if is_ours else {}


def has_directions(columns: Mapping[str, str]) -> bool:
    """Whether a layer tells one-way streets; the official ones do not."""
    return "direction" in columns or "class" not in columns


def tags_of(row: Mapping[str, str]) -> dict[str, str]:
    """Tags of a line from what its columns say (by the meanings of `recognise`).

    Class
        A motorway, S trunk, GP primary (trunk where it has two carriageways), G secondary, Z tertiary, L
        unclassified, D residential, I service; without a class the object's code (SKJZ01 ... 08) says it. An
        unknown class is a road of unknown class. Expressways (A, S) are closed to walkers and bicycles.
    Direction
        As given; where it is not, both ways, carriageways of motorways too, because lines are not always drawn
        the way they are driven.
    Built-up
        Streets (`ulica`) count as such; on other roads nothing is said.
    Paths
        Where bicycles are excluded a footway, allowed a path, alone a cycleway.
    """
    letter = _class(row)
    surface = _SURFACES.get(_key(row.get("surface", "")))
    said = {"surface": surface} if surface else {}
    if not letter and (row.get("cycling") or _key(row.get("code", "")).startswith("skrp")):
        return said | _PATHS.get(_key(row.get("cycling", "")), _FOOTWAY)
    return said | _road_tags(letter, row)


def _road_tags(letter: str, row: Mapping[str, str]) -> dict[str, str]:
    tags = {"highway": _CLASSES.get(letter, "road"), "oneway": "no"}
    if letter == "s":
        tags["motorroad"] = "yes"
    elif letter == "gp" and row.get("carriageways", "") not in ("", "0", "1"):
        tags["highway"] = "trunk"
    elif letter != "a" and _key(row.get("street", "")) in _YES:
        tags["zone:traffic"] = "PL:urban"
    return tags | _DIRECTIONS.get(_key(row.get("direction", "")), {})


def _class(row: Mapping[str, str]) -> str:
    """Letter of the class of a road, empty where none is said."""
    written = _key(row.get("class", "")).removeprefix("droga")
    letter = _CLASS_WORDS.get(written, written)
    return letter if letter in _CLASSES else _CODES.get(_key(row.get("code", "")), "")


def _meaning_of(name: str) -> str | None:
    key = _key(name)
    exact = _COLUMNS.get(key)
    if exact or len(key) < _LEAST_LETTERS:
        return exact
    return next((meaning for whole, meaning in _COLUMNS.items() if whole.startswith(key)), None)


def _key(text: str) -> str:
    """Letters and digits of a name or value, folded: "masa bitumiczna", "masaBitumiczna" -> "masabitumiczna"."""
    return re.sub(r"[^a-z0-9]", "", fold(text))
