"""From cells and roads to barrier lines and the links to try across them."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from mapa_uslug.barriers.candidates import find_candidates
from mapa_uslug.barriers.crossings import find_crossings
from mapa_uslug.barriers.detours import find_parted, straight_lines
from mapa_uslug.barriers.neighbours import find_neighbours
from mapa_uslug.barriers.obstacles import find_area_obstacles, find_line_obstacles
from mapa_uslug.barriers.reasons import explain
from mapa_uslug.barriers.stretches import find_stretches
from mapa_uslug.barriers.tables import PartedPairs, tabulate_lines
from mapa_uslug.contracts.tables import Landscape, PopulationCells
from mapa_uslug.engine.graph import mode_row
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.snapping import Snaps


@dataclass(frozen=True, eq=False)
class FoundBarriers:
    """Barrier lines of a mode and links across them.

    Attributes
    ----------
    lines : GeoDataFrame
        See `Barriers.lines`; moreover ``crossing_before_way, crossing_after_way`` (id of the way in the source, -1 if
        none) and ``crossing_before_class, crossing_after_class`` (road class).
    candidates : GeoDataFrame
        ``barrier_id, kind, name, length_m``, LineString from road to road.
    """

    lines: gpd.GeoDataFrame
    candidates: gpd.GeoDataFrame


def find_barriers(
    roads: RoutableNetwork,
    *,
    cells: PopulationCells,
    snaps: Snaps,
    landscape: Landscape,
    mode: str,
    detour: float = 3.0,
    extent: shapely.Geometry | None = None,
    edge_m: NDArray[np.float64] | None = None,
) -> FoundBarriers:
    """Find what parts neighbouring populated cells that are near each other but far apart by road.

    Parameters
    ----------
    roads
        In the CRS of the cells.
    snaps
        Of the cells' points, for the mode.
    mode
        One of `MODES`; walking where the data know paths, else by car.
    detour
        Way / straight line from which neighbours are parted (`BarrierOptions.detour`).
    extent
        Within which the road data are complete; a straight line that leaves it is no evidence of anything.
    edge_m : float64, (cells,)
        Metres by the mode to where the data end, ``inf`` if never (`measure_edge_costs`, weight length).
    """
    points = cells.table.geometry.to_numpy()
    network, edge_kind = roads.network, _open_kind(roads, mode)
    neighbours = find_neighbours(shapely.get_x(points), shapely.get_y(points))
    parted = find_parted(
        roads, neighbours, points=points, snaps=snaps, mode=mode, detour=detour, extent=extent, edge_m=edge_m
    )
    pairs = PartedPairs(
        neighbours.a[parted.pair],
        neighbours.b[parted.pair],
        parted.network_m,
        neighbours.straight_m[parted.pair],
    )
    straight = straight_lines(points, pairs.a, pairs.b)
    courses = find_line_obstacles(landscape, network, straight)
    areas = find_area_obstacles(landscape, straight)
    crossings = find_crossings(courses, network, edge_kind)
    reasons = explain(
        straight, pairs.network_m - pairs.straight_m, courses=courses, crossings=crossings, areas=areas
    )
    number = np.full(len(neighbours) + 1, -1, dtype=np.int64)
    number[parted.pair] = np.arange(len(parted.pair))
    stretches = find_stretches(
        reasons, lines=straight, triangles=number[neighbours.triangles], courses=courses, crossings=crossings,
        margin_m=cells.cell_m / 2,
    )  # fmt: skip
    lines, stretches = tabulate_lines(
        stretches, reasons, pairs, cells=cells, landscape=landscape, courses=courses, areas=areas,
        crossings=crossings, network=network, mode=mode,
    )  # fmt: skip
    between = straight_lines(shapely.points(snaps.x, snaps.y), pairs.a, pairs.b)
    candidates = find_candidates(
        lines,
        stretches,
        between=between,
        network=network,
        edge_kind=edge_kind,
        closed=(roads.edge_kind(mode) > 0) & (edge_kind == 0),
    )
    return FoundBarriers(lines, candidates)


def _open_kind(roads: RoutableNetwork, mode: str) -> NDArray[np.uint8]:
    """Kind of every edge, 0 where it is closed: a closed road keeps its kind, for points to stay on it."""
    row, network = mode_row(mode), roads.network
    is_open = np.isfinite(network.seconds_forward[row]) | np.isfinite(network.seconds_backward[row])
    return np.where(is_open, roads.edge_kind(mode), 0).astype(np.uint8)
