"""Writing services in the official form: a workbook with its lists and checks, or CSV.

The workbook is the form to edit. CSV cannot say that a cell is text: a program that opens it may drop the zeros of
codes, so CSV is for programs and for keeping.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd
from openpyxl.cell import WriteOnlyCell

from mapa_uslug.catalog import Catalog
from mapa_uslug.contracts.sheet import COLUMN_NAMES, SHEET_COLUMNS
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.core.files import atomic_path
from mapa_uslug.core.safe_cells import csv_text
from mapa_uslug.core.workbook_cells import set_printing
from mapa_uslug.core.workbook_saving import LAST_ROW, new_workbook
from mapa_uslug.registry.meaning.matching import TypeMatcher
from mapa_uslug.registry.meaning.sensitivity import row_sensitivity
from mapa_uslug.registry.official.cell_values import Cell, cell_value, number_text, rows_of_cells
from mapa_uslug.registry.official.workbook_guides import SERVICES_SHEET, add_guides, codes_range, list_ranges
from mapa_uslug.registry.official.workbook_rows import RowWriter
from mapa_uslug.registry.official.workbook_rules import add_rules, header_note
from mapa_uslug.registry.official.workbook_style import header_cell, letter_of, number_format_of, set_columns

DELIMITER: Final = ";"
_TITLE = "Arkusz usług"
_LAST_LETTER = letter_of(COLUMN_NAMES[-1])
# By these a row is known that is never kept.
_TELLING = ("usluga_kod", "nazwa", "grupa", "kryteria", "obszar_cus", "wrazliwosc", "tryb")
_NEVER_KEPT = 2
_A3 = 8
_PAGES_WIDE = 3


def write_sheet(rows: pd.DataFrame, path: Path, *, catalog: Catalog) -> Path:
    """Write rows in the official form; equal rows give equal bytes.

    Every cell is text but for the numbers of `cell_values.NUMBER_COLUMNS`, so that codes keep their zeros. In CSV the
    decimal sign is a comma, as Polish spreadsheets expect, and an apostrophe stands before what could be taken for a
    formula (`core.safe_cells.restore_text`).

    Parameters
    ----------
    rows
        Official columns, in any order; those that are absent are written empty.
    path
        ``.xlsx``, or ``.csv`` (UTF-8 with BOM, semicolons).
    catalog
        For the list of codes, and for the kinds that are never kept.

    Returns
    -------
    Path
        `path`.

    Raises
    ------
    InputError
        Another ending, more rows than a workbook holds, or rows of kinds that are never kept; nothing is written.
    ValueError
        Columns that are no official ones.
    """
    if unknown := [str(c) for c in rows.columns if c not in COLUMN_NAMES]:
        raise ValueError(f"not columns of the official sheet: {', '.join(unknown)}")
    suffix = path.suffix.lower()
    if problems := [*_file_problems(suffix, len(rows), path.name), *_kind_problems(rows, path.name, catalog)]:
        raise InputError(problems)
    if suffix == ".csv":
        _write_csv(rows_of_cells(rows), path)
    else:
        write_workbook(rows_of_cells(rows), path, catalog=catalog, row_count=len(rows))
    return path


def write_workbook(
    rows: Iterable[Sequence[Cell]],
    path: Path,
    *,
    catalog: Catalog,
    row_count: int,
    example: Callable[[Any], list[WriteOnlyCell]] | None = None,
) -> None:
    """Write the official workbook: services, catalog, lists, how to fill it in.

    Parameters
    ----------
    rows
        Cells in the official order.
    row_count
        How many rows there are below the headers, for the filter.
    example
        Makes the cells of a row before all others, for the sheet that it is given.
    """
    text_numbers = f"A1:{_LAST_LETTER}{LAST_ROW}"
    with new_workbook(path, _TITLE, text_numbers=text_numbers) as made:
        sheet = made.book.create_sheet(SERVICES_SHEET)
        _set_up(sheet, row_count)
        add_rules(sheet, codes=codes_range(catalog), lists=list_ranges())
        sheet.append(_headers(sheet))
        if example is not None:
            sheet.append(example(sheet))
        write = RowWriter(sheet, [number_format_of(name) for name in COLUMN_NAMES])
        first = 2 if example is None else 3
        made.rows = (write(number, row) for number, row in enumerate(rows, start=first))
        add_guides(made.book, catalog)


def _set_up(sheet: Any, row_count: int) -> None:
    set_columns(sheet, SHEET_COLUMNS)
    sheet.freeze_panes = "D2"
    sheet.row_dimensions[1].height = 24
    sheet.auto_filter.ref = f"A1:{_LAST_LETTER}{max(2, row_count + 1)}"
    sheet.print_title_rows, sheet.print_title_cols = "1:1", "A:C"
    set_printing(sheet, paper=_A3, is_landscape=True, pages_wide=_PAGES_WIDE)


def _headers(sheet: Any) -> list[WriteOnlyCell]:
    cells = [header_cell(sheet, column) for column in SHEET_COLUMNS]
    for cell, column in zip(cells, SHEET_COLUMNS, strict=True):
        cell.comment = header_note(column)
    return cells


def _write_csv(rows: Iterable[Sequence[Cell]], path: Path) -> None:
    with atomic_path(path) as part, part.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, delimiter=DELIMITER, lineterminator="\r\n")
        writer.writerow(COLUMN_NAMES)
        writer.writerows([csv_text(v) if isinstance(v, str) else number_text(v) for v in row] for row in rows)


def _file_problems(suffix: str, row_count: int, name: str) -> list[Problem]:
    if suffix not in (".xlsx", ".csv"):
        return [problem("The official sheet is written as .xlsx or .csv, not {suffix}.", where=name, code="suffix",
                        hint="Give the file one of these endings.", suffix=suffix or "-")]  # fmt: skip
    if suffix == ".xlsx" and row_count >= LAST_ROW:
        return [problem("A workbook holds {limit} rows, and there are {count}.", where=name, code="too_many_rows",
                        hint="Write it as .csv, or split it.", limit=LAST_ROW - 1, count=row_count)]  # fmt: skip
    return []


def _kind_problems(rows: pd.DataFrame, name: str, catalog: Catalog) -> list[Problem]:
    """Rows that the reader would drop must not get into a file either; only their kinds are told."""
    matcher = TypeMatcher(catalog)
    columns = [c for c in _TELLING if c in rows]
    kinds: Counter[str] = Counter()
    for values in zip(*(rows[c].tolist() for c in columns), strict=True):
        row = {c: str(cell_value(c, value)) for c, value in zip(columns, values, strict=True)}
        level, kind = row_sensitivity(row, matcher)
        kinds[kind] += level == _NEVER_KEPT
    return [
        problem("Rows of kind {kind} are never kept, and there are {count} of them.", where=name, code="never_kept",
                hint="Leave them out; nothing was written.", kind=kind, count=count)
        for kind, count in sorted(kinds.items()) if count
    ]  # fmt: skip
