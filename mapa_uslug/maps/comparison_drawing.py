"""Drawing two maps beside each other, as one HTML file that asks nothing of any server."""

from __future__ import annotations

from branca.element import Figure

from mapa_uslug.catalog.models import Catalog
from mapa_uslug.core.text import Text
from mapa_uslug.maps.assets import Assets, read_assets
from mapa_uslug.maps.comparison import make_comparison
from mapa_uslug.maps.comparison_elements import SIDE_IDS, ComparisonPanel
from mapa_uslug.maps.elements import Page, PlannerMap
from mapa_uslug.maps.reading import DrawnMap
from mapa_uslug.maps.words import skeleton_labels


def draw_comparison(
    first: DrawnMap, second: DrawnMap, catalog: Catalog, *, text: Text, assets: Assets | None = None
) -> Figure:
    """Draw two maps with one view, one question and their differences.

    Raises
    ------
    InputError
        If the front end was not built.
    """
    names = [str(drawn.data["name"]) for drawn in (first, second)]
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
