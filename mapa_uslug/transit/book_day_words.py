"""Kinds of day as officials write them: by the marks of the workbook, or in the words of printed timetables."""

from __future__ import annotations

import re
from typing import Final

from mapa_uslug.contracts.timetable import DAY_TYPES, DayType
from mapa_uslug.core.folding import fold

DAY_MARKS: Final[dict[str, DayType]] = {"S": "school", "W": "free", "6": "saturday", "7": "sunday"}
"""School day, weekday free of school, Saturday, Sunday or public holiday."""
_MARKS: Final = re.compile(r"[SW67 ,;/+.]*", re.IGNORECASE)
_JOINT: Final = re.compile(r"[,;/+&]|\s(?:i|oraz)\s", re.IGNORECASE)
_RANGE: Final = re.compile(r"(?:od )?(\w+)\.? ?(?:[-–—]| do ) ?(\w+)\.?")
_BEFORE: Final = re.compile(r"(?:kursuje )?(?:tylko )?(?:we? )?(?:(?:czasie|okresie) )?")
_WORKING: Final[tuple[DayType, ...]] = ("school", "free")
_NAMES: Final = (
    ("1", "pn", "pon", "poniedzialek", "poniedzialku"), ("2", "wt", "wtorek", "wtorku"), ("3", "sr", "sroda", "srody"),
    ("4", "cz", "czw", "czwartek", "czwartku"), ("5", "pt", "piatek", "piatku"),
    ("6", "so", "sb", "sob", "sobota", "soboty", "sobote"), ("7", "nd", "ndz", "niedz", "niedziela", "niedziele", "niedzieli"),
)  # fmt: skip
"""Days of the week from Monday on, folded."""
_ORDER: Final = {name: i for i, names in enumerate(_NAMES) for name in names}
_KINDS: Final[tuple[tuple[tuple[str, ...], tuple[DayType, ...]], ...]] = (
    (_NAMES[5], ("saturday",)),
    (("sw", "swieto", "swieta", "dni swiateczne", *_NAMES[6]), ("sunday",)),
    (("weekend", "weekendy"), ("saturday", "sunday")),
    (("d", "dni robocze", "robocze", "dzien roboczy", "dni powszednie", "powszednie"), _WORKING),
    (("codziennie",), DAY_TYPES),
    (("nauka szkolna", "nauki szkolnej", "dni nauki", "dni nauki szkolnej", "dni szkolne", "szkolne"), ("school",)),
    (("wakacje", "wakacji", "ferie", "ferii", "wolne od nauki", "wolne od nauki szkolnej", "dni wolne od nauki",
      "dni wolne od nauki szkolnej"), ("free",)),
)  # fmt: skip
"""What stands for itself, folded; "dni wolne" alone may mean holidays from school or Sundays, so it is not here."""
_WORDS: Final = {word: kinds for words, kinds in _KINDS for word in words}


def read_days(text: str) -> tuple[DayType, ...]:
    """Kinds of day in the order of `DAY_TYPES`, none for an empty text.

    Parameters
    ----------
    text
        Marks (``SW6``), or words and marks joined by commas, ``i`` or ``oraz``: ``pn-pt, soboty i święta``.

    Raises
    ------
    ValueError
        With the first part that says nothing certain: ``pn-czw``, ``codziennie oprócz świąt``.
    """
    if _MARKS.fullmatch(text):
        found = _marked(text)
    else:
        found = {kind for part in _JOINT.split(text) for kind in _read_part(part.strip(" ."))}
    return tuple(kind for kind in DAY_TYPES if kind in found)


def _marked(text: str) -> set[DayType]:
    return {kind for mark, kind in DAY_MARKS.items() if mark in text.upper()}


def _read_part(part: str) -> set[DayType]:
    if _MARKS.fullmatch(part):
        return _marked(part)
    key = fold(part)
    key = key[_BEFORE.match(key).end() :]  # type: ignore[union-attr]
    if key in _WORDS:
        return set(_WORDS[key])
    ends = _RANGE.fullmatch(key)
    if ends is None:
        raise ValueError(part)
    return _between(ends[1], ends[2])


def _between(first: str, last: str) -> set[DayType]:
    """Kinds of day of a stretch of the week; all weekdays or none, for a kind of day stands for all of them."""
    days = set(range(_ORDER.get(first, 9), _ORDER.get(last, -1) + 1))
    working = days & set(range(5))
    if len(days) < 2 or len(working) not in (0, 5):
        raise ValueError(f"{first}-{last}")
    ends = {kind for day, kind in ((5, DAY_TYPES[2]), (6, DAY_TYPES[3])) if day in days}
    return ends | set(_WORKING if working else ())
