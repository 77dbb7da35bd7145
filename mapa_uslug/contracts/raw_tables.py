"""A table as it was found in somebody's file: headers of any number of rows joined, cells as text, and where each stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row: its number as a spreadsheet shows it, and its cells (``""`` where empty), one per header."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetAsideRow:
    """A row below the headers that is no record, and why.

    Attributes
    ----------
    reason : str
        Of `SET_ASIDE_REASONS`.
    """

    row: RawRow
    reason: str


SET_ASIDE_REASONS: Final = ("numbering", "repeated_header", "note")
"""A row 1, 2, 3 ... under the headers, headers once more further down, a text below the records."""


@dataclass(frozen=True)
class RawTable:
    """A table of one sheet.

    Attributes
    ----------
    file : str
        Name of the file, without folders.
    sheet : str
        Name of the sheet, empty for CSV.
    titles : tuple of str
        Non-empty cells above the headers, and rows below that are no records (notes at the end).
    headers : tuple of str
        One per column; headers of several rows are joined with `` / ``, merged cells carried on.
    letters : tuple of str
        Column letters (``A``, ``B`` ...), for messages.
    rows : tuple of RawRow
        Every non-empty row below the headers that may be a record, in order; nothing is filled in.
    set_aside : tuple of SetAsideRow
        The other non-empty rows below the headers, in order; whoever counts rows counts them too.
    header_row : int
        Number of the lowest row of headers, 0 if not known.
    """

    file: str
    sheet: str
    titles: tuple[str, ...]
    headers: tuple[str, ...]
    letters: tuple[str, ...]
    rows: tuple[RawRow, ...]
    set_aside: tuple[SetAsideRow, ...] = ()
    header_row: int = 0

    def where(self, row: RawRow, column: int) -> str:
        """A cell as messages name it: ``file!sheet:B7``, or ``file:B7``."""
        sheet = f"!{self.sheet}" if self.sheet else ""
        return f"{self.file}{sheet}:{self.letters[column]}{row.number}"
