"""What the directory is searched by: words of the catalog, words people use instead, and places that have no service."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from mapa_uslug.catalog.models import Catalog
from mapa_uslug.core.folding import fold
from mapa_uslug.core.polish_order import polish_key
from mapa_uslug.core.text import Text

_WORD: Final = re.compile(r"\w+")


def list_search_words(text: Text, code: str, areas: tuple[int, ...], catalog: Catalog) -> tuple[str, ...]:
    """Names a service of a type is looked for by that its card does not show: aliases, areas of the act, everyday words."""
    known = catalog.by_code.get(code)
    own = [a for a in catalog.areas if a.number in areas]
    names = [a.name if text.language == "pl" else a.name_en for a in own]
    aliases = [*(known.aliases if known else ()), *(alias for a in own for alias in a.aliases)]
    return (*aliases, *names, _name_in_need(text, code))


def _name_in_need(text: Text, code: str) -> str:
    """What people in need write. Whoever asks about violence is led to advice and to offices, never to a shelter."""
    words = {
        "OIK": text("violence at home, beating, crisis, mourning, suicide, psychologist"),
        "OPS": text("violence at home, Blue Card, benefits, poverty"),
        "PCPR": text("violence at home, crisis, disability certificates"),
    }
    return words.get(code, "")


def list_empty_words(text: Text) -> list[str]:
    """Words that narrow no search, folded."""
    return sorted(set(fold(text("a an and at by for from gmina in of on or the to village with")).split()))


def list_places(localities: Mapping[str, tuple[str, ...]]) -> list[tuple[str, list[str], tuple[str, ...]]]:
    """Localities for the search: name, its folded words, names of the gminas that have one of that name."""
    return [
        (name, _WORD.findall(fold(name)), localities[name]) for name in sorted(localities, key=polish_key)
    ]
