"""Compiled figures of profiles: waiting over a window of departures, and visits there and back."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.engine.compiling import kernel

STEP_S = 60  # between departures over which percentiles are taken


class Journeys(NamedTuple):
    """Journeys of pair i are ``ptr[i]:ptr[i + 1]``, both times ascending."""

    ptr: NDArray[np.int64]
    depart_s: NDArray[np.int32]
    arrive_s: NDArray[np.int32]


@kernel
def summarise_pairs(
    journeys: Journeys,
    start: int,
    minutes: int,
    ranks: NDArray[np.int64],
    first: int,
    last: int,
    seconds: NDArray[np.float64],
) -> None:
    """Fill rows ``first:last`` of `seconds` (pairs x ranks) with the durations of these ranks, ascending, from 1.

    Who leaves k minutes after the start with a journey that arrives m minutes and r seconds after it is m - k minutes
    and r seconds under way. Departures by one journey so take every number of minutes in a row: how many durations
    there are of each is a running sum over the ends of these rows. No journey leaves before the start.
    """
    begin, end = journeys.ptr[first], journeys.ptr[last]
    longest = (journeys.arrive_s[begin:end].max() - start) // STEP_S
    ends = np.empty(longest + 2, dtype=np.int64)
    over = np.empty(np.diff(journeys.ptr[first : last + 1]).max(), dtype=np.int64)
    for pair in range(first, last):
        begin, end = journeys.ptr[pair], journeys.ptr[pair + 1]
        longest = (journeys.arrive_s[end - 1] - start) // STEP_S
        ends[: longest + 2] = 0
        since = 0
        for i in range(begin, end):
            until = min((journeys.depart_s[i] - start) // STEP_S + 1, minutes)
            arrives = (journeys.arrive_s[i] - start) // STEP_S
            ends[arrives - until + 1] += 1
            ends[arrives - since + 1] -= 1
            since = until
        at, here, count = -1, 0, 0
        for k in range(len(ranks)):
            while count < ranks[k] and at < longest:
                at += 1
                here += ends[at]
                count += here
            if count < ranks[k]:
                seconds[pair, k] = np.inf
                continue
            found, since = 0, 0
            for i in range(begin, end):
                until = min((journeys.depart_s[i] - start) // STEP_S + 1, minutes)
                arrives = (journeys.arrive_s[i] - start) // STEP_S
                if since <= arrives - at < until:
                    over[found] = (journeys.arrive_s[i] - start) % STEP_S
                    found += 1
                since = until
            over[:found].sort()
            seconds[pair, k] = at * STEP_S + over[ranks[k] - (count - here) - 1]


class Visit(NamedTuple):
    """What a visit needs: seconds of stay, seconds away from home, and hours of place i in ``ptr[i]:ptr[i + 1]``."""

    least_s: int
    away_s: int
    ptr: NDArray[np.int64]
    opens_s: NDArray[np.int32]
    closes_s: NDArray[np.int32]


@kernel
def _way_back(
    visit: Visit, place: int, depart: int, arrive: int, back: Journeys, pair: int, walk_s: float
) -> Any:
    """Whether a stay is possible after a way there, and the least seconds of a way back from it (inf if none)."""
    can_stay, least = False, np.inf
    home_by = depart + visit.away_s
    for i in range(visit.ptr[place], visit.ptr[place + 1]):
        leave = max(arrive, visit.opens_s[i]) + visit.least_s
        if leave > visit.closes_s[i]:
            continue
        can_stay = True
        if leave + walk_s <= home_by:
            least = min(least, walk_s)
        if pair < 0:
            continue
        begin, end = back.ptr[pair], back.ptr[pair + 1]
        at = begin + np.searchsorted(back.depart_s[begin:end], leave)
        while at < end and back.arrive_s[at] <= home_by:
            least = min(least, back.arrive_s[at] - back.depart_s[at])
            at += 1
    return can_stay, least


@kernel
def _walked_there(visit: Visit, place: int, back: Journeys, pair: int, walk_s: float) -> Any:
    """The same after a walk, which may arrive at any time: as late as the least stay before the way back allows."""
    can_stay, least = False, np.inf
    for i in range(visit.ptr[place], visit.ptr[place + 1]):
        if visit.opens_s[i] + visit.least_s > visit.closes_s[i]:
            continue
        can_stay = True
        if walk_s + visit.least_s + walk_s <= visit.away_s:
            least = min(least, walk_s)
        if pair < 0:
            continue
        for at in range(back.ptr[pair], back.ptr[pair + 1]):
            arrive = min(back.depart_s[at], visit.closes_s[i]) - visit.least_s
            if arrive >= visit.opens_s[i] and back.arrive_s[at] - (arrive - walk_s) <= visit.away_s:
                least = min(least, back.arrive_s[at] - back.depart_s[at])
    return can_stay, least


@kernel
def visit_pairs(
    visit: Visit,
    place: NDArray[np.int32],
    there: Journeys,
    outward: NDArray[np.int64],
    back: Journeys,
    homeward: NDArray[np.int64],
    walk_s: NDArray[np.float64],
    seconds: NDArray[np.float64],
    last_return_s: NDArray[np.int32],
    has_outward: NDArray[np.bool_],
) -> None:
    """Fill the figures of pairs; `seconds` (pairs, 2) with those of the way out and back, inf where there is no visit.

    `outward` and `homeward` are rows of a pair in `there` and `back`, -1 where it has none; `walk_s` is inf if too far.
    """
    for p in range(len(place)):
        out_s = back_s = np.inf
        if np.isfinite(walk_s[p]):
            has_outward[p], least = _walked_there(visit, place[p], back, homeward[p], walk_s[p])
            if np.isfinite(least):
                out_s, back_s = walk_s[p], least
        if outward[p] >= 0:
            for i in range(there.ptr[outward[p]], there.ptr[outward[p] + 1]):
                ride_s = there.arrive_s[i] - there.depart_s[i]
                if ride_s > out_s and has_outward[p]:
                    continue
                can_stay, least = _way_back(
                    visit, place[p], there.depart_s[i], there.arrive_s[i], back, homeward[p], walk_s[p]
                )
                has_outward[p] = has_outward[p] or can_stay
                if np.isfinite(least) and (ride_s < out_s or (ride_s == out_s and least < back_s)):
                    out_s, back_s = ride_s, least
        seconds[p, 0], seconds[p, 1] = out_s, back_s
        if homeward[p] >= 0:
            last_return_s[p] = back.depart_s[back.ptr[homeward[p] + 1] - 1]
