"""Monitoring: what to follow with its values today, when to look again, targets by year, what changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import pandas as pd

from mapa_uslug.contracts.changes import Changes
from mapa_uslug.contracts.diagnosis_config import DiagnosisOptions
from mapa_uslug.core.days import add_months, parse_day
from mapa_uslug.reports.change_scope import find_units, narrow_changes
from mapa_uslug.reports.changes import describe_changes
from mapa_uslug.reports.content import Block, Cell, Column, Paragraph, Section, Table
from mapa_uslug.reports.local_plan.findings import PlanFindings, cite_access, cite_services
from mapa_uslug.reports.local_plan.offer_words import name_unit_of_capacity, number
from mapa_uslug.reports.words import write_day

_MOST_FOLLOWED: Final = 10
_MOST_DATES: Final = 20
_Date = tuple[date, str, dict[Any, Any]]


def describe_monitoring(found: PlanFindings) -> Section:
    """Indicators to follow, the next check, targets, and what changed where earlier results were given."""
    text, changes = found.text, found.plan.changes
    blocks: list[Block | None] = [
        Paragraph(
            text(
                "The same figures, counted again in the same way, tell whether the plan works. They stand here as they are today. To compare "
                "later, keep what “mapa-uslug run” writes with the same area.toml: “mapa-uslug monitor” compares such folders, and tells "
                "changes in data, roads, services, people and method apart. The folder of this report is not one of them."
            )
        ),
        _baseline(found),
        *_next_check(found),
        _tell_targets(found),
    ]
    if changes is None:
        blocks.append(Paragraph(text("No earlier results were given to compare with, so this report says nothing of change.")))  # fmt: skip
    elif said := _tell_scope(found, changes):
        blocks.append(Paragraph(said))
    parts = () if changes is None else describe_changes(_narrow(found, changes), found.catalog, text=text)
    shown = tuple(block for block in blocks if block is not None)
    return Section("monitorowanie", text("Monitoring"), shown, parts)


def _narrow(found: PlanFindings, changes: Changes) -> Changes:
    """What changed in the gminas spoken of; in all, where earlier results know none of them."""
    units = find_units(changes, found.plan.gminas)
    return narrow_changes(changes, units) if 0 < len(units) < len(changes.units) else changes


def _tell_scope(found: PlanFindings, changes: Changes) -> str:
    """Whose changes are told, where that is not simply the gminas of the report."""
    text, units = found.text, find_units(changes, found.plan.gminas)
    if len(units) == len(changes.units):
        return ""
    if not units:
        return text("The gminas of this report are not in the earlier results: the changes below are those of the whole area.")  # fmt: skip
    return text(
        "Changes, alarms and indicators below are those of: {gminas}. The list of results compared, inputs and catalogue are of the whole area.",
        gminas=", ".join(changes.units[unit] for unit in units),
    )


def _scope(found: PlanFindings) -> str:
    """The gmina that the report speaks of, "" where there are several: then all together."""
    return found.plan.gminas[0] if len(found.plan.gminas) == 1 else ""


def _baseline(found: PlanFindings) -> Table | None:
    """The first priorities with what is to be followed of each."""
    text, scope = found.text, _scope(found)
    table = found.plan.priorities.table
    first = table[(table["gmina_teryt"] == scope) & table["rank"].notna()]
    first = first.sort_values(["rank", "service_type"]).head(_MOST_FOLLOWED)
    if first.empty:
        return None
    columns = (
        Column(text("Service")), Column(text("Not reached"), "people", text("people of the group")),
        Column(text("Not known"), "people", text("people of the group")), Column(text("Places"), "people"),
        Column(text("Capacity per 1,000"), "decimal"), Column(text("Unit")), Column(text("Records grown old"), "people"),
    )  # fmt: skip
    rows = tuple(_baseline_row(found, scope, row) for row in first.to_dict("records"))
    note = text("Where: {where}. The first priorities of the diagnosis, the most pressing first.", where=found.place_name(scope))  # fmt: skip
    return Table(text("Indicators to follow"), columns, rows, note=note, source=cite_access(found))  # fmt: skip


def _baseline_row(found: PlanFindings, scope: str, row: dict[Any, Any]) -> tuple[Cell, ...]:
    code, offer = str(row["service_type"]), found.plan.offer
    given = _of(offer.by_type, scope, code)
    per_1000 = given[given["per_1000"].notna()] if len(given) else given
    # Amounts of several units, or for several groups, are never added.
    is_one = len(per_1000) == 1
    unit = name_unit_of_capacity(found.text, str(per_1000["capacity_unit"].iloc[0])) if is_one else None
    places = int(given["places"].sum()) if len(given) else 0
    return (
        found.found.type_title(code), number(row["unreached"]), number(row["unknown"]), places,
        float(per_1000["per_1000"].iloc[0]) if is_one else None, unit,
        len(_old_records(found, code)) if offer.on else None,
    )  # fmt: skip


def _of(table: pd.DataFrame, scope: str, code: str) -> pd.DataFrame:
    if table.empty:
        return table
    return table[(table["gmina_teryt"] == scope) & (table["service_type"] == code)]


def _old_records(found: PlanFindings, code: str = "") -> pd.DataFrame:
    """Records of the gminas spoken of that have grown old, of one type or of all."""
    records = found.plan.offer.records
    if records.empty:
        return records
    is_old = (records["issue"] == "old_record") & records["gmina_teryt"].isin(found.plan.gminas)
    return records[is_old & (records["service_type"] == code) if code else is_old]


def _next_check(found: PlanFindings) -> Iterator[Block | None]:
    text, today = found.text, parse_day(found.plan.offer.on)
    if today is None:
        yield Paragraph(text("When to look again cannot be told: no day is known that ages are counted to (`services.on`, or dates of records)."), is_notice=True)  # fmt: skip
        return
    old = len(_old_records(found))
    if old:
        yield Paragraph(
            text.plural(
                "{count} record has grown old already: have it confirmed before anything else.",
                "{count} records have grown old already: have them confirmed before anything else.",
                old,
            )
        )
    dates = sorted(_dates(found, today), key=lambda d: (d[0], d[1], str(d[2]["service_id"])))
    if not dates:
        yield Paragraph(text("No record tells of a date to watch: no end of funding, and no date that it was true on."))  # fmt: skip
        return
    yield Paragraph(_tell_next(found, dates))
    yield _date_table(found, dates)


def _dates(found: PlanFindings, today: date) -> Iterator[_Date]:
    """Days ahead on which funding ends or a record grows old."""
    facts = found.plan.offer.facts
    if facts.empty:
        return
    months = int(found.plan.options.get("old_months", DiagnosisOptions().old_months))
    for fact in facts[facts["gmina_teryt"].isin(found.plan.gminas)].to_dict("records"):
        ends, told = parse_day(str(fact["funded_until"])), parse_day(str(fact["source_date"]))
        if ends is not None and ends >= today:
            yield ends, "funding", fact
        if told is not None and add_months(told, months) >= today:
            yield add_months(told, months), "record", fact


def _tell_next(found: PlanFindings, dates: list[_Date]) -> str:
    text, (day, what, fact) = found.text, dates[0]
    told = {"day": write_day(text, day.isoformat()), "provider": fact["provider"], "service": found.found.type_name(str(fact["service_type"]))}  # fmt: skip
    if what == "funding":
        return text("The next check is due by {day}: then the funding of {service} ({provider}) ends.", **told)  # fmt: skip
    same = sum(d[0] == day and d[1] == "record" for d in dates)
    return text.plural(
        "The next check is due by {day}: then {count} record grows old.",
        "The next check is due by {day}: then {count} records grow old.",
        same,
        day=told["day"],
    )


def _date_table(found: PlanFindings, dates: list[_Date]) -> Table:
    """Ends of funding one by one; records that grow old counted by day, since a whole list often has one date."""
    text = found.text
    rows: list[tuple[Cell, ...]] = []
    ageing = sorted({d[0] for d in dates if d[1] == "record"})
    lines: list[tuple[date, tuple[Cell, ...]]] = [
        (day, (
            day, text("funding ends"), found.found.type_title(str(fact["service_type"])),
            str(fact["provider"]), found.place_name(str(fact["gmina_teryt"])),
        ))
        for day, what, fact in dates if what == "funding"
    ]  # fmt: skip
    for day in ageing:
        count = sum(d[0] == day and d[1] == "record" for d in dates)
        said = text.plural("{count} record grows old", "{count} records grow old", count)
        lines.append((day, (day, said, "", "", "")))
    rows += [row for _, row in sorted(lines, key=lambda line: (line[0], str(line[1])))[:_MOST_DATES]]
    columns = (Column(text("Day"), "day"), *map(Column, (text("What happens"), text("Service"), text("Provider"), text("Gmina"))))  # fmt: skip
    return Table(text("Dates to watch"), columns, tuple(rows), source=cite_services(found))


def _tell_targets(found: PlanFindings) -> Paragraph | None:
    """Which targets are to be checked by the end of which year; their figures stand in the strategy."""
    text, targets = found.text, found.plan.strategy.targets
    own = targets[targets["gmina_teryt"].isin(["", *found.plan.gminas])]
    if own.empty:
        return None
    told = []
    for year, rows in own.groupby("year", dropna=False, sort=True):
        names = "; ".join(
            text(
                "{service} ({where})",
                service=found.found.type_name(str(r["service_type"])),
                where=found.place_name(str(r["gmina_teryt"]))
                if r["gmina_teryt"]
                else text("all gminas together"),
            )
            for r in rows.to_dict("records")
        )
        told.append(
            text("without a year: {targets}", targets=names)
            if pd.isna(year)
            else text("by the end of {year}: {targets}", year=int(str(year).partition(".")[0]), targets=names)
        )
    return Paragraph(text("Targets of the strategy to check: {years}.", years="; ".join(told)))
