"""Small tables of offices as text: CSV, or the first sheet of a workbook (ODS, XLSX)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import pandas as pd

from mapa_uslug.core.archives import broken, locked, scan_archive
from mapa_uslug.core.errors import InputError, ProblemLog, problem
from mapa_uslug.population.csv_files import read_csv_text

BOOK_SUFFIXES: Final = (".ods", ".xlsx", ".xlsm")
_LARGEST_EXACT: Final = 1e15


def read_table_text(path: Path, *, log: ProblemLog) -> pd.DataFrame:
    """Read a table as text; its header is the first row that is not empty.

    Of a workbook the first sheet that holds cells and is not hidden is read; others are noted in `log`.

    Raises
    ------
    InputError
        The file is missing, empty, damaged, locked, would not fit into memory, or is no table.
    """
    if path.suffix.lower() not in BOOK_SUFFIXES:
        return read_csv_text(path)
    sheets = _read_sheets(path)
    if not sheets:
        raise InputError([problem(
            "The workbook has no rows.", where=path.name, code="empty",
            hint="Give a sheet with a header and rows.",
        )])  # fmt: skip
    name, rows = sheets[0]
    if len(sheets) > 1:
        log.add("The workbook has {count} sheets; the first, {sheet}, is read.", where=path.name, code="many_sheets",
                severity="warning", hint="Keep the table in a workbook of its own, or on the first sheet.",
                count=len(sheets), sheet=name)  # fmt: skip
    header = [cell.strip() or f"column {number}" for number, cell in enumerate(rows[0], start=1)]
    return pd.DataFrame(rows[1:], columns=header, dtype="string").replace("", pd.NA)


def _read_sheets(path: Path) -> list[tuple[str, list[list[str]]]]:
    """Name and rows of every visible sheet that has a header and a row."""
    if not path.is_file():
        raise InputError([broken(path, "no such file")])
    scan_archive(path, is_ods=path.suffix.lower() == ".ods")
    try:
        return [(name, rows) for name, rows in _visible(path) if len(rows) > 1]
    except BaseException as error:
        # The reader's panics stand beside Exception, its errors have no common class below it.
        if isinstance(error, (KeyboardInterrupt, SystemExit, GeneratorExit)):
            raise
        is_locked = type(error).__name__ == "PasswordError"
        raise InputError([locked(path) if is_locked else broken(path, error)]) from error


def _visible(path: Path) -> Iterator[tuple[str, list[list[str]]]]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    with path.open("rb") as file, CalamineWorkbook.from_filelike(file) as book:
        for meta in book.sheets_metadata:
            if meta.typ == SheetTypeEnum.WorkSheet and meta.visible == SheetVisibleEnum.Visible:
                rows = book.get_sheet_by_name(meta.name).to_python(skip_empty_area=True)
                yield meta.name, [_texts(row) for row in rows if any(cell != "" for cell in row)]


def _texts(row: Sequence[object]) -> list[str]:
    return [_text(cell) for cell in row]


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _LARGEST_EXACT:
        return str(int(cell))
    return str(cell).strip()
