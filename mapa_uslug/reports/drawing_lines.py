"""Lines over years or dates, named at their ends; forecasts dashed, ranges as bands."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Final

from mapa_uslug.core.text import Text
from mapa_uslug.reports.drawing_key import Key, KeyEntry, stroke
from mapa_uslug.reports.drawing_labels import spread_upright
from mapa_uslug.reports.drawing_page import LINE_HEIGHT, WIDTH, Page, measure, wrap
from mapa_uslug.reports.drawing_scale import Scale, count_digits, round_ticks, write_ticks
from mapa_uslug.reports.looks import INK, LINE, LINE_COLOURS, MARKERS, SOFT, Look
from mapa_uslug.reports.pictures import Lines, Series

_HEIGHT: Final = 2.7
_FOOT: Final = 0.32
_NAMES: Final = 1.75
_DASHES: Final = (3.0, 2.0)


def draw_lines(lines: Lines, *, text: Text, is_svg: bool) -> Page:
    """Draw `Lines`; the axis begins at zero unless the values lie far from it."""
    values = [v for s in lines.series for v in (*s.values, *s.low, *s.high) if v is not None]
    digits = count_digits(values or [0.0])
    names = [wrap(_name_end(s, text, digits), _NAMES, 7.5) for s in lines.series]
    key = _key(lines, text)
    page = Page(max(_HEIGHT, 0.3 * len(names) + 1.0) + key.height, is_svg=is_svg)
    top = page.height - key.height - 0.28
    key.draw(page, 0.0, page.height)
    low, high = min(values, default=0.0), max(values, default=1.0)
    ticks = round_ticks(0.0 if 0 <= low < high / 2 else low, high, 5)
    said = write_ticks(text, ticks)
    left = max(measure(words, 7) for words in said) + 0.12
    right = WIDTH - 0.14 - max((measure(line, 7.5) for part in names for line in part), default=0.0)
    upright = Scale(ticks[0], ticks[-1], _FOOT, top)
    for tick, words in zip(ticks, said, strict=True):
        is_zero = tick == 0
        page.line([left, right], [upright(tick)] * 2, colour=INK if is_zero else LINE, width=0.6, order=1)
        page.text(left - 0.06, upright(tick), words, align="right", size=7, colour=SOFT)
    page.text(0.0, top + 0.17, lines.unit, colour=SOFT)
    xs = _places(lines.points, left + 0.12, right - 0.08)
    _write_points(page, lines.points, xs)
    for number, series in enumerate(lines.series):
        ys = [None if v is None else upright(v) for v in series.values]
        colour = LINE_COLOURS[number % len(LINE_COLOURS)]
        _draw_band(page, series, xs, upright, colour)
        _draw_line(page, xs, ys, lines.is_forecast, colour, MARKERS[number % len(MARKERS)])
    _name_lines(page, lines.series, names, xs, upright, right=right, top=top)
    return page


def _key(lines: Lines, text: Text) -> Key:
    if not any(lines.is_forecast):
        return Key([])
    entries = [
        KeyEntry(text("counted"), stroke(INK, 1.4)),
        KeyEntry(text("forecast"), stroke(INK, 1.4, _DASHES)),
    ]
    return Key(entries)


def _name_end(series: Series, text: Text, digits: int) -> str:
    last = next((v for v in reversed(series.values) if v is not None), None)
    value = text("no data") if last is None else text.number(last, digits)
    return f"{series.name}: {value}"


def _places(points: Sequence[str], start: float, end: float) -> list[float]:
    """Where points stand: years and dates in proportion, anything else evenly."""
    days = [_days(p) for p in points]
    known = [d for d in days if d is not None]
    if len(known) < len(points) or any(a >= b for a, b in pairwise(known)):
        known = [float(i) for i in range(len(points))]
    if len(known) < 2:
        return [(start + end) / 2] * len(known)
    scale = Scale(known[0], known[-1], start, end)
    return [scale(d) for d in known]


def _days(point: str) -> float | None:
    if re.fullmatch(r"\d{4}", point):
        return float(date(int(point), 7, 1).toordinal()) if point > "0000" else None
    try:
        return float(date.fromisoformat(point).toordinal())
    except ValueError:
        return None


def _write_points(page: Page, points: Sequence[str], xs: Sequence[float]) -> None:
    """Names below the axis, as many as do not touch; the last one always."""
    until = -math.inf
    last = len(points) - 1
    for number, (words, x) in enumerate(zip(points, xs, strict=True)):
        half = measure(words, 7) / 2 + 0.04
        is_free = x - half >= until and (
            number == last or x + half <= xs[last] - measure(points[last], 7) / 2
        )
        page.line([x, x], [_FOOT, _FOOT - 0.04], colour=SOFT, width=0.6)
        if is_free:
            page.text(x, _FOOT - 0.14, words, align="center", size=7, colour=SOFT)
            until = x + half


def _draw_band(page: Page, series: Series, xs: Sequence[float], scale: Scale, colour: str) -> None:
    if not (series.low and series.high):
        return
    known = [
        (x, scale(a), scale(b))
        for x, a, b in zip(xs, series.low, series.high, strict=True)
        if a is not None and b is not None
    ]
    if len(known) == 1:
        x, low, high = known[0]
        page.line([x, x], [low, high], colour=colour, width=2.0)
    elif known:
        edge = [(x, a) for x, a, _ in known] + [(x, b) for x, _, b in reversed(known)]
        page.area([*edge, edge[0]], Look(f"{colour}26", edge=colour, width=0.4), order=1.5)


def _draw_line(
    page: Page,
    xs: Sequence[float],
    ys: Sequence[float | None],
    is_forecast: Sequence[bool],
    colour: str,
    marker: str,
) -> None:
    """The stretches between known neighbours; one that leads to a forecast is dashed."""
    dashed = list(is_forecast) or [False] * len(xs)
    for i in range(len(xs) - 1):
        y, after = ys[i], ys[i + 1]
        if y is not None and after is not None:
            dashes = _DASHES if dashed[i] or dashed[i + 1] else ()
            page.line([xs[i], xs[i + 1]], [y, after], colour=colour, width=1.5, dashes=dashes, order=3)
    for x, y, is_open in zip(xs, ys, dashed, strict=True):
        if y is not None:
            page.marker(x, y, marker, 0.075, face="#ffffff" if is_open else colour, edge=colour)


def _name_lines(
    page: Page,
    series: Sequence[Series],
    names: Sequence[list[str]],
    xs: Sequence[float],
    scale: Scale,
    *,
    right: float,
    top: float,
) -> None:
    ends = [next(((x, v) for x, v in zip(reversed(xs), reversed(s.values), strict=True) if v is not None), None)
            for s in series]  # fmt: skip
    wanted = [scale(end[1]) if end else scale.start for end in ends]
    heights = [len(lines) * LINE_HEIGHT * 0.94 + 0.03 for lines in names]
    middles = spread_upright(wanted, heights, low=_FOOT, high=max(top, _FOOT + sum(heights)))
    for number, (lines, end, y) in enumerate(zip(names, ends, middles, strict=True)):
        colour = LINE_COLOURS[number % len(LINE_COLOURS)]
        if end and (abs(scale(end[1]) - y) > 0.03 or right - end[0] > 0.2):
            page.line([end[0] + 0.06, right + 0.06], [scale(end[1]), y], colour=colour, width=0.5, order=2)
        page.text(right + 0.1, y, lines, size=7.5, colour=colour)
