"""The surface on a raster: pixels snapped once, then painted from searches, windowed to what is reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.engine import pixel_kernels
from mapa_uslug.engine.graph import ModeGraph, limit_ticks
from mapa_uslug.engine.point_kernels import Scratch
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.snapping import Snaps
from mapa_uslug.engine.surface import SearchPoints, edge_costs
from mapa_uslug.engine.sweeps import new_scratch, sort_by_edge, sweep_nearest

OFF_ROAD_REACH_M: Final = 250.0
"""How far from a road a pixel is still given a time.

Twice the walk from the middle of a large farmyard to its road; fields, forests and water beyond it are not
drawn as served although nobody counts there.
"""


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

    def centres(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Coordinates of all pixels, row by row from the bottom."""
        x = self.left + np.arange(self.columns) * self.size_m
        y = self.bottom + np.arange(self.rows) * self.size_m
        return np.tile(x, self.rows), np.repeat(y, self.columns)


@dataclass(frozen=True, eq=False)
class PixelSurface:
    """Pixels of a grid as targets of searches on one graph.

    Attributes
    ----------
    grid : PixelGrid
    targets : SearchPoints
        One for each pixel, unsnapped beyond the off-road reach.
    node_box : int32, (nodes, 4)
        First and last column, first and last row that the edges of each node may give a time to.
    by_edge, sorted_edge : int32, (snapped pixels,)
        Pixels in ascending order of their edge, and those edges.
    """

    grid: PixelGrid
    targets: SearchPoints
    node_box: NDArray[np.int32]
    by_edge: NDArray[np.int32]
    sorted_edge: NDArray[np.int32]


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


def snap_pixels(
    roads: RoutableNetwork, graph: ModeGraph, *, size_m: float, reach_m: float = OFF_ROAD_REACH_M
) -> PixelSurface:
    """Pixels as targets of a graph, snapped as any point is, once for a mode and once for its direction."""
    key = (graph.mode, str(size_m), str(reach_m))
    grid = lay_pixel_grid(roads, size_m=size_m, reach_m=reach_m)

    def snap() -> Snaps:
        return roads.snap(*grid.centres(), mode=graph.mode, max_distance_m=reach_m)

    def place() -> PixelSurface:
        targets = roads.targets(graph, roads.once(("pixel snaps", *key), snap))
        by_edge, sorted_edge = sort_by_edge(targets)
        box = roads.once(("node box", *key), lambda: _node_box(roads, grid, reach_m))
        return PixelSurface(grid, targets, box, by_edge, sorted_edge)

    surface: PixelSurface = roads.once(("pixels", *key, graph.direction, graph.weight), place)
    return surface


def _node_box(roads: RoutableNetwork, grid: PixelGrid, reach_m: float) -> NDArray[np.int32]:
    network = roads.network
    box = np.empty((network.node_count, 4), dtype=np.int32)
    box[:, 0], box[:, 1] = grid.columns, -1
    box[:, 2], box[:, 3] = grid.rows, -1
    starts = network.vertex_ptr[:-1]
    for values, low, side, last in (
        (network.vertex_x, grid.left, 0, grid.columns - 1),
        (network.vertex_y, grid.bottom, 2, grid.rows - 1),
    ):
        if len(starts) == 0:
            continue
        least = np.floor((np.minimum.reduceat(values, starts) - reach_m - low) / grid.size_m).astype(np.int32)
        most = np.ceil((np.maximum.reduceat(values, starts) + reach_m - low) / grid.size_m).astype(np.int32)
        for node in (network.edge_u, network.edge_v):
            np.minimum.at(box[:, side], node, np.maximum(least, 0))
            np.maximum.at(box[:, side + 1], node, np.minimum(most, last))
    return box


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
    column, first, ticks = pixel_kernels.paint_source(
        graph.adjacency,
        edge_costs(graph),
        sources,
        row,
        surface.targets,
        surface.node_box,
        surface.sorted_edge,
        surface.by_edge,
        surface.grid.columns,
        limit_ticks(limit),
        scratch or new_scratch(graph, with_length=False),
    )
    return TickRaster(surface.grid, first, column, ticks)


def paint_nearest(
    graph: ModeGraph, surface: PixelSurface, sources: SearchPoints, *, limit: float
) -> TickRaster:
    """Ticks of the pixels from the nearest of all sources, within a limit; see `paint_source`."""
    labels = sweep_nearest(graph, sources, limit=limit)
    column, first, ticks = pixel_kernels.paint_nearest(
        labels.packed[:, 0],
        edge_costs(graph),
        sources,
        surface.targets,
        surface.node_box,
        surface.sorted_edge,
        surface.by_edge,
        surface.grid.columns,
    )
    return TickRaster(surface.grid, first, column, ticks)
