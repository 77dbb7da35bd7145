"""Who is served where, and what people save on the way, for sets of partners."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.cooperation.kernels import Scratch, first_of, row_of
from mapa_uslug.cooperation.reach import Reach
from mapa_uslug.engine.compiling import kernel


@kernel
def sum_savings(reach: Reach, sets: NDArray[np.uint64], saved: NDArray[np.float64]) -> None:
    """Add up people times what they save, by set, row, mode and group."""
    for k in range(sets.size):
        partners = sets[k]
        for cell in range(reach.bit.size):
            row = row_of(partners, reach.bit[cell], reach.row[cell])
            if row < 0:
                continue
            for mode in range(reach.within.shape[0]):
                j = first_of(partners, reach.better_bit[mode, cell])
                if j >= 0:
                    for group in range(reach.people.shape[0]):
                        saved[k, row, mode, group] += reach.people[group, cell] * reach.better[mode, cell, j]


@kernel
def trace_sets(
    reach: Reach,
    sets: NDArray[np.uint64],
    hosted: NDArray[np.float64],
    taken: NDArray[np.float64],
    from_others: NDArray[np.float64],
    scratch: Scratch,
) -> None:
    """Add up people by set, mode, row, host and group, and units taken by set, mode and place (of others too)."""
    for k in range(sets.size):
        for mode in range(reach.within.shape[0]):
            if reach.has_room:
                _trace_pairs(
                    reach, sets[k], mode, hosted[k, mode], taken[k, mode], from_others[k, mode], scratch
                )
            else:
                _trace_nearest(reach, sets[k], mode, hosted[k, mode])


@kernel
def _trace_pairs(
    reach: Reach,
    partners: np.uint64,
    mode: int,
    hosted: NDArray[np.float64],
    taken: NDArray[np.float64],
    from_others: NDArray[np.float64],
    scratch: Scratch,
) -> None:
    """The allotment again, with an account of who takes what."""
    wanted, room, demand = scratch.wanted[mode], scratch.room, reach.demand
    wanted[:] = demand
    room[:] = reach.capacity
    for i in range(reach.pair_ptr[mode], reach.pair_ptr[mode + 1]):
        if reach.pair_bits[i] & partners != reach.pair_bits[i]:
            continue
        cell, place = reach.pair_cell[i], reach.pair_place[i]
        units, part = min(wanted[cell], room[place]), 0.0
        if units > 0.0:
            wanted[cell] -= units
            room[place] -= units
            part = units / demand[cell]
            taken[place] += units
            if reach.host[place] != reach.home[cell]:
                from_others[place] += units
        elif demand[cell] == 0.0 and wanted[cell] == 0.0:
            wanted[cell] = -1.0
            part = 1.0
        if part > 0.0 and reach.row[cell] >= 0:
            for group in range(reach.people.shape[0]):
                hosted[reach.row[cell], reach.host[place], group] += reach.people[group, cell] * part


@kernel
def _trace_nearest(reach: Reach, partners: np.uint64, mode: int, hosted: NDArray[np.float64]) -> None:
    for cell in range(reach.bit.size):
        row = row_of(partners, reach.bit[cell], reach.row[cell])
        if row < 0:
            continue
        j = first_of(partners, reach.near_bit[mode, cell])
        if j >= 0:
            host = reach.host[reach.near_place[mode, cell, j]]
            for group in range(reach.people.shape[0]):
                hosted[row, host, group] += reach.people[group, cell]
