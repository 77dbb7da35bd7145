"""Roads as straight segments between two points, parted where a barrier stops a mode."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.network.barrier_rules import STOPS_BIKE, STOPS_CAR, STOPS_WALK
from mapa_uslug.network.raw_roads import RawRoads
from mapa_uslug.network.way_rules import CLOSED, WayPace

BARRIER_CLASS: Final = "barrier"
_BIT_OF_MODE: Final = (STOPS_CAR, STOPS_WALK, STOPS_WALK, STOPS_BIKE)
_ALL_STOPPED: Final = STOPS_CAR | STOPS_WALK | STOPS_BIKE


@dataclass(frozen=True, eq=False)
class Segments:
    """Straight pieces of road.

    Attributes
    ----------
    start, end : int32, (segments,)
        Rows of points.
    pace : int32, (segments,)
        Row of `paces`, as drawn from start to end.
    source_id : int64, (segments,)
    point_id : int64, (points,)
        Id in the source; negative for the copies that barriers make.
    origin : int64, (points,)
        Row of the raw point that each is (a copy of).
    paces : tuple of WayPace
    turn_ptr : int64, (turns + 1,)
    turn_halves : int64, (halves,)
        ``2 * segment`` as drawn, ``+ 1`` against it; the last of a row may not be gone along after all the others.
    turn_modes : uint8, (turns,)
    """

    start: NDArray[np.int32]
    end: NDArray[np.int32]
    pace: NDArray[np.int32]
    source_id: NDArray[np.int64]
    point_id: NDArray[np.int64]
    origin: NDArray[np.int64]
    paces: tuple[WayPace, ...]
    turn_ptr: NDArray[np.int64]
    turn_halves: NDArray[np.int64]
    turn_modes: NDArray[np.uint8]

    def heads(self, halves: NDArray[np.int64]) -> NDArray[np.int32]:
        """Points that halves lead to."""
        return np.asarray(np.where(halves & 1, self.start[halves >> 1], self.end[halves >> 1]))


def cut_to_segments(roads: RawRoads) -> Segments:
    """Every pair of neighbouring points of every run."""
    run = np.repeat(np.arange(len(roads.run_pace)), np.diff(roads.run_ptr))
    first = np.flatnonzero(run[1:] == run[:-1])
    return Segments(
        start=roads.run_points[first],
        end=roads.run_points[first + 1],
        pace=roads.run_pace[run[first]],
        source_id=roads.run_source_id[run[first]],
        point_id=roads.point_id,
        origin=np.arange(len(roads.point_id)),
        paces=roads.paces,
        turn_ptr=roads.turns.ptr,
        turn_halves=2 * np.searchsorted(first, roads.turns.steps >> 1) + (roads.turns.steps & 1),
        turn_modes=roads.turns.modes,
    )


def part_at_barriers(segments: Segments, stops: NDArray[np.uint8], curve: NDArray[np.int64]) -> Segments:
    """Cut the roads at barriers, for the stopped modes only.

    Each road end at such a point gets a point of its own; a segment without length joins it to the first,
    for the modes that pass. Barriers that stop nobody who could come there change nothing.

    Parameters
    ----------
    stops : uint8, (points,)
        Bits of the modes stopped at each point.
    curve : int64, (points,)
        Morton codes: the copies are numbered by where their roads lead, not by the order of the input.
    """
    at, segment, is_end = _ends_at(segments, np.flatnonzero(stops))
    if not len(at):
        return segments
    stopped = _effective_stops(at, segments.pace[segment], stops, segments.paces)
    keep = stopped > 0
    at, segment, is_end, stopped = at[keep], segment[keep], is_end[keep], stopped[keep]
    other = np.where(is_end, segments.start[segment], segments.end[segment])
    order = np.lexsort((segments.source_id[segment], curve[other], curve[at], at))
    order = order[np.append(False, at[order][1:] == at[order][:-1])] if len(order) else order
    order = order[np.argsort(curve[at[order]], kind="stable")]
    return _give_copies(segments, at[order], segment[order], is_end[order], stopped[order])


def _ends_at(
    segments: Segments, points: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """Point, segment and side of every segment end at the given points."""
    starts = np.flatnonzero(np.isin(segments.start, points))
    ends = np.flatnonzero(np.isin(segments.end, points))
    at = np.concatenate([segments.start[starts], segments.end[ends]]).astype(np.int64)
    is_end = np.repeat([False, True], [len(starts), len(ends)])
    return at, np.concatenate([starts, ends]), is_end


def _effective_stops(
    at: NDArray[np.int64], pace: NDArray[np.int32], stops: NDArray[np.uint8], paces: tuple[WayPace, ...]
) -> NDArray[np.uint8]:
    """Stopped modes per segment end, less those of which fewer than two roads meet there."""
    modes = np.array([_open_bits(p) for p in paces], np.uint8)[pace]
    result = np.zeros(len(at), np.uint8)
    for bit in (STOPS_CAR, STOPS_WALK, STOPS_BIKE):
        roads = np.bincount(at, weights=(modes & bit) > 0, minlength=int(at.max()) + 1)
        result |= np.where(roads[at] >= 2, stops[at] & bit, 0).astype(np.uint8)
    return result


def _open_bits(pace: WayPace) -> int:
    pairs = zip(_BIT_OF_MODE, pace.forward, pace.backward, strict=True)
    return sum({bit for bit, forward, backward in pairs if min(forward, backward) < CLOSED})


def _give_copies(
    segments: Segments,
    at: NDArray[np.int64],
    segment: NDArray[np.int64],
    is_end: NDArray[np.bool_],
    stopped: NDArray[np.uint8],
) -> Segments:
    copies = len(segments.point_id) + np.arange(len(at))
    start, end = segments.start.copy(), segments.end.copy()
    start[segment[~is_end]] = copies[~is_end]
    end[segment[is_end]] = copies[is_end]
    passes = stopped != _ALL_STOPPED
    joints = {int(bits): len(segments.paces) + row for row, bits in enumerate(np.unique(stopped[passes]))}
    return replace(
        segments,
        start=np.concatenate([start, at[passes]]).astype(np.int32),
        end=np.concatenate([end, copies[passes]]).astype(np.int32),
        pace=np.concatenate([segments.pace, [joints[int(b)] for b in stopped[passes]]]).astype(np.int32),
        source_id=np.concatenate([segments.source_id, np.full(np.count_nonzero(passes), -1)]),
        point_id=np.concatenate([segments.point_id, _new_ids(segments.point_id, len(at))]),
        origin=np.concatenate([segments.origin, segments.origin[at]]),
        paces=segments.paces + tuple(_joint_pace(bits) for bits in joints),
    )


def _new_ids(taken: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Negative ids below any that the source uses (unsaved edits have negative ids too)."""
    return np.int64(min(int(taken.min()), 0)) - 1 - np.arange(count)


def _joint_pace(stopped: int) -> WayPace:
    car, walk, slow, bike = (CLOSED if stopped & bit else 0.0 for bit in _BIT_OF_MODE)
    return WayPace(BARRIER_CLASS, (car, walk, slow, bike), (car, walk, slow, bike))
