"""Travel by public transport between the points of an analyst."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.contracts.clock import parse_window, write_clock
from mapa_uslug.contracts.timetable import DAY_S, DAY_TYPES, DayType, Timetable
from mapa_uslug.core.crs import WGS84, transform_xy
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.snapping import PlacedPoints, Snaps
from mapa_uslug.engine.timetable_scan import Profiles, Reach, scan_profiles, summarise_window
from mapa_uslug.network.reading import LoadedNetwork, read_network
from mapa_uslug.steps.analyst import Answer, check_choices
from mapa_uslug.steps.points import Points, read_points
from mapa_uslug.transit.days import covers, day_type_of, select_day
from mapa_uslug.transit.reading import read_timetables
from mapa_uslug.transit.visits import Visits, measure_visits
from mapa_uslug.transit.walks import measure_changes, measure_reach

OK: Final = "ok"
NO_CONNECTION: Final = "no_connection"
NO_STOP: Final = "no_stop"
NO_RETURN: Final = "no_return"
UNSNAPPED: Final = "unsnapped"
STATES: Final = (OK, NO_CONNECTION, NO_STOP, NO_RETURN, UNSNAPPED)
_HOME_BY_S = DAY_S + 4 * 3600
_MINUTE_S = 60


@dataclass(frozen=True)
class TransitQuestion:
    """When people travel, how they walk, and whether they have to come back.

    Attributes
    ----------
    day : date
        Of dated timetables, and what day of the week it is.
    window : tuple of int
        When people leave, seconds of the day; the end is not in it.
    stay : tuple of int or None
        Least and longest seconds at the destination; None where nobody has to come back.
    hours : tuple of int
        When the destinations are open, seconds of the day.
    day_type : DayType or None
        Kind of day of timetables made by hand; None: that of the date.
    """

    day: date
    window: tuple[int, int]
    stay: tuple[int, int] | None = None
    hours: tuple[int, int] = (0, DAY_S)
    day_type: DayType | None = None
    pace: str = "walk"
    max_walk_min: int = 20
    max_change_walk_min: int = 10
    change_s: int = 60

    @classmethod
    def parse(
        cls, *, day: str, window: str, stay: str, hours: str, day_type: str, pace: str, **numbers: int
    ) -> TransitQuestion:
        """Out of what stands on the command line.

        Raises
        ------
        InputError
            With every option that cannot be understood.
        """  # fmt: skip
        problems: list[Problem] = []
        try:
            when = date.fromisoformat(day)
        except ValueError:
            problems.append(_not_understood("--date", day, "2026-05-13"))
            when = date.min
        leaving = _window("--window", window, problems)
        opening = _window("--hours", hours, problems)
        staying = _stay(stay, problems) if stay else None
        try:
            check_choices(**{"day-type": (day_type, ("", *DAY_TYPES)), "pace": (pace, ("walk", "walk_slow"))})
        except InputError as error:
            problems += error.problems
        if problems:
            raise InputError(problems)
        kind = next((t for t in DAY_TYPES if t == day_type), None)
        return cls(when, leaving, staying, opening, kind, pace, **numbers)


def measure_by_transit(
    timetables: Sequence[Path], roads: Path, origins: Path, destinations: Path, question: TransitQuestion
) -> Answer:
    """One row per origin and destination, in the order of both files.

    Columns ``origin_id, destination_id, state, min_s, median_s, p90_s, departures, return_s, last_return``. Seconds are
    from door to door: the least without the wait at home; median and 90th percentile over every minute of the window
    with it, empty where more than half (a tenth) of the minutes have no connection. `departures` are different journeys
    that leave within the window. `return_s` is the way back of the quickest visit, `last_return` the latest leaving of the
    destination that gets home. Who can walk all the way within the walk allowed may do so.

    Raises
    ------
    InputError
        With every problem of all files, and when no timetable covers the date.
    """
    network, points, timetable, warnings = _read(timetables, roads, (origins, destinations), question.day)
    places = [
        PlacedPoints(p.ids, network.snap(*p.locate(network.network.crs), mode=question.pace)) for p in points
    ]
    table = _measure(network, timetable, places[0], places[1], question)
    return Answer(table, warnings)


def _read(
    timetables: Sequence[Path], roads: Path, paths: Sequence[Path], day: date
) -> tuple[RoutableNetwork, list[Points], Timetable, tuple[Problem, ...]]:
    problems: list[Problem] = []
    points: list[Points] = []
    timetable: Timetable | None = None
    loaded: LoadedNetwork | None = None
    for path in paths:
        try:
            points.append(read_points(path))
        except InputError as error:
            problems += error.problems
    warnings: list[Problem] = []
    try:
        timetable, warnings, _ = read_timetables(timetables, gminas=None)
        problems += _without_day(timetable, day, timetables)
    except InputError as error:
        problems += error.problems
    try:
        loaded = read_network(roads)
    except InputError as error:
        problems += error.problems
    if loaded is None or timetable is None or problems:
        raise InputError(problems)
    warnings += [*loaded.problems, *(p for read in points for p in read.problems)]
    return RoutableNetwork(loaded.network), points, timetable, tuple(sorted(set(warnings)))


def _without_day(timetable: Timetable, day: date, paths: Sequence[Path]) -> list[Problem]:
    if covers(timetable, day) or timetable.runs_on_type.any():
        return []
    return [problem("No timetable covers {value}.", where=", ".join(p.name for p in paths), code="no_such_day",
                    value=day.isoformat(), hint="Give a date within the range of the feed.")]  # fmt: skip


def _measure(
    roads: RoutableNetwork, timetable: Timetable, origins: PlacedPoints, destinations: PlacedPoints, question: TransitQuestion
) -> pd.DataFrame:  # fmt: skip
    stops = roads.snap(
        *transform_xy(timetable.stop_lon, timetable.stop_lat, WGS84, roads.network.crs), mode=question.pace
    )
    walk_s = float(question.max_walk_min * _MINUTE_S)

    def reach(points: Snaps, targets: Snaps) -> Reach:
        return measure_reach(roads, points=points, stops=targets, mode=question.pace, limit_s=walk_s)

    day = select_day(timetable, day=question.day, day_type=question.day_type or day_type_of(question.day))
    changes = measure_changes(
        roads, timetable, stops=stops, mode=question.pace, limit_s=float(question.max_change_walk_min * _MINUTE_S),
        change_s=question.change_s,
    )  # fmt: skip
    here, there = reach(origins.snaps, stops), reach(destinations.snaps, stops)
    walks = reach(origins.snaps, destinations.snaps)
    outward = scan_profiles(day, changes, here, there, window=question.window, latest_s=_HOME_BY_S)
    figures = _Figures(origins, destinations, (here, there))
    figures.add_window(outward, walks, question.window)
    if question.stay is not None:
        homeward = scan_profiles(day, changes, there, here, window=(0, DAY_S), latest_s=_HOME_BY_S)
        count = len(destinations)
        opens, closes = (np.full(count, s, dtype=np.int32) for s in question.hours)
        figures.add_visits(
            measure_visits(outward, homeward, opens_s=opens, closes_s=closes, stay=question.stay, walks=walks)
        )
    return figures.table()


class _Figures:
    """Figures of all pairs, filled in as they become known."""

    def __init__(
        self, origins: PlacedPoints, destinations: PlacedPoints, reaches: tuple[Reach, Reach]
    ) -> None:
        self._origins, self._destinations = origins, destinations
        shape = len(origins), len(destinations)
        self._seconds = np.full((3, *shape), np.inf)
        self._return_s, self._last = np.full(shape, np.nan), np.full(shape, -1, dtype=np.int64)
        self._departures = np.zeros(shape, dtype=np.int64)
        here, there = (np.diff(r.ptr) > 0 for r in reaches)
        self._has_stops = here[:, None] & there[None, :]
        self._comes_back = np.ones(shape, dtype=bool)

    def add_window(self, outward: Profiles, walks: Reach, window: tuple[int, int]) -> None:
        """Times over the window, and of walking all the way where that takes less."""
        pair = outward.pair_origin, outward.pair_destination
        found = summarise_window(outward, window=window)
        for i, values in enumerate((found.min_s, found.median_s, found.p90_s)):
            self._seconds[i][pair] = values
        self._departures[pair] = found.departures
        origin = np.repeat(np.arange(walks.point_count), np.diff(walks.ptr))
        for seconds in self._seconds:
            np.minimum.at(seconds, (origin, walks.stop), walks.walk_s)

    def add_visits(self, visits: Visits) -> None:
        """Ways back of visits."""
        pair = visits.pair_origin, visits.pair_destination
        self._comes_back[:] = False
        self._comes_back[pair] = visits.has_return
        self._return_s[pair] = np.where(np.isfinite(visits.return_s), visits.return_s, np.nan)
        self._last[pair] = visits.last_return_s

    def table(self) -> pd.DataFrame:
        """One row a pair."""
        count, many = self._last.shape
        loose = ~self._origins.snaps.is_snapped[:, None] | ~self._destinations.snaps.is_snapped[None, :]
        gets_there = np.isfinite(self._seconds[0])
        state = np.select(
            [loose, gets_there & self._comes_back, gets_there, ~self._has_stops],
            [UNSNAPPED, OK, NO_RETURN, NO_STOP],
            default=NO_CONNECTION,
        )
        least, median, late = (_told(values) for values in self._seconds)
        return pd.DataFrame(
            {
                "origin_id": np.repeat(self._origins.ids, many),
                "destination_id": np.tile(self._destinations.ids, count),
                "state": state.ravel(),
                "min_s": least,
                "median_s": median,
                "p90_s": late,
                "departures": self._departures.ravel(),
                "return_s": self._return_s.ravel(),
                "last_return": [write_clock(int(s)) if s >= 0 else "" for s in self._last.ravel()],
            }
        )


def _told(seconds: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(np.isfinite(seconds), seconds, np.nan).ravel()


def _window(key: str, text: str, problems: list[Problem]) -> tuple[int, int]:
    try:
        return parse_window(text)
    except ValueError:
        problems.append(_not_understood(key, text, "08:00-10:00"))
        return 0, DAY_S


def _stay(text: str, problems: list[Problem]) -> tuple[int, int]:
    least, _, longest = text.partition("-")
    if least.strip().isdigit() and longest.strip().isdigit() and 0 < int(least) <= int(longest):
        return int(least) * _MINUTE_S, int(longest) * _MINUTE_S
    problems.append(_not_understood("--stay", text, "60-240"))
    return 0, 0


def _not_understood(key: str, value: Any, example: str) -> Problem:
    return problem("{key} cannot be {value}.", where=key, key=key, value=value, code="choice", expected="",
                   hint="Write it like this: {example}", example=example)  # fmt: skip
