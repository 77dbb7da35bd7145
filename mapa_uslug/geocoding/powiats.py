"""Names of powiaty and wojewodztwa."""

from __future__ import annotations

from mapa_uslug.core.address_text import locality_key


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
