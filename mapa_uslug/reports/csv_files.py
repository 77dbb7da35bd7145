"""CSV that a spreadsheet may open without running what is in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from mapa_uslug.core.files import atomic_path
from mapa_uslug.core.safe_cells import csv_text

_ROWS_AT_A_TIME: Final = 100_000


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
    _write(table.rename(columns=lambda name: guard_formula(str(name))), path)


def write_office_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a table that officials open in a spreadsheet: UTF-8 with BOM, semicolons, decimal comma; text guarded."""
    _write(table, path, separator=";", point=",", mark="\ufeff")


def _write(
    table: pd.DataFrame, path: Path, *, separator: str = ",", point: str = ".", mark: str = ""
) -> None:
    """Write column by column: of millions of cells few differ, and each that does is put into words once."""
    ends = [*[""] * (table.shape[1] - 1), "\n"]
    columns = [
        _Column(table.iloc[:, i], separator=separator, point=point, end=end) for i, end in enumerate(ends)
    ]
    names = [_quote(str(name), separator) for name in table.columns]
    between = pa.scalar(separator, pa.large_string())
    with atomic_path(path) as part, part.open("wb") as file:
        file.write((mark + separator.join(names) + "\n").encode("utf-8"))
        for start in range(0, len(table), _ROWS_AT_A_TIME):
            stop = min(start + _ROWS_AT_A_TIME, len(table))
            lines = pc.binary_join_element_wise(*[c.take(start, stop) for c in columns], between)
            file.write(_bytes_of(lines))


class _Column:
    """The cells of a column as they are written, each text once."""

    def __init__(self, column: pd.Series, *, separator: str, point: str, end: str) -> None:
        codes, values = _factorise(column)
        texts = [_quote(str(_plain(value, point=point)), separator) + end for value in values]
        # What is missing has the code -1: the last text.
        self._texts = pa.array([*texts, end], type=pa.large_string())
        self._codes = np.where(codes < 0, len(texts), codes)

    def take(self, start: int, stop: int) -> Any:
        return self._texts.take(pa.array(self._codes[start:stop]))


def _factorise(column: pd.Series) -> tuple[np.ndarray, Any]:
    """Number of every cell's value, and the values; those of mixed kinds are all kept apart: True is no 1, though equal to it."""
    if column.dtype == object and pd.api.types.infer_dtype(column, skipna=True) != "string":
        return np.arange(len(column)), column
    codes, values = pd.factorize(column)
    return codes, values


def _bytes_of(lines: Any) -> memoryview:
    """The characters of an array of text, which lie one after the other in memory."""
    _, offsets, characters = lines.buffers()
    first, last = np.frombuffer(offsets, dtype=np.int64)[[lines.offset, lines.offset + len(lines)]].tolist()
    return memoryview(characters)[first:last]


def _quote(text: str, separator: str) -> str:
    is_whole = not any(sign in text for sign in (separator, '"', "\n"))
    return text if is_whole else '"{}"'.format(text.replace('"', '""'))


def _plain(value: object, *, point: str = ".") -> object:
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return ""
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value)).lower()
    if isinstance(value, (int, float, np.number)):
        number = round(float(value), 1)
        return str(int(number)) if number == int(number) else f"{number:.1f}".replace(".", point)
    return guard_formula(value)
