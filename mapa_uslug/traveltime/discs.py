"""Stretches of road within discs: where a service may stand whose place is known only roughly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.engine.road_network import RoadNetwork
from mapa_uslug.engine.snapping import SnapIndex, Snaps


@dataclass(frozen=True, eq=False)
class Stretches:
    """Unbroken parts of edges that lie within discs.

    Attributes
    ----------
    disc : int32, (stretches,)
        Row of the disc, ascending.
    edge : int32, (stretches,)
    first, last : float64, (stretches,)
        Places along the edge, 0 at its u end and 1 at its v end; ``first <= last``.
    """

    disc: NDArray[np.int32]
    edge: NDArray[np.int32]
    first: NDArray[np.float64]
    last: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.edge)

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> Stretches:
        """Some of the stretches."""
        return Stretches(self.disc[rows], self.edge[rows], self.first[rows], self.last[rows])

    def parted(self, places: Callable[[int], NDArray[np.float64]]) -> Stretches:
        """The same, each cut at the places along its edge at which other roads meet it between its ends."""
        parts = []
        for row in range(len(self)):
            cuts = places(int(self.edge[row]))
            inner = cuts[(cuts > self.first[row]) & (cuts < self.last[row])]
            parts.append(np.concatenate([[self.first[row]], inner, [self.last[row]]]))
        count = np.array([len(part) - 1 for part in parts], dtype=np.int64)
        first, last = (
            np.concatenate([np.empty(0), *(p[side] for p in parts)]) for side in (np.s_[:-1], np.s_[1:])
        )
        return Stretches(np.repeat(self.disc, count), np.repeat(self.edge, count), first, last)

    def ends(self) -> Snaps:
        """Both ends of every stretch as points on the road: all first ends, then all last ends."""
        count = 2 * len(self)
        fraction = np.concatenate([self.first, self.last])
        unknown = np.full(count, np.nan)
        return Snaps(np.tile(self.edge, 2), fraction, np.zeros(count), unknown, unknown)


def find_stretches(
    network: RoadNetwork,
    index: SnapIndex,
    *,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    radius_m: NDArray[np.float64],
    edge_kind: NDArray[np.uint8],
) -> Stretches:
    """Find the parts of legal edges within each disc; work is proportional to the roads near the discs.

    Parameters
    ----------
    network : RoadNetwork
    index : SnapIndex
        Of the network.
    x, y, radius_m : float64, (discs,)
        Metres of the network's CRS.
    edge_kind : uint8, (edges,)
        From `classify_edges`; edges of kind 0 are left out.
    """
    found = [
        _in_disc(network, index, (float(x[i]), float(y[i])), float(radius_m[i]), edge_kind)
        for i in range(len(x))
    ]
    disc = np.repeat(np.arange(len(found), dtype=np.int32), [len(f[0]) for f in found])
    edge = np.concatenate([np.empty(0, np.int32), *(f[0] for f in found)])
    first, last = (np.concatenate([np.empty(0), *(f[k] for f in found)]) for k in (1, 2))
    return Stretches(disc, edge, first, last)


def _in_disc(
    network: RoadNetwork,
    index: SnapIndex,
    centre: tuple[float, float],
    radius: float,
    edge_kind: NDArray[np.uint8],
) -> tuple[NDArray[np.int32], NDArray[np.float64], NDArray[np.float64]]:
    """Edge, first and last place along it of every stretch in one disc."""
    vertex, edge = _segments_near(index, centre, radius)
    is_legal = edge_kind[edge] > 0
    vertex, edge = vertex[is_legal], edge[is_legal]
    start, stop = _clip(network, vertex, centre, radius)
    is_inside = start <= stop
    vertex, edge, start, stop = vertex[is_inside], edge[is_inside], start[is_inside], stop[is_inside]
    # A stretch goes on over a vertex that two segments of one edge share.
    goes_on = (np.diff(vertex) == 1) & (np.diff(edge) == 0) & (stop[:-1] >= 1.0) & (start[1:] <= 0.0)
    begins = np.concatenate([np.ones(min(len(edge), 1), dtype=bool), ~goes_on])
    ends = np.concatenate([~goes_on, np.ones(min(len(edge), 1), dtype=bool)])
    first = _fraction(network, index, vertex[begins], edge[begins], start[begins])
    last = _fraction(network, index, vertex[ends], edge[ends], stop[ends])
    return edge[begins], first, last


def _segments_near(
    index: SnapIndex, centre: tuple[float, float], radius: float
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """First vertex and edge of the segments in the grid's cells under the disc's box, by vertex."""
    low = [
        int((c - radius - o) // index.cell_m) for c, o in zip(centre, (index.left, index.bottom), strict=True)
    ]
    high = [
        int((c + radius - o) // index.cell_m) for c, o in zip(centre, (index.left, index.bottom), strict=True)
    ]
    columns = max(low[0], 0), min(high[0], index.columns - 1)
    rows = range(max(low[1], 0), min(high[1], index.rows - 1) + 1)
    if columns[0] > columns[1]:
        rows = range(0)
    spans = [(r * index.columns + columns[0], r * index.columns + columns[1] + 1) for r in rows]
    items = [np.arange(index.cell_ptr[a], index.cell_ptr[b]) for a, b in spans]
    item = np.concatenate([np.empty(0, np.int64), *items])
    vertex, at = np.unique(index.item_vertex[item], return_index=True)
    return vertex, index.item_edge[item[at]]


def _clip(
    network: RoadNetwork, vertex: NDArray[np.int32], centre: tuple[float, float], radius: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where each segment (0 at its first vertex, 1 at its second) enters and leaves the disc; enters later where it misses."""
    ax, ay = network.vertex_x[vertex] - centre[0], network.vertex_y[vertex] - centre[1]
    dx = network.vertex_x[vertex + 1] - network.vertex_x[vertex]
    dy = network.vertex_y[vertex + 1] - network.vertex_y[vertex]
    square, along, beyond = dx * dx + dy * dy, ax * dx + ay * dy, ax * ax + ay * ay - radius * radius
    with np.errstate(invalid="ignore", divide="ignore"):
        root = np.sqrt(along * along - square * beyond)
        start, stop = np.maximum((-along - root) / square, 0.0), np.minimum((-along + root) / square, 1.0)
    is_point = square == 0.0
    start, stop = np.where(is_point, 0.0, start), np.where(is_point, 1.0, stop)
    is_missed = np.isnan(start) | np.isnan(stop) | (is_point & (beyond > 0.0))
    return np.where(is_missed, 1.0, start), np.where(is_missed, 0.0, stop)


def _fraction(
    network: RoadNetwork,
    index: SnapIndex,
    vertex: NDArray[np.int32],
    edge: NDArray[np.int32],
    share: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Place along the edge of a share of a segment."""
    before, after = index.along_m[vertex], index.along_m[vertex + 1]
    whole = index.along_m[network.vertex_ptr[edge + 1] - 1]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(whole > 0.0, (before + share * (after - before)) / whole, share)
