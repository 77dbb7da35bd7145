"""Small timetables drawn by hand or at random, and a search through them that does without any of the engine."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from random import Random

import networkx as nx
import numpy as np
from hypothesis import strategies as st

from mapa_uslug.engine.timetable_scan import Changes, DayTimetable, Profiles, Reach

NEVER = float("inf")


@dataclass(frozen=True)
class Call:
    """A trip at a stop."""

    stop: int
    arrive: int
    depart: int
    boards: bool = True
    alights: bool = True


@dataclass(frozen=True)
class Town:
    """Trips, walks in seconds between stops, and walks of homes and places, all as plain Python."""

    stops: int
    trips: tuple[tuple[Call, ...], ...]
    changes: dict[tuple[int, int], int]
    homes: tuple[dict[int, int], ...]
    places: tuple[dict[int, int], ...]

    @property
    def day(self) -> DayTimetable:
        """The trips as the engine takes them."""
        rides = [
            (before.depart, number, order, before, after)
            for number, trip in enumerate(self.trips)
            for order, (before, after) in enumerate(pairwise(trip))
        ]
        rides.sort(key=lambda ride: ride[:3])

        def column(of, kind):
            return np.array([of(ride) for ride in rides], dtype=kind)

        return DayTimetable(
            dep_stop=column(lambda ride: ride[3].stop, np.int32),
            arr_stop=column(lambda ride: ride[4].stop, np.int32),
            dep_s=column(lambda ride: ride[3].depart, np.int32),
            arr_s=column(lambda ride: ride[4].arrive, np.int32),
            trip=column(lambda ride: ride[1], np.int32),
            boards=column(lambda ride: ride[3].boards, np.bool_),
            alights=column(lambda ride: ride[4].alights, np.bool_),
            stop_count=self.stops,
            trip_count=len(self.trips),
            trip_row=np.arange(len(self.trips), dtype=np.int32),
        )

    @property
    def change_table(self) -> Changes:
        """Changes as the engine takes them."""
        pairs = np.array(list(self.changes), dtype=np.int64).reshape(-1, 2)
        seconds = np.array(list(self.changes.values()), dtype=np.int64)
        return Changes.from_pairs(pairs[:, 0], pairs[:, 1], seconds, count=self.stops)

    @property
    def from_homes(self) -> Reach:
        """Walks of the homes as the engine takes them."""
        return reach(self.homes)

    @property
    def to_places(self) -> Reach:
        """Walks of the places as the engine takes them."""
        return reach(self.places)


def reach(points: tuple[dict[int, int], ...]) -> Reach:
    """Walks of points from their dictionaries."""
    walks = [(i, stop, walk) for i, near in enumerate(points) for stop, walk in near.items()]
    point, stop, walk_s = np.array(walks, dtype=np.int64).reshape(-1, 3).T
    return Reach.from_pairs(point, stop, walk_s, count=len(points))


def journeys_of(profiles: Profiles, origin: int, destination: int) -> list[tuple[int, int, int]]:
    """Departure, arrival and vehicles of a pair's journeys."""
    found = np.flatnonzero((profiles.pair_origin == origin) & (profiles.pair_destination == destination))
    if not len(found):
        return []
    (pair,) = found
    part = slice(profiles.ptr[pair], profiles.ptr[pair + 1])
    return [
        (int(a), int(b), int(c))
        for a, b, c in zip(
            profiles.depart_s[part], profiles.arrive_s[part], profiles.rides[part], strict=True
        )
    ]


class Search:
    """Every ride of a town as a node of a networkx graph, every way on from it as an arc that weighs a vehicle or none."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._found: dict[tuple[int, int], dict[tuple[int, int], int]] = {}
        self._graph = nx.DiGraph()
        rides = [(t, i) for t, trip in enumerate(town.trips) for i in range(len(trip) - 1)]
        self._graph.add_nodes_from(rides)
        for ride in rides:
            for other in rides:
                if self._can_change(ride, other):
                    self._graph.add_edge(ride, other, vehicles=1)
            if (ride[0], ride[1] + 1) in self._graph:
                self._graph.add_edge(ride, (ride[0], ride[1] + 1), vehicles=0)

    def _can_change(self, ride, other) -> bool:
        end, start = self._end(ride), self._start(other)
        walk = self._town.changes.get((end.stop, start.stop))
        return end.alights and start.boards and walk is not None and end.arrive + walk <= start.depart

    def _start(self, ride) -> Call:
        return self._town.trips[ride[0]][ride[1]]

    def _end(self, ride) -> Call:
        return self._town.trips[ride[0]][ride[1] + 1]

    def arrivals(self, home: int, leave: int) -> dict[tuple[int, int], int]:
        """Stops and times at which one can get off who leaves home then or later, and the fewest vehicles."""
        if (home, leave) not in self._found:
            self._found[home, leave] = self._search(home, leave)
        return self._found[home, leave]

    def _search(self, home: int, leave: int) -> dict[tuple[int, int], int]:
        walks = self._town.homes[home]
        first = [
            ride
            for ride in self._graph
            if (start := self._start(ride)).boards
            and start.stop in walks
            and start.depart - walks[start.stop] >= leave
        ]
        found: dict[tuple[int, int], int] = {}
        if first:
            changes = nx.multi_source_dijkstra_path_length(self._graph, first, weight="vehicles")
            for ride, more in changes.items():
                end = self._end(ride)
                if end.alights:
                    key = (end.stop, end.arrive)
                    found[key] = min(found.get(key, 10**6), more + 1)
        return found

    def earliest(self, home: int, place: int, leave: int, latest: float = NEVER) -> tuple[float, int]:
        """Earliest arrival of who leaves home then or later, and the fewest vehicles of such a journey."""
        near = self._town.places[place]
        ends = [
            (time + near[stop], vehicles)
            for (stop, time), vehicles in self.arrivals(home, leave).items()
            if stop in near and time + near[stop] <= latest
        ]
        return min(ends, default=(NEVER, 0))

    def profile(
        self, home: int, place: int, window: tuple[int, int], latest: int
    ) -> list[tuple[int, int, int]]:
        """Journeys worth making, by trying every second of the window."""
        found: list[tuple[int, int, int]] = []
        soonest = NEVER
        for leave in range(window[1], window[0] - 1, -1):
            arrive, vehicles = self.earliest(home, place, leave, latest)
            if arrive < soonest:
                soonest = arrive
                found.append((leave, int(arrive), vehicles))
        return found[::-1]


@st.composite
def trips(draw, stops: int, *, longest: int = 5, gap: int = 8) -> tuple[Call, ...]:
    """A trip that may stand at a stop, ride in no time, come by twice and refuse to let on or off."""
    time = draw(st.integers(0, 40))
    calls = []
    for _ in range(draw(st.integers(2, longest))):
        arrive = time + draw(st.integers(0, gap))
        time = arrive + draw(st.sampled_from([0, 0, 0, 2]))
        calls.append(
            Call(
                draw(st.integers(0, stops - 1)), arrive, time,
                draw(st.sampled_from([True] * 5 + [False])), draw(st.sampled_from([True] * 5 + [False])),
            )
        )  # fmt: skip
    return tuple(calls)


@st.composite
def odd_towns(draw) -> Town:
    """A random town with few trips and many coincidences, whose walks neither close nor return."""
    stops = draw(st.integers(3, 8))
    pair = st.tuples(st.integers(0, stops - 1), st.integers(0, stops - 1))
    same = {(s, s): draw(st.sampled_from([1, 1, 2, 5])) for s in range(stops) if draw(st.integers(0, 7))}
    walks = draw(st.dictionaries(pair, st.integers(1, 15), max_size=stops * 2))
    near = st.dictionaries(st.integers(0, stops - 1), st.integers(0, 10), max_size=3)
    return Town(
        stops,
        tuple(draw(st.lists(trips(stops), min_size=1, max_size=12))),
        same | walks,
        tuple(draw(st.lists(near, min_size=1, max_size=3))),
        tuple(draw(st.lists(near, min_size=1, max_size=3))),
    )


def busy_town(seed: int) -> Town:
    """A random town in which many journeys compete."""
    random = Random(seed)
    stops = random.randint(5, 12)
    pace = random.randint(2, 9)

    def ride() -> tuple[Call, ...]:
        time, calls = random.randint(0, 50), []
        for stop in random.choices(range(stops), k=random.randint(2, 6)):
            arrive = time + random.randint(0, pace)
            time = arrive + random.choice([0, 0, 1])
            calls.append(Call(stop, arrive, time, random.random() < 0.9, random.random() < 0.9))
        return tuple(calls)

    def near(count: int) -> dict[int, int]:
        return {stop: random.randint(0, 12) for stop in random.sample(range(stops), count)}

    changes = {(s, s): random.choice([1, 2, 4]) for s in range(stops) if random.random() < 0.9}
    for _ in range(random.randint(0, 2 * stops)):
        changes[random.randrange(stops), random.randrange(stops)] = random.randint(1, 20)
    return Town(
        stops,
        tuple(ride() for _ in range(random.randint(12, 30))),
        changes,
        tuple(near(random.randint(1, 3)) for _ in range(2)),
        tuple(near(random.randint(1, 3)) for _ in range(2)),
    )


def busy_towns() -> st.SearchStrategy[Town]:
    """Towns in which many journeys compete."""
    return st.integers(0, 2**32).map(busy_town)


def towns() -> st.SearchStrategy[Town]:
    """Towns of either kind."""
    return odd_towns() | busy_towns()
