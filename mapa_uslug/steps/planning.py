"""What a plan makes of an area: other services, other thresholds, closed roads."""

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
from mapa_uslug.scenarios import ClosedRoads, apply_plan, change_thresholds, find_closed
from mapa_uslug.steps.loading import AreaData
from mapa_uslug.steps.measuring import Measure, Measurer, measure_coverage

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

    services = attempt(
        lambda: apply_plan(
            data.registry.located, plan, cells=data.cells, gminas=data.gminas, catalog=data.catalog, plan_name=plan_name
        )
    )  # fmt: skip
    closed = attempt(lambda: _close(data, plan, plan_name))
    if problems or services is None or closed is None:
        raise InputError(problems)
    return replace(closed, catalog=change_thresholds(data.catalog, plan)), services


def _close(data: AreaData, plan: ScenarioConfig, plan_name: str) -> AreaData:
    """The area with the plan's roads closed. Its map tries nothing out: the page cannot tell who was cut off."""
    if not plan.closed:
        return data
    stretches = find_closed(data.roads.network, plan.closed, plan_name=plan_name)
    files = {f"closed {i}": c.area for i, c in enumerate(plan.closed, start=1) if c.area is not None}
    shown = data.config.map.model_copy(update={"what_if": "none"})
    return replace(
        data,
        roads=ClosedRoads(data.roads, stretches, counts=_count_closed(data, plan, plan_name)),
        config=data.config.model_copy(update={"map": shown}),
        inputs=data.inputs | files,
    )


def _count_closed(data: AreaData, plan: ScenarioConfig, plan_name: str) -> dict[str, int]:
    """Stretches of road that each cause of a plan closes, by name; causes of one name together."""
    network, of_name = data.roads.network, dict[str, list[ClosedLinks]]()
    for links in plan.closed:
        of_name.setdefault(links.name, []).append(links)
    return {
        name: int(find_closed(network, links, plan_name=plan_name).is_closed.sum())
        for name, links in of_name.items()
    }


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
    if not isinstance(data.roads, ClosedRoads):
        return layers
    opened = replace(data, roads=data.roads.open)
    before = measure_coverage(Measurer(opened, services, sharing), measures)
    return tuple(
        tell_cut_off(after, was) if measurer.knows_all_ways(after.mode) else after
        for after, was in zip(layers, before, strict=True)
    )
