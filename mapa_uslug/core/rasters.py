"""Raster files (GeoTIFF, SRTM tiles, ASCII grids, also inside a zip) opened with errors that say what, where and how to fix."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import numpy as np
import pyproj
import rasterio
from pyproj.exceptions import ProjError
from rasterio._err import CPLE_BaseError
from rasterio.errors import NotGeoreferencedWarning, RasterioError, RasterioIOError
from rasterio.io import DatasetReader
from rasterio.transform import rowcol
from rasterio.warp import transform_bounds
from rasterio.windows import Window

from mapa_uslug.core.crs import PL_1992
from mapa_uslug.core.errors import InputError, Problem, ProblemLog, problem
from mapa_uslug.core.safe_zip import list_members
from mapa_uslug.core.text import mark

_MEMBERS: Final = (".tif", ".tiff", ".hgt", ".asc")
_PL_1992_METRES: Final = (130_000.0, 130_000.0, 890_000.0, 800_000.0)
"""Where Poland lies in PL-1992 (west, south, east, north), a little wider."""

_ABSENT: Final = mark("there is no such file")
_EMPTY: Final = mark("the file is empty")
_WEB_PAGE: Final = mark("it is a web page or another text with marks, not a raster")
_OTHER: Final = mark("its content cannot be understood")
_REASONS: Final = (
    (("not recognized as",), mark("it is no raster of a known form, or its beginning is damaged")),
    (("zip file", "zip archive"), mark("it is no zip archive, or its end is missing")),
    (("Read", " read ", "File short"), mark("it is damaged or cut short")),
)
"""Words of GDAL and of the standard library, and what they mean."""


@contextmanager
def open_raster(path: Path) -> Iterator[DatasetReader]:
    """Open a raster, or the one raster in a zip archive.

    Raises
    ------
    InputError
        The file is damaged or of no raster format; a zip that holds none or several, or unpacks to far too much.
    """
    name = _name_within_zip(path) if path.suffix.lower() == ".zip" else str(path)
    try:
        with warnings.catch_warnings():
            # Whoever needs the place of the cells asks for it and tells its absence in words.
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            dataset = rasterio.open(name)
    except RasterioIOError as error:
        raise InputError([unreadable_raster(path, error)]) from error
    with dataset:
        try:
            yield dataset
        except (RasterioError, CPLE_BaseError, ProjError) as error:
            # Damage within a file shows only as its cells are read, a place that is none on Earth as it is asked for.
            raise InputError([unreadable_raster(path, error.__cause__ or error)]) from error


def raster_crs(dataset: DatasetReader, path: Path, *, log: ProblemLog) -> str | None:
    """WKT of the coordinate system, None (with an error noted) where it cannot be told.

    ASCII grids have none of their own: one that lies where Poland lies in PL-1992 is taken as that, with a warning.
    """
    if dataset.crs:
        return str(pyproj.CRS.from_wkt(dataset.crs.to_wkt()).to_wkt())
    west, south, east, north = _PL_1992_METRES
    box = dataset.bounds
    if west < box.left < box.right < east and south < box.bottom < box.top < north and box.left > 1.0:
        log.add(
            "The raster has no coordinate system; it was taken as EPSG:2180, where it lies in Poland.",
            where=path.name, code="crs_guessed", severity="warning",
            hint="Save it with its coordinate system, or put a .prj file beside it.",
        )  # fmt: skip
        return PL_1992
    log.add(
        "The raster has no coordinate system.",
        where=path.name, code="crs_missing", hint="Save it with its coordinate system, or put a .prj file beside it.",
    )  # fmt: skip
    return None


def window_around(
    dataset: DatasetReader, bounds: tuple[float, float, float, float], *, crs: str, system: str
) -> Window | None:
    """The cells of a raster in `system` that bounds in `crs` (west, south, east, north) may touch, None if there are none."""
    west, south, east, north = transform_bounds(crs, system, *bounds)
    if not np.isfinite([west, south, east, north]).all():
        return None
    (row_a, row_b), (column_a, column_b) = rowcol(dataset.transform, [west, east], [north, south], op=float)
    first = max(int(min(row_a, row_b)) - 2, 0), max(int(min(column_a, column_b)) - 2, 0)
    last = (
        min(int(max(row_a, row_b)) + 3, dataset.height),
        min(int(max(column_a, column_b)) + 3, dataset.width),
    )
    if last[0] <= first[0] or last[1] <= first[1]:
        return None
    return Window.from_slices((first[0], last[0]), (first[1], last[1]))


def unreadable_raster(path: Path, error: object) -> Problem:
    """A raster that cannot be read, for a reason in our words where it is one of the usual ones."""
    return problem(
        "The raster cannot be read: {reason}", where=path.name, code="raster_unreadable", reason=_reason(path, str(error)),
        hint="Download it again; GeoTIFF, .hgt (named like N49E011.hgt), .asc, or one of them in a zip are read.",
    )  # fmt: skip


def _reason(path: Path, said: str) -> str:
    """Why a raster cannot be read: of what GDAL says in English only what has no words of ours is left."""
    if not path.is_file():
        return _ABSENT
    with path.open("rb") as file:
        start = file.read(64).lstrip()
    if not start:
        return _EMPTY
    if start.startswith(b"<"):
        return _WEB_PAGE
    reason = next((ours for words, ours in _REASONS if any(word in said for word in words)), "")
    return reason or f"{_OTHER}: {said}"


def _name_within_zip(path: Path) -> str:
    """The name that GDAL knows the raster in an archive by."""
    members = list_members(path, unreadable_raster)
    rasters = [m.filename for m in members if m.filename.lower().endswith(_MEMBERS)]
    if len(rasters) != 1:
        raise InputError([problem(
            "The archive holds {count} rasters, not one.", where=path.name, code="rasters_in_zip", count=len(rasters),
            hint="Unpack it and name its rasters one by one.",
        )])  # fmt: skip
    return f"/vsizip/{path.absolute()}/{rasters[0]}"
