"""Names that differ by a slip of the pen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

_LONG_NAME: Final = 10
_SHORT_NAME: Final = 4
_SHORTEST_NAME: Final = 3


def allowed_edits(name: str, *, is_narrow: bool = False) -> int:
    """Letters that may be wrong: two from ten on, else one; none in a name of three unless few names come into question."""
    size = len(name)
    least = _SHORTEST_NAME if is_narrow else _SHORT_NAME
    return 0 if size < least else 2 if size >= _LONG_NAME else 1


def near_names(name: str, names: Sequence[str], *, is_narrow: bool = False) -> list[tuple[int, int]]:
    """Names that differ by no more letters than `allowed_edits`: (edits, position), the nearest first.

    Edits are those of Damerau and Levenshtein: a letter wrong, missing, too many, or two neighbours swapped. Two names
    that differ in their last letters alone by two edits are declined or other names, not slips of the pen.
    """
    limit = allowed_edits(name, is_narrow=is_narrow)
    if not limit or not names:
        return []
    found = process.extract(name, names, scorer=DamerauLevenshtein.distance, score_cutoff=limit, limit=None)
    near = [(int(edits), position) for text, edits, position in found if _is_slip(name, text, int(edits))]
    return sorted(near)


def _is_slip(name: str, other: str, edits: int) -> bool:
    if edits == 0 or abs(len(name) - len(other)) > edits:
        return edits == 0
    if edits == 1:
        return not _is_other_number(name, other)
    shared = next(
        (i for i, (a, b) in enumerate(zip(name, other, strict=False)) if a != b), min(len(name), len(other))
    )
    return shared < min(len(name), len(other)) - 3 and not _is_other_number(name, other)


def _is_other_number(name: str, other: str) -> bool:
    """Whether the figures differ: 3 Maja is no slip of 9 Maja."""
    return sorted(c for c in name if c.isdigit()) != sorted(c for c in other if c.isdigit())
