"""Horizontal bars: side by side or end to end, with their values beside them and their ranges over them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from mapa_uslug.core.text import Text
from mapa_uslug.reports.drawing_key import Key, KeyEntry, swatch
from mapa_uslug.reports.drawing_page import LINE_HEIGHT, WIDTH, Page, measure, wrap
from mapa_uslug.reports.drawing_scale import Scale, count_digits, round_ticks, write_ticks
from mapa_uslug.reports.looks import INK, LINE, SERIES_LOOKS, SOFT, STATE_LOOKS, Look
from mapa_uslug.reports.pictures import Bars, Series

_BAR: Final = 0.17
_GROUP_GAP: Final = 0.1
_NAMES: Final = 2.3
"""Widest that names of categories may be [in]."""
_FOOT: Final = 0.42


def draw_bars(bars: Bars, *, text: Text, is_svg: bool) -> Page:
    """Draw `Bars`; the axis begins at zero, and what is missing is said in words."""
    looks = _looks(bars)
    key = Key([KeyEntry(s.name, swatch(k)) for s, k in zip(bars.series, looks, strict=True)])
    key_height = key.height + 0.08 if len(bars.series) > 1 else 0.0
    names = [wrap(name, _NAMES) for name in bars.categories]
    left = max((measure(line) for lines in names for line in lines), default=0.0) + 0.1
    rows = 1 if bars.is_stacked else len(bars.series)
    heights = [max(rows * _BAR, len(lines) * LINE_HEIGHT) + _GROUP_GAP for lines in names]
    page = Page(key_height + sum(heights) + _FOOT, is_svg=is_svg)
    if key_height:
        key.draw(page, 0.0, page.height)
    values = _values(bars)
    written = _Labels(text, values)
    low, high = min(0.0, *values, 0.0), max(0.0, *values, 0.0)
    ticks = [t for t in round_ticks(low, high, 5) if low <= t <= high] or [0.0]
    scale = Scale(low, high if high > low else low + 1.0, left, WIDTH - _room(bars, written))
    _draw_axis(page, scale, ticks, bottom=_FOOT, top=page.height - key_height, unit=bars.unit, text=text)
    top = page.height - key_height
    for number, (lines, height) in enumerate(zip(names, heights, strict=True)):
        middle = top - height / 2
        page.text(left - 0.08, middle, lines, align="right")
        if bars.is_stacked:
            _draw_stack(page, bars.series, looks, number, middle, scale=scale, written=written)
        else:
            _draw_group(page, bars.series, looks, number, middle, scale=scale, written=written)
        top -= height
    return page


def _looks(bars: Bars) -> list[Look]:
    own = [STATE_LOOKS.get(name) for name in bars.looks] + [None] * len(bars.series)
    return [own[i] or SERIES_LOOKS[i % len(SERIES_LOOKS)] for i in range(len(bars.series))]


class _Labels:
    """Values in words, all with as many decimal places."""

    def __init__(self, text: Text, values: Sequence[float]) -> None:
        self._text, self._digits = text, count_digits(values)
        self.missing = text("no data")

    def number(self, value: float) -> str:
        return self._text.number(value, self._digits)

    def whole(self, series: Series, number: int) -> str:
        """The value with its range, if it has one."""
        value = series.values[number]
        if value is None:
            return self.missing
        ends = _range(series, number)
        said = self.number(value)
        return f"{said} ({self.number(ends[0])}–{self.number(ends[1])})" if ends else said


def _values(bars: Bars) -> list[float]:
    if bars.is_stacked:
        return [sum(s.values[i] or 0.0 for s in bars.series) for i in range(len(bars.categories))]
    ends = [v for s in bars.series for v in (*s.values, *s.low, *s.high)]
    return [float(v) for v in ends if v is not None and math.isfinite(v)]


def _range(series: Series, number: int) -> tuple[float, float] | None:
    if not (series.low and series.high):
        return None
    low, high = series.low[number], series.high[number]
    return None if low is None or high is None or low == high else (low, high)


def _room(bars: Bars, written: _Labels) -> float:
    """Width that words to the right of the longest bar need."""
    if bars.is_stacked:
        return 0.25 + max((measure(written.number(v)) for v in _values(bars)), default=0.0)
    said = [written.whole(s, i) for s in bars.series for i in range(len(bars.categories))]
    return 0.12 + max((measure(words) for words in said), default=0.0)


def _draw_axis(
    page: Page, scale: Scale, ticks: list[float], *, bottom: float, top: float, unit: str, text: Text
) -> None:
    for tick, words in zip(ticks, write_ticks(text, ticks), strict=True):
        x = scale(tick)
        is_zero = tick == 0
        page.line(
            [x, x], [bottom, top], colour=INK if is_zero else LINE, width=0.9 if is_zero else 0.6, order=1
        )
        page.text(x, bottom - 0.1, words, align="center", size=7, colour=SOFT)
    page.text((scale.start + scale.end) / 2, bottom - 0.28, unit, align="center", colour=SOFT)


def _draw_group(
    page: Page,
    series: Sequence[Series],
    looks: Sequence[Look],
    number: int,
    middle: float,
    *,
    scale: Scale,
    written: _Labels,
) -> None:
    for row, (one, look) in enumerate(zip(series, looks, strict=True)):
        y = middle + ((len(series) - 1) / 2 - row) * _BAR
        value, end = one.values[number], scale(0.0)
        if value is not None:
            page.rectangle(scale(0.0), y - _BAR * 0.4, scale(value) - scale(0.0), _BAR * 0.8, look)
            end = max(end, scale(value))
        if ends := _range(one, number):
            _draw_whisker(page, scale(ends[0]), scale(ends[1]), y)
            end = max(end, scale(ends[1]))
        is_known = value is not None
        page.text(end + 0.06, y, written.whole(one, number), colour=INK if is_known else SOFT)


def _draw_whisker(page: Page, low: float, high: float, y: float) -> None:
    for colour, width, order in (("#ffffff", 2.6, 5.0), (INK, 1.0, 6.0)):
        page.line([low, high], [y, y], colour=colour, width=width, order=order)
        for x in (low, high):
            page.line([x, x], [y - 0.04, y + 0.04], colour=colour, width=width, order=order)


def _draw_stack(
    page: Page,
    series: Sequence[Series],
    looks: Sequence[Look],
    number: int,
    middle: float,
    *,
    scale: Scale,
    written: _Labels,
) -> None:
    at = 0.0
    for one, look in zip(series, looks, strict=True):
        value = one.values[number]
        if not value:
            continue
        start, end = scale(at), scale(at + value)
        page.rectangle(start, middle - _BAR * 0.42, end - start, _BAR * 0.84, look)
        page.line([end, end], [middle - _BAR * 0.42, middle + _BAR * 0.42], colour="#ffffff", order=4)
        words = written.number(value)
        if measure(words, 7) + 0.1 < end - start:
            _write_on(page, (start + end) / 2, middle, words, look)
        at += value
    is_known = any(s.values[number] is not None for s in series)
    page.text(scale(at) + 0.06, middle, written.number(at) if is_known else written.missing,
              colour=INK if is_known else SOFT)  # fmt: skip


def _write_on(page: Page, x: float, y: float, words: str, look: Look) -> None:
    """A value on its bar, on a plain ground where the bar has a pattern."""
    if look.hatch:
        half = measure(words, 7) / 2 + 0.03
        page.rectangle(x - half, y - 0.055, 2 * half, 0.11, Look("#ffffff"), order=5)
    page.text(x, y, words, size=7, align="center", colour=INK if look.hatch else "#ffffff")
