"""Which village or town a populated place belongs to."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from mapa_uslug.population.homes import Floats, Ints, locate_in_gminas

REACH_M: Final = 3_000.0
"""A place farther than this gives no name."""
_OTHER_GMINA_M: Final = 2_000.0
_HANDICAP_M: Final = {"suburb": 300.0, "hamlet": 300.0, "isolated_dwelling": 1_500.0}
_CANDIDATES: Final = 8


def name_localities(
    x: Floats, y: Floats, *, gmina: Ints, places: gpd.GeoDataFrame | None, shapes: NDArray[np.object_]
) -> NDArray[np.object_]:
    """Name of the nearest place, empty where none is within 3 km.

    A place of another gmina counts as 2 km farther, an isolated dwelling as 1.5 km and a hamlet or suburb as 300 m
    farther than a village or town: people name the village they live in.
    """
    out = np.full(len(x), "", dtype=object)
    if places is None or not len(places) or not len(x):
        return out
    place_x, place_y = places.geometry.x.to_numpy(), places.geometry.y.to_numpy()
    names = places["name"].to_numpy(dtype=object)
    order = np.lexsort((place_y, place_x, names))
    place_x, place_y, names = place_x[order], place_y[order], names[order]
    handicap = np.array([_HANDICAP_M.get(kind, 0.0) for kind in places["kind"].to_numpy()[order]])
    place_gmina = locate_in_gminas(shapes, place_x, place_y)
    tree = cKDTree(np.column_stack([place_x, place_y]))
    apart, place = tree.query(np.column_stack([x, y]), k=_CANDIDATES, distance_upper_bound=REACH_M)
    found = np.isfinite(apart)
    place = np.where(found, place, 0)
    score = apart + handicap[place] + np.where(place_gmina[place] != gmina[:, None], _OTHER_GMINA_M, 0.0)
    best = np.argmin(np.where(found, score, np.inf), axis=1)
    chosen = place[np.arange(len(x)), best]
    has_name = found.any(axis=1)
    out[has_name] = names[chosen[has_name]]
    return out
