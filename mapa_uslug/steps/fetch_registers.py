"""The lists of providers that were fetched become one official sheet, their places found by the addresses just fetched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from rapidfuzz import fuzz

from mapa_uslug.catalog import read_catalog
from mapa_uslug.contracts.fetching import Artefact, FetchArea
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.core.files import atomic_path, sha256_of
from mapa_uslug.core.locality_names import is_abbreviation, locality_key
from mapa_uslug.registry.meaning.matching import TypeMatcher
from mapa_uslug.sources.list_reading import ListTable, Row, read_sheets, write_rows
from mapa_uslug.steps.place_finding import PlaceSources, open_finder
from mapa_uslug.steps.registry_import import ImportOutcome, import_registry, read_lists

FOLDER: Final = "rejestry"
"""Folder beside the sheet with the lists as they are imported."""
_TOWN: Final = "Miejscowość"
_TELLS_GMINA: Final = ("Gmina", "Teryt", "Kod terytorialny gmina", "idTerytGmina")
# Likeness (0 to 100) at which a town that is none of the area's may be one of them misspelt.
_NEAR: Final = 85.0
_FORMER: Final = "former_kept"
_WAITING: Final = "unread_answers"


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
    sources = PlaceSources(tuple(addresses), tuple(localities), boundaries)
    readable, told = _readable([a.path for a in sorted(lists, key=lambda a: a.source)])
    try:
        towns = _towns(area, sources)
        narrowed, told_towns = _of_area(readable, towns, out.parent / FOLDER)
        if not narrowed:
            return None, (*told, *told_towns)
        before = sha256_of(out) if out.is_file() else ""
        outcome = import_registry(narrowed, out, sources=sources, language=language)
    except InputError as error:
        kept = out if out.is_file() and any(p.code == _WAITING for p in error.problems) else None
        return kept, (*told, *_as_warnings(error.problems))
    problems = _without_former(outcome.problems, out, before)
    sheet = out if outcome.kept else None
    return sheet, (*told, *told_towns, *problems, *_told_cases(outcome))


def _readable(paths: Iterable[Path]) -> tuple[list[Path], list[Problem]]:
    """Lists that can be imported, and what is wrong with the others."""
    catalog = read_catalog()
    matcher = TypeMatcher(catalog)
    kept, told = [], list[Problem]()
    for path in paths:
        try:
            read_lists([path], (), catalog, matcher)
        except InputError as error:
            told += _as_warnings(error.problems)
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
    """Lists as they are; those that name towns but no gminas without the towns that the area does not have."""
    kept, told = [], list[Problem]()
    for path in paths:
        table = _town_table(path) if towns else None
        if table is None:
            kept.append(path)
            continue
        head, records = table
        at = records.at(_TOWN)
        rows = [row for row in records.rows if at is None or _may_be_in(row[at], towns)]
        target = folder / path.name
        with atomic_path(target) as part:
            part.write_bytes(write_rows([*head, records.headers, *rows]))
        if left_out := len(records.rows) - len(rows):
            told.append(problem(
                "Rows of towns that neither the area nor its neighbours have, left out: {count}.", where=path.name,
                code="other_towns", severity="warning", count=left_out,
                hint="Nothing needs doing; the whole list stays in {file}.", file=path.name,
            ))  # fmt: skip
        if rows:
            kept.append(target)
    return kept, told


def _town_table(path: Path) -> tuple[list[Row], ListTable] | None:
    """What stands above the headers, and the records of a list that tells towns but no gminas; None for other lists."""
    try:
        (sheet,) = read_sheets(path.read_bytes())
    except ValueError:
        return None
    at, headers = sheet.header_at, sheet.headers
    width = len(headers)
    rows = (row[:width] + ("",) * (width - len(row)) for row in sheet.rows[at + 1 :])
    table = ListTable(headers, tuple(rows))
    if table.at(_TOWN) is None or table.at(*_TELLS_GMINA) is not None:
        return None
    return list(sheet.rows[:at]), table


def _may_be_in(town: str, towns: frozenset[str]) -> bool:
    """Whether a town is one of the known ones, or may be one that is written otherwise."""
    key = locality_key(town)
    if not key or key in towns:
        return True
    return any(fuzz.ratio(key, known) >= _NEAR or is_abbreviation(town, known) for known in towns)


def _as_warnings(problems: Iterable[Problem]) -> list[Problem]:
    return [replace(p, severity="warning") for p in problems]


def _without_former(problems: Iterable[Problem], out: Path, before: str) -> list[Problem]:
    """Problems without the note of a former sheet that is the same as the new one; its copy is taken away."""
    if not before or sha256_of(out) != before:
        return list(problems)
    out.with_name(f"{out.stem}_poprzedni{out.suffix}").unlink(missing_ok=True)
    return [p for p in problems if p.code != _FORMER]


def _told_cases(outcome: ImportOutcome) -> list[Problem]:
    if not outcome.cases:
        return []
    return [problem(
        "Services that a person should look at: {count}.", where=outcome.worklist.name, code="open_cases", severity="warning",
        count=outcome.cases, hint="Decide in {file} and run: mapa-uslug registry resolve {file}", file=outcome.worklist.name,
    )]  # fmt: skip
