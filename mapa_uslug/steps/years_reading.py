"""Reading people by gmina in other years: counted ones and forecasts."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd

from mapa_uslug.contracts.confidential import count_group
from mapa_uslug.contracts.tables import PopulationCells
from mapa_uslug.core.errors import Problem, ProblemLog
from mapa_uslug.core.folding import fold
from mapa_uslug.diagnosis.growth import (
    COUNTED,
    FORECAST,
    YEAR_COLUMNS,
    find_missing_years,
    find_uneven,
    no_years,
)
from mapa_uslug.population.groups import group_of_column
from mapa_uslug.registry.meaning.row_values import read_number
from mapa_uslug.steps.loading import AreaData
from mapa_uslug.steps.office_tables import GminaFinder, OfficeRow, OfficeTable, check_day, read_office_table

_KINDS: Final = {"stan": COUNTED, "counted": COUNTED, "prognoza": FORECAST, "forecast": FORECAST}
_ALIASES: Final = {
    "year": "rok",
    "kind": "rodzaj",
    "ludnosc": "people",
    "osoby": "people",
    "data_stanu": "data",
}
_TOLD: Final = ("people_0_14", "people_15_64", "people_65_plus", "people_75_plus", "zrodlo", "data")
_FIRST_YEAR, _LAST_YEAR = 1950, 2100


def read_people_by_year(data: AreaData) -> tuple[pd.DataFrame, list[Problem]]:
    """Read the file of `inputs.people_by_year`.

    Returns
    -------
    by_year : DataFrame
        ``gmina_teryt, year, kind ("counted" | "forecast"), group, people``, sorted; of the area's gminas only. Empty where no
        file is given.
    problems : list of Problem
        Warnings: gminas of elsewhere, years that some gminas are without, a figure of the run's own year that is another.

    Raises
    ------
    InputError
        Every fault of the file: columns, codes, years, kinds and figures that cannot be read, a year that stands twice,
        groups that do not fit the people.
    """
    path = data.config.inputs.people_by_year
    if path is None:
        return no_years(), []
    log = ProblemLog()
    table = read_office_table(
        path, required=["gmina_teryt", "rok", "rodzaj", "people"], aliases=_ALIASES, others=_TOLD,
        is_known=lambda column: _group_of(column) is not None,
    )  # fmt: skip
    log.extend(table.problems)
    finder = GminaFinder(data.gminas, log)
    groups = _groups_of(table)
    seen: dict[tuple[str, int], str] = {}
    rows: list[tuple[str, int, str, str, int]] = []
    for row in table.rows():
        key = _read_key(row, finder, log)
        check_day(row, "data", log)
        figures = _read_figures(row, groups, log)
        if key is None:
            continue
        gmina, year, kind = key
        if (gmina, year) in seen:
            log.add("Gmina {name} has the year {year} twice; the first stands in {first}.", where=row.where("rok"), code="duplicate_year",
                    hint="Leave one row for each gmina and year, the counted one where both are known.",
                    name=finder.names[gmina], year=year, first=seen[gmina, year])  # fmt: skip
            continue
        seen[gmina, year] = row.where("rok")
        _check_groups(row, finder.names[gmina], year, figures, log)
        rows += [(gmina, year, kind, group, people) for group, people in figures.items()]
    finder.tell_elsewhere()
    log.raise_errors()
    by_year = pd.DataFrame(rows, columns=list(YEAR_COLUMNS)) if rows else no_years()
    _tell_missing(by_year, finder.names, path, log)
    _tell_own_year(by_year, data.cells, finder.names, path, log)
    return by_year.sort_values(["gmina_teryt", "group", "year"], ignore_index=True), log.problems


def _groups_of(table: OfficeTable) -> dict[str, str]:
    """Column -> group, of the columns that hold people."""
    return {column: group for column in table.columns if (group := _group_of(column)) is not None}


def _group_of(column: str) -> str | None:
    return group_of_column(column.replace("osoby_", "people_").replace("ludnosc_", "people_"))


def _read_key(row: OfficeRow, finder: GminaFinder, log: ProblemLog) -> tuple[str, int, str] | None:
    gmina = finder.find(row)
    if gmina == "":
        log.add("No gmina is named.", where=row.where("gmina_teryt"), code="no_gmina",
                hint="Write the TERYT code with six or seven digits.")  # fmt: skip
    year = row["rok"]
    is_year = year.isdigit() and _FIRST_YEAR <= int(year) <= _LAST_YEAR
    if not is_year:
        log.add("{value} is not a year.", where=row.where("rok"), code="bad_year", value=year,
                hint="Write a year with four digits.")  # fmt: skip
    kind = _KINDS.get(fold(row["rodzaj"]))
    if kind is None:
        log.add("{key} cannot be {value}.", where=row.where("rodzaj"), code="choice", key="rodzaj", value=row["rodzaj"],
                hint="Write stan for people who were counted, prognoza for a forecast.")  # fmt: skip
    return (gmina, int(year), kind) if gmina and is_year and kind else None


def _read_figures(row: OfficeRow, groups: dict[str, str], log: ProblemLog) -> dict[str, int]:
    """People by group; what is empty is left out."""
    figures = {}
    for column, group in groups.items():
        number = read_number(row[column])
        if not number.is_understood or number.unit not in ("", "osoby") or number.value % 1 > 0:
            log.add("{column}: {value} is not a number of people.", where=row.where(column), code="bad_people", column=column,
                    value=row[column], hint="Write a whole number, zero or more; leave it empty if it is not known.")  # fmt: skip
        elif number.value == number.value:
            figures[group] = int(number.value)
    return figures


def _check_groups(row: OfficeRow, name: str, year: int, figures: dict[str, int], log: ProblemLog) -> None:
    for group, count in find_uneven(dict(figures)):
        log.add("Gmina {name}, {year}: group {group} has {value} people, all together {people}.", where=row.where("people"),
                code="groups_do_not_add_up", hint="Groups must add up to the people of the gmina.", name=name, year=year,
                group=group, value=int(count), people=figures["all"])  # fmt: skip


def _tell_missing(by_year: pd.DataFrame, names: dict[str, str], path: Path, log: ProblemLog) -> None:
    for year, codes in find_missing_years(by_year, sorted(names)).items():
        log.add("The year {year} is missing for: {gminas}.", where=path.name, code="missing_year", severity="warning",
                hint="Add it; until then nothing is told of all gminas together in this year.", year=year,
                gminas=", ".join(names[code] for code in codes))  # fmt: skip


def _tell_own_year(
    by_year: pd.DataFrame, cells: PopulationCells, names: dict[str, str], path: Path, log: ProblemLog
) -> None:
    """A figure for the year of the run that is not the run's: the run's is told everywhere."""
    own = by_year[by_year["year"] == (cells.year or -1)]
    codes = cells.table["gmina_teryt"].to_numpy(dtype=str)
    for group, rows in own.groupby("group"):
        counted = count_group(cells, str(group))
        if counted is None:
            continue
        sums = {code: int(counted[codes == code].sum()) for code in rows["gmina_teryt"]}
        other = [names[c] for c, p in zip(rows["gmina_teryt"], rows["people"], strict=True) if sums[c] != p]
        if other:
            log.add("Figures of group {group} for {year} are others than those of the population: {gminas}.", where=path.name,
                    code="own_year", severity="warning", hint="Those of the population are used; take both from one source.",
                    group=group, year=cells.year, gminas=", ".join(other))  # fmt: skip
