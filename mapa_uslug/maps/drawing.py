"""Drawing a run as one HTML file that asks nothing of any server."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import folium
from branca.element import Element

from mapa_uslug.catalog.models import Catalog
from mapa_uslug.contracts.tables import RunResult
from mapa_uslug.core.files import write_text
from mapa_uslug.core.text import Text
from mapa_uslug.maps.assets import Assets, read_assets
from mapa_uslug.maps.descriptions import tiles_of
from mapa_uslug.maps.document import MapDocument, make_document
from mapa_uslug.maps.elements import Page, PlannerMap, PlannerPanel
from mapa_uslug.maps.kept import Memo
from mapa_uslug.maps.words import skeleton_labels


def draw_map(
    result: RunResult,
    catalog: Catalog,
    *,
    text: Text,
    assets: Assets | None = None,
    memo: Memo | None = None,
) -> folium.Map:
    """Draw a run: who is served, who is too far, who finds no room, about whom nothing can be said.

    Parameters
    ----------
    memo
        What was drawn before of the same roads, land cover and isochrones.

    Returns
    -------
    folium.Map
        Further folium elements may be added before it is written. Its attribute `what_if` says what can be tried out in
        it: ``full``, ``places`` or ``none``, as in `MapOptions`.

    Raises
    ------
    InputError
        If the front end was not built.
    """
    document = make_document(result, catalog, text=text, memo=memo)
    title = f"{result.name}: {text('Map of social services')}"
    drawn = draw_document(
        document, title=title, labels=skeleton_labels(text), language=text.language, assets=assets
    )
    drawn.get_root().tiles = tiles_of(result)
    return drawn


def draw_document(
    document: MapDocument,
    *,
    title: str,
    labels: Mapping[str, str],
    language: str,
    assets: Assets | None = None,
) -> folium.Map:
    """Draw the page that shows a document.

    Parameters
    ----------
    labels
        As `skeleton_labels` gives them.
    """
    page = Page(title=title, language=language)
    planner_map = PlannerMap(page=page, bounds=document.bounds, what_if=document.what_if)
    PlannerPanel(
        assets=assets or read_assets(),
        data=document.data,
        arrays=document.arrays,
        ways=document.ways,
        labels=labels,
    ).add_to(planner_map)
    return planner_map


def write_map(drawn: Element, path: Path) -> None:
    """Write a map, or a page of two, as one file, whole or not at all."""
    write_text(path, drawn.get_root().render())
