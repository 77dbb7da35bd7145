"""Polygons around the part of a surface that lies within a limit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from contourpy import FillType, LineType, SerialContourGenerator, ZInterp
from numpy.typing import NDArray

from mapa_uslug.core.crs import WGS84, transform_xy
from mapa_uslug.engine.pixel_kernels import band_field
from mapa_uslug.engine.pixels import TickRaster

_DEGREE_DECIMALS: Final = 7  # a centimetre


@dataclass(frozen=True, eq=False)
class Band:
    """Rings of one multipolygon.

    Attributes
    ----------
    xy : float64, (vertices, 2)
        Metres.
    ring_ptr : int64, (rings + 1,)
        Where rings begin among the vertices.
    polygon_ptr : int64, (polygons + 1,)
        Where polygons begin among the rings, the shell first.
    """

    xy: NDArray[np.float64]
    ring_ptr: NDArray[np.int64]
    polygon_ptr: NDArray[np.int64]


_EMPTY: Final = Band(np.empty((0, 2)), np.zeros(1, np.int64), np.zeros(1, np.int64))


def contour_band(raster: TickRaster, *, level: int, margin: int) -> Band:
    """Outline the pixels within a level by linear interpolation between pixel centres.

    The field is cut at `margin` ticks from the level on both sides, so that a band is the same whatever other
    bands are asked for. The cut is a rising function of the ticks above the level and so is lower everywhere
    for a higher level: bands are nested by construction. No contour passes through a pixel's centre, hence no
    ring touches itself or another and polygons are valid as they come.

    Parameters
    ----------
    raster : TickRaster
        Exact up to ``level + margin``.
    level : int
        Ticks; below 0 nothing is within.
    margin : int
        Ticks that it takes to walk across a pixel.
    """
    if level < 0 or raster.ticks.size == 0:
        return _EMPTY
    grid = raster.grid
    corner = (grid.left + raster.column * grid.size_m, grid.bottom + raster.row * grid.size_m)
    x, y, field = band_field(raster.ticks, level, margin, *corner, grid.size_m)
    if field.size == 0:
        return _EMPTY
    # the class itself: contour_generator() would search a field that has no gaps for gaps
    contours = SerialContourGenerator(
        x, y, field, None, corner_mask=False, line_type=LineType.Separate,
        fill_type=FillType.ChunkCombinedOffsetOffset, quad_as_tri=False, z_interp=ZInterp.Linear,
    )  # fmt: skip
    points, rings, polygons = contours.filled(-2.0 * margin, 0.0)
    if points[0] is None:
        return _EMPTY
    return Band(points[0], rings[0].astype(np.int64), polygons[0].astype(np.int64))


def join_bands(bands: list[Band], *, source_crs: str, target_crs: str) -> NDArray[Any]:
    """Multipolygons of bands in a CRS, in one go; an empty band is an empty multipolygon."""
    xy = np.concatenate([np.empty((0, 2)), *(band.xy for band in bands)])
    if target_crs != source_crs:
        xy = np.stack(transform_xy(xy[:, 0], xy[:, 1], source_crs, target_crs), axis=1)
        if target_crs == WGS84:
            xy = np.round(xy, _DEGREE_DECIMALS)
    rings = _chain([band.ring_ptr for band in bands])
    polygons = _chain([band.polygon_ptr for band in bands])
    counts = np.array([0, *(len(band.polygon_ptr) - 1 for band in bands)])
    return np.asarray(
        shapely.from_ragged_array(
            shapely.GeometryType.MULTIPOLYGON, xy, (rings, polygons, np.cumsum(counts).astype(np.int64))
        )
    )


def _chain(pointers: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Pointers of parts laid end to end."""
    parts, total = [np.zeros(1, np.int64)], 0
    for pointer in pointers:
        parts.append(pointer[1:] + total)
        total += int(pointer[-1])
    return np.concatenate(parts)
