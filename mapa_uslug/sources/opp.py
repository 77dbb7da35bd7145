"""List of public benefit organisations of the National Freedom Institute (niw.gov.pl): a workbook for all of Poland."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from mapa_uslug.contracts.fetching import Artefact, FetchArea, Fetched
from mapa_uslug.core.text import mark
from mapa_uslug.sources.fetching.getting import Ask, Getter
from mapa_uslug.sources.fetching.terms import SourceFailed, Terms
from mapa_uslug.sources.forms.list_reading import read_table
from mapa_uslug.sources.forms.list_sifting import sift_list
from mapa_uslug.sources.parts.area_rows import AreaRows, title_of, write_list

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


def fetch(area: FetchArea, getter: Getter) -> Fetched:
    """Organisations whose seat may lie in the area or beside it.

    Raises
    ------
    SourceFailed
        No list, or no organisation.
    """
    terms = getter.terms(TERMS)
    given = getter.given.get(terms.key, ())
    if given:
        raw, day = getter.take(terms, given[0], sift=sift_list, check=_check, suffix=".csv"), ""
    else:
        ask = Ask(url=f"{terms.url}/opp/wykaz-opp/", params=_PARAMS, name="wykaz_opp.csv")
        raw = getter.get(terms, ask, sift=sift_list, check=_check)
        day = max(e.fetched_at[:10] for e in getter.ledger.entries if e.source == terms.key)
    table, of_area = read_table(raw.read_bytes(), _NEEDED), AreaRows(area)
    rows = [
        row for row in table.rows
        if of_area.may_hold(wojewodztwo=table.cell(row, "Województwo"), powiat=table.cell(row, "Powiat"),
                            gmina=table.cell(row, "Gmina"))
    ]  # fmt: skip
    if not rows:
        raise SourceFailed(terms, mark("it lists no organisation in the area or around it"))
    path = write_list(area, "opp.csv", table.headers, rows, title=title_of("Wykaz OPP", day))
    year = int(day[:4]) if day else None
    return Fetched((Artefact("register", path, terms.key, year, getter.credit(TERMS)),))


def _check(path: Path) -> None:
    read_table(path.read_bytes(), _NEEDED)
