"""Variables of BDL that people by age are made of, and the proof that each still counts what it must."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from mapa_uslug.sources.geocoders.answer_fields import text_of

BY_AGE: Final = "P2137"
"""Subject of people by age and sex; `Variable.ages` is what its first dimension must say, the second says both sexes."""
_BOTH_SEXES: Final = "ogółem"
_GMINA_LEVEL: Final = 6
# Shares and places are published beside the counts of children, under labels that are much alike.
_NO_COUNT: Final = re.compile(r"odsetek|obj[ęe]t|na 1000|na 1 tys|miejsc", re.IGNORECASE)


@dataclass(frozen=True)
class Variable:
    """A variable.

    Attributes
    ----------
    group : str
        Ages that it counts.
    number : int
        Its id in BDL.
    ages : str
        First dimension of the subject `BY_AGE`; "" for a variable of another subject.
    words : tuple of str
        Of another subject: patterns that its label must fit, all of them.
    """

    group: str
    number: int
    ages: str = ""
    words: tuple[str, ...] = ()

    @property
    def wanted(self) -> str:
        """What its label must be."""
        return f"{self.ages}, {_BOTH_SEXES}" if self.ages else self.group


VARIABLES: Final = (
    Variable("all", 72305, "ogółem"),
    Variable("0-14", 454048, "0-14"),
    Variable("60-64", 47739, "60-64"),
    Variable("65-69", 72239, "65-69"),
    Variable("70+", 72240, "70 i więcej"),
    Variable("75-79", 76023, "75-79"),
    Variable("80-84", 76024, "80-84"),
    Variable("85+", 76025, "85 i więcej"),
    Variable("0-2", 410639, words=(r"dzieci", r"do\s+(lat\s+3|3\s+lat|trzech\s+lat)|0\s*[-–]\s*2")),
    Variable("3-6", 1617119, words=(r"dzieci", r"3\s*[-–]\s*6")),
)

COLUMNS: Final[Mapping[str, Mapping[str, int]]] = {
    "people": {"all": 1},
    "people_0_14": {"0-14": 1},
    "people_15_64": {"all": 1, "0-14": -1, "65-69": -1, "70+": -1},
    "people_65_plus": {"65-69": 1, "70+": 1},
    "people_0_2": {"0-2": 1},
    "people_3_6": {"3-6": 1},
    "people_7_14": {"0-14": 1, "0-2": -1, "3-6": -1},
    "people_60_plus": {"60-64": 1, "65-69": 1, "70+": 1},
    "people_75_plus": {"75-79": 1, "80-84": 1, "85+": 1},
    "people_80_plus": {"80-84": 1, "85+": 1},
}
"""Column -> the variables that are added (1) and taken off (-1) for it."""


def label_of(variable: Mapping[str, Any]) -> str:
    """Dimensions of a variable, as BDL writes them."""
    parts = (text_of(variable.get(f"n{i}")) for i in range(1, 6))
    return ", ".join(part for part in parts if part)


def needs_subject(wanted: Variable, variable: Mapping[str, Any]) -> bool:
    """Whether the name of its subject has to be asked for, because its own label does not tell all."""
    label = label_of(variable)
    return bool(wanted.words) and not all(re.search(word, label, re.IGNORECASE) for word in wanted.words)


def is_as_wanted(wanted: Variable, variable: Mapping[str, Any], *, subject: str = "") -> bool:
    """Whether a variable, as ``/variables/{id}`` tells of it, counts people of the wanted ages by gmina."""
    if variable.get("id") != wanted.number or variable.get("level") != _GMINA_LEVEL:
        return False
    if text_of(variable.get("measureUnitName")).casefold() not in ("osoba", "osoby"):
        return False
    if wanted.ages:
        dimensions = [text_of(variable.get(name)).casefold() for name in ("subjectId", "n1", "n2", "n3")]
        return dimensions == [BY_AGE.casefold(), wanted.ages, _BOTH_SEXES, ""]
    label = label_of(variable)
    is_told = all(re.search(word, f"{subject}, {label}", re.IGNORECASE) for word in wanted.words)
    return is_told and not _NO_COUNT.search(label)
