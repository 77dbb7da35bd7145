"""Outlines of buildings, those of the area only and none where the source keeps the people confidential."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from mapa_uslug.contracts.tables import DEGREE_STEPS, Outlines, PopulationCells
from mapa_uslug.core.crs import WGS84, transform_xy
from mapa_uslug.core.ragged import gather_rows
from mapa_uslug.maps.shapes import Frame, Shapes, pack_steps

TOLERANCE_M = 1.0
MIN_AREA_M2 = 20.0
"""Sheds and kiosks below it are many, and hard to see at any scale."""
_BELT_M = 200.0
_SOURCE_CELL_M = 1000
"""Side of the cells in which a source keeps people confidential; sub-cells of one without people have no row."""


def choose_buildings(
    outlines: Outlines, *, area: shapely.Geometry, cells: PopulationCells, crs: str
) -> NDArray[np.int64]:
    """Buildings of the area that may be drawn.

    Next to a state per cell, the houses of a cell with a handful of people would tell whose state it is: whoever wrote
    a figure as confidential must find no houses there either.
    """
    shapely.prepare(area)
    inside = np.flatnonzero(shapely.contains_xy(area, outlines.x, outlines.y))
    east, north = transform_xy(outlines.x[inside], outlines.y[inside], crs, cells.grid_crs)
    side = max(cells.cell_m, _SOURCE_CELL_M)
    imputed = cells.table[cells.table["is_imputed"].to_numpy(dtype=bool)]
    col, row = (imputed[c].to_numpy(dtype=np.int64) * cells.cell_m // side for c in ("grid_col", "grid_row"))
    own = _keys(np.floor(east / side).astype(np.int64), np.floor(north / side).astype(np.int64))
    return inside[~np.isin(own, _keys(col, row))]


def make_buildings(outlines: Outlines, buildings: NDArray[np.int64], frame: Frame) -> Shapes:
    """Outlines of some buildings as one feature."""
    is_wanted = np.zeros(len(outlines.x), dtype=bool)
    is_wanted[buildings] = True
    ptr, vertex = gather_rows(outlines.ring_ptr, np.flatnonzero(is_wanted[outlines.ring_building]))
    lon, lat = (outlines.lonlat[vertex] / DEGREE_STEPS).T
    steps = frame.quantise(lon, lat, crs=WGS84).astype(np.float64)
    rings = shapely.linestrings(steps, indices=np.repeat(np.arange(len(ptr) - 1), np.diff(ptr)))
    rings = shapely.simplify(rings, TOLERANCE_M / frame.step_m, preserve_topology=False)
    shapes = pack_steps(rings[_along_belts(rings, _BELT_M / frame.step_m)])
    return shapes.with_parts(shapes.areas() * frame.step_m**2 >= MIN_AREA_M2)


def _along_belts(rings: NDArray[np.object_], width: float) -> NDArray[np.int64]:
    """An order in which neighbours follow each other, so that the file is small."""
    west, north, _, _ = shapely.bounds(rings).reshape(-1, 4).T
    belt = np.floor(north / width)
    return np.lexsort((north, np.where(belt % 2 == 0, west, -west), belt))


def _keys(col: NDArray[np.int64], row: NDArray[np.int64]) -> NDArray[np.int64]:
    return (col << 32) | (row & 0xFFFFFFFF)
