"""What the titles of a list tell of all its rows, and which of them may be repeated."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from mapa_uslug.catalog import ServiceType
from mapa_uslug.contracts.raw_tables import RawTable
from mapa_uslug.core.address_text import split_address
from mapa_uslug.registry.meaning.matching import TypeMatcher
from mapa_uslug.registry.meaning.sensitivity import label_sensitivity

_TYPES_OF_KINDS: Final = {"przemoc": "SOW", "piecza zastepcza": "PZR", "podkategoria 41": "SOW"}


def telling_texts(table: RawTable) -> Iterable[str]:
    """Texts that may tell what the list is of: titles, the sheet's and the file's name, headers."""
    plain = re.sub(r"[_.\-]+", " ", table.file.rsplit(".", 1)[0])
    texts = (*_titles_above(table), table.sheet, plain, *table.headers)
    return [" ".join(t.split()) for t in texts if t.strip()]


def _titles_above(table: RawTable) -> tuple[str, ...]:
    """Titles without the notes below the rows, which may tell of one row what no list is called."""
    return table.titles[: len(table.titles) - len(table.set_aside)]


def title_of(table: RawTable, matcher: TypeMatcher) -> str:
    """The first title that may be repeated, else the file's name."""
    plain = table.file.rsplit(".", 1)[0]
    titles = (t for t in _titles_above(table) if may_be_shown(t, matcher))
    return " ".join(next(titles, plain).split())[:120]


def may_be_shown(text: str, matcher: TypeMatcher) -> bool:
    """Whether a text holds neither an address nor words of what may not be shown."""
    place = split_address(text)
    is_address = bool(place.number and (place.street or place.postcode))
    return not is_address and label_sensitivity(text, matcher)[0] == 0


def hidden_type(text: str, matcher: TypeMatcher) -> ServiceType | None:
    """A type that may not be shown, by which a list is called in other words than the catalog's."""
    level, kind = label_sensitivity(text, matcher)
    return matcher.find(kind) or matcher.find(_TYPES_OF_KINDS.get(kind, "")) if level else None
