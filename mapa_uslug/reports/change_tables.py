"""Tables of what changed between results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import pandas as pd

from mapa_uslug.catalog.words import name_mode, name_quality
from mapa_uslug.contracts.changes import KNOWLEDGE_CHANGES, PARTS
from mapa_uslug.reports.change_words import (
    ToldChanges,
    name_catalog_change,
    name_date_source,
    name_gmina_change,
    name_input_kind,
    name_part,
    name_parts,
    name_service_change,
    name_state,
)
from mapa_uslug.reports.content import Cell, Column, Table, Void
from mapa_uslug.reports.words import write_day

STATES_TOLD: Final = ("too_far", "full", "cannot_tell", "served")


def tabulate_snapshots(told: ToldChanges) -> Table:
    """The results that are compared."""
    text = told.text
    columns = (
        Column(text("Result"), "text"), Column(text("Folder")), Column(text("Date")), Column(text("Where the date comes from")),
        Column(text("People"), "people"), Column(text("Services"), "people"), Column(text("Version")),
    )  # fmt: skip
    rows = [
        (str(r["number"]), r["name"], write_day(text, r["date"]) or None, name_date_source(text, r["date_from"]), r["people"], r["services"], r["version"])
        for r in told.changes.snapshots.to_dict("records")
    ]  # fmt: skip
    return Table(text("Results compared"), columns, tuple(rows))


def _with_span(told: ToldChanges, columns: Sequence[Column], rows: list[tuple[int, tuple[Cell, ...]]]) -> tuple[tuple[Column, ...], tuple[tuple[Cell, ...], ...]]:  # fmt: skip
    """Rows with their step, which is told where there are several."""
    if not told.has_many_steps:
        return tuple(columns), tuple(row for _, row in rows)
    spanned = [(*row[:1], told.span(step), *row[1:]) for step, row in rows]
    return (columns[0], Column(told.text("Between")), *columns[1:]), tuple(spanned)


def _part_columns(told: ToldChanges, table: pd.DataFrame) -> tuple[list[str], list[Column]]:
    """Parts that anything in a table is due to, and their columns."""
    parts = [part for part in PARTS if (table[part] != 0).any()]
    return parts, [Column(name_part(told.text, part), "people") for part in parts]


def tabulate_people(told: ToldChanges, state: str) -> Table | None:
    """People in a state, by service type and for all gminas together: before, after, and what the change is due to."""
    text = told.text
    rows = told.rows(told.changes.people, step=told.last, state=state, unit="")
    rows = rows[rows["change"] != 0]
    if rows.empty:
        return None
    parts, more = _part_columns(told, rows)
    columns = (Column(text("Service")), *_before_after(told), *more)
    told_rows = [
        (told.type_name(r["service_type"]), r["old"], r["new"], r["change"], *(r[p] for p in parts))
        for r in sort_by_size(rows)
    ]
    caption = text("Changes: {state}", state=name_state(text, state).lower())
    return Table(caption, columns, tuple(told_rows), note=_note_of_parts(told), source=told.span(told.last))


def tabulate_units(told: ToldChanges, state: str) -> Table | None:
    """The same by gmina."""
    text = told.text
    rows = told.rows(told.changes.people, step=told.last, state=state)
    rows = rows[(rows["unit"] != "") & (rows["change"] != 0)]
    if rows.empty:
        return None
    parts, more = _part_columns(told, rows)
    columns = (Column(text("Gmina")), Column(text("Service")), *_before_after(told), *more)
    told_rows = [
        (
            told.unit_name(r["unit"]), told.type_name(r["service_type"]), r["old"], r["new"], r["change"],
            *(r[p] for p in parts),
        )
        for r in rows.sort_values(["unit", "service_type"]).to_dict("records")
    ]  # fmt: skip
    caption = text("Changes by gmina: {state}", state=name_state(text, state).lower())
    return Table(caption, columns, tuple(told_rows), source=told.span(told.last))


def tabulate_steps(told: ToldChanges) -> Table | None:
    """People too far from each result to the next; None where there is one step only."""
    text = told.text
    rows = told.rows(told.changes.people, state="too_far", unit="")
    rows = rows[rows["change"] != 0]
    if rows.empty or not told.has_many_steps:
        return None
    parts, more = _part_columns(told, rows)
    columns = (Column(text("Service")), Column(text("Between")), *_before_after(told), *more)
    told_rows = [
        (
            told.type_name(r["service_type"]), told.span(r["step"]), r["old"], r["new"], r["change"],
            *(r[p] for p in parts),
        )
        for r in rows.sort_values(["service_type", "step"]).to_dict("records")
    ]  # fmt: skip
    return Table(text("Step by step: too far"), columns, tuple(told_rows))


def _before_after(told: ToldChanges) -> tuple[Column, Column, Column]:
    text = told.text
    return (
        Column(text("Before"), "people"),
        Column(text("After"), "people"),
        Column(text("Change"), "people"),
    )


def _note_of_parts(told: ToldChanges) -> str:
    return told.text("People by all modes together at the main threshold. The parts add up to the change.")


def sort_by_size(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of people that changed, the largest change first."""
    rows = rows[rows["change"] != 0]
    order = rows.assign(size=-rows["change"].abs()).sort_values(["size", "service_type"])
    return [{str(k): v for k, v in row.items()} for row in order.drop(columns="size").to_dict("records")]


def tabulate_services(told: ToldChanges) -> Table | None:
    """Services that opened, closed or changed."""
    text, changes = told.text, told.changes
    if changes.services.empty:
        return None
    columns = (
        Column(text("Service")), Column(text("Provider")), Column(text("Gmina")), Column(text("What changed")),
        Column(text("Before")), Column(text("After")),
    )  # fmt: skip
    rows: list[tuple[int, tuple[Cell, ...]]] = []
    is_date = changes.services["change"] == "record_date"
    for r in (*changes.services[~is_date].to_dict("records"), *_join_dates(told, changes.services[is_date])):
        old, new = (_tell_value(told, r["change"], r[side]) for side in ("old", "new"))
        rows.append((r["step"], (
            r.get("records") or told.type_name(r["service_type"]), r["provider"] or Void(), name_gmina(told, r["gmina_teryt"]),
            name_service_change(text, r["change"]), old or Void(), new or Void(),
        )))  # fmt: skip
    return Table(text("Changes of services"), *_with_span(told, columns, rows))


def _join_dates(told: ToldChanges, dated: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Records that bear another day: those of a gmina that went from one day to another stand in one row."""
    for _, rows in dated.groupby(["step", "gmina_teryt", "old", "new"], sort=True):
        first = {str(k): v for k, v in rows.iloc[0].items()}
        if len(rows) == 1:
            yield first
        else:
            many = told.text.plural("{count} record", "{count} records", len(rows))
            yield first | {"provider": "", "records": many}


def name_gmina(told: ToldChanges, code: str) -> str:
    """Name of a gmina, or of the unit that it is compared in."""
    unit = next((u for u in told.changes.units if code in u.split("|") or code == u), code)
    return told.unit_name(unit) if unit else code


def _tell_value(told: ToldChanges, change: str, value: str) -> str | None:
    if not value:
        return None
    if change in ("funding", "record_date"):
        return write_day(told.text, value)
    is_quality = change in KNOWLEDGE_CHANGES and change != "corrected_place"
    return name_quality(told.text, value) if is_quality else value


def tabulate_gminas(told: ToldChanges) -> Table | None:
    """Gminas whose name, kind, code or border changed."""
    text, changes = told.text, told.changes
    if changes.gminas.empty:
        return None
    columns = (
        Column(text("Before")), Column(text("Code before")), Column(text("After")), Column(text("Code after")),
        Column(text("What changed")), Column(text("Compared as")),
    )  # fmt: skip
    rows: list[tuple[int, tuple[Cell, ...]]] = [
        (r["step"], (
            r["old_name"] or Void(), r["old_code"] or Void(), r["new_name"] or Void(), r["new_code"] or Void(),
            name_gmina_change(text, r["change"]), told.unit_name(r["unit"]),
        ))
        for r in changes.gminas.to_dict("records")
    ]  # fmt: skip
    note = text("Gminas that share ground are compared together, so that nobody moves on paper. A gmina that only one result has is left out.")  # fmt: skip
    return Table(text("Changes of gminas"), *_with_span(told, columns, rows), note=note)


def tabulate_catalog(told: ToldChanges) -> Table | None:
    """Service types and thresholds that differ."""
    text, changes = told.text, told.changes
    if changes.catalog.empty:
        return None
    columns = (
        Column(text("Service")), Column(text("What changed")), Column(text("How people travel")), Column(text("Before")),
        Column(text("After")),
    )  # fmt: skip
    rows: list[tuple[int, tuple[Cell, ...]]] = [
        (r["step"], (
            told.type_name(r["service_type"]), name_catalog_change(text, r["change"]),
            name_mode(text, r["mode"]) if r["mode"] else Void(), r["old"] or Void(), r["new"] or Void(),
        ))
        for r in changes.catalog.to_dict("records")
    ]  # fmt: skip
    note = text("Types that only one result has are not compared.")
    return Table(text("Changes of the catalogue"), *_with_span(told, columns, rows), note=note)


def tabulate_inputs(told: ToldChanges) -> Table | None:
    """Files, settings and versions that differ."""
    text, changes = told.text, told.changes
    if changes.inputs.empty:
        return None
    columns = (
        Column(text("Input or setting")), Column(text("Kind")), Column(text("Before")), Column(text("After")),
        Column(text("What it can change")),
    )  # fmt: skip
    rows: list[tuple[int, tuple[Cell, ...]]] = [
        (r["step"], (
            r["item"], name_input_kind(text, r["kind"]), r["old"] or Void(), r["new"] or Void(), name_parts(text, r["families"]),
        ))
        for r in changes.inputs.to_dict("records")
    ]  # fmt: skip
    note = text("Files are compared by content: a file of the same name may hold other data.")
    return Table(text("Inputs and settings that differ"), *_with_span(told, columns, rows), note=note)


def tabulate_series(told: ToldChanges, indicator: str, caption: str, *, digits: bool = False) -> Table | None:
    """An indicator in every result, by service type, of the gminas that all results have."""
    table = told.rows(told.changes.series, indicator=indicator, unit="")
    if table["value"].notna().sum() == 0:
        return None
    wide = table.pivot(index="service_type", columns="number", values="value").sort_index()
    wide = wide[wide.notna().any(axis=1)]
    numbers = range(1, told.last + 1)
    kind = "decimal" if digits else "people"
    columns = (Column(told.text("Service")), *(Column(told.date(n), kind) for n in numbers))  # type: ignore[arg-type]
    rows = [
        (told.type_name(str(code)), *(_figure(values.get(n), digits=digits) for n in numbers))
        for code, values in wide.iterrows()
    ]
    return Table(caption, columns, tuple(rows))


def _figure(value: float | None, *, digits: bool) -> Cell:
    if value is None or pd.isna(value):
        return None
    return float(value) if digits else round(float(value))
