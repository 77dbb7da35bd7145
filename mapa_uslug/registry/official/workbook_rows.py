"""Rows of a sheet as XML: cell by cell openpyxl needs five times as long."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter

from mapa_uslug.core.safe_cells import is_risky, xlsx_text
from mapa_uslug.core.workbook_cells import number_cell, text_cell
from mapa_uslug.registry.official.cell_values import Cell


class RowWriter:
    """Writes rows of one sheet (ECMA-376, CT_Row): texts as inline strings, never as formulas, and numbers.

    Parameters
    ----------
    sheet
        Sheet of a workbook that is not saved yet; the styles of the cells are noted in it.
    formats
        Format of the texts of each column; numbers have the general one.
    """

    def __init__(self, sheet: Any, formats: Sequence[str]) -> None:
        self._letters = [get_column_letter(number) for number in range(1, len(formats) + 1)]
        self._plain = [_text_style(sheet, "", number_format) for number_format in formats]
        self._quoted = [_text_style(sheet, "=", number_format) for number_format in formats]
        self._number = int(number_cell(sheet, 0).style_id)

    def __call__(self, number: int, values: Sequence[Cell]) -> str:
        """XML of one row; empty texts have no cell."""
        cells = [self._cell(column, number, value) for column, value in enumerate(values) if value != ""]
        return f'<row r="{number}">{"".join(cells)}</row>'

    def _cell(self, column: int, row: int, value: Cell) -> str:
        place = f"{self._letters[column]}{row}"
        if not isinstance(value, str):
            return f'<c r="{place}" s="{self._number}"><v>{value!r}</v></c>'
        style = (self._quoted if is_risky(value) else self._plain)[column]
        text = escape(xlsx_text(value))
        return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _text_style(sheet: Any, value: str, number_format: str) -> int:
    cell = text_cell(sheet, value)
    cell.number_format = number_format
    return int(cell.style_id)
