"""Points to the nearest road edge that a mode may use."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.engine.road_network import RoadNetwork

NEARLY_AS_NEAR_M: Final = 50.0
NEARLY_AS_NEAR_RATIO: Final = 1.5
MAX_SNAP_M: Final = 1000.0
"""How far from a road a point may lie; beyond it nothing is known of its access."""

_POINTS_PER_BLOCK: Final = 8192
_MOST_EMPTY_RINGS: Final = 12


@dataclass(frozen=True, eq=False)
class SnapIndex:
    """A uniform grid over the segments of all edges, the same for every mode.

    Attributes
    ----------
    left, bottom, cell_m : float
        Metres of the network's CRS.
    columns, rows : int
    cell_ptr : int64, (columns * rows + 1,)
        Items of a cell, row by row from the bottom.
    empty_rings : uint8, (columns * rows,)
        How many rings around a cell, itself the first, are surely empty.
    item_vertex : int32, (items,)
        First vertex of a segment that touches the cell.
    item_edge : int32, (items,)
    along_m : float64, (vertices,)
        Length in the CRS from the first vertex of the edge.
    """

    left: float
    bottom: float
    cell_m: float
    columns: int
    rows: int
    cell_ptr: NDArray[np.int64]
    empty_rings: NDArray[np.uint8]
    item_vertex: NDArray[np.int32]
    item_edge: NDArray[np.int32]
    along_m: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Snaps:
    """Where points meet the road network.

    Attributes
    ----------
    edge : int32, (points,)
        -1 where no legal edge is within reach: nothing is known of that point's times.
    fraction : float64, (points,)
        Place along the edge, 0 at its u end and 1 at its v end; NaN if unsnapped.
    offset_m : float64, (points,)
        Straight line from the point to that place; NaN if unsnapped.
    x, y : float64, (points,)
        That place, metres; NaN if unsnapped.
    """

    edge: NDArray[np.int32]
    fraction: NDArray[np.float64]
    offset_m: NDArray[np.float64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]

    @property
    def is_snapped(self) -> NDArray[np.bool_]:
        """Which points met a road."""
        return np.asarray(self.edge >= 0)

    def __len__(self) -> int:
        return len(self.edge)

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> Snaps:
        """The snaps of some of the points."""
        return Snaps(self.edge[rows], self.fraction[rows], self.offset_m[rows], self.x[rows], self.y[rows])


@dataclass(frozen=True, eq=False)
class PlacedPoints:
    """Points with ids and their snaps to the roads of a mode.

    Attributes
    ----------
    ids : array, (points,)
        As the user names them; any type.
    snaps : Snaps
    """

    ids: NDArray[Any]
    snaps: Snaps

    def __len__(self) -> int:
        return len(self.ids)


def build_snap_index(network: RoadNetwork) -> SnapIndex:
    """Lay a grid over the network's segments (arrays only, so that a network cache can hold it)."""
    from mapa_uslug.engine.point_kernels import order_by_target

    first, edge = _segments(network)
    x, y = network.vertex_x, network.vertex_y
    if len(x) == 0:
        return SnapIndex(0.0, 0.0, 1.0, 1, 1, np.zeros(2, np.int64), np.zeros(1, np.uint8), first, edge, x)
    left, bottom = float(x.min()), float(y.min())
    width, height = float(x.max()) - left, float(y.max()) - bottom
    cell = float(np.clip(1.25 * np.sqrt(max(width * height, 1.0) / max(len(first), 1)), 50.0, 2000.0))
    columns, rows = int(width // cell) + 1, int(height // cell) + 1
    item, key = _rasterize(network, first, left=left, bottom=bottom, cell=cell, columns=columns)
    order = order_by_target(key, columns * rows)
    pointer = np.zeros(columns * rows + 1, dtype=np.int64)
    count = np.bincount(key, minlength=columns * rows)
    np.cumsum(count, out=pointer[1:])
    rings = _count_empty_rings(count.reshape(rows, columns) > 0)
    item = item[order]
    along = _lengths_along(network)
    return SnapIndex(left, bottom, cell, columns, rows, pointer, rings, first[item], edge[item], along)


def _count_empty_rings(occupied: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Rings around each cell, itself the first, without an occupied one; up to a number beyond which few look."""
    reached, rings = occupied.copy(), np.zeros(occupied.shape, dtype=np.uint8)
    for _ in range(_MOST_EMPTY_RINGS):
        rings += ~reached
        wider = reached.copy()
        wider[:, 1:] |= reached[:, :-1]
        wider[:, :-1] |= reached[:, 1:]
        reached = wider.copy()
        reached[1:] |= wider[:-1]
        reached[:-1] |= wider[1:]
    return rings.ravel()


def _lengths_along(network: RoadNetwork) -> NDArray[np.float64]:
    """Length from the first vertex of each vertex's edge."""
    step = np.hypot(np.diff(network.vertex_x, prepend=0.0), np.diff(network.vertex_y, prepend=0.0))
    count = np.diff(network.vertex_ptr)
    starts = network.vertex_ptr[:-1][count > 0]
    step[starts] = 0.0
    total = np.cumsum(step)
    return np.asarray(total - np.repeat(total[starts], count[count > 0]))


def _segments(network: RoadNetwork) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """First vertex and edge of every segment between two vertices of one edge."""
    count = np.diff(network.vertex_ptr)
    edge = np.repeat(np.arange(network.edge_count, dtype=np.int32), count)
    is_first = np.ones(len(edge), dtype=np.bool_)
    is_first[network.vertex_ptr[1:][count > 0] - 1] = False
    first = np.flatnonzero(is_first).astype(np.int32)
    return first, edge[first]


def _rasterize(
    network: RoadNetwork, first: NDArray[np.int32], *, left: float, bottom: float, cell: float, columns: int
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Rows of `first` and the cells that their segments may touch."""
    column = ((network.vertex_x - left) / cell).astype(np.int32)
    row = ((network.vertex_y - bottom) / cell).astype(np.int32)
    c0, c1 = np.minimum(column[first], column[first + 1]), np.maximum(column[first], column[first + 1])
    r0, r1 = np.minimum(row[first], row[first + 1]), np.maximum(row[first], row[first + 1])
    lone = (c0 == c1) & (r0 == r1)
    inside = np.flatnonzero(lone)
    wide = np.flatnonzero(~lone)
    across = (c1 - c0 + 1)[wide].astype(np.int64)
    count = across * (r1 - r0 + 1)[wide]
    item = np.repeat(wide, count)
    nth = np.arange(len(item)) - np.repeat(np.cumsum(count) - count, count)
    across = np.repeat(across, count)
    cells_c, cells_r = c0[item] + nth % across, r0[item] + nth // across
    near = _is_near_line(
        network,
        first[item],
        left + (cells_c + 0.5) * cell,
        bottom + (cells_r + 0.5) * cell,
        cell * 0.7072,
    )
    keys = [r0[inside].astype(np.int64) * columns + c0[inside], cells_r[near] * columns + cells_c[near]]
    return np.concatenate([inside, item[near]]), np.concatenate(keys).astype(np.int32)


def _is_near_line(
    network: RoadNetwork,
    vertex: NDArray[np.int32],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    distance: float,
) -> NDArray[np.bool_]:
    """Whether centres of cells are so near the segment's line that the cell can touch it."""
    ax, ay = network.vertex_x[vertex], network.vertex_y[vertex]
    dx, dy = network.vertex_x[vertex + 1] - ax, network.vertex_y[vertex + 1] - ay
    return np.asarray(np.abs(dx * (y - ay) - dy * (x - ax)) <= distance * np.hypot(dx, dy) + 1e-6)


def snap_points(
    network: RoadNetwork,
    index: SnapIndex,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    *,
    edge_kind: NDArray[np.uint8],
    max_distance_m: float = MAX_SNAP_M,
) -> Snaps:
    """Snap points to the nearest edge that a mode may legally use in either direction.

    An edge of the large rest (kind 2) is preferred when it lies within 50 m or within 1.5 times the
    distance of the nearest one, because a dead fragment beside a house is far more often a gap in the data
    than the only way out. Among equally near edges the first wins; they meet in a node, from which times
    are the same.

    Parameters
    ----------
    network : RoadNetwork
    index : SnapIndex
    x, y : float64, (points,)
        Metres of the network's CRS. Points that are not finite stay unsnapped.
    edge_kind : uint8, (edges,)
        From `classify_edges`, for the mode.
    max_distance_m : float
        Points farther from every legal edge stay unsnapped.
    """
    from mapa_uslug.engine.snap_kernels import Lines, snap_all

    x, y = (np.ascontiguousarray(values, dtype=np.float64) for values in (x, y))
    edge = np.full(len(x), -1, dtype=np.int32)
    place = np.full((len(x), 4), np.nan)
    lines = Lines(network.vertex_x, network.vertex_y, index.along_m, network.vertex_ptr)
    grid = (index.left, index.bottom, index.cell_m, index.columns, index.rows)
    reach = (max_distance_m, NEARLY_AS_NEAR_M, NEARLY_AS_NEAR_RATIO)

    def snap(part: slice) -> None:
        snap_all(
            x[part],
            y[part],
            lines,
            grid,
            index.cell_ptr,
            index.empty_rings,
            index.item_vertex,
            index.item_edge,
            edge_kind,
            reach,
            edge[part],
            place[part],
        )

    parts = [slice(i, i + _POINTS_PER_BLOCK) for i in range(0, len(x), _POINTS_PER_BLOCK)]
    threads = min(os.cpu_count() or 1, len(parts))
    if threads <= 1:
        snap(slice(None))
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(snap, parts))
    return Snaps(edge, *np.ascontiguousarray(place.T))


def snap_to_nodes(
    network: RoadNetwork, node_ids: NDArray[np.int64], *, edge_kind: NDArray[np.uint8]
) -> Snaps:
    """Put points on the nodes with given source ids, at no distance.

    A node is represented by an end of one of its edges, by preference of a better kind; times are the same
    from any. A node that the network lacks, or that no legal edge touches, stays unsnapped.
    """
    best = np.full(network.node_count, -1, dtype=np.int64)
    end = np.zeros(network.node_count)
    for kind in (1, 2):
        chosen = np.flatnonzero(edge_kind == kind)[::-1]
        for nodes, fraction in ((network.edge_v, 1.0), (network.edge_u, 0.0)):
            best[nodes[chosen]] = chosen
            end[nodes[chosen]] = fraction
    node = _find_nodes(network, node_ids)
    found = node >= 0
    edge = np.where(found, best[node], -1).astype(np.int32)
    snapped = edge >= 0
    place = [
        np.where(snapped, values, np.nan)
        for values in (end[node], 0.0, network.node_x[node], network.node_y[node])
    ]
    return Snaps(edge, *place)


def _find_nodes(network: RoadNetwork, node_ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """Rows of nodes by source id, -1 for ids that are absent."""
    order = np.argsort(network.node_id, kind="stable")
    sorted_ids = network.node_id[order]
    place = np.minimum(np.searchsorted(sorted_ids, node_ids), len(order) - 1)
    return np.asarray(np.where(sorted_ids[place] == node_ids, order[place], -1))
