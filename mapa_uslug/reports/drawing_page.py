"""A sheet that a picture is drawn on: everything in inches from the lower left corner, one way of writing words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final

import matplotlib
import numpy as np
import shapely
from matplotlib import patheffects
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, PathPatch, Rectangle
from matplotlib.path import Path

from mapa_uslug.reports.looks import INK, PAPER, Look

WIDTH: Final = 16 / 2.54
"""Width of every picture [in]: that of the text of a page."""
DPI: Final = 200
SIZE: Final = 8.0
"""Size of words [pt]."""
LINE_HEIGHT: Final = 0.148
"""Of words of `SIZE` [in]."""
_CAPITALS: Final = 0.73
"""Height of capitals, as a share of the size."""
FAMILY: Final = "DejaVu Sans"
HALO: Final = "halo"
"""Begins the name of words that are set off from what lies below."""

_SPACE: Final = re.compile(r" +")


@contextmanager
def settings(name: str) -> Iterator[None]:
    """Draw by the settings of the library, never by those of the user; names of parts follow from `name` alone."""
    own = {
        "svg.fonttype": "none", "svg.hashsalt": name, "font.family": [FAMILY], "font.size": SIZE, "hatch.linewidth": 0.8,
        "text.parse_math": False,
    }  # fmt: skip
    plain = {k: v for k, v in matplotlib.rcParamsDefault.items() if not k.startswith("backend")}
    with matplotlib.rc_context(plain | own):
        yield


@lru_cache(maxsize=1)
def _measuring() -> Any:
    return FigureCanvasAgg(Figure(dpi=DPI)).get_renderer()


@lru_cache(maxsize=4096)
def measure(words: str, size: float = SIZE, weight: str = "normal") -> float:
    """Width of one line of words [in]."""
    font = FontProperties(family=[FAMILY], size=size, weight=weight)
    return float(_measuring().get_text_width_height_descent(words, font, False)[0]) / DPI


def wrap(words: str, width: float, size: float = SIZE, *, lines: int = 0) -> list[str]:
    """Break words into lines of at most a width [in]; a word that is longer is broken itself.

    `lines`: at most so many; what is left out is said by an ellipsis. No-break spaces are kept.
    """
    found: list[str] = [""]
    for word in _SPACE.split(words.strip()):
        longer = f"{found[-1]} {word}" if found[-1] else word
        if measure(longer, size) <= width:
            found[-1] = longer
            continue
        if found[-1]:
            found.append("")
        for letter in word:
            if found[-1] and measure(found[-1] + letter, size) > width:
                found.append("")
            found[-1] += letter
    if lines and len(found) > lines:
        last = found[lines - 1]
        while last and measure(f"{last}…", size) > width:
            last = last[:-1]
        found = [*found[: lines - 1], f"{last.rstrip()}…"]
    return found


class Page:
    """An empty sheet of `WIDTH` by `height` [in].

    Parameters
    ----------
    is_svg
        Whether words stay words; haloes are then left to the style of the drawing.
    """

    def __init__(self, height: float, *, is_svg: bool) -> None:
        self.height = height
        self._is_svg = is_svg
        self._haloes = 0
        self.figure = Figure(figsize=(WIDTH, height), dpi=DPI, facecolor=PAPER)
        FigureCanvasAgg(self.figure)
        self._axes = self.figure.add_axes((0.0, 0.0, 1.0, 1.0), xlim=(0.0, WIDTH), ylim=(0.0, height))
        self._axes.set_axis_off()

    def text(
        self,
        x: float,
        y: float,
        words: str | Sequence[str],
        *,
        size: float = SIZE,
        align: str = "left",
        colour: str = INK,
        weight: str = "normal",
        has_halo: bool = False,
        turn: float = 0.0,
        order: float = 9.0,
    ) -> None:
        """Write lines whose block is centred at the height `y`."""
        lines = [words] if isinstance(words, str) else list(words)
        step = LINE_HEIGHT * size / SIZE
        for number, line in enumerate(lines):
            middle = y + step * ((len(lines) - 1) / 2 - number)
            # Capitals are centred: accents must not push a line down.
            written = self._axes.text(
                x, middle if turn else middle - _CAPITALS / 2 * size / 72, line, fontsize=size, ha=align, va="center" if turn else "baseline",
                color=colour, fontweight=weight, rotation=turn, zorder=order, clip_on=False,
            )  # fmt: skip
            if has_halo:
                self._add_halo(written)

    def _add_halo(self, written: Any) -> None:
        if self._is_svg:
            written.set_gid(f"{HALO}{self._haloes}")
            self._haloes += 1
        else:
            written.set_path_effects([patheffects.withStroke(linewidth=2.2, foreground=PAPER)])

    def line(
        self,
        xs: Sequence[float],
        ys: Sequence[float],
        *,
        colour: str = INK,
        width: float = 0.8,
        dashes: Sequence[float] = (),
        order: float = 2.0,
    ) -> None:
        """Draw a line through points."""
        style: Any = (0.0, tuple(dashes)) if dashes else "-"
        self._axes.add_line(
            Line2D(xs, ys, color=colour, linewidth=width, linestyle=style, zorder=order, clip_on=False)
        )

    def rectangle(
        self, x: float, y: float, width: float, height: float, look: Look, *, order: float = 3.0
    ) -> None:
        """Draw a rectangle from its lower left corner; a negative width goes to the left."""
        self._fill(Rectangle((x, y), width, height), look, order)

    def circle(self, x: float, y: float, radius: float, look: Look, *, order: float = 4.0) -> None:
        """Draw a circle; its radius is in inches."""
        self._fill(Circle((x, y), radius), look, order)

    def area(self, points: Sequence[tuple[float, float]], look: Look, *, order: float = 1.0) -> None:
        """Fill what points enclose."""
        self._fill(PathPatch(Path(points)), look, order)

    def marker(
        self,
        x: float,
        y: float,
        shape: str,
        size: float,
        *,
        face: str,
        edge: str = INK,
        width: float = 0.9,
        order: float = 5.0,
    ) -> None:
        """Draw a marker; its size is in inches."""
        self._axes.add_line(
            Line2D(
                [x], [y], marker=shape, markersize=size * 72, markerfacecolor=face, markeredgecolor=edge,
                markeredgewidth=width, linestyle="none", zorder=order, clip_on=False,
            )
        )  # fmt: skip

    def shapes(self, shapes: Sequence[Any], look: Look, *, order: float) -> None:
        """Draw areas and lines (shapely, in inches) in one look, with holes."""
        parts = shapely.get_parts(np.array(shapes, dtype=object)) if len(shapes) else np.array([])
        parts = shapely.get_parts(parts)
        kinds = shapely.get_type_id(parts)
        areas = [_as_path(p) for p in parts[kinds == 3]]
        lines = [Path(shapely.get_coordinates(p)) for p in parts[np.isin(kinds, (1, 2))]]
        if areas:
            self._fill(PathPatch(Path.make_compound_path(*areas)), look, order)
        if lines and look.width:
            outline = PathPatch(Path.make_compound_path(*lines))
            self._fill(outline, Look("", edge=look.edge, width=look.width, dashes=look.dashes), order)

    def _fill(self, patch: Any, look: Look, order: float) -> None:
        """Add a patch in a look: what is filled and hatched, and its outline over it."""
        patch.set(facecolor=look.face or "none", linewidth=0.0, zorder=order, clip_on=False)
        # The colour of a pattern is that of the edge, which is itself not drawn.
        patch.set_edgecolor(look.hatch_colour or "none")
        if look.hatch:
            patch.set_hatch(look.hatch)
        if look.face or look.hatch:
            self._axes.add_patch(patch)
        if look.width and look.edge:
            outline = PathPatch(patch.get_path().transformed(patch.get_patch_transform()))
            outline.set(facecolor="none", edgecolor=look.edge, linewidth=look.width, zorder=order + 0.1)
            outline.set(clip_on=False, joinstyle="round")
            if look.dashes:
                outline.set_linestyle((0.0, look.dashes))
            self._axes.add_patch(outline)


def _as_path(area: Any) -> Path:
    rings = [area.exterior, *area.interiors]
    return Path.make_compound_path(*[Path(shapely.get_coordinates(ring), closed=True) for ring in rings])
