"""Forbidden rows of segments to forbidden rows of edges."""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.network.segments import BARRIER_CLASS, Segments

TurnRow = tuple[tuple[int, ...], int]
"""Halves of edges one after the other, and bits of modes."""


def points_of_turns(segments: Segments) -> NDArray[np.int64]:
    """Points that have to stay junctions: where a row's first road ends and where its last begins.

    Where two roads meet and nothing else is decided a junction would become a vertex, and a turn there be neither told
    nor forbidden. Turning round needs none of its own: nobody turns round where there is no junction.
    """
    ptr, halves = segments.turn_ptr, segments.turn_halves
    first, last = halves[ptr[:-1]], halves[ptr[1:] - 1]
    turns_round = (last ^ 1) == halves[ptr[1:] - 2] if len(last) else np.zeros(0, bool)
    is_longer = np.diff(ptr) > 2
    starts = segments.heads(first)[~turns_round | is_longer]
    return np.unique(np.concatenate([starts, segments.heads(last ^ 1)[~turns_round]])).astype(np.int64)


def contract_turns(
    segments: Segments,
    chain_ptr: NDArray[np.int64],
    chain_halves: NDArray[np.int64],
    is_node: NDArray[np.bool_],
) -> list[TurnRow]:
    """Rows of halves of edges, for edges that are chains of halves of segments.

    Rows that cannot be gone along at all, because a barrier lets nobody pass or because they turn round where there is no
    junction, are left out.
    """
    if len(segments.turn_ptr) == 1:
        return []
    edge_of_half = np.full(2 * len(segments.start), -1, np.int64)
    edge = np.repeat(np.arange(len(chain_ptr) - 1), np.diff(chain_ptr))
    edge_of_half[chain_halves] = 2 * edge
    edge_of_half[chain_halves ^ 1] = 2 * edge + 1
    joints = _joints(segments)
    rows: list[TurnRow] = []
    barriers: dict[int, int] = {}
    for (first, last), modes in zip(
        itertools.pairwise(segments.turn_ptr.tolist()), segments.turn_modes.tolist(), strict=True
    ):
        through = _through_joints(segments, segments.turn_halves[first:last].tolist(), joints)
        row = [] if through is None else _edges_along(segments, through, edge_of_half, is_node)
        if len(row) >= 2:
            rows.append((tuple(row), int(modes)))
            at = int(segments.origin[segments.heads(segments.turn_halves[last - 2 : last - 1])[0]])
            barriers[at] = barriers.get(at, 0) | int(modes)
    # Nobody turns round within a barrier, to leave it as if they had come from elsewhere.
    for joint in joints.values():
        modes = barriers.get(int(segments.origin[segments.end[joint]]), 0)
        ahead, back = edge_of_half[2 * joint], edge_of_half[2 * joint + 1]
        if modes:
            rows += [((int(ahead), int(back)), modes), ((int(back), int(ahead)), modes)]
    return rows


def _joints(segments: Segments) -> dict[int, int]:
    """The segment without length that joins each copy of a point at a barrier to the point."""
    is_barrier = np.array([pace.road_class == BARRIER_CLASS for pace in segments.paces])
    rows = np.flatnonzero(is_barrier[segments.pace])
    return dict(zip(segments.end[rows].tolist(), rows.tolist(), strict=True))


def _through_joints(segments: Segments, halves: list[int], joints: dict[int, int]) -> list[int] | None:
    """A row with the joints that lie between its segments; None where there is no way."""
    through = halves[:1]
    for half in halves[1:]:
        came, goes = (int(point) for point in segments.heads(np.array([through[-1], half ^ 1])))
        if came != goes:
            for copy, turned in ((came, 1), (goes, 0)):
                if copy != segments.origin[copy]:
                    if copy not in joints:
                        return None
                    through.append(2 * joints[copy] + turned)
        through.append(half)
    return through


def _edges_along(
    segments: Segments, halves: list[int], edge_of_half: NDArray[np.int64], is_node: NDArray[np.bool_]
) -> list[int]:
    row = [int(edge_of_half[halves[0]])]
    for before, half in itertools.pairwise(halves):
        onward = int(edge_of_half[half])
        if is_node[segments.heads(np.array([before]))[0]]:
            row.append(onward)
        elif onward != row[-1]:
            return []
    return row
