"""Where people may live: residential buildings and address points, by gmina and by cell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from mapa_uslug.contracts.tables import OsmFeatures

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_MARGIN_M = 2_000.0


@dataclass(frozen=True, eq=False)
class Homes:
    """Points in the area CRS, sorted by place.

    Attributes
    ----------
    x, y : float64, (n,)
    gmina : int64, (n,)
        Position among the gminas, -1 outside of all.
    is_building : bool, (n,)
        True for residential buildings, False for address points.
    """

    x: Floats
    y: Floats
    gmina: Ints
    is_building: NDArray[np.bool_]


def find_homes(
    features: OsmFeatures | None, *, shapes: NDArray[np.object_], is_area: NDArray[np.bool_]
) -> Homes:
    """Homes in and around the area's gminas; none where there is no extract."""
    if features is None:
        return Homes(np.empty(0), np.empty(0), np.empty(0, np.int64), np.empty(0, bool))
    x = np.concatenate([features.building_x[features.is_residential], features.address_x])
    y = np.concatenate([features.building_y[features.is_residential], features.address_y])
    is_building = np.arange(len(x)) < int(features.is_residential.sum())
    west, south, east, north = shapely.total_bounds(shapes[is_area])
    near = (x > west - _MARGIN_M) & (x < east + _MARGIN_M) & (y > south - _MARGIN_M) & (y < north + _MARGIN_M)
    x, y, is_building = x[near], y[near], is_building[near]
    order = np.lexsort((is_building, y, x))
    x, y, is_building = x[order], y[order], is_building[order]
    return Homes(x, y, locate_in_gminas(shapes, x, y), is_building)


def locate_in_gminas(shapes: NDArray[np.object_], x: Floats, y: Floats) -> Ints:
    """Gmina of each point, -1 where there is none; on a shared border the gmina that comes first."""
    gmina = np.full(len(x), -1, dtype=np.int64)
    if len(x):
        tree = shapely.STRtree(shapely.points(x, y))
        found, point = tree.query(shapes, predicate="intersects")
        order = np.argsort(-found, kind="stable")
        gmina[point[order]] = found[order]
    return gmina


def prefer_buildings(homes: Homes, owner: Ints, owners: int) -> NDArray[np.bool_]:
    """Homes to be used: buildings where their owner (cell, gmina; -1 none) has any, else its address points."""
    has_building = np.bincount(owner[homes.is_building & (owner >= 0)], minlength=owners + 1) > 0
    is_used: NDArray[np.bool_] = (owner >= 0) & (homes.is_building == has_building[owner])
    return is_used
