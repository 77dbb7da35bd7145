"""The map's own vector background: roads by class, railways, water, forest, built-up land, buildings and names.

How much of it fits a file is decided in `draw_background`, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from itertools import chain
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from mapa_uslug.contracts.tables import Landscape, PopulationCells
from mapa_uslug.core.crs import WGS84, transform_xy
from mapa_uslug.engine.road_network import RoadNetwork
from mapa_uslug.maps.buildings import choose_buildings, make_buildings
from mapa_uslug.maps.kept import Memo, content_of, recall_shapes
from mapa_uslug.maps.road_lines import join_edges
from mapa_uslug.maps.shapes import NO_FEATURE, Frame, Shapes, join_features, make_shapes

ROAD_RANKS: Final = (
    ("motorway", "trunk"),
    ("primary",),
    ("secondary",),
    ("tertiary",),
    ("unclassified", "residential", "living_street", "road", "pedestrian"),
    ("service",),
    ("track", "path", "footway", "cycleway", "bridleway", "steps", "corridor", "platform"),
)
"""Classes drawn alike, widest first; a class unknown here (another source's) is drawn as a local road."""
LOCAL_RANK: Final = 4
SERVICE_RANK: Final = 5
PATH_RANK: Final = 6
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

VERTICES_PER_KM: Final = 7_000
LEAST_BUDGET: Final = 600_000
MOST_BUDGET: Final = 2_500_000
"""Vertices that a background may have, by the side of the square that the map shows (the area with its margin).

A vertex takes 2 to 2.5 bytes of a file, compressed and in base64 (roads of a small area 3). So a powiat (50 to 90 km) has a
background of 1.5 MB at most, and a voivodeship (350 km) one of 6 MB out of the 30 MB that its file may have.
"""
FINEST_M: Final = 2.0
"""Where there is room a line strays from the true one by less than that: three pixels at the closest zoom but one."""
_COARSENINGS = (1.0, 2.0, 4.0, 8.0, 16.0)
_COARSEST_FOR_LOCAL_ROADS = 4.0
_LARGE_SHARE = 1e-3
_LEAST_SIDES = 5.0
_COARSEST_BUILDING_STEP_M = 2.0


_NOT_DRAWN = frozenset(("ferry",))


def detail_m(frame: Frame) -> float:
    """How far a drawn line may stray from the true one [m]: finer than a pixel at the scale that shows the whole."""
    return max(_DETAIL_M, frame.side_m * _DETAIL_SHARE)


def count_budget(frame: Frame) -> int:
    """Vertices that the background may have."""
    return int(np.clip(VERTICES_PER_KM * frame.side_m / 1000.0, LEAST_BUDGET, MOST_BUDGET))


def rank_of(road_class: str) -> int:
    """Rank of a road class for drawing; -1 for what is no road on the ground."""
    base = road_class.removesuffix("_link")
    if base in _NOT_DRAWN:
        return -1
    return next((rank for rank, names in enumerate(ROAD_RANKS) if base in names), LOCAL_RANK)


Pieces = dict[tuple[str, int], Shapes]
"""What is drawn: name of the shapes and number of the feature in them -> one feature."""
FEATURES: Final = {
    "roads": len(ROAD_RANKS), "rail": 1, "waterway": 1, "water": 2, "forest": 2, "builtup": 2, "buildings": 1,
}  # fmt: skip
"""Shapes of the background and how many features each has: roads by rank, land cover large and small."""


def recall_background(source: BackgroundSource, *, memo: Memo | None = None) -> dict[str, Shapes]:
    """Every line and polygon of the background, as `draw_background` draws it with the budget of its frame."""
    budget = count_budget(source.frame)
    about = f"background|{source.frame}|{budget}|{source.about}"
    return recall_shapes(memo, about, lambda: source.content, lambda: draw_background(source, budget=budget))


def draw_background(source: BackgroundSource, *, budget: int) -> dict[str, Shapes]:
    """Draw what fits into a number of vertices: the less a kind is needed, the sooner it goes.

    Main roads, railways, rivers and large land cover are always there. Local roads come next: so that they fit, lines
    are drawn up to four times as coarsely (at eight pixels to a village street nobody sees it), and beyond that they
    are left out and only what is always there grows coarser. The other kinds are added from the most needed to the
    least, up to the first that does not fit. A kind is drawn whole or not at all: half of the houses, or of the paths,
    would tell of empty land where there is none. Every pass is linear in what lies in the window, and there are five
    at most.

    Parameters
    ----------
    source : BackgroundSource
    budget : int
        Vertices, see `count_budget`.

    Returns
    -------
    dict
        Shapes by the names of `FEATURES`; what was left out is a feature without parts.
    """
    for coarsening in _COARSENINGS:
        tolerance = coarsening * max(FINEST_M, source.frame.step_m)
        large, small = source.draw_cover(tolerance)
        drawn = large | source.draw_lines(tolerance) | source.draw_roads(range(LOCAL_RANK), tolerance)
        local = source.draw_roads([LOCAL_RANK], tolerance)
        room = budget - _count(drawn)
        if room >= _count(local) or (room >= 0 and coarsening >= _COARSEST_FOR_LOCAL_ROADS):
            break
    added: tuple[Callable[[], Pieces], ...] = (
        lambda: local,
        lambda: small,
        lambda: source.draw_roads([SERVICE_RANK], tolerance),
        lambda: source.draw_roads([PATH_RANK], tolerance),
        source.draw_buildings,
    )
    for draw in added:
        kind = draw()
        room -= _count(kind)
        if room < 0:
            break
        drawn |= kind
    return {
        name: join_features([drawn.get((name, i), NO_FEATURE) for i in range(count)])
        for name, count in FEATURES.items()
    }


def _count(pieces: Mapping[tuple[str, int], Shapes]) -> int:
    return sum(shapes.vertices for shapes in pieces.values())


@dataclass(frozen=True, eq=False)
class BackgroundSource:
    """What a background can be drawn from; each kind is drawn when it is asked for.

    Attributes
    ----------
    area : Polygon
        The area analysed (area CRS). What is of use close in only (service roads, paths, buildings) is drawn for it
        alone, roads up to their next crossing outside.
    cells : PopulationCells
        Of the area: where people are confidential there are no buildings.
    """

    landscape: Landscape
    network: RoadNetwork
    area: shapely.Geometry
    cells: PopulationCells
    frame: Frame

    @property
    def about(self) -> str:
        """All that the background hangs on and is no array."""
        return f"{self.network.classes}|{self.cells.cell_m}|{self.cells.grid_crs}"

    @property
    def content(self) -> list[NDArray[Any]]:
        """All arrays that the background hangs on, shapes among them."""
        network, land, cells = self.network, self.landscape, self.cells.table
        roads = (
            network.node_x, network.node_y, network.edge_u, network.edge_v, network.edge_class,
            network.vertex_ptr, network.vertex_x, network.vertex_y,
        )  # fmt: skip
        tables = (land.water, land.rail, land.forest, land.builtup)
        shapes = [content_of(table.geometry.values if len(table) else []) for table in tables]
        sizes = np.array([len(part) for part in shapes])
        confidential = cells.loc[cells["is_imputed"].to_numpy(dtype=bool), ["grid_col", "grid_row"]]
        houses = [getattr(land.buildings, f.name) for f in fields(land.buildings)] if land.buildings else []
        return [
            *roads, sizes, *chain.from_iterable(shapes), *content_of([self.area]),
            confidential.to_numpy(dtype=np.int64), *houses,
        ]  # fmt: skip

    def draw_cover(self, tolerance_m: float) -> tuple[Pieces, Pieces]:
        """Water, forest and built-up land: what is larger than a pixel where the whole is seen, and the rest."""
        large, small = {}, {}
        frame = self.frame
        for name in ("water", "forest", "builtup"):
            shapes = _shapes_of(getattr(self.landscape, name), 2)
            made = make_shapes(
                shapes, frame, tolerance_m=tolerance_m, min_area_m2=(_LEAST_SIDES * tolerance_m) ** 2
            ).as_one_feature()
            is_large = made.areas() * frame.step_m**2 >= (_LARGE_SHARE * frame.side_m) ** 2
            large[name, 0], small[name, 1] = made.with_parts(is_large), made.with_parts(~is_large)
        return large, small

    def draw_lines(self, tolerance_m: float) -> Pieces:
        """Railways and rivers."""
        layers = {"rail": self.landscape.rail, "waterway": self.landscape.water}
        return {
            (name, 0): make_shapes(_shapes_of(table, 1), self.frame, tolerance_m=tolerance_m).as_one_feature()
            for name, table in layers.items()
        }

    def draw_roads(self, ranks: Iterable[int], tolerance_m: float) -> Pieces:
        """Roads of some ranks, as long lines."""
        lines = {rank: join_edges(self.network, np.flatnonzero(self._edge_rank == rank)) for rank in ranks}
        return {
            ("roads", rank): make_shapes([line], self.frame, tolerance_m=tolerance_m)
            for rank, line in lines.items()
        }

    def draw_buildings(self) -> Pieces:
        """Buildings of the area; none where a step is too coarse for a house to keep its shape."""
        outlines = self.landscape.buildings
        if outlines is None or self.frame.step_m > _COARSEST_BUILDING_STEP_M:
            return {}
        chosen = choose_buildings(outlines, area=self.area, cells=self.cells, crs=self.frame.crs)
        return {("buildings", 0): make_buildings(outlines, chosen, self.frame)}

    @cached_property
    def _edge_rank(self) -> NDArray[np.int64]:
        """Rank of every edge; -1 for those that are not drawn."""
        network = self.network
        if not network.edge_count:
            return np.zeros(0, dtype=np.int64)
        x, y = network.node_x, network.node_y
        west, south, east, north = self.frame.window
        shapely.prepare(self.area)
        rank = np.array([rank_of(c) for c in network.classes], dtype=np.int64)[network.edge_class]
        is_near = self._has_end((x >= west) & (x <= east) & (y >= south) & (y <= north))
        is_own = self._has_end(shapely.contains_xy(self.area, x, y))
        return np.where(is_near & (is_own | (rank <= LOCAL_RANK)), rank, -1)

    def _has_end(self, is_in: NDArray[np.bool_]) -> NDArray[np.bool_]:
        return np.asarray(is_in[self.network.edge_u] | is_in[self.network.edge_v])


def _shapes_of(table: gpd.GeoDataFrame, dimension: int) -> NDArray[np.object_]:
    shapes = np.asarray(table.geometry.values, dtype=object) if len(table) else np.zeros(0, dtype=object)
    return shapes[shapely.get_dimensions(shapes) == dimension] if len(shapes) else shapes


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
