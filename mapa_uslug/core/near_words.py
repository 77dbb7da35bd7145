"""The word that somebody may have meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def find_near(word: str, known: Iterable[str]) -> str:
    """The known word nearest to one that is not known, whatever its case; "" where none is near."""
    by_folded = {name.casefold(): name for name in sorted(known, reverse=True)}
    near = difflib.get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.75)
    return by_folded[near[0]] if near else ""
