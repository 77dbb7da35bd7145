"""Walks to stops, from stops and between stops, over the road network."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.timetable import Timetable
from mapa_uslug.engine.graph import TICKS_PER_UNIT
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.snapping import Snaps
from mapa_uslug.engine.sweeps import Pairs, sweep_pairs
from mapa_uslug.engine.timetable_scan import Changes, Reach

_STATION_WALK_S = 120
"""Walk between platforms of a station where the data have no road to walk on (umowny)."""


def measure_reach(roads: RoutableNetwork, *, points: Snaps, stops: Snaps, mode: str, limit_s: float) -> Reach:
    """Stops within a walk of each point.

    Walks are taken to be as long there as back: hardly any road is closed to walkers one way.

    Parameters
    ----------
    points, stops : Snaps
        For the mode.
    mode : str
        Pace of the walk.
    limit_s : float
        Longest walk.
    """
    pairs = _walks(roads, stops, points, mode, limit_s)
    return Reach(_pointer(pairs.target, len(points)), pairs.source, _seconds(pairs))


def measure_direct(
    roads: RoutableNetwork, *, points: Snaps, places: Snaps, mode: str, limit_s: float
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
    """Pairs of point and place by point, then place, and the seconds from one to the other all the way by one mode."""
    pairs = _walks(roads, places, points, mode, limit_s)
    return pairs.target, pairs.source, _seconds(pairs).astype(np.float64)


def measure_changes(
    roads: RoutableNetwork, timetable: Timetable, *, stops: Snaps, mode: str, limit_s: float, change_s: int
) -> Changes:
    """Between which stops one may change, and the least seconds from getting off to getting on.

    A walk between two stops, and at least `change_s`; at one and the same stop `change_s`. What a source itself says
    of two stops holds in place of that, and forbids changing where it says so.
    """
    count = timetable.stop_count
    pairs = _walks(roads, stops, stops, mode, limit_s)
    every = np.arange(count, dtype=np.int32)
    station = timetable.stop_parent
    inside = np.flatnonzero(station != every).astype(np.int32)
    sets = [
        (pairs.target, pairs.source, np.maximum(_seconds(pairs), change_s)),
        (inside, station[inside], np.full(len(inside), max(_STATION_WALK_S, change_s), dtype=np.int32)),
        (station[inside], inside, np.full(len(inside), max(_STATION_WALK_S, change_s), dtype=np.int32)),
        (every, every, np.full(count, change_s, dtype=np.int32)),
    ]
    start, end, seconds = (np.concatenate(part) for part in zip(*sets, strict=True))
    key, seconds = _least(start.astype(np.int64) * count + end, seconds)
    told = timetable.transfer_from.astype(np.int64) * count + timetable.transfer_to
    is_kept = ~np.isin(key, told)
    may = timetable.transfer_s >= 0
    key = np.concatenate([key[is_kept], told[may]])
    seconds = np.concatenate([seconds[is_kept], np.maximum(timetable.transfer_s[may], 1)])
    key, seconds = _least(key, seconds)
    return Changes(
        _pointer((key // max(count, 1)).astype(np.int32), count),
        (key % max(count, 1)).astype(np.int32),
        seconds,
    )


def _least(key: NDArray[np.int64], seconds: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Distinct keys, ascending, with the least seconds of each."""
    order = np.lexsort((seconds, key))
    distinct, first = np.unique(key[order], return_index=True)
    return distinct, seconds[order][first].astype(np.int32)


def _walks(roads: RoutableNetwork, sources: Snaps, targets: Snaps, mode: str, limit_s: float) -> Pairs:
    graph = roads.graph(mode, direction="to")
    return sweep_pairs(graph, roads.sources(graph, sources), roads.targets(graph, targets), limit=limit_s)


def _seconds(pairs: Pairs) -> NDArray[np.int32]:
    """Whole seconds, rounded up: nobody misses a bus that the figures promise."""
    return np.asarray(-(-pairs.ticks.astype(np.int64) // TICKS_PER_UNIT), dtype=np.int32)


def _pointer(rows: NDArray[np.int32], count: int) -> NDArray[np.int64]:
    pointer = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(rows, minlength=count), out=pointer[1:])
    return pointer
