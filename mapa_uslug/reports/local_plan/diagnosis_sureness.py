"""How sure the diagnosis is: ranges of people, answers of few, people of whom nothing can be told."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from mapa_uslug.reports.content import Block, Bullets, Column, Section, Table
from mapa_uslug.reports.local_plan.diagnosis_words import (
    chosen_gminas,
    first_in,
    focus_of,
    in_place,
    priorities_in,
)
from mapa_uslug.reports.local_plan.findings import PlanFindings, cite_access
from mapa_uslug.reports.words import write_share

_NOTED: Final = 0.1
_CONFIDENCE: Final = 1.96
"""Standard errors on either side that hold 95 of 100 random samples."""


def describe_sureness(found: PlanFindings) -> Section:
    """What the order of priorities rests on, and between which numbers the people lie."""
    sentences = tuple(_sentences(found))
    table = _range_table(found)
    blocks: list[Block] = [Bullets(sentences)] if sentences else []
    if table.rows:
        blocks.append(table)
    return Section("diagnoza-pewnosc", found.text("How sure the diagnosis is"), tuple(blocks))


def _sentences(found: PlanFindings) -> Iterator[str]:
    text, focus = found.text, focus_of(found)
    survey = found.plan.needs.survey
    asked = survey.loc[survey["gmina_teryt"].isin(["", *chosen_gminas(found)]), "answers"].dropna()
    if len(asked) and asked.min() > 0:
        fewest = int(asked.min())
        yield text.plural(
            "Of a service at least {count} person was asked: even if drawn by lot, a share may be up to {points} percentage points off.",
            "Of a service at least {count} people were asked: even if drawn by lot, a share may be up to {points} percentage points off.",
            fewest,
            points=text.number(min(100, 100 * _CONFIDENCE * math.sqrt(0.25 / fewest))),
        )  # fmt: skip
    ranked = priorities_in(found, focus)
    for _, row in ranked[ranked["service_type"].isin(first_in(found, focus))].iterrows():
        unknown, people = float(row["unknown"]), float(row["people"])
        if people and unknown / people >= _NOTED:
            yield text(
                "{where} it cannot be told of {share} of the group whether they are reached ({service}): the priority may be larger.",
                where=in_place(found, focus),
                share=write_share(text, unknown / people),
                service=found.found.type_name(str(row["service_type"])),
            )


def _range_table(found: PlanFindings) -> Table:
    text, focus = found.text, focus_of(found)
    ranges = [(code, found.people_too_far(code, focus)) for code in first_in(found, focus)]
    return Table(
        caption=text("First priorities: residents too far, with ranges"),
        columns=(
            Column(text("Service")),
            Column(text("As counted"), "people"),
            Column(text("Range"), "range"),
        ),
        rows=tuple((found.found.type_title(code), r.value, r) for code, r in ranges if r is not None),
        note=text("Residents of every age, too far by every mode; those without a free place are not among them. What the ranges are made "
                  "of stands in the part on how sure the figures are."),
        source=cite_access(found),
    )  # fmt: skip
