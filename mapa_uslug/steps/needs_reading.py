"""Reading surveys of needs: how many of those asked name a service as urgent, or as hard to provide."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import pandas as pd

from mapa_uslug.contracts.local_plan import Needs
from mapa_uslug.core.errors import InputError, Problem, ProblemLog
from mapa_uslug.core.folding import fold
from mapa_uslug.core.text import mark
from mapa_uslug.diagnosis.default_needs import read_default_needs
from mapa_uslug.registry.meaning.matching import TypeMatcher
from mapa_uslug.registry.meaning.row_values import read_number
from mapa_uslug.steps.loading import AreaData
from mapa_uslug.steps.office_tables import GminaFinder, OfficeRow, check_day, read_office_table

SURVEY_COLUMNS: Final = ("gmina_teryt", "service_type", "urgent", "difficult", "answers", "source")
_ALIASES: Final = {
    "usluga": "usluga_kod",
    "kod_uslugi": "usluga_kod",
    "liczba_zapytanych": "zapytanych",
    "data_stanu": "data",
}
_QUESTIONS: Final = {"urgent": ("pilne", "pilne_proc"), "difficult": ("trudne", "trudne_proc")}
_TOLD: Final = ("usluga", "zapytanych", "zrodlo", "data")
_OTHER: Final = re.compile(r"(?:inn[ae]|pozostale|other)\b.*")
_TWICE_HINT: Final = mark(
    "Leave one of them. Answers of two surveys are not added up here, for others may have been asked."
)
_SAME: Final = 0.006
"""Shares that differ by less are one, rounded to whole per cent."""


class _Answer(NamedTuple):
    gmina: str
    service_type: str
    urgent: float
    difficult: float
    answers: float
    source: str
    where: str


def read_needs(data: AreaData) -> tuple[Needs, list[Problem]]:
    """Read every file of `inputs.needs`, with the Lubuskie figures beside them.

    Shares are of those asked of a service. Several answers are allowed, so that shares of services may add up to more than
    100 %: they stay as they are. A row of neither question is no answer.

    Returns
    -------
    needs : Needs
        The survey is sorted by gmina and service, and empty where no file is given.
    problems : list of Problem
        Warnings: rows of elsewhere, answers that are of no service, gminas without answers and what stands in for these.

    Raises
    ------
    InputError
        Every fault of all files: columns, codes, services and figures that cannot be read, more answers than people asked, a
        share above 100 %, a gmina and service that stand twice.
    """
    log = ProblemLog()
    finder, matcher = GminaFinder(data.gminas, log), TypeMatcher(data.catalog)
    answers: list[_Answer] = []
    for path in data.config.inputs.needs:
        answers += _read_file(path, finder, matcher, log)
    finder.tell_elsewhere()
    _check_once(answers, finder, log)
    log.raise_errors()
    missing = tuple(sorted(set(finder.names) - {a.gmina for a in answers}))
    if answers and missing:
        _tell_missing([finder.names[g] for g in missing], answers, data.config.inputs.needs, log)
    default = read_default_needs()
    survey = pd.DataFrame([a[:-1] for a in answers], columns=list(SURVEY_COLUMNS))
    survey = survey.astype({"urgent": float, "difficult": float, "answers": float})
    survey = survey.sort_values(["gmina_teryt", "service_type"], ignore_index=True)
    return Needs(survey, default.table, default.source, missing), log.problems


def _read_file(path: Path, finder: GminaFinder, matcher: TypeMatcher, log: ProblemLog) -> list[_Answer]:
    columns = [c for pair in _QUESTIONS.values() for c in pair]
    try:
        table = read_office_table(
            path, required=["usluga_kod"], one_of=columns, aliases=_ALIASES, others=_TOLD
        )
    except InputError as error:
        log.extend(error.problems)
        return []
    log.extend(table.problems)
    found = [_read_row(row, finder, matcher, log) for row in table.rows()]
    return [answer for answer in found if answer is not None]


def _read_row(row: OfficeRow, finder: GminaFinder, matcher: TypeMatcher, log: ProblemLog) -> _Answer | None:
    if not any(row[column] for pair in _QUESTIONS.values() for column in pair):
        return None
    gmina = finder.find(row)
    service = _read_service(row, matcher, log)
    asked = _read_count(row, "zapytanych", log)
    shares = {kind: _read_share(row, *columns, asked, log) for kind, columns in _QUESTIONS.items()}
    if gmina is None or not service or all(math.isnan(share) for share in shares.values()):
        return None
    check_day(row, "data", log)
    told = ", ".join(filter(None, (row.table.file, row["zrodlo"], row["data"])))
    return _Answer(
        gmina, service, shares["urgent"], shares["difficult"], asked, told, row.where("usluga_kod")
    )


def _read_service(row: OfficeRow, matcher: TypeMatcher, log: ProblemLog) -> str:
    written = row["usluga_kod"]
    found = matcher.find(written)
    if found is not None:
        return found.code
    if _OTHER.fullmatch(fold(written)):
        log.add("Answers that name no service ({value}) were left out.", where=row.where("usluga_kod"), code="other_service",
                severity="warning", hint="Nothing needs doing; services that the catalog has may be given rows of their own.",
                value=written)  # fmt: skip
    elif near := matcher.suggest(written):
        log.add("The catalog has no service called {value}.", where=row.where("usluga_kod"), code="unknown_service",
                hint="Did you mean: {suggestion}?", value=written, suggestion=near)  # fmt: skip
    else:
        log.add("The catalog has no service called {value}.", where=row.where("usluga_kod"), code="unknown_service",
                hint="Use a code of the catalog (docs/katalog.md).", value=written)  # fmt: skip
    return ""


def _read_count(row: OfficeRow, column: str, log: ProblemLog) -> float:
    """People who were asked, or who answered so; NaN where empty or a fault."""
    number = read_number(row[column])
    is_people = number.is_understood and number.unit in ("", "osoby")
    if is_people and (math.isnan(number.value) or number.value % 1 == 0):
        return number.value
    log.add("{column}: {value} is not a number of people.", where=row.where(column), code="bad_people", column=column,
            value=row[column], hint="Write a whole number, zero or more; leave it empty if it is not known.")  # fmt: skip
    return math.nan


def _read_share(row: OfficeRow, counted: str, percent: str, asked: float, log: ProblemLog) -> float:
    """Share of those asked, from the number of answers or from the per cent given."""
    by_count = _count_share(row, counted, asked, log)
    by_percent = _percent_share(row, percent, log)
    if abs(by_count - by_percent) > _SAME:
        log.add("{counted} and {percent} tell different shares: {first} and {second} %.", where=row.where(percent), code="two_shares",
                hint="Leave one of the two.", counted=counted, percent=percent, first=f"{by_count * 100:.1f}",
                second=f"{by_percent * 100:.1f}")  # fmt: skip
    return by_percent if math.isnan(by_count) else by_count


def _count_share(row: OfficeRow, column: str, asked: float, log: ProblemLog) -> float:
    count = _read_count(row, column, log)
    if math.isnan(count):
        return math.nan
    if math.isnan(asked) or asked == 0:
        if not row["zapytanych"] or asked == 0:
            log.add("{column} is given, but not how many were asked.", where=row.where("zapytanych"), code="nobody_asked",
                    hint="Write in zapytanych how many people or offices were asked, or give shares in {percent}.",
                    column=column, percent=f"{column}_proc")  # fmt: skip
        return math.nan
    if count > asked:
        log.add("{column}: {value} answers of {asked} asked.", where=row.where(column), code="over_asked", column=column,
                value=f"{count:.0f}", asked=f"{asked:.0f}",
                hint="Everybody asked can name a service once: correct one of the two numbers.")  # fmt: skip
        return math.nan
    return count / asked


def _percent_share(row: OfficeRow, column: str, log: ProblemLog) -> float:
    written = row[column].strip()
    number = read_number(written.removesuffix("%").strip())
    if not number.is_understood or number.unit:
        log.add("{column}: {value} is not a per cent.", where=row.where(column), code="bad_percent", column=column, value=written,
                hint="Write a number from 0 to 100; leave it empty where nobody was asked.")  # fmt: skip
        return math.nan
    if number.value > 100:
        log.add("{column}: {value} % is more than everybody.", where=row.where(column), code="over_percent", column=column,
                value=written.removesuffix("%").strip(),
                hint="A share of one service is at most 100 %; only the sum over services may be more.")  # fmt: skip
        return math.nan
    return number.value / 100


def _check_once(answers: Sequence[_Answer], finder: GminaFinder, log: ProblemLog) -> None:
    first: dict[tuple[str, str], _Answer] = {}
    for answer in answers:
        before = first.setdefault((answer.gmina, answer.service_type), answer)
        if before is answer:
            continue
        if answer.gmina:
            log.add("{service} stands twice for gmina {gmina}; the first is in {first}.", where=answer.where,
                    code="duplicate_answer", hint=_TWICE_HINT, service=answer.service_type,
                    gmina=finder.names[answer.gmina], first=before.where)  # fmt: skip
        else:
            log.add("{service} stands twice for the whole area; the first is in {first}.", where=answer.where,
                    code="duplicate_answer", hint=_TWICE_HINT, service=answer.service_type, first=before.where)  # fmt: skip


def _tell_missing(
    names: Sequence[str], answers: Sequence[_Answer], files: Sequence[Path], log: ProblemLog
) -> None:
    where = ", ".join(path.name for path in files)
    if any(answer.gmina == "" for answer in answers):
        log.add("No answers of their own have: {gminas}; those of the whole area stand in for them.", where=where, code="not_asked",
                severity="warning", hint="Nothing needs doing, unless a row lacks its gmina.", gminas=", ".join(names))  # fmt: skip
    else:
        log.add("No answers have: {gminas}; the figures of the Lubuskie diagnosis stand in for them.", where=where, code="not_asked",
                severity="warning", hint="Add their answers, or answers of the whole area in rows without a gmina.",
                gminas=", ".join(names))  # fmt: skip
