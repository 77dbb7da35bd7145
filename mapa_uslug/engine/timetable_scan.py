"""Journeys by public transport: connection scan over the timetable of one day.

What a journey is
-----------------
One leaves home within a window, walks to a stop (`origins`), rides, changes any number of times, and walks from the
last stop to the destination (`destinations`), where one is by `latest_s`. Between two vehicles there is exactly one
entry of `Changes`: the least seconds from getting off at one stop to getting on at another or the same one. Changes
are *not* closed transitively: two of them never follow each other, so nobody walks farther between two vehicles than
the longest walk in the table. After every arrival by vehicle that betters a stop's own list of arrivals all changes
of the stop are tried, and whoever walks to a stop is compared with nobody but those who get ready at that same stop.
Leaving a walk out because its *target* had been reached earlier on foot would be wrong with changes that are not
closed: from there one may not walk on, whereas a vehicle that takes one there sets one down for another walk.

Method
------
The connection scan of Dibbelt, Pajor, Strasser and Wagner (Intriguingly simple and fast transit routing, SEA 2013)
goes over all connections of the day in order of departure. Its profile variant goes backwards from one destination to
all origins. Here it goes forwards from one origin to all stops, for the whole window at once: what is carried along is
not when one arrives but how late one can have left home to be there. A trip keeps one such label, a stop a short list
of those who are on their way to it, and the arrivals at a stop that are not beaten (later leaving for later arrival)
are the profile. A scan costs about as much as one for a single departure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.engine import profile_kernels
from mapa_uslug.engine import timetable_kernels as kernels
from mapa_uslug.engine.blocks import run_blocks

NO_ARRIVAL: Final = kernels.NOBODY
"""Where one never arrives, among seconds of the day."""

_LONGEST_WINDOW_S: Final = (NO_ARRIVAL >> 8) - 1
_ROOM_AT_STOP: Final = 16
_RIDES_TO_STOP: Final = 48.0
_PAIRS_PER_BLOCK: Final = 4096


@dataclass(frozen=True, eq=False)
class DayTimetable:
    """Connections of one day: rides from one call of a trip to the next.

    Attributes
    ----------
    dep_stop, arr_stop : int32, (connections,)
        Stops between which it goes.
    dep_s, arr_s : int32, (connections,)
        Seconds of the day, departures ascending; connections of a trip that leave together stay in its order.
    trip : int32, (connections,)
        Trip of the day.
    boards, alights : bool, (connections,)
        Whether one may get on at its start, get off at its end.
    stop_count, trip_count : int
    trip_row : int32, (trips,)
        Row of each trip of the day in the `Timetable`; one that began the day before may stand beside today's.
    """

    dep_stop: NDArray[np.int32]
    arr_stop: NDArray[np.int32]
    dep_s: NDArray[np.int32]
    arr_s: NDArray[np.int32]
    trip: NDArray[np.int32]
    boards: NDArray[np.bool_]
    alights: NDArray[np.bool_]
    stop_count: int
    trip_count: int
    trip_row: NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Reach:
    """Walks between points and what is near them, by point.

    Attributes
    ----------
    ptr : int64, (points + 1,)
        Walks of point i are ``ptr[i]:ptr[i + 1]``.
    stop : int32, (walks,)
        Stops near it, ascending within a point.
    walk_s : int32, (walks,)
        Seconds, 0 or more.
    """

    ptr: NDArray[np.int64]
    stop: NDArray[np.int32]
    walk_s: NDArray[np.int32]

    @classmethod
    def from_pairs(cls, point: NDArray[Any], stop: NDArray[Any], walk_s: NDArray[Any], *, count: int) -> Self:
        """Walks in any order, of `count` points; the shortest of those between the same two.

        Seconds are rounded up.
        """
        seconds = np.ceil(walk_s).astype(np.int32)
        order = np.lexsort((seconds, stop, point))
        point, stop, seconds = np.asarray(point)[order], np.asarray(stop)[order], seconds[order]
        first = np.ones(len(point), dtype=np.bool_)
        first[1:] = (point[1:] != point[:-1]) | (stop[1:] != stop[:-1])
        ptr = np.zeros(count + 1, dtype=np.int64)
        np.cumsum(np.bincount(point[first], minlength=count), out=ptr[1:])
        return cls(ptr, stop[first].astype(np.int32), seconds[first])

    @property
    def point_count(self) -> int:
        """Number of points."""
        return len(self.ptr) - 1


class Changes(Reach):
    """Stops to which one may change, by the stop at which one gets off, and the least seconds that it takes.

    A stop is in its own row if one may change there. Every change takes a second or more.
    """


@dataclass(frozen=True, eq=False)
class Profiles:
    """Journeys that are worth making, by origin, then destination.

    Of each pair those journeys that no other beats by leaving as late or later and arriving as early or earlier.

    Attributes
    ----------
    pair_origin, pair_destination : int32, (pairs,)
        Pairs with a journey.
    ptr : int64, (pairs + 1,)
        Journeys of pair i are ``ptr[i]:ptr[i + 1]``.
    depart_s, arrive_s : int32, (journeys,)
        Leaving home and being there, seconds of the day, both strictly ascending within a pair. Who can wait at home
        until after the window's end is said to leave at its end.
    rides : uint8, (journeys,)
        Least number of vehicles of a journey that leaves and arrives then.
    """

    pair_origin: NDArray[np.int32]
    pair_destination: NDArray[np.int32]
    ptr: NDArray[np.int64]
    depart_s: NDArray[np.int32]
    arrive_s: NDArray[np.int32]
    rides: NDArray[np.uint8]

    @property
    def pair_count(self) -> int:
        """Number of pairs with a journey."""
        return len(self.pair_origin)

    def journeys(self) -> profile_kernels.Journeys:
        """The journeys as kernels take them."""
        return profile_kernels.Journeys(self.ptr, self.depart_s, self.arrive_s)


def scan_profiles(
    day: DayTimetable,
    changes: Changes,
    origins: Reach,
    destinations: Reach,
    *,
    window: tuple[int, int],
    latest_s: int,
    workers: int | None = None,
) -> Profiles:
    """Journeys from all origins to all destinations that leave within a window.

    Parameters
    ----------
    day : DayTimetable
    changes : Changes
        Of all stops.
    origins, destinations : Reach
        Stops to which one walks from home, stops from which one walks to the destination.
    window : tuple of int
        Seconds of the day, both ends included. Where both are the same, the one journey of a pair arrives first.
    latest_s : int
        When one has to be there.
    workers : int, optional
        Threads, by default one for each core; the result is the same for any number.

    Returns
    -------
    Profiles
        Journeys by at least one vehicle; walking all the way is not among them.

    Raises
    ------
    ValueError
        If a walk names a stop that there is not, a change takes no time, or the window is no stretch of time.
    """
    start, end = window
    _check(day, changes, origins, destinations)
    if not 0 <= end - start <= _LONGEST_WINDOW_S:
        raise ValueError(f"window {window}")
    bounds = kernels.Bounds(start, end, latest_s)
    connections, wanted = _connections(day), np.zeros(day.stop_count, dtype=np.bool_)
    useful = day.alights & (day.dep_s >= start) & (day.arr_s <= latest_s)
    wanted[np.intersect1d(destinations.stop, day.arr_stop[useful])] = True

    def find(first: int, last: int, scratch: _Scratch) -> Any:
        while True:
            fits, *found = kernels.profiles_of(
                connections, _walks(changes), _walks(origins), _walks(destinations), bounds, wanted, first, last,
                scratch.arrays,
            )  # fmt: skip
            if fits:
                return found
            scratch.grow()

    none = np.empty(0, dtype=np.int32)
    nothing = (none, none, none, none, none, np.empty(0, dtype=np.uint8))
    found = run_blocks(origins.point_count, find, lambda: _Scratch(day), workers)
    origin, destination, size, depart_s, arrive_s, rides = (
        np.concatenate(parts) for parts in zip(nothing, *found, strict=True)
    )
    ptr = np.zeros(len(size) + 1, dtype=np.int64)
    np.cumsum(size, out=ptr[1:])
    return Profiles(origin, destination, ptr, depart_s, arrive_s, rides)


def earliest_arrivals(
    day: DayTimetable, changes: Changes, origins: Reach, *, depart_s: int
) -> NDArray[np.int32]:
    """When one can be at every stop, leaving home at one time; riding there or walking there from home.

    Returns
    -------
    int32, (origins, stops)
        Seconds of the day, `NO_ARRIVAL` where one cannot get.
    """
    _check(day, changes, origins)
    arrival = np.full((origins.point_count, day.stop_count), NO_ARRIVAL, dtype=np.int32)
    kernels.earliest_arrivals(
        _connections(day), _walks(changes), _walks(origins), depart_s, arrival, day.trip_count
    )
    return arrival


@dataclass(frozen=True, eq=False)
class WindowSummary:
    """Door-to-door seconds of pairs over a window of departures, infinity where there is no connection.

    Attributes
    ----------
    min_s : float64, (pairs,)
        Least duration of a journey, without the wait at home. A journey that leaves after the window counts from the
        window's end.
    median_s, p90_s : float64, (pairs,)
        With the wait at home, over departures each whole minute from the window's start until before its end (one
        departure, at its start, if the window has no length). Percentiles are nearest ranks: of n departures the
        duration at place ceil(p n) in ascending order. A departure after which nothing goes takes for ever.
    departures : int64, (pairs,)
        Journeys worth making that leave from the window's start until before its end.
    """

    min_s: NDArray[np.float64]
    median_s: NDArray[np.float64]
    p90_s: NDArray[np.float64]
    departures: NDArray[np.int64]


def summarise_window(
    profiles: Profiles,
    *,
    window: tuple[int, int],
    walk_s: NDArray[np.float64] | None = None,
    workers: int | None = None,
) -> WindowSummary:
    """Least, median and 90th percentile of the durations of each pair.

    Parameters
    ----------
    profiles : Profiles
        Of the same window.
    window : tuple of int
        Seconds of the day.
    walk_s : float64, (pairs,), optional
        Walking all the way, infinity where that is too far; no duration is longer.
    workers : int, optional
        Threads, by default one for each core.

    Raises
    ------
    ValueError
        If a journey leaves outside the window.
    """
    start, end = window
    if profiles.pair_count and not start <= profiles.depart_s.min() <= profiles.depart_s.max() <= end:
        raise ValueError(f"journeys that leave outside the window {window}")
    minutes = max(1, -(-(end - start) // profile_kernels.STEP_S))
    ranks = np.array([-(-minutes // 2), -(-9 * minutes // 10)], dtype=np.int64)
    seconds = np.full((profiles.pair_count, 3), np.inf)
    journeys = profiles.journeys()

    def fill(first: int, last: int, _: None) -> None:
        profile_kernels.summarise_pairs(journeys, start, minutes, ranks, first, last, seconds[:, 1:])

    run_blocks(profiles.pair_count, fill, lambda: None, workers, block=_PAIRS_PER_BLOCK)
    departures = np.zeros(profiles.pair_count, dtype=np.int64)
    if profiles.pair_count:
        begin, duration = profiles.ptr[:-1], profiles.arrive_s - profiles.depart_s
        seconds[:, 0] = np.minimum.reduceat(duration, begin)
        departures = np.add.reduceat((profiles.depart_s < end).astype(np.int64), begin)
    if walk_s is not None:
        seconds = np.minimum(seconds, walk_s[:, None])
    return WindowSummary(seconds[:, 0], seconds[:, 1], seconds[:, 2], departures)


class _Scratch:
    """Memory of the scans of one thread, doubled when it is too small."""

    def __init__(self, day: DayTimetable) -> None:
        self._day, self._times = day, 1
        self._make()

    def grow(self) -> None:
        """Twice the room."""
        self._times *= 2
        self._make()

    def _make(self) -> None:
        stops = self._day.stop_count
        room = int(_RIDES_TO_STOP * (stops + 16) * self._times)
        self.arrays = kernels.Scratch(
            stop=np.empty((stops, 4), dtype=np.int32),
            waiting=np.empty((stops, _ROOM_AT_STOP * self._times), dtype=np.int64),
            trip=np.empty(self._day.trip_count, dtype=np.int32),
            last=np.empty(stops, dtype=np.int32),
            ride=np.empty(room, dtype=np.int64),
            before=np.empty(room, dtype=np.int32),
            open=np.empty(stops, dtype=np.bool_),
            flat=np.empty(room, dtype=np.int64),
            begin=np.empty(stops, dtype=np.int64),
            finish=np.empty(stops, dtype=np.int64),
            here=np.empty(room, dtype=np.int64),
            there=np.empty(room, dtype=np.int64),
        )


def _check(day: DayTimetable, changes: Changes, *reaches: Reach) -> None:
    if changes.point_count != day.stop_count:
        raise ValueError(f"changes of {changes.point_count} stops, there are {day.stop_count}")
    if len(changes.walk_s) and changes.walk_s.min() < 1:
        raise ValueError("a change takes less than a second")
    for walks in (changes, *reaches):
        if len(walks.stop) and not 0 <= walks.stop.min() <= walks.stop.max() < day.stop_count:
            raise ValueError(f"a walk to a stop that is not among the {day.stop_count}")


def _connections(day: DayTimetable) -> kernels.Connections:
    return kernels.Connections(
        day.dep_stop, day.arr_stop, day.dep_s, day.arr_s, day.trip, day.boards, day.alights
    )


def _walks(reach: Reach) -> kernels.Walks:
    return kernels.Walks(reach.ptr, reach.stop, reach.walk_s)
