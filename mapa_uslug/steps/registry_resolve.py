"""Decisions out of a work list, into the file that keeps them and into the official sheet."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

from mapa_uslug.catalog import read_catalog
from mapa_uslug.contracts.gmina_lookup import GminaIndex
from mapa_uslug.contracts.sheet import COLUMN_NAMES
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.core.text import Text
from mapa_uslug.registry.meaning.matching import TypeMatcher
from mapa_uslug.registry.official.writing import write_sheet
from mapa_uslug.registry.tables.sheets import read_sheet
from mapa_uslug.registry.worklist.decision_effects import apply_decisions
from mapa_uslug.registry.worklist.decisions import (
    WITHDRAW,
    merge_decisions,
    read_kept_decisions,
    write_kept_decisions,
)
from mapa_uslug.registry.worklist.worklist_checks import make_place_check, make_service_check
from mapa_uslug.registry.worklist.worklist_reading import read_cases, read_decisions
from mapa_uslug.steps.decided_rows import hide_decided
from mapa_uslug.steps.import_origin import known_gminas
from mapa_uslug.steps.place_finding import check_file
from mapa_uslug.steps.worklists import ImportFiles, write_worklist

_ADDRESS = ["miejscowosc", "ulica", "nr", "kod"]
_POINT = ["lat", "lon", "klasa_wsp", "promien_wsp", "zrodlo_wsp"]


@dataclass(frozen=True)
class ResolveOutcome:
    """What became of a work list: decisions taken over, cases that still wait, what to know."""

    taken: int
    waiting: int
    problems: tuple[Problem, ...]


def resolve_registry(
    worklist: Path, sheet: Path | None = None, *, gminas: Path | None = None, language: str = "pl"
) -> ResolveOutcome:
    """Take over the decisions of a work list that was filled in.

    They are kept beside the sheet, so that a later import knows them, and applied to the sheet. A row whose address
    was written anew loses its old point: the next import or run looks for it.

    Raises
    ------
    InputError
        Everything in the work list that cannot be understood; then nothing is changed.
    """
    check_file(worklist)
    names = ImportFiles.of_worklist(worklist, sheet)
    check_file(names.sheet)
    shapes = _read_gminas(gminas or known_gminas(names.origin))
    matcher = TypeMatcher(read_catalog())
    checks = [make_service_check(lambda code: matcher.find(code) is not None, matcher.suggest)]
    if shapes is not None:
        checks.append(make_place_check(GminaIndex(shapes, str(shapes.crs))))
    cases, decided = read_cases(worklist)
    decisions, problems = read_decisions(worklist, cases, decided=decided, checks=checks)
    if any(p.severity == "error" for p in problems):
        nothing = problem("No decision was taken over, since some cannot be understood.", where=worklist.name, code="nothing_taken",
                          severity="warning", hint="Mend the cells named here and run resolve again; the other answers stay in the file.")  # fmt: skip
        raise InputError([*problems, nothing])
    rows = read_sheet(names.sheet, columns={}).rows[list(COLUMN_NAMES)]
    before = read_kept_decisions(names.decisions)
    kept = merge_decisions(before, decisions)
    new = [d for d in decisions if d not in before]
    outcome, hidden = hide_decided(apply_decisions(rows, [d for d in new if d.answer != WITHDRAW]), matcher)
    changed, moved = _without_old_points(rows, outcome.rows)
    # The decisions last: whatever fails before leaves everything as it was.
    write_sheet(changed, names.sheet, catalog=read_catalog())
    write_kept_decisions(kept, names.decisions)
    waiting = write_worklist(cases, kept, names, shapes, text=Text(language), hidden=hidden)
    return ResolveOutcome(len(new), waiting, (*problems, *outcome.problems, *_told(moved, names)))


def _read_gminas(path: Path | None) -> gpd.GeoDataFrame | None:
    if path is None:
        return None
    from mapa_uslug.boundaries import read_boundaries

    return read_boundaries(path)[0]


def _without_old_points(before: pd.DataFrame, after: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Rows whose address is another now, but whose point is the old one, lose the point."""
    old = before.loc[after.index]
    is_new = (
        (old[_ADDRESS] != after[_ADDRESS]).any(axis=1)
        & (old[_POINT] == after[_POINT]).all(axis=1)
        & (after["lat"] != "")
    )
    changed = after.copy()
    changed.loc[is_new, _POINT] = ""
    return changed, int(is_new.sum())


def _told(moved: int, names: ImportFiles) -> list[Problem]:
    if not moved:
        return []
    return [problem(
        "Rows with a new address and no point yet: {count}.", where=names.sheet.name, code="point_to_find",
        severity="warning", count=moved,
        hint="Run registry import again with --addresses, or name the addresses in area.toml: then they are looked for.",
    )]  # fmt: skip
