"""Which part of the country a postcode is of."""

from __future__ import annotations

from typing import Final

_REGIONS: Final = {
    "0": "04 06 10 14 20 28", "1": "14 20 22 28", "2": "06 10 14 18 26", "3": "12 18 24 26", "4": "10 12 16 24 26 30",
    "5": "02 16 30", "6": "02 08 30 32", "7": "08 22 30 32", "8": "04 14 22 28 30", "9": "10 14 16 26 30",
}  # fmt: skip
"""First figure of a postcode -> wojewodztwa (first two digits of their codes) that have such codes. Postal districts follow
the old main post offices (0 Warszawa, 1 Olsztyn, 2 Lublin, 3 Krakow, 4 Katowice, 5 Wroclaw, 6 Poznan, 7 Szczecin,
8 Gdansk, 9 Lodz); wojewodztwa that they may only touch are counted in."""


def is_foreign_postcode(postcode: str, gmina_teryt: str) -> bool:
    """Whether a postcode cannot be of the gmina, because no such code is used in its wojewodztwo."""
    regions = _REGIONS.get(postcode[:1])
    region = gmina_teryt[:2]
    return regions is not None and region.isdigit() and region != "00" and region not in regions.split()
