"""The road network as flat arrays."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

MODES: Final = ("car", "walk", "walk_slow", "bike")
"""Modes that have seconds on the road network, in the order of the rows of `RoadNetwork.seconds_forward`."""


@dataclass(frozen=True, eq=False)
class RoadNetwork:
    """Junctions and the road edges between them.

    An edge is a stretch of road between two junctions along which speed, access and class do not change,
    so that a fraction of its length is the same fraction of its time, exactly. Its geometry runs from
    `edge_u` to `edge_v`; *forward* is u to v. Every connected component is kept: dropping the small ones
    makes people there look unreachable. Nodes are in Morton order of their place, which is what makes the
    sweeps fast; edges are in the order of `edge_u`, then `edge_v`, then source.

    Attributes
    ----------
    crs : str
        Metric CRS of all coordinates.
    node_x, node_y : float64, (nodes,)
        Metres.
    node_id : int64, (nodes,)
        Id in the source (OSM node id); negative for nodes made here.
    edge_u, edge_v : int32, (edges,)
    edge_length_m : float64, (edges,)
        Length on the ground (great circle or the source's own figure), not in the projection.
    seconds_forward, seconds_backward : float64, (len(MODES), edges)
        Unrounded seconds to traverse u to v, v to u; ``inf`` where the mode may not.
    vertex_ptr : int64, (edges + 1,)
        Where each edge's vertices begin in `vertex_x`, `vertex_y` (both end nodes included).
    vertex_x, vertex_y : float64, (vertices,)
    edge_class : uint8, (edges,)
        Index into `classes`.
    classes : tuple of str
        Road classes as the source names them ("motorway", "track", ...).
    edge_source_id : int64, (edges,)
        Id of the way or feature in the source, -1 if none.
    turn_ptr : int64, (turns + 1,)
        Where each forbidden turn's halves begin in `turn_halves`.
    turn_halves : int32, (halves,)
        Edges one after the other, two or more a turn: ``2 * edge`` from u to v, ``2 * edge + 1`` from v to u. Who came
        along all but the last may not go along the last.
    turn_modes : uint8, (turns,)
        Bits of the modes that it holds for, ``1 << row`` of `MODES`.
    """

    crs: str
    node_x: NDArray[np.float64]
    node_y: NDArray[np.float64]
    node_id: NDArray[np.int64]
    edge_u: NDArray[np.int32]
    edge_v: NDArray[np.int32]
    edge_length_m: NDArray[np.float64]
    seconds_forward: NDArray[np.float64]
    seconds_backward: NDArray[np.float64]
    vertex_ptr: NDArray[np.int64]
    vertex_x: NDArray[np.float64]
    vertex_y: NDArray[np.float64]
    edge_class: NDArray[np.uint8]
    classes: tuple[str, ...]
    edge_source_id: NDArray[np.int64]
    turn_ptr: NDArray[np.int64] = field(default_factory=lambda: np.zeros(1, dtype=np.int64))
    turn_halves: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, dtype=np.int32))
    turn_modes: NDArray[np.uint8] = field(default_factory=lambda: np.empty(0, dtype=np.uint8))

    @property
    def node_count(self) -> int:
        """Number of junctions."""
        return len(self.node_x)

    @property
    def edge_count(self) -> int:
        """Number of edges (a two-way road is one edge)."""
        return len(self.edge_u)
