"""The sets to count where there are too many to count them all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.cooperation.coalitions import SetList, largest_counted, list_sets
from mapa_uslug.cooperation.kernels import new_scratch
from mapa_uslug.cooperation.rank_kernels import new_lists, rank_sets
from mapa_uslug.cooperation.ranking import condense, find_hopeful
from mapa_uslug.cooperation.reach import Reach
from mapa_uslug.cooperation.search_kernels import Hopes, find_best_set
from mapa_uslug.cooperation.tables import TypeCounter

MOST_NODES: Final = 50_000
"""Sets begun that a search looks at; where that is not enough nothing is claimed of the size."""


def find_sets(counters: Sequence[TypeCounter], codes: tuple[str, ...], *, k: int | None) -> SetList:
    """Every set that is counted one by one, and the best of each larger size for any service type.

    The best by people gained and by the gain of the partner who gains least, all modes together, proven for each type
    and either terms. A size whose best cannot be proven within `MOST_NODES` has none.
    """
    sets = list_sets(codes, k=k)
    largest = len(codes) - 1 if k is None else min(k, len(codes) - 1)
    larger = range(largest_counted(len(codes), k) + 1, largest + 1)
    return sets.with_masks(
        mask
        for counter in counters
        for terms in counter.distinct_terms
        for mask in _best_of(BestSets(counter.main_reach(terms), counter.place_bit, len(codes)), larger)
    )


def _best_of(search: BestSets, sizes: range) -> Iterator[int]:
    for size in sizes:
        for by_least in (False, True):
            found = search.find(size, by_least=by_least)
            if found is not None:
                yield found


class BestSets:
    """Searches the best sets of one service type, all modes together, of all residents.

    Parameters
    ----------
    place_bit : int8, (places,)
        Partner in whom each place stands, -1 if none.
    """

    def __init__(self, reach: Reach, place_bit: NDArray[np.int8], partners: int) -> None:
        self._reach, self._place_bit, self._count = condense(reach), place_bit, partners
        self._hopeful = find_hopeful(self._reach)
        self._hopes = gather_hopes(self._reach, partners)
        self._memory = new_scratch(self._reach), new_lists(self._reach)

    def find(self, size: int, *, by_least: bool, most_nodes: int = MOST_NODES) -> int | None:
        """Mask of the best set of a size, the first by its members among equals; None if it could not be proven."""
        at_least = self._value(self._grow(size), by_least=by_least)
        best, value = find_best_set(
            self._reach, self._hopes, size, by_least, at_least, most_nodes, self._place_bit, self._hopeful, *self._memory
        )  # fmt: skip
        return None if value < 0 else int(best)

    def _grow(self, size: int) -> int:
        """A good set to begin with: the partner who adds most joins, again and again."""
        chosen = 0
        for _ in range(size):
            others = [chosen | 1 << b for b in range(self._count) if not chosen >> b & 1]
            chosen = max(others, key=lambda mask: self._value(mask, by_least=False))
        return chosen

    def _value(self, mask: int, *, by_least: bool) -> int:
        modes = len(self._reach.within) + 1
        gained, shared = (
            np.zeros((1, self._count, modes), dtype=np.int64),
            np.zeros((1, modes), dtype=np.int64),
        )
        rank_sets(
            self._reach, np.array([mask], dtype=np.uint64), self._place_bit, self._hopeful, gained, shared, *self._memory
        )  # fmt: skip
        members = gained[0, [b for b in range(self._count) if mask >> b & 1], -1]
        return int(members.min() if by_least else members.sum())


def gather_hopes(reach: Reach, partners: int) -> Hopes:
    """People not served where every gmina keeps to its own, by partner and by who may serve them by any mode."""
    short = reach.people[0] - reach.own_served[-1, 0]
    anyone = np.bitwise_or.reduce(reach.within, axis=0)
    rows = np.flatnonzero((short > 0) & (anyone != 0) & (reach.bit >= 0))
    key = np.column_stack([reach.bit[rows].astype(np.uint64), anyone[rows]])
    alike, number = np.unique(key, axis=0, return_inverse=True)
    people = np.zeros(len(alike), dtype=np.int64)
    np.add.at(people, number.reshape(-1), short[rows])
    ptr = np.searchsorted(alike[:, 0], np.arange(partners + 1, dtype=np.uint64)).astype(np.int64)
    return Hopes(ptr, np.ascontiguousarray(alike[:, 1]), people)
