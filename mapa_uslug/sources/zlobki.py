"""Register of nurseries, children's clubs and day carers, as the portal dane.gov.pl hands it out (data set 29751)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from mapa_uslug.contracts.fetching import Artefact, FetchArea, Fetched
from mapa_uslug.core.errors import Problem, problem
from mapa_uslug.core.folding import fold
from mapa_uslug.core.text import mark
from mapa_uslug.sources.dane_gov import ALSO, URL, Wanted, get_newest
from mapa_uslug.sources.fetching.getting import Getter
from mapa_uslug.sources.fetching.terms import Terms
from mapa_uslug.sources.forms.list_reading import ListTable, Row, read_table
from mapa_uslug.sources.forms.list_sifting import sift_list
from mapa_uslug.sources.geocoders.answer_fields import is_in_poland, number_of
from mapa_uslug.sources.parts.area_rows import AreaRows, title_of, write_list

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
_NEEDED: Final = (_KIND, ("Nazwa", "Nazwa instytucji"), ("Województwo",), ("Gmina",))
_AT_HOME: Final = re.compile(r"dzienn\w*[ _]opiekun")
# All that may be kept of a person who cares for children at home: no name, street, number, point or telephone.
_OF_HOMES: Final = frozenset(map(fold, (*_KIND, "Województwo", "Powiat", "Gmina", _PLACES, *_ENROLLED)))
_LEAST_PLACES: Final = 5


def fetch(area: FetchArea, getter: Getter) -> Fetched:
    """The nurseries of the area and its neighbours.

    Raises
    ------
    SourceFailed
        No list.
    """
    terms = getter.terms(TERMS)
    given = getter.given.get(terms.key, ())
    if given:
        raw, day = getter.take(terms, given[0], sift=_sift, check=_check, suffix=".csv"), ""
    else:
        raw, resource, _ = get_newest(getter, terms, _WANTED, sift=_sift, check=_check)
        day = resource.day
    table = read_table(raw.read_bytes(), _NEEDED)
    of_area = AreaRows(area)
    rows = [
        row for row in table.rows
        if of_area.may_hold(wojewodztwo=table.cell(row, "Województwo"), powiat=table.cell(row, "Powiat"),
                            gmina=table.cell(row, "Gmina"))
    ]  # fmt: skip
    rows, misplaced = _without_bad_points(table, rows)
    title = title_of("Rejestr żłobków", day)
    path = write_list(area, "zlobki.csv", table.headers, rows, title=title)
    artefact = Artefact("register", path, terms.key, int(day[:4]) if day else None, getter.credit(TERMS))
    return Fetched((artefact,), tuple(_told(table, rows, misplaced)))


def _sift(body: bytes) -> tuple[bytes, int]:
    return sift_list(body, change=_without_homes)


def _check(path: Path) -> None:
    read_table(path.read_bytes(), _NEEDED)


def _without_homes(headers: Row, row: Row) -> Row:
    """A row as it is; of a carer's home only what is counted per gmina."""
    named = dict(zip(map(fold, headers), row, strict=False))
    if not any(_AT_HOME.search(fold(named.get(fold(name), ""))) for name in _KIND):
        return row
    return tuple(c if fold(h) in _OF_HOMES else "" for h, c in zip(headers, row, strict=False))


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
