"""wykluczenie.html: localities excluded from public transport, a page to print."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from mapa_uslug.catalog.transit_words import name_day_type
from mapa_uslug.contracts.barriers import TransitSummary
from mapa_uslug.contracts.tables import RunResult
from mapa_uslug.core.files import write_text
from mapa_uslug.core.text import Text
from mapa_uslug.reports.content import Block, Bullets, Paragraph, Report, Section
from mapa_uslug.reports.exclusion import (
    count_localities,
    excluded_localities,
    locality_table,
    tell_dates,
    tell_definition,
    tell_residents,
    tell_why_unknown,
    transit_of,
    unknown_localities,
)
from mapa_uslug.reports.html import render_report


def write_exclusion_page(result: RunResult, path: Path, *, text: Text) -> None:
    """Write ``wykluczenie.html``, a page to print, in the language of `text`.

    Raises
    ------
    ValueError
        When no timetable was given.
    """
    write_text(path, render_report(compose_exclusion(result, text=text), text=text))


def compose_exclusion(result: RunResult, *, text: Text) -> Report:
    """Compose the page of `write_exclusion_page`."""
    transit = transit_of(result)
    excluded, unknown = excluded_localities(result, transit), unknown_localities(result, transit)
    return Report(
        language=text.language,
        title=text("Localities excluded from public transport: {area}", area=result.name),
        lead=_lead(text, excluded),
        sections=(
            Section("wykluczone", text("Excluded localities"), tuple(_excluded_blocks(text, excluded))),
            *((_unknown_section(text, unknown),) if len(unknown) else ()),
            Section(
                "zasady", text("What these words mean"), (Bullets(tuple(_rules(text, result, transit))),)
            ),
        ),
        attribution=(text("Made with mapa_uslug. The figures are as good as the data named above."),),
    )


def _lead(text: Text, excluded: pd.DataFrame) -> str:
    if not len(excluded):
        return text("No locality is known to be excluded.")
    return text("{localities}; {people}.", localities=count_localities(text, len(excluded)),
                people=tell_residents(text, excluded))  # fmt: skip


def _excluded_blocks(text: Text, excluded: pd.DataFrame) -> list[Block]:
    if not len(excluded):
        return [Paragraph(text("No locality is known to be excluded."))]
    ground = text(
        "Residents of places excluded from public transport may be a group that door-to-door transport is meant for; this list "
        "may serve as ground for it."
    )
    caption = text("Localities excluded from public transport, most residents first")
    return [Paragraph(ground, is_notice=True), locality_table(text, excluded, caption=caption)]


def _unknown_section(text: Text, unknown: pd.DataFrame) -> Section:
    intro = text(
        "Nobody can say whether these localities are excluded. {why} Courses are those that are known; there may be more. Where "
        "timetables are missing, add them to a timetable table, then name the gmina in transit.complete of area.toml.",
        why=tell_why_unknown(text),
    )
    caption = text("Localities of which it is not known")
    heading = text("Not known: {localities}", localities=count_localities(text, len(unknown)))
    return Section("nie-wiadomo", heading, (Paragraph(intro), locality_table(text, unknown, caption=caption)))


def _rules(text: Text, result: RunResult, transit: TransitSummary) -> list[str]:
    options = result.info.get("transit")
    walk = options.get("max_walk_min") if isinstance(options, dict) else None
    return [
        tell_definition(text, walk),
        text(
            "Courses of a day are all that call at any stop within reach, both ways counted: a pair is one there and one back, so that three "
            "pairs are six courses."
        ),
        text(
            "The last way back: how late one may leave the largest place of the gmina and still get home, on: {day}. For people who live in "
            "that place: the largest place of the area.",
            day=name_day_type(text, transit.day_type),
        ),
        text(
            "A locality is called excluded only where all courses that most of its people could walk to are known. No known timetable "
            "is not the same as no bus."
        ),
        *tell_dates(text, transit),
    ]
