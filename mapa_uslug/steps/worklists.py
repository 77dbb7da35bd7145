"""The work list beside an official sheet: workbook, page and the decisions taken so far."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mapa_uslug.contracts.cases import WORKLIST_END, Case, Decision
from mapa_uslug.contracts.gmina_lookup import GminaIndex
from mapa_uslug.core.errors import InputError
from mapa_uslug.core.text import Text
from mapa_uslug.maps.case_maps import draw_case
from mapa_uslug.registry.worklist.worklist_reading import read_cases, read_notes
from mapa_uslug.reports.worklist_page import write_worklist_page
from mapa_uslug.reports.worklist_sheet import write_worklist_sheet

if TYPE_CHECKING:
    import geopandas as gpd


@dataclass(frozen=True)
class ImportFiles:
    """Files that belong to an official sheet, named after it."""

    sheet: Path

    @classmethod
    def beside(cls, sheet: Path) -> ImportFiles:
        """Those of a sheet."""
        return cls(sheet)

    @classmethod
    def of_worklist(cls, worklist: Path, sheet: Path | None) -> ImportFiles:
        """Those that a work list belongs to: of the sheet given, else of the one beside it that has its name."""
        if sheet is not None:
            return cls(sheet)
        stem = worklist.stem.removesuffix(WORKLIST_END)
        beside = [worklist.with_name(stem + suffix) for suffix in (".xlsx", ".csv")]
        return cls(next((path for path in beside if path.is_file() and path != worklist), beside[0]))

    def _named(self, end: str) -> Path:
        return self.sheet.with_name(self.sheet.stem + end)

    @property
    def worklist(self) -> Path:
        """Workbook to decide in."""
        return self._named(f"{WORKLIST_END}.xlsx")

    @property
    def page(self) -> Path:
        """The same to look at, with maps."""
        return self._named(f"{WORKLIST_END}.html")

    @property
    def decisions(self) -> Path:
        """What was decided."""
        return self._named("_decyzje.csv")

    @property
    def account(self) -> Path:
        """What became of every source row."""
        return self._named("_wiersze.csv")

    @property
    def notes(self) -> Path:
        """What was noted about rows."""
        return self._named("_uwagi.csv")

    @property
    def wrong_codes(self) -> Path:
        """Rows whose TERYT code is another gmina's."""
        return self._named("_kody_teryt.csv")

    @property
    def origin(self) -> Path:
        """What the sheet was imported from."""
        return self._named("_skad.toml")

    def mapping(self, name: str) -> Path:
        """The mapping that was guessed for a list."""
        return self._named(f"_mapowanie_{name}.toml")


def _decided_before(worklist: Path, decided: Iterable[Decision], known: Collection[str]) -> list[Case]:
    """Cases of the former work list that were decided since: with them their decisions can be read and changed."""
    if not worklist.is_file():
        return []
    try:
        former, _ = read_cases(worklist)
    except InputError:
        # A work list that was damaged only loses the words of what was decided; the decisions have a file of their own.
        return []
    wanted = {d.case_id for d in decided} - set(known)
    return [case for case in former if case.case_id in wanted]


def _former_notes(worklist: Path) -> dict[str, str]:
    try:
        return read_notes(worklist) if worklist.is_file() else {}
    except InputError:
        return {}


def write_worklist(
    cases: Sequence[Case],
    decided: Iterable[Decision],
    files: ImportFiles,
    gminas: gpd.GeoDataFrame | None,
    *,
    text: Text,
    hidden: Collection[str] = (),
) -> int:
    """Write workbook and page; returns how many cases wait for a decision.

    Parameters
    ----------
    hidden
        Services of which nothing more may be said.
    """
    decided = [d for d in decided if not set(d.service_ids) & set(hidden)]
    cases = [c for c in cases if not set(c.service_ids) & set(hidden)]
    cases = [*cases, *_decided_before(files.worklist, decided, {c.case_id for c in cases})]
    notes = _former_notes(files.worklist)
    write_worklist_sheet(cases, files.worklist, text=text, decided=decided, notes=notes)
    pictures = {} if gminas is None else {c.case_id: draw_case(c, gminas=gminas, text=text) for c in cases}
    lookup = None if gminas is None else GminaIndex(gminas, str(gminas.crs))
    write_worklist_page(
        cases,
        files.page,
        pictures=pictures,
        text=text,
        decided=decided,
        gminas=lookup,
        workbook=files.worklist.name,
    )
    done = {d.case_id for d in decided}
    return sum(case.case_id not in done for case in cases)
