"""Addresses, places and named streets of an OSM file, as an index of addresses needs them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import osmium
import pandas as pd

from mapa_uslug.catalog.tag_filters import SENSITIVE_FILTERS, HiddenPlaces
from mapa_uslug.contracts.tables import Count
from mapa_uslug.core.errors import InputError, problem
from mapa_uslug.core.overpass_json import as_osm_file
from mapa_uslug.extract.shapes import from_wkb, middle_of

PLACES: Final = frozenset(
    (
        "city",
        "town",
        "village",
        "hamlet",
        "isolated_dwelling",
        "suburb",
        "quarter",
        "neighbourhood",
        "locality",
    )
)
# Parts of a town and named fields: too many, and their names are not used in addresses.
_NO_ADDRESS_PLACES: Final = frozenset(("quarter", "neighbourhood", "locality"))
_KEYS: Final = ("addr:housenumber", "place", "highway")
_BLOCK: Final = 65_536


_SENSITIVE: Final = HiddenPlaces.parse((*SENSITIVE_FILTERS, "social_facility=foster_care"))


class _Rows:
    """Rows gathered; outlines wait in blocks until their middles are taken."""

    def __init__(self) -> None:
        self.addresses: list[tuple[str, str, str, str, str, float, float]] = []
        self.places: list[tuple[str, str, float, float]] = []
        self.streets: list[tuple[str, float, float]] = []
        self.waiting: list[tuple[tuple[str, ...], str, bool]] = []
        self.left_out: Counter[str] = Counter()

    def flush(self) -> None:
        """Place what waits at the middle of its outline."""
        if not self.waiting:
            return
        shapes = from_wkb([w[1] for w in self.waiting], is_area=[w[2] for w in self.waiting])
        for (row, _, is_address), (lon, lat) in zip(self.waiting, middle_of(shapes).tolist(), strict=True):
            if is_address:
                self.addresses.append((row[0], row[1], row[2], row[3], row[4], lon, lat))
            else:
                self.streets.append((row[0], lon, lat))
        self.waiting = []


def read_osm_addresses(path: Path) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, Count]:
    """Read addresses, named places and named streets; no other tag of an object is looked at or kept.

    Parameters
    ----------
    path : Path
        ``.osm.pbf``, ``.osm``, ``.osm.gz`` or ``.osm.bz2``, or an answer of Overpass (``.json``).

    Returns
    -------
    addresses : DataFrame
        ``locality simc street number postcode lon lat`` (degrees), text empty where not tagged. Villages without streets
        have their name in ``addr:place``. Buildings stand at the middle of their outline.
    places : DataFrame
        ``name simc lon lat`` of place nodes.
    streets : DataFrame
        ``name lon lat`` of named roads: the middle of each way.
    count : Count
        Of the objects with a house number; left out are those without a location (cut by the extract's edge).

    Raises
    ------
    InputError
        The file is not OSM or is cut short.
    """
    rows = _Rows()
    factory = osmium.geom.WKBFactory()
    try:
        relevant = osmium.filter.KeyFilter(*_KEYS)
        # Relations with an address are few; only they are assembled.
        houses = osmium.filter.KeyFilter("addr:housenumber")
        with as_osm_file(path) as source:
            for item in osmium.FileProcessor(str(source)).with_areas(houses).with_filter(relevant):
                _take(item, rows, factory)
                if len(rows.waiting) >= _BLOCK:
                    rows.flush()
    except RuntimeError as error:
        raise InputError([problem(
            "The OpenStreetMap file cannot be read: {reason}", where=path.name, code="osm_unreadable", reason=error,
            hint="Download the extract again; it may be cut short or of another format.",
        )]) from error  # fmt: skip
    rows.flush()
    return _frames(rows)


def _take(item: Any, rows: _Rows, factory: Any) -> None:
    tags = item.tags
    if _SENSITIVE.first_match(tags) is not None:
        # The address of a place where people hide is no known address: nothing may be found at it.
        rows.left_out["sensitive"] += not item.is_area() or not item.from_way()
        return
    if item.is_node():
        _take_node(item, tags, rows)
    elif item.is_way():
        is_street = "highway" in tags and "name" in tags
        if "addr:housenumber" in tags:
            _wait(rows, factory.create_linestring, item, address_of(tags), is_address=True)
        elif is_street:
            _wait(rows, factory.create_linestring, item, (tags["name"],), is_address=False)
    elif item.is_area() and not item.from_way() and "addr:housenumber" in tags:
        _wait(rows, factory.create_multipolygon, item, address_of(tags), is_address=True)


def _take_node(node: Any, tags: Mapping[str, str], rows: _Rows) -> None:
    if not node.location.valid():
        rows.left_out["no_geometry"] += "addr:housenumber" in tags
        return
    lon, lat = node.location.lon, node.location.lat
    if "addr:housenumber" in tags:
        rows.addresses.append((*address_of(tags), lon, lat))
    kind = tags.get("place")
    if kind in PLACES - _NO_ADDRESS_PLACES and tags.get("name"):
        rows.places.append((tags["name"], _simc(tags.get("teryt:simc", "")), lon, lat))


def _wait(rows: _Rows, make: Any, item: Any, row: tuple[str, ...], *, is_address: bool) -> None:
    try:
        rows.waiting.append((row, make(item), is_address))
    except (RuntimeError, osmium.InvalidLocationError):
        # Nodes beyond the extract's edge, or all of them at one point.
        rows.left_out["no_geometry"] += is_address


def address_of(tags: Mapping[str, str]) -> tuple[str, str, str, str, str]:
    """Locality, SIMC, street, number and postcode of an object's ``addr:`` tags."""
    street, place = tags.get("addr:street", ""), tags.get("addr:place", "")
    locality = tags.get("addr:city", "") if street else place or tags.get("addr:city", "")
    simc = _simc(tags.get("addr:city:simc", ""))
    return locality, simc, street, tags.get("addr:housenumber", ""), tags.get("addr:postcode", "")


def _simc(text: str) -> str:
    return text.strip() if text.strip().isdigit() and len(text.strip()) == 7 else ""


def _frames(rows: _Rows) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, Count]:
    names = ("locality", "simc", "street", "number", "postcode", "lon", "lat")
    addresses = pd.DataFrame(sorted(rows.addresses), columns=list(names))
    places = pd.DataFrame(sorted(rows.places), columns=["name", "simc", "lon", "lat"])
    streets = pd.DataFrame(sorted(rows.streets), columns=["name", "lon", "lat"])
    left_out = {reason: count for reason, count in rows.left_out.items() if count}
    kept = len(addresses)
    return addresses, places, streets, Count("osm_addresses", kept + sum(left_out.values()), kept, left_out)
