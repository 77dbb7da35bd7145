"""The report's answers to why places are white: leading causes, barriers, and what could be built."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from mapa_uslug.catalog.barrier_words import (
    name_cause,
    name_new_crossing,
    name_obstacle,
    name_with_new_crossing,
)
from mapa_uslug.catalog.models import MAIN_LEVEL
from mapa_uslug.catalog.words import name_mode
from mapa_uslug.contracts.barriers import CAUSES, Barriers
from mapa_uslug.core.text import capital
from mapa_uslug.reports.barrier_lines import (
    group_lines,
    tell_crossings,
    tell_way_round,
    title_of,
)
from mapa_uslug.reports.barrier_table import main_causes
from mapa_uslug.reports.cause_layers import hide_targets
from mapa_uslug.reports.content import Block, Bullets, Cell, Column, Paragraph, Section, Table
from mapa_uslug.reports.findings import Findings
from mapa_uslug.reports.new_crossings import ANY_MODE, BestCrossings, tell_of_crossings
from mapa_uslug.reports.words import name_unit

MAX_LINES: Final = 12
"""Barrier lines told in the report; all of them stand in ``wyniki.gpkg``."""
MAX_CROSSINGS: Final = 20
"""New crossings listed in the report."""
_MAX_NAMES: Final = 4


def describe_causes(found: Findings) -> Section | None:
    """Why places are white; None where barriers were not looked for."""
    text, barriers = found.text, found.result.barriers
    if barriers is None:
        return None
    blocks: list[Block] = _cause_blocks(found, barriers)
    if len(barriers.lines):
        groups = group_lines(barriers)
        shown = groups[:MAX_LINES]
        blocks.append(
            Paragraph(
                text(
                    "Barriers between neighbouring places: rivers, lakes, railways and motorways, then forests, then missing "
                    "roads; those of most people first."
                )
            )
        )
        crossings = BestCrossings(barriers)
        blocks.append(Bullets(tuple(barrier_sentence(found, crossings, group) for group in shown)))
        blocks += _further(found, len(groups) - len(shown))
    else:
        blocks.append(Paragraph(text("No barrier was found between neighbouring places.")))
    if len(barriers.crossings):
        blocks.append(_crossing_table(found, barriers))
    return Section("przyczyny", text("Why: causes of white spots"), tuple(blocks))


def _further(found: Findings, count: int) -> list[Block]:
    if count <= 0:
        return []
    line = found.text(
        "Further barriers not listed here: {count}. All of them stand in the file wyniki.gpkg, layer bariery.",
        count=found.text.number(count),
    )
    return [Paragraph(line)]


def _cause_blocks(found: Findings, barriers: Barriers) -> list[Block]:
    text = found.text
    causes = main_causes(found.result, barriers)
    leading = causes[(causes["mode"] == ANY_MODE) & causes["is_leading"].astype(bool)]
    if not len(leading):
        return [Paragraph(text("There is no white spot at the main thresholds whose cause could be told."))]
    intro = text(
        "Every person in a white spot has one leading cause; the first that holds is taken, in the order of the columns. "
        "Whatever holds besides stands in the file bariery.csv."
    )
    sums = leading.groupby(["service_type", "cause"])["people"].sum()
    used = [cause for cause in CAUSES if cause in set(leading["cause"])]
    rows: list[tuple[Cell, ...]] = []
    for code in found.main:
        if code not in sums.index.get_level_values(0):
            continue
        by_cause = sums[code]
        counts = [int(by_cause.get(cause, 0)) for cause in used]
        rows.append((found.type_title(code), sum(counts), *counts))
    table = Table(
        caption=text("People in white spots by leading cause (main thresholds, every mode that counts)"),
        columns=(
            Column(text("Service")),
            Column(text("In white spots"), "people"),
            *(Column(capital(name_cause(text, cause)), "people") for cause in used),
        ),
        rows=tuple(rows),
    )
    return [Paragraph(intro), table]


def barrier_sentence(found: Findings, crossings: BestCrossings, group: pd.DataFrame) -> str:
    """A barrier in one sentence: whom it parts, the way round, the nearest crossings, what a new one would do."""
    text, line = found.text, group.iloc[0]
    parted = text(
        "{obstacle} {parts} ({places}) {others} ({other_places})",
        obstacle=title_of(text, line),
        parts=text.plural("parts {count} person", "parts {count} people", int(line["people_left"])),
        places=list_localities(found, line["localities_left"]),
        others=text.plural("from {count} person", "from {count} people", int(line["people_right"])),
        other_places=list_localities(found, line["localities_right"]),
    )
    best = crossings.best(group["barrier_id"])
    by_car = crossings.best(group["barrier_id"], mode="car")
    # A footbridge that helps more must not hide the bridge that those in cars wait for.
    has_own = by_car is not None and by_car is not best and by_car["people"]
    told = [best, by_car] if has_own else [best]
    # Two ways across are not told apart by the modes that are barred.
    barred = set(group["mode"]) if len(told) == 1 else set()
    new = [tell_new_crossing(found, one, barred=barred) for one in told if one is not None]
    return (
        "; ".join(filter(None, (parted, tell_way_round(text, group), tell_crossings(text, line), *new))) + "."
    )


def list_localities(found: Findings, names: object) -> str:
    """Names of a "|"-list; what is beyond a few is counted."""
    listed = [name for name in str(names).split("|") if name]
    if not listed:
        return found.text("place without a name")
    if len(listed) <= _MAX_NAMES:
        return ", ".join(listed)
    more = found.text.plural("and {count} other", "and {count} others", len(listed) - _MAX_NAMES)
    return f"{', '.join(listed[:_MAX_NAMES])} {more}"


def tell_new_crossing(found: Findings, crossing: Mapping[str, Any], *, barred: Collection[str]) -> str:
    """What a new way across would change, as the end of a sentence that has named the modes that are barred."""
    text = found.text
    code, mode, people = str(crossing["service_type"]), str(crossing["mode"]), int(crossing["people"])
    service = found.type_name(code)
    is_named = mode in barred or (mode == "walk_slow" and "walk" in barred)
    use = service if is_named else text("{service}, {mode}", service=service, mode=name_mode(text, mode))
    with_it = name_with_new_crossing(text, str(crossing["kind"]), mode, float(crossing["length_m"]))
    threshold = _main_threshold(found, code, mode)
    if people and threshold:
        return text.plural(
            "{with_it} here {count} more person would be within {threshold} ({use})",
            "{with_it} here {count} more people would be within {threshold} ({use})",
            people, with_it=with_it, threshold=threshold, use=use,
        )  # fmt: skip
    if people:
        return text.plural(
            "{with_it} here {count} more person would be within the threshold ({use})",
            "{with_it} here {count} more people would be within the threshold ({use})",
            people, with_it=with_it, use=use,
        )  # fmt: skip
    return text.plural(
        "{with_it} here {count} person would have a shorter way ({use})",
        "{with_it} here {count} people would have a shorter way ({use})",
        int(crossing["people_nearer"]), with_it=with_it, use=use,
    )  # fmt: skip


def _main_threshold(found: Findings, code: str, mode: str) -> str:
    for layer in found.result.layers:
        if (layer.service_type, layer.mode, layer.level) == (code, mode, MAIN_LEVEL):
            return name_unit(found.text, layer.unit, layer.threshold)
    return ""


def _crossing_table(found: Findings, barriers: Barriers) -> Table:
    text = found.text
    told = tell_of_crossings(barriers)
    shown = told.head(MAX_CROSSINGS)
    shown = shown.assign(people_target=hide_targets(shown, found.result))
    rows = tuple(
        (
            text(
                "{crossing}: {obstacle}",
                crossing=capital(name_new_crossing(text, row["kind"], row["mode"], float(row["length_m"]))),
                obstacle=name_obstacle(text, row["kind"], str(row["name"])),
            ),
            list_localities(found, row["localities"]),
            text(
                "{service}, {mode}",
                service=found.type_name(row["service_type"]),
                mode=name_mode(text, row["mode"]),
            ),
            int(row["people"]),
            None if pd.isna(row["people_target"]) else int(row["people_target"]),
            int(row["people_nearer"]),
            float(np.round(row["person_minutes"])),
        )
        for _, row in shown.iterrows()
    )
    further = len(barriers.crossings) - len(shown)
    listed = text("Further ones stand in the file wyniki.gpkg, layer mosty_i_przejazdy.") if further else ""
    note = text(
        "Each is weighed alone, and only by the times of journeys: whether it can be built, and at what cost, was not examined. "
        "Of each barrier stand here the best for a service and mode, three at most. Person-minutes: the minutes of one way saved, "
        "added up over the people, those included who hardly go today because it is so far. They serve to compare ways across with "
        "each other, not as minutes that anybody would save."
    )
    return Table(
        caption=text("New ways across that would help most"),
        columns=(
            Column(text("What and where")),
            Column(text("For whom")),
            Column(text("Service and mode")),
            Column(text("Newly within the threshold"), "people"),
            Column(text("Of them the target group"), "people"),
            Column(text("With a shorter way"), "people"),
            Column(text("Person-minutes saved (to compare)"), "people"),
        ),
        rows=rows,
        note=" ".join(filter(None, (note, listed))),
    )
