"""Rasters made for tests: a surface given as a function of place, written as any form that is read."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.transform import from_origin

Surface = Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]


def write_raster(
    path: Path,
    values: NDArray[np.generic],
    *,
    west: float,
    north: float,
    step: float,
    crs: str | None = "EPSG:2180",
    nodata: float | None = None,
) -> Path:
    """A GeoTIFF of one band, its corner and the side of its cells in the units of the CRS."""
    with rasterio.open(
        path, "w", driver="GTiff", width=values.shape[1], height=values.shape[0], count=1, dtype=values.dtype,
        crs=crs, transform=from_origin(west, north, step, step), nodata=nodata,
    ) as out:  # fmt: skip
        out.write(values, 1)
    return path


def write_surface(
    path: Path,
    surface: Surface,
    *,
    box: tuple[float, float, float, float],
    step: float = 30.0,
    crs: str = "EPSG:2180",
    nodata: float | None = None,
) -> Path:
    """A model of heights over a box (west, south, east, north)."""
    west, south, east, north = box
    columns, rows = round((east - west) / step), round((north - south) / step)
    x = west + (np.arange(columns) + 0.5) * step
    y = north - (np.arange(rows) + 0.5) * step
    values = surface(*np.meshgrid(x, y)).astype(np.float32)
    return write_raster(path, values, west=west, north=north, step=step, crs=crs, nodata=nodata)


def write_hgt_zip(folder: Path, lat: int, lon: int, surface: Surface) -> Path:
    """An SRTM tile of 3 arc seconds as it is published: whole metres, big-endian, a zip with one file."""
    degrees = np.arange(1201) / 1200.0
    x, y = np.meshgrid(lon + degrees, lat + 1.0 - degrees)
    path = folder / f"N{lat:02}E{lon:03}.hgt.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"N{lat:02}E{lon:03}.hgt", np.round(surface(x, y)).astype(">i2").tobytes())
    return path
