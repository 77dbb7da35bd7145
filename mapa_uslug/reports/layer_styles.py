"""Styles of the layers of ``wyniki.gpkg``: Polish legends, colours and patterns as on the map."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import geopandas as gpd
import numpy as np

from mapa_uslug.catalog.models import MAIN_LEVEL, Catalog
from mapa_uslug.contracts.combined import TOO_FAR
from mapa_uslug.contracts.tables import STATES, RunResult
from mapa_uslug.core.text import Text
from mapa_uslug.reports.cause_layers import EXISTING, PROPOSED
from mapa_uslug.reports.figures import combine_modes, service_types
from mapa_uslug.reports.geopackage import LayerStyle
from mapa_uslug.reports.looks import (
    BANDS,
    GROUND_LOOKS,
    INK,
    LINE_COLOURS,
    PAPER,
    STATE_COLOURS,
    STATE_LOOKS,
    WHITE_SPOT,
    Look,
)
from mapa_uslug.reports.qml import Rule, Style, fill, line, marker, write_qml
from mapa_uslug.reports.words import (
    OBSTACLE_CODES,
    STATE_COLUMNS,
    name_mode_in_files,
    name_states,
    name_type_in_files,
)

text: Final = Text("pl")
"""Files are in Polish whatever the language of the screen is."""
_SHAPES: Final = ("circle", "square", "diamond", "hexagon", "pentagon", "triangle", "octagon")
"""Outlines by area of services, in turn, as on the map."""
_OBSTACLE_COLOURS: Final = {
    "river": "#2f6f9f", "railway": "#1b2430", "motorway": "#b4531a", "lake": "#2f6f9f", "forest": "#3f6b2f",
    "no_road": "#55606e",
}  # fmt: skip
_LOW_COURSES: Final = 6
"""Fewer courses a day make a stop a poor one: three there and three back."""
_LABEL_SCALE: Final = 75_000
_SMALL_MARKER: Final = 2.6


def style_layers(
    tables: Mapping[str, gpd.GeoDataFrame], result: RunResult, catalog: Catalog
) -> list[LayerStyle]:
    """One default style for every layer of `tables`, and further ones for the cells by each other type of service.

    Layers that hold every type show that with the most people too far; the others wait, switched off, in the legend.
    """
    types = service_types(result)
    first = _most_too_far(result, types)
    shown = {
        "gminy": _gminas(),
        "uslugi": _services(tables["uslugi"], catalog),
        "izochrony": _isochrones(tables["izochrony"], catalog, first),
        "biale_plamy": _white_spots(types, catalog, first),
        "brak_miejsc": _cells_of_state("full", types, catalog, first),
        "nie_wiadomo": _cells_of_state("cannot_tell", types, catalog, first),
        "bariery": _barriers(),
        "mosty_i_przejazdy": _crossings(),
        "kursy": _stops(),
        "mozliwe_dublowanie": _overlaps(),
        "dostepnosc_miejsc": _supply(tables["dostepnosc_miejsc"], catalog),
    }
    styles: dict[str, list[LayerStyle]] = {
        name: [
            LayerStyle(name, _TITLES[name], write_qml(style), text("Style made together with the results"))
        ]
        for name, style in shown.items()
    }
    styles["komorki"] = [*_cells(tables["komorki"], [first, *(t for t in types if t != first)], catalog)]
    return [style for name in tables for style in styles[name]]


def style_basics(
    services: gpd.GeoDataFrame, types: Sequence[str], catalog: Catalog, first: str
) -> list[LayerStyle]:
    """Default styles of the layers ``gminy``, ``uslugi`` and ``biale_plamy``; `first` is the type that is switched on."""
    shown = {
        "gminy": _gminas(),
        "uslugi": _services(services, catalog),
        "biale_plamy": _white_spots(types, catalog, first, label="miejscowosci"),
    }
    said = text("Style made together with the results")
    return [LayerStyle(name, _TITLES[name], write_qml(style), said) for name, style in shown.items()]


_TITLES: Final = {
    "gminy": "Granice gmin", "uslugi": "Miejsca usług", "komorki": "Stan mieszkańców", "izochrony": "Czas dotarcia",
    "biale_plamy": "Białe plamy", "brak_miejsc": "Brak miejsc", "nie_wiadomo": "Nie wiadomo",
    "bariery": "Bariery wg rodzaju", "mosty_i_przejazdy": "Przeprawy", "kursy": "Kursy w dzień szkolny",
    "mozliwe_dublowanie": "Możliwe dublowanie", "dostepnosc_miejsc": "Miejsca na 1000 osób",
}  # fmt: skip
"""Names of the default styles: as the names of the layers they are Polish."""


def _most_too_far(result: RunResult, types: Sequence[str]) -> str:
    """The type with the most people too far; the first one of a tie."""
    counts = [int(combine_modes(result, code).people[:, TOO_FAR].sum()) for code in types]
    return types[int(np.argmax(counts))]


def _gminas() -> Style:
    look = GROUND_LOOKS["gmina"]
    rules = (
        Rule('"w_obszarze"', text("gmina of the area"), fill(look)),
        Rule("ELSE", text("neighbouring gmina"), fill(GROUND_LOOKS["outline"])),
    )
    return Style("fill", rules, label="gmina", label_size=10)


def _services(table: gpd.GeoDataFrame, catalog: Catalog) -> Style:
    """A symbol a type: outline and letters of its first area of services."""
    areas = {a.number: a for a in catalog.areas}
    rules = []
    for code in sorted(set(table["usluga"].astype(str))):
        known = catalog.by_code.get(code)
        area = areas.get(known.areas[0]) if known else None
        shape = _SHAPES[area.number % len(_SHAPES)] if area else _SHAPES[0]
        symbol = marker(shape, 5.0, PAPER, letters=area.symbol if area else "")
        rules.append(Rule(code, name_type_in_files(code, catalog), symbol))
    rules.append(Rule("", text("other"), marker("circle", 3.0, PAPER)))
    return Style(
        "marker", tuple(rules), attribute="usluga", label="nazwa", label_size=7, label_scale=_LABEL_SCALE
    )


def _cells(table: gpd.GeoDataFrame, types: Sequence[str], catalog: Catalog) -> list[LayerStyle]:
    """A style a type, the first one the default."""
    found: list[LayerStyle] = []
    for code in types:
        column = f"{code}_stan"
        if column not in table.columns:
            continue
        rules = tuple(
            Rule(value, words, fill(_state_look(state)))
            for value, words, state in zip(STATE_COLUMNS, name_states(text), STATES, strict=True)
        )
        qml = write_qml(Style("fill", rules, attribute=column))
        name = name_type_in_files(code, catalog)
        said = text("{service}: state of most people of the cell by all modes", service=name)
        found.append(LayerStyle("komorki", f"{code} {name}", qml, said, is_default=not found))
    return found


def _state_look(state: str) -> Look:
    return GROUND_LOOKS.get(state) or STATE_LOOKS[state]


def _by_type(
    types: Sequence[str], catalog: Catalog, first: str, condition: Callable[[str], str], look: Look
) -> tuple[Rule, ...]:
    """A rule a type, all but the first switched off."""
    return tuple(
        Rule(condition(code), name_type_in_files(code, catalog), fill(look), is_on=code == first)
        for code in sorted(types, key=lambda c: c != first)
    )


def _white_spots(types: Sequence[str], catalog: Catalog, first: str, *, label: str = "osoby") -> Style:
    every = name_mode_in_files("all")
    level = MAIN_LEVEL + 1

    def condition(code: str) -> str:
        return f'"usluga" = \'{code}\' AND "srodek" = \'{every}\' AND "poziom" = {level}'

    rules = _by_type(types, catalog, first, condition, WHITE_SPOT)
    return Style(
        "fill",
        rules,
        label=label,
        label_scale=_LABEL_SCALE,
    )


def _cells_of_state(state: str, types: Sequence[str], catalog: Catalog, first: str) -> Style:
    def condition(code: str) -> str:
        return f'"usluga" = \'{code}\' AND "poziom" = {MAIN_LEVEL + 1}'

    rules = _by_type(types, catalog, first, condition, STATE_LOOKS[state])
    return Style("fill", rules)


def _isochrones(table: gpd.GeoDataFrame, catalog: Catalog, first: str) -> Style:
    """Bands of the union of all places of a type by its first mode, the farthest below."""
    rules = []
    every = table[table["id"].astype(str) == table["usluga"].astype(str)]
    groups = every[["usluga", "mode", "minutes"]].drop_duplicates().sort_values(["usluga", "mode", "minutes"])
    modes = {str(c): str(part["mode"].iloc[0]) for c, part in groups.groupby("usluga")}
    for code in sorted(modes, key=lambda c: (c != first, c)):
        mode = modes[code]
        minutes = groups.loc[(groups["usluga"] == code) & (groups["mode"] == mode), "minutes"].tolist()
        for rank, limit in enumerate(minutes):
            shade = BANDS[len(BANDS) - 1 - round(rank * (len(BANDS) - 1) / max(1, len(minutes) - 1))]
            condition = (
                f'"id" = \'{code}\' AND "usluga" = \'{code}\' AND "mode" = \'{mode}\' AND "minutes" = {limit}'
            )
            said = text(
                "{service}: up to {minutes} min", service=name_type_in_files(code, catalog), minutes=limit
            )
            rules.append(Rule(condition, said, fill(Look(shade)), is_on=code == first))
    if not rules:
        rules.append(Rule("", text("no bands"), fill(Look(BANDS[1]))))
    return Style("fill", tuple(rules), order="minutes")


def _barriers() -> Style:
    words = {
        "river": text("river"), "railway": text("railway"), "motorway": text("motorway or expressway"), "lake": text("lake"),
        "forest": text("forest"), "no_road": text("no road"),
    }  # fmt: skip
    rules = tuple(
        Rule(value, words[code], line(_OBSTACLE_COLOURS[code], 3.0, is_dashed=code in ("forest", "no_road")))
        for code, value in OBSTACLE_CODES.items()
    )
    return Style("line", rules, attribute="rodzaj", label="nazwa", label_scale=_LABEL_SCALE)


def _crossings() -> Style:
    rules = (
        Rule(EXISTING, text("link that much depends on"), line(INK, 2.6)),
        Rule(
            PROPOSED,
            text("crossing that could be built"),
            line(STATE_COLOURS["too_far"], 2.2, is_dashed=True),
        ),
    )
    return Style("line", rules, attribute="rola", label="nazwa", label_scale=_LABEL_SCALE)


def _stops() -> Style:
    low = text("fewer than {count} courses a day", count=_LOW_COURSES)
    high = text("{count} courses a day or more", count=_LOW_COURSES)
    column = '"kursy_szkolny"'
    rules = (
        Rule(f"{column} >= {_LOW_COURSES}", high, marker("square", _SMALL_MARKER, LINE_COLOURS[0])),
        Rule(f"{column} > 0 AND {column} < {_LOW_COURSES}", low, marker("square", _SMALL_MARKER, BANDS[1])),
        Rule(f"{column} = 0", text("no course"), marker("square", _SMALL_MARKER, PAPER)),
        Rule("ELSE", text("no data"), marker("circle", 2.0, PAPER, edge=STATE_COLOURS["cannot_tell"])),
    )
    return Style(
        "marker",
        rules,
        label="nazwa",
        label_size=7,
        label_scale=_LABEL_SCALE,
    )


def _overlaps() -> Style:
    rules = (Rule("", text("place whose people reach another one too"), marker("diamond", 3.4, BANDS[1])),)
    return Style("marker", rules, label="nazwa", label_size=7, label_scale=_LABEL_SCALE)


def _supply(table: gpd.GeoDataFrame, catalog: Catalog) -> Style:
    """Places per 1,000 in reach, of the first type and mode that they are known of, by fifths of the cells."""
    fixed = ("cell_id", "gmina_teryt", "miejscowosc", "uzupelniona", "geometry")
    column = next((str(c) for c in table.columns if c not in fixed), "")
    unknown = fill(STATE_LOOKS["cannot_tell"])
    if not column:
        return Style("fill", (Rule("", text("no data"), unknown),))
    values = table[column].to_numpy(dtype=np.float64)
    positive = values[np.isfinite(values) & (values > 0)]
    cuts = (
        sorted({float(f"{q:.2g}") for q in np.quantile(positive, (0.25, 0.5, 0.75))}) if len(positive) else []
    )
    name = name_type_in_files(column.split("_")[0], catalog)
    rules = [
        Rule(f'"{column}" = 0', text("{service}: none in reach", service=name), fill(Look(PAPER, edge=INK)))
    ]
    for rank, (low, high) in enumerate(zip([0.0, *cuts], [*cuts, None], strict=True)):
        above = f'"{column}" > {low:g}'
        condition = above if high is None else f'{above} AND "{column}" <= {high:g}'
        said = _tell_class(low, high)
        rules.append(Rule(condition, said, fill(Look(BANDS[min(rank + 1, len(BANDS) - 1)]))))
    rules.append(Rule("ELSE", text("no data"), unknown))
    return Style("fill", tuple(rules))


def _tell_class(low: float, high: float | None) -> str:
    if high is None:
        return text("more than {low} per 1,000", low=_number(low))
    if not low:
        return text("up to {high} per 1,000", high=_number(high))
    return text("{low} to {high} per 1,000", low=_number(low), high=_number(high))


def _number(value: float) -> str:
    return text.number(value, 0 if value == round(value) else 1 if value >= 1 else 2)
