"""Cells of the European 1 km grid around an area, and tables of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from mapa_uslug.core.crs import PL_1992, transform_xy
from mapa_uslug.core.files import atomic_path
from mapa_uslug.core.grid_codes import GRID_CRS, GridCorners
from mapa_uslug.core.text import mark

NO_CELLS: Final = mark("none of its cells lies in the area")
YEAR: Final = 2021
"""Year of the census that both grids are of."""
_SIDE_M: Final = 1000.0
_ROW: Final = 100_000
_EDGE_STEP_M: Final = 5000.0


def keys_around(around: shapely.Geometry) -> NDArray[np.int64]:
    """Keys of the 1 km cells that touch an area (EPSG:2180), in rising order."""
    frame = shapely.segmentize(shapely.box(*shapely.bounds(around)), _EDGE_STEP_M)
    edge = shapely.get_coordinates(frame)
    x, y = (values / _SIDE_M for values in transform_xy(edge[:, 0], edge[:, 1], PL_1992, GRID_CRS))
    columns, rows = np.meshgrid(
        np.arange(np.floor(x.min()) - 1, np.floor(x.max()) + 2),
        np.arange(np.floor(y.min()) - 1, np.floor(y.max()) + 2),
    )
    east, north = columns.ravel(), rows.ravel()
    corners = np.stack([
        np.column_stack(transform_xy((east + right) * _SIDE_M, (north + up) * _SIDE_M, GRID_CRS, PL_1992))
        for right, up in ((0, 0), (1, 0), (1, 1), (0, 1))
    ], axis=1)  # fmt: skip
    shapely.prepare(around)
    touches = shapely.intersects(around, shapely.polygons(corners))
    return np.sort((north[touches] * _ROW + east[touches]).astype(np.int64))


def keys_of(corners: GridCorners) -> NDArray[np.int64]:
    """Key of the 1 km cell that each corner lies in, -1 where a code could not be read."""
    is_read = np.isfinite(corners.east) & np.isfinite(corners.north)
    east, north = (np.floor(np.where(is_read, v, 0.0) / _SIDE_M) for v in (corners.east, corners.north))
    return np.where(is_read, north * _ROW + east, -1.0).astype(np.int64)


def write_cells(table: pd.DataFrame, target: Path, *, columns: Sequence[str]) -> None:
    """Write cells as CSV, by code (the first column); whole numbers stay whole, what is confidential stays empty."""
    cells = table.loc[:, list(columns)].sort_values(columns[0], kind="stable")
    for name in columns[1:]:
        if pd.api.types.is_float_dtype(cells[name]) and (cells[name].dropna() % 1.0 == 0.0).all():
            cells[name] = cells[name].astype("Int64")
    with atomic_path(target) as part:
        cells.to_csv(part, index=False, lineterminator="\n")
