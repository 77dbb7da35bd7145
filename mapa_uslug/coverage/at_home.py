"""Services that come to people: who is visited, for whom hours are short, and to whom nobody comes.

Neither follows from the distance to an office: nobody comes where no territory holds the gmina, and hours are short
where the staff hours that visits and ways take are more than there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.contracts.confidential import MIN_IMPUTED
from mapa_uslug.core.rounding import round_running
from mapa_uslug.coverage.home_visits import Shift, plan_visits

HOURS_UNIT: Final = "godziny/mies."
"""Capacity unit of the catalog that is staff hours a month."""
VISITED, NO_HOURS, NO_TERRITORY, UNKNOWN = range(4)
AT_HOME_COLUMNS: Final = (
    "gmina_teryt", "gmina", "usluga", "usluga_nazwa", "zakres", "miejscowosc", "grupa_nazwa", "osoby", "objete",
    "brak_godzin", "poza_obszarem", "nie_wiadomo", "dojazd_min", "miedzy_domami_min", "domow_na_zmiane",
    "dojazdy_procent", "godziny_u_ludzi", "godziny_potrzebne", "godziny_sa", "godziny_brak", "pojemnosc_oceniona",
)  # fmt: skip
_PARTS: Final = ("objete", "brak_godzin", "poza_obszarem", "nie_wiadomo")
_OF_GROUP: Final = (*_PARTS, "osoby", "godziny_u_ludzi", "godziny_potrzebne", "godziny_sa", "godziny_brak")


@dataclass(frozen=True, eq=False)
class HomeCare:
    """One service type that comes to people, as far as it is known; cells belong to gminas by row.

    Attributes
    ----------
    people : int64, (cells,)
        Those whom it is for.
    demand_h : float64, (cells,) or None
        Hours a month that they want at home; None where not known.
    there_min, between_min : float64, (cells,)
        From the nearest base that may come (NaN where not known, ``inf`` where closed roads cut it off), and from one
        client's home to the next.
    gmina : int64, (cells,)
    serves : bool, (gminas, bases)
        Which base may come to which gmina.
    capacity_h : float64, (bases,)
        Staff hours a month, NaN where not known.
    has_unplaced : bool, (gminas,)
        Gminas with a base whose place is not known: who lives there is not called out of reach, nor hours short.
    """

    people: NDArray[np.int64]
    demand_h: NDArray[np.float64] | None
    there_min: NDArray[np.float64]
    between_min: NDArray[np.float64]
    gmina: NDArray[np.int64]
    serves: NDArray[np.bool_]
    capacity_h: NDArray[np.float64]
    has_unplaced: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class HomeCareCells:
    """What follows for every cell.

    Attributes
    ----------
    parts : int64, (cells, 4)
        People visited, short of hours, outside every territory, and those of whom it is not known; rows add up.
    homes : int64, (cells,)
        Homes in a shift.
    needed_h : float64, (cells,)
        Staff hours that visits and ways take; NaN where not known, ``inf`` where no visit fits into a shift.
    there_h : float64, (gminas,)
        Staff hours there; NaN where not known.
    missing_h : float64, (gminas,)
        Those needed and not there, where visits fit into a shift; NaN where not known.
    """

    parts: NDArray[np.int64]
    homes: NDArray[np.int64]
    needed_h: NDArray[np.float64]
    there_h: NDArray[np.float64]
    missing_h: NDArray[np.float64]


def share_hours(
    capacity_h: NDArray[np.float64], serves: NDArray[np.bool_], weight: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Staff hours of every gmina: those of a base that serves several go to them by what is wanted there.

    Parameters
    ----------
    capacity_h : float64, (bases,)
        NaN where not known; so is then the sum of every gmina that the base serves.
    serves : bool, (gminas, bases)
    weight : float64, (gminas,)
        What is wanted in each.
    """
    wanted = np.where(serves, weight[:, None], 0.0)
    none_wanted = wanted.sum(axis=0) == 0.0
    wanted = np.where(none_wanted[None, :] & serves, 1.0, wanted)
    total = wanted.sum(axis=0)
    share = np.divide(wanted, total[None, :], out=np.zeros_like(wanted), where=total[None, :] > 0.0)
    hours = np.where(serves, share * np.nan_to_num(capacity_h)[None, :], 0.0).sum(axis=1)
    is_unknown = (serves & np.isnan(capacity_h)[None, :]).any(axis=1)
    return np.where(is_unknown, np.nan, hours)


def assess_home_care(care: HomeCare, shift: Shift) -> HomeCareCells:
    """Put everybody into one of four parts, from territories and hours.

    Hours missing in a gmina are missing for all of its people alike, as their share of the hours needed; where no
    visit fits into a shift, or roads are closed, all of them lack care.
    """
    count, gminas = len(care.people), len(care.serves)
    is_served = np.asarray(care.serves.any(axis=1), dtype=bool)
    in_territory = is_served[care.gmina]
    is_known = in_territory & ~np.isnan(care.there_min)
    visits = plan_visits(np.where(is_known, care.there_min, np.nan), care.between_min, shift)
    weight = care.people.astype(np.float64) if care.demand_h is None else care.demand_h
    wanted = np.bincount(care.gmina, weight, minlength=gminas).astype(np.float64)
    there = share_hours(care.capacity_h, care.serves, wanted)
    there = np.where(care.has_unplaced, np.nan, there)
    needed, lacking = np.full(count, np.nan), np.where(np.isinf(care.there_min), 1.0, 0.0)
    missing = np.full(gminas, np.nan)
    if care.demand_h is not None:
        with np.errstate(invalid="ignore"):
            grown = care.demand_h * (shift.visit_min + visits.travel_min) / shift.visit_min
        needed = np.where(is_known, np.where(care.demand_h > 0, grown, 0.0), np.nan)
        fits = is_known & np.isfinite(needed)
        of_gmina = np.bincount(care.gmina[fits], needed[fits], minlength=gminas)
        missing = np.where(is_served, np.maximum(of_gmina - there, 0.0), np.nan)
        short = np.divide(
            missing, of_gmina, out=np.zeros(gminas), where=(of_gmina > 0) & np.isfinite(missing)
        )
        lacking = np.where(is_known & (visits.homes == 0), 1.0, short[care.gmina])
    parts = np.zeros((count, len(_PARTS)), dtype=np.int64)
    no_hours = round_running(np.where(is_known, care.people * lacking, 0.0))
    is_outside = ~in_territory & ~care.has_unplaced[care.gmina]
    parts[:, NO_HOURS] = no_hours
    parts[:, VISITED] = np.where(is_known, care.people - no_hours, 0)
    parts[:, NO_TERRITORY] = np.where(is_outside, care.people, 0)
    parts[:, UNKNOWN] = care.people - parts.sum(axis=1)
    return HomeCareCells(parts, visits.homes, needed, there, missing)


def tabulate_home_care(
    care: HomeCare,
    found: HomeCareCells,
    *,
    locality: NDArray[np.object_],
    is_imputed: NDArray[np.bool_],
    is_group: bool,
) -> pd.DataFrame:
    """A row for every gmina and one for each locality in it, in the order of the gminas, then of the names.

    Parameters
    ----------
    locality : (cells,)
    is_imputed : (cells,)
        Confidential cells: a locality of which they could be told, directly or as what is left of the gmina, keeps its
        figures of an age group to itself.
    is_group : bool
        Whether the people are an age group and not all residents.

    Returns
    -------
    DataFrame
        ``gmina`` (row of the gmina), ``zakres``, ``miejscowosc`` and the figures of `AT_HOME_COLUMNS`. Minutes and homes
        are means weighted by people; hours of a locality are its part of the gmina's by what it needs.
    """
    rows: list[dict[str, object]] = []
    for gmina in np.unique(care.gmina):
        cells = np.flatnonzero(care.gmina == gmina)
        rows.append(
            {"gmina": gmina, "zakres": "gmina", "miejscowosc": ""} | _figures(care, found, cells, gmina)
        )
        names = sorted({str(n) for n in locality[cells] if isinstance(n, str) and n})
        hidden = _hide(names, locality[cells], is_imputed[cells]) if is_group else set()
        for name in names:
            figures = _figures(care, found, cells[locality[cells] == name], gmina)
            if name in hidden:
                figures |= dict.fromkeys(_OF_GROUP, None)
            rows.append({"gmina": gmina, "zakres": "miejscowosc", "miejscowosc": name} | figures)
    table = pd.DataFrame(rows)
    for column in ("osoby", *_PARTS):
        table[column] = table[column].astype("Int64")
    return table


def _hide(names: list[str], locality: NDArray[np.object_], is_imputed: NDArray[np.bool_]) -> set[str]:
    """Localities of a gmina that keep an age group to themselves: those with a few confidential cells, and as many more
    with such cells as it takes for the gmina's sum less the others' not to tell of a few either.
    """
    count = {name: int(is_imputed[locality == name].sum()) for name in names}
    hidden = {name for name in names if 0 < count[name] < MIN_IMPUTED}
    left = int(is_imputed.sum()) - sum(count[name] for name in names if name not in hidden)
    for name in sorted(set(names) - hidden, key=lambda name: (count[name], name)):
        if 0 < left < MIN_IMPUTED and count[name]:
            hidden.add(name)
            left += count[name]
    return hidden


def _figures(care: HomeCare, found: HomeCareCells, cells: NDArray[np.int64], gmina: int) -> dict[str, object]:
    people, reached = care.people[cells], np.isfinite(care.there_min[cells]) & care.serves[gmina].any()
    figures: dict[str, object] = {"osoby": int(people.sum())}
    figures |= dict(zip(_PARTS, found.parts[cells].sum(axis=0).tolist(), strict=True))
    figures["dojazd_min"] = _mean(care.there_min[cells], people, reached)
    between = np.minimum(care.between_min[cells], 2.0 * care.there_min[cells])
    knows_demand = care.demand_h is not None
    figures["miedzy_domami_min"] = _mean(between, people, reached & knows_demand)
    figures["domow_na_zmiane"] = _mean(found.homes[cells].astype(float), people, reached & knows_demand)
    return figures | _hours(care, found, cells, gmina)


def _hours(care: HomeCare, found: HomeCareCells, cells: NDArray[np.int64], gmina: int) -> dict[str, object]:
    fits = cells[np.isfinite(found.needed_h[cells])]
    needed = float(found.needed_h[fits].sum())
    wanted = np.nan if care.demand_h is None else float(care.demand_h[cells].sum())
    visited = np.nan if care.demand_h is None else float(care.demand_h[fits].sum())
    of_gmina = np.flatnonzero(care.gmina == gmina)
    whole = float(np.nansum(found.needed_h[of_gmina][np.isfinite(found.needed_h[of_gmina])]))
    is_whole = len(cells) == len(of_gmina)
    part = 1.0 if is_whole else (needed / whole if whole > 0 else np.nan)
    there, missing = float(found.there_h[gmina]) * part, float(found.missing_h[gmina]) * part
    return {
        "dojazdy_procent": 100.0 * (1.0 - visited / needed) if needed > 0 else np.nan,
        "godziny_u_ludzi": wanted,
        "godziny_potrzebne": needed if len(fits) else np.nan,
        "godziny_sa": there,
        "godziny_brak": missing,
        "pojemnosc_oceniona": care.demand_h is not None and bool(np.isfinite(found.missing_h[gmina])),
    }


def _mean(values: NDArray[np.float64], people: NDArray[np.int64], usable: NDArray[np.bool_]) -> float:
    usable = usable & np.isfinite(values) & (people > 0)
    return float(np.average(values[usable], weights=people[usable])) if usable.any() else np.nan
