"""The timetables that an ``area.toml`` names, and what it says of them."""

from __future__ import annotations

from datetime import timedelta

import geopandas as gpd

from mapa_uslug.contracts.config import AreaConfig
from mapa_uslug.contracts.gmina_lookup import GminaIndex
from mapa_uslug.contracts.tables import Count
from mapa_uslug.contracts.timetable import DAY_TYPES, Timetable
from mapa_uslug.core.errors import Problem, problem
from mapa_uslug.transit.days import covers
from mapa_uslug.transit.reading import read_timetables


def load_timetable(
    config: AreaConfig, gminas: gpd.GeoDataFrame | None
) -> tuple[Timetable, list[Problem], tuple[Count, ...]]:
    """Read the timetables of an area.

    Raises
    ------
    InputError
        With the problems of all files in which nothing can be used.
    """
    lookup = None if gminas is None else GminaIndex(gminas, str(gminas.crs))
    timetable, problems, counts = read_timetables(config.inputs.timetables, gminas=lookup)
    return timetable, [*problems, *_days_beyond(config, timetable), *_incomplete(config, gminas)], counts


def _days_beyond(config: AreaConfig, timetable: Timetable) -> list[Problem]:
    """Days asked for that no dated timetable knows."""
    first = timetable.first_date
    if first is None:
        return []
    last = first + timedelta(days=timetable.runs_on_date.shape[1] - 1)
    asked = {kind: config.transit.days.of(kind) for kind in DAY_TYPES}
    return [
        problem("No timetable covers {value}; they reach from {first} to {last}.", where=f"area.toml [transit.days.{kind}]",
                code="no_such_day", severity="warning", value=day.isoformat(), first=first, last=last,
                hint="Give a date within their range, or leave the key out: then one is chosen.")
        for kind, day in asked.items() if day is not None and not covers(timetable, day)
    ]  # fmt: skip


def _incomplete(config: AreaConfig, gminas: gpd.GeoDataFrame | None) -> list[Problem]:
    """Gminas for which no connection means that nothing is known."""
    if gminas is None:
        return []
    area = {str(code) for code in gminas.loc[gminas["is_area"], "gmina_teryt"]}
    unknown = area - set(config.transit.complete)
    if not unknown:
        return []
    return [problem("Gminas of which not every course is known: {count}. Where no course is found there, nothing is concluded.",
                    where="area.toml [transit.complete]", code="incomplete_timetables", severity="warning",
                    count=len(unknown), hint="Name there the gminas of which all timetables are given.")]  # fmt: skip
