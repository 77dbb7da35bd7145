"""Which column of a foreign list a mapping means: headers change their case, line breaks and footnotes from year to year."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from mapa_uslug.registry.tables.headers import header_key

ALTERNATIVES = "|"
"""Between headers of which the list has one or another."""
_LEVELS = " / "


def find_columns(headers: Sequence[str], wanted: str) -> tuple[int, ...]:
    """Indices of the columns that a mapping's header may mean: one if it is found, none or several if not.

    Tried in order, for each of the alternatives: the whole header; the lowest of several header rows; a pattern with
    ``*``; headers that begin with, then hold, a name of at least two words.
    """
    for alternative in wanted.split(ALTERNATIVES):
        if found := _find(headers, alternative.strip()):
            return found
    return ()


def has_columns(headers: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether every header is found exactly once."""
    return all(len(find_columns(headers, w)) == 1 for w in wanted)


def _find(headers: Sequence[str], wanted: str) -> tuple[int, ...]:
    keys = [header_key(h) for h in headers]
    if "*" in wanted:
        pattern = "*".join(header_key(part) for part in wanted.split("*"))
        return tuple(i for i, key in enumerate(keys) if fnmatchcase(key, pattern))
    key = header_key(wanted)
    if not key:
        return ()
    lowest = [header_key(h.rsplit(_LEVELS, 1)[-1]) for h in headers]
    ways = [[k == key for k in keys], [k == key for k in lowest]]
    if " " in key:
        # One word alone is in too many headers ("Typ", "Typ organu") to be matched in part.
        ways += [[k.startswith(f"{key} ") for k in keys], [f" {key} " in f" {k} " for k in keys]]
    return next((tuple(i for i, hit in enumerate(way) if hit) for way in ways if any(way)), ())
