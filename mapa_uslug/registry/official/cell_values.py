"""What stands in a cell of the official sheet: text, or a number where a column holds numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import numpy as np
import pandas as pd

from mapa_uslug.contracts.sheet import COLUMN_NAMES

Cell = str | int | float

NUMBER_COLUMNS: Final = frozenset(
    {
        "lat",
        "lon",
        "promien_wsp",
        "pojemnosc",
        "zajete",
        "kolejka",
        "kadra_etaty",
        "zarezerwowane",
        "przeszli",
    }
)
"""Columns whose numbers are written as numbers; what is no number stays text in them too."""

DATE_COLUMNS: Final = frozenset({"termin", "finansowanie_do", "wazne_od", "wazne_do", "data_stanu"})

_MOST_DIGITS = 15  # A spreadsheet's numbers (IEEE 754 doubles) hold no more for certain.
_NUMBER = re.compile(r"(-?)(\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+)(?:[.,](\d+))?", re.ASCII)


def rows_of_cells(rows: pd.DataFrame) -> Iterator[list[Cell]]:
    """Cells of every row in the order of the official sheet, ``""`` where nothing is known or the column is absent."""
    columns = [rows[name].tolist() if name in rows else [""] * len(rows) for name in COLUMN_NAMES]
    for values in zip(*columns, strict=True):
        yield [cell_value(name, value) for name, value in zip(COLUMN_NAMES, values, strict=True)]


def cell_value(column: str, value: Any) -> Cell:
    """Content of a cell of an official column.

    Missing values are ``""``, whole floats lose ``.0``, dates are ISO text. In `NUMBER_COLUMNS` a number written as text
    (``"1 200,5"``) becomes one, unless it has more digits than a spreadsheet keeps.
    """
    if isinstance(value, str):
        number = _read_number(value) if column in NUMBER_COLUMNS else None
        return value if number is None else number
    return plain_value(value, is_number=column in NUMBER_COLUMNS)


def plain_value(value: Any, *, is_number: bool) -> Cell:
    """Content of a cell of any table: text as it is, numbers as numbers or as text, the rest as `cell_value` has it."""
    if isinstance(value, (bool, np.bool_)):
        return "tak" if value else "nie"
    if isinstance(value, (int, float, np.integer, np.floating)):
        return _from_number(value, is_number=is_number)
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        return value.date().isoformat()
    return str(value)


def number_text(value: float) -> str:
    """A number as Polish spreadsheets read it: shortest digits that give it back, decimal comma, no exponent."""
    return np.format_float_positional(float(value), trim="-").replace(".", ",")


def _from_number(value: Any, *, is_number: bool) -> Cell:
    if math.isnan(value):
        return ""
    if math.isinf(value):
        return str(float(value))
    plain = int(value) if float(value).is_integer() else float(value)
    return plain if is_number else str(plain)


def _read_number(text: str) -> int | float | None:
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        return None
    sign, whole, fraction = match[1], re.sub(r"\D", "", match[2]), match[3] or ""
    if len((whole + fraction).lstrip("0")) > _MOST_DIGITS:
        return None
    value = float(f"{sign}{whole}.{fraction or 0}")
    return int(value) if value.is_integer() else value
