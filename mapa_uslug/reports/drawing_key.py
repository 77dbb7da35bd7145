"""The key to a drawing: swatches in rows, and numbered names in columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from mapa_uslug.reports.drawing_page import LINE_HEIGHT, SIZE, WIDTH, Page, measure, wrap
from mapa_uslug.reports.looks import INK, Look

_SWATCH: Final = 0.26
_ROW: Final = 0.2
_SMALL: Final = 7.0

Draw = Callable[[Page, float, float], None]
"""Draws a swatch whose middle is at a point; it is `_SWATCH` wide."""


@dataclass(frozen=True)
class KeyEntry:
    """A swatch and what it stands for."""

    name: str
    draw: Draw
    height: float = _ROW


def swatch(look: Look) -> Draw:
    """A rectangle in a look."""

    def draw(page: Page, x: float, y: float) -> None:
        page.rectangle(x - _SWATCH / 2, y - 0.055, _SWATCH, 0.11, look)

    return draw


def stroke(colour: str, width: float, dashes: Sequence[float] = (), marker: str = "") -> Draw:
    """A stretch of a line, with a marker in its middle."""

    def draw(page: Page, x: float, y: float) -> None:
        page.line([x - _SWATCH / 2, x + _SWATCH / 2], [y, y], colour=colour, width=width, dashes=dashes)
        if marker:
            page.marker(x, y, marker, 0.08, face=colour, edge=colour)

    return draw


def symbol(shape: str, face: str, edge: str = INK, size: float = 0.13) -> Draw:
    """A marker."""

    def draw(page: Page, x: float, y: float) -> None:
        page.marker(x, y, shape, size, face=face, edge=edge)

    return draw


class Key:
    """Entries that flow into rows of a page."""

    def __init__(self, entries: Sequence[KeyEntry], *, width: float = WIDTH) -> None:
        self._rows: list[list[tuple[float, KeyEntry, list[str]]]] = []
        x = width
        for entry in entries:
            lines = wrap(entry.name, width - _SWATCH - 0.2)
            needed = _SWATCH + 0.06 + max(measure(line) for line in lines)
            if x + needed > width:
                self._rows.append([])
                x = 0.0
            self._rows[-1].append((x, entry, lines))
            x += needed + 0.2
        self._heights = [
            max(max(entry.height, _ROW + LINE_HEIGHT * (len(lines) - 1)) for _, entry, lines in row)
            for row in self._rows
        ]

    @property
    def height(self) -> float:
        """Height of all rows [in]."""
        return sum(self._heights)

    def draw(self, page: Page, left: float, top: float) -> None:
        """Draw the rows from a height downwards."""
        for row, height in zip(self._rows, self._heights, strict=True):
            middle = top - height / 2
            for x, entry, lines in row:
                entry.draw(page, left + x + _SWATCH / 2, middle)
                page.text(left + x + _SWATCH + 0.06, middle, lines)
            top -= height


class NumberedNames:
    """Names by number in columns, the first down the first column."""

    def __init__(self, entries: Sequence[KeyEntry], *, columns: int = 2, lines: int = 3) -> None:
        self._columns = min(columns, max(1, len(entries)))
        self._width = WIDTH / self._columns
        room = self._width - _SWATCH - 0.16
        self._entries = [(e, wrap(e.name, room, _SMALL, lines=lines)) for e in entries]
        self._per_column = -(-len(entries) // self._columns)

    @property
    def _parts(self) -> list[list[tuple[KeyEntry, list[str]]]]:
        step = max(1, self._per_column)
        return [self._entries[i : i + step] for i in range(0, len(self._entries), step)]

    @staticmethod
    def _height_of(lines: Sequence[str]) -> float:
        return max(0.17, len(lines) * LINE_HEIGHT * _SMALL / SIZE + 0.05)

    @property
    def height(self) -> float:
        """Height of the longest column [in]."""
        return max((sum(self._height_of(lines) for _, lines in part) for part in self._parts), default=0.0)

    def draw(self, page: Page, top: float) -> None:
        """Draw the columns from a height downwards."""
        for column, part in enumerate(self._parts):
            left, y = column * self._width, top
            for entry, lines in part:
                height = self._height_of(lines)
                entry.draw(page, left + _SWATCH / 2, y - height / 2)
                page.text(left + _SWATCH + 0.06, y - height / 2, lines, size=_SMALL)
                y -= height


def fit_names(entries: Sequence[KeyEntry], *, height: float) -> NumberedNames:
    """Names as wide as a height [in] allows: fewer lines and more columns the more there are."""
    ways = ((2, 3), (3, 2), (3, 1), (4, 1))
    tried = (NumberedNames(entries, columns=columns, lines=lines) for columns, lines in ways)
    return next(
        (names for names in tried if names.height <= height), NumberedNames(entries, columns=4, lines=1)
    )
