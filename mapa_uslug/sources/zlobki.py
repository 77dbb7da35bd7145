"""Register of nurseries, children's clubs and day carers, as the portal dane.gov.pl hands it out (data set 29751)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from mapa_uslug.contracts.fetching import Artefact, FetchArea, Fetched
from mapa_uslug.core.errors import Problem, problem
from mapa_uslug.core.folding import fold
from mapa_uslug.core.sensitive_words import plain_text
from mapa_uslug.core.text import mark
from mapa_uslug.sources.dane_gov import ALSO, URL, Wanted, get_newest
from mapa_uslug.sources.fetching.getting import Getter
from mapa_uslug.sources.fetching.terms import Terms
from mapa_uslug.sources.forms.list_reading import ListTable, Row, read_table
from mapa_uslug.sources.forms.list_sifting import sift_list
from mapa_uslug.sources.geocoders.answer_fields import is_in_poland, number_of
from mapa_uslug.sources.parts.area_rows import AreaRows, title_of, write_list
from mapa_uslug.sources.parts.given_lists import numbered, take_tables
from mapa_uslug.sources.parts.list_coverage import uncovered_powiats

TERMS: Final = Terms(
    key="zlobki",
    title="Rejestr żłobków i klubów dziecięcych (dane.gov.pl)",
    url=URL,
    also=ALSO,
    licence="CC0 1.0",
    credit="Ministerstwo Rodziny, Pracy i Polityki Społecznej, Rejestr żłobków, dane.gov.pl, $date",
    missing=mark("Care of children under 3 is missing, or only what OpenStreetMap knows of it."),
    max_bytes=60_000_000,
)
_WANTED: Final = Wanted(29751, "csv", "lista instytucji")
_KIND: Final = ("Typ instytucji", "Rodzaj instytucji", "Forma opieki")
_PLACES: Final = "Liczba miejsc"
_ENROLLED: Final = ("Liczba dzieci zapisanych", "Liczba zapisanych dzieci")
_POINT: Final = "Geolokalizacja"
_NAME: Final = ("Nazwa", "Nazwa instytucji")
_NEEDED: Final = (_KIND, _NAME, ("Województwo",), ("Gmina",))
_CARER: Final = "Dzienny opiekun"
# The word of a person, not that of care ("opiekuńczy").
_AT_HOME: Final = re.compile(r"\bdzienn\w*\W*opiekun(?!cz)|\bopiekun(?!cz)\w*\W*dzienn|^d\W?o\W?$")
# All that may be kept of a person who cares for children at home: no name, street, number, point or telephone.
_KINDS: Final = frozenset(map(fold, _KIND))
_TELLING: Final = _KINDS | frozenset(map(fold, _NAME))
_OF_HOMES: Final = frozenset(map(fold, ("Województwo", "Powiat", "Gmina", _PLACES, *_ENROLLED)))
_LEAST_PLACES: Final = 5


def fetch(area: FetchArea, getter: Getter) -> Fetched:
    """The nurseries of the area and its neighbours.

    Raises
    ------
    SourceFailed
        No list.
    """
    terms = getter.terms(TERMS)
    tables = take_tables(getter, terms, _NEEDED, sift=_sift)
    uncovered, day = uncovered_powiats(area, tables) if tables else (), ""
    if not tables:
        raw, resource, _ = get_newest(getter, terms, _WANTED, sift=_sift, check=_check)
        tables, day = [read_table(raw.read_bytes(), _NEEDED)], resource.day
    of_area, artefacts, problems = AreaRows(area), [], list[Problem]()
    title, year = title_of("Rejestr żłobków", day), int(day[:4]) if day else None
    for number, table in enumerate(tables, start=1):
        rows, misplaced = _without_bad_points(
            table, [row for row in table.rows if _may_be_in(of_area, table, row)]
        )
        path = write_list(area, numbered(terms.key, number), table.headers, rows, title=title)
        credit = getter.credit(TERMS)
        artefacts.append(Artefact("register", path, terms.key, year, credit, uncovered=uncovered))
        problems += _told(table, rows, misplaced)
    return Fetched(tuple(artefacts), tuple(problems))


def _may_be_in(of_area: AreaRows, table: ListTable, row: Row) -> bool:
    return of_area.may_hold(
        wojewodztwo=table.cell(row, "Województwo"),
        powiat=table.cell(row, "Powiat"),
        gmina=table.cell(row, "Gmina"),
    )


def _sift(body: bytes) -> tuple[bytes, int]:
    return sift_list(body, change=_without_homes)


def _check(path: Path) -> None:
    read_table(path.read_bytes(), _NEEDED)


def _without_homes(headers: Row, row: Row) -> Row:
    """A row as it is; of a carer's home only what is counted per gmina."""
    cells = [(fold(header), cell) for header, cell in zip(headers, row, strict=False)]
    if not any(h in _TELLING and _AT_HOME.search(plain_text(cell)) for h, cell in cells):
        return row
    return tuple(_CARER if h in _KINDS else cell if h in _OF_HOMES else "" for h, cell in cells)


def _without_bad_points(table: ListTable, rows: list[Row]) -> tuple[list[Row], int]:
    """Rows without points that do not lie in Poland as longitude and latitude, and the number of these."""
    at = table.at(_POINT)
    if at is None:
        return rows, 0
    kept = [row if _is_point(row[at]) else (*row[:at], "", *row[at + 1 :]) for row in rows]
    return kept, sum(a != b for a, b in zip(rows, kept, strict=True))


def _is_point(text: str) -> bool:
    lon, _, lat = text.replace(",", ".").partition(";")
    return not text or is_in_poland(number_of(lon), number_of(lat))


def _told(table: ListTable, rows: list[Row], misplaced: int) -> list[Problem]:
    """What is known to be wrong in this register, as far as it is in these rows."""
    odd = 0
    for row in rows:
        places, enrolled = number_of(table.cell(row, _PLACES)), number_of(table.cell(row, *_ENROLLED))
        odd += places < _LEAST_PLACES or enrolled > places
    told = []
    if odd:
        told.append(problem(
            "Institutions with fewer than 5 places, or with more children than places: {count}.", where=TERMS.key,
            code="odd_places", severity="warning", count=odd, hint="Ask these institutions for their number of places.",
        ))  # fmt: skip
    if misplaced:
        told.append(problem(
            "Institutions whose coordinates do not lie in Poland: {count}.", where=TERMS.key, code="odd_points",
            severity="warning", count=misplaced, hint="They are looked for by their addresses.",
        ))  # fmt: skip
    return told
