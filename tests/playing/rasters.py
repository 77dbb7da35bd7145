"""Plays the file servers of GHS-POP (tiles in Mollweide, zipped) and WorldPop (a file a country, in degrees)."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO

import numpy as np
from affine import Affine
from numpy.typing import NDArray
from rasterio.io import MemoryFile

from playing.server import Answer, Asked, PlayedServer

Floats = NDArray[np.float64]
People = Callable[[Floats, Floats], Floats]
"""(x, y) of middles of cells, in the raster's system -> people, NaN where there is no land."""

TILE_CELLS = 10_000
CELL_M = 100.0


def geotiff(cells: Floats, transform: Affine, crs: str, *, nodata: float, dtype: str = "float32") -> bytes:
    """A GeoTIFF; NaN is written as `nodata`."""
    values = np.where(np.isnan(cells), nodata, cells).astype(dtype)
    with MemoryFile() as file:
        with file.open(driver="GTiff", height=cells.shape[0], width=cells.shape[1], count=1, dtype=dtype, crs=crs or None,
                       transform=transform, nodata=nodata, compress="deflate") as out:  # fmt: skip
            out.write(values, 1)
        return bytes(file.read())


def part_of_tile(row: int, column: int, people: People, *, box: tuple[float, float, float, float]) -> bytes:
    """The cells of a GHS-POP tile within a box (Mollweide; the real tiles are whole), zipped."""
    left, top = -18_041_000.0 + (column - 1) * 1e6, 9_000_000.0 - (row - 1) * 1e6
    west, south, east, north = box
    first = max(int((west - left) // CELL_M), 0), max(int((top - north) // CELL_M), 0)
    last = min(int((east - left) // CELL_M), TILE_CELLS), min(int((top - south) // CELL_M), TILE_CELLS)
    x = left + (np.arange(first[0], last[0]) + 0.5) * CELL_M
    y = top - (np.arange(first[1], last[1]) + 0.5) * CELL_M
    cells = people(*np.meshgrid(x, y)) if len(x) and len(y) else np.full((1, 1), np.nan)
    transform = Affine(CELL_M, 0, left + first[0] * CELL_M, 0, -CELL_M, top - first[1] * CELL_M)
    name = f"GHS_POP_E2020_GLOBE_R2023A_54009_100_V1_0_R{row}_C{column}.tif"
    return zipped(name, geotiff(cells, transform, "ESRI:54009", nodata=-200.0, dtype="float64"))


def zipped(name: str, body: bytes) -> bytes:
    """An archive of one file."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name), body)
    return out.getvalue()


def play_ghs_pop(
    server: PlayedServer, tiles: dict[tuple[int, int], bytes], *, prefix: str = "/GHS_POP"
) -> str:
    """Serve tiles by row and column; the base address."""
    stem = "GHS_POP_E2020_GLOBE_R2023A_54009_100"
    files = {f"{prefix}/{stem}/V1-0/tiles/{stem}_V1_0_R{r}_C{c}.zip": body for (r, c), body in tiles.items()}

    def player(asked: Asked) -> Answer:
        body = files.get(asked.path)
        return Answer(body, kind="application/zip", has_ranges=True) if body else Answer(b"Not Found", 404)

    return server.play(prefix, player)


def play_worldpop(server: PlayedServer, body: bytes, *, prefix: str = "/R2025A") -> str:
    """Serve the file of Poland; the base address."""
    path = f"{prefix}/2025/POL/v1/100m/constrained/pol_pop_2025_CN_100m_R2025A_v1.tif"

    def player(asked: Asked) -> Answer:
        return (
            Answer(body, kind="image/tiff", has_ranges=True)
            if asked.path == path
            else Answer(b"Not Found", 404)
        )

    return server.play(prefix, player)
