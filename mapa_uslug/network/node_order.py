"""Orders nodes along a space-filling curve, and edges after them, so that equal roads give equal arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.core.ragged import gather_rows
from mapa_uslug.engine.road_network import RoadNetwork
from mapa_uslug.engine.turns import pack_rows
from mapa_uslug.network.way_rules import CLOSED, WayPace

_CELL_M = 0.125
_OFFSET_M = 2.0**26
# Lengths are sums whose last bits depend on the order of summing; a micrometre does not.
_LENGTH_DIGITS = 6


@dataclass(frozen=True, eq=False)
class EdgeDraft:
    """Junctions and edges in any order and direction.

    Attributes
    ----------
    node_id, node_x, node_y : (nodes,)
    start, end : int, (edges,)
        Rows of nodes.
    length_m : float64, (edges,)
    pace, source_id : int, (edges,)
        Row of the distinct paces, as drawn from start to end; id in the source.
    vertex_ptr, vertex_x, vertex_y
        Geometry from start to end, both end nodes included.
    turns : sequence of (halves, modes)
        Rows of edges (``2 * edge`` from start to end, ``+ 1`` back) that may not be gone along one after the other, and
        bits of the modes that may not.
    """

    node_id: NDArray[np.int64]
    node_x: NDArray[np.float64]
    node_y: NDArray[np.float64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    length_m: NDArray[np.float64]
    pace: NDArray[np.int64]
    source_id: NDArray[np.int64]
    vertex_ptr: NDArray[np.int64]
    vertex_x: NDArray[np.float64]
    vertex_y: NDArray[np.float64]
    turns: Sequence[tuple[tuple[int, ...], int]] = ()


def morton_codes(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.int64]:
    """Place on the Morton (Z-order) curve of each point, in cells of 12.5 cm counted from a fixed origin."""
    return _spread_bits(_cells(x)) | (_spread_bits(_cells(y)) << 1)


def _cells(values: NDArray[np.float64]) -> NDArray[np.int64]:
    cells = np.floor((values + _OFFSET_M) / _CELL_M).astype(np.int64)
    return np.asarray(np.clip(cells, 0, 2**31 - 1))


def _spread_bits(values: NDArray[np.int64]) -> NDArray[np.int64]:
    spread = values
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        spread = (spread | (spread << shift)) & mask
    return spread


def order_points(x: NDArray[np.float64], y: NDArray[np.float64], ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """Order of points along the curve; within a cell by place, then id."""
    return np.lexsort((ids, y, x, morton_codes(x, y)))


def finish_network(draft: EdgeDraft, paces: Sequence[WayPace], crs: str) -> RoadNetwork:
    """Number nodes and edges canonically and work out seconds.

    Nodes follow the curve. An edge runs from its lower to its higher node, a loop from its lower side; one that
    comes back over its own vertices begins with the lesser of its paces. Edges are sorted by their nodes, then
    source id, length, first inner vertex and pace.
    """
    order = order_points(draft.node_x, draft.node_y, draft.node_id)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    pace_rank, reversed_rank = _rank_paces(paces)
    is_flipped = _flips(draft, rank, (reversed_rank < pace_rank)[draft.pace])
    u = np.where(is_flipped, rank[draft.end], rank[draft.start])
    v = np.where(is_flipped, rank[draft.start], rank[draft.end])
    length = np.round(draft.length_m, _LENGTH_DIGITS)
    inner = np.where(is_flipped, draft.vertex_ptr[1:] - 2, draft.vertex_ptr[:-1] + 1)
    paced = np.where(is_flipped, reversed_rank[draft.pace], pace_rank[draft.pace])
    edges = np.lexsort((paced, draft.vertex_y[inner], draft.vertex_x[inner], length, draft.source_id, v, u))
    ptr, vertices = gather_rows(draft.vertex_ptr, edges, is_flipped[edges])
    classes, class_of_pace = _number_classes(paces)
    pace, flipped = draft.pace[edges], is_flipped[edges]
    forward, backward = _pace_table(paces, "forward"), _pace_table(paces, "backward")
    turn_ptr, turn_halves, turn_modes = _number_turns(draft.turns, edges, is_flipped)
    return RoadNetwork(
        crs=crs,
        node_x=draft.node_x[order],
        node_y=draft.node_y[order],
        node_id=draft.node_id[order],
        edge_u=u[edges].astype(np.int32),
        edge_v=v[edges].astype(np.int32),
        edge_length_m=length[edges],
        seconds_forward=_seconds(length[edges], np.where(flipped, backward[:, pace], forward[:, pace])),
        seconds_backward=_seconds(length[edges], np.where(flipped, forward[:, pace], backward[:, pace])),
        vertex_ptr=ptr,
        vertex_x=draft.vertex_x[vertices],
        vertex_y=draft.vertex_y[vertices],
        edge_class=class_of_pace[pace],
        classes=classes,
        edge_source_id=draft.source_id[edges],
        turn_ptr=turn_ptr,
        turn_halves=turn_halves,
        turn_modes=turn_modes,
    )


def _number_turns(
    turns: Sequence[tuple[tuple[int, ...], int]], edges: NDArray[np.int64], is_flipped: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.uint8]]:
    """Forbidden rows by the final numbers and directions of edges, each once, in the order of their numbers."""
    rank = np.empty(len(edges), np.int64)
    rank[edges] = np.arange(len(edges))
    rows: dict[tuple[int, ...], int] = {}
    for halves, modes in turns:
        row = tuple(int(2 * rank[h >> 1] + ((h & 1) ^ is_flipped[h >> 1])) for h in halves)
        rows[row] = rows.get(row, 0) | modes
    ptr, numbered = pack_rows(sorted(rows))
    return ptr, numbered, np.array([rows[row] for row in sorted(rows)], dtype=np.uint8)


def _rank_paces(paces: Sequence[WayPace]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rank of every pace, and of it turned round, by what they say and not by their rows."""
    keys = [(p.road_class, p.forward, p.backward) for p in paces]
    turned = [(p.road_class, p.backward, p.forward) for p in paces]
    ranks = {key: rank for rank, key in enumerate(sorted({*keys, *turned}))}
    return np.array([ranks[k] for k in keys], np.int64), np.array([ranks[k] for k in turned], np.int64)


def _flips(
    draft: EdgeDraft, rank: NDArray[np.int64], is_turned_first: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    start, end = rank[draft.start], rank[draft.end]
    is_flipped = start > end
    for loop in np.flatnonzero(start == end):
        rows = slice(draft.vertex_ptr[loop], draft.vertex_ptr[loop + 1])
        is_flipped[loop] = _is_drawn_back(draft.vertex_x[rows], draft.vertex_y[rows], is_turned_first[loop])
    return np.asarray(is_flipped)


def _is_drawn_back(x: NDArray[np.float64], y: NDArray[np.float64], if_same: np.bool_) -> bool:
    """Whether a line is greater, vertex by vertex, than the same line turned round; `if_same` where it equals it."""
    differs = np.flatnonzero((x != x[::-1]) | (y != y[::-1]))
    if not len(differs):
        return bool(if_same)
    i = differs[0]
    return bool((x[i], y[i]) > (x[-1 - i], y[-1 - i]))


def _number_classes(paces: Sequence[WayPace]) -> tuple[tuple[str, ...], NDArray[np.uint8]]:
    classes = tuple(sorted({pace.road_class for pace in paces}))
    return classes, np.array([classes.index(pace.road_class) for pace in paces], np.uint8)


def _pace_table(paces: Sequence[WayPace], side: str) -> NDArray[np.float64]:
    return np.array([getattr(pace, side) for pace in paces], np.float64).reshape(len(paces), 4).T


def _seconds(length_m: NDArray[np.float64], pace: NDArray[np.float64]) -> NDArray[np.float64]:
    is_open = pace < CLOSED
    return np.where(is_open, length_m * np.where(is_open, pace, 0.0), CLOSED)
