"""What a small map of a case shows: its places in metres, and the window around them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from mapa_uslug.contracts.cases import Case
from mapa_uslug.core.crs import WGS84, is_metric, metric_crs_for, transform_xy

UNITS: Final = 2
"""Drawing units per pixel: half pixels, so that whole numbers are fine enough and short."""
FAR_M: Final = 150_000.0
"""A given point farther than this from everything else is not drawn in its place, but pointed to from the edge."""

_MARGIN: Final = 44.0
_LEAST_WIDTH_M: Final = 1_500.0
_MOST_OUTLINES: Final = 24
_APART: Final = 44.0  # Two numbers nearer than this would hide each other.
_GEOD: Final = pyproj.Geod(ellps="WGS84")


@dataclass(frozen=True)
class Spot:
    """A place of a case.

    Attributes
    ----------
    key, label : str
        Of the choice; empty for the given point.
    x, y : float
        Metres in the CRS of the map.
    radius_m : float
        ``nan`` where not known.
    far_m, azimuth : float
        Of a given point that is too far to be drawn: metres and direction [degrees] from the rest; ``nan`` for others.
    """

    key: str
    label: str
    lon: float
    lat: float
    radius_m: float
    x: float = math.nan
    y: float = math.nan
    far_m: float = math.nan
    azimuth: float = math.nan

    @property
    def is_far(self) -> bool:
        """Whether it is only pointed to."""
        return math.isfinite(self.far_m)


@dataclass(frozen=True)
class View:
    """Window of the map in metres (west, south, east, north), its scale, and its size in drawing units."""

    window: tuple[float, float, float, float]
    unit_m: float
    width: int
    height: int

    def units(self, x: float, y: float) -> tuple[float, float]:
        """Drawing units of metres."""
        return (x - self.window[0]) / self.unit_m, (self.window[3] - y) / self.unit_m

    def at(self, spot: Spot) -> tuple[float, float]:
        """Drawing units of a place; one that is too far stands at the edge, in its direction."""
        if not spot.is_far:
            return self.units(spot.x, spot.y)
        right, up = math.sin(math.radians(spot.azimuth)), math.cos(math.radians(spot.azimuth))
        half = self.width / 2.0 - _MARGIN, self.height / 2.0 - _MARGIN
        reach = min(half[0] / max(abs(right), 1e-9), half[1] / max(abs(up), 1e-9))
        return self.width / 2.0 + right * reach, self.height / 2.0 - up * reach


@dataclass(frozen=True, eq=False)
class Scene:
    """Everything that a map shows.

    Attributes
    ----------
    codes, names, shapes
        Gminas in the window, in the CRS of the map; the declared one last.
    """

    case: Case
    spots: tuple[Spot, ...]
    view: View
    codes: list[str]
    names: list[str]
    shapes: NDArray[np.object_]

    @property
    def declared(self) -> Any:
        """Shape of the declared gmina, None if it is not shown."""
        return self.shapes[self.codes.index(self.case.gmina_teryt)] if self.is_declared_shown else None

    @property
    def is_declared_shown(self) -> bool:
        """Whether the declared gmina is in the window."""
        return self.case.gmina_teryt in self.codes


def set_scene(case: Case, gminas: gpd.GeoDataFrame, *, width: int, height: int) -> Scene | None:
    """Choose what a map of so many pixels shows; None if the case names neither a place nor a gmina of `gminas`.

    The declared gmina is shown whole where the numbers do not hide each other then, else the places only.
    """
    declared = gminas.loc[gminas["gmina_teryt"] == case.gmina_teryt] if case.gmina_teryt else gminas.iloc[:0]
    given = [Spot("", "", case.lon, case.lat, math.nan)]
    choices = [Spot(c.key, c.label, c.lon, c.lat, c.radius_m) for c in case.choices]
    known = [s for s in (*given, *choices) if math.isfinite(s.lon) and math.isfinite(s.lat)]
    if not known and declared.empty:
        return None
    crs = _metric_crs(known, declared, gminas)
    own = None if declared.empty else shapely.union_all(declared.geometry.to_crs(crs).values)
    spots = tuple(_to_metres(s, crs) for s in _point_to_far(known, declared))
    view = _choose_view([s for s in spots if not s.is_far], own, width, height)
    return Scene(case, spots, view, *_gminas_in(view, gminas, crs, case.gmina_teryt, spots))


def _metric_crs(spots: Sequence[Spot], declared: gpd.GeoDataFrame, gminas: gpd.GeoDataFrame) -> str:
    own = str(gminas.crs)
    if is_metric(own):
        return own
    lon, lat = _reference(spots, declared)
    return metric_crs_for(lon, lat)


def _reference(spots: Sequence[Spot], declared: gpd.GeoDataFrame) -> tuple[float, float]:
    """Degrees of the declared gmina, else of the last choice or the given point."""
    if declared.empty:
        return spots[-1].lon, spots[-1].lat
    middle = declared.geometry.iloc[:1].representative_point().to_crs(WGS84).iloc[0]
    return float(middle.x), float(middle.y)


def _point_to_far(spots: Sequence[Spot], declared: gpd.GeoDataFrame) -> list[Spot]:
    if not spots or spots[0].key or (declared.empty and len(spots) == 1):
        return list(spots)
    lon, lat = _reference(spots, declared)
    azimuth, _, far_m = _GEOD.inv(lon, lat, spots[0].lon, spots[0].lat)
    if far_m <= FAR_M:
        return list(spots)
    first = Spot("", "", spots[0].lon, spots[0].lat, math.nan, far_m=float(far_m), azimuth=float(azimuth))
    return [first, *spots[1:]]


def _to_metres(spot: Spot, crs: str) -> Spot:
    if spot.is_far:
        return spot
    x, y = transform_xy(np.array([spot.lon]), np.array([spot.lat]), WGS84, crs)
    return Spot(spot.key, spot.label, spot.lon, spot.lat, spot.radius_m, float(x[0]), float(y[0]))


def _choose_view(spots: Sequence[Spot], own: Any, width: int, height: int) -> View:
    radii = [s.radius_m if math.isfinite(s.radius_m) else 0.0 for s in spots]
    seen = [(s.x - r, s.y - r, s.x + r, s.y + r) for s, r in zip(spots, radii, strict=True)]
    if own is None or own.is_empty:
        return _view_of(seen, width, height)
    whole = _view_of([*seen, own.bounds], width, height)
    apart = _least_distance(spots) / whole.unit_m
    return whole if apart >= _APART or not seen else _view_of(seen, width, height)


def _least_distance(spots: Sequence[Spot]) -> float:
    """Least distance of two places [m] that are not one and the same."""
    pairs = (math.dist((p.x, p.y), (q.x, q.y)) for i, p in enumerate(spots) for q in spots[i + 1 :])
    return min((d for d in pairs if d > 1.0), default=math.inf)


def _view_of(boxes: Sequence[tuple[float, float, float, float]], width: int, height: int) -> View:
    low, high = np.min(boxes, axis=0)[:2], np.max(boxes, axis=0)[2:]
    size = np.array([width * UNITS, height * UNITS])
    inner = size - 2 * _MARGIN
    unit_m = max(float(((high - low) / inner).max()), _LEAST_WIDTH_M / float(inner[0]))
    middle, half = (low + high) / 2.0, size * unit_m / 2.0
    west, south, east, north = (float(v) for v in (*(middle - half), *(middle + half)))
    return View((west, south, east, north), unit_m, int(size[0]), int(size[1]))


def _gminas_in(
    view: View, gminas: gpd.GeoDataFrame, crs: str, declared: str, spots: Sequence[Spot]
) -> tuple[list[str], list[str], NDArray[np.object_]]:
    """Gminas in the window, the declared one last; of very many those nearest to the places."""
    found = gminas.iloc[
        np.sort(gminas.sindex.query(_window_in(view, crs, gminas.crs), predicate="intersects"))
    ]
    shapes = np.asarray(found.geometry.to_crs(crs).values, dtype=object)
    codes, names = ([str(v) for v in found[c]] for c in ("gmina_teryt", "gmina"))
    near = np.zeros(len(shapes))
    if places := [(s.x, s.y) for s in spots if not s.is_far]:
        near = shapely.distance(shapes, shapely.multipoints(places))
    order = sorted(range(len(codes)), key=lambda i: (codes[i] != declared, near[i], codes[i]))[
        :_MOST_OUTLINES
    ]
    order.reverse()
    return [codes[i] for i in order], [names[i] for i in order], shapes[order]


def _window_in(view: View, crs: str, target: object) -> Any:
    window = shapely.segmentize(shapely.box(*view.window), max(view.width, view.height) * view.unit_m / 8.0)
    corners = shapely.get_coordinates(window)
    x, y = transform_xy(corners[:, 0], corners[:, 1], crs, str(target))
    return shapely.box(np.nanmin(x), np.nanmin(y), np.nanmax(x), np.nanmax(y))
