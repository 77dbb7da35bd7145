"""Rows of the barrier sheet, and how services are counted into them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Literal, NamedTuple

import numpy as np
import pandas as pd

Unit = Literal["people", "services", "share", "h", "pln", "fte", "gminas"]
ALL: Final = ""
"""In place of a gmina: all of them together."""


class Indicator(NamedTuple):
    """A row of `BarrierSheet.indicators`; NaN: the data do not tell."""

    barrier: str
    indicator: str
    gmina_teryt: str
    value: float
    of: float
    unit: Unit


def count_services(
    barrier: str,
    indicator: str,
    services: pd.DataFrame,
    *,
    has: pd.Series,
    tells: pd.Series,
    codes: Sequence[str],
) -> Iterator[Indicator]:
    """Services that have something, out of those whose records tell, for all gminas and each.

    Parameters
    ----------
    has, tells : bool, (services,)
        Where no record of a gmina tells, neither number is known.
    """
    gmina, told = services["gmina_teryt"], tells.astype(bool)
    for code in (ALL, *codes):
        here = told if code == ALL else told & (gmina == code)
        of = float(here.sum())
        value = float((has.astype(bool) & here).sum()) if of else np.nan
        yield Indicator(barrier, indicator, code, value, of if of else np.nan, "services")


def sum_services(
    barrier: str, indicator: str, services: pd.DataFrame, values: pd.Series, unit: Unit, codes: Sequence[str]
) -> Iterator[Indicator]:
    """Sum of what records give, for all gminas and each; NaN where none gives anything."""
    for code in (ALL, *codes):
        here = values if code == ALL else values[services["gmina_teryt"] == code]
        yield Indicator(barrier, indicator, code, float(here.sum(min_count=1)), np.nan, unit)


def tell_by_gmina(
    barrier: str,
    indicator: str,
    values: Mapping[str, tuple[float, float]],
    unit: Unit,
    codes: Sequence[str],
) -> Iterator[Indicator]:
    """Figures (value, out of how many) by gmina; what is absent is not known."""
    for code in (ALL, *codes):
        value, of = values.get(code, (np.nan, np.nan))
        yield Indicator(barrier, indicator, code, value, of, unit)


def tell_nothing(barrier: str, indicator: str, unit: Unit) -> Indicator:
    """An indicator of which no input tells anything."""
    return Indicator(barrier, indicator, ALL, np.nan, np.nan, unit)
