"""Rasters of people cut to an area: cells as they are, none resampled, tiles joined."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import rasterio
import shapely
from affine import Affine
from numpy.typing import NDArray
from rasterio.crs import CRS
from rasterio.io import DatasetReader
from rasterio.windows import Window

from mapa_uslug.contracts.fetching import Artefact, FetchArea, Fetched
from mapa_uslug.core.crs import PL_1992
from mapa_uslug.core.errors import InputError
from mapa_uslug.core.files import atomic_path
from mapa_uslug.core.rasters import open_raster, window_around
from mapa_uslug.core.safe_zip import find_members, open_zip
from mapa_uslug.core.text import mark
from mapa_uslug.sources.fetching.getting import Ask, Getter
from mapa_uslug.sources.fetching.terms import SourceFailed, Terms
from mapa_uslug.sources.forms.answer_checks import refuse_web_page

NO_RASTER: Final = mark("it is no raster of people that can be read")
NO_PLACE: Final = mark("its raster does not say where it lies")
NOT_HERE: Final = mark("its raster does not reach the area, or nobody lives there by it")
OTHER_TILES: Final = mark("its tiles do not fit each other")
MARGIN_M: Final = 2_000.0
"""What is just outside says on which side of a border a cell of the census is lived in."""
_IN_STEP: Final = 1e-3


def check_raster(path: Path) -> None:
    """Raise `ValueError` unless a file is a raster, or an archive with one in it."""
    refuse_web_page(path)
    with path.open("rb") as stream:
        is_zip = stream.read(2) == b"PK"
    if is_zip:
        with open_zip(path) as archive:
            if len(find_members(archive, ".tif")) != 1:
                raise ValueError(NO_RASTER)
        return
    try:
        with open_raster(path):
            return
    except InputError as error:
        raise ValueError(NO_RASTER) from error


def cut_rasters(files: Sequence[Path], target: Path, *, around: shapely.Geometry) -> None:
    """Write the cells around an area (EPSG:2180) as one GeoTIFF in the system and with the figures of the files.

    Raises
    ------
    ValueError
        With a message id: a file that cannot be read or has no place, tiles on different grids, nobody in the area.
    """
    west, south, east, north = shapely.bounds(around)
    bounds = (west - MARGIN_M, south - MARGIN_M, east + MARGIN_M, north + MARGIN_M)
    try:
        with ExitStack() as stack:
            rasters = [stack.enter_context(open_raster(path)) for path in files]
            parts = [part for raster in rasters if (part := _read(raster, bounds)) is not None]
    except InputError as error:
        raise ValueError(NO_RASTER) from error
    if not parts:
        raise ValueError(NOT_HERE)
    cells, transform = _join(parts)
    nodata = parts[0].nodata
    if not (cells[cells != nodata] > 0.0).any():
        raise ValueError(NOT_HERE)
    with atomic_path(target) as path, rasterio.open(
        path, "w", driver="GTiff", height=cells.shape[0], width=cells.shape[1], count=1, dtype=cells.dtype, crs=parts[0].crs,
        transform=transform, nodata=nodata, compress="deflate",
    ) as out:  # fmt: skip
        out.write(cells, 1)


def fetch_people(
    area: FetchArea, getter: Getter, own: Terms, paths: Sequence[str], *, name: str, year: int
) -> Fetched:
    """Cells around an area out of files that are given, or lie below the source's address.

    Parameters
    ----------
    own
        Terms as they are published.
    paths
        Of the files, after the address.
    name
        Of the file that is written.

    Raises
    ------
    SourceFailed
        A file cannot be had or read, or nobody lives in the area by it.
    """
    terms = getter.terms(own)
    given = getter.given.get(own.key, ())
    asks = [Ask(url=f"{terms.url}/{path}", name=path.rpartition("/")[2]) for path in paths]
    files = [getter.take(terms, path, check=check_raster) for path in given] or [
        getter.get(terms, ask, check=check_raster) for ask in asks
    ]
    target = area.folder / name
    try:
        cut_rasters(files, target, around=area.around)
    except ValueError as error:
        raise SourceFailed(terms, str(error)) from error
    return Fetched((Artefact("population_raster", target, own.key, year, getter.credit(own)),))


@dataclass(frozen=True, eq=False)
class _Part:
    """Cells of a raster around the area; missing ones are `nodata`."""

    cells: NDArray[np.floating]
    transform: Affine
    crs: CRS
    nodata: float


def _read(raster: DatasetReader, bounds: tuple[float, float, float, float]) -> _Part | None:
    if not raster.crs:
        raise ValueError(NO_PLACE)
    window: Window | None = window_around(raster, bounds, crs=PL_1992, system=raster.crs.to_wkt())
    if window is None:
        return None
    nodata = -1.0 if raster.nodata is None or np.isnan(raster.nodata) else float(raster.nodata)
    cells = raster.read(1, window=window, masked=True).filled(nodata)
    cells = cells if np.issubdtype(cells.dtype, np.floating) else cells.astype(np.float32)
    transform = raster.transform @ Affine.translation(window.col_off, window.row_off)
    return _Part(cells, transform, raster.crs, nodata)


def _join(parts: Sequence[_Part]) -> tuple[NDArray[np.floating], Affine]:
    """One array of all parts, and where it lies; a cell that two parts have is taken from the first."""
    first = parts[0]
    places = [_place(part, first) for part in parts]
    top, left = (min(place[i] for place in places) for i in (0, 1))
    bottom = max(row + part.cells.shape[0] for (row, _), part in zip(places, parts, strict=True))
    right = max(column + part.cells.shape[1] for (_, column), part in zip(places, parts, strict=True))
    cells = np.full((bottom - top, right - left), first.nodata, dtype=first.cells.dtype)
    for (row, column), part in reversed(list(zip(places, parts, strict=True))):
        height, width = part.cells.shape
        target = cells[row - top : row - top + height, column - left : column - left + width]
        target[part.cells != part.nodata] = part.cells[part.cells != part.nodata]
    return cells, first.transform @ Affine.translation(left, top)


def _place(part: _Part, first: _Part) -> tuple[int, int]:
    """Row and column of a part's corner in the grid of the first one."""
    a, b = part.transform, first.transform
    column, row = ~b @ (a.c, a.f)
    is_same = part.crs == first.crs and np.allclose(
        (a.a, a.b, a.d, a.e), (b.a, b.b, b.d, b.e), rtol=1e-6, atol=1e-12
    )
    if not is_same or abs(column - round(column)) > _IN_STEP or abs(row - round(row)) > _IN_STEP:
        raise ValueError(OTHER_TILES)
    return round(row), round(column)
