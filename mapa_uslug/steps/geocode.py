"""Places for the rows of any table of addresses."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from mapa_uslug.catalog import Catalog, read_catalog
from mapa_uslug.contracts.places import QUALITIES, AddressQuery
from mapa_uslug.contracts.raw_tables import RawTable
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.registry.foreign.fitting_mapping import fit_mapping
from mapa_uslug.registry.foreign.guessing import guess_mapping
from mapa_uslug.registry.foreign.official_rows import OfficialRow, RowReader
from mapa_uslug.registry.foreign.ready_mappings import find_ready
from mapa_uslug.registry.meaning.matching import TypeMatcher
from mapa_uslug.registry.official.plain_workbook import write_plain_workbook
from mapa_uslug.registry.official.workbook_guides import GUIDE_SHEETS
from mapa_uslug.registry.tables.workbooks import read_file
from mapa_uslug.reports.csv_files import write_csv
from mapa_uslug.steps.import_targets import refuse_overwriting
from mapa_uslug.steps.place_finding import (
    AskedPlace,
    PlacedRow,
    PlaceFinder,
    PlaceSources,
    check_file,
    open_finder,
)
from mapa_uslug.steps.row_places import ask_for_place

Progress = Callable[[str], None]
ADDED = ("lon", "lat", "quality", "radius_m", "matched_text", "score", "gmina_teryt", "problem")
"""Columns that `geocode_table` adds to every row."""
_PLACE_COLUMNS = frozenset(
    ("miejscowosc", "ulica", "kod", "gmina", "teryt7", "lat", "lon", "adres_pelny", "nazwa_i_adres", "ulica_nr",
     "miejscowosc_nr", "kod_miejscowosc", "lon_lat", "lat_lon", "powiat_gmina")
)  # fmt: skip
_NOTHING = AskedPlace(AddressQuery())
_SUFFIXES = (".csv", ".xlsx")


@dataclass(frozen=True)
class GeocodeOutcome:
    """How many rows came to which class, and what to know.

    Attributes
    ----------
    by_problem : tuple
        Code in the column ``problem`` and number of its rows, the most frequent first.
    """

    by_quality: tuple[tuple[str, int], ...]
    problems: tuple[Problem, ...]
    by_problem: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class _Line:
    """A row as it will be written: its cells, what they say in official columns, and whether it may hold an address."""

    cells: tuple[str, ...]
    row: OfficialRow
    is_record: bool = True


def geocode_table(
    table: Path, out: Path, *, sources: PlaceSources, progress: Progress = lambda step: None
) -> GeocodeOutcome:
    """Add `ADDED` to every row of a table, in its order, none missing.

    Blank rows between others come back too, and so do those that are no records (numbers of columns, headers once more,
    notes): without a place. Columns of the table that are called like an added one get ``_wejscie`` behind their name. A row of a kind that is
    never kept comes back empty but for its problem; one that is counted per gmina only has no point.

    Raises
    ------
    InputError
        A table without addresses, and everything else that cannot be used.
    """
    if out.suffix.lower() not in _SUFFIXES:
        raise InputError([problem("The answer cannot be written as {value}.", where="--out", code="format",
                                  value=out.suffix or out.name, hint="Use one of: {expected}.", expected=", ".join(_SUFFIXES))])  # fmt: skip
    refuse_overwriting(out, [table])
    progress("Reading the table")
    raw, notes = _read_one_table(table)
    lines = _read_lines(raw, read_catalog())
    progress("Reading the addresses")
    finder = open_finder(sources)
    progress("Finding the places")
    written, has_points = _answers(lines, finder)
    progress("Writing the answer")
    _write(pd.DataFrame(written, columns=[*_own_names(raw.headers), *ADDED], dtype=object), out)
    progress("")
    told = (
        *notes,
        *finder.problems,
        *([] if has_points or sources != PlaceSources() else [_nothing_known()]),
    )
    return GeocodeOutcome(_count(written, "quality", QUALITIES), told, _count(written, "problem"))


def _answers(lines: Sequence[_Line], finder: PlaceFinder) -> tuple[list[list[object]], bool]:
    """What is written for every row, and whether any that is looked for has coordinates of its own."""
    is_open = [line.is_record and line.row.sensitivity == 0 for line in lines]
    asked = [ask_for_place(line.row.values) if line.row.values else _NOTHING for line in lines]
    wanted = [a for a, o in zip(asked, is_open, strict=True) if o]
    found = iter(finder.find(wanted))
    written = []
    for line, ask, is_asked in zip(lines, asked, is_open, strict=True):
        gmina = finder.declared_gmina(ask) if line.row.sensitivity == 1 else ""
        placed = next(found) if is_asked else None
        written.append(_answer(line, placed, gmina))
    return written, any(math.isfinite(a.query.lon) for a in wanted)


def _count(
    written: Sequence[Sequence[object]], column: str, order: Sequence[str] = ()
) -> tuple[tuple[str, int], ...]:
    """Rows by what a column of `ADDED` says; in the order given, or the most frequent first."""
    at = ADDED.index(column) - len(ADDED)
    counts = Counter(str(row[at]) for row in written if row[at])
    names = [name for name in order if name in counts] or sorted(
        counts, key=lambda name: (-counts[name], name)
    )
    return tuple((name, counts[name]) for name in names)


def _nothing_known() -> Problem:
    return problem("No known addresses were given: only coordinates that the table holds can be used.", where="--addresses",
                   code="no_addresses", severity="warning",
                   hint="Give known addresses with --addresses (PRG export or OSM extract).")  # fmt: skip


def _read_one_table(path: Path) -> tuple[RawTable, tuple[Problem, ...]]:
    check_file(path)
    read = read_file(path)
    tables = [t for t in read.tables if t.sheet not in GUIDE_SHEETS]
    if not tables:
        raise InputError([problem("The file holds no table.", where=path.name, code="no_table",
                                  hint="Check that it is the right file; a table has a row of headers and rows below.")])  # fmt: skip
    largest = max(tables, key=lambda t: len(t.rows))
    others = [t for t in tables if t is not largest]
    notes = [problem("Besides this table the file holds {count} others, which were not read.", where=path.name, code="more_tables",
                     severity="warning", count=len(others), hint="Save each table as a file of its own.")] if others else []  # fmt: skip
    return largest, (*read.problems, *notes)


def _read_lines(raw: RawTable, catalog: Catalog) -> list[_Line]:
    """Every row between the first and the last, blank ones too, in official columns as an import would read them."""
    mapping = find_ready(raw) or guess_mapping(raw, catalog=catalog).mapping
    if not {*mapping.columns, *mapping.split.values()} & _PLACE_COLUMNS:
        raise InputError([problem(
            "No column of addresses was found.", where=raw.file, code="no_address_columns",
            hint="Name the columns miejscowosc, ulica, nr, kod, gmina, or adres. Columns found: {found}.",
            found=", ".join(filter(None, raw.headers))[:400],
        )])  # fmt: skip
    rules = mapping.rows.model_copy(update={"skip_when": (), "only_listed": False, "group": ()})
    everything = mapping.model_copy(update={"rows": rules, "first_row": None, "last_row": None})
    fitted, matcher = fit_mapping(everything, raw), TypeMatcher(catalog)
    reader = RowReader(fitted, matcher)
    lines = {row.number: _Line(row.cells, reader.read(row)) for row in raw.rows}
    for aside in raw.set_aside:
        # Notes belong to what stands above them; numbers of columns and headers go on in no other row.
        own = reader if aside.reason == "note" else RowReader(fitted, matcher)
        lines[aside.row.number] = _Line(aside.row.cells, own.read(aside.row), is_record=False)
    blank = _Line(("",) * len(raw.headers), OfficialRow({}), is_record=False)
    return [lines.get(n, blank) for n in range(min(lines), max(lines) + 1)] if lines else []


def _answer(line: _Line, placed: PlacedRow | None, gmina: str) -> list[object]:
    cells, level = line.cells, line.row.sensitivity
    if level:
        # Where and what it is must not be told from the row, whatever columns the table has.
        given = [""] * len(cells)
        code = "never_kept" if level == 2 else "gmina_only"
        return [*given, "", "", "brak", "", "", "", gmina if level == 1 else "", code]
    if placed is None:
        return [*cells, "", "", "brak", "", "", "", "", "no_address"]
    code = placed.check.at or placed.check.declared
    best = placed.found.best
    if best is None:
        return [*cells, "", "", "brak", "", "", "", code, placed.problem or "not_found"]
    return [
        *cells, f"{best.lon:.7f}", f"{best.lat:.7f}", best.quality, best.radius_m, best.text, best.score,
        code or best.gmina_teryt, placed.problem,
    ]  # fmt: skip


def _own_names(headers: tuple[str, ...]) -> list[str]:
    return [f"{h}_wejscie" if h in ADDED else h for h in headers]


def _write(table: pd.DataFrame, out: Path) -> None:
    if out.suffix.lower() == ".csv":
        write_csv(table, out)
    else:
        write_plain_workbook(table, out)
