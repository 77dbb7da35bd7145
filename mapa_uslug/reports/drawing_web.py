"""A network of providers on the ground: numbered symbols, ties by kind, communities by shape and fill."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Final

from shapely.geometry import Point

from mapa_uslug.core.text import Text
from mapa_uslug.reports.drawing_frame import GroundFrame, frame_ground
from mapa_uslug.reports.drawing_key import Draw, Key, KeyEntry, NumberedNames, fit_names, stroke, symbol
from mapa_uslug.reports.drawing_labels import Anchor, Box, place_labels, push_apart
from mapa_uslug.reports.drawing_page import WIDTH, Page
from mapa_uslug.reports.looks import GROUND_LOOKS, INK, LINE, TIE_COLOURS, TIE_DASHES, Look, community_look
from mapa_uslug.reports.pictures import Node, Web

_TALLEST: Final = 4.1
_TALLEST_NAMES: Final = 4.7
_LARGEST: Final = 0.12
_SMALLEST: Final = 0.085
_BETWEEN: Final = 0.24
"""Between the middles of two markers: room for a number beside each."""
_SWATCH: Final = 0.12
_NUMBER: Final = 6.0
"""Size of numbers beside their markers [pt]."""
_REACH: Final = 8
"""How many steps away from its marker a number may stand."""
MOST_NAMED: Final = 60
"""Providers named below the drawing; of more the numbers are those of the table beside it."""
_BESIDE: Final = 0.025
_ROOM: Final = {"s": 0.88, "D": 0.8, "^": 1.12, "v": 1.12}
"""Markers that look as large as a circle of size 1."""


def draw_web(web: Web, *, text: Text, is_svg: bool) -> Page:
    """Draw `Web`; who stands at the same place as another is moved aside a little."""
    ground = frame_ground(
        [*web.outlines, *(Point(n.x, n.y) for n in web.nodes)], height=_TALLEST, margin=0.05
    )
    names = _list_names(web.nodes[:MOST_NAMED])
    key = Key([*_tie_entries(web), *_community_entries(web, text)])
    ground = ground.lifted(names.height + 0.12)
    page = Page(ground.bottom + ground.height + 0.08 + key.height, is_svg=is_svg)
    key.draw(page, 0.0, page.height)
    names.draw(page, names.height)
    page.rectangle(0.02, ground.bottom, WIDTH - 0.04, ground.height, Look("", edge=LINE, width=0.6), order=0)
    page.shapes(ground.lay(web.outlines), GROUND_LOOKS["outline"], order=1)
    places = _places(web.nodes, ground)
    _draw_ties(page, web, places)
    for node, (x, y) in zip(web.nodes, places, strict=True):
        _mark(page, node, x, y, _size(node, web.nodes))
    _number_places(page, web.nodes, places, ground)
    return page


def _list_names(nodes: Sequence[Node]) -> NumberedNames:
    """Numbered names, whole where they find room."""
    entries = [KeyEntry(f"{i}. {n.label}", _swatch(n)) for i, n in enumerate(nodes, start=1)]
    whole = (NumberedNames(entries, columns=columns, lines=0) for columns in (2, 3))
    return next((n for n in whole if n.height <= _TALLEST_NAMES), fit_names(entries, height=_TALLEST_NAMES))


def _number_places(
    page: Page, nodes: Sequence[Node], places: Sequence[tuple[float, float]], ground: GroundFrame
) -> None:
    """Numbers beside their markers, with a thin line where they stand farther off."""
    anchors = [
        Anchor(x, y, _size(node, nodes) / 2, (f"{i}",), _NUMBER)
        for i, (node, (x, y)) in enumerate(zip(nodes, places, strict=True), start=1)
    ]
    frame = Box(0.05, ground.bottom + 0.03, WIDTH - 0.05, ground.bottom + ground.height - 0.03)
    for anchor, placed in zip(anchors, place_labels(anchors, frame=frame, reach=_REACH), strict=True):
        # Without any free place the number lies on its marker.
        x, y = (placed.box.left + placed.box.right) / 2 if placed else anchor.x, (placed.box.bottom + placed.box.top) / 2 if placed else anchor.y  # fmt: skip
        if placed and placed.is_far:
            page.line([anchor.x, x], [anchor.y, y], colour=INK, width=0.4, order=5)
        page.text(x, y, anchor.lines, size=_NUMBER, align="center", has_halo=True, order=8)


def _places(nodes: Sequence[Node], ground: GroundFrame) -> list[tuple[float, float]]:
    top, bottom = ground.bottom + ground.height, ground.bottom
    half = _LARGEST / 2 + 0.05
    frame = Box(half, bottom + half, WIDTH - half, top - half)
    return push_apart([ground.point(n.x, n.y) for n in nodes], _BETWEEN, frame=frame)


def _size(node: Node, nodes: Sequence[Node]) -> float:
    largest = max((n.size for n in nodes), default=0.0)
    if len(nodes) > MOST_NAMED or largest <= 0:
        return _SMALLEST
    return _SMALLEST + (_LARGEST - _SMALLEST) * math.sqrt(max(node.size, 0.0) / largest)


def _swatch(node: Node) -> Draw:
    return lambda page, x, y: _mark(page, node, x, y, _SWATCH)


def _mark(page: Page, node: Node, x: float, y: float, size: float) -> None:
    shape, face = community_look(node.group)
    page.marker(x, y, shape, size * _ROOM.get(shape, 1.0), face=face, edge=INK, order=6)


def _tie_looks(web: Web) -> dict[str, tuple[str, tuple[float, ...]]]:
    kinds = dict.fromkeys(kind for _, _, kind, _ in web.ties)
    return {
        kind: (TIE_COLOURS[i % len(TIE_COLOURS)], TIE_DASHES[i % len(TIE_DASHES)])
        for i, kind in enumerate(kinds)
    }


def _tie_entries(web: Web) -> list[KeyEntry]:
    return [KeyEntry(kind, stroke(colour, 1.4, dashes)) for kind, (colour, dashes) in _tie_looks(web).items()]


def _community_entries(web: Web, text: Text) -> list[KeyEntry]:
    sizes = Counter(n.group for n in web.nodes)
    entries = [
        KeyEntry(text("group {number}", number=group), symbol(*community_look(group)))
        for group in sorted(sizes)
        if group
    ]
    if sizes[0]:
        entries.append(KeyEntry(text("in no group"), symbol(*community_look(0))))
    return entries


def _draw_ties(page: Page, web: Web, places: Sequence[tuple[float, float]]) -> None:
    """Ties of several kinds between the same two run beside each other."""
    looks = _tie_looks(web)
    heaviest = {kind: max(w for _, _, k, w in web.ties if k == kind) for kind in looks}
    beside: dict[tuple[int, int], list[int]] = {}
    for number, (a, b, _, _) in enumerate(web.ties):
        beside.setdefault((min(a, b), max(a, b)), []).append(number)
    for (a, b), numbers in beside.items():
        (ax, ay), (bx, by) = places[a], places[b]
        length = math.hypot(bx - ax, by - ay) or 1.0
        for rank, number in enumerate(numbers):
            _, _, kind, weight = web.ties[number]
            colour, dashes = looks[kind]
            away = (rank - (len(numbers) - 1) / 2) * _BESIDE
            dx, dy = -(by - ay) / length * away, (bx - ax) / length * away
            width = 0.5 + 0.7 * math.sqrt(max(weight, 0.0) / heaviest[kind]) if heaviest[kind] > 0 else 0.6
            page.line(
                [ax + dx, bx + dx], [ay + dy, by + dy], colour=colour, width=width, dashes=dashes, order=3
            )
