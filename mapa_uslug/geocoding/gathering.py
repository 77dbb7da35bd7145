"""Gathers addresses of every source into arrays of numbers: names are kept once, whatever the rows that bear them."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from mapa_uslug.contracts.teryt import Teryt, TerytError
from mapa_uslug.core.address_text import locality_key, street_tokens
from mapa_uslug.core.crs import WGS84
from mapa_uslug.core.folding import fold
from mapa_uslug.geocoding.table_blocks import Block

GminaKey = tuple[str, str]
"""Six-digit code, or ``""`` and the folded name where there is no code."""
LocalityKey = tuple[int, str, str]
"""Number of the gmina, folded name, SIMC identifier (may be empty)."""


@dataclass
class Gathered:
    """Rows as numbers into lists of names, in the order read; points in degrees."""

    gminas: dict[GminaKey, int] = field(default_factory=dict)
    gmina_names: list[tuple[str, str, str]] = field(default_factory=list)
    localities: dict[LocalityKey, int] = field(default_factory=dict)
    locality_names: list[str] = field(default_factory=list)
    streets: dict[tuple[str, ...], int] = field(default_factory=dict)
    street_names: list[str] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    postcodes: dict[str, int] = field(default_factory=dict)
    locality: array[int] = field(default_factory=lambda: array("i"))
    street: array[int] = field(default_factory=lambda: array("i"))
    number: array[int] = field(default_factory=lambda: array("i"))
    postcode: array[int] = field(default_factory=lambda: array("i"))
    source: array[int] = field(default_factory=lambda: array("i"))
    lon: array[float] = field(default_factory=lambda: array("d"))
    lat: array[float] = field(default_factory=lambda: array("d"))
    places: list[tuple[int, float, float]] = field(default_factory=list)
    lone_streets: list[tuple[str, float, float]] = field(default_factory=list)
    waiting: list[tuple[int, str, str, str, int, float, float]] = field(default_factory=list)
    read: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    unknown_codes: Counter[int] = field(default_factory=Counter)
    told: set[int] = field(default_factory=set)
    """Localities whose gmina a source tells; that of the others follows from polygons."""


class GminaFinder:
    """Finds the gmina of points in degrees, by the polygons at hand (none is found without)."""

    def __init__(self, gminas: gpd.GeoDataFrame | None) -> None:
        self.codes: list[str] = []
        self.names: list[str] = []
        self.shapes: NDArray[np.object_] = np.empty(0, dtype=object)
        if gminas is not None and len(gminas):
            self.codes = [str(code) for code in gminas["gmina_teryt"]]
            self.names = [str(name) for name in gminas["gmina"]]
            self.shapes = np.asarray(gminas.to_crs(WGS84).geometry.array, dtype=object)
        self._tree = shapely.STRtree(self.shapes)
        self.row_of = {code: i for i, code in enumerate(self.codes)}

    def find(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.int64]:
        """Row of the gmina that holds each point, -1 if none does; of several the first."""
        rows = np.full(len(lon), -1, dtype=np.int64)
        if len(self.codes) and len(lon):
            point, gmina = self._tree.query(shapely.points(lon, lat), predicate="intersects")
            rows[point[::-1]] = gmina[::-1]
        return rows


class Gatherer:
    """Takes blocks of rows and fills `gathered`."""

    def __init__(self, finder: GminaFinder) -> None:
        self.finder = finder
        self.gathered = Gathered()
        for code, name in zip(finder.codes, finder.names, strict=True):
            self.gmina(code, name)

    def gmina(self, code: str, name: str, powiat: str = "", wojewodztwo: str = "") -> int:
        """Number of a gmina; what was not known of it before is noted."""
        found = self.gathered
        key = (code, "") if code else ("", locality_key(name))
        number = found.gminas.setdefault(key, len(found.gminas))
        if number == len(found.gmina_names):
            found.gmina_names.append((name, powiat, wojewodztwo))
        elif (powiat and not found.gmina_names[number][1]) or (name and not found.gmina_names[number][0]):
            old = found.gmina_names[number]
            found.gmina_names[number] = (old[0] or name, old[1] or powiat, old[2] or wojewodztwo)
        return number

    def locality(self, gmina: int, name: str, simc: str) -> int:
        """Number of a locality."""
        found = self.gathered
        key = (gmina, locality_key(name), simc)
        number = found.localities.setdefault(key, len(found.localities))
        if number == len(found.locality_names):
            found.locality_names.append(name)
        elif name < found.locality_names[number]:
            found.locality_names[number] = name
        return number

    def street(self, name: str) -> int:
        """Number of a street's name, 0 for none; "ulica Polna" and "Polna" are one."""
        if not name:
            return 0
        found = self.gathered
        number = found.streets.setdefault(street_identity(name), len(found.streets) + 1)
        if number == len(found.street_names) + 1:
            found.street_names.append(name)
        elif name < found.street_names[number - 1]:
            found.street_names[number - 1] = name
        return number

    def take(self, block: Block, lon: NDArray[np.float64], lat: NDArray[np.float64], *, source: int) -> None:
        """Take the rows of a block with their points in degrees; those that cannot be used are counted by reason."""
        text = block.text
        size = len(lon)
        blank = [""] * size
        columns = [
            text.get(f, blank)
            for f in (
                "gmina_teryt",
                "gmina",
                "powiat",
                "wojewodztwo",
                "locality",
                "simc",
                "street",
                "number",
                "postcode",
            )
        ]
        codes = self._codes(columns[0], lon, lat, source)
        found = self.gathered
        found.read += size
        for i, row in enumerate(zip(*columns, strict=True)):
            reason = _unusable(row, lon[i], lat[i])
            if reason:
                found.left_out[reason] += 1
                continue
            gmina = self.gmina_number(codes[i], *row[1:4])
            is_told = bool(row[0] or row[1])
            if not row[4]:
                found.waiting.append((gmina, row[6], row[7], row[8], source, float(lon[i]), float(lat[i])))
                continue
            self.add(gmina, row[4], row[5], row[6:9], source, float(lon[i]), float(lat[i]))
            if is_told:
                found.told.add(found.locality[-1])

    def add(
        self, gmina: int, locality: str, simc: str, parts: Sequence[str], source: int, lon: float, lat: float
    ) -> None:
        """Take one address: its street, number, postcode, and point."""
        found = self.gathered
        street, written, postcode = parts
        numbers = house_numbers(written)
        # A building with several numbers is several addresses.
        found.read += len(numbers) - 1
        for number in numbers:
            found.locality.append(self.locality(gmina, locality, simc))
            found.street.append(self.street(street))
            found.number.append(found.numbers.setdefault(number, len(found.numbers)))
            found.postcode.append(found.postcodes.setdefault(postcode, len(found.postcodes)))
            found.source.append(source)
            found.lon.append(lon)
            found.lat.append(lat)

    def gmina_number(self, code: str, name: str, powiat: str, wojewodztwo: str) -> int:
        """Number of the gmina that a row tells, called as the polygons call it where the row does not."""
        row = self.finder.row_of.get(code)
        return self.gmina(
            code, name or (self.finder.names[row] if row is not None else ""), powiat, wojewodztwo
        )

    def _codes(
        self, written: Sequence[str], lon: NDArray[np.float64], lat: NDArray[np.float64], source: int
    ) -> list[str]:
        codes = [six_digits(text) for text in written]
        self.gathered.unknown_codes[source] += sum(
            bool(w and not c) for w, c in zip(written, codes, strict=True)
        )
        missing = np.array([i for i, code in enumerate(codes) if not code], dtype=np.int64)
        if len(missing) and len(self.finder.codes):
            usable = missing[np.isfinite(lon[missing]) & np.isfinite(lat[missing])]
            for i, row in zip(usable, self.finder.find(lon[usable], lat[usable]), strict=True):
                codes[i] = self.finder.codes[row] if row >= 0 else ""
        return codes


def _unusable(row: Sequence[str], lon: float, lat: float) -> str:
    if not (-180.0 <= lon <= 180.0 and -90.0 <= lat <= 90.0):
        return "no_geometry"
    if not house_numbers(row[7]):
        return "no_number"
    if not row[4] and not row[6]:
        return "no_locality"
    return ""


@lru_cache(maxsize=65_536)
def six_digits(text: str) -> str:
    """Six digits of a code in any form; empty where it is none, or lost a zero."""
    try:
        return Teryt.parse(text).code6 if text else ""
    except TerytError:
        return ""


@lru_cache(maxsize=65_536)
def plain_number(text: str) -> str:
    """A house number as the index keeps it: "12 a" -> "12A"."""
    return "".join(fold(text).split()).upper().strip(".,;-/")


@lru_cache(maxsize=65_536)
def house_numbers(text: str) -> tuple[str, ...]:
    """Every number that a building has: "15;17" are two; none where no figure is among them."""
    plain = (plain_number(part) for part in re.split(r"[;,]", text))
    return tuple(dict.fromkeys(number for number in plain if any(c.isdigit() for c in number)))


@lru_cache(maxsize=262_144)
def street_identity(name: str) -> tuple[str, ...]:
    """What makes two spellings one street of the index: kind, first names and the words that have to agree."""
    parts = street_tokens(name)
    kind = "" if parts.kind in ("ul", "rynek") else parts.kind
    return (kind, " ".join(sorted(parts.given)), parts.key or fold(name))


def as_arrays(found: Gathered) -> Mapping[str, NDArray[np.generic]]:
    """The numbers gathered, as arrays."""
    whole = {
        name: np.array(getattr(found, name), dtype=np.int32)
        for name in ("locality", "street", "number", "postcode", "source")
    }
    return whole | {name: np.array(getattr(found, name), dtype=np.float64) for name in ("lon", "lat")}
