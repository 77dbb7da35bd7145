"""A mapping guessed from the headers, cells and titles of a list that no mapping is known for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, get_args

from mapa_uslug.catalog import Catalog
from mapa_uslug.contracts.places import QUALITIES
from mapa_uslug.contracts.raw_tables import RawRow, RawTable
from mapa_uslug.contracts.sheet import COLUMN_NAMES
from mapa_uslug.core.errors import Problem, problem
from mapa_uslug.core.folding import fold
from mapa_uslug.core.text import Text, mark
from mapa_uslug.registry.foreign.column_content import column_kind, holds_numbers, names_types
from mapa_uslug.registry.foreign.fitting_mapping import fit_mapping, place_of
from mapa_uslug.registry.foreign.foreign_cells import find_date, tidy
from mapa_uslug.registry.foreign.guessing_rows import guess_id, guess_row_rules, guess_sensitive_rules
from mapa_uslug.registry.foreign.guessing_titles import hidden_type, may_be_shown, telling_texts, title_of
from mapa_uslug.registry.foreign.mapping import Mapping, SplitKind
from mapa_uslug.registry.foreign.mapping_headers import find_columns
from mapa_uslug.registry.foreign.official_rows import RowReader
from mapa_uslug.registry.foreign.writing_mapping import Notes
from mapa_uslug.registry.meaning.matching import TypeMatcher
from mapa_uslug.registry.meaning.sensitivity import label_sensitivity
from mapa_uslug.registry.tables.headers import header_key, match_headers

_SPLIT_KINDS: Final = get_args(SplitKind)
_DAY_IN_HEADER = re.compile(
    r"[\s(,;-]*(?:\b(?:wg|wedlug|według)\b\.?\s*)?\b(?:stan\w*|na dzień|na dzien)\b.*$", re.IGNORECASE
)
_PLACE_CLASSES: Final = (
    ("gmina", "gmina"), ("miejscow", "miejscowosc"), ("dzielnic", "miejscowosc"), ("wies", "miejscowosc"), ("miasto", "miejscowosc"),
    ("kod", "kod_pocztowy"), ("ulic", "ulica"), ("adres", "punkt_adresowy"), ("budyn", "punkt_adresowy"),
)  # fmt: skip
_BY_HEADER = mark("{column}: taken from {header}, as its header says.")
_BY_CELLS = mark("{column}: taken from {header}, because most of its cells look like it. Check it.")
_NEARLY = mark("{column}: taken from {header}, which nearly says so. Check it.")
_RATHER = mark(
    "{column}: taken from {header}, because of what its cells hold rather than of its header. Check it."
)


@dataclass(frozen=True)
class Guess:
    """A guessed mapping, and why each of its parts was guessed.

    Attributes
    ----------
    notes : tuple
        ``(section, key, problem)``: where in the mapping, and a warning that says what was guessed from what.
    """

    mapping: Mapping
    notes: tuple[tuple[str, str, Problem], ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The notes as warnings."""
        return tuple(p for _, _, p in self.notes)

    def comments(self, language: str = "pl") -> Notes:
        """The notes as `write_mapping` puts them beside the entries."""
        text = Text(language)
        return {(section, key): text.tell(p.message, dict(p.values)) for section, key, p in self.notes}


@dataclass
class _Draft:
    table: RawTable
    matcher: TypeMatcher
    columns: dict[str, int] = field(default_factory=dict)
    notes: list[tuple[str, str, Problem]] = field(default_factory=list)
    is_type_hinted: bool = False

    def cells(self, column: int) -> list[str]:
        return [row.cells[column] for row in self.table.rows]

    def header(self, column: int) -> str:
        """How the mapping names a column, so that it is found again; empty if it cannot be told from others."""
        given = " ".join(self.table.headers[column].split())
        # The day that the list is true for is another one next time.
        undated = f"{_DAY_IN_HEADER.sub('', given)}*" if find_date(given) else given
        ways = (undated, given, header_key(given))
        return next(
            (w for w in ways if "|" not in w and find_columns(self.table.headers, w) == (column,)), ""
        )

    def note(self, section: str, key: str, message: str, **values: object) -> None:
        self.notes.append((section, key, problem(
            message, where=place_of(self.table), code="guessed", severity="warning",
            hint="Keep the mapping as a file, correct it and give it with the list next time.", **values)))  # fmt: skip


def guess_mapping(table: RawTable, *, catalog: Catalog) -> Guess:
    """Guess how a list becomes the official sheet.

    Headers count before cells, cells before titles. What is not understood is left out and named; a person should look
    at the mapping before its rows are used.
    """
    draft = _Draft(table, TypeMatcher(catalog))
    _find_columns(draft)
    constants = _guess_constants(draft)
    columns, split = _named(draft)
    rows = guess_row_rules(table, draft.columns, draft.header)
    # A title that speaks of violence hides the rows whose names do not tell that they are public.
    if draft.is_type_hinted or not ("usluga_kod" in columns or "usluga_kod" in constants):
        rows = rows.model_copy(update={"type_from_name": True})
        draft.note(
            "rows",
            "type_from_name",
            mark(
                "usluga_kod: the list does not tell the kind of service; it is taken from the provider's name."
            ),
        )
    mapping = Mapping(
        name=title_of(table, draft.matcher),
        source=place_of(table),
        required=tuple(dict.fromkeys([*_required(columns), *split]))[:6],
        date_from_titles=any(
            find_date(t) and "stan" in header_key(t) for t in (*table.titles, *table.headers)
        ),
        columns=columns,
        split=split,
        constants=constants,
        rows=rows,
        id=guess_id(table, draft.columns, draft.header),
        sensitive=guess_sensitive_rules(table, draft.columns, draft.header),
    )
    mapping = mapping.model_copy(update={"values": _guess_values(draft, mapping)})
    return Guess(mapping, (*draft.notes, *_unused(draft, mapping)))


def _find_columns(draft: _Draft) -> None:
    found = match_headers(draft.table.headers)
    near = {miss.index for miss in found.near_misses}
    for column, index in found.columns.items():
        _settle(draft, column, index, _NEARLY if index in near else _BY_HEADER)
    for index in found.unmatched:
        kind = column_kind(draft.cells(index))
        if kind and kind not in draft.columns:
            _settle(draft, kind, index, _BY_CELLS)
    _recheck(draft)


def _settle(draft: _Draft, column: str, index: int, message: str) -> None:
    if not (header := draft.header(index)):
        return
    draft.columns[column] = index
    if column in COLUMN_NAMES and column != "usluga_id":
        draft.note("columns", column, message, column=column, header=header)
    elif column in _SPLIT_KINDS:
        draft.note("split", header, message, column=column, header=header)


def _recheck(draft: _Draft) -> None:
    """Headers that say less than their cells: a column of kinds of people, an address where the street should stand."""
    index = draft.columns.get("usluga_kod")
    if index is not None and not _is_of_kinds(draft, index):
        _move(draft, "usluga_kod", "kryteria")
    index = draft.columns.get("grupa")
    # Types of a home are conditions of admission; groups that the catalog knows are told otherwise.
    if index is not None and header_key(draft.table.headers[index]).split()[0] in ("typ", "rodzaj"):
        _move(draft, "grupa", "kryteria")
    if _numbers_records(draft):
        _move(draft, "nr", "lp")
    for column, kinds in (
        ("ulica", ("ulica_nr", "adres_pelny")),
        ("nazwa", ("nazwa_i_adres",)),
        ("miejscowosc", ("adres_pelny",)),
    ):
        index = draft.columns.get(column)
        if index is None or "nr" in draft.columns:
            continue
        kind = column_kind(draft.cells(index))
        if kind in kinds or (column == "ulica" and holds_numbers(draft.cells(index))):
            _move(draft, column, kind if kind in kinds else "ulica_nr")


def _is_of_kinds(draft: _Draft, index: int) -> bool:
    """Whether a column tells the kind of service: its header says so, or its cells name types."""
    first = header_key(draft.table.headers[index]).split()
    if first and (first[0] == "rodzaj" or "usluga" in first or "uslugi" in first):
        return True
    cells = draft.cells(index)
    # One that may not be shown must be found where it stands.
    is_telling = any(label_sensitivity(tidy(c), draft.matcher)[0] for c in set(cells) if c)
    return is_telling or names_types(cells, draft.matcher)


def _numbers_records(draft: _Draft) -> bool:
    """Whether "nr" counts the rows, 1, 2, 3 ..., beside streets or villages that have numbers of their own."""
    if "nr" not in draft.columns:
        return False
    filled = [c.rstrip(".") for c in draft.cells(draft.columns["nr"]) if c]
    beside = [draft.columns[c] for c in ("ulica", "miejscowosc") if c in draft.columns]
    is_counted = len(filled) > 1 and filled == [str(n) for n in range(1, len(filled) + 1)]
    return is_counted and any(holds_numbers(draft.cells(i)) for i in beside)


def _move(draft: _Draft, column: str, other: str) -> None:
    index = draft.columns.pop(column)
    draft.notes = [n for n in draft.notes if n[:2] != ("columns", column)]
    if other not in draft.columns:
        _settle(draft, other, index, _RATHER)


def _named(draft: _Draft) -> tuple[dict[str, str | tuple[str, ...]], dict[str, SplitKind]]:
    """Sections ``columns`` and ``split``, in the order of the official sheet and of the list."""
    columns: dict[str, str | tuple[str, ...]] = {
        name: draft.header(draft.columns[name])
        for name in COLUMN_NAMES
        if name in draft.columns and name != "usluga_id"
    }
    if "email" in draft.columns:
        columns["kontakt_rola"] = tuple(
            draft.header(draft.columns[c]) for c in ("kontakt_rola", "email") if c in draft.columns
        )
    split: dict[str, SplitKind] = {
        draft.header(index): kind for kind in _SPLIT_KINDS if (index := draft.columns.get(kind)) is not None
    }
    return columns, split


def _guess_constants(draft: _Draft) -> dict[str, str]:
    table, constants = draft.table, {"zrodlo": place_of(draft.table)}
    if "usluga_kod" not in draft.columns:
        headers = {" ".join(t.split()) for t in table.headers}
        for text in telling_texts(table):
            named = draft.matcher.guess_from_name(text)
            if found := named or (None if text in headers else hidden_type(text, draft.matcher)):
                draft.is_type_hinted = named is None
                constants["usluga_kod"] = found.code
                draft.note("constants", "usluga_kod", mark("usluga_kod: {type} ({name}), because of the title: {title}"),
                           type=found.code, name=found.name, title=text if may_be_shown(text, draft.matcher) else "…")  # fmt: skip
                break
    if "pojemnosc" in draft.columns and "jednostka" not in draft.columns:
        key = header_key(table.headers[draft.columns["pojemnosc"]])
        unit = next(
            (u for stem, u in (("miejsc", "miejsca"), ("lozek", "łóżka"), ("osob", "osoby")) if stem in key),
            "",
        )
        if unit:
            constants["jednostka"] = unit
            draft.note(
                "constants",
                "jednostka",
                mark("jednostka: {unit}, because of the header of the capacity."),
                unit=unit,
            )
    return constants


def _public_rows(draft: _Draft, mapping: Mapping) -> Iterable[RawRow]:
    """Rows whose cells may be written into a mapping: those that the mapping itself does not hide."""
    reader = RowReader(fit_mapping(mapping, draft.table), draft.matcher)
    for raw in draft.table.rows:
        row = reader.read(raw)
        if not row.reason and row.sensitivity == 0:
            yield raw


def _guess_values(draft: _Draft, mapping: Mapping) -> dict[str, dict[str, str]]:
    """Words for how well places are known, which every geocoder has its own of."""
    index = draft.columns.get("klasa_wsp")
    if index is None:
        return {}
    given = {tidy(row.cells[index]) for row in _public_rows(draft, mapping)} - {"", *QUALITIES}
    classes = {
        text: next((known for stem, known in _PLACE_CLASSES if stem in fold(text)), "gmina")
        for text in sorted(given)[:30]
    }
    for text, known in classes.items():
        draft.note(
            "values.klasa_wsp",
            text,
            mark("klasa_wsp: {text} is taken for {known}. Check it."),
            text=text,
            known=known,
        )
    return {"klasa_wsp": classes} if classes else {}


def _required(columns: dict[str, str | tuple[str, ...]]) -> Iterable[str]:
    for column in ("nazwa", "usluga_kod", "miejscowosc", "pojemnosc", "kryteria"):
        given = columns.get(column, ())
        yield from (given,) if isinstance(given, str) else given


def _unused(draft: _Draft, mapping: Mapping) -> Iterable[tuple[str, str, Problem]]:
    used = {*mapping.split, *(h for c in mapping.columns for h in mapping.headers_of(c)), *mapping.id.columns}
    names = [
        " ".join(h.split())
        for i, h in enumerate(draft.table.headers)
        if h.strip() and draft.header(i) not in used
    ]
    if names:
        yield "", "", problem(
            "Columns of the list that are not taken over: {headers}.", where=place_of(draft.table), code="unused_columns",
            severity="warning", headers="; ".join(names), hint="Name those that the official sheet needs in [columns].")  # fmt: skip
