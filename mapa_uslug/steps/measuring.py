"""From services and cells to the states of people, one service type and mode at a time."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from mapa_uslug.catalog import ServiceType, Threshold
from mapa_uslug.catalog.models import LEVELS, MAIN_LEVEL
from mapa_uslug.contracts.config import Sharing
from mapa_uslug.contracts.tables import CoverageLayer
from mapa_uslug.contracts.timetable import DayType
from mapa_uslug.contracts.travel_times import TravelTimes
from mapa_uslug.coverage.eligibility import find_eligible
from mapa_uslug.coverage.states import PlaceBounds, classify_people, estimate_demand
from mapa_uslug.engine.graph import Weight
from mapa_uslug.engine.pixels import OFF_ROAD_REACH_M, lay_pixel_grid
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.snapping import PlacedPoints, Snaps
from mapa_uslug.engine.surface import walking_speed
from mapa_uslug.isochrones import (
    IsochroneOptions,
)
from mapa_uslug.network.completeness import knows_paths
from mapa_uslug.steps.data_edges import DataEdges, EdgeQuestion
from mapa_uslug.steps.loading import AreaData
from mapa_uslug.steps.merged_times import group_by_allowed, merge_times, restrict_found
from mapa_uslug.steps.public_transport import TRANSIT, PublicTransport
from mapa_uslug.steps.uncertain_places import RoughOfType, find_rough
from mapa_uslug.traveltime.bounds import measure_least_costs, measure_spreads
from mapa_uslug.traveltime.cells import TimesQuestion, ask_travel_times
from mapa_uslug.traveltime.searches import Found, answer
from mapa_uslug.work.runners import Runner

MOST_DRAWN_PLACES: Final = 500
"""Isochrones of so many single places are drawn unasked. Those of a voivodeship's 1,500 by car have 92 million vertices,
which no map shows; a map colours its cells by their minutes to a place instead.
"""


MOST_PIXELS: Final = 8_000_000
"""Pixels of a surface unasked: those of every voivodeship (the largest has some 6 million) are of 100 m, of Poland of 300 m."""
_PIXEL_M: Final = 100.0


@dataclass(frozen=True)
class Measure:
    """One thing to measure: a service type by one mode."""

    service_type: ServiceType
    mode: str
    threshold: Threshold

    @property
    def weight(self) -> Weight:
        """Seconds, or metres where the law counts in metres."""
        return "length" if self.threshold.unit == "m" else "time"

    @property
    def limit(self) -> float:
        """The widest threshold, in seconds or metres."""
        return self._limit_of(LEVELS - 1)

    @property
    def main_limit(self) -> float:
        """The main threshold, in seconds or metres."""
        return self._limit_of(MAIN_LEVEL)

    def _limit_of(self, level: int) -> float:
        return float(self.threshold.values[level] * (1 if self.threshold.unit == "m" else 60))


def plan_measures(data: AreaData, services: gpd.GeoDataFrame) -> list[Measure]:
    """What there is to measure: types found (or asked for) x the modes that count for each and are switched on.

    A type whose last place a plan closes is still measured: that nobody is served then is what the plan does.
    """
    found = set(services["service_type"]) | set(data.registry.located["service_type"])
    asked = set(data.config.services.types) or found
    return [
        Measure(t, mode, threshold)
        for t in data.catalog.types
        if t.code in asked & found and t.is_measured
        for mode, threshold in t.thresholds.items()
        if mode in data.modes
    ]


class Measurer:
    """Measures service types over one network; snaps and the data's edges are found once and shared."""

    def __init__(self, data: AreaData, services: gpd.GeoDataFrame, sharing: Sharing) -> None:
        self._data, self._services, self._sharing = data, services, sharing
        self._points = data.cells.table.geometry.to_numpy()
        self._snaps: dict[tuple[str, str], Snaps] = {}
        self._edges = DataEdges(data)
        self._gminas = [str(c) for c in data.gminas["gmina_teryt"]]
        self._gmina_of = pd.Index(self._gminas).get_indexer(data.cells.table["gmina_teryt"]).astype(np.int64)
        self._parts: dict[str, list[tuple[NDArray[np.int64], NDArray[np.int64]]]] = {}
        self._rough: dict[tuple[str, str], RoughOfType | None] = {}
        self._least: dict[tuple[str, str], NDArray[np.float64]] = {}
        self._measured: dict[tuple[str, str], tuple[TravelTimes, PlaceBounds | None]] = {}
        self._found: dict[tuple[str, str], Found] = {}

    @cached_property
    def is_outside(self) -> NDArray[np.bool_]:
        """Cells beyond the road data."""
        x, y = shapely.get_x(self._points), shapely.get_y(self._points)
        shapely.prepare(self._data.extent)
        inside: NDArray[np.bool_] = np.asarray(shapely.contains_xy(self._data.extent, x, y), dtype=bool)
        return ~inside

    def road_mode(self, mode: str) -> str:
        """How one gets about on the roads by a mode: on foot to and from public transport."""
        return self._data.config.transit.walk if mode == TRANSIT else mode

    @cached_property
    def transit(self) -> PublicTransport:
        """Public transport between the cells and the services."""
        return PublicTransport(self._data, self._services, self.snaps)

    def on_day(self, day_type: DayType) -> Measurer:
        """The same with public transport of another kind of day."""
        other = copy(self)
        other.__dict__["transit"] = self.transit.on(day_type)
        other._measured = {key: kept for key, kept in self._measured.items() if key[1] != TRANSIT}
        return other

    def lacks_timetable(self, mode: str) -> NDArray[np.bool_] | None:
        """Cells whose people may have courses, or ways to stops, that the data do not hold; None by other modes.

        They live in a gmina whose timetables are not said to be complete, or within a walk of its land: a stop that
        nobody knows may stand there.
        """
        if mode != TRANSIT:
            return None
        if not (self._knows_paths and self.transit.is_known):
            return np.ones(len(self._points), dtype=bool)
        options, gminas = self._data.config.transit, self._data.gminas
        complete = set(options.complete) - self.transit.gminas_with_lost_courses
        incomplete = gminas.geometry[~gminas["gmina_teryt"].isin(complete)].to_numpy()
        within_m = options.max_walk_min * 60.0 * walking_speed(options.walk)
        cell, _ = shapely.STRtree(incomplete).query(self._points, predicate="dwithin", distance=within_m)
        lacks = ~self._are_in(complete)
        lacks[cell] = True
        return np.asarray(lacks, dtype=bool)

    def has_unplaced(self, measure: Measure) -> NDArray[np.bool_]:
        """Cells of gminas in which a place of the service exists that no way can be measured to: its row gives no
        usable place, or no road is near it.
        """
        gminas = self.unplaced_gminas(measure.service_type)
        of_type = self._services["service_type"].to_numpy() == measure.service_type.code
        loose = of_type & ~self.snaps("services", measure.mode).is_snapped
        gminas |= set(self._services["gmina_teryt"].to_numpy()[loose]) - {""}
        return self._are_in(gminas) | ("" in gminas)

    def _are_in(self, gminas: set[str]) -> NDArray[np.bool_]:
        """Cells of some of the gminas."""
        chosen = np.array([*(code in gminas for code in self._gminas), False], dtype=bool)
        return np.asarray(chosen[self._gmina_of], dtype=bool)

    def unplaced_gminas(self, service_type: ServiceType) -> set[str]:
        """Gminas in which a place of the type exists whose row gives no usable place; "" stands for any of them."""
        unplaced = self._data.registry.unplaced
        return set(unplaced.loc[unplaced["service_type"] == service_type.code, "gmina_teryt"])

    def knows_all_ways(self, mode: str) -> bool:
        """Whether the data hold all ways of a mode."""
        return mode in ("car", TRANSIT) or self._knows_paths

    @cached_property
    def _knows_paths(self) -> bool:
        return knows_paths(self._data.roads.network)

    def snaps(self, what: str, mode: str) -> Snaps:
        """Snaps of the cells (``cells``) or of all services (``services``) for a mode."""
        key = what, mode
        if key not in self._snaps:
            points = self._points if what == "cells" else self._services.geometry.to_numpy()
            self._snaps[key] = self._data.roads.snap(
                shapely.get_x(points),
                shapely.get_y(points),
                mode=self.road_mode(mode),
                max_distance_m=self._data.config.roads.max_snap_m,
            )
        return self._snaps[key]

    def layers(self, measure: Measure) -> list[CoverageLayer]:
        """States of people for every threshold of a service type and mode."""
        of_type = self.rows_of(measure.service_type)
        services = self._services.iloc[of_type]
        times, bounds = self.times(measure), self.bounds(measure)
        has_eligible = np.zeros(len(self._points), dtype=bool)
        for rows, allowed in self.parts(measure):
            has_eligible[rows] = len(allowed) > 0
        demand = estimate_demand(
            self._data.cells, measure.service_type, services, rate=measure.service_type.demand_rate
        )
        lacks, has_unplaced = self.lacks_timetable(measure.mode), self.has_unplaced(measure)
        layers = [
            classify_people(
                self._data.cells, times, service_type=measure.service_type, threshold=measure.threshold, level=level,
                demand=demand, is_outside_data=self.is_outside, has_eligible=has_eligible,
                knows_all_ways=self.knows_all_ways(measure.mode), has_unplaced=has_unplaced,
                bounds=bounds, lacks_timetable=lacks,
            )
            for level in range(LEVELS)
        ]  # fmt: skip
        return [_with_service_rows(layer, of_type) for layer in layers]

    def times(self, measure: Measure) -> TravelTimes:
        """Travel times of all cells to the places that their people may use; places by their row in the type.

        Measured once, pairs up to the widest threshold.
        """
        return self._measure(measure)[0]

    def bounds(self, measure: Measure) -> PlaceBounds | None:
        """What the places known only roughly may cost; None where there are none."""
        return self._measure(measure)[1]

    def measure_all(self, measures: Sequence[Measure]) -> None:
        """Measure several: searches of a mode, direction and weight go to the runner together, who may share them out."""
        alike: dict[tuple[str, str, str], list[Measure]] = {}
        for measure in measures:
            if measure.mode != TRANSIT and _key(measure) not in self._measured:
                kind = measure.mode, measure.service_type.direction, measure.weight
                alike.setdefault(kind, []).append(measure)
        for group in alike.values():
            found = answer(self._data.runner, [self._ask_of_all(measure).search for measure in group])
            self._found |= zip(map(_key, group), found, strict=True)
            # Each answer goes as soon as it is told: those of a country fill gigabytes.
            del found
            for measure in group:
                self._measure(measure)

    def _measure(self, measure: Measure) -> tuple[TravelTimes, PlaceBounds | None]:
        key = _key(measure)
        if key not in self._measured:
            rough = self.rough_of(measure)
            times = self._times(measure, self.rows_of(measure.service_type), rough)
            self._measured[key] = times, None if rough is None else self._bounds(measure, rough)
        return self._measured[key]

    def rows_of(self, service_type: ServiceType) -> NDArray[np.int64]:
        """Rows of the services of a type."""
        return np.flatnonzero(self._services["service_type"].to_numpy() == service_type.code)

    def rough_of(self, measure: Measure) -> RoughOfType | None:
        """The type's places that are known only roughly."""
        key = measure.service_type.code, self.road_mode(measure.mode)
        if key not in self._rough:
            of_type = self.rows_of(measure.service_type)
            snaps = self.snaps("services", measure.mode).take(of_type)
            self._rough[key] = find_rough(self.roads, self._services.iloc[of_type], snaps, mode=key[1])
        return self._rough[key]

    @property
    def roads(self) -> RoutableNetwork:
        """The network measured on."""
        return self._data.roads

    @property
    def runner(self) -> Runner:
        """Who does units of work."""
        return self._data.runner

    @property
    def draws_places(self) -> bool:
        """Whether single places have isochrones of their own: as asked for, else where there are not too many."""
        asked = self.asked_for_places
        return len(self._services) <= MOST_DRAWN_PLACES if asked is None else asked

    @property
    def asked_for_places(self) -> bool | None:
        """Whether `area.toml` asks for isochrones of single places; None if it does not say."""
        return self._data.config.isochrones.per_place

    def places(self, measure: Measure) -> PlacedPoints:
        """The places of a service type, snapped for the mode."""
        of_type = self.rows_of(measure.service_type)
        ids = self._services["service_id"].to_numpy(dtype=object)[of_type]
        return PlacedPoints(ids, self.snaps("services", measure.mode).take(of_type))

    def place_points(self, measure: Measure) -> NDArray[np.object_]:
        """Where the places of a service type stand."""
        points: NDArray[np.object_] = self._services.geometry.to_numpy()[self.rows_of(measure.service_type)]
        return points

    @property
    def road_ends(self) -> Snaps:
        """Where the roads of the data end."""
        return self._edges.road_ends

    def metres_to_edge(self, mode: str) -> NDArray[np.float64]:
        """Metres from every cell to where the roads of the data end, ``inf`` if never."""
        question = EdgeQuestion(mode, "to", "length", False)
        return self._edges.cost("cells", question, points=self._points, snaps=self.snaps("cells", mode))

    def isochrone_options(self, measure: Measure) -> IsochroneOptions:
        """The thresholds of a service type and mode as bands."""
        return IsochroneOptions(
            minutes=tuple(float(v) for v in measure.threshold.values), mode=measure.mode,
            direction=measure.service_type.direction, resolution_m=self.pixel_m,
            off_road_m=max(OFF_ROAD_REACH_M, self.pixel_m),
            terminal_s=self.terminal_s(measure.mode),
        )  # fmt: skip

    @cached_property
    def pixel_m(self) -> float:
        """Side of a pixel of isochrones: as asked for, else 100 m, coarser where there would be too many."""
        asked = self._data.config.isochrones.resolution_m
        if asked is not None:
            return float(asked)
        grid = lay_pixel_grid(self.roads, size_m=_PIXEL_M)
        return float(_PIXEL_M * np.ceil(np.sqrt(grid.rows * grid.columns / MOST_PIXELS)))

    def terminal_s(self, mode: str) -> float:
        """Seconds added to every journey by a mode."""
        return {str(k): v for k, v in self._data.config.roads.terminal_s.items()}.get(mode, 0.0)

    def parts(self, measure: Measure) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        """Cells that may use the same places, and which of the type's places these are."""
        code = measure.service_type.code
        if code not in self._parts:
            self._parts[code] = self._split(measure)
        return self._parts[code]

    def _split(self, measure: Measure) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        eligible = find_eligible(
            self._services.iloc[self.rows_of(measure.service_type)],
            gminas=self._gminas,
            sharing=self._sharing,
            is_at_home=measure.service_type.direction == "from",
        )
        return group_by_allowed(eligible, self._gmina_of)

    def _times(
        self,
        measure: Measure,
        of_type: NDArray[np.int64],
        rough: RoughOfType | None,
    ) -> TravelTimes:
        edge_cost = self._edge_costs(measure, of_type, rough)
        if measure.mode == TRANSIT:
            parts = [
                (rows, allowed, self.part_times(measure, rows, allowed, edge_cost=edge_cost[rows]))
                for rows, allowed in self.parts(measure)
            ]
            return merge_times(parts, cell_count=len(self._points))
        question = self._ask_of_all(measure)
        found = self._found.pop(_key(measure), None)
        if found is None:
            (found,) = answer(self._data.runner, [question.search])
        return question.tell(self._restrict(measure, found), edge_cost)

    def _restrict(self, measure: Measure, found: Found) -> Found:
        """What was found for all parts together, of each only the places that its people may use."""
        parts = self.parts(measure)
        told, is_missing = restrict_found(found, parts, places=self._usable(measure))
        far = [(rows[is_missing[rows]], allowed) for rows, allowed in parts]
        far = [(rows, allowed) for rows, allowed in far if len(rows)]
        searches = [self._ask(measure, *part).nearest_only for part in far]
        for (rows, allowed), nearest in zip(far, answer(self._data.runner, searches), strict=True):
            told.nearest_ticks[rows] = nearest.nearest_ticks
            told.nearest_source[rows] = np.append(allowed, -1)[nearest.nearest_source]
        return told

    def _usable(self, measure: Measure) -> NDArray[np.int64]:
        """The type's places that anybody may use."""
        return np.unique(np.concatenate([allowed for _, allowed in self.parts(measure)]))

    def _ask_of_all(self, measure: Measure) -> TimesQuestion:
        """One search for all parts; see `restrict_found`."""
        return self._ask(measure, np.arange(len(self._points)), self._usable(measure))

    def part_times(
        self,
        measure: Measure,
        rows: NDArray[np.int64],
        allowed: NDArray[np.int64],
        *,
        edge_cost: NDArray[np.float64],
    ) -> TravelTimes:
        """Times between some of the cells and some of a type's places, whoever may use these."""
        if measure.mode == TRANSIT:
            of_type = self.rows_of(measure.service_type)
            return self.transit.times(rows, of_type[allowed], limit=measure.limit, edge_cost=edge_cost)
        question = self._ask(measure, rows, allowed)
        (found,) = answer(self._data.runner, [question.search])
        return question.tell(found, edge_cost)

    def _ask(self, measure: Measure, rows: NDArray[np.int64], allowed: NDArray[np.int64]) -> TimesQuestion:
        of_type = self.rows_of(measure.service_type)
        cells, places = self.snaps("cells", measure.mode), self.snaps("services", measure.mode).take(of_type)
        return ask_travel_times(
            self._data.roads, cell_snaps=cells.take(rows), place_snaps=places.take(allowed), mode=measure.mode,
            direction=measure.service_type.direction, limit=measure.limit, weight=measure.weight,
            terminal_s=self.terminal_s(measure.mode),
        )  # fmt: skip

    def _bounds(self, measure: Measure, rough: RoughOfType) -> PlaceBounds:
        """What the places known only roughly may cost at least and at most, wherever in their discs they stand."""
        least_cost = np.full(len(self._points), np.inf)
        for rows, allowed in self.parts(measure):
            least_cost[rows] = self.least_costs(measure, rough, rows, allowed)
        return PlaceBounds(least_cost, self.spreads(measure, rough))

    def least_costs(
        self, measure: Measure, rough: RoughOfType, rows: NDArray[np.int64], allowed: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """The least that it may cost some of the cells to get to any rough place among some of a type's places."""
        places = rough.among(allowed)
        if not len(places):
            return np.full(len(rows), np.inf)
        if measure.mode == TRANSIT:
            each = self._least_by_transit(measure, rough)
            least = each[np.ix_(rows, np.flatnonzero(np.isin(rough.rows, allowed)))].min(axis=1)
            return np.asarray(least, dtype=np.float64)
        return measure_least_costs(
            self.roads, cell_snaps=self.snaps("cells", measure.mode).take(rows), places=places, mode=measure.mode,
            direction=measure.service_type.direction, limit=measure.limit, weight=measure.weight,
            terminal_s=self.terminal_s(measure.mode),
        )  # fmt: skip

    def _least_by_transit(self, measure: Measure, rough: RoughOfType) -> NDArray[np.float64]:
        key = measure.service_type.code, self.transit.day_type
        if key not in self._least:
            self._least[key] = self.transit.least_outward(rough)
        return self._least[key]

    def spreads(self, measure: Measure, rough: RoughOfType) -> NDArray[np.float64]:
        """How much more it may cost to each place of a type than to the middle of its disc; 0 for exact ones.

        By public transport a place known only roughly serves nobody for certain: a bus may be missed by a minute.
        """
        spread = np.zeros(len(self.rows_of(measure.service_type)))
        spread[rough.rows] = np.inf
        if measure.mode != TRANSIT:
            spread[rough.rows] = measure_spreads(
                self.roads, places=rough.places, mode=measure.mode, direction=measure.service_type.direction,
                weight=measure.weight,
            )  # fmt: skip
        return spread

    def _edge_costs(
        self, measure: Measure, of_type: NDArray[np.int64], rough: RoughOfType | None
    ) -> NDArray[np.float64]:
        """What it costs at least from every cell to use something that the data do not hold.

        Who may go anywhere may find an unknown place beyond the end of the data. Where the places are known
        (services that come to people, or of one's own gmina) only an unknown road can help, and a way that leaves
        the data has to come back to a place.
        """
        if self.may_go_anywhere(measure):
            return self.leaving(measure, ends_services=True)
        back, least = self.returning(measure, of_type, rough), np.full(len(self._points), np.inf)
        for rows, allowed in self.parts(measure):
            least[rows] = back[allowed].min(initial=np.inf)
        return np.asarray(self.leaving(measure, ends_services=False) + least, dtype=np.float64)

    def may_go_anywhere(self, measure: Measure) -> bool:
        """Whether people may use a place that the data do not hold, wherever it is."""
        return measure.service_type.direction == "to" and self._sharing.regime == "open"

    def leaving(self, measure: Measure, *, ends_services: bool) -> NDArray[np.float64]:
        """Cost from every cell to the end of the roads (and of the list of services, if that counts too)."""
        by_road = self._edges.cost(
            "cells", self._question(measure, ends_services), points=self._points, snaps=self.snaps("cells", measure.mode)
        )  # fmt: skip
        if measure.mode == TRANSIT and ends_services:
            return np.minimum(by_road, self._leaving_by_transit(measure))
        return by_road

    def _leaving_by_transit(self, measure: Measure) -> NDArray[np.float64]:
        on_foot = self._question(measure, True)
        stops = shapely.points(*self.transit.stop_points)
        walk_s = self._edges.cost("stops", on_foot, points=stops, snaps=self.transit.stops)
        drive_s = self._edges.cost(
            "cells", replace(on_foot, mode="car"), points=self._points, snaps=self.snaps("cells", "car")
        )
        return self.transit.leaving(walk_s, drive_s)

    def _question(self, measure: Measure, ends_services: bool) -> EdgeQuestion:
        mode = self.road_mode(measure.mode)
        return EdgeQuestion(mode, measure.service_type.direction, measure.weight, ends_services)

    def returning_to_cells(self, measure: Measure) -> NDArray[np.float64]:
        """Cost from the end of the roads back to a place that stands where the people of a cell do."""
        question = self._question(measure, False)
        return self._edges.cost(
            "cells", question.way_back, points=self._points, snaps=self.snaps("cells", measure.mode)
        )

    def returning(
        self, measure: Measure, of_type: NDArray[np.int64], rough: RoughOfType | None
    ) -> NDArray[np.float64]:
        """Cost from the end of the roads back to each place of a type, for rough ones to the best place in the disc."""
        question = self._question(measure, False)
        back = self._edges.cost(
            "services", question.way_back, points=self._services.geometry.to_numpy(), snaps=self.snaps("services", measure.mode)
        )[of_type].copy()  # fmt: skip
        if rough is not None:
            place, points = rough.places.nearest_points()
            centres = shapely.points(rough.places.x, rough.places.y)[place]
            name = f"rough places of {measure.service_type.code}"
            by_point = self._edges.cost(name, question.way_back, points=centres, snaps=points)
            np.minimum.at(back, rough.rows[place], by_point)
        return back


def measure_coverage(measurer: Measurer, measures: Sequence[Measure]) -> tuple[CoverageLayer, ...]:
    """States of people for every service type, mode and threshold level."""
    measurer.measure_all(measures)
    return tuple(layer for measure in measures for layer in measurer.layers(measure))


def _key(measure: Measure) -> tuple[str, str]:
    return measure.service_type.code, measure.mode


def _with_service_rows(layer: CoverageLayer, of_type: NDArray[np.int64]) -> CoverageLayer:
    place = np.append(of_type, -1)[layer.nearest_place]
    return replace(layer, nearest_place=place.astype(np.int32))
