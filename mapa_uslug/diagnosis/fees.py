"""What users pay, by the words of the record."""

from __future__ import annotations

import re
from typing import Final, Literal

from mapa_uslug.core.folding import fold

FeeKind = Literal["free", "paid", "other", "not_said"]
_NOTHING: Final = re.compile(r"nie|brak|bez oplat\w*|free|gratis|0(?:[.,]0+)?(?: ?(?:zl|pln))?")
_FREE: Final = re.compile(r"bezplatn|nieodplatn|darmow|bez oplat")
_PARTLY: Final = re.compile(r"czesciow|\d ?(?:zl|pln)\b|\boplat[ay]\b|\bodplatn")
_PAID: Final = re.compile(r"platn|oplat|czesciow|\bzl\b|\bpln\b|^tak$|\d")
_AMOUNT: Final = re.compile(r"\d ?(?:zl|pln)\b")


def read_fee(words: str) -> FeeKind:
    """Whether a service is free or paid (in part or by some too); ``other``: the words tell neither, ``not_said``: there are none."""
    plain = fold(words)
    if not plain:
        return "not_said"
    if _NOTHING.fullmatch(plain) or (_FREE.search(plain) and not _PARTLY.search(_FREE.sub("", plain))):
        return "free"
    return "paid" if _PAID.search(plain) else "other"


def gives_amount(words: str) -> bool:
    """Whether the words name an amount of money to pay."""
    plain = fold(words)
    return bool(_AMOUNT.search(plain)) and not _NOTHING.fullmatch(plain)
