"""There and back by public transport between the cells of an area and its places of service."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import Final

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from mapa_uslug.contracts.barriers import CAUSES
from mapa_uslug.contracts.clock import parse_window
from mapa_uslug.contracts.timetable import DAY_S, DayType, Timetable
from mapa_uslug.contracts.travel_times import TravelTimes
from mapa_uslug.core.crs import WGS84, transform_xy
from mapa_uslug.engine.snapping import Snaps
from mapa_uslug.engine.timetable_scan import Changes, DayTimetable, Profiles, Reach, scan_profiles
from mapa_uslug.steps.door_to_door import DoorToDoor
from mapa_uslug.steps.loading import AreaData
from mapa_uslug.steps.timetables import find_dates, find_hours, find_lost_gminas
from mapa_uslug.steps.uncertain_places import RoughOfType
from mapa_uslug.transit.days import is_told, select_day
from mapa_uslug.transit.hours import OpenHours
from mapa_uslug.transit.on_demand import open_to_all
from mapa_uslug.transit.visit_costs import VisitCosts, least_durations
from mapa_uslug.transit.visits import measure_visits
from mapa_uslug.transit.walks import measure_changes, measure_reach
from mapa_uslug.traveltime.bounds import measure_least_costs

TRANSIT: Final = "transit"
_MINUTE_S = 60.0
_HOME_BY_S = DAY_S + 4 * 3600
"""The last bus home may leave before midnight and arrive after it."""
_MOST_CELLS_BETWEEN = 2500
"""Cells between all pairs of which journeys are sought: it takes their square, seconds at this size."""
_CELLS_AT_A_TIME = 500


class PublicTransport:
    """Journeys on one kind of day between the cells and the places of a set of services.

    Parameters
    ----------
    services : GeoDataFrame
        `LOCATED_SERVICES`.
    snaps
        Where ``cells`` or ``services`` meet the roads by a mode, see `Measurer.snaps`.
    """

    def __init__(
        self, data: AreaData, services: gpd.GeoDataFrame, snaps: Callable[[str, str], Snaps], *, day_type: DayType | None = None
    ) -> None:  # fmt: skip
        if data.timetable is None:
            raise ValueError("no timetable was given")
        self._data, self._services, self._snaps_of = data, services, snaps
        self._timetable: Timetable = data.timetable
        self._options = data.config.transit
        self.day_type: DayType = day_type or self._options.day
        self._found: VisitCosts | None = None

    def on(self, day_type: DayType) -> PublicTransport:
        """The same on another kind of day."""
        return PublicTransport(self._data, self._services, self._snaps_of, day_type=day_type)

    @property
    def timetable(self) -> Timetable:
        """Of all kinds of day."""
        return self._timetable

    @property
    def is_known(self) -> bool:
        """Whether the timetables tell of the kind of day, every feed among them; else nobody is too far on it."""
        return is_told(self._timetable, self.date, self.day_type)

    @cached_property
    def gminas_with_lost_courses(self) -> frozenset[str]:
        """Gminas with a stop of a course that had to be left out: whoever has no other may have that one."""
        return find_lost_gminas(self._timetable, self._data.gminas)

    @cached_property
    def date(self) -> date | None:
        """Date that dated feeds are read for; None where none of their days is of the kind."""
        return find_dates(self._timetable, self._options)[self.day_type]

    @cached_property
    def day(self) -> DayTimetable:
        """Courses of the day."""
        return select_day(self._timetable, day=self.date, day_type=self.day_type, with_one_off=False)

    @cached_property
    def stop_points(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Coordinates of the stops in the area's CRS."""
        x, y = transform_xy(self._timetable.stop_lon, self._timetable.stop_lat, WGS84, self._data.crs)
        return np.asarray(x), np.asarray(y)

    @cached_property
    def stops(self) -> Snaps:
        """Where stops meet the roads on foot."""
        return self._data.roads.snap(
            *self.stop_points, mode=self._options.walk, max_distance_m=self._data.config.roads.max_snap_m
        )

    @cached_property
    def changes(self) -> Changes:
        """Between which stops one may change."""
        return measure_changes(
            self._data.roads, self._timetable, stops=self.stops, mode=self._options.walk,
            limit_s=self._options.max_change_walk_min * _MINUTE_S, change_s=self._options.change_s,
        )  # fmt: skip

    @property
    def cells_have_road(self) -> NDArray[np.bool_]:
        """Cells with a road to walk on."""
        return self._snaps("cells").is_snapped

    @cached_property
    def from_cells(self) -> Reach:
        """Stops within the walk allowed of each cell."""
        return self._reach(self._snaps("cells"))

    @cached_property
    def _fetching(self) -> DoorToDoor:
        services = open_to_all(self._timetable.on_demand, self.day_type)
        return DoorToDoor(self._data, services, self._snaps_of("cells", "car"))

    def outward(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Seconds of the way to some of the services, (cells, rows): door to door, of a visit that one gets back from.

        ``inf`` where there is none.
        """
        costs = self.visits
        table = np.full((len(self._snaps("cells")), len(self._services)), np.inf, dtype=np.float32)
        table[costs.cell, costs.place] = costs.outward_s
        return table[:, rows]

    @property
    def visits(self) -> VisitCosts:
        """What visits of every service cost the people of every cell."""
        if self._found is None:
            default = parse_window(self._options.hours)
            hours = find_hours(self._services, self.date, self.day_type, default=default).filled(default)
            gminas = self._fetching.gminas_of(self._services.geometry.to_numpy())
            self._found = self._measure(
                self._snaps("services"), self._snaps_of("services", "car"), hours, gminas
            )
        return self._found

    def times(
        self, rows: NDArray[np.int64], services: NDArray[np.int64], *, limit: float, edge_cost: NDArray[np.float64]
    ) -> TravelTimes:  # fmt: skip
        """Times between some of the cells and some of the services, as `measure_travel_times` gives them by road."""
        is_snapped = self._snaps("cells").is_snapped[rows]
        return self.visits.of(rows, services).travel_times(
            limit=limit, is_snapped=is_snapped, edge_cost=edge_cost
        )

    def what_lacks(self, rows: NDArray[np.int64], services: NDArray[np.int64]) -> NDArray[np.int8]:
        """What some of the cells lack to visit some of the services, as an index into `CAUSES`.

        A stop, a course that gets there, one that brings back, or nothing but time (`SLOW`); -1 where the cell has no road.
        """
        costs, count = self.visits.of(rows, services), len(rows)
        gets_there, gets_back = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
        gets_there[costs.cell[costs.has_outward]] = True
        gets_back[costs.cell[np.isfinite(costs.outward_s)]] = True
        has_stop = np.diff(self.from_cells.ptr)[rows] > 0
        lacking = [~self.cells_have_road[rows], gets_back, gets_there, has_stop]
        codes = [-1, *(CAUSES.index(cause) for cause in ("slow", "no_return", "no_course"))]
        return np.select(lacking, codes, default=CAUSES.index("no_stop")).astype(np.int8)

    def between_cells(self) -> NDArray[np.float32] | None:
        """Seconds from every cell to a place that opens at another; None where there are too many of them."""
        cells = self._snaps("cells")
        count = len(cells)
        if count > _MOST_CELLS_BETWEEN:
            return None
        default = np.array(parse_window(self._options.hours), dtype=np.int32)
        gminas = self._data.cells.table["gmina_teryt"].to_numpy(dtype=object)
        table = np.full((count, count), np.inf, dtype=np.float32)
        for first in range(0, count, _CELLS_AT_A_TIME):
            block = np.arange(first, min(first + _CELLS_AT_A_TIME, count))
            hours = OpenHours(
                np.arange(len(block) + 1), np.full(len(block), default[0]), np.full(len(block), default[1])
            )
            found = self._measure(
                cells.take(block), self._snaps_of("cells", "car").take(block), hours, gminas[block]
            )
            table[found.cell, block[found.place]] = found.outward_s
        return table

    def least_outward(self, rough: RoughOfType) -> NDArray[np.float64]:
        """The least that the way to places known only roughly may take, (cells, rough places), wherever they stand.

        Whether one gets back is not asked: what may be within reach is not known to be too far.
        """
        reaches, direct, by_car = [], [], []
        walk_s, cells = self._options.max_walk_min * _MINUTE_S, self._snaps("cells")
        for i in range(len(rough.rows)):
            place = rough.places.take(np.array([i]))
            to_disc, on_foot = (
                measure_least_costs(
                    self._data.roads, cell_snaps=snaps, places=place, mode=self._options.walk, direction="to", limit=walk_s
                )
                for snaps in (self.stops, cells)
            )  # fmt: skip
            reaches.append(to_disc)
            direct.append(on_foot)
            by_car.append(self._fetching.least_ways(place))
        profiles = self._outward_profiles(_reach_of(np.stack(reaches)), self.from_cells)
        table = np.stack(direct, axis=1)
        ride = least_durations(profiles)
        np.minimum.at(table, (profiles.pair_origin, profiles.pair_destination), ride)
        return np.minimum(table, np.stack(by_car, axis=1))

    def last_returns(self, centre: NDArray[np.int64]) -> NDArray[np.int64]:
        """Latest that one leaves a cell's centre by public transport and gets home, seconds of the day; -1 if never.

        Parameters
        ----------
        centre : int64, (cells,)
            For every cell another one.
        """
        centres, number = np.unique(centre, return_inverse=True)
        reach = self._reach(self._snaps("cells").take(centres))
        profiles = scan_profiles(
            self.day, self.changes, reach, self.from_cells, window=(0, _HOME_BY_S), latest_s=_HOME_BY_S
        )
        latest = np.full((len(centres), len(centre)), -1, dtype=np.int64)
        if profiles.pair_count:
            last = profiles.depart_s[profiles.ptr[1:] - 1]
            latest[profiles.pair_origin, profiles.pair_destination] = last
        return latest[number, np.arange(len(centre))]

    def leaving(self, walk_s: NDArray[np.float64], drive_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Seconds from every cell to where services are not known any more: by vehicle and on foot from a stop, or fetched.

        ``inf`` where no course and no door-to-door service gets there.

        Parameters
        ----------
        walk_s : float64, (stops,)
            From a stop to the end of the known; of stops beyond it anything.
        drive_s : float64, (cells,)
            By car from a cell to the end of the known.
        """
        known = shapely.intersection(self._data.extent, self._data.known)
        to_end_s = np.where(shapely.contains_xy(known, *self.stop_points), walk_s, 0.0)
        to_end_s[to_end_s > self._options.max_walk_min * _MINUTE_S] = np.inf
        cost = np.full(len(self._snaps("cells")), np.inf)
        profiles = self._outward_profiles(_reach_of(to_end_s[None, :]), self.from_cells)
        cost[profiles.pair_origin] = least_durations(profiles)
        return np.asarray(np.minimum(cost, self._fetching.leaving(drive_s, known)), dtype=np.float64)

    def _measure(
        self, places: Snaps, places_by_car: Snaps, hours: OpenHours, place_gminas: NDArray[np.object_]
    ) -> VisitCosts:
        cells = self._snaps("cells")
        walk_s = self._options.max_walk_min * _MINUTE_S
        to_places = self._reach(places)
        outward = self._outward_profiles(to_places, self.from_cells)
        homeward = scan_profiles(
            self.day, self.changes, to_places, self.from_cells, window=(self._window[0], DAY_S), latest_s=_HOME_BY_S
        )  # fmt: skip
        walks = measure_reach(
            self._data.roads, points=cells, stops=places, mode=self._options.walk, limit_s=walk_s
        )
        stay = (self._options.stay_min * 60, self._options.stay_max * 60)
        visits = measure_visits(
            outward, homeward, opens_s=hours.opens_s, closes_s=hours.closes_s, hours_ptr=hours.ptr, stay=stay,
            walks=walks,
        )  # fmt: skip
        found = VisitCosts(
            len(places),
            visits.pair_origin,
            visits.pair_destination,
            visits.outward_s,
            visits.last_return_s,
            visits.has_outward,
        )
        return self._fetching.add_to(found, places_by_car, hours, place_gminas)

    def _outward_profiles(self, destinations: Reach, origins: Reach) -> Profiles:
        return scan_profiles(
            self.day, self.changes, origins, destinations, window=self._window, latest_s=DAY_S
        )

    @cached_property
    def _window(self) -> tuple[int, int]:
        return parse_window(self._options.window)

    def _reach(self, points: Snaps) -> Reach:
        return measure_reach(
            self._data.roads, points=points, stops=self.stops, mode=self._options.walk,
            limit_s=self._options.max_walk_min * _MINUTE_S,
        )  # fmt: skip

    def _snaps(self, what: str) -> Snaps:
        return self._snaps_of(what, self._options.walk)


def _reach_of(walk_s: NDArray[np.float64]) -> Reach:
    """Points with the seconds between each and every stop, (points, stops), ``inf`` where it is too far."""
    point, stop = np.nonzero(np.isfinite(walk_s))
    ptr = np.zeros(len(walk_s) + 1, dtype=np.int64)
    np.cumsum(np.bincount(point, minlength=len(walk_s)), out=ptr[1:])
    return Reach(ptr, stop.astype(np.int32), np.floor(walk_s[point, stop]).astype(np.int32))
