"""The list of all gminas: TERC from a file or from the service of GUS, else the attributes of the boundaries."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import tempfile
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

from mapa_uslug.contracts.fetching import GminaUnit
from mapa_uslug.core.errors import ProblemLog, problem
from mapa_uslug.core.safe_zip import find_members, open_zip, read_member
from mapa_uslug.core.text import mark
from mapa_uslug.sources import prg
from mapa_uslug.sources.answer_checks import refuse_web_page
from mapa_uslug.sources.getting import Ask, Getter
from mapa_uslug.sources.gml import REFUSED, UNREADABLE
from mapa_uslug.sources.terc_table import parse_terc
from mapa_uslug.sources.terms import SourceFailed, Terms

TERMS: Final = Terms(
    key="teryt",
    title="GUS, rejestr TERYT (TERC)",
    url="https://uslugaterytws1.stat.gov.pl/TerytWs1.svc",
    licence="informacja publiczna, ponowne wykorzystywanie z podaniem źródła",
    credit="Rejestr TERYT, GUS, stan na {date}",
    missing=mark("Names of gminas are taken from the boundaries, without the date of their state in TERYT."),
)
USER_VARIABLE: Final = "MAPA_USLUG_TERYT_USER"
PASSWORD_VARIABLE: Final = "MAPA_USLUG_TERYT_PASSWORD"
_ACTION: Final = "http://tempuri.org/ITerytWs1/PobierzKatalogTERC"
_ANSWER: Final = "TERC.xml"
_ZIP_BYTES: Final = 50_000_000
_ENVELOPE: Final = """<?xml version="1.0" encoding="utf-8"?>
<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:a="http://www.w3.org/2005/08/addressing">\
<s:Header><a:Action>{action}</a:Action><a:MessageID>urn:uuid:{message}</a:MessageID><a:To>{url}</a:To>\
<o:Security xmlns:o="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd">\
<o:UsernameToken><o:Username>{user}</o:Username><o:Password Type="http://docs.oasis-open.org/wss/2004/01/\
oasis-200401-wss-username-token-profile-1.0#PasswordText">{password}</o:Password></o:UsernameToken></o:Security>\
</s:Header><s:Body><t:PobierzKatalogTERC xmlns:t="http://tempuri.org/"><t:DataStanu>{day}</t:DataStanu>\
</t:PobierzKatalogTERC></s:Body></s:Envelope>"""


@dataclass(frozen=True, kw_only=True, repr=False)
class _SecretAsk(Ask):
    """A question whose body holds a password: what is written down of it is made of the rest."""

    @property
    def digest(self) -> str:
        """The same for the same question, whoever asks."""
        return hashlib.sha256(f"{self.whole_url}\0{_ACTION}".encode()).hexdigest()


def list_units(getter: Getter, log: ProblemLog | None = None) -> tuple[tuple[GminaUnit, ...], str]:
    """All gminas of one date.

    The user's file (``--file teryt=``) goes first; then the service of GUS, where a user and password stand in the
    environment (`USER_VARIABLE`, `PASSWORD_VARIABLE`); then the names and codes of the register of boundaries.

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
        return _read(terms, getter.take(terms, path, check=_check_file))
    user, password = os.environ.get(USER_VARIABLE, ""), os.environ.get(PASSWORD_VARIABLE, "")
    if (user and password) or getter.ledger.find(TERMS.key, _ANSWER) is not None:
        try:
            return _read(terms, getter.get(terms, _ask(getter, terms, user, password), check=_check_answer))
        except SourceFailed as error:
            if user and log is not None:
                log.extend([error.problem])
    units, day = prg.list_units(getter)
    if log is not None:
        log.extend([problem(
            "The list of gminas is that of the boundaries, not TERYT: {count} gminas.", where=TERMS.key,
            code="no_teryt", severity="warning", count=len(units),
            hint="Give the file TERC from eteryt.stat.gov.pl: --file teryt=FILE.",
        )])  # fmt: skip
    return units, day


def _ask(getter: Getter, terms: Terms, user: str, password: str) -> Ask:
    body = _ENVELOPE.format(
        action=_ACTION, message=uuid.uuid4(), url=escape(terms.url), user=escape(user),
        password=escape(password), day=getter.clock().date().isoformat(),
    )  # fmt: skip
    return _SecretAsk(
        url=terms.url, name=_ANSWER, body=body.encode(), content_type="text/xml; charset=utf-8",
        headers={"SOAPAction": f'"{_ACTION}"'},
    )  # fmt: skip


def _read(terms: Terms, path: Path) -> tuple[tuple[GminaUnit, ...], str]:
    try:
        return parse_terc(_terc_bytes(path))
    except ValueError as error:
        raise SourceFailed(terms, str(error)) from error


def _check_file(path: Path) -> None:
    refuse_web_page(path)
    parse_terc(_terc_bytes(path))


def _check_answer(path: Path) -> None:
    refuse_web_page(path)
    _unwrapped(path)


def _terc_bytes(path: Path) -> bytes:
    """TERC out of what the service sends (SOAP), out of a zip, or as it is."""
    head = path.read_bytes()[:4096]
    if head.startswith(b"PK"):
        return _unzipped(path)
    if b"Envelope" in head:
        return _unwrapped(path)
    return path.read_bytes()


def _unwrapped(path: Path) -> bytes:
    """The list in an answer of the service: a zip archive in base64."""
    body = path.read_bytes()
    try:
        if b"<!DOCTYPE" in body[:4096]:
            raise ValueError(UNREADABLE)
        root = ET.fromstring(body)
    except ET.ParseError as error:
        raise ValueError(UNREADABLE) from error
    content = next((e.text or "" for e in root.iter() if e.tag.rpartition("}")[2] == "plik_zawartosc"), None)
    if content is None:
        raise ValueError(f"{REFUSED}: {' '.join(' '.join(root.itertext()).split())[:200]}")
    try:
        packed = base64.b64decode(content, validate=True)
    except binascii.Error as error:
        raise ValueError(UNREADABLE) from error
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "TERC.zip"
        archive.write_bytes(packed)
        return _unzipped(archive)


def _unzipped(path: Path) -> bytes:
    with open_zip(path, max_bytes=_ZIP_BYTES) as archive:
        names = find_members(archive, ".csv") or find_members(archive, ".xml")
        if not names:
            raise ValueError(UNREADABLE)
        return read_member(archive, names[0], max_bytes=_ZIP_BYTES)
