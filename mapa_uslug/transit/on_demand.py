"""Door-to-door services: they fetch people where they live, so that only the drive and the hours matter."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.timetable import DayType, OnDemand
from mapa_uslug.transit.hours import OpenHours

_MINUTE_S = 60.0


def open_to_all(services: Sequence[OnDemand], day_type: DayType) -> list[OnDemand]:
    """Services that drive on a kind of day for everybody; those for some groups only bring no one else there."""
    return [s for s in services if day_type in s.day_types and not s.groups]


def measure_door_to_door(
    service: OnDemand,
    *,
    cell: NDArray[np.int32],
    place: NDArray[np.int32],
    drive_s: NDArray[np.float64],
    cell_gmina: NDArray[np.object_],
    place_gmina: NDArray[np.object_],
    hours: OpenHours,
    stay_s: int,
) -> NDArray[np.float64]:
    """Seconds of the way there with a service, of each pair of cell and place that it allows a visit of.

    One is fetched, taken there, stays at least `stay_s` within the place's opening hours and is brought back, all while
    the service drives. Both ways take the drive and the service's extra minutes.

    Parameters
    ----------
    cell, place : int32, (pairs,)
    drive_s : float64, (pairs,)
        By car from door to door, without parking.
    cell_gmina, place_gmina : object of str
        TERYT code of each cell, of each place.

    Returns
    -------
    float64, (pairs,)
        ``inf`` where the service takes nobody there and back.
    """
    way_s = drive_s + service.extra_min * _MINUTE_S
    is_fetched = np.isin(cell_gmina[cell], service.gminas)
    if service.destinations:
        is_fetched &= np.isin(place_gmina[place], service.destinations)
    arrive_s, leave_s = service.from_s + way_s, service.until_s - way_s
    room = _longest_stay(place, arrive_s, leave_s, hours)
    return np.where(is_fetched & (room >= stay_s), way_s, np.inf)


def _longest_stay(
    place: NDArray[np.int32], arrive_s: NDArray[np.float64], leave_s: NDArray[np.float64], hours: OpenHours
) -> NDArray[np.float64]:
    """Longest time within one stretch of opening hours between the earliest arrival and the latest leaving."""
    longest = np.full(len(place), -np.inf)
    first, count = hours.ptr[place], np.diff(hours.ptr)[place]
    for k in range(int(count.max(initial=0))):
        has = count > k
        stretch = first[has] + k
        stay = np.minimum(leave_s[has], hours.closes_s[stretch]) - np.maximum(
            arrive_s[has], hours.opens_s[stretch]
        )
        longest[has] = np.maximum(longest[has], stay)
    return longest
