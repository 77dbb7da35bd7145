"""Finds where addresses are, offline first, each with its class and the radius within which the truth lies."""

from mapa_uslug.geocoding.building import IndexInfo, build_index
from mapa_uslug.geocoding.index import AddressIndex
from mapa_uslug.geocoding.locating import OnlineGeocoder, locate
from mapa_uslug.geocoding.opening import open_index
from mapa_uslug.geocoding.sources import (
    AddressSource,
    LocalityRow,
    OsmReader,
    is_locality_list,
    read_locality_list,
)

__all__ = [
    "AddressIndex", "AddressSource", "IndexInfo", "LocalityRow", "OnlineGeocoder", "OsmReader", "build_index",
    "is_locality_list", "locate", "open_index", "read_locality_list",
]  # fmt: skip
