"""Register of pharmacies, as its search answers (rejestry.ezdrowie.gov.pl): JSON by wojewodztwo, page by page.

The form was taken from how another program uses it: pages from 0, one key that is the number of all, the name of the
wojewodztwo in small letters.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from mapa_uslug.contracts.fetching import Artefact, FetchArea, Fetched
from mapa_uslug.core.errors import problem
from mapa_uslug.core.text import mark
from mapa_uslug.sources.fetching.getting import Ask, Getter
from mapa_uslug.sources.fetching.terms import SourceFailed, Terms
from mapa_uslug.sources.forms.answer_checks import OTHER_ANSWER
from mapa_uslug.sources.forms.list_reading import Row, decode, refuse_page
from mapa_uslug.sources.forms.list_sifting import drop_secret
from mapa_uslug.sources.geocoders.answer_fields import text_of
from mapa_uslug.sources.parts.area_rows import title_of, write_list
from mapa_uslug.sources.parts.given_lists import take_tables, write_given
from mapa_uslug.sources.parts.list_coverage import powiats_of

TERMS: Final = Terms(
    key="apteki",
    title="Rejestr aptek (Centrum e-Zdrowia)",
    url="https://rejestry.ezdrowie.gov.pl",
    licence="CC BY 4.0",
    credit="Centrum e-Zdrowia, Rejestr Aptek, $date",
    missing=mark("Pharmacies are missing, or only those that OpenStreetMap knows."),
    max_bytes=60_000_000,
)
HEADERS: Final = (
    "Nazwa apteki", "Rodzaj apteki", "Status apteki", "Województwo", "Miejscowość", "Ulica", "Numer domu", "Kod pocztowy",
    "Telefon", "Czasowo zamknięta",
)  # fmt: skip
_SIZE: Final = 1000
_MOST_PAGES: Final = 30
_OPEN: Final = "AKTYWNA"
# Kinds that serve patients of a hospital or people of a plant, not everybody.
_CLOSED_KINDS: Final = ("SZPITALN", "ZAKLADOW")
_NEEDED: Final = (("Nazwa apteki", "Nazwa"), ("Status apteki", "Status"))


def fetch(area: FetchArea, getter: Getter) -> Fetched:
    """The open pharmacies of the wojewodztwa of the area: the register names no gmina.

    Raises
    ------
    SourceFailed
        No list.
    """
    terms = getter.terms(TERMS)
    tables = take_tables(getter, terms, _NEEDED)
    if tables:
        return Fetched(write_given(area, getter, terms, tables))
    problems, empty = [], set[str]()
    rows: list[Row] = []
    names = dict(sorted({unit.code6[:2]: unit.wojewodztwo.lower() for unit in area.all_units}.items()))
    for code, name in names.items():
        found = [_row(item, name) for item in _items(getter, terms, code, name) if _is_open(item)]
        if not found:
            empty.add(code)
            problems.append(problem(
                "The register gives no open pharmacy for {name}.", where=terms.key, code="empty_province", severity="warning",
                name=name, hint="Check it at rejestry.ezdrowie.gov.pl; a list of your own may be given with --file.",
            ))  # fmt: skip
        rows += found
    if not rows:
        raise SourceFailed(terms, mark("its list is empty"))
    day = max(e.fetched_at[:10] for e in getter.ledger.entries if e.source == terms.key)
    path = write_list(area, "apteki.csv", HEADERS, sorted(rows), title=title_of("Rejestr aptek", day))
    uncovered = powiats_of(area, lambda unit: unit.code6[:2] in empty)
    artefact = Artefact("register", path, terms.key, int(day[:4]), getter.credit(TERMS), uncovered=uncovered)
    return Fetched((artefact,), tuple(problems))


def _items(getter: Getter, terms: Terms, code: str, name: str) -> Iterator[Mapping[str, Any]]:
    """Entries of a wojewodztwo, each once."""
    seen: set[str] = set()
    for page in range(_MOST_PAGES):
        ask = Ask(
            url=f"{terms.url}/api/ra/pharmacies/search", name=f"{code}_{page}.json",
            params=(("page", str(page)), ("size", str(_SIZE)), ("sortField", "originId"), ("sortDirection", "ASC"),
                    ("pharmacyProvince", name)),
        )  # fmt: skip
        total, items = _read_page(getter.get(terms, ask, sift=_sift, check=_check).read_bytes())
        new = [(key, item) for item in items if (key := json.dumps(item, sort_keys=True)) not in seen]
        yield from (item for _, item in new)
        seen |= {key for key, _ in new}
        # Rows that were dropped count: pages are as long as the register made them.
        if not items or (page + 1) * _SIZE >= total:
            return
        if not new:
            break
    raise SourceFailed(terms, mark("its pages never end"))


def _read_page(body: bytes) -> tuple[int, list[Mapping[str, Any]]]:
    """Number of all entries, and the entries of a page.

    Raises
    ------
    ValueError
        Not the form of the register.
    """
    refuse_page(body)
    try:
        answer = json.loads(decode(body))
    except (ValueError, RecursionError) as error:
        raise ValueError(OTHER_ANSWER) from error
    if not isinstance(answer, dict) or len(answer) != 1:
        raise ValueError(OTHER_ANSWER)
    ((total, items),) = answer.items()
    is_list = isinstance(items, list) and all(isinstance(i, dict) for i in items)
    if not (total.isascii() and total.isdigit() and is_list):
        raise ValueError(OTHER_ANSWER)
    return int(total), items


def _sift(body: bytes) -> tuple[bytes, int]:
    """The page without entries that are never kept."""
    total, items = _read_page(body)
    kept = [item for item in items if drop_secret((), [tuple(_texts(item))])[0]]
    text = json.dumps({str(total): kept}, ensure_ascii=False, indent=0)
    return text.encode(), len(items) - len(kept)


def _check(path: Path) -> None:
    _read_page(path.read_bytes())


def _texts(value: object) -> Iterator[str]:
    """Every text within an entry."""
    if isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, str):
        yield value


def _is_open(item: Mapping[str, Any]) -> bool:
    is_public = not any(word in _code(item.get("pharmacyGenre")) for word in _CLOSED_KINDS)
    return (
        is_public and _code(item.get("pharmacyStatus")) == _OPEN and item.get("temporaryClosed") is not True
    )


def _row(item: Mapping[str, Any], wojewodztwo: str) -> Row:
    """The entry as a row of `HEADERS`."""
    address = item.get("address")
    place = address if isinstance(address, dict) else {}
    return (
        text_of(item.get("name")) or "Apteka", _code(item.get("pharmacyGenre")), _OPEN, wojewodztwo,
        *(text_of(place.get(field)) for field in ("city", "street", "homeNumber", "postcode")), text_of(item.get("phone")), "nie",
    )  # fmt: skip


def _code(value: object) -> str:
    return text_of(value.get("code")) if isinstance(value, dict) else text_of(value)
