"""Sheets as text: every cell is read as it stands, so that codes keep their zeros."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from mapa_uslug.contracts.sheet import COLUMN_NAMES, REQUIRED_COLUMNS
from mapa_uslug.core.errors import InputError, Problem, problem

_ENCODINGS = ("utf-8-sig", "cp1250")
_DELIMITERS = ";,\t"
_MAX_BYTES = 200_000_000


@dataclass(frozen=True, eq=False)
class Sheet:
    """Rows of one sheet: official columns as text (``""`` where empty or absent) and ``row``, as seen in a spreadsheet."""

    name: str
    rows: pd.DataFrame


def read_sheet(path: Path, *, columns: Mapping[str, str]) -> Sheet:
    """Read a flat sheet of services from CSV or XLSX.

    Parameters
    ----------
    path
        ``.csv`` (UTF-8 or Windows-1250; comma, semicolon or tab) or ``.xlsx`` (its first sheet with rows).
    columns
        Official column -> the sheet's own header.

    Raises
    ------
    InputError
        Unreadable or empty file, or required columns that are missing.
    """
    table = _read_xlsx(path) if path.suffix.lower() in (".xlsx", ".xlsm") else _read_csv(path)
    table.columns = [str(c).strip() for c in table.columns]
    if table.empty:
        raise InputError([problem("The sheet has no rows.", where=path.name, code="empty_sheet",
                                  hint="Check that this is the right file; the first row holds the headers, the next ones services.")])  # fmt: skip
    return Sheet(path.name, _official(table, path, columns))


def _official(table: pd.DataFrame, path: Path, columns: Mapping[str, str]) -> pd.DataFrame:
    by_key = {c.casefold(): c for c in table.columns}
    wanted = {name: by_key.get(columns.get(name, name).casefold()) for name in COLUMN_NAMES}
    # A foreign list read through a mapping seldom has codes: its gminas then come from the coordinates.
    required = [c for c in REQUIRED_COLUMNS if not (columns and c == "teryt7")]
    keys = [c.casefold() for c in table.columns]
    repeated = sorted(
        {
            c
            for c in table.columns
            if keys.count(c.casefold()) > 1 and c.casefold() in map(str.casefold, COLUMN_NAMES)
        }
    )
    if repeated:
        raise InputError(problem("Column {column} stands in the sheet more than once.", where=path.name, code="duplicate_column",
                                 column=c, hint="Leave one of them.") for c in repeated)  # fmt: skip
    problems = [_missing(path, name, columns, table) for name in required if wanted[name] is None]
    problems += [
        _missing(path, name, columns, table) for name in columns if name in wanted and wanted[name] is None
    ]
    problems += [_not_official(path, name) for name in columns if name not in wanted]
    if problems:
        raise InputError(problems)
    rows = pd.DataFrame(
        {n: table[c].str.strip() if c is not None else "" for n, c in wanted.items()},
        index=table.index,
        dtype=object,
    )
    rows["row"] = table["__row__"] if "__row__" in table else range(2, len(table) + 2)
    return rows.reset_index(drop=True)


def _missing(path: Path, name: str, columns: Mapping[str, str], table: pd.DataFrame) -> Problem:
    return problem(
        "Column {column} is missing.", where=path.name, code="missing_column", column=columns.get(name, name),
        hint="Add it, or name it in [services.columns] of area.toml. Columns found: {found}.",
        found=", ".join(str(c) for c in table.columns if c != "__row__")[:400],
    )  # fmt: skip


def _not_official(path: Path, name: str) -> Problem:
    return problem(
        "[services.columns] names {column}, which is no column of the official sheet.", where=path.name,
        code="unknown_column", column=name, hint="See docs/arkusz_uslug.md for the columns.",
    )  # fmt: skip


def _read_csv(path: Path) -> pd.DataFrame:
    text = _decode(path)
    first_line = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    return _table([(n, cells) for n, cells in rows])


def _decode(path: Path) -> str:
    if path.stat().st_size > _MAX_BYTES:
        raise InputError([problem("The file is larger than {limit} MB.", where=path.name, code="too_large",
                                  hint="Split it into several files.", limit=_MAX_BYTES // 1_000_000)])  # fmt: skip
    data = path.read_bytes()
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError([problem("The file is not readable text (tried UTF-8 and Windows-1250).", where=path.name,
                              code="encoding", hint="Save it as CSV UTF-8, or as XLSX.")])  # fmt: skip


def _read_xlsx(path: Path) -> pd.DataFrame:
    from python_calamine import CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            filled = [
                (i, [_cell(v) for v in row])
                for i, row in enumerate(rows, start=1)
                if any(v != "" for v in row)
            ]
            if filled:
                return _table(filled)
    except Exception as error:
        # The reader's own errors have no common class below Exception.
        raise InputError([problem("The workbook cannot be read: {reason}", where=path.name, code="xlsx",
                                  hint="Open it in a spreadsheet program and save it again as XLSX.", reason=error)]) from error  # fmt: skip
    return pd.DataFrame()


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, bool):
        return "tak" if value else "nie"
    return str(value)


def _table(rows: list[tuple[int, list[str]]]) -> pd.DataFrame:
    if not rows:
        return pd.DataFrame()
    header = rows[0][1]
    width = len(header)
    body = [[*cells[:width], *[""] * (width - len(cells)), number] for number, cells in rows[1:]]
    return pd.DataFrame(body, columns=[*header, "__row__"], dtype=object)
