"""Minutes to the nearest place as a GeoTIFF, as a unit of work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.core.program import program_digest
from mapa_uslug.engine.graph import TICKS_PER_UNIT, ModeGraph
from mapa_uslug.engine.pixels import PixelSurface, TickRaster, paint_nearest
from mapa_uslug.engine.surface import SearchPoints
from mapa_uslug.work.units import Arrays

NODATA: Final = -9999.0
"""Value of pixels without a time in a GeoTIFF."""

_FILE: Final = "geotiff"


@dataclass(frozen=True, eq=False)
class MinutesRaster:
    """Minutes from the nearest of some places, see `work.units.Task`; the answer is a file, see `raster_file`.

    Attributes
    ----------
    sources : SearchPoints
    level : int
        Ticks on the network within the limit; -1 if it is less than the terminal time.
    limit : float
        Seconds that the search goes.
    terminal_s : float
        Added to every time.
    """

    sources: SearchPoints
    level: int
    limit: float
    terminal_s: float

    @property
    def kind(self) -> str:
        """See `work.units.Task`."""
        return f"minutes raster {program_digest()}|{self.level}|{self.limit!r}|{self.terminal_s!r}"

    @property
    def content(self) -> SearchPoints:
        """See `work.units.Task`."""
        return self.sources

    @property
    def answers(self) -> frozenset[str]:
        """See `work.units.Task`."""
        return frozenset([_FILE])

    def on(self, live: tuple[ModeGraph, PixelSurface], workers: int | None = None) -> Arrays:
        """Paint and pack it; see `work.units.Task`. Always in one thread."""
        del workers
        raster = paint_nearest(*live, self.sources, limit=self.limit)
        return {_FILE: np.frombuffer(_pack(raster, self.minutes(raster)), dtype=np.uint8)}

    def minutes(self, raster: TickRaster) -> NDArray[np.float32]:
        """Minutes of a raster's pixels from the bottom up, `NODATA` beyond the limit; at least one pixel."""
        ticks = (
            raster.ticks if raster.ticks.size else np.full((1, 1), np.iinfo(np.uint32).max, dtype=np.uint32)
        )
        minutes = (ticks / TICKS_PER_UNIT + self.terminal_s) / 60.0
        return np.where(ticks.astype(np.int64) <= self.level, minutes, NODATA).astype(np.float32)


def raster_file(answer: Arrays) -> bytes:
    """The GeoTIFF that the answer of a `MinutesRaster` holds."""
    return answer[_FILE].tobytes()


def _pack(raster: TickRaster, minutes: NDArray[np.float32]) -> bytes:
    """North up, pixel centres on whole multiples of the resolution."""
    from rasterio.io import MemoryFile
    from rasterio.transform import from_origin

    grid, size = raster.grid, raster.grid.size_m
    left = grid.left + raster.column * size - size / 2
    top = grid.bottom + (raster.row + len(minutes)) * size - size / 2
    with MemoryFile() as memory:
        with memory.open(
            driver="GTiff", dtype="float32", count=1, height=minutes.shape[0], width=minutes.shape[1], crs=grid.crs,
            transform=from_origin(left, top, size, size), nodata=NODATA, compress="deflate",
        ) as file:  # fmt: skip
            file.write(minutes[::-1], 1)
            file.set_band_description(1, "minutes")
        packed: bytes = memory.read()
    return packed
