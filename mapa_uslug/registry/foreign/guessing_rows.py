"""Which rows of an unknown list belong together, which are sums, and what tells those that must never be kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from mapa_uslug.contracts.raw_tables import RawTable
from mapa_uslug.core.folding import fold
from mapa_uslug.registry.foreign.mapping import CellTest, IdRule, RowRules, SensitiveRule, SkipRule

Columns = Mapping[str, int]
NameColumn = Callable[[int], str]
"""Header by which a mapping names a column."""

_SUM: Final = r"^(razem|ogolem|suma|lacznie|w sumie)\b"
# A gmina that is left empty is not known: the one above may be another, and would put the place elsewhere.
_MERGED: Final = ("wojewodztwo", "powiat")
_PLACED: Final = (*_MERGED, "gmina", "powiat_gmina")
_ADDRESS: Final = (
    "miejscowosc", "ulica", "nr", "kod", "adres_pelny", "ulica_nr", "kod_miejscowosc", "miejscowosc_nr",
)  # fmt: skip
_RECORD: Final = ("usluga_kod", "pojemnosc", *_ADDRESS)
# Subcategory 41 of the national register, and what says the same in words.
_HIDING: Final = (
    r"przemoc\w*.{0,60}(schron|hostel|calodob|nocleg)|(schron|hostel|calodob|nocleg)\w*.{0,60}przemoc"
)
_IS_41: Final = r"(^|\D)41(\D|$)|" + _HIDING


def guess_row_rules(table: RawTable, columns: Columns, header: NameColumn) -> RowRules:
    """Rules for merged cells, records of several rows and sums, only where the table shows them."""
    name = next((columns[c] for c in ("nazwa_i_adres", "nazwa") if c in columns), None)
    merged = [columns[c] for c in _MERGED if c in columns and _is_merged(table, columns[c])]
    skip = list(_skip_rules(table, name, columns, header))
    return RowRules(
        fill_down=tuple(header(i) for i in merged),
        group=(header(name),) if name is not None and _is_group(table, name, columns) else (),
        skip_when=tuple(skip),
    )


def _is_merged(table: RawTable, column: int) -> bool:
    """Whether every value stands once, in the first of its rows."""
    cells = [row.cells[column] for row in table.rows]
    told = [c for c in cells if c]
    return bool(told) and bool(cells[0]) and len(told) <= 0.7 * len(cells) and len(set(told)) == len(told)


def _is_group(table: RawTable, name: int, columns: Columns) -> bool:
    """Whether rows without a name say more about the record above: its next type, the places of that type."""
    more = [columns[c] for c in ("kryteria", "usluga_kod", "grupa") if c in columns]
    nameless = [row for row in table.rows[1:] if not row.cells[name]]
    # What has an address of its own is a record whose name is missing.
    if any(row.cells[columns[c]] for row in nameless for c in _ADDRESS if c in columns):
        return False
    return any(row.cells[i] for row in nameless for i in more)


def _skip_rules(table: RawTable, name: int | None, columns: Columns, header: NameColumn) -> list[SkipRule]:
    rules: list[SkipRule] = []
    if name is None:
        return rules
    if any(fold(row.cells[name]) == "x" for row in table.rows):
        rules.append(SkipRule(column=header(name), equals=("x",), reason="subtotal"))
    places = sorted({name, *(columns[c] for c in (*_PLACED, "lp") if c in columns)})
    with_sum = (i for i in places if any(re.search(_SUM, fold(row.cells[i])) for row in table.rows))
    rules += [SkipRule(column=header(i), matches=_SUM, reason="total") for i in with_sum]
    more = next((columns[c] for c in ("kryteria", "usluga_kod", "grupa") if c in columns), None)
    if _is_group(table, name, columns) and more is not None:
        others = _other_tests(columns, header, {name, more})
        rules.append(SkipRule(column=header(more), empty=True, reason="note", also=others))
    elif any(not row.cells[name] for row in table.rows):
        others = _other_tests(columns, header, {name})
        rules.append(SkipRule(column=header(name), empty=True, reason="note", also=others))
    return rules


def _other_tests(columns: Columns, header: NameColumn, tested: set[int]) -> tuple[CellTest, ...]:
    """That nothing of a record is told: what has an address, a type or places is one, though its name is missing."""
    wanted = sorted({columns[c] for c in _RECORD if c in columns} - tested)
    return tuple(CellTest(column=header(i), empty=True) for i in wanted)


def guess_id(table: RawTable, columns: Columns, header: NameColumn) -> IdRule:
    """The list's own identifiers, if every row has one and no two the same."""
    index = columns.get("usluga_id")
    if index is None:
        return IdRule()
    ids = [row.cells[index] for row in table.rows]
    return IdRule(columns=(header(index),)) if all(ids) and len(set(ids)) == len(ids) else IdRule()


def guess_sensitive_rules(table: RawTable, columns: Columns, header: NameColumn) -> tuple[SensitiveRule, ...]:
    """Rules for columns that the sheet does not take over but that may tell a place of refuge."""
    categories = [i for i, text in enumerate(table.headers) if "kategor" in fold(text)]
    told = sorted({*categories, *(columns[c] for c in ("podkategoria",) if c in columns)})
    rules = [
        SensitiveRule(column=header(i), matches=_IS_41, kind="podkategoria 41") for i in told if header(i)
    ]
    known = set(columns.values()) - {columns[c] for c in ("uwagi", "organ_prowadzacy", "www") if c in columns}
    for index in range(len(table.headers)):
        if index in known or not header(index):
            continue
        if columns.get("uwagi") == index or any(
            re.search(_HIDING, fold(row.cells[index])) for row in table.rows
        ):
            rules.append(SensitiveRule(column=header(index), matches=_HIDING, kind="przemoc"))
    return tuple(rules)
