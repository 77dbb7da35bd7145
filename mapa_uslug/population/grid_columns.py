"""Figures of a population grid: which columns, which numbers mean something else than people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.contracts.tables import group_column
from mapa_uslug.core.errors import ProblemLog
from mapa_uslug.population.csv_files import to_numbers
from mapa_uslug.population.groups import BASIC_GROUPS

CONFIDENTIAL_SENTINEL: Final = -8888.0
UNAVAILABLE_SENTINEL: Final = -9999.0
_ALIASES: Final[dict[str, tuple[str, ...]]] = {
    "cell_id": ("code", "grd_id", "spatial", "cell_id", "grid_id"),
    "people": ("res", "t", "tot", "people", "population", "obs_value"),
    "people_0_14": ("res_0_14", "y_lt15", "tot_0_14", "people_0_14"),
    "people_15_64": ("res_15_64", "y_1564", "y15-64", "tot_15_64", "people_15_64"),
    "people_65_plus": ("res_65_", "res_65", "res_65_plus", "y_ge65", "tot_65__", "people_65_plus"),
}
_BASIC_COLUMNS: Final = tuple(group_column(group) for group in BASIC_GROUPS)


def confidentiality_flag(column: str) -> str:
    """Column that says whether figures of another one are kept secret (Eurostat's ``T_CI``)."""
    return f"{column}_CI"


def wanted_columns(present: Sequence[str]) -> list[str]:
    """Columns beside figures and codes that say something of the figures."""
    marks = ("special_value", "populated")
    return [name for name in present if name.lower() in marks or name.lower().endswith("_ci")]


def map_columns(
    present: Sequence[str], given: Mapping[str, str], *, where: str, log: ProblemLog
) -> dict[str, str]:
    """Our column name -> the grid's; faults of the mapping and missing columns are noted."""
    by_lower = {name.lower(): name for name in reversed(list(present))}
    found = {}
    for ours, aliases in _ALIASES.items():
        wanted = given.get(ours)
        if wanted is not None and wanted.lower() not in by_lower:
            _note_missing(wanted, present, where, log)
        names = (wanted.lower(),) if wanted is not None else aliases
        match = next((by_lower[name] for name in names if name in by_lower), None)
        if match is not None:
            found[ours] = match
    for ours in sorted(set(given) - set(_ALIASES)):
        log.add(
            "population.columns: {column} is none of the columns that can be mapped: {known}",
            where=where,
            hint="Correct the name on the left.",
            code="unknown_column",
            column=ours,
            known=", ".join(_ALIASES),
        )
    if "people" not in found and "people" not in given:
        _note_missing("RES", present, where, log)
    return found


def _note_missing(column: str, present: Sequence[str], where: str, log: ProblemLog) -> None:
    log.add(
        "Column {column} is missing; the columns are: {columns}",
        where=where,
        hint="Name the grid's own columns in population.columns.",
        code="column_missing",
        column=column,
        columns=", ".join(present) or "-",
    )


def read_figures(
    table: pd.DataFrame, columns: Mapping[str, str], *, where: str, log: ProblemLog
) -> tuple[NDArray[np.float64], NDArray[np.float64] | None, NDArray[np.bool_]]:
    """People, basic groups and the rows that the source has no figures for.

    Returns
    -------
    people : float64, (n,)
        NaN: the source keeps the figure to itself (empty, -8888, or marked confidential); never zero by default.
    groups : float64, (n, 3) or None
        A basic group that has no column is what the other two leave. None where fewer than two have one.
    is_unavailable : bool, (n,)
        No figure that could be used: -9999, another negative number, text.
    """
    people, bad = _numbers(table, columns["people"], where, log)
    is_empty = _is_declared_empty(table, columns["people"])
    people = np.where(np.isnan(people) & is_empty, 0.0, people)
    given = {name: columns[name] for name in _BASIC_COLUMNS if name in columns}
    if len(given) < 2:
        return people, None, bad
    groups = np.full((len(table), len(_BASIC_COLUMNS)), np.nan)
    for position, name in enumerate(_BASIC_COLUMNS):
        if name in given:
            groups[:, position], is_bad = _numbers(table, given[name], where, log)
            groups[is_bad, position] = np.nan
    groups[people == 0.0] = 0.0
    return people, _fill_missing_group(people, groups), bad


def _fill_missing_group(people: NDArray[np.float64], groups: NDArray[np.float64]) -> NDArray[np.float64]:
    single = np.isnan(groups).sum(axis=1) == 1
    rest = np.maximum(people - np.nansum(groups, axis=1), 0.0)
    return np.where(np.isnan(groups) & single[:, None], rest[:, None], groups)


def _numbers(
    table: pd.DataFrame, column: str, where: str, log: ProblemLog
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    numbers, is_text = to_numbers(table[column])
    marked = _is_marked_confidential(table) | _is_flagged(table, column)
    confidential = (numbers == CONFIDENTIAL_SENTINEL) | (marked & (numbers == 0.0))
    unavailable = numbers == UNAVAILABLE_SENTINEL
    negative = (numbers < 0.0) & ~confidential & ~unavailable
    _note_sentinels(column, int(confidential.sum()), int(unavailable.sum()), where, log)
    _note_bad(table[column], negative | is_text, column, where, log)
    bad = unavailable | negative | is_text
    return np.where(confidential | bad, np.nan, numbers), bad


def _note_sentinels(column: str, confidential: int, unavailable: int, where: str, log: ProblemLog) -> None:
    if confidential or unavailable:
        log.add(
            "Column {column}: {confidential} cells are confidential, {unavailable} have no figure (-8888, -9999); "
            "they were not summed.",
            where=where,
            hint="Nothing to correct: confidential cells are imputed from the gmina's total, the others are left out.",
            code="sentinels",
            severity="warning",
            column=column,
            confidential=confidential,
            unavailable=unavailable,
        )


def _note_bad(values: pd.Series, bad: NDArray[np.bool_], column: str, where: str, log: ProblemLog) -> None:
    if bad.any():
        examples = sorted({str(value) for value in values[bad].head(1000)})[:3]
        log.add(
            "Column {column}: {count} values are no number of people, for instance {examples}; the rows were left out.",
            where=where,
            hint="Write whole numbers, zero or more; leave confidential values empty.",
            code="bad_people",
            severity="warning",
            column=column,
            count=int(bad.sum()),
            examples=", ".join(examples),
        )


def _is_marked_confidential(table: pd.DataFrame) -> NDArray[np.bool_]:
    column = next((name for name in table.columns if str(name).lower() == "special_value"), None)
    if column is None:
        return np.zeros(len(table), dtype=bool)
    text = table[column].astype("string").fillna("").str.strip().str.lower()
    return np.asarray(text == "confidential", dtype=np.bool_)


def _is_flagged(table: pd.DataFrame, column: str) -> NDArray[np.bool_]:
    """Rows whose figure has a flag beside it: early releases of Eurostat write 0 for what is secret, and -9999 into the flag."""
    flag = next((c for c in table.columns if str(c).lower() == confidentiality_flag(column).lower()), None)
    if flag is None:
        return np.zeros(len(table), dtype=bool)
    numbers, _ = to_numbers(table[flag])
    return np.isin(numbers, (CONFIDENTIAL_SENTINEL, UNAVAILABLE_SENTINEL))


def _is_declared_empty(table: pd.DataFrame, people: str) -> NDArray[np.bool_]:
    """Rows that another column says nobody lives in."""
    column = next((name for name in table.columns if str(name).lower() == "populated"), None)
    if column is None:
        return np.zeros(len(table), dtype=bool)
    numbers, _ = to_numbers(table[column])
    secret = _is_marked_confidential(table) | _is_flagged(table, people)
    return np.asarray((numbers == 0.0) & ~secret, dtype=np.bool_)
