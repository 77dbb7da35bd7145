"""Register of social assistance units (RJPS): only from the export that the user makes, for nothing allows bulk use."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from mapa_uslug.contracts.fetching import Artefact, FetchArea, Fetched
from mapa_uslug.core.text import mark
from mapa_uslug.sources.fetching.getting import Getter
from mapa_uslug.sources.fetching.terms import SourceFailed, Terms
from mapa_uslug.sources.forms.list_reading import read_table
from mapa_uslug.sources.forms.list_sifting import sift_list
from mapa_uslug.sources.parts.area_rows import AreaRows, write_list

TERMS: Final = Terms(
    key="rjps",
    title="Rejestr Jednostek Pomocy Społecznej",
    url="https://rjps.mrpips.gov.pl",
    licence="nieznana: eksport z rejestru publicznego",
    credit="Ministerstwo Rodziny, Pracy i Polityki Społecznej, RJPS, $date",
    missing=mark("Social assistance is missing, or only what OpenStreetMap knows of it: the picture of services is not whole."),
)  # fmt: skip
_HOW: Final = mark(
    "1. Open rjps.mrpips.gov.pl and choose the search of units. 2. Choose your wojewodztwo or powiat. 3. Below the list choose "
    "the export of data from the list, CSV or XLSX. 4. Run the command again with --file rjps=THE_FILE."
)
_NEEDED: Final = (("Nazwa jednostki", "Nazwa"),)


def fetch(area: FetchArea, getter: Getter) -> Fetched:
    """Units of the area and its neighbours, from the exports that the user gives.

    Raises
    ------
    SourceFailed
        No export was given (its hint says how one is made), or it cannot be read.
    """
    terms = getter.terms(TERMS)
    given = getter.given.get(terms.key, ())
    if not given:
        raise SourceFailed(
            terms, mark("it may not be asked for whole lists, and no export was given"), hint=_HOW
        )
    of_area, artefacts = AreaRows(area), []
    for number, path in enumerate(given, start=1):
        raw = getter.take(terms, path, sift=sift_list, check=_check, suffix=".csv")
        table = read_table(raw.read_bytes(), _NEEDED)
        rows = [
            row for row in table.rows
            if of_area.may_hold(
                teryt=table.cell(row, "TERYT", "Kod TERYT", "TERYT gminy"), wojewodztwo=table.cell(row, "Województwo"),
                powiat=table.cell(row, "Powiat"), gmina=table.cell(row, "Gmina"),
            )
        ]  # fmt: skip
        name = "rjps.csv" if number == 1 else f"rjps_{number}.csv"
        if rows:
            written = write_list(area, name, table.headers, rows)
            artefacts.append(Artefact("register", written, terms.key, None, getter.credit(TERMS)))
    if not artefacts:
        raise SourceFailed(terms, mark("the export holds no unit of the area or around it"), hint=_HOW)
    return Fetched(tuple(artefacts))


def _check(path: Path) -> None:
    read_table(path.read_bytes(), _NEEDED)
