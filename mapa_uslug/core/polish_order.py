"""The order of the Polish alphabet, whatever the machine's own language is."""

from __future__ import annotations

from typing import Final

_LETTERS: Final = "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż"
_PLACE: Final = {letter: 1000 + place for place, letter in enumerate(_LETTERS)}


def polish_key(name: str) -> tuple[list[int], str]:
    """Sort key by which ``Łąki`` comes after ``Lipno`` and before ``Mrocza``; case does not count.

    Letters of other languages come after the Polish ones, digits and signs before.
    """
    lowered = name.casefold()
    return [_PLACE.get(c, ord(c) + (2000 if c.isalpha() else 0)) for c in lowered], name
