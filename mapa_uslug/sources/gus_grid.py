"""People in the 1 km grid of the 2021 census (GUS), by three age groups: residents, not the national population."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError

from mapa_uslug.contracts.fetching import Artefact, FetchArea, Fetched
from mapa_uslug.core.errors import Problem, problem
from mapa_uslug.core.grid_codes import parse_grid_codes
from mapa_uslug.core.safe_zip import extract_member, find_members, open_zip
from mapa_uslug.core.text import mark
from mapa_uslug.sources.fetching.getting import Ask, Getter
from mapa_uslug.sources.fetching.terms import SourceFailed, Terms
from mapa_uslug.sources.forms.answer_checks import refuse_web_page
from mapa_uslug.sources.forms.atom_feeds import check_feed, find_link, own_address
from mapa_uslug.sources.parts.grid_cells import NO_CELLS, YEAR, keys_around, keys_of, write_cells

TERMS: Final = Terms(
    key="gus_grid",
    title="GUS, siatka kilometrowa NSP 2021",
    url="https://geo.stat.gov.pl/atom-web",
    licence="Bez ograniczeń dostępu i użycia według usługi ATOM; portal prosi o podanie źródła i daty pobrania",
    credit="Źródło: Główny Urząd Statystyczny, geo.stat.gov.pl, siatka NSP 2021, pobrano $date",
    missing=mark(
        "Without the grid of GUS another one is taken; without any, people are spread over the houses of their gmina, "
        "and how many live beyond the threshold is only roughly right."
    ),
    max_bytes=200_000_000,
)
OUT_NAME: Final = "siatka_1km.csv"
DATASET: Final = "PD.GRID.2021"
FILE: Final = "GRID_NSP2021_RES.zip"
KNOWN_FILE_ID: Final = "2795b7ed9098f86ab761352519ba1d85"
"""Where the file lay in 2026 (several projects name this address): for when the list of data sets does not name it."""

NO_GRID: Final = mark("its archive holds no table of cells (.dbf)")
NO_RESIDENTS: Final = mark("its file does not count residents (CODE, RES); its columns are")
UNREADABLE: Final = mark("its table of cells cannot be read")
_CODE, _PEOPLE = "CODE", "RES"
_LETTERS: Final = (
    "latin-1"  # Only digits and Latin letters are read, so that a false note of the encoding does no harm.
)
_GROUPS: Final = ("RES_0_14", "RES_15_64", "RES_65_")


def fetch(area: FetchArea, getter: Getter) -> Fetched:
    """Cells that touch the area and its surroundings, as ``siatka_1km.csv``: CODE, RES, RES_0_14, RES_15_64, RES_65_.

    An empty figure is confidential, as GUS leaves it. Where an age column is missing the others are written, and it is told.
    A file that is given is the zip archive of the service, or a CSV with the same columns.

    Raises
    ------
    SourceFailed
        The file cannot be had, counts others than residents, or has no cell here.
    """
    terms = getter.terms(TERMS)
    path, problems = _get_file(terms, getter)
    try:
        cells = _read_cells(path)
    except ValueError as error:
        raise SourceFailed(terms, str(error)) from error
    near = cells[np.isin(keys_of(parse_grid_codes(cells[_CODE])), keys_around(area.around))]
    if near.empty:
        raise SourceFailed(terms, NO_CELLS)
    present = [name for name in (_CODE, _PEOPLE, *_GROUPS) if name in cells]
    target = area.folder / OUT_NAME
    write_cells(near, target, columns=present)
    artefact = Artefact("population", target, TERMS.key, YEAR, getter.credit(TERMS))
    return Fetched((artefact,), (*problems, *_missing_groups(present)))


def _get_file(terms: Terms, getter: Getter) -> tuple[Path, tuple[Problem, ...]]:
    given = getter.given.get(TERMS.key, ())
    if given:
        return getter.take(terms, given[0], check=_check), ()
    address = _listed(terms, getter)
    problems = () if address else (_known_address(),)
    address = address or f"{terms.url}/download/?fileId={KNOWN_FILE_ID}&name={FILE}"
    return getter.get(terms, Ask(url=address, name=FILE), check=_check), problems


def _listed(terms: Terms, getter: Getter) -> str:
    """Address in the feeds: the service's leads to the data set's, which leads to the file; "" where they do not."""
    address, name = f"{terms.url}/atom/PD", "PD.xml"
    for _ in range(2):
        try:
            feed = getter.get(terms, Ask(url=address, name=name), check=check_feed)
        except SourceFailed:
            return ""
        file, next_feed = find_link(feed, code=DATASET, name=FILE)
        if file:
            return own_address(terms, TERMS, file)
        address, name = own_address(terms, TERMS, next_feed), f"{DATASET}.xml"
        if not address:
            return ""
    return ""


def _known_address() -> Problem:
    return problem(
        "The list of data sets of GUS does not name the grid; it was taken from the address that was known in 2026.",
        where=TERMS.key, code="known_address", severity="warning",
        hint="Nothing to correct. If it happens again, tell those who keep the program: the list has changed.",
    )  # fmt: skip


def _missing_groups(present: Sequence[str]) -> tuple[Problem, ...]:
    missing = [name for name in _GROUPS if name not in present]
    if not missing:
        return ()
    return (problem(
        "The grid has no columns {columns}: ages are shared out as in the whole gmina.",
        where=TERMS.key, code="column_missing", severity="warning", columns=", ".join(missing),
        hint="Look at the page of the source in the documentation; the form of the file has changed.",
    ),)  # fmt: skip


def _check(path: Path) -> None:
    refuse_web_page(path)
    if path.suffix.lower() != ".csv":
        with open_zip(path) as archive:
            if not find_members(archive, ".dbf"):
                raise ValueError(NO_GRID)


def _read_cells(path: Path) -> pd.DataFrame:
    """Codes and figures of all cells: the code says where a cell lies, so that its drawing is not needed."""
    if path.suffix.lower() == ".csv":
        return _as_numbers(_read_csv(path))
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "grid.dbf"
        with open_zip(path) as archive:
            extract_member(archive, find_members(archive, ".dbf")[0], table)
        return _as_numbers(_read_dbf(table))


def _read_dbf(path: Path) -> pd.DataFrame:
    try:
        columns = [str(name) for name in pyogrio.read_info(path, encoding=_LETTERS)["fields"]]
        wanted = _wanted(columns)
        return pyogrio.read_dataframe(path, columns=wanted, read_geometry=False, encoding=_LETTERS)
    except (DataSourceError, DataLayerError) as error:
        raise ValueError(UNREADABLE) from error


def _read_csv(path: Path) -> pd.DataFrame:
    try:
        text = path.read_text(encoding="utf-8-sig", errors="replace")
        table = pd.read_csv(StringIO(text), sep=None, engine="python", dtype="string")
    except (pd.errors.ParserError, pd.errors.EmptyDataError, csv.Error, ValueError) as error:
        raise ValueError(UNREADABLE) from error
    return table[_wanted([str(name) for name in table.columns])]


def _wanted(columns: Sequence[str]) -> list[str]:
    if not {_CODE, _PEOPLE} <= set(columns):
        raise ValueError(f"{NO_RESIDENTS}: {', '.join(columns)}")
    return [name for name in (_CODE, _PEOPLE, *_GROUPS) if name in columns]


def _as_numbers(table: pd.DataFrame) -> pd.DataFrame:
    figures = {
        name: pd.to_numeric(table[name], errors="coerce").astype(np.float64)
        for name in table
        if name != _CODE
    }
    return table.assign(**figures)
