"""Drawing two maps beside each other, as one HTML file that asks nothing of any server."""

from __future__ import annotations

import re
from typing import Final

from branca.element import Figure

from mapa_uslug.catalog.models import Catalog
from mapa_uslug.core.text import Text
from mapa_uslug.maps.assets import Assets, read_assets
from mapa_uslug.maps.comparison import make_comparison
from mapa_uslug.maps.comparison_elements import SIDE_IDS, ComparisonPanel
from mapa_uslug.maps.elements import Page, PlannerMap
from mapa_uslug.maps.reading import DrawnMap
from mapa_uslug.maps.words import skeleton_labels

_LONGEST_NAME: Final = 120
_TURNING: Final = re.compile("[\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]")
"""Characters that turn a line around (see `tame` in src/dom.ts)."""


def draw_comparison(
    first: DrawnMap, second: DrawnMap, catalog: Catalog, *, text: Text, assets: Assets | None = None
) -> Figure:
    """Draw two maps with one view, one question and their differences.

    Raises
    ------
    InputError
        If the front end was not built.
    """
    names = [_TURNING.sub("", str(drawn.data["name"]))[:_LONGEST_NAME] for drawn in (first, second)]
    page = Page(
        title=f"{' / '.join(dict.fromkeys(names))}: {text('Comparison of two maps')}", language=text.language
    )
    for drawn, map_id in zip((first, second), SIDE_IDS, strict=True):
        PlannerMap(page=page, bounds=drawn.data["bounds"], map_id=map_id)
    panel = ComparisonPanel(
        assets=assets or read_assets(name="compare"),
        document=make_comparison(first, second, catalog, text=text),
        labels=skeleton_labels(text),
    )
    page.add_child(panel, name="comparison")
    return page
