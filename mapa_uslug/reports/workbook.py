"""A report's tables as a workbook: one sheet a table, numbers as numbers, headings that stay in sight."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import compress
from pathlib import Path
from typing import Any, Final

from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

from mapa_uslug.contracts.tables import STATES
from mapa_uslug.core.text import Text
from mapa_uslug.core.workbook_cells import number_cell, set_printing, text_cell, title_cell
from mapa_uslug.core.workbook_saving import new_workbook
from mapa_uslug.reports.content import Cell, Column, Gap, Range, Report, States, Table, Void
from mapa_uslug.reports.numbering import label_tables
from mapa_uslug.reports.words import name_states
from mapa_uslug.reports.workbook_words import A4, LINE_PT, write_words

_WIDEST: Final = 60
_NARROWEST: Final = 9
_LONGEST_NAME: Final = 31
_LONGEST_PRINT_HEAD: Final = 240
_FORMATS: Final = {
    "people": "#,##0",
    "range": "#,##0",
    "share": "0.0%",
    "decimal": "#,##0.0",
    "whole": "0",
    "day": "dd.mm.yyyy",
}
_DANGLING: Final = re.compile(r"([ ,;–-]+\w{0,2})+$")
_FORBIDDEN: Final = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def write_workbook(report: Report, path: Path, *, text: Text, is_numbered: bool = False) -> None:
    """Write ``.xlsx`` atomically: a list of the sheets and what the report says in words on the first one, then one
    sheet for every table, which holds nothing but the table: headings with units in its first row.

    Figures that do not exist are empty cells, never
    zeros; columns without a single value are left out, which the first sheet says. Columns of the four states become four
    columns, those of gaps three, and those of ranges too where any of them has two ends. Days are dates. Sources and notes
    stand on the first sheet, and above the table on paper.

    Parameters
    ----------
    is_numbered
        Whether names of sheets begin with the numbers that tables have in the other forms of the report.
    """
    labelled = [(label, table) for label, table in label_tables(report) if table.is_sheet]
    tables = [_leave_out_empty(table, text) for _, table in labelled]
    with new_workbook(path, report.title) as made:
        titles = [
            ("", text("Description")),
            *((label if is_numbered else "", table.caption) for label, table in labelled),
        ]
        names = _name_sheets(titles)
        sheets = list(zip(names[1:], tables, strict=True))
        write_words(made.book.create_sheet(names[0]), report, sheets, text=text)
        for name, table in sheets:
            _write_table(made.book.create_sheet(name), table, text)


def _leave_out_empty(table: Table, text: Text) -> Table:
    """A table without the columns that no row has a value in; its note tells of them."""
    kept = [
        not i or any(not isinstance(row[i], Void) and row[i] not in (None, "") for row in table.rows)
        for i in range(len(table.columns))
    ]
    if all(kept) or not table.rows:
        return table
    empty = ", ".join(c.title for c, is_kept in zip(table.columns, kept, strict=True) if not is_kept)
    told = text("Left out, since no row has a value there: {columns}.", columns=empty)
    return replace(
        table,
        columns=tuple(compress(table.columns, kept)),
        rows=tuple(tuple(compress(row, kept)) for row in table.rows),
        note=f"{table.note} {told}".strip(),
    )


def _name_sheets(titles: Sequence[tuple[str, str]]) -> list[str]:
    """Names that Excel takes, of labels and captions: short, without its special characters, none of them twice."""
    names: list[str] = []
    for label, caption in titles:
        name, number = _name_sheet(label, caption, _LONGEST_NAME), 1
        while name.casefold() in {n.casefold() for n in names}:
            number += 1
            end = f" {number}"
            name = _name_sheet(label, caption, _LONGEST_NAME - len(end)) + end
        names.append(name)
    return names


def _name_sheet(label: str, caption: str, length: int) -> str:
    """A label and as much of a caption as fits; what stands after a colon tells tables of one kind apart and goes first."""
    begin = f"{label} " if label else ""
    room = length - len(begin)
    kind, _, own = caption.rpartition(": ")
    plain, own = _plain(caption), _plain(own)
    left = room - len(own) - len("… ")
    if len(plain) > room and kind and left >= len(_plain(kind).split()[0]):
        return f"{begin}{_shorten(_plain(kind), left)}… {own}"
    return begin + _shorten(plain, room)


def _plain(title: str) -> str:
    return " ".join(title.translate(_FORBIDDEN).split()).strip("'")


def _shorten(title: str, length: int) -> str:
    """Whole words that fit, the last one no preposition; a single long one is cut."""
    if len(title) <= length:
        return title
    words, _, _ = title[: length + 1].rpartition(" ")
    return _DANGLING.sub("", words) or title[:length]


def _write_table(sheet: Any, table: Table, text: Text) -> None:
    kinds = [_kind_of(column, [row[i] for row in table.rows]) for i, column in enumerate(table.columns)]
    heads = [
        head for column, kind in zip(table.columns, kinds, strict=True) for head in _heads(column, kind, text)
    ]
    formats = [part for kind in kinds for part in _parts(kind)]
    rows = [
        [v for cell, kind in zip(row, kinds, strict=True) for v in _values(cell, kind)] for row in table.rows
    ]
    widths = [_width(head, [row[i] for row in rows]) for i, head in enumerate(heads)]
    _set_up(sheet, table, widths)
    sheet.row_dimensions[1].height = LINE_PT * max(map(_count_lines, heads, widths))
    sheet.append([title_cell(sheet, head) for head in heads])
    for number, row in enumerate(rows, start=2):
        lines = max(_count_lines(str(value), width) for value, width in zip(row, widths, strict=True))
        if lines > 1:
            sheet.row_dimensions[number].height = LINE_PT * lines
        sheet.append([_cell(sheet, value, kind) for value, kind in zip(row, formats, strict=True)])
    if rows:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{len(rows) + 1}"


def _set_up(sheet: Any, table: Table, widths: list[int]) -> None:
    sheet.freeze_panes = "B2"
    sheet.print_title_rows = "1:1"
    set_printing(sheet, paper=A4, is_landscape=True)
    said = ". ".join(filter(None, (table.caption, table.source)))
    sheet.oddHeader.left.text, sheet.oddHeader.left.size = said[:_LONGEST_PRINT_HEAD].replace("&", "&&"), 8
    sheet.page_margins.top = 0.8
    for i, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(i)].width = width


def _width(head: str, values: list[Any]) -> int:
    """Room for the longest value, and for a heading in two lines with the button of its filter."""
    words = max((len(word) for word in head.split()), default=0)
    longest = max(math.ceil(len(head) / 2), words) + 2
    said = max((len(str(value)) for value in values if value is not None), default=0)
    return min(max(longest, said, _NARROWEST - 2) + 2, _WIDEST)


def _count_lines(said: str, width: int) -> int:
    """Lines that a text takes; one that fills a line nearly may need the next."""
    return math.ceil(len(said) / max(width - 2, 1)) if len(said) > width - 2 else 1


def _kind_of(column: Column, cells: list[Cell]) -> str:
    """Of a column of ranges that all have one end: that of numbers."""
    ranges = [cell for cell in cells if isinstance(cell, Range)]
    if any(cell.low != cell.high for cell in ranges):
        return "range"
    return "people" if ranges or column.kind == "range" else column.kind


def _heads(column: Column, kind: str, text: Text) -> Iterator[str]:
    unit = f" [{column.unit}]" if column.unit else ""
    if kind == "states":
        yield from name_states(text)
    elif kind == "range":
        yield text("{title}: at least", title=column.title) + unit
        yield text("{title}: as counted", title=column.title) + unit
        yield text("{title}: at most", title=column.title) + unit
    elif kind == "gap":
        for part in (text("Too far"), text("Not known"), text("People")):
            yield f"{column.title}: {part}{unit}"
    else:
        yield column.title + unit


def _parts(kind: str) -> tuple[str, ...]:
    if kind == "states":
        return ("people",) * len(STATES)
    return ("people",) * 3 if kind in ("range", "gap") else (kind,)


def _values(cell: Cell, kind: str) -> Iterator[Any]:
    if isinstance(cell, States):
        yield from cell.counts
    elif isinstance(cell, Range):
        yield from (cell.low, cell.value, cell.high) if kind == "range" else (cell.value,)
    elif isinstance(cell, Gap):
        yield from (cell.too_far, cell.unknown, cell.people)
    elif len(_parts(kind)) > 1:
        # A figure that is certain where others are ranges.
        figure = cell if kind == "range" and isinstance(cell, (int, float)) else None
        yield from (figure,) * len(_parts(kind))
    else:
        yield None if isinstance(cell, Void) else cell


def _cell(sheet: Any, value: Any, kind: str) -> WriteOnlyCell:
    if value is None:
        return WriteOnlyCell(sheet)
    if isinstance(value, str):
        return text_cell(sheet, value, is_wrapped=True)
    cell = number_cell(sheet, value)
    cell.number_format = _FORMATS["day"] if isinstance(value, date) else _FORMATS.get(kind, "General")
    return cell
