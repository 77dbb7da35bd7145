"""The best set of a size, proven without counting every set.

Whatever else a partner's people gain, they gain nothing that no member brings within reach: people within reach of a set
and not served yet bound the gain from above, and a larger set reaches no fewer. So a set that is begun (P) and may still
be added to (R) gains no more than the members of P and the best of R would with all of P and R. This is branch and bound
(Land and Doig, 1960) with that bound; where room is not counted the bound of a whole set is its gain.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.cooperation.kernels import Scratch, holds
from mapa_uslug.cooperation.rank_kernels import PairLists, rank_sets
from mapa_uslug.cooperation.reach import Reach
from mapa_uslug.engine.compiling import kernel


class Hopes(NamedTuple):
    """People who are not served yet, by partner and by who may serve them.

    Attributes
    ----------
    ptr : int64, (partners + 1,)
    mask : uint64, (hopes,)
        Partners any of whom bring a place within reach of them.
    people : int64, (hopes,)
    """

    ptr: NDArray[np.int64]
    mask: NDArray[np.uint64]
    people: NDArray[np.int64]


@kernel
def bound_gains(hopes: Hopes, partners: np.uint64, gains: NDArray[np.int64]) -> None:
    """The most that the people of every partner may gain with some partners, to whom it is added itself."""
    for partner in range(hopes.ptr.size - 1):
        total = 0
        for i in range(hopes.ptr[partner], hopes.ptr[partner + 1]):
            if hopes.mask[i] & partners:
                total += hopes.people[i]
        gains[partner] = total


@kernel
def _bound(chosen: np.uint64, first: int, missing: int, by_least: bool, gains: NDArray[np.int64]) -> int:
    """Of a set begun, `missing` members of which are still to be taken from partner `first` on."""
    rest = np.sort(gains[first:])[::-1][:missing]
    total, least = int(rest.sum()), int(gains.max())
    if rest.size:
        least = int(rest[-1])
    for partner in range(first):
        if holds(chosen, partner):
            total += int(gains[partner])
            least = min(least, int(gains[partner]))
    return least if by_least else total


@kernel
def _value(chosen: np.uint64, by_least: bool, gains: NDArray[np.int64]) -> int:
    return _bound(chosen, gains.size, 0, by_least, gains)


@kernel
def find_best_set(
    reach: Reach,
    hopes: Hopes,
    size: int,
    by_least: bool,
    at_least: int,
    most_nodes: int,
    place_bit: NDArray[np.int8],
    hopeful: NDArray[np.int64],
    scratch: Scratch,
    lists: PairLists,
) -> tuple[np.uint64, int]:
    """The first of the best sets of a size in the order of their members, and its value.

    0 where none comes to `at_least`; a value of -1 where `most_nodes` were looked at before the end.
    """
    count, modes = hopes.ptr.size - 1, reach.within.shape[0]
    one, everybody = np.uint64(1), (np.uint64(1) << np.uint64(count)) - np.uint64(1)
    gains = np.zeros(count, dtype=np.int64)
    masks, firsts = np.zeros(2 * count + 2, dtype=np.uint64), np.zeros(2 * count + 2, dtype=np.int64)
    best, best_value, top, nodes = np.uint64(0), at_least - 1, 1, 0
    gained, shared = np.zeros((1, count, modes + 1), dtype=np.int64), np.zeros((1, modes + 1), dtype=np.int64)
    single = np.zeros(1, dtype=np.uint64)
    while top:
        top -= 1
        chosen, first = masks[top], firsts[top]
        members = 0
        for partner in range(first):
            members += holds(chosen, partner)
        if members + count - first < size:
            continue
        nodes += 1
        if nodes > most_nodes:
            return np.uint64(0), -1
        is_whole = members == size
        rest = np.uint64(0) if is_whole else everybody >> np.uint64(first) << np.uint64(first)
        bound_gains(hopes, chosen | rest, gains)
        bound = (
            _value(chosen, by_least, gains)
            if is_whole
            else _bound(chosen, first, size - members, by_least, gains)
        )
        if bound <= best_value:
            continue
        if is_whole:
            if reach.has_room:
                single[0] = chosen
                gained[:] = 0
                rank_sets(reach, single, place_bit, hopeful, gained, shared, scratch, lists)
                bound = _value(chosen, by_least, gained[0, :, modes])
            if bound > best_value:
                best, best_value = chosen, bound
            continue
        masks[top], firsts[top] = chosen, first + 1
        masks[top + 1], firsts[top + 1] = chosen | (one << np.uint64(first)), first + 1
        top += 2
    return best, best_value
