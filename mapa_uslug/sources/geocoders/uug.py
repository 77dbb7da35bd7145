"""UUG, the geocoder of GUGiK: address points, streets and localities of the whole country.

Its answer is an object of results numbered "1", "2" ... or null. Coordinates are text in PL-1992, x east and y north.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from typing import Final

from mapa_uslug.contracts.places import AddressQuery
from mapa_uslug.core.address_text import number_forms
from mapa_uslug.sources.geocoders.answer_cache import AnswerCache
from mapa_uslug.sources.geocoders.answer_fields import degrees_of, number_of, text_of
from mapa_uslug.sources.geocoders.likeness import Entry
from mapa_uslug.sources.geocoders.online import OnlineGeocoder, open_geocoder
from mapa_uslug.sources.geocoders.services import UUG
from mapa_uslug.sources.geocoders.web import PoliteClient

_LONG_KINDS: Final = (
    (re.compile(r"^al(?:\.|\s)\s*", re.IGNORECASE), "aleja "),
    (re.compile(r"^os(?:\.|\s)\s*", re.IGNORECASE), "osiedle "),
    (re.compile(r"^pl(?:\.|\s)\s*", re.IGNORECASE), "plac "),
)
_CLASSES: Final = {"city": "miejscowosc", "street": "ulica"}


def uug_geocoder(
    *, base_url: str | None = None, client: PoliteClient | None = None, cache: AnswerCache | None = None
) -> OnlineGeocoder:
    """Geocoder that asks UUG; the arguments are those of `sources.online.open_geocoder`."""
    return open_geocoder(UUG, form_requests, read_answer, base_url=base_url, client=client, cache=cache)


def form_requests(query: AddressQuery) -> Iterator[Mapping[str, str]]:
    """Questions for a tidied address, the finest first: house, other reading of its number, street, locality.

    Between locality and street a comma is required: without it UUG finds nothing. Villages without streets have none.
    """
    locality, street = query.locality, query.street
    if not locality:
        return
    for kind, word in _LONG_KINDS:
        street = kind.sub(word, street, count=1)
    place = f"{locality}, {street}" if street else locality
    addresses = [f"{place} {form}" for form in number_forms(query.number)[:2]] + [place, locality]
    for address in dict.fromkeys(addresses):
        yield {"request": "GetAddress", "address": address}


def read_answer(answer: object) -> list[Entry]:
    """Entries of a decoded answer.

    Raises
    ------
    ValueError
        If it is no answer of UUG, or there are results of which none can be used.
    """
    if not isinstance(answer, dict):
        raise ValueError("no object")
    results = answer.get("results", False)
    if results is None or (results is False and number_of(answer.get("found objects")) == 0):
        return []
    if not isinstance(results, (dict, list)):
        raise ValueError("no results")
    items = list(results.values()) if isinstance(results, dict) else results
    entries = [
        entry for item in items if (entry := _read_entry(text_of(answer.get("type")), item)) is not None
    ]
    if items and not entries:
        raise ValueError("no usable result")
    return entries


def _read_entry(kind: str, item: object) -> Entry | None:
    if not isinstance(item, dict):
        return None
    place = degrees_of(number_of(item.get("x")), number_of(item.get("y")))
    if place is None:
        return None
    city, street, number = (text_of(item.get(key)) for key in ("city", "street", "number"))
    wojewodztwo, powiat, gmina = _read_units(item)
    code = text_of(item.get("code"))
    return Entry(
        lon=place[0],
        lat=place[1],
        quality=_CLASSES.get(kind, "punkt_adresowy"),
        text=_line(city, street, number, code, gmina),
        localities=tuple(name for name in (city, text_of(item.get("citypart"))) if name),
        street=street,
        number=number,
        postcode=code,
        teryt=_read_teryt(item.get("teryt")),
        gmina=gmina,
        powiat=powiat,
        wojewodztwo=wojewodztwo,
        locality_likeness=_share(item.get("city_accuracy")),
        street_likeness=_share(item.get("street_accuracy", item.get("accuracy"))),
    )


def _line(city: str, street: str, number: str, code: str, gmina: str) -> str:
    place = f"{street} {number}".strip() if street else f"{city} {number}".strip()
    town = f"{code} {city}".strip() if street or code else ""
    return ", ".join(part for part in (place, town, f"gm. {gmina}" if gmina else "") if part)


def _share(value: object) -> float | None:
    number = number_of(value)
    return number if 0.0 <= number <= 1.0 else None


def _read_teryt(value: object) -> str:
    """Six digits; a number has lost its zeros in front."""
    text = text_of(value).zfill(6) if isinstance(value, int) else text_of(value)
    return text[:6] if re.fullmatch(r"(?!00)\d{6,7}", text, re.ASCII) else ""


def _read_units(item: Mapping[str, object]) -> tuple[str, str, str]:
    """Wojewodztwo, powiat and gmina: named one by one, or as an array literal of PostgreSQL, ``{Polska,...}``."""
    literal = text_of(item.get("jednostka"))
    if literal.startswith("{") and literal.endswith("}"):
        units = next(csv.reader([literal[1:-1]], escapechar="\\", skipinitialspace=True), [])
        if len(units) == 4:
            return units[1], units[2], units[3]
    return text_of(item.get("voivodeship")), text_of(item.get("county")), text_of(item.get("commune"))
