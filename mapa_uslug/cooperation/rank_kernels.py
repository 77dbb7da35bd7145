"""What only rankings need, for thousands of sets: people gained and places shared, at one threshold.

Sets come in ascending order of their masks, so that neighbours hold the same high bits: pairs which those rule out are
sorted out once for many sets. Who is served already where every gmina keeps to its own can gain nothing.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.cooperation.kernels import Scratch, first_of, holds, round_full
from mapa_uslug.cooperation.reach import Reach
from mapa_uslug.engine.compiling import kernel

_WIDE, _NARROW = np.uint64(6), np.uint64(3)
"""Low bits of a mask in which sets that share a list of pairs may differ."""


class PairLists(NamedTuple):
    """Pairs that sets with the same high bits may have, by mode from ``pair_ptr``.

    Attributes
    ----------
    wide : int32, (pairs,)
        Which pairs; as many of each mode as `wide_count` says.
    cell, place, bits : int32, int32, uint64, (pairs,)
        The narrower choice, `narrow_count` of each mode.
    wide_count, narrow_count : int64, (modes,)
    high : uint64, (2,)
        High bits that both hold for, plus 1; 0 before the first set.
    """

    wide: NDArray[np.int32]
    cell: NDArray[np.int32]
    place: NDArray[np.int32]
    bits: NDArray[np.uint64]
    wide_count: NDArray[np.int64]
    narrow_count: NDArray[np.int64]
    high: NDArray[np.uint64]


def new_lists(reach: Reach) -> PairLists:
    """Memory for a thread."""
    pairs, modes = len(reach.pair_cell), len(reach.within)
    return PairLists(
        np.zeros(pairs, dtype=np.int32), np.zeros(pairs, dtype=np.int32), np.zeros(pairs, dtype=np.int32),
        np.zeros(pairs, dtype=np.uint64), np.zeros(modes, dtype=np.int64), np.zeros(modes, dtype=np.int64),
        np.zeros(2, dtype=np.uint64),
    )  # fmt: skip


@kernel
def _choose_pairs(reach: Reach, partners: np.uint64, lists: PairLists) -> None:
    one = np.uint64(1)
    if lists.high[0] != (partners >> _WIDE) + one:
        lists.high[0] = (partners >> _WIDE) + one
        lists.high[1] = 0
        for mode in range(reach.within.shape[0]):
            first, count = reach.pair_ptr[mode], 0
            for i in range(first, reach.pair_ptr[mode + 1]):
                if (reach.pair_bits[i] & ~partners) >> _WIDE == 0:
                    lists.wide[first + count] = i
                    count += 1
            lists.wide_count[mode] = count
    if lists.high[1] != (partners >> _NARROW) + one:
        lists.high[1] = (partners >> _NARROW) + one
        for mode in range(reach.within.shape[0]):
            first, count = reach.pair_ptr[mode], 0
            for j in range(first, first + lists.wide_count[mode]):
                i = lists.wide[j]
                if (reach.pair_bits[i] & ~partners) >> _NARROW == 0:
                    lists.cell[first + count] = reach.pair_cell[i]
                    lists.place[first + count] = reach.pair_place[i]
                    lists.bits[first + count] = reach.pair_bits[i]
                    count += 1
            lists.narrow_count[mode] = count


@kernel
def _allot_listed(
    reach: Reach,
    partners: np.uint64,
    mode: int,
    place_bit: NDArray[np.int8],
    scratch: Scratch,
    lists: PairLists,
) -> None:
    """The allotment, ended as soon as nobody wants anything or nothing is left.

    People of a cell that wants nothing go to its first place and take no room.
    """
    wanted, room, demand = scratch.wanted[mode], scratch.room, reach.demand
    wanted[:] = demand
    room[:] = reach.capacity
    wanting, idle, with_room = 0, 0, 0
    for cell in range(reach.bit.size):
        if holds(partners, reach.bit[cell]) and reach.within[mode, cell] & partners:
            if demand[cell] > 0.0:
                wanting += 1
            else:
                idle += 1
    for place in range(room.size):
        if room[place] > 0.0 and holds(partners, place_bit[place]):
            with_room += 1
    first = reach.pair_ptr[mode]
    for i in range(first, first + lists.narrow_count[mode]):
        if lists.bits[i] & partners != lists.bits[i]:
            continue
        cell, place = lists.cell[i], lists.place[i]
        taken = min(wanted[cell], room[place])
        if taken > 0.0:
            wanted[cell] -= taken
            room[place] -= taken
            wanting -= wanted[cell] == 0.0
            with_room -= room[place] == 0.0
        elif demand[cell] == 0.0 and wanted[cell] == 0.0:
            wanted[cell] = -1.0
            idle -= 1
        else:
            continue
        if reach.host[place] != reach.home[cell]:
            scratch.used[mode, place] = True
        if idle == 0 and (wanting == 0 or with_room == 0):
            break


@kernel
def _mark_used(reach: Reach, partners: np.uint64, mode: int, scratch: Scratch) -> None:
    for cell in range(reach.bit.size):
        if holds(partners, reach.bit[cell]):
            j = first_of(partners, reach.near_bit[mode, cell])
            if j >= 0 and reach.near_place[mode, cell, j] >= 0:
                scratch.used[mode, reach.near_place[mode, cell, j]] = True


@kernel
def rank_sets(
    reach: Reach,
    sets: NDArray[np.uint64],
    place_bit: NDArray[np.int8],
    hopeful: NDArray[np.int64],
    gained: NDArray[np.int64],
    shared: NDArray[np.int64],
    scratch: Scratch,
    lists: PairLists,
) -> None:
    """Add up people gained by set, row and mode (all together last), and places shared by set and mode.

    Parameters
    ----------
    reach
        Of all residents only; places in ``near_place`` are -1 where they are the people's own.
    place_bit : int8, (places,)
        Partner in whom each place stands, -1 if none.
    hopeful : int64, (some cells,)
        Those that may gain.
    """
    modes = reach.within.shape[0]
    for k in range(sets.size):
        partners = sets[k]
        scratch.used[:] = False
        if reach.has_room:
            _choose_pairs(reach, partners, lists)
        for mode in range(modes):
            if reach.has_room:
                _allot_listed(reach, partners, mode, place_bit, scratch, lists)
                round_full(reach, partners, mode, 0, scratch)
            else:
                _mark_used(reach, partners, mode, scratch)
        _count_used(scratch.used, shared[k])
        for cell in hopeful:
            if holds(partners, reach.bit[cell]):
                _add_gains(reach, partners, cell, gained[k, reach.row[cell]], scratch)


@kernel
def _add_gains(
    reach: Reach, partners: np.uint64, cell: int, gained: NDArray[np.int64], scratch: Scratch
) -> None:
    modes, people, most = reach.within.shape[0], reach.people[0, cell], 0
    for mode in range(modes):
        if reach.within[mode, cell] & partners:
            served = people - scratch.full[mode, 0, cell]
            gained[mode] += max(0, served - reach.own_served[mode, 0, cell])
            most = max(most, served)
    gained[modes] += max(0, most - reach.own_served[modes, 0, cell])


@kernel
def _count_used(used: NDArray[np.bool_], shared: NDArray[np.int64]) -> None:
    """By mode, and by any of them in the last place."""
    modes = used.shape[0]
    for place in range(used.shape[1]):
        by_any = 0
        for mode in range(modes):
            if used[mode, place]:
                shared[mode] += 1
                by_any = 1
        shared[modes] += by_any
