"""XLS workbooks before they are read: how far their cells reach, which hold errors, whether they are locked.

Source of the records: [MS-XLS].
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from mapa_uslug.core.archives import broken, locked, too_wide
from mapa_uslug.core.cell_bounds import MAX_CELLS
from mapa_uslug.core.cell_names import cell_name
from mapa_uslug.core.errors import InputError
from mapa_uslug.core.text import mark
from mapa_uslug.registry.tables.ole_files import read_streams

_ERRORS: Final = {
    0: "#NULL!",
    7: "#DIV/0!",
    15: "#VALUE!",
    23: "#REF!",
    29: "#NAME?",
    36: "#NUM!",
    42: "#N/A",
}
_FORMULA, _FILEPASS, _BOUNDSHEET, _MULRK, _SST, _BOOLERR, _BOF = 0x06, 0x2F, 0x85, 0xBD, 0xFC, 0x205, 0x809
_CELLS: Final = frozenset((_FORMULA, _MULRK, _BOOLERR, 0xD6, 0xFD, 0x203, 0x204, 0x27E))
_LEAST_STRING: Final = 3
"""Bytes that a shared text takes at least."""


def scan_xls(path: Path) -> dict[str, list[tuple[str, str]]]:
    """Look through the records of an XLS workbook.

    Returns
    -------
    dict
        Sheet -> its error cells (``B7``) and their values.

    Raises
    ------
    InputError
        A file whose sectors or records lead nowhere, that is locked with a password, or would not fit into memory.
    """
    try:
        streams = read_streams(path.read_bytes(), wanted=frozenset(("Workbook", "Book")))
        if "EncryptedPackage" in streams:
            raise InputError([locked(path)])
        book = streams.get("Workbook") or streams.get("Book")
        if not book:
            raise ValueError(mark("it holds no workbook"))
        return _scan_book(path, book)
    except InputError:
        raise
    except (struct.error, ValueError, IndexError) as error:
        raise InputError([broken(path, error)]) from error


def _scan_book(path: Path, book: bytes) -> dict[str, list[tuple[str, str]]]:
    names: dict[int, str] = {}
    errors: dict[str, list[tuple[str, str]]] = {}
    sheet, last_row, last_column, total = "", 0, 0, 0
    for at, kind, data in _records(book):
        if kind == _FILEPASS:
            raise InputError([locked(path)])
        if kind == _BOF:
            total += last_row * last_column
            sheet, last_row, last_column = names.get(at, ""), 0, 0
        elif kind == _BOUNDSHEET:
            names[struct.unpack_from("<I", data)[0]] = _sheet_name(data)
        elif kind == _SST and struct.unpack_from("<I", data, 4)[0] * _LEAST_STRING > len(book):
            raise ValueError(mark("it names more texts than it holds"))
        elif kind in _CELLS:
            row, column = struct.unpack_from("<2H", data)
            end = struct.unpack_from("<H", data, len(data) - 2)[0] if kind == _MULRK else column
            last_row, last_column = max(last_row, row + 1), max(last_column, end + 1)
            value = _error(kind, data)
            if value:
                errors.setdefault(sheet, []).append((cell_name(row + 1, column), value))
    if total + last_row * last_column > MAX_CELLS:
        raise InputError([too_wide(path)])
    return errors


def _records(book: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Place, kind and data of each record."""
    at = 0
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<2H", book, at)
        yield at, kind, book[at + 4 : at + 4 + length]
        at += 4 + length


def _error(kind: int, data: bytes) -> str:
    """Name of the error that a cell holds, empty if none."""
    if kind == _BOOLERR and data[7]:
        return _ERRORS.get(data[6], "#N/A")
    if kind == _FORMULA and data[6] == 2 and data[12:14] == b"\xff\xff":
        return _ERRORS.get(data[8], "#N/A")
    return ""


def _sheet_name(data: bytes) -> str:
    length, is_wide = data[6], data[7] & 1
    return data[8 : 8 + length * (2 if is_wide else 1)].decode(
        "utf-16-le" if is_wide else "latin-1", "replace"
    )
