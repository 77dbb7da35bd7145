"""The list of all gminas: TERC from a file or from the service of GUS, else the attributes of the boundaries."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from mapa_uslug.contracts.fetching import GminaUnit
from mapa_uslug.core.errors import ProblemLog, problem
from mapa_uslug.core.text import mark
from mapa_uslug.sources import prg
from mapa_uslug.sources.fetching.getting import Getter
from mapa_uslug.sources.fetching.terms import SourceFailed, Terms
from mapa_uslug.sources.parts.terc_table import parse_terc
from mapa_uslug.sources.parts.teryt_service import URL, can_ask, get_list, list_bytes, tell_withheld

TERMS: Final = Terms(
    key="teryt",
    title="GUS, rejestr TERYT (TERC)",
    url=URL,
    licence="informacja publiczna, ponowne wykorzystywanie z podaniem źródła",
    credit="Rejestr TERYT, GUS, $date",
    missing=mark("Names of gminas are taken from the boundaries, without the date of their state in TERYT."),
)


def list_units(getter: Getter, log: ProblemLog | None = None) -> tuple[tuple[GminaUnit, ...], str]:
    """All gminas of one date.

    The user's file (``--file teryt=``) goes first; then the service of GUS, where a user and password stand in the
    environment (see `teryt_service`); then the names and codes of the register of boundaries.

    Parameters
    ----------
    getter
        Brings the files.
    log
        Is told (warnings) where a better list could not be had.

    Returns
    -------
    units : tuple of GminaUnit
        By code.
    state_date : str
        Day that the list is of, ISO; of boundaries the day on which they were fetched.

    Raises
    ------
    SourceFailed
        No list at all, or the file that was given is not TERC.
    """
    terms = getter.terms(TERMS)
    for path in getter.given.get(TERMS.key, ()):
        return _read(terms, getter.take(terms, path, check=_check))
    if can_ask(getter, terms, "TERC"):
        try:
            return _read(terms, get_list(getter, terms, "TERC"))
        except SourceFailed as error:
            if log is not None:
                log.extend([error.problem])
    units, day = prg.list_units(getter)
    if log is not None:
        log.extend([*tell_withheld(getter, terms), problem(
            "The list of gminas is that of the boundaries, not TERYT: {count} gminas.", where=TERMS.key,
            code="no_teryt", severity="warning", count=len(units),
            hint="Give the file TERC from eteryt.stat.gov.pl: --file teryt=FILE.",
        )])  # fmt: skip
    return units, day


def _check(path: Path) -> None:
    parse_terc(list_bytes(path))


def _read(terms: Terms, path: Path) -> tuple[tuple[GminaUnit, ...], str]:
    try:
        return parse_terc(list_bytes(path))
    except ValueError as error:
        raise SourceFailed(terms, str(error)) from error
