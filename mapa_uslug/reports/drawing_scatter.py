"""Points by two shares, with the medians that part them into four fields."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product
from statistics import median
from typing import Final

from mapa_uslug.core.text import Text
from mapa_uslug.reports.drawing_key import Key, KeyEntry, fit_names
from mapa_uslug.reports.drawing_labels import Anchor, Box, Placed, box_around, place_labels
from mapa_uslug.reports.drawing_page import LINE_HEIGHT, WIDTH, Page, measure, wrap
from mapa_uslug.reports.drawing_scale import Scale, round_ticks
from mapa_uslug.reports.looks import INK, LINE, SOFT, Look
from mapa_uslug.reports.pictures import Dot, Scatter

_PLOT: Final = 3.9
_TALLEST_NAMES: Final = 3.85
_LEFT: Final = 0.66
_FOOT: Final = 0.42
_LARGEST: Final = 0.17
_SMALLEST: Final = 0.04
_NAMES: Final = 1.25
_SMALL: Final = 6.6
_INSET: Final = 0.2
"""Between the axes and where shares begin, so that circles stay on the drawing."""
_DOT: Final = Look("#a9cbee", edge="#17466e", width=0.9)


def draw_scatter(scatter: Scatter, *, text: Text, is_svg: bool) -> Page:
    """Draw `Scatter`; names stand beside their points, or numbers do where there is no room for names."""
    x_ticks, y_ticks = (_ticks([getattr(d, axis) for d in scatter.dots]) for axis in ("x", "y"))
    radii = _radii(scatter.dots)
    sizes = _size_key(scatter, text)
    x_scale = Scale(x_ticks[0], x_ticks[-1], _LEFT + _INSET, WIDTH - _INSET - 0.05)
    flat = Scale(y_ticks[0], y_ticks[-1], _INSET, _PLOT - _INSET)
    places = [(x_scale(d.x), flat(d.y)) for d in scatter.dots]
    frame = Box(_LEFT + 0.03, 0.03, WIDTH - 0.14, _PLOT - 0.03)
    middles = (
        (x_scale(median(d.x for d in scatter.dots)), flat(median(d.y for d in scatter.dots)))
        if places
        else None
    )
    circles = [box_around(x, y, r) for (x, y), r in zip(places, radii, strict=True)]
    fields = _field_boxes(scatter.fields, frame, middles, circles)
    lines: list[tuple[str, ...]] = [tuple(wrap(d.label, _NAMES, _SMALL)) for d in scatter.dots]
    obstacles = [*circles, *(box for box, _ in fields)]
    if middles:
        obstacles.append(Box(frame.right - 0.75, middles[1], frame.right + 0.1, middles[1] + 0.14))
    placed = _place(places, radii, lines, frame, obstacles)
    is_numbered = not all(placed)
    names = fit_names(_numbered(scatter.dots) if is_numbered else [], height=_TALLEST_NAMES)
    if is_numbered:
        lines = [(str(i + 1),) for i in range(len(places))]
        placed = _place(places, radii, lines, frame, obstacles, reach=6)
    below = names.height + 0.1 if is_numbered else 0.0
    page = Page(below + _FOOT + _PLOT + sizes.height + 0.08, is_svg=is_svg)
    base = below + _FOOT
    sizes.draw(page, 0.0, page.height)
    _draw_axes(page, scatter, x_scale, x_ticks, y_ticks, base=base, text=text)
    if middles:
        _draw_middles(page, scatter, middles, frame, base=base, text=text)
    for box, name in fields:
        page.text(box.left, base + (box.bottom + box.top) / 2, name, size=7, colour=SOFT, order=2)
    for (x, y), radius in sorted(zip(places, radii, strict=True), key=lambda p: -p[1]):
        page.circle(x, base + y, radius, _DOT)
    for (x, y), place, words in zip(places, placed, lines, strict=True):
        _write(page, x, y, place, words, base=base)
    if is_numbered:
        names.draw(page, names.height)
    return page


def _ticks(values: Sequence[float]) -> list[float]:
    """Shares from zero, in round steps."""
    return round_ticks(0.0, min(1.0, max(values, default=1.0) * 1.08) or 1.0, 5)


def _radii(dots: Sequence[Dot]) -> list[float]:
    """The area of a circle is in proportion to people."""
    largest = max((d.size for d in dots), default=0.0)
    if not largest:
        return [0.06] * len(dots)
    return [max(_SMALLEST, _LARGEST * math.sqrt(max(d.size, 0.0) / largest)) for d in dots]


def _size_key(scatter: Scatter, text: Text) -> Key:
    largest = max((d.size for d in scatter.dots), default=0.0)
    if not largest or not scatter.size_title:
        return Key([])
    unit = 10 ** math.floor(math.log10(largest))
    shown = [largest // unit * unit]
    if shown[0] >= 4:
        shown.insert(0, round(shown[0] / 4))

    def circle_of(people: float) -> KeyEntry:
        radius = max(_SMALLEST, _LARGEST * math.sqrt(people / largest))
        return KeyEntry(
            text.number(people), lambda page, x, y: page.circle(x, y, radius, _DOT), 2 * radius + 0.06
        )

    title = KeyEntry(f"{scatter.size_title}:", lambda page, x, y: None)
    return Key([title, *map(circle_of, shown)])


def _place(
    places: Sequence[tuple[float, float]],
    radii: Sequence[float],
    lines: Sequence[tuple[str, ...]],
    frame: Box,
    obstacles: Sequence[Box],
    *,
    reach: int = 2,
) -> list[Placed | None]:
    anchors = [Anchor(x, y, r, words, _SMALL) for (x, y), r, words in zip(places, radii, lines, strict=True)]
    return place_labels(anchors, frame=frame, obstacles=obstacles, reach=reach)


def _numbered(dots: Sequence[Dot]) -> list[KeyEntry]:
    def number(count: int) -> KeyEntry:
        return KeyEntry(
            dots[count].label,
            lambda page, x, y: page.text(x, y, f"{count + 1}", size=7, align="center", weight="bold"),
        )

    return [number(i) for i in range(len(dots))]


def _field_boxes(
    fields: tuple[str, str, str, str],
    frame: Box,
    middles: tuple[float, float] | None,
    circles: Sequence[Box],
) -> list[tuple[Box, list[str]]]:
    """Names of the fields in a corner of each: the outer one, unless points stand there."""
    if middles is None:
        return []
    found = []
    for number, name in enumerate(fields):
        is_right, is_upper = bool(number % 2), number >= 2
        west, east = (middles[0], frame.right) if is_right else (frame.left, middles[0])
        south, north = (middles[1], frame.top) if is_upper else (frame.bottom, middles[1])
        lines = wrap(name, max(0.6, min(1.9, east - west - 0.1)), 7)
        width, height = max(measure(line, 7) for line in lines), len(lines) * LINE_HEIGHT * 7 / 8
        if not name or width + 0.1 > east - west or height + 0.1 > north - south:
            continue
        xs, ys = [west + 0.05, east - width - 0.05], [south + 0.05, north - height - 0.05]
        corners = product(ys[::-1] if is_upper else ys, xs[::-1] if is_right else xs)
        boxes = [Box(x, y, x + width, y + height) for y, x in corners]
        free = (b for b in boxes if not any(b.meets(c) for c in circles))
        found.append((next(free, boxes[0]), lines))
    return found


def _draw_axes(
    page: Page,
    scatter: Scatter,
    x_scale: Scale,
    x_ticks: Sequence[float],
    y_ticks: Sequence[float],
    *,
    base: float,
    text: Text,
) -> None:
    upright = Scale(y_ticks[0], y_ticks[-1], base + _INSET, base + _PLOT - _INSET)
    corner = ([_LEFT, _LEFT, WIDTH - 0.05], [base + _PLOT, base, base])
    page.line(*corner, colour=SOFT, width=0.8, order=1)
    for tick in x_ticks:
        x = x_scale(tick)
        page.line([x, x], [base, base + _PLOT], colour=LINE, width=0.6, order=1)
        page.text(x, base - 0.1, text.percent(tick), align="center", size=7, colour=SOFT)
    for tick in y_ticks:
        y = upright(tick)
        page.line([_LEFT, WIDTH - 0.05], [y, y], colour=LINE, width=0.6, order=1)
        page.text(_LEFT - 0.06, y, text.percent(tick), align="right", size=7, colour=SOFT)
    page.text((_LEFT + WIDTH) / 2, base - 0.29, scatter.x_title, align="center")
    for number, words in enumerate(wrap(scatter.y_title, _PLOT, lines=2)):
        page.text(0.08 + number * 0.13, base + _PLOT / 2, words, align="center", turn=90)


def _draw_middles(
    page: Page, scatter: Scatter, middles: tuple[float, float], frame: Box, *, base: float, text: Text
) -> None:
    x, y = middles
    page.line([x, x], [base, base + _PLOT], colour=SOFT, width=0.9, dashes=(4, 2), order=2)
    page.line([_LEFT, WIDTH - 0.05], [base + y] * 2, colour=SOFT, width=0.9, dashes=(4, 2), order=2)
    across = text("median {share}", share=text.percent(median(d.x for d in scatter.dots)))
    up = text("median {share}", share=text.percent(median(d.y for d in scatter.dots)))
    page.text(x + 0.04, base + _PLOT + 0.07, across, size=6.5, colour=SOFT)
    page.text(frame.right + 0.06, base + y + 0.07, up, size=6.5, colour=SOFT, align="right", has_halo=True)


def _write(
    page: Page, x: float, y: float, place: Placed | None, words: Sequence[str], *, base: float
) -> None:
    if place is None:
        page.text(x, base + y, words, size=_SMALL, align="center", has_halo=True)
        return
    box = place.box
    middle_x, middle_y = (box.left + box.right) / 2, base + (box.bottom + box.top) / 2
    if place.is_far:
        near_x = min(max(x, box.left), box.right)
        near_y = min(max(y, box.bottom), box.top)
        page.line([x, near_x], [base + y, base + near_y], colour=SOFT, width=0.5, order=3)
    page.text(middle_x, middle_y, words, size=_SMALL, align="center", colour=INK, has_halo=True)
