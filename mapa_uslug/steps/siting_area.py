"""New places of a service for an area: where they do most, and what they would change."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.catalog import ServiceType
from mapa_uslug.contracts.combined import Combined
from mapa_uslug.contracts.confidential import (
    hide_confidential_people,
    hide_confidential_targets,
)
from mapa_uslug.contracts.siting import Siting
from mapa_uslug.contracts.siting_proposal import Proposal
from mapa_uslug.siting import may_shorten, shorten_ways, solve
from mapa_uslug.steps.loading import AreaData
from mapa_uslug.steps.planning import plan_area
from mapa_uslug.steps.siting_alternatives import (
    close_least_harmful,
    find_alternatives,
    find_needless,
)
from mapa_uslug.steps.siting_change import (
    count_states,
    find_nearest,
    gained_by_cell,
    settled_by_cell,
    sum_change,
)
from mapa_uslug.steps.siting_modes import add_losses_by_mode, count_by_other_modes
from mapa_uslug.steps.siting_plan import plan_of
from mapa_uslug.steps.siting_problem import Sites, pose_problem
from mapa_uslug.steps.siting_question import AreaSiting, Subject, check_question
from mapa_uslug.steps.siting_sums import hide_by_sum, tell_people
from mapa_uslug.steps.writing import collect_info

_PLACE: Final = ("name", "kind", "gmina_teryt", "locality", "cell_id", "lon", "lat")
Progress = Callable[[str], None]


def propose_places(data: AreaData, question: AreaSiting, progress: Progress = lambda step: None) -> Proposal:
    """The best places for a type in an area.

    Figures of people are those of a run of the area with the plan that comes with the proposal: travel times, states
    and room are counted anew with the places open. What is optimised is people weighed by one mode (or within the
    threshold by any), of whom something can be told as things are.

    Raises
    ------
    InputError
        With everything that the question names and the area does not have; when no candidate can be used, or when not
        everybody can be reached who should.
    """
    subject = check_question(question, data)
    progress("Measuring travel times")
    sites = pose_problem(data, question, subject)
    progress("Choosing places")
    siting = solve(
        sites.problem, subject.objective, method=subject.method, time_limit_s=question.time_limit_s, gap=question.gap,
        point_ids=_name_cells(data),
    )  # fmt: skip
    is_imputed = data.cells.table["is_imputed"].to_numpy(dtype=bool)
    is_shortest = may_shorten(sites.problem, siting)
    is_existing = np.arange(len(sites.problem.is_fixed)) < sites.first_new
    siting = shorten_ways(sites.problem, siting, stays=is_existing)
    closed = close_least_harmful(
        sites, subject, siting, is_imputed, count=question.close, time_limit_s=question.time_limit_s
    )
    places = _list_places(data, sites, siting, subject.service_type)
    not_kept = np.setdiff1d(np.flatnonzero(~sites.problem.is_fixed[: sites.first_new]), siting.chosen)
    closing = tuple(sites.existing["service_id"].iloc[not_kept].astype(str))
    progress("Counting people after the plan")
    new = places[places["kind"] != "existing"]
    plan = plan_of(new, subject.service_type, name=_name_plan(data, subject, new),
                   closing=[*closing, *closed.ids], capacity=question.capacity)  # fmt: skip
    planned, services = plan_area(data, plan, plan_name="plan.toml")
    after = count_states(planned, services, data.config.sharing, subject)
    closures, by_other_mode = closed.table, {}
    if plan.close:
        by_other_mode = count_by_other_modes(data, planned, services, subject)
    if question.close:
        opened = plan.model_copy(update={"close": [c for c in plan.close if c.id in closing]})
        closures = add_losses_by_mode(closures, *plan_area(data, opened, plan_name="plan.toml"), subject)
    gmina_of = data.cells.table["gmina_teryt"].to_numpy(dtype=object)
    before, target = sites.before, None
    if before.target is not None and after.target is not None:
        target = sum_change(before.target, after.target, gmina_of)
    everybody = sum_change(before.people, after.people, gmina_of)
    counted = _count_places(data, sites, places, after, find_nearest(after, services))
    needless = places["row"].isin(find_needless(sites, subject, siting)).to_numpy(dtype=bool)
    if (everybody.gained > everybody.gained_far).any():
        # A place within whose threshold others are already may still give those room who find none.
        needless = needless & (counted["people"].fillna(1) == 0).to_numpy(dtype=bool)
    return Proposal(
        area=data.config.area.name,
        service_type=subject.service_type.code,
        modes=tuple(m.mode for m in subject.measures),
        level=subject.level,
        thresholds=tuple(m.threshold.values[subject.level] for m in subject.measures),
        unit=subject.measures[0].threshold.unit,
        objective=subject.objective,
        group=subject.group,
        capacity=question.capacity,
        siting=siting,
        scale=sites.scale,
        weighed=sites.weighed,
        untold=sites.untold,
        beyond=sites.beyond,
        places=counted,
        closing=closing,
        alternatives=find_alternatives(sites, subject, siting, places, is_imputed),
        closures=closures,
        closures_lost=closed.lost,
        left_out=sites.candidates.left_out,
        candidates=len(sites.candidates.table),
        everybody=everybody,
        target=target,
        plan=plan,
        gminas=data.gminas[["gmina_teryt", "gmina"]],
        attribution=_attribution(data),
        needless=tuple(places["place_id"][needless].astype(str)),
        is_shortest=is_shortest,
        by_other_mode=by_other_mode,
    )


def _name_cells(data: AreaData) -> list[str]:
    cells = data.cells.table
    return [
        f"{locality or ''} {cell}".strip()
        for locality, cell in zip(cells["locality"].fillna(""), cells["cell_id"], strict=True)
    ]


def _list_places(data: AreaData, sites: Sites, siting: Siting, service_type: ServiceType) -> pd.DataFrame:
    """Chosen sites as places of the plan, `row` their site; existing ones that stay keep their id."""
    names = dict(zip(data.gminas["gmina_teryt"].astype(str), data.gminas["gmina"].astype(str), strict=True))
    taken, rows = set(data.registry.located["service_id"]), []
    ids = (i for n in count(1) if (i := f"nowe-{service_type.code}-{n}") not in taken)
    for site in siting.chosen.tolist():
        if site < sites.first_new:
            old = sites.existing.iloc[site]
            place = {"place_id": old.service_id, "name": old.provider, "kind": "existing", "gmina_teryt": old.gmina_teryt,
                     "locality": old.locality, "cell_id": "", "lon": np.nan, "lat": np.nan}  # fmt: skip
        else:
            place = {
                "place_id": next(ids),
                **sites.candidates.table.iloc[site - sites.first_new].drop("geometry"),
            }
        rows.append({**place, "row": site})
    places = pd.DataFrame(rows, columns=["place_id", *_PLACE, "row"])
    places.insert(4, "gmina", places["gmina_teryt"].map(names).fillna(""))
    return places


def _name_plan(data: AreaData, subject: Subject, places: pd.DataFrame) -> str:
    where = ", ".join(
        dict.fromkeys(
            str(name) for name in places["locality"].where(places["locality"] != "", places["name"])
        )
    )
    name = subject.service_type.name
    return f"{name}: {where}" if where else f"{name}: {data.config.area.name}"


def _count_places(
    data: AreaData,
    sites: Sites,
    places: pd.DataFrame,
    after: Combined,
    nearest: tuple[NDArray[np.object_], NDArray[np.float64]],
) -> pd.DataFrame:
    """Places with the people they gain and those they are nearest to.

    Who gains counts for the nearest of the new places, since those that exist did not serve them.

    Parameters
    ----------
    nearest
        Of `find_nearest` after the plan.
    """
    before, cells = sites.before, data.cells.table
    at_new = _nearest(sites.problem.cost, places["row"].to_numpy(dtype=np.int64))
    people = cells["people"].to_numpy(dtype=np.int64)
    gained, settled = (f(before.people, after.people) for f in (gained_by_cell, settled_by_cell))
    target, has_target = np.zeros_like(gained), False
    if before.target is not None and after.target is not None:
        target, has_target = gained_by_cell(before.target, after.target), True
    is_gain = [(at_new == site) & (gained > 0) for site in places["row"].tolist()]
    is_settled = [(at_new == site) & (settled > 0) for site in places["row"].tolist()]
    is_near = [nearest[0] == name for name in places["place_id"].astype(str)]
    of_target = _spots(places, cells, is_gain, people_target=target)
    told = hide_by_sum(hide_confidential_targets(of_target, cells).astype("Int64"))
    return places.drop(columns="row").assign(
        people=tell_people(_spots(places, cells, is_gain, people=gained), cells),
        target=told if has_target else told.mask(told.notna()),
        settled=tell_people(_spots(places, cells, is_settled, people=settled), cells),
        nearest=hide_confidential_people(_spots(places, cells, is_near, people=people), cells),
        mean_cost=[_mean(nearest[1][here], people[here]) if len(after.layers) == 1 else np.nan for here in is_near],
    )  # fmt: skip


def _spots(
    places: pd.DataFrame, cells: pd.DataFrame, parts: list[NDArray[np.bool_]], **figure: NDArray[np.int64]
) -> pd.DataFrame:
    """The cells of every place, and a figure summed over them."""
    ids = cells["cell_id"].to_numpy(dtype=object)
    sums = {name: [int(values[part].sum()) for part in parts] for name, values in figure.items()}
    return pd.DataFrame(sums | {"cells": ["|".join(ids[part]) for part in parts]}, index=places.index)


def _mean(cost: NDArray[np.float64], people: NDArray[np.int64]) -> float:
    return float(cost @ people / people.sum()) if people.sum() else float("nan")


def _nearest(cost: NDArray[np.float64], sites: NDArray[np.int64]) -> NDArray[np.int64]:
    """The nearest of some sites to every cell, -1 where there is no way to any."""
    if not len(sites):
        return np.full(len(cost), -1, dtype=np.int64)
    at = cost[:, sites].argmin(axis=1)
    return np.where(np.isfinite(cost[np.arange(len(cost)), sites[at]]), sites[at], -1)


def _attribution(data: AreaData) -> tuple[str, ...]:
    told = collect_info(data, data.config.sharing, headline=pd.DataFrame(), plan="")["attribution"]
    return tuple(told) if isinstance(told, list) else ()
