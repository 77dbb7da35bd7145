"""TERYT codes of gminas: parse every form in circulation, join on six digits.

Forms: ``0201011`` (PRG, BDL: seven digits, the last is the kind), ``020101`` (UUG: six), ``060802_2``
(ULDK), and what spreadsheets make of them (``201011``, ``201011.0``, no-break spaces). The seventh digit
changes when a village becomes a town, so it is an attribute and never part of a key.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

_FORM = re.compile(r"^(\d{5,7})(?:\.0+)?$|^(\d{6})_(\d)$")
# Kinds: 1 urban, 2 rural, 3 urban-rural, 4 town and 5 countryside of a 3, 8 and 9 districts of Warszawa and others.
_KINDS = frozenset("1234589")
UNOFFICIAL_PREFIX = "00"
"""First two digits of codes given here to units that have none (foreign municipalities); no wojewodztwo has them."""


class TerytError(ValueError):
    """A code that cannot be used as it stands.

    Attributes
    ----------
    code : str
        ``form`` (not a TERYT), ``range`` (no such wojewodztwo or kind), ``lost_zero`` (a leading zero is
        missing: `suggestion` says what it must have been), ``ambiguous`` (six digits that can be read in
        two ways), ``unknown`` (well-formed, but not among the known units).
    """

    def __init__(self, code: str, value: str, suggestion: str = "") -> None:
        self.code, self.value, self.suggestion = code, value, suggestion
        super().__init__(f"{code}: {value!r}" + (f" -> {suggestion}" if suggestion else ""))


@dataclass(frozen=True, order=True)
class Teryt:
    """A gmina's code: six digits that identify it and its kind (``""`` when not given)."""

    code6: str
    kind: str = ""

    def __str__(self) -> str:
        return self.code6 + self.kind

    @classmethod
    def parse(cls, value: object, *, known: Collection[str] = ()) -> Teryt:
        """Read a code in any of the forms above.

        Parameters
        ----------
        value
            Text or number as it stood in the source.
        known
            Six-digit codes that exist. When given, a code outside of it is an error, and it decides
            whether six digits are a whole code or seven that lost their zero.

        Raises
        ------
        TerytError
            Never pads in silence: a lost zero is an error that carries the suggestion.
        """
        text = re.sub(r"[\s\u00a0]", "", str(value))
        match = _FORM.match(text)
        if match is None:
            raise TerytError("form", text)
        if match[2]:
            return _checked(match[2], match[3], text, known)
        digits = match[1]
        if len(digits) == 7:
            return _checked(digits[:6], digits[6], text, known)
        if len(digits) == 5:
            raise TerytError("lost_zero", text, "0" + digits)
        return _parse_six(digits, text, known)


def _parse_six(digits: str, text: str, known: Collection[str]) -> Teryt:
    padded = "0" + digits
    could_be_whole = _is_possible(digits, "")
    could_be_seven = _is_possible(padded[:6], padded[6])
    if known:
        whole, seven = could_be_whole and digits in known, could_be_seven and padded[:6] in known
        if whole and seven:
            raise TerytError("ambiguous", text, padded)
        if whole:
            return Teryt(digits)
        if seven:
            raise TerytError("lost_zero", text, padded)
        raise TerytError("unknown" if could_be_whole else "range", text)
    if could_be_whole:
        return Teryt(digits)
    raise TerytError("lost_zero", text, padded) if could_be_seven else TerytError("range", text)


def _checked(code6: str, kind: str, text: str, known: Collection[str]) -> Teryt:
    if not _is_possible(code6, kind):
        raise TerytError("range", text)
    if known and code6 not in known:
        raise TerytError("unknown", text)
    return Teryt(code6, kind)


def _is_possible(code6: str, kind: str) -> bool:
    if code6.startswith(UNOFFICIAL_PREFIX):
        return True
    voivodeship = int(code6[:2])
    return (
        2 <= voivodeship <= 32
        and voivodeship % 2 == 0
        and code6[2:4] != "00"
        and code6[4:6] != "00"
        and (not kind or kind in _KINDS)
    )
