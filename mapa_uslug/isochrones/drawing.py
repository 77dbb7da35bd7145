"""Isochrones of points and of service types, and rasters of minutes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from mapa_uslug.contracts.travel_times import Direction
from mapa_uslug.core.crs import WGS84
from mapa_uslug.core.errors import InputError, problem
from mapa_uslug.core.files import atomic_path
from mapa_uslug.core.text import mark
from mapa_uslug.engine.graph import TICKS_PER_UNIT, ModeGraph, limit_ticks
from mapa_uslug.engine.pixels import (
    OFF_ROAD_REACH_M,
    SnappedPixels,
    find_pixel_surface,
)
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.snapping import PlacedPoints
from mapa_uslug.engine.surface import walking_speed
from mapa_uslug.isochrones.bands import Band, join_bands
from mapa_uslug.isochrones.outlining import Levels, Outlines, SurfaceGround, unpack_bands
from mapa_uslug.isochrones.rasters import MinutesRaster, raster_file
from mapa_uslug.work.runners import InThreads, answer
from mapa_uslug.work.units import Arrays, Unit

_PLACES_A_UNIT: Final = 16


@dataclass(frozen=True)
class IsochroneOptions:
    """How a surface is drawn.

    Attributes
    ----------
    minutes : tuple of float
        Limits of the bands; drawn ascending, each once.
    mode : str
    direction : {"to", "from"}
    resolution_m : float
        Side of a pixel, at most 1000 m.
    off_road_m : float
        Pixels farther than that from a legal road are never within a band.
    terminal_s : float
        Added to every time, as in `measure_travel_times`.
    """

    minutes: tuple[float, ...]
    mode: str
    direction: Direction = "to"
    resolution_m: float = 100.0
    off_road_m: float = OFF_ROAD_REACH_M
    terminal_s: float = 0.0

    def __post_init__(self) -> None:
        if not self.minutes or not all(np.isfinite(m) and m > 0 for m in self.minutes):
            raise InputError(
                [_bad("minutes", self.minutes, mark("Give minutes above zero, such as 5,10,15."))]
            )
        if not 1.0 <= self.resolution_m <= 1000.0:
            raise InputError([_bad("resolution", self.resolution_m, mark("Give from 1 to 1000 metres."))])

    @property
    def bands(self) -> list[float]:
        """Minutes, ascending and each once."""
        return sorted(set(self.minutes))

    def level(self, minutes: float) -> int:
        """Ticks on the network within a limit, -1 if it is less than the terminal time."""
        left = minutes * 60.0 - self.terminal_s
        return limit_ticks(left) if left >= 0 else -1

    @property
    def margin(self) -> int:
        """Ticks of a walk across a pixel."""
        return round(TICKS_PER_UNIT * self.resolution_m / walking_speed(self.mode))

    @property
    def search_limit(self) -> float:
        """Seconds up to which the surface must be known."""
        return max(max(self.level(self.bands[-1]), 0) + self.margin, 0) / TICKS_PER_UNIT


@dataclass(frozen=True, eq=False)
class IsochroneQuestion:
    """Isochrones asked for: the work that has to be done, and what its answers mean."""

    units: tuple[Unit, ...]
    ids: NDArray[Any]
    options: IsochroneOptions
    crs: str

    def tell(self, answers: Sequence[Arrays], *, crs: str | None = None) -> gpd.GeoDataFrame:
        """Isochrones as `draw_isochrones` gives them, out of the answers of the units in their order."""
        bands = [band for arrays in answers for band in unpack_bands(arrays)]
        return _frame(bands, np.repeat(self.ids, len(self.options.bands)), self.options, self.crs, crs)


def ask_isochrones(
    roads: RoutableNetwork, points: PlacedPoints, options: IsochroneOptions, *, joint_id: str | None = None
) -> IsochroneQuestion:
    """What drawing isochrones takes, for whoever does several at once.

    Parameters
    ----------
    joint_id : str, optional
        Those of the nearest of all points, under this id; else those of every point.
    """
    ground = SurfaceGround(*_surface(roads, options))
    sources = roads.sources(ground.graph, points.snaps)
    levels = Levels(tuple(map(options.level, options.bands)), options.margin, options.search_limit)
    if joint_id is not None:
        unit = Unit(ground, Outlines(sources, levels, is_joint=True))
        return IsochroneQuestion((unit,), np.array([joint_id], dtype=object), options, roads.network.crs)
    units = tuple(
        Unit(ground, Outlines(sources.rows(first, first + _PLACES_A_UNIT), levels, is_joint=False))
        for first in range(0, len(points), _PLACES_A_UNIT)
    )  # fmt: skip
    return IsochroneQuestion(units, points.ids, options, roads.network.crs)


def draw_isochrones(
    roads: RoutableNetwork,
    points: PlacedPoints,
    options: IsochroneOptions,
    *,
    crs: str | None = None,
) -> gpd.GeoDataFrame:
    """Cumulative nested areas within given minutes of each point.

    Polygons outline a raster of the travel-time surface, the one that people's times are taken from: a place
    inside a band is within a pixel of a pixel centre whose time is within the band.

    Parameters
    ----------
    roads : RoutableNetwork
    points : PlacedPoints
        Snapped for the mode.
    options : IsochroneOptions
    crs : str, optional
        Of the geometry; the network's by default. In WGS84 coordinates are rounded to a centimetre.

    Returns
    -------
    GeoDataFrame
        `id`, `mode`, `minutes`, `geometry` (MultiPolygon, valid; empty where nothing is within the limit or the
        point is unsnapped), minutes ascending within a point, points in input order.
    """
    question = ask_isochrones(roads, points, options)
    return question.tell(answer(InThreads(), question.units), crs=crs)


def draw_joint_isochrones(
    roads: RoutableNetwork,
    points: PlacedPoints,
    options: IsochroneOptions,
    *,
    joint_id: str,
    crs: str | None = None,
) -> gpd.GeoDataFrame:
    """Areas within given minutes of the nearest of all points, under one id; see `draw_isochrones`."""
    question = ask_isochrones(roads, points, options, joint_id=joint_id)
    return question.tell(answer(InThreads(), question.units), crs=crs)


def isochrones_to_geojson(isochrones: gpd.GeoDataFrame) -> str:
    """A FeatureCollection in WGS84 (RFC 7946), quicker than through GeoPandas' own writer."""
    there = isochrones if isochrones.crs == WGS84 else isochrones.to_crs(WGS84)
    shapes = shapely.to_geojson(there.geometry.to_numpy())
    rows = zip(there["id"].tolist(), there["mode"].tolist(), there["minutes"].tolist(), shapes, strict=True)
    features = (
        f'{{"type":"Feature","properties":{json.dumps({"id": i, "mode": m, "minutes": t}, ensure_ascii=False)},'
        f'"geometry":{shape}}}'
        for i, m, t, shape in rows
    )
    return '{"type":"FeatureCollection","features":[' + ",\n".join(features) + "]}\n"


def ask_minutes_raster(roads: RoutableNetwork, points: PlacedPoints, options: IsochroneOptions) -> Unit:
    """What painting minutes to the nearest of all points takes, for whoever does several at once.

    Parameters
    ----------
    roads, points, options
        As for `draw_joint_isochrones`.

    Returns
    -------
    Unit
        See `MinutesRaster`, and `raster_file` for what its answer is.
    """
    ground = SurfaceGround(*_surface(roads, options))
    sources = roads.sources(ground.graph, points.snaps)
    last = options.bands[-1]
    return Unit(ground, MinutesRaster(sources, options.level(last), last * 60.0, options.terminal_s))


def write_minutes_raster(
    roads: RoutableNetwork,
    points: PlacedPoints,
    options: IsochroneOptions,
    path: Path,
) -> None:
    """Write minutes to the nearest of all points as a GeoTIFF in the network's CRS, up to the largest limit.

    Parameters
    ----------
    roads, points, options
        As for `draw_joint_isochrones`.
    path : Path
        Replaced whole or not at all. One float32 band, north up, pixel centres on whole multiples of the
        resolution, `NODATA` where there is no time within the limit.
    """
    with atomic_path(path) as part:
        part.write_bytes(raster_file(ask_minutes_raster(roads, points, options).run()))


def _surface(roads: RoutableNetwork, options: IsochroneOptions) -> tuple[ModeGraph, SnappedPixels]:
    graph = roads.graph(options.mode, direction=options.direction)
    return graph, find_pixel_surface(roads, graph, size_m=options.resolution_m, reach_m=options.off_road_m)


def _frame(
    bands: list[Band], ids: NDArray[Any], options: IsochroneOptions, source_crs: str, crs: str | None
) -> gpd.GeoDataFrame:
    target = crs or source_crs
    shapes = join_bands(bands, source_crs=source_crs, target_crs=target)
    repeat = len(bands) // len(options.bands)
    table = pd.DataFrame({"id": ids, "mode": options.mode, "minutes": _whole(options.bands * repeat)})
    return gpd.GeoDataFrame(table, geometry=shapes, crs=target)


def _whole(minutes: Sequence[float] | Iterable[float]) -> NDArray[Any]:
    """Minutes as whole numbers where all are."""
    values = np.array(list(minutes), dtype=np.float64)
    return values.astype(np.int64) if (values == np.rint(values)).all() else values


def _bad(what: str, value: object, hint: str) -> Any:
    return problem(
        "{what} cannot be {value}", where=what, hint=hint, code="bad_option", what=what, value=value
    )
