"""People by a model in cells of 100 m: GHS-POP of the Joint Research Centre, in tiles."""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely

from mapa_uslug.contracts.fetching import FetchArea, Fetched
from mapa_uslug.core.crs import PL_1992, transform_xy
from mapa_uslug.core.text import mark
from mapa_uslug.sources.fetching.getting import Getter
from mapa_uslug.sources.fetching.terms import Terms
from mapa_uslug.sources.parts.raster_cutting import MARGIN_M, fetch_people

TERMS: Final = Terms(
    key="ghs_pop",
    title="GHS-POP R2023A (model ludności JRC)",
    url="https://jeodpp.jrc.ec.europa.eu/ftp/jrc-opendata/GHSL/GHS_POP_GLOBE_R2023A",
    licence="CC BY 4.0",
    credit="GHS-POP R2023A, Komisja Europejska, Joint Research Centre, CC BY 4.0, pobrano $date",
    missing=mark(
        "Where no census grid and no building is known, people are spread evenly over their gmina instead of by a model."
    ),
    total_s=1800.0,
    max_bytes=300_000_000,
)
OUT_NAME: Final = "ludnosc_ghs_pop.tif"
EPOCH: Final = 2020
"""Of the epochs 1975 to 2030 the one next to the census."""
MOLLWEIDE: Final = "ESRI:54009"
_TILE_M: Final = 1_000_000.0
_LEFT_M, _TOP_M = -18_041_000.0, 9_000_000.0
"""Corner of the tile R1_C1; rows go down, columns right, both from 1 (as users of the tiles have it)."""
_STEP_M: Final = 5_000.0


def fetch(area: FetchArea, getter: Getter) -> Fetched:
    """Cells around the area, as ``ludnosc_ghs_pop.tif``: people a cell, no ages.

    Raises
    ------
    SourceFailed
        A tile cannot be had or read, or nobody lives in the area by it.
    """
    return fetch_people(area, getter, TERMS, _paths(area), name=OUT_NAME, year=EPOCH)


def tiles_of(around: shapely.Geometry) -> list[tuple[int, int]]:
    """Rows and columns of the tiles that an area (EPSG:2180) and `MARGIN_M` around it touch."""

    def project(points: np.ndarray) -> np.ndarray:
        return np.column_stack(transform_xy(points[:, 0], points[:, 1], PL_1992, MOLLWEIDE))

    shape = shapely.transform(shapely.segmentize(shapely.buffer(around, MARGIN_M), _STEP_M), project)
    west, south, east, north = shapely.bounds(shape)
    rows = range(int((_TOP_M - north) // _TILE_M) + 1, int((_TOP_M - south) // _TILE_M) + 2)
    columns = range(int((west - _LEFT_M) // _TILE_M) + 1, int((east - _LEFT_M) // _TILE_M) + 2)
    return [(row, column) for row in rows for column in columns if shape.intersects(_box(row, column))]


def _box(row: int, column: int) -> shapely.Polygon:
    right, bottom = _LEFT_M + column * _TILE_M, _TOP_M - row * _TILE_M
    return shapely.box(right - _TILE_M, bottom, right, bottom + _TILE_M)


def _paths(area: FetchArea) -> list[str]:
    stem = f"GHS_POP_E{EPOCH}_GLOBE_R2023A_54009_100"
    return [f"{stem}/V1-0/tiles/{stem}_V1_0_R{row}_C{column}.zip" for row, column in tiles_of(area.around)]
