"""Encoding of a text file: the one in which its bytes are Polish letters and no control characters."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.core.errors import InputError, Problem, problem

_PIECE: Final = 1 << 20
_POLISH: Final = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ"
_ALLOWED_CONTROLS: Final = (0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1A)
_UNDEFINED_1250: Final = (0x81, 0x83, 0x88, 0x90, 0x98)
_POLISH_PAIRS: Final = tuple(c.encode() for c in _POLISH)


def find_encoding(path: Path) -> str:
    """Name of the encoding that the file's bytes fit: UTF-8, UTF-16 with its mark, Windows-1250 or ISO-8859-2.

    Of the two old ones the one is taken that makes more Polish letters of the bytes in which they differ; bytes 0x80 to
    0x9F are control characters in ISO-8859-2 and speak for Windows-1250.

    Raises
    ------
    InputError
        No text in any of them, or UTF-8 that is broken in places.
    """
    with path.open("rb") as file:
        start = file.read(4)
    if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return _checked_utf16(path)
    counts, broken_at, pairs = _look_through(path)
    controls = sum(int(counts[b]) for b in range(32) if b not in _ALLOWED_CONTROLS)
    if controls:
        raise InputError([_no_text(path)])
    if broken_at is None:
        return "utf-8-sig"
    old = _old_encoding(counts)
    if pairs >= 3 and pairs > _polish_letters(counts, old) / 4:
        raise InputError([problem(
            "The text is UTF-8 that is broken in line {line}.", where=path.name, code="encoding", line=broken_at,
            hint="Mend the letters of this line and save the file as CSV UTF-8, or as XLSX.",
        )])  # fmt: skip
    if not old:
        raise InputError([_no_text(path)])
    return old


def _look_through(path: Path) -> tuple[NDArray[np.int64], int | None, int]:
    """Count of each byte; line where UTF-8 breaks, None if it does not; Polish letters in UTF-8."""
    counts = np.zeros(256, dtype=np.int64)
    decoder, broken_at, lines, pairs = codecs.getincrementaldecoder("utf-8")(), None, 1, 0
    for piece, is_last in _pieces(path):
        counts += np.bincount(np.frombuffer(piece, dtype=np.uint8), minlength=256)
        pairs += sum(map(piece.count, _POLISH_PAIRS)) if broken_at or not piece.isascii() else 0
        if broken_at is None:
            try:
                decoder.decode(piece, is_last)
            except UnicodeDecodeError as error:
                broken_at = lines + error.object[: error.start].count(b"\n")
        lines += piece.count(b"\n")
    return counts, broken_at, pairs


def _pieces(path: Path) -> Iterator[tuple[bytes, bool]]:
    with path.open("rb") as file:
        piece = file.read(_PIECE)
        while piece:
            following = file.read(_PIECE)
            yield piece, not following
            piece = following


def _old_encoding(counts: NDArray[np.int64]) -> str:
    has_c1 = bool(counts[0x80:0xA0].any())
    is_1250 = not counts[list(_UNDEFINED_1250)].any()
    if has_c1:
        return "cp1250" if is_1250 else ""
    windows, iso = (_polish_letters(counts, e) for e in ("cp1250", "iso8859-2"))
    return "iso8859-2" if iso > windows else "cp1250"


def _polish_letters(counts: NDArray[np.int64], encoding: str) -> int:
    return int(sum(counts[c.encode(encoding)[0]] for c in _POLISH)) if encoding else 0


def _checked_utf16(path: Path) -> str:
    decoder = codecs.getincrementaldecoder("utf-16")()
    try:
        for piece, is_last in _pieces(path):
            if "\0" in decoder.decode(piece, is_last):
                raise InputError([_no_text(path)])
    except UnicodeDecodeError as error:
        raise InputError([_no_text(path)]) from error
    return "utf-16"


def _no_text(path: Path) -> Problem:
    return problem("The file is not readable text (tried UTF-8, UTF-16, Windows-1250 and ISO-8859-2).", where=path.name,
                   code="encoding", hint="Save it as CSV UTF-8, or as XLSX.")  # fmt: skip
