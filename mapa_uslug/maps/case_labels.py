"""Where the numbers and names of a small map stand, so that none hides another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

_KEY_HEIGHT: Final = 30.0
_NAME_HEIGHT: Final = 28.0
_LETTER: Final = 12.4  # Width of a letter of the font size used, on average.
_MARK: Final = 18.0  # Half the side of a point that must stay visible.
_TURNS: Final = 12
_SHIFTS: Final = (0.0, -32.0, 32.0, -64.0, 64.0, -96.0, 96.0, -128.0, 128.0)
_REACHES: Final = (34.0, 52.0, 74.0, 100.0)


@dataclass(frozen=True)
class Label:
    """Something that takes room: a ``point``, the ``key`` of a choice, the ``name`` of a gmina, or a ``box`` kept free.

    Attributes
    ----------
    x, y : float
        What it belongs to, in drawing units.
    within : (left, top, right, bottom)
        What the middle of a name must stay inside of.
    left, top, width, height : float
        Where it stands.
    """

    kind: str
    text: str
    x: float
    y: float
    is_own: bool = False
    within: tuple[float, float, float, float] = (-math.inf, -math.inf, math.inf, math.inf)
    left: float = 0.0
    top: float = 0.0
    width: float = 0.0
    height: float = 0.0

    def overlaps(self, other: Label) -> bool:
        """Whether the two boxes share an area."""
        return (
            self.left < other.left + other.width
            and other.left < self.left + self.width
            and self.top < other.top + other.height
            and other.top < self.top + self.height
        )


def place_labels(wanted: Sequence[Label], width: int, height: int) -> list[Label]:
    """Place points, then keys, then names, in the order given; a name for which there is no room is left out, a key
    never is.
    """
    placed: list[Label] = []
    for label in wanted:
        if label.kind == "box":
            placed.append(label)
        elif label.kind == "point":
            placed.append(_at(label, label.x, label.y, 2 * _MARK, 2 * _MARK))
        elif label.kind == "key":
            placed.append(_place_key(label, placed, width, height))
        else:
            found = _place_name(label, placed, width, height)
            placed += [found] if found else []
    return placed


def _at(label: Label, x: float, y: float, width: float, height: float) -> Label:
    return replace(label, left=x - width / 2, top=y - height / 2, width=width, height=height)


def _place_key(label: Label, placed: Sequence[Label], width: int, height: int) -> Label:
    wide = max(_KEY_HEIGHT, 16.0 + _LETTER * len(label.text))
    options = [
        _at(label, label.x + reach * math.cos(angle) * (1 + (wide - _KEY_HEIGHT) / 80), label.y - reach * math.sin(angle), wide, _KEY_HEIGHT)
        for reach in _REACHES
        for angle in (math.tau * (1 + turn) / _TURNS for turn in range(_TURNS))
    ]  # fmt: skip
    inside = [o for o in options if _is_inside(o, width, height)] or options
    return next((o for o in inside if not any(o.overlaps(p) for p in placed)), inside[0])


def _place_name(label: Label, placed: Sequence[Label], width: int, height: int) -> Label | None:
    wide = _LETTER * len(label.text) * (1.08 if label.is_own else 1.0) + 6.0
    left, top, right, bottom = label.within
    if not label.is_own and right - left < wide * 0.6:
        return None
    x = min(max(label.x, wide / 2 + 8), width - wide / 2 - 8)
    options = [_at(label, x, label.y + shift, wide, _NAME_HEIGHT) for shift in _SHIFTS]
    free = (
        o
        for o in options
        if left <= x <= right
        and top <= o.top + _NAME_HEIGHT / 2 <= bottom
        and _is_inside(o, width, height)
        and not any(o.overlaps(p) for p in placed)
    )
    return next(free, None)


def _is_inside(label: Label, width: int, height: int) -> bool:
    return (
        label.left >= 4
        and label.top >= 4
        and label.left + label.width <= width - 4
        and label.top + label.height <= height - 4
    )
