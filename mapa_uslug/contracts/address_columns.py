"""Which columns of an address file mean what, whatever their form, case, or the ten letters of a shapefile."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from mapa_uslug.core.folding import fold

TEXT_FIELDS: Final = (
    "gmina_teryt", "gmina", "powiat", "wojewodztwo", "locality", "simc", "street", "number", "postcode",
)  # fmt: skip
"""What an address row may tell besides its point; `locality` and `number` are needed."""

_NAMES: Final = {
    "gmina_teryt": ("id_gminy", "teryt", "teryt_gminy", "gmina_teryt", "terc", "kod_teryt", "teryt7", "teryt_gmi"),
    "gmina": ("nazwa_gminy", "gmina", "gmina_nazwa", "nazwa_gmi"),
    "powiat": ("powiat", "nazwa_powiatu"),
    "wojewodztwo": ("wojewodztwo", "nazwa_wojewodztwa"),
    "locality": (
        "nazwa_miejscowosci", "simc_nazwa", "miejscowosc", "miejsc_nazwa", "locality", "addr:city", "addr_city", "city",
        "miasto", "nazwa_msc",
    ),
    "simc": ("id_miejscowosci", "simc", "simc_id", "sym", "addr:city:simc", "id_simc"),
    "street": ("nazwa_ulicy", "ulic_nazwa", "ulica", "ul_nazwa", "street", "addr:street", "addr_street", "nazwa_ulc"),
    "number": (
        "numer_porzadkowy", "numer", "nr", "numer_domu", "nr_domu", "nr_porzadkowy", "number", "addr:housenumber",
        "housenumber", "pkt_numer",
    ),
    "postcode": ("kod_pocztowy", "pna", "kod", "postcode", "addr:postcode", "pkt_kodpocztowy", "kod_poczt"),
    "x": ("x", "lon", "lng", "longitude", "easting", "dlugosc", "wsp_x"),
    "y": ("y", "lat", "latitude", "northing", "szerokosc", "wsp_y"),
    "wkt": ("geometry_wkt", "wkt", "geometry", "geometria", "geom", "the_geom"),
}  # fmt: skip
_SHAPEFILE_LETTERS: Final = 10
_NEEDED: Final = ("locality", "number")


def match_columns(headers: Sequence[str]) -> dict[str, str]:
    """Field -> header of a file; the first name of a field's list that is there wins.

    ``NAZWA_MIEJSCOWOSCI``, ``nazwa miejscowości`` and ``NAZWA_MIEJ`` (cut by a shapefile) are the same.
    """
    known = {fold(header).strip("\ufeff").replace(" ", "_"): header for header in reversed(headers)}
    found: dict[str, str] = {}
    for field, names in _NAMES.items():
        header = _pick(names, known)
        if header is not None and header not in found.values():
            found[field] = header
    return found


def missing_fields(found: Iterable[str]) -> list[str]:
    """Needed fields that were not found."""
    return [field for field in _NEEDED if field not in set(found)]


def usual_name(field: str) -> str:
    """The header by which official files call a field."""
    return _NAMES[field][0].upper()


def _pick(names: Sequence[str], known: dict[str, str]) -> str | None:
    for name in names:
        if name in known:
            return known[name]
    for name in names:
        if len(name) > _SHAPEFILE_LETTERS and name[:_SHAPEFILE_LETTERS] in known:
            return known[name[:_SHAPEFILE_LETTERS]]
    return None
