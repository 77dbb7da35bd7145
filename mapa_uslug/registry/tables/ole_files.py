"""Streams of an OLE file, the file system inside XLS; source of its layout: [MS-CFB]."""

from __future__ import annotations

import struct
from typing import Final

from mapa_uslug.core.text import mark

_NO_SECTOR: Final = 0xFFFFFFFA
"""Sector numbers from here on name no sector."""
_ENTRY: Final = 128
_HEADER: Final = 512


def read_streams(data: bytes, *, wanted: frozenset[str]) -> dict[str, bytes]:
    """Read the streams of some names, and the names alone (``b""``) of the others.

    Raises
    ------
    ValueError
        Sectors that lead in a circle or out of the file.
    struct.error
        A file that ends too early.
    """
    shift, mini_shift = struct.unpack_from("<2H", data, 30)
    directory, _, cutoff, mini_fat, _, difat, _ = struct.unpack_from("<II I I I I I", data, 48)
    if shift not in (9, 12) or mini_shift != 6:
        raise ValueError(mark("its sectors have a size that no program writes"))
    file = _Sectors(data, shift, difat)
    entries = file.chain(directory)
    found, mini = {}, b""
    for at in range(0, len(entries) - _ENTRY + 1, _ENTRY):
        length = struct.unpack_from("<H", entries, at + 64)[0]
        name = entries[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        kind = entries[at + 66]
        start, size = struct.unpack_from("<II", entries, at + 116)
        if kind == 5:
            mini = file.chain(start)
        elif kind == 2 and name not in wanted:
            found[name] = b""
        elif kind == 2 and size >= cutoff:
            found[name] = file.chain(start)[:size]
        elif kind == 2:
            found[name] = _mini_chain(mini, _table(file.chain(mini_fat)), start)[:size]
    return found


class _Sectors:
    """Sectors of the file and the table (FAT) of which follows which."""

    def __init__(self, data: bytes, shift: int, difat: int) -> None:
        self._data, self._size = data, 1 << shift
        places = [s for s in struct.unpack_from("<109I", data, 76) if s < _NO_SECTOR]
        seen = 0
        while difat < _NO_SECTOR:
            part = _table(self._sector(difat))
            places += [s for s in part[:-1] if s < _NO_SECTOR]
            difat, seen = part[-1], seen + 1
            if seen * self._size > len(data):
                raise ValueError(mark("its sectors lead in a circle"))
        if len(places) * self._size > len(data):
            raise ValueError(mark("its table of sectors is larger than the file"))
        self._next = _table(b"".join(map(self._sector, places)))

    def _sector(self, number: int) -> bytes:
        # The header takes the place of the first sector, whatever their size.
        start = max(_HEADER, self._size) + number * self._size
        if start >= len(self._data):
            raise ValueError(mark("its sectors lead out of the file"))
        return self._data[start : start + self._size]

    def chain(self, number: int) -> bytes:
        """Bytes of a sector and those that follow it."""
        parts: list[bytes] = []
        while number < _NO_SECTOR:
            parts.append(self._sector(number))
            if len(parts) > len(self._next) or number >= len(self._next):
                raise ValueError(mark("its sectors lead in a circle"))
            number = self._next[number]
        return b"".join(parts)


def _table(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _mini_chain(mini: bytes, following: tuple[int, ...], number: int) -> bytes:
    parts: list[bytes] = []
    while number < _NO_SECTOR:
        parts.append(mini[number * 64 : number * 64 + 64])
        if number >= len(following) or len(parts) > len(following):
            raise ValueError(mark("its sectors lead in a circle"))
        number = following[number]
    return b"".join(parts)
