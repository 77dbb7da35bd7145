"""A mapping laid on one table: which columns its headers mean there, and what does not fit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase

from mapa_uslug.contracts.raw_tables import RawTable
from mapa_uslug.core.errors import Problem, problem
from mapa_uslug.core.folding import fold
from mapa_uslug.registry.foreign.foreign_cells import find_date
from mapa_uslug.registry.foreign.mapping import CellTest, Mapping, SplitKind
from mapa_uslug.registry.foreign.mapping_headers import find_columns


@dataclass(frozen=True)
class FittedTest:
    """A `CellTest` with the index of its column."""

    column: int
    test: CellTest

    def passes(self, cells: Sequence[str], state_date: str) -> bool:
        """Whether a row's cell passes."""
        return _passes(self.test, cells[self.column], state_date)


@dataclass(frozen=True)
class FittedRule:
    """Tests that must all pass, and what follows: a reason, or a kind with its level of sensitivity."""

    tests: tuple[FittedTest, ...]
    outcome: str
    level: int = 0

    def applies(self, cells: Sequence[str], state_date: str) -> bool:
        """Whether it applies to a row."""
        return all(t.passes(cells, state_date) for t in self.tests)


@dataclass(frozen=True)
class FittedMapping:
    """Columns of one table by what they are for (indices); `problems` holds what was not found.

    `columns` may be empty for an official column whose headers the table does not have.
    """

    mapping: Mapping
    columns: dict[str, tuple[int, ...]]
    split: tuple[tuple[int, SplitKind], ...]
    fill_down: tuple[int, ...]
    group: tuple[int, ...]
    id_columns: tuple[int, ...]
    skip: tuple[FittedRule, ...]
    sensitive: tuple[FittedRule, ...]
    state_date: str
    problems: tuple[Problem, ...]

    def letters(self, table: RawTable) -> dict[str, str]:
        """Official column -> letters of the columns that it is read from, for messages."""
        return {
            name: "+".join(table.letters[i] for i in found) for name, found in self.columns.items() if found
        }


@dataclass
class _Finder:
    table: RawTable
    problems: list[Problem] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def one(self, header: str, *, is_needed: bool = False) -> int | None:
        """Index of a header's column; what is wrong with it is noted."""
        found = find_columns(self.table.headers, header)
        if len(found) == 1:
            return found[0]
        if found:
            self.problems.append(problem(
                "Header {header} fits several columns: {columns}.", where=place_of(self.table), code="ambiguous_header",
                header=header, columns=", ".join(self.table.letters[i] for i in found),
                hint="Write the whole header in the mapping."))  # fmt: skip
        elif is_needed:
            self.problems.append(problem(
                "The list has no column {header}, and its rows cannot be read without it.", where=place_of(self.table),
                code="missing_header", header=header, found=self._found(),
                hint="Correct the header in the mapping. Columns found: {found}."))  # fmt: skip
        else:
            self.missing.append(header)
        return None

    def many(self, headers: Iterable[str], *, is_needed: bool = False) -> tuple[int, ...]:
        found = (self.one(h, is_needed=is_needed) for h in headers)
        return tuple(i for i in found if i is not None)

    def all_problems(self) -> tuple[Problem, ...]:
        """Problems, each once; the columns that the list lacks together."""
        if self.missing:
            self.problems.append(problem(
                "Columns of the mapping that the list does not have: {headers}.", where=place_of(self.table),
                code="missing_headers", severity="warning", headers="; ".join(dict.fromkeys(self.missing)), found=self._found(),
                hint="What they hold stays empty. If they are called otherwise, correct the mapping. Columns found: {found}."))  # fmt: skip
        return tuple(dict.fromkeys(self.problems))

    def sensitive_missing(self, header: str) -> None:
        self.problems.append(problem(
            "The list has no column {header}, which tells rows that must never be kept.", where=place_of(self.table),
            code="missing_sensitive", severity="warning", header=header,
            hint="Add it to the export. Without it such rows are known by their type and name only."))  # fmt: skip

    def _found(self) -> str:
        return ", ".join(" ".join(h.split()) for h in self.table.headers if h)[:400]


def place_of(table: RawTable) -> str:
    """File and sheet, as messages name them."""
    return f"{table.file}!{table.sheet}" if table.sheet else table.file


def fit_mapping(mapping: Mapping, table: RawTable, *, state_date: str = "") -> FittedMapping:
    """Find the columns that a mapping names.

    Parameters
    ----------
    state_date
        Day that the list is true for (ISO), where neither the mapping nor the titles tell it.

    Notes
    -----
    Without a source for the provider's name, for the kind of service, or without the columns that tell which rows belong
    together and which are left out, no row can be read: these are errors. A missing column of anything else is a warning.
    """
    finder = _Finder(table)
    columns = {
        name: finder.many(mapping.headers_of(name), is_needed=name in ("nazwa", "usluga_kod"))
        for name in mapping.columns
    }
    rows = mapping.rows
    split = [
        (finder.one(header, is_needed=kind == "nazwa_i_adres"), kind)
        for header, kind in mapping.split.items()
    ]
    fitted = FittedMapping(
        mapping=mapping,
        columns=columns,
        split=tuple((i, kind) for i, kind in split if i is not None),
        fill_down=finder.many(rows.fill_down),
        group=finder.many(rows.group, is_needed=True),
        id_columns=finder.many(_id_headers(mapping, table), is_needed=True),
        skip=tuple(_rules(finder, ((r, r.also, r.reason, 0) for r in rows.skip_when))),
        sensitive=_sensitive_rules(finder, mapping),
        state_date=mapping.constants.get("data_stanu", "") or _date_in_titles(mapping, table) or state_date,
        problems=finder.all_problems(),
    )
    return fitted if _has_essentials(fitted) else _with_essentials_missing(fitted, table)


def _id_headers(mapping: Mapping, table: RawTable) -> tuple[str, ...]:
    """Headers that ids are made of; none where the list need not have them and lacks one."""
    headers = mapping.id.columns
    is_whole = all(find_columns(table.headers, header) for header in headers)
    return headers if is_whole or not mapping.id.optional else ()


def fits_sheet(mapping: Mapping, table: RawTable) -> bool:
    """Whether a mapping is meant for a sheet of this name."""
    return not mapping.sheet or fnmatchcase(fold(table.sheet), fold(mapping.sheet))


def _rules(
    finder: _Finder, rules: Iterable[tuple[CellTest, Sequence[CellTest], str, int]]
) -> Iterable[FittedRule]:
    for rule, also, outcome, level in rules:
        tests = [(finder.one(t.column), t) for t in (rule, *also)]
        fitted = tuple(FittedTest(i, t) for i, t in tests if i is not None)
        if len(fitted) == len(tests):
            yield FittedRule(fitted, outcome, level)


def _sensitive_rules(finder: _Finder, mapping: Mapping) -> tuple[FittedRule, ...]:
    rules = []
    for rule in mapping.sensitive:
        found = find_columns(finder.table.headers, rule.column)
        if not found:
            finder.sensitive_missing(rule.column)
        # A header that fits several columns is no reason to let a row pass: any of them may tell.
        rules += [FittedRule((FittedTest(i, rule),), rule.kind, rule.level) for i in found]
    return tuple(rules)


def _has_essentials(fitted: FittedMapping) -> bool:
    mapping = fitted.mapping
    has_name = (
        fitted.columns.get("nazwa")
        or any(k == "nazwa_i_adres" for _, k in fitted.split)
        or "nazwa" in mapping.constants
    )
    has_type = (
        fitted.columns.get("usluga_kod") or "usluga_kod" in mapping.constants or mapping.rows.type_from_name
    )
    return bool(has_name and has_type)


def _with_essentials_missing(fitted: FittedMapping, table: RawTable) -> FittedMapping:
    missing = problem(
        "The mapping {name} does not tell where the provider's name and the kind of service stand.", where=table.file,
        code="mapping_incomplete", name=fitted.mapping.name,
        hint="Give nazwa and usluga_kod in [columns], [split] or [constants]; docs/mapowanie.md shows how.")  # fmt: skip
    return replace(fitted, problems=(*fitted.problems, missing))


def _date_in_titles(mapping: Mapping, table: RawTable) -> str:
    if not mapping.date_from_titles:
        return ""
    texts = (t for t in (*table.titles, *table.headers, table.sheet) if "stan" in fold(t))
    return next(filter(None, map(find_date, texts)), "")


def _passes(test: CellTest, cell: str, state_date: str) -> bool:
    if test.equals:
        return fold(cell) in {fold(t) for t in test.equals}
    if test.matches:
        return re.search(test.matches, fold(cell)) is not None
    if test.empty is not None:
        return (not cell) == test.empty
    day = find_date(cell)
    is_past = bool(cell) and (not day or not state_date or day <= state_date)
    return is_past == test.past
