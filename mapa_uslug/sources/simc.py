"""The list of localities (SIMC) of the area's gminas and their neighbours."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from mapa_uslug.contracts.fetching import Artefact, FetchArea, Fetched
from mapa_uslug.core.files import write_text
from mapa_uslug.core.text import mark
from mapa_uslug.sources.answer_checks import refuse_garbled
from mapa_uslug.sources.getting import Getter
from mapa_uslug.sources.terms import SourceFailed, Terms
from mapa_uslug.sources.teryt_service import URL, can_ask, get_list, list_bytes

TERMS: Final = Terms(
    key="simc",
    title="GUS, rejestr TERYT (SIMC)",
    url=URL,
    licence="informacja publiczna, ponowne wykorzystywanie z podaniem źródła",
    credit="Rejestr TERYT, GUS, {date}",
    missing=mark("Villages without address points, and parts of villages, are not known by name."),
)
FILE_NAME: Final = "miejscowosci.csv"
NO_SIMC: Final = mark("this is not the list SIMC (columns WOJ, POW, GMI, NAZWA, SYM, SYMPOD)")
NO_ACCOUNT: Final = mark("it hands out its list only to who has an account")
_NEEDED: Final = ("WOJ", "POW", "GMI", "NAZWA", "SYM", "SYMPOD")
_DISTRICTS: Final = ("8", "9")
_OFFER_FILE: Final = mark("Give the file SIMC from eteryt.stat.gov.pl: --file simc=FILE.")


def fetch(area: FetchArea, getter: Getter) -> Fetched:
    """Localities of the area and its neighbours, in the form in which GUS hands them out.

    Raises
    ------
    SourceFailed
        No file was given and there is no account in the environment, or the list is not SIMC.
    """
    terms = getter.terms(TERMS)
    given = getter.given.get(TERMS.key, ())
    if given:
        path = getter.take(terms, given[0], check=_check)
    elif can_ask(getter, terms, "SIMC"):
        path = get_list(getter, terms, "SIMC")
    else:
        raise SourceFailed(terms, NO_ACCOUNT, hint=_OFFER_FILE)
    try:
        header, rows = _cells(list_bytes(path))
    except ValueError as error:
        raise SourceFailed(terms, str(error)) from error
    kept = [row for row in rows if _code(header, row) in {unit.code6 for unit in area.all_units}]
    if not kept:
        raise SourceFailed(terms, mark("it has no locality in the area"), hint=_OFFER_FILE)
    target = area.folder / FILE_NAME
    write_text(target, "".join(";".join(row) + "\n" for row in (header, *sorted(kept))))
    return Fetched((Artefact("localities", target, TERMS.key, credit=getter.credit(terms)),))


def _check(path: Path) -> None:
    _cells(list_bytes(path))


def _cells(body: bytes) -> tuple[list[str], list[list[str]]]:
    """Header and rows.

    Raises
    ------
    ValueError
        With a message id: it is not SIMC, or in a wrong encoding.
    """
    text = body.decode("utf-8-sig", errors="replace")
    header, *rows = list(csv.reader(io.StringIO(text), delimiter=";")) or [[]]
    header = [name.strip() for name in header]
    if not set(_NEEDED) <= set(header):
        raise ValueError(NO_SIMC)
    rows = [[cell.strip() for cell in row] for row in rows if len(row) == len(header)]
    refuse_garbled(row[header.index("NAZWA")] for row in rows)
    return header, rows


def _code(header: Sequence[str], row: Sequence[str]) -> str:
    """Six-digit code of a row's gmina; of a district that of its city."""
    cell = dict(zip(header, row, strict=True))
    gmina = "01" if cell.get("RODZ_GMI") in _DISTRICTS else cell["GMI"].zfill(2)
    return cell["WOJ"].zfill(2) + cell["POW"].zfill(2) + gmina
