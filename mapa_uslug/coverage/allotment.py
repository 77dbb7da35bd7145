"""Allotting places to people when there may not be enough."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.engine.compiling import kernel


def allot_places(
    *,
    cell: NDArray[np.int64],
    place: NDArray[np.int32],
    step: NDArray[np.float64],
    demand: NDArray[np.float64],
    capacity: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Share of each cell's demand that finds no room.

    Pairs are served by ascending whole step of cost, ties by cell, then by place (rows are in the order of their
    ids), each taking what the cell still needs and the place still has. Steps, since the map embeds nothing finer and
    must come to the same figures; no journey is known to the second anyway.

    Parameters
    ----------
    cell, place, step
        Pairs within the threshold, costs as of `count_steps`.
    demand : (cells,)
        Units wanted.
    capacity : (places,)
        Units there; ``inf`` where not known, since an unknown capacity must not make anyone unserved.

    Returns
    -------
    float64, (cells,)
        0 where there is room for all or nothing is wanted, 1 where there is none.
    """
    order = order_pairs(cell=cell, place=place, step=step)
    return allot_in_order(cell=cell[order], place=place[order], demand=demand, capacity=capacity)


def order_pairs(
    *, cell: NDArray[np.int64], place: NDArray[np.int32], step: NDArray[np.float64]
) -> NDArray[np.int64]:
    """The order in which `allot_places` serves pairs."""
    return np.lexsort((place, cell, step))


def allot_in_order(
    *,
    cell: NDArray[np.int64],
    place: NDArray[np.int32],
    demand: NDArray[np.float64],
    capacity: NDArray[np.float64],
) -> NDArray[np.float64]:
    """`allot_places` of pairs that stand in their order already: to ask again with other capacities."""
    left = _allot(cell, place, demand.astype(np.float64), capacity.astype(np.float64))
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(demand > 0, left / demand, 0.0)
    # What is left of a float subtraction is not a person.
    return np.where(share < 1e-9, 0.0, share)


@kernel
def _allot(
    cell: NDArray[np.int64],
    place: NDArray[np.int32],
    demand: NDArray[np.float64],
    capacity: NDArray[np.float64],
) -> NDArray[np.float64]:
    wanted = demand.copy()
    room = capacity.copy()
    for i in range(cell.size):
        taken = min(wanted[cell[i]], room[place[i]])
        if taken > 0.0:
            wanted[cell[i]] -= taken
            room[place[i]] -= taken
    return wanted
