"""Address points of an area, however they come, in the one form in which they are handed on."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from mapa_uslug.core.files import atomic_path


class AddressRow(NamedTuple):
    """An address point.

    `x` (east) and `y` (north) are metres of EPSG:2180; None where the source gives no point.
    """

    gmina_teryt: str
    gmina: str
    locality: str
    simc: str
    street: str
    number: str
    postcode: str
    x: float | None
    y: float | None


HEADERS: Final = (
    "ID_GMINY", "NAZWA_GMINY", "NAZWA_MIEJSCOWOSCI", "ID_MIEJSCOWOSCI", "NAZWA_ULICY", "NUMER_PORZADKOWY", "KOD_POCZTOWY",
    "x", "y",
)  # fmt: skip
"""Names of the columns, as the register has them since 2025; x is east."""


def write_addresses(path: Path, rows: Iterable[AddressRow]) -> int:
    """Write points to CSV, sorted, each once, to the centimetre; the number of them."""
    kept = sorted({(*row[:-2], _metres(row.x), _metres(row.y)) for row in rows})
    with atomic_path(path) as part, part.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";", lineterminator="\n")
        writer.writerow(HEADERS)
        writer.writerows(kept)
    return len(kept)


def _metres(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
