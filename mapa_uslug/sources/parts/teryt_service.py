"""Lists of the register TERYT out of the service of GUS (SOAP), out of a zip archive, or as they are."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import tempfile
import uuid
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal
from xml.sax.saxutils import escape

from mapa_uslug.core.errors import Problem, problem
from mapa_uslug.core.safe_zip import find_members, open_zip, read_member
from mapa_uslug.sources.fetching.getting import NOT_TO_MIRROR, TRUST_MIRROR, Ask, Getter
from mapa_uslug.sources.fetching.terms import Terms
from mapa_uslug.sources.forms.answer_checks import refuse_web_page
from mapa_uslug.sources.forms.gml import REFUSED
from mapa_uslug.sources.forms.xml_reading import UNREADABLE, parse_xml

Register = Literal["TERC", "SIMC"]
URL: Final = "https://uslugaterytws1.stat.gov.pl/TerytWs1.svc"
USER_VARIABLE: Final = "MAPA_USLUG_TERYT_USER"
PASSWORD_VARIABLE: Final = "MAPA_USLUG_TERYT_PASSWORD"
_ACTION: Final = "http://tempuri.org/ITerytWs1/PobierzKatalog"
_TRIES: Final = 2
_ZIP_BYTES: Final = 200_000_000
_ENVELOPE: Final = """<?xml version="1.0" encoding="utf-8"?>
<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:a="http://www.w3.org/2005/08/addressing">\
<s:Header><a:Action>{action}</a:Action><a:MessageID>urn:uuid:{message}</a:MessageID><a:To>{url}</a:To>\
<o:Security xmlns:o="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd">\
<o:UsernameToken><o:Username>{user}</o:Username><o:Password Type="http://docs.oasis-open.org/wss/2004/01/\
oasis-200401-wss-username-token-profile-1.0#PasswordText">{password}</o:Password></o:UsernameToken></o:Security>\
</s:Header><s:Body><t:PobierzKatalog{register} xmlns:t="http://tempuri.org/"><t:DataStanu>{day}</t:DataStanu>\
</t:PobierzKatalog{register}></s:Body></s:Envelope>"""


@dataclass(frozen=True, kw_only=True, repr=False)
class _SecretAsk(Ask):
    """A question whose body holds a password: what is written down of it is made of the rest."""

    action: str

    @property
    def is_personal(self) -> bool:
        """Its body holds a user and a password."""
        return True

    @property
    def digest(self) -> str:
        """The same for the same question, whoever asks."""
        return hashlib.sha256(f"{self.whole_url}\0{self.action}".encode()).hexdigest()


def can_ask(getter: Getter, terms: Terms, register: Register) -> bool:
    """Whether there are a user and a password to ask with, not at a mirror, or a list is there from before."""
    return (all(_credentials()) and terms.key not in getter.mirrored) or getter.ledger.find(
        terms.key, _name(register)
    ) is not None


def tell_withheld(getter: Getter, terms: Terms) -> list[Problem]:
    """What to tell where there is an account but a mirror is not told it."""
    if not all(_credentials()) or terms.key not in getter.mirrored:
        return []
    return [problem(
        "{source} was not asked: {reason}.", where=terms.key, code="secret_withheld", severity="warning", hint=TRUST_MIRROR,
        source=terms.title, reason=NOT_TO_MIRROR,
    )]  # fmt: skip


def get_list(getter: Getter, terms: Terms, register: Register) -> Path:
    """The service's answer; user and password come from the environment and are never written down.

    Raises
    ------
    SourceFailed
        It does not answer, or refuses.
    """
    user, password = _credentials()
    body = _ENVELOPE.format(
        action=_ACTION + register, message=uuid.uuid4(), url=escape(terms.url), user=escape(user),
        password=escape(password), day=getter.clock().date().isoformat(), register=register,
    )  # fmt: skip
    ask = _SecretAsk(
        url=terms.url, name=_name(register), body=body.encode(), content_type="text/xml; charset=utf-8",
        headers={"SOAPAction": f'"{_ACTION}{register}"'}, action=_ACTION + register,
    )  # fmt: skip
    # A wrong password and a service that is out of order look alike; the account must not be locked for it.
    return replace(getter, tries=_TRIES).get(terms, ask, check=_check)


def list_bytes(path: Path) -> bytes:
    """The list itself (CSV or XML), whatever it is wrapped in.

    Raises
    ------
    ValueError
        With a message id: it is damaged, or the service refuses.
    """
    refuse_web_page(path)
    with path.open("rb") as stream:
        head = stream.read(4096)
    if head.startswith(b"PK"):
        return _unzipped(path)
    return _unwrapped(path) if b"Envelope" in head else path.read_bytes()


def _credentials() -> tuple[str, str]:
    return os.environ.get(USER_VARIABLE, ""), os.environ.get(PASSWORD_VARIABLE, "")


def _name(register: Register) -> str:
    return f"{register}.xml"


def _check(path: Path) -> None:
    refuse_web_page(path)
    _unwrapped(path)


def _unwrapped(path: Path) -> bytes:
    """The list in an answer of the service: a zip archive in base64."""
    root = parse_xml(path.read_bytes())
    content = next((e.text or "" for e in root.iter() if e.tag.rpartition("}")[2] == "plik_zawartosc"), None)
    if content is None:
        raise ValueError(f"{REFUSED}: {' '.join(' '.join(root.itertext()).split())[:200]}")
    try:
        packed = base64.b64decode("".join(content.split()), validate=True)
    except binascii.Error as error:
        raise ValueError(UNREADABLE) from error
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "list.zip"
        archive.write_bytes(packed)
        return _unzipped(archive)


def _unzipped(path: Path) -> bytes:
    with open_zip(path, max_bytes=_ZIP_BYTES) as archive:
        names = find_members(archive, ".csv") or find_members(archive, ".xml")
        if not names:
            raise ValueError(UNREADABLE)
        return read_member(archive, names[0], max_bytes=_ZIP_BYTES)
