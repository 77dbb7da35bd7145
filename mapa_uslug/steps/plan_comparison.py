"""Several plans for one area, each against the area as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd

from mapa_uslug.catalog.models import MAIN_LEVEL
from mapa_uslug.contracts.config import Sharing
from mapa_uslug.contracts.plan_config import ScenarioConfig
from mapa_uslug.contracts.plan_outcomes import PlanOutcome
from mapa_uslug.contracts.reading import read_scenario_config
from mapa_uslug.contracts.tables import CoverageLayer
from mapa_uslug.core.errors import InputError, Problem
from mapa_uslug.core.files import folder_in_making
from mapa_uslug.core.text import Text
from mapa_uslug.coverage.white_spots import cell_squares, find_white_spots
from mapa_uslug.reports.plans import write_plans
from mapa_uslug.reports.workbook import write_workbook
from mapa_uslug.scenarios.outcomes import compare_room, measure_outcome
from mapa_uslug.steps.loading import AreaData, Progress
from mapa_uslug.steps.measuring import Measurer, measure_coverage, plan_measures
from mapa_uslug.steps.planning import plan_area, tell_closed

_FILES: Final = ("plany.html", "plany.xlsx", "plany.csv")


@dataclass(frozen=True, eq=False)
class _Side:
    """The area as it is, or after a plan."""

    layers: tuple[CoverageLayer, ...]
    white_spots: pd.DataFrame


def read_plans(paths: Sequence[Path]) -> list[ScenarioConfig]:
    """Read several plans.

    Raises
    ------
    InputError
        With every problem of all of them.
    """
    plans, problems = [], list[Problem]()
    for path in paths:
        try:
            plans.append(read_scenario_config(path))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return plans


def compare_plans(
    data: AreaData, plans: Sequence[ScenarioConfig], files: Sequence[Path], progress: Progress
) -> list[PlanOutcome]:
    """Measure what each of several plans changes against the area as it is, which is measured once.

    Raises
    ------
    InputError
        With everything in any of the plans that does not fit the area; then none is measured.
    """
    planned = _plan_all(data, plans, files)
    progress("Measuring travel times")
    base = _measure(data, data.registry.located, data.config.sharing)
    outcomes = []
    for plan, path, (after, services) in zip(plans, files, planned, strict=True):
        changed = _measure(after, services, plan.partners or data.config.sharing)
        outcomes.append(
            measure_outcome(
                plan, file=path.name, before=base.layers, after=changed.layers, spots_before=base.white_spots,
                spots_after=changed.white_spots, cells=data.cells, main_level=MAIN_LEVEL,
                room=compare_room(data.registry.located, services),
            )
        )  # fmt: skip
    return outcomes


def _plan_all(
    data: AreaData, plans: Sequence[ScenarioConfig], files: Sequence[Path]
) -> list[tuple[AreaData, gpd.GeoDataFrame]]:
    planned, problems = [], list[Problem]()
    for plan, path in zip(plans, files, strict=True):
        try:
            planned.append(plan_area(data, plan, plan_name=path.name))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return planned


def _measure(data: AreaData, services: gpd.GeoDataFrame, sharing: Sharing) -> _Side:
    measurer, measures = Measurer(data, services, sharing), plan_measures(data, services)
    layers = tell_closed(measure_coverage(measurer, measures), measurer, measures, data, services, sharing)
    spots = find_white_spots(layers, cells=data.cells, services=services, squares=cell_squares(data.cells))
    return _Side(layers, spots)


def write_comparison(
    outcomes: Sequence[PlanOutcome], data: AreaData, out: Path, *, language: str
) -> tuple[Path, ...]:
    """Write ``plany.html``, ``plany.xlsx`` and ``plany.csv`` into a folder: all of them, or none."""
    text = Text(language)
    area = data.gminas[data.gminas["is_area"]].sort_values(["gmina", "gmina_teryt"], kind="stable")
    gminas = dict(zip(area["gmina_teryt"].astype(str), area["gmina"].astype(str), strict=True))
    with folder_in_making(out) as part:
        report = write_plans(
            outcomes, area=data.config.area.name, gminas=gminas, catalog=data.catalog, html=part / _FILES[0],
            csv=part / _FILES[2], text=text,
        )  # fmt: skip
        write_workbook(report, part / _FILES[1], text=text)
    return tuple(out / name for name in _FILES)
