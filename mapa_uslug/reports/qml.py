"""Styles as QGIS reads them (QML): symbols, renderers and labels, written from small parts.

Properties stand twice, as options and in the older form, as QGIS itself wrote them for years: each version reads one of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from mapa_uslug.reports.looks import INK, PAPER, Look

Geometry = Literal["fill", "line", "marker"]
_GEOMETRY_CODES: Final = {"marker": "0", "line": "1", "fill": "2"}
_VERSION: Final = "3.16.0"
_DOCTYPE: Final = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>"
_MM_PER_POINT: Final = 25.4 / 72
_LINE_ANGLES: Final = {"/": (45,), "\\": (135,), "|": (90,), "-": (0,), "x": (45, 135)}


@dataclass(frozen=True)
class SymbolLayer:
    """One layer of a symbol: class and properties of QGIS, and the symbol that fills it, if any."""

    kind: str
    properties: Mapping[str, str]
    inner: Symbol | None = None


@dataclass(frozen=True)
class Symbol:
    """A symbol; `layers` from below upwards."""

    geometry: Geometry
    layers: tuple[SymbolLayer, ...]


@dataclass(frozen=True)
class Rule:
    """A rule of a renderer: expression of QGIS ("" all, "ELSE" the rest), words of the legend, whether it is switched on."""

    filter: str
    label: str
    symbol: Symbol
    is_on: bool = True


@dataclass(frozen=True)
class Style:
    """How a layer is drawn.

    Attributes
    ----------
    rules
        With `attribute`: categories, whose `filter` is the value. Else rules.
    label
        Column, or expression if `is_expression`, that features are labelled with; "" none.
    order
        Column by which features are drawn, the largest first, so that the small ones stay seen; "" none.
    """

    geometry: Geometry
    rules: tuple[Rule, ...]
    attribute: str = ""
    label: str = ""
    is_expression: bool = False
    order: str = ""
    label_size: float = 8.0
    label_scale: int = 0
    """Labels are shown from this scale (its denominator) on; 0 always."""


def colour(code: str) -> str:
    """``#rrggbb`` or ``#rrggbbaa`` as QGIS writes it."""
    digits = code.removeprefix("#")
    parts = [int(digits[i : i + 2], 16) for i in range(0, len(digits), 2)]
    return ",".join(map(str, [*parts, 255][:4]))


def fill(look: Look) -> Symbol:
    """A fill with its pattern and its outline, which is thin where the look has none."""
    layers = [_ground(look), *_pattern(look)]
    return Symbol("fill", tuple(layers))


def _ground(look: Look) -> SymbolLayer:
    edge = look.edge or look.hatch_colour or look.face or INK
    return SymbolLayer(
        "SimpleFill",
        {
            "color": colour(look.face or PAPER),
            "style": "solid" if look.face else "no",
            "outline_color": colour(edge),
            "outline_style": "dash" if look.dashes else "solid",
            "outline_width": _mm(look.width or 0.4),
            "outline_width_unit": "MM",
            "joinstyle": "round",
        },
    )


def _pattern(look: Look) -> list[SymbolLayer]:
    if not look.hatch:
        return []
    sign = look.hatch[0]
    if sign in ".o":
        face = colour(look.hatch_colour) if sign == "." else colour(look.face)
        dot = SymbolLayer(
            "SimpleMarker",
            {
                "name": "circle", "color": face, "outline_color": colour(look.hatch_colour), "outline_width": "0.2",
                "size": "0.8" if sign == "." else "1.1", "size_unit": "MM",
            },
        )  # fmt: skip
        steps = {"distance_x": "1.8", "distance_y": "1.8", "displacement_x": "0.9", "displacement_y": "0"}
        return [SymbolLayer("PointPatternFill", steps, Symbol("marker", (dot,)))]
    return [
        SymbolLayer(
            "LinePatternFill",
            {
                "angle": f"{angle}",
                "distance": "1.6",
                "distance_unit": "MM",
                "color": colour(look.hatch_colour),
            },
            line(look.hatch_colour, 0.9 if len(look.hatch) > 3 else 0.7),
        )
        for angle in _LINE_ANGLES[sign]
    ]


def line(code: str, points: float, *, is_dashed: bool = False) -> Symbol:
    """A line; its width is in points."""
    properties = {
        "line_color": colour(code), "line_width": _mm(points), "line_width_unit": "MM",
        "line_style": "dash" if is_dashed else "solid", "capstyle": "round", "joinstyle": "round",
    }  # fmt: skip
    return Symbol("line", (SymbolLayer("SimpleLine", properties),))


def marker(shape: str, size_mm: float, face: str, *, edge: str = INK, letters: str = "") -> Symbol:
    """A marker with letters in its middle."""
    layers = [
        SymbolLayer(
            "SimpleMarker",
            {
                "name": shape, "color": colour(face), "outline_color": colour(edge), "outline_width": "0.4",
                "outline_width_unit": "MM", "size": f"{size_mm:g}", "size_unit": "MM",
            },
        )
    ]  # fmt: skip
    if letters:
        layers.append(
            SymbolLayer(
                "FontMarker",
                {
                    "font": "Sans Serif", "chr": letters, "color": colour(edge), "size": f"{size_mm * 0.5:g}",
                    "size_unit": "MM", "outline_width": "0", "outline_color": colour(edge),
                },
            )
        )  # fmt: skip
    return Symbol("marker", tuple(layers))


def _mm(points: float) -> str:
    return f"{points * _MM_PER_POINT:.2f}"


def write_qml(style: Style) -> str:
    """Write a style as a whole QML document."""
    root = Element(
        "qgis",
        {
            "version": _VERSION, "styleCategories": "Symbology|Labeling", "labelsEnabled": "1" if style.label else "0",
            "hasScaleBasedVisibilityFlag": "0", "minScale": "1e+08", "maxScale": "0",
        },
    )  # fmt: skip
    root.append(_renderer(style))
    if style.label:
        root.append(_labelling(style))
    SubElement(root, "layerGeometryType").text = _GEOMETRY_CODES[style.geometry]
    ElementTree.indent(root, " ")
    return f"{_DOCTYPE}\n{ElementTree.tostring(root, encoding='unicode')}\n"


def _renderer(style: Style) -> Element:
    kind = "categorizedSymbol" if style.attribute else "RuleRenderer"
    renderer = Element(
        "renderer-v2",
        {"type": kind, "symbollevels": "0", "forceraster": "0", "enableorderby": "1" if style.order else "0"},
    )
    if style.attribute:
        renderer.set("attr", style.attribute)
        _add_categories(renderer, style.rules)
    else:
        _add_rules(renderer, style.rules)
    symbols = SubElement(renderer, "symbols")
    for number, rule in enumerate(style.rules):
        symbols.append(_symbol(rule.symbol, str(number)))
    if style.order:
        order = SubElement(renderer, "orderby")
        SubElement(order, "orderByClause", {"asc": "0", "nullsFirst": "0"}).text = f'"{style.order}"'
    return renderer


def _add_categories(renderer: Element, rules: Sequence[Rule]) -> None:
    categories = SubElement(renderer, "categories")
    for number, rule in enumerate(rules):
        named = {"symbol": str(number), "value": rule.filter, "label": rule.label, "type": "string"}
        SubElement(categories, "category", named | {"render": "true" if rule.is_on else "false"})


def _add_rules(renderer: Element, rules: Sequence[Rule]) -> None:
    root = SubElement(renderer, "rules", {"key": "rules"})
    for number, rule in enumerate(rules):
        given = {"key": f"rule-{number}", "symbol": str(number), "label": rule.label}
        if rule.filter:
            given["filter"] = rule.filter
        if not rule.is_on:
            given["checkstate"] = "0"
        SubElement(root, "rule", given)


def _symbol(symbol: Symbol, name: str) -> Element:
    root = Element(
        "symbol",
        {"name": name, "type": symbol.geometry, "alpha": "1", "clip_to_extent": "1", "force_rhr": "0"},
    )
    for number, layer in enumerate(symbol.layers):
        element = SubElement(root, "layer", {"class": layer.kind, "enabled": "1", "locked": "0", "pass": "0"})
        options = SubElement(element, "Option", {"type": "Map"})
        for key, value in sorted(layer.properties.items()):
            SubElement(options, "Option", {"name": key, "type": "QString", "value": value})
        for key, value in sorted(layer.properties.items()):
            SubElement(element, "prop", {"k": key, "v": value})
        if layer.inner:
            element.append(_symbol(layer.inner, f"@{name}@{number}"))
    return root


def _labelling(style: Style) -> Element:
    root = Element("labeling", {"type": "simple"})
    settings = SubElement(root, "settings", {"calloutType": "simple"})
    words = SubElement(
        settings,
        "text-style",
        {
            "fieldName": style.label, "isExpression": "1" if style.is_expression else "0", "fontFamily": "Sans Serif",
            "fontSize": f"{style.label_size:g}", "fontSizeUnit": "Point", "textColor": colour(INK), "textOpacity": "1",
            # Without a weight QGIS takes the thinnest one.
            "fontWeight": "50", "fontItalic": "0", "multilineHeight": "1",
        },
    )  # fmt: skip
    SubElement(
        words,
        "text-buffer",
        {
            "bufferDraw": "1", "bufferSize": "0.8", "bufferSizeUnits": "MM", "bufferColor": colour(PAPER),
            "bufferOpacity": "1",
        },
    )  # fmt: skip
    # Over areas and around points wherever there is room, along lines.
    placement = {"fill": "1", "marker": "0", "line": "2"}[style.geometry]
    SubElement(
        settings, "placement", {"placement": placement, "dist": "1", "distUnits": "MM", "centroidInside": "1"}
    )
    shown = {"scaleVisibility": "1" if style.label_scale else "0", "scaleMin": f"{style.label_scale}"}
    SubElement(settings, "rendering", shown | {"scaleMax": "0", "obstacle": "1", "displayAll": "0"})
    return root
