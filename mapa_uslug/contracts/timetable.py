"""Timetables and door-to-door services, as they leave their readers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

DayType = Literal["school", "free", "saturday", "sunday"]
DAY_TYPES: Final[tuple[DayType, ...]] = ("school", "free", "saturday", "sunday")
"""School day, weekday free of school, Saturday, Sunday or public holiday."""

DAY_S: Final = 86_400
"""Seconds of a day; times of a trip that runs past midnight exceed it."""


@dataclass(frozen=True, eq=False)
class Timetable:
    """Trips of one or several sources as flat arrays.

    A trip belongs to a service, and a service runs either on dates (feeds) or on kinds of day (tables made by hand).

    Attributes
    ----------
    stop_id, stop_name : object of str, (stops,)
        Ids are unique; those of several sources carry their file's name before a colon.
    stop_lon, stop_lat : float64, (stops,)
        Degrees.
    stop_parent : int32, (stops,)
        Row of the first stop of the same station, the stop's own row if it belongs to none.
    trip_id, trip_line, trip_headsign, trip_source : object of str, (trips,)
        `trip_source` names the file.
    trip_service : int32, (trips,)
        Row of `runs_on_date` and `runs_on_type`.
    call_ptr : int64, (trips + 1,)
        Calls of trip i are ``call_ptr[i]:call_ptr[i + 1]``, in order; every trip has two or more.
    call_stop : int32, (calls,)
    call_arrival_s, call_departure_s : int32, (calls,)
        Seconds since the start of the service day (noon less twelve hours); never falling along a trip.
    call_boards, call_alights : bool, (calls,)
        Whether one may get on, get off.
    first_date : date or None
        Day of the first column of `runs_on_date`; None where no service is dated.
    runs_on_date : bool, (services, days)
    runs_on_type : bool, (services, 4)
        In the order of `DAY_TYPES`; all False for dated services.
    transfer_from, transfer_to : int32, (transfers,)
        Stops between which the source itself says how changing goes.
    transfer_s : int32, (transfers,)
        Least seconds that it takes; -1 where one cannot change.
    on_demand : tuple of OnDemand
    lost_stop : bool, (stops,)
        Stops at which a course is known to call that had to be left out, as a whole or there; none by default.
    """

    stop_id: NDArray[np.object_]
    stop_name: NDArray[np.object_]
    stop_lon: NDArray[np.float64]
    stop_lat: NDArray[np.float64]
    stop_parent: NDArray[np.int32]
    trip_id: NDArray[np.object_]
    trip_line: NDArray[np.object_]
    trip_headsign: NDArray[np.object_]
    trip_source: NDArray[np.object_]
    trip_service: NDArray[np.int32]
    call_ptr: NDArray[np.int64]
    call_stop: NDArray[np.int32]
    call_arrival_s: NDArray[np.int32]
    call_departure_s: NDArray[np.int32]
    call_boards: NDArray[np.bool_]
    call_alights: NDArray[np.bool_]
    first_date: date | None
    runs_on_date: NDArray[np.bool_]
    runs_on_type: NDArray[np.bool_]
    transfer_from: NDArray[np.int32]
    transfer_to: NDArray[np.int32]
    transfer_s: NDArray[np.int32]
    on_demand: tuple[OnDemand, ...] = ()
    lost_stop: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))

    def __post_init__(self) -> None:
        if not len(self.lost_stop):
            object.__setattr__(self, "lost_stop", np.zeros(len(self.stop_id), dtype=np.bool_))

    @property
    def stop_count(self) -> int:
        """Number of stops."""
        return len(self.stop_id)

    @property
    def trip_count(self) -> int:
        """Number of trips."""
        return len(self.trip_id)


@dataclass(frozen=True)
class OnDemand:
    """A door-to-door service that is booked: it fetches people where they live and takes them where they want to go.

    Attributes
    ----------
    name : str
    gminas : tuple of str
        TERYT codes of the gminas whose residents it fetches.
    destinations : tuple of str
        Gminas that it takes them to; empty: anywhere.
    day_types : tuple of DayType
    from_s, until_s : int
        Between which it drives, seconds of the day.
    extra_min : int
        Minutes that a journey may take beyond driving there directly (others are fetched on the way).
    booking : str
        How it is booked ("tel. do 12:00 dnia poprzedniego").
    groups : str
        Whom it is for, as written; empty: everybody.
    source : str
        Sheet and row.
    """

    name: str
    gminas: tuple[str, ...]
    destinations: tuple[str, ...]
    day_types: tuple[DayType, ...]
    from_s: int
    until_s: int
    extra_min: int
    booking: str
    groups: str
    source: str
