"""Data that an office gives beside those of a run: surveys of needs, and people of other years."""

from __future__ import annotations

import re
from typing import Final

import pandas as pd

from mapa_uslug.reports.content import Cell
from mapa_uslug.reports.local_plan.findings import PlanFindings, name_files
from mapa_uslug.reports.words import write_day

_FORECAST: Final = "forecast"
_ISO_DAY: Final = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


def list_office_data(found: PlanFindings) -> list[tuple[Cell, ...]]:
    """What was given, from which files and of which days or years."""
    text = found.text
    rows: list[tuple[Cell, ...]] = []
    survey, years = found.plan.needs.survey, found.plan.people.by_year
    if len(survey):
        rows.append((text("Survey of needs"), name_files(found, "needs"), _days(found, survey)))
    if len(years):
        rows.append(
            (text("People of other years"), name_files(found, "people_by_year"), _years(found, years))
        )
    return rows


def _days(found: PlanFindings, survey: pd.DataFrame) -> str | None:
    """Days that the sources of the answers tell."""
    days = sorted({day for source in survey["source"].astype(str) for day in _ISO_DAY.findall(source)})
    return ", ".join(write_day(found.text, day) for day in days) or None


def _years(found: PlanFindings, years: pd.DataFrame) -> str:
    """Years counted, without that of the run, and forecast ones."""
    text, is_ahead = found.text, years["kind"] == _FORECAST
    counted = sorted(set(years.loc[~is_ahead, "year"].astype(int)) - {found.plan.result.cells.year})
    ahead = sorted(set(years.loc[is_ahead, "year"].astype(int)))
    parts = [", ".join(map(str, counted))] if counted else []
    parts += [text("forecast: {years}", years=", ".join(map(str, ahead)))] if ahead else []
    return "; ".join(parts)
