"""The sheet of a work list that explains how to fill it in."""

from __future__ import annotations

from typing import Final

from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from mapa_uslug.contracts.cases import LEAVE_OUT
from mapa_uslug.contracts.sheet import SHEET_COLUMNS
from mapa_uslug.core.safe_cells import xlsx_text
from mapa_uslug.core.text import Text
from mapa_uslug.reports.worklist_layout import (
    ANSWER,
    CHOICES,
    DECIDED_SHEET,
    NOTES,
    OPEN_SHEET,
    WITHDRAW,
    Layout,
)

_WIDTH: Final = 76
_HEAD: Final = Font(name="Calibri", size=14, bold=True, color="0B5F59")
_BODY: Final = Font(name="Calibri", size=11)


def write_guide(sheet: Worksheet, layout: Layout, text: Text) -> None:
    """Write the explanation, one paragraph a cell."""
    sheet.column_dimensions["A"].width = _WIDTH
    sheet.sheet_view.showGridLines = False
    for row, (line, is_head) in enumerate(_lines(layout, text), start=1):
        cell = sheet.cell(row, 1, xlsx_text(line))
        cell.data_type = "s"
        cell.font = _HEAD if is_head else _BODY
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[row].height = (
            24.0 if is_head else 15.0 * max(1, -(-int(len(line) * 1.1) // _WIDTH)) + 3.0
        )
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.5


def _lines(layout: Layout, text: Text) -> list[tuple[str, bool]]:
    cases = text.plural("{count} question is open", "{count} questions are open", len(layout.open))
    steps = [
        text(
            "1. Each row of the sheet {sheet} is one question about one service. Read what is wrong and the numbered answers in the column {choices}.",
            sheet=OPEN_SHEET,
            choices=CHOICES,
        ),
        text(
            "2. Write the number of the answer (or its word) in the column {answer}; the cell has a list to choose from.",
            answer=ANSWER,
        ),
        text(
            "3. If none of the answers is right, leave {answer} empty and fill in the yellow columns to the right of it instead. Grey cells do not belong to the question.",
            answer=ANSWER,
        ),
        text(
            "4. Write {word} to leave a row out of the analysis. It is listed as left out, with the reason.",
            word=LEAVE_OUT,
        ),
        text("5. A row that you leave empty stays open and is asked again next time."),
        text("6. Save the file (XLSX or ODS) and read it back with: mapa-uslug registry resolve FILE"),
    ]
    notes = [
        text(
            "Rows may be sorted, filtered or deleted. Leave the headers and the column case_id as they are."
        ),
        text("Either an answer or filled-in columns, never both. Coordinates are always two: lat and lon."),
        text(
            "Coordinates are degrees: lat is 49 to 55 in Poland, lon is 14 to 24. Copy them from geoportal.gov.pl or another map."
        ),
        text("The column {notes} is for you; nobody reads it back.", notes=NOTES),
        text(
            "The sheet {sheet} lists what was decided before. Choose another answer there to change it, or write {word} to be asked again.",
            sheet=DECIDED_SHEET,
            word=WITHDRAW,
        ),
        text("Decisions are kept: when the same list is read again, decided questions are not asked again."),
        text("The page beside this file shows every open question with a small map."),
    ]
    meanings = [f"{c.name} – {c.meaning}" for c in SHEET_COLUMNS if c.name in layout.typed]
    return [
        (text("How to fill in this work list"), True),
        (cases + ".", False),
        *((step, False) for step in steps),
        (text("Good to know"), True),
        *((note, False) for note in notes),
        *([(text("Columns that can be filled in"), True)] if meanings else []),
        *((meaning, False) for meaning in meanings),
    ]
