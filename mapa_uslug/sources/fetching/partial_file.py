"""What has come of a file that broke off, kept to go on from (RFC 9110, sections 8.8, 13.1.5 and 14)."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final

_STRONG_TAG: Final = re.compile(r'"[!#-~]*"')
_RANGE: Final = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18}|\*)")
_NO_RANGE: Final = re.compile(r"bytes \*/(\d{1,18})")
_SECONDS_APART: Final = 1


class PartialFile:
    """The beginning of a file beside its final name, and a note of what question and what version it is of.

    Parameters
    ----------
    target : Path
        The final name.
    request : str
        Digest of the question: the answer to another one is nothing to go on from.
    """

    def __init__(self, target: Path, request: str) -> None:
        self.target, self.request = target, request
        self.path = target.with_name(f".{target.name}.part")
        self.note = target.with_name(f".{target.name}.part.json")

    @property
    def size(self) -> int:
        """Bytes that are there."""
        return self.path.stat().st_size if self.path.is_file() else 0

    @property
    def version(self) -> str:
        """What names the version of the file to the server (``If-Range``), ``""`` if there is nothing to go on from."""
        try:
            note = json.loads(self.note.read_text(encoding="utf-8"))
            is_same = note["request"] == self.request and self.size > 0
            return str(note["version"]) if is_same else ""
        except (OSError, ValueError, KeyError, TypeError):
            return ""

    def begin(self, version: str) -> None:
        """Start from nothing; without a version there will be nothing to go on from."""
        self.forget()
        # The note before the first byte: a file that grows under an older note would be taken for its version.
        if version:
            note = json.dumps({"request": self.request, "version": version})
            self.note.write_text(note, encoding="utf-8")
        self.path.write_bytes(b"")

    def append(self, piece: bytes) -> None:
        """Add what came; opened each time, so that a full disk is told here and not when the file is closed."""
        with self.path.open("ab") as stream:
            stream.write(piece)

    def finish(self) -> None:
        """Give the file its final name."""
        os.replace(self.path, self.target)
        self.note.unlink(missing_ok=True)

    def forget(self) -> None:
        """Leave nothing."""
        self.path.unlink(missing_ok=True)
        self.note.unlink(missing_ok=True)


def version_of(headers: Mapping[str, str]) -> str:
    """A validator that is the same for the same bytes only, "" if the server gives none.

    A strong entity tag; only where there is no tag at all a date of change that lies before the answer.
    """
    tag = headers.get("ETag", "").strip()
    if tag:
        return tag if _STRONG_TAG.fullmatch(tag) else ""
    changed = headers.get("Last-Modified", "").strip()
    try:
        apart = parsedate_to_datetime(headers.get("Date", "")) - parsedate_to_datetime(changed)
    except (ValueError, TypeError, OverflowError):
        return ""
    return changed if apart.total_seconds() >= _SECONDS_APART else ""


def goes_on(headers: Mapping[str, str], start: int, version: str) -> bool:
    """Whether a part (status 206) begins where ours ends, and is of our version as far as it says."""
    found = _RANGE.fullmatch(headers.get("Content-Range", "").strip())
    is_same = version_of(headers) in ("", version)
    return bool(found) and start > 0 and int(found[1]) == start and is_same if found else False


def whole_size(headers: Mapping[str, str], start: int) -> int | None:
    """Bytes of the whole file as an answer announces them, None if it does not."""
    found = _RANGE.fullmatch(headers.get("Content-Range", "").strip()) if start else None
    if found and found[3] != "*":
        return int(found[3])
    length = body_length(headers)
    return None if length is None else start + length


def body_length(headers: Mapping[str, str]) -> int | None:
    """Bytes that follow; a length beside a body in chunks counts for nothing (RFC 9112, section 6.3)."""
    length = headers.get("Content-Length", "").strip()
    is_known = length.isascii() and length.isdigit() and "Transfer-Encoding" not in headers
    return int(length[:18]) if is_known else None


def is_all_there(headers: Mapping[str, str], size: int) -> bool:
    """Whether a refusal of a range (status 416) says that the file ends where ours does."""
    found = _NO_RANGE.fullmatch(headers.get("Content-Range", "").strip())
    return bool(found and size and int(found[1]) == size)
