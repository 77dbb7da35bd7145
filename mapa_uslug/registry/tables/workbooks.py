"""Files of any office program as tables of text: every sheet of a file that holds a table."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mapa_uslug.contracts.raw_tables import RawRow, RawTable
from mapa_uslug.core.archives import ArchiveScan, broken, locked, scan_archive
from mapa_uslug.core.cell_names import Merge, column_letters
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.registry.tables.file_kinds import find_kind
from mapa_uslug.registry.tables.grids import Grid, Interner
from mapa_uslug.registry.tables.table_finding import find_tables
from mapa_uslug.registry.tables.text_files import clean_text, read_text_grid
from mapa_uslug.registry.tables.xls_checks import scan_xls

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

MOST_ERROR_CELLS: Final = 20
"""Error cells of a sheet that are told one by one; the rest by number."""
_LARGEST_EXACT: Final = 1e15
_DURATION = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:\.\d+)?S")
# What spreadsheet programs, Polish ones too, write for a formula that went wrong.
_ERROR_TEXTS: Final = frozenset((
    "#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#N/D", "#N/D!", "#ADR!", "#NAZWA?",
    "#ARG!", "#DZIEL/0!", "#LICZBA!", "#ZERO!", "Err:502", "Err:504", "Err:508", "Err:522", "Err:523", "Błąd:502", "Błąd:504",
    "Błąd:508", "Błąd:522",
))  # fmt: skip


@dataclass(frozen=True)
class ReadResult:
    """Tables of a file, and what was noted while reading: warnings, for errors are raised."""

    tables: tuple[RawTable, ...]
    problems: tuple[Problem, ...]


def read_tables(path: Path) -> tuple[RawTable, ...]:
    """Read every table of a file; `read_file` also gives what was noted."""
    return read_file(path).tables


def read_file(path: Path) -> ReadResult:
    """Read every table of a file: XLSX, XLSM, XLS, ODS, or text with delimiters.

    Cells become text: whole numbers without ``.0``, dates in ISO form, truth values ``tak`` and ``nie``, no blanks
    around. Formulas are not computed: the value that was saved is read, and none where none was saved. Cells with an
    error (``#N/A``) are empty and noted by name. Sheets that are hidden, empty or charts are left aside; the first and
    last are noted. Rows and columns that are hidden or filtered away are read like others.

    Raises
    ------
    InputError
        A file that cannot be read, is no workbook or text, or would not fit into memory.
    """
    kind, notes = find_kind(path)
    grids, problems = ([read_text_grid(path)], []) if kind == "text" else _read_book(path, kind)
    grids, errors = _without_error_texts(grids)
    tables = tuple(table for grid in grids for table in find_tables(grid))
    return ReadResult(tables, (*notes, *problems, *errors))


def _read_book(path: Path, kind: str) -> tuple[list[Grid], list[Problem]]:
    scan = ArchiveScan(scan_xls(path)) if kind == "xls" else scan_archive(path, is_ods=kind == "ods")
    try:
        grids, skipped = _read_sheets(path, scan.merges)
    except BaseException as error:
        # The reader's panics stand beside Exception, its errors have no common class below it.
        if isinstance(error, (KeyboardInterrupt, SystemExit, GeneratorExit)):
            raise
        raise InputError(
            [locked(path) if type(error).__name__ == "PasswordError" else broken(path, error)]
        ) from error
    errors = {sheet: cells for sheet, cells in scan.errors.items() if sheet not in skipped}
    problems = [p for sheet, cells in errors.items() for p in _error_problems(path.name, sheet, cells)]
    return grids, [*problems, *skipped.values()]


def _read_sheets(
    path: Path, merges: Mapping[str, list[Merge]] | None
) -> tuple[list[Grid], dict[str, Problem]]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    grids, keep = [], Interner()
    skipped: dict[str, Problem] = {}
    with path.open("rb") as file, CalamineWorkbook.from_filelike(file) as book:
        for meta in book.sheets_metadata:
            if meta.typ != SheetTypeEnum.WorkSheet:
                skipped[meta.name] = _skipped_chart(path.name, meta.name)
            elif meta.visible != SheetVisibleEnum.Visible:
                skipped[meta.name] = _skipped_hidden(path.name, meta.name)
            else:
                sheet = book.get_sheet_by_name(meta.name)
                own = _merges(sheet) if merges is None else tuple(merges.get(meta.name, ()))
                grid = Grid(path.name, meta.name, tuple(_rows(sheet, keep)) if sheet.start else (), own)
                if grid.rows:
                    grids.append(grid)
    return grids, skipped


def _merges(sheet: CalamineSheet) -> tuple[Merge, ...] | None:
    found = sheet.merged_cell_ranges
    return None if found is None else tuple((r0 + 1, c0, r1 + 1, c1) for (r0, c0), (r1, c1) in found)


def _rows(sheet: Any, keep: Interner) -> Iterator[RawRow]:
    before = ("",) * sheet.start[1]
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        if cells.count("") == len(cells):
            continue
        kept = tuple([keep(c if c == "" else cell_text(c)) for c in cells])
        if any(kept):
            yield RawRow(number, before + kept if before else kept)


def cell_text(value: object) -> str:
    """Text of a cell: whole numbers without ``.0``, ISO dates, ``tak`` and ``nie``, no blanks around."""
    if isinstance(value, str):
        # ODS writes durations in words of XML.
        duration = _DURATION.fullmatch(value) if value.startswith("PT") else None
        return _duration_text(*map(int, duration.groups())) if duration else clean_text(value)
    if isinstance(value, bool):
        return "tak" if value else "nie"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _LARGEST_EXACT else repr(value)
    if isinstance(value, dt.datetime):
        is_day = (value.hour, value.minute, value.second, value.microsecond) == (0, 0, 0, 0)
        return (
            value.date().isoformat() if is_day else f"{value.date().isoformat()} {_time_text(value.time())}"
        )
    if isinstance(value, dt.time):
        return _time_text(value)
    if isinstance(value, dt.timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return _duration_text(minutes // 60, minutes % 60, seconds)
    return str(value)


def _duration_text(hours: int, minutes: int, seconds: int) -> str:
    return f"{hours}:{minutes:02d}" + (f":{seconds:02d}" if seconds else "")


def _time_text(value: dt.time) -> str:
    return value.strftime("%H:%M:%S" if value.second else "%H:%M")


def _without_error_texts(grids: Sequence[Grid]) -> tuple[list[Grid], list[Problem]]:
    """Grids in which cells that hold the name of an error are empty, and a note of each."""
    cleaned, problems = [], []
    for grid in grids:
        rows, errors = [], []
        for row in grid.rows:
            if _ERROR_TEXTS.isdisjoint(row.cells):
                rows.append(row)
                continue
            errors += [
                (f"{column_letters(i)}{row.number}", c) for i, c in enumerate(row.cells) if c in _ERROR_TEXTS
            ]
            cells = tuple("" if c in _ERROR_TEXTS else c for c in row.cells)
            if any(cells):
                rows.append(RawRow(row.number, cells))
        problems += _error_problems(grid.file, grid.sheet, errors)
        cleaned.append(Grid(grid.file, grid.sheet, tuple(rows), grid.merges) if errors else grid)
    return cleaned, problems


def _error_problems(file: str, sheet: str, cells: Sequence[tuple[str, str]]) -> list[Problem]:
    where = f"{file}!{sheet}" if sheet else file
    told = [
        problem("The cell holds the error {value} and was read as empty.", where=f"{where}:{cell}", code="error_cell",
                severity="warning", hint="Mend the formula, or write the value.", value=value)
        for cell, value in cells[:MOST_ERROR_CELLS]
    ]  # fmt: skip
    if len(cells) > len(told):
        told.append(problem("Cells that hold errors and were not listed: {number}.", where=where, code="error_cell",
                            severity="warning", hint="Mend the formulas, or write the values.", number=len(cells) - len(told)))  # fmt: skip
    return told


def _skipped_hidden(file: str, sheet: str) -> Problem:
    return problem("The sheet is hidden and was not read.", where=f"{file}!{sheet}", code="hidden_sheet", severity="warning",
                   hint="Show it if it holds services.")  # fmt: skip


def _skipped_chart(file: str, sheet: str) -> Problem:
    return problem("The sheet holds no cells (a chart or a macro) and was not read.", where=f"{file}!{sheet}", code="chart_sheet",
                   severity="warning", hint="Nothing needs doing unless a table was expected there.")  # fmt: skip
