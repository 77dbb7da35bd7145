"""Parts of an area whose people may use the same places, and the travel times of all parts as one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.travel_times import TravelTimes


def merge_times(
    parts: Sequence[tuple[NDArray[np.int64], NDArray[np.int64], TravelTimes]], *, cell_count: int
) -> TravelTimes:
    """Travel times of parts of the cells, each to its own places, as one.

    Parameters
    ----------
    parts
        Rows of the cells, rows of the places that part was measured to, and its times.
    """
    first = parts[0][2]
    nearest_cost, edge_cost = np.full(cell_count, np.inf), np.full(cell_count, np.inf)
    nearest_place = np.full(cell_count, -1, dtype=np.int32)
    is_snapped = np.zeros(cell_count, dtype=bool)
    cells, places, costs = [], [], []
    for rows, allowed, part in parts:
        nearest_cost[rows], edge_cost[rows], is_snapped[rows] = (
            part.nearest_cost,
            part.edge_cost,
            part.is_snapped,
        )
        has_place = part.nearest_place >= 0
        nearest_place[rows[has_place]] = allowed[part.nearest_place[has_place]]
        cells.append(np.repeat(rows, np.diff(part.pair_ptr)))
        places.append(allowed[part.pair_place])
        costs.append(part.pair_cost)
    cell, place, cost = np.concatenate(cells), np.concatenate(places), np.concatenate(costs)
    order = np.lexsort((place, cell))
    pointer = np.zeros(cell_count + 1, dtype=np.int64)
    np.cumsum(np.bincount(cell, minlength=cell_count), out=pointer[1:])
    return TravelTimes(
        mode=first.mode, direction=first.direction, unit=first.unit, is_snapped=is_snapped, nearest_cost=nearest_cost,
        nearest_place=nearest_place, pair_ptr=pointer, pair_place=place[order].astype(np.int32), pair_cost=cost[order],
        limit=first.limit, edge_cost=edge_cost,
    )  # fmt: skip


def group_by_allowed(
    eligible: NDArray[np.bool_], gminas: Sequence[str]
) -> Iterable[tuple[NDArray[np.int64], list[str]]]:
    """Gminas that may use the same places go together: one search for each such set."""
    sets: dict[bytes, tuple[NDArray[np.int64], list[str]]] = {}
    for row, gmina in zip(eligible, gminas, strict=True):
        sets.setdefault(row.tobytes(), (np.flatnonzero(row), []))[1].append(gmina)
    return sets.values()
