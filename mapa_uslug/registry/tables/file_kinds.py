"""What a file is by its bytes, whatever its name says."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Final

from mapa_uslug.core.archives import BROKEN
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.core.text import mark

BOOK_SUFFIXES: Final = {".xlsx": "xlsx", ".xlsm": "xlsx", ".xls": "xls", ".ods": "ods"}
"""Suffix of a workbook -> what it should be; every other file is taken for text."""
MAX_TEXT: Final = 400_000_000
"""Bytes of a text file."""
MAX_BOOK: Final = 400_000_000
"""Bytes of a workbook, packed as it is."""
_HEAD: Final = 4096
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STARTS: Final = (
    (b"%PDF", mark("a PDF document")),
    (b"{\\rtf", mark("an RTF document")),
    (b"\x89PNG", mark("a picture")),
    (b"\xff\xd8\xff", mark("a picture")),
    (b"GIF8", mark("a picture")),
    (b"\x1f\x8b", mark("a packed archive")),
    (b"7z\xbc\xaf", mark("a packed archive")),
    (b"Rar!", mark("a packed archive")),
    (b"SQLite format 3", mark("a database")),
    (b"PAR1", mark("a Parquet table")),
    (b"MZ", mark("a program")),
    (b"\x7fELF", mark("a program")),
)
_HTML = re.compile(rb"<(!doctype html|html|head|body|table|meta)\b", re.IGNORECASE)
_PARTS: Final = (
    ("xl/workbook.bin", mark("a binary Excel workbook (XLSB)")),
    ("word/document.xml", mark("a Word document")),
    ("ppt/presentation.xml", mark("a presentation")),
)
_DOCUMENTS: Final = frozenset(
    ("a PDF document", "an RTF document", "a Word document", "an OpenDocument text", "a presentation")
)
_COPY_TABLE: Final = mark(
    "Ask its author for the list as a spreadsheet, or copy the table into one and save it as XLSX."
)
_SAVE_AGAIN: Final = mark(
    "Open it in a spreadsheet program and save it as XLSX; text goes under the name .csv."
)
_UNIT: Final = {
    "xlsx": mark("an Excel workbook (XLSX)"),
    "xls": mark("an Excel 97 workbook (XLS)"),
    "ods": mark("an OpenDocument spreadsheet (ODS)"),
    "text": mark("plain text"),
}


def find_kind(path: Path) -> tuple[str, tuple[Problem, ...]]:
    """Tell what a file is: ``xlsx``, ``xls``, ``ods`` or ``text``.

    A workbook of one kind under the name of another is read, and noted; so are texts of whatever suffix.

    Raises
    ------
    InputError
        A file that is too large, or neither a workbook nor text, or text under the name of a workbook, or the other
        way round.
    """
    wanted = BOOK_SUFFIXES.get(path.suffix.lower(), "text")
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head and wanted != "text":
        raise InputError([problem("The file is empty.", where=path.name, code="xlsx",
                                  hint="Save it again from the program it comes from, or ask for it once more.")])  # fmt: skip
    kind = _kind(path, head, wanted)
    limit = MAX_TEXT if kind == "text" else MAX_BOOK
    if path.stat().st_size > limit:
        raise InputError([problem("The file is larger than {limit} MB.", where=path.name, code="too_large",
                                  hint="Split it into several files.", limit=limit // 1_000_000)])  # fmt: skip
    if kind == wanted:
        return kind, ()
    if "text" in (kind, wanted):
        raise InputError([_other(path, _UNIT[kind], severity="error")])
    return kind, (_other(path, _UNIT[kind], severity="warning"),)


def _kind(path: Path, head: bytes, wanted: str) -> str:
    if head.startswith(_OLE):
        return "xls"
    if head.startswith(b"PK\x03\x04"):
        return _zip_kind(path, wanted)
    for start, name in _STARTS:
        if head.startswith(start):
            raise InputError([_other(path, name, severity="error")])
    markup = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if markup.startswith(b"<"):
        if _HTML.search(markup):
            raise InputError([_other(path, mark("a web page (HTML)"), severity="error")])
        raise InputError([_other(path, mark("an XML document"), severity="error")])
    if wanted != "text" and _is_binary(head):
        # A workbook that lost its beginning: its reader says what is wrong with it.
        return wanted
    return "text"


def _is_binary(head: bytes) -> bool:
    is_utf16 = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    return not head or (not is_utf16 and any(b < 9 or 13 < b < 32 for b in head))


def _zip_kind(path: Path, wanted: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            kind = archive.read("mimetype")[:200] if "mimetype" in names and _is_small(archive) else b""
    except BROKEN:
        return wanted if wanted in ("xlsx", "ods") else "xlsx"
    for part, name in _PARTS:
        if part in names:
            raise InputError([_other(path, name, severity="error")])
    if "xl/workbook.xml" in names or any(n.startswith("xl/") for n in names):
        return "xlsx"
    if "content.xml" in names and (b"opendocument.spreadsheet" in kind or not kind):
        return "ods"
    if "content.xml" in names:
        raise InputError([_other(path, mark("an OpenDocument text"), severity="error")])
    if wanted in ("xlsx", "ods"):
        return wanted
    raise InputError([_other(path, mark("a packed archive"), severity="error")])


def _is_small(archive: zipfile.ZipFile) -> bool:
    member = archive.getinfo("mimetype")
    is_usual = member.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    return member.file_size < 200 and is_usual and not member.flag_bits & 1


def _other(path: Path, reason: str, *, severity: str) -> Problem:
    if severity == "warning":
        return problem("The file is not what its name says: it is {reason}; it was read as that.", where=path.name, code="other_format",
                       severity="warning", hint="Give it the name that fits.", reason=reason)  # fmt: skip
    hint = _COPY_TABLE if reason in _DOCUMENTS else _SAVE_AGAIN
    return problem("The file is not what its name says: it is {reason}.", where=path.name, code="other_format", hint=hint,
                   reason=reason)  # fmt: skip
