"""How sure the figures are: ranges of people too far, and what depends on the grid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Final

import pandas as pd

from mapa_uslug.core.text import Text
from mapa_uslug.reports.content import Block, Bullets, Column, Paragraph, Range, Section, Table
from mapa_uslug.reports.local_plan.diagnosis_words import focus_of
from mapa_uslug.reports.local_plan.findings import PlanFindings, cite_access, cite_people

_GMINAS_PER_TABLE: Final = 6
_READ: Final = 12
"""Rows of a table on paper."""
_SOURCES: Final = ("speed", "place", "cells")
_OWN: Final = "own"


def describe_uncertainty(found: PlanFindings) -> Section:
    """Between which numbers people too far lie, why, and which rankings hold on other grids."""
    ranges, text = found.plan.uncertainty.ranges, found.text
    place = focus_of(found)
    whole = ranges[(ranges["gmina_teryt"] == place) & (ranges["high"] > 0)]
    heading = text("How sure these figures are")
    if whole.empty:
        return Section(
            "pewnosc",
            heading,
            (
                Paragraph(
                    text("No one is too far from a service, and no source of uncertainty that was looked at changes this.")
                ),
            ),
        )  # fmt: skip
    whole = whole.sort_values(["people", "high", "service_type"], ascending=[False, False, True])
    blocks: tuple[Block, ...] = (
        Paragraph(_tell_what_varies(found)),
        Bullets(tuple(_tell_ranges(found, whole))),
        _range_table(found, whole),
        *(() if place else _gmina_tables(found, list(whole["service_type"]))),
    )
    return Section("pewnosc", heading, blocks, (_describe_grids(found),))


def _tell_what_varies(found: PlanFindings) -> str:
    text = found.text
    return text(
        "The ranges say between how many people may truly be too far by every mode at the main threshold: if one travels {change} quicker "
        "or slower than assumed (timetables stay), if no service of uncertain place is within the threshold, and if people of "
        "confidential cells live elsewhere in these cells than estimated.",
        change=text.percent(found.plan.uncertainty.speed_change),
    )


def _tell_ranges(found: PlanFindings, whole: pd.DataFrame) -> Iterator[str]:
    text = found.text
    sure = [str(c) for c in whole.loc[whole["low"] == whole["high"], "service_type"]]
    wide = whole[whole["low"] < whole["high"]]
    if len(wide):
        widest = wide.loc[(wide["high"] - wide["low"]).idxmax()]
        yield text(
            "The widest range: {service}, {people} too far as counted, and from {low} to {high} if everything uncertain falls together; "
            "most of it comes from {source}.",
            service=found.found.type_name(str(widest["service_type"])),
            people=found.found.count_people(int(widest["people"])),
            low=text.number(int(widest["low"])),
            high=text.number(int(widest["high"])),
            source=_widest_source(text, widest),
        )
        vanishing = [str(c) for c in wide.loc[(wide["low"] == 0) & (wide["people"] > 0), "service_type"]]
        if vanishing:
            yield text(
                "It is not sure that anybody is too far: {services}.", services=_name(found, vanishing)
            )
    if sure:
        yield text("The number does not depend on what was varied: {services}.", services=_name(found, sure))


def _widest_source(text: Text, row: pd.Series) -> str:
    words = {
        "speed": text("speeds"),
        "place": text("places known only roughly"),
        "cells": text("confidential cells"),
    }
    width = {s: int(row[f"high_{s}"] - row[f"low_{s}"]) for s in _SOURCES}
    return words[max(_SOURCES, key=lambda s: width[s])]


def _name(found: PlanFindings, codes: Iterable[str]) -> str:
    return ", ".join(found.found.type_name(code) for code in codes)


def _range_table(found: PlanFindings, whole: pd.DataFrame) -> Table:
    text = found.text
    names = (text("Speeds alone"), text("Places alone"), text("Confidential cells alone"))
    return Table(
        caption=text("Range of people too far"),
        columns=(
            Column(text("Service")),
            Column(text("Too far as counted"), "people"),
            Column(text("All together"), "range"),
            *(Column(name, "range") for name in names),
        ),
        rows=tuple(
            (
                found.found.type_title(str(row["service_type"])),
                int(row["people"]),
                Range(int(row["low"]), int(row["people"]), int(row["high"])),
                *(Range(int(row[f"low_{s}"]), int(row["people"]), int(row[f"high_{s}"])) for s in _SOURCES),
            )
            for _, row in whole.iterrows()
        ),
        note=text("One number stands where nothing that was varied changes it."),
        source=cite_access(found),
        read=_READ,
    )


def _gmina_tables(found: PlanFindings, codes: Sequence[str]) -> Iterator[Table]:
    text, gminas = found.text, found.plan.gminas
    many = len(gminas) > _GMINAS_PER_TABLE
    for number, start in enumerate(range(0, len(gminas), _GMINAS_PER_TABLE), start=1):
        part = gminas[start : start + _GMINAS_PER_TABLE]
        yield Table(
            caption=text("Range by gmina ({number})", number=number) if many else text("Range by gmina"),
            columns=(Column(text("Service")), *(Column(found.place_name(g), "range") for g in part)),
            rows=tuple(
                (found.found.type_title(code), *(found.people_too_far(code, g) for g in part))
                for code in codes
            ),
            note=text(
                "People too far by every mode at the main threshold, everything uncertain falling together."
            ),
            source=cite_access(found),
            read=_READ,
        )


def _describe_grids(found: PlanFindings) -> Section:
    """What other squares make of the same people."""
    text, grids = found.text, found.plan.uncertainty.grids
    people, spots = (
        grids.pivot(index="service_type", columns="grid", values=v) for v in ("people", "white_spots")
    )
    order = [g for g in dict.fromkeys(grids["grid"])]
    people, spots = people[order], spots[order]
    people = people[people.max(axis=1) > 0].sort_values(_OWN, ascending=False, kind="stable")
    names = _name_grids(found)
    blocks: tuple[Block, ...] = (
        *(
            [Paragraph(text("The figures of this part are of all gminas together."))]
            if focus_of(found)
            else []
        ),
        Paragraph(
            text(
                "People stay where they live, but are put together in other squares; everybody in a square takes the state of those "
                "nearest to the middle of its people. What changes then is made by the grid, not by the services."
            )
        ),
        Bullets(tuple(_tell_grids(found, people))),
        *(
            Table(
                caption=caption,
                columns=(Column(text("Service")), *(Column(names[g], "people") for g in order)),
                rows=tuple(
                    (found.found.type_title(str(code)), *(int(table.at[code, g]) for g in order))
                    for code in people.index
                ),
                note=text("Moved: by half a square to the north and east."),
                source=cite_people(found),
                read=read,
            )
            for caption, table, read in (
                (text("Too far on other grids"), people, _READ),
                (text("White spots on other grids"), spots, 0),
            )
        ),
    )
    return Section("pewnosc-siatka", text("What depends on the grid"), blocks)


def _name_grids(found: PlanFindings) -> dict[str, str]:
    text = found.text
    cell = f"{text.number(found.plan.result.cells.cell_m)} m"
    names = {"own": cell, "1km": "1 km", "2km": "2 km"}
    moved = {f"{grid}_shifted": text("{grid}, moved", grid=name) for grid, name in names.items()}
    return names | moved | {"own": text("{grid} (own)", grid=cell)}


def _tell_grids(found: PlanFindings, people: pd.DataFrame) -> Iterator[str]:
    text = found.text
    spread = people.max(axis=1) - people.min(axis=1)
    if not len(people) or not spread.any():
        yield text("The number of people too far is the same on every grid, for every service.")
    else:
        code = str(spread.idxmax())
        yield text(
            "The grid changes the number of people most here: {service}, {low} to {high} people too far; on the own grid {own}.",
            service=found.found.type_name(code),
            low=text.number(int(people.loc[code].min())),
            high=text.number(int(people.loc[code].max())),
            own=text.number(int(people.at[code, _OWN])),
        )
    if len(people) > 1:
        yield _tell_first(found, people)
        yield _tell_pairs(text, people)
    yield from _tell_gmina_orders(found, people)


def _tell_first(found: PlanFindings, people: pd.DataFrame) -> str:
    """Whether the largest gap is the same on every grid."""
    text, names = found.text, _name_grids(found)
    first: dict[str, list[str]] = {}
    for grid in people.columns:
        first.setdefault(_name(found, _largest(people[grid])), []).append(names[str(grid)])
    if len(first) == 1:
        return text("The largest gap is the same on every grid: {service}.", service=next(iter(first)))
    told = "; ".join(f"{service} ({'; '.join(grids)})" for service, grids in first.items())
    return text("Which service has the largest gap depends on the grid: {services}.", services=told)


def _largest(people: pd.Series) -> list[str]:
    return [str(code) for code in people.index[people == people.max()]]


def _tell_pairs(text: Text, people: pd.DataFrame) -> str:
    """How many pairs of services keep their order (concordant in Kendall's sense on every two grids; ties contradict nothing)."""
    pairs = list(combinations(range(len(people)), 2))
    values = people.to_numpy()
    kept = sum(not ((values[a] > values[b]).any() and (values[a] < values[b]).any()) for a, b in pairs)
    if kept == len(pairs):
        return text("No two services change places on any grid.")
    return text.plural(
        "Of {pairs} pairs of services {count} keeps its order on every grid.",
        "Of {pairs} pairs of services {count} keep their order on every grid.",
        kept,
        pairs=text.number(len(pairs)),
    )


def _tell_gmina_orders(found: PlanFindings, people: pd.DataFrame) -> Iterator[str]:
    """For which services gminas stay in the order of people too far."""
    grids, text = found.plan.uncertainty.grids, found.text
    by_type = grids[grids["service_type"].isin(people.index)].groupby("service_type", sort=False)
    several = {
        str(code): set(rows["gmina_order"]) for code, rows in by_type if _has_several(rows["gmina_order"])
    }
    kept = [code for code, orders in several.items() if len(orders) == 1]
    changed = [code for code in several if code not in kept]
    if kept and not changed:
        yield text(
            "Gminas stay in the same order on every grid, for every service that more than one of them lacks."
        )
    elif kept:
        yield text("Gminas stay in the same order on every grid: {services}.", services=_name(found, kept))
    if changed:
        names = _name(found, changed)
        yield text(
            "The order of gminas depends on the grid and should not be quoted: {services}.", services=names
        )


def _has_several(orders: pd.Series) -> bool:
    return bool(orders.str.contains("|", regex=False).any())


def tell_range(found: PlanFindings, service_type: str, gmina: str) -> str:
    """People too far and between which numbers they lie, as "471 people (from 412 to 530)"; "" where the type was not measured."""
    value = found.people_too_far(service_type, gmina)
    if value is None:
        return ""
    people = found.found.count_people(value.value)
    if value.low == value.high:
        return found.text("{people} (nothing that was varied changes it)", people=people)
    low, high = found.text.number(value.low), found.text.number(value.high)
    return found.text("{people} (from {low} to {high})", people=people, low=low, high=high)
