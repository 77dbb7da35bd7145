"""The meeting pack: a balance of cooperation as a page that can be read aloud and printed, and a workbook beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pandas as pd
import shapely

from mapa_uslug.catalog.words import name_mode
from mapa_uslug.contracts.cooperation import CooperationBalance, Terms
from mapa_uslug.contracts.places import EXACT_RADIUS_M
from mapa_uslug.core.files import folder_in_making
from mapa_uslug.core.text import Text
from mapa_uslug.maps.drawing import write_map
from mapa_uslug.maps.meeting_ground import MeetingGround
from mapa_uslug.maps.meeting_map import MapPlace, MapQuestion, draw_meeting_map, make_meeting_page
from mapa_uslug.registry import Registry
from mapa_uslug.reports.background import list_attributions
from mapa_uslug.reports.meeting import REGIMES, Meeting, Regime
from mapa_uslug.reports.meeting_pack import compose_meeting, render_meeting, write_meeting_workbook
from mapa_uslug.reports.meeting_words import name_limits, name_regimes
from mapa_uslug.steps.loading import AreaData
from mapa_uslug.steps.writing import attribution_of

PAGE_NAME: Final = "spotkanie.html"
WORKBOOK_NAME: Final = "spotkanie.xlsx"


def prepare_meeting(
    balance: CooperationBalance, data: AreaData, *, terms: Terms, largest: int, language: str
) -> Meeting:
    """Join a balance with the names that its codes stand for.

    Parameters
    ----------
    terms
        On which terms the tables and sentences stand.
    largest
        Partners of the largest set that is listed.
    """
    return Meeting(
        balance=balance, terms=terms, largest=largest,
        names=dict(zip(data.gminas["gmina_teryt"].astype(str), data.gminas["gmina"].astype(str), strict=True)),
        places=_nameable(data.registry), owners=_owners(data.registry), cells=data.cells, catalog=data.catalog, text=Text(language), year=data.cells.year,
    )  # fmt: skip


def _nameable(registry: Registry) -> pd.DataFrame:
    columns = ["service_id", "provider", "service_type", "gmina_teryt", "locality", "occupied"]
    known = [
        t[t["sensitivity"] == 0].reindex(columns=columns) for t in (registry.located, registry.unlocated)
    ]
    return pd.concat(known, ignore_index=True)


def _owners(registry: Registry) -> frozenset[tuple[str, str]]:
    """A gmina has a place of its own also where nobody knows its address, or nobody may."""
    tables = (registry.located, registry.unlocated, registry.unplaced)
    return frozenset(
        (str(code), str(gmina))
        for t in tables
        for code, gmina in zip(t["service_type"], t["gmina_teryt"], strict=True)
    )


def write_meeting(meeting: Meeting, data: AreaData, out: Path) -> tuple[Path, Path]:
    """Write ``spotkanie.html`` and ``spotkanie.xlsx`` into a folder: both, or none."""
    text = meeting.text
    attribution = list_attributions(text, {"attribution": attribution_of(data)})
    report = compose_meeting(meeting, attribution=attribution)
    body, style = render_meeting(report, meeting, map_html=_draw(meeting, data))
    names = meeting.list_names(meeting.gminas)
    page = make_meeting_page(body, style, title=f"{report.title}: {names}", text=text)
    with folder_in_making(out) as part:
        write_map(page, part / PAGE_NAME)
        write_meeting_workbook(meeting, part / WORKBOOK_NAME, attribution=attribution)
    return out / PAGE_NAME, out / WORKBOOK_NAME


def _draw(meeting: Meeting, data: AreaData) -> str:
    ground = MeetingGround(
        crs=data.crs, gminas=data.gminas, partners=meeting.balance.partners, cells=data.cells,
        landscape=data.landscape, network=data.roads.network,
    )  # fmt: skip
    regimes = {str(key): name for key, name in name_regimes(meeting.text).items()}
    return draw_meeting_map(
        ground, list(_questions(meeting)), list(_places(meeting, data)), regimes=regimes,
        gminas=[meeting.name(g) for g in meeting.gminas], start=(meeting.terms, _first(meeting)), text=meeting.text,
    )  # fmt: skip


def _first(meeting: Meeting) -> str:
    """The service that most people gain."""
    return max(meeting.services, key=meeting.sum_gained)


def _questions(meeting: Meeting) -> Iterator[MapQuestion]:
    """Every service by every mode of which the balance holds states."""
    text = meeting.text
    symbols = {area.number: area.symbol for area in meeting.catalog.areas}
    for service in meeting.services:
        for mode in meeting.modes(service):
            found = {r: meeting.states(r, service, mode) for r in REGIMES}
            states = {str(r): s for r, s in found.items() if s is not None}
            if states:
                yield MapQuestion(
                    service=service, name=meeting.service_title(service), mode=mode, mode_name=name_mode(text, mode),
                    note=text("Threshold: {limits}.", limits=name_limits(meeting, service, mode)),
                    symbol=symbols[meeting.catalog.by_code[service].areas[0]], states=states,
                    people={r: _people(meeting, r, service, mode) for r in REGIMES},
                )  # fmt: skip


def _people(meeting: Meeting, regime: Regime, service: str, mode: str) -> list[list[int]]:
    found = [meeting.figures(regime, service, gmina, mode=mode) for gmina in meeting.gminas]
    return [[0] * 4 if f is None else [f.served, f.full, f.too_far, f.cannot_tell] for f in found]


def _places(meeting: Meeting, data: AreaData) -> Iterator[MapPlace]:
    """Places of the services compared, also those of other gminas."""
    located = data.registry.located
    table = located[(located["sensitivity"] == 0) & located["service_type"].isin(meeting.services)]
    x, y = (f(table.geometry.to_numpy()) for f in (shapely.get_x, shapely.get_y))
    rows = table[["service_type", "provider", "locality", "gmina_teryt", "radius_m"]].itertuples(index=False)
    for row, east, north in zip(rows, x, y, strict=True):
        named = (
            str(v)
            for v in (row.provider, row.locality, meeting.name(row.gmina_teryt))
            if isinstance(v, str) and v
        )
        yield MapPlace(
            service=row.service_type, x=float(east), y=float(north), label=", ".join(dict.fromkeys(named)),
            is_partner=row.gmina_teryt in meeting.balance.partners, is_rough=float(row.radius_m) > EXACT_RADIUS_M,
        )  # fmt: skip
