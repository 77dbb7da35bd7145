"""Compiled step from snaps to the ways between points and nodes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.engine.compiling import kernel
from mapa_uslug.engine.graph import NEVER, TICKS_PER_UNIT
from mapa_uslug.engine.surface import SearchPoints
from mapa_uslug.engine.turns import Ends


@kernel
def place_all(
    points: SearchPoints,
    offset_m: NDArray[np.float64],
    ends: Ends,
    at_u: NDArray[np.float64],
    at_v: NDArray[np.float64],
    edge_length: NDArray[np.float64],
    per_metre: float,
) -> None:
    """Fill nodes, ticks, lengths and walks of points whose edge and fraction are set."""
    for p in range(len(points.edge)):
        edge = points.edge[p]
        if edge < 0:
            continue
        walk = np.int64(np.rint(offset_m[p] * per_metre * TICKS_PER_UNIT))
        points.walk_ticks[p] = walk
        u, v = np.int64(NEVER), np.int64(NEVER)
        at_end_u, at_end_v = ends.u[edge], ends.v[edge]
        # A point at the very end of an edge is at the node: it needs no right to drive along the edge.
        share = points.fraction[p]
        if share == 0.0:
            u, at_end_u = walk, ends.node_u[edge]
        elif np.isfinite(at_u[edge]):
            u = walk + np.int64(np.rint(at_u[edge] * share * TICKS_PER_UNIT))
        if share == 1.0:
            v, at_end_v = walk, ends.node_v[edge]
        elif np.isfinite(at_v[edge]):
            v = walk + np.int64(np.rint(at_v[edge] * (1.0 - share) * TICKS_PER_UNIT))
        first = 0 if u <= v else 1
        points.node[p, first], points.node[p, 1 - first] = at_end_u, at_end_v
        points.ticks[p, first], points.ticks[p, 1 - first] = u, v
        length = edge_length[edge]
        points.length_m[p, first], points.length_m[p, 1 - first] = length * share, length * (1.0 - share)
