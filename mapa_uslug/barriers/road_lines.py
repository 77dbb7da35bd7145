"""Edges of the road network as lines."""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from mapa_uslug.core.ragged import gather_rows
from mapa_uslug.engine.road_network import MODES, RoadNetwork

_EXPRESSWAY_CLASSES: Final = ("motorway", "motorway_link", "trunk", "trunk_link")
_CARRIAGEWAYS: Final = ("motorway", "trunk")


def edge_lines(network: RoadNetwork, edges: NDArray[np.int64]) -> NDArray[np.object_]:
    """LineStrings of some edges, in the network's CRS."""
    if not len(edges):
        return np.empty(0, dtype=object)
    ptr, items = gather_rows(network.vertex_ptr, edges)
    xy = np.column_stack([network.vertex_x[items], network.vertex_y[items]])
    return np.asarray(
        shapely.linestrings(xy, indices=np.repeat(np.arange(len(edges)), np.diff(ptr))), dtype=object
    )


def find_expressways(network: RoadNetwork) -> NDArray[np.int64]:
    """Edges of motorways and expressways: trunk roads count where nobody may walk, for such have no crossings."""
    return np.flatnonzero(_is_expressway(network, _CARRIAGEWAYS))


def find_ways_across(
    network: RoadNetwork, edge_kind: NDArray[np.uint8], box: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Edges in a box by which a mode may get across something and on from there.

    Roads that lead nowhere are left out, and expressways with their slip roads: they cross, but who lives beside one
    is not on it.

    Parameters
    ----------
    edge_kind
        Of the mode, see `classify_edges`.
    box : float64, (4,)
        Left, bottom, right, top.
    """
    start = network.vertex_ptr[:-1]
    inside = np.ones(network.edge_count, dtype=bool)
    for values, low, high in ((network.vertex_x, box[0], box[2]), (network.vertex_y, box[1], box[3])):
        inside &= np.maximum.reduceat(values, start) >= low
        inside &= np.minimum.reduceat(values, start) <= high
    return np.flatnonzero(inside & (edge_kind == 2) & ~_is_expressway(network, _EXPRESSWAY_CLASSES))


def _is_expressway(network: RoadNetwork, classes: tuple[str, ...]) -> NDArray[np.bool_]:
    walk = MODES.index("walk")
    is_walked = np.isfinite(network.seconds_forward[walk]) | np.isfinite(network.seconds_backward[walk])
    named = np.isin(np.array(network.classes, dtype=object), classes)
    return np.asarray(named[network.edge_class] & ~is_walked, dtype=bool)
