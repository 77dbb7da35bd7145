"""folium elements of the page that shows two maps beside each other."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any, Final

from branca.element import MacroElement

from mapa_uslug.maps.assets import Assets
from mapa_uslug.maps.comparison import ComparisonDocument
from mapa_uslug.maps.elements import Verbatim, to_json

COMPARISON_ID: Final = "mapa-uslug-comparison"
PACK_IDS: Final = ("mapa-uslug-shared", "mapa-uslug-first", "mapa-uslug-second")
SIDE_IDS: Final = ("pierwsza", "druga")
"""Of the two maps, in the page and in its script."""


class ComparisonPanel(MacroElement):  # type: ignore[misc]
    """Inlines the front end and the data of two maps, and starts the one on the other.

    Parameters
    ----------
    labels
        Words that stand in the page before any script runs.
    """

    def __init__(self, *, assets: Assets, document: ComparisonDocument, labels: Mapping[str, str]) -> None:
        super().__init__()
        self._id = "comparison"
        self.assets, self.document, self.labels = assets, document, labels

    def render(self, **kwargs: Any) -> None:
        """Add style, script, skeleton and data to the page."""
        page, maps = self.get_root(), [child.get_name() for child in self._parent._children.values()][:2]
        page.header.add_child(Verbatim(f"<style>{self.assets.style}</style>"), name="style")
        page.header.add_child(Verbatim(f"<script>{self.assets.script}</script>"), name="front_end")
        page.html.add_child(Verbatim(_skeleton(maps, self.labels)), name="skeleton")
        data = to_json(self.document.data)
        page.html.add_child(
            Verbatim(f'<script type="application/json" id="{COMPARISON_ID}">{data}</script>'), name="data"
        )
        for name, pack in zip(PACK_IDS, self.document.packs, strict=True):
            page.html.add_child(Verbatim(f'<script type="text/plain" id="{name}">{pack}</script>'), name=name)
        packs = ", ".join(f'"{name}"' for name in PACK_IDS)
        start = f'MapaUslug.compare([{", ".join(maps)}], "{COMPARISON_ID}", [{packs}]);'
        page.script.add_child(Verbatim(start), name="start")


def _skeleton(maps: list[str], labels: Mapping[str, str]) -> str:
    words = {key: escape(value) for key, value in labels.items()}
    sides = "".join(
        f'<section class="side" id="side-{i}" aria-labelledby="side-name-{i}"><div class="side-head" id="side-head-{i}"></div>'
        f'<div class="side-map"><div class="folium-map" id="{name}"></div></div></section>'
        for i, name in enumerate(maps)
    )
    return f"""<a class="skip" href="#question">{words["skip"]}</a>
<noscript><p class="no-script">{words["no_script"]}</p></noscript>
<div class="app comparison" id="app">
<header class="head" id="head"></header>
<main class="panel" id="panel" tabindex="-1"></main>
<div class="stage" id="stage">{sides}</div>
<section class="drawer" id="drawer" aria-label="{words["tables"]}"></section>
</div>"""
