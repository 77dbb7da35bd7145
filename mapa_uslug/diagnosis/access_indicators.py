"""Indicators of barriers that follow from what was measured: thresholds, hours at home, ways, choice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from mapa_uslug.catalog.models import MAIN_LEVEL
from mapa_uslug.contracts.combined import ALL_MODES
from mapa_uslug.contracts.tables import RunResult
from mapa_uslug.diagnosis.indicator_rows import ALL, Indicator, tell_by_gmina

_Figures = dict[str, tuple[float, float]]
_OF_GMINA = "gmina"
_STATUTORY = "ustawowy"


def list_access_indicators(result: RunResult, codes: Sequence[str]) -> Iterator[Indicator]:
    """All of them, barrier by barrier."""
    yield from _thresholds(result)
    yield from _home_care(result.at_home, codes)
    yield from _ways(result, codes)
    yield from _choices(result, codes)


def _thresholds(result: RunResult) -> Iterator[Indicator]:
    main = [layer for layer in result.layers if layer.level == MAIN_LEVEL]
    kinds = {layer.service_type for layer in main}
    by_law = {layer.service_type for layer in main if layer.kind == _STATUTORY}
    if kinds:
        agreed = float(len(kinds - by_law))
        yield Indicator("legal", "threshold_by_convention", ALL, agreed, float(len(kinds)), "services")


def _home_care(at_home: pd.DataFrame | None, codes: Sequence[str]) -> Iterator[Indicator]:
    table = pd.DataFrame() if at_home is None else at_home[at_home["zakres"] == _OF_GMINA]
    weighed = table[table["godziny_potrzebne"].notna()] if len(table) else table
    needed, there, missing = (_sums(weighed, c) for c in ("godziny_potrzebne", "godziny_sa", "godziny_brak"))
    # Hours on the way are told beside those of visits and ways together.
    ways = (
        weighed.assign(w=weighed["godziny_potrzebne"] * weighed["dojazdy_procent"] / 100.0)
        if len(weighed)
        else weighed
    )
    on_the_way = _sums(ways, "w")
    for name, figures in (("hours_needed", needed), ("hours_there", there), ("hours_missing", missing)):
        yield from tell_by_gmina("staff", name, figures, "h", codes)
    travel = {code: (value, needed[code][0]) for code, (value, _) in on_the_way.items()}
    yield from tell_by_gmina("transport", "carers_travel", travel, "h", codes)


def _sums(table: pd.DataFrame, column: str) -> _Figures:
    """Sums by gmina and of all; where one of the parts is not known, neither is their sum."""
    if not len(table):
        return {}
    by_gmina = table.groupby(table["gmina_teryt"].astype(str))[column].sum(skipna=False)
    sums = {str(code): (float(value), np.nan) for code, value in by_gmina.items()}
    return sums | {ALL: (float(by_gmina.sum(skipna=False)), np.nan)}


def _ways(result: RunResult, codes: Sequence[str]) -> Iterator[Indicator]:
    yield from tell_by_gmina("transport", "only_by_car", _only_by_car(result), "people", codes)
    yield from tell_by_gmina("transport", "no_return_by_bus", _no_return(result), "people", codes)
    beyond = _behind_barriers(result)
    yield Indicator("transport", "behind_barriers", ALL, beyond, np.nan, "people")


def _only_by_car(result: RunResult) -> _Figures:
    """People of the service for which most have only the car, out of those of whom it can be told.

    Where more people may have only the car than are known to, as where timetables are incomplete, the service with most of them
    is not known: the gmina has no figure, and its people are none of all together.
    """
    if result.barriers is None or not len(result.barriers.no_car):
        return {}
    table = result.barriers.no_car
    table = table[(table["group"] == "all") & table["only_car"].notna()]
    table = table.assign(told=table["people"] - table["maybe_only_car"])
    figures = ["only_car", "maybe_only_car", "told"]
    by_type = table.groupby(["gmina_teryt", "service_type"])[figures].sum().astype(float)
    most = by_type.groupby(level=0)[["only_car", "maybe_only_car"]].transform("max")
    by_type = by_type[most["only_car"] >= most["maybe_only_car"]]
    found = {str(code): _most_by_car(of_gmina) for code, of_gmina in by_type.groupby(level=0)}
    return found | ({ALL: _most_by_car(by_type.groupby(level=1).sum())} if len(by_type) else {})


def _most_by_car(by_type: pd.DataFrame) -> tuple[float, float]:
    most = by_type.loc[by_type["only_car"].idxmax()]
    return float(most["only_car"]), float(most["told"])


def _no_return(result: RunResult) -> _Figures:
    """People of localities without a usable bus there and back, out of those of whose buses enough is known."""
    if result.transit is None or not len(result.transit.localities):
        return {}
    table = result.transit.localities
    known = table[table["is_known"].astype(bool)]
    figures = {}
    for code in [ALL, *sorted(set(known["gmina_teryt"].astype(str)))]:
        here = known if code == ALL else known[known["gmina_teryt"].astype(str) == code]
        if len(here):
            cut_off = here.loc[here["is_excluded"].astype(bool), "people"]
            figures[code] = (float(cut_off.sum()), float(here["people"].sum()))
    return figures


def _behind_barriers(result: RunResult) -> float:
    """People whom a barrier line keeps too far, of the service for which they are most; NaN where nobody looked."""
    if result.barriers is None:
        return np.nan
    causes = result.barriers.causes
    detours = causes[(causes["cause"] == "detour") & causes["is_leading"].astype(bool)]
    kind_of = result.white_spots.set_index("white_spot_id")["service_type"]
    by_type = detours["people"].astype(float).groupby(detours["white_spot_id"].map(kind_of)).sum()
    return float(by_type.max()) if len(by_type) else 0.0


def _choices(result: RunResult, codes: Sequence[str]) -> Iterator[Indicator]:
    """Share of those within reach of a service who reach two or more, over services that have two places or more."""
    figures: _Figures = {}
    if result.supply is not None and len(result.supply.choices):
        choices = result.supply.choices
        sums = (
            choices[choices["mode"] == ALL_MODES]
            .groupby("gmina_teryt")[["people_twice", "people_within"]]
            .sum()
        )
        figures = {
            str(code): (float(twice) / float(within), np.nan)
            for code, twice, within in sums.astype(float).itertuples()
            if within
        }
    yield from tell_by_gmina("attitudes", "has_choice", figures, "share", codes)
