"""The map's own vector background: roads by class, railways, water, forest, built-up land and names."""

from __future__ import annotations

from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from mapa_uslug.contracts.tables import Landscape
from mapa_uslug.core.crs import WGS84, transform_xy
from mapa_uslug.engine.road_network import RoadNetwork
from mapa_uslug.maps.packing import ArrayPack
from mapa_uslug.maps.shapes import Frame, make_shapes

ROAD_RANKS: Final = (
    ("motorway", "trunk"),
    ("primary",),
    ("secondary",),
    ("tertiary",),
    ("unclassified", "residential", "living_street", "road", "pedestrian"),
    ("service", "track", "path", "footway", "cycleway", "bridleway", "steps", "corridor", "platform"),
)
"""Classes drawn alike, widest first; a class unknown here (another source's) is drawn as a local road."""
LOCAL_RANK: Final = 4
PLACE_RANKS: Final = {
    "city": 0,
    "town": 1,
    "village": 2,
    "suburb": 3,
    "hamlet": 3,
    "isolated_dwelling": 4,
    "neighbourhood": 4,
    "locality": 4,
}
_DETAIL_M = 4.0
_DETAIL_SHARE = 1e-4


def detail_m(frame: Frame) -> float:
    """How far a drawn line may stray from the true one [m]: finer than a pixel at the scale that shows the whole."""
    west, south, east, north = frame.window
    return max(_DETAIL_M, max(east - west, north - south) * _DETAIL_SHARE)


def rank_of(road_class: str) -> int:
    """Rank of a road class for drawing."""
    base = road_class.removesuffix("_link")
    return next((rank for rank, names in enumerate(ROAD_RANKS) if base in names), LOCAL_RANK)


def add_background(pack: ArrayPack, landscape: Landscape, network: RoadNetwork, *, frame: Frame) -> None:
    """Add every line and polygon of the background to the pack."""
    detail = detail_m(frame)
    make_shapes(_merged_roads(network, frame), frame, tolerance_m=detail).add_to(pack, "roads")
    _add_layer(pack, "rail", landscape.rail, (1,), frame)
    _add_layer(pack, "waterway", landscape.water, (1,), frame)
    _add_layer(pack, "water", landscape.water, (2,), frame)
    _add_layer(pack, "forest", landscape.forest, (2,), frame)
    _add_layer(pack, "builtup", landscape.builtup, (2,), frame)


def _add_layer(
    pack: ArrayPack, name: str, table: gpd.GeoDataFrame, dimensions: tuple[int, ...], frame: Frame
) -> None:
    shapes = np.asarray(table.geometry.values, dtype=object) if len(table) else np.zeros(0, dtype=object)
    shapes = shapes[np.isin(shapely.get_dimensions(shapes), dimensions)] if len(shapes) else shapes
    detail = detail_m(frame)
    # What is smaller than a few pixels at any useful scale only makes the file larger.
    make_shapes(shapes, frame, tolerance_m=detail, min_area_m2=(3.0 * detail) ** 2).add_to(pack, name)


def _merged_roads(network: RoadNetwork, frame: Frame) -> list[Any]:
    """One geometry per rank, edges joined where nothing branches off."""
    ranks = np.array([rank_of(c) for c in network.classes], dtype=np.int64)
    rank = ranks[network.edge_class] if network.edge_count else np.zeros(0, dtype=np.int64)
    is_near = _edges_near(network, frame)
    return [_merge(network, np.flatnonzero(is_near & (rank == r))) for r in range(len(ROAD_RANKS))]


def _edges_near(network: RoadNetwork, frame: Frame) -> NDArray[np.bool_]:
    west, south, east, north = frame.window
    x, y = network.node_x, network.node_y
    is_in = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    return np.asarray(is_in[network.edge_u] | is_in[network.edge_v])


def _merge(network: RoadNetwork, edges: NDArray[np.int64]) -> Any:
    if not len(edges):
        return shapely.MultiLineString()
    sizes = network.vertex_ptr[edges + 1] - network.vertex_ptr[edges]
    line = np.repeat(np.arange(len(edges)), sizes)
    begins = np.repeat(network.vertex_ptr[edges] - np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes)
    vertex = np.arange(len(line)) + begins
    lines = shapely.linestrings(network.vertex_x[vertex], network.vertex_y[vertex], indices=line)
    return shapely.line_merge(shapely.multilinestrings(lines))


def list_place_names(landscape: Landscape, *, crs: str, frame: Frame) -> list[list[Any]]:
    """Names to write on the map: name, rank, lon, lat; the larger the place, the earlier."""
    table = landscape.places
    if not len(table):
        return []
    x, y = shapely.get_coordinates(table.geometry.values).T
    west, south, east, north = frame.window
    lon, lat = transform_xy(x, y, crs, WGS84)
    rows = [
        [str(name), PLACE_RANKS.get(str(kind), 4), round(float(a), 5), round(float(b), 5)]
        for name, kind, a, b, px, py in zip(table["name"], table["kind"], lon, lat, x, y, strict=True)
        if isinstance(name, str) and name and west <= px <= east and south <= py <= north
    ]
    return sorted(rows, key=lambda row: (row[1], row[0], row[2], row[3]))
