"""What rows are compared by when duplicates are looked for: words of the name, the address, the point, the telephone."""

from __future__ import annotations

import math
import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from mapa_uslug.core.address_text import locality_key, number_key, street_key
from mapa_uslug.core.folding import fold

_ABBREVIATIONS: Final = {
    "dps": "dom pomocy spolecznej", "sds": "srodowiskowy dom samopomocy", "wtz": "warsztat terapii zajeciowej",
    "zaz": "zaklad aktywnosci zawodowej", "ddp": "dzienny dom pomocy", "ops": "osrodek pomocy spolecznej",
    "gops": "gminny osrodek pomocy spolecznej", "mops": "miejski osrodek pomocy spolecznej",
    "mgops": "gminny miejski osrodek pomocy spolecznej", "pcpr": "powiatowe centrum pomocy rodzinie",
    "cus": "centrum uslug spolecznych", "zol": "zaklad opiekunczo leczniczy", "gok": "gminny osrodek kultury",
}  # fmt: skip
# Words that hold a name together, and legal forms: they do not tell one body from another.
_NEUTRAL_TEXT: Final = """
w we z ze i oraz dla im imienia przy na do od ul sp o oo spolka zoo fundacja stowarzyszenie spoldzielnia zespol nr numer gmina
gminy gminie miasto miasta powiat powiecie pow
"""
_NEUTRAL: Final = frozenset(_NEUTRAL_TEXT.split())
# Words of what a place is; together with the town they name many bodies.
_GENERIC_TEXT: Final = """
dom domu pomocy spolecznej spolecznych osrodek osrodka centrum uslug klub senior seniora senior+ wigor dzienny dziennego pobytu
srodowiskowy samopomocy warsztat warsztaty terapii zajeciowej zaklad aktywnosci zawodowej opiekunczo leczniczy pielegnacyjno
opiekunczy zlobek przedszkole szkola podstawowa biblioteka publiczna filia kultury swietlica wiejska apteka przychodnia poradnia
szpital rodzinie rodziny wsparcia integracji placowka opieki dzieciecy
"""
_GENERIC: Final = frozenset(_GENERIC_TEXT.split())
_LEVELS: Final = ("gminn", "miejsk", "powiatow", "wojewodzk", "samorzadow")
_PRECISE: Final = ("", "reczny", "rejestr", "punkt_adresowy")
_ROMAN: Final = re.compile(r"(?:i{1,3}|iv|vi{0,3}|ix|x)")
_PHONE: Final = re.compile(r"(?<!\d)(?:\+?48[\s-]*)?((?:\d[\s()-]*){8}\d)(?!\d)")
_LEAST_STEM: Final = 3
_EARTH_M: Final = 111_320.0


@dataclass(frozen=True)
class Entry:
    """One row as it is compared.

    Attributes
    ----------
    label : hashable
        The row's label in the table.
    words : tuple of str
        Of the name, folded and sorted, without neutral ones and the town.
    own : tuple of str
        Of these, the ones that are no common word for what the place is.
    levels, numbers : frozenset of str
        "Gminny", "miejski" ...; numbers in the name.
    service, group : str
        Type and target group, folded; empty where not given.
    locality, street, house, postcode : str
        Keys of the address.
    street_as_place : str
        The street taken for a village: lists that name the post town write the village there.
    x, y : float
        Metres; ``nan`` where the point is not known or is only that of a street or village.
    filled : int
        Number of cells that are not empty.
    """

    label: Hashable
    words: tuple[str, ...]
    own: tuple[str, ...]
    levels: frozenset[str]
    numbers: frozenset[str]
    service: str
    group: str
    locality: str
    street: str
    house: str
    postcode: str
    street_as_place: str
    x: float
    y: float
    phones: frozenset[str]
    filled: int

    @property
    def has_point(self) -> bool:
        """Whether its point is known."""
        return not (math.isnan(self.x) or math.isnan(self.y))

    @property
    def has_address(self) -> bool:
        """Whether it has a house number in a town or on a street."""
        return bool(self.house and (self.locality or self.street))


def read_entry(label: Hashable, row: Mapping[str, Any], service: str) -> Entry:
    """A row of official columns (missing ones are empty), with ``x, y`` in metres or ``lon, lat`` in degrees."""
    text = {key: _text(value) for key, value in row.items()}
    locality, name = text.get("miejscowosc", ""), text.get("nazwa", "")
    places = [locality, text.get("gmina", ""), text.get("powiat", "")]
    # Some lists tell homes of one town apart by writing the street into the name.
    is_street_named = re.search(r"\b(?:ul|al|os|pl)\.", fold(name)) is not None
    # Others write the village where the street belongs.
    is_village = re.match(r"(?:ul|al|os|pl)\b", fold(text.get("ulica", ""))) is None
    places += [text.get("ulica", "")] if is_street_named or is_village else []
    house = fold(text.get("nr", "")) if is_street_named else ""
    words = tuple(w for w in _name_words(name, " ".join(places)) if w != house)
    numbers = frozenset(w for w in words if w.isdigit() or _ROMAN.fullmatch(w))
    levels = frozenset(stem for stem in _LEVELS if any(w.startswith(stem) for w in words))
    own = tuple(w for w in words if w not in _GENERIC and w not in numbers and not w.startswith(_LEVELS))
    x, y = _point(text)
    return Entry(
        label, words, own, levels, numbers, service, fold(text.get("grupa", "")), locality_key(locality),
        street_key(text.get("ulica", "")), number_key(text.get("nr", "")).house, re.sub(r"\D", "", text.get("kod", "")),
        locality_key(text.get("ulica", "")), x, y,
        frozenset(re.sub(r"\D", "", found) for found in _PHONE.findall(text.get("kontakt_rola", ""))),
        sum(bool(value) for value in text.values()),
    )  # fmt: skip


def _text(value: object) -> str:
    return "" if value is None or (isinstance(value, float) and math.isnan(value)) else str(value).strip()


def _name_words(name: str, places: str) -> tuple[str, ...]:
    plain = re.sub(r"[^\w\s+]", " ", fold(name))
    spelled = " ".join(_ABBREVIATIONS.get(word, word) for word in plain.split())
    towns = [w for w in re.sub(r"\W", " ", fold(places)).split() if len(w) >= _LEAST_STEM]
    kept = [w for w in spelled.split() if w not in _NEUTRAL and (w in _GENERIC or not _is_town(w, towns))]
    return tuple(sorted(set(kept)))


def _is_town(word: str, towns: list[str]) -> bool:
    """Whether a word is a form of one of the place's names ("Kutnie" of Kutno)."""
    return any(word[: max(_LEAST_STEM, len(town) - 3)] == town[: max(_LEAST_STEM, len(town) - 3)] and abs(len(word) - len(town)) <= 3 for town in towns)  # fmt: skip


def _point(text: Mapping[str, str]) -> tuple[float, float]:
    if text.get("klasa_wsp", "") not in _PRECISE:
        return math.nan, math.nan
    if "x" in text and "y" in text:
        return _float(text["x"]), _float(text["y"])
    lon, lat = _float(text.get("lon", "")), _float(text.get("lat", ""))
    # A metre is a metre to one part in two hundred within Poland; only distances of some hundred metres are asked for.
    return lon * _EARTH_M * math.cos(math.radians(52.0)), lat * _EARTH_M


def _float(text: str) -> float:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan
