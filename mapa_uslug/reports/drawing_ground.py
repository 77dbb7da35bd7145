"""A static map: layers in their looks, places, names that do not collide, a scale bar and a key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import shapely

from mapa_uslug.core.text import Text
from mapa_uslug.reports.drawing_frame import GroundFrame, frame_ground
from mapa_uslug.reports.drawing_key import Draw, Key, KeyEntry, stroke, swatch, symbol
from mapa_uslug.reports.drawing_labels import Anchor, Box, box_around, place_labels
from mapa_uslug.reports.drawing_page import Page
from mapa_uslug.reports.looks import GROUND_LOOKS, INK, LINE, PAPER, STATE_LOOKS, Look
from mapa_uslug.reports.pictures import Layer, SketchMap

_TALLEST: Final = 6.2
_PLACE: Final = 0.1
_NAME: Final = 7.5
_BAR_ROW: Final = 0.26


def draw_sketch(sketch: SketchMap, *, text: Text, is_svg: bool) -> Page:
    """Draw `SketchMap`; a name that finds no free place is left out, the last ones first."""
    ground = frame_ground(_framing(sketch), height=_TALLEST)
    key = Key([KeyEntry(x.label, _swatch(x)) for x in sketch.layers if x.label and x.shapes])
    ground = ground.lifted(key.height + _BAR_ROW)
    page = Page(ground.bottom + ground.height + 0.02, is_svg=is_svg)
    key.draw(page, 0.0, key.height)
    page.rectangle(ground.left, ground.bottom, ground.width, ground.height,
                   Look("", edge=LINE, width=0.7), order=8)  # fmt: skip
    _draw_scale(page, ground, sketch.scale_m, text)
    places: list[tuple[float, float]] = []
    for number, layer in enumerate(sketch.layers):
        if layer.look == "place":
            places += [ground.point(p.x, p.y) for shape in layer.shapes for p in _points(shape)]
        else:
            page.shapes(ground.lay(_drawn(layer)), _look(layer), order=1 + number * 0.2)
    for x, y in places:
        page.marker(x, y, "o", _PLACE, face=PAPER, edge=INK, width=1.6, order=7)
    _write_names(page, sketch.names, ground, [box_around(x, y, _PLACE / 2 + 0.01) for x, y in places])
    return page


def _framing(sketch: SketchMap) -> list[Any]:
    """What the map has to show whole: the gminas if it has any, else everything."""
    gminas = [s for x in sketch.layers if x.look == "gmina" for s in x.shapes]
    return gminas or [s for x in sketch.layers for s in x.shapes]


def _look(layer: Layer) -> Look:
    return GROUND_LOOKS.get(layer.look) or STATE_LOOKS[layer.look]


def _drawn(layer: Layer) -> Sequence[Any]:
    """Shapes of a layer; of what is outlined only, every stretch once, or the dashes of neighbours fill each other."""
    look = _look(layer)
    if look.face or look.hatch:
        return layer.shapes
    lines = [s.boundary if s.geom_type.endswith("Polygon") else s for s in layer.shapes]
    return [shapely.line_merge(shapely.union_all(lines))]


def _points(shape: Any) -> Sequence[Any]:
    """Points of a shape; the middle of what is none."""
    if shape.geom_type == "MultiPoint":
        return list(shape.geoms)
    return [shape if shape.geom_type == "Point" else shape.representative_point()]


def _swatch(layer: Layer) -> Draw:
    look = _look(layer)
    if layer.look == "place":
        return symbol("o", PAPER, size=_PLACE)
    if look.face or look.hatch:
        return swatch(Look(look.face, look.hatch, look.hatch_colour))
    return stroke(look.edge, look.width, look.dashes)


def _draw_scale(page: Page, ground: GroundFrame, length_m: int, text: Text) -> None:
    """A bar below the map, where it hides nothing, at most a third of it wide."""
    length = float(length_m)
    while length * ground.scale > ground.width / 3:
        length /= 2
    words = f"{text.number(length / 1000, 0 if length % 1000 == 0 else 1)}\u00a0km"
    if length < 1000:
        words = f"{text.number(length)}\u00a0m"
    wide = length * ground.scale
    x, y = ground.left, ground.bottom - 0.15
    for start, face in ((0.0, INK), (wide / 2, PAPER)):
        page.rectangle(x + start, y - 0.025, wide / 2, 0.05, Look(face, edge=INK, width=0.6), order=8)
    page.text(x + wide + 0.07, y, words, size=7)


def _write_names(
    page: Page, names: Sequence[tuple[str, float, float]], ground: GroundFrame, obstacles: Sequence[Box]
) -> None:
    anchors = []
    for name, x, y in names:
        left, bottom = ground.point(x, y)
        if (
            ground.left < left < ground.left + ground.width
            and ground.bottom < bottom < ground.bottom + ground.height
        ):
            anchors.append(Anchor(left, bottom, 0.03, (name,), _NAME))
    frame = Box(ground.left + 0.03, ground.bottom + 0.03, ground.left + ground.width - 0.03,
                ground.bottom + ground.height - 0.03)  # fmt: skip
    for anchor, place in zip(
        anchors, place_labels(anchors, frame=frame, obstacles=obstacles, reach=2), strict=True
    ):
        if place is None:
            continue
        dot = box_around(anchor.x, anchor.y, 0.01)
        if not any(dot.meets(other) for other in obstacles):
            page.marker(anchor.x, anchor.y, "o", 0.035, face=INK, edge=PAPER, width=0.4, order=7)
        box = place.box
        page.text((box.left + box.right) / 2, (box.bottom + box.top) / 2, anchor.lines[0], size=_NAME,
                  align="center", has_halo=True)  # fmt: skip
