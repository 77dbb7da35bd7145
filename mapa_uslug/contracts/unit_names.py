"""Gminas by the names and codes that people write."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from mapa_uslug.contracts.fetching import GminaUnit
from mapa_uslug.contracts.gmina_lookup import powiat_key
from mapa_uslug.contracts.teryt import Teryt, TerytError
from mapa_uslug.core.errors import ProblemLog
from mapa_uslug.core.folding import fold
from mapa_uslug.core.near_words import find_near
from mapa_uslug.core.text import mark

Level = Literal["gmina", "powiat", "wojewodztwo"]
KIND_WORDS: Final = {"1": "gmina miejska", "2": "gmina wiejska", "3": "gmina miejsko-wiejska", "": "gmina"}
_URBAN, _RURAL, _BOTH = "1", "2", "3"
_DISTRICTS: Final = ("8", "9")
_MOST_LISTED: Final = 10
_CODE: Final = re.compile(r"\d+(?:_\d)?(?:\.0+)?")
# What stands before a name, and the kinds of gmina that it may mean; the longer ones first.
_BEFORE: Final = (
    ("gmina miejsko-wiejska", _BOTH), ("gmina i miasto", _BOTH), ("miasto i gmina", _BOTH), ("gmina miejska", _URBAN),
    ("gmina wiejska", _RURAL), ("gm.", ""), ("gmina", ""), ("miasto", _URBAN + _BOTH), ("m. st.", _URBAN),
    ("m.st.", _URBAN), ("m.", _URBAN + _BOTH),
)  # fmt: skip
_WOJ: Final = re.compile(r"^(?:wojewodztwo|woj\.?)\s+")
_IS_POWIAT: Final = re.compile(r"^(?:powiat|pow\.)\s")


@dataclass(frozen=True)
class _Level:
    """How units of a level are called and told apart."""

    digits: int
    name: Callable[[GminaUnit], str]
    key: Callable[[str], str]
    unknown: str
    unknown_code: str
    several: str


_LEVELS: Final[dict[Level, _Level]] = {
    "gmina": _Level(
        6, lambda unit: unit.name, fold,
        mark("There is no gmina called {name}."), mark("There is no gmina with the code {name}."),
        mark("Several gminas are called {name}: {candidates}"),
    ),
    "powiat": _Level(
        4, lambda unit: unit.powiat, powiat_key,
        mark("There is no powiat called {name}."), mark("There is no powiat with the code {name}."),
        mark("Several powiats are called {name}: {candidates}"),
    ),
    "wojewodztwo": _Level(
        2, lambda unit: unit.wojewodztwo, lambda text: _WOJ.sub("", fold(text)),
        mark("There is no wojewodztwo called {name}."), mark("There is no wojewodztwo with the code {name}."),
        mark("Several wojewodztwa are called {name}: {candidates}"),
    ),
}  # fmt: skip


def find_units(names: Sequence[str], level: Level, units: Sequence[GminaUnit]) -> list[GminaUnit]:
    """Gminas that names or codes stand for.

    Case and diacritics do not count, nor do ``gmina``, ``m.``, ``powiat`` or ``woj.`` before a name. Words for the kind
    (``gmina wiejska Bolesławiec``) and, after a comma, the powiat or wojewodztwo (``Michałowice, pow. krakowski``) tell
    namesakes apart.

    Parameters
    ----------
    names
        As they were typed: names, or TERYT codes of the level (of a gmina six digits, seven, or ``020101_1``).
    level
        What they are names of; of a powiat or wojewodztwo all gminas are meant.
    units
        All gminas, of one date.

    Returns
    -------
    list of GminaUnit
        By code, each once.

    Raises
    ------
    InputError
        With every name that is not known or stands for several, and what to type instead.
    """
    log, search = ProblemLog(), _Search(level, units)
    found = {unit for name in names for unit in search.find(name, log)}
    log.raise_errors()
    return sorted(found)


class _Search:
    """Units of one level by code and by name."""

    def __init__(self, level: Level, units: Sequence[GminaUnit]) -> None:
        self.level, self.words = level, _LEVELS[level]
        self.by_code: dict[str, list[GminaUnit]] = {}
        self.by_name: dict[str, list[str]] = {}
        for unit in sorted(units):
            code = unit.code6[: self.words.digits]
            if code not in self.by_code:
                self.by_name.setdefault(self.words.key(self.words.name(unit)), []).append(code)
            self.by_code.setdefault(code, []).append(unit)
        self.by_name.pop("", None)

    def find(self, given: str, log: ProblemLog) -> list[GminaUnit]:
        """Gminas that one name stands for; none, with the problem noted, where that is not plain."""
        text = " ".join(given.split())
        if _CODE.fullmatch(text.replace(" ", "")):
            return self._by_code(text.replace(" ", ""), log)
        codes = self._named(text)
        if len(codes) == 1:
            return self.by_code[codes[0]]
        if codes:
            self._note_several(text, codes, log)
        else:
            self._note_unknown(text, log)
        return []

    def _by_code(self, text: str, log: ProblemLog) -> list[GminaUnit]:
        if self.level == "gmina":
            return self._by_gmina_code(text, log)
        digits = text.partition(".")[0]
        if digits in self.by_code:
            return self.by_code[digits]
        if "0" + digits in self.by_code:
            _note_lost_zero(text, "0" + digits, log)
        else:
            self._note_unknown_code(text, log)
        return []

    def _by_gmina_code(self, text: str, log: ProblemLog) -> list[GminaUnit]:
        try:
            return self.by_code[Teryt.parse(text, known=self.by_code).code6]
        except TerytError as error:
            city = _city_of_district(text)
            if city in self.by_code:
                return self.by_code[city]
            if error.suggestion[:6] in self.by_code:
                _note_lost_zero(text, error.suggestion, log)
            else:
                self._note_unknown_code(text, log)
        return []

    def _named(self, text: str) -> list[str]:
        """Codes of the units that are called so."""
        head, *told = (part.strip() for part in text.split(","))
        kinds, name = next((r for r in self._readings(head) if r[1] in self.by_name), ("", ""))
        codes = self.by_name.get(name) or self._city(head)
        codes = [code for code in codes if all(self._lies_in(code, part) for part in told)]
        narrowed = [code for code in codes if self.by_code[code][0].kind in kinds] if kinds else codes
        return narrowed or codes

    def _readings(self, text: str) -> list[tuple[str, str]]:
        """Ways to read a name: kinds that words before it allow ("" for any), and its key; the whole text first."""
        if self.level != "gmina":
            return [("", self.words.key(text))]
        key = fold(text)
        return [("", key)] + [
            (kinds, key.removeprefix(words).strip()) for words, kinds in _BEFORE
            if key.startswith(words if words.endswith(".") else words + " ")
        ]  # fmt: skip

    def _city(self, text: str) -> list[str]:
        """The city that a district (``Kraków-Podgórze``) belongs to."""
        codes = self.by_name.get(fold(text).partition("-")[0], []) if self.level == "gmina" else []
        return [code for code in codes if self.by_code[code][0].kind == _URBAN]

    def _lies_in(self, code: str, told: str) -> bool:
        """Whether a unit lies in the powiat or wojewodztwo that was told."""
        unit = self.by_code[code][0]
        in_powiat = powiat_key(unit.powiat) == powiat_key(told)
        in_wojewodztwo = fold(unit.wojewodztwo) == _WOJ.sub("", fold(told))
        return in_powiat or (in_wojewodztwo and not _IS_POWIAT.match(fold(told)))

    def _note_several(self, text: str, codes: Iterable[str], log: ProblemLog) -> None:
        listed = [f"{_describe(self.by_code[code][0], self.level)}: {code}" for code in codes]
        log.add(
            self.words.several, where=text, code="ambiguous_unit",
            hint="Write the code in place of the name, for instance {example}.",
            name=text, candidates="; ".join(listed), example=next(iter(codes)),
        )  # fmt: skip

    def _note_unknown(self, text: str, log: ProblemLog) -> None:
        readings = self._readings(text.partition(",")[0])
        near = next(filter(None, (find_near(name, self.by_name) for _, name in reversed(readings))), "")
        hint = (
            mark("Did you mean {near}? Otherwise write the TERYT code.")
            if near
            else mark("Check the spelling, or write the TERYT code.")
        )
        shown = "; ".join(
            f"{_describe(self.by_code[code][0], self.level)}: {code}" for code in self.by_name.get(near, [])
        )
        log.add(self.words.unknown, where=text, hint=hint, code="unknown_unit", name=text, near=shown)

    def _note_unknown_code(self, text: str, log: ProblemLog) -> None:
        begun = [code for code in self.by_code if code.startswith(text.partition(".")[0])][:_MOST_LISTED]
        hint = (
            mark("Codes that begin so: {candidates}")
            if begun
            else mark("Check the code in the list TERYT (eteryt.stat.gov.pl), or write the name.")
        )
        shown = "; ".join(f"{_describe(self.by_code[code][0], self.level)}: {code}" for code in begun)
        log.add(
            self.words.unknown_code,
            where=text,
            hint=hint,
            code="unknown_unit_code",
            name=text,
            candidates=shown,
        )


def _describe(unit: GminaUnit, level: Level) -> str:
    """Name and place of a unit, in the words of the official lists."""
    woj = f"woj. {unit.wojewodztwo}" if unit.wojewodztwo else ""
    powiat = f"powiat {plain_powiat(unit.powiat)}" if unit.powiat else ""
    if level == "wojewodztwo":
        return woj
    if level == "powiat":
        return ", ".join(filter(None, (powiat, woj)))
    return ", ".join(filter(None, (f"{unit.name} ({KIND_WORDS.get(unit.kind, 'gmina')})", powiat, woj)))


def plain_powiat(name: str) -> str:
    """Name of a powiat without the word before it: ``powiat bocheński`` is ``bocheński``, ``powiat Kraków`` ``Kraków``."""
    return re.sub(r"^(?:powiat|pow\.)\s+", "", name.strip(), flags=re.IGNORECASE)


def _city_of_district(text: str) -> str:
    """Code of the city whose district has this code, "" if it is none."""
    digits = text.replace("_", "")
    return digits[:4] + "01" if len(digits) == 7 and digits[6] in _DISTRICTS else ""


def _note_lost_zero(text: str, suggestion: str, log: ProblemLog) -> None:
    log.add("Code {name} has lost its leading zero.", where=text, code="lost_zero", hint="Write {suggestion}.",
            name=text, suggestion=suggestion)  # fmt: skip
