"""List of public benefit organisations of the National Freedom Institute (niw.gov.pl): a workbook for all of Poland."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from mapa_uslug.contracts.fetching import Artefact, FetchArea, Fetched
from mapa_uslug.core.text import mark
from mapa_uslug.sources.fetching.getting import Ask, Getter
from mapa_uslug.sources.fetching.terms import SourceFailed, Terms
from mapa_uslug.sources.forms.list_reading import ListTable, Row, read_table
from mapa_uslug.sources.forms.list_sifting import sift_list
from mapa_uslug.sources.parts.area_rows import AreaRows, title_of, write_list
from mapa_uslug.sources.parts.given_lists import BY_HAND, empty_by_hand, take_tables, write_given

TERMS: Final = Terms(
    key="opp",
    title="Wykaz organizacji pożytku publicznego (NIW)",
    url="https://niw.gov.pl",
    also=("www.niw.gov.pl",),
    licence="nieznana: informacja sektora publicznego, warunki na stronie niw.gov.pl",
    credit="Narodowy Instytut Wolności, wykaz organizacji pożytku publicznego, $date",
    missing=mark("Organisations that could give services are missing from the list of partners."),
    max_bytes=40_000_000,
)
_PARAMS: Final = (("export", "XLSX"), ("data_scope", "all"), ("catalog", "230"))
_NEEDED: Final = (("Numer KRS", "Nr KRS", "KRS"), ("Nazwa", "Nazwa organizacji", "Nazwa OPP"))
_NO_ORGANISATION: Final = mark("it lists no organisation in the area or around it")


def fetch(area: FetchArea, getter: Getter) -> Fetched:
    """Organisations whose seat may lie in the area or beside it.

    Raises
    ------
    SourceFailed
        No list, or no organisation.
    """
    terms = getter.terms(TERMS)
    of_area = AreaRows(area)
    tables = take_tables(getter, terms, _NEEDED)
    if tables:
        artefacts = write_given(
            area, getter, terms, tables, title="Wykaz OPP", is_measured=False,
            belongs=lambda table, row: _may_be_in(of_area, table, row),
        )  # fmt: skip
        if not artefacts:
            raise SourceFailed(terms, _NO_ORGANISATION, hint=BY_HAND)
        return Fetched(artefacts)
    ask = Ask(url=f"{terms.url}/opp/wykaz-opp/", params=_PARAMS, name="wykaz_opp.csv")
    with empty_by_hand():
        raw = getter.get(terms, ask, sift=sift_list, check=_check)
    day = max(e.fetched_at[:10] for e in getter.ledger.entries if e.source == terms.key)
    table = read_table(raw.read_bytes(), _NEEDED)
    rows = [row for row in table.rows if _may_be_in(of_area, table, row)]
    if not rows:
        raise SourceFailed(terms, _NO_ORGANISATION, hint=BY_HAND)
    path = write_list(area, "opp.csv", table.headers, rows, title=title_of("Wykaz OPP", day))
    return Fetched((Artefact("register", path, terms.key, int(day[:4]), getter.credit(TERMS)),))


def _may_be_in(of_area: AreaRows, table: ListTable, row: Row) -> bool:
    return of_area.may_hold(
        wojewodztwo=table.cell(row, "Województwo"),
        powiat=table.cell(row, "Powiat"),
        gmina=table.cell(row, "Gmina"),
    )


def _check(path: Path) -> None:
    read_table(path.read_bytes(), _NEEDED)
