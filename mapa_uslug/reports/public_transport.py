"""The report's answers about public transport: how it was measured, who is left without it, what school days hide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from mapa_uslug.catalog.transit_words import name_day_type
from mapa_uslug.catalog.words import name_mode
from mapa_uslug.contracts.barriers import TransitSummary
from mapa_uslug.reports.content import Block, Bullets, Column, Paragraph, Section, Table
from mapa_uslug.reports.exclusion import (
    count_localities,
    excluded_localities,
    locality_table,
    tell_dates,
    tell_definition,
    tell_residents,
    tell_why_unknown,
    unknown_localities,
)
from mapa_uslug.reports.findings import Findings
from mapa_uslug.reports.words import NBSP

MAX_LOCALITIES: Final = 20
"""Excluded localities listed in the report; all of them stand in ``wykluczenie.html``."""


def describe_transport(found: Findings) -> Section | None:
    """What public transport does for the area; None where no timetable was given."""
    text, transit = found.text, found.result.transit
    if transit is None:
        return None
    blocks: list[Block] = [
        Bullets(tuple(_conditions(found, transit))),
        *_exclusion_blocks(found, transit),
        *_school_blocks(found, transit),
        *_door_to_door(found, transit),
    ]
    return Section("transport", text("Public transport"), tuple(blocks))


def _conditions(found: Findings, transit: TransitSummary) -> list[str]:
    text = found.text
    options = found.result.info.get("transit")
    return [
        text("The kind of day that the figures are of: {day}.", day=name_day_type(text, transit.day_type)),
        *tell_dates(text, transit),
        *(_options(found, options) if isinstance(options, Mapping) else ()),
    ]


def _options(found: Findings, options: Mapping[str, Any]) -> list[str]:
    text = found.text
    return [
        text(
            "Counted is who leaves home within {window}, stays at the service for at least {least} within its opening hours and is "
            "home again on the same day, at most {away} after leaving; the journey there, door to door, must be within the threshold.",
            window=str(options["window"]).replace("-", "–"),
            least=_minutes(found, options["stay_min"]),
            away=_minutes(found, options["away_max"]),
        ),
        text(
            "Walks to and from stops: {pace}, at most {walk}; between two vehicles at most {change}.",
            pace=name_mode(text, str(options["walk"])),
            walk=_minutes(found, options["max_walk_min"]),
            change=_minutes(found, options["max_change_walk_min"]),
        ),
        text(
            "Where a service names no opening hours, {hours} are taken (a convention).",
            hours=str(options["hours"]).replace("-", "–"),
        ),
    ]


def _minutes(found: Findings, count: int) -> str:
    return f"{found.text.number(count)}{NBSP}min"


def _exclusion_blocks(found: Findings, transit: TransitSummary) -> list[Block]:
    text, result = found.text, found.result
    excluded, unknown = excluded_localities(result, transit), unknown_localities(result, transit)
    options = result.info.get("transit")
    blocks: list[Block] = []
    if len(excluded):
        blocks.append(
            Paragraph(
                text(
                    "Excluded from public transport: {localities}; {people}.",
                    localities=count_localities(text, len(excluded)),
                    people=tell_residents(text, excluded),
                ),
                is_notice=True,
            )
        )
        walk = options.get("max_walk_min") if isinstance(options, Mapping) else None
        blocks.append(Paragraph(tell_definition(text, walk)))
        caption = text("Localities excluded from public transport, most residents first")
        blocks.append(locality_table(text, excluded, caption=caption, most=MAX_LOCALITIES))
        blocks.append(Paragraph(text("The whole list, to be printed: wykluczenie.html.")))
    elif len(unknown) < len(transit.localities):
        blocks.append(
            Paragraph(
                text("No locality is excluded from public transport, of those of which it can be said.")
            )
        )
    if len(unknown):
        blocks.append(
            Paragraph(
                text(
                    "Not known: {localities}; {people}. {why} They are never counted as excluded.",
                    why=tell_why_unknown(text),
                    localities=count_localities(text, len(unknown)),
                    people=tell_residents(text, unknown),
                )
            )
        )
    return blocks


def _school_blocks(found: Findings, transit: TransitSummary) -> list[Block]:
    text = found.text
    if not len(transit.school_only):
        if not {"school", "free"} <= transit.dates.keys():
            line = text(
                "School days and weekdays free of school were not compared: one of them is not known."
            )
        else:
            line = text("Nobody was found who reaches a service by public transport on school days only.")
        return [Paragraph(line)]
    sums = transit.school_only.groupby("service_type")["people"].sum()
    ordered = [code for code in found.main if code in sums.index]
    ordered.sort(key=lambda code: -int(sums[code]))
    table = Table(
        caption=text(
            "People within reach by public transport on school days, but not on weekdays free of school"
        ),
        columns=(Column(text("Service")), Column(text("People"), "people")),
        rows=tuple((found.type_title(code), int(sums[code])) for code in ordered),
        note=text("In summer, winter and between holidays these people have no such connection."),
    )
    return [table]


def _door_to_door(found: Findings, transit: TransitSummary) -> list[Block]:
    text, names = found.text, found.gmina_names()
    if not len(transit.on_demand):
        return []
    rows = tuple(
        (
            str(row["name"]),
            ", ".join(names.get(code, code) for code in _listed(row["gminas"])),
            ", ".join(name_day_type(text, day) for day in _listed(row["day_types"])),
            str(row["hours"]).replace("-", "–"),
            text("{minutes} min", minutes=text.number(float(row["extra_min"]))),
            str(row["booking"]) or None,
            str(row["groups"]) or text("everybody"),
        )
        for _, row in transit.on_demand.iterrows()
    )
    table = Table(
        caption=text("Door-to-door services"),
        columns=(
            Column(text("Name")),
            Column(text("Gminas")),
            Column(text("Days")),
            Column(text("Hours")),
            Column(text("Longer than driving by up to")),
            Column(text("Booking")),
            Column(text("For whom")),
        ),
        rows=rows,
    )
    return [table]


def _listed(values: object) -> list[str]:
    """A "|"-list, or any sequence of codes."""
    if isinstance(values, str):
        return [value.strip() for value in values.replace(",", "|").split("|") if value.strip()]
    return [str(value) for value in values] if isinstance(values, Iterable) else []
