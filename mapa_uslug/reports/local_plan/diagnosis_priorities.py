"""What comes first: need x people not reached x difficulty, and how far this depends on the weights."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pandas as pd

from mapa_uslug.core.text import Text
from mapa_uslug.reports.content import (
    Block,
    Bullets,
    Cell,
    Column,
    Figure,
    Paragraph,
    Section,
    Table,
    Void,
)
from mapa_uslug.reports.figures import FULL, TOO_FAR, Combined, sum_by_gmina
from mapa_uslug.reports.local_plan.conventions import tell_conventions
from mapa_uslug.reports.local_plan.diagnosis_needs import cite_needs
from mapa_uslug.reports.local_plan.diagnosis_weightings import tell_stability, weights_table
from mapa_uslug.reports.local_plan.diagnosis_words import (
    chosen_gminas,
    first_in,
    focus_of,
    in_place,
    known,
    list_types,
    priorities_in,
    target_of,
    thresholds_of,
    whole,
)
from mapa_uslug.reports.local_plan.findings import PlanFindings, cite_access
from mapa_uslug.reports.pictures import Dot, Scatter
from mapa_uslug.reports.words import write_share

_SPOKEN: Final = 3


def describe_priorities(found: PlanFindings) -> Section:
    """The first services in sentences, the matrix, the order, the order under other weights, and what has no rank."""
    text, focus = found.text, focus_of(found)
    ranked = priorities_in(found, focus)
    blocks: list[Block] = [
        Paragraph(
            text(
                "A priority is need x people not reached x difficulty. Not reached is who is farther than the main threshold by every mode "
                "that counts, or finds no free place. It orders what to talk about first; it decides nothing."
            )
        )
    ]
    if ranked.empty:
        blocks.append(_tell_no_rank(found, focus))
    else:
        blocks += _ranked_blocks(found, focus, ranked)
    left = _unranked_table(found, focus)
    return Section(
        "diagnoza-priorytety", text("Priorities"), (*blocks, *([left] if left is not None else []))
    )


def _tell_no_rank(found: PlanFindings, focus: str) -> Paragraph:
    """Why no service has a place: all of them reach everybody, or too little is known."""
    text, table = found.text, found.plan.priorities.table
    reached = table[(table["gmina_teryt"] == focus) & (table["need"] > 0) & (table["unreached"] == 0)]
    if reached.empty:
        return Paragraph(
            text("No service can be ranked: need, or the people not reached, is not known of any."),
            is_notice=True,
        )
    where, unknown = in_place(found, focus), int(reached["unknown"].max())
    if not unknown:
        return Paragraph(
            text("{where} every service that can be ranked reaches everybody it is for.", where=where)
        )
    return Paragraph(
        text(
            "{where} every service that can be ranked reaches everybody it is for and of whom it can be told; for the one with most of "
            "them it cannot be told of {people}.",
            where=where,
            people=found.found.count_people(unknown),
        )
    )


def _ranked_blocks(found: PlanFindings, focus: str, ranked: pd.DataFrame) -> Iterator[Block]:
    first = ranked.head(_SPOKEN)
    yield Bullets(tuple(_first_sentence(found, focus, row) for _, row in first.iterrows()))
    if (figure := _matrix(found, focus, ranked)) is not None:
        yield figure
    yield _order_table(found, focus, ranked)
    if len(chosen_gminas(found)) > 1:
        yield _first_table(found)
    yield weights_table(found, focus, ranked)
    yield Paragraph(tell_stability(found, focus))


def _first_sentence(found: PlanFindings, focus: str, row: pd.Series) -> str:
    text, count, unknown = found.text, int(row["unreached"]), int(row["unknown"])
    code = str(row["service_type"])
    parts = [
        text(
            "{where}, place {rank}: {service}.",
            where=in_place(found, focus),
            rank=text.number(int(row["rank"])),
            service=found.found.type_name(code),
        ),
        text.plural(
            "It does not reach {count} person of {people} ({group}, {share}).",
            "It does not reach {count} people of {people} ({group}, {share}).",
            count,
            people=text.number(int(row["people"])),
            group=target_of(found, code),
            share=write_share(text, count / float(row["people"])),
        ),
    ]
    if unknown:
        parts.append(
            text.plural(
                "Of {count} person it cannot be told.", "Of {count} people it cannot be told.", unknown
            )
        )
    parts.append(_weight_sentence(found, focus, row))
    return " ".join(parts)


def _weight_sentence(found: PlanFindings, focus: str, row: pd.Series) -> str:
    text = found.text
    need = write_share(text, float(row["need"]))
    source = _name_source(found, str(row["need_source"]))
    if pd.isna(row["difficulty"]):
        return text(
            "Named as urgent by {need} ({source}); how hard it is to provide is not known.",
            need=need,
            source=source,
        )
    difficulty = write_share(text, float(row["difficulty"]))
    hard_source = _name_source(found, _difficulty_source(found, focus, str(row["service_type"])))
    if hard_source == source:
        return text("Named as urgent by {need}, as hard to provide by {difficulty} ({source}).", need=need, difficulty=difficulty, source=source)  # fmt: skip
    return text(
        "Named as urgent by {need} ({source}), as hard to provide by {difficulty} ({hard_source}).",
        need=need,
        source=source,
        difficulty=difficulty,
        hard_source=hard_source,
    )


def _difficulty_source(found: PlanFindings, focus: str, code: str) -> str:
    """Whose answers the difficulty is of: those of the place or of the area, else the Lubuskie figures."""
    survey = found.plan.needs.survey
    is_asked = (survey["service_type"] == code) & survey["difficult"].notna()
    if focus:
        is_asked &= survey["gmina_teryt"].isin(["", focus])
    is_own = found.plan.options.get("weights", "own") != "lubuskie"
    return "survey" if is_own and is_asked.any() else "lubuskie"


def _matrix(found: PlanFindings, focus: str, ranked: pd.DataFrame) -> Figure | None:
    text = found.text
    told = ranked[ranked["need"].notna() & ranked["difficulty"].notna()]
    if len(told) < 2:
        return None
    dots = tuple(
        Dot(found.found.type_title(str(r["service_type"])), float(r["need"]), float(r["difficulty"]), float(r["unreached"]))
        for _, r in told.iterrows()
    )  # fmt: skip
    is_both = (told["need"] >= told["need"].median()) & (told["difficulty"] >= told["difficulty"].median())
    return Figure(
        caption=text("Need and difficulty"),
        alternative=text(
            "Every service by need, difficulty and people not reached. Needed and hard to provide, each at or above the middle: {services}.",
            services=list_types(found, told.loc[is_both, "service_type"]) or text("none of them"),
        ),
        picture=Scatter(
            dots,
            text("Need (share who named it as urgent)"),
            text("Difficulty (share who named it as hard to provide)"),
            text("People not reached"),
            (
                text("less needed, easier"),
                text("more needed, easier"),
                text("less needed, harder"),
                text("more needed, harder"),
            ),
        ),
        source=f"{cite_needs(found)} {cite_access(found)}",
    )


def _order_table(found: PlanFindings, focus: str, ranked: pd.DataFrame) -> Table:
    text = found.text
    rows = tuple(
        (
            found.found.type_title(str(r["service_type"])),
            whole(r["rank"]),
            known(r["need"]),
            _name_source(found, str(r["need_source"])),
            known(r["difficulty"]),
            target_of(found, str(r["service_type"])),
            whole(r["people"]),
            whole(r["unreached"]),
            whole(r["unknown"]),
        )
        for _, r in ranked.iterrows()
    )
    return Table(
        caption=text("Priorities: {place}", place=found.place_name(focus)),
        columns=(
            Column(text("Service")),
            Column(text("Place in the order"), "whole"),
            Column(text("Need"), "share"),
            Column(text("Whose answers on need")),
            Column(text("Difficulty"), "share"),
            Column(text("Target group")),
            Column(text("People in the group"), "people"),
            Column(text("Not reached"), "people"),
            Column(text("Not known"), "people"),
        ),
        rows=rows,
        note=" ".join(_order_notes(found, ranked)),
        source=f"{cite_needs(found)} {cite_access(found)}",
    )


def _order_notes(found: PlanFindings, ranked: pd.DataFrame) -> Iterator[str]:
    yield found.text(
        "Place 1: the largest priority; equal ones share a place. A difficulty that is not known weighs as the middle one of those known."
    )
    if conventions := tell_conventions(found, ranked["service_type"].astype(str)):
        yield conventions
    absent = [str(c) for c in ranked["service_type"] if thresholds_of(found, str(c)) is None]
    if absent:
        yield found.text("Nobody gives: {services}.", services=list_types(found, absent))


def _first_table(found: PlanFindings) -> Table:
    text = found.text
    rows: list[tuple[Cell, ...]] = []
    shown: list[str] = []
    for gmina in chosen_gminas(found):
        ranked = priorities_in(found, gmina)
        codes = first_in(found, gmina)
        shown += codes
        for _, r in ranked[ranked["service_type"].isin(codes)].iterrows():
            code = str(r["service_type"])
            rows.append((found.place_name(gmina), whole(r["rank"]), found.found.type_title(code), whole(r["people"]),
                         whole(r["unreached"]), whole(r["unknown"]), _name_source(found, str(r["need_source"]))))  # fmt: skip
    return Table(
        caption=text("First priorities by gmina"),
        columns=(
            Column(text("Gmina")),
            Column(text("Place in the order"), "whole"),
            Column(text("Service")),
            Column(text("People in the group"), "people"),
            Column(text("Not reached"), "people"),
            Column(text("Not known"), "people"),
            Column(text("Whose answers on need")),
        ),
        rows=tuple(rows),
        note=f"{text('A service that reaches everybody it is for has no place and is not listed.')} "
        f"{tell_conventions(found, shown)}".rstrip(),
        source=f"{cite_needs(found)} {cite_access(found)}",
    )


def _name_source(found: PlanFindings, source: str) -> str:
    text = found.text
    words = {"survey": text("own survey"), "lubuskie": text("Lubuskie diagnosis"), "none": text("nobody's")}
    return words.get(source, source)


def _unranked_table(found: PlanFindings, focus: str) -> Table | None:
    """Services without a rank that somebody needs or that were measured, and why; None where there is none."""
    text, table = found.text, found.plan.priorities.table
    rows = table[(table["gmina_teryt"] == focus) & table["rank"].isna()]
    rows = rows.sort_values(["need", "service_type"], ascending=[False, True], na_position="last")
    if rows.empty:
        return None
    measured = found.found.main
    cells = tuple(
        (
            found.found.type_title(str(r["service_type"])),
            known(r["need"]),
            known(r["difficulty"]),
            _tell_why(found, r, is_measured=str(r["service_type"]) in measured),
            Void()
            if r["unreached"] == 0
            else _residents_unreached(found, measured.get(str(r["service_type"])), focus),
        )
        for _, r in rows.iterrows()
    )
    return Table(
        caption=text("Services without a place"),
        columns=(
            Column(text("Service")),
            Column(text("Need"), "share"),
            Column(text("Difficulty"), "share"),
            Column(text("Why it has no place")),
            Column(text("Residents not reached"), "people"),
        ),
        rows=cells,
        note=text("Residents of every age: they are told where the target group was not counted, and are not compared with it."),
        source=f"{cite_needs(found)} {cite_access(found)}",
    )  # fmt: skip


def _tell_why(found: PlanFindings, row: pd.Series, *, is_measured: bool) -> str:
    text, code = found.text, str(row["service_type"])
    if pd.isna(row["need"]):
        return text("nobody was asked how urgent it is")
    if pd.notna(row["unreached"]):
        return _tell_zero(text, row)
    if pd.notna(row["people"]):
        return text("nothing can be told of anybody's access")
    if is_measured:
        return text("not counted: {group}", group=target_of(found, code))
    return _tell_unmeasured(found, code)


def _tell_zero(text: Text, row: pd.Series) -> str:
    """Which of the factors of a priority is zero."""
    if row["people"] == 0:
        return text("nobody of the group lives here")
    if row["unreached"] == 0:
        if row["unknown"] > 0:
            return text("it reaches everybody of whom it can be told")
        return text("it reaches everybody it is for")
    if row["need"] == 0:
        return text("nobody named it as urgent")
    return text("nobody named it as hard to provide")


def _tell_unmeasured(found: PlanFindings, code: str) -> str:
    """Why access to a service was not measured: what it is, else what the data say of it."""
    text, known_type, result = found.text, found.catalog.by_code.get(code), found.plan.result
    if known_type is None or not known_type.is_measured:
        return _tell_unmeasurable(found, code)
    if code in set(result.services["service_type"].astype(str)):
        return text("it is in the data; no way of travelling that counts for it was measured")
    if code in set(result.unlocated["service_type"].astype(str)):
        return text("it is in the data; the place of none of its records is known")
    return text("the data hold no such service")


def _tell_unmeasurable(found: PlanFindings, code: str) -> str:
    """Why nothing is measured to services of this kind, whatever the data hold."""
    text, known_type = found.text, found.catalog.by_code.get(code)
    words = {
        "Z": text("access is not measured: it is given at a distance"),
        "L": text("access is not measured: a dwelling is given by allotment, not by distance"),
    }
    if known_type is None or (known_type.delivery not in words and not known_type.sensitivity):
        return text("access is not measured")
    return words.get(known_type.delivery, text("access is not measured: where it is given is not told"))


def _residents_unreached(found: PlanFindings, combined: Combined | None, focus: str) -> int | None:
    """All residents too far or without a free place; None where access is not measured."""
    if combined is None:
        return None
    sums = sum_by_gmina(found.plan.result, combined.people)
    chosen = [states for gmina, states in sums.items() if not focus or gmina == focus]
    return int(sum(int(states[FULL] + states[TOO_FAR]) for states in chosen))
