"""The whole way of the data on one screen: inputs, measuring, what follows from it, results.

Lists of services on their way to the official sheet are no part of it: see `steps.registry_import`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd

from mapa_uslug.contracts.changes import USUAL_LIMITS, AlarmLimits, Changes
from mapa_uslug.contracts.config import Sharing
from mapa_uslug.contracts.cooperation import Terms
from mapa_uslug.contracts.fetch_question import FetchQuestion
from mapa_uslug.contracts.plan_config import ScenarioConfig
from mapa_uslug.contracts.reading import read_batch_config, read_scenario_config
from mapa_uslug.contracts.siting_proposal import Proposal
from mapa_uslug.contracts.tables import RunResult
from mapa_uslug.contracts.workforce import Workforce
from mapa_uslug.core.crs import WGS84
from mapa_uslug.core.errors import InputError, Problem
from mapa_uslug.core.text import mark
from mapa_uslug.coverage.indicators import count_by_gmina, count_headline
from mapa_uslug.coverage.white_spots import cell_squares, find_white_spots
from mapa_uslug.steps.analyst import (
    LAYER_FORMATS,
    TABLE_FORMATS,
    Answer,
    TravelOptions,
    check_format,
    draw_bands,
    measure_k_nearest,
    measure_pairs,
    parse_minutes,
    write_bands,
    write_table,
)
from mapa_uslug.steps.at_home import assess_at_home, count_hours_short, summarise_at_home
from mapa_uslug.steps.barriers import explain_white_spots
from mapa_uslug.steps.batch import BatchLedger, digest_of_run, load_batch
from mapa_uslug.steps.cooperation import balance_cooperation
from mapa_uslug.steps.e2sfca_table import CatchmentAnswer, CatchmentQuestion, count_access, write_access
from mapa_uslug.steps.example import write_example
from mapa_uslug.steps.kept_stages import KeptStages
from mapa_uslug.steps.loading import AreaData, Progress, load_area
from mapa_uslug.steps.loading import check_area as _check_area
from mapa_uslug.steps.local_plan import check_office_inputs, collect_local_plan, read_office_inputs
from mapa_uslug.steps.local_plan_writing import check_forms, write_local_plan
from mapa_uslug.steps.measuring import Measurer, measure_coverage, plan_measures
from mapa_uslug.steps.meeting import prepare_meeting, write_meeting
from mapa_uslug.steps.monitor import find_changes_since, write_changes
from mapa_uslug.steps.partners import choose_participants
from mapa_uslug.steps.plan_comparison import compare_plans, read_plans, write_comparison
from mapa_uslug.steps.planning import drawn_network, plan_area, tell_closed
from mapa_uslug.steps.publication import check_k, write_publication
from mapa_uslug.steps.reach import draw_reach, tell_undrawn
from mapa_uslug.steps.siting_area import propose_places
from mapa_uslug.steps.siting_question import AreaSiting, check_early
from mapa_uslug.steps.siting_table import SitingAnswer, SitingQuestion, answer_siting
from mapa_uslug.steps.siting_writing import write_proposal
from mapa_uslug.steps.supply import summarise_supply
from mapa_uslug.steps.transit_question import TransitQuestion
from mapa_uslug.steps.transit_summary import summarise_transit
from mapa_uslug.steps.transit_table import measure_by_transit
from mapa_uslug.steps.what_if import prepare_what_if
from mapa_uslug.steps.workforce import open_runner
from mapa_uslug.steps.writing import (
    check_map_tools,
    check_out_folder,
    collect_counts,
    collect_info,
    write_results,
)

if TYPE_CHECKING:
    from mapa_uslug.steps.fetching import FetchOutcome

__all__ = [
    "AreaSiting",
    "CatchmentQuestion",
    "FetchQuestion",
    "SitingQuestion",
    "TransitQuestion",
    "TravelOptions",
    "analyse",
    "check_area",
    "load_area",
    "run_area",
    "run_batch",
    "run_compare",
    "run_e2sfca",
    "run_fetch",
    "run_isochrones",
    "run_matrix",
    "run_monitor",
    "run_nearest",
    "run_plan",
    "run_plan_comparison",
    "run_publish",
    "run_report",
    "run_siting",
    "run_siting_of_area",
    "run_transit",
    "write_example",
]


def _silent(step: str) -> None:
    del step


ALONE = Workforce()


@contextmanager
def _load(area: Path, workforce: Workforce, progress: Progress) -> Iterator[AreaData]:
    """The data of an area, and for the length of the block whoever searches its roads."""
    with open_runner(workforce) as runner:
        yield replace(load_area(area, progress), runner=runner)


def check_area(area: Path, progress: Progress = _silent) -> list[Problem]:
    """Every problem of every input of an area, those of its reports too."""
    return _check_area(area, progress, further=check_office_inputs)


def run_fetch(
    question: FetchQuestion, out: Path, *, language: str = "pl", progress: Progress = _silent
) -> FetchOutcome:
    """From the name of a gmina to its data and an ``area.toml``, the file that all others begin with.

    Raises
    ------
    InputError
        The question cannot be understood, or where the area lies could not be learnt.
    """
    from mapa_uslug.steps.fetching import fetch_area

    return fetch_area(question, out, language=language, progress=progress)


def run_area(
    area: Path,
    out: Path,
    *,
    workforce: Workforce = ALONE,
    language: str = "pl",
    progress: Progress = _silent,
) -> RunResult:
    """From the files that an ``area.toml`` names to a map, a report, tables and layers in a folder.

    Raises
    ------
    InputError
        With every problem of every input; then nothing is written.
    """
    check_out_folder(out)
    with _load(area, workforce, progress) as data:
        check_map_tools(data)
        result = analyse(data, data.registry.located, data.config.sharing, progress)
        return write_results(result, data, out, language=language, progress=progress)


def run_plan(
    area: Path,
    plan: Path,
    out: Path,
    *,
    workforce: Workforce = ALONE,
    language: str = "pl",
    progress: Progress = _silent,
) -> RunResult:
    """The same for the area after a plan, with the differences to the area as it is.

    Raises
    ------
    InputError
        With every problem of the inputs and of the plan.
    """
    check_out_folder(out)
    changes = read_scenario_config(plan)
    with _load(area, workforce, progress) as data:
        planned, services = plan_area(data, changes, plan_name=plan.name)
        base = _analyse_base(data, progress)
        after = _analyse_plan(planned, services, changes, progress)
        return write_results(after, planned, out, language=language, progress=progress, plan=plan, base=base)


def _analyse_base(data: AreaData, progress: Progress) -> RunResult:
    """The area as it is, to compare plans with."""
    return analyse(data, data.registry.located, data.config.sharing, progress, for_map=False, explains=False)


def _analyse_plan(
    planned: AreaData, services: gpd.GeoDataFrame, changes: ScenarioConfig, progress: Progress
) -> RunResult:
    return analyse(planned, services, changes.partners or planned.config.sharing, progress, plan=changes.name)


def run_batch(
    runs: Path,
    out: Path,
    *,
    workforce: Workforce = ALONE,
    language: str = "pl",
    progress: Progress = _silent,
) -> tuple[tuple[str, ...], Path]:
    """Several runs in one go: a folder of results each, and one table of all.

    Areas and plans are all read before anything is computed; runs of one area share what is read of it. Runs whose
    results are there from the same inputs are not made again.

    Returns
    -------
    made : tuple of str
        Names of the runs that were made now.
    summary : Path

    Raises
    ------
    InputError
        With every problem of all runs.
    """
    check_out_folder(out)
    config = read_batch_config(runs)
    ledger, made = BatchLedger(out), []
    with open_runner(workforce) as runner:
        for batch in load_batch(config, runner, progress):
            base: RunResult | None = None
            for run in batch.runs:
                digest = digest_of_run(run.data.inputs, run.entry.plan, language=language)
                if ledger.is_done(run.entry.name, digest):
                    continue
                progress(f"{mark('Run')}: {run.entry.name}")
                if run.changes is None:
                    result = analyse(run.data, run.services, run.data.config.sharing, progress)
                else:
                    base = base or _analyse_base(batch.data, progress)
                    result = _analyse_plan(run.data, run.services, run.changes, progress)
                write_results(
                    result, run.data, out / run.entry.name, language=language, progress=progress,
                    plan=run.entry.plan, base=base if run.changes else None,
                )  # fmt: skip
                ledger.note(run.entry.name, digest, result)
                made.append(run.entry.name)
    return tuple(made), ledger.write_summary([run.name for run in config.run])


def run_plan_comparison(
    area: Path,
    plans: Sequence[Path],
    out: Path,
    *,
    workforce: Workforce = ALONE,
    language: str = "pl",
    progress: Progress = _silent,
) -> tuple[Path, ...]:
    """Several plans side by side, each against the area as it is: a page, a workbook and a table.

    Raises
    ------
    InputError
        With every problem of the inputs and of every plan.
    """
    check_out_folder(out)
    changes = read_plans(plans)
    with _load(area, workforce, progress) as data:
        return write_comparison(compare_plans(data, changes, plans, progress), data, out, language=language)


def run_monitor(
    folders: Sequence[Path], out: Path, *, limits: AlarmLimits = USUAL_LIMITS, language: str = "pl"
) -> tuple[Changes, tuple[Path, ...]]:
    """What changed between results of an area, the oldest first: a page, a document, a workbook and a table.

    Raises
    ------
    InputError
        With everything that is wrong with any of the folders; then nothing is written.
    """
    check_out_folder(out)
    return write_changes(folders, out, limits=limits, language=language)


def run_publish(
    area: Path, out: Path, *, k: int = 10, language: str = "pl", progress: Progress = _silent
) -> tuple[tuple[Problem, ...], tuple[Path, ...]]:
    """A public edition of an area: front page, directory of services, map and tables, small counts hidden.

    Raises
    ------
    InputError
        `k` too small, or with every problem of the inputs; then nothing is written.
    """
    check_k(k)
    check_out_folder(out)
    with _load(area, ALONE, progress) as data:
        result = analyse(
            data, data.registry.located, data.config.sharing, progress, for_map=False, explains=False
        )
        return write_publication(result, data, out, k=k, language=language, progress=progress)


def analyse(
    data: AreaData,
    services: gpd.GeoDataFrame,
    sharing: Sharing,
    progress: Progress = _silent,
    *,
    plan: str = "",
    for_map: bool = True,
    explains: bool = True,
) -> RunResult:
    """Everything that follows from an area, a set of services and who shares them.

    `for_map`: with what the map answers what-ifs from; a run of which no map is drawn does without. `explains`: with
    barriers, public transport and care at home in figures of their own; what is only compared with does without.
    """
    progress("Measuring travel times")
    measurer, measures = Measurer(data, services, sharing), plan_measures(data, services)
    kept = KeptStages(data, services, sharing)
    layers = measure_coverage(measurer, measures)
    layers = tell_closed(layers, measurer, measures, data, services, sharing)
    progress("Finding white spots")
    area = data.gminas[data.gminas["is_area"]].sort_values("gmina_teryt")
    white_spots = find_white_spots(
        layers, cells=data.cells, services=services, squares=cell_squares(data.cells)
    )
    indicators = count_by_gmina(layers, cells=data.cells, gminas=area, catalog=data.catalog)
    headline = count_headline(layers, cells=data.cells, gminas=area)
    progress("Drawing isochrones")
    isochrones = draw_reach(measurer, measures)
    at_home = assess_at_home(data, services, sharing, layers=layers, measurer=measurer) if explains else []
    progress("Looking for barriers")
    return RunResult(
        name=f"{data.config.area.name}: {plan}" if plan else data.config.area.name,
        crs=data.crs,
        gminas=data.gminas,
        services=services,
        unlocated=data.registry.unlocated,
        cells=data.cells,
        layers=layers,
        white_spots=white_spots,
        isochrones=isochrones,
        indicators=indicators,
        landscape=data.landscape,
        problems=(*data.problems, *tell_undrawn(measurer)),
        counts=collect_counts(data, layers),
        network=drawn_network(data),
        extent=data.extent,
        info=collect_info(data, sharing, headline=headline, plan=plan),
        what_if=prepare_what_if(data, measurer, sharing) if for_map and data.config.map.draw else None,
        barriers=explain_white_spots(data, measurer, measures, layers, white_spots, kept=kept)
        if explains
        else None,
        transit=summarise_transit(data, measurer, measures) if explains else None,
        at_home=summarise_at_home(data, at_home),
        hours_short=count_hours_short(at_home),
        supply=summarise_supply(data, measurer, measures, services, layers) if explains else None,
    )


def run_compare(
    area: Path,
    out: Path,
    *,
    gminas: Sequence[str],
    services: Sequence[str] = (),
    largest: int = 3,
    terms: Terms = "agreed",
    language: str = "pl",
    progress: Progress = _silent,
) -> tuple[tuple[Problem, ...], tuple[Path, ...]]:
    """What gminas gain together: a page for their meeting and a workbook beside it; given back with the warnings.

    Raises
    ------
    InputError
        With every problem of the inputs, or of the gminas, services, sizes and terms asked for.
    """
    check_out_folder(out)
    with _load(area, ALONE, progress) as data:
        chosen = choose_participants(data, gminas=gminas, services=services, largest=largest, terms=terms)
        located = data.registry.located
        measures = [m for m in plan_measures(data, located) if m.service_type.code in chosen.services]
        balance = balance_cooperation(
            data, located, chosen.partners, measures=measures, k=chosen.largest, progress=progress
        )
        progress("Writing the meeting pack")
        meeting = prepare_meeting(balance, data, terms=terms, largest=chosen.largest, language=language)
        written = write_meeting(meeting, data, out)
        progress("")
        return data.problems, written


def run_report(
    area: Path,
    out: Path,
    *,
    gminas: Sequence[str] = (),
    forms: Sequence[str] = (),
    plans: Sequence[Path] = (),
    since: Path | None = None,
    proposals: int = 3,
    language: str = "pl",
    progress: Progress = _silent,
) -> tuple[tuple[Problem, ...], tuple[Path, ...]]:
    """The seven steps of a local system of services as a page, a document, a workbook and layers; with the warnings.

    Raises
    ------
    InputError
        With every problem of the inputs, or of the surveys, targets, plans, gminas and forms asked for.
    """
    check_out_folder(out)
    asked = check_forms(forms)
    with _load(area, ALONE, progress) as data:
        inputs = read_office_inputs(data, gminas=gminas, plans=plans)
        result = analyse(data, data.registry.located, data.config.sharing, progress, for_map=False)
        changes = find_changes_since(since, data, result, language=language) if since else None
        plan = collect_local_plan(
            data, result, inputs, plans=plans, proposals=proposals, changes=changes, progress=progress
        )
        progress("Writing the report")
        written = write_local_plan(
            plan, data, out, forms=asked, language=language, plans=plans, asked={"proposals": proposals, "since": since}
        )  # fmt: skip
        progress("")
        return (*data.problems, *inputs.warnings), written


def run_matrix(roads: Path, origins: Path, destinations: Path, out: Path, options: TravelOptions) -> Answer:
    """Times and distances of every pair, written to CSV or Parquet."""
    check_format(out, TABLE_FORMATS)
    answer = measure_pairs(roads, origins, destinations, options)
    write_table(answer.table, out)
    return answer


def run_nearest(
    roads: Path, origins: Path, services: Path, out: Path, options: TravelOptions, *, k: int = 1
) -> Answer:
    """The k nearest services of every origin, written to CSV or Parquet."""
    check_format(out, TABLE_FORMATS)
    answer = measure_k_nearest(roads, origins, services, options, k=k)
    write_table(answer.table, out)
    return answer


def run_transit(
    timetables: Sequence[Path],
    roads: Path,
    origins: Path,
    destinations: Path,
    out: Path,
    question: TransitQuestion,
) -> Answer:
    """Travel by public transport of every pair, there and back, written to CSV or Parquet."""
    check_format(out, TABLE_FORMATS)
    answer = measure_by_transit(timetables, roads, origins, destinations, question)
    write_table(answer.table, out)
    return answer


def run_e2sfca(
    matrix: Path, demand: Path, supply: Path, out: Path, question: CatchmentQuestion, *, cost: str = "cost"
) -> CatchmentAnswer:
    """Capacity in reach of everybody out of a matrix of costs, written to CSV or Parquet."""
    check_format(out, TABLE_FORMATS)
    answer = count_access(matrix, demand, supply, question, cost=cost)
    write_access(answer.table, out)
    return answer


def run_siting(
    matrix: Path,
    demand: Path,
    out: Path,
    question: SitingQuestion,
    *,
    fixed: Path | None = None,
    supply: Path | None = None,
    cost: str = "cost",
) -> SitingAnswer:
    """Where places should stand, or which may close, out of a matrix of costs; written to CSV or Parquet."""
    check_format(out, TABLE_FORMATS)
    answer = answer_siting(matrix, demand, question, fixed=fixed, supply=supply, cost=cost)
    write_table(answer.table, out)
    return answer


def run_siting_of_area(
    area: Path, out: Path, question: AreaSiting, *, language: str = "pl", progress: Progress = _silent
) -> Proposal:
    """Best new places for a service of an area: places, a plan that opens them and a page, in a folder.

    Raises
    ------
    InputError
        With everything that is wrong with the question and the inputs; then nothing is written.
    """
    check_out_folder(out)
    problems = check_early(question, area)
    # Ids and gminas can be looked up in the area alone: then everything is told together.
    if problems and not (question.moves or question.gminas):
        raise InputError(problems)
    try:
        data = load_area(area, progress)
    except InputError as error:
        raise InputError([*problems, *error.problems]) from error
    proposal = propose_places(data, question, progress)
    write_proposal(proposal, data.catalog, out, language=language)
    return proposal


def run_isochrones(
    roads: Path, points: Path, out: Path, options: TravelOptions, *, minutes: str, resolution_m: int = 100
) -> Answer:
    """Nested bands of every point, written to GeoPackage or GeoJSON."""
    check_format(out, LAYER_FORMATS)
    crs = WGS84 if out.suffix.lower() == ".geojson" else None
    answer = draw_bands(
        roads, points, options, minutes=parse_minutes(minutes), resolution_m=resolution_m, crs=crs
    )
    write_bands(answer.table, out)
    return answer
