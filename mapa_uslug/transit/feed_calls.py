"""Calls of a feed's trips, in order, with a time each."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.clock import parse_clock
from mapa_uslug.core.errors import ProblemLog
from mapa_uslug.transit.feed_stops import FeedStops
from mapa_uslug.transit.feed_tables import FeedTable, number
from mapa_uslug.transit.feed_trips import FeedTrips


@dataclass(frozen=True, eq=False)
class Calls:
    """Calls one after the other, those of a trip together; all arrays are as long as there are calls.

    Attributes
    ----------
    trip, stop : int64
    arrival, departure : float64
        Seconds of the service day.
    boards, alights : bool
    row : int64
        Row of ``stop_times.txt``.
    """

    trip: NDArray[np.int64]
    stop: NDArray[np.int64]
    arrival: NDArray[np.float64]
    departure: NDArray[np.float64]
    boards: NDArray[np.bool_]
    alights: NDArray[np.bool_]
    row: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.trip)

    def only(self, kept: NDArray[Any]) -> Calls:
        """Some of the calls: a mask, or their order."""
        return replace(self, **{f.name: getattr(self, f.name)[kept] for f in fields(self)})


def read_calls(
    table: FeedTable, trips: FeedTrips, stops: FeedStops, log: ProblemLog
) -> tuple[Calls, dict[str, int]]:
    """Order the calls, fill in times that are left out between two that are given, and leave out what cannot be.

    Times between are spread evenly over the stops: GTFS leaves them to the reader.

    Returns
    -------
    calls : Calls
        Of trips that have two or more and whose times never fall.
    left_out : dict
        Reason -> number of trips left out.
    """
    calls = _sorted_calls(table, trips, stops, log)
    # GTFS wants both; feeds that give one mean the other as well.
    calls = replace(
        calls, arrival=_first_known(calls.arrival, calls.departure),
        departure=_first_known(calls.departure, calls.arrival),
    )  # fmt: skip
    calls = _interpolated(_within_known_times(calls, table, log), table, log)
    falling = _falling_trips(calls, len(trips.ids), table, log)
    too_few = np.bincount(calls.trip, minlength=len(trips.ids)) < 2
    trips.tell("The trip {trip} has fewer than two usable calls and was left out.", log, np.flatnonzero(too_few & ~falling),
               hint="Add its calls to stop_times.txt, or take it out.", code="one_call")  # fmt: skip
    counts = {"falling_times": int(falling.sum()), "one_call": int((too_few & ~falling).sum())}
    return calls.only(~(falling | too_few)[calls.trip]), {k: n for k, n in counts.items() if n}


def _sorted_calls(table: FeedTable, trips: FeedTrips, stops: FeedStops, log: ProblemLog) -> Calls:
    trip, stop = table["trip_id"].rows_of(trips.index), table["stop_id"].rows_of(stops.rows)
    sequence = table["stop_sequence"].parsed(number)
    arrival, departure = (_clock_times(table, name) for name in ("arrival_time", "departure_time"))
    usable = (trip >= 0) & _have_stops(table, trip, stop, stops, log)
    usable &= _are_ordered(table, usable, sequence, log) & _are_timed(table, usable, arrival, departure, log)
    row = np.flatnonzero(usable)
    row = row[_call_order(trip[row], sequence[row])]
    same = np.zeros(len(row), bool)
    same[1:] = (trip[row][1:] == trip[row][:-1]) & (sequence[row][1:] == sequence[row][:-1])
    table.tell("The trip {trip} has a call of the stop_sequence {value} already; this line was left out.", log, np.sort(row[same]),
               hint="Number the calls of a trip in their order.", code="repeated", trip=table["trip_id"], value=table["stop_sequence"])  # fmt: skip
    row = row[~same]
    boards, alights = (_is_open(table, name)[row] for name in ("pickup_type", "drop_off_type"))
    return Calls(trip[row], stop[row], arrival[row], departure[row], boards, alights, row)


def _call_order(trip: NDArray[np.int64], sequence: NDArray[np.float64]) -> NDArray[np.int64]:
    """Order by trip and number, calls of one number as they stand; feeds are mostly in order already."""
    rises = (trip[1:] > trip[:-1]) | ((trip[1:] == trip[:-1]) & (sequence[1:] >= sequence[:-1]))
    return np.arange(len(trip)) if rises.all() else np.lexsort((sequence, trip))


def _is_open(table: FeedTable, name: str) -> NDArray[np.bool_]:
    """Whether one may get on or off; asking the driver or phoning before (types 2 and 3) is taken as yes."""
    return np.asarray(table[name].words != "1", bool)[table[name].codes]


def _clock_times(table: FeedTable, name: str) -> NDArray[np.float64]:
    return table[name].parsed(parse_clock)


def _have_stops(
    table: FeedTable, trip: NDArray[np.int64], stop: NDArray[np.int64], stops: FeedStops, log: ProblemLog
) -> NDArray[np.bool_]:
    """Calls at usable stops; those at stops that were told to be unusable are not told again."""
    ids, named = table["stop_id"], table["trip_id"]
    told = np.array([w in stops.unusable for w in ids.words], bool)[ids.codes]
    table.tell("The stop {stop} is not in stops.txt; the call of the trip {trip} was left out.", log, (stop < 0) & ~told & (trip >= 0),
               hint="Add it to stops.txt, or correct stop_id.", code="unknown_stop", stop=ids, trip=named)  # fmt: skip
    return stop >= 0


def _are_ordered(
    table: FeedTable, asked: NDArray[np.bool_], sequence: NDArray[np.float64], log: ProblemLog
) -> NDArray[np.bool_]:
    unordered = asked & np.isnan(sequence)
    table.tell("stop_sequence is no number ({value}); the call of the trip {trip} was left out.", log, unordered, code="sequence",
               hint="Number the calls of a trip in their order.", value=table["stop_sequence"], trip=table["trip_id"])  # fmt: skip
    return ~unordered


def _are_timed(
    table: FeedTable,
    asked: NDArray[np.bool_],
    arrival: NDArray[np.float64],
    departure: NDArray[np.float64],
    log: ProblemLog,
) -> NDArray[np.bool_]:
    """Calls whose times can be read, or are left out; nothing is made up for a time that is written wrongly."""
    wrong = np.zeros(len(table), bool)
    for name, times in (("arrival_time", arrival), ("departure_time", departure)):
        unread = asked & np.isnan(times) & ~table[name].is_empty & ~wrong
        table.tell("The time {value} cannot be read; the call of the trip {trip} was left out.", log, unread, code="time",
                   hint="Write it like this: 07:30:00; hours past midnight go on, up to 47.", value=table[name], trip=table["trip_id"])  # fmt: skip
        wrong |= unread
    return ~wrong


def _first_known(times: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(np.isnan(times), others, times)


def _within_known_times(calls: Calls, table: FeedTable, log: ProblemLog) -> Calls:
    """Calls from the first timed one of their trip to the last: beyond them there is nothing to go by."""
    if not len(calls):
        return calls
    known = ~np.isnan(calls.arrival)
    starts, ends = _bounds(calls.trip)
    before = np.concatenate([[0], np.cumsum(known)])
    is_after_one = before[1:] > np.repeat(before[starts], ends - starts)
    is_before_one = np.repeat(before[ends], ends - starts) > before[:-1]
    outside = ~(is_after_one & is_before_one)
    table.tell("The trip {trip} begins or ends with a call without a time; the call was left out.", log, np.sort(calls.row[outside]),
               hint="Give the first and the last call of a trip a time.", code="time", trip=table["trip_id"])  # fmt: skip
    return calls.only(~outside)


def _bounds(trip: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the calls of each trip begin and end."""
    starts = np.flatnonzero(np.concatenate([[True], trip[1:] != trip[:-1]]))
    return starts, np.append(starts[1:], len(trip))


def _interpolated(calls: Calls, table: FeedTable, log: ProblemLog) -> Calls:
    unknown = np.flatnonzero(np.isnan(calls.arrival))
    if not len(unknown):
        return calls
    known = np.flatnonzero(~np.isnan(calls.arrival))
    following = np.searchsorted(known, unknown)
    left, right = known[following - 1], known[following]
    share = (unknown - left) / (right - left)
    between = np.round(calls.departure[left] + share * (calls.arrival[right] - calls.departure[left]))
    arrival, departure = calls.arrival.copy(), calls.departure.copy()
    arrival[unknown] = departure[unknown] = between
    log.add("Calls without a time, which were spread evenly between those that have one: {number}.", where=table.place, code="interpolated",
            hint="Nothing needs doing if the feed gives times for the main stops only.", severity="warning", number=len(unknown))  # fmt: skip
    return replace(calls, arrival=arrival, departure=departure)


def _falling_trips(calls: Calls, trip_count: int, table: FeedTable, log: ProblemLog) -> NDArray[np.bool_]:
    falls = calls.departure < calls.arrival
    falls[1:] |= (calls.trip[1:] == calls.trip[:-1]) & (calls.arrival[1:] < calls.departure[:-1])
    at = np.flatnonzero(falls)
    falling = np.zeros(trip_count, bool)
    falling[calls.trip[at]] = True
    # The first fall of each trip says enough.
    _, first = np.unique(calls.trip[at], return_index=True)
    table.tell("The time falls along the trip {trip} ({value}); the trip was left out.", log, np.sort(calls.row[at[first]]), code="falling_times",
               hint="Correct the times; hours past midnight go on: 24:10:00.", trip=table["trip_id"], value=table["arrival_time"])  # fmt: skip
    return falling
