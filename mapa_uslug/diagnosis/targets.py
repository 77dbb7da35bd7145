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

TARGET_COLUMNS: Final = (
    "service_type", "gmina_teryt", "indicator", "now", "value", "distance", "year", "note", "is_reached",
)  # fmt: skip
FEWER_IS_BETTER: Final = frozenset(("too_far", "too_far_share"))
_SHARES: Final = frozenset(("too_far_share", "served_share"))
_OF_ACCESS: Final = frozenset(("too_far", "too_far_share", "served_share"))


def check_targets(
    targets: Sequence[Target], *, catalog: Catalog, gminas: Collection[str], measured: Collection[str]
) -> list[Problem]:
    """Everything that is wrong with the targets of an area; of a service that is not (or no more) given, a warning.

    Parameters
    ----------
    gminas
        Codes of the area.
    measured
        Service types to which access was measured.
    """
    return [
        found
        for number, target in enumerate(targets, start=1)
        for found in _check(
            target, f"area.toml: [[target]] {number}", catalog=catalog, gminas=gminas, measured=measured
        )
    ]


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


def measure_targets(targets: Sequence[Target], indicators: pd.DataFrame) -> pd.DataFrame:
    """Targets beside what is now, in the order in which they were set.

    Parameters
    ----------
    indicators
        ``service_type, gmina_teryt ("" for all)``, and a column for every indicator; missing where not known.

    Returns
    -------
    DataFrame
        See `Strategy.targets`; `is_reached` (boolean) is missing where the indicator is not known.
    """
    known = indicators.set_index(["service_type", "gmina_teryt"])
    rows = []
    for target in targets:
        key = target.service, target.gmina or ""
        now = float(known.at[key, target.indicator]) if key in known.index else np.nan
        sign = 1.0 if target.indicator in FEWER_IS_BETTER else -1.0
        distance = max(0.0, sign * (now - target.value)) if np.isfinite(now) else np.nan
        rows.append((
            *key, target.indicator, now, float(target.value), distance, target.year, target.note,
            pd.NA if np.isnan(distance) else distance == 0.0,
        ))  # fmt: skip
    table = pd.DataFrame(rows, columns=list(TARGET_COLUMNS))
    return table.astype({"now": "float64", "distance": "float64", "year": "Int64", "is_reached": "boolean"})
