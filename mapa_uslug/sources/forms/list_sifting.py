"""What of a list may be kept: places where people hide, and families that care for children, are dropped in memory.

The raw file of a list is therefore never the file as it came: it is written anew, as CSV in UTF-8, without these rows.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Final
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.writer.excel import ExcelWriter
from rapidfuzz import fuzz

from mapa_uslug.catalog import read_catalog
from mapa_uslug.core.dateless_zip import SAVED, dateless_entry
from mapa_uslug.core.folding import fold
from mapa_uslug.core.never_kept import is_never_kept, public_part
from mapa_uslug.sources.forms.list_reading import ListSheet, Row, is_workbook, read_sheets, write_rows

Change = Callable[[Row, Row], Row]
"""Takes headers and a row to what of the row may be kept."""
_NAME: Final = "nazwa"
# Likeness (0 to 100) of a heading to the name of a service, which may be in the singular.
_NEAR: Final = 85.0
_LEAST_LABEL: Final = 6


def sift_list(body: bytes, *, change: Change | None = None) -> tuple[bytes, int]:
    """A list without what may never be kept, as CSV, and how many rows were dropped.

    Parameters
    ----------
    body
        Text or a workbook: its longest sheet, and the records of others with the same headers.
    change
        Takes from the rows that are kept what may not be.

    Raises
    ------
    ValueError
        With a message id: no list.
    """
    # Explanations often stand on sheets of their own.
    sheets = sorted(read_sheets(body), key=lambda sheet: -len(sheet.rows))
    rows: list[Row] = []
    headers, dropped = None, 0
    for sheet in sheets:
        clean, gone = _with_public_headers(sheet)
        kept, more = sift_sheet(clean)
        dropped += gone + more
        if headers is None:
            headers = clean.headers
        elif clean.headers == headers:
            kept = kept[clean.header_at + 1 :]
        else:
            continue
        rows += [change(headers, row) for row in kept] if change else kept
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
        for r0, c0, r1, c1 in () if gone else sheet.merges:
            page.merge_cells(start_row=r0 + 1, start_column=c0 + 1, end_row=r1 + 1, end_column=c1 + 1)
    if not book.worksheets:
        book.create_sheet("pusty")
    return _book_bytes(book), dropped


def sift_sheet(sheet: ListSheet) -> tuple[list[Row], int]:
    """Rows of a sheet that may be kept, and the number of others.

    Everything below a title or heading of such places goes, until the next heading; so does what goes on from such a row.
    """
    sheet, dropped = _with_public_headers(sheet)
    headers, first = sheet.headers, sheet.header_at + 1
    records = sheet.rows[first:]
    if is_secret((), (sheet.name,)) or any(is_secret((), row) for row in sheet.rows[: first - 1]):
        return [], dropped + sum(map(any, records))
    kept, below_secret, after_secret = [*sheet.rows[:first]], False, False
    name_at = next((i for i, h in enumerate(headers) if _NAME in fold(h)), None)
    for row in records:
        if not any(row):
            kept.append(row)
            continue
        if sum(map(bool, row)) == 1 and len(headers) > 1:
            # A heading that names no other service may divide what is hidden, by powiat for instance.
            below_secret = is_secret((), row) or (below_secret and not _names_service("".join(row)))
        at = name_at if name_at is not None else _first_word(row)
        goes_on = after_secret and not "".join(row[at : at + 1])
        public = None if goes_on or below_secret else _public_part(headers, row)
        after_secret = public is None and (goes_on or is_secret(headers, row))
        name_at = at if after_secret else name_at
        if public is None:
            dropped += 1
        else:
            kept.append(public)
    return kept, dropped


def _with_public_headers(sheet: ListSheet) -> tuple[ListSheet, int]:
    """A sheet without rows that are never kept where its headers should be, and the number of these."""
    gone = 0
    while sheet.rows and is_secret((), sheet.headers):
        at = sheet.header_at
        sheet = replace(sheet, rows=(*sheet.rows[:at], *sheet.rows[at + 1 :]), merges=())
        gone += 1
    return sheet, gone


def _first_word(row: Row) -> int:
    """Index of the first cell that is no number; 0 where there is none."""
    return next((i for i, cell in enumerate(row) if cell and not cell.strip(".").isdigit()), 0)


def _names_service(text: str) -> bool:
    """Whether a heading is the name of a service that is not hidden, in any number."""
    plain = fold(text)
    return any(fuzz.ratio(plain, label) >= _NEAR for label in _public_labels())


def _public_part(headers: Row, row: Row) -> Row | None:
    """What of a row may be kept, None if nothing."""
    return None if any(map(_is_secret_label, row)) else public_part(headers, row)


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
def _public_labels() -> frozenset[str]:
    public = [t for t in read_catalog().types if t.sensitivity == 0]
    labels = {fold(label) for t in public for label in (t.name, *t.aliases)}
    return frozenset(label for label in labels if len(label) >= _LEAST_LABEL)


@lru_cache(maxsize=1)
def _secret_labels() -> tuple[frozenset[str], frozenset[str]]:
    secret = [t for t in read_catalog().types if t.sensitivity == 2]
    labels = {fold(label) for t in secret for label in (t.name, *t.aliases)}
    return frozenset(t.code for t in secret), frozenset(labels - {""})
