"""From other people's lists to one official sheet, with everything that a person has to decide beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, cast

import pandas as pd

from mapa_uslug.catalog import Catalog, read_catalog
from mapa_uslug.contracts.places import EXACT_RADIUS_M
from mapa_uslug.contracts.raw_tables import RawTable
from mapa_uslug.contracts.sheet import COLUMN_NAMES
from mapa_uslug.contracts.tables import Count
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.core.text import Text
from mapa_uslug.registry.foreign.applying_mapping import ImportedRows, apply_mapping
from mapa_uslug.registry.foreign.fitting_mapping import place_of
from mapa_uslug.registry.foreign.guessing import Guess, guess_mapping
from mapa_uslug.registry.foreign.mapping import read_mapping
from mapa_uslug.registry.foreign.ready_mappings import find_ready
from mapa_uslug.registry.foreign.row_ids import IdRegister, digest_id
from mapa_uslug.registry.foreign.writing_mapping import write_mapping
from mapa_uslug.registry.meaning.matching import TypeMatcher
from mapa_uslug.registry.official.workbook_guides import GUIDE_SHEETS
from mapa_uslug.registry.official.writing import write_sheet
from mapa_uslug.registry.tables.repeated_headers import tell_repeated
from mapa_uslug.registry.tables.workbooks import read_file
from mapa_uslug.registry.worklist.decisions import read_kept_decisions
from mapa_uslug.reports.csv_files import write_office_csv
from mapa_uslug.reports.words import name_loss
from mapa_uslug.steps.casework import QuestionableRows, find_cases, limit_cases
from mapa_uslug.steps.decided_rows import settle_rows
from mapa_uslug.steps.import_notes import list_notes, list_wrong_codes
from mapa_uslug.steps.import_origin import write_origin
from mapa_uslug.steps.import_targets import check_targets, keep_former
from mapa_uslug.steps.place_finding import PlacedRow, PlaceFinder, PlaceSources, check_file, open_finder
from mapa_uslug.steps.row_places import ask_for_place, fill_in_places
from mapa_uslug.steps.worklists import ImportFiles, write_worklist

Progress = Callable[[str], None]
_ESSENTIAL: Final = ("nazwa", "nazwa_i_adres", "usluga_kod")
"""Columns without which no list can be read."""


@dataclass(frozen=True)
class ImportOutcome:
    """What an import came to.

    Attributes
    ----------
    kept : int
        Services in the sheet.
    cases : int
        What waits for a decision.
    worklist : Path
        The workbook to decide in.
    counts : tuple of Count
        Per list; rows kept and left out by reason add up to the rows read.
    beside : tuple of Path
        What else was written, besides the sheet and the work list.
    """

    kept: int
    cases: int
    worklist: Path
    counts: tuple[Count, ...]
    problems: tuple[Problem, ...]
    beside: tuple[Path, ...] = ()


def import_registry(
    files: Sequence[Path],
    out: Path,
    *,
    mappings: Sequence[Path] = (),
    sources: PlaceSources | None = None,
    language: str = "pl",
    progress: Progress = lambda step: None,
) -> ImportOutcome:
    """Turn lists into one official sheet.

    Beside `out` stand the work list (workbook and page), the decisions taken so far, an account of every source row,
    notes, rows with wrong TERYT codes, and the mapping of every list whose form had to be guessed.

    Raises
    ------
    InputError
        Every file that cannot be used.
    """
    catalog = read_catalog()
    names = ImportFiles.beside(out)
    check_targets(names, [*files, *mappings])
    progress("Reading the lists")
    matcher = TypeMatcher(catalog)
    lists, guessed, problems = read_lists(files, mappings, catalog, matcher)
    decisions = read_kept_decisions(names.decisions)
    progress("Finding the places")
    finder = open_finder(sources or PlaceSources())
    merged = _one_table(lists)
    settled = settle_rows(merged, decisions, matcher)
    decided = settled.decided
    placed = finder.find([ask_for_place(row) for row in decided.rows.to_dict("records")])
    rows = fill_in_places(decided.rows, placed, finder.gmina_names)
    questionable = QuestionableRows(
        decided.rows,
        rows,
        tuple(placed),
        matcher,
        finder.gmina_names,
        knows_addresses=finder.knows_houses,
    )
    cases, too_many = limit_cases(
        find_cases(questionable, text=Text(language), settled={d.case_id for d in decided.applied})
    )
    progress("Writing the sheet")
    told_backup = keep_former(out)
    write_sheet(rows[list(COLUMN_NAMES)], out, catalog=catalog)
    for list_name, guess in guessed.items():
        write_mapping(
            guess.mapping, names.mapping(list_name), notes=guess.comments(language), language=language
        )
    write_office_csv(_account(lists, rows, decided.left_out, Text(language)), names.account)
    write_office_csv(list_notes(decided.rows, placed, finder.gmina_names, text=Text(language)), names.notes)
    write_office_csv(list_wrong_codes(decided.rows, placed, finder.gmina_names), names.wrong_codes)
    write_origin(names.origin, files, mappings, sources or PlaceSources())
    open_cases = write_worklist(
        cases, decisions, names, finder.gminas, text=Text(language), hidden=settled.hidden
    )
    progress("")
    counts = _counts(lists, decided.left_out)
    told = [
        *problems,
        *told_backup,
        *_told_guesses(guessed, names),
        *finder.problems,
        *settled.problems,
        *too_many,
        *_told_places(placed, finder),
    ]
    beside = (names.page, names.notes, names.wrong_codes, names.account)
    return ImportOutcome(len(rows), open_cases, names.worklist, counts, tuple(told), beside)


def _told_guesses(guessed: Mapping[str, Guess], names: ImportFiles) -> list[Problem]:
    """One warning for each list whose form was guessed; why each column was taken as it was stands in the mapping."""
    return [
        problem("How to read the columns of this list was guessed; the guess is in {file}.", where=guess.mapping.source,
                code="guessed", severity="warning", file=names.mapping(name).name,
                hint="Look at the guess, correct it and give it with --mapping next time.")
        for name, guess in guessed.items()
    ]  # fmt: skip


def _told_places(placed: Sequence[PlacedRow], finder: PlaceFinder) -> list[Problem]:
    """Without known addresses places stay rough: said once, not for every row."""
    rough = sum(p.found.best is None or p.found.best.radius_m > EXACT_RADIUS_M for p in placed)
    if finder.knows_houses or not rough:
        return []
    return [problem("Services whose place is not known, or only roughly: {count}.", where="--addresses", code="no_addresses",
                    severity="warning", count=rough, hint="Give known addresses with --addresses (PRG export or OSM extract).")]  # fmt: skip


def read_lists(
    files: Sequence[Path], mappings: Sequence[Path], catalog: Catalog, matcher: TypeMatcher
) -> tuple[list[ImportedRows], dict[str, Guess], list[Problem]]:
    """Rows of every list; the mappings that were guessed, by name of list; what is wrong with any of them.

    Raises
    ------
    InputError
        Every file that cannot be used.
    """
    lists: list[ImportedRows] = []
    guessed: dict[str, Guess] = {}
    problems: list[Problem] = []
    failed: list[Problem] = []
    given = []
    for path in mappings:
        try:
            check_file(path)
            given.append(read_mapping(path))
        except InputError as error:
            failed += error.problems
    for path in files:
        try:
            check_file(path)
            read = read_file(path)
            problems += read.problems
            tables = [t for t in read.tables if t.sheet not in GUIDE_SHEETS]
            if not tables:
                raise InputError([problem("The file holds no table.", where=path.name, code="no_table",
                                          hint="Check that it is the right file; a table has a row of headers and rows below.")])  # fmt: skip
            kept, refused = len(lists), cast("list[Problem]", [])
            for table in tables:
                mapping, guess = find_ready(table, own=given), None
                if mapping is None:
                    guess = guess_mapping(table, catalog=catalog)
                    mapping = guess.mapping
                try:
                    imported = apply_mapping(table, mapping, matcher=matcher)
                except InputError as error:
                    repeated = tell_repeated(table, _ESSENTIAL) if guess else []
                    refused += [*(repeated or error.problems), *_told_unread(table, len(tables))]
                    continue
                if guess is not None:
                    guessed["_".join(filter(None, (path.stem, table.sheet)))] = guess
                lists.append(imported)
                problems += imported.problems
            if len(lists) == kept:
                failed += refused
            else:
                problems += [replace(p, severity="warning") for p in refused]
        except InputError as error:
            failed += error.problems
    if failed:
        raise InputError([*failed, *problems])
    return lists, guessed, problems


def _told_unread(table: RawTable, tables: int) -> list[Problem]:
    """That a sheet among others was left out: how many rows are missing from the sheet that is written."""
    if tables == 1 or not table.rows:
        return []
    return [problem("The sheet was not read; its {count} rows are missing.", where=place_of(table), code="sheet_not_read",
                    severity="warning", count=len(table.rows), hint="Correct what is said of this sheet and import again.")]  # fmt: skip


def _one_table(lists: Sequence[ImportedRows]) -> pd.DataFrame:
    """Rows of all lists; an id that two lists share is told apart by the name of the list, whatever the order of lists.

    Figures in the name of a file are left out: next month's edition is the same list.
    """
    rows = pd.concat([imported.rows for imported in lists], ignore_index=True)
    list_of = rows["origin"].str.rpartition(":")[0].str.replace(r"\d+", "", regex=True)
    is_shared = list_of.groupby(rows["usluga_id"]).transform("nunique") > 1
    own = [digest_id([name])[:4] for name in list_of]
    wanted = [f"{i}-{o}" if s else i for i, o, s in zip(rows["usluga_id"], own, is_shared, strict=True)]
    ids = IdRegister()
    return rows.assign(usluga_id=[ids.claim(given)[0] for given in wanted])


def _account(
    lists: Sequence[ImportedRows], rows: pd.DataFrame, decided: pd.DataFrame, text: Text
) -> pd.DataFrame:
    """What became of every source row: the service that it is, or why it is none."""
    kept = pd.DataFrame({"wiersz": rows["origin"], "usluga_id": rows["usluga_id"], "powod": ""})
    out = pd.concat([imported.left_out for imported in lists], ignore_index=True)
    left = pd.DataFrame({"wiersz": out["source"], "usluga_id": "", "powod": out["reason"]})
    by_decision = pd.DataFrame(
        {"wiersz": decided["origin"], "usluga_id": decided["usluga_id"], "powod": decided["reason"]}
    )
    account = pd.concat([kept, left, by_decision], ignore_index=True)
    return account.assign(powod=[name_loss(text, code) if code else "" for code in account["powod"]])


def _counts(lists: Sequence[ImportedRows], left_out: pd.DataFrame) -> tuple[Count, ...]:
    counts = [imported.count for imported in lists]
    if len(left_out):
        read = sum(c.kept for c in counts)
        reasons = left_out["reason"].value_counts().sort_index()
        counts.append(
            Count("decisions", read, read - len(left_out), {str(k): int(n) for k, n in reasons.items()})
        )
    return tuple(counts)
