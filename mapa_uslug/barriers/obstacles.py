"""What may part neighbours: rivers, lakes, railways, motorways and forests of an area."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from mapa_uslug.barriers.courses import join_lines
from mapa_uslug.barriers.road_lines import edge_lines, find_expressways
from mapa_uslug.contracts.barriers import OBSTACLES
from mapa_uslug.contracts.tables import Landscape
from mapa_uslug.engine.road_network import RoadNetwork

RIVER, RAILWAY, MOTORWAY, LAKE, FOREST, NO_ROAD = range(len(OBSTACLES))
_FILLED: Final = 0.7
"""Share of half the outline of a river's area that its line takes; of a round lake it is at most 0.64."""


@dataclass(frozen=True, eq=False)
class Obstacles:
    """Obstacles of one shape (lines, or areas); arrays are in the same order.

    Attributes
    ----------
    kind : int64, (obstacles,)
        Index into `OBSTACLES`.
    name : object, (obstacles,)
        "" if none.
    shape : object, (obstacles,)
        LineStrings or Polygons in the area's CRS.
    tree : STRtree
        Over the shapes.
    """

    kind: NDArray[np.int64]
    name: NDArray[np.object_]
    shape: NDArray[np.object_]
    tree: shapely.STRtree

    def __len__(self) -> int:
        return len(self.kind)


def find_line_obstacles(landscape: Landscape, network: RoadNetwork, lines: NDArray[np.object_]) -> Obstacles:
    """Rivers, railways and expressways that some of the lines meet, each joined to as long courses as there are.

    Parameters
    ----------
    lines
        Straight lines between parted neighbours.
    """
    water, water_name = _parts(landscape.water, dimension=1)
    rail, rail_name = _parts(landscape.rail, dimension=1)
    expressway = edge_lines(network, find_expressways(network))
    shape = np.concatenate([water, rail, expressway])
    name = np.concatenate([water_name, rail_name, _nameless(len(expressway))])
    kind = np.repeat([RIVER, RAILWAY, MOTORWAY], [len(water), len(rail), len(expressway)])
    course, of = join_lines(shape, _label(kind, name), _is_met(shape, lines))
    return Obstacles(kind[of], name[of], course, shapely.STRtree(course))


def find_area_obstacles(landscape: Landscape, lines: NDArray[np.object_]) -> Obstacles:
    """Lakes, areas of rivers without a line, and forests that some of the lines meet."""
    water, name = _met_parts(landscape.water, lines)
    line, line_name = _parts(landscape.water, dimension=1)
    has_line, is_river = _compare_with_lines(water, name, line, line_name)
    water, name, is_river = water[~has_line], name[~has_line], is_river[~has_line]
    forest, forest_name = _met_parts(landscape.forest, lines)
    shape = np.concatenate([water, forest])
    kind = np.concatenate([np.where(is_river, RIVER, LAKE), np.full(len(forest), FOREST)]).astype(np.int64)
    return Obstacles(kind, np.concatenate([name, forest_name]), shape, shapely.STRtree(shape))


def _met_parts(
    table: gpd.GeoDataFrame, lines: NDArray[np.object_]
) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    shape, name = _parts(table, dimension=2)
    met = _is_met(shape, lines)
    return shape[met], name[met]


def _compare_with_lines(
    area: NDArray[np.object_],
    name: NDArray[np.object_],
    line: NDArray[np.object_],
    line_name: NDArray[np.object_],
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Areas of water that a river's line stands for, and those that are a river's at all.

    Sources draw a wide river as a line and as areas around it; a line that runs through a lake is drawn too. An area
    is the river's where it has the line's name, or none and the line runs along the whole of it.
    """
    row, at = shapely.STRtree(line).query(area, predicate="intersects")
    inside = np.asarray(shapely.length(shapely.intersection(area[row], line[at])), dtype=np.float64)
    filled = np.bincount(row, weights=inside, minlength=len(area)) / (shapely.length(area) / 2)
    same = np.zeros(len(area), dtype=bool)
    same[row[(name[row] == line_name[at]) & (name[row] != "")]] = True
    has_line = same | ((name == "") & (filled >= _FILLED))
    is_river = has_line | (np.isin(name, line_name) & (name != ""))
    return has_line, np.asarray(is_river, dtype=bool)


def _parts(table: gpd.GeoDataFrame, *, dimension: int) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Single lines or polygons of a table, with their names."""
    shapes = table.geometry.to_numpy()
    parts, row = shapely.get_parts(shapes, return_index=True)
    is_asked = (shapely.get_dimensions(parts) == dimension) & ~shapely.is_empty(parts)
    names = table["name"].fillna("").to_numpy(dtype=object) if "name" in table else _nameless(len(shapes))
    return np.asarray(parts[is_asked], dtype=object), names[row[is_asked]]


def _nameless(count: int) -> NDArray[np.object_]:
    return np.full(count, "", dtype=object)


def _label(kind: NDArray[np.int64], name: NDArray[np.object_]) -> NDArray[np.int64]:
    """A number for each kind and name."""
    number = np.unique(name.astype(str), return_inverse=True)[1]
    return np.asarray(number * len(OBSTACLES) + kind, dtype=np.int64)


def _is_met(shape: NDArray[np.object_], lines: NDArray[np.object_]) -> NDArray[np.bool_]:
    met = np.zeros(len(shape), dtype=bool)
    met[shapely.STRtree(shape).query(lines, predicate="intersects")[1]] = True
    return met
