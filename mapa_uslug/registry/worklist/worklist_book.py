"""A work list's file as text: the rows with answers, and the hidden sheet that records what was asked."""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from mapa_uslug.contracts.sheet import COLUMN_NAMES
from mapa_uslug.core.archives import broken, scan_archive
from mapa_uslug.core.cell_names import column_letters
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.core.safe_cells import restore_text
from mapa_uslug.registry.tables.workbooks import cell_text

CASE_COLUMN: Final = "case_id"
ANSWER_COLUMN: Final = "decyzja"
NOTE_COLUMN: Final = "uwagi"
RECORD_COLUMN: Final = "dane"
"""Header of the hidden sheet's columns that hold the record, in pieces of what a cell can hold."""

_SUFFIXES: Final = (".xlsx", ".xlsm", ".ods", ".xls")
_MAX_BYTES: Final = 50_000_000
_MAX_TITLES: Final = 20
_Table = list[list[Any]]


@dataclass(frozen=True)
class AnswerRow:
    """One row of a sheet with answers.

    Attributes
    ----------
    typed : tuple of (column, text)
        Official columns that are not empty.
    letters : tuple of (column, letter)
        Where the columns stand.
    note : str
        The person's own, which means nothing here.
    """

    file: str
    sheet: str
    number: int
    case_id: str
    answer: str
    typed: tuple[tuple[str, str], ...]
    letters: tuple[tuple[str, str], ...]
    note: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether it says nothing."""
        return not self.answer and not self.typed

    @property
    def first_typed(self) -> str:
        """The first thing typed."""
        return self.typed[0][1] if self.typed else ""

    def where(self, column: str = ANSWER_COLUMN) -> str:
        """A cell as messages name it: ``file!sheet:J7``."""
        return f"{self.file}!{self.sheet}:{dict(self.letters)[column]}{self.number}"


@dataclass(frozen=True)
class Book:
    """Rows with answers of every sheet that has any; the record, a text a row; problems with single cells."""

    name: str
    rows: tuple[AnswerRow, ...]
    record: tuple[str, ...] | None
    problems: tuple[Problem, ...]


def open_book(path: Path) -> Book:
    """Open a work list.

    Raises
    ------
    InputError
        No readable workbook, one that would not fit into memory, or none with the columns ``case_id`` and ``decyzja``.
    """
    errors = _scan(path)
    rows: list[AnswerRow] = []
    problems: list[Problem] = []
    record: tuple[str, ...] | None = None
    has_answers = False
    for sheet, table in _read_sheets(path):
        start = _header_row(table, ANSWER_COLUMN)
        if start is not None:
            has_answers = True
            found, wrong = _answer_rows(path.name, sheet, table, start, dict(errors.get(sheet, ())))
            rows, problems = rows + found, problems + wrong
        elif _header_row(table, RECORD_COLUMN) == 0:
            record = tuple("".join(str(v) for v in row[1:]) for row in table[1:] if any(row))
    if not has_answers:
        raise InputError([problem("The workbook is no work list: no sheet has the columns case_id and decyzja.", where=path.name,
                                  code="no_worklist", hint="Give the work list as it was written, and keep its headers.")])  # fmt: skip
    return Book(path.name, tuple(rows), record, tuple(problems))


def _read_sheets(path: Path) -> list[tuple[str, _Table]]:
    from python_calamine import CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
        return [(n, book.get_sheet_by_name(n).to_python(skip_empty_area=False)) for n in book.sheet_names]
    except Exception as error:
        # The reader's own errors have no common class below Exception.
        raise InputError([broken(path, error)]) from error


def _scan(path: Path) -> Mapping[str, list[tuple[str, str]]]:
    """Refuse what cannot be a work list before it is opened; cells that hold errors, by sheet."""
    if path.suffix.lower() not in _SUFFIXES or not path.is_file():
        raise InputError([problem("There is no workbook of this name.", where=path.name, code="no_worklist",
                                  hint="Give the work list as XLSX or ODS.")])  # fmt: skip
    if path.stat().st_size > _MAX_BYTES:
        raise InputError([problem("The file is larger than {limit} MB.", where=path.name, code="too_large",
                                  hint="Write a new work list and copy the answers there.", limit=_MAX_BYTES // 1_000_000)])  # fmt: skip
    if not zipfile.is_zipfile(path):
        return {}
    return scan_archive(path, is_ods=path.suffix.lower() == ".ods").errors


def _header_row(table: _Table, column: str) -> int | None:
    for number, row in enumerate(table[:_MAX_TITLES]):
        headers = [_text(v).strip() for v in row]
        if CASE_COLUMN in headers and column in headers:
            return number
    return None


def _answer_rows(
    file: str, sheet: str, table: _Table, start: int, errors: Mapping[str, str]
) -> tuple[list[AnswerRow], list[Problem]]:
    headers = [_text(v).strip() for v in table[start]]
    wanted = (CASE_COLUMN, ANSWER_COLUMN, NOTE_COLUMN, *COLUMN_NAMES)
    problems = [
        problem("The column {column} stands on the sheet more than once.", where=f"{file}!{sheet}:{column_letters(i)}{start + 1}",
                code="duplicate_column", hint="Leave one of them.", column=h)
        for i, h in enumerate(headers) if h in wanted and h in headers[:i]
    ]  # fmt: skip
    columns = {h: headers.index(h) for h in wanted if h in headers}
    letters = tuple((h, column_letters(i)) for h, i in columns.items())
    rows = []
    for number, cells in enumerate(table[start + 1 :], start=start + 2):
        texts = {h: _text(cells[i]).strip() for h, i in columns.items() if i < len(cells)}
        typed = tuple((h, t) for h, t in texts.items() if t and h in COLUMN_NAMES)
        row = AnswerRow(
            file,
            sheet,
            number,
            texts.get(CASE_COLUMN, ""),
            texts.get(ANSWER_COLUMN, ""),
            typed,
            letters,
            texts.get(NOTE_COLUMN, ""),
        )
        problems += [
            _date_problem(row, h) for h, i in columns.items() if i < len(cells) and _is_date(cells[i])
        ]
        places = {h: f"{letter}{number}" for h, letter in letters}
        problems += [_error_problem(row, h, errors[cell]) for h, cell in places.items() if cell in errors]
        rows.append(row)
    return rows, problems


def _date_problem(row: AnswerRow, column: str) -> Problem:
    return problem("The spreadsheet program made a date of what was typed.", where=row.where(column), code="date_cell",
                   hint="Format the cell as text and type it again.")  # fmt: skip


def _error_problem(row: AnswerRow, column: str, value: str) -> Problem:
    return problem("The cell holds the error {value}.", where=row.where(column), code="error_cell",
                   hint="Mend the formula, or write the value.", value=value)  # fmt: skip


def _is_date(value: object) -> bool:
    return isinstance(value, datetime.date | datetime.time | datetime.timedelta)


def _text(value: object) -> str:
    return restore_text(cell_text(value))
