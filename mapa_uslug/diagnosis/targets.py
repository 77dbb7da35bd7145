"""How far it is to what is to be reached: 'jak jest' and 'jak ma być'."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

import numpy as np
import pandas as pd

from mapa_uslug.catalog.models import Catalog
from mapa_uslug.contracts.diagnosis_config import Target
from mapa_uslug.core.errors import Problem, problem
from mapa_uslug.core.near_words import find_near
from mapa_uslug.diagnosis.given_amounts import AMOUNT_COLUMNS

TARGET_COLUMNS: Final = (
    "service_type", "gmina_teryt", "indicator", "now", "value", "distance", "year", "note", "is_reached", "told", "of",
)  # fmt: skip
INDICATOR_COLUMNS: Final = (
    "service_type", "gmina_teryt", "too_far", "too_far_share", "served_share", *AMOUNT_COLUMNS, "places_per_1000",
)  # fmt: skip
FEWER_IS_BETTER: Final = frozenset(("too_far", "too_far_share"))
_SHARES: Final = frozenset(("too_far_share", "served_share"))
_TOLD: Final = {"places": "places_told", "places_per_1000": "places_told", "staff_fte": "staff_told"}
"""Indicators that are sums of what records give -> how many of them give it."""
_OF_ACCESS: Final = frozenset(("too_far", "too_far_share", "served_share"))
_OF_RECORDS: Final = frozenset(("places", "places_per_1000", "staff_fte"))


def check_targets(
    targets: Sequence[Target],
    *,
    catalog: Catalog,
    gminas: Collection[str],
    measured: Collection[str],
    recorded: Collection[str],
    year: int | None = None,
) -> list[Problem]:
    """Everything that is wrong with the targets of an area; of a service that is not (or no more) given, a warning.

    Parameters
    ----------
    gminas
        Codes of the area.
    measured
        Service types to which access was measured.
    recorded
        Service types of which there is any record.
    year
        Of the data; None: not known.
    """
    problems = []
    for number, target in enumerate(targets, start=1):
        where = f"area.toml: [[target]] {number}"
        problems += _check(target, where, catalog=catalog, gminas=gminas, measured=measured)
        problems += _check_sense(target, where, recorded=recorded, year=year)
    return problems


def _check_sense(target: Target, where: str, *, recorded: Collection[str], year: int | None) -> list[Problem]:
    """Targets that may stay, but say less than they seem to."""
    problems = []
    if year is not None and target.year is not None and target.year < year:
        problems.append(problem(
            "The target is for the end of {year}, but the data are of {now}: that year is over.", where=where, code="past_year",
            severity="warning", year=target.year, now=year, hint="Correct the year, or take the target out.",
        ))  # fmt: skip
    if target.indicator in _OF_RECORDS and target.service not in recorded:
        problems.append(problem(
            "No record of {value} was found, so that {indicator} is not known today: no data, not zero.", where=where, code="no_record",
            severity="warning", value=target.service, indicator=target.indicator,
            hint="Add such services to the sheet. If there are none anywhere, the target stays; how far it is shows with the first record.",
        ))  # fmt: skip
    return problems


def _check(
    target: Target, where: str, *, catalog: Catalog, gminas: Collection[str], measured: Collection[str]
) -> list[Problem]:
    problems = []
    if target.service not in catalog.by_code:
        near = find_near(target.service, catalog.by_code)
        problems.append(problem(
            "The catalog has no service called {value}.", where=where, code="unknown_service", value=target.service, near=near,
            hint="Use a code of the catalog (docs/katalog.md); did you mean {near}?" if near
            else "Use a code of the catalog (docs/katalog.md).",
        ))  # fmt: skip
    elif target.indicator in _OF_ACCESS and target.service not in measured:
        problems.append(problem(
            "Access to {value} is not measured, so that {indicator} is not known and the target cannot be called reached.",
            where=where, code="not_measured", value=target.service, indicator=target.indicator, severity="warning",
            hint="Set a target for places, places_per_1000 or staff_fte, or add such services to the sheet.",
        ))  # fmt: skip
    if target.gmina is not None and target.gmina not in gminas:
        problems.append(problem("Gmina {value} is none of the area.", where=where, code="unknown_gmina", value=target.gmina,
                                hint="Give a code of the area, or leave it out for the whole area."))  # fmt: skip
    if target.indicator in _SHARES and target.value > 1.0:
        problems.append(problem("{indicator} is a share and cannot be {value}.", where=where, code="share",
                                indicator=target.indicator, value=f"{target.value:g}",
                                hint="Give a number from 0 to 1: 0.25 is 25 %."))  # fmt: skip
    return problems


def measure_targets(
    targets: Sequence[Target], indicators: pd.DataFrame, *, recorded: Collection[str]
) -> pd.DataFrame:
    """Targets beside what is now, in the order in which they were set.

    Parameters
    ----------
    indicators
        `INDICATOR_COLUMNS`: ``gmina_teryt`` is "" for all, a figure is missing where it is not known.
    recorded
        Service types of which there is any record: of others nobody knows places or staff.

    Returns
    -------
    DataFrame
        See `Strategy.targets`; `is_reached` (boolean) is missing where the indicator is not known, and where what some services do
        not tell could make up for what is missing.
    """
    known = indicators.set_index(["service_type", "gmina_teryt"])
    rows = []
    for target in targets:
        key = target.service, target.gmina or ""
        is_told = target.indicator not in _OF_RECORDS or target.service in recorded
        now = float(known.at[key, target.indicator]) if is_told and key in known.index else np.nan
        sign = 1.0 if target.indicator in FEWER_IS_BETTER else -1.0
        distance = max(0.0, sign * (now - target.value)) if np.isfinite(now) else np.nan
        told, of = _count_told(known, key, target.indicator) if is_told else (np.nan, np.nan)
        is_open = np.isnan(distance) or (distance > 0.0 and told < of)
        rows.append((
            *key, target.indicator, now, float(target.value), distance, target.year, target.note,
            pd.NA if is_open else distance == 0.0, told, of,
        ))  # fmt: skip
    table = pd.DataFrame(rows, columns=list(TARGET_COLUMNS))
    return table.astype(
        {"now": "float64", "distance": "float64", "year": "Int64", "is_reached": "boolean", "told": "Int64", "of": "Int64"}
    )  # fmt: skip


def _count_told(known: pd.DataFrame, key: tuple[str, str], indicator: str) -> tuple[float, float]:
    """How many services give what an indicator sums, and of how many; NaN where it is no such sum, or not known."""
    if indicator not in _TOLD or key not in known.index:
        return np.nan, np.nan
    return float(known.at[key, _TOLD[indicator]]), float(known.at[key, "services"])
