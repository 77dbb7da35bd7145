"""Applying a plan to located services."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from mapa_uslug.catalog import Catalog
from mapa_uslug.contracts.places import LEAST_RADIUS_M
from mapa_uslug.contracts.plan_config import OpenService, ScenarioConfig
from mapa_uslug.contracts.tables import LOCATED_SERVICES, PopulationCells, blank_service
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.core.text import mark
from mapa_uslug.scenarios.changes import (
    ReadHours,
    change_services,
    check_changes,
    check_hours,
    check_moves,
    check_points,
    check_territories,
    read_no_hours,
)
from mapa_uslug.scenarios.places import check_place, find_place
from mapa_uslug.scenarios.thresholds import check_thresholds


def apply_plan(
    services: gpd.GeoDataFrame,
    plan: ScenarioConfig,
    *,
    cells: PopulationCells,
    gminas: gpd.GeoDataFrame,
    catalog: Catalog,
    plan_name: str,
    read_hours: ReadHours = read_no_hours,
) -> gpd.GeoDataFrame:
    """Services after a plan; the given table is not changed.

    Services that open or move stand at the representative point of their cell, or at their coordinates. Who runs a
    service that moves runs it still: its gmina stays, wherever it stands then.

    Parameters
    ----------
    read_hours : callable
        Opening hours in the form of OpenStreetMap, and what of the text was not understood.

    Raises
    ------
    InputError
        Everything that the plan names and that does not exist, lies outside, cannot be read or changes twice.
    """
    known = set(services["service_id"])
    problems = [
        *check_changes(plan, known, plan_name),
        *_check_new(plan, known, cells, catalog, plan_name),
        *check_points(plan, gminas, plan_name),
        *check_moves(plan, cells, plan_name),
        *check_territories(plan, gminas, plan_name),
        *check_hours(plan, read_hours, plan_name),
        *check_thresholds(plan, catalog, plan_name),
    ]
    if problems:
        raise InputError(problems)
    kept = services[~services["service_id"].isin([c.id for c in plan.close])].copy()
    new = [_new_service(o, cells=cells, gminas=gminas, catalog=catalog, crs=services.crs) for o in plan.open]
    after = kept.reset_index(drop=True)
    if new:
        opened = gpd.GeoDataFrame(new, geometry="geometry", crs=services.crs)[list(LOCATED_SERVICES)]
        after = gpd.GeoDataFrame(pd.concat([kept, opened]), crs=services.crs).sort_values(
            "service_id", ignore_index=True
        )
    return change_services(after, plan, cells=cells, read_hours=read_hours)


def _check_new(
    plan: ScenarioConfig, known: set[str], cells: PopulationCells, catalog: Catalog, where: str
) -> list[Problem]:
    problems = []
    cell_ids = set(cells.table["cell_id"])
    taken = set(known)
    for new in plan.open:
        spot = f"{where} [open {new.id}]"
        if new.id in taken:
            problems.append(problem("A service with the id {value} exists already.", where=spot, code="duplicate_id",
                                    hint="Give the new service another id.", value=new.id))  # fmt: skip
        taken.add(new.id)
        if new.service not in catalog.by_code:
            problems.append(problem("The catalog has no service called {value}.", where=spot, code="unknown_service",
                                    hint="Use a code of the catalog (docs/katalog.md).", value=new.service))  # fmt: skip
        elif catalog.by_code[new.service].sensitivity:
            problems.append(problem("Services of the kind {value} have no place on a map.", where=spot, code="sensitive",
                                    hint="Leave it out of the plan; such services are counted per gmina only.", value=new.service))  # fmt: skip
        problems += check_place(new, cell_ids, spot, mark("The new service has no place."))
    return problems


def _new_service(
    new: OpenService, *, cells: PopulationCells, gminas: gpd.GeoDataFrame, catalog: Catalog, crs: object
) -> dict[str, object]:
    service_type = catalog.by_code[new.service]
    point, locality, gmina = find_place(new, cells, str(crs))
    if new.cell is None:
        inside = gminas[gminas.geometry.covers(point)]
        gmina = str(inside["gmina_teryt"].iloc[0]) if len(inside) else ""
    return blank_service() | {
        "quality": "reczny",
        "radius_m": LEAST_RADIUS_M["reczny"],
        "service_id": new.id,
        "provider": new.name or service_type.name,
        "service_type": new.service,
        "gmina_teryt": new.gmina or gmina,
        "locality": locality,
        "capacity": np.nan if new.capacity is None else new.capacity,
        "capacity_unit": service_type.capacity_unit,
        "is_open": True,
        "sensitivity": service_type.sensitivity,
        "source": "scenario",
        "geometry": point,
    }
