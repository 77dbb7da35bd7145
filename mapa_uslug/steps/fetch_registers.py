"""The lists of providers that were fetched become one official sheet, their places found by the addresses just fetched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from rapidfuzz import fuzz

from mapa_uslug.catalog import read_catalog
from mapa_uslug.contracts.fetching import Artefact, FetchArea
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.core.files import atomic_path, sha256_of
from mapa_uslug.core.locality_names import is_abbreviation, locality_key
from mapa_uslug.registry.meaning.matching import TypeMatcher
from mapa_uslug.sources.forms.list_reading import ListSheet, ListTable, Row, read_sheets, write_rows
from mapa_uslug.steps.place_finding import PlaceSources, open_finder
from mapa_uslug.steps.registry_import import ImportOutcome, import_registry, read_lists

FOLDER: Final = "rejestry"
"""Folder beside the sheet with the lists as they are imported."""
_TOWN: Final = ("Miejscowość", "Siedziba")
# A seat may be a whole address.
_PARTS: Final = re.compile(r"[,;]|\b\d\d-\d{3}\b")
_TELLS_GMINA: Final = ("Gmina", "Teryt", "Kod terytorialny gmina", "idTerytGmina")
# Likeness (0 to 100) at which a town that is none of the area's may be one of them misspelt.
_NEAR: Final = 85.0
_FORMER: Final = "former_kept"
_WAITING: Final = "unread_answers"
_LACKING: Final = "missing_headers"


def import_fetched(
    lists: Sequence[Artefact],
    area: FetchArea,
    boundaries: Path,
    addresses: Sequence[Path],
    localities: Sequence[Path],
    out: Path,
    language: str = "pl",
) -> tuple[Path | None, tuple[Problem, ...]]:
    """Make one official sheet of the lists that sources brought, with its work list beside it.

    The column `zrodlo` of the sheet tells where a row came from, `data_stanu` the day that it is true for. Done again,
    the same lists give the same files, and decisions that were taken over stay.

    Parameters
    ----------
    lists
        Artefacts of the role ``register``.
    boundaries
        Gminas of the area and around it.
    addresses
        Files of known addresses, OSM extracts among them.
    localities
        Official lists of localities (SIMC).
    out
        The sheet (XLSX or CSV).

    Returns
    -------
    tuple
        The sheet, None where no list holds a service; what there is to say (warnings: a list that cannot be read is left
        out, the others are imported).
    """
    readable, told = _readable([a.path for a in sorted(lists, key=lambda a: a.source)])
    narrowed = readable
    try:
        sources, told_sources = _usable(PlaceSources(tuple(addresses), tuple(localities), boundaries))
        told += told_sources
        towns = _towns(area, sources)
        narrowed, told_towns = _of_area(readable, towns, out.parent / FOLDER)
        if not narrowed:
            return None, (*told, *told_towns)
        former = _Former.of(out)
        outcome = import_registry(narrowed, out, sources=sources, language=language)
    except InputError as error:
        kept = out if out.is_file() and any(p.code == _WAITING for p in error.problems) else None
        lost = [] if kept else _not_in_sheet(narrowed)
        return kept, (*told, *lost, *_as_warnings(error.problems))
    problems = former.restored(outcome.problems)
    sheet = out if outcome.kept else None
    return sheet, (*told, *told_towns, *_together(problems, out), *_told_cases(outcome))


def _usable(sources: PlaceSources) -> tuple[PlaceSources, list[Problem]]:
    """What places are found by; the boundaries alone where a file of addresses is no good, for gminas are better than none."""
    try:
        open_finder(sources)
    except InputError as error:
        return PlaceSources(gminas=sources.gminas), _as_warnings(error.problems)
    return sources, []


def _readable(paths: Iterable[Path]) -> tuple[list[Path], list[Problem]]:
    """Lists that can be imported, and what is wrong with the others."""
    catalog = read_catalog()
    matcher = TypeMatcher(catalog)
    kept, told = [], list[Problem]()
    for path in paths:
        try:
            read_lists([path], (), catalog, matcher)
        except InputError as error:
            told += [*_not_in_sheet([path]), *_as_warnings(error.problems)]
        else:
            kept.append(path)
    return kept, told


def _towns(area: FetchArea, sources: PlaceSources) -> frozenset[str]:
    """Names (see `locality_key`) of all places known in the area and its neighbours."""
    index = open_finder(sources).index
    if index is None:
        return frozenset()
    gminas = (index.gminas_by_teryt.get(unit.code6) for unit in area.all_units)
    return frozenset(place.key for g in gminas if g is not None for place in index.localities_of_gmina(g.id))


def _of_area(paths: Iterable[Path], towns: frozenset[str], folder: Path) -> tuple[list[Path], list[Problem]]:
    """Lists as they are; of rows that name a town but no gmina those of towns that the area does not have are left out."""
    kept, told = [], list[Problem]()
    for path in paths:
        sheet = _sheet_of(path) if towns and path.suffix == ".csv" else None
        if sheet is None:
            kept.append(path)
            continue
        first = sheet.header_at + 1
        table = ListTable(sheet.headers, sheet.rows[first:])
        rows = [row for row in table.rows if _may_be_of(table, row, towns)]
        if len(rows) == len(table.rows):
            kept.append(path)
            continue
        target = folder / path.name
        with atomic_path(target) as part:
            part.write_bytes(write_rows([*sheet.rows[:first], *rows]))
        told.append(problem(
            "Rows of towns that neither the area nor its neighbours have, left out: {count}.", where=path.name,
            code="other_towns", severity="warning", count=len(table.rows) - len(rows),
            hint="Nothing needs doing; the whole list stays in {file}.", file=path.name,
        ))  # fmt: skip
        kept += [target] if rows else []
    return kept, told


def _sheet_of(path: Path) -> ListSheet | None:
    try:
        (sheet,) = read_sheets(path.read_bytes())
    except ValueError:
        return None
    return sheet


def _may_be_of(table: ListTable, row: Row, towns: frozenset[str]) -> bool:
    """Whether a row names its gmina (then the import checks it), or a town that may be one of the known ones."""
    told = [table.at(name) for name in _TELLS_GMINA]
    if any(at is not None and row[at : at + 1] not in ((), ("",)) for at in told):
        return True
    at = table.at(*_TOWN)
    town = "" if at is None else "".join(row[at : at + 1])
    return not town or any(_may_be_in(part, towns) for part in (town, *_PARTS.split(town)) if part.strip())


def _may_be_in(town: str, towns: frozenset[str]) -> bool:
    """Whether a town is one of the known ones, may be one that is written otherwise, or stands in an address."""
    key = locality_key(town)
    if key in towns:
        return True
    return any(
        fuzz.ratio(key, known) >= _NEAR or f" {known} " in f" {key} " or is_abbreviation(town, known)
        for known in towns
    )


def _not_in_sheet(lists: Iterable[Path]) -> list[Problem]:
    """That services are missing, list by list; why is told beside it."""
    return [problem(
        "The list {file} was not taken over: none of its services is in the sheet.", where=path.name, code="list_not_read",
        severity="warning", file=path.name,
        hint="Mend what is told of this list here and run the command again; until then the picture of services is not whole.",
    ) for path in lists]  # fmt: skip


def _as_warnings(problems: Iterable[Problem]) -> list[Problem]:
    return [replace(p, severity="warning") for p in problems]


@dataclass(frozen=True)
class _Former:
    """The sheet as it was before an import, and the copy of an older one beside it."""

    sheet: Path
    digest: str
    copy: Path
    kept: bytes | None

    @classmethod
    def of(cls, sheet: Path) -> _Former:
        copy = sheet.with_name(f"{sheet.stem}_poprzedni{sheet.suffix}")
        digest = sha256_of(sheet) if sheet.is_file() else ""
        # A copy of the sheet as it is was left by an import that was killed before it could take it away.
        is_former = copy.is_file() and sha256_of(copy) != digest
        return cls(sheet, digest, copy, copy.read_bytes() if is_former else None)

    def restored(self, problems: Iterable[Problem]) -> list[Problem]:
        """What an import told; where it came to the same sheet, the copy is again what it was, and nothing is told of it."""
        if not self.digest or sha256_of(self.sheet) != self.digest:
            return list(problems)
        if self.kept is None:
            self.copy.unlink(missing_ok=True)
        else:
            with atomic_path(self.copy) as part:
                part.write_bytes(self.kept)
        return [p for p in problems if p.code != _FORMER]


def _together(problems: Iterable[Problem], out: Path) -> list[Problem]:
    """What an import told, the columns that lists lack in one warning at the end: hardly any list has all of them."""
    every = list(problems)
    lacking = [p for p in every if p.code == _LACKING]
    others = [p for p in every if p.code != _LACKING]
    if not lacking:
        return others
    lists = "; ".join(f"{p.where}: {_first_names(dict(p.values)['headers'])}" for p in lacking)
    return [*others, problem(
        "Columns that lists could have and do not: {lists}.", where=out.name, code=_LACKING, severity="warning", lists=lists,
        hint="What they hold stays empty, nothing else. Rename them in a list of your own if it calls them otherwise.",
    )]  # fmt: skip


def _first_names(headers: str) -> str:
    """The usual name of each column, of the names that it may bear."""
    return ", ".join(names.partition("|")[0] for names in headers.split("; "))


def _told_cases(outcome: ImportOutcome) -> list[Problem]:
    if not outcome.cases:
        return []
    return [problem(
        "Services that a person should look at: {count}.", where=outcome.worklist.name, code="open_cases", severity="warning",
        count=outcome.cases, hint="Decide in {file} and run: mapa-uslug registry resolve {file}", file=outcome.worklist.name,
    )]  # fmt: skip
