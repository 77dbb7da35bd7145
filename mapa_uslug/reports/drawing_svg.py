"""From what the drawing library writes to an ``svg`` element that can stand in a page."""

from __future__ import annotations

import re
from typing import Final
from xml.etree import ElementTree

from mapa_uslug.reports.drawing_page import FAMILY, HALO
from mapa_uslug.reports.looks import SERIES_LOOKS, STATE_LOOKS, Look

_SVG: Final = "http://www.w3.org/2000/svg"
_LINK: Final = "{http://www.w3.org/1999/xlink}href"
_FONTS: Final = '"DejaVu Sans", Verdana, "Segoe UI", system-ui, sans-serif'
"""Fonts as wide as the one that places were measured in come first."""
_REFERENCE: Final = re.compile(r"url\(#([^)]+)\)")
_LONG_NUMBER: Final = re.compile(r"(-?\d+\.\d{2})\d+")
_FILL: Final = re.compile(r"stroke: (#[0-9a-f]{6})")
_DOTTED: Final[list[Look]] = [
    look for look in (*STATE_LOOKS.values(), *SERIES_LOOKS) if "." in look.hatch or "o" in look.hatch
]
_HALO: Final = "paint-order: stroke; stroke: #fff; stroke-width: 2.2; stroke-linejoin: round"


def clean_svg(written: bytes, *, name: str) -> str:
    """Keep the drawing alone: no prolog, metadata or style sheet, ids begin with a name, size follows the place.

    What is drawn keeps its look: lines meet as the style sheet said, and numbers have two decimal places [pt].
    """
    root = ElementTree.fromstring(written)
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in (f"{{{_SVG}}}metadata", f"{{{_SVG}}}style"):
                parent.remove(child)
    _set_haloes(root)
    _set_dots(root)
    _rename_ids(root, name)
    for element in root.iter():
        for key, value in element.attrib.items():
            if key in ("d", "x", "y", "transform", "points"):
                element.set(key, _LONG_NUMBER.sub(r"\1", value))
            elif key == "style":
                element.set(key, value.replace(f"'{FAMILY}'", _FONTS))
    for key in ("height", "version"):
        root.attrib.pop(key, None)
    root.set("width", "100%")
    root.set("style", "max-width: 48rem; stroke-linejoin: round; stroke-linecap: butt")
    root.set("aria-hidden", "true")
    root.set("focusable", "false")
    ElementTree.register_namespace("", _SVG)
    written_out = ElementTree.tostring(root, encoding="unicode")
    return re.sub(r">\s+<", "><", written_out)


def _set_haloes(root: ElementTree.Element) -> None:
    for group in root.iter(f"{{{_SVG}}}g"):
        if group.get("id", "").startswith(HALO):
            for words in group.iter(f"{{{_SVG}}}text"):
                words.set("style", f"{words.get('style', '')}; {_HALO}")


def _set_dots(root: ElementTree.Element) -> None:
    """Dots and rings as one tile: the library draws each of hundreds of them as a curve of its own."""
    dotted = {(look.face, look.hatch_colour): look for look in _DOTTED}
    for pattern in root.iter(f"{{{_SVG}}}pattern"):
        ground, drawn = pattern[0], pattern[-1]
        colour = _FILL.search(drawn.get("style", ""))
        look = dotted.get((ground.get("fill", ""), colour[1] if colour else ""))
        if look is None:
            continue
        tile = 4.0 if "." in look.hatch else 6.0
        pattern.set("width", f"{tile}")
        pattern.set("height", f"{tile}")
        for child in list(pattern):
            pattern.remove(child)
        size = {"width": f"{tile}", "height": f"{tile}", "fill": look.face}
        ElementTree.SubElement(pattern, f"{{{_SVG}}}rect", size)
        dot = {"cx": "2", "cy": "2", "r": "0.85" if "." in look.hatch else "1.4"}
        paint = (
            {"fill": look.hatch_colour}
            if "." in look.hatch
            else {"fill": "none", "stroke": look.hatch_colour, "stroke-width": "0.7"}
        )
        ElementTree.SubElement(pattern, f"{{{_SVG}}}circle", dot | paint)


def _rename_ids(root: ElementTree.Element, name: str) -> None:
    """Ids that something refers to begin with the name; the others go."""
    used = set()
    for element in root.iter():
        if _LINK in element.attrib:
            target = element.attrib.pop(_LINK).removeprefix("#")
            element.set("href", f"#{name}-{target}")
            used.add(target)
        for key, value in element.attrib.items():
            used.update(_REFERENCE.findall(value))
            element.set(key, _REFERENCE.sub(rf"url(#{name}-\1)", value))
    for element in root.iter():
        own = element.attrib.pop("id", None)
        if own in used:
            element.set("id", f"{name}-{own}")
