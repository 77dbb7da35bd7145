"""Every person in one of four states, per service type, mode and threshold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.catalog import ServiceType, Threshold
from mapa_uslug.contracts.combined import CANNOT_TELL, FULL, SERVED, TOO_FAR
from mapa_uslug.contracts.confidential import count_group
from mapa_uslug.contracts.tables import REASONS, STATES, CoverageLayer, PopulationCells
from mapa_uslug.contracts.travel_times import TravelTimes, count_steps
from mapa_uslug.core.rounding import round_running
from mapa_uslug.coverage.allotment import allot_places

(NO_ROAD, NOT_CONNECTED, DATA_EDGE, OUTSIDE_DATA, NOT_ELIGIBLE, NO_PATHS, UNPLACED_SERVICE,
 UNCERTAIN_PLACE, NO_TIMETABLE) = range(1, len(REASONS))  # fmt: skip
_UNKNOWN = [
    NO_ROAD,
    NOT_CONNECTED,
    DATA_EDGE,
    OUTSIDE_DATA,
    NO_PATHS,
    UNPLACED_SERVICE,
    UNCERTAIN_PLACE,
    NO_TIMETABLE,
]
_REASONS_IN_ORDER = (
    OUTSIDE_DATA, NO_ROAD, UNCERTAIN_PLACE, DATA_EDGE, UNPLACED_SERVICE, NOT_ELIGIBLE, NO_TIMETABLE, NOT_CONNECTED, NO_PATHS,
)  # fmt: skip
_SECONDS = 60.0


@dataclass(frozen=True, eq=False)
class Demand:
    """What the people of each cell want of a service and what its places have, in the catalog's unit.

    Attributes
    ----------
    wanted : float64, (cells,) or None
        None when no rate, no target group or no capacity is known: then nobody is counted as `full`.
    capacity : float64, (places,)
        ``inf`` where not known.
    """

    wanted: NDArray[np.float64] | None
    capacity: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class PlaceBounds:
    """What the true places of a service may cost, where some are known only roughly; unit of the travel times.

    Attributes
    ----------
    least_cost : float64, (cells,)
        The least that it can cost to any roughly known place that the cell's people may use; ``inf`` if there is none.
    spread : float64, (places,)
        How much more it may cost to the true place than to the one measured; 0 for places that are known.
    """

    least_cost: NDArray[np.float64]
    spread: NDArray[np.float64]


def estimate_demand(
    cells: PopulationCells, service_type: ServiceType, services: pd.DataFrame, *, rate: float | None
) -> Demand:
    """Demand = people of the target group x rate x units a person needs (umowny)."""
    is_same_unit = services["capacity_unit"].isin(["", service_type.capacity_unit]).to_numpy(dtype=bool)
    given = services["capacity"].to_numpy(dtype=np.float64)
    capacity: NDArray[np.float64] = np.full(len(services), np.inf)
    np.copyto(capacity, given, where=is_same_unit & ~np.isnan(given))
    people = count_group(cells, service_type.target)
    if rate is None or people is None or not np.isfinite(capacity).any():
        return Demand(None, capacity)
    return Demand(people.astype(np.float64) * (rate * service_type.units_per_person), capacity)


def classify_people(
    cells: PopulationCells,
    times: TravelTimes,
    *,
    service_type: ServiceType,
    threshold: Threshold,
    level: int,
    demand: Demand,
    is_outside_data: NDArray[np.bool_],
    has_eligible: NDArray[np.bool_],
    knows_all_ways: bool = True,
    has_unplaced: NDArray[np.bool_] | None = None,
    bounds: PlaceBounds | None = None,
    lacks_timetable: NDArray[np.bool_] | None = None,
) -> CoverageLayer:
    """Put every person into one state.

    In this order: cells beyond the data cannot be told; within the threshold people are served or find the
    places full; beyond it they are too far, unless the data cannot tell (no road, a place known only roughly may be
    within it, the road's component is not connected to any place, or the edge of the data can be reached within the
    threshold). Within the threshold are those whom some place is within it for wherever in its disc it stands.

    Parameters
    ----------
    times
        Of the places that the people of each cell may use.
    is_outside_data
        Cells whose representative lies beyond the road data.
    has_eligible
        Cells whose people may use any place at all.
    knows_all_ways
        False where the data lack the ways of the mode (walking on a network made for cars): costs are then upper
        bounds, so that people within the threshold are, and the others cannot be told.
    has_unplaced
        Cells in whose gmina a place of the service is known to be, but not where.
    bounds
        None where every place is known well enough to be a point.
    lacks_timetable
        Cells for which not every course of public transport is known; given for that mode alone. Without a connection
        the others are too far, since their timetables are complete.
    """
    value = threshold.values[level]
    limit = value * (_SECONDS if threshold.unit == "min" else 1.0)
    pair_cost, sure_cost = _sure_costs(times, bounds)
    is_within = times.is_snapped & (sure_cost <= limit) & ~is_outside_data
    reason = _find_reasons(
        times,
        limit=limit,
        is_within=is_within,
        is_outside_data=is_outside_data,
        has_eligible=has_eligible,
        knows_all_ways=knows_all_ways,
        has_unplaced=np.zeros(len(is_within), dtype=bool) if has_unplaced is None else has_unplaced,
        may_be_within=np.zeros(len(is_within), dtype=bool) if bounds is None else bounds.least_cost <= limit,
        lacks_timetable=lacks_timetable,
    )
    full_share = _full_share(times, pair_cost, limit, is_within=is_within, demand=demand)
    everybody = cells.table["people"].to_numpy(dtype=np.int64)
    target = count_group(cells, service_type.target) if service_type.target != "all" else None
    return CoverageLayer(
        service_type=service_type.code,
        mode=times.mode,
        level=level,
        threshold=value,
        unit=threshold.unit,
        kind=threshold.kinds[level],
        is_capacity_known=demand.wanted is not None,
        people=_count_states(everybody, reason, is_within, full_share),
        target=None if target is None else _count_states(target, reason, is_within, full_share),
        reason=reason,
        cost=_shown_cost(times),
        nearest_place=times.nearest_place,
    )


def _sure_costs(
    times: TravelTimes, bounds: PlaceBounds | None
) -> tuple[NDArray[np.floating], NDArray[np.float64]]:
    """What the pairs of cell and place cost at most, and the least of these of every cell (``inf`` beyond the limit)."""
    if bounds is None:
        return times.pair_cost, times.nearest_cost
    pair_cost = times.pair_cost + bounds.spread[times.pair_place]
    least = np.full(len(times.nearest_cost), np.inf)
    np.minimum.at(least, _cell_of_pair(times), pair_cost)
    return pair_cost, least


def _cell_of_pair(times: TravelTimes) -> NDArray[np.int64]:
    return np.repeat(np.arange(len(times.nearest_cost), dtype=np.int64), np.diff(times.pair_ptr))


def _find_reasons(
    times: TravelTimes,
    *,
    limit: float,
    is_within: NDArray[np.bool_],
    is_outside_data: NDArray[np.bool_],
    has_eligible: NDArray[np.bool_],
    knows_all_ways: bool,
    has_unplaced: NDArray[np.bool_],
    may_be_within: NDArray[np.bool_],
    lacks_timetable: NDArray[np.bool_] | None,
) -> NDArray[np.uint8]:
    beyond = ~is_within
    is_cut_off = ~np.isfinite(times.nearest_cost) & (lacks_timetable is None)
    return np.select(
        [
            is_outside_data,
            beyond & ~times.is_snapped,
            beyond & may_be_within,
            beyond & (times.edge_cost <= limit),
            beyond & has_unplaced,
            beyond & ~has_eligible,
            beyond & (False if lacks_timetable is None else lacks_timetable),
            beyond & is_cut_off,
            beyond & (not knows_all_ways),
        ],
        list(_REASONS_IN_ORDER),
        default=0,
    ).astype(np.uint8)


def _full_share(
    times: TravelTimes,
    pair_cost: NDArray[np.floating],
    limit: float,
    *,
    is_within: NDArray[np.bool_],
    demand: Demand,
) -> NDArray[np.float64]:
    if demand.wanted is None:
        return np.zeros(len(is_within))
    cell = _cell_of_pair(times)
    keep = (pair_cost <= limit) & is_within[cell]
    share = allot_places(
        cell=cell[keep],
        place=times.pair_place[keep],
        step=count_steps(pair_cost[keep], times.unit),
        demand=np.where(is_within, demand.wanted, 0.0),
        capacity=demand.capacity,
    )
    return np.where(is_within, share, 0.0)


def _count_states(
    people: NDArray[np.int64],
    reason: NDArray[np.uint8],
    is_within: NDArray[np.bool_],
    full_share: NDArray[np.float64],
) -> NDArray[np.int32]:
    counts = np.zeros((len(people), len(STATES)), dtype=np.int32)
    full = round_running(np.where(is_within, people * full_share, 0.0))
    is_unknown = ~is_within & np.isin(reason, _UNKNOWN)
    counts[:, FULL] = full
    counts[:, SERVED] = np.where(is_within, people - full, 0)
    counts[:, CANNOT_TELL] = np.where(is_unknown, people, 0)
    counts[:, TOO_FAR] = people - counts[:, [SERVED, FULL, CANNOT_TELL]].sum(axis=1)
    return counts


def _shown_cost(times: TravelTimes) -> NDArray[np.float32]:
    unit = _SECONDS if times.unit == "s" else 1.0
    return np.where(times.is_snapped, times.nearest_cost / unit, np.nan).astype(np.float32)
