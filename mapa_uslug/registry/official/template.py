"""The empty official sheet, with lists, notes and one example row."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Font

from mapa_uslug.catalog import Catalog
from mapa_uslug.contracts.sheet import EXAMPLE_ID, SHEET_COLUMNS, SheetColumn
from mapa_uslug.core.errors import InputError, problem
from mapa_uslug.core.workbook_cells import EXAMPLE_FILL, FONT_NAME, number_cell, solid, text_cell
from mapa_uslug.registry.official.cell_values import DATE_COLUMNS, cell_value
from mapa_uslug.registry.official.workbook_style import number_format_of
from mapa_uslug.registry.official.writing import write_workbook

_NOTE = "Ten wiersz jest przykładem i program go pomija. Możesz go usunąć albo wpisać w nim swoją usługę: zmień wtedy także usluga_id."
_INK = "5A4A00"


def write_template(path: Path, *, catalog: Catalog) -> Path:
    """Write the empty official sheet: ``Usługi``, ``Katalog``, ``Listy`` and ``Instrukcja``, always in Polish.

    Parameters
    ----------
    path
        ``.xlsx``: no other form holds lists and notes.
    catalog
        Types of services to choose from.

    Returns
    -------
    Path
        `path`.

    Raises
    ------
    InputError
        Another ending.
    """
    if path.suffix.lower() != ".xlsx":
        raise InputError([problem("The empty sheet is written as .xlsx, not {suffix}.", where=path.name, code="suffix",
                                  hint="Give the file the ending .xlsx.", suffix=path.suffix or "-")])  # fmt: skip
    write_workbook([], path, catalog=catalog, row_count=1, example=_example_cells)
    return path


def _example_cells(sheet: Any) -> list[WriteOnlyCell]:
    cells = [_example_cell(sheet, column) for column in SHEET_COLUMNS]
    cells[0].comment = Comment(_NOTE, "mapa_uslug", height=90, width=340)
    return cells


def _example_cell(sheet: Any, column: SheetColumn) -> WriteOnlyCell:
    value = cell_value(column.name, EXAMPLE_ID if column.name == "usluga_id" else column.example)
    if not isinstance(value, str):
        cell = number_cell(sheet, value)
    else:
        cell = text_cell(sheet, value)
        if not value:
            cell.value = None
        elif column.name in DATE_COLUMNS:
            # A date that is typed in becomes one, so the example is one too.
            cell.value = date.fromisoformat(value)
    cell.number_format = number_format_of(column.name)
    cell.font = Font(name=FONT_NAME, size=11, italic=True, color=_INK)
    cell.fill = solid(EXAMPLE_FILL)
    return cell
