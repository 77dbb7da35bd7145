"""How wide the columns of a printed table are, and whether a sheet of paper has room for them upright."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

# Where a line of a cell may break: not at a no-break space.
_BREAK: Final = re.compile(r"[ \-–/]+")
_CM_A_POINT: Final = 0.0205
"""Width of a character for every point of its size: the mean of a sans serif type, with some room for capitals."""
_PADDING_CM: Final = 0.25
_LINE_CM_A_POINT: Final = 0.043
_ROW_CM: Final = 0.1
"""Room above and below the lines of a row."""
_WIDEST_CM: Final = 6.5
"""Beyond that a column's text goes into the next line."""
_EASY: Final = 0.2
"""Part of the room between the least and the wanted width that a table must get to be easy to read."""
_MOST_LYING_HEADS: Final = 11
"""Columns from which headings may stand on end, where they are what makes the columns wide."""
_TALLEST_HEAD_CM: Final = 4.5


@dataclass(frozen=True)
class Layout:
    """How a table is set: paper, size of type [pt], widths of columns [cm], height of headings on end (0: they lie)."""

    is_landscape: bool
    size: float
    widths: tuple[float, ...]
    head_cm: float = 0.0


def lay_out(heads: Sequence[str], rows: Sequence[Sequence[str]], *, upright: float, aside: float) -> Layout:
    """Find the first layout in which no word is cut: upright, with smaller type, on the side, with headings on end.

    Parameters
    ----------
    upright, aside
        Room between the margins on a sheet that stands, and on one that lies on its side [cm].
    """
    for is_landscape, size, on_end in _tries(len(heads)):
        room = aside if is_landscape else upright
        least, wanted = _measure(heads, rows, size, on_end)
        if (least + _EASY * (wanted - least)).sum() <= room:
            break
    widths = _share_out(least, wanted, room)
    tall = min(max(map(len, heads)) * size * _CM_A_POINT + _PADDING_CM, _TALLEST_HEAD_CM) if on_end else 0.0
    return Layout(is_landscape, size, tuple(float(w) for w in widths), tall)


def tell_height(rows: Sequence[Sequence[str]], layout: Layout) -> float:
    """About how high rows are together [cm], their headings left out."""
    a_character, a_line = layout.size * _CM_A_POINT, layout.size * _LINE_CM_A_POINT
    lines = (
        max(
            math.ceil(len(said) * a_character / (width - _PADDING_CM))
            for said, width in zip(row, layout.widths, strict=True)
        )
        for row in rows
    )
    return sum(max(n, 1) * a_line + _ROW_CM for n in lines)


def _tries(columns: int) -> list[tuple[bool, float, bool]]:
    if columns < _MOST_LYING_HEADS:
        return [
            (False, 9.0, False),
            (False, 8.0, False),
            (True, 9.0, False),
            (True, 8.0, False),
            (True, 7.0, False),
        ]
    upright = [(False, 9.0, False), (False, 8.0, False), (False, 9.0, True), (False, 8.0, True)]
    return [*upright, (True, 9.0, False), (True, 8.0, False), (True, 8.0, True), (True, 7.0, True)]


def _measure(
    heads: Sequence[str], rows: Sequence[Sequence[str]], size: float, on_end: bool
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    a_character = size * _CM_A_POINT
    least, wanted = [], []
    for i, head in enumerate(heads):
        cells = [row[i] for row in rows]
        said = cells if on_end and i else [head, *cells]
        word = max((len(w) for text in said for w in _BREAK.split(text)), default=1)
        longest = max(map(len, cells), default=1)
        if not (on_end and i):
            # A heading in two or three lines is easy to read.
            longest = max(longest, math.ceil(len(head) / 2), *(len(w) for w in _BREAK.split(head)))
        least.append(max(word, 2) * a_character + _PADDING_CM)
        wanted.append(max(min(longest * a_character + _PADDING_CM, _WIDEST_CM), least[-1]))
    return np.asarray(least), np.asarray(wanted)


def _share_out(least: NDArray[np.float64], wanted: NDArray[np.float64], room: float) -> NDArray[np.float64]:
    if wanted.sum() <= room:
        # Figures too far from the name of their row are hard to follow.
        return wanted * float(min(room / wanted.sum(), 1.5))
    if least.sum() >= room:
        return least * float(room / least.sum())
    return least + (wanted - least) * float((room - least.sum()) / (wanted - least).sum())
