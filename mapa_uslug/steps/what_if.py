"""What the map counts anew with: every measure's costs in steps, and those between all pairs of cells."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.catalog import ServiceType
from mapa_uslug.contracts.config import Sharing
from mapa_uslug.contracts.travel_times import STEP, STEP_NEVER, CostUnit, Direction
from mapa_uslug.contracts.what_if import EdgesOfWay, MeasureSteps, TypeSteps, Way, WhatIf
from mapa_uslug.engine.snapping import Snaps
from mapa_uslug.steps.loading import AreaData
from mapa_uslug.steps.measuring import Measure, Measurer
from mapa_uslug.steps.public_transport import TRANSIT
from mapa_uslug.steps.uncertain_places import RoughOfType
from mapa_uslug.steps.what_if_questions import WayKey, key_of, largest_limits, plan_questions
from mapa_uslug.steps.what_if_room import ask_between_cells, find_room
from mapa_uslug.traveltime.bounds import measure_least_costs, measure_spreads
from mapa_uslug.traveltime.steps import answer_steps, ask_steps, round_to_limit, round_to_steps
from mapa_uslug.work.units import Unit


def prepare_what_if(data: AreaData, measurer: Measurer, sharing: Sharing) -> WhatIf | None:
    """Measure what a map needs to answer what-ifs for every type that it may be asked about, if it is to answer any.

    Also for types of which no place is known: one may be opened. A cell's own column of a way's table is what a new
    place at the cell's representative costs, since a service there meets the road just as the people do.
    """
    measures = plan_questions(data)
    largest = largest_limits(measures)
    room = find_room(data, measurer, measures, largest)
    if room == "none":
        return None
    with_new_places = room == "full"
    keys = list(largest)
    ways = tuple(_measure_way(measurer, key, measures, largest[key], with_new_places) for key in keys)
    steps = _measure_places(measurer, measures, largest)
    by_type: dict[str, list[Measure]] = {}
    for measure in measures:
        by_type.setdefault(measure.service_type.code, []).append(measure)
    types = tuple(_describe_type(measurer, group, keys, largest, steps) for group in by_type.values())
    return WhatIf(sharing, measurer.is_outside, ways, types)


def _measure_way(
    measurer: Measurer, key: WayKey, measures: Sequence[Measure], largest: float, with_new_places: bool
) -> Way:
    mode, unit = key
    own = [m for m in measures if key_of(m) == key]
    snaps = measurer.snaps("cells", mode)
    by_direction: dict[Direction, Measure] = {m.service_type.direction: m for m in own}
    steps = None
    if with_new_places and mode == TRANSIT:
        steps = _between_cells_by_transit(measurer, largest)
    elif with_new_places:
        (steps,) = answer_steps(measurer.runner, [ask_between_cells(measurer, own[0], largest, snaps)])
    return Way(
        mode=mode, unit=unit, largest=round(largest / (60.0 if unit == "s" else 1.0)),
        knows_all=measurer.knows_all_ways(mode), is_snapped=snaps.is_snapped, steps=steps,
        edges={direction: _edges(measurer, measure, unit) for direction, measure in sorted(by_direction.items())},
        lacks_timetable=measurer.lacks_timetable(mode),
    )  # fmt: skip


def _between_cells_by_transit(measurer: Measurer, largest: float) -> NDArray[np.uint8] | None:
    """From every cell to a place that opens at another, open at the hours taken where none are known."""
    costs = measurer.transit.between_cells()
    return None if costs is None else round_to_limit(costs, largest)


def _edges(measurer: Measurer, measure: Measure, unit: CostUnit) -> EdgesOfWay:
    """Both ends of the data, whoever shares services now: partners may be changed in the map."""
    leave_open = np.empty(0, dtype=np.uint8)
    if measure.service_type.direction == "to":
        leave_open = round_to_steps(measurer.leaving(measure, ends_services=True), unit)
    return EdgesOfWay(
        leave_open, measurer.leaving(measure, ends_services=False), measurer.returning_to_cells(measure)
    )


def _measure_places(
    measurer: Measurer, measures: Sequence[Measure], largest: dict[WayKey, float]
) -> dict[tuple[str, str], NDArray[np.uint8]]:
    """Steps of every type and mode, (places, cells)."""
    by_road = [m for m in measures if m.mode != TRANSIT]
    asked = [
        _ask(
            measurer, m, measurer.snaps("services", m.mode).take(measurer.rows_of(m.service_type)),
            measurer.snaps("cells", m.mode), largest[key_of(m)],
        )
        for m in by_road
    ]  # fmt: skip
    found = dict(zip(map(_name, by_road), answer_steps(measurer.runner, asked), strict=True))
    return found | _by_transit(measurer, [m for m in measures if m.mode == TRANSIT], largest)


def _by_transit(
    measurer: Measurer, measures: Sequence[Measure], largest: dict[WayKey, float]
) -> dict[tuple[str, str], NDArray[np.uint8]]:
    """The same by public transport, places of all types that are gone to alike at once."""
    groups: dict[tuple[WayKey, Direction], list[Measure]] = {}
    for measure in measures:
        groups.setdefault((key_of(measure), measure.service_type.direction), []).append(measure)
    found: dict[tuple[str, str], NDArray[np.uint8]] = {}
    for (key, _), group in groups.items():
        rows = [measurer.rows_of(m.service_type) for m in group]
        table = round_to_limit(measurer.transit.outward(np.concatenate(rows)).T, largest[key])
        parts = np.split(table, np.cumsum([len(r) for r in rows])[:-1])
        found |= {_name(m): part for m, part in zip(group, parts, strict=True)}
    return found


def _name(measure: Measure) -> tuple[str, str]:
    return measure.service_type.code, measure.mode


def _describe_type(
    measurer: Measurer, measures: Sequence[Measure], keys: Sequence[WayKey], largest: dict[WayKey, float],
    steps: dict[tuple[str, str], NDArray[np.uint8]],
) -> TypeSteps:  # fmt: skip
    service_type: ServiceType = measures[0].service_type
    rows = measurer.rows_of(service_type)
    unplaced = measurer.unplaced_gminas(service_type)
    return TypeSteps(
        service_type=service_type.code,
        places=rows,
        measures={
            m.mode: _describe_places(
                measurer, m, rows, keys.index(key_of(m)), largest[key_of(m)], steps[service_type.code, m.mode]
            )
            for m in measures
        },
        unplaced=None if "" in unplaced else frozenset(unplaced),
    )


def _describe_places(
    measurer: Measurer, measure: Measure, rows: NDArray[np.int64], way: int, largest: float, steps: NDArray[np.uint8]
) -> MeasureSteps:  # fmt: skip
    cells, places = measurer.snaps("cells", measure.mode), measurer.snaps("services", measure.mode).take(rows)
    rough = measurer.rough_of(measure) if len(rows) else None
    empty = np.empty((0, len(cells)), dtype=np.uint8)
    return MeasureSteps(
        way=way,
        steps=steps,
        loose=np.flatnonzero(~places.is_snapped),
        rough=np.empty(0, dtype=np.int64) if rough is None else rough.rows,
        sure=empty if rough is None else _sure(measurer, measure, rough, cells, largest),
        least=empty if rough is None else _least(measurer, measure, rough, cells, largest),
        back=measurer.returning(measure, rows, rough),
    )


def _ask(
    measurer: Measurer,
    measure: Measure,
    places: Snaps,
    cells: Snaps,
    largest: float,
    spread: NDArray[np.float64] | None = None,
) -> Unit:
    return ask_steps(
        measurer.roads, place_snaps=places, cell_snaps=cells, mode=measure.mode,
        direction=measure.service_type.direction, largest=largest, weight=measure.weight,
        terminal_s=measurer.terminal_s(measure.mode), spread=spread,
    )  # fmt: skip


def _sure(
    measurer: Measurer, measure: Measure, rough: RoughOfType, cells: Snaps, largest: float
) -> NDArray[np.uint8]:
    if measure.mode == TRANSIT:
        return np.full((len(rough.rows), len(cells)), STEP_NEVER, dtype=np.uint8)
    spread = measure_spreads(
        measurer.roads, places=rough.places, mode=measure.mode, direction=measure.service_type.direction, weight=measure.weight
    )  # fmt: skip
    asked = _ask(measurer, measure, rough.places.snaps, cells, largest, spread)
    return answer_steps(measurer.runner, [asked])[0]


def _least(
    measurer: Measurer, measure: Measure, rough: RoughOfType, cells: Snaps, largest: float
) -> NDArray[np.uint8]:
    """Place by place, since each of them may be closed."""
    _, unit = key_of(measure)
    if measure.mode == TRANSIT:
        return round_to_limit(measurer.transit.least_outward(rough).T, largest)
    costs = [
        measure_least_costs(
            measurer.roads, cell_snaps=cells, places=rough.places.take(np.array([i])), mode=measure.mode,
            direction=measure.service_type.direction, limit=min(largest, 253 * STEP[unit]), weight=measure.weight,
            terminal_s=measurer.terminal_s(measure.mode),
        )
        for i in range(len(rough.rows))
    ]  # fmt: skip
    return round_to_steps(np.stack(costs), unit)
