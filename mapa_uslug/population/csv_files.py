"""CSV files of offices: any usual separator and encoding, numbers as people write them."""

from __future__ import annotations

import csv
import re
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.core.errors import InputError, Problem, problem


def read_csv_text(path: Path) -> pd.DataFrame:
    """Read a CSV as text, header stripped.

    Raises
    ------
    InputError
        The file is missing, empty, not text or not a table.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError([_unreadable(path, error)]) from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1250", errors="replace")
    if not text.strip() or "\x00" in text:
        raise InputError([_empty(path)])
    try:
        table = pd.read_csv(StringIO(text), sep=find_separator(text), dtype="string", skipinitialspace=True)
    except (pd.errors.ParserError, pd.errors.EmptyDataError, csv.Error) as error:
        raise InputError([_unreadable(path, error)]) from error
    if table.empty:
        raise InputError([_empty(path)])
    return table.rename(columns=lambda name: str(name).strip())


def to_numbers(values: pd.Series) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Numbers (NaN where empty) and a mask of the values that are neither empty nor a number."""
    if pd.api.types.is_numeric_dtype(values):
        return values.to_numpy(dtype=np.float64, na_value=np.nan), np.zeros(len(values), dtype=bool)
    text = values.astype("string").fillna("").str.replace(re.compile(r"[\s\u00a0]"), "", regex=True)
    text = text.str.replace(",", ".", regex=False)
    numbers = pd.to_numeric(text, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    numbers = np.where(np.isfinite(numbers), numbers, np.nan)
    return numbers, (np.isnan(numbers) & (text != "").to_numpy(dtype=bool))


def find_separator(text: str) -> str:
    """The separator that the first line has most of."""
    first = text.lstrip().splitlines()[0]
    return max(",;\t", key=first.count)


def _empty(path: Path) -> Problem:
    return problem(
        "The file has no rows.", where=path.name, hint="Give a CSV file with a header and rows.", code="empty"
    )


def _unreadable(path: Path, error: Exception) -> Problem:
    return problem(
        "The file cannot be read: {reason}",
        where=path.name,
        hint="Save it as CSV (UTF-8) with one header row.",
        code="csv_unreadable",
        reason=error,
    )
