"""Rows of lists that must never be kept, told by their words alone, before anything of them is written.

Secrecy wins over completeness: a row that may be a place where people hide, or a family that cares for children, goes.
Readers of the official sheet know more (the type of a service) and are more exact; here nothing but text is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from mapa_uslug.core.folding import fold
from mapa_uslug.core.sensitive_words import (
    ABOUT_VIOLENCE,
    COUNSEL,
    CRISIS,
    CRISIS_STAY,
    FAMILY,
    HIDING,
    LIST_41,
    ON_CALL,
    SAID_41,
    STAY,
    plain_text,
)

# Columns of the national register's subcategories (numbers or words), and columns that say what a row is.
_CATEGORY: Final = re.compile(r"kategori|\bpodkat|\bkat\b")
# A column of mere codes may hold them too, but so may it hold postcodes.
_CODES: Final = re.compile(r"^kod(?:y)?$")
_NAMING: Final = re.compile(r"nazwa|\btyp|rodzaj|forma|usluga|\bname\b")
_IS_41: Final = re.compile(
    r"(?:^|\D)41(?:\D|$)|przemoc\w*[^;|]{0,40}calodobow|calodobow\w*[^;|]{0,40}przemoc"
)
# Offices whose own name begins so; they list what they run among their tasks, hostels too, and are public all the same.
_OFFICE: Final = re.compile(
    r"^(?:(?:miejsk|gminn|powiatow|miejsko|dzielnicow|samorzadow)\w*[ -]+(?:i )?)*"
    r"(?:osrod\w* pomocy (?:spolecznej|rodzinie)|centr\w* (?:uslug spolecznych|pomocy rodzinie)|[mg]{0,2}ops|mopr|pcpr|g?cus)\b"
)
_CELL_END: Final = " ;; "


def kind_of(text: str) -> str:
    """Kind of a text (as `plain_text` gives it) that tells of a place never kept, ``""`` for any other."""
    if not text or is_for_tourists(text):
        return ""
    if FAMILY.search(text):
        return "piecza zastepcza"
    if CRISIS.search(text) and CRISIS_STAY.search(text) and not ON_CALL.search(text):
        return "przemoc"
    is_violence = ABOUT_VIOLENCE.search(text) and (STAY.search(text) or not COUNSEL.search(text))
    return "przemoc" if is_violence or HIDING.search(text) else ""


def is_for_tourists(text: str) -> bool:
    """Whether a text says that beds are for tourists, and nothing of violence."""
    plain = plain_text(text)
    return "turystyczn" in plain and not ABOUT_VIOLENCE.search(plain)


def is_never_kept(headers: Sequence[str], cells: Sequence[str]) -> bool:
    """Whether a row of any list may not be kept.

    Parameters
    ----------
    headers
        Of the columns; fewer than cells, or none, where they are not known.
    cells
        Of the row.

    Notes
    -----
    Cells that name the row count alone. Any other cell counts together with these: an office that counsels about
    violence is public. Subcategories count by number: 41 is violence, round the clock.
    """
    named = [fold(h) for h in headers[: len(cells)]] + [""] * (len(cells) - len(headers))
    categories = [c for h, c in zip(named, cells, strict=True) if _CATEGORY.search(h)]
    codes = [c for h, c in zip(named, cells, strict=True) if _CODES.search(h)]
    if any(_IS_41.search(fold(c)) for c in categories) or any(LIST_41.search(c.strip()) for c in codes):
        return True
    pairs = [(h, c) for h, c in zip(named, cells, strict=True) if c and not _CATEGORY.search(h)]
    whole = plain_text(_CELL_END.join(c for _, c in pairs))
    # One look at the whole row spares nearly all of them the closer look.
    if not _may_tell(whole) and not _says_41(categories):
        return False
    names = [plain_text(c) for h, c in pairs if not headers or _NAMING.search(h)]
    others = [plain_text(c) for h, c in pairs if headers and not _NAMING.search(h)]
    if _says_41([*categories, *names, *others]):
        return True
    if is_for_tourists(whole):
        return False
    called = " ".join(names)
    is_crisis = CRISIS.search(called) is not None
    told = (f"{called} {other}" for other in others if is_crisis or _may_tell(other))
    return any(map(kind_of, (*names, called, *told)))


def tells_category(headers: Iterable[str]) -> bool:
    """Whether a column tells the subcategories of the national register, by which places of refuge are surest known."""
    return any(_CATEGORY.search(fold(header)) for header in headers)


def public_part(headers: Sequence[str], cells: Sequence[str]) -> tuple[str, ...] | None:
    """What of a row may be kept: all of it; of an office all but the cells that tell of what it runs; None of other rows."""
    if not is_never_kept(headers, cells):
        return tuple(cells)
    named = [fold(h) for h in headers[: len(cells)]] + [""] * (len(cells) - len(headers))
    names = [plain_text(c) for h, c in zip(named, cells, strict=True) if c and _NAMING.search(h)]
    if not any(map(_OFFICE.search, names)) or any(map(STAY.search, names)):
        return None
    kept = tuple(
        c if _NAMING.search(h) or _CATEGORY.search(h) or not _may_tell(plain_text(c)) else ""
        for h, c in zip(named, cells, strict=True)
    )
    return None if is_never_kept(headers, kept) else kept


def _may_tell(plain: str) -> bool:
    return any(p.search(plain) for p in (ABOUT_VIOLENCE, HIDING, FAMILY, CRISIS, SAID_41))


def _says_41(cells: Iterable[str]) -> bool:
    return any(SAID_41.search(plain_text(c)) for c in cells)
