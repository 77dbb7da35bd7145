"""Headers that a table has more than once, so that nobody can tell which of the columns is meant."""

from __future__ import annotations

from collections.abc import Iterable

from mapa_uslug.contracts.raw_tables import RawTable
from mapa_uslug.core.errors import Problem, problem
from mapa_uslug.registry.tables.headers import match_headers


def tell_repeated(table: RawTable, columns: Iterable[str]) -> list[Problem]:
    """Say which columns cannot be told apart, with the cells of their headers.

    Parameters
    ----------
    columns
        Official or composite columns that matter.
    """
    place = f"{table.file}!{table.sheet}" if table.sheet else table.file
    ambiguous = match_headers(table.headers).ambiguous
    return [
        problem(
            "Several columns may be {column}: {found}. None was read.", where=place, code="repeated_header", column=column,
            hint="Give all but one of them another header, or say in a mapping which one is meant.",
            found=", ".join(f"{_cell(table, i)} ({' '.join(table.headers[i].split())})" for i in ambiguous[column]),
        )
        for column in columns if column in ambiguous
    ]  # fmt: skip


def _cell(table: RawTable, column: int) -> str:
    return f"{table.letters[column]}{table.header_row or ''}"
