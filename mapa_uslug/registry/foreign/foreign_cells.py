"""Cells of foreign lists made tidy: numbers, postcodes, dates, coordinates."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from mapa_uslug.core.folding import fold

# What lists write where nothing is known.
_UNKNOWN = frozenset(
    ("-", "--", "–", "—", "x", "b.d.", "b/d", "bd", "brak", "brak danych", "n/d", "nd", "n.d.", "nie dotyczy", "null")
)  # fmt: skip
_NUMBER = re.compile(
    r"^(\d{1,3}(?:[  ]\d{3})+|\d+)(?:[.,](\d+))?(?:\s*(?:miejsc\w*|os\.?|osob\w*|osób|lozek|łóżek))?$"
)
_WHOLE_ID = re.compile(r"^\d+\.0+$")
_POSTCODE = re.compile(r"^(\d{2})\s*[-–]?\s*(\d{3})$")
_DEGREES = re.compile(r"-?\d{1,3}[.,]\d+|-?\d{1,3}(?![\d.,])")
_ISO = re.compile(r"\b(\d{4})[-./](\d{1,2})[-./](\d{1,2})\b")
_DAY_FIRST = re.compile(r"\b(\d{1,2})[-./](\d{1,2})[-./](\d{4})\b")
_IN_WORDS = re.compile(r"\b(\d{1,2})\s+([a-z]{3,})\.?\s+(\d{4})\b")
_SHORTEST_DATE = 8
_MONTHS = ("sty", "lut", "mar", "kwi", "maj", "cze", "lip", "sie", "wrz", "paz", "lis", "gru")


def tidy(text: str, *, empty_texts: Iterable[str] = (), line_break: str = " ") -> str:
    """Text without superfluous blanks, ``""`` where it is one of `empty_texts`; lines joined with `line_break`."""
    if line_break == " " or "\n" not in text:
        joined = " ".join(text.split())
    else:
        joined = line_break.join(filter(None, (" ".join(line.split()) for line in text.splitlines())))
    return "" if joined in empty_texts else joined


def is_unknown(text: str) -> bool:
    """Whether a list says in words that it does not know."""
    return not text or fold(text) in _UNKNOWN


def tidy_number(text: str) -> str:
    """``25.0`` and ``25 miejsc`` as ``25``; ``""`` for "b.d."; anything else as it stands, to be asked about."""
    if is_unknown(text):
        return ""
    match = _NUMBER.match(text)
    if match is None:
        return text
    whole, part = re.sub(r"\D", "", match[1]), (match[2] or "").rstrip("0")
    return f"{whole}.{part}" if part else whole


def tidy_id(text: str) -> str:
    """An identifier without the decimals that spreadsheets add."""
    return text.split(".")[0] if _WHOLE_ID.match(text) else text


def tidy_postcode(text: str) -> str:
    """``34 -130`` and ``34130`` as ``34-130``; anything else as it stands."""
    match = _POSTCODE.match(text)
    return f"{match[1]}-{match[2]}" if match else text


def split_pair(text: str) -> tuple[str, str] | None:
    """Two coordinates of one cell in their order (``19.93;50.06``, ``19,93 50,06``), None if there are not two."""
    found = _DEGREES.findall(text)
    return (found[0].replace(",", "."), found[1].replace(",", ".")) if len(found) == 2 else None


def find_date(text: str) -> str:
    """First day that a text names, as an ISO date; ``""`` if none."""
    if len(text) < _SHORTEST_DATE:
        return ""
    if match := _ISO.search(text):
        return _iso(match[1], match[2], match[3])
    if match := _DAY_FIRST.search(text):
        return _iso(match[3], match[2], match[1])
    for match in _IN_WORDS.finditer(fold(text)):
        if month := next((i for i, stem in enumerate(_MONTHS, start=1) if match[2].startswith(stem)), 0):
            return _iso(match[3], str(month), match[1])
    return ""


def _iso(year: str, month: str, day: str) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""
