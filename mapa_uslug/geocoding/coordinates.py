"""Coordinates that came with a record, checked against the gmina that it declares."""

from __future__ import annotations

import math
from dataclasses import dataclass

import geopandas as gpd
import numpy as np

from mapa_uslug.contracts.gmina_lookup import BORDER_TOLERANCE_M, GminaIndex
from mapa_uslug.contracts.places import LEAST_RADIUS_M, AddressQuery, Candidate
from mapa_uslug.core.address_text import locality_key
from mapa_uslug.core.crs import PL_1992, PL_1992_DEGREES, WGS84, transform_xy
from mapa_uslug.core.wojewodztwa import wojewodztwo_code
from mapa_uslug.geocoding.axes import swapped_points
from mapa_uslug.geocoding.gathering import six_digits


@dataclass(frozen=True)
class Checked:
    """What the coordinates of a record are worth: `problem` is empty where they may be used."""

    given: Candidate | None
    problem: str = ""
    others: tuple[Candidate, ...] = ()


class GminaMap:
    """Gminas that points in degrees are checked against (none is known without boundaries)."""

    def __init__(self, gminas: gpd.GeoDataFrame | None) -> None:
        self.index = GminaIndex(gminas, PL_1992 if gminas is None else str(gminas.crs.to_string()))
        self._by_key: dict[str, list[str]] = {}
        for code, name in self.index.names.items():
            self._by_key.setdefault(locality_key(name), []).append(code)

    def declared(self, query: AddressQuery) -> list[str]:
        """Codes of the gminas that a query declares, by code and by name; empty where none is known."""
        code, key = six_digits(query.gmina_teryt), locality_key(query.gmina)
        # Of gminas of one name only those of the declared wojewodztwo can be meant; where code and name differ, either.
        start = wojewodztwo_code(query.wojewodztwo)
        named = [c for c in self._by_key.get(key, []) if c.startswith(start)] if key else []
        by_code = [code] if code in self.index.names else []
        if by_code and (not key or code in self._by_key.get(key, [])):
            return by_code
        return sorted({*by_code, *named})

    def at(self, lon: float, lat: float) -> str:
        """Code of the gmina that holds a point, ``""`` if none."""
        x, y = self._metres(lon, lat)
        found = self.index.at(x, y) if np.isfinite([x, y]).all() else ""
        return found if found and self.index.distance_m(found, x, y) == 0.0 else ""

    def away_m(self, code: str, lon: float, lat: float) -> float:
        """Distance [m] from a point to a gmina, 0 inside."""
        x, y = self._metres(lon, lat)
        return self.index.distance_m(code, x, y) if np.isfinite([x, y]).all() else np.inf

    def area_of(self, code: str) -> Candidate:
        """A whole gmina: its middle, and the distance to its farthest corner."""
        x, y, far = self.index.middle_of(code)
        lon, lat = transform_xy(np.array([x]), np.array([y]), self.index.crs, WGS84)
        radius = max(far, LEAST_RADIUS_M["gmina"])
        return Candidate(float(lon[0]), float(lat[0]), "gmina", radius, self.index.names[code], 20.0, code)

    def _metres(self, lon: float, lat: float) -> tuple[float, float]:
        x, y = transform_xy(np.array([lon]), np.array([lat]), WGS84, self.index.crs)
        return float(x[0]), float(y[0])


def check_coordinates(query: AddressQuery, known: GminaMap) -> Checked:
    """Check the coordinates of a record.

    They may be used inside the declared gmina or within `BORDER_TOLERANCE_M` of it, in a neighbouring one (``seat_elsewhere``,
    a note), and where nothing is declared or known to check them against. If they fit the declared gmina only with the
    axes in the other order (degrees, or metres of EPSG:2180) the problem is ``swapped_axes``, else ``other_gmina``. Degrees
    that lie in no known gmina, and in one of them or in Poland only the other way round, are ``swapped_axes`` whatever is
    declared.
    """
    if math.isnan(query.lon) and math.isnan(query.lat):
        return Checked(None)
    if not (-180.0 <= query.lon <= 180.0 and -90.0 <= query.lat <= 90.0):
        return Checked(None, "bad_coordinates")
    rows = known.declared(query)
    here = known.at(query.lon, query.lat)
    given = _given(query.lon, query.lat, here)
    exchanged = None if here else _exchanged(query, known)
    if not rows and exchanged:
        return Checked(None, "swapped_axes", (exchanged, given))
    if not rows:
        return Checked(given) if here or not known.index.codes else _outside(query, given, known)
    if any(known.away_m(row, query.lon, query.lat) <= BORDER_TOLERANCE_M for row in rows):
        return Checked(given)
    turned = [
        _given(lon, lat, row)
        for lon, lat in swapped_points(query.lon, query.lat)
        for row in rows
        if known.away_m(row, lon, lat) <= BORDER_TOLERANCE_M
    ]
    if turned:
        return Checked(None, "swapped_axes", (*turned, given))
    if exchanged:
        return Checked(None, "swapped_axes", (exchanged, given))
    if not here:
        return Checked(None, "outside", (given,))
    if any(known.index.are_neighbours(row, here) for row in rows):
        return Checked(given, "seat_elsewhere")
    return Checked(None, "other_gmina", (given,))


def _exchanged(query: AddressQuery, known: GminaMap) -> Candidate | None:
    """The point with its degrees exchanged, where only that is possible: no point of Poland is another one mirrored."""
    lon, lat = query.lat, query.lon
    if not -90.0 <= lat <= 90.0:
        return None
    here = known.at(lon, lat)
    is_sure = here or (_is_in_poland(lon, lat) and not _is_in_poland(query.lon, query.lat))
    return _given(lon, lat, here) if is_sure else None


def _is_in_poland(lon: float, lat: float) -> bool:
    west, south, east, north = PL_1992_DEGREES
    return west <= lon <= east and south <= lat <= north


def _outside(query: AddressQuery, given: Candidate, known: GminaMap) -> Checked:
    """A point in no known gmina, of a record that names none: it may be meant the other way round."""
    turned = [
        _given(lon, lat, here)
        for lon, lat in swapped_points(query.lon, query.lat)
        if (here := known.at(lon, lat))
    ]
    return Checked(None, "swapped_axes", (*turned, given)) if turned else Checked(given, "outside")


def _given(lon: float, lat: float, code: str) -> Candidate:
    return Candidate(lon, lat, "rejestr", LEAST_RADIUS_M["rejestr"], f"{lat:.6f}, {lon:.6f}", 100.0, code)
