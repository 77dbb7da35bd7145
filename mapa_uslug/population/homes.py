"""Where people may live: residential buildings, address points and cells of a raster, by gmina and by cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from mapa_uslug.contracts.tables import OsmFeatures
from mapa_uslug.population.raster_people import RasterPeople

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_MARGIN_M = 2_000.0
BUILDING: Final = 0
ADDRESS: Final = 1
MODEL: Final = 2
"""How well it is known that people live at a place: the lowest kind that an owner has is used, the others are not."""


@dataclass(frozen=True, eq=False)
class Homes:
    """Points in the area CRS, sorted by place.

    Attributes
    ----------
    x, y : float64, (n,)
    gmina : int64, (n,)
        Position among the gminas, -1 outside of all.
    kind : int8, (n,)
        `BUILDING`, `ADDRESS` or `MODEL` (the middle of a raster's cell).
    weight : float64, (n,)
        1 for buildings and addresses; the people that a raster's cell has.
    """

    x: Floats
    y: Floats
    gmina: Ints
    kind: NDArray[np.int8]
    weight: Floats


def find_homes(
    features: OsmFeatures | None,
    *,
    shapes: NDArray[np.object_],
    is_area: NDArray[np.bool_],
    model: RasterPeople | None = None,
) -> Homes:
    """Homes in and around the area's gminas; none where there is neither an extract nor a raster."""
    parts = [(np.empty(0), np.empty(0), np.empty(0), BUILDING)]
    if features is not None:
        lived_in = features.is_residential
        ones = np.ones(int(lived_in.sum())), np.ones(len(features.address_x))
        parts.append((features.building_x[lived_in], features.building_y[lived_in], ones[0], BUILDING))
        parts.append((features.address_x, features.address_y, ones[1], ADDRESS))
    if model is not None:
        parts.append((model.x, model.y, model.people, MODEL))
    x, y, weight = (np.concatenate([part[i] for part in parts]) for i in range(3))
    kind = np.concatenate([np.full(len(part[0]), part[3], np.int8) for part in parts])
    west, south, east, north = shapely.total_bounds(shapes[is_area])
    near = (x > west - _MARGIN_M) & (x < east + _MARGIN_M) & (y > south - _MARGIN_M) & (y < north + _MARGIN_M)
    rows = np.flatnonzero(near)
    rows = rows[np.lexsort((weight[rows], -kind[rows], y[rows], x[rows]))]
    x, y = x[rows], y[rows]
    return Homes(x, y, locate_in_gminas(shapes, x, y), kind[rows], weight[rows])


def locate_in_gminas(shapes: NDArray[np.object_], x: Floats, y: Floats) -> Ints:
    """Gmina of each point, -1 where there is none; on a shared border the gmina that comes first."""
    gmina = np.full(len(x), -1, dtype=np.int64)
    if len(x):
        tree = shapely.STRtree(shapely.points(x, y))
        found, point = tree.query(shapes, predicate="intersects")
        order = np.argsort(-found, kind="stable")
        gmina[point[order]] = found[order]
    return gmina


def prefer_known(homes: Homes, owner: Ints, owners: int) -> NDArray[np.bool_]:
    """Homes to be used: buildings where their owner (cell, gmina; -1 none) has any, else addresses, else a model's cells."""
    best = np.full(owners + 1, MODEL, dtype=np.int8)
    np.minimum.at(best, owner, homes.kind)
    is_used: NDArray[np.bool_] = (owner >= 0) & (homes.kind == best[owner])
    return is_used
