"""Heights of the ground on one metric grid, out of any number of tiles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rasterio.io import DatasetReader
from rasterio.transform import from_origin, xy
from rasterio.warp import Resampling, reproject, transform_bounds
from rasterio.windows import Window
from scipy.ndimage import gaussian_filter, map_coordinates

from mapa_uslug.core.crs import transform_xy
from mapa_uslug.core.errors import ProblemLog
from mapa_uslug.core.rasters import open_raster, raster_crs, window_around

Floats = NDArray[np.float64]
FINEST_M: Final = 30.0
"""Side of the grid at least [m]: what is finer in a model (banks, walls, ditches) is no slope of a road."""
_MARGIN: Final = 6
"""Cells around the roads, so that smoothing does not feel the edge."""
_HIGHEST_M: Final = 9_000.0


@dataclass(frozen=True, eq=False)
class Terrain:
    """Heights at the corners of a square grid.

    Attributes
    ----------
    west, north : float
        Place of the first height (metric CRS).
    step_m : float
    heights : float32, (rows, columns)
        From north to south; NaN where no model knows.
    """

    west: float
    north: float
    step_m: float
    heights: NDArray[np.float32]

    def at(self, x: Floats, y: Floats) -> Floats:
        """Heights of points [m], bilinear; NaN outside and beside cells without a height."""
        places = np.stack([(self.north - y) / self.step_m, (x - self.west) / self.step_m])
        found = map_coordinates(self.heights, places, output=np.float64, order=1, cval=np.nan)
        return np.asarray(found, dtype=np.float64)


def read_terrain(
    files: Sequence[Path], *, bounds: tuple[float, float, float, float], crs: str, log: ProblemLog
) -> Terrain:
    """Read elevation models within bounds (west, south, east, north in the metric `crs`) and smooth them by one cell.

    Where models overlap, the one named first counts; its gaps are filled from the others. A Gaussian of one cell takes
    the noise of radar models down to a quarter and leaves a plane as it is.

    Raises
    ------
    InputError
        A file that is no raster, or whose coordinate system cannot be told; all of them together.
    """
    systems = [_examine(path, bounds, crs, log) for path in files]
    log.raise_errors()
    sides = [side for _, side in systems if np.isfinite(side)]
    step = max(FINEST_M, min(sides, default=FINEST_M))
    west = (np.floor(bounds[0] / step) - _MARGIN) * step
    north = (np.ceil(bounds[3] / step) + _MARGIN) * step
    columns = int(np.ceil((bounds[2] - west) / step)) + 1 + _MARGIN
    rows = int(np.ceil((north - bounds[1]) / step)) + 1 + _MARGIN
    grid = Terrain(west, north, step, np.full((rows, columns), np.nan, np.float32))
    for path, (system, side) in zip(files, systems, strict=True):
        if np.isfinite(side):
            with open_raster(path) as dataset:
                _fill(grid, dataset, system, side, crs)
    return Terrain(west, north, step, _smooth(grid.heights))


def _examine(
    path: Path, bounds: tuple[float, float, float, float], crs: str, log: ProblemLog
) -> tuple[str, float]:
    """Coordinate system of a model and the side of its cells [m]; NaN where it lies elsewhere."""
    own = ProblemLog()
    with open_raster(path) as dataset:
        system = raster_crs(dataset, path, log=own)
        log.extend(own.problems)
        if system is None:
            return "", np.nan
        west, south, east, north = transform_bounds(system, crs, *dataset.bounds)
        apart = west > bounds[2] or east < bounds[0] or south > bounds[3] or north < bounds[1]
        if apart or not np.isfinite([west, south, east, north]).all():
            return system, np.nan
        middle = dataset.height // 2, dataset.width // 2
        rows, columns = np.array([0, 0, 1]) + middle[0], np.array([0, 1, 0]) + middle[1]
        x, y = xy(dataset.transform, rows, columns)
        x, y = transform_xy(np.asarray(x), np.asarray(y), system, crs)
        return system, float(np.hypot(x[1:] - x[0], y[1:] - y[0]).min())


def _fill(grid: Terrain, dataset: DatasetReader, system: str, side: float, crs: str) -> None:
    """Put the heights of a model where there are none yet."""
    part, corner = _part_of(grid, transform_bounds(system, crs, *dataset.bounds))
    height, width = part.shape
    (west, north), step = corner, grid.step_m
    whole = west, north - height * step, west + width * step, north
    window = window_around(dataset, whole, crs=crs, system=system) if part.size else None
    if window is None:
        return
    read = np.full(part.shape, np.nan, np.float32)
    reproject(
        _band(dataset, window), read, src_transform=dataset.window_transform(window), src_crs=system, src_nodata=np.nan,
        dst_transform=from_origin(west, north, step, step), dst_crs=crs, dst_nodata=np.nan,
        resampling=Resampling.average if side < 0.75 * step else Resampling.bilinear,
    )  # fmt: skip
    np.copyto(part, read, where=np.isnan(part))


def _part_of(
    grid: Terrain, bounds: tuple[float, float, float, float]
) -> tuple[NDArray[np.float32], tuple[float, float]]:
    """The heights within bounds, to be written into, and the outer corner of the first of them."""
    west, south, east, north = bounds
    first_row = max(int((grid.north - north) / grid.step_m) - 1, 0)
    first_column = max(int((west - grid.west) / grid.step_m) - 1, 0)
    last_row, last_column = (
        int((grid.north - south) / grid.step_m) + 2,
        int((east - grid.west) / grid.step_m) + 2,
    )
    corner = grid.west + (first_column - 0.5) * grid.step_m, grid.north - (first_row - 0.5) * grid.step_m
    return grid.heights[first_row : max(last_row, 0), first_column : max(last_column, 0)], corner


def _band(dataset: DatasetReader, window: Window) -> NDArray[np.float32]:
    """Heights of a model; what it marks as missing, or what no ground is as high or deep as, is NaN."""
    heights = dataset.read(1, window=window, masked=True).astype(np.float32).filled(np.nan)
    heights[~(np.abs(heights) < _HIGHEST_M)] = np.nan
    return np.asarray(heights, dtype=np.float32)


def _smooth(heights: NDArray[np.float32]) -> NDArray[np.float32]:
    """Gaussian of one cell over the known heights; unknown ones stay unknown."""
    known = np.isfinite(heights)
    weight = gaussian_filter(known.astype(np.float32), 1.0, mode="constant")
    total = gaussian_filter(np.where(known, heights, np.float32(0.0)), 1.0, mode="constant")
    return np.where(known, total / np.maximum(weight, 1e-6), np.nan).astype(np.float32)
