"""What the index knows of gminas, localities, streets and houses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from mapa_uslug.core.address_text import StreetName
from mapa_uslug.core.street_names import as_surname


@dataclass(frozen=True)
class GminaPlace:
    """A gmina of the index; `lon` and `lat` are None where nothing tells where it is."""

    id: int
    teryt: str
    name: str
    key: str
    powiat: str
    powiat_key: str
    wojewodztwo: str
    lon: float | None
    lat: float | None
    radius_m: float


@dataclass(frozen=True)
class Locality:
    """A town, village, or part of one."""

    id: int
    key: str
    name: str
    gmina_id: int
    simc: str
    lon: float
    lat: float
    radius_m: float
    addresses: int


@dataclass(frozen=True)
class Street:
    """A street of a locality; `parts` is what of its name has to agree."""

    id: int
    locality_id: int
    name: str
    lon: float
    lat: float
    radius_m: float
    addresses: int
    parts: StreetName


class House(NamedTuple):
    """An address point; `spread_m` is how far another point with the same address lies, `source` a number of `sources`."""

    lon: float
    lat: float
    postcode: str
    spread_m: float
    source: int


@dataclass(frozen=True)
class Postcode:
    """Middle and extent of the addresses with a postcode."""

    code: str
    lon: float
    lat: float
    radius_m: float


class StreetList:
    """Streets of one locality, by what has to agree and by their spellings."""

    def __init__(self, streets: Sequence[Street]) -> None:
        self.streets = tuple(streets)
        self.by_key: dict[str, list[Street]] = defaultdict(list)
        self.spellings: list[str] = []
        self.spelled: list[Street] = []
        for street in streets:
            self.by_key[street.parts.key].append(street)
            surname = as_surname(street.parts)
            if surname is not street.parts:
                self.by_key[surname.key].append(street)
            for spelling in dict.fromkeys((*street.parts.spellings(), street.parts.text)):
                self.spellings.append(spelling)
                self.spelled.append(street)
