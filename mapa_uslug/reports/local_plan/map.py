"""The map of providers and services, as far as paper can hold it: who is reached, where the white spots are, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd

from mapa_uslug.catalog.cause_words import tell_causes
from mapa_uslug.catalog.measure_words import name_hindrance
from mapa_uslug.contracts.confidential import hide_confidential_people
from mapa_uslug.reports.content import Block, Cell, Column, Figure, Legend, Paragraph, Section, States, Table
from mapa_uslug.reports.figures import TOO_FAR, share
from mapa_uslug.reports.local_plan.conventions import tell_conventions
from mapa_uslug.reports.local_plan.diagnosis_words import first_in, focus_of, silent_gminas, tell_silent
from mapa_uslug.reports.local_plan.findings import PlanFindings, cite_access
from mapa_uslug.reports.local_plan.sketch import sketch_of
from mapa_uslug.reports.local_plan.untold import states_of_chosen, tell_untold
from mapa_uslug.reports.places import main_white_spots
from mapa_uslug.reports.words import write_share

_MAPS: Final = 2
"""Services that are drawn."""
_READ: Final = 14
"""Rows of a table on paper."""
_NAMES: Final = 4


def describe_map(found: PlanFindings) -> Section:
    """Where the map is, everybody's states by service, static maps of the largest gaps, and white spots with their causes."""
    text, ranked = found.text, _by_gap(found)
    gaps = [code for code, counts in ranked if counts[TOO_FAR]]
    spots = _spots(found)
    blocks: list[Block] = [
        _lead_to_map(found),
        *tell_silent(found),
        Paragraph(_tell_gaps(found, ranked)),
        Legend(),
        _state_table(found, ranked),
        *(_draw(found, code, spots) for code in _drawn(found, gaps)),
    ]
    return Section(
        "mapa",
        text("Map of providers and services"),
        tuple(blocks),
        (Section("mapa-biale-plamy", text("White spots"), _spot_blocks(found, spots)),),
    )


def _lead_to_map(found: PlanFindings) -> Paragraph:
    """Where the map is; where there is none to be followed to, what writes it."""
    text, link = found.text, found.plan.map_link
    said = text(
        "Every place, every white spot and the ways to both can be looked up on the interactive map, which opens without a "
        "connection and answers what would change if a place opened, closed or was shared."
    )
    written = (
        "" if link else text("The command “mapa-uslug run” writes it, as mapa.html, from the same area.toml.")
    )
    return Paragraph(f"{said} {written}".strip(), link=link)


def _by_gap(found: PlanFindings) -> list[tuple[str, tuple[int, int, int, int]]]:
    """Services with the states of the people of the gminas spoken of, most people too far first."""
    counted = [(code, states_of_chosen(found, combined)) for code, combined in found.found.main.items()]
    return sorted(counted, key=lambda row: (-row[1][TOO_FAR], row[0]))


def _tell_gaps(found: PlanFindings, ranked: list[tuple[str, tuple[int, int, int, int]]]) -> str:
    untold = tell_untold(found)
    return f"{_tell_known_gaps(found, ranked, is_all_told=not untold)} {untold}".rstrip()


def _tell_known_gaps(
    found: PlanFindings, ranked: list[tuple[str, tuple[int, int, int, int]]], *, is_all_told: bool
) -> str:
    text = found.text
    with_gap = [(code, counts) for code, counts in ranked if counts[TOO_FAR]]
    if not with_gap and not is_all_told:
        return text("Nobody is known to be too far from any service, at the main thresholds.")
    if not with_gap:
        return text("No service leaves anybody too far by every mode that counts, at the main thresholds.")
    code, counts = with_gap[0]
    return text(
        "{services}; the most, {people} ({share} of the residents), from this one: {service}.",
        services=text.plural(
            "{count} service leaves people too far by every mode that counts",
            "{count} services leave people too far by every mode that counts",
            len(with_gap),
        ),
        people=found.found.count_people(counts[TOO_FAR]),
        share=write_share(text, share(counts[TOO_FAR], sum(counts))),
        service=found.found.type_name(code),
    )


def _state_table(found: PlanFindings, ranked: list[tuple[str, tuple[int, int, int, int]]]) -> Table:
    text, place = found.text, focus_of(found)
    is_all = len(found.plan.gminas) == int(found.plan.result.gminas["is_area"].sum())
    is_whole = place or is_all
    rows: list[tuple[Cell, ...]] = []
    for code, counts in ranked:
        known = found.people_too_far(code, place) if is_whole else None
        rows.append(
            (
                found.found.type_title(code),
                States(counts),
                known if known is not None else counts[TOO_FAR],
                share(counts[TOO_FAR], sum(counts)),
                *([] if is_all else [_share_of_all(found, code)]),
            )
        )
    return Table(
        caption=text("Access to services at the main thresholds"),
        columns=(
            Column(text("Service")),
            Column(text("States"), "states"),
            Column(text("Too far"), "range" if is_whole else "people", text("people")),
            Column(text("Share of residents"), "share"),
            *([] if is_all else [Column(text("The same in all gminas"), "share")]),
        ),
        rows=tuple(rows),
        note=text(
            "People are too far when every mode that counts is too slow. Ranges follow from speeds, places known only roughly and "
            "confidential cells, as the chapter on how sure the figures are explains. The thresholds stand at the end of the report."
        )
        + "".join(f" {note}" for note in _notes(found, ranked)),
        source=cite_access(found),
        read=_READ,
    )


def _notes(found: PlanFindings, ranked: list[tuple[str, tuple[int, int, int, int]]]) -> Iterator[str]:
    if conventions := tell_conventions(found, [code for code, _ in ranked]):
        yield conventions
    if found.plan.result.hours_short:
        yield found.text(
            "Hours of home care are held here against the visits alone; priorities and measures count the ways to people too, and are of "
            "the target group."
        )


def _drawn(found: PlanFindings, gaps: list[str]) -> list[str]:
    """The first priorities that people are too far from, then the largest gaps."""
    first = [code for code in first_in(found, focus_of(found)) if code in gaps]
    return list(dict.fromkeys([*first, *gaps]))[:_MAPS]


def _share_of_all(found: PlanFindings, code: str) -> float:
    people = found.found.main[code].people
    return share(int(people[:, TOO_FAR].sum()), int(people.sum()))


def _draw(found: PlanFindings, code: str, spots: pd.DataFrame) -> Figure:
    text = found.text
    own = spots[spots["service_type"] == code].head(_NAMES)
    places = [_localities(found, spot) for _, spot in own.iterrows()]
    name = found.found.type_name(code)
    said = text(
        "Map of the state of most people of every cell: {service}. {people} live too far.",
        service=name,
        people=found.found.count_people(dict(_by_gap(found))[code][TOO_FAR]),
    )
    if places:
        said += " " + text("The largest white spots: {places}.", places="; ".join(places))
    return Figure(
        caption=text("Who is reached: {service}", service=name),
        alternative=said,
        picture=sketch_of(found.plan.result, service_type=code, text=text, gminas=found.plan.gminas),
        source=cite_access(found),
    )


def _spots(found: PlanFindings) -> pd.DataFrame:
    """White spots by every mode at the main threshold that lie in a gmina spoken of, most people first."""
    spots = main_white_spots(found.found)
    own = [bool(set(str(codes).split("|")) & set(found.plan.gminas)) for codes in spots["gmina_teryt"]]
    spots = spots[np.array(own, dtype=bool)]
    return spots.assign(people=hide_confidential_people(spots, found.plan.result.cells.table))


def _spot_blocks(found: PlanFindings, spots: pd.DataFrame) -> tuple[Block, ...]:
    text = found.text
    if spots.empty:
        if tell_untold(found):
            said = text("No white spot was found. That is no proof that there is none: too little is known, as said above.")  # fmt: skip
            return (Paragraph(said),)
        return (Paragraph(text("No white spot was found at the main thresholds.")),)
    barriers = found.plan.result.barriers
    causes = {} if barriers is None else tell_causes(text, barriers, spots["white_spot_id"].astype(str))
    rows: list[tuple[Cell, ...]] = []
    silent = set(silent_gminas(found))
    for _, spot in spots.iterrows():
        why = causes.get(str(spot["white_spot_id"]), ())
        if silent.intersection(str(spot["gmina_teryt"]).split("|")):
            why = (name_hindrance(text, "no_records"),)
        rows.append(
            (
                _localities(found, spot),
                ", ".join(found.place_name(c) for c in str(spot["gmina_teryt"]).split("|")),
                found.found.type_name(str(spot["service_type"])),
                None if pd.isna(spot["people"]) else int(spot["people"]),
                why[0] if why else text("not looked for") if barriers is None else None,
            )
        )
    table = Table(
        caption=text("White spots, most people first"),
        columns=(
            Column(text("Localities")),
            Column(text("Gmina")),
            Column(text("Service")),
            Column(text("People"), "people"),
            Column(text("Cause")),
        ),
        rows=tuple(rows),
        blank=text("Without a figure of people: a single confidential cell."),
        source=cite_access(found),
        read=_READ,
    )
    return (table,)


def _localities(found: PlanFindings, spot: pd.Series) -> str:
    names = [name for name in str(spot["localities"]).split("|") if name]
    if not names:
        return found.text("place without a name")
    more = len(names) - _NAMES
    listed = ", ".join(names[:_NAMES])
    return (
        listed
        if more <= 0
        else f"{listed} {found.text.plural('and {count} other', 'and {count} others', more)}"
    )
