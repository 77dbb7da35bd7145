"""Pictures of a report as SVG for pages and as PNG for documents; equal input gives equal bytes.

The drawing library is loaded only when something is drawn.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from mapa_uslug.core.text import Text
from mapa_uslug.reports.pictures import Bars, Lines, Picture, Scatter, SketchMap, Web

if TYPE_CHECKING:
    from mapa_uslug.reports.drawing_page import Page


def draw_svg(picture: Picture, *, text: Text, name: str) -> str:
    """Draw as an ``svg`` element that stands in a page of HTML.

    Words stay words; it has no title of its own, no width but that of its place, and asks for no other file.

    Parameters
    ----------
    name
        Begins the ids of its parts: letters, digits and hyphens, different for every drawing of a page.
    """
    from mapa_uslug.reports.drawing_page import settings
    from mapa_uslug.reports.drawing_svg import clean_svg

    with settings(name):
        written = io.BytesIO()
        _draw(picture, text=text, is_svg=True).figure.savefig(written, format="svg", metadata={"Date": None})
    return clean_svg(written.getvalue(), name=name)


def draw_png(picture: Picture, *, text: Text) -> bytes:
    """Draw as a PNG file, 16 cm wide at 200 dots per inch."""
    from mapa_uslug.reports.drawing_page import settings

    with settings("png"):
        written = io.BytesIO()
        page = _draw(picture, text=text, is_svg=False)
        page.figure.savefig(written, format="png", metadata={"Software": None})
    return written.getvalue()


def _draw(picture: Picture, *, text: Text, is_svg: bool) -> Page:
    from mapa_uslug.reports.drawing_bars import draw_bars
    from mapa_uslug.reports.drawing_ground import draw_sketch
    from mapa_uslug.reports.drawing_lines import draw_lines
    from mapa_uslug.reports.drawing_scatter import draw_scatter
    from mapa_uslug.reports.drawing_web import draw_web

    match picture:
        case Bars():
            return draw_bars(picture, text=text, is_svg=is_svg)
        case Lines():
            return draw_lines(picture, text=text, is_svg=is_svg)
        case Scatter():
            return draw_scatter(picture, text=text, is_svg=is_svg)
        case Web():
            return draw_web(picture, text=text, is_svg=is_svg)
        case SketchMap():
            return draw_sketch(picture, text=text, is_svg=is_svg)
