"""What is needed: answers of the area's own surveys, and the figures of the Lubuskie diagnosis."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pandas as pd

from mapa_uslug.reports.content import Block, Bullets, Cell, Column, Paragraph, Section, Table, Void
from mapa_uslug.reports.local_plan.diagnosis_words import (
    chosen_gminas,
    in_place,
    known,
    list_types,
    may_name,
)
from mapa_uslug.reports.local_plan.findings import PlanFindings
from mapa_uslug.reports.words import write_days, write_share

_NAMED: Final = 3


def describe_needs(found: PlanFindings) -> Section:
    """Surveys, who was not asked and what stands in for them, and the two Lubuskie tables."""
    text, survey = found.text, _survey_of(found)
    blocks: list[Block] = [
        Paragraph(line, is_notice=is_notice) for line, is_notice in _tell_sources(found, survey)
    ]
    if len(survey):
        by_gmina = dict(list(survey.groupby("gmina_teryt")))
        sentences = [
            _place_sentence(found, g, by_gmina[g]) for g in ("", *chosen_gminas(found)) if g in by_gmina
        ]
        blocks += [
            Bullets(tuple(s for s in sentences if s)),
            *_survey_tables(found, survey),
        ]
    return Section("diagnoza-potrzeby", text("What is needed"), tuple(blocks), (_describe_lubuskie(found),))


def cite_needs(found: PlanFindings) -> str:
    """Where needs and difficulties come from: files of surveys, and the Lubuskie diagnosis where they tell nothing.

    The diagnosis is cited in full at its own tables.
    """
    text, survey = found.text, found.plan.needs.survey
    files = write_days(found.text, "; ".join(dict.fromkeys(survey["source"].astype(str))))
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


def _survey_tables(found: PlanFindings, survey: pd.DataFrame) -> tuple[Table, ...]:
    """Answers of one place in one table; of several side by side, and one below another in the workbook."""
    whole, text = _survey_table(found, survey), found.text
    if survey["gmina_teryt"].nunique() == 1:
        return (whole,)
    return (
        _answers_table(found, survey, text("Survey: named as urgent"), "urgent"),
        _answers_table(found, survey, text("Survey: named as hard to provide"), "difficult"),
        replace(whole, read=0),
    )


def _answers_table(found: PlanFindings, survey: pd.DataFrame, caption: str, kind: str) -> Table:
    """Services by gminas, those that most people named on average first."""
    text = found.text
    places = [g for g in ("", *chosen_gminas(found)) if (survey["gmina_teryt"] == g).any()]
    shares = survey.pivot_table(index="service_type", columns="gmina_teryt", values=kind, aggfunc="first")
    ordered = sorted(shares.index, key=lambda code: (-shares.loc[code].mean(), str(code)))
    asked = survey.groupby("gmina_teryt")["answers"].max()
    told = [
        text("{gmina}: {count}", gmina=found.place_name(g) if g else text("whole area"), count=text.number(int(asked[g])))
        for g in places if pd.notna(asked.get(g))
    ]  # fmt: skip
    return Table(
        caption=caption,
        columns=(
            Column(text("Service")),
            *(Column(found.place_name(g) if g else text("whole area"), "share") for g in places),
        ),
        rows=tuple(
            (found.found.type_title(str(code)), *(known(shares[g].get(code)) if g in shares else None for g in places))
            for code in ordered
        ),
        note=text("Asked: {gminas}. Without a figure: not asked about this service.", gminas=", ".join(told)) if told
        else text("Without a figure: not asked about this service."),
        source=_cite_survey(found, survey),
        is_sheet=False,
    )  # fmt: skip


def _cite_survey(found: PlanFindings, survey: pd.DataFrame) -> str:
    files = write_days(found.text, "; ".join(dict.fromkeys(survey["source"].astype(str))))
    return found.text("Source: survey of needs ({files}).", files=files)


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
        note=text("Several answers were allowed. Without a figure: nobody was asked, or how many is not known."),
        source=_cite_survey(found, survey),
    )  # fmt: skip


def _describe_lubuskie(found: PlanFindings) -> Section:
    """What offices of the Lubuskie voivodeship named, urgency and difficulty side by side."""
    text, default = found.text, found.plan.needs.default
    told = default[default["urgent"].notna() | default["difficult"].notna()]
    told = told.sort_values(["urgent", "difficult"], ascending=False, na_position="last", kind="stable")
    table = Table(
        caption=text("Needs in the Lubuskie diagnosis"),
        columns=(
            Column(text("Item of the diagnosis")),
            Column(text("Named as urgent"), "share"),
            Column(text("Named as hard to provide"), "share"),
            Column(text("Services of the catalog")),
        ),
        rows=tuple(_lubuskie_row(found, row) for _, row in told.iterrows()),
        note=text(
            "Share of the centres asked. Several answers were allowed: the shares add up to {urgent} and {difficult}, and are no "
            "parts of a whole. Without a figure: the item is not in that list.",
            urgent=text.percent(float(told["urgent"].sum())),
            difficult=text.percent(float(told["difficult"].sum())),
        ),
        source=text("Source: {source}.", source=found.plan.needs.default_source),
    )
    heading = text("Default weights: the Lubuskie diagnosis")
    return Section("diagnoza-lubuskie", heading, (table,) if table.rows else ())


def _lubuskie_row(found: PlanFindings, row: pd.Series) -> tuple[Cell, ...]:
    """An item in the wordings of both lists; one that stands for no service of the catalog has none."""
    wordings = dict.fromkeys(str(row[name]) for name in ("item", "item_difficult") if row.get(name))
    services = list_types(found, [c for c in str(row["service_types"]).split("|") if may_name(found, c)])
    return " / ".join(wordings), known(row["urgent"]), known(row["difficult"]), services or Void()
