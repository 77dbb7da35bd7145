"""How far it is to the nearest place of a service: in a straight line, and by the way that people take."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from mapa_uslug.contracts.travel_times import Direction
from mapa_uslug.engine.graph import Weight
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.snapping import Snaps


@dataclass(frozen=True, eq=False)
class NearestWays:
    """Of every cell, for one service type and mode.

    Attributes
    ----------
    straight_m : float64, (cells,)
        To the place that is nearest in a straight line, ``inf`` if there is none.
    place_x, place_y : float64, (cells,)
        Where that place is, NaN if there is none.
    network_m : float64, (cells,)
        Length of the way to the place that is reached at least cost, walks off the road included; ``inf`` if none can
        be reached. It is mostly the same place, but need not be.
    """

    straight_m: NDArray[np.float64]
    place_x: NDArray[np.float64]
    place_y: NDArray[np.float64]
    network_m: NDArray[np.float64]


def measure_nearest_ways(
    roads: RoutableNetwork,
    parts: Iterable[tuple[NDArray[np.int64], NDArray[np.int64]]],
    *,
    cell_points: NDArray[np.object_],
    cell_snaps: Snaps,
    place_points: NDArray[np.object_],
    place_snaps: Snaps,
    mode: str,
    direction: Direction,
    weight: Weight = "time",
) -> NearestWays:
    """Measure both for all cells: one search for each set of places that some gminas may use.

    Parameters
    ----------
    parts
        Rows of cells whose people may use the same places, and the rows of these places.
    cell_points, place_points
        Points in the network's CRS.
    cell_snaps, place_snaps
        For the mode. Places without a road are left out.
    direction, weight
        As the costs of the service are measured.
    """
    count = len(cell_snaps)
    straight, network = np.full(count, np.inf), np.full(count, np.inf)
    place_xy = np.full((count, 2), np.nan)
    for cells, allowed in parts:
        places = allowed[place_snaps.is_snapped[allowed]]
        if not len(places) or not len(cells):
            continue
        tree = shapely.STRtree(place_points[places])
        nearest = tree.nearest(cell_points[cells])
        place_xy[cells] = shapely.get_coordinates(place_points[places[nearest]])
        straight[cells] = shapely.distance(cell_points[cells], place_points[places[nearest]])
        network[cells] = _network_metres(
            roads, cell_snaps.take(cells), place_snaps.take(places), mode, direction, weight
        )
    return NearestWays(straight, place_xy[:, 0], place_xy[:, 1], network)


def _network_metres(
    roads: RoutableNetwork, cells: Snaps, places: Snaps, mode: str, direction: Direction, weight: Weight
) -> NDArray[np.float64]:
    from mapa_uslug.engine.sweeps import carry_to_points, sweep_k_nearest

    graph = roads.graph(mode, direction=direction, weight=weight)
    sources, targets = roads.sources(graph, places), roads.targets(graph, cells)
    nodes = sweep_k_nearest(graph, sources, k=1, with_length=True)
    labels = carry_to_points(graph, nodes, sources, targets)
    place = labels.source[:, 0]
    whole = labels.length_m[:, 0] + cells.offset_m + places.offset_m[place]
    return np.where(place >= 0, whole, np.inf)
