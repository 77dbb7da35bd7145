"""People in the 1 km grid of the 2021 census as Eurostat publishes it, by three age groups."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from mapa_uslug.contracts.fetching import Artefact, FetchArea, Fetched
from mapa_uslug.core.errors import Problem, problem
from mapa_uslug.core.text import mark
from mapa_uslug.sources.fetching.getting import Ask, Getter
from mapa_uslug.sources.fetching.terms import SourceFailed, Terms
from mapa_uslug.sources.forms.answer_checks import refuse_web_page
from mapa_uslug.sources.parts.eurostat_forms import COLUMNS, check_archive, read_cells
from mapa_uslug.sources.parts.grid_cells import NO_CELLS, YEAR, keys_around, write_cells

TERMS: Final = Terms(
    key="eurostat_grid",
    title="Eurostat, siatka kilometrowa spisu 2021",
    url="https://gisco-services.ec.europa.eu/census/2021",
    licence="CC BY 4.0",
    credit="Źródło: Eurostat (GISCO), siatka spisu 2021, CC BY 4.0, pobrano $date",
    missing=mark(
        "Eurostat's grid stands in for that of GUS. Without either, people are spread over the houses of their gmina, and how many "
        "live beyond the threshold is only roughly right."
    ),
    total_s=7200.0,
    max_bytes=900_000_000,
)
OUT_NAME: Final = "siatka_eurostat.csv"
POLAND: Final = "INSPIRE/Data/PL_PD_3035_CSV.zip"
EUROPE: Final = "Eurostat_Census-GRID_2021_V3.zip"


def fetch(area: FetchArea, getter: Getter) -> Fetched:
    """Cells that touch the area and its surroundings, as ``siatka_eurostat.csv``: GRD_ID, T, Y_LT15, Y_1564, Y_GE65 and marks.

    Empty figures are confidential; -8888 and -9999 stay as they came, the reader of grids knows them. The package of Poland
    is taken, where it cannot be had that of Europe.

    Raises
    ------
    SourceFailed
        Neither can be had, or has a cell here.
    """
    terms = getter.terms(TERMS)
    path, problems = _get_file(terms, getter)
    try:
        cells = read_cells(path, keys_around(area.around))
    except ValueError as error:
        raise SourceFailed(terms, str(error)) from error
    if cells.empty:
        raise SourceFailed(terms, NO_CELLS)
    target = area.folder / OUT_NAME
    write_cells(cells, target, columns=COLUMNS)
    return Fetched((Artefact("population", target, TERMS.key, YEAR, getter.credit(TERMS)),), problems)


def _get_file(terms: Terms, getter: Getter) -> tuple[Path, tuple[Problem, ...]]:
    given = getter.given.get(TERMS.key, ())
    if given:
        return getter.take(terms, given[0], check=_check), ()
    try:
        return _get(terms, getter, POLAND), ()
    except SourceFailed as failure:
        first = failure
    try:
        return _get(terms, getter, EUROPE), (_other_package(first),)
    except SourceFailed:
        raise first from None


def _get(terms: Terms, getter: Getter, path: str) -> Path:
    return getter.get(terms, Ask(url=f"{terms.url}/{path}", name=Path(path).name), check=_check)


def _check(path: Path) -> None:
    refuse_web_page(path)
    check_archive(path)


def _other_package(failure: SourceFailed) -> Problem:
    return problem(
        "Eurostat's package of Poland could not be had, so that of all Europe was taken: {reason}",
        where=TERMS.key, code="other_package", severity="warning", reason=failure.reason,
        hint="Nothing to correct: the figures are the same, but cells on the border count people of both countries.",
    )  # fmt: skip
