"""Localities of the official list (SIMC) that have no address of their own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mapa_uslug.core.address_text import locality_key
from mapa_uslug.geocoding.gathering import Gatherer
from mapa_uslug.geocoding.index_tables import IndexTables, LocalityTuple
from mapa_uslug.geocoding.sources import LocalityRow


def add_listed(
    tables: IndexTables, gatherer: Gatherer, gmina_id: dict[int, int], listed: Sequence[LocalityRow]
) -> int:
    """Add the listed localities that the addresses do not know, at the place of their village or gmina.

    Returns
    -------
    int
        How many could not be placed, as nothing is known of their gmina.
    """
    unplaced = 0
    by_simc = {row[4]: row for row in tables.localities if row[4]}
    by_name = {(row[3], row[1]): row for row in tables.localities}
    numbered = ((key[0], gmina_id[number]) for key, number in gatherer.gathered.gminas.items())
    codes = {code: number for code, number in numbered if code}
    names = {row.simc: row.name for row in listed}
    for row in sorted(set(listed), key=lambda r: (r.gmina_teryt, r.simc, r.name)):
        gmina = codes.get(row.gmina_teryt)
        key = locality_key(row.name)
        if gmina is None:
            unplaced += 1
            continue
        if row.simc in by_simc or _is_known(by_name.get((gmina, key)), row):
            continue
        name = locality_key(names.get(row.parent, "")) if row.parent else ""
        parent = by_simc.get(row.parent) or by_name.get((gmina, name))
        whole = tables.gminas[gmina - 1]
        lon, lat, radius = parent[5:8] if parent else whole[5:8]
        if lon is None or lat is None or not np.isfinite(lon):
            unplaced += 1
            continue
        number = len(tables.localities) + 1
        added = (number, key, row.name, gmina, row.simc, lon, lat, radius, 0)
        tables.localities.append(added)
        by_name.setdefault((gmina, key), added)
    return unplaced


def _is_known(same_name: LocalityTuple | None, row: LocalityRow) -> bool:
    """Whether a locality of that name in the gmina is the listed one: one of them has no identifier, or houses and no parent."""
    return same_name is not None and (
        not same_name[4] or not row.simc or bool(same_name[8] and not row.parent)
    )
