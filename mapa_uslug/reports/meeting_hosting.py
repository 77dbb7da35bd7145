"""Tables of a meeting pack: who hosts whom, how full the places are, who has it nearer across the border."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import pandas as pd

from mapa_uslug.catalog.words import name_mode
from mapa_uslug.core.polish_order import polish_key
from mapa_uslug.core.text import mark
from mapa_uslug.reports.content import Cell, Column, Table, Void
from mapa_uslug.reports.meeting import Meeting, join_items
from mapa_uslug.reports.meeting_words import look_of_matrix, name_unit_of, to_number
from mapa_uslug.reports.words import NBSP

_CAPTIONS: Final = {
    "to": mark("{service}: people of the gmina of the row who would use places in that of the column ({mode})"),
    "from": mark("{service}: people of the gmina of the row to whom workers would come from that of the column ({mode})"),
}  # fmt: skip
"""By who travels."""


def tabulate_hosting(meeting: Meeting) -> Iterator[Table]:
    """For each service in which anybody is hosted: rows are guests, columns hosts."""
    text = meeting.text
    for service in meeting.services:
        counted = {(g, h): n for g in meeting.gminas for h, n in meeting.hosts_of(service, g)}
        if not counted:
            continue
        hosts = sorted({*meeting.gminas, *(h for _, h in counted)}, key=lambda c: polish_key(meeting.name(c)))
        rows: list[tuple[Cell, ...]] = [
            (meeting.name(g), *(Void() if g == h else counted.get((g, h), 0) for h in hosts),
             sum(n for (guest, _), n in counted.items() if guest == g))
            for g in meeting.gminas
        ]  # fmt: skip
        hosted = [sum(n for (_, host), n in counted.items() if host == h) for h in hosts]
        total: tuple[Cell, ...] = (text("Hosted"), *hosted, sum(hosted))
        caption = text(
            _CAPTIONS[meeting.catalog.by_code[service].direction],
            service=meeting.service_title(service),
            mode=name_mode(text, meeting.hosted_mode(service)),
        )
        columns = (Column(text("Gmina")), *(Column(meeting.name(h), "people") for h in hosts),
                   Column(text("Sum"), "people"))  # fmt: skip
        yield Table(caption, columns, (*rows, total), look=f"{look_of_matrix(len(hosts))} totalled")


def tabulate_load(meeting: Meeting, *, is_whole: bool = False) -> Table:
    """Places whose load changes; by the mode that tells who hosts whom, or with `is_whole` all of them by every mode."""
    text, table = meeting.text, meeting.balance.load
    table = table[(table["terms"] == meeting.terms) & (table["regime"] == meeting.balance.everybody)]
    table = table[table["service_type"].isin(meeting.services)]
    place = meeting.places.set_index("service_id")[["provider", "locality", "occupied"]]
    rows = []
    for x in table.itertuples(index=False):
        changes = not math.isclose(x.wanted_before, x.wanted_after) or x.from_others > 0
        if is_whole or (changes and x.mode == meeting.hosted_mode(x.service_type)):
            name = place.loc[x.service_id] if x.service_id in place.index else None
            unit = meeting.catalog.by_code[x.service_type].capacity_unit
            rows.append((
                meeting.service_title(x.service_type), "" if name is None else _place_name(name), meeting.name(x.gmina_teryt),
                name_mode(text, x.mode), unit, to_number(x.capacity), None if name is None else to_number(name["occupied"]),
                *(to_number(v) for v in (x.wanted_before, x.wanted_after, x.from_others)),
            ))  # fmt: skip
    rows.sort(key=lambda r: tuple(polish_key(str(v)) for v in (r[0], r[2], r[1], r[3])))
    columns: tuple[Column, ...] = (
        Column(text("Service")), Column(text("Place")), Column(text("Gmina")), Column(text("Mode")), Column(text("Unit")),
        Column(text("Capacity"), "decimal"), Column(text("Taken by the sheet"), "decimal"),
        Column(text("Demand (estimate), own only"), "decimal"), Column(text("Demand (estimate), together"), "decimal"),
        Column(text("Of it from other gminas"), "decimal"),
    )  # fmt: skip
    if not is_whole:
        # A sheet of A4 has no room for columns that say the same of every place of a service.
        rows = [(f"{r[0]} ({r[3]}; {r[4]})", *r[1:3], *r[5:]) for r in rows]
        columns = (*columns[:3], *columns[5:])
    note = text(
        "Demand is estimated from the people within the threshold and the share of them who want the service; how many places are taken now only the sheet of services tells."
    )
    return Table(text("Load on places at the main threshold"), columns, tuple(rows), note)


def _place_name(place: pd.Series) -> str:
    return ", ".join(str(v) for v in (place["provider"], place["locality"]) if isinstance(v, str) and v)


def tabulate_border(meeting: Meeting) -> Table:
    """Who has a nearer place across the border, by one mode a service: one row a service and gmina."""
    text, table = meeting.text, meeting.balance.border
    table = table[table["people"] > 0]
    rows = []
    for service in meeting.services:
        mode = _border_mode(meeting, service)
        for gmina in meeting.gminas:
            is_here = (table["service_type"] == service) & (table["mode"] == mode)
            here = table[is_here & (table["gmina_teryt"] == gmina)]
            if len(here):
                rows.append(_border_row(meeting, service, gmina, mode, here))
    columns = (
        Column(text("Service")), Column(text("Gmina")), Column(text("Mode")), Column(text("People"), "people"),
        Column(text("Of them declared to be served"), "people"), Column(text("Nearer by, summed")),
        Column(text("Nearest place in")),
    )  # fmt: skip
    note = text("Nearer by: summed over those who can reach a place in their own gmina.")
    return Table(text("People whose nearest place lies across the border"), columns, tuple(rows), note)


def _border_row(
    meeting: Meeting, service: str, gmina: str, mode: str, here: pd.DataFrame
) -> tuple[Cell, ...]:
    text = meeting.text
    of_host = here.groupby("host")["people"].sum().items()
    hosts = sorted(
        ((meeting.name(str(h)) if h else text("another gmina"), int(n)) for h, n in of_host),
        key=lambda pair: polish_key(pair[0]),
    )
    served = int(here.loc[here["may_use"].astype(bool), "people"].sum())
    return (
        meeting.service_title(service), meeting.name(gmina), name_mode(text, mode), int(here["people"].sum()), served,
        _nearer_by(meeting, service, gmina, mode, here), join_items([f"{name} – {text.number(n)}" for name, n in hosts]),
    )  # fmt: skip


def _nearer_by(meeting: Meeting, service: str, gmina: str, mode: str, here: pd.DataFrame) -> Cell:
    """What the way is shorter by, of all together who have a place of their own to compare with."""
    saved = float(here["saved"].sum(min_count=1))
    if math.isnan(saved):
        return None if meeting.has_own(service, gmina) else meeting.text("no place of its own")
    # A hyphen at which no line is broken.
    unit = name_unit_of(meeting, service, mode).replace("-", "\u2011")
    return f"{meeting.text.number(saved)}{NBSP}{unit}"


def _border_mode(meeting: Meeting, service: str) -> str:
    found = set(meeting.balance.border.loc[meeting.balance.border["service_type"] == service, "mode"])
    return next((m for m in ("all", "car", "transit", "bike", "walk", "walk_slow") if m in found), "car")
