"""Rows of a foreign list as rows of the official sheet, with every row that was left out and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import pandas as pd

from mapa_uslug.contracts.raw_tables import RawRow, RawTable
from mapa_uslug.contracts.sheet import COLUMN_NAMES, is_example
from mapa_uslug.contracts.tables import Count
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.registry.foreign.fitting_mapping import FittedMapping, fit_mapping, place_of
from mapa_uslug.registry.foreign.hidden_rows import keep_of_hidden, type_of_hidden
from mapa_uslug.registry.foreign.mapping import Mapping
from mapa_uslug.registry.foreign.official_rows import OfficialRow, RowReader
from mapa_uslug.registry.foreign.row_ids import IdRegister, hidden_digest, service_digest
from mapa_uslug.registry.meaning.matching import TypeMatcher

ROW_COLUMNS = (*COLUMN_NAMES, "origin")


@dataclass(frozen=True, eq=False)
class ImportedRows:
    """What a list became.

    Attributes
    ----------
    rows : DataFrame
        Official columns as text (``""`` where empty) and ``origin``: ``file!sheet:row``. Rows of sensitivity 1 hold only
        what may be kept of them.
    letters : dict
        Official column -> letters of the list's columns that it was read from, for messages.
    left_out : DataFrame
        ``source, reason, kind``; rows that are never kept have no source.
    problems : tuple of Problem
    count : Count
        Every row of the list is kept or left out for a reason.
    """

    rows: pd.DataFrame
    letters: dict[str, str]
    left_out: pd.DataFrame
    problems: tuple[Problem, ...]
    count: Count


@dataclass
class _Result:
    rows: list[dict[str, str]] = field(default_factory=list)
    left_out: list[tuple[str, str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    ids: IdRegister = field(default_factory=IdRegister)
    personal_mailboxes: int = 0
    repeated: list[str] = field(default_factory=list)


def apply_mapping(
    table: RawTable, mapping: Mapping, *, matcher: TypeMatcher, state_date: str = ""
) -> ImportedRows:
    """Turn the rows of a table into official ones.

    Rows that are never kept are dropped before anything is said of them; nothing of their cells is stored.

    Parameters
    ----------
    state_date
        Day that the list is true for (ISO), where neither the mapping nor the titles tell it.

    Raises
    ------
    InputError
        Where the mapping does not fit the table, so that no row can be read.
    """
    fitted = fit_mapping(mapping, table, state_date=state_date)
    if any(p.severity == "error" for p in fitted.problems):
        raise InputError(fitted.problems)
    reader, result = RowReader(fitted, matcher), _Result()
    for raw in table.rows:
        _take(raw, table, reader, matcher, result)
    result.left_out += [(f"{place_of(table)}:{a.row.number}", a.reason, "") for a in table.set_aside]
    return _imported(table, fitted, result)


def _take(raw: RawRow, table: RawTable, reader: RowReader, matcher: TypeMatcher, result: _Result) -> None:
    row = reader.read(raw)
    source = f"{place_of(table)}:{raw.number}"
    if row.reason:
        # Of what is never kept only the kind is counted, not even where it stood.
        result.left_out.append(("" if row.reason == "never_kept" else source, row.reason, row.kind))
        return
    if is_example(row.values["usluga_id"]):
        result.left_out.append((source, "example", ""))
        return
    # What is counted per gmina only is called by its type.
    if not row.values["nazwa"] and not (row.sensitivity and matcher.find(row.kind)):
        result.left_out.append((source, "no_name", ""))
        where = _name_cell(raw, table, reader.fitted) or source
        result.problems.append(problem(
            "The row names no provider; it was left out.", where=where, code="no_name", severity="warning",
            hint="Write the name, or a rule in [rows] that says why such rows are left out."))  # fmt: skip
        return
    result.rows.append({**_with_id(row, reader.fitted.mapping, matcher, source, result), "origin": source})
    result.personal_mailboxes += 0 if row.sensitivity else row.personal_mailboxes
    if row.rest and not row.is_continued:
        result.problems.append(problem(
            "Part of the cell was not understood: {rest}", where=source, code="address_rest", severity="warning",
            rest=row.rest, hint="Check name, street and locality of this row in the official sheet."))  # fmt: skip


def _name_cell(raw: RawRow, table: RawTable, fitted: FittedMapping) -> str:
    """The cell where the name should stand, ``""`` if no column holds names."""
    columns = (*fitted.columns.get("nazwa", ()), *(i for i, kind in fitted.split if kind == "nazwa_i_adres"))
    return table.where(raw, columns[0]) if columns else ""


def _with_id(
    row: OfficialRow, mapping: Mapping, matcher: TypeMatcher, origin: str, result: _Result
) -> dict[str, str]:
    prefix = mapping.id.prefix
    if row.sensitivity == 1:
        found = type_of_hidden(row.values, row.kind, matcher)
        source = mapping.constants.get("zrodlo", mapping.name)
        values = keep_of_hidden(row.values, found, kind=row.kind, source=source)
        wanted = hidden_digest(values, prefix=prefix)
    else:
        found, values = matcher.find(row.values["usluga_kod"]), row.values
        code = found.code if found else values["usluga_kod"]
        wanted = _given_id(row, prefix) or service_digest(values, code, prefix=prefix)
    given, is_repeated = result.ids.claim(wanted)
    if is_repeated and row.sensitivity == 0:
        result.repeated.append(origin)
    return {**values, "usluga_id": given}


def _given_id(row: OfficialRow, prefix: str) -> str:
    return "-".join(filter(None, (prefix, row.values["usluga_id"]))) if row.values["usluga_id"] else ""


def _imported(table: RawTable, fitted: FittedMapping, result: _Result) -> ImportedRows:
    reasons = Counter(f"{reason}:{kind}" if kind else reason for _, reason, kind in result.left_out)
    read = len(table.rows) + len(table.set_aside)
    return ImportedRows(
        rows=pd.DataFrame(result.rows, columns=list(ROW_COLUMNS), dtype=object),
        letters=fitted.letters(table),
        left_out=pd.DataFrame(result.left_out, columns=["source", "reason", "kind"], dtype=object),
        problems=(*fitted.problems, *result.problems, *_notes(table, result)),
        count=Count(f"import: {place_of(table)}", read, len(result.rows), dict(sorted(reasons.items()))),
    )


def _notes(table: RawTable, result: _Result) -> list[Problem]:
    notes = []
    if result.personal_mailboxes:
        notes.append(problem(
            "E-mail addresses that look like a person's were not taken over: {count}.", where=place_of(table),
            code="personal_mailbox", severity="warning", count=result.personal_mailboxes,
            hint="Ask for the office's mailbox; contacts of people are personal data."))  # fmt: skip
    if result.repeated:
        notes.append(problem(
            "Rows that say the same as an earlier one got an id with a number: {rows}.", where=place_of(table),
            code="repeated_row", severity="warning", rows=", ".join(s.rsplit(":", 1)[1] for s in result.repeated),
            hint="Check whether the list names one service twice; both were kept."))  # fmt: skip
    return notes
