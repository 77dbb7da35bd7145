"""Tables of a meeting pack: sets of partners, and what stays white even when all work together."""

from __future__ import annotations

import math
from typing import Final

import pandas as pd

from mapa_uslug.catalog.models import MAIN_LEVEL
from mapa_uslug.contracts.cooperation import SEPARATOR
from mapa_uslug.reports.content import Cell, Column, Table, Void
from mapa_uslug.reports.meeting import Meeting, WhitePlace, join_items
from mapa_uslug.reports.meeting_words import to_number

_MOST_SETS: Final = 60
"""Sets that a page can list and still be read; a workbook lists all."""


def count_sets(meeting: Meeting) -> pd.DataFrame:
    """Sets of partners over all services, at the main threshold: what they gain together and by the one who gains least.

    Returns
    -------
    DataFrame
        ``regime, size, gained, least_gained, shared_places, gained_per_place``, in the order of `Meeting.listed_sets`.
    """
    figures = meeting.by_main_mode(meeting.main_figures)
    figures = figures[(figures["terms"] == meeting.terms) & (figures["group"] == "all")]
    figures = figures[figures["regime"].isin(meeting.listed_sets)]
    by_gmina = figures.groupby(["regime", "gmina_teryt"])["gained"].sum()
    ranks = meeting.by_main_mode(meeting.balance.rankings)
    ranks = ranks[(ranks["terms"] == meeting.terms) & (ranks["level"] == MAIN_LEVEL)]
    shared = ranks.groupby("regime")["shared_places"].sum()
    rows = []
    for regime in meeting.listed_sets:
        if regime in by_gmina.index.get_level_values(0):
            of_set, places = by_gmina[regime], int(shared.get(regime, 0))
            gained = int(of_set.sum())
            per_place = gained / places if places else math.nan
            rows.append((regime, regime.count(SEPARATOR) + 1, gained, int(of_set.min()), places, per_place))
    return pd.DataFrame(rows, columns=["regime", "size", "gained", "least_gained", "shared_places", "gained_per_place"])  # fmt: skip


def tabulate_sets(meeting: Meeting, *, is_whole: bool = False) -> Table:
    """Sets of partners by size and name; where they are many, pairs and all together only, or with `is_whole` all."""
    text, sets = meeting.text, count_sets(meeting)
    note = ""
    if not is_whole and len(sets) > _MOST_SETS:
        left_out = len(sets)
        sets = sets[(sets["size"] == 2) | (sets["regime"] == meeting.balance.everybody)]
        note = text.plural(
            "{count} larger set stands in the workbook.",
            "{count} larger sets stand in the workbook.",
            left_out - len(sets),
        )
    columns = (
        Column(text("Gminas")), Column(text("Partners"), "people"), Column(text("People gained"), "people"),
        Column(text("By the one who gains least"), "people"), Column(text("Places shared"), "people"),
        Column(text("Gained per shared place"), "decimal"),
    )  # fmt: skip
    rows = tuple(
        (
            meeting.name_set(x.regime),
            x.size,
            x.gained,
            x.least_gained,
            x.shared_places,
            to_number(x.gained_per_place),
        )
        for x in sets.itertuples(index=False)
    )
    caption = text("Sets of partners: gains in all services together (the same person counted many times)")
    return Table(caption, columns, rows, note, look="sortable")


def tabulate_white(meeting: Meeting) -> Table:
    """Who has too far to every partner's place: also to what is open today, with localities, or not; a row a service and gmina."""
    text = meeting.text
    rows: list[tuple[Cell, ...]] = []
    for service in meeting.services:
        for gmina in meeting.gminas:
            found = meeting.today.of(service, gmina)
            if found.white or found.elsewhere:
                here = [w for w in meeting.white_places if (w.service, w.gmina) == (service, gmina)]
                rows.append((
                    meeting.service_title(service), meeting.name(gmina), found.white, found.elsewhere,
                    (join_items([_name_white(meeting, w) for w in here]) or None) if found.white else Void(),
                ))  # fmt: skip
    columns = (
        Column(text("Service")), Column(text("Gmina")), Column(text("Too far even together"), "people"),
        Column(text("Served only by a place that is no partner's"), "people"), Column(text("Localities of those too far, with people")),
    )  # fmt: skip
    caption = text("Who has too far even together, by every mode that counts")
    note = text(
        "Served only by a place that is no partner's: too far to every partner's place, but a place in another gmina lies within the threshold and declares to serve them. "
        "A locality without a number: a single cell that the source keeps confidential, or what that could be had from."
    )
    return Table(caption, columns, tuple(rows), note)


def _name_white(meeting: Meeting, place: WhitePlace) -> str:
    name = place.locality or meeting.text("no name in the data")
    return name if place.people is None else f"{name} – {meeting.text.number(place.people)}"
