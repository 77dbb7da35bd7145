"""What gminas gain together: every place measured once, every set of partners counted from that."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd

from mapa_uslug.contracts.config import Sharing
from mapa_uslug.contracts.cooperation import TERMS, CooperationBalance
from mapa_uslug.cooperation.coalitions import choose_shown, is_every_set
from mapa_uslug.cooperation.question import Gminas, Question
from mapa_uslug.cooperation.reach import MOST_PARTNERS
from mapa_uslug.cooperation.search import find_sets
from mapa_uslug.cooperation.tables import TypeCounter, join_tables
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.steps.loading import AreaData, Progress
from mapa_uslug.steps.measuring import Measure, Measurer, plan_measures
from mapa_uslug.steps.partner_costs import TypeMeasurer


def _silent(step: str) -> None:
    del step


def balance_cooperation(
    data: AreaData,
    services: gpd.GeoDataFrame,
    partners: Sequence[str],
    *,
    measures: Sequence[Measure] | None = None,
    k: int | None = None,
    workers: int | None = None,
    progress: Progress = _silent,
) -> CooperationBalance:
    """Count what every set of partners changes, against every gmina on its own.

    Every figure of a set equals, to the person, that of a run in which the set's members share their services.

    Parameters
    ----------
    services : GeoDataFrame
        `LOCATED_SERVICES`.
    partners
        Codes of gminas of the area.
    measures
        What to measure; by default everything that a run measures.
    k
        Largest set counted, beside all partners together.
    workers
        Threads; the result is the same for any number.

    Raises
    ------
    InputError
        With every partner that is not a gmina of the area, or where fewer than two are left; where nothing is measured.
    """
    chosen = check_partners(data, partners)
    wanted = plan_measures(data, services) if measures is None else list(measures)
    if not wanted:
        raise InputError([_nothing_measured()])
    gminas = number_gminas(data, services, chosen)
    progress("Measuring the ways to every partner's places")
    questions = ask_questions(data, services, wanted, gminas)
    progress("Counting sets of partners")
    return count_balance(questions, gminas, k=k, workers=workers)


def count_balance(
    questions: Sequence[Question], gminas: Gminas, *, k: int | None = None, workers: int | None = None
) -> CooperationBalance:
    """Count every set from what was measured once, without another search of the roads."""
    counters = [TypeCounter(question, gminas, workers=workers) for question in questions]
    sets = find_sets(counters, gminas.partner_codes, k=k)
    ranks = [counter.rank(sets) for counter in counters]
    gains = [
        sum((getattr(r, terms) for r in ranks), np.zeros(sets.is_member.shape, dtype=np.int64))
        for terms in TERMS
    ]
    shown = choose_shown(sets, gains)
    tables = join_tables([counter.tables(shown) for counter in counters])
    return CooperationBalance(
        partners=gminas.partner_codes, sets_counted=len(sets), is_complete=is_every_set(sets), figures=tables.figures,
        rankings=pd.concat([r.rankings for r in ranks], ignore_index=True), hosting=tables.hosting, load=tables.load,
        border=tables.border, states=tables.states, people=tables.people,
    )  # fmt: skip


def check_partners(data: AreaData, partners: Sequence[str]) -> tuple[str, ...]:
    """Codes of the partners, ascending.

    Raises
    ------
    InputError
    """
    area = data.gminas[data.gminas["is_area"]]
    known = dict(zip(area["gmina_teryt"].astype(str), area["gmina"].astype(str), strict=True))
    names = ", ".join(f"{code} {name}" for code, name in sorted(known.items()))
    problems: list[Problem] = [
        problem(
            "there is no gmina {gmina} in the area", where="gminas", hint="use six-digit codes of the area's gminas: {known}",
            code="unknown_partner", gmina=code, known=names,
        )
        for code in sorted(set(partners) - set(known))
    ]  # fmt: skip
    chosen = tuple(sorted(set(partners) & set(known)))
    if not problems and not 2 <= len(chosen) <= MOST_PARTNERS:
        problems.append(
            problem(
                "cooperation is counted for 2 to {most} different gminas, and these were named: {named}", where="gminas",
                hint="name the gminas that consider working together: {known}", code="partner_count", most=MOST_PARTNERS,
                named=", ".join(chosen), known=names,
            )
        )  # fmt: skip
    if problems:
        raise InputError(problems)
    return chosen


def _nothing_measured() -> Problem:
    return problem(
        "no service is measured that gminas could share", where="services",
        hint="add services with a place to the sheet, or name others", code="nothing_measured",
    )  # fmt: skip


def number_gminas(data: AreaData, services: gpd.GeoDataFrame, partners: tuple[str, ...]) -> Gminas:
    """Every gmina that people live in or services stand in."""
    lived_in = data.cells.table["gmina_teryt"].to_numpy(dtype=object)
    codes = tuple(
        sorted({str(c) for c in lived_in} | {str(c) for c in services["gmina_teryt"]} | set(partners))
    )
    number = {code: i for i, code in enumerate(codes)}
    of_cell = np.array([number[str(c)] for c in lived_in], dtype=np.int32)
    return Gminas(codes, tuple(number[p] for p in partners), of_cell)


def ask_questions(
    data: AreaData, services: gpd.GeoDataFrame, measures: Sequence[Measure], gminas: Gminas
) -> list[Question]:
    """Measure every service type once for each gmina's places; nothing else is searched for any set."""
    measurer = Measurer(data, services, Sharing(regime="open"))
    by_type: dict[str, list[Measure]] = {}
    for measure in measures:
        by_type.setdefault(measure.service_type.code, []).append(measure)
    return [TypeMeasurer(data, services, measurer, group, gminas).question() for group in by_type.values()]
