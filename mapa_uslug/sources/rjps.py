"""Register of social assistance units (RJPS): only from the export that the user makes, for nothing allows bulk use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from mapa_uslug.contracts.fetching import FetchArea, Fetched
from mapa_uslug.core.errors import Problem, problem
from mapa_uslug.core.never_kept import tells_category
from mapa_uslug.core.text import mark
from mapa_uslug.core.wojewodztwa import wojewodztwo_name
from mapa_uslug.sources.fetching.getting import Getter
from mapa_uslug.sources.fetching.terms import SourceFailed, Terms
from mapa_uslug.sources.forms.list_reading import ListTable
from mapa_uslug.sources.parts.area_rows import AreaRows
from mapa_uslug.sources.parts.given_lists import take_tables, write_given

TERMS: Final = Terms(
    key="rjps",
    title="Rejestr Jednostek Pomocy Społecznej",
    url="https://rjps.mrpips.gov.pl",
    licence="nieznana: eksport z rejestru publicznego",
    credit="Ministerstwo Rodziny, Pracy i Polityki Społecznej, RJPS, $date",
    missing=mark("Social assistance is missing, or only what OpenStreetMap knows of it: the picture of services is not whole."),
)  # fmt: skip
_HOW: Final = mark(
    "1. Open rjps.mrpips.gov.pl and choose the search of units. 2. Choose the whole wojewodztwo, no powiat and no gmina. 3. Below "
    "the list choose the export of data from the list, CSV or XLSX. 4. Do the same for every other wojewodztwo that is named above. "
    "5. Run the command again with --file rjps=FILE, once for each file."
)
_NOT_GIVEN: Final = mark(
    "it may not be asked for whole lists, and no export was given. Wojewodztwa to export, for neighbours count too"
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
    tables = take_tables(getter, terms, _NEEDED)
    if not tables:
        names = ", ".join(map(wojewodztwo_name, area.wojewodztwa))
        raise SourceFailed(terms, f"{_NOT_GIVEN}: {names}", hint=_HOW)
    of_area = AreaRows(area)
    # Every gmina has an office of social assistance (Act on social assistance, art. 110).
    artefacts = write_given(
        area, getter, terms, tables, has_each_gmina=True, belongs=lambda table, row: of_area.may_hold(
            teryt=table.cell(row, "TERYT", "Kod TERYT", "TERYT gminy"), wojewodztwo=table.cell(row, "Województwo"),
            powiat=table.cell(row, "Powiat"), gmina=table.cell(row, "Gmina"),
        ),
    )  # fmt: skip
    if not artefacts:
        raise SourceFailed(terms, mark("the export holds no unit of the area or around it"), hint=_HOW)
    return Fetched(artefacts, tuple(_told(tables)))


def _told(tables: Iterable[ListTable]) -> list[Problem]:
    """That an export does not tell which units shelter people: their names alone do not always."""
    without = sum(not tells_category(table.headers) for table in tables)
    if not without:
        return []
    return [problem(
        "Exports without the column of subcategories: {count}. Places of refuge are told by their names and types alone.",
        where=TERMS.key, code="no_subcategories", severity="warning", count=without,
        hint="Export the list again with subcategories; delete the lists that were read here if it holds a place of refuge.",
    )]  # fmt: skip
