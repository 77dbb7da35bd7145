"""The map of a meeting: every cell's state by service, mode and regime, with a switch; on paper all regimes side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from importlib import resources
from typing import Any, Final

import numpy as np
from branca.element import Figure
from numpy.typing import NDArray

from mapa_uslug.contracts.tables import STATES
from mapa_uslug.core.text import Text
from mapa_uslug.maps.elements import Page, Verbatim, to_json
from mapa_uslug.maps.meeting_ground import MeetingGround, View, draw_ground, fit_grid

DATA_ID: Final = "spotkanie-dane"
_LETTERS: Final = "sftc"
"""A letter for each of `STATES`."""
_TALL: Final = 0.8
"""Width / height below which four small maps stand in one row."""


@dataclass(frozen=True)
class MapPlace:
    """A place of a service; area CRS. `label` is shown where one points at it."""

    service: str
    x: float
    y: float
    label: str
    is_partner: bool = True
    is_rough: bool = False


@dataclass(frozen=True, eq=False)
class MapQuestion:
    """What the map can be asked: a service by a mode.

    Attributes
    ----------
    note : str
        Its threshold, in words.
    symbol : str
        Letters on the places.
    states : dict
        Regime -> uint8, (cells,), an index into `STATES`; a regime that was not counted is absent.
    people : dict
        Regime -> people by state of every partner, in the order of the names given, (gminas, 4).
    """

    service: str
    name: str
    mode: str
    mode_name: str
    note: str
    symbol: str
    states: Mapping[str, NDArray[np.uint8]]
    people: Mapping[str, Sequence[Sequence[int]]]


def draw_meeting_map(
    ground: MeetingGround,
    questions: Sequence[MapQuestion],
    places: Sequence[MapPlace],
    *,
    regimes: Mapping[str, str],
    gminas: Sequence[str],
    start: tuple[str, str],
    text: Text,
) -> str:
    """Draw the map as HTML to stand in a page with `make_meeting_page`.

    Parameters
    ----------
    regimes
        Key -> name, in the order of the switch.
    gminas
        Names of the partners, in the order of the rows of `MapQuestion.people`.
    start
        Regime and service that are shown first.
    """
    view = View.around(ground)
    below, above = draw_ground(ground, view)
    rows = _partner_rows(ground)
    shown = [key for key in regimes if any(key in q.states for q in questions)]
    data = {
        "language": text.language,
        "words": _words(text),
        "states": [text("Served"), text("No free place"), text("Too far"), text("Not known")],
        "regimes": [{"key": key, "name": regimes[key]} for key in shown],
        "start": start[0] if start[0] in shown else shown[0],
        "first": start[1],
        "gminas": list(gminas),
        **_describe_cells(ground, rows, view),
        "questions": [_describe_question(q, shown, rows) for q in questions],
        "places": [_describe_place(p, view) for p in places],
    }
    return _skeleton(
        data,
        below,
        above,
        f"0 0 {view.width} {view.height}",
        is_tall=view.width < _TALL * view.height,
        text=text,
    )


def make_meeting_page(body: str, style: str, *, title: str, text: Text) -> Figure:
    """Make the page of a meeting: its map's style and script inlined, nothing asked of any server."""
    page = Page(title=title, language=text.language)
    page.header.add_child(Verbatim(f"<style>{style}\n{_asset('meeting.css')}</style>"), name="style")
    page.html.add_child(Verbatim(body), name="body")
    page.script.add_child(Verbatim(_asset("meeting.js")), name="script")
    return page


def _asset(name: str) -> str:
    return resources.files("mapa_uslug.maps").joinpath("meeting", name).read_text(encoding="utf-8")


def _partner_rows(ground: MeetingGround) -> NDArray[np.int64]:
    """Cells of the partners, row by row of the grid: so neighbours in one state stand together."""
    table = ground.cells.table
    rows = np.flatnonzero(table["gmina_teryt"].isin(ground.partners))
    col, row = (table[c].to_numpy(dtype=np.int64)[rows] for c in ("grid_col", "grid_row"))
    return np.asarray(rows[np.lexsort((col, -row))], dtype=np.int64)


def _describe_cells(ground: MeetingGround, rows: NDArray[np.int64], view: View) -> dict[str, Any]:
    if not len(rows):
        return {"cells": [], "matrix": [0.0] * 6}
    table = ground.cells.table
    col, row = (table[c].to_numpy(dtype=np.int64)[rows] for c in ("grid_col", "grid_row"))
    matrix = fit_grid(ground.cells, rows, view, ground.crs)
    # Counted from the first column and row: short numbers.
    matrix[:, 2] += matrix[:, :2] @ (col.min(), row.min())
    cells = np.column_stack([col - col.min(), row - row.min()]).ravel().tolist()
    return {"cells": cells, "matrix": [round(float(v), 3) for v in matrix.T.ravel()]}


def _describe_question(
    question: MapQuestion, regimes: Sequence[str], rows: NDArray[np.int64]
) -> dict[str, Any]:
    return {
        "service": question.service, "name": question.name, "mode": question.mode, "modeName": question.mode_name,
        "note": question.note, "symbol": question.symbol,
        "states": {r: run_lengths(question.states[r][rows]) for r in regimes if r in question.states},
        "people": {r: [list(map(int, row)) for row in question.people[r]] for r in regimes if r in question.people},
    }  # fmt: skip


def run_lengths(states: NDArray[np.uint8]) -> str:
    """States as letters with how often each follows: ``s12t3``."""
    if not len(states):
        return ""
    starts = np.flatnonzero(np.diff(states.astype(np.int64), prepend=-1))
    lengths = np.diff(np.append(starts, len(states)))
    return "".join(
        f"{_LETTERS[s]}{n}" for s, n in zip(states[starts].tolist(), lengths.tolist(), strict=True)
    )


def _describe_place(place: MapPlace, view: View) -> dict[str, Any]:
    x, y = view.steps(np.array([place.x]), np.array([place.y]))[0]
    return {"service": place.service, "x": round(x), "y": round(y), "label": place.label,
            "partner": int(place.is_partner), "rough": int(place.is_rough)}  # fmt: skip


def _words(text: Text) -> dict[str, str]:
    return {
        "summary": text("{service}, {mode}, {regime}."),
        "gmina": text("Gmina"),
        "people": text("People"),
        "share": text("Share"),
        "state": text("State"),
        "served": text("With access"),
        "change": text("Against own places"),
        "total": text("Together"),
        "caption": text("People of all these gminas, by state"),
        "by_gmina": text("People with access, by gmina"),
        "picture": text("Map: {regime}"),
    }


def _skeleton(
    data: Mapping[str, Any], below: str, above: str, size: str, *, is_tall: bool, text: Text
) -> str:
    services = dict.fromkeys((q["service"], q["name"]) for q in data["questions"])
    options = "".join(f'<option value="{escape(code)}">{escape(name)}</option>' for code, name in services)
    radios = "".join(
        f'<label class="chip"><input type="radio" name="regime" value="{r["key"]}"><span>{escape(r["name"])}</span></label>'
        for r in data["regimes"]
    )
    keys = "".join(
        f'<li><svg width="28" height="14" aria-hidden="true" focusable="false"><rect width="28" height="14" class="{state}"/></svg> {escape(word)}</li>'
        for state, word in zip(STATES, data["states"], strict=True)
    )
    label = {key: escape(value) for key, value in {
        "service": text("Service"), "mode": text("Mode"), "regime": text("Whose places count"), "key": text("Key"),
        "place": text("place of the service in these gminas"), "other": text("elsewhere"), "rough": text("place known only roughly"),
        "figures": text("Figures"), "side_by_side": text("All regimes side by side"), "cells": text("Each square is coloured by the state of most people who live in it."),
    }.items()}  # fmt: skip
    legend = f"""<ul class="legend" aria-label="{label["key"]}">{keys}
<li><svg width="18" height="18" viewBox="-30 -30 60 60" aria-hidden="true" focusable="false"><circle r="24" class="place"/></svg> {label["place"]}</li>
<li><svg width="18" height="18" viewBox="-30 -30 60 60" aria-hidden="true" focusable="false"><circle r="20" class="place other"/></svg> {label["other"]}</li>
<li><svg width="18" height="18" viewBox="-30 -30 60 60" aria-hidden="true" focusable="false"><circle r="24" class="place rough"/></svg> {label["rough"]}</li></ul>
<p class="note">{label["cells"]}</p>"""
    return f"""<svg class="patterns" width="0" height="0" aria-hidden="true" focusable="false"><defs>
<pattern id="map-hatch" width="14" height="14" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="14" height="14" fill="#c2187a"/><rect width="5" height="14" fill="#fbe3f1"/></pattern>
<pattern id="map-bars" width="12" height="12" patternUnits="userSpaceOnUse"><rect width="12" height="12" fill="#f2a900"/><rect width="3.6" height="12" fill="#5c3d00"/></pattern>
<pattern id="map-dots" width="12" height="12" patternUnits="userSpaceOnUse"><rect width="12" height="12" fill="#e8eaed"/><circle cx="6" cy="6" r="3" fill="#6f7782"/></pattern>
<g id="ground-below">{below}</g><g id="ground-above">{above}</g></defs></svg>
<div class="meeting" id="meeting" hidden>
<form class="ask" id="ask">
<div class="field"><label for="service">{label["service"]}</label><select id="service">{options}</select></div>
<div class="field"><label for="mode">{label["mode"]}</label><select id="mode"></select></div>
<fieldset class="field regimes"><legend>{label["regime"]}</legend><div class="chips">{radios}</div></fieldset>
</form>
<div class="shown">
<div>
<svg class="picture" id="picture" viewBox="{size}" role="img" aria-label=""></svg>
{legend}
</div>
<div class="figures" id="figures" role="region" aria-live="polite" aria-label="{label["figures"]}"></div>
</div>
<div class="side-by-side{" tall" if is_tall else ""}" id="side-by-side" data-size="{size}"><p class="asked" id="asked"></p><div class="small-maps" id="small-maps"></div>{legend}</div>
</div>
<script type="application/json" id="{DATA_ID}">{to_json(data)}</script>"""
