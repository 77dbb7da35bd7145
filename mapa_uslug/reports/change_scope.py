"""What changed in some gminas of an area."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Final

import pandas as pd

from mapa_uslug.contracts.changes import PARTS, Changes

_FIGURES: Final = ("old", "new", "change", *PARTS)
_ADDED_UP: Final = ("people", "served", "full", "too_far", "cannot_tell", "places")
"""Indicators of the series that may be added over gminas; capacity may be in several units of measure."""


def find_units(changes: Changes, gminas: Collection[str]) -> list[str]:
    """Units that hold any of the gminas, in the order of `Changes.units`."""
    return [unit for unit in changes.units if not set(unit.split("|")).isdisjoint(gminas)]


def narrow_changes(changes: Changes, units: Collection[str]) -> Changes:
    """The changes, alarms and series of some units, which stand for all together ("").

    Snapshots, inputs and catalogue stay those of the whole area.
    """
    codes = {code for unit in units for code in (unit, *unit.split("|"))}

    def of_units(table: pd.DataFrame) -> pd.DataFrame:
        return table[table["unit"].isin(units)]

    return replace(
        changes,
        people=_sum_people(of_units(changes.people), is_one=len(units) == 1),
        services=changes.services[changes.services["gmina_teryt"].isin(codes)],
        gminas=of_units(changes.gminas),
        series=_sum_series(of_units(changes.series), len(units)),
        alarms=of_units(changes.alarms),
        edges=of_units(changes.edges),
    )


def _sum_people(people: pd.DataFrame, *, is_one: bool) -> pd.DataFrame:
    keys = ["step", "service_type", "state"]
    whole = people.groupby(keys, sort=False, as_index=False)[list(_FIGURES)].sum().assign(unit="")
    parts = [whole] if is_one else [whole, people]
    return pd.concat(parts, ignore_index=True)[list(people.columns)]


def _sum_series(series: pd.DataFrame, count: int) -> pd.DataFrame:
    """One unit is told as it is; of several only what adds up, where all of them have a figure."""
    if count == 1:
        return series.assign(unit="")
    added = series[series["indicator"].isin(_ADDED_UP)]
    groups = added.groupby(["number", "service_type", "indicator"], sort=False, as_index=False)["value"]
    sums = groups.sum()[groups.count()["value"].to_numpy() == count].assign(unit="")
    return pd.concat([sums, series], ignore_index=True)[list(series.columns)]
