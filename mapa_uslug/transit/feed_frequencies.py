"""Trips that a feed tells by how often they run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.clock import parse_clock, write_clock
from mapa_uslug.core.errors import ProblemLog
from mapa_uslug.core.ragged import gather_rows
from mapa_uslug.transit.feed_tables import FeedTable, number
from mapa_uslug.transit.feed_trips import FeedTrips

_LEAST_HEADWAY_S = 15
_MOST_COPIES = 200_000


@dataclass(frozen=True, eq=False)
class Runs:
    """Every run of every trip.

    Attributes
    ----------
    trip : int64, (runs,)
        Row of `FeedTrips`.
    start : float64, (runs,)
        When its first call departs; NaN where the trip's own times hold.
    """

    trip: NDArray[np.int64]
    start: NDArray[np.float64]

    def name(self, trips: FeedTrips) -> NDArray[np.object_]:
        """Ids of the runs: those of the trips, with the time where there are several."""
        named = [trips.ids[t] if np.isnan(s) else f"{trips.ids[t]}@{_clock(s)}" for t, s in zip(self.trip, self.start, strict=True)]  # fmt: skip
        return np.array(named, object)


def _clock(seconds: float) -> str:
    rest = int(seconds) % 60
    return write_clock(seconds) + (f":{rest:02d}" if rest else "")


def read_runs(table: FeedTable | None, trips: FeedTrips, usable: NDArray[np.int64], log: ProblemLog) -> Runs:
    """Expand ``frequencies.txt``: a run begins every `headway_secs` from start to end, the end itself excluded.

    Runs whose times are not exact (``exact_times`` 0) are expanded alike: a timetable needs some.

    Parameters
    ----------
    usable : int64
        Trips that have calls.
    """
    if table is None or not len(table):
        return Runs(usable, np.full(len(usable), np.nan))
    trip = table["trip_id"].rows_of(trips.index)
    start, end = table["start_time"].parsed(parse_clock), table["end_time"].parsed(parse_clock)
    headway = table["headway_secs"].parsed(number)
    wrong = (trip >= 0) & ~((headway >= _LEAST_HEADWAY_S) & (end > start))
    table.tell("The frequency of the trip {trip} cannot be used ({start} to {end}, every {headway} s); the line was left out.", log, wrong,
               hint="start_time lies before end_time, and headway_secs is 15 or more.", code="frequency", trip=table["trip_id"],
               start=table["start_time"], end=table["end_time"], headway=table["headway_secs"])  # fmt: skip
    rows = np.flatnonzero(~wrong & np.isin(trip, usable))
    copies = np.ceil((end[rows] - start[rows]) / headway[rows]).astype(np.int64)
    if copies.sum() > _MOST_COPIES:
        fitting = np.cumsum(copies) <= _MOST_COPIES
        table.tell("The frequencies make more than {number} trips; this line was left out.", log, rows[~fitting], code="frequency",
                   hint="Correct headway_secs.", number=str(_MOST_COPIES))  # fmt: skip
        rows, copies = rows[fitting], copies[fitting]
    step = np.arange(copies.sum()) - np.repeat(np.cumsum(copies) - copies, copies)
    begins = np.repeat(start[rows], copies) + step * np.repeat(headway[rows], copies)
    # Stretches that overlap would make one run twice.
    made = np.unique(np.column_stack([np.repeat(trip[rows], copies).astype(float), begins]), axis=0)
    own = usable[~np.isin(usable, trip)]
    return Runs(
        np.concatenate([own, made[:, 0].astype(np.int64)]),
        np.concatenate([np.full(len(own), np.nan), made[:, 1]]),
    )


def calls_of_runs(
    runs: Runs, ptr: NDArray[np.int64], departure: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Calls of every run, taken from its trip and moved to its start.

    Parameters
    ----------
    ptr : int64, (trips + 1,)
        Calls of trip t are ``ptr[t]:ptr[t + 1]``.
    departure : float64, (calls,)

    Returns
    -------
    new_ptr : int64, (runs + 1,)
    calls : int64, (new calls,)
    shift : float64, (new calls,)
        Seconds to add.
    """
    new_ptr, calls = gather_rows(ptr, runs.trip)
    shift = np.where(np.isnan(runs.start), 0.0, runs.start - departure[ptr[runs.trip]])
    return new_ptr, calls, np.repeat(shift, np.diff(new_ptr))
