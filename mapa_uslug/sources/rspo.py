"""Schools and preschools: the yearly list of SIO (dane.gov.pl, data set 839), or the API of RSPO for those who may ask it.

The API (https://api.rspo.gov.pl) answers to a user and password that the ministry gives on application; they are read from
the environment and never written. It tells coordinates and pupils, the yearly list neither.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from mapa_uslug.contracts.fetching import Artefact, FetchArea, Fetched, GminaUnit
from mapa_uslug.core.errors import Problem, problem
from mapa_uslug.core.folding import fold
from mapa_uslug.core.text import mark
from mapa_uslug.sources.dane_gov import ALSO, URL, Resource, Wanted, get_newest
from mapa_uslug.sources.fetching.getting import Ask, Getter
from mapa_uslug.sources.fetching.terms import SourceFailed, Terms
from mapa_uslug.sources.forms.answer_checks import OTHER_ANSWER
from mapa_uslug.sources.forms.list_reading import ListTable, Row, decode, read_table, refuse_page
from mapa_uslug.sources.forms.list_sifting import is_secret, sift_list
from mapa_uslug.sources.geocoders.answer_fields import is_in_poland, number_of, text_of
from mapa_uslug.sources.parts.area_rows import AreaRows, title_of, write_list
from mapa_uslug.sources.parts.given_lists import BY_HAND, take_tables, write_given

TERMS: Final = Terms(
    key="rspo",
    title="Rejestr Szkół i Placówek Oświatowych, lista SIO (dane.gov.pl)",
    url=URL,
    also=ALSO,
    licence="CC BY 4.0",
    credit="Ministerstwo Edukacji Narodowej, System Informacji Oświatowej, dane.gov.pl, $date",
    missing=mark("Preschools and schools are missing, or only those that OpenStreetMap knows."),
    max_bytes=80_000_000,
)
API_TERMS: Final = replace(
    TERMS, title="Rejestr Szkół i Placówek Oświatowych (API)", url="https://api.rspo.gov.pl", also=(),
    licence="według regulaminu API RSPO",
)  # fmt: skip
USER_VARIABLE: Final = "MAPA_USLUG_RSPO_USER"
PASSWORD_VARIABLE: Final = "MAPA_USLUG_RSPO_PASSWORD"
HEADERS: Final = (
    "Numer RSPO", "REGON", "Typ", "Nazwa", "Kod terytorialny gmina", "Kod terytorialny miejscowość", "Województwo", "Powiat",
    "Gmina", "Miejscowość", "Ulica", "Numer budynku", "Numer lokalu", "Kod pocztowy", "Telefon", "E-mail", "Data likwidacji",
    "Liczba uczniów", "Specyfika szkoły", "Długość geograficzna", "Szerokość geograficzna",
)  # fmt: skip
_FIELDS: Final = (
    "numerRspo", "regon", "typ", "nazwa", "gminaKodTERYT", "miejscowoscKodTERYT", "wojewodztwo", "powiat", "gmina",
    "miejscowosc", "ulica", "numerBudynku", "numerLokalu", "kodPocztowy", "telefon", "email", "dataLikwidacji",
    "liczbaUczniow", "specyfikaSzkoly", "geolokalizacja",
)  # fmt: skip
"""What is kept of an entry; the name of the head teacher is not."""
_WANTED: Final = Wanted(839, "xlsx|csv", "wykaz szk")
_NEEDED: Final = (("Nazwa placówki", "Nazwa"), ("Typ podmiotu", "Typ"))
_CODE: Final = ("idTerytGmina", "Kod terytorialny gmina")
_NO_SCHOOL: Final = mark("it lists no school in the area or around it")
_HEAD_TEACHER: Final = "dyrektor"
_DAY: Final = re.compile(r"(?<!\d)(\d\d)\.?(\d\d)\.?(20\d\d)(?!\d)")
_PATH: Final = "/api/placowki/"
_PAGE: Final = 100
_MOST_PAGES: Final = 30
# Kinds under which a register may count an urban-rural gmina: as one, its town, its countryside.
_PARTS: Final = {"3": ("3", "4", "5")}


def fetch(area: FetchArea, getter: Getter) -> Fetched:
    """Schools and preschools of the area and its neighbours.

    Raises
    ------
    SourceFailed
        No list.
    """
    tables = take_tables(getter, getter.terms(TERMS), _NEEDED, sift=_sift_list)
    if tables:
        of_area = AreaRows(area)
        artefacts = write_given(
            area, getter, getter.terms(TERMS), tables, title="RSPO",
            belongs=lambda table, row: _may_be_in(of_area, table, row),
        )  # fmt: skip
        if not artefacts:
            raise SourceFailed(getter.terms(TERMS), _NO_SCHOOL, hint=BY_HAND)
        return Fetched(artefacts)
    user, password = os.environ.get(USER_VARIABLE, ""), os.environ.get(PASSWORD_VARIABLE, "")
    told: list[Problem] = []
    was_asked = any(e.source == TERMS.key and _PATH in e.url for e in getter.ledger.entries)
    if (user and password) or (getter.is_offline and was_asked):
        try:
            return _fetch_api(area, getter, (user, password))
        except SourceFailed as failed:
            told.append(problem(
                "{source} gives no data: {reason}; {other} was taken in its place.", where=TERMS.key, code="source_replaced",
                severity="warning", hint=failed.hint, source=failed.terms.title, reason=failed.reason, other=TERMS.title,
            ))  # fmt: skip
    return replace(_fetch_list(area, getter), problems=tuple(told))


def _fetch_list(area: FetchArea, getter: Getter) -> Fetched:
    """From the yearly list."""
    raw, resource, _ = get_newest(getter, getter.terms(TERMS), _WANTED, sift=_sift_list, check=_check)
    table, of_area = read_table(raw.read_bytes(), _NEEDED), AreaRows(area)
    rows = [row for row in table.rows if _may_be_in(of_area, table, row)]
    return _written(area, getter, table.headers, rows, "SIO", _day_of(resource))


def _may_be_in(of_area: AreaRows, table: ListTable, row: Row) -> bool:
    return of_area.may_hold(
        teryt=table.cell(row, *_CODE), wojewodztwo=table.cell(row, "Województwo"), powiat=table.cell(row, "Powiat"),
        gmina=table.cell(row, "Gmina"),
    )  # fmt: skip


def _written(
    area: FetchArea, getter: Getter, headers: Row, rows: Sequence[Row], name: str, day: str
) -> Fetched:
    if not rows:
        raise SourceFailed(getter.terms(TERMS), _NO_SCHOOL)
    path = write_list(area, "rspo.csv", headers, rows, title=title_of(name, day))
    year = int(day[:4]) if day else None
    return Fetched((Artefact("register", path, TERMS.key, year, getter.credit(TERMS)),))


def _day_of(resource: Resource) -> str:
    """Day that a title names (30.09.2025, 30092025), else the day of the file."""
    found = _DAY.search(resource.title)
    return f"{found[3]}-{found[2]}-{found[1]}" if found else resource.day


def _sift_list(body: bytes) -> tuple[bytes, int]:
    return sift_list(body, change=_without_heads)


def _without_heads(headers: Row, row: Row) -> Row:
    """A row without the name of the head teacher."""
    cells = zip(headers, row, strict=False)
    return tuple("" if _HEAD_TEACHER in fold(header) else cell for header, cell in cells)


def _check(path: Path) -> None:
    read_table(path.read_bytes(), _NEEDED)


def _fetch_api(area: FetchArea, getter: Getter, auth: tuple[str, str]) -> Fetched:
    """From the API, gmina by gmina."""
    terms = getter.terms(API_TERMS)
    entries: dict[str, Mapping[str, Any]] = {}
    for unit in area.all_units:
        for code in _codes(unit):
            for item in _items(getter, terms, code, auth):
                # A service that does not know the filter would send all of Poland.
                if text_of(item.get("gminaKodTERYT"))[:6] in ("", unit.code6):
                    entries[text_of(item.get("numerRspo"))] = item
    day = max((e.fetched_at[:10] for e in getter.ledger.entries if e.source == terms.key), default="")
    rows = [_row(entries[number]) for number in sorted(entries, key=lambda n: (len(n), n))]
    return _written(area, getter, HEADERS, rows, "RSPO", day)


def _codes(unit: GminaUnit) -> list[str]:
    """Codes under which a gmina may be asked for: with every kind that it may be counted as, or six digits."""
    kinds = _PARTS.get(unit.kind, (unit.kind,) if unit.kind else ())
    return [unit.code6 + kind for kind in kinds] or [unit.code6]


def _items(getter: Getter, terms: Terms, code: str, auth: tuple[str, str]) -> Iterator[Mapping[str, Any]]:
    """Entries of a gmina: pages until one is short."""
    for page in range(1, _MOST_PAGES + 1):
        ask = Ask(
            url=f"{terms.url}{_PATH}", name=f"{code}_{page}.json", auth=auth, headers={"Accept": "application/json"},
            params=(("page", str(page)), ("pageSize", str(_PAGE)), ("gmina_kod_teryt", code)),
        )  # fmt: skip
        count, items = _read_page(getter.get(terms, ask, sift=_sift_page, check=_check_page).read_bytes())
        yield from items
        if count < _PAGE:
            return
    raise SourceFailed(terms, mark("its pages never end"))


def _sift_page(body: bytes) -> tuple[bytes, int]:
    """A page without entries that are never kept and without fields that are not used; how many it had stands first."""
    refuse_page(body)
    try:
        answer = json.loads(decode(body))
    except (ValueError, RecursionError) as error:
        raise ValueError(OTHER_ANSWER) from error
    if not isinstance(answer, list) or not all(isinstance(item, dict) for item in answer):
        raise ValueError(OTHER_ANSWER)
    kept = [
        {field: item.get(field) for field in _FIELDS} for item in answer if not is_secret(HEADERS, _row(item))
    ]
    return json.dumps([len(answer), *kept], ensure_ascii=False, indent=0).encode(), len(answer) - len(kept)


def _check_page(path: Path) -> None:
    _read_page(path.read_bytes())


def _read_page(body: bytes) -> tuple[int, list[Mapping[str, Any]]]:
    """Number of entries that a page had, and those that were kept."""
    count, *items = json.loads(body)
    return count, items


def _row(item: Mapping[str, Any]) -> Row:
    """An entry as a row of `HEADERS`."""
    place = item.get("geolokalizacja")
    if isinstance(place, list):
        place = place[0] if place else {}
    point = place if isinstance(place, dict) else {}
    lon, lat = number_of(point.get("longitude")), number_of(point.get("latitude"))
    degrees = (repr(lon), repr(lat)) if is_in_poland(lon, lat) else ("", "")
    texts = [item.get(field) for field in _FIELDS[:-1]]
    return (*(text_of(t.get("nazwa") if isinstance(t, dict) else t) for t in texts), *degrees)
