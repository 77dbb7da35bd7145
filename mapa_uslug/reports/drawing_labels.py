"""Where words stand on a drawing so that no two of them lie over each other, nor over what they name; in inches."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from mapa_uslug.reports.drawing_page import LINE_HEIGHT, SIZE, measure

_GAP: Final = 0.03
_BETWEEN: Final = 0.07
"""Between words beside each other, or two numbers read as one."""
_AROUND: Final = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1))


@dataclass(frozen=True)
class Box:
    """An upright rectangle."""

    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: Box) -> bool:
        """Whether two rectangles share any ground."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )

    def widened(self, by: float) -> Box:
        """The same with room on its left and right."""
        return Box(self.left - by, self.bottom, self.right + by, self.top)

    def holds(self, other: Box) -> bool:
        """Whether the other lies wholly within it."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.bottom <= other.bottom
            and other.top <= self.top
        )


def box_around(x: float, y: float, radius: float) -> Box:
    """The square around a circle."""
    return Box(x - radius, y - radius, x + radius, y + radius)


@dataclass(frozen=True)
class Anchor:
    """What words belong to: a circle on the drawing, and the lines of words."""

    x: float
    y: float
    radius: float
    lines: tuple[str, ...]
    size: float = SIZE

    @property
    def extent(self) -> tuple[float, float]:
        """Width and height of the words."""
        width = max(measure(line, self.size) for line in self.lines)
        return width, len(self.lines) * LINE_HEIGHT * self.size / SIZE


@dataclass(frozen=True)
class Placed:
    """Where words stand: their block, and whether they are so far off that a line has to lead to them."""

    box: Box
    is_far: bool


def place_labels(
    anchors: Sequence[Anchor], *, frame: Box, obstacles: Sequence[Box] = (), reach: int = 3
) -> list[Placed | None]:
    """Give every label, the first ones first, the nearest free place around what it belongs to; None where none is free.

    Parameters
    ----------
    frame
        Words stay within it.
    obstacles
        What no words may cover, the circles of all anchors besides.
    reach
        How many steps away from its circle a label may stand.
    """
    taken = [*obstacles, *(box_around(a.x, a.y, a.radius) for a in anchors if a.radius > 0)]
    found: list[Placed | None] = []
    for anchor in anchors:
        free = (
            place
            for place in _places_around(anchor, reach)
            if frame.holds(place.box) and not any(place.box.meets(other) for other in taken)
            if not any(place.box.widened(_BETWEEN).meets(other.box) for other in found if other)
        )
        placed = next(free, None)
        found.append(placed)
        if placed:
            taken.append(placed.box)
    return found


def _places_around(anchor: Anchor, reach: int) -> Iterator[Placed]:
    width, height = anchor.extent
    for step in range(reach):
        away = anchor.radius + _GAP + step * 0.14
        for right, up in _AROUND:
            slanted = away / math.sqrt(2) if right and up else away
            x = anchor.x + right * (slanted + width / 2)
            y = anchor.y + up * (slanted + height / 2)
            box = Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
            yield Placed(box, is_far=step > 0)


def spread_upright(
    wanted: Sequence[float], heights: Sequence[float], *, low: float, high: float
) -> list[float]:
    """Middles of labels above each other: near those wanted, and no two over each other.

    Parameters
    ----------
    wanted
        In any order; answers are in the same.
    heights
        Of the labels.
    low, high
        Between which they stay, if there is room for all.
    """
    order = sorted(range(len(wanted)), key=lambda i: (wanted[i], i))
    middles = list(wanted)
    floor = low
    for i in order:
        middles[i] = max(middles[i], floor + heights[i] / 2)
        floor = middles[i] + heights[i] / 2
    ceiling = high
    for i in reversed(order):
        middles[i] = min(middles[i], ceiling - heights[i] / 2)
        ceiling = middles[i] - heights[i] / 2
    return middles


def push_apart(points: Sequence[tuple[float, float]], gap: float, *, frame: Box) -> list[tuple[float, float]]:
    """Move points that lie nearer to each other than a gap, as little as may be, within a frame."""
    golden = math.pi * (3 - math.sqrt(5))
    # Points at one place start in different directions.
    moved = [
        (x + 1e-3 * math.cos(i * golden), y + 1e-3 * math.sin(i * golden)) for i, (x, y) in enumerate(points)
    ]
    for _ in range(300):
        is_settled = True
        for i in range(len(moved)):
            for j in range(i):
                dx, dy = moved[i][0] - moved[j][0], moved[i][1] - moved[j][1]
                distance = math.hypot(dx, dy) or 1e-6
                if distance >= gap - 1e-4:
                    continue
                is_settled = False
                share = (gap - distance) / 2 / distance
                moved[i] = _within(frame, moved[i][0] + dx * share, moved[i][1] + dy * share)
                moved[j] = _within(frame, moved[j][0] - dx * share, moved[j][1] - dy * share)
        if is_settled:
            break
    return moved


def _within(frame: Box, x: float, y: float) -> tuple[float, float]:
    return min(max(x, frame.left), frame.right), min(max(y, frame.bottom), frame.top)
