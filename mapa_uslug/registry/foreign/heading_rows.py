"""Rows that head the ones below them ("Schroniska", "Kluby seniora"), told from records."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final

from mapa_uslug.catalog import ServiceType
from mapa_uslug.core.folding import fold
from mapa_uslug.registry.meaning.matching import TypeMatcher

_LEAST_COLUMNS: Final = 3
_FIRST_LETTERS: Final = 3
_NUMBERING: Final = re.compile(r"^\W*(?:\d+|[ivxlc]+)\W*$", re.IGNORECASE)
_NUMBERED: Final = re.compile(r"^\s*(?:\d+|[IVXLC]+)\s*[.)]\s*")


def only_text(cells: Sequence[str], names: Collection[int] = ()) -> str:
    """The one text of a row that holds nothing else but a number of the list, ``""`` for other rows.

    It stands in one of the first two columns or in one of `names` (indices of the columns of names); a merged cell may
    repeat it in each column.
    """
    filled = dict.fromkeys(c for c in cells if c)
    texts = [c for c in filled if not _NUMBERING.match(c)]
    if len(cells) < _LEAST_COLUMNS or len(texts) != 1 or len(filled) > 2:
        return ""
    at = cells.index(texts[0])
    is_heading = at < 2 or at in names
    return _NUMBERED.sub("", texts[0]) if is_heading else ""


def headed_type(text: str, matcher: TypeMatcher) -> ServiceType | None:
    """The type that a text is the name of, in any form ("Dzienne domy pomocy") and without a word more."""
    if found := matcher.find(text):
        return found
    guess, words = matcher.guess_from_name(text), _words(text)
    if guess is None:
        return None
    return guess if any(_is_form(words, _words(label)) for label in (guess.name, *guess.aliases)) else None


def _is_form(words: list[str], of: list[str]) -> bool:
    pairs = zip(words, of, strict=False)
    return len(words) == len(of) and all(a[:_FIRST_LETTERS] == b[:_FIRST_LETTERS] for a, b in pairs)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text))
