"""How many cells the reader of a sheet would need memory for, and which cells hold errors: seen in the sheet's XML.

Readers of workbooks ask for memory for every cell between the outermost ones, so that a sheet of two cells can ask for
more than there is. Cells without content do not count: columns are often formatted down to the last row.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import Final

from mapa_uslug.core.cell_names import Merge, cell_name, column_index
from mapa_uslug.core.text import mark

MAX_CELLS: Final = 50_000_000
"""Cells between A1 and the outermost one of a sheet; the reader needs 24 bytes for each."""
_LONGEST_TAG: Final = 1 << 20
# No attribute holds "<", and what was matched is never tried again (*+), so that no sheet makes the search slow.
_START = re.compile(rb"<(?:[\w.-]+:)?(?:c|row|table-row)[\s>/]")
_CELL = re.compile(rb"<(?:[\w.-]+:)?c[\s>]")
_REFERENCE = re.compile(rb"""<(?:[\w.-]+:)?c\s(?:[^<>]*?\s)?r\s*=\s*["']([A-Za-z]{1,9})(\d{1,99})["']""")
_ERROR = re.compile(rb"<(?:[\w.-]+:)?c\s([^<>]*+)>(?:<[^<>]*+>[^<]*+){0,3}?<(?:[\w.-]+:)?v>(#[^<]{1,30})<")
_IS_ERROR = re.compile(rb"""(?:^|\s)t\s*=\s*["']e["']""")
_OWN_REFERENCE = re.compile(rb"""(?:^|\s)r\s*=\s*["']([A-Za-z]{0,9})(\d{0,99})["']""")
# Readers make room for as many parts as are announced.
_HUGE_COUNT = re.compile(rb"""[cC]ount\s*=\s*["']\d{9}""")
_TOKEN = re.compile(rb"<(?:[\w.-]+:)?(row|c|v|is)(?=[\s/>])([^<>]*+)>")
_ODS_TOKEN = re.compile(
    rb"<(/?)(?:[\w.-]+:)?(table|table-row|table-cell|covered-table-cell)(?=[\s/>])([^<>]*+)>(?:<text:p>([^<]{1,30}))?"
)
_ODS_NAME = re.compile(rb"""table:name\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_REPEATED = re.compile(rb"""number-(?:columns|rows)-repeated\s*=\s*["'](\d{1,18})["']""")
_COLUMNS_SPANNED = re.compile(rb"""number-columns-spanned\s*=\s*["'](\d{1,18})["']""")
_ROWS_SPANNED = re.compile(rb"""number-rows-spanned\s*=\s*["'](\d{1,18})["']""")


def whole_cells(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Cut pieces of XML anew, so that no cell of a usual size lies in two; keeps little of them.

    Raises
    ------
    ValueError
        A tag longer than a megabyte.
    """
    rest = b""
    for piece in pieces:
        text = rest + piece
        cut = _last_start(text)
        if len(text) - cut > _LONGEST_TAG:
            cut = text.rfind(b"<")
            if len(text) - cut > _LONGEST_TAG:
                if text.find(b">", cut) < 0:
                    raise ValueError(mark("a tag of the sheet never ends"))
                cut = len(text)
        if cut:
            yield text[:cut]
        rest = text[cut:]
    yield rest


def _last_start(text: bytes) -> int:
    """Where the last cell or row of a text begins, or its last tag."""
    tail = max(0, len(text) - 4096)
    last = -1
    for match in _START.finditer(text, tail):
        last = match.start()
    if last < 0:
        last = text.rfind(b"<")
    return last if last >= 0 else len(text)


class XlsxCells:
    """Outermost cell and error cells of one worksheet, by the references of its cells."""

    def __init__(self) -> None:
        self._columns: set[bytes] = set()
        self._rows: set[bytes] = set()
        self._unnamed = 0
        self.errors: list[tuple[str, str]] = []

    def feed(self, text: bytes) -> None:
        """Take the next text of `whole_cells`.

        Raises
        ------
        ValueError
            More parts are announced than any workbook has.
        """
        if _HUGE_COUNT.search(text):
            raise ValueError(mark("it announces more parts than it can hold"))
        found = _REFERENCE.findall(text)
        self._columns.update(c for c, _ in found)
        self._rows.update(r for _, r in found)
        self._unnamed += len(_CELL.findall(text)) - len(found)
        if b'"e"' in text or b"'e'" in text:
            self.errors += _errors(text)

    @property
    def most_cells(self) -> int:
        """No fewer than the cells between A1 and the outermost one that is written, with content or not."""
        columns = max((column_index(c.decode()) + 1 for c in self._columns), default=0) + self._unnamed
        rows = max(map(int, self._rows), default=0) + self._unnamed
        return columns * rows


def _errors(text: bytes) -> Iterator[tuple[str, str]]:
    for attributes, value in _ERROR.findall(text):
        reference = _OWN_REFERENCE.search(attributes)
        if _IS_ERROR.search(attributes) and reference:
            yield (reference[1] + reference[2]).decode().upper(), value.decode("utf-8", "replace")


def count_xlsx_cells(texts: Iterable[bytes]) -> int:
    """Cells between A1 and the outermost one with content, one by one as a reader counts them."""
    row = column = last_row = last_column = 0
    for text in texts:
        for kind, attributes in _TOKEN.findall(text):
            reference = _OWN_REFERENCE.search(attributes)
            if kind == b"row":
                row, column = (int(reference[2]) if reference and reference[2] else row + 1), 0
            elif kind == b"c":
                column = column_index(reference[1].decode()) + 1 if reference and reference[1] else column + 1
                row = int(reference[2]) if reference and reference[1] and reference[2] else row
            else:
                last_row, last_column = max(last_row, row), max(last_column, column)
    return last_row * last_column


class OdsCells:
    """Sheets of an ODS file: outermost cell with content, merged cells, error cells.

    Rows and cells that the file writes once and says to be repeated count as often as they are.

    Attributes
    ----------
    most_cells : int
        Cells between A1 and the outermost one of the sheet in which they are most.
    merges, errors : dict
        Sheet -> merged cells; error cells and their values.
    """

    def __init__(self) -> None:
        self.most_cells = 0
        self.merges: dict[str, list[Merge]] = {}
        self.errors: dict[str, list[tuple[str, str]]] = {}
        self._sheet = ""
        self._row = self._column = self._last_column = self._row_end = 0
        self._row_repeats = 1

    def feed(self, text: bytes) -> None:
        """Take the next text of `whole_cells`."""
        for closing, kind, attributes, shown in _ODS_TOKEN.findall(text):
            if kind == b"table" and not closing:
                self._begin_sheet(attributes)
            elif kind == b"table-row" and closing:
                self._end_row()
            elif kind == b"table-row":
                self._begin_row(attributes)
            elif not closing:
                self._take_cell(attributes, shown)

    def _begin_sheet(self, attributes: bytes) -> None:
        name = _ODS_NAME.search(attributes)
        self._sheet = html.unescape((name[1] or name[2] or b"").decode("utf-8", "replace")) if name else ""
        self._row = self._last_column = 0

    def _begin_row(self, attributes: bytes) -> None:
        self._row_repeats, self._column, self._row_end = _number(_REPEATED, attributes), 0, 0
        if attributes.endswith(b"/"):
            self._end_row()

    def _take_cell(self, attributes: bytes, shown: bytes) -> None:
        columns, rows = _number(_COLUMNS_SPANNED, attributes), _number(_ROWS_SPANNED, attributes)
        if columns > 1 or rows > 1:
            first = (self._row + 1, self._column)
            merge = (*first, self._row + rows, self._column + columns - 1)
            self.merges.setdefault(self._sheet, []).append(merge)
        if b'calcext:value-type="error"' in attributes:
            value = shown.decode("utf-8", "replace") or "#"
            self.errors.setdefault(self._sheet, []).append((cell_name(self._row + 1, self._column), value))
        self._column += _number(_REPEATED, attributes)
        if not attributes.endswith(b"/") or b"value" in attributes:
            self._row_end = self._column

    def _end_row(self) -> None:
        self._row += self._row_repeats
        if self._row_end:
            self._last_column = max(self._last_column, self._row_end)
            self.most_cells = max(self.most_cells, self._row * self._last_column)


def _number(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    match = pattern.search(attributes)
    return int(match[1]) if match else 1
