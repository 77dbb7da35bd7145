"""What a plan changes about places of service that exist: where they stand, when and for whom they are open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Set
from typing import Final

import geopandas as gpd

from mapa_uslug.contracts.places import LEAST_RADIUS_M
from mapa_uslug.contracts.plan_config import ScenarioConfig
from mapa_uslug.contracts.tables import PopulationCells
from mapa_uslug.core.errors import Problem, problem
from mapa_uslug.core.near_words import find_near
from mapa_uslug.core.text import mark
from mapa_uslug.scenarios.places import check_place, check_point, find_place

ReadHours = Callable[[str], tuple[str, str]]
"""From words to opening hours in the form of OpenStreetMap, and the words that were not understood."""

_BORDER_M: Final = 500.0
_LONGEST_QUOTE: Final = 60
_SEPARATOR: Final = "|"
# A service that a plan opens may be given hours and the gminas that it serves, which `[[open]]` does not hold.
_ALSO_NEW: Final = ("hours", "share", "territory")


def read_no_hours(text: str) -> tuple[str, str]:
    """Understands nothing."""
    return "", text


def check_changes(plan: ScenarioConfig, known: Set[str], where: str) -> list[Problem]:
    """Services that do not exist, and those that change twice in one way or close and change."""
    opened = {o.id for o in plan.open}
    ids = _ids_by_kind(plan)
    unknown = [
        problem("There is no located service with the id {value}.", where=f"{where} [{kind}]", code="unknown_service_id",
                value=name, near=(near := find_near(name, known)),
                hint="Use an id of the column usluga_id; did you mean {near}?" if near else "Use an id of the column usluga_id.")
        for kind, names in ids.items()
        for name in names
        if name not in known and not (kind in _ALSO_NEW and name in opened)
    ]  # fmt: skip
    closed = set(ids.pop("close"))
    twice = {n for names in ids.values() for n, count in Counter(names).items() if count > 1 or n in closed}
    twice |= {n for n, count in Counter(c.id for c in plan.close).items() if count > 1}
    return unknown + [
        problem("The service {value} is changed more than once.", where=where, code="changed_twice", value=name,
                hint="Leave one change of a kind for it; nothing else changes about a service that closes.")
        for name in sorted(twice)
    ]  # fmt: skip


def _ids_by_kind(plan: ScenarioConfig) -> dict[str, list[str]]:
    return {
        "close": [c.id for c in plan.close],
        "capacity": [c.id for c in plan.capacity],
        "move": [c.id for c in plan.move],
        "hours": [c.id for c in plan.hours],
        "share": [c.id for c in plan.share],
        "territory": [c.id for c in plan.territory],
    }


def check_points(plan: ScenarioConfig, gminas: gpd.GeoDataFrame, where: str) -> list[Problem]:
    """Coordinates of places that open or move must lie in the area or its neighbours."""
    area, crs = gminas.geometry.union_all().buffer(_BORDER_M), str(gminas.crs)
    opened = [p for new in plan.open for p in check_point(new, area, crs, f"{where} [open {new.id}]")]
    moved = [p for move in plan.move for p in check_point(move, area, crs, f"{where} [move {move.id}]")]
    return opened + moved


def check_moves(plan: ScenarioConfig, cells: PopulationCells, where: str) -> list[Problem]:
    """Every service that moves must move somewhere."""
    cell_ids = set(cells.table["cell_id"])
    message = mark("It is not said where the service moves to.")
    return [p for m in plan.move for p in check_place(m, cell_ids, f"{where} [move {m.id}]", message)]


def check_territories(plan: ScenarioConfig, gminas: gpd.GeoDataFrame, where: str) -> list[Problem]:
    """Gminas served must be known."""
    known = set(gminas["gmina_teryt"])
    return [
        problem("The boundary file has no gmina {value}.", where=f"{where} [territory {change.id}]", code="unknown_gmina",
                value=code, hint="Give codes of gminas of the area or around it, six digits each.")
        for change in plan.territory
        for code in change.gminas
        if code not in known
    ]  # fmt: skip


def check_hours(plan: ScenarioConfig, read_hours: ReadHours, where: str) -> list[Problem]:
    """Opening hours must be understood whole: others would count as if they were not known."""
    problems = []
    for change in plan.hours:
        opening, rest = read_hours(change.hours)
        if rest or not opening:
            value = rest or change.hours
            value = value if len(value) <= _LONGEST_QUOTE else value[:_LONGEST_QUOTE] + "…"
            problems.append(problem("The hours were not understood: {value}", where=f"{where} [hours {change.id}]",
                                    code="hours_unread", value=value,
                                    hint="Write days and hours, such as pon.-pt. 7:30-15:30 or Mo-Fr 07:30-15:30."))  # fmt: skip
    return problems


def change_services(
    services: gpd.GeoDataFrame, plan: ScenarioConfig, *, cells: PopulationCells, read_hours: ReadHours
) -> gpd.GeoDataFrame:
    """The services with the changes of a plan, which have been checked; the given table may change."""
    row_of = {name: row for row, name in zip(services.index, services["service_id"], strict=True)}
    for capacity in plan.capacity:
        services.loc[row_of[capacity.id], "capacity"] = capacity.capacity
    for move in plan.move:
        point, locality, _ = find_place(move, cells, str(services.crs))
        row = row_of[move.id]
        services.loc[row, "geometry"] = point
        services.loc[row, ["locality", "address"]] = [locality, ""]
        services.loc[row, ["quality", "radius_m"]] = ["reczny", LEAST_RADIUS_M["reczny"]]
    for hours in plan.hours:
        services.loc[row_of[hours.id], ["hours", "opening_hours"]] = [hours.hours, read_hours(hours.hours)[0]]
    for share in plan.share:
        services.loc[row_of[share.id], "is_open"] = share.open
    for territory in plan.territory:
        services.loc[row_of[territory.id], "territory"] = _SEPARATOR.join(dict.fromkeys(territory.gminas))
    return services
