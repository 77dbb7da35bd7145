"""Tables of people by gmina as area.toml names them: totals of one year, and other years."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import Final

from mapa_uslug.contracts.fetching import GminaUnit
from mapa_uslug.core.errors import ProblemLog
from mapa_uslug.core.files import write_text
from mapa_uslug.core.text import mark
from mapa_uslug.sources.fetching.getting import Getter
from mapa_uslug.sources.fetching.terms import Terms
from mapa_uslug.sources.forms.answer_checks import refuse_web_page
from mapa_uslug.sources.parts.bdl_figures import People
from mapa_uslug.sources.parts.bdl_variables import COLUMNS

TOTALS_NAME: Final = "ludnosc_gmin.csv"
YEARS_NAME: Final = "ludnosc_lata.csv"
NO_TABLE: Final = mark("it is no table with the columns gmina_teryt and people")
_CHILDREN: Final = ("people_0_2", "people_3_6", "people_7_14")
_BY_YEAR: Final = (
    "people",
    "people_0_14",
    "people_15_64",
    "people_65_plus",
    "people_75_plus",
    "people_80_plus",
)
_ORIGIN: Final = "GUS, Bank Danych Lokalnych"


def write_totals(
    target: Path,
    units: Iterable[GminaUnit],
    people: People,
    *,
    year: int,
    columns: Sequence[str],
    log: ProblemLog,
) -> None:
    """Write people by group, a row a gmina, by code; a figure that is not known is empty, and told."""
    rows, gaps = [], dict[str, list[str]]()
    for unit in sorted(units):
        known = people.get((unit.code6, year), {})
        if "all" not in known:
            gaps.setdefault("people", []).append(unit.name)
            continue
        figures = _children_that_fit({column: _sum(known, column) for column in columns})
        for column in columns:
            if figures[column] is None:
                gaps.setdefault(column, []).append(unit.name)
        rows.append([unit.code7, unit.name, *(_cell(figures[column]) for column in columns)])
    for column, names in gaps.items():
        log.add(
            "BDL has no figures of {year} for {column} in: {gminas}.",
            where=TOTALS_NAME, code="no_figure", severity="warning", year=year, column=column, gminas=", ".join(names),
            hint="Add them to the file if you have them; the field was left empty.",
        )  # fmt: skip
    _write(target, ["gmina_teryt", "name", *columns], rows)


def write_years(
    target: Path, units: Iterable[GminaUnit], people: People, *, years: Sequence[int], columns: Sequence[str]
) -> None:
    """Write states at the end of some years, a row a gmina and year; what is not known is empty."""
    kept = [column for column in _BY_YEAR if column in columns]
    rows = [
        [unit.code7, year, "stan", *(_cell(_sum(people[unit.code6, year], c)) for c in kept), _ORIGIN, f"{year}-12-31"]
        for unit in sorted(units)
        for year in sorted(years)
        if (unit.code6, year) in people
    ]  # fmt: skip
    _write(target, ["gmina_teryt", "rok", "rodzaj", *kept, "zrodlo", "data"], rows)


def copy_totals(getter: Getter, terms: Terms, given: Path, folder: Path) -> Path:
    """Take a table of totals that the user gives, as it is.

    Raises
    ------
    SourceFailed
        It is no such table.
    """
    taken = getter.take(terms, given, check=_check_totals)
    target = folder / TOTALS_NAME
    write_text(target, taken.read_text(encoding="utf-8-sig"))
    return target


def _check_totals(path: Path) -> None:
    refuse_web_page(path)
    try:
        header = path.read_text(encoding="utf-8-sig").partition("\n")[0].lower()
    except ValueError as error:
        raise ValueError(NO_TABLE) from error
    names = {name.strip().strip('"') for name in header.replace(";", ",").split(",")}
    if not {"gmina_teryt", "people"} <= names:
        raise ValueError(NO_TABLE)


def _sum(known: Mapping[str, int], column: str) -> int | None:
    parts = COLUMNS[column]
    if not set(parts) <= set(known):
        return None
    total = sum(sign * known[group] for group, sign in parts.items())
    return total if total >= 0 else None


def _children_that_fit(figures: dict[str, int | None]) -> dict[str, int | None]:
    """Figures without those of small children where they are more than all children: they come from other variables."""
    under_15 = figures.get("people_0_14")
    small = sum(figures.get(column) or 0 for column in _CHILDREN[:2])
    if under_15 is None or small <= under_15:
        return figures
    return figures | dict.fromkeys((c for c in _CHILDREN if c in figures), None)


def _cell(people: int | None) -> str:
    return "" if people is None else str(people)


def _write(target: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    write_text(target, out.getvalue())
