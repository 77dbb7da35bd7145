"""Travel by public transport between the points of an analyst."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.contracts.clock import write_clock
from mapa_uslug.contracts.timetable import DAY_S, Timetable
from mapa_uslug.core.crs import WGS84, transform_xy
from mapa_uslug.core.errors import InputError, Problem, Severity, problem
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.snapping import PlacedPoints, Snaps
from mapa_uslug.engine.timetable_scan import Profiles, Reach, scan_profiles, summarise_window
from mapa_uslug.network.reading import LoadedNetwork, read_network
from mapa_uslug.steps.analyst import Answer
from mapa_uslug.steps.loose_stops import tell_loose_stops
from mapa_uslug.steps.points import Points, read_points
from mapa_uslug.steps.transit_question import TransitQuestion
from mapa_uslug.transit.days import covers, day_type_of, feed_spans, select_day
from mapa_uslug.transit.pruning import drop_slower_than_walking
from mapa_uslug.transit.reading import read_timetables
from mapa_uslug.transit.visits import Visits, measure_visits
from mapa_uslug.transit.walks import measure_changes, measure_reach

OK: Final = "ok"
NO_CONNECTION: Final = "no_connection"
NO_STOP: Final = "no_stop"
NO_RETURN: Final = "no_return"
UNSNAPPED: Final = "unsnapped"
STATES: Final = (OK, NO_CONNECTION, NO_STOP, NO_RETURN, UNSNAPPED)
_HOME_BY_S: Final = DAY_S + 4 * 3600
"""The last way home may end after midnight."""
_MINUTE_S: Final = 60


def measure_by_transit(
    timetables: Sequence[Path], roads: Path, origins: Path, destinations: Path, question: TransitQuestion
) -> Answer:
    """One row per origin and destination, in the order of both files.

    Columns ``origin_id, destination_id, state, min_s, median_s, p90_s, departures, return_s, last_return``. Seconds are
    from door to door: the least without the wait at home; median and 90th percentile over every minute of the window
    with it, empty where more than half (a tenth) of the minutes have no connection. `departures` are different journeys
    that leave within the window. `return_s` is the way back of the quickest visit, `last_return` the latest leaving of
    the destination that gets home by vehicle. Who can walk all the way within the walk allowed may do so, and journeys
    by vehicle that take no less than that are none.

    ``state`` is ``unsnapped`` where one of the two has no road near it, ``no_stop`` where one of them has no stop within
    the walk allowed, ``no_connection`` where no course gets there, ``no_return`` where one gets there but no stay of the
    least length within the opening hours leaves a way back that ends in time (only asked with a stay), else ``ok``. Times and departures
    are of the way there also where nobody gets back. Services on demand are not looked at: a warning says so.

    Raises
    ------
    InputError
        With every problem of all files, and when no timetable covers the date.
    """
    network, points, timetable, warnings = _read(timetables, roads, (origins, destinations), question.day)
    warnings = (*warnings, *tell_loose_stops(network, timetable, mode=question.pace))
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
        days = _days_beyond(timetable, day, timetables)
        problems += [p for p in days if p.severity == "error"]
        warnings += [*(p for p in days if p.severity != "error"), *_left_out(timetable, timetables)]
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


def _days_beyond(timetable: Timetable, day: date, paths: Sequence[Path]) -> list[Problem]:
    """An error where no timetable knows the date, a warning for each of several that does not."""
    first = timetable.first_date
    if first is None:
        return []
    if not covers(timetable, day) and not timetable.runs_on_type.any():
        length = timetable.runs_on_date.shape[1]
        return [
            _beyond(day, ", ".join(p.name for p in paths), (first, first + timedelta(length - 1)), "error")
        ]
    if len(set(timetable.trip_source)) == 1:
        return []
    return [
        _beyond(day, source, span, "warning")
        for source, span in feed_spans(timetable).items() if span is not None and not span[0] <= day <= span[1]
    ]  # fmt: skip


def _beyond(day: date, where: str, span: tuple[date, date], severity: Severity) -> Problem:
    return problem("No timetable covers {value}; they reach from {first} to {last}.", where=where, code="no_such_day",
                   severity=severity, value=day.isoformat(), first=span[0], last=span[1],
                   hint="Give a date within the range of the feed.")  # fmt: skip


def _left_out(timetable: Timetable, paths: Sequence[Path]) -> list[Problem]:
    if not timetable.on_demand:
        return []
    return [problem("Services on demand are not counted here: {names}.", where=", ".join(p.name for p in paths),
                    code="on_demand_left_out", severity="warning", names=", ".join(s.name for s in timetable.on_demand),
                    hint="They count in mapa-uslug run, where it is known who lives in their gminas.")]  # fmt: skip


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
    on_foot_s = _table_of(walks, len(destinations))
    outward = drop_slower_than_walking(
        scan_profiles(day, changes, here, there, window=question.window, latest_s=_HOME_BY_S), on_foot_s
    )
    figures = _Figures(origins, destinations, (here, there))
    figures.add_window(outward, on_foot_s, question.window)
    if question.stay is not None:
        homeward = drop_slower_than_walking(
            scan_profiles(day, changes, there, here, window=(0, _HOME_BY_S), latest_s=_HOME_BY_S), on_foot_s.T
        )
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

    def add_window(self, outward: Profiles, on_foot_s: NDArray[np.float64], window: tuple[int, int]) -> None:
        """Times over the window, and of walking all the way where that takes less."""
        pair = outward.pair_origin, outward.pair_destination
        found = summarise_window(outward, window=window)
        for i, values in enumerate((found.min_s, found.median_s, found.p90_s)):
            self._seconds[i][pair] = values
        self._departures[pair] = found.departures
        np.minimum(self._seconds, on_foot_s, out=self._seconds)

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


def _table_of(walks: Reach, targets: int) -> NDArray[np.float64]:
    """Seconds of walks, (points, targets), ``inf`` where there is none."""
    table = np.full((walks.point_count, targets), np.inf)
    table[np.repeat(np.arange(walks.point_count), np.diff(walks.ptr)), walks.stop] = walks.walk_s
    return table


def _told(seconds: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(np.isfinite(seconds), seconds, np.nan).ravel()
