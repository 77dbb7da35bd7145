"""People by gmina and age, now and in other years, from the Local Data Bank (BDL) of GUS."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from mapa_uslug.contracts.fetching import Artefact, FetchArea, Fetched, GminaUnit
from mapa_uslug.core.errors import ProblemLog
from mapa_uslug.core.text import mark
from mapa_uslug.sources.fetching.getting import Getter
from mapa_uslug.sources.fetching.terms import SourceFailed, Terms
from mapa_uslug.sources.geocoders.answer_fields import text_of
from mapa_uslug.sources.parts.bdl_asking import BdlAnswers
from mapa_uslug.sources.parts.bdl_figures import Figures, People, no_figures, read_figures
from mapa_uslug.sources.parts.bdl_tables import (
    TOTALS_NAME,
    YEARS_NAME,
    copy_totals,
    write_totals,
    write_years,
)
from mapa_uslug.sources.parts.bdl_variables import (
    COLUMNS,
    VARIABLES,
    Variable,
    is_as_wanted,
    label_of,
    needs_subject,
)

TERMS: Final = Terms(
    key="bdl",
    title="GUS, Bank Danych Lokalnych",
    url="https://bdl.stat.gov.pl/api/v1",
    licence="Dane GUS: wykorzystanie dozwolone z podaniem źródła",
    credit="Źródło: Główny Urząd Statystyczny, Bank Danych Lokalnych, pobrano $date",
    missing=mark(
        "Without the people of today by gmina the grid of 2021 is taken as it is, and nothing is told of those aged 75 and over, "
        "of small children, or of growth."
    ),
    pause_s=0.3,
    max_bytes=20_000_000,
)
NO_PEOPLE_LABEL: Final = mark("its variable of all people is now called")
NO_UNIT: Final = mark("it does not list the wojewodztwo or powiat with the code")
NO_YEAR: Final = mark("it has no people of these gminas")
OTHER_YEARS: Final = (1, 5, 10)
"""Years back that are asked for beside the newest: the first stands in where the newest has no figures yet."""
_FEW_POWIATS: Final = 4
"""As many powiats of a wojewodztwo are asked for one by one; more of them take fewer questions together."""


def fetch(area: FetchArea, getter: Getter) -> Fetched:
    """People of the area's gminas: ``ludnosc_gmin.csv`` of the newest year, ``ludnosc_lata.csv`` of some years.

    A variable whose label is not what it must be is left out, and told; its columns are then not there. Of a gmina,
    BDL's kinds 1, 2 and 3 count (4 and 5 are parts of 3). An area in one powiat takes 22 to 24 questions.

    Raises
    ------
    SourceFailed
        No answer, the limit of questions is used up, or all people are not where they were.
    """
    terms = getter.terms(TERMS)
    given = getter.given.get(TERMS.key, ())
    if given:
        target = copy_totals(getter, terms, given[0], area.folder)
        return Fetched((Artefact("totals", target, TERMS.key, None, getter.credit(TERMS)),))
    log = ProblemLog()
    answers = BdlAnswers(getter, terms)
    log.extend(answers.problems)
    variables, years = _verify(answers, log)
    parents = _parents(answers, area.units)
    figures = no_figures()
    for variable in variables:
        for parent in parents:
            rows = answers.figures(variable.number, parent=parent, years=years)
            figures.add(variable.group, read_figures(rows))
    return _write(area, getter, figures, years, [v.group for v in variables], log)


def _verify(answers: BdlAnswers, log: ProblemLog) -> tuple[list[Variable], list[int]]:
    """Variables that count what they must, and the years to ask for, newest first."""
    verified, years = [], list[int]()
    for wanted in VARIABLES:
        told = answers.variable(wanted.number)
        subject = _subject(answers, told) if needs_subject(wanted, told) else ""
        if is_as_wanted(wanted, told, subject=subject):
            verified.append(wanted)
            years = years or _years(told)
        elif wanted.group == "all":
            raise SourceFailed(answers.terms, f"{NO_PEOPLE_LABEL}: {label_of(told) or '-'}")
        else:
            _note_label(wanted, label_of(told), log)
    if not years:
        raise SourceFailed(answers.terms, NO_YEAR)
    return verified, years


def _subject(answers: BdlAnswers, variable: Mapping[str, Any]) -> str:
    name = text_of(variable.get("subjectId"))
    return text_of(answers.subject(name).get("name")) if name.isalnum() else ""


def _years(variable: Mapping[str, Any]) -> list[int]:
    found = variable.get("years")
    known = {year for year in found if isinstance(year, int)} if isinstance(found, list) else set()
    newest = max(known, default=0)
    return sorted({newest, *(newest - back for back in OTHER_YEARS)} & known, reverse=True)


def _parents(answers: BdlAnswers, units: Iterable[GminaUnit]) -> list[str]:
    """Units to ask below: powiats of the gminas, or a whole wojewodztwo where many of its powiats are wanted."""
    codes = sorted({unit.code6[:4] for unit in units})
    wojewodztwa = answers.units(2)
    parents: list[str] = []
    for code in sorted({code[:2] for code in codes}):
        (wojewodztwo, *_) = _ids(answers, wojewodztwa, code, length=2)
        powiats = [c for c in codes if c[:2] == code]
        if len(powiats) > _FEW_POWIATS:
            parents.append(wojewodztwo)
            continue
        listed = answers.units(5, parent=wojewodztwo)
        parents += [found for powiat in powiats for found in _ids(answers, listed, powiat, length=4)]
    return parents


def _ids(answers: BdlAnswers, units: Sequence[Mapping[str, Any]], code: str, *, length: int) -> list[str]:
    """Ids of the units with a TERYT code: MM WW R PP PP GG T, of which WW and the second PP are TERYT's."""
    ids = (text_of(unit.get("id")) for unit in units)
    found = [i for i in ids if len(i) == 12 and i.isdigit() and (i[2:4] + i[7:9])[:length] == code]
    if not found:
        raise SourceFailed(answers.terms, f"{NO_UNIT}: {code}")
    return found


def _write(
    area: FetchArea, getter: Getter, figures: Figures, years: list[int], known: list[str], log: ProblemLog
) -> Fetched:
    people = figures.of_gminas(area.units, log)
    with_people = [year for year in years if any((unit.code6, year) in people for unit in area.units)]
    if not with_people:
        raise SourceFailed(getter.terms(TERMS), NO_YEAR)
    columns = [column for column, parts in COLUMNS.items() if set(parts) <= set(known)]
    year = _newest_of_all(people, with_people)
    totals, by_year = area.folder / TOTALS_NAME, area.folder / YEARS_NAME
    write_totals(totals, area.units, people, year=year, columns=columns, log=log)
    write_years(by_year, area.units, people, years=with_people, columns=columns)
    credit = getter.credit(TERMS)
    artefacts = (
        Artefact("totals", totals, TERMS.key, year, credit),
        Artefact("people_by_year", by_year, TERMS.key, year, credit),
    )
    return Fetched(artefacts, tuple(sorted(set(log.problems))))


def _newest_of_all(people: People, years: list[int]) -> int:
    """Newest year with figures of all gminas that have any; the newest of all if there is none."""
    codes = {code for code, _ in people}
    complete = (year for year in years if all((code, year) in people for code in codes))
    return next(complete, years[0])


def _note_label(wanted: Variable, label: str, log: ProblemLog) -> None:
    log.add(
        "Variable {number} of BDL is called {label}, which is not {wanted}: it was left out, and so were the groups {groups}.",
        where=TERMS.key, code="label_changed", severity="warning", number=wanted.number, label=label or "-",
        wanted=wanted.wanted, groups=", ".join(column for column, parts in COLUMNS.items() if wanted.group in parts),
        hint="Look for the right variable at bdl.stat.gov.pl, or add the columns to the file by hand.",
    )  # fmt: skip
