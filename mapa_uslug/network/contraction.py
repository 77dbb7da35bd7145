"""Raw roads to junctions and edges: points where nothing is decided become vertices."""

# Compiled functions take their types from the arrays that they are called with.
# mypy: disallow-untyped-calls=False

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.core.crs import WGS84, metric_crs_for, transform_xy
from mapa_uslug.core.great_circle import great_circle_m
from mapa_uslug.engine.compiling import kernel
from mapa_uslug.engine.road_network import RoadNetwork
from mapa_uslug.network.node_order import EdgeDraft, finish_network, morton_codes
from mapa_uslug.network.raw_roads import RawRoads
from mapa_uslug.network.segments import Segments, cut_to_segments, part_at_barriers
from mapa_uslug.network.turn_contraction import contract_turns, points_of_turns
from mapa_uslug.network.way_rules import WayPace

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class _Chains:
    """Edges as chains of segments: ``heads[ptr[i]:ptr[i + 1]]`` and `tails` are the points along edge i."""

    ptr: Ints
    segment: Ints
    is_back: NDArray[np.bool_]
    heads: Ints
    tails: Ints


def build_network(roads: RawRoads, *, crs: str | None = None) -> RoadNetwork:
    """Contract raw roads to a network.

    A point stays a node where roads meet or end, where pace or class change, or where a turn is forbidden; a ring with no such point
    keeps the first of its points on the curve. Nothing is dropped for being small or disconnected.

    Parameters
    ----------
    crs : str, optional
        Metric CRS of the result; by default the usual one at the middle of the data.

    Notes
    -----
    Lengths are great-circle lengths, or plane ones where the roads came in `crs` itself.
    """
    lon, lat = transform_xy(roads.point_x, roads.point_y, roads.crs, WGS84)
    crs = crs or metric_crs_for(_middle(lon), _middle(lat))
    x, y = transform_xy(roads.point_x, roads.point_y, roads.crs, crs)
    segments = part_at_barriers(cut_to_segments(roads), roads.point_stops, morton_codes(x, y))
    x, y, lon, lat = (values[segments.origin] for values in (x, y, lon, lat))
    reverse, paces = _with_reversed(segments.paces)
    chains, is_node = _contract(segments, reverse, morton_codes(x, y))
    if roads.crs == crs:
        length = np.hypot(x[chains.tails] - x[chains.heads], y[chains.tails] - y[chains.heads])
    else:
        length = great_circle_m(lon[chains.heads], lat[chains.heads], lon[chains.tails], lat[chains.tails])
    return finish_network(_draft(segments, chains, is_node, reverse, length, x, y), paces, crs)


def _middle(degrees: Floats) -> float:
    return float(degrees.min() + degrees.max()) / 2.0


def _with_reversed(paces: tuple[WayPace, ...]) -> tuple[Ints, tuple[WayPace, ...]]:
    """For each pace the row of the same road drawn the other way, adding those that are missing."""
    rows = {pace: row for row, pace in enumerate(paces)}
    for pace in paces:
        rows.setdefault(pace.reversed(), len(rows))
    return np.array([rows[pace.reversed()] for pace in rows], np.int64), tuple(rows)


def _draft(
    segments: Segments,
    chains: _Chains,
    is_node: NDArray[np.bool_],
    reverse: Ints,
    length: Floats,
    x: Floats,
    y: Floats,
) -> EdgeDraft:
    nodes = np.flatnonzero(is_node)
    first, last = chains.ptr[:-1], chains.ptr[1:] - 1
    row_of_point = np.zeros(len(x), np.int64)
    row_of_point[nodes] = np.arange(len(nodes))
    drawn = segments.pace[chains.segment[first]].astype(np.int64)
    points, vertex_ptr = _chain_points(chains)
    return EdgeDraft(
        node_id=segments.point_id[nodes],
        node_x=x[nodes],
        node_y=y[nodes],
        start=row_of_point[chains.heads[first]],
        end=row_of_point[chains.tails[last]],
        length_m=np.add.reduceat(length, first),
        pace=np.where(chains.is_back[first], reverse[drawn], drawn),
        source_id=np.minimum.reduceat(segments.source_id[chains.segment], first),
        vertex_ptr=vertex_ptr,
        vertex_x=x[points],
        vertex_y=y[points],
        turns=contract_turns(segments, chains.ptr, 2 * chains.segment + chains.is_back, is_node),
    )


def _chain_points(chains: _Chains) -> tuple[Ints, Ints]:
    """Points along every edge, both ends included, and where each edge's begin."""
    edges = len(chains.ptr) - 1
    vertex_ptr = chains.ptr + np.arange(edges + 1)
    points = np.empty(len(chains.heads) + edges, np.int64)
    edge_of = np.repeat(np.arange(edges), np.diff(chains.ptr))
    points[np.arange(len(chains.heads)) + edge_of] = chains.heads
    points[vertex_ptr[1:] - 1] = chains.tails[chains.ptr[1:] - 1]
    return points, vertex_ptr


def _contract(segments: Segments, reverse: Ints, curve: Ints) -> tuple[_Chains, NDArray[np.bool_]]:
    """Chains of segments between junctions, and which points are junctions."""
    is_kept = np.zeros(len(curve), np.bool_)
    is_kept[points_of_turns(segments)] = True
    halves, ptr, is_node = _chain_segments(
        segments.start, segments.end, segments.pace, reverse, curve, segments.point_id, is_kept
    )
    segment, is_back = halves >> 1, (halves & 1).astype(np.bool_)
    start, end = segments.start[segment].astype(np.int64), segments.end[segment].astype(np.int64)
    chains = _Chains(
        ptr, segment, is_back, heads=np.where(is_back, end, start), tails=np.where(is_back, start, end)
    )
    return chains, is_node


@kernel
def _chain_segments(start, end, pace, reverse, curve, point_id, is_kept):  # type: ignore[no-untyped-def]
    """Walk from junction to junction.

    A half is a segment in one direction: ``2 * segment`` as drawn, ``+ 1`` against it. At a point where two
    halves leave, the road goes through if one leaves with the pace that the other one, turned round, has.
    """
    segments, points = len(start), len(curve)
    first = np.zeros(points + 1, np.int64)
    for s in range(segments):
        first[start[s] + 1] += 1
        first[end[s] + 1] += 1
    for p in range(points):
        first[p + 1] += first[p]
    fill = first[:-1].copy()
    leaving = np.empty(2 * segments, np.int64)
    for s in range(segments):
        leaving[fill[start[s]]] = 2 * s
        fill[start[s]] += 1
        leaving[fill[end[s]]] = 2 * s + 1
        fill[end[s]] += 1
    is_node = np.zeros(points, np.bool_)
    for p in range(points):
        degree = first[p + 1] - first[p]
        if degree == 2:
            a, b = leaving[first[p]], leaving[first[p] + 1]
            pace_a = reverse[pace[a >> 1]] if a & 1 else pace[a >> 1]
            pace_b = reverse[pace[b >> 1]] if b & 1 else pace[b >> 1]
            is_node[p] = is_kept[p] or reverse[pace_a] != pace_b
        else:
            is_node[p] = degree > 0
    halves = np.empty(segments, np.int64)
    ptr = np.empty(segments + 1, np.int64)
    ptr[0] = 0
    is_used = np.zeros(segments, np.bool_)
    edges, written = 0, 0
    for p in range(points):
        if is_node[p]:
            for k in range(first[p], first[p + 1]):
                if not is_used[leaving[k] >> 1]:
                    written = _walk(leaving[k], start, end, first, leaving, is_node, is_used, halves, written)
                    edges += 1
                    ptr[edges] = written
    for s in range(segments):
        if not is_used[s]:
            p = _first_of_ring(2 * s, start, end, first, leaving, curve, point_id)
            is_node[p] = True
            written = _walk(leaving[first[p]], start, end, first, leaving, is_node, is_used, halves, written)
            edges += 1
            ptr[edges] = written
    return halves, ptr[: edges + 1].copy(), is_node


@kernel
def _walk(half, start, end, first, leaving, is_node, is_used, halves, written):  # type: ignore[no-untyped-def]
    """Follow a road from a junction to the next, noting its halves."""
    while True:
        is_used[half >> 1] = True
        halves[written] = half
        written += 1
        p = start[half >> 1] if half & 1 else end[half >> 1]
        if is_node[p]:
            return written
        half = _onward(half, leaving[first[p]], leaving[first[p] + 1])


@kernel
def _onward(half, a, b):  # type: ignore[no-untyped-def]
    """Of the two halves that leave a point, the one that is not the way back."""
    return b if a == half ^ 1 else a


@kernel
def _first_of_ring(half, start, end, first, leaving, curve, point_id):  # type: ignore[no-untyped-def]
    """The first point on the curve of a ring without junctions."""
    begin = half
    best = -1
    while True:
        p = start[half >> 1] if half & 1 else end[half >> 1]
        if best < 0 or curve[p] < curve[best] or (curve[p] == curve[best] and point_id[p] < point_id[best]):
            best = p
        half = _onward(half, leaving[first[p]], leaving[first[p] + 1])
        if half == begin:
            return best
