"""The first sheet of a report's workbook: which sheet holds what, from which source, and the report's words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet.hyperlink import Hyperlink

from mapa_uslug.core.text import Text
from mapa_uslug.core.workbook_cells import FONT_NAME, set_printing, text_cell, title_cell
from mapa_uslug.reports.content import Block, Bullets, Figure, Paragraph, Report, Section, Table
from mapa_uslug.reports.words import quote_address

A4: Final = 9
LINE_PT: Final = 15.0
"""Height of a line: not every program makes a row as high as its text when the file does not say how high."""

_WIDTHS: Final = {"A": 33, "B": 42, "C": 26, "D": 54}
_CHARACTERS_A_LINE: Final = 135
"""That fit across all columns, with some room."""
_LINK: Final = "0B5F59"
_PLAIN: Final = 11
_SIZES: Final = (13, 12, 11)
"""Type of headings by level [pt]."""


def write_words(sheet: Any, report: Report, sheets: Sequence[tuple[str, Table]], *, text: Text) -> None:
    """Write the title, the list of sheets with links, and everything that the report says in words.

    Drawings are left out of a workbook; what they show is told.
    """
    set_printing(sheet, paper=A4, is_landscape=True)
    for letter, width in _WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    page = _Page(sheet)
    page.say(report.title, size=16)
    page.say(report.lead)
    if sheets:
        page.say("")
        page.list_sheets(sheets, text)
        page.say(text("An empty cell means that there is no figure, never zero."))
    for depth, section in report.walk():
        if not _has_words(section, text):
            continue
        page.say("")
        page.say(section.heading, size=_SIZES[min(depth, 2)])
        for block in section.blocks:
            size = _SIZES[2] if isinstance(block, Paragraph) and block.is_heading else 0
            link = block.link if isinstance(block, Paragraph) else ""
            for line in _lines(block, text):
                page.say(line, size=size, link=link)
    page.say("")
    for line in report.attribution:
        page.say(line)


def _has_words(section: Section, text: Text) -> bool:
    own = any(_lines(block, text) for block in section.blocks)
    return own or any(_has_words(part, text) for part in section.sections)


def _lines(block: Block, text: Text) -> tuple[str, ...]:
    if isinstance(block, Paragraph):
        return (block.text,)
    if isinstance(block, Bullets):
        return block.items
    if isinstance(block, Table) and block.remarks and block.is_sheet:
        return (f"{block.caption}: {block.remarks}",)
    if isinstance(block, Figure):
        told = f"{text('Figure')}: {block.caption}. {block.alternative}"
        return (told, block.source) if block.source else (told,)
    return ()


class _Page:
    """A sheet that is written from above, and how far it is."""

    def __init__(self, sheet: Any) -> None:
        self._sheet, self._row = sheet, 0

    def say(self, line: str, *, size: int = 0, link: str = "") -> None:
        """A line across all columns; `size`: of a heading, 0 of plain text; `link`: where it leads."""
        cell = text_cell(self._sheet, line, is_wrapped=True)
        cell.font = Font(name=FONT_NAME, bold=size > 0, size=size or _PLAIN)
        if link:
            self._lead(cell, Hyperlink(ref="A1", target=quote_address(link)))
        height = LINE_PT * math.ceil(max(len(line), 1) / _CHARACTERS_A_LINE) * max(size / _PLAIN, 1.0)
        self._append([cell], height)
        last = list(_WIDTHS)[-1]
        self._sheet.merged_cells.add(f"A{self._row}:{last}{self._row}")

    def list_sheets(self, sheets: Sequence[tuple[str, Table]], text: Text) -> None:
        """Name, caption, units, source and note of every sheet; the name leads there."""
        heads = (text("Sheet"), text("Table"), text("Units"), text("Sources and notes"))
        self._append([title_cell(self._sheet, head) for head in heads], LINE_PT)
        for name, table in sheets:
            units = "; ".join(f"{c.title}: {c.unit}" for c in table.columns if c.unit)
            told = (table.caption, units, " ".join(filter(None, (table.source, table.remarks))))
            lines = max(
                math.ceil(len(s) / (w - 4)) for s, w in zip((name, *told), _WIDTHS.values(), strict=True)
            )
            cells = [text_cell(self._sheet, s, is_wrapped=True) for s in told]
            self._append([self._link(name), *cells], LINE_PT * lines)

    def _link(self, name: str) -> WriteOnlyCell:
        cell = text_cell(self._sheet, name, is_wrapped=True)
        place = name.replace("'", "''")
        self._lead(cell, Hyperlink(ref="A1", location=f"'{place}'!A1", display=name))
        return cell

    @staticmethod
    def _lead(cell: WriteOnlyCell, link: Hyperlink) -> None:
        # The place of the link is filled in when the row is written.
        cell._hyperlink = link
        cell.font = Font(name=FONT_NAME, color=_LINK, underline="single")

    def _append(self, cells: list[WriteOnlyCell], height: float) -> None:
        self._row += 1
        self._sheet.row_dimensions[self._row].height = height
        self._sheet.append(cells)
