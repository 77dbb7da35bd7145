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
_STEP_CM: Final = 0.2
_HEAD_LINES: Final = 3
"""Lines of a heading that are as good as one line of a cell."""
_WIDENED: Final = 1.4
"""How much wider than it needs a small table is made."""
_EASY_LINES: Final = 2.5
"""Lines that a row may have on average to be easy to read."""
_LOW_CM: Final = 7.0
"""Height up to which a table is easy to read however many lines its rows have."""
_SMALL_CM: Final = 9.5
"""Height up to which a table of small type is better than a sheet on its side that holds little else."""
_PLAIN_PT: Final = 8.0
"""Smaller type is for low tables alone, which would else need a sheet of their own."""
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
    """Find the first layout in which no word is cut and rows have few lines: upright, with smaller type, with headings
    on end, on the side. Where rows are long in all of them, the paper lies on its side.

    Parameters
    ----------
    upright, aside
        Room between the margins on a sheet that stands, and on one that lies on its side [cm].
    """
    tries = [_try_layout(heads, rows, aside if turned else upright, turned, size, on_end)
             for turned, size, on_end in _tries(len(heads))]  # fmt: skip
    fitting = [(layout, lines) for layout, lines, fits in tries if fits]
    easy = [layout for layout, lines in fitting if _is_easy(layout, lines, tell_height(rows, layout))]
    roomy = [layout for layout, _ in fitting if layout.is_landscape]
    return (easy or roomy or [tries[-1][0]])[0]


def _is_easy(layout: Layout, lines: float, height: float) -> bool:
    if not layout.is_landscape and layout.size < _PLAIN_PT:
        return height <= _SMALL_CM
    return lines <= _EASY_LINES or height <= _LOW_CM


def _try_layout(
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    room: float,
    is_landscape: bool,
    size: float,
    on_end: bool,
) -> tuple[Layout, float, bool]:
    """A layout, how many lines its rows have on average, and whether every word fits."""
    measured = _measure(heads, rows, size, on_end)
    widths = _share_out(measured, room)
    tall = min(max(map(len, heads)) * size * _CM_A_POINT + _PADDING_CM, _TALLEST_HEAD_CM) if on_end else 0.0
    layout = Layout(is_landscape, size, tuple(float(w) for w in widths), tall)
    lines = float(_count_lines(measured.cells, widths).max(axis=1).mean())
    return layout, lines, bool(measured.least.sum() <= room)


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
            (False, 7.5, False),
            (False, 7.0, False),
            (True, 9.0, False),
            (True, 8.0, False),
            (True, 7.0, False),
        ]
    upright = [(False, 9.0, False), (False, 8.0, False), (False, 9.0, True), (False, 8.0, True)]
    return [*upright, (True, 9.0, False), (True, 8.0, False), (True, 8.0, True), (True, 7.0, True)]


@dataclass(frozen=True)
class _Measured:
    """Lengths of cells (rows by columns) and of headings when each is in one line, least widths of columns [cm]."""

    cells: NDArray[np.float64]
    heads: NDArray[np.float64]
    least: NDArray[np.float64]


def _measure(heads: Sequence[str], rows: Sequence[Sequence[str]], size: float, on_end: bool) -> _Measured:
    a_character = size * _CM_A_POINT
    lying = [head if i == 0 or not on_end else "" for i, head in enumerate(heads)]
    cells = np.asarray([[len(said) for said in row] for row in rows] or [[0] * len(heads)], dtype=np.float64)
    words = [
        max(len(word) for said in (head, *(row[i] for row in rows)) for word in _BREAK.split(said))
        for i, head in enumerate(lying)
    ]
    least = np.maximum(words, 2) * a_character + _PADDING_CM
    return _Measured(cells * a_character, np.asarray([len(h) * a_character for h in lying]), least)


def _count_lines(lengths: NDArray[np.float64], widths: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.maximum(np.ceil(lengths / (widths - _PADDING_CM) - 1e-9), 1.0)


def _share_out(measured: _Measured, room: float) -> NDArray[np.float64]:
    """Give room, little by little, to the column whose cells take most lines; a heading may take some more."""
    widths = measured.least.copy()
    if widths.sum() >= room:
        return widths * float(room / widths.sum())
    while widths.sum() + _STEP_CM <= room:
        lines = np.maximum(
            _count_lines(measured.cells, widths).mean(axis=0),
            _count_lines(measured.heads, widths) / _HEAD_LINES,
        )
        if lines.max() <= 1.0:
            # Figures too far from the name of their row are hard to follow.
            return widths * float(min(room / widths.sum(), _WIDENED))
        widths[int(lines.argmax())] += _STEP_CM
    return widths
