"""What could be done: measures by cause, plans and new places with their effect, and how far it is to the targets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from mapa_uslug.catalog import ServiceType
from mapa_uslug.catalog.models import MAIN_LEVEL
from mapa_uslug.contracts.barriers import CAUSES, Barriers
from mapa_uslug.contracts.combined import ALL_MODES, FULL, SERVED, TOO_FAR, Combined, combine_layers
from mapa_uslug.contracts.confidential import count_group
from mapa_uslug.contracts.local_plan import Offer, Priorities, Strategy
from mapa_uslug.contracts.plan_outcomes import PlanOutcome
from mapa_uslug.contracts.silence import silent_gminas
from mapa_uslug.contracts.siting_proposal import Proposal
from mapa_uslug.contracts.tables import REASONS, CoverageLayer, RunResult
from mapa_uslug.core.days import parse_day
from mapa_uslug.core.errors import InputError, Problem
from mapa_uslug.coverage.eligibility import find_eligible
from mapa_uslug.diagnosis.given_amounts import sum_given
from mapa_uslug.diagnosis.measures import HOURS_SHORT, MEASURE_COLUMNS, Situation, list_measures
from mapa_uslug.diagnosis.reach import find_target_states
from mapa_uslug.diagnosis.targets import INDICATOR_COLUMNS, check_targets, measure_targets
from mapa_uslug.steps.loading import AreaData, Progress
from mapa_uslug.steps.measuring import plan_measures
from mapa_uslug.steps.plan_comparison import compare_plans, read_plans
from mapa_uslug.steps.siting_area import propose_places
from mapa_uslug.steps.siting_question import AreaSiting

_M_PER_KM: Final = 1000.0
_PER: Final = 1000.0
_SITING_S: Final = 20.0
"""The longest that a best place with room is looked for [s]; the best found by then is told."""
_ON_FOOT: Final = frozenset(("walk", "walk_slow"))
"""Modes of services that only count on foot, as schools: whoever is farther is to be brought there."""
_NO_PROVIDER: Final = CAUSES.index("no_provider")


def _silent(step: str) -> None:
    del step


def draw_up_strategy(
    data: AreaData,
    result: RunResult,
    priorities: Priorities,
    offer: Offer,
    *,
    plans: Sequence[Path],
    proposals: int = 3,
    place: str = "",
    progress: Progress = _silent,
) -> Strategy:
    """Draw up measures, plans compared, best places for the first priorities, and targets.

    Parameters
    ----------
    plans
        Files of plans to compare; in this order.
    proposals
        For how many services a best place is looked for: the first priorities that anybody is too far from, or finds no free place in.
    place
        Whose priorities: code of a gmina, "" those of all together.

    Raises
    ------
    InputError
        With every problem of the targets and of the plans.
    """
    faults = [found for found in check_strategy(data, plans) if found.severity == "error"]
    if faults:
        raise InputError(faults)
    combined, scenarios = _combine(result), read_plans(plans)
    outcomes: list[PlanOutcome] = compare_plans(data, scenarios, plans, progress) if scenarios else []
    return Strategy(
        measures=_list_measures(data, result, combined),
        plans=tuple(outcomes),
        proposals=tuple(_propose(data, priorities, combined, proposals, place, progress)),
        targets=measure_targets(
            data.config.target, _indicators(data, result, offer), recorded=_recorded(data)
        ),
    )


def check_strategy(data: AreaData, plans: Sequence[Path]) -> list[Problem]:
    """What is wrong with the targets of an area and with the files of plans, before anything is measured."""
    problems = check_targets(
        data.config.target, catalog=data.catalog, recorded=_recorded(data), year=_year_of(data),
        measured={m.service_type.code for m in plan_measures(data, data.registry.located)},
        gminas=set(data.gminas.loc[data.gminas["is_area"], "gmina_teryt"].astype(str)),
    )  # fmt: skip
    try:
        read_plans(plans)
    except InputError as error:
        problems += error.problems
    return problems


def _recorded(data: AreaData) -> set[str]:
    """Service types of which there is any record, with or without a place."""
    tables = data.registry.located, data.registry.unlocated
    return {str(code) for table in tables for code in table["service_type"].unique()}


def _year_of(data: AreaData) -> int | None:
    """Year of the data: of the day that services are asked for, else of the newest record, else of the people."""
    if data.config.services.on is not None:
        return data.config.services.on.year
    tables = data.registry.located, data.registry.unlocated
    days = [parse_day(str(told)[:10]) for table in tables for told in table["source_date"].dropna()]
    return max((day.year for day in days if day is not None), default=data.config.population.year)


def _combine(result: RunResult) -> dict[str, Combined]:
    """Every service type at the main threshold, by all its modes."""
    layers: dict[str, list[CoverageLayer]] = {}
    for layer in result.layers:
        if layer.level == MAIN_LEVEL:
            layers.setdefault(layer.service_type, []).append(layer)
    return {code: combine_layers(of_type) for code, of_type in layers.items()}


def _propose(
    data: AreaData,
    priorities: Priorities,
    combined: dict[str, Combined],
    count: int,
    place: str,
    progress: Progress,
) -> list[Proposal]:
    """The one best place for each of the first services; those for which no locality can be used have none.

    Services that come to people and lack hours more than bases have none either: a base adds no hours.
    """
    found: list[Proposal] = []
    here = data.cells.table["gmina_teryt"].isin([place]).to_numpy(dtype=bool) if place else slice(None)
    for code in _first_services(priorities, combined, place):
        if len(found) == count:
            break
        lacks_room = combined[code].lacks_room(here)
        if lacks_room and data.catalog.by_code[code].direction == "from":
            continue
        for question in _questions(data, code, lacks_room=lacks_room):
            try:
                found.append(propose_places(data, question, progress))
                break
            except InputError:
                continue
    return found


def _questions(data: AreaData, code: str, *, lacks_room: bool) -> Iterator[AreaSiting]:
    """What is asked of a service, the next where the one before has no answer.

    Where people lack a free place rather than a near one, a place with room: as much as those there are have on the average, by
    the first mode that counts, since room cannot be added up over several. Else the place that is near to most.
    """
    service_type = data.catalog.by_code[code]
    room = _mean_capacity(data, service_type) if lacks_room else None
    if room:
        yield AreaSiting(code, 1, capacity=room, time_limit_s=_SITING_S)
    group = "all" if count_group(data.cells, service_type.target) is None else "target"
    yield AreaSiting(code, 1, ALL_MODES, group=group)


def _mean_capacity(data: AreaData, service_type: ServiceType) -> float | None:
    """Of the places of a type that give it in its unit, whole; None where none does."""
    own = data.registry.located
    own = own[own["service_type"] == service_type.code]
    is_unit = own["capacity_unit"].fillna("").isin(["", service_type.capacity_unit])
    known = pd.to_numeric(own.loc[is_unit, "capacity"]).dropna()
    return float(round(known.mean())) if len(known) else None


def _first_services(priorities: Priorities, combined: dict[str, Combined], place: str) -> list[str]:
    table = priorities.table
    whole = table[(table["gmina_teryt"] == place) & (table["unreached"] > 0) & table["rank"].notna()]
    ranked = whole.sort_values(["rank", "service_type"], kind="stable")["service_type"].astype(str)
    return [code for code in ranked if code in combined and combined[code].people[:, [FULL, TOO_FAR]].any()]


def _list_measures(data: AreaData, result: RunResult, combined: dict[str, Combined]) -> pd.DataFrame:
    hours = _hours_short(data, result)
    by_hours = set(result.hours_short)
    situations = [
        _situation(data, result, found, counts_full=code not in by_hours) for code, found in combined.items()
    ]
    measures = list_measures(situations, result.cells.table)
    if hours.empty:
        return measures
    return pd.concat([measures, hours], ignore_index=True).sort_values(
        "people", ascending=False, kind="stable", na_position="last", ignore_index=True
    )


def _situation(data: AreaData, result: RunResult, found: Combined, *, counts_full: bool) -> Situation:
    service_type, count = data.catalog.by_code[found.service_type], len(result.cells.table)
    untold = np.full(count, -1, dtype=np.int8)
    barriers = result.barriers if isinstance(result.barriers, Barriers) else None
    cause = untold if barriers is None else barriers.leading.get(found.service_type, untold)
    silent = silent_gminas(result.gminas, result.services, result.unlocated)
    is_barred = (found.people[:, TOO_FAR] > 0) & (found.reason == REASONS.index("not_eligible"))
    return Situation(
        service_type=found.service_type,
        states=found.people,
        target=found.people if service_type.target == "all" else found.target,
        reason=found.reason,
        cause=np.where((cause < 0) & is_barred, _NO_PROVIDER, cause).astype(np.int8),
        transit_lacks=untold if barriers is None else barriers.transit_lacks.get(found.service_type, untold),
        is_by_car_only=_by_car_only(found),
        is_nearer_beyond=_nearer_beyond(data, result, service_type),
        spot_people=_spot_people(result, found.service_type),
        counts_full=counts_full,
        is_at_home=service_type.direction == "from",
        can_come=service_type.delivery != "C" and not _ON_FOOT.issuperset(service_type.thresholds),
        is_silent=result.cells.table["gmina_teryt"].isin(silent).to_numpy(dtype=bool) if silent else None,
    )


def _by_car_only(found: Combined) -> NDArray[np.bool_]:
    """Cells within the threshold by car, and too far by every other mode; none where no other counts."""
    others = [layer for layer in found.layers if layer.mode != "car"]
    car = next((layer for layer in found.layers if layer.mode == "car"), None)
    if car is None or not others:
        return np.zeros(len(found.people), dtype=bool)
    is_within = car.people[:, [SERVED, FULL]].sum(axis=1) > 0
    return np.asarray(
        is_within & np.logical_and.reduce([x.people[:, TOO_FAR] > 0 for x in others]), dtype=bool
    )


def _nearer_beyond(data: AreaData, result: RunResult, service_type: ServiceType) -> NDArray[np.bool_]:
    """Cells with a place that is not for their people within partners' reach, and none that is for them as near.

    By straight line: how far it is by road for those who may not go there is not measured.
    """
    services = result.services[result.services["service_type"] == service_type.code]
    gmina_of = result.cells.table["gmina_teryt"].to_numpy(dtype=object)
    gminas = sorted(set(gmina_of.astype(str)))
    is_nearer = np.zeros(len(gmina_of), dtype=bool)
    if services.empty:
        return is_nearer
    eligible = find_eligible(
        services, gminas=gminas, sharing=data.config.sharing, is_at_home=service_type.direction == "from"
    )
    homes = shapely.get_coordinates(result.cells.table.geometry.to_numpy())
    places = shapely.get_coordinates(services.geometry.to_numpy())
    for gmina, allowed in zip(gminas, eligible, strict=True):
        here = np.flatnonzero(gmina_of == gmina)
        own, others = (_nearest_m(homes[here], places[which]) for which in (allowed, ~allowed))
        is_nearer[here] = (others < own) & (others <= data.config.diagnosis.partner_km * _M_PER_KM)
    return is_nearer


def _nearest_m(homes: NDArray[np.float64], places: NDArray[np.float64]) -> NDArray[np.float64]:
    if not len(places):
        return np.full(len(homes), np.inf)
    return np.asarray(cKDTree(places).query(homes)[0], dtype=np.float64)


def _spot_people(result: RunResult, code: str) -> NDArray[np.int64]:
    """Residents of the white spot by all modes at the main threshold that each cell is part of."""
    spots = result.white_spots
    of_type = spots[
        (spots["service_type"] == code) & (spots["mode"] == ALL_MODES) & (spots["level"] == MAIN_LEVEL)
    ]
    people = {
        cell: int(n)
        for cells, n in zip(of_type["cells"], of_type["people"], strict=True)
        for cell in str(cells).split("|")
    }
    ids = result.cells.table["cell_id"].astype(str)
    return np.array([people.get(cell, 0) for cell in ids], dtype=np.int64)


def _hours_short(data: AreaData, result: RunResult) -> pd.DataFrame:
    """More staff for people whom services at home have no hours for; people are of the target group."""
    rows = []
    table = result.at_home
    if table is not None and len(table):
        short = table[(table["brak_godzin"] > 0).fillna(False)]
        silent = silent_gminas(result.gminas, result.services, result.unlocated)
        is_told = (short["zakres"] == "gmina") & ~short["gmina_teryt"].isin(silent)
        for row in short[is_told].to_dict("records"):
            here = (short["gmina_teryt"] == row["gmina_teryt"]) & (short["usluga"] == row["usluga"])
            places = short[here & (short["zakres"] == "miejscowosc")].sort_values(
                "brak_godzin", ascending=False, kind="stable"
            )
            people = int(row["brak_godzin"])
            has_group = data.catalog.by_code[str(row["usluga"])].target == row["grupa_nazwa"]
            rows.append((
                row["gmina_teryt"], row["usluga"], "staff", HOURS_SHORT, people, people if has_group else pd.NA,
                "|".join(places["miejscowosc"].astype(str)),
            ))  # fmt: skip
    return pd.DataFrame(rows, columns=list(MEASURE_COLUMNS)).astype({"people": "Int64", "target": "Int64"})


def _indicators(data: AreaData, result: RunResult, offer: Offer) -> pd.DataFrame:
    """What targets may speak of, by service type and gmina ("" for all)."""
    gmina_of = result.cells.table["gmina_teryt"].to_numpy(dtype=object)
    gminas = sorted(data.gminas.loc[data.gminas["is_area"], "gmina_teryt"].astype(str))
    parts = {"": np.ones(len(gmina_of), dtype=bool)} | {g: gmina_of == g for g in gminas}
    rows: list[dict[str, object]] = []
    for code in sorted({t.service for t in data.config.target}):
        service_type = data.catalog.by_code[code]
        group = count_group(result.cells, service_type.target)
        states = find_target_states(result.layers, service_type, hours_short=result.hours_short.get(code))
        for gmina, here in parts.items():
            given = sum_given(offer, service_type, gmina=gmina, area=gminas)
            people = float("nan") if group is None else float(group[here].sum())
            rows.append(
                {"service_type": code, "gmina_teryt": gmina}
                | given
                | {"places_per_1000": _PER * given["places"] / people if people else float("nan")}
                | _access(states, here)
            )
    return pd.DataFrame(rows, columns=list(INDICATOR_COLUMNS))


def _access(states: NDArray[np.int64] | None, here: NDArray[np.bool_]) -> dict[str, float]:
    """People of the target group too far, and shares; missing where the group is not counted."""
    if states is None:
        return dict.fromkeys(("too_far", "too_far_share", "served_share"), float("nan"))
    sums = states[here].sum(axis=0)
    everybody = float(sums.sum())
    shares = sums / everybody if everybody else np.full(len(sums), np.nan)
    return {
        "too_far": float(sums[TOO_FAR]),
        "too_far_share": float(shares[TOO_FAR]),
        "served_share": float(shares[SERVED]),
    }
