"""What is needed: answers of the area's own surveys, and the figures of the Lubuskie diagnosis."""

from __future__ import annotations

from typing import Final

import pandas as pd

from mapa_uslug.reports.content import Block, Bullets, Cell, Column, Paragraph, Section, Table
from mapa_uslug.reports.local_plan.diagnosis_words import (
    chosen_gminas,
    in_place,
    known,
    list_types,
    may_name,
)
from mapa_uslug.reports.local_plan.findings import PlanFindings
from mapa_uslug.reports.words import write_share

_NAMED: Final = 3


def describe_needs(found: PlanFindings) -> Section:
    """Surveys, who was not asked and what stands in for them, and the two Lubuskie tables."""
    text, survey = found.text, _survey_of(found)
    blocks: list[Block] = [
        Paragraph(line, is_notice=is_notice) for line, is_notice in _tell_sources(found, survey)
    ]
    if len(survey):
        sentences = [
            _place_sentence(found, str(g), rows) for g, rows in survey.groupby("gmina_teryt", sort=True)
        ]
        blocks += [Bullets(tuple(s for s in sentences if s)), _survey_table(found, survey)]
    return Section("diagnoza-potrzeby", text("What is needed"), tuple(blocks), (_describe_lubuskie(found),))


def cite_needs(found: PlanFindings) -> str:
    """Where needs and difficulties come from: files of surveys, and the Lubuskie diagnosis where they tell nothing.

    The diagnosis is cited in full at its own tables.
    """
    text, survey = found.text, found.plan.needs.survey
    files = "; ".join(dict.fromkeys(survey["source"].astype(str)))
    if not files or found.plan.options.get("weights", "own") == "lubuskie":
        return text("Need and difficulty: Lubuskie diagnosis.")
    return text(
        "Need and difficulty: survey ({files}), where it does not tell the Lubuskie diagnosis.", files=files
    )


def _survey_of(found: PlanFindings) -> pd.DataFrame:
    """Answers of the gminas that are spoken of, and of the whole area, on services that may be named."""
    survey = found.plan.needs.survey
    is_spoken = survey["gmina_teryt"].isin(["", *chosen_gminas(found)])
    return survey[is_spoken & survey["service_type"].map(lambda code: may_name(found, str(code)))]


def _tell_sources(found: PlanFindings, survey: pd.DataFrame) -> list[tuple[str, bool]]:
    text, needs = found.text, found.plan.needs
    if needs.survey.empty:
        return [(text("Nobody was asked here: no survey of needs was given. Need and difficulty are those that social assistance centres "
                      "of the Lubuskie voivodeship named, and may be other here."), True)]  # fmt: skip
    told = []
    if found.plan.options.get("weights") == "lubuskie":
        told.append(
            (
                text("The survey is shown; priorities weigh the Lubuskie figures alone, as was asked for."),
                True,
            )
        )
    missing = [found.place_name(g) for g in chosen_gminas(found) if g in needs.missing_gminas]
    if missing:
        has_area = (needs.survey["gmina_teryt"] == "").any()
        message = (
            text(
                "Without answers of their own: {gminas}. Those of the whole area stand in for them.",
                gminas=", ".join(missing),
            )
            if has_area
            else text(
                "Without answers: {gminas}. The Lubuskie figures stand in for them.",
                gminas=", ".join(missing),
            )
        )
        told.append((message, True))
    if len(survey):
        told.append((text("Several services could be named, so that shares are of those asked and add up to more than the whole."), False))  # fmt: skip
    return told


def _place_sentence(found: PlanFindings, gmina: str, rows: pd.DataFrame) -> str:
    text, parts = found.text, []
    for kind, words in (
        ("urgent", text("most often named as urgent")),
        ("difficult", text("hardest to provide")),
    ):
        told = rows[rows[kind] > 0].sort_values([kind, "service_type"], ascending=[False, True]).head(_NAMED)
        named = ", ".join(
            f"{found.found.type_name(str(code))} ({write_share(text, float(value))})"
            for code, value in zip(told["service_type"], told[kind], strict=True)
        )
        if named:
            parts.append(text("{words}: {services}", words=words, services=named))
    if not parts:
        return ""
    where = in_place(found, gmina) if gmina else text("Answers of the whole area")
    return text("{where}, {parts}.", where=where, parts="; ".join(parts))


def _survey_table(found: PlanFindings, survey: pd.DataFrame) -> Table:
    text = found.text
    places = ["", *chosen_gminas(found)]
    ordered = survey.assign(place=survey["gmina_teryt"].map(places.index)).sort_values(
        ["place", "urgent", "service_type"], ascending=[True, False, True], na_position="last"
    )
    rows: list[tuple[Cell, ...]] = [
        (
            found.found.type_title(str(r["service_type"])),
            found.place_name(str(r["gmina_teryt"])) if r["gmina_teryt"] else text("whole area"),
            known(r["urgent"]),
            known(r["difficult"]),
            None if pd.isna(r["answers"]) else int(r["answers"]),
        )
        for _, r in ordered.iterrows()
    ]
    return Table(
        caption=text("Survey of needs"),
        columns=(
            Column(text("Service")),
            Column(text("Gmina")),
            Column(text("Named as urgent"), "share"),
            Column(text("Named as hard to provide"), "share"),
            Column(text("Asked"), "people"),
        ),
        rows=tuple(rows),
        note=text("Several answers were allowed. A dash means that nobody was asked, or that the number of those asked is not known."),
        source=text("Source: survey of needs ({files}).", files="; ".join(dict.fromkeys(survey["source"].astype(str)))),
    )  # fmt: skip


def _describe_lubuskie(found: PlanFindings) -> Section:
    text = found.text
    tables = (
        _lubuskie_table(found, text("Most urgent in the Lubuskie diagnosis"), "item", "urgent"),
        _lubuskie_table(
            found, text("Hardest to provide in the Lubuskie diagnosis"), "item_difficult", "difficult"
        ),
    )
    blocks = tuple(table for table in tables if table.rows)
    return Section("diagnoza-lubuskie", text("Default weights: the Lubuskie diagnosis"), blocks)


def _lubuskie_table(found: PlanFindings, caption: str, wording: str, kind: str) -> Table:
    text, default = found.text, found.plan.needs.default
    told = default[default[kind].notna()].sort_values(kind, ascending=False, kind="stable")
    wording = wording if wording in told else "item"
    return Table(
        caption=caption,
        columns=(
            Column(text("Item of the diagnosis")),
            Column(text("Share of the centres"), "share"),
            Column(text("Services of the catalog")),
        ),
        rows=tuple(
            (
                str(row[wording]) or str(row["item"]),
                float(row[kind]),
                list_types(found, [c for c in str(row["service_types"]).split("|") if may_name(found, c)])
                or None,
            )
            for _, row in told.iterrows()
        ),
        note=text(
            "Several answers were allowed: the shares add up to {sum}, and are no parts of a whole.",
            sum=text.percent(float(told[kind].sum())),
        ),
        source=text("Source: {source}.", source=found.plan.needs.default_source),
    )
