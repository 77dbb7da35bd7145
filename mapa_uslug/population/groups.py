"""Age groups: names, columns and which group encloses which."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

BASIC_GROUPS: Final = ("0-14", "15-64", "65+")
"""Groups that together are everybody: those a census grid counts."""

_FOREVER = 10_000
_SPAN = re.compile(r"^(\d+)(?:-(\d+)|(\+))$")
_COLUMN = re.compile(r"^people_(?:(\d+)_(\d+)|(\d+)_plus|([a-z][a-z0-9_]*))$")
_BASIC_SPANS = {"0-14": (0, 14), "15-64": (15, 64), "65+": (65, _FOREVER)}


def group_of_column(column: str) -> str | None:
    """Group of a column name: ``people_75_plus`` -> ``75+``, ``people`` -> ``all``; None for other columns."""
    if column == "people":
        return "all"
    match = _COLUMN.match(column)
    if match is None:
        return None
    if match[1]:
        return f"{match[1]}-{match[2]}"
    return f"{match[3]}+" if match[3] else match[4]


@dataclass(frozen=True)
class Composition:
    """What a finer group is made of: whole basic groups, and a share of one group (``all``: of everybody)."""

    whole: tuple[str, ...]
    part_of: str | None


def compose(group: str, *, basics: Sequence[str]) -> Composition:
    """How a finer group is made from the basic groups that have figures.

    ``75+`` is part of 65+; ``60+`` is all of 65+ and part of 15-64; groups that are no span of ages, or that cut
    several basic groups, are part of everybody.
    """
    match = _SPAN.match(group)
    if match is None or set(basics) != set(BASIC_GROUPS):
        return Composition((), "all")
    low, high = int(match[1]), _FOREVER if match[3] else int(match[2])
    whole = tuple(g for g, (a, b) in _BASIC_SPANS.items() if low <= a and b <= high)
    cut = [g for g, (a, b) in _BASIC_SPANS.items() if g not in whole and low <= b and a <= high]
    if len(cut) > 1:
        return Composition((), "all")
    return Composition(whole, cut[0] if cut else None)
