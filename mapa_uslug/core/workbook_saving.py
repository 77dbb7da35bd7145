"""Workbooks whose bytes depend on their content alone."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

from mapa_uslug.core.dateless_zip import SAVED, dateless_entry
from mapa_uslug.core.files import atomic_path

LAST_ROW: Final = 1_048_576
"""Rows of a sheet (XLSX)."""

_FIRST_SHEET = "xl/worksheets/sheet1.xml"


@dataclass
class BookInMaking:
    """A workbook before it is saved, and the XML of rows that follow those appended to its first sheet."""

    book: Workbook
    rows: Iterable[str] = ()


@contextmanager
def new_workbook(path: Path, title: str, *, text_numbers: str = "") -> Iterator[BookInMaking]:
    """Yield a workbook, and save it atomically when the block succeeds; its rows are made while it is saved.

    Equal content gives equal bytes. The workbook is described in Polish and bears no person's name.

    Parameters
    ----------
    text_numbers
        Range of the first sheet in which Excel shall not offer to turn digits kept as text into numbers, for that
        would take the zeros away.
    """
    made = BookInMaking(Workbook(write_only=True))
    properties = made.book.properties
    properties.creator, properties.title, properties.language = "mapa_uslug", title, "pl-PL"
    properties.created = properties.modified = SAVED
    try:
        yield made
        with atomic_path(path) as part, _DatelessZip(part, made.rows, text_numbers) as archive:
            # `Workbook.save` would put in the present time.
            ExcelWriter(made.book, archive).write_data()
    finally:
        _close_streams(made.book)


def _close_streams(book: Workbook) -> None:
    """Close and delete the files that openpyxl streams to, where a write was broken off."""
    for sheet in book.worksheets:
        if sheet._writer is not None and not sheet.closed:
            sheet.close()
        if sheet._writer is not None and os.path.exists(sheet._writer.out):
            sheet._writer.cleanup()


class _DatelessZip(ZipFile):
    """A ZIP whose entries all have one date, and whose first sheet is completed on its way in."""

    def __init__(self, path: Path, rows: Iterable[str], text_numbers: str) -> None:
        super().__init__(path, "w", ZIP_DEFLATED, allowZip64=True)
        self._rows, self._text_numbers = rows, text_numbers

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        super().writestr(dateless_entry(str(zinfo_or_arcname)), data, ZIP_DEFLATED)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        xml = Path(filename).read_bytes()
        with self.open(dateless_entry(str(arcname)), "w", force_zip64=True) as target:
            if str(arcname) != _FIRST_SHEET:
                target.write(xml)
                return
            head, end, tail = xml.partition(b"</sheetData>")
            target.write(head)
            for row in self._rows:
                target.write(row.encode())
            target.write(end + _with_ignored_errors(tail, self._text_numbers))


def _with_ignored_errors(tail: bytes, text_numbers: str) -> bytes:
    """The end of a sheet's XML with an element that openpyxl does not write: it comes before the drawings (ECMA-376,
    CT_Worksheet).
    """
    if not text_numbers:
        return tail
    at = tail.find(b"<legacyDrawing")
    at = at if at >= 0 else tail.rfind(b"</worksheet>")
    element = f'<ignoredErrors><ignoredError sqref="{text_numbers}" numberStoredAsText="1"/></ignoredErrors>'
    return tail[:at] + element.encode() + tail[at:]
