"""Tables of the meeting's workbook: long ones, to be filtered, with every threshold and mode."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pandas as pd

from mapa_uslug.catalog.models import MAIN_LEVEL
from mapa_uslug.catalog.words import name_group, name_mode
from mapa_uslug.reports.content import Cell, Column, Table
from mapa_uslug.reports.meeting import REGIMES, Meeting, Regime
from mapa_uslug.reports.meeting_hosting import tabulate_load
from mapa_uslug.reports.meeting_lead import name_terms
from mapa_uslug.reports.meeting_sets import tabulate_sets
from mapa_uslug.reports.meeting_words import name_regimes, name_unit_of, to_number


def tabulate_workbook(meeting: Meeting) -> Iterator[Table]:
    """One table a sheet; a caption is the sheet's name."""
    text = meeting.text
    yield _figures(meeting)
    yield _today(meeting)
    yield _pairs(meeting)
    yield _hosting(meeting)
    yield _named(tabulate_load(meeting, is_whole=True), text("Load on places"))
    yield _border(meeting)
    yield _named(tabulate_sets(meeting, is_whole=True), text("Sets of partners"))
    yield _sets_by_service(meeting)
    yield _white(meeting)


def _named(table: Table, name: str) -> Table:
    return Table(name, table.columns, table.rows, table.caption)


def _whole(value: object) -> Cell:
    return None if value is None or pd.isna(value) else int(value)  # type: ignore[call-overload]


def _figures(meeting: Meeting) -> Table:
    """People by gmina, mode, threshold and group, the regimes of the pack side by side."""
    text, words = meeting.text, name_regimes(meeting.text)
    levels = (text("shorter"), text("main"), text("longer"))
    rows: list[tuple[Cell, ...]] = []
    for (code, gmina, mode, level, group), found in _by_question(meeting).items():
        service = meeting.catalog.by_code[code]
        threshold = service.thresholds.get(mode)
        told = [found.get(regime) for regime in REGIMES]
        together = found.get(meeting.terms)
        rows.append((
            meeting.service_title(code), meeting.name(gmina), name_mode(text, mode), levels[level],
            threshold.values[level] if threshold else None, threshold.unit if threshold else "",
            name_group(text, service.target if group == "target" else "all"),
            *(_whole(getattr(x, name, None)) for name in ("served", "too_far") for x in told),
            *(_whole(getattr(together, name, None)) for name in ("full", "cannot_tell", "gained", "lost")),
            to_number(getattr(together, "saved", math.nan)),
        ))  # fmt: skip
    columns = (
        Column(text("Service")), Column(text("Gmina")), Column(text("Mode")), Column(text("Threshold")),
        Column(text("Its value"), "people"), Column(text("Unit")), Column(text("Group")),
        *(Column(text("Served: {regime}", regime=words[r]), "people") for r in REGIMES),
        *(Column(text("Too far: {regime}", regime=words[r]), "people") for r in REGIMES),
        Column(text("No free place together"), "people"), Column(text("Not known together"), "people"),
        Column(text("Gained together"), "people"), Column(text("Lost together"), "people"),
        Column(text("Saved one way [person-unit]"), "decimal"),
    )  # fmt: skip
    note = text(
        "Together means: {terms}. A missing number: there is no such figure.",
        terms=name_terms(text, meeting.terms),
    )
    return Table(text("People"), columns, tuple(rows), note)


def _today(meeting: Meeting) -> Table:
    """All partners together against what is open to people today, at the main threshold by all modes together."""
    text = meeting.text
    rows: list[tuple[Cell, ...]] = []
    for service in meeting.services:
        for gmina in meeting.gminas:
            told = [meeting.figures(regime, service, gmina) for regime in ("own", "open", meeting.terms)]
            today = meeting.today.of(service, gmina)
            rows.append((
                meeting.service_title(service), meeting.name(gmina), *(f.served if f else None for f in told),
                meeting.gained(service, gmina), today.already, today.added, today.white, today.elsewhere,
            ))  # fmt: skip
    words = name_regimes(text)
    columns = (
        Column(text("Service")), Column(text("Gmina")),
        Column(text("Served: {regime}", regime=words["own"]), "people"),
        Column(text("Served: {regime}", regime=words["open"]), "people"),
        Column(text("Served: {regime}", regime=words[meeting.terms]), "people"),
        Column(text("Gained together"), "people"), Column(text("Of them served today already"), "people"),
        Column(text("Beyond what is open today"), "people"), Column(text("Too far even together"), "people"),
        Column(text("Served only by a place that is no partner's"), "people"),
    )  # fmt: skip
    note = text(
        "Open today: every place, of any gmina, that declares to serve these people; by every mode that counts, at the main threshold."
    )
    return Table(text("Beyond what is open today"), columns, tuple(rows), note)


def _by_question(meeting: Meeting) -> dict[tuple[str, str, str, int, str], dict[Regime, Any]]:
    """Rows of figures by service, gmina, mode, level and group, and then by regime."""
    table = meeting.balance.figures
    table = table[table["service_type"].isin(meeting.services) & table["gmina_teryt"].isin(meeting.gminas)]
    named: dict[tuple[str, str], Regime] = {}
    for regime in REGIMES:
        terms, key = meeting.key_of(regime)
        named[terms, key] = regime
    found: dict[tuple[str, str, str, int, str], dict[Regime, Any]] = {}
    for x in table[table["regime"].isin({key for _, key in named})].itertuples(index=False):
        shown = named.get((x.terms, x.regime))
        if shown is not None and x.mode in meeting.modes(x.service_type):
            found.setdefault((x.service_type, x.gmina_teryt, x.mode, int(x.level), x.group), {})[shown] = x
    order = {code: i for i, code in enumerate(meeting.services)}
    places = {code: i for i, code in enumerate(meeting.gminas)}
    return dict(
        sorted(
            found.items(),
            key=lambda kv: (
                order[kv[0][0]],
                places[kv[0][1]],
                kv[0][4],
                meeting.modes(kv[0][0]).index(kv[0][2]),
                kv[0][3],
            ),
        )
    )


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


def _border(meeting: Meeting) -> Table:
    """People whose nearest place lies across the border, by every mode."""
    text, table = meeting.text, meeting.balance.border
    table = table[table["service_type"].isin(meeting.services) & (table["people"] > 0)]
    rows = [
        (meeting.service_title(x.service_type), meeting.name(x.gmina_teryt), meeting.name(x.host) if x.host else text("another gmina"),
         name_mode(text, x.mode), _whole(x.people), _whole(x.people_target), to_number(x.saved),
         name_unit_of(meeting, x.service_type, x.mode), text("yes") if x.may_use else text("no"))
        for x in table.itertuples(index=False)
    ]  # fmt: skip
    columns = (
        Column(text("Service")), Column(text("Gmina")), Column(text("Nearest place in")), Column(text("Mode")),
        Column(text("People"), "people"), Column(text("Target group"), "people"), Column(text("Nearer by, summed"), "decimal"),
        Column(text("Unit")), Column(text("Declares to serve them")),
    )  # fmt: skip
    note = text("A missing number: none of these people can reach a place in their own gmina.")
    return Table(text("Across the border"), columns, tuple(rows), note)


def _white(meeting: Meeting) -> Table:
    """Localities of which people have too far even together."""
    text = meeting.text
    columns = (
        Column(text("Service")),
        Column(text("Gmina")),
        Column(text("Locality")),
        Column(text("People"), "people"),
    )
    rows = tuple(
        (
            meeting.service_title(w.service),
            meeting.name(w.gmina),
            w.locality or text("no name in the data"),
            w.people,
        )
        for w in meeting.white_places
    )
    return Table(
        text("White even together"),
        columns,
        rows,
        text(
            "A missing number: a single cell that the source keeps confidential, or what that could be had from."
        ),
    )


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
         _whole(x.least_gained), _whole(x.shared_places), to_number(x.gained_per_place))
        for x in table.itertuples(index=False)
        if x.service_type in meeting.services and x.mode == meeting.main_mode(x.service_type)
    ]  # fmt: skip
    columns = (
        Column(text("Service")), Column(text("Gminas")), Column(text("Partners"), "people"),
        Column(text("People gained"), "people"), Column(text("By the one who gains least"), "people"),
        Column(text("Places shared"), "people"), Column(text("Gained per shared place"), "decimal"),
    )  # fmt: skip
    return Table(text("Sets by service"), columns, tuple(rows))
