"""Cells that stay text: what a spreadsheet program could take for a formula is never run, and reads back unchanged.

Source of the dangerous beginnings: OWASP, CSV Injection. XLSX says of every cell what it is, so a text cell that is
marked as quoted stays text there. CSV has no such mark: an apostrophe is put before the text, which spreadsheet
programs take for text, and `restore_text` takes it away again.
"""

from __future__ import annotations

import re
from typing import Final

MAX_CELL_LENGTH: Final = 32_767
"""UTF-16 units that a cell of a spreadsheet holds (ECMA-376 sets no limit, Excel this one)."""

# Read by officials in a sheet that is always Polish.
CUT_NOTE: Final = " […] (tekst skrócono: był dłuższy, niż mieści komórka arkusza)"

# Characters that XML 1.0 cannot hold, line breaks apart; lone surrogates cannot be encoded at all.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_BREAK = re.compile("\r\n?")
# What programs skip before they look for a formula: blanks, invisible marks, quotation marks of any shape.
_SKIPPED = "[\\s\u200b-\u200f\u2060\ufeff'\"`´‘’‚‛“”„«»＇＂]*"
_SIGNS = "[=+\\-@＝＋－＠﹢﹣﹦﹫−]"
_RISKY = re.compile(f"{_SKIPPED}(?:{_SIGNS}|(?<=[\t\r\n]))")
_APOSTROPHE = "'"
# A spreadsheet reads ``_x0041_`` as the character of that code.
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def is_risky(value: str) -> bool:
    """Whether a text begins so that a spreadsheet program might run it: ``= + - @``, also of full width, after blanks
    or quotation marks; or with a tab or line break.
    """
    return _RISKY.match(value) is not None


def safe_text(value: str) -> str:
    r"""Text that any cell can hold: without characters that XML forbids, line breaks as ``\\n``, cut with a note where it
    is longer than a cell.
    """
    clean = _ILLEGAL.sub("", _LINE_BREAK.sub("\n", value))
    if _utf16_length(clean) <= MAX_CELL_LENGTH:
        return clean
    kept = clean.encode("utf-16-le")[: 2 * (MAX_CELL_LENGTH - len(CUT_NOTE))]
    return kept.decode("utf-16-le", errors="ignore") + CUT_NOTE


def xlsx_text(value: str) -> str:
    """`safe_text` for a cell of type string in XLSX, where an underscore that would begin an escape is escaped itself."""
    return _ESCAPE_LIKE.sub("_x005F_", safe_text(value))


def csv_text(value: str) -> str:
    """`safe_text` for CSV: an apostrophe stands before what is risky. `restore_text` gives the text back."""
    clean = safe_text(value)
    return _APOSTROPHE + clean if is_risky(clean) else clean


def restore_text(value: str) -> str:
    """Take away the apostrophe that stands before a risky text, as `csv_text` (and many other programs) put it there."""
    is_marked = value.startswith(_APOSTROPHE) and is_risky(value[1:])
    return value[1:] if is_marked else value


def _utf16_length(value: str) -> int:
    return len(value) + sum(c > "\uffff" for c in value) if len(value) > MAX_CELL_LENGTH // 2 else len(value)
