"""Lists as registers send them, read from memory: text in any encoding and dialect, workbooks of any office program."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from mapa_uslug.core.archives import BROKEN, is_bomb, unpack
from mapa_uslug.core.cell_bounds import MAX_CELLS, XlsxCells, whole_cells
from mapa_uslug.core.cell_names import Merge
from mapa_uslug.core.folding import fold
from mapa_uslug.core.text import mark
from mapa_uslug.sources.forms.answer_checks import WEB_PAGE

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

Row = tuple[str, ...]

EMPTY_LIST: Final = mark("its list is empty")
_DELIMITERS: Final = (";", "\t", "|", ",")
_POLISH: Final = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ"
_LOOK_AT: Final = 20
# Titles fill a cell or two; headers may lack a name, and records a value.
_ABOUT_FULL: Final = 0.7
_SAMPLE: Final = 1 << 16
_LARGEST_EXACT: Final = 1e15
_NO_LIST: Final = mark("it sends no list that can be read")
_TOO_LARGE: Final = mark("its workbook unpacks to more than fits into memory")


@dataclass(frozen=True)
class ListSheet:
    """Rows of a sheet, titles and headers among them; `merges` are its merged cells where they are known."""

    name: str
    rows: tuple[Row, ...]
    merges: tuple[Merge, ...] = ()

    @property
    def header_at(self) -> int:
        """Index of the row of headers: the first that is about as full as the fullest; 0 of an empty sheet."""
        filled = [sum(map(bool, row)) for row in self.rows[:_LOOK_AT]]
        return next((i for i, n in enumerate(filled) if n >= _ABOUT_FULL * max(filled)), 0)

    @property
    def headers(self) -> Row:
        """The row of headers."""
        return self.rows[self.header_at] if self.rows else ()


@dataclass(frozen=True)
class ListTable:
    """Records of a list, each as long as its headers."""

    headers: Row
    rows: tuple[Row, ...]

    def at(self, *names: str) -> int | None:
        """Index of the column that bears one of the names, the first name first; None if there is none."""
        folded = [fold(h) for h in self.headers]
        return next((folded.index(n) for n in map(fold, names) if n in folded), None)

    def cell(self, row: Row, *names: str) -> str:
        """Cell of a row by the names that its column may bear, "" if there is no such column."""
        at = self.at(*names)
        return "" if at is None else row[at]


def is_workbook(body: bytes) -> bool:
    """Whether bytes are a workbook (XLSX, ODS, XLS) rather than text."""
    return body.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))


def refuse_page(body: bytes) -> None:
    """Raise `ValueError` if the answer is a web page, whatever its status said.

    Raises
    ------
    ValueError
        With a message id.
    """
    start = body[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<head", b"<?xml")):
        raise ValueError(WEB_PAGE)


def read_sheets(body: bytes) -> list[ListSheet]:
    """Every visible sheet of a list; of a text the one that it is.

    Raises
    ------
    ValueError
        With a message id: a web page, a damaged or monstrous workbook, bytes that are no text.
    """
    refuse_page(body)
    if is_workbook(body):
        return _read_workbook(body)
    return [ListSheet("", tuple(read_rows(decode(body))))]


def read_table(body: bytes, needed: Iterable[Sequence[str]] = ()) -> ListTable:
    """Records below the headers of the first sheet that has them.

    Parameters
    ----------
    needed
        Columns that must be there, each by the names that it may bear.

    Raises
    ------
    ValueError
        As `read_sheets`; a column that is missing; no records.
    """
    wanted = list(needed)
    sheets = read_sheets(body)
    for sheet in sheets:
        folded = {fold(h) for h in sheet.headers}
        if all(folded & {fold(n) for n in names} for names in wanted):
            break
    else:
        folded = {fold(h) for s in sheets for h in s.headers}
        lacking = next(names[0] for names in wanted if not folded & {fold(n) for n in names})
        raise ValueError(f"{mark('its list has no column')}: {lacking}")
    width = len(sheet.headers)
    rows = (row[:width] + ("",) * (width - len(row)) for row in sheet.rows[sheet.header_at + 1 :])
    records = tuple(row for row in rows if any(row))
    if not records:
        raise ValueError(EMPTY_LIST)
    return ListTable(sheet.headers, records)


def decode(body: bytes) -> str:
    """Text of bytes: UTF-8, UTF-16 with its mark, else of Windows-1250 and ISO-8859-2 the one with more Polish letters.

    Raises
    ------
    ValueError
        With a message id: no text.
    """
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", "replace")
    if b"\0" in body:
        raise ValueError(_NO_LIST)
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        texts = [body.decode(name, "replace") for name in ("cp1250", "iso8859-2")]
        return max(texts, key=lambda text: sum(map(text.count, _POLISH)))


def read_rows(text: str) -> list[Row]:
    """Records of delimited text.

    Raises
    ------
    ValueError
        A cell that never ends.
    """
    delimiter = max(_DELIMITERS, key=lambda d: _regularity(text[:_SAMPLE], d))
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return [row for cells in reader if any(row := tuple(map(str.strip, cells)))]
    except csv.Error as error:
        raise ValueError(_NO_LIST) from error


def _regularity(sample: str, delimiter: str) -> tuple[int, int]:
    """How many of the first records have as many cells as most of them, and how many cells that is."""
    try:
        widths = [
            len(cells)
            for cells in islice(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), _LOOK_AT)
        ]
    except csv.Error:
        return 0, 0
    counts = Counter(width for width in widths if width > 1)
    return max(((n, width) for width, n in counts.items()), default=(0, 0))


def write_rows(rows: Iterable[Sequence[str]]) -> bytes:
    """Records as CSV: UTF-8, semicolons, one line end everywhere."""
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=";", lineterminator="\n").writerows(rows)
    return stream.getvalue().encode()


def _read_workbook(body: bytes) -> list[ListSheet]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    if body.startswith(b"PK"):
        _measure(body)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(body)) as book:
            return [
                _read_sheet(meta.name, book.get_sheet_by_name(meta.name))
                for meta in book.sheets_metadata
                if meta.typ == SheetTypeEnum.WorkSheet and meta.visible == SheetVisibleEnum.Visible
            ]
    except BaseException as error:
        # The reader's panics stand beside Exception.
        if isinstance(error, (KeyboardInterrupt, SystemExit, GeneratorExit)):
            raise
        raise ValueError(_NO_LIST) from error


def _measure(body: bytes) -> None:
    """Refuse a workbook that would not fit into memory, before it is read."""
    stream, done = io.BytesIO(body), 0
    try:
        with zipfile.ZipFile(stream) as archive:
            members = archive.infolist()
        for member in members:
            cells = XlsxCells()
            for text in whole_cells(unpack(stream, member)):
                done += len(text)
                if is_bomb(len(body), done):
                    raise ValueError(_TOO_LARGE)
                cells.feed(text)
            if cells.most_cells > MAX_CELLS:
                raise ValueError(_TOO_LARGE)
    except ValueError:
        raise
    except BROKEN as error:
        raise ValueError(_NO_LIST) from error


def _read_sheet(name: str, sheet: CalamineSheet) -> ListSheet:
    merged = sheet.merged_cell_ranges or ()
    merges = tuple((r0, c0, r1, c1) for (r0, c0), (r1, c1) in merged)
    # Rows and columns before the first cell count, so that merged cells lie where they are said to.
    before = ("",) * sheet.start[1] if sheet.start else ()
    rows = [before + tuple(map(_text, cells)) for cells in sheet.iter_rows()] if sheet.start else []
    return ListSheet(name, tuple(rows), merges)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "tak" if value else "nie"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _LARGEST_EXACT else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "minutes")
    return str(value).strip()
