"""folium elements of one self-contained page: everything inlined, nothing requested, no template run over data."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from html import escape
from typing import Any, ClassVar

import folium
from branca.element import Element, Figure, MacroElement
from jinja2 import Template

from mapa_uslug.contracts.tiles import TileSource
from mapa_uslug.maps.assets import Assets

MAP_ID = "uslugi"
DATA_ID = "mapa-uslug-data"
ARRAYS_ID = "mapa-uslug-arrays"
WAYS_ID = "mapa-uslug-ways"
_RUN_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


class Verbatim(Element):  # type: ignore[misc]
    """Text that goes into the page as it stands (branca would run a plain element's text as a template)."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **kwargs: Any) -> str:
        """The text itself."""
        return self.text


class Page(Figure):  # type: ignore[misc]
    """An HTML page with a language, and a policy under which it can run its own scripts and fetch nothing.

    Attributes
    ----------
    tiles
        Map tiles on the web: the policy then lets in pictures of their one server, and still nothing else.
    """

    tiles: TileSource | None = None

    _template = Template(
        '<!DOCTYPE html>\n<html lang="{{ this.language }}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<title>{{ this.title | e }}</title>\n{{ this.header.render(**kwargs) }}\n</head>\n<body>\n"
        "{{ this.html.render(**kwargs) }}\n<script>\n{{ this.script.render(**kwargs) }}\n</script>\n</body>\n</html>\n"
    )

    def __init__(self, *, title: str, language: str) -> None:
        super().__init__(title=title)
        self.language = language
        self.header._children.clear()

    def render(self, **kwargs: Any) -> str:
        """The page; its policy names the hash of every script that it holds."""
        page: str = super().render(**kwargs)
        hashes = [_hash_of(script) for script in _RUN_SCRIPT.findall(page)]
        pictures = ["data:", "blob:", *([self.tiles.origin] if self.tiles else [])]
        policy = (
            f"default-src 'none'; script-src {' '.join(dict.fromkeys(hashes))}; style-src 'unsafe-inline'; "
            f"img-src {' '.join(pictures)}; font-src data:; connect-src 'none'; base-uri 'none'; form-action 'none'"
        )
        meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        return page.replace('<meta charset="utf-8">', f'<meta charset="utf-8">\n{meta}', 1)


def _hash_of(script: str) -> str:
    digest = hashlib.sha256(script.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


class PlannerMap(folium.Map):  # type: ignore[misc]
    """A folium map whose Leaflet comes with the page; folium's own links to other servers are left out."""

    default_js: ClassVar[list[tuple[str, str]]] = []
    default_css: ClassVar[list[tuple[str, str]]] = []
    _template = Template(
        "{% macro script(this, kwargs) %}"
        "var {{ this.get_name() }} = L.map({{ this.get_name() | tojson }}, {{ this.leaflet_options | tojson }});"
        "{% endmacro %}"
    )

    def __init__(
        self, *, page: Page, bounds: list[list[float]], map_id: str = MAP_ID, what_if: str = "none"
    ) -> None:
        super().__init__(tiles=None)
        self.what_if = what_if
        self._id = map_id
        self.bounds = bounds
        self.leaflet_options = {
            "zoomControl": False,
            "fadeAnimation": False,
            "zoomSnap": 0.5,
            "minZoom": 6,
            "maxZoom": 18,
        }
        self._parent = None
        page.add_child(self, name=map_id)

    def get_bounds(self) -> list[list[float]]:
        """South-west and north-east corner of what the first view shows [deg]."""
        return self.bounds


class PlannerPanel(MacroElement):  # type: ignore[misc]
    """Inlines the front end and the data, and starts the one on the other.

    Parameters
    ----------
    data
        JSON document of the map.
    arrays, ways
        Encoded `ArrayPack`s, see `MapDocument`.
    labels
        Words that stand in the page before any script runs.
    """

    def __init__(
        self,
        *,
        assets: Assets,
        data: Mapping[str, Any],
        arrays: str,
        ways: str = "",
        labels: Mapping[str, str],
    ) -> None:
        super().__init__()
        self._id = "panel"
        self.assets, self.data, self.labels = assets, data, labels
        self.packs = {ARRAYS_ID: arrays, WAYS_ID: ways}

    def render(self, **kwargs: Any) -> None:
        """Add style, script, skeleton and data to the page."""
        page = self.get_root()
        page.header.add_child(Verbatim(f"<style>{self.assets.style}</style>"), name="style")
        page.header.add_child(Verbatim(f"<script>{self.assets.script}</script>"), name="front_end")
        page.html.add_child(Verbatim(_skeleton(self._parent.get_name(), self.labels)), name="skeleton")
        page.html.add_child(
            Verbatim(f'<script type="application/json" id="{DATA_ID}">{to_json(self.data)}</script>'),
            name="data",
        )
        for name, pack in self.packs.items():
            page.html.add_child(Verbatim(f'<script type="text/plain" id="{name}">{pack}</script>'), name=name)
        start = f'MapaUslug.start({self._parent.get_name()}, "{DATA_ID}", "{ARRAYS_ID}");'
        page.script.add_child(Verbatim(start), name="start")


def to_json(data: object) -> str:
    """JSON that can stand inside a script element, whatever strangers wrote into their spreadsheets."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _skeleton(map_name: str, labels: Mapping[str, str]) -> str:
    words = {key: escape(value) for key, value in labels.items()}
    return f"""<a class="skip" href="#question">{words["skip"]}</a>
<a class="skip" href="#{map_name}">{words["skip_map"]}</a>
<a class="skip" href="#tables-toggle">{words["skip_tables"]}</a>
<noscript><p class="no-script">{words["no_script"]}</p></noscript>
<div class="app" id="app">
<header class="head" id="head"></header>
<main class="panel" id="panel" tabindex="-1"></main>
<section class="stage" id="stage" aria-label="{words["map"]}">
<div class="folium-map" id="{map_name}"></div>
<div class="layers" id="layers"></div>
</section>
<section class="drawer" id="drawer" aria-label="{words["tables"]}"></section>
</div>"""
