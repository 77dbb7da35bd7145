"""Mappings that come with the product, chosen by the headers of a list."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from mapa_uslug.contracts.raw_tables import RawTable
from mapa_uslug.registry.foreign.fitting_mapping import fits_sheet
from mapa_uslug.registry.foreign.mapping import Mapping, read_mapping
from mapa_uslug.registry.foreign.mapping_headers import find_columns, has_columns

FOLDER = Path(__file__).with_name("ready")


@lru_cache(maxsize=1)
def ready_mappings() -> dict[str, Mapping]:
    """Ready mappings by the name of their file, without ``.toml``."""
    return {path.stem: read_mapping(path) for path in sorted(FOLDER.glob("*.toml"))}


def find_ready(table: RawTable, *, own: Iterable[Mapping] = ()) -> Mapping | None:
    """The mapping whose required headers a table has, all of them; of several the one that knows most of its columns.

    A list that two mappings fit equally well is not recognised: nothing is guessed here.

    Parameters
    ----------
    own
        Mappings that the user keeps; one that fits goes before those of the product.
    """
    fitting = _fitting(table, own) or _fitting(table, ready_mappings().values())
    scores = [_score(mapping, table) for mapping in fitting]
    best = max(scores, default=(0, 0))
    return fitting[scores.index(best)] if scores.count(best) == 1 else None


def _fitting(table: RawTable, mappings: Iterable[Mapping]) -> list[Mapping]:
    return [
        m for m in mappings if m.required and fits_sheet(m, table) and has_columns(table.headers, m.required)
    ]


def _score(mapping: Mapping, table: RawTable) -> tuple[int, int]:
    """How many required headers, and how many columns of the table, a mapping knows."""
    wanted = [*(h for column in mapping.columns for h in mapping.headers_of(column)), *mapping.split]
    known = {i for header in wanted for i in find_columns(table.headers, header)}
    return len(mapping.required), len(known)
