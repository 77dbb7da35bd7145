"""There and back: visits to a place within its opening hours, with a way home on the same day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.engine.profile_kernels import Visit, visit_pairs
from mapa_uslug.engine.timetable_scan import Profiles, Reach

BOTH_WAYS_S: Final = 3 * 3600
"""The way there and the way back together, waits included (umowne): twice the widest threshold of public transport."""


def longest_away_s(longest_stay_s: int) -> int:
    """Longest time between leaving home and being home again: the longest stay, and both ways."""
    return longest_stay_s + BOTH_WAYS_S


@dataclass(frozen=True, eq=False)
class Visits:
    """Ways there and back of pairs of a home and a place, by home, then place.

    Attributes
    ----------
    pair_origin, pair_destination : int32, (pairs,)
        Home and place; pairs with a way there or back, by vehicle or on foot.
    outward_s : float64, (pairs,)
        Least duration of a way there that allows a visit, without the wait at home; infinity if none does.
    return_s : float64, (pairs,)
        Least duration of the way back from a visit with that way there.
    last_return_s : int32, (pairs,)
        Latest leaving of the place by which one gets home by vehicle, whatever the visit; -1 if one never does.
    has_outward : bool, (pairs,)
        Whether one gets there in time for a visit, with a way back or without.
    has_return : bool, (pairs,)
        Whether there is a visit with a way there and back.
    """

    pair_origin: NDArray[np.int32]
    pair_destination: NDArray[np.int32]
    outward_s: NDArray[np.float64]
    return_s: NDArray[np.float64]
    last_return_s: NDArray[np.int32]
    has_outward: NDArray[np.bool_]
    has_return: NDArray[np.bool_]


def measure_visits(
    outward: Profiles,
    homeward: Profiles,
    *,
    opens_s: NDArray[np.int32],
    closes_s: NDArray[np.int32],
    stay: tuple[int, int],
    hours_ptr: NDArray[np.int64] | None = None,
    walks: Reach | None = None,
) -> Visits:
    """Quickest visits of all pairs.

    One arrives at the place with a journey of `outward` and leaves with one of `homeward`; between them lies at least
    the least stay within one opening interval, and one is home again no later than `longest_away_s` after leaving it,
    with all waits, also those before opening and after closing. The longest stay itself limits nothing: a journey that
    leaves later and arrives earlier is therefore better whatever the other way, and those that the profiles leave out
    as worse could not make a visit that these do not.

    Parameters
    ----------
    outward : Profiles
        From homes to places.
    homeward : Profiles
        From places to homes. Its window should end after the last departure: the last return is no later.
    opens_s, closes_s : int32, (intervals,)
        Opening intervals, seconds of the day.
    stay : tuple of int
        Least seconds at the place, and the longest, which bounds the time away from home.
    hours_ptr : int64, (places + 1,), optional
        Intervals of place i are ``hours_ptr[i]:hours_ptr[i + 1]``; by default each place has one.
    walks : Reach, optional
        Places (in the role of stops) to which one can walk all the way from each home, and back, at any time.
    """
    places = len(opens_s) if hours_ptr is None else len(hours_ptr) - 1
    ptr = np.arange(places + 1, dtype=np.int64) if hours_ptr is None else hours_ptr
    there = _keys(outward.pair_origin, outward.pair_destination, places)
    back = _keys(homeward.pair_destination, homeward.pair_origin, places)
    on_foot, foot_s = _walked(walks, places)
    keys = np.unique(np.concatenate((there, back, on_foot)))
    foot = _rows(on_foot, keys)
    count = len(keys)
    seconds = np.empty((count, 2))
    last_return_s, has_outward = np.full(count, -1, dtype=np.int32), np.zeros(count, dtype=np.bool_)
    place = (keys % places).astype(np.int32) if count else np.empty(0, dtype=np.int32)
    visit_pairs(
        Visit(stay[0], longest_away_s(stay[1]), ptr, opens_s, closes_s),
        place,
        outward.journeys(),
        _rows(there, keys),
        homeward.journeys(),
        _rows(back, keys),
        np.where(foot >= 0, np.append(foot_s, np.inf)[foot], np.inf),
        seconds,
        last_return_s,
        has_outward,
    )
    return Visits(
        pair_origin=(keys // max(places, 1)).astype(np.int32),
        pair_destination=place,
        outward_s=seconds[:, 0],
        return_s=seconds[:, 1],
        last_return_s=last_return_s,
        has_outward=has_outward,
        has_return=np.isfinite(seconds[:, 0]),
    )


def _keys(home: NDArray[np.int32], place: NDArray[np.int32], places: int) -> NDArray[np.int64]:
    """One number for each pair, ascending by home, then place."""
    return home.astype(np.int64) * places + place


def _walked(walks: Reach | None, places: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    if walks is None:
        return np.empty(0, dtype=np.int64), np.empty(0)
    home = np.repeat(np.arange(walks.point_count, dtype=np.int32), np.diff(walks.ptr))
    return _keys(home, walks.stop, places), walks.walk_s.astype(np.float64)


def _rows(of: NDArray[np.int64], keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """Row in `of` of every key, -1 where it is not among them."""
    if len(of) == 0:
        return np.full(len(keys), -1, dtype=np.int64)
    order = np.argsort(of, kind="stable")
    at = np.minimum(np.searchsorted(of, keys, sorter=order), len(of) - 1)
    rows = order[at]
    return np.where(of[rows] == keys, rows, -1)
