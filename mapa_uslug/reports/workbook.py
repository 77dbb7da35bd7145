"""A report's tables as a workbook: one sheet a table, numbers as numbers, headings that stay in sight."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from mapa_uslug.contracts.tables import STATES
from mapa_uslug.core.text import Text
from mapa_uslug.core.workbook_cells import FONT_NAME, number_cell, set_printing, text_cell, title_cell
from mapa_uslug.core.workbook_saving import new_workbook
from mapa_uslug.reports.content import Bullets, Cell, Column, Gap, Paragraph, Report, States, Table, Void
from mapa_uslug.reports.words import name_states

_WIDEST: Final = 60
_A4: Final = 9
_LINE_PT: Final = 15.0
_CHARACTERS_A_LINE: Final = 100
"""That fit into the column of words, which is a little wider."""
_LONGEST_NAME: Final = 31
_FORMATS: Final = {"people": "#,##0", "share": "0.0%", "decimal": "#,##0.0"}
_FORBIDDEN: Final = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def write_workbook(report: Report, path: Path, *, text: Text) -> None:
    """Write ``.xlsx`` atomically: what the report says in words on the first sheet, then one sheet for every table.

    Figures that do not exist are empty cells, never zeros. Columns of the four states become four columns.
    """
    tables = [block for section in report.sections for block in section.blocks if isinstance(block, Table)]
    with new_workbook(path, report.title) as made:
        names = _name_sheets([text("Description"), *(table.caption for table in tables)])
        _write_words(made.book.create_sheet(names[0]), report)
        for name, table in zip(names[1:], tables, strict=True):
            _write_table(made.book.create_sheet(name), table, text)


def _name_sheets(titles: Sequence[str]) -> list[str]:
    """Names that Excel takes: short, without its special characters, none of them twice."""
    names: list[str] = []
    for title in titles:
        plain = " ".join(title.translate(_FORBIDDEN).split()).strip("'")
        name, number = plain[:_LONGEST_NAME].strip(), 1
        while name.casefold() in {n.casefold() for n in names}:
            number += 1
            end = f" {number}"
            name = plain[: _LONGEST_NAME - len(end)].strip() + end
        names.append(name)
    return names


def _write_words(sheet: Any, report: Report) -> None:
    sheet.column_dimensions["A"].width = 110
    lines: list[tuple[str, bool]] = [(report.title, True), (report.lead, False)]
    for section in report.sections:
        told = [(line, _is_heading(block)) for block in section.blocks for line in _lines(block)]
        if told:
            lines += [("", False), (section.heading, True), *told]
    lines += [("", False), *((line, False) for line in report.attribution)]
    set_printing(sheet, paper=_A4, is_landscape=True)
    for row, (line, is_heading) in enumerate(lines, start=1):
        cell = text_cell(sheet, line, is_wrapped=True)
        # Not every program makes a row as high as its text when the file does not say how high.
        sheet.row_dimensions[row].height = _LINE_PT * math.ceil(max(len(line), 1) / _CHARACTERS_A_LINE)
        cell.font = Font(name=FONT_NAME, bold=is_heading)
        sheet.append([cell])


def _is_heading(block: object) -> bool:
    return isinstance(block, Paragraph) and block.is_heading


def _lines(block: object) -> tuple[str, ...]:
    if isinstance(block, Paragraph):
        return (block.text,)
    if isinstance(block, Bullets):
        return block.items
    if isinstance(block, Table) and block.note:
        return (f"{block.caption}: {block.note}",)
    return ()


def _write_table(sheet: Any, table: Table, text: Text) -> None:
    heads = [head for column in table.columns for head in _heads(column, text)]
    rows = [[value for cell, column in zip(row, table.columns, strict=True) for value in _values(cell, column)] for row in table.rows]  # fmt: skip
    kinds = [kind for column in table.columns for kind in _kinds(column)]
    sheet.freeze_panes = "B2"
    sheet.print_title_rows = "1:1"
    set_printing(sheet, paper=_A4, is_landscape=True)
    widths = [_width(head, [row[i] for row in rows]) for i, head in enumerate(heads)]
    for i, width in enumerate(widths):
        sheet.column_dimensions[get_column_letter(i + 1)].width = width
    sheet.append([title_cell(sheet, head) for head in heads])
    for number, row in enumerate(rows, start=2):
        lines = max(math.ceil(len(value) / width) for value, width in zip(map(str, row), widths, strict=True))
        if lines > 1:
            sheet.row_dimensions[number].height = _LINE_PT * lines
        sheet.append([_cell(sheet, value, kind) for value, kind in zip(row, kinds, strict=True)])
    if rows:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{len(rows) + 1}"


def _width(head: str, values: list[Any]) -> int:
    longest = max([len(head), *(len(str(value)) for value in values if value is not None)])
    return min(max(longest + 2, 9), _WIDEST)


def _heads(column: Column, text: Text) -> Iterator[str]:
    if column.kind == "states":
        yield from name_states(text)
    else:
        yield column.title


def _kinds(column: Column) -> tuple[str, ...]:
    return ("people",) * len(STATES) if column.kind == "states" else (column.kind,)


def _values(cell: Cell, column: Column) -> Iterator[Any]:
    if isinstance(cell, States):
        yield from cell.counts
    elif column.kind == "states":
        yield from (None,) * len(STATES)
    elif isinstance(cell, Gap):
        yield cell.too_far
    elif isinstance(cell, Void):
        yield None
    else:
        yield cell


def _cell(sheet: Any, value: Any, kind: str) -> WriteOnlyCell:
    if value is None:
        return WriteOnlyCell(sheet)
    if isinstance(value, str):
        return text_cell(sheet, value, is_wrapped=True)
    cell = number_cell(sheet, value)
    cell.number_format = _FORMATS.get(kind, "General")
    return cell
