"""Applying a plan to located services."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd

from mapa_uslug.catalog import Catalog
from mapa_uslug.contracts.places import LEAST_RADIUS_M
from mapa_uslug.contracts.plan_config import OpenService, ScenarioConfig
from mapa_uslug.contracts.tables import LOCATED_SERVICES, PopulationCells, blank_service
from mapa_uslug.core.crs import WGS84, transform_xy
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.scenarios.thresholds import check_thresholds

_BORDER_M = 500.0


def apply_plan(
    services: gpd.GeoDataFrame,
    plan: ScenarioConfig,
    *,
    cells: PopulationCells,
    gminas: gpd.GeoDataFrame,
    catalog: Catalog,
    plan_name: str,
) -> gpd.GeoDataFrame:
    """Services after a plan; the given table is not changed.

    Services that open stand at the representative point of their cell, or at their coordinates.

    Raises
    ------
    InputError
        Every service, cell or type that the plan names and that does not exist.
    """
    known = set(services["service_id"])
    problems = [
        *_check_ids(plan, known, plan_name),
        *_check_new(plan, known, cells, catalog, plan_name),
        *_check_places(plan, gminas, plan_name),
        *check_thresholds(plan, catalog, plan_name),
    ]
    if problems:
        raise InputError(problems)
    kept = services[~services["service_id"].isin([c.id for c in plan.close])].copy()
    for change in plan.capacity:
        kept.loc[kept["service_id"] == change.id, "capacity"] = change.capacity
    new = [_new_service(o, cells=cells, gminas=gminas, catalog=catalog, crs=services.crs) for o in plan.open]
    if not new:
        return kept.reset_index(drop=True)
    opened = gpd.GeoDataFrame(new, geometry="geometry", crs=services.crs)[list(LOCATED_SERVICES)]
    return gpd.GeoDataFrame(pd.concat([kept, opened]), crs=services.crs).sort_values(
        "service_id", ignore_index=True
    )


def _check_ids(plan: ScenarioConfig, known: set[str], where: str) -> list[Problem]:
    changes: Sequence[tuple[str, str]] = [("close", c.id) for c in plan.close] + [
        ("capacity", c.id) for c in plan.capacity
    ]
    return [
        problem("There is no located service with the id {value}.", where=f"{where} [{kind}]", code="unknown_service_id",
                hint="Use an id of the column usluga_id.", value=name)
        for kind, name in changes if name not in known
    ]  # fmt: skip


def _check_places(plan: ScenarioConfig, gminas: gpd.GeoDataFrame, where: str) -> list[Problem]:
    """New places must lie in the area or its neighbours, and no service may change twice."""
    area = gminas.geometry.union_all().buffer(_BORDER_M)
    problems = []
    for new in plan.open:
        if new.lon is not None and new.lat is not None:
            x, y = transform_xy(np.array([new.lon]), np.array([new.lat]), WGS84, str(gminas.crs))
            if not (np.isfinite([x[0], y[0]]).all() and area.covers(gpd.points_from_xy(x, y)[0])):
                problems.append(problem("The point (lat {lat}, lon {lon}) lies in no gmina of the boundary file.", code="outside",
                                        where=f"{where} [open {new.id}]", lat=new.lat, lon=new.lon,
                                        hint="Check the coordinates; they may have changed places."))  # fmt: skip
    changed = [c.id for c in plan.close] + [c.id for c in plan.capacity]
    return problems + [
        problem("The service {value} is changed more than once.", where=where, code="changed_twice", value=name,
                hint="Leave one change: a service that closes has no capacity.")
        for name in sorted({n for n in changed if changed.count(n) > 1})
    ]  # fmt: skip


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
        has_point = new.lon is not None and new.lat is not None
        if new.cell is None and not has_point:
            problems.append(problem("The new service has no place.", where=spot, code="no_place",
                                    hint="Give cell, or lon and lat."))  # fmt: skip
        if new.cell is not None and new.cell not in cell_ids:
            problems.append(problem("There is no populated cell {value}.", where=spot, code="unknown_cell",
                                    hint="Use a cell_id of the layer komorki, or give lon and lat.", value=new.cell))  # fmt: skip
    return problems


def _new_service(
    new: OpenService, *, cells: PopulationCells, gminas: gpd.GeoDataFrame, catalog: Catalog, crs: object
) -> dict[str, object]:
    service_type = catalog.by_code[new.service]
    locality = ""
    if new.cell is not None:
        row = cells.table[cells.table["cell_id"] == new.cell].iloc[0]
        point, gmina, locality = row.geometry, str(row["gmina_teryt"]), str(row["locality"])
    else:
        x, y = transform_xy(np.array([new.lon], float), np.array([new.lat], float), WGS84, str(crs))
        point = gpd.points_from_xy(x, y)[0]
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
