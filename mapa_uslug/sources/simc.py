"""The list of localities (SIMC) of the area's gminas and their neighbours."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from mapa_uslug.contracts.fetching import Artefact, FetchArea, Fetched
from mapa_uslug.core.files import write_text
from mapa_uslug.core.text import mark
from mapa_uslug.sources.fetching.getting import NOT_TO_MIRROR, Getter
from mapa_uslug.sources.fetching.terms import SourceFailed, Terms
from mapa_uslug.sources.forms.answer_checks import refuse_garbled
from mapa_uslug.sources.parts.teryt_rows import read_rows
from mapa_uslug.sources.parts.teryt_service import URL, can_ask, get_list, list_bytes, tell_withheld

TERMS: Final = Terms(
    key="simc",
    title="GUS, rejestr TERYT (SIMC)",
    url=URL,
    licence="informacja publiczna, ponowne wykorzystywanie z podaniem źródła",
    credit="Rejestr TERYT, GUS, $date",
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
        reason = NOT_TO_MIRROR if tell_withheld(getter, terms) else NO_ACCOUNT
        raise SourceFailed(terms, reason, hint=_OFFER_FILE)
    try:
        rows = _rows(list_bytes(path))
    except ValueError as error:
        raise SourceFailed(terms, str(error)) from error
    codes = {unit.code6 for unit in area.all_units}
    kept = sorted(tuple(row.values()) for row in rows if _code(row) in codes)
    if not kept:
        raise SourceFailed(terms, mark("it has no locality in the area"), hint=_OFFER_FILE)
    target = area.folder / FILE_NAME
    write_text(target, "".join(";".join(row) + "\n" for row in (tuple(rows[0]), *kept)))
    return Fetched((Artefact("localities", target, TERMS.key, credit=getter.credit(terms)),))


def _check(path: Path) -> None:
    _rows(list_bytes(path))


def _rows(body: bytes) -> list[dict[str, str]]:
    rows = read_rows(body, _NEEDED)
    if not rows:
        raise ValueError(NO_SIMC)
    refuse_garbled(row["NAZWA"] for row in rows)
    return rows


def _code(row: Mapping[str, str]) -> str:
    """Six-digit code of a row's gmina; of a district that of its city."""
    gmina = "01" if row.get("RODZ_GMI") in _DISTRICTS else row["GMI"].zfill(2)
    return row["WOJ"].zfill(2) + row["POW"].zfill(2) + gmina
