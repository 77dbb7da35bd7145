"""The Python functions come to the figures of tests/vectors/what_if.json, as the map's own core does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from mapa_uslug.catalog import ServiceType, Threshold
from mapa_uslug.contracts.combined import Combined, combine_layers
from mapa_uslug.contracts.config import Sharing
from mapa_uslug.contracts.tables import REASONS, CoverageLayer, PopulationCells
from mapa_uslug.contracts.travel_times import TravelTimes
from mapa_uslug.coverage.eligibility import find_eligible
from mapa_uslug.coverage.states import PlaceBounds, classify_people, estimate_demand
from mapa_uslug.maps.states import list_unknown_reasons, sum_by_gmina

WORLD = json.loads((Path(__file__).parents[2] / "vectors" / "what_if.json").read_text(encoding="utf-8"))
CODES = list(WORLD["gminas"].values())
GMINA_OF = np.array([list(WORLD["gminas"]).index(g) for g in WORLD["cells"]["gmina"]])
COUNT = len(GMINA_OF)
MAIN = 1
ORDER = ["car", "walk", "transit"]


def line_costs(at: int) -> NDArray[np.float64]:
    return 600.0 * np.abs(np.arange(COUNT) - at) + 60.0


def codes(sharing: dict[str, Any]) -> Sharing:
    groups = [[WORLD["gminas"][g] for g in group] for group in sharing.get("groups", [])]
    return Sharing(regime=sharing["regime"], groups=groups)


def make_cells() -> PopulationCells:
    table = pd.DataFrame(
        {
            "cell_id": [f"c{i}" for i in range(COUNT)],
            "gmina_teryt": [CODES[g] for g in GMINA_OF],
            "people": WORLD["cells"]["people"],
            "people_65_plus": WORLD["cells"]["target"],
            "is_imputed": False,
        }
    )
    points = gpd.points_from_xy(np.arange(COUNT), np.zeros(COUNT))
    return PopulationCells(
        gpd.GeoDataFrame(table, geometry=points, crs="EPSG:2180"), "EPSG:2180", 250, {"65+": "grid"}
    )


def make_services(case: dict[str, Any]) -> pd.DataFrame:
    """The services after the plan, in the order that `apply_plan` leaves them in."""
    plan = case.get("plan", {})
    capacity = {c["id"]: c["capacity"] for c in plan.get("capacity", [])}
    rows = [
        {
            "service_id": name,
            "cell": WORLD["places"][name]["cell"],
            "gmina_teryt": WORLD["gminas"][WORLD["places"][name]["gmina"]],
            "territory": "|".join(WORLD["gminas"][g] for g in given.get("territory", [])),
            "is_open": given.get("is_open", True),
            "capacity": capacity.get(name, given.get("capacity", np.nan)),
            "capacity_unit": "miejsca" if given.get("has_unit", True) else "godziny",
            "is_new": False,
        }
        for name, given in case["places"].items()
    ]
    rows += [
        {
            "service_id": new["id"],
            "cell": new["cell"],
            "gmina_teryt": WORLD["gminas"][new["gmina"]] if "gmina" in new else CODES[GMINA_OF[new["cell"]]],
            "territory": "",
            "is_open": True,
            "capacity": new.get("capacity", np.nan),
            "capacity_unit": "miejsca",
            "is_new": True,
        }
        for new in plan.get("open", [])
    ]  # fmt: skip
    table = pd.DataFrame(rows)
    table = table[~table["service_id"].isin(plan.get("close", []))]
    return table.sort_values("service_id") if plan.get("open") else table


def costs_of(service: Any, mode: dict[str, Any], direction: str) -> NDArray[np.float64]:
    """From each cell to the place, or from the place to each cell."""
    if not service.is_new:
        if service.service_id in mode.get("loose", []):
            return np.full(COUNT, np.inf)
        given = mode.get("costs", {}).get(service.service_id)
        return (
            line_costs(service.cell)
            if given is None
            else np.array([np.inf if c is None else c for c in given])
        )
    between = np.stack([line_costs(i) for i in range(COUNT)])
    for start, end, cost in mode.get("between", []):
        between[start, end] = cost
    for cell in mode.get("no_road", []):
        between[cell, :] = between[:, cell] = np.inf
    return between[:, service.cell] if direction == "to" else between[service.cell, :]  # fmt: skip


def fill(given: dict[str, float]) -> NDArray[np.float64]:
    values = np.full(COUNT, np.inf)
    for cell, value in given.items():
        values[int(cell)] = value
    return values


def make_layer(case: dict[str, Any], name: str, mode: dict[str, Any]) -> CoverageLayer:
    direction = case.get("direction", "to")
    services = make_services(case)
    sharing = codes(case.get("plan", {}).get("sharing") or case.get("sharing", {"regime": "open"}))
    eligible = find_eligible(services, gminas=CODES, sharing=sharing, is_at_home=direction == "from")
    may_use = eligible[GMINA_OF]
    is_snapped = ~np.isin(np.arange(COUNT), mode.get("no_road", []))
    unit = mode.get("unit", "min")
    cost = (
        np.array([costs_of(s, mode, direction) for s in services.itertuples()])
        .reshape(len(services), COUNT)
        .T
    )
    cost = np.where(may_use & is_snapped[:, None], cost, np.inf)
    widest = 240 * 60.0 if unit == "min" else 24_000.0
    is_pair = cost <= widest
    nearest = cost.min(axis=1, initial=np.inf)
    back = np.array(
        [
            mode.get("back_to_cell", {}).get(str(s.cell), np.inf) if s.is_new else mode.get("back", {}).get(s.service_id, np.inf)
            for s in services.itertuples()
        ]
    )  # fmt: skip
    if direction == "to" and sharing.regime == "open":
        edge = fill(mode.get("leave_open", {}))
    else:
        edge = fill(mode.get("leave_known", {})) + np.where(may_use, back, np.inf).min(axis=1, initial=np.inf)
    times = TravelTimes(
        mode=name, direction=direction, unit="s" if unit == "min" else "m", is_snapped=is_snapped, nearest_cost=nearest,
        nearest_place=np.where(np.isfinite(nearest), cost.argmin(axis=1) if len(services) else 0, -1).astype(np.int32),
        pair_ptr=np.concatenate([[0], np.cumsum(is_pair.sum(axis=1))]), pair_place=np.nonzero(is_pair)[1].astype(np.int32),
        pair_cost=cost[is_pair].astype(np.float32), limit=widest, edge_cost=edge,
    )  # fmt: skip
    service_type = ServiceType(
        code="DDP", name="Dom", name_en="Home", areas=(1,), delivery="S" if direction == "to" else "D", target="65+",
        capacity_unit="miejsca", demand_rate=case.get("rate"),
    )  # fmt: skip
    values = (1, mode["limit"], 240) if unit == "min" else (100, mode["limit"], 24_000)
    threshold = Threshold(values=values, unit=unit)
    cells = make_cells()
    return classify_people(
        cells, times, service_type=service_type, threshold=threshold, level=MAIN,
        demand=estimate_demand(cells, service_type, services, rate=case.get("rate")),
        is_outside_data=np.isin(np.arange(COUNT), case.get("outside", [])), has_eligible=may_use.any(axis=1),
        knows_all_ways=mode.get("knows_all", True), has_unplaced=find_unplaced(case, mode, services),
        bounds=make_bounds(mode, services, may_use), lacks_timetable=find_untold(mode),
    )  # fmt: skip


def find_untold(mode: dict[str, Any]) -> NDArray[np.bool_] | None:
    if "lacks_timetable" not in mode:
        return None
    return np.isin(np.array(CODES)[GMINA_OF], [WORLD["gminas"][g] for g in mode["lacks_timetable"]])


def find_unplaced(case: dict[str, Any], mode: dict[str, Any], services: pd.DataFrame) -> NDArray[np.bool_]:
    if case.get("unplaced", []) is None:
        return np.ones(COUNT, dtype=bool)
    gminas = {WORLD["gminas"][g] for g in case.get("unplaced", [])}
    for service in services.itertuples():
        loose = mode.get("no_road", []) if service.is_new else mode.get("loose", [])
        if (service.cell if service.is_new else service.service_id) in loose:
            gminas.add(service.gmina_teryt)
    return np.isin(np.array(CODES)[GMINA_OF], sorted(gminas))


def make_bounds(
    mode: dict[str, Any], services: pd.DataFrame, may_use: NDArray[np.bool_]
) -> PlaceBounds | None:
    rough = mode.get("rough", {})
    ids = services["service_id"].tolist()
    if not set(rough) & set(ids):
        return None
    least, spread = np.full(COUNT, np.inf), np.zeros(len(ids))
    for i, name in enumerate(ids):
        if name in rough:
            spread[i] = rough[name]["spread"]
            least = np.minimum(least, np.where(may_use[:, i], rough[name]["least"], np.inf))
    return PlaceBounds(least, spread)


def make_answer(case: dict[str, Any]) -> Combined:
    layers = [make_layer(case, name, case["modes"][name]) for name in ORDER if name in case["modes"]]
    return combine_layers(layers)


@pytest.mark.parametrize("case", WORLD["cases"], ids=[case["name"] for case in WORLD["cases"]])
def test_a_what_if_worked_out_by_hand(case: dict[str, Any]) -> None:
    expected = case["expect"]
    if expected is None:
        assert not case["places"], case["why"]
        assert not case.get("plan", {}).get("open")
        return
    answer = make_answer(case)
    assert answer.people.sum(axis=0).tolist() == expected["all"], case["why"]
    gminas = sum_by_gmina(answer.people, GMINA_OF, len(CODES)).tolist()
    assert gminas == expected.get("gminas", gminas), case["why"]
    assert answer.target is not None
    target = answer.target.sum(axis=0).tolist()
    assert target == expected.get("target", target), case["why"]
    gminas = sum_by_gmina(answer.target, GMINA_OF, len(CODES)).tolist()
    assert gminas == expected.get("target_gminas", gminas), case["why"]
    reasons = [REASONS[r] for r in list_unknown_reasons(answer.people, answer.reason)]
    assert reasons == expected.get("reasons", reasons), case["why"]
    assert answer.is_capacity_known == expected.get("is_capacity_known", answer.is_capacity_known)
    told = [REASONS[r] for r in answer.reason]
    assert told == expected.get("cell_reasons", told), case["why"]
