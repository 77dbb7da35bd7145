"""Which sets of partners are counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.cooperation import set_key
from mapa_uslug.cooperation.question import Gminas

MOST_SETS: Final = 20_000
"""Sets counted one by one at most; memory grows with their number."""
MOST_ENUMERATED: Final = 12
"""Partners of whom all sets are counted."""
MOST_SHOWN: Final = 256
"""Sets that have figures of their own for every threshold and group at most."""


@dataclass(frozen=True, eq=False)
class SetList:
    """Sets of partners as masks, by size, then key.

    Attributes
    ----------
    partners : int
        How many there are.
    counted : uint64, (sets,)
        Every set counted.
    shown : uint64, (shown,)
        Those with figures for every threshold and group.
    is_complete : bool
        Whether every set of two or more is counted.
    """

    codes: tuple[str, ...]
    counted: NDArray[np.uint64]
    shown: NDArray[np.uint64]
    is_complete: bool

    @property
    def everybody(self) -> np.uint64:
        """All partners together."""
        return np.uint64((1 << len(self.codes)) - 1)

    @property
    def everybody_key(self) -> str:
        """Key of all partners together."""
        return set_key(self.codes)

    @property
    def counted_keys(self) -> NDArray[np.object_]:
        """Keys of `counted`."""
        return self._keys(self.counted)

    @property
    def shown_keys(self) -> NDArray[np.object_]:
        """Keys of `shown`."""
        return self._keys(self.shown)

    @property
    def sizes(self) -> NDArray[np.int64]:
        """Partners in each set of `counted`."""
        return np.asarray(self.is_member(self.counted).sum(axis=1), dtype=np.int64)

    def is_member(self, sets: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """Who is in which set, (sets, partners)."""
        bits = np.arange(len(self.codes), dtype=np.uint64)
        return np.asarray((sets[:, None] >> bits) & np.uint64(1), dtype=bool)

    def holds_place(
        self, sets: NDArray[np.uint64], host: NDArray[np.int32], gminas: Gminas
    ) -> NDArray[np.bool_]:
        """Which places stand in a member of which set, (sets, places)."""
        bit = np.full(len(gminas.codes) + 1, -1, dtype=np.int64)
        bit[list(gminas.partners)] = np.arange(len(self.codes))
        of_place = bit[host]
        members = self.is_member(sets)
        return np.asarray(members[:, of_place] & (of_place >= 0), dtype=bool)

    def _keys(self, sets: NDArray[np.uint64]) -> NDArray[np.object_]:
        keys = [
            set_key([c for c, has in zip(self.codes, row, strict=True) if has])
            for row in self.is_member(sets)
        ]
        return np.array(keys, dtype=object)


def list_sets(codes: tuple[str, ...], *, k: int | None) -> SetList:
    """Every set of two or more partners, of at most `k` of them beside all together where that is asked for."""
    count = len(codes)
    sizes = [s for s in range(2, count + 1) if k is None or s <= k or s == count]
    sets = sort_sets(mask for size in sizes for mask in _of_size(count, size))
    return SetList(codes, sets, _shown(sets, count), len(sets) == 2**count - 1 - count)


def _of_size(count: int, size: int) -> Iterable[int]:
    return (sum(1 << b for b in members) for members in combinations(range(count), size))


def sort_sets(masks: Iterable[int]) -> NDArray[np.uint64]:
    """Different sets by size, then by their members."""

    def key(mask: int) -> tuple[int, list[int]]:
        members = [b for b in range(mask.bit_length()) if mask >> b & 1]
        return len(members), members

    return np.array(sorted(set(masks), key=key), dtype=np.uint64)


def _shown(sets: NDArray[np.uint64], count: int) -> NDArray[np.uint64]:
    if len(sets) <= MOST_SHOWN:
        return sets
    size = np.bitwise_count(sets)
    shown: NDArray[np.uint64] = sets[(size == 2) | (size == count)]
    return shown
