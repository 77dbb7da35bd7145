"""People in other years: what a table of them must fulfil, and the year of the run beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import pandas as pd

COUNTED: Final = "counted"
FORECAST: Final = "forecast"
YEAR_COLUMNS: Final = ("gmina_teryt", "year", "kind", "group", "people")
ROUNDING: Final = 2
"""People by which groups may miss the whole: forecasts are published rounded, group by group."""
_WHOLE: Final = ("0-14", "15-64", "65+")


def no_years() -> pd.DataFrame:
    """A table of other years that tells nothing."""
    types = {"gmina_teryt": object, "year": "int64", "kind": object, "group": object, "people": "int64"}
    return pd.DataFrame({name: pd.Series([], dtype=types[name]) for name in YEAR_COLUMNS})


def add_own_year(by_year: pd.DataFrame, by_gmina: pd.DataFrame, year: int | None) -> pd.DataFrame:
    """Other years with the run's own among them, so that no two figures are told for one year.

    Parameters
    ----------
    by_year
        `YEAR_COLUMNS`.
    by_gmina
        ``gmina_teryt, group, people`` of the run.
    year
        The run's; None where it is not known: nothing is added then.

    Returns
    -------
    DataFrame
        Sorted by gmina, group and year; figures of the run stand in the place of those of the table for its year.
    """
    if by_year.empty:
        return no_years()
    parts = [by_year[list(YEAR_COLUMNS)]]
    if year is not None:
        own = by_gmina.assign(year=year, kind=COUNTED)[list(YEAR_COLUMNS)]
        parts = [parts[0][by_year["year"] != year], own[own["group"].isin(set(by_year["group"]))]]
    joined = pd.concat([p for p in parts if len(p)], ignore_index=True)
    joined = joined.astype({"year": "int64", "people": "int64"})
    return joined.sort_values(["gmina_teryt", "group", "year", "kind"], ignore_index=True)


def find_uneven(people: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    """Groups of one gmina and year that do not fit its people, and how many they are.

    Parameters
    ----------
    people
        By group, ``all`` among them; what is not known is absent. `ROUNDING` people more or less are let pass.
    """
    if "all" not in people:
        return
    everybody = people["all"]
    for group, count in people.items():
        if count > everybody + ROUNDING:
            yield group, count
    if all(group in people for group in _WHOLE):
        together = sum(people[group] for group in _WHOLE)
        if abs(together - everybody) > ROUNDING:
            yield ", ".join(_WHOLE), together


def find_missing_years(by_year: pd.DataFrame, gminas: list[str]) -> dict[int, list[str]]:
    """Years that are told of some gminas only, with the codes of the others; nothing can be summed up for them."""
    told = {int(year): set(codes) for year, codes in by_year.groupby("year")["gmina_teryt"]}
    missing = {year: [g for g in gminas if g not in codes] for year, codes in sorted(told.items())}
    return {year: codes for year, codes in missing.items() if codes}
