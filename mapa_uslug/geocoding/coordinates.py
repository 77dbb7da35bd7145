"""Coordinates that came with a record, checked against the gmina that it declares."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from mapa_uslug.contracts.places import LEAST_RADIUS_M, AddressQuery, Candidate
from mapa_uslug.core.address_text import locality_key
from mapa_uslug.core.crs import WGS84, transform_xy
from mapa_uslug.geocoding.axes import swapped_points
from mapa_uslug.geocoding.gathering import six_digits
from mapa_uslug.geocoding.powiats import wojewodztwo_code

TOLERANCE_M: Final = 500.0
"""Borders at hand are simplified: a point so near to its gmina is taken as inside."""


@dataclass(frozen=True)
class Checked:
    """What the coordinates of a record are worth: `problem` is empty where they may be used."""

    given: Candidate | None
    problem: str = ""
    others: tuple[Candidate, ...] = ()


class GminaMap:
    """Polygons of gminas that points are checked against (none is known without)."""

    def __init__(self, gminas: gpd.GeoDataFrame | None) -> None:
        self.codes: list[str] = []
        self.keys: list[str] = []
        self.names: list[str] = []
        self.crs = WGS84
        self.shapes: NDArray[np.object_] = np.empty(0, dtype=object)
        if gminas is not None and len(gminas):
            self.codes = [str(code) for code in gminas["gmina_teryt"]]
            self.names = [str(name) for name in gminas["gmina"]]
            self.keys = [locality_key(name) for name in self.names]
            self.crs = str(gminas.crs.to_string())
            self.shapes = np.asarray(gminas.geometry.array, dtype=object)
            shapely.prepare(self.shapes)
        self._tree = shapely.STRtree(self.shapes)

    def declared(self, query: AddressQuery) -> list[int]:
        """Rows of the gminas that a query declares, by code and by name; empty where none is known."""
        code, key = six_digits(query.gmina_teryt), locality_key(query.gmina)
        by_code = [i for i, c in enumerate(self.codes) if c == code] if code else []
        if by_code and (not key or self.keys[by_code[0]] == key):
            return by_code
        # Of gminas of one name only those of the declared wojewodztwo can be meant; where code and name differ, either.
        start = wojewodztwo_code(query.wojewodztwo)
        named = (
            [i for i, k in enumerate(self.keys) if k == key and self.codes[i].startswith(start)]
            if key
            else []
        )
        return sorted({*by_code, *named})

    def at(self, lon: float, lat: float) -> int | None:
        """Row of the gmina that holds a point in degrees."""
        found = self._tree.query(self._point(lon, lat), predicate="intersects")
        return int(found.min()) if len(found) else None

    def away_m(self, row: int, lon: float, lat: float) -> float:
        """Distance [m] from a point to a gmina, 0 inside."""
        return float(shapely.distance(self.shapes[row], self._point(lon, lat)))

    def are_neighbours(self, one: int, other: int) -> bool:
        """Whether two gminas touch."""
        return bool(shapely.dwithin(self.shapes[one], self.shapes[other], TOLERANCE_M))

    def area_of(self, row: int) -> Candidate:
        """A whole gmina: its middle, and the distance to its farthest corner."""
        middle = shapely.centroid(self.shapes[row])
        far = np.hypot(*(shapely.get_coordinates(self.shapes[row]) - (middle.x, middle.y)).T)
        lon, lat = transform_xy(np.array([middle.x]), np.array([middle.y]), self.crs, WGS84)
        radius = max(float(np.max(far)), LEAST_RADIUS_M["gmina"])
        return Candidate(
            float(lon[0]), float(lat[0]), "gmina", radius, self.names[row], 20.0, self.codes[row]
        )

    def _point(self, lon: float, lat: float) -> shapely.Point:
        x, y = transform_xy(np.array([lon]), np.array([lat]), WGS84, self.crs)
        return (
            shapely.Point(float(x[0]), float(y[0]))
            if np.isfinite(x[0]) and np.isfinite(y[0])
            else shapely.Point()
        )


def check_coordinates(query: AddressQuery, known: GminaMap) -> Checked:
    """Check the coordinates of a record.

    They may be used inside the declared gmina or within `TOLERANCE_M` of it, in a neighbouring one (``seat_elsewhere``,
    a note), and where nothing is declared or known to check them against. If they fit the declared gmina only with the
    axes in the other order (degrees, or metres of EPSG:2180) the problem is ``swapped_axes``, else ``other_gmina``.
    """
    if math.isnan(query.lon) and math.isnan(query.lat):
        return Checked(None)
    if not (-180.0 <= query.lon <= 180.0 and -90.0 <= query.lat <= 90.0):
        return Checked(None, "bad_coordinates")
    rows = known.declared(query)
    here = known.at(query.lon, query.lat)
    given = _given(query.lon, query.lat, known, here)
    if not rows:
        return Checked(given, "outside" if known.codes and here is None else "")
    if any(known.away_m(row, query.lon, query.lat) <= TOLERANCE_M for row in rows):
        return Checked(given)
    turned = [
        _given(lon, lat, known, row)
        for lon, lat in swapped_points(query.lon, query.lat)
        for row in rows
        if known.away_m(row, lon, lat) <= TOLERANCE_M
    ]
    if turned:
        return Checked(None, "swapped_axes", (*turned, given))
    if here is None:
        return Checked(None, "outside", (given,))
    if any(known.are_neighbours(row, here) for row in rows):
        return Checked(given, "seat_elsewhere")
    return Checked(None, "other_gmina", (given,))


def _given(lon: float, lat: float, known: GminaMap, row: int | None) -> Candidate:
    code = known.codes[row] if row is not None else ""
    return Candidate(lon, lat, "rejestr", LEAST_RADIUS_M["rejestr"], f"{lat:.6f}, {lon:.6f}", 100.0, code)
