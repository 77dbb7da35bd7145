"""Zip archives, of which XLSX and ODS are two: how large they really are, how far their cells reach, which hold errors.

Everything is unpacked once, piece by piece, before the workbook is read: what the archive's directory says of sizes may
be false, and then the reader alone would find out.
"""

from __future__ import annotations

import html
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final
from xml.parsers import expat

from mapa_uslug.core.cell_bounds import MAX_CELLS, OdsCells, XlsxCells, count_xlsx_cells, whole_cells
from mapa_uslug.core.cell_names import Merge
from mapa_uslug.core.errors import InputError, Problem, problem
from mapa_uslug.core.text import mark

MAX_UNPACKED: Final = 2_000_000_000
"""Bytes that an archive may unpack to."""
MAX_RATIO: Final = 200
"""Times that an archive may grow, once it unpacks to more than `RATIO_FROM` bytes."""
RATIO_FROM: Final = 50_000_000
_PIECE: Final = 1 << 18
_LOCAL_HEADER = struct.Struct("<4s5H3I2H")
_SHEET = re.compile(r"<(?:[\w.-]+:)?sheet\s([^>]*)>")
_LINK = re.compile(r"<(?:[\w.-]+:)?Relationship\s([^>]*)>")
_ATTRIBUTE = re.compile(r"""([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, NotImplementedError, ValueError, LookupError, RuntimeError,
    OverflowError, expat.ExpatError,
)  # fmt: skip
"""What the standard library raises for archives that are no good (`NotImplementedError`: packed by a method it does not know)."""


@dataclass(frozen=True)
class ArchiveScan:
    """What unpacking showed.

    Attributes
    ----------
    errors : dict
        Sheet -> its error cells (``B7``) and their values (``#N/A``).
    merges : dict or None
        Sheet -> its merged cells, of ODS only.
    """

    errors: dict[str, list[tuple[str, str]]]
    merges: dict[str, list[Merge]] | None = None


def scan_archive(path: Path, *, is_ods: bool) -> ArchiveScan:
    """Unpack every part of a workbook and measure it.

    Raises
    ------
    InputError
        Archive that is broken, locked with a password, or would not fit into memory.
    """
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as file:
            members = archive.infolist()
            if any(m.flag_bits & 1 for m in members):
                raise InputError([locked(path)])
            _check_size(path, sum(m.file_size for m in members))
            if is_ods:
                # Locked parts read like broken ones.
                _check_manifest(path, archive)
            scans = _scan_members(path, file, members, is_ods=is_ods)
            names = {} if is_ods else _sheet_names(archive)
    except InputError:
        raise
    except BROKEN as error:
        raise InputError([broken(path, error)]) from error
    content = scans.get("content.xml")
    if isinstance(content, OdsCells):
        return ArchiveScan(content.errors, content.merges)
    found = {names.get(part, part): s.errors for part, s in scans.items() if isinstance(s, XlsxCells)}
    return ArchiveScan({sheet: errors for sheet, errors in found.items() if errors})


_NO_ARCHIVE: Final = mark("it is no workbook, or its end is missing")
_DAMAGED: Final = mark("a part of it is damaged")
_CUT_OFF: Final = mark("a part of it is missing")
# How texts of the readers begin, and types of the errors that tell no more than their type.
_REASONS: Final = (
    ("File is not a zip file", _NO_ARCHIVE), ("Bad magic number", _DAMAGED), ("Bad CRC", _DAMAGED), ("Truncated", _CUT_OFF),
    ("negative seek", _CUT_OFF), ("Zip error", _DAMAGED), ("Xml error", _DAMAGED),
)  # fmt: skip
_TYPES: Final = (
    (expat.ExpatError, _DAMAGED),
    (zlib.error, _DAMAGED),
    (struct.error, _CUT_OFF),
    (EOFError, _CUT_OFF),
)


def _reason(error: object) -> object:
    """Why a workbook cannot be read, in words that are translated wherever they are known."""
    text = str(error)
    by_text = (told for start, told in _REASONS if text.startswith(start))
    by_type = (told for kind, told in _TYPES if isinstance(error, kind))
    return next(by_text, None) or next(by_type, error)


def broken(path: Path, error: object) -> Problem:
    """A workbook that cannot be read."""
    reason = _reason(error)
    return problem("The workbook cannot be read: {reason}", where=path.name, code="xlsx",
                   hint="Open it in a spreadsheet program and save it again as XLSX.", reason=reason)  # fmt: skip


def locked(path: Path) -> Problem:
    """A workbook that asks for a password."""
    return problem("The workbook is locked with a password.", where=path.name, code="locked",
                   hint="Open it in a spreadsheet program and save it without a password.")  # fmt: skip


def too_wide(path: Path) -> Problem:
    """A workbook whose outermost cells lie too far from each other."""
    return problem("The cells of a sheet reach so far that it would not fit into memory.", where=path.name, code="too_large",
                   hint="Delete what stands far below or right of the table, or copy the table into a new workbook.")  # fmt: skip


def _scan_members(
    path: Path, file: IO[bytes], members: list[zipfile.ZipInfo], *, is_ods: bool
) -> dict[str, OdsCells | XlsxCells]:
    read, scans = 0, {}
    for member in members:
        cells = OdsCells() if is_ods else XlsxCells()
        # Readers of ODS never come back from XML that is not complete.
        parser = expat.ParserCreate() if is_ods and member.filename.endswith(".xml") else None
        for text in whole_cells(unpack(file, member)):
            read += len(text)
            _check_size(path, read)
            cells.feed(text)
            if parser:
                parser.Parse(text, False)
        if parser:
            parser.Parse(b"", True)
        if cells.most_cells > MAX_CELLS and (
            is_ods or count_xlsx_cells(whole_cells(unpack(file, member))) > MAX_CELLS
        ):
            raise InputError([too_wide(path)])
        scans[member.filename] = cells
    return scans


def is_bomb(packed: int, unpacked: int, *, most: int = MAX_UNPACKED) -> bool:
    """Whether an archive of so many bytes unpacks to more than anything honest does."""
    return unpacked > most or (unpacked > RATIO_FROM and unpacked > MAX_RATIO * max(packed, 1))


def _check_size(path: Path, unpacked: int) -> None:
    packed = path.stat().st_size
    if is_bomb(packed, unpacked, most=MAX_UNPACKED):
        raise InputError([problem(
            "The workbook is packed: its {packed} kB unpack to more than {unpacked} MB.", where=path.name, code="zip_bomb",
            hint="Such a file would fill the memory and was not read; ask its sender for another one.",
            packed=packed // 1000, unpacked=unpacked // 1_000_000,
        )])  # fmt: skip


def unpack(file: IO[bytes], member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpacked bytes of a part, piece by piece, whatever its headers say of their number.

    Raises
    ------
    Exception
        One of `BROKEN`.
    """
    file.seek(member.header_offset)
    header = _LOCAL_HEADER.unpack(file.read(_LOCAL_HEADER.size))
    if header[0] != b"PK\x03\x04":
        raise zipfile.BadZipFile(mark("a part is not where it should be"))
    file.seek(header[-2] + header[-1], 1)
    left = member.compress_size
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile(mark("it is packed in a way that no spreadsheet program uses"))
    unpacker = zlib.decompressobj(-15) if member.compress_type == zipfile.ZIP_DEFLATED else None
    while left > 0 and (packed := file.read(min(_PIECE, left))):
        left -= len(packed)
        while packed and unpacker:
            yield unpacker.decompress(packed, _PIECE)
            packed = unpacker.unconsumed_tail
            if unpacker.eof:
                return
        if not unpacker:
            yield packed


def _check_manifest(path: Path, archive: zipfile.ZipFile) -> None:
    if "META-INF/manifest.xml" in archive.namelist():
        with archive.open("META-INF/manifest.xml") as manifest:
            if b"encryption-data" in manifest.read(1_000_000):
                raise InputError([locked(path)])


def _sheet_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """Part of the archive -> name of its sheet."""
    targets = {
        a.get("Id"): a.get("Target", "") for a in _attributes(archive, "xl/_rels/workbook.xml.rels", _LINK)
    }
    names = {}
    for sheet in _attributes(archive, "xl/workbook.xml", _SHEET):
        link = next((v for k, v in sheet.items() if k == "id" or k.endswith(":id")), "")
        target = targets.get(link, "")
        names[target.lstrip("/") if target.startswith("/") else f"xl/{target}"] = sheet.get("name", "")
    return names


def _attributes(archive: zipfile.ZipFile, part: str, tag: re.Pattern[str]) -> list[dict[str, str]]:
    if part not in archive.namelist():
        return []
    with archive.open(part) as file:
        text = file.read(5_000_000).decode("utf-8", "replace")
    found = (_ATTRIBUTE.findall(attributes) for attributes in tag.findall(text))
    return [{name: html.unescape(one or two) for name, one, two in pairs} for pairs in found]
