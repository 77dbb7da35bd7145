"""Plays the service of GUS that hands out the lists of TERYT to who has an account."""

from __future__ import annotations

import base64
import io
import re
import zipfile

from playing.server import Answer, Asked, PlayedServer

TERC = """\ufeffWOJ;POW;GMI;RODZ;NAZWA;NAZWA_DOD;STAN_NA
22;;;;POMORSKIE;województwo;2026-01-01
22;02;;;chojnicki;powiat;2026-01-01
22;02;03;2;Chojnice;gmina wiejska;2026-01-01
22;02;04;4;Czersk;miasto;2026-01-01
22;02;04;5;Czersk;obszar wiejski;2026-01-01
10;;;;ŁÓDZKIE;województwo;2026-01-01
10;61;;;Łódź;miasto na prawach powiatu;2026-01-01
10;61;02;9;Łódź-Bałuty;delegatura;2026-01-01
10;61;03;9;Łódź-Górna;delegatura;2025-07-01
"""
"""The address edition: no rows 3 of urban-rural gminas, none of cities that have districts."""
USER, PASSWORD = "jan & spółka", "s3kret<>&"


def zip_list(name: str, text: str) -> bytes:
    """A list as the service packs it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
    return packed.getvalue()


def terc_xml(text: str = TERC) -> str:
    """The same list as XML."""
    header, *rows = (line.split(";") for line in text.lstrip("\ufeff").splitlines())
    cells = ("".join(f"<{n}>{v}</{n}>" for n, v in zip(header, row, strict=True)) for row in rows)
    return f'<?xml version="1.0"?><teryt><catalog name="TERC">{"".join(f"<row>{c}</row>" for c in cells)}</catalog></teryt>'


class TerytPlayer:
    """Answers to the right user with a zip in base64, to others with a SOAP fault and status 500."""

    def __init__(self, lists: dict[str, bytes] | None = None) -> None:
        self.lists = lists or {"TERC": zip_list("TERC_Urzedowy_2026-01-01.csv", TERC)}

    def __call__(self, asked: Asked) -> Answer:
        """Answer a question."""
        body = asked.body.decode()
        register = re.search(r"<t:PobierzKatalog(TERC|SIMC) ", body)
        is_known = (
            "<o:Username>jan &amp; spółka<" in body and '#PasswordText">s3kret&lt;&gt;&amp;</o:P' in body
        )
        has_action = register is not None and asked.headers.get("SOAPAction", "").endswith(
            f'Katalog{register[1]}"'
        )
        if not (is_known and has_action and register):
            return Answer(
                b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultstring>'
                b"An error occurred when verifying security</faultstring></s:Fault></s:Body></s:Envelope>",
                500, "text/xml",
            )  # fmt: skip
        packed = base64.b64encode(self.lists[register[1]]).decode()
        return Answer(
            f'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><PobierzKatalog{register[1]}Response '
            f'xmlns="http://tempuri.org/"><PobierzKatalog{register[1]}Result xmlns:b="urn:b"><b:nazwa_pliku>'
            f"x</b:nazwa_pliku><b:plik_zawartosc>{packed}</b:plik_zawartosc></PobierzKatalog{register[1]}Result>"
            f"</PobierzKatalog{register[1]}Response></s:Body></s:Envelope>".encode(), 200, "text/xml; charset=utf-8",
        )  # fmt: skip


def play_teryt(server: PlayedServer, lists: dict[str, bytes] | None = None) -> str:
    """Let a server play the service; the base address for ``--base-url teryt=`` and ``simc=``."""
    return server.play("/TerytWs1.svc", TerytPlayer(lists))
