"""How well what a service found is what was asked for: class, radius and score of every place that it names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from mapa_uslug.contracts.places import LEAST_RADIUS_M, AddressQuery, Candidate
from mapa_uslug.core.address_text import compare_given, locality_key, number_forms, street_tokens
from mapa_uslug.core.folding import fold

DOUBTFUL: Final = 60.0
"""A candidate below this score is for a person to choose, never to be taken by itself."""

_LOST_PART: Final = 15.0
_OTHER_POSTCODE: Final = 3.0
_OTHER_POST_AREA: Final = 10.0
_UNKNOWN_NAME: Final = 0.5
_STREET_NOT_ASKED: Final = 0.55
_OTHER_PATRON: Final = 0.55
_SHORTER_PATRON: Final = 0.97
_OTHER_KIND: Final = 0.9
_OTHER_READING: Final = 0.97
_LEAST_LIKE: Final = 0.95
# What each class has lost of locality, street and number.
_LOST: Final = {"punkt_adresowy": 0, "ulica": 1, "miejscowosc": 2, "kod_pocztowy": 3, "gmina": 3}
_UNIT_WORD: Final = re.compile(
    r"\([^)]*\)|(?<!\S)(?:miasto i gmina|gmina i miasto|gmina|gm\.|powiat|pow\.|wojewodztwo|woj\.|miasto|m\.\s?st\.|m\.)(?=\s)"
)


@dataclass(frozen=True)
class Entry:
    """A place as a service describes it; texts are empty and `likeness` is None where it does not say.

    Attributes
    ----------
    lon, lat : float
        Degrees.
    quality : str
        Class that the service claims.
    localities : tuple of str
        Names of the town or village and of its parts.
    teryt : str
        Six digits of the gmina.
    radius_m : float
        Extent of the thing found, if it has one.
    text : str
        The address in a line.
    locality_likeness, street_likeness : float or None
        The service's own judgement of the names, 0 to 1.
    """

    lon: float
    lat: float
    quality: str
    text: str
    localities: tuple[str, ...] = ()
    street: str = ""
    number: str = ""
    postcode: str = ""
    teryt: str = ""
    gmina: str = ""
    powiat: str = ""
    wojewodztwo: str = ""
    radius_m: float = 0.0
    locality_likeness: float | None = None
    street_likeness: float | None = None


def judge(query: AddressQuery, entries: Sequence[Entry], source: str) -> tuple[Candidate, ...]:
    """Turn what a service found into candidates, best first.

    A house number that is not the one asked for makes an address point a street's or a village's point. A gmina other
    than the declared one puts the score below `DOUBTFUL`. None is left out.
    """
    rated = [(_rate(query, entry), entry) for entry in entries]
    rated.sort(key=lambda pair: (-pair[0][1], _same_gmina(query, pair[1]) is None))
    found = [
        Candidate(
            entry.lon, entry.lat, quality, max(entry.radius_m, LEAST_RADIUS_M[quality]), entry.text,
            round(score, 1), entry.teryt, source,
        )
        for (quality, score), entry in rated
    ]  # fmt: skip
    return tuple(dict.fromkeys(found))


def _rate(query: AddressQuery, entry: Entry) -> tuple[str, float]:
    """Class and score of an entry."""
    quality, likeness = entry.quality, _locality_likeness(query, entry)
    if quality == "punkt_adresowy":
        number = _number_likeness(query, entry)
        quality = quality if number else "ulica" if entry.street else "miejscowosc"
        likeness = min(likeness, number or 1.0)
    if quality in ("punkt_adresowy", "ulica"):
        likeness = min(likeness, _street_likeness(query, entry))
    score = 100.0 * likeness - _LOST_PART * _lost_parts(query, quality) - _postcode_loss(query, entry)
    # Shrunk, not cut off, so that the better of two strangers still comes first.
    return quality, max(score, 0.0) * (0.59 if _same_gmina(query, entry) is False else 1.0)


def _lost_parts(query: AddressQuery, quality: str) -> int:
    """How many parts that were asked for the class does not know."""
    asked = (bool(query.number), bool(query.street), bool(query.locality))
    return sum(asked[: _LOST[quality]])


def _locality_likeness(query: AddressQuery, entry: Entry) -> float:
    if not query.locality or entry.quality in ("kod_pocztowy", "gmina"):
        return 1.0
    if not entry.localities:
        return _UNKNOWN_NAME
    asked = locality_key(query.locality)
    names = [locality_key(name) for name in entry.localities]
    if asked in names:
        return 1.0
    return _blend(max(fuzz.ratio(asked, name) for name in names), entry.locality_likeness)


def _street_likeness(query: AddressQuery, entry: Entry) -> float:
    if not query.street:
        return _STREET_NOT_ASKED if entry.street else 1.0
    if not entry.street:
        return 1.0 if locality_key(query.street) in map(locality_key, entry.localities) else _UNKNOWN_NAME
    asked, found = street_tokens(query.street), street_tokens(entry.street)
    if asked.key != found.key:
        return _blend(fuzz.ratio(asked.key, found.key), entry.street_likeness)
    kind = 1.0 if asked.kind == found.kind or not asked.kind or not found.kind else _OTHER_KIND
    return kind * {3: 1.0, 2: _SHORTER_PATRON, 0: _OTHER_PATRON}[compare_given(asked, found)]


def _blend(percent: float, told: float | None) -> float:
    """Likeness of unlike names: the lower of our measure and the service's, never that of equal names."""
    return min(percent / 100.0, _LEAST_LIKE, 1.0 if told is None else told)


def _number_likeness(query: AddressQuery, entry: Entry) -> float:
    """1 for the number asked for, a little less for another reading of it ("12/14" may be flat 14 of 12), else 0."""
    asked, found = number_forms(query.number), number_forms(entry.number)
    if not asked or not found or found[0] not in asked:
        return 0.0
    return 1.0 if found[0] == asked[0] else _OTHER_READING


def _postcode_loss(query: AddressQuery, entry: Entry) -> float:
    """Little within a post area, as towns have one postcode for letters and others for their streets."""
    asked, found = _digits(query.postcode), _digits(entry.postcode)
    if len(asked) != 5 or len(found) != 5 or asked == found:
        return 0.0
    return _OTHER_POSTCODE if asked[:2] == found[:2] else _OTHER_POST_AREA


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isascii() and c.isdigit())


def _same_gmina(query: AddressQuery, entry: Entry) -> bool | None:
    """Whether the entry lies in the declared gmina, None if neither codes nor names tell."""
    if query.gmina_teryt and entry.teryt:
        return query.gmina_teryt[:6] == entry.teryt[:6]
    pairs = ((query.gmina, entry.gmina), (query.powiat, entry.powiat), (query.wojewodztwo, entry.wojewodztwo))
    told = [_unit_key(asked) == _unit_key(found) for asked, found in pairs if asked and found]
    if not all(told):
        return False
    return True if query.gmina and entry.gmina else None


def _unit_key(name: str) -> str:
    """Name of an administrative unit without the word for its kind."""
    return " ".join(_UNIT_WORD.sub(" ", f"{fold(name)} ").replace("-", " ").split())
