"""People per gmina now, by age group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.contracts.tables import Count
from mapa_uslug.contracts.teryt import Teryt, TerytError
from mapa_uslug.core.errors import ProblemLog
from mapa_uslug.population.csv_files import to_numbers
from mapa_uslug.population.groups import BASIC_GROUPS, group_of_column
from mapa_uslug.population.table_files import read_table_text

_CODE_COLUMNS = ("gmina_teryt", "teryt", "terc", "kod", "jpt_kod_je")
_NAME_COLUMNS = ("name", "gmina", "nazwa", "jpt_nazwa_")


@dataclass(frozen=True, eq=False)
class GminaTotals:
    """Totals in the order of the gminas; NaN where the file has no figure.

    Attributes
    ----------
    people : float64, (gminas,)
    groups : dict
        Group -> float64, (gminas,): basic groups and finer ones.
    """

    people: NDArray[np.float64]
    groups: dict[str, NDArray[np.float64]]

    def basic(self) -> NDArray[np.float64]:
        """Totals of the basic groups, (gminas, 3); a single missing one is what the others leave."""
        table = np.column_stack(
            [self.groups.get(group, np.full(len(self.people), np.nan)) for group in BASIC_GROUPS]
        )
        single = np.isnan(table).sum(axis=1) == 1
        rest = self.people - np.nansum(table, axis=1)
        return np.where(np.isnan(table) & single[:, None], rest[:, None], table)

    def finer(self) -> dict[str, NDArray[np.float64]]:
        """Totals of the groups that are no basic ones, by name."""
        return {name: values for name, values in sorted(self.groups.items()) if name not in BASIC_GROUPS}


def no_totals(gminas: int) -> GminaTotals:
    """Totals of which nothing is known."""
    return GminaTotals(np.full(gminas, np.nan), {})


def read_totals(path: Path, *, gminas: gpd.GeoDataFrame, log: ProblemLog) -> tuple[GminaTotals, Count]:
    """Read totals of the area's gminas by code, else by name; faults are noted in `log`.

    Parameters
    ----------
    path : Path
        CSV, ODS or XLSX with ``gmina_teryt`` or ``name``, ``people`` and any ``people_<group>``.
    gminas : GeoDataFrame
        `GMINAS`; rows of the file for other gminas are left out.
    """
    table = read_table_text(path, log=log)
    table = table.rename(columns=str.lower)
    _check_columns(table, path, log)
    row_of = _match_rows(table, gminas, path, log)
    known = row_of >= 0
    numbers = {}
    for column in table.columns:
        group = group_of_column(column)
        if group is not None:
            numbers[group] = _figures(table, column, row_of, gminas, path, log)
    _check_figures(numbers, gminas, path, log)
    _check_all_there(row_of, gminas, path, log)
    people = numbers.pop("all")
    kept = int(known.sum())
    count = Count("totals", len(table), kept, {"not_in_area": len(table) - kept} if kept < len(table) else {})
    return GminaTotals(people, numbers), count


def _check_columns(table: pd.DataFrame, path: Path, log: ProblemLog) -> None:
    has_key = any(name in table.columns for name in (*_CODE_COLUMNS, *_NAME_COLUMNS))
    missing = ([] if has_key else ["gmina_teryt"]) + ([] if "people" in table.columns else ["people"])
    for column in missing:
        log.add(
            "Column {column} is missing; the columns are: {columns}",
            where=path.name,
            hint="Name the column as the documentation of area.toml says.",
            code="column_missing",
            column=column,
            columns=", ".join(table.columns),
        )
    log.raise_errors()


def _match_rows(
    table: pd.DataFrame, gminas: gpd.GeoDataFrame, path: Path, log: ProblemLog
) -> NDArray[np.int64]:
    """Gmina (position in `gminas`) of each row, -1 where it is none of the area."""
    is_area = gminas["is_area"].to_numpy(dtype=bool)
    code_column = next((name for name in _CODE_COLUMNS if name in table.columns), None)
    if code_column:
        found = _match_codes(table[code_column], gminas, path, log)
    else:
        name_column = next(name for name in _NAME_COLUMNS if name in table.columns)
        found = _match_names(table[name_column], gminas, path, log)
    found = np.where((found >= 0) & is_area[found], found, -1)
    for gmina in np.flatnonzero(np.bincount(found[found >= 0], minlength=len(gminas)) > 1):
        log.add(
            "Gmina {name} has more than one row.",
            where=path.name,
            hint="Leave one row for each gmina.",
            code="duplicate_row",
            name=gminas["gmina"].iloc[gmina],
        )
    return found


def _match_codes(
    codes: pd.Series, gminas: gpd.GeoDataFrame, path: Path, log: ProblemLog
) -> NDArray[np.int64]:
    position = {code: i for i, code in enumerate(gminas["gmina_teryt"])}
    found = np.full(len(codes), -1, dtype=np.int64)
    for row, code in enumerate(codes.fillna("")):
        try:
            found[row] = position.get(Teryt.parse(code).code6, -1)
            if found[row] < 0:
                Teryt.parse(code, known=position)
        except TerytError as error:
            if error.code == "unknown":
                continue
            _note_bad_code(
                str(code), error, is_of_area=error.suggestion[:6] in position, row=row, path=path, log=log
            )
    return found


def _note_bad_code(
    code: str, error: TerytError, *, is_of_area: bool, row: int, path: Path, log: ProblemLog
) -> None:
    has_lost_zero = error.code == "lost_zero"
    log.add(
        "Code {value} has lost its leading zero; it must have been {suggestion}."
        if has_lost_zero
        else "Code {value} is not the code of a gmina.",
        where=f"{path.name}, {row + 2}",
        hint="Save the column of codes as text, with its zeros."
        if has_lost_zero
        else "Write the TERYT code with six or seven digits.",
        code="lost_zero" if has_lost_zero else "bad_teryt",
        severity="error" if is_of_area else "warning",
        value=code,
        suggestion=error.suggestion,
    )


def _match_names(
    names: pd.Series, gminas: gpd.GeoDataFrame, path: Path, log: ProblemLog
) -> NDArray[np.int64]:
    of_area = np.flatnonzero(gminas["is_area"].to_numpy(dtype=bool))
    key = gminas["gmina"].iloc[of_area].astype("string").str.strip().str.casefold()
    position = dict(zip(key, of_area, strict=True))
    wanted = names.fillna("").str.strip().str.casefold()
    repeated = set(key[key.duplicated()]) & set(wanted)
    for name in sorted(repeated):
        log.add(
            "Several gminas are called {name}.",
            where=path.name,
            hint="Name gminas by their code in a column gmina_teryt.",
            code="ambiguous_name",
            name=name,
        )
    return np.array([position.get(name, -1) for name in wanted], dtype=np.int64)


def _figures(
    table: pd.DataFrame,
    column: str,
    row_of: NDArray[np.int64],
    gminas: gpd.GeoDataFrame,
    path: Path,
    log: ProblemLog,
) -> NDArray[np.float64]:
    numbers, is_text = to_numbers(table[column])
    out = np.full(len(gminas), np.nan)
    for row in np.flatnonzero((row_of >= 0) & (is_text | (numbers < 0) | (numbers != np.round(numbers)))):
        if not is_text[row] and np.isnan(numbers[row]):
            continue
        log.add(
            "{column}: {value} is not a number of people.",
            where=f"{path.name}, {row + 2}",
            hint="Write a whole number, zero or more; leave it empty if it is not known.",
            code="bad_people",
            column=column,
            value=table[column].iloc[row],
        )
        numbers[row] = np.nan
    known = row_of >= 0
    out[row_of[known]] = numbers[known]
    return out


def _check_figures(
    numbers: dict[str, NDArray[np.float64]], gminas: gpd.GeoDataFrame, path: Path, log: ProblemLog
) -> None:
    people = numbers["all"]
    basics: Sequence[NDArray[np.float64]] = [numbers[g] for g in BASIC_GROUPS if g in numbers]
    together = np.nansum(np.vstack(basics), axis=0) if basics else np.zeros(len(people))
    is_whole = len(basics) == len(BASIC_GROUPS) and ~np.isnan(np.vstack(basics)).any(axis=0)
    for gmina in np.flatnonzero((together > people) | (is_whole & (together < people))):
        _note_sum(
            gminas["gmina"].iloc[gmina], ", ".join(BASIC_GROUPS), together[gmina], people[gmina], path, log
        )
    for group, values in numbers.items():
        if group not in (*BASIC_GROUPS, "all"):
            for gmina in np.flatnonzero(values > people):
                _note_sum(gminas["gmina"].iloc[gmina], group, values[gmina], people[gmina], path, log)


def _note_sum(name: str, group: str, value: float, people: float, path: Path, log: ProblemLog) -> None:
    log.add(
        "Gmina {name}: group {group} has {value} people, all together {people}.",
        where=path.name,
        hint="Groups must add up to the people of the gmina.",
        code="groups_do_not_add_up",
        name=name,
        group=group,
        value=int(value),
        people=int(people),
    )


def _check_all_there(
    row_of: NDArray[np.int64], gminas: gpd.GeoDataFrame, path: Path, log: ProblemLog
) -> None:
    missing = sorted(set(np.flatnonzero(gminas["is_area"].to_numpy(dtype=bool))) - set(row_of[row_of >= 0]))
    for gmina in missing:
        log.add(
            "Gmina {name} ({teryt}) has no row.",
            where=path.name,
            hint="Add its people; until then the grid's figures are used as they are, or none.",
            code="gmina_without_total",
            severity="warning",
            name=gminas["gmina"].iloc[gmina],
            teryt=gminas["gmina_teryt"].iloc[gmina],
        )
