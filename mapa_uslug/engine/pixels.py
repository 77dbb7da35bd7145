"""The surface on a raster: pixels snapped once, then painted from searches, windowed to what is reached."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.engine import pixel_kernels
from mapa_uslug.engine.graph import NEVER, ModeGraph, limit_ticks
from mapa_uslug.engine.point_kernels import Scratch
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.surface import EdgeCosts, SearchPoints, edge_costs
from mapa_uslug.engine.sweeps import new_scratch, sweep_nearest
from mapa_uslug.work.units import name_of

OFF_ROAD_REACH_M: Final = 250.0
"""How far from a road a pixel is still given a time.

Twice the walk from the middle of a large farmyard to its road; fields, forests and water beyond it are not
drawn as served although nobody counts there.
"""

_TILE: Final = 32  # pixels a side


@dataclass(frozen=True)
class PixelGrid:
    """A raster over a network; pixel (row, column) has its centre at left + column * size, bottom + row * size.

    Centres lie on whole multiples of the size in the network's CRS, so that rasters of neighbouring areas,
    and of the same area with other points, fall on each other.

    Attributes
    ----------
    crs : str
    left, bottom : float
        Centre of the first pixel, metres.
    size_m : float
    rows, columns : int
    """

    crs: str
    left: float
    bottom: float
    size_m: float
    rows: int
    columns: int

    def centres(self, pixels: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Coordinates of pixels, which are counted row by row from the bottom."""
        row, column = np.divmod(pixels, max(self.columns, 1))
        return self.left + column * self.size_m, self.bottom + row * self.size_m


class PixelSurface:
    """Pixels of a grid as targets of searches on one graph.

    Parameters
    ----------
    grid : PixelGrid
    costs : EdgeCosts
        Of the graph.
    node_box, edge_box : int32, (nodes, 4), (edges, 4)
        First and last column, first and last row of the pixels that may get a time over each.
    targets : SearchPoints
        The pixels, row by row from the bottom.
    """

    def __init__(
        self,
        grid: PixelGrid,
        costs: EdgeCosts,
        node_box: NDArray[np.int32],
        edge_box: NDArray[np.int32],
        targets: SearchPoints,
    ) -> None:
        self.grid, self.costs, self.targets = grid, costs, targets
        self.node_box, self.edge_box = node_box, edge_box

    def prepare(self, box: NDArray[np.int64]) -> None:
        """See that the pixels of a window (first and last column, first and last row) are placed, as here all are."""


class SnappedPixels(PixelSurface):
    """Pixels that are snapped tile by tile when first reached.

    Threads may share one. Memory is taken only for what was reached.

    Parameters
    ----------
    roads : RoutableNetwork
    graph : ModeGraph
    grid : PixelGrid
    reach_m : float
        Off-road reach; pixels farther from a legal edge have no time.
    """

    def __init__(self, roads: RoutableNetwork, graph: ModeGraph, grid: PixelGrid, reach_m: float) -> None:
        key = ("pixel boxes", str(grid.size_m), str(reach_m))
        junction_box, edge_box = roads.once(key, lambda: _boxes(roads, grid, reach_m))
        node_box = junction_box if graph.states is None else junction_box[graph.states.network_node]
        count = grid.rows * grid.columns
        # np.empty: the system hands out a page only when a tile of it is written
        targets = SearchPoints(
            node=np.empty((count, 2), dtype=np.int32),
            ticks=np.empty((count, 2), dtype=np.uint32),
            length_m=np.empty((0, 2)),
            edge=np.empty(count, dtype=np.int32),
            fraction=np.empty(count),
            walk_ticks=np.empty(count, dtype=np.uint32),
        )
        super().__init__(grid, edge_costs(graph), node_box, edge_box, targets)
        self._roads, self._graph, self._reach_m = roads, graph, reach_m
        self._lock = Lock()
        self._is_done = np.zeros((-(-grid.rows // _TILE), -(-grid.columns // _TILE)), dtype=np.bool_)

    @cached_property
    def name(self) -> str:
        """Digest of all that decides where the pixels are placed."""
        placing = self._roads.placing(self._graph)
        return name_of(f"pixels {self.grid}|{self._reach_m}", placing)

    def prepare(self, box: NDArray[np.int64]) -> None:
        """See `PixelSurface`."""
        c0, c1, r0, r1 = (int(i) // _TILE for i in box)
        with self._lock:
            missing = np.argwhere(~self._is_done[r0 : r1 + 1, c0 : c1 + 1]) + np.array([r0, c0])
            if len(missing):
                self._snap(np.concatenate([self._pixels(*tile) for tile in missing]))
                self._is_done[missing[:, 0], missing[:, 1]] = True

    def prepare_all(self) -> None:
        """Place every pixel, for those who cannot snap them."""
        if self.grid.rows and self.grid.columns:
            self.prepare(np.array([0, self.grid.columns - 1, 0, self.grid.rows - 1]))

    def _pixels(self, tile_row: int, tile_column: int) -> NDArray[np.int64]:
        row = np.arange(tile_row * _TILE, min((tile_row + 1) * _TILE, self.grid.rows))
        column = np.arange(tile_column * _TILE, min((tile_column + 1) * _TILE, self.grid.columns))
        return np.asarray((row[:, None] * self.grid.columns + column).ravel(), dtype=np.int64)

    def _snap(self, pixels: NDArray[np.int64]) -> None:
        x, y = self.grid.centres(pixels)
        snaps = self._roads.snap(x, y, mode=self._graph.mode, max_distance_m=self._reach_m)
        found = self._roads.targets(self._graph, snaps)
        for name in ("node", "ticks", "edge", "fraction", "walk_ticks"):
            getattr(self.targets, name)[pixels] = getattr(found, name)


@dataclass(frozen=True, eq=False)
class TickRaster:
    """Ticks of a window of a grid.

    Attributes
    ----------
    grid : PixelGrid
    row, column : int
        Of the window's first pixel.
    ticks : uint32, (rows, columns)
        `NEVER` where nothing is reached.
    """

    grid: PixelGrid
    row: int
    column: int
    ticks: NDArray[np.uint32]


def lay_pixel_grid(roads: RoutableNetwork, *, size_m: float, reach_m: float = OFF_ROAD_REACH_M) -> PixelGrid:
    """The grid that covers a network and the off-road reach around it."""
    x, y = roads.network.vertex_x, roads.network.vertex_y
    if len(x) == 0:
        return PixelGrid(roads.network.crs, 0.0, 0.0, size_m, 0, 0)
    left, bottom = (np.floor((float(low.min()) - reach_m) / size_m) * size_m for low in (x, y))
    columns = int(np.ceil((float(x.max()) + reach_m - left) / size_m)) + 1
    rows = int(np.ceil((float(y.max()) + reach_m - bottom) / size_m)) + 1
    return PixelGrid(roads.network.crs, float(left), float(bottom), size_m, rows, columns)


def find_pixel_surface(
    roads: RoutableNetwork, graph: ModeGraph, *, size_m: float, reach_m: float = OFF_ROAD_REACH_M
) -> SnappedPixels:
    """The surface of a graph on pixels of a size, kept with the network for whoever asks next."""
    grid = lay_pixel_grid(roads, size_m=size_m, reach_m=reach_m)
    key = ("pixels", graph.mode, graph.direction, graph.weight, str(size_m), str(reach_m))
    surface: SnappedPixels = roads.once(key, lambda: SnappedPixels(roads, graph, grid, reach_m))
    return surface


def paint_source(
    graph: ModeGraph,
    surface: PixelSurface,
    sources: SearchPoints,
    row: int,
    *,
    limit: float,
    scratch: Scratch | None = None,
) -> TickRaster:
    """Ticks of the pixels that one source reaches within a limit.

    Parameters
    ----------
    graph : ModeGraph
    surface : PixelSurface
        Of the graph.
    sources : SearchPoints
    row : int
        Which of the sources.
    limit : float
        Seconds or metres. A pixel on an edge that is entered within the limit may have a time above it.
    scratch : Scratch, optional
        From `new_scratch`, to use again.
    """
    scratch = scratch or new_scratch(graph, with_length=False)
    one = sources.only(row)
    count = pixel_kernels.reach(graph.adjacency, one, limit_ticks(limit), scratch)
    reached = scratch.touched[:count]
    raster = _paint(surface, one, reached, scratch.ticks)
    scratch.ticks[reached] = NEVER
    return raster


def paint_nearest(
    graph: ModeGraph, surface: PixelSurface, sources: SearchPoints, *, limit: float
) -> TickRaster:
    """Ticks of the pixels from the nearest of all sources, within a limit; see `paint_source`."""
    ticks = sweep_nearest(graph, sources, limit=limit).ticks[:, 0]
    return _paint(surface, sources, np.flatnonzero(ticks != NEVER).astype(np.int32), ticks)


def _paint(
    surface: PixelSurface, sources: SearchPoints, reached: NDArray[np.int32], ticks: NDArray[np.uint32]
) -> TickRaster:
    box = pixel_kernels.window(surface.node_box, reached, surface.edge_box, sources.edge)
    if box[0] > box[1] or box[2] > box[3]:
        return TickRaster(surface.grid, 0, 0, np.empty((0, 0), dtype=np.uint32))
    surface.prepare(box)
    painted = pixel_kernels.paint(
        ticks, surface.costs, sources, surface.targets, surface.edge_box, surface.grid.columns, box
    )
    return TickRaster(surface.grid, int(box[2]), int(box[0]), painted)


def _boxes(
    roads: RoutableNetwork, grid: PixelGrid, reach_m: float
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """First and last column, first and last row that each node's edges, and each edge, may give a time to."""
    network = roads.network
    edge_box = np.empty((network.edge_count, 4), dtype=np.int32)
    node_box = np.empty((network.node_count, 4), dtype=np.int32)
    pixel_kernels.fill_boxes(
        network.vertex_x,
        network.vertex_y,
        network.vertex_ptr,
        network.edge_u,
        network.edge_v,
        (grid.left, grid.bottom, grid.size_m, grid.columns, grid.rows),
        reach_m,
        node_box,
        edge_box,
    )
    return node_box, edge_box
