"""The sixteen wojewodztwa by name and code."""

from __future__ import annotations

from typing import Final

from mapa_uslug.core.folding import fold

WOJEWODZTWA: Final = (
    "dolnośląskie", "kujawsko-pomorskie", "lubelskie", "lubuskie", "łódzkie", "małopolskie", "mazowieckie", "opolskie",
    "podkarpackie", "podlaskie", "pomorskie", "śląskie", "świętokrzyskie", "warmińsko-mazurskie", "wielkopolskie",
    "zachodniopomorskie",
)  # fmt: skip
"""Names in alphabetical order; the code of each (TERYT) is twice its place, counted from 1."""
_CODES: Final = {fold(name): f"{2 * place:02d}" for place, name in enumerate(WOJEWODZTWA, start=1)}


def wojewodztwo_code(name: str) -> str:
    """First two digits of the codes of a wojewodztwo, empty where there is none of that name."""
    return _CODES.get(fold(name).removeprefix("woj.").removeprefix("wojewodztwo").strip(), "")


def wojewodztwo_name(code: str) -> str:
    """Name of the wojewodztwo of a TERYT code of any length, empty where there is none."""
    return next((name for name in WOJEWODZTWA if _CODES[fold(name)] == code[:2]), "")
