"""CSV that a spreadsheet may open without running what is in it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from mapa_uslug.core.files import atomic_path
from mapa_uslug.core.safe_cells import csv_text


def guard_formula(value: object) -> object:
    """Put an apostrophe before text that a spreadsheet would take for a formula; leave all else as it is.

    A minus before a number is a number, so only text that does not parse as one is guarded.
    """
    return csv_text(value) if isinstance(value, str) and not _is_number(value) else value


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a table atomically: UTF-8, comma, decimal point, line feeds, floats with one decimal, text guarded.

    Whole numbers are written without a point and missing values empty, whatever the column's dtype.
    """
    columns = {guard_formula(str(name)): [_plain(v) for v in table[name]] for name in table.columns}
    written = pd.DataFrame(columns, dtype=object)
    with atomic_path(path) as part:
        written.to_csv(part, index=False, encoding="utf-8", lineterminator="\n")


def write_office_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a table that officials open in a spreadsheet: UTF-8 with BOM, semicolons, decimal comma; text guarded."""
    written = pd.DataFrame(
        {name: [_plain(v, point=",") for v in table[name]] for name in table.columns}, dtype=object
    )
    with atomic_path(path) as part:
        written.to_csv(part, index=False, encoding="utf-8-sig", sep=";", lineterminator="\n")


def _plain(value: object, *, point: str = ".") -> object:
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return ""
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value)).lower()
    if isinstance(value, (int, float, np.number)):
        number = round(float(value), 1)
        return str(int(number)) if number == int(number) else f"{number:.1f}".replace(".", point)
    return guard_formula(value)
