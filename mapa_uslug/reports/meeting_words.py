"""Words of a meeting pack: regimes, thresholds, units, numbers and how wide its tables may stand."""

from __future__ import annotations

import math
from typing import Final

import pandas as pd

from mapa_uslug.catalog.models import MAIN_LEVEL
from mapa_uslug.catalog.words import name_kind, name_mode
from mapa_uslug.contracts.combined import ALL_MODES
from mapa_uslug.core.text import Text
from mapa_uslug.reports.content import Cell
from mapa_uslug.reports.meeting import Meeting, Regime
from mapa_uslug.reports.words import NBSP, name_unit

_MOST_UPRIGHT: Final = 6
"""Columns whose headings stand upright side by side on a sheet of A4."""


def name_regimes(text: Text) -> dict[Regime, str]:
    """The regimes that are set side by side, as headings."""
    return {
        "own": text("Own places only"),
        "declared": text("Together, as declared"),
        "agreed": text("Together, by agreement"),
        "open": text("Open to all"),
    }


def name_limits(meeting: Meeting, service: str, mode: str = ALL_MODES) -> str:
    """Main threshold of a service by a mode with its kind, or the thresholds of all modes that it has figures by."""
    text, known = meeting.text, meeting.catalog.by_code[service].thresholds
    modes = [m for m in meeting.modes(service) if m in known and mode in (m, ALL_MODES)]
    return ", ".join(
        f"{name_mode(text, m)}{NBSP}{name_unit(text, known[m].unit, known[m].values[MAIN_LEVEL])} "
        f"({name_kind(text, known[m].kinds[MAIN_LEVEL])})"
        for m in modes
    )


def name_unit_of(meeting: Meeting, service: str, mode: str) -> str:
    """Minutes or metres of all people together."""
    threshold = meeting.catalog.by_code[service].thresholds.get(mode)
    return meeting.text("person-{unit}", unit=threshold.unit if threshold else "min")


def look_of_matrix(columns: int) -> str:
    """How a matrix of so many columns is set."""
    return "matrix" if columns <= _MOST_UPRIGHT else "matrix wide"


def to_number(value: float) -> Cell:
    """A number to one decimal, as it is read; none where it is missing or without bound."""
    return None if pd.isna(value) or math.isinf(value) else round(float(value), 1)
