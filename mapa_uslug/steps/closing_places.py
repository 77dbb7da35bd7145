"""What would become of people if one place of a service closed, from the costs that are known already."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.travel_times import TravelTimes, count_steps
from mapa_uslug.core.rounding import round_running
from mapa_uslug.coverage.allotment import allot_in_order, order_pairs
from mapa_uslug.coverage.states import estimate_demand
from mapa_uslug.steps.loading import AreaData
from mapa_uslug.steps.measuring import Measure, Measurer
from mapa_uslug.steps.public_transport import TRANSIT
from mapa_uslug.supply.reach import Reach
from mapa_uslug.traveltime.steps import find_road_components


class Closings:
    """Whether people beyond every other place could be told about, were the one that they reach closed.

    The same questions as `coverage.states` asks, of a type's places without one of them.
    """

    def __init__(self, measurer: Measurer, measures: Sequence[Measure]) -> None:
        self._measurer, self._measures = measurer, measures

    def cannot_tell(self, sole: NDArray[np.int64], places: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Cells that could not be told about by some mode without their sole place; False for the others.

        Parameters
        ----------
        sole : int64, (cells,)
            Row in `places`, -1 where a cell has none.
        places : int64
            Rows of the type's places.
        """
        cells = np.flatnonzero(sole >= 0)
        told = np.zeros(len(sole), dtype=bool)
        if len(cells):
            closed = places[sole[cells]]
            by_mode = [self._is_unknown(measure, cells, closed) for measure in self._measures]
            told[cells] = np.logical_or.reduce(by_mode)
        return told

    def _is_unknown(
        self, measure: Measure, cells: NDArray[np.int64], closed: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        measurer, times = self._measurer, self._measurer.times(measure)
        nobody_else = ~self._has_other(measure, cells, closed)
        before = [
            measurer.is_outside[cells],
            ~times.is_snapped[cells],
            self._may_be_within(measure, cells, closed),
            self._edge_cost(measure, cells, closed) <= measure.main_limit,
            measurer.has_unplaced(measure)[cells],
        ]
        lacks = measurer.lacks_timetable(measure.mode)
        after = [
            np.zeros(len(cells), dtype=bool) if lacks is None else lacks[cells],
            ~self._is_connected(measure, cells, closed) & (lacks is None),
            np.full(len(cells), not measurer.knows_all_ways(measure.mode)),
        ]
        # Where nobody else serves the gmina it is known that nobody does.
        return np.asarray(
            np.logical_or.reduce(before) | (~nobody_else & np.logical_or.reduce(after)), dtype=bool
        )

    def _has_other(
        self, measure: Measure, cells: NDArray[np.int64], closed: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        """Whether the people of each cell may use another place."""
        has = np.zeros(len(cells), dtype=bool)
        for rows, allowed in self._measurer.parts(measure):
            here = np.isin(cells, rows)
            has[here] = len(allowed) - np.isin(closed[here], allowed) > 0
        return has

    def _may_be_within(
        self, measure: Measure, cells: NDArray[np.int64], closed: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        """Whether another place known only roughly may be within the threshold."""
        measurer, bounds, rough = (
            self._measurer,
            self._measurer.bounds(measure),
            self._measurer.rough_of(measure),
        )
        if bounds is None or rough is None:
            return np.zeros(len(cells), dtype=bool)
        may = bounds.least_cost[cells] <= measure.main_limit
        for place in np.intersect1d(closed[may], rough.rows):
            for rows, allowed in measurer.parts(measure):
                here = np.flatnonzero(may & (closed == place) & np.isin(cells, rows))
                if len(here):
                    least = measurer.least_costs(measure, rough, cells[here], allowed[allowed != place])
                    may[here] = least <= measure.main_limit
        return may

    def _edge_cost(
        self, measure: Measure, cells: NDArray[np.int64], closed: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """Cost to where the data end, or, where only ways that come back to a place count, to the end and back to another."""
        measurer = self._measurer
        cost = measurer.times(measure).edge_cost[cells]
        if measurer.may_go_anywhere(measure):
            return cost
        back = measurer.returning(measure, measurer.rows_of(measure.service_type), measurer.rough_of(measure))
        leaving = measurer.leaving(measure, ends_services=False)
        for rows, allowed in measurer.parts(measure):
            here = np.flatnonzero(np.isin(cells, rows))
            others = np.array([back[allowed[allowed != p]].min(initial=np.inf) for p in closed[here]])
            cost[here] = leaving[cells[here]] + others
        return cost

    def _is_connected(
        self, measure: Measure, cells: NDArray[np.int64], closed: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        """Whether roads are known to lead from each cell to another place that may be used."""
        measurer = self._measurer
        if measure.mode == TRANSIT:
            return np.ones(len(cells), dtype=bool)
        times = measurer.times(measure)
        has_way = np.isfinite(times.nearest_cost[cells])
        is_nearest = times.nearest_place[cells] == closed
        is_connected: NDArray[np.bool_] = has_way & (~is_nearest | (_count_others(times, cells, closed) > 0))
        at_cell = find_road_components(
            measurer.roads, measurer.snaps("cells", measure.mode).take(cells), measure.mode
        )
        snaps = measurer.places(measure).snaps
        at_place = find_road_components(measurer.roads, snaps, measure.mode)
        for rows, allowed in measurer.parts(measure):
            # Who gets to the closed place gets to whatever its road leads to.
            here = np.flatnonzero(np.isin(cells, rows) & has_way & ~is_connected)
            usable = allowed[snaps.is_snapped[allowed]]
            for place in np.unique(closed[here]):
                own = here[closed[here] == place]
                others = at_place[usable[usable != place]]
                is_connected[own] = np.isin(at_cell[own], others) | np.isin(at_place[place], others)
        return is_connected


def _count_others(
    times: TravelTimes, cells: NDArray[np.int64], closed: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Places that pairs are known of, besides the closed one."""
    counts = np.diff(times.pair_ptr)[cells]
    pair = np.repeat(np.arange(len(cells)), counts)
    first = np.repeat(times.pair_ptr[cells] - (np.cumsum(counts) - counts), counts)
    is_closed = times.pair_place[first + np.arange(len(pair))] == closed[pair]
    return np.asarray(counts - np.bincount(pair[is_closed], minlength=len(cells)), dtype=np.int64)


def lose_room(
    data: AreaData,
    measurer: Measurer,
    measures: Sequence[Measure],
    services: gpd.GeoDataFrame,
    reaches: dict[str, Reach],
    places: NDArray[np.int64],
) -> NDArray[np.int64] | None:
    """People who have room now and would find the other places full, were one closed.

    People who would then be beyond the threshold are not among them.

    Parameters
    ----------
    reaches
        Of all places of the type, by mode.
    places : int64
        Rows of the type's places to close, one at a time.

    Returns
    -------
    int64, (places,), or None
        None where demand or capacity is not known.
    """
    service_type = measures[0].service_type
    if service_type.demand_rate is None:
        return None
    of_type = services.iloc[measurer.rows_of(service_type)]
    demand = estimate_demand(data.cells, service_type, of_type, rate=service_type.demand_rate)
    if demand.wanted is None:
        return None
    people = data.cells.table["people"].to_numpy(dtype=np.int64)
    modes = [_Allotment(measurer, m, reaches[m.mode], demand.wanted, people) for m in measures]
    now = _count_full([one.served(demand.capacity, closed=-1) for one in modes])
    lost = []
    for place in places:
        capacity = demand.capacity.copy()
        capacity[place] = 0.0
        after = _count_full([one.served(capacity, closed=int(place)) for one in modes])
        lost.append(int(np.maximum(after - now, 0).sum()))
    return np.array(lost, dtype=np.int64)


def _count_full(by_mode: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]]) -> NDArray[np.int64]:
    """People within by some mode who have room by none, as `combine_states` counts them."""
    served = np.max([served for served, _ in by_mode], axis=0)
    within = np.max([within for _, within in by_mode], axis=0)
    return np.asarray(within - served, dtype=np.int64)


class _Allotment:
    """Places allotted to people by one mode, in an order that is found once."""

    def __init__(
        self,
        measurer: Measurer,
        measure: Measure,
        reach: Reach,
        wanted: NDArray[np.float64],
        people: NDArray[np.int64],
    ) -> None:
        times, bounds = measurer.times(measure), measurer.bounds(measure)
        cell = np.repeat(np.arange(reach.cell_count), np.diff(times.pair_ptr))
        cost = times.pair_cost if bounds is None else times.pair_cost + bounds.spread[times.pair_place]
        key = cell * max(reach.place_count, 1) + times.pair_place
        keep = np.isin(key, reach.cell * max(reach.place_count, 1) + reach.place, assume_unique=True)
        step = count_steps(cost[keep], times.unit)
        order = order_pairs(cell=cell[keep], place=times.pair_place[keep], step=step)
        self._cell, self._place = cell[keep][order], times.pair_place[keep][order]
        self._wanted, self._people = wanted, people

    def served(
        self, capacity: NDArray[np.float64], *, closed: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """People served, and people within the threshold, by cell."""
        is_within = np.zeros(len(self._people), dtype=bool)
        is_within[self._cell[self._place != closed]] = True
        wanted = np.where(is_within, self._wanted, 0.0)
        share = allot_in_order(cell=self._cell, place=self._place, demand=wanted, capacity=capacity)
        full = round_running(np.where(is_within, self._people * share, 0.0))
        within = np.where(is_within, self._people, 0)
        return within - full, within
