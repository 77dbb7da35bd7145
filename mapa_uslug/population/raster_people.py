"""People out of rasters that a model made (GHS-POP, WorldPop): one point for every cell with people, none made or lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio.io import DatasetReader
from rasterio.transform import xy
from rasterio.windows import Window

from mapa_uslug.contracts.tables import Count
from mapa_uslug.core.crs import transform_xy
from mapa_uslug.core.errors import InputError, ProblemLog
from mapa_uslug.core.rasters import open_raster, raster_crs, window_around
from mapa_uslug.population.grouping import distinct

Floats = NDArray[np.float64]
MOST_IN_CELL = 1_000_000.0
"""People that a cell of a kilometre at most can hold: the most crowded ones on earth have some 150,000."""
MARGIN_M = 2_000.0
"""Cells are read this far beyond the area: what is just across a border says whose side of a grid cell is lived in."""


@dataclass(frozen=True, eq=False)
class RasterPeople:
    """Middles of a raster's cells (area CRS) with their people.

    Attributes
    ----------
    x, y : float64, (n,)
    people : float64, (n,)
        More than zero.
    count : Count
        Cells of the rectangle around the area: without people (``no_people``), farther than `MARGIN_M` from the area's
        rectangle (``outside_area``), in more than one file (``duplicate_cell``).
    """

    x: Floats
    y: Floats
    people: Floats
    count: Count


def read_raster_people(
    files: Sequence[Path], *, around: NDArray[np.object_], crs: str, log: ProblemLog
) -> RasterPeople:
    """Read the cells of rasters around the area.

    Nothing is resampled: every cell is the point in its middle with all of its people, so that sums stay those of the
    raster. Missing cells are known by the raster's own mark and by being negative (GHS-POP: -200, WorldPop: -99999).

    Parameters
    ----------
    files : sequence of Path
        Tiles side by side, in any CRS; a cell that stands in two of them counts once.
    around : object array
        Polygons of the area (area CRS).

    Raises
    ------
    InputError
        With the faults of every file.
    """
    west, south, east, north = shapely.total_bounds(around)
    bounds = (west - MARGIN_M, south - MARGIN_M, east + MARGIN_M, north + MARGIN_M)
    parts, left_out = [], Counter[str]()
    for path in files:
        try:
            with open_raster(path) as dataset:
                part, lost = _read_one(dataset, path, bounds, crs, log)
        except InputError as error:
            log.extend(error.problems)
            continue
        parts.append(part)
        left_out += lost
    log.raise_errors()
    x, y, people = (np.concatenate([np.empty(0), *(part[i] for part in parts)]) for i in range(3))
    kept = _first_of_each(x, y)
    left_out["duplicate_cell"] = len(x) - len(kept)
    if not len(x):
        log.add(
            "The population raster has nobody around the area.",
            where=", ".join(path.name for path in files), code="raster_without_people", severity="warning",
            hint="Give the tiles of this area; check their coordinate system.",
        )  # fmt: skip
    count = Count(
        "population raster", len(kept) + left_out.total(), len(kept), dict(sorted((+left_out).items()))
    )
    return RasterPeople(x[kept], y[kept], people[kept], count)


def _read_one(
    dataset: DatasetReader, path: Path, bounds: tuple[float, float, float, float], crs: str, log: ProblemLog
) -> tuple[tuple[Floats, Floats, Floats], Counter[str]]:
    """Place and people of the cells within the bounds that are lived in, and the others by reason."""
    nothing = np.empty(0), np.empty(0), np.empty(0)
    system = raster_crs(dataset, path, log=log)
    window = None if system is None else window_around(dataset, bounds, crs=crs, system=system)
    if system is None or window is None:
        return nothing, Counter()
    people = dataset.read(1, window=window, masked=True).astype(np.float64).filled(np.nan)
    most = np.nanmax(people, initial=0.0)
    if most > MOST_IN_CELL:
        log.add(
            "A cell of the population raster has {people} people.", where=path.name, code="raster_figures", people=f"{most:.3g}",
            hint="No cell has so many: the file is damaged, or counts something else. Download it again.",
        )  # fmt: skip
        return nothing, Counter()
    rows, columns = np.nonzero(people > 0.0)
    x, y = _middles(dataset, window, rows, columns)
    x, y = transform_xy(x, y, system, crs)
    west, south, east, north = bounds
    inside = (x > west) & (x < east) & (y > south) & (y < north)
    lost = Counter(no_people=people.size - len(rows), outside_area=int((~inside).sum()))
    return (x[inside], y[inside], people[rows, columns][inside]), lost


def _middles(
    dataset: DatasetReader, window: Window, rows: NDArray[np.intp], columns: NDArray[np.intp]
) -> tuple[Floats, Floats]:
    x, y = xy(dataset.transform, rows + int(window.row_off), columns + int(window.col_off))
    return np.asarray(x, dtype=np.float64).ravel(), np.asarray(y, dtype=np.float64).ravel()


def _first_of_each(x: Floats, y: Floats) -> NDArray[np.int64]:
    """Rows of the first point at each place, to the metre: no raster has cells so near to one another."""
    return np.sort(distinct(np.round(x).astype(np.int64), np.round(y).astype(np.int64)).first)
