"""Journeys that nobody makes who can walk."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.engine.timetable_scan import Profiles


def drop_slower_than_walking(profiles: Profiles, walk_s: NDArray[np.float64]) -> Profiles:
    """Only the journeys that take less than walking all the way, which one may do at any time.

    Parameters
    ----------
    profiles : Profiles
    walk_s : float64, (origins, destinations)
        Seconds on foot, ``inf`` where that is too far.
    """
    pair = np.repeat(np.arange(profiles.pair_count), np.diff(profiles.ptr))
    on_foot_s = walk_s[profiles.pair_origin, profiles.pair_destination]
    is_kept = profiles.arrive_s - profiles.depart_s < on_foot_s[pair]
    counts = np.bincount(pair[is_kept], minlength=profiles.pair_count)
    has_any = counts > 0
    ptr = np.zeros(has_any.sum() + 1, dtype=np.int64)
    np.cumsum(counts[has_any], out=ptr[1:])
    return Profiles(
        profiles.pair_origin[has_any], profiles.pair_destination[has_any], ptr, profiles.depart_s[is_kept],
        profiles.arrive_s[is_kept], profiles.rides[is_kept],
    )  # fmt: skip
