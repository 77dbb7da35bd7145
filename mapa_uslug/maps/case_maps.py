"""A small map of one case: the gminas around, where the record says that it is, and where it may be instead."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

import geopandas as gpd
import numpy as np
import shapely

from mapa_uslug.contracts.cases import Case
from mapa_uslug.core.text import Text
from mapa_uslug.maps.case_labels import Label, place_labels
from mapa_uslug.maps.case_view import UNITS, Scene, Spot, View, set_scene
from mapa_uslug.maps.case_words import describe_picture, name_length

_TOLERANCE: Final = 1.6
_DOT: Final = 6.0
_INK, _LINE, _OWN, _GIVEN, _CHOICE = "#1b2430", "#8a94a0", "#0b5f59", "#b3261e", "#7a1fa2"
_FONT: Final = 'text-anchor="middle" font-family="sans-serif" font-size="22"'


def draw_case(
    case: Case, *, gminas: gpd.GeoDataFrame, text: Text, width: int = 360, height: int = 260
) -> str:
    """Draw a case as SVG that needs nothing else; the same case gives the same text.

    The declared gmina is hatched, the given point a crossed circle, the choices are numbered by their keys, each with
    the circle in which the truth lies, to scale. What the drawing shows stands in its label in words.

    Parameters
    ----------
    gminas
        ``gmina_teryt, gmina, geometry``, in any CRS.
    width, height
        Size on screen [px].

    Returns
    -------
    str
        Empty if the case names neither a place nor a gmina of `gminas`.
    """
    scene = set_scene(case, gminas, width=width, height=height)
    return "" if scene is None else _compose(scene, text)


def _compose(scene: Scene, text: Text) -> str:
    view = scene.view
    # One page holds many of these drawings, and a pattern's id must be its own.
    hatch = "h" + hashlib.sha256(scene.case.case_id.encode()).hexdigest()[:10]
    labels = place_labels(_wanted_labels(scene, text), view.width, view.height)
    return "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="case-map" role="img" aria-label={quoteattr(describe_picture(scene, text))} '
            f'width="{view.width // UNITS}" height="{view.height // UNITS}" viewBox="0 0 {view.width} {view.height}">',
            f'<defs><pattern id="{hatch}" width="14" height="14" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
            '<path d="M0 0h14v14H0z" fill="#e3f1ef"/><path d="M0 0v14" stroke="#7fb5af" stroke-width="5"/></pattern></defs>',
            f'<path d="M0 0h{view.width}v{view.height}H0z" fill="#eceff1"/>',
            _draw_outlines(scene, hatch),
            *(_draw_circle(view, s) for s in scene.spots),
            _draw_names([label for label in labels if label.kind == "name"]),
            *(_draw_spot(view, s) for s in scene.spots),
            _draw_keys([label for label in labels if label.kind == "key"]),
            _draw_scale(view, text),
            f'<path d="M1 1h{view.width - 2}v{view.height - 2}H1z" fill="none" stroke="{_LINE}" stroke-width="2"/></svg>',
        )
    )


def _wanted_labels(scene: Scene, text: Text) -> list[Label]:
    view = scene.view
    wanted = [
        Label("box", "", 0.0, 0.0, left=0.0, top=view.height - 64.0, width=view.width * 0.32, height=64.0)
    ]
    wanted += [Label("point", "", *view.at(s)) for s in scene.spots]
    wanted += [Label("key", s.key, *view.at(s)) for s in scene.spots if s.key]
    wanted += [
        Label("name", name_length(text, s.far_m), *view.at(s), is_own=True) for s in scene.spots if s.is_far
    ]
    clipped = shapely.clip_by_rect(scene.shapes, *view.window) if len(scene.shapes) else ()
    for code, name, shape in reversed(list(zip(scene.codes, scene.names, clipped, strict=True))):
        if not shape.is_empty:
            middle, bounds = shape.representative_point(), shape.bounds
            (x, y), (left, bottom), (right, top) = (
                view.units(*p) for p in ((middle.x, middle.y), bounds[:2], bounds[2:])
            )
            is_own = code == scene.case.gmina_teryt
            wanted.append(Label("name", name, x, y, is_own, (left, top, right, bottom)))
    return wanted


def _draw_outlines(scene: Scene, hatch: str) -> str:
    view, drawn = scene.view, []
    west, south, east, north = view.window
    edge = 4 * view.unit_m
    for code, shape in zip(scene.codes, scene.shapes, strict=True):
        clipped = shapely.clip_by_rect(shape, west - edge, south - edge, east + edge, north + edge)
        plain = shapely.simplify(clipped, _TOLERANCE * view.unit_m, preserve_topology=False)
        rings = "".join(_draw_ring(view, ring) for ring in shapely.get_rings(shapely.get_parts(plain)))
        is_own = code == scene.case.gmina_teryt
        style = f' fill="url(#{hatch})" stroke="{_OWN}" stroke-width="4"' if is_own else ""
        drawn += [f'<path d="{rings}"{style}/>'] if rings else []
    inside = "".join(drawn)
    return f'<g fill="#fff" fill-rule="evenodd" stroke="{_LINE}" stroke-width="2" stroke-linejoin="round">{inside}</g>'


def _draw_ring(view: View, ring: shapely.LinearRing) -> str:
    corners = shapely.get_coordinates(ring)
    steps = np.rint((corners * (1.0, -1.0) + (-view.window[0], view.window[3])) / view.unit_m).astype(int)
    moves = np.diff(steps, axis=0)
    moves = moves[(moves != 0).any(axis=1)][:-1]
    if len(moves) < 2:
        return ""
    line = "".join(f"{'' if x < 0 else ' '}{x}{'' if y < 0 else ' '}{y}" for x, y in moves.tolist())
    return f"M{steps[0][0]} {steps[0][1]}l{line.lstrip()}z"


def _draw_circle(view: View, spot: Spot) -> str:
    radius = spot.radius_m / view.unit_m if math.isfinite(spot.radius_m) else 0.0
    if radius < _DOT:
        return ""
    x, y = view.at(spot)
    return (
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{radius:.0f}" fill="{_CHOICE}" fill-opacity=".1" '
        f'stroke="{_CHOICE}" stroke-width="2" stroke-dasharray="8 5"/>'
    )


def _draw_spot(view: View, spot: Spot) -> str:
    x, y = view.at(spot)
    if spot.key:
        return f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{_DOT:.0f}" fill="{_CHOICE}" stroke="#fff" stroke-width="2"/>'
    cross = f"M{x - 10:.0f} {y - 10:.0f}l20 20m0-20l-20 20"
    ring = f"M{x - 14:.0f} {y:.0f}a14 14 0 1 0 28 0a14 14 0 1 0-28 0"
    return (
        f'<path d="{ring}" fill="#fff" stroke="#fff" stroke-width="10"/>'
        f'<path d="{cross}{ring}" fill="none" stroke="{_GIVEN}" stroke-width="5"/>'
    )


def _draw_names(labels: Sequence[Label]) -> str:
    style = f'fill="{_INK}" stroke="#fff" stroke-width="6" paint-order="stroke" stroke-linejoin="round"'
    return _group(
        f"{_FONT} {style}", [_write(label, ' font-weight="700"' if label.is_own else "") for label in labels]
    )


def _draw_keys(labels: Sequence[Label]) -> str:
    middles = [(lb.left + lb.width / 2, lb.top + lb.height / 2) for lb in labels]
    lines = [f"M{lb.x:.0f} {lb.y:.0f}L{x:.0f} {y:.0f}" for lb, (x, y) in zip(labels, middles, strict=True)]
    boxes = [
        f'<rect x="{lb.left:.0f}" y="{lb.top:.0f}" width="{lb.width:.0f}" height="{lb.height:.0f}" rx="15"/>'
        for lb in labels
    ]
    return (
        (f'<path d="{"".join(lines)}" stroke="{_CHOICE}" stroke-width="3"/>' if lines else "")
        + _group(f'fill="{_CHOICE}" stroke="#fff" stroke-width="2"', boxes)
        + _group(f'{_FONT} font-weight="700" fill="#fff"', [_write(label) for label in labels])
    )


def _write(label: Label, weight: str = "") -> str:
    x, y = label.left + label.width / 2, label.top + label.height / 2 + 8
    return f'<text x="{x:.0f}" y="{y:.0f}"{weight}>{escape(label.text)}</text>'


def _group(style: str, parts: Sequence[str]) -> str:
    return f"<g {style}>{''.join(parts)}</g>" if parts else ""


def _draw_scale(view: View, text: Text) -> str:
    most = view.width * 0.28 * view.unit_m
    base = 10.0 ** math.floor(math.log10(most))
    length_m = max(step * base for step in (1.0, 2.0, 5.0) if step * base <= most)
    units, bottom = length_m / view.unit_m, view.height - 18
    return (
        f'<path d="M8 {bottom - 38}h{units + 20:.0f}v48H8z" fill="#fff" fill-opacity=".85"/>'
        f'<path d="M18 {bottom - 8}v8h{units:.0f}v-8" fill="none" stroke="{_INK}" stroke-width="3"/>'
        f'<text x="{18 + units / 2:.0f}" y="{bottom - 12}" {_FONT} fill="{_INK}">{escape(name_length(text, length_m))}</text>'
    )
