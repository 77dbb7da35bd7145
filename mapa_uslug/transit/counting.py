"""How many courses a day there are, at stops and for places."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.timetable import Timetable
from mapa_uslug.engine.timetable_scan import DayTimetable, Reach


def own_trips(day: DayTimetable) -> NDArray[np.bool_]:
    """Trips of the day without the ends, after midnight, of those of the day before that also run on the day itself."""
    first = np.unique(day.trip_row, return_index=True)[1]
    own = np.zeros(day.trip_count, dtype=np.bool_)
    own[first] = True  # those of the day before come last
    return own


def count_calls(day: DayTimetable) -> NDArray[np.int64]:
    """Courses that one can get on at each stop; of a course that calls twice one."""
    counts = day.boards & own_trips(day)[day.trip]
    key = np.unique(day.dep_stop[counts].astype(np.int64) * max(day.trip_count, 1) + day.trip[counts])
    return np.bincount(key // max(day.trip_count, 1), minlength=day.stop_count).astype(np.int64)


def count_courses(day: DayTimetable, reach: Reach) -> NDArray[np.int64]:
    """Courses that call at any stop within reach of each point, to get on or off; each counts once, both ways count."""
    own = own_trips(day)[day.trip]
    boards, alights = day.boards & own, day.alights & own
    stop = np.concatenate([day.dep_stop[boards], day.arr_stop[alights]])
    trip = np.concatenate([day.trip[boards], day.trip[alights]])
    order = np.argsort(stop, kind="stable")
    first = np.searchsorted(stop[order], np.arange(day.stop_count + 1))
    counts = np.zeros(reach.point_count, dtype=np.int64)
    for point in range(reach.point_count):
        stops = reach.stop[reach.ptr[point] : reach.ptr[point + 1]]
        calling = [trip[order[first[s] : first[s + 1]]] for s in stops]
        counts[point] = len(np.unique(np.concatenate(calling))) if calling else 0
    return counts


def list_lines(timetable: Timetable, stop: int) -> str:
    """Lines that call at a stop, by name, separated by commas."""
    calls = np.flatnonzero(timetable.call_stop == stop)
    trips = np.searchsorted(timetable.call_ptr, calls, side="right") - 1
    return ", ".join(sorted({str(line) for line in timetable.trip_line[trips]} - {""}))
