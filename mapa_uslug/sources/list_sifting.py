"""What of a list may be kept: places where people hide, and families that care for children, are dropped in memory.

The raw file of a list is therefore never the file as it came: it is written anew, as CSV in UTF-8, without these rows.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.writer.excel import ExcelWriter

from mapa_uslug.catalog import read_catalog
from mapa_uslug.core.dateless_zip import SAVED, dateless_entry
from mapa_uslug.core.folding import fold
from mapa_uslug.core.never_kept import is_never_kept
from mapa_uslug.sources.list_reading import ListSheet, Row, is_workbook, read_sheets, write_rows

Change = Callable[[Row, Row], Row]
"""Takes headers and a row to what of the row may be kept."""
_NAME: Final = "nazwa"


def sift_list(body: bytes, *, change: Change | None = None) -> tuple[bytes, int]:
    """A list without what may never be kept, as CSV, and how many rows were dropped.

    Parameters
    ----------
    body
        Text or a workbook; of several sheets the rows follow each other.
    change
        Takes from the rows that are kept what may not be.

    Raises
    ------
    ValueError
        With a message id: no list.
    """
    rows: list[Row] = []
    dropped = 0
    for sheet in read_sheets(body):
        kept, gone = sift_sheet(sheet)
        dropped += gone
        rows += [change(sheet.headers, row) for row in kept] if change else kept
    return write_rows(rows), dropped


def sift_book(body: bytes) -> tuple[bytes, int]:
    """The same for a list whose form must stay: a workbook is written as a workbook (XLSX) with its sheets and merged cells.

    Merged cells stay only on sheets that lose no row.

    Raises
    ------
    ValueError
        With a message id: no list.
    """
    if not is_workbook(body):
        return sift_list(body)
    book, dropped = Workbook(), 0
    book.remove(book.worksheets[0])
    for sheet in read_sheets(body):
        kept, gone = sift_sheet(sheet)
        dropped += gone
        if not any(map(any, kept)):
            continue
        page = book.create_sheet(sheet.name)
        for number, row in enumerate(kept, start=1):
            for column, text in enumerate(row, start=1):
                if text:
                    cell = page.cell(number, column, ILLEGAL_CHARACTERS_RE.sub("", text))
                    # No text becomes a formula.
                    cell.data_type = "s"
        for r0, c0, r1, c1 in sheet.merges if not gone else ():
            page.merge_cells(start_row=r0 + 1, start_column=c0 + 1, end_row=r1 + 1, end_column=c1 + 1)
    if not book.worksheets:
        book.create_sheet("pusty")
    return _book_bytes(book), dropped


def sift_sheet(sheet: ListSheet) -> tuple[list[Row], int]:
    """Rows of a sheet that may be kept, and the number of others.

    Everything below a title or heading of such places goes, until the next heading; so does what goes on from such a row.
    """
    headers, first = sheet.headers, sheet.header_at + 1
    records = sheet.rows[first:]
    if is_secret((), (sheet.name,)) or any(is_secret((), row) for row in sheet.rows[: first - 1]):
        return [], sum(map(any, records))
    kept, dropped, below_secret, after_secret = [*sheet.rows[:first]], 0, False, False
    name_at = next((i for i, h in enumerate(headers) if _NAME in fold(h)), None)
    for row in records:
        if not any(row):
            kept.append(row)
            continue
        if sum(map(bool, row)) == 1 and len(headers) > 1:
            below_secret = is_secret((), row)
        goes_on = after_secret and name_at is not None and not "".join(row[name_at : name_at + 1])
        after_secret = goes_on or is_secret(headers, row)
        if after_secret or below_secret:
            dropped += 1
        else:
            kept.append(row)
    return kept, dropped


def is_secret(headers: Row, cells: Row) -> bool:
    """Whether a row is one that is never kept, by its words or because a cell is the name of such a service."""
    return is_never_kept(headers, cells) or any(_is_secret_label(cell) for cell in cells)


def drop_secret(headers: Row, rows: Iterable[Row]) -> tuple[list[Row], int]:
    """Rows that may be kept, and the number of others."""
    every = list(rows)
    kept = [row for row in every if not is_secret(headers, row)]
    return kept, len(every) - len(kept)


def _book_bytes(book: Workbook) -> bytes:
    """A workbook whose bytes depend on its content alone."""
    book.properties.created = book.properties.modified = SAVED
    dated, dateless = io.BytesIO(), io.BytesIO()
    with ZipFile(dated, "w") as archive:
        # `Workbook.save` would put in the present time.
        ExcelWriter(book, archive).write_data()
    with ZipFile(dated) as read, ZipFile(dateless, "w") as written:
        for name in read.namelist():
            written.writestr(dateless_entry(name), read.read(name))
    return dateless.getvalue()


@lru_cache(maxsize=65_536)
def _is_secret_label(cell: str) -> bool:
    codes, labels = _secret_labels()
    return cell in codes or fold(cell) in labels


@lru_cache(maxsize=1)
def _secret_labels() -> tuple[frozenset[str], frozenset[str]]:
    secret = [t for t in read_catalog().types if t.sensitivity == 2]
    labels = {fold(label) for t in secret for label in (t.name, *t.aliases)}
    return frozenset(t.code for t in secret), frozenset(labels - {""})
