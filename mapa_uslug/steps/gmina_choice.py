"""Gminas of the area by what was typed: names or TERYT codes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rapidfuzz import fuzz, process

from mapa_uslug.contracts.gmina_lookup import GminaIndex
from mapa_uslug.core.errors import Problem, problem
from mapa_uslug.core.folding import fold
from mapa_uslug.core.polish_order import polish_key
from mapa_uslug.core.text import mark

_CODE_LENGTH: Final = 6
"""Digits of a TERYT code that identify a gmina; the seventh tells its kind."""
_LEAST_LIKENESS: Final = 60
"""Likeness (rapidfuzz, 0 to 100) from which a name may have been meant."""


def list_gminas(index: GminaIndex) -> str:
    """Names and codes of the gminas, in Polish order."""
    return ", ".join(f"{n} ({c})" for c, n in sorted(index.names.items(), key=lambda p: polish_key(p[1])))


def find_gminas(index: GminaIndex, given: Sequence[str], *, option: str) -> tuple[set[str], list[Problem]]:
    """Find gminas by name or TERYT code; neither case nor diacritics count.

    Parameters
    ----------
    option
        Of the command line that they were typed at.

    Returns
    -------
    set of str, list of Problem
        Codes, and what could not be understood, with the names that exist and the nearest of them.
    """
    found: set[str] = set()
    problems: list[Problem] = []
    for gmina in given:
        codes = _codes_of(gmina, index)
        if len(codes) == 1:
            found.update(codes)
        elif codes:
            problems.append(
                problem("Several gminas are called “{value}”.", where=option, code="ambiguous_gmina", value=gmina,
                        hint="Give the TERYT code of one: {codes}.", codes=", ".join(codes))
            )  # fmt: skip
        else:
            problems.append(_unknown_gmina(gmina, list_gminas(index), list(index.names.values()), option))
    return found, problems


def _codes_of(gmina: str, index: GminaIndex) -> list[str]:
    digits = gmina.replace(" ", "").replace("_", "")
    if digits.isdigit():
        return [c for c in index.codes if c == digits[:_CODE_LENGTH]]
    return [gmina] if gmina in index.names else index.named(gmina)


def _unknown_gmina(gmina: str, names: str, known: list[str], option: str) -> Problem:
    nearest = nearest_word(gmina, known)
    hint = (
        mark("Did you mean “{nearest}”? The area has: {names}.")
        if nearest
        else mark("The area has: {names}.")
    )
    return problem("There is no gmina “{value}” in the area.", where=option, code="unknown_gmina", value=gmina,
                   hint=hint, nearest=nearest, names=names)  # fmt: skip


def nearest_word(typed: str, known: Sequence[str]) -> str:
    """The known word that was likely meant, or ""."""
    best = process.extractOne(typed, known, scorer=fuzz.ratio, processor=fold, score_cutoff=_LEAST_LIKENESS)
    return str(best[0]) if best else ""
