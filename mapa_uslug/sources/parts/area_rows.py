"""Which rows of a list for all of Poland belong to the area or its neighbours, by code or name, and where they are put."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Final

from rapidfuzz import fuzz

from mapa_uslug.contracts.fetching import FetchArea, GminaUnit
from mapa_uslug.contracts.teryt import Teryt, TerytError
from mapa_uslug.core.files import atomic_path
from mapa_uslug.core.folding import fold
from mapa_uslug.core.wojewodztwa import WOJEWODZTWA
from mapa_uslug.sources.forms.list_reading import write_rows

# Third and fourth digit of the codes of cities with powiat rights, which are one gmina each, whatever districts they have.
_FIRST_CITY: Final = "61"
_NOISE: Final = re.compile(
    r"\(.*?\)|\b(?:wojewodztwo|powiat|gmina|miasto|miejska|wiejska|miejsko-wiejska|gm|pow|woj|m|st|w)\b\.?|[^\w -]"
)
# Likeness (0 to 100) at which a name that is none of ours may be one of ours misspelt.
_NEAR: Final = 85.0


class AreaRows:
    """Tells rows of the area and its neighbours from others; a row that may be either belongs.

    Parameters
    ----------
    area : FetchArea
    """

    def __init__(self, area: FetchArea) -> None:
        self._units = area.all_units

    def may_hold(self, *, teryt: str = "", wojewodztwo: str = "", powiat: str = "", gmina: str = "") -> bool:
        """Whether a row that says this of its place may lie in the area or in a neighbouring gmina.

        A code decides if it is one. Names decide from the largest unit down; a name that is empty or nearly one of ours
        decides nothing.
        """
        code = read_code(teryt)
        if code:
            return code in self._codes or (code[2:4] >= _FIRST_CITY and code[:4] in self._cities)
        units: Sequence[GminaUnit] = self._units
        if plain(wojewodztwo) in _PLAIN_WOJEWODZTWA:
            units = [u for u in units if plain(u.wojewodztwo) in ("", plain(wojewodztwo))]
        units = _narrow(units, powiat, "powiat")
        # A city is one gmina, and lists name its districts in place of it.
        if any(u.code6[2:4] >= _FIRST_CITY for u in units):
            return True
        return bool(_narrow(units, gmina, "name"))

    @cached_property
    def _codes(self) -> frozenset[str]:
        return frozenset(u.code6 for u in self._units)

    @cached_property
    def _cities(self) -> frozenset[str]:
        return frozenset(c[:4] for c in self._codes if c[2:4] >= _FIRST_CITY)


def plain(name: str) -> str:
    """Name of a unit without the words that say what it is."""
    return " ".join(_NOISE.sub(" ", fold(name)).split())


_PLAIN_WOJEWODZTWA: Final = frozenset(map(plain, WOJEWODZTWA))


def _narrow(units: Sequence[GminaUnit], name: str, attribute: str) -> Sequence[GminaUnit]:
    """Units of a name, else those of nearly that name; all where there is no name."""
    wanted = plain(name)
    if not wanted:
        return units
    named = [(u, plain(getattr(u, attribute))) for u in units]
    exact = [u for u, known in named if known == wanted]
    return exact or [u for u, known in named if not known or fuzz.ratio(known, wanted) >= _NEAR]


def read_code(text: str) -> str:
    """Six digits of a code, "" if it is none."""
    try:
        return Teryt.parse(text).code6 if text else ""
    except TerytError as error:
        return error.suggestion[:6] if error.code == "lost_zero" else ""


def write_list(
    area: FetchArea, name: str, headers: Sequence[str], rows: Iterable[Sequence[str]], *, title: str = ""
) -> Path:
    """Write a list for the import, with a title above the headers that says of what day it is."""
    path = area.folder / name
    heading = [[title, *[""] * (len(headers) - 1)]] if title else []
    with atomic_path(path) as part:
        part.write_bytes(write_rows([*heading, headers, *rows]))
    return path


def title_of(name: str, day: str) -> str:
    """Title that tells the day that a list is true for, as the import reads it."""
    return f"{name}, stan na {day}" if day else name
