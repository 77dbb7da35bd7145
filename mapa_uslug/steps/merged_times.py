"""Parts of an area whose people may use the same places, and the travel times of all parts as one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.travel_times import TravelTimes
from mapa_uslug.engine.graph import NEVER
from mapa_uslug.traveltime.searches import Found


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
    eligible: NDArray[np.bool_], gmina: NDArray[np.int64]
) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Cells whose people may use the same places, by ascending row, and these places; in the order of the gminas.

    Parameters
    ----------
    eligible : bool, (gminas, places)
    gmina : int64, (cells,)
        Row of the gmina of each cell; cells of none (-1) belong nowhere.
    """
    alike: dict[bytes, int] = {}
    number = [alike.setdefault(row.tobytes(), len(alike)) for row in np.packbits(eligible, axis=1)]
    group_of_gmina = np.array([*number, -1], dtype=np.int64)
    group = group_of_gmina[gmina]
    order = np.argsort(group, kind="stable")
    found, starts = np.unique(group[order], return_index=True)
    first_gmina = np.unique(group_of_gmina[:-1], return_index=True)[1]
    return [
        (rows, np.flatnonzero(eligible[first_gmina[number]]))
        for number, rows in zip(found.tolist(), np.split(order, starts[1:]), strict=True)
        if number >= 0
    ]


def restrict_found(
    found: Found, parts: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]], *, places: NDArray[np.int64]
) -> tuple[Found, NDArray[np.bool_]]:
    """Keep of a search from places to all cells what the people of each cell may use.

    A place is searched from once, not once for every part that may use it, and parts need no search over the whole
    network: the nearest place of a cell is that of its pairs, or that of all where it may be used.

    Parameters
    ----------
    found : Found
        Sources are `places`, targets all cells.
    parts
        Rows of cells and the places that their people may use; every cell is in one part at most.
    places : int64, (sources,)
        What is counted as places in `parts`, ascending.

    Returns
    -------
    found : Found
        With places as they are counted in `parts`.
    is_missing : bool, (cells,)
        Cells whose nearest place is farther than pairs were looked for and not told.
    """
    part_of = np.full(len(found.nearest_ticks), len(parts), dtype=np.int64)
    # The last row and the last column: no part, no place.
    may_use = np.zeros((len(parts) + 1, len(places) + 1), dtype=bool)
    for number, (rows, allowed) in enumerate(parts):
        part_of[rows] = number
        may_use[number, np.searchsorted(places, allowed)] = True
    names = np.append(places, -1).astype(np.int32)
    may_any = np.asarray(may_use.any(axis=1), dtype=bool)
    is_told = may_use[part_of, found.nearest_source]
    kept = may_use[part_of[found.pair_target], found.pair_source]
    source, target, ticks = found.pair_source[kept], found.pair_target[kept], found.pair_ticks[kept]
    nearest_ticks = np.where(is_told, found.nearest_ticks, np.uint32(NEVER))
    nearest_source = np.where(is_told, found.nearest_source, np.int32(-1))
    if not is_told.all():
        with_pair, starts = np.unique(target, return_index=True)
        packed = ticks.astype(np.uint64) << np.uint64(32) | source.astype(np.uint64)
        least = np.minimum.reduceat(packed, starts) if len(starts) else packed
        nearest_ticks[with_pair] = (least >> np.uint64(32)).astype(np.uint32)
        nearest_source[with_pair] = (least & np.uint64(NEVER)).astype(np.int32)
    is_missing = (nearest_source < 0) & (found.nearest_source >= 0) & may_any[part_of]
    return Found(nearest_ticks, names[nearest_source], names[source], target, ticks), is_missing
