"""Tables of the meeting's workbook: long ones, to be filtered, with every threshold and mode."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from mapa_uslug.catalog.models import MAIN_LEVEL
from mapa_uslug.catalog.words import name_group, name_mode
from mapa_uslug.contracts.cooperation import OPEN, OWN
from mapa_uslug.reports.content import Cell, Column, Table
from mapa_uslug.reports.meeting import Meeting, Regime
from mapa_uslug.reports.meeting_tables import (
    name_regimes,
    tabulate_border,
    tabulate_load,
    tabulate_sets,
    tabulate_white,
)


def tabulate_workbook(meeting: Meeting) -> Iterator[Table]:
    """One table a sheet; a caption is the sheet's name."""
    text = meeting.text
    yield _figures(meeting)
    yield _pairs(meeting)
    yield _hosting(meeting)
    yield _named(tabulate_load(meeting, is_whole=True), text("Load on places"))
    yield _named(tabulate_border(meeting, is_whole=True), text("Across the border"))
    yield _named(tabulate_sets(meeting, is_whole=True), text("Sets of partners"))
    yield _sets_by_service(meeting)
    yield _named(tabulate_white(meeting), text("White even together"))


def _named(table: Table, name: str) -> Table:
    return Table(name, table.columns, table.rows, table.caption)


def _number(value: object) -> Cell:
    return None if value is None or pd.isna(value) or math.isinf(float(value)) else float(value)  # type: ignore[arg-type]


def _whole(value: object) -> Cell:
    return None if value is None or pd.isna(value) else int(value)  # type: ignore[call-overload]


def _figures(meeting: Meeting) -> Table:
    """Every regime of the pack by gmina, mode, threshold and group."""
    text, words = meeting.text, name_regimes(meeting.text)
    table = meeting.balance.figures
    table = table[table["service_type"].isin(meeting.services) & table["gmina_teryt"].isin(meeting.gminas)]
    regimes: dict[str, dict[str, Regime]] = {OWN: {"declared": "own", "agreed": "own"}, OPEN: {"declared": "open"},
               meeting.balance.everybody: {"declared": "declared", "agreed": "agreed"}}  # fmt: skip
    levels = (text("shorter"), text("main"), text("longer"))
    rows, seen = [], set()
    for x in table[table["regime"].isin(regimes)].itertuples(index=False):
        regime = regimes[x.regime].get(x.terms)
        key = (x.service_type, x.gmina_teryt, x.mode, x.level, x.group, regime)
        if regime is None or key in seen:
            continue
        seen.add(key)
        service = meeting.catalog.by_code[x.service_type]
        threshold = service.thresholds.get(x.mode)
        limit = threshold.values[x.level] if threshold else None
        group = service.target if x.group == "target" else "all"
        rows.append((
            meeting.service_title(x.service_type), meeting.name(x.gmina_teryt), words[regime], name_mode(text, x.mode),
            levels[x.level], limit, threshold.unit if threshold else "", name_group(text, group),
            *(_whole(v) for v in (x.served, x.full, x.too_far, x.cannot_tell, x.gained, x.lost)), _number(x.saved),
        ))  # fmt: skip
    columns = (
        Column(text("Service")), Column(text("Gmina")), Column(text("Regime")), Column(text("Mode")),
        Column(text("Threshold")), Column(text("Its value"), "people"), Column(text("Unit")), Column(text("Group")),
        Column(text("Served"), "people"), Column(text("No free place"), "people"), Column(text("Too far"), "people"),
        Column(text("Not known"), "people"), Column(text("Gained"), "people"), Column(text("Lost"), "people"),
        Column(text("Saved one way [person-unit]"), "decimal"),
    )  # fmt: skip
    return Table(text("People"), columns, tuple(rows))


def _pairs(meeting: Meeting) -> Table:
    text = meeting.text
    rows = tuple(
        (meeting.service_title(s), meeting.name(a), meeting.name(b), meeting.pair_gains.get((a, b, s), 0))
        for s in meeting.services for a in meeting.gminas for b in meeting.gminas if a != b
    )  # fmt: skip
    columns = (Column(text("Service")), Column(text("Gmina that gains")), Column(text("Its partner")), Column(text("People gained"), "people"))  # fmt: skip
    return Table(text("Gains of pairs"), columns, rows)


def _hosting(meeting: Meeting) -> Table:
    """Who hosts whom when all work together, by every mode."""
    text, table = meeting.text, meeting.balance.hosting
    table = table[(table["terms"] == meeting.terms) & (table["regime"] == meeting.balance.everybody)]
    table = table[table["service_type"].isin(meeting.services) & (table["people"] > 0)]
    rows = [
        (meeting.service_title(x.service_type), meeting.name(x.gmina_teryt), meeting.name(x.host), name_mode(text, x.mode),
         _whole(x.people), _whole(x.people_target))
        for x in table.itertuples(index=False)
    ]  # fmt: skip
    columns = (
        Column(text("Service")), Column(text("Guests from")), Column(text("Host")), Column(text("Mode")),
        Column(text("People"), "people"), Column(text("Target group"), "people"),
    )  # fmt: skip
    return Table(text("Hosted and hosting"), columns, tuple(rows))


def _sets_by_service(meeting: Meeting) -> Table:
    """Sets of partners, service by service, by all modes together."""
    text, table = meeting.text, meeting.balance.rankings
    table = table[
        (table["terms"] == meeting.terms)
        & (table["level"] == MAIN_LEVEL)
        & table["regime"].isin(meeting.listed_sets)
    ]
    rows = [
        (meeting.service_title(x.service_type), meeting.name_set(x.regime), int(x.size), _whole(x.gained),
         _whole(x.least_gained), _whole(x.shared_places), _number(x.gained_per_place))
        for x in table.itertuples(index=False)
        if x.service_type in meeting.services and x.mode == meeting.main_mode(x.service_type)
    ]  # fmt: skip
    columns = (
        Column(text("Service")), Column(text("Gminas")), Column(text("Partners"), "people"),
        Column(text("People gained"), "people"), Column(text("By the one who gains least"), "people"),
        Column(text("Places shared"), "people"), Column(text("Gained per shared place"), "decimal"),
    )  # fmt: skip
    return Table(text("Sets by service"), columns, tuple(rows))
