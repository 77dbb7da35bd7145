"""Styles of the layers of the report on the seven steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import geopandas as gpd

from mapa_uslug.catalog.measure_words import name_measure
from mapa_uslug.core.text import Text
from mapa_uslug.reports.geopackage import LayerStyle
from mapa_uslug.reports.looks import (
    BANDS,
    GROUND_LOOKS,
    INK,
    LINE_COLOURS,
    PAPER,
    STATE_COLOURS,
    TIE_COLOURS,
    Look,
    community_look,
)
from mapa_uslug.reports.qml import Rule, Style, fill, line, marker, write_qml

text: Final = Text("pl")
"""Files are in Polish whatever the language of the screen is."""
_TITLES: Final = {
    "gminy": "Rodzaje usług bez miejsca", "podmioty": "Grupy podmiotów", "powiazania": "Powiązania wg rodzaju",
    "pomoc_przy_plamach": "Kto blisko białej plamy", "dzialania": "Działania wg rodzaju",
}  # fmt: skip
_SHAPES: Final = {
    "s": "square", "^": "triangle", "D": "diamond", "h": "hexagon", "p": "pentagon", "8": "octagon", "v": "star",
}  # fmt: skip
"""Communities have the markers that the drawing of the network has; QGIS has no triangle that stands on its tip."""
_MISSING_STEPS: Final = (0, 5, 10, 15)
_LABEL_SCALE: Final = 100_000


def style_plan_layers(tables: Mapping[str, gpd.GeoDataFrame]) -> list[LayerStyle]:
    """The default style of every layer."""
    styles = {
        "gminy": _gminas(),
        "podmioty": _providers(tables["podmioty"]),
        "powiazania": _ties(),
        "pomoc_przy_plamach": _helpers(),
        "dzialania": _measures(),
    }
    said = text("Style made together with the results")
    return [LayerStyle(name, _TITLES[name], write_qml(style), said) for name, style in styles.items()]


def _gminas() -> Style:
    """Kinds of service without a place, the more the darker."""
    column, edge = '"rodzaje_bez_miejsca"', GROUND_LOOKS["gmina"]
    rules = []
    for rank, low in enumerate(_MISSING_STEPS):
        high = _MISSING_STEPS[rank + 1] - 1 if rank + 1 < len(_MISSING_STEPS) else None
        said = (
            text("kinds without a place: {low} to {high}", low=low, high=high)
            if high is not None
            else text("kinds without a place: {low} or more", low=low)
        )
        condition = f"{column} >= {low}" + ("" if high is None else f" AND {column} <= {high}")
        look = Look(BANDS[rank], edge=edge.edge, width=edge.width, dashes=edge.dashes)
        rules.append(Rule(condition, said, fill(look)))
    rules.append(
        Rule("ELSE", text("no data"), fill(Look("", "....", STATE_COLOURS["cannot_tell"], edge.edge, 1.0)))
    )
    return Style("fill", tuple(rules), label="gmina", label_size=10)


def _providers(table: gpd.GeoDataFrame) -> Style:
    """A shape and a fill for every group that there is."""
    groups = sorted({int(g) for g in table["grupa"].dropna()} - {0})
    rules = []
    for group in groups:
        shape, face = community_look(group)
        rules.append(
            Rule(
                f'"grupa" = {group}', text("group {number}", number=group), marker(_SHAPES[shape], 3.6, face)
            )
        )
    rules.append(Rule("ELSE", text("in no group"), marker("circle", 3.0, PAPER)))
    return Style(
        "marker",
        tuple(rules),
        label="podmiot",
        label_size=7,
        label_scale=_LABEL_SCALE,
    )


def _ties() -> Style:
    words = {
        "zgloszone_partnerstwo": text("declared partnership"),
        "uslugi_uzupelniajace": text("services that add to one another"),
        "wspolni_mieszkancy": text("people within reach of both"),
        "ta_sama_miejscowosc": text("same locality"),
    }
    looks = ((2.0, False), (1.4, True), (0.8, False), (0.8, True))
    rules = tuple(
        Rule(code, said, line(TIE_COLOURS[n], looks[n][0], is_dashed=looks[n][1]))
        for n, (code, said) in enumerate(words.items())
    )
    return Style("line", rules, attribute="rodzaj")


def _helpers() -> Style:
    rules = (
        Rule("ta_sama_usluga", text("gives the same service"), line(STATE_COLOURS["too_far"], 1.2)),
        Rule(
            "ten_sam_obszar",
            text("works in the same area of services"),
            line(STATE_COLOURS["too_far"], 1.0, is_dashed=True),
        ),
    )
    return Style("line", rules, attribute="podstawa", label="podmiot", label_size=7, label_scale=_LABEL_SCALE)


def _measures() -> Style:
    """What is to be done in a colour each; repair of the data apart from the others, in grey."""
    looks = {
        "nowe_miejsce": ("new_place", "square", STATE_COLOURS["too_far"]),
        "usluga_dojezdzajaca": ("mobile", "triangle", LINE_COLOURS[0]),
        "dowoz": ("transport", "diamond", LINE_COLOURS[1]),
        "wiecej_miejsc": ("capacity", "circle", STATE_COLOURS["full"]),
        "wspolnie_z_sasiadem": ("sharing", "hexagon", LINE_COLOURS[2]),
        "przeprawa": ("crossing", "star", INK),
        "wiecej_godzin": ("staff", "pentagon", LINE_COLOURS[4]),
        "naprawa_danych": ("data_repair", "circle", STATE_COLOURS["cannot_tell"]),
    }
    rules = tuple(
        Rule(code, name_measure(text, measure), marker(shape, 3.4, face, edge=PAPER))
        for code, (measure, shape, face) in looks.items()
    )
    return Style(
        "marker", rules, attribute="dzialanie", label="usluga_nazwa", label_size=7, label_scale=_LABEL_SCALE
    )
