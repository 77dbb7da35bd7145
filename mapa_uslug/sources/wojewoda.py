"""Registers of a voivode (homes, places free in them, Senior+): files that the user downloads, in whatever form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from mapa_uslug.contracts.fetching import Artefact, FetchArea, Fetched
from mapa_uslug.core.files import atomic_path
from mapa_uslug.core.text import mark
from mapa_uslug.sources.fetching.getting import Getter
from mapa_uslug.sources.fetching.terms import SourceFailed, Terms
from mapa_uslug.sources.forms.list_reading import ListTable, is_workbook, read_sheets
from mapa_uslug.sources.forms.list_sifting import sift_book
from mapa_uslug.sources.parts.list_coverage import uncovered_powiats

TERMS: Final = Terms(
    key="wojewoda",
    title="Rejestry wojewody (DPS, placówki całodobowe, mieszkania, Senior+)",
    url="https://www.gov.pl",
    licence="informacja sektora publicznego; warunki podaje urząd wojewódzki",
    credit="Urząd wojewódzki, rejestry i wykazy, $date",
    missing=mark("Homes and the places free in them, as only voivodes know them, are missing."),
)
_HOW: Final = mark(
    "Download the lists (XLSX, ODS or CSV, not PDF) from the page of your voivode's office and give each with "
    "--file wojewoda=THE_FILE."
)


def fetch(area: FetchArea, getter: Getter) -> Fetched:
    """The lists given, their form kept: rows that are never kept are dropped, others stay, wherever they are.

    Raises
    ------
    SourceFailed
        No list was given, or one cannot be read.
    """
    terms = getter.terms(TERMS)
    given = getter.given.get(terms.key, ())
    if not given:
        raise SourceFailed(
            terms, mark("every voivode's office has lists of its own, and none was given"), hint=_HOW
        )
    written, lists = [], []
    for path in given:
        try:
            with path.open("rb") as stream:
                suffix = ".xlsx" if is_workbook(stream.read(8)) else ".csv"
        except OSError as error:
            raise SourceFailed(terms, mark("a file that was given cannot be opened"), hint=_HOW) from error
        raw = getter.take(terms, path, sift=sift_book, suffix=suffix)
        target = area.folder / f"wojewoda_{raw.name}"
        with atomic_path(target) as part:
            part.write_bytes(raw.read_bytes())
        written.append(target)
        lists.append(_longest(raw.read_bytes()))
    credit = getter.credit(TERMS)
    return Fetched(tuple(
        Artefact("register", target, terms.key, credit=credit, uncovered=uncovered_powiats(area, _same(table, lists)))
        for target, table in zip(written, lists, strict=True)
    ))  # fmt: skip


def _longest(body: bytes) -> ListTable:
    """Records of the longest sheet: explanations often stand on sheets of their own."""
    sheet = max(read_sheets(body), key=lambda sheet: len(sheet.rows))
    width = len(sheet.headers)
    rows = (row[:width] + ("",) * (width - len(row)) for row in sheet.rows[sheet.header_at + 1 :])
    return ListTable(sheet.headers, tuple(rows))


def _same(table: ListTable, lists: Iterable[ListTable]) -> list[ListTable]:
    """Lists of the same form, which are one list in several files; another kind of list says nothing of this one."""
    return [other for other in lists if other.headers == table.headers]
