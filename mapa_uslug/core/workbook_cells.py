"""Cells of the workbooks that are handed out: fonts, fills and formats that all of them share."""

from __future__ import annotations

from typing import Any, Final

from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill

from mapa_uslug.core.safe_cells import is_risky, xlsx_text

TEXT_FORMAT: Final = "@"
DATE_FORMAT: Final = "yyyy-mm-dd"
FONT_NAME: Final = "Calibri"
WHITE: Final = "FFFFFF"
TITLE_FILL: Final = "1F4E79"
EXAMPLE_FILL: Final = "FFF8DC"
NUMBER_ALIGNMENT: Final = Alignment(horizontal="right", vertical="top", indent=1)


def solid(colour: str) -> PatternFill:
    """A fill of one colour."""
    return PatternFill("solid", fgColor=colour)


def title_cell(sheet: Any, value: str) -> WriteOnlyCell:
    """A header of the sheets that explain."""
    cell = text_cell(sheet, value)
    cell.font = Font(name=FONT_NAME, size=11, bold=True, color=WHITE)
    cell.fill = solid(TITLE_FILL)
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    return cell


def text_cell(sheet: Any, value: str, *, is_wrapped: bool = False) -> WriteOnlyCell:
    """A cell of type string with the text format, whatever it begins with."""
    cell = WriteOnlyCell(sheet)
    put_text(cell, value)
    cell.number_format = TEXT_FORMAT
    cell.quotePrefix = is_risky(value)
    cell.alignment = Alignment(vertical="top", wrap_text=is_wrapped)
    return cell


def number_cell(sheet: Any, value: float) -> WriteOnlyCell:
    """A cell that holds a number, apart from the text that follows on its right."""
    cell = WriteOnlyCell(sheet, value)
    cell.alignment = NUMBER_ALIGNMENT
    return cell


def noted(cell: WriteOnlyCell, note: str) -> WriteOnlyCell:
    """The cell, with a note that is as high as what it says."""
    cell.comment = Comment(note, "mapa_uslug", height=18 * (2 + len(note) // 44), width=320)
    return cell


def put_text(cell: WriteOnlyCell, value: str) -> None:
    """Set a cell to a text: openpyxl would take ``=`` for a formula and ``#N/A`` for an error."""
    cell.value = xlsx_text(value)
    cell.data_type = "s"


def set_printing(sheet: Any, *, paper: int, is_landscape: bool, pages_wide: int = 1) -> None:
    """Paper, direction, and as many pages side by side as may be."""
    sheet.page_setup.paperSize = paper
    sheet.page_setup.orientation = "landscape" if is_landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = pages_wide, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.5
    sheet.oddFooter.center.text = "&A, strona &P z &N"
