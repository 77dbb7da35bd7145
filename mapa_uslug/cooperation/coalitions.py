"""Which sets of partners are counted, and which are shown with all their figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import comb
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.cooperation import set_key

MOST_SETS: Final = 20_000
"""Sets counted one by one at most, beside pairs: all sets of 14 partners. Time and memory grow with their number."""
MOST_SHOWN: Final = 256
"""Sets that have figures for every threshold and group at most."""


@dataclass(frozen=True, eq=False)
class SetList:
    """Sets of partners.

    Attributes
    ----------
    codes : tuple of str
        The partners; bit b of a mask is ``codes[b]``.
    masks : uint64, (sets,)
        By size, then by key.
    """

    codes: tuple[str, ...]
    masks: NDArray[np.uint64]

    def __len__(self) -> int:
        return len(self.masks)

    @cached_property
    def is_member(self) -> NDArray[np.bool_]:
        """Who is in which set, (sets, partners)."""
        bits = np.arange(len(self.codes), dtype=np.uint64)
        return np.asarray((self.masks[:, None] >> bits) & np.uint64(1), dtype=bool)

    @cached_property
    def keys(self) -> NDArray[np.object_]:
        """Keys of the sets."""
        codes = np.array(self.codes, dtype=object)
        return np.array([set_key(list(codes[row])) for row in self.is_member], dtype=object)

    @property
    def sizes(self) -> NDArray[np.int64]:
        """Partners in each set."""
        return np.asarray(self.is_member.sum(axis=1), dtype=np.int64)

    def holds(self, bit: NDArray[np.int8]) -> NDArray[np.bool_]:
        """Which sets hold each of some partners, (sets, partners asked for); -1 is in none."""
        return np.asarray(self.is_member[:, bit] & (bit >= 0), dtype=bool)

    def with_masks(self, masks: Iterable[int]) -> SetList:
        """These sets and others."""
        return SetList(self.codes, sort_masks([*map(int, self.masks), *masks]))


def everybody(codes: tuple[str, ...]) -> SetList:
    """The set of all partners."""
    return SetList(codes, np.array([(1 << len(codes)) - 1], dtype=np.uint64))


def is_every_set(sets: SetList) -> bool:
    """Whether these are all sets of two or more partners."""
    return bool(len(sets) == 2 ** len(sets.codes) - 1 - len(sets.codes))


def list_sets(codes: tuple[str, ...], *, k: int | None) -> SetList:
    """Pairs, all partners together, and every set in between that is not larger than `k` nor one too many to count."""
    count = len(codes)
    sizes = [s for s in range(2, largest_counted(count, k) + 1)]
    masks = {sum(1 << b for b in members) for size in sizes for members in combinations(range(count), size)}
    return SetList(codes, sort_masks({*masks, (1 << count) - 1}))


def largest_counted(count: int, k: int | None) -> int:
    """Size up to which every set is counted."""
    largest = min(count, count if k is None else max(k, 2))
    sets = np.cumsum([comb(count, size) for size in range(2, largest + 1)])
    return 2 + int((sets[1:] <= MOST_SETS).sum())


def sort_masks(masks: Iterable[int]) -> NDArray[np.uint64]:
    """Different masks by the number of their bits, then by these."""

    def key(mask: int) -> tuple[int, list[int]]:
        members = [b for b in range(mask.bit_length()) if mask >> b & 1]
        return len(members), members

    return np.array(sorted(set(masks), key=key), dtype=np.uint64)


def choose_shown(sets: SetList, gains: Sequence[NDArray[np.int64]]) -> SetList:
    """All sets where they are few; else pairs, all together, and the best of each size by all people or the least gain.

    Parameters
    ----------
    gains
        People gained by set and partner, (sets, partners), one table for each way to weigh sets.
    """
    if len(sets) <= MOST_SHOWN:
        return sets
    sizes, chosen = sets.sizes, (sets.sizes == 2) | (sets.sizes == len(sets.codes))
    for gained in gains:
        least = np.where(sets.is_member, gained, np.iinfo(np.int64).max).min(axis=1)
        for size in np.unique(sizes):
            rows = np.flatnonzero(sizes == size)
            chosen[[rows[gained[rows].sum(axis=1).argmax()], rows[least[rows].argmax()]]] = True
    return SetList(sets.codes, sets.masks[chosen])
