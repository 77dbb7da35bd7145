"""A network of providers on the ground: numbered symbols, ties by kind, communities by shape and fill."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Final

from shapely.geometry import Point

from mapa_uslug.core.text import Text
from mapa_uslug.reports.drawing_frame import GroundFrame, frame_ground
from mapa_uslug.reports.drawing_key import Draw, Key, KeyEntry, fit_names, stroke, symbol
from mapa_uslug.reports.drawing_labels import Box, push_apart
from mapa_uslug.reports.drawing_page import WIDTH, Page
from mapa_uslug.reports.looks import GROUND_LOOKS, INK, LINE, TIE_COLOURS, TIE_DASHES, Look, community_look
from mapa_uslug.reports.pictures import Node, Web

_TALLEST: Final = 4.6
_TALLEST_NAMES: Final = 3.85
_LARGEST: Final = 0.23
_SMALLEST: Final = 0.17
MOST_NAMED: Final = 60
"""Providers named below the drawing; of more the numbers are those of the table beside it."""
_BESIDE: Final = 0.03
_ROOM: Final = {"s": 0.88, "D": 0.8, "^": 1.12, "v": 1.12}
"""Markers that look as large as a circle of size 1."""


def draw_web(web: Web, *, text: Text, is_svg: bool) -> Page:
    """Draw `Web`; who stands at the same place as another is moved aside a little."""
    ground = frame_ground(
        [*web.outlines, *(Point(n.x, n.y) for n in web.nodes)], height=_TALLEST, margin=0.05
    )
    names = fit_names(
        [KeyEntry(n.label, _numbered(i + 1, n, _SMALLEST)) for i, n in enumerate(web.nodes[:MOST_NAMED])],
        height=_TALLEST_NAMES,
    )
    key = Key([*_tie_entries(web), *_community_entries(web, text)])
    ground = ground.lifted(names.height + 0.12)
    page = Page(ground.bottom + ground.height + 0.08 + key.height, is_svg=is_svg)
    key.draw(page, 0.0, page.height)
    names.draw(page, names.height)
    page.rectangle(0.02, ground.bottom, WIDTH - 0.04, ground.height, Look("", edge=LINE, width=0.6), order=0)
    page.shapes(ground.lay(web.outlines), GROUND_LOOKS["outline"], order=1)
    places = _places(web.nodes, ground)
    _draw_ties(page, web, places)
    for number, (node, (x, y)) in enumerate(zip(web.nodes, places, strict=True)):
        _numbered(number + 1, node, _size(node, web.nodes))(page, x, y)
    return page


def _places(nodes: Sequence[Node], ground: GroundFrame) -> list[tuple[float, float]]:
    top, bottom = ground.bottom + ground.height, ground.bottom
    half = _LARGEST / 2 + 0.02
    frame = Box(half, bottom + half, WIDTH - half, top - half)
    gap = max((_size(n, nodes) for n in nodes), default=_SMALLEST) + 0.03
    return push_apart([ground.point(n.x, n.y) for n in nodes], gap, frame=frame)


def _size(node: Node, nodes: Sequence[Node]) -> float:
    largest = max((n.size for n in nodes), default=0.0)
    if len(nodes) > MOST_NAMED or largest <= 0:
        return _SMALLEST
    return _SMALLEST + (_LARGEST - _SMALLEST) * math.sqrt(max(node.size, 0.0) / largest)


def _numbered(number: int, node: Node, size: float) -> Draw:
    shape, face = community_look(node.group)

    def draw(page: Page, x: float, y: float) -> None:
        room = size * _ROOM.get(shape, 1.0)
        page.marker(x, y, shape, room, face=face, edge=INK, order=6)
        drop = {"^": -0.02, "v": 0.02}.get(shape, 0.0)
        page.text(x, y + drop, f"{number}", size=6 if number < 100 else 5, align="center", order=7)

    return draw


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
            width = 0.7 + 1.0 * math.sqrt(max(weight, 0.0) / heaviest[kind]) if heaviest[kind] > 0 else 0.8
            page.line(
                [ax + dx, bx + dx], [ay + dy, by + dy], colour=colour, width=width, dashes=dashes, order=3
            )
