"""Text files as grids: encoding and dialect are found out, cells are read one record at a time."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from mapa_uslug.contracts.raw_tables import RawRow
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.core.safe_cells import restore_text
from mapa_uslug.registry.tables.dialects import Dialect, find_dialect
from mapa_uslug.registry.tables.encodings import find_encoding
from mapa_uslug.registry.tables.grids import Grid, Interner

_SAMPLE: Final = 1 << 17


def read_text_grid(path: Path) -> Grid:
    """Read a text file of delimited cells.

    Rows are numbered as a spreadsheet would: a record whose cells hold line breaks is one row, a blank line is one too.
    Line breaks inside cells become line feeds.

    Raises
    ------
    InputError
        Bytes that are no text, or a quoted cell that never ends.
    """
    encoding = find_encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        dialect = find_dialect(file.read(_SAMPLE))
    return Grid(path.name, "", tuple(_records(path, encoding, dialect)))


def _records(path: Path, encoding: str, dialect: Dialect) -> Iterator[RawRow]:
    keep, skipped = Interner(), int(dialect.has_directive)
    begin = end = 0
    with path.open(encoding=encoding, newline="") as file:
        if skipped:
            file.readline()
        reader = csv.reader(file, delimiter=dialect.delimiter, skipinitialspace=dialect.skips_spaces)
        try:
            for number, cells in enumerate(reader, start=1):
                begin, end = end, reader.line_num
                kept = tuple([keep(clean_text(restore_text(c.lstrip()))) for c in cells])
                if any(kept):
                    yield RawRow(number, kept)
        except csv.Error as error:
            raise InputError([_endless(path, end + 1 + skipped)]) from error
    if end > begin + 1:
        _check_end(path, encoding, begin + skipped)


def clean_text(text: str) -> str:
    """A cell's text without outer spaces, its line breaks as line feeds."""
    text = text.strip()
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _check_end(path: Path, encoding: str, start: int) -> None:
    """Refuse a file whose last record swallowed others because a quotation mark is missing."""
    with path.open(encoding=encoding, newline="") as file:
        quotes = sum(text.count('"') for i, text in enumerate(file) if i >= start)
    if quotes % 2:
        raise InputError([_endless(path, start + 1)])


def _endless(path: Path, line: int) -> Problem:
    return problem(
        "A quoted cell that begins in line {line} of the text never ends.", where=path.name, code="unclosed_quote",
        hint='Close it with " or remove the quotation mark; a quotation mark inside a quoted cell is written twice.',
        line=line,
    )  # fmt: skip
