"""Roads joined to long lines: every edge drawn alone would cost its two ends, and its crossings could not be smoothed."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from mapa_uslug.core.ragged import gather_rows
from mapa_uslug.engine.road_network import RoadNetwork


def join_edges(network: RoadNetwork, edges: NDArray[np.int64]) -> Any:
    """Lines through the crossings of some edges: at each, the two that bend least are one line.

    Half the lines and a third of the vertices of joining only where nothing branches off; linear in the edges.

    Returns
    -------
    MultiLineString
        Area CRS; every edge lies in one line.
    """
    if not len(edges):
        return shapely.MultiLineString()
    ends, line = _walk(_pair_ends(network, edges))
    is_turned = ends % 2 == 1
    ptr, vertex = gather_rows(network.vertex_ptr, edges[ends // 2], is_turned)
    is_inner = np.ones(len(vertex), dtype=bool)
    # Where a line goes on, its next edge begins with the vertex that the last one ended with.
    is_inner[ptr[:-1][1:][line[1:] == line[:-1]]] = False
    vertex, line = vertex[is_inner], np.repeat(line, np.diff(ptr))[is_inner]
    return shapely.multilinestrings(
        shapely.linestrings(network.vertex_x[vertex], network.vertex_y[vertex], indices=line)
    )


def _pair_ends(network: RoadNetwork, edges: NDArray[np.int64]) -> NDArray[np.int64]:
    """The end that each end of an edge goes on with, -1 for none; ends of edge i are 2 i (at `edge_u`) and 2 i + 1."""
    node = np.column_stack([network.edge_u[edges], network.edge_v[edges]]).ravel().astype(np.int64)
    towards = _directions(network, edges)
    partner = np.full(len(node), -1, dtype=np.int64)
    free = np.argsort(node, kind="stable")
    # Every round finds at least one pair at each crossing that has one left: the two that bend least of all.
    while len((meeting := _meetings(node[free]))[0]):
        one, other = free[meeting[0]], free[meeting[1]]
        # -1 straight on, 1 back the same way.
        bend = (towards[one] * towards[other]).sum(axis=1)
        order = np.lexsort((other, bend, one))
        one, other = one[order], other[order]
        is_best = np.ones(len(one), dtype=bool)
        is_best[1:] = one[1:] != one[:-1]
        best = np.full(len(node), -1, dtype=np.int64)
        best[one[is_best]] = other[is_best]
        mutual = np.flatnonzero((best >= 0) & (best[best] == np.arange(len(node))))
        partner[mutual] = best[mutual]
        free = free[partner[free] < 0]
    return partner


def _directions(network: RoadNetwork, edges: NDArray[np.int64]) -> NDArray[np.float64]:
    """Unit vectors in which the edges leave their two ends; shape (2 edges, 2)."""
    first, last = network.vertex_ptr[edges], network.vertex_ptr[edges + 1] - 1
    at, after = np.column_stack([first, last]).ravel(), np.column_stack([first + 1, last - 1]).ravel()
    x, y = network.vertex_x, network.vertex_y
    away = np.column_stack([x[after] - x[at], y[after] - y[at]])
    length = np.hypot(away[:, 0], away[:, 1])
    return np.asarray(away / np.where(length > 0.0, length, 1.0)[:, None])


def _meetings(node: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Every pair of positions with the same node, both ways round; nodes are grouped."""
    begins = np.flatnonzero(np.diff(node, prepend=-1))
    group_ptr = np.append(begins, len(node)).astype(np.int64)
    group = np.repeat(np.arange(len(begins)), np.diff(group_ptr))
    ptr, other = gather_rows(group_ptr, group)
    one = np.repeat(np.arange(len(node)), np.diff(ptr))
    return one[one != other], other[one != other]


def _walk(partner: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Edges along every line: the end at which each is entered, and the number of its line."""
    next_end, is_done = partner.tolist(), bytearray(len(partner) // 2)
    entered: list[int] = []
    line: list[int] = []
    # From loose ends first; what is left are circles, which begin anywhere.
    starts = [*np.flatnonzero(partner < 0).tolist(), *range(0, len(partner), 2)]
    for number, start in enumerate(starts):
        end = start
        while end >= 0 and not is_done[end >> 1]:
            is_done[end >> 1] = 1
            entered.append(end)
            line.append(number)
            end = next_end[end ^ 1]
    return np.array(entered, dtype=np.int64), np.unique(line, return_inverse=True)[1]
