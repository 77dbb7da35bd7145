"""luki.csv: the indicators of every gmina, service type, mode, group and threshold."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from mapa_uslug.contracts.tables import RunResult
from mapa_uslug.reports.csv_files import write_csv

GAP_COLUMNS: Final = (
    "gmina_teryt", "gmina", "usluga", "srodek", "grupa", "prog", "prog_jednostka", "prog_rodzaj", "osoby",
    "obsluzone", "brak_miejsc", "za_daleko", "nie_wiadomo", "mediana_min",
)  # fmt: skip
"""Columns that luki.csv always begins with; others may follow."""

_ORDER: Final = ["gmina_teryt", "usluga", "srodek", "grupa", "prog"]


def write_gap_table(result: RunResult, path: Path) -> None:
    """Write ``luki.csv`` (UTF-8, comma, decimal point), in an order that does not depend on that of the inputs."""
    table = result.indicators
    more = [c for c in table.columns if c not in GAP_COLUMNS]
    write_csv(table.sort_values(_ORDER, kind="stable")[[*GAP_COLUMNS, *more]], path)
