"""Where a service that opens or moves stands: in a populated cell, or at coordinates."""

from __future__ import annotations

from collections.abc import Set

import geopandas as gpd
import numpy as np
import shapely

from mapa_uslug.contracts.plan_config import MoveService, OpenService
from mapa_uslug.contracts.tables import PopulationCells
from mapa_uslug.core.crs import WGS84, transform_xy
from mapa_uslug.core.errors import Problem, problem

Placed = OpenService | MoveService


def check_place(change: Placed, cell_ids: Set[str], where: str, message: str) -> list[Problem]:
    """Whether a place is given, and its cell is known; `message` says that none is given."""
    if change.cell is None:
        if change.lon is not None and change.lat is not None:
            return []
        return [problem(message, where=where, code="no_place", hint="Give cell, or lon and lat.")]
    if change.cell in cell_ids:
        return []
    return [problem("There is no populated cell {value}.", where=where, code="unknown_cell", value=change.cell,
                    hint="Use a cell_id of the layer komorki, or give lon and lat.")]  # fmt: skip


def check_point(change: Placed, area: shapely.Geometry, crs: str, where: str) -> list[Problem]:
    """Whether the coordinates lie in an area in the CRS named."""
    if change.lon is None or change.lat is None:
        return []
    x, y = transform_xy(np.array([change.lon], float), np.array([change.lat], float), WGS84, crs)
    if np.isfinite([x[0], y[0]]).all() and area.covers(shapely.Point(x[0], y[0])):
        return []
    return [problem("The point (lat {lat}, lon {lon}) lies in no gmina of the boundary file.", where=where, code="outside",
                    lat=change.lat, lon=change.lon, hint="Check the coordinates; they may have changed places.")]  # fmt: skip


def find_place(change: Placed, cells: PopulationCells, crs: str) -> tuple[shapely.Point, str, str]:
    """Point in the CRS named, locality and gmina; the latter two are empty where coordinates are all that is known."""
    if change.cell is not None:
        row = cells.table[cells.table["cell_id"] == change.cell].iloc[0]
        return row.geometry, str(row["locality"]), str(row["gmina_teryt"])
    x, y = transform_xy(np.array([change.lon], float), np.array([change.lat], float), WGS84, crs)
    return gpd.points_from_xy(x, y)[0], "", ""
