"""Compiled scans over the connections of a day in order of departure.

Where somebody is, is told by a label: by how many seconds before the window's end they left home (less is better)
and how many vehicles they took, ``early << 8 | rides`` in one number, so that the least is who left latest and,
among those, changed least. Lists of a stop hold ``time << 32 | label``, ascending in time and descending in label:
what comes later in them is there because its label is better.

All changes take a second or more. What an arrival makes possible therefore leaves after the connection that
brought it, and a single pass over the connections sees everything in time.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.engine.compiling import kernel

NOBODY = 0x7FFF_FFFF  # label of a place where nobody is; also a time after all times
_LABEL = np.int64(0x7FFF_FFFF)
_RIDES = 0xFF
_ACCESS, _NOW, _NEXT, _WAITING = 0, 1, 2, 3  # columns of `Scratch.stop`


class Connections(NamedTuple):
    """Connections in order of departure, those of a trip also in the trip's order."""

    dep_stop: NDArray[np.int32]
    arr_stop: NDArray[np.int32]
    dep_s: NDArray[np.int32]
    arr_s: NDArray[np.int32]
    trip: NDArray[np.int32]
    boards: NDArray[np.bool_]
    alights: NDArray[np.bool_]


class Walks(NamedTuple):
    """Walks of row i are ``ptr[i]:ptr[i + 1]``."""

    ptr: NDArray[np.int64]
    stop: NDArray[np.int32]
    walk_s: NDArray[np.int32]


class Bounds(NamedTuple):
    """Seconds of the day: home is left between `start` and `end`, and the last arrival is by `latest`."""

    start: int
    end: int
    latest: int


class Scratch(NamedTuple):
    """Memory of one scan after another.

    Attributes
    ----------
    stop : int32, (stops, 4)
        Walk from home, label of who is ready at the stop, when the next of those on their way will be, how many are
        on their way: in one row, as they are asked for together.
    waiting : int64, (stops, room)
        Those on their way to the stop: when they will be ready to get on, and their label.
    trip : int32, (trips,)
        Label of who sits in it.
    last : int32, (stops,)
        The last ride to a stop in `ride`.
    ride, before : int64, int32, (room,)
        Arrivals by vehicle, and which one comes before each in its stop's list.
    open : bool, (stops,)
        Stops to which nobody has come yet who left at the window's end.
    flat, begin, finish : int64, (room,), int64, (stops,), int64, (stops,)
        Lists of the stops in a row, once a scan is over.
    here, there : int64, (room,)
        Lists of a destination while they are merged.
    """

    stop: NDArray[np.int32]
    waiting: NDArray[np.int64]
    trip: NDArray[np.int32]
    last: NDArray[np.int32]
    ride: NDArray[np.int64]
    before: NDArray[np.int32]
    open: NDArray[np.bool_]
    flat: NDArray[np.int64]
    begin: NDArray[np.int64]
    finish: NDArray[np.int64]
    here: NDArray[np.int64]
    there: NDArray[np.int64]


@kernel
def earliest_arrivals(
    connections: Connections,
    changes: Walks,
    origins: Walks,
    depart_s: int,
    arrival_s: NDArray[np.int32],
    trips: int,
) -> None:
    """Lower `arrival_s` (origins x stops, filled with `NOBODY`) to when one can be there, on foot or by vehicle."""
    stops = arrival_s.shape[1]
    ready = np.empty(stops, dtype=np.int32)
    ridden = np.empty(stops, dtype=np.int32)
    sits = np.empty(trips, dtype=np.bool_)
    begin = np.searchsorted(connections.dep_s, depart_s)
    for row in range(len(arrival_s)):
        ready[:], ridden[:], sits[:] = NOBODY, NOBODY, False
        for i in range(origins.ptr[row], origins.ptr[row + 1]):
            ready[origins.stop[i]] = depart_s + origins.walk_s[i]
        arrival_s[row] = ready
        for c in range(begin, len(connections.dep_s)):
            trip = connections.trip[c]
            if not sits[trip]:
                if not connections.boards[c] or ready[connections.dep_stop[c]] > connections.dep_s[c]:
                    continue
                sits[trip] = True
            to, time = connections.arr_stop[c], connections.arr_s[c]
            if not connections.alights[c] or time >= ridden[to]:
                continue
            ridden[to] = time
            for i in range(changes.ptr[to], changes.ptr[to + 1]):
                ready[changes.stop[i]] = min(ready[changes.stop[i]], time + changes.walk_s[i])
        np.minimum(arrival_s[row], ridden, arrival_s[row])


@kernel
def _get_ready(stop: NDArray[np.int32], waiting: NDArray[np.int64], s: int, time: int) -> None:
    """Let those become ready at a stop who are there by now."""
    count, ready = stop[s, _WAITING], 0
    while ready < count and waiting[s, ready] >> 32 <= time:
        ready += 1
    stop[s, _NOW] = waiting[s, ready - 1] & _LABEL
    for i in range(ready, count):
        waiting[s, i - ready] = waiting[s, i]
    stop[s, _WAITING] = count - ready
    stop[s, _NEXT] = waiting[s, 0] >> 32 if count > ready else NOBODY


@kernel
def _walk_to(
    stop: NDArray[np.int32],
    waiting: NDArray[np.int64],
    s: int,
    time: int,
    label: int,
    bounds: Bounds,
    clock: int,
) -> bool:
    """Add somebody on their way to a stop unless others are there as early who left as late; False if there is no room.

    `clock` is the departure that the scan has come to.
    """
    if stop[s, _WAITING] == waiting.shape[1] and stop[s, _NEXT] <= clock:
        _get_ready(stop, waiting, s, clock)  # hardly anything leaves there, so that nobody has asked for them
    if label >= stop[s, _NOW]:
        return True
    leave = time - stop[s, _ACCESS]
    if leave >= bounds.start and max(bounds.end - leave, 0) << 8 <= label:
        return True  # straight from home one is there by then, too
    count = at = stop[s, _WAITING]
    while at > 0 and waiting[s, at - 1] >> 32 > time:
        at -= 1
    if at > 0 and waiting[s, at - 1] & _LABEL <= label:
        return True
    end = at
    while end < count and waiting[s, end] & _LABEL >= label:
        end += 1
    if at > 0 and waiting[s, at - 1] >> 32 == time:
        at -= 1
    size = count - (end - at) + 1
    if size > waiting.shape[1]:
        return False
    if size > count:
        for i in range(count, end, -1):
            waiting[s, i] = waiting[s, i - 1]
    elif end > at + 1:
        for i in range(end, count):
            waiting[s, i - (end - at) + 1] = waiting[s, i]
    waiting[s, at] = np.int64(time) << 32 | label
    stop[s, _WAITING] = size
    if at == 0:
        stop[s, _NEXT] = time
    return True


@kernel
def _ride_to(
    last: NDArray[np.int32],
    ride: NDArray[np.int64],
    before: NDArray[np.int32],
    s: int,
    time: int,
    label: int,
    used: int,
) -> int:
    """Add an arrival by vehicle to a stop's list; returns how much of `ride` is used, -1 if others came as early."""
    after, at = -1, last[s]
    while at >= 0 and ride[at] >> 32 >= time:
        if ride[at] & _LABEL < label:
            if ride[at] >> 32 == time:
                return -1
            after = at  # came later, but left later, too
        elif after < 0:
            last[s] = before[at]
        else:
            before[after] = before[at]
        at = before[at]
    if at >= 0 and ride[at] & _LABEL <= label:
        return -1
    ride[used] = np.int64(time) << 32 | label
    before[used] = at
    if after < 0:
        last[s] = used
    else:
        before[after] = used
    return used + 1


@kernel
def _scan(
    connections: Connections,
    changes: Walks,
    origins: Walks,
    row: int,
    bounds: Bounds,
    wanted: NDArray[np.bool_],
    scratch: Scratch,
) -> int:
    """All arrivals by vehicle of one origin, in `scratch`; returns how many were put there, -1 if there is no room."""
    stop, waiting, sits, last, ride, before, is_open = scratch[:7]
    stop[:, _ACCESS], stop[:, _NOW], stop[:, _NEXT], stop[:, _WAITING] = NOBODY, NOBODY, NOBODY, 0
    sits[:], last[:], is_open[:] = NOBODY, -1, wanted
    left, until, all_there, used = wanted.sum(), bounds.latest, bounds.start, 0
    nearest = NOBODY - bounds.start
    for i in range(origins.ptr[row], origins.ptr[row + 1]):
        stop[origins.stop[i], _ACCESS] = origins.walk_s[i]
        nearest = min(nearest, origins.walk_s[i])
    dep_stop, arr_stop, dep_s, arr_s, trips, boards, alights = connections
    for c in range(np.searchsorted(dep_s, bounds.start + nearest), len(dep_s)):
        time = dep_s[c]
        if time > until:
            break
        trip = trips[c]
        label = sits[trip]
        if boards[c]:
            s = dep_stop[c]
            leave = time - stop[s, _ACCESS]
            if leave >= bounds.start:
                label = min(label, max(bounds.end - leave, 0) << 8 | 1)
            if stop[s, _NEXT] <= time:
                _get_ready(stop, waiting, s, time)
            changed = stop[s, _NOW]
            if changed < label:
                label = min(label, changed + (changed & _RIDES != _RIDES))
            sits[trip] = label
        if label == NOBODY or not alights[c]:
            continue
        s, there = arr_stop[c], arr_s[c]
        if there > bounds.latest:
            continue
        if used == len(ride):
            return -1
        now_used = _ride_to(last, ride, before, s, there, label, used)
        if now_used < 0:
            continue
        used = now_used
        for i in range(changes.ptr[s], changes.ptr[s + 1]):
            ready = there + changes.walk_s[i]
            if not _walk_to(stop, waiting, changes.stop[i], ready, label, bounds, time):
                return -1
        if label <= _RIDES and is_open[s]:
            # whoever comes after this arrival has left no later
            is_open[s] = False
            left -= 1
            all_there = max(all_there, there)
            if left == 0:
                until = min(until, all_there)
    return used


@kernel
def _flatten(scratch: Scratch) -> None:
    """Put the lists of all stops in a row, without what only saves a change and comes later for it."""
    last, ride, before, flat = scratch.last, scratch.ride, scratch.before, scratch.flat
    at = len(flat)
    for s in range(len(last)):
        scratch.finish[s] = at
        i = last[s]
        while i >= 0:
            earlier = before[i]
            if earlier < 0 or (ride[earlier] & _LABEL) >> 8 > (ride[i] & _LABEL) >> 8:
                at -= 1
                flat[at] = ride[i]
            i = earlier
        scratch.begin[s] = at


@kernel
def _merge(
    here: NDArray[np.int64],
    count: int,
    flat: NDArray[np.int64],
    begin: int,
    finish: int,
    walk_s: int,
    there: NDArray[np.int64],
) -> int:
    """Merge the list of a destination with a stop's, a walk later, into `there`; returns how long it is."""
    walk = np.int64(walk_s) << 32
    i, j, size = 0, begin, 0
    least = _LABEL
    while i < count or j < finish:
        if j == finish or (i < count and here[i] <= flat[j] + walk):
            entry = here[i]
            i += 1
        else:
            entry = flat[j] + walk
            j += 1
        early = (entry & _LABEL) >> 8
        if early < least:
            least = early
            there[size] = entry
            size += 1
    return size


@kernel
def _columns(entry: NDArray[np.int64], bounds: Bounds) -> Any:
    """Departure, arrival and vehicles of journeys."""
    depart_s = np.empty(len(entry), dtype=np.int32)
    arrive_s = np.empty(len(entry), dtype=np.int32)
    rides = np.empty(len(entry), dtype=np.uint8)
    for i in range(len(entry)):
        depart_s[i] = bounds.end - ((entry[i] & _LABEL) >> 8)
        arrive_s[i] = entry[i] >> 32
        rides[i] = entry[i] & _RIDES
    return depart_s, arrive_s, rides


@kernel
def profiles_of(
    connections: Connections,
    changes: Walks,
    origins: Walks,
    destinations: Walks,
    bounds: Bounds,
    wanted: NDArray[np.bool_],
    first: int,
    last: int,
    scratch: Scratch,
) -> Any:
    """Journeys of origins ``first:last`` to all destinations.

    `wanted` are the stops from which a destination is reached and at which somebody gets off that day.

    Returns
    -------
    fits : bool
        False if the scratch has too little room; the rest means nothing then.
    pair_origin, pair_destination, size : int32, (pairs,)
    depart_s, arrive_s : int32, (journeys,)
    rides : uint8, (journeys,)
    """
    pair_origin = np.empty(1024, dtype=np.int32)
    pair_destination = np.empty(1024, dtype=np.int32)
    pair_size = np.empty(1024, dtype=np.int32)
    entry = np.empty(16384, dtype=np.int64)
    pairs, used = 0, 0
    for row in range(first, last):
        rides = _scan(connections, changes, origins, row, bounds, wanted, scratch)
        if rides < 0:
            return False, pair_origin, pair_destination, pair_size, *_columns(entry[:0], bounds)
        if rides == 0:
            continue
        _flatten(scratch)
        for destination in range(len(destinations.ptr) - 1):
            here, there, count = scratch.here, scratch.there, 0
            for i in range(destinations.ptr[destination], destinations.ptr[destination + 1]):
                s = destinations.stop[i]
                begin, finish = scratch.begin[s], scratch.finish[s]
                if begin == finish:
                    continue
                if count + finish - begin > len(here):
                    return False, pair_origin, pair_destination, pair_size, *_columns(entry[:0], bounds)
                count = _merge(here, count, scratch.flat, begin, finish, destinations.walk_s[i], there)
                here, there = there, here
            while count > 0 and here[count - 1] >> 32 > bounds.latest:
                count -= 1
            if count == 0:
                continue
            if pairs == len(pair_size):
                pair_origin = np.concatenate((pair_origin, np.empty_like(pair_origin)))
                pair_destination = np.concatenate((pair_destination, np.empty_like(pair_destination)))
                pair_size = np.concatenate((pair_size, np.empty_like(pair_size)))
            while used + count > len(entry):
                entry = np.concatenate((entry, np.empty_like(entry)))
            pair_origin[pairs], pair_destination[pairs], pair_size[pairs] = row, destination, count
            entry[used : used + count] = here[:count]
            pairs += 1
            used += count
    return (
        True,
        pair_origin[:pairs].copy(),
        pair_destination[:pairs].copy(),
        pair_size[:pairs].copy(),
        *_columns(entry[:used], bounds),
    )
