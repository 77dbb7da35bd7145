"""What every answer is looked at for: a web page in place of data, letters of a wrong encoding."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from mapa_uslug.core.text import mark

WEB_PAGE: Final = mark("it sends a web page instead of data, perhaps because of a break for maintenance")
OTHER_ANSWER: Final = mark("it sends something else than its usual answer")
WRONG_LETTERS: Final = mark("its Polish letters are garbled (wrong encoding), for instance")
# No name has such pairs; UTF-8 read as cp1250, cp1252 or Latin-1 does in place of ą, ł, ó.
_GARBLED: Final = re.compile("[ÃÄÅĂĹ][^\x00-\x7f]|[\ufffd\x80-\x9f]")
_HEAD_BYTES: Final = 2048


def refuse_web_page(path: Path) -> None:
    """Raise `ValueError` where a file begins as a page of HTML."""
    with path.open("rb") as stream:
        refuse_web_page_in(stream.read(_HEAD_BYTES))


def refuse_web_page_in(body: bytes) -> None:
    """`refuse_web_page` of an answer that is not written yet."""
    head = body[:_HEAD_BYTES].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html")) or b"<html" in head:
        raise ValueError(WEB_PAGE)


def refuse_garbled(names: Iterable[str]) -> None:
    """Raise `ValueError` where a name has letters that tell of a wrong encoding."""
    bad = next((name for name in names if _GARBLED.search(name)), None)
    if bad is not None:
        raise ValueError(f"{WRONG_LETTERS}: {bad[:60]}")


def is_zip(path: Path) -> bool:
    """Whether a file is, or is called, a zip archive; on its way it has another name."""
    with path.open("rb") as stream:
        return stream.read(2) == b"PK" or path.suffix.lower() == ".zip"
