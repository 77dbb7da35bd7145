"""Counting people for sets of partners without any search of the roads: one pass over cells and pairs a set.

A set is a mask of partner bits. What the people of a cell may reach is a mask too: bit b says that the services of
partner b bring it about. So whether a set does is one ``and``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.cooperation.reach import BLANK, UNPLACED, UNTOLD, Reach
from mapa_uslug.engine.compiling import kernel

_SERVED, _FULL, _TOO_FAR, _CANNOT_TELL = 0, 1, 2, 3
_HAIR = 1e-9
"""What is left of a float subtraction is not a person."""


class Scratch(NamedTuple):
    """Memory of one thread.

    Attributes
    ----------
    wanted : float64, (modes, cells)
        What each cell is left with.
    room : float64, (places,)
    full : int64, (modes, groups, cells)
    used : bool, (modes, places)
        Places that people of another gmina use.
    found : int64, (modes + 1, 4)
    """

    wanted: NDArray[np.float64]
    room: NDArray[np.float64]
    full: NDArray[np.int64]
    used: NDArray[np.bool_]
    found: NDArray[np.int64]


def new_scratch(reach: Reach) -> Scratch:
    """Memory for a thread."""
    modes, cells = reach.within.shape
    places = len(reach.capacity)
    return Scratch(
        np.zeros((modes, cells)),
        np.zeros(places),
        np.zeros((modes, len(reach.people), cells), dtype=np.int64),
        np.zeros((modes, places), dtype=np.bool_),
        np.zeros((modes + 1, 4), dtype=np.int64),
    )


@kernel
def holds(partners: np.uint64, bit: int) -> bool:
    """Whether a set holds a partner; -1 is nobody."""
    return bit >= 0 and (partners >> np.uint64(bit)) & np.uint64(1) != 0


@kernel
def first_of(partners: np.uint64, bits: NDArray[np.int8]) -> int:
    """Place in a list of partners, which -1 ends, of the first whom a set holds; -1 if none."""
    for j in range(bits.size):
        if bits[j] < 0:
            return -1
        if holds(partners, bits[j]):
            return j
    return -1


@kernel
def row_of(partners: np.uint64, bit: int, row: int) -> int:
    """Row of the figures that the people of a set's member are counted in; -1 where they are no member, or in none.

    Of numbers, not of the whole reach: handing that on for every cell takes three times as long as all the counting.
    """
    return row if holds(partners, bit) else -1


@kernel
def _is_too_far(reach: Reach, partners: np.uint64, mode: int, cell: int) -> bool:
    """Whether people beyond the threshold are known to be: the order is that of the coverage's reasons."""
    flags = reach.flags[mode, cell]
    if flags & BLANK or reach.unknown[mode, cell] & partners or flags & UNPLACED:
        return False
    if not reach.eligible[cell] & partners:
        return True
    return not flags & UNTOLD and (reach.finite[mode, cell] & partners) != 0


@kernel
def _fill_found(reach: Reach, partners: np.uint64, cell: int, group: int, scratch: Scratch) -> None:
    """States of a cell's people by every mode and, in the last row, by all together."""
    found, people = scratch.found, reach.people[group, cell]
    found[:] = 0
    modes = reach.within.shape[0]
    served, reached, too_far = 0, 0, people
    for mode in range(modes):
        if reach.within[mode, cell] & partners:
            found[mode, _FULL] = scratch.full[mode, group, cell]
            found[mode, _SERVED] = people - found[mode, _FULL]
            reached = people
            served = max(served, found[mode, _SERVED])
        elif _is_too_far(reach, partners, mode, cell):
            found[mode, _TOO_FAR] = people
        else:
            found[mode, _CANNOT_TELL] = people
        too_far = min(too_far, found[mode, _TOO_FAR])
    found[modes, _SERVED] = served
    found[modes, _FULL] = reached - served
    found[modes, _TOO_FAR] = too_far
    found[modes, _CANNOT_TELL] = people - reached - too_far


@kernel
def _allot(reach: Reach, partners: np.uint64, mode: int, scratch: Scratch) -> None:
    """Fill the places of a set, pairs in their order."""
    wanted, room, demand = scratch.wanted[mode], scratch.room, reach.demand
    wanted[:] = demand
    room[:] = reach.capacity
    for i in range(reach.pair_ptr[mode], reach.pair_ptr[mode + 1]):
        if reach.pair_bits[i] & partners != reach.pair_bits[i]:
            continue
        cell, place = reach.pair_cell[i], reach.pair_place[i]
        taken = min(wanted[cell], room[place])
        if taken > 0.0:
            wanted[cell] -= taken
            room[place] -= taken


@kernel
def _share_left(reach: Reach, scratch: Scratch, mode: int, cell: int) -> float:
    demand, wanted = reach.demand[cell], scratch.wanted[mode, cell]
    share = wanted / demand if demand > 0.0 else 0.0
    return 0.0 if share < _HAIR else share


@kernel
def round_full(reach: Reach, partners: np.uint64, mode: int, group: int, scratch: Scratch) -> None:
    """People who find the places full, running totals right to half a person, of members and all others alike."""
    total, before = 0.0, np.int64(0)
    for cell in range(reach.bit.size):
        if not holds(partners, reach.bit[cell]):
            share = reach.own_share[mode, cell]
        elif reach.within[mode, cell] & partners:
            share = _share_left(reach, scratch, mode, cell)
        else:
            share = 0.0
        if share == 0.0:
            scratch.full[mode, group, cell] = 0
            continue
        total += reach.people[group, cell] * share
        now = np.int64(np.floor(total + 0.5 + 1e-7))
        scratch.full[mode, group, cell] = now - before
        before = now


@kernel
def _prepare_set(reach: Reach, partners: np.uint64, scratch: Scratch) -> None:
    """Who finds the places full, which depends on the whole set."""
    if not reach.has_room:
        return
    for mode in range(reach.within.shape[0]):
        _allot(reach, partners, mode, scratch)
        for group in range(reach.people.shape[0]):
            round_full(reach, partners, mode, group, scratch)


@kernel
def count_sets(
    reach: Reach,
    sets: NDArray[np.uint64],
    states: NDArray[np.int64],
    gained: NDArray[np.int64],
    lost: NDArray[np.int64],
    scratch: Scratch,
) -> None:
    """Add up people by set, row, mode (all together last) and group: states, gained, lost."""
    modes = reach.within.shape[0]
    for k in range(sets.size):
        partners = sets[k]
        _prepare_set(reach, partners, scratch)
        for cell in range(reach.bit.size):
            row = row_of(partners, reach.bit[cell], reach.row[cell])
            if row < 0:
                continue
            for group in range(reach.people.shape[0]):
                _fill_found(reach, partners, cell, group, scratch)
                for mode in range(modes + 1):
                    for state in range(4):
                        states[k, row, mode, group, state] += scratch.found[mode, state]
                    more = scratch.found[mode, _SERVED] - reach.own_served[mode, group, cell]
                    if more > 0:
                        gained[k, row, mode, group] += more
                    else:
                        lost[k, row, mode, group] -= more


@kernel
def fill_cells(
    reach: Reach,
    partners: np.uint64,
    states: NDArray[np.int64],
    share: NDArray[np.float64],
    scratch: Scratch,
) -> None:
    """States of the people of every member cell, (modes + 1, groups, cells, 4), and the shares who find places full."""
    modes = reach.within.shape[0]
    _prepare_set(reach, partners, scratch)
    for cell in range(reach.bit.size):
        if not holds(partners, reach.bit[cell]):
            continue
        for group in range(reach.people.shape[0]):
            _fill_found(reach, partners, cell, group, scratch)
            states[:, group, cell] = scratch.found
        for mode in range(modes):
            if reach.has_room and reach.within[mode, cell] & partners:
                share[mode, cell] = _share_left(reach, scratch, mode, cell)
