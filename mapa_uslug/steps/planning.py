"""What a plan makes of an area: other services and thresholds, closed and new roads, new courses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

import geopandas as gpd

from mapa_uslug.contracts.config import Sharing
from mapa_uslug.contracts.plan_config import ClosedLinks, ScenarioConfig
from mapa_uslug.contracts.tables import CoverageLayer
from mapa_uslug.core.errors import InputError, Problem
from mapa_uslug.coverage.cut_off import tell_cut_off
from mapa_uslug.engine.road_network import RoadNetwork
from mapa_uslug.registry.meaning.hours import parse_hours
from mapa_uslug.scenarios import (
    BuiltRoads,
    ClosedRoads,
    ClosedStretches,
    PlannedRoads,
    apply_plan,
    build_roads,
    change_thresholds,
    find_closed,
)
from mapa_uslug.steps.loading import AreaData
from mapa_uslug.steps.measuring import Measure, Measurer, measure_coverage
from mapa_uslug.steps.new_courses import add_courses
from mapa_uslug.steps.new_crossings import PACE_M_S
from mapa_uslug.steps.sharing_check import find_unknown

_Made = TypeVar("_Made")


def plan_area(data: AreaData, plan: ScenarioConfig, *, plan_name: str) -> tuple[AreaData, gpd.GeoDataFrame]:
    """The area after a plan, and its services.

    Raises
    ------
    InputError
        With everything in the plan that does not fit the area.
    """
    problems: list[Problem] = []

    def attempt(make: Callable[[], _Made]) -> _Made | None:
        try:
            return make()
        except InputError as error:
            problems.extend(error.problems)
            return None

    if plan.partners is not None:
        problems += find_unknown(plan.partners, data.gminas, where=f"{plan_name} [partners]")
    services = attempt(
        lambda: apply_plan(
            data.registry.located, plan, cells=data.cells, gminas=data.gminas, catalog=data.catalog, plan_name=plan_name,
            read_hours=_read_hours,
        )
    )  # fmt: skip
    with_courses = attempt(lambda: add_courses(data, plan.course, plan_name=plan_name))
    network = data.roads.network
    stretches = attempt(lambda: find_closed(network, plan.closed, plan_name=plan_name))
    built = attempt(
        lambda: build_roads(
            data.roads, plan.road, paces_m_s=PACE_M_S, max_snap_m=data.config.roads.max_snap_m,
            stretches=stretches or find_closed(network, (), plan_name=plan_name), plan_name=plan_name,
        )
    )  # fmt: skip
    if problems or services is None or with_courses is None or stretches is None or built is None:
        raise InputError(problems)
    after = _change_roads(with_courses, plan, stretches, built, _count_closed(data, plan, plan_name))
    return replace(after, catalog=change_thresholds(data.catalog, plan)), services


def _read_hours(text: str) -> tuple[str, str]:
    hours = parse_hours(text)
    return hours.opening, "" if hours.is_complete else hours.rest or text


def _change_roads(
    data: AreaData,
    plan: ScenarioConfig,
    stretches: ClosedStretches,
    built: BuiltRoads,
    counts: dict[str, int],
) -> AreaData:
    """The area with roads closed and built. Where any is closed its map tries nothing out: the page cannot tell who
    was cut off.
    """
    if not (plan.closed or plan.road):
        return data
    if plan.road:
        roads: ClosedRoads = PlannedRoads(data.roads, built, stretches, counts=counts)
    else:
        roads = ClosedRoads(data.roads, stretches, counts=counts)
    files = {f"closed {i}": c.area for i, c in enumerate(plan.closed, start=1) if c.area is not None}
    what_if = "none" if plan.closed else data.config.map.what_if
    shown = data.config.map.model_copy(update={"what_if": what_if})
    config = data.config.model_copy(update={"map": shown})
    return replace(data, roads=roads, config=config, inputs=data.inputs | files)


def _count_closed(data: AreaData, plan: ScenarioConfig, plan_name: str) -> dict[str, int]:
    """Stretches of road that each cause of a plan closes, by name; causes of one name together."""
    network, of_name = data.roads.network, dict[str, list[ClosedLinks]]()
    for links in plan.closed:
        of_name.setdefault(links.name, []).append(links)
    return {
        name: int(find_closed(network, links, plan_name=plan_name).is_closed.sum())
        for name, links in of_name.items()
    }


def drawn_network(data: AreaData) -> RoadNetwork:
    """The roads of the map's background: those of the data, without what a plan builds, which has a layer of its own."""
    return data.roads.open.network if isinstance(data.roads, ClosedRoads) else data.roads.network


def tell_closed(
    layers: tuple[CoverageLayer, ...],
    measurer: Measurer,
    measures: Sequence[Measure],
    data: AreaData,
    services: gpd.GeoDataFrame,
    sharing: Sharing,
) -> tuple[CoverageLayer, ...]:
    """Layers in which people cut off by closed roads are too far; as they are where none is closed.

    By modes whose ways the data do not all hold it stays unknown: there may be another way.
    """
    if not (isinstance(data.roads, ClosedRoads) and data.roads.stretches.is_closed.any()):
        return layers
    opened = replace(data, roads=data.roads.open)
    before = measure_coverage(Measurer(opened, services, sharing), measures)
    return tuple(
        tell_cut_off(after, was) if measurer.knows_all_ways(after.mode) else after
        for after, was in zip(layers, before, strict=True)
    )
