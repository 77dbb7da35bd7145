"""Cells of one sheet as text, before anybody knows where its table stands."""

from __future__ import annotations

from dataclasses import dataclass

from mapa_uslug.contracts.raw_tables import RawRow
from mapa_uslug.core.cell_names import Merge


@dataclass(frozen=True)
class Grid:
    """Every non-empty row of a sheet, column A first.

    Attributes
    ----------
    file : str
        Name of the file, without folders.
    sheet : str
        Name of the sheet, empty for text files.
    rows : tuple of RawRow
        Rows may be of different lengths.
    merges : tuple of Merge, or None
        None where the format does not tell.
    """

    file: str
    sheet: str
    rows: tuple[RawRow, ...]
    merges: tuple[Merge, ...] | None = None


class Interner:
    """Gives equal short texts one object: a column of a thousand equal cells then costs one text.

    Texts that are long, or come after `limit` different ones, seldom repeat and are passed as they are.
    """

    def __init__(self, *, limit: int = 200_000, longest: int = 40) -> None:
        self._known: dict[str, str] = {}
        self._limit, self._longest = limit, longest

    def __call__(self, text: str) -> str:
        """Return the text, or an equal one seen before."""
        found = self._known.get(text)
        if found is not None:
            return found
        if len(text) <= self._longest and len(self._known) < self._limit:
            self._known[text] = text
        return text
