"""What columns of boundary files are called."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

CODE_COLUMNS = ("jpt_kod_je", "jpt_kod_jednostki", "terc", "teryt", "gmina_teryt", "kod_teryt", "teryt_terc")
NAME_COLUMNS = ("jpt_nazwa_", "jpt_nazwa", "nazwa", "name", "gmina", "nazwa_gminy")


def find_column(columns: Iterable[str], candidates: Sequence[str]) -> str | None:
    """The file's own spelling of the first candidate it has, whatever the case."""
    by_lower = {column.lower(): column for column in reversed(list(columns))}
    return next((by_lower[name] for name in candidates if name in by_lower), None)
