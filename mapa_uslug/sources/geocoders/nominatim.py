"""Nominatim, the geocoder of OpenStreetMap: an address point where one is mapped, else a street, a place, a postcode, a gmina.

Its answer (``jsonv2``) is a list of places with ``category`` and ``type`` (the main OpenStreetMap tag), ``addresstype`` and
an ``address`` in parts. It knows no TERYT codes: gminas are compared by name.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np

from mapa_uslug.contracts.places import AddressQuery
from mapa_uslug.core.address_text import number_forms
from mapa_uslug.core.crs import PL_1992, WGS84, transform_xy
from mapa_uslug.sources.geocoders.answer_cache import AnswerCache
from mapa_uslug.sources.geocoders.answer_fields import is_in_poland, number_of, text_of
from mapa_uslug.sources.geocoders.likeness import Entry
from mapa_uslug.sources.geocoders.online import OnlineGeocoder, open_geocoder
from mapa_uslug.sources.geocoders.services import NOMINATIM
from mapa_uslug.sources.geocoders.web import PoliteClient

# Streets in OpenStreetMap have no "ulica", and words where people write abbreviations: what is cut short is left out.
_LEFT_OUT: Final = re.compile(
    r"(?<!\S)(?:ulica|ul|al|os|pl|ks|gen|płk|plk|ppłk|mjr|kpt|por|rtm|marsz|bp|abp|kard|prof|dr|inż|św|sw|bł)(?:\.\s*|\s+)(?=\S)",
    re.IGNORECASE,
)
_TERMS: Final = {
    "format": "jsonv2", "countrycodes": "pl", "addressdetails": "1", "limit": "5", "accept-language": "pl",
}  # fmt: skip
_LOCALITY_KEYS: Final = (
    "village", "town", "city", "hamlet", "isolated_dwelling", "suburb", "city_district", "quarter", "neighbourhood",
    "locality", "allotments", "farm",
)  # fmt: skip
_LOCALITY_TYPES: Final = frozenset((*_LOCALITY_KEYS, "borough"))
_STREET_TYPES: Final = frozenset(("road", "street", "square", "pedestrian", "footway"))
_GMINA_RANK: Final = 13
"""Nominatim's rank of areas: a powiat has 12, a gmina 14 or more."""


def nominatim_geocoder(
    *, base_url: str | None = None, client: PoliteClient | None = None, cache: AnswerCache | None = None
) -> OnlineGeocoder:
    """Geocoder that asks Nominatim; the arguments are those of `sources.online.open_geocoder`."""
    return open_geocoder(NOMINATIM, form_requests, read_answer, base_url=base_url, client=client, cache=cache)


def form_requests(query: AddressQuery) -> Iterator[Mapping[str, str]]:
    """Questions for a tidied address, the finest first: the house, then the locality.

    A street whose house is not mapped answers the first question by itself. Addresses of villages without streets have
    the village in ``addr:place``, which only the free form reaches.
    """
    if not query.locality:
        return
    numbers = number_forms(query.number)[:1]
    if query.street:
        street = _LEFT_OUT.sub("", query.street).strip()
        yield {"street": " ".join((street, *numbers)), "city": query.locality} | _TERMS
    elif numbers:
        yield {"q": f"{query.locality} {numbers[0]}"} | _TERMS
    yield {"city": query.locality} | _TERMS


def read_answer(answer: object) -> list[Entry]:
    """Entries of a decoded answer; wider areas than a gmina and places without an address are none.

    Raises
    ------
    ValueError
        If it is no answer of Nominatim, or there are places of which none can be read.
    """
    if not isinstance(answer, list):
        raise ValueError("no list")
    places = [item for item in answer if isinstance(item, dict) and _has_place(item)]
    if answer and not places:
        raise ValueError("no readable place")
    return [entry for item in places if (entry := _read_entry(item)) is not None]


def _has_place(item: Mapping[str, object]) -> bool:
    return is_in_poland(number_of(item.get("lon")), number_of(item.get("lat")))


def _read_entry(item: Mapping[str, object]) -> Entry | None:
    given = item.get("address")
    address = {key: text_of(value) for key, value in given.items()} if isinstance(given, dict) else {}
    quality = _read_quality(item, address)
    if quality is None:
        return None
    # "name" is the street's own where the address leaves it out, and the place's where it is one itself.
    name = text_of(item.get("name"))
    localities = tuple(address[key] for key in _LOCALITY_KEYS if address.get(key))
    street = address.get("road", "") or address.get("square", "") or (name if quality == "ulica" else "")
    return Entry(
        lon=number_of(item.get("lon")),
        lat=number_of(item.get("lat")),
        quality=quality,
        text=text_of(item.get("display_name")),
        localities=(*localities, name) if quality == "miejscowosc" and name else localities,
        street=street,
        number=address.get("house_number", ""),
        postcode=address.get("postcode", ""),
        gmina=address.get("municipality", ""),
        powiat=address.get("county", ""),
        wojewodztwo=address.get("state", ""),
        radius_m=_half_diagonal_m(item.get("boundingbox")),
    )


def _read_quality(item: Mapping[str, object], address: Mapping[str, str]) -> str | None:
    """Class of a place, None for what says nothing of an address."""
    category = text_of(item.get("category")) or text_of(item.get("class"))
    kind, addresstype = text_of(item.get("type")), text_of(item.get("addresstype"))
    if address.get("house_number"):
        return "punkt_adresowy"
    if "postcode" in (kind, addresstype) or kind == "postal_code":
        return "kod_pocztowy"
    if addresstype in _LOCALITY_TYPES or (
        not addresstype and category == "place" and kind in _LOCALITY_TYPES
    ):
        return "miejscowosc"
    if addresstype in _STREET_TYPES or kind == "square" or (not addresstype and category == "highway"):
        return "ulica"
    if category == "boundary" and kind == "administrative":
        # Without a rank it is taken for a gmina: the finest area that the question could have found.
        return None if number_of(item.get("place_rank")) < _GMINA_RANK else "gmina"
    return None


def _half_diagonal_m(box: object) -> float:
    """Half the diagonal [m] of a box of degrees (south, north, west, east); 0 where it is none."""
    if not isinstance(box, list) or len(box) != 4:
        return 0.0
    south, north, west, east = (number_of(value) for value in box)
    if not (is_in_poland(west, south) and is_in_poland(east, north)):
        return 0.0
    x, y = transform_xy(np.array([west, east]), np.array([south, north]), WGS84, PL_1992)
    return math.hypot(float(x[1] - x[0]), float(y[1] - y[0])) / 2
