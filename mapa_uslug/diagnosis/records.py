"""Records of services that need a look: grown old, without a figure that the analysis needs, soon to end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import pandas as pd

from mapa_uslug.catalog import Catalog
from mapa_uslug.contracts.diagnosis_config import DiagnosisOptions
from mapa_uslug.core.days import add_months, parse_day
from mapa_uslug.diagnosis.service_list import area_codes

ISSUES: Final = (
    "funding_ends", "ends_soon", "over_full", "no_unit", "no_capacity", "no_staff", "no_date", "old_record",
)  # fmt: skip
"""What may be the matter with a record, the most pressing first."""
_COLUMNS: Final = ("service_id", "provider", "service_type", "gmina_teryt", "issue", "value")


def list_records(
    services: pd.DataFrame,
    gminas: pd.DataFrame,
    catalog: Catalog,
    *,
    on: date | None,
    options: DiagnosisOptions,
) -> pd.DataFrame:
    """Every service of the area that needs a look, once for each issue.

    Ages and ends are counted from `on`; without it nothing is old and nothing ends. Funding that has ended already is told too.

    Returns
    -------
    DataFrame
        As `Offer.records`, by issue in the order of `ISSUES` and id.
    """
    own = services[services["gmina_teryt"].isin(area_codes(gminas)) & ~services["is_hidden"]]
    rows = [
        (s["service_id"], s["provider"], s["service_type"], s["gmina_teryt"], issue, value)
        for s in own.to_dict("records")
        for issue, value in (*_issues_of_dates(s, on, options), *_issues_of_figures(s, catalog))
    ]
    rows.sort(key=lambda row: (ISSUES.index(row[4]), row[0]))
    return pd.DataFrame(rows, columns=list(_COLUMNS), dtype=object)


def ends_by(text: str, on: date | None, months: int) -> bool:
    """Whether a day that a record gives lies within so many months from a day, or before it."""
    day = parse_day(text)
    return day is not None and on is not None and day <= add_months(on, months)


def _issues_of_dates(
    service: dict[Any, Any], on: date | None, options: DiagnosisOptions
) -> Iterator[tuple[str, str]]:
    if ends_by(service["funded_until"], on, options.funding_months):
        yield "funding_ends", service["funded_until"]
    if ends_by(service["valid_until"], on, options.funding_months):
        yield "ends_soon", service["valid_until"]
    as_of = parse_day(service["source_date"])
    if as_of is None:
        yield "no_date", service["source_date"]
    elif on is not None and as_of < add_months(on, -options.old_months):
        yield "old_record", service["source_date"]


def _issues_of_figures(service: dict[Any, Any], catalog: Catalog) -> Iterator[tuple[str, str]]:
    kind = catalog.by_code.get(service["service_type"])
    capacity, occupied = service["capacity"], service["occupied"]
    if pd.isna(capacity) and kind is not None and kind.capacity_unit:
        yield "no_capacity", ""
    if pd.notna(capacity) and not service["capacity_unit"]:
        yield "no_unit", f"{capacity:g}"
    if pd.notna(capacity) and pd.notna(occupied) and occupied > capacity:
        yield "over_full", f"{occupied:g}/{capacity:g}"
    if pd.isna(service["staff_fte"]) and kind is not None and kind.direction == "from":
        yield "no_staff", ""
