"""Journeys over Krakow's trams: against a search of the time-expanded graph, and a scan with a lane for each minute."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order
from scipy.spatial import cKDTree

from benchmarks.common import ROOT, Row, best, race, show
from mapa_uslug.contracts.timetable import Timetable
from mapa_uslug.engine.blocks import run_blocks
from mapa_uslug.engine.timetable_scan import (
    NO_ARRIVAL,
    Changes,
    DayTimetable,
    Reach,
    earliest_arrivals,
    scan_profiles,
    summarise_window,
)
from mapa_uslug.transit.days import select_day
from mapa_uslug.transit.reading import read_timetables
from mapa_uslug.transit.visits import measure_visits

FEED = ROOT.parent / "shared" / "data" / "gtfs" / "krakow_gtfsT.zip"
WEDNESDAY = date(2024, 3, 6)
WALK_M_S = 1.2
TO_STOP_M, BETWEEN_STOPS_M, CHANGE_S = 800.0, 360.0, 60
ORIGINS = 500
WINDOW = (8 * 3600, 10 * 3600)
LATEST_S = 13 * 3600
COPIES, APART_M = 10, 12_000.0
HOMES, PLACES, DAY = 1000, 100, (6 * 3600, 24 * 3600)


class Town:
    """A day's connections, stops on a plane, straight walks between them and from random homes."""

    def __init__(self, day: DayTimetable, x: NDArray[np.float64], y: NDArray[np.float64]) -> None:
        self.day, self.x, self.y = day, x, y
        near = cKDTree(np.c_[x, y]).query_pairs(BETWEEN_STOPS_M, output_type="ndarray")
        walk_s = np.maximum(
            np.hypot(*(np.c_[x, y][near[:, 0]] - np.c_[x, y][near[:, 1]]).T) / WALK_M_S, CHANGE_S
        )
        every = np.arange(len(x))
        self.changes = Changes.from_pairs(
            np.concatenate((near[:, 0], near[:, 1], every)), np.concatenate((near[:, 1], near[:, 0], every)),
            np.concatenate((walk_s, walk_s, np.full(len(x), CHANGE_S))), count=len(x),
        )  # fmt: skip
        self.to_all_stops = Reach.from_pairs(every, every, np.zeros(len(x)), count=len(x))

    def points(self, count: int, *, seed: int) -> Reach:
        """Walks of random points around stops, 300 m off on average."""
        random = np.random.default_rng(seed)
        stop = random.integers(0, len(self.x), count)
        x, y = (column[stop] + random.normal(0.0, 240.0, count) for column in (self.x, self.y))
        near = cKDTree(np.c_[self.x, self.y]).query_ball_point(np.c_[x, y], TO_STOP_M)
        point = np.repeat(np.arange(count), [len(stops) for stops in near])
        at = np.concatenate([np.array(stops, dtype=np.int64) for stops in near])
        return Reach.from_pairs(
            point, at, np.hypot(self.x[at] - x[point], self.y[at] - y[point]) / WALK_M_S, count=count
        )


def rows() -> list[Row]:
    """Measure; every row a question to the timetable."""
    if not FEED.exists():
        return [
            Row("public transport", "not measured", note="gtfs/krakow_gtfsT.zip is not in ../shared/data")
        ]
    timetable = feed()
    day = select_day(timetable, day=WEDNESDAY, day_type="school")
    metres = 111_195.0
    x = timetable.stop_lon * metres * np.cos(np.radians(timetable.stop_lat.mean()))
    town = Town(day, x, timetable.stop_lat * metres)
    large = tenfold(town)
    return [
        *one_origin_rows(town, large),
        *window_rows(town, large),
        visits_row(town),
        Row(
            "connections of a day out of the whole timetable",
            show(best(lambda: select_day(timetable, day=WEDNESDAY, day_type="school"), repeats=5)),
            note=f"{len(timetable.call_stop):,} calls",
        ),
    ]


@lru_cache(maxsize=1)
def feed() -> Timetable:
    """Trams of Krakow."""
    return read_timetables([FEED], gminas=None)[0]


def tenfold(town: Town) -> Town:
    """Ten towns beside each other, a minute later each, that walkers can cross between at their fringes."""
    day, stops, trips = town.day, town.day.stop_count, town.day.trip_count
    copy = np.repeat(np.arange(COPIES, dtype=np.int32), len(day.trip))

    def moved(column: NDArray[np.int32], by: int) -> NDArray[np.int32]:
        return (np.tile(column, COPIES) + copy * by).astype(np.int32)

    dep_s = moved(day.dep_s, 60)
    order = np.argsort(dep_s, kind="stable")
    whole = DayTimetable(
        moved(day.dep_stop, stops)[order], moved(day.arr_stop, stops)[order], dep_s[order], moved(day.arr_s, 60)[order],
        moved(day.trip, trips)[order], np.tile(day.boards, COPIES)[order], np.tile(day.alights, COPIES)[order],
        stops * COPIES, trips * COPIES, np.tile(day.trip_row, COPIES),
    )  # fmt: skip
    number = np.repeat(np.arange(COPIES), stops)
    return Town(
        whole,
        np.tile(town.x, COPIES) + number % 5 * APART_M,
        np.tile(town.y, COPIES) + number // 5 * APART_M,
    )


def one_origin_rows(town: Town, large: Town) -> list[Row]:
    """One departure of one origin to all stops."""
    home, depart_s = first_of(town.points(ORIGINS, seed=1)), WINDOW[0]
    search = expanded_search(town, home, depart_s)

    def ours() -> NDArray[np.int32]:
        return earliest_arrivals(town.day, town.changes, home, depart_s=depart_s)[0]

    assert np.array_equal(ours(), search())
    ours_s, peer_s = race(ours, search, repeats=7)
    crowd = first_of(large.points(ORIGINS, seed=1))
    large_s = best(lambda: earliest_arrivals(large.day, large.changes, crowd, depart_s=depart_s), repeats=7)
    subject = f"one origin at 8:00 to all {town.day.stop_count} stops, {len(town.day.trip):,} connections"
    return [
        Row(
            subject, show(ours_s), f"SciPy, breadth first over the time-expanded graph: {show(peer_s)}", peer_s / ours_s,
            "at most 1.0 ms", ours_s <= 1e-3, "equal arrivals; the peer's graph was built before",
        ),
        Row(
            f"the same, ten towns, {len(large.day.trip):,} connections", show(large_s), bar="at most 10.0 ms",
            is_met=large_s <= 1e-2,
        ),
    ]  # fmt: skip


def window_rows(town: Town, large: Town) -> list[Row]:
    """A window of departures of many origins to all stops."""
    homes = town.points(ORIGINS, seed=1)
    ours, lanes = window_of(town, homes), lanes_of(town, homes)
    profiles, summary = ours()
    medians = np.full((ORIGINS, town.day.stop_count, 2), np.inf)
    medians[profiles.pair_origin, profiles.pair_destination] = np.c_[summary.median_s, summary.p90_s]
    assert np.array_equal(medians, lanes())
    ours_s, peer_s = race(ours, lanes, repeats=3)
    crowd = window_of(large, large.points(ORIGINS, seed=1))
    count = len(crowd()[0].rides)
    large_s = best(crowd, repeats=2)
    return [
        Row(
            f"median and p90 over 120 minutes, {ORIGINS} origins to all stops", show(ours_s),
            f"Numba scan with a lane for each minute, two threads: {show(peer_s)}", peer_s / ours_s, "at most 1.00 s",
            ours_s <= 1.0, f"equal figures; ours with all {len(profiles.rides):,} journeys and their vehicles",
        ),
        Row(
            f"the same, ten towns ({large.day.stop_count:,} stops)", show(large_s), bar="at most 10.00 s",
            is_met=large_s <= 10.0, note=f"{count:,} journeys",
        ),
    ]  # fmt: skip


def visits_row(town: Town) -> Row:
    """There and back of a powiat's homes and places on a whole day."""
    homes, places = town.points(HOMES, seed=2), town.points(PLACES, seed=3)

    def scan(origins: Reach, destinations: Reach) -> Any:
        return scan_profiles(town.day, town.changes, origins, destinations, window=DAY, latest_s=26 * 3600)

    outward, homeward = scan(homes, places), scan(places, homes)
    opens_s, closes_s = np.full(PLACES, 8 * 3600, np.int32), np.full(PLACES, 16 * 3600, np.int32)

    def ours() -> Any:
        return measure_visits(outward, homeward, opens_s=opens_s, closes_s=closes_s, stay=(3600, 4 * 3600))

    ours()
    journeys_s = best(lambda: (scan(homes, places), scan(places, homes)), repeats=2)
    return Row(
        f"there and back on a whole day, {HOMES:,} homes and {PLACES} places",
        show(best(ours, repeats=3)),
        bar="at most 2.00 s",
        is_met=best(ours, repeats=3) <= 2.0,
        note=f"journeys of both ways before that {show(journeys_s)}: {len(outward.rides) + len(homeward.rides):,}",
    )


def first_of(reach: Reach) -> Reach:
    """The first point alone."""
    end = reach.ptr[1]
    return Reach(reach.ptr[:2], reach.stop[:end], reach.walk_s[:end])


def window_of(town: Town, homes: Reach) -> Callable[[], Any]:
    """Profiles and their figures."""

    def run() -> Any:
        found = scan_profiles(
            town.day, town.changes, homes, town.to_all_stops, window=WINDOW, latest_s=LATEST_S
        )
        return found, summarise_window(found, window=WINDOW)

    return run


def expanded_search(town: Town, home: Reach, depart_s: int) -> Callable[[], NDArray[np.int32]]:
    """Breadth-first search of one home over connections and departures at stops.

    Every connection is a node, and so is its departure. A departure leads into its connection and to the stop's next
    departure, a connection to the trip's next one and to the first departure that can be caught at every stop near.
    """
    day = town.day
    count, none = len(day.trip), len(day.trip)
    number = np.arange(count)
    by_stop = np.lexsort((number, day.dep_s, day.dep_stop))
    begin = np.searchsorted(day.dep_stop[by_stop], np.arange(day.stop_count + 1))

    def first_after(stop: NDArray[Any], time: NDArray[Any]) -> NDArray[np.int64]:
        key = day.dep_stop[by_stop].astype(np.int64) << 32 | day.dep_s[by_stop]
        at = np.searchsorted(key, stop.astype(np.int64) << 32 | time)
        return np.where(at < begin[stop + 1], by_stop[np.minimum(at, count - 1)], none)

    by_trip = np.lexsort((number, day.trip))
    same_trip = np.flatnonzero(day.trip[by_trip][1:] == day.trip[by_trip][:-1])
    same_stop = np.flatnonzero(day.dep_stop[by_stop][1:] == day.dep_stop[by_stop][:-1])
    off = np.flatnonzero(day.alights)
    walks = np.diff(town.changes.ptr)[day.arr_stop[off]]
    ride = np.repeat(off, walks)
    within = np.arange(len(ride)) - np.repeat(np.cumsum(walks) - walks, walks)
    walk = town.changes.ptr[day.arr_stop[ride]] + within
    caught = first_after(town.changes.stop[walk], day.arr_s[ride] + town.changes.walk_s[walk])
    on = np.flatnonzero(day.boards)
    start = first_after(home.stop, depart_s + home.walk_s)
    tail = np.concatenate(
        (by_trip[same_trip], count + by_stop[same_stop], ride, count + on, np.full(len(start), 2 * count))
    )
    head = np.concatenate(
        (by_trip[same_trip + 1], count + by_stop[same_stop + 1], count + caught, on, count + start)
    )
    keep = head != count + none
    graph = csr_array(
        (np.ones(keep.sum(), dtype=np.int8), (tail[keep], head[keep])), shape=(2 * count + 1, 2 * count + 1)
    )
    on_foot = np.full(day.stop_count, NO_ARRIVAL, dtype=np.int32)
    on_foot[home.stop] = depart_s + home.walk_s

    def run() -> NDArray[np.int32]:
        reached = breadth_first_order(graph, 2 * count, return_predecessors=False)
        reached = reached[reached < count]
        reached = reached[day.alights[reached]]
        arrival = on_foot.copy()
        np.minimum.at(arrival, day.arr_stop[reached], day.arr_s[reached])
        return arrival

    return run


@njit(nogil=True)
def _scan_lanes(
    connections: Any,
    changes: Any,
    homes: Any,
    row: int,
    start: int,
    latest: int,
    ready: Any,
    ridden: Any,
    sits: Any,
) -> None:
    """Arrivals by vehicle at all stops (stops x lanes) for a departure each minute."""
    dep_stop, arr_stop, dep_s, arr_s, trips, boards, alights = connections
    ready[:], ridden[:], sits[:] = NO_ARRIVAL, NO_ARRIVAL, False
    lanes = ready.shape[1]
    for i in range(homes[0][row], homes[0][row + 1]):
        for lane in range(lanes):
            ready[homes[1][i], lane] = start + 60 * lane + homes[2][i]
    for c in range(np.searchsorted(dep_s, start), len(dep_s)):
        if dep_s[c] > latest:
            break
        sitting, waiting, there = sits[trips[c]], ready[dep_stop[c]], ridden[arr_stop[c]]
        is_sooner = False
        for lane in range(lanes):
            sitting[lane] |= boards[c] & (waiting[lane] <= dep_s[c])
            is_sooner |= sitting[lane] & (there[lane] > arr_s[c])
        if not is_sooner or not alights[c] or arr_s[c] > latest:
            continue
        for lane in range(lanes):
            if sitting[lane]:
                there[lane] = min(there[lane], arr_s[c])
        for i in range(changes[0][arr_stop[c]], changes[0][arr_stop[c] + 1]):
            target, time = ready[changes[1][i]], arr_s[c] + changes[2][i]
            for lane in range(lanes):
                if sitting[lane]:
                    target[lane] = min(target[lane], time)


@njit(nogil=True)
def _lane_figures(ridden: Any, start: int, ranks: Any, row: Any) -> None:
    lanes = ridden.shape[1]
    seconds = np.empty(lanes, dtype=np.int64)
    for stop in range(len(ridden)):
        for lane in range(lanes):
            away = ridden[stop, lane] == NO_ARRIVAL
            seconds[lane] = NO_ARRIVAL if away else ridden[stop, lane] - start - 60 * lane
        seconds.sort()
        for k in range(len(ranks)):
            found = seconds[ranks[k] - 1]
            row[stop, k] = np.inf if found == NO_ARRIVAL else found


def lanes_of(town: Town, homes: Reach) -> Callable[[], NDArray[np.float64]]:
    """Median and p90 of all pairs by a scan that carries all departures side by side."""
    day, start = town.day, WINDOW[0]
    lanes = (WINDOW[1] - start) // 60
    connections = (day.dep_stop, day.arr_stop, day.dep_s, day.arr_s, day.trip, day.boards, day.alights)
    changes = (town.changes.ptr, town.changes.stop, town.changes.walk_s)
    walks, ranks = (homes.ptr, homes.stop, homes.walk_s), np.array([lanes // 2, lanes * 9 // 10])

    def run() -> NDArray[np.float64]:
        figures = np.empty((homes.point_count, day.stop_count, 2))

        def fill(first: int, last: int, scratch: Any) -> None:
            for row in range(first, last):
                _scan_lanes(connections, changes, walks, row, start, LATEST_S, *scratch)
                _lane_figures(scratch[1], start, ranks, figures[row])

        def make() -> Any:
            stops = (np.empty((day.stop_count, lanes), dtype=np.int32) for _ in range(2))
            return (*stops, np.empty((day.trip_count, lanes), dtype=np.bool_))

        run_blocks(homes.point_count, fill, make, None)
        return figures

    return run
