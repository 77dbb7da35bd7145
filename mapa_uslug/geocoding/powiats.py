"""Names of powiaty and wojewodztwa."""

from __future__ import annotations

from typing import Final

from mapa_uslug.core.address_text import locality_key
from mapa_uslug.core.folding import fold

_WOJEWODZTWA: Final = {
    "dolnoslaskie": "02", "kujawsko-pomorskie": "04", "lubelskie": "06", "lubuskie": "08", "lodzkie": "10",
    "malopolskie": "12", "mazowieckie": "14", "opolskie": "16", "podkarpackie": "18", "podlaskie": "20",
    "pomorskie": "22", "slaskie": "24", "swietokrzyskie": "26", "warminsko-mazurskie": "28", "wielkopolskie": "30",
    "zachodniopomorskie": "32",
}  # fmt: skip


def powiat_key(name: str) -> str:
    """Name of a powiat for comparing: "powiat bocheński" and "bocheński" are one, so are "m. Łódź" and "Miasto Łódź"."""
    return locality_key(name).removeprefix("powiat ").removesuffix(" powiat").strip()


def is_called_after(powiat: str, town: str) -> bool:
    """Whether a powiat's adjective can come from a town's name: bocheński from Bochnia, krakowski from Kraków."""
    first = town.split()[0] if town else ""
    if powiat == town:
        return True
    shared = next(
        (i for i, (a, b) in enumerate(zip(powiat, first, strict=False)) if a != b),
        min(len(powiat), len(first)),
    )
    return powiat.endswith(("ski", "cki")) and shared >= 4 and shared >= len(first) - 3


def wojewodztwo_code(name: str) -> str:
    """First two digits of the codes of a wojewodztwo, empty where there is none of that name."""
    return _WOJEWODZTWA.get(fold(name).removeprefix("woj.").removeprefix("wojewodztwo").strip(), "")
