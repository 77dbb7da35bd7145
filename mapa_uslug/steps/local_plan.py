"""The report on the seven steps: everything that it says of an area, collected from the stages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from mapa_uslug.contracts.changes import Changes
from mapa_uslug.contracts.gmina_lookup import GminaIndex
from mapa_uslug.contracts.local_plan import LocalPlan, Needs
from mapa_uslug.contracts.tables import RunResult
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.core.polish_order import polish_key
from mapa_uslug.core.text import mark
from mapa_uslug.diagnosis.barrier_sheet import fill_barrier_sheet
from mapa_uslug.diagnosis.offer import sum_up_offer
from mapa_uslug.diagnosis.people import count_people
from mapa_uslug.diagnosis.priorities import rank_priorities
from mapa_uslug.diagnosis.reach import count_unreached
from mapa_uslug.steps.gmina_choice import find_gminas
from mapa_uslug.steps.home_bases import find_home_bases
from mapa_uslug.steps.loading import AreaData, Progress
from mapa_uslug.steps.measuring import Measurer, plan_measures
from mapa_uslug.steps.needs_reading import read_needs
from mapa_uslug.steps.neighbouring_offer import share_reached_elsewhere
from mapa_uslug.steps.provider_reach import find_network, reach_of_services
from mapa_uslug.steps.strategy import check_strategy, draw_up_strategy
from mapa_uslug.steps.uncertainty import weigh_uncertainty
from mapa_uslug.steps.years_reading import read_people_by_year


@dataclass(frozen=True, eq=False)
class OfficeInputs:
    """What offices give beside the inputs of a run, and the gminas asked about.

    Attributes
    ----------
    years : DataFrame
        People per gmina in other years.
    gminas : tuple of str
        Codes, in the order of the names.
    warnings : tuple of Problem
    """

    needs: Needs
    years: pd.DataFrame
    gminas: tuple[str, ...]
    warnings: tuple[Problem, ...]


def read_office_inputs(
    data: AreaData, *, gminas: Sequence[str] = (), plans: Sequence[Path] = ()
) -> OfficeInputs:
    """Read the surveys and the people of other years, and check targets, plans, and the gminas asked about.

    Parameters
    ----------
    gminas
        Names or codes; empty: all of the area.

    Raises
    ------
    InputError
        With every problem of all of them.
    """
    found = check_strategy(data, plans)
    faults = [*(p for p in found if p.severity == "error"), *_check_areas(data)]
    warnings = [p for p in found if p.severity != "error"]
    needs, years = None, None
    try:
        needs, told = read_needs(data)
        warnings += told
    except InputError as error:
        faults += error.problems
    try:
        years, told = read_people_by_year(data)
        warnings += told
    except InputError as error:
        faults += error.problems
    index = GminaIndex(data.gminas[data.gminas["is_area"]], data.crs)
    chosen, unknown = find_gminas(index, [g.strip() for g in gminas if g.strip()], option="--gmina")
    if faults or unknown or needs is None or years is None:
        raise InputError([*faults, *unknown])
    by_name = sorted(chosen or index.names, key=lambda code: (polish_key(index.names[code]), code))
    return OfficeInputs(needs, years, tuple(by_name), tuple(warnings))


def check_office_inputs(data: AreaData) -> tuple[Problem, ...]:
    """What there is to be said of the surveys, the people of other years and the targets of an area."""
    try:
        return read_office_inputs(data).warnings
    except InputError as error:
        return tuple(error.problems)


def _check_areas(data: AreaData) -> list[Problem]:
    numbers = {a.number for a in data.catalog.areas}
    return [
        problem(mark("{value} is no area of social services."), where="area.toml [diagnosis.complete_areas]", code="unknown_area",
                value=number, hint=mark("Give numbers from 1 to {last}."), last=max(numbers))
        for number in data.config.diagnosis.complete_areas if number not in numbers
    ]  # fmt: skip


def collect_local_plan(
    data: AreaData,
    result: RunResult,
    inputs: OfficeInputs,
    *,
    plans: Sequence[Path] = (),
    proposals: int = 3,
    changes: Changes | None = None,
    progress: Progress,
) -> LocalPlan:
    """Collect what every step says of an area, after the run of which `result` is.

    Parameters
    ----------
    plans
        Plans to compare in the strategy.
    proposals
        For how many services a best place is proposed.
    changes
        What changed since earlier results.
    """
    options, services, unlocated = data.config.diagnosis, result.services, data.registry.unlocated
    on = day_of(data)
    area = data.gminas[data.gminas["is_area"]].sort_values("gmina_teryt")
    codes = [str(code) for code in area["gmina_teryt"]]
    progress("Weighing needs and what there is")
    measurer, measures = Measurer(data, services, data.config.sharing), plan_measures(data, services)
    reach = reach_of_services(data, measurer, measures, services)
    offer = sum_up_offer(
        services, unlocated, data.cells, data.gminas, data.catalog,
        on=on, options=options, reached=share_reached_elsewhere(result),
    )  # fmt: skip
    counted = count_unreached(result, data.catalog, absent=_absent(data))
    priorities = rank_priorities(counted, inputs.needs, weights=options.weights)
    progress("Linking providers")
    network, leaders = find_network(
        data, services, result.white_spots, reach=reach, options=options, on=on.isoformat() if on else ""
    )  # fmt: skip
    home_bases = find_home_bases(
        data, services, layers=result.layers, hours_short=result.hours_short, measurer=measurer
    )
    progress("Weighing how sure the figures are")
    uncertainty = weigh_uncertainty(result, speed_change=options.speed_change, gminas=codes)
    return LocalPlan(
        result=result,
        gminas=inputs.gminas,
        people=count_people(data.cells, area, inputs.years),
        needs=inputs.needs,
        priorities=priorities,
        offer=offer,
        barrier_sheet=fill_barrier_sheet(
            result, offer, data.catalog, priorities=priorities.table, home_bases=home_bases
        ),
        providers=network,
        leaders=leaders,
        strategy=draw_up_strategy(
            data,
            result,
            priorities,
            offer,
            plans=plans,
            proposals=proposals,
            progress=progress,
            place=inputs.gminas[0] if len(inputs.gminas) == 1 else "",
        ),
        uncertainty=uncertainty,
        map_link=options.map_link,
        options=options.model_dump(mode="json"),
        changes=changes,
    )


def day_of(data: AreaData) -> date | None:
    """Day that ages are counted to: the one the picture is of, else that of the newest record; never today."""
    if data.config.services.on is not None:
        return data.config.services.on
    dates = [str(d)[:10] for d in data.registry.located["source_date"] if isinstance(d, str) and d]
    return max((date.fromisoformat(d) for d in dates if len(d) == len("2026-01-01")), default=None)


def _absent(data: AreaData) -> set[str]:
    """Types that nobody gives, of areas of which the sheets are said to name every place."""
    complete = set(data.config.diagnosis.complete_areas)
    given = set(data.registry.located["service_type"]) | set(data.registry.unlocated["service_type"])
    return {t.code for t in data.catalog.types if set(t.areas) & complete and t.code not in given}
