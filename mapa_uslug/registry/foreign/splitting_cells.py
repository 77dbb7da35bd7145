"""Cells that hold several official columns, taken apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from mapa_uslug.core.address_text import AddressParts, split_address, split_street_number
from mapa_uslug.core.folding import fold
from mapa_uslug.core.locality_names import is_inflected_form
from mapa_uslug.registry.foreign.foreign_cells import split_pair, tidy, tidy_number, tidy_postcode
from mapa_uslug.registry.foreign.mapping import SplitKind

_Row = Mapping[str, str]
_POSTCODE_TOWN = re.compile(r"^(\d{2}\s?-?\s?\d{3})\s*,?\s*(.*)$|^(.*?)\s*,?\s*(\d{2}\s?-\s?\d{3})$")
_MORE_THAN_STREET = re.compile(r",\s*[^\W\d]|\S\s+(?:ul|al|os|pl)\.", re.IGNORECASE)
_STREET_BEFORE = re.compile(r"^(?:ul|al|os|pl)\.|^(?:ulica|aleja|aleje|osiedle|plac|rynek|\d)", re.IGNORECASE)
_IN_NAME = re.compile(r"\bwe?\s+((?:[A-ZĄĆĘŁŃÓŚŹŻ][\w-]*\s*){1,3})")
_NO_POSTCODE = "00-000"
_STREET_WORD = re.compile(r"^(?:ul\.|ulica\s)\s*", re.IGNORECASE)
_TWICE = re.compile(r"^rynek (rynek)$", re.IGNORECASE)


@dataclass(frozen=True)
class Split:
    """What a cell was taken apart into.

    Attributes
    ----------
    values : dict
        Official column -> text.
    rest : str
        What belongs to no official column.
    locality : str
        Village that goes before the one of its own column, which then is the post town.
    """

    values: dict[str, str]
    rest: str = ""
    locality: str = ""


def split_cell(kind: SplitKind, text: str, row: _Row) -> Split:
    """Take a cell apart.

    Parameters
    ----------
    text
        The cell with its line ends, which part addresses.
    row
        Official columns known so far.
    """
    return _SPLITTERS[kind](text, row)


def _name_and_address(text: str, row: _Row) -> Split:
    parts = split_address(text)
    if not parts.name and parts.locality and parts.street and parts.post_town:
        # A cell of name and address begins with the name, whatever it looks like.
        parts = replace(parts, name=parts.locality, locality="")
    return Split({"nazwa": parts.name, **_place(parts)}, parts.rest)


def _address(text: str, row: _Row) -> Split:
    parts = split_address(text)
    return Split(_place(parts), _joined(parts.name, parts.rest))


def _place(parts: AddressParts) -> dict[str, str]:
    locality = parts.locality or parts.post_town
    return {"ulica": parts.street, "nr": parts.number, "miejscowosc": locality, "kod": parts.postcode}


def _joined(*texts: str) -> str:
    return ", ".join(filter(None, texts))


def _street_and_number(text: str, row: _Row) -> Split:
    """Street and number; a village that stands before the street is where the house is, not the post town."""
    plain = tidy(text)
    if not _MORE_THAN_STREET.search(plain):
        street, number = split_street_number(plain)
        if number and _is_village_of_name(street, row):
            return Split({"nr": number}, locality=street)
        return Split({"ulica": street, "nr": number})
    parts = split_address(f"{plain}, {row['kod'] or _NO_POSTCODE} {row['miejscowosc']}")
    values = {"ulica": parts.street, "nr": parts.number}
    is_other = fold(parts.locality) != fold(row["miejscowosc"])
    return Split(values, _joined(parts.name, parts.rest), parts.locality if is_other else "")


def _is_village_of_name(street: str, row: _Row) -> bool:
    """Whether the provider's name says that it is in the village that stands where a street would ("w Zarzeczu").

    Without that it may be a street, and what is known of the post town must not be lost.
    """
    if not street or _STREET_BEFORE.match(street):
        return False
    places = (match[1].split() for match in _IN_NAME.finditer(row["nazwa"]))
    count = len(street.split())
    return any(
        fold(place) == fold(street) or is_inflected_form(place, street)
        for place in (" ".join(words[:count]) for words in places)
    )


def _village_and_number(text: str, row: _Row) -> Split:
    village, number = split_street_number(tidy(text))
    return Split({"miejscowosc": village, "nr": number})


def _postcode_and_town(text: str, row: _Row) -> Split:
    match = _POSTCODE_TOWN.match(tidy(text))
    if match is None:
        return Split({"miejscowosc": tidy(text)})
    return Split({"kod": tidy_postcode(match[1] or match[4]), "miejscowosc": match[2] or match[3] or ""})


def _powiat_and_gmina(text: str, row: _Row) -> Split:
    powiat, _, gmina = re.sub(r"\s*[;/]\s*", ",", tidy(text)).partition(",")
    return Split({"powiat": powiat.strip(), "gmina": gmina.strip()}) if gmina else Split({}, powiat)


def _flat(text: str, row: _Row) -> Split:
    number = row["nr"]
    return Split({"nr": f"{number}/{tidy(text)}"} if number and "/" not in number else {})


def _lon_lat(text: str, row: _Row) -> Split:
    pair = split_pair(text)
    return Split({"lon": pair[0], "lat": pair[1]}) if pair else Split({}, tidy(text))


def _lat_lon(text: str, row: _Row) -> Split:
    pair = split_pair(text)
    return Split({"lat": pair[0], "lon": pair[1]}) if pair else Split({}, tidy(text))


def _free_places(text: str, row: _Row) -> Split:
    free, places = tidy_number(tidy(text)), tidy_number(row["pojemnosc"])
    is_told = free.isdigit() and places.isdigit() and int(free) <= int(places)
    return Split({"zajete": str(int(places) - int(free))} if is_told else {})


_SPLITTERS: Final[dict[SplitKind, Callable[[str, _Row], Split]]] = {
    "nazwa_i_adres": _name_and_address,
    "adres_pelny": _address,
    "ulica_nr": _street_and_number,
    "miejscowosc_nr": _village_and_number,
    "kod_miejscowosc": _postcode_and_town,
    "powiat_gmina": _powiat_and_gmina,
    "nr_lokalu": _flat,
    "lon_lat": _lon_lat,
    "lat_lon": _lat_lon,
    "wolne_miejsca": _free_places,
}


def add_split(row: dict[str, str], found: Split) -> None:
    """Add what a cell held to a row: a column of its own goes before, but for the house number.

    A flat completes a number; and of two numbers the one that stands behind the street is the house's, for a column
    headed "nr" may count the records.
    """
    is_same_place = _is_same_place(row, found)
    for name, value in found.values.items():
        is_number = name == "nr" and is_same_place and not row["nr"].startswith(f"{value}/")
        if value and (not row[name] or is_number or (name == "nr" and value.startswith(f"{row[name]}/"))):
            row[name] = value
    if found.locality:
        row["miejscowosc"] = found.locality


def _is_same_place(row: _Row, found: Split) -> bool:
    """Whether a cell speaks of the street, or the village without streets, that the row names so far."""
    street = fold(_STREET_WORD.sub("", found.values.get("ulica", "")))
    if row["ulica"]:
        return fold(_STREET_WORD.sub("", row["ulica"])) == street
    localities = (fold(row["miejscowosc"]), fold(found.values.get("miejscowosc", "")))
    return bool(street) or "" in localities or localities[0] == localities[1]


def tidy_street(row: dict[str, str]) -> None:
    """Street without "ul."; none where the list repeats the name of a village without streets in its place."""
    street = _STREET_WORD.sub("", row["ulica"])
    town = row["miejscowosc"]
    is_village = street == row["ulica"] and (fold(street) == fold(town) or is_inflected_form(street, town))
    row["ulica"] = "" if is_village else _TWICE.sub(r"\1", street)
