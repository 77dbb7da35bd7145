"""Schemas made from the dictionary of fields, and the check that a stage's table keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from mapa_uslug.contracts.tables import FIELDS
from mapa_uslug.core.errors import MapaUslugError

if TYPE_CHECKING:
    import pandas as pd


_TYPES = {"int": "int64", "float": "float64", "bool": "bool"}


class ContractError(MapaUslugError, TypeError):
    """A stage gave a table that breaks its contract: a fault of the product, not of the data."""


@lru_cache(maxsize=32)
def table_schema(columns: tuple[str, ...]) -> Any:
    """Pandera schema of a table with these columns; further columns may follow."""
    import pandera.pandas as pa

    def column(name: str) -> Any:
        kind = FIELDS[name].dtype
        # Texts may be held as objects or as pandas' own text type; shapes are geopandas' business.
        text = [pa.Check(_is_text, element_wise=True)] if kind == "str" else []
        return pa.Column(_TYPES.get(kind), checks=text, nullable=FIELDS[name].nullable)

    return pa.DataFrameSchema({name: column(name) for name in columns}, strict=False)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def check_table(table: pd.DataFrame, columns: Sequence[str], *, name: str, crs: str | None = None) -> None:
    """Raise `ContractError` unless a table has its columns in their types, and its geometry the area's CRS.

    The CRS is looked at first: pandera says of a wrong one only that a type is wrong.
    """
    import pandera.errors

    if crs is not None and str(table.crs) != crs:
        raise ContractError(f"{name}: geometry in {table.crs}, expected {crs}")
    try:
        table_schema(tuple(columns)).validate(table, lazy=True)
    except pandera.errors.SchemaErrors as error:
        raise ContractError(f"{name}: {error.failure_cases[['column', 'check', 'failure_case']].to_dict('records')[:5]}") from error  # fmt: skip
