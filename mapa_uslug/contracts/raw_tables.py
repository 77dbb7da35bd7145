"""A table as it was found in somebody's file: headers of any number of rows joined, cells as text, and where each stands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row: its number as a spreadsheet shows it, and its cells (``""`` where empty), one per header."""

    number: int
    cells: tuple[str, ...]


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
        Every non-empty row below the headers, in order; nothing is filled in or left out.
    """

    file: str
    sheet: str
    titles: tuple[str, ...]
    headers: tuple[str, ...]
    letters: tuple[str, ...]
    rows: tuple[RawRow, ...]

    def where(self, row: RawRow, column: int) -> str:
        """A cell as messages name it: ``file!sheet:B7``, or ``file:B7``."""
        sheet = f"!{self.sheet}" if self.sheet else ""
        return f"{self.file}{sheet}:{self.letters[column]}{row.number}"
