"""Tables of a written report, read back from each of its forms, and what its words leave untranslated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import docx
import openpyxl
from babel.messages.pofile import read_po
from docx.oxml.ns import qn

import mapa_uslug

CATALOGUE = Path(mapa_uslug.__file__).parent / "locale" / "pl" / "LC_MESSAGES" / "mapa_uslug.po"
NOTHING = ("brak danych", "nie dotyczy", "")
Rows = list[list[str]]


def plain(words: str) -> str:
    """Words with one kind of space."""
    return " ".join(words.split())


class _Page(HTMLParser):
    """Texts of the cells of every table, by caption: what is seen, else what is told instead."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: dict[str, Rows] = {}
        self.lines: list[str] = []
        self._rows: Rows = []
        self._caption, self._seen, self._told = "", "", ""
        self._in, self._unseen, self._skipped = "", 0, 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("style", "script"):
            self._skipped += 1
        if self._unseen or (tag == "span" and given.get("class") == "unseen"):
            self._unseen += tag == "span"
        if tag == "table":
            self._rows, self._caption = [], ""
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("td", "th", "caption"):
            self._in, self._seen, self._told = tag, "", ""
        elif tag == "svg" and self._in:
            self._told += given.get("aria-label") or ""
        elif tag == "br":
            self._seen += "; "

    def handle_data(self, data: str) -> None:
        if not self._skipped and plain(data):
            self.lines.append(plain(data))
        if self._unseen:
            self._told += data
        elif self._in:
            self._seen += data

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script"):
            self._skipped -= 1
        elif tag == "span" and self._unseen:
            self._unseen -= 1
        elif tag in ("td", "th"):
            seen = plain(self._seen)
            self._rows[-1].append(plain(self._told) if seen in ("", "–") else seen)
            self._in = ""
        elif tag == "caption":
            self._caption, self._in = re.sub(r"^Tabela \d+\. ", "", plain(self._seen)), ""
        elif tag == "table":
            self.tables[self._caption] = self._rows


def _read_page(folder: Path) -> _Page:
    page = _Page()
    page.feed((folder / "plan_uslug.html").read_text(encoding="utf-8"))
    return page


def of_html(folder: Path) -> dict[str, Rows]:
    """Tables by caption, heads first."""
    return _read_page(folder).tables


def of_docx(folder: Path) -> dict[str, Rows]:
    tables = docx.Document(str(folder / "plan_uslug.docx")).tables
    captions = (t._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) for t in tables)
    rows = ([[plain(cell.text) for cell in row.cells] for row in t.rows] for t in tables)
    return dict(zip(map(plain, captions), rows, strict=True))


def of_markdown(folder: Path) -> dict[str, Rows]:
    said = (folder / "plan_uslug.md").read_text(encoding="utf-8")
    found = re.findall(r"^\*\*Tabela \d+\. (.*)\*\*\n\n((?:\|.*\n)+)", said, re.MULTILINE)
    return {_unescape(caption): list(_markdown_rows(table)) for caption, table in found}


def _markdown_rows(table: str) -> Iterator[list[str]]:
    for number, line in enumerate(table.splitlines()):
        if number != 1:
            yield [_unescape(cell) for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def _unescape(words: str) -> str:
    return plain(re.sub(r"\\([^\w\s]|_)", r"\1", words))


def of_xlsx(folder: Path) -> dict[str, list[list[object]]]:
    """Tables by caption, as the first sheet lists them; cells are numbers where they are numbers."""
    book = openpyxl.load_workbook(folder / "plan_uslug.xlsx")
    listed = {str(row[0].value): row[1].value for row in book.worksheets[0].iter_rows() if len(row) > 1}
    return {
        plain(str(listed[name])): [list(row) for row in book[name].iter_rows(values_only=True)]
        for name in book.sheetnames[1:]
    }


def lines_of(folder: Path) -> set[str]:
    """Everything that the page and the workbook say, line by line and cell by cell."""
    book = openpyxl.load_workbook(folder / "plan_uslug.xlsx")
    cells = (cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    return {*_read_page(folder).lines, *(plain(cell) for cell in cells if isinstance(cell, str))}


def find_untranslated(lines: set[str]) -> list[str]:
    """English messages of the catalogue in words that are to be Polish.

    A message of one short piece must be a whole line; of longer ones the longest piece between fields may stand anywhere.
    """
    everything = "\n".join(sorted(lines))
    with CATALOGUE.open("rb") as stream:
        messages = [(m.id, m.string) for m in read_po(stream) if m.id]
    found = []
    for ids, strings in messages:
        polish = plain(" ".join(strings if isinstance(strings, tuple) else (strings,)))
        for said in ids if isinstance(ids, tuple) else (ids,):
            piece = max((plain(p) for p in re.split(r"\{[^}]*\}", said)), key=len)
            is_sentence = piece.count(" ") >= 2
            if piece in polish or not (is_sentence or piece == plain(said)):
                continue
            if piece in everything if is_sentence else piece in lines:
                found.append(said)
    return found


def agree(read: str, value: object) -> bool:
    """Whether a cell that is read says what the cell of the workbook holds, to as many digits as it says."""
    if value is None:
        return read in NOTHING
    if isinstance(value, str):
        return read == plain(value)
    if isinstance(value, date):
        return read == f"{value.day}.{value.month:02}.{value.year}"
    assert isinstance(value, (int, float)), value
    found = re.fullmatch(r"([<>] )?(-?\d[\d ]*?)(?:,(\d+))?( %| [^\W\d][^\d]*)?", read)
    if found is None:
        return False
    about, whole, digits, unit = found.groups()
    told = float(f"{whole.replace(' ', '')}.{digits or '0'}")
    held = value * 100 if unit == " %" else float(value)
    if about:
        return 0 < held < told if about == "< " else told < held < 100
    return abs(held - told) <= 0.5 * 10.0 ** -len(digits or "") + 1e-9


def pair_cells(read: Rows, held: list[list[object]]) -> list[tuple[str, str, object]]:
    """Cells that tell the same in a table that is read and its sheet: heading, what is read, what is held.

    A range stands in columns of its own: its ends are paired. None where the sheet lacks a column that tells something, but that
    of the states: it then is another table of the same caption.
    """
    at = {plain(str(head)): i for i, head in enumerate(held[0])}
    pairs: list[tuple[str, str, object]] = []
    for i, head in enumerate(read[0]):
        title, _, unit = head.partition(" [")
        ends = [f"{title}: {end}{' [' if unit else ''}{unit}" for end in ("od", "do")]
        is_blank = all(row[i] in NOTHING for row in read[1:])
        if not (head in at or ends[0] in at or is_blank or head == "Stany"):
            return []
        for row, cells in zip(read[1:], held[1:], strict=False):
            if head in at:
                pairs.append((head, row[i], cells[at[head]]))
            elif ends[0] in at:
                low, _, high = row[i].partition("–")
                pairs += [(ends[0], low, cells[at[ends[0]]]), (ends[1], high or low, cells[at[ends[1]]])]
    return pairs
