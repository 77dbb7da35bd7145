"""Which places the people of each cell are surely within the main threshold of: sets of pairs, and what they tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse


@dataclass(frozen=True, eq=False)
class Reach:
    """Pairs of a cell and a place, each once, ascending by cell, then by place.

    Attributes
    ----------
    cell : int64, (pairs,)
    place : int64, (pairs,)
        Row among the places asked about.
    """

    cell: NDArray[np.int64]
    place: NDArray[np.int64]
    cell_count: int
    place_count: int

    @cached_property
    def places_of_cell(self) -> NDArray[np.int64]:
        """How many places each cell reaches."""
        return np.bincount(self.cell, minlength=self.cell_count).astype(np.int64)

    @cached_property
    def is_shared(self) -> NDArray[np.bool_]:
        """Pairs of a cell that reaches another place too."""
        return np.asarray(self.places_of_cell[self.cell] > 1)

    def of_places(self, places: NDArray[np.int64]) -> Reach:
        """Only some of the places, by their rows, which ascend; numbered in that order."""
        if len(places) == self.place_count:
            return self
        number = np.full(self.place_count, -1, dtype=np.int64)
        number[places] = np.arange(len(places))
        keep = number[self.place] >= 0
        return Reach(self.cell[keep], number[self.place[keep]], self.cell_count, len(places))

    def where(self, keep: NDArray[np.bool_]) -> Reach:
        """Only some of the pairs."""
        return Reach(self.cell[keep], self.place[keep], self.cell_count, self.place_count)

    def sum_by_place(self, values: NDArray[np.int64]) -> NDArray[np.int64]:
        """Sum over the cells of each place of a whole number per cell."""
        sums = np.bincount(self.place, weights=values[self.cell], minlength=self.place_count)
        return sums.astype(np.int64)

    def sum_by_pair(self, values: NDArray[np.int64]) -> sparse.csr_matrix:
        """Sums over the cells that both of two places are reached from, (places, places); the diagonal is each alone."""
        return (self._matrix.T @ self._matrix.multiply(values[:, None]).tocsr()).tocsr()

    @cached_property
    def _matrix(self) -> sparse.csr_matrix:
        pointer = np.concatenate([[0], np.cumsum(self.places_of_cell)])
        ones = np.ones(len(self.cell), dtype=np.int64)
        return sparse.csr_matrix((ones, self.place, pointer), (self.cell_count, self.place_count))


def make_reach(cell: NDArray[np.int64], place: NDArray[np.int64], *, cells: int, places: int) -> Reach:
    """Pairs in any order, some of them perhaps more than once, as a `Reach`."""
    key = np.unique(cell.astype(np.int64) * max(places, 1) + place)
    return Reach(key // max(places, 1), key % max(places, 1), cells, places)


def join_reach(parts: Sequence[Reach]) -> Reach:
    """What is reached by some of several modes."""
    return make_reach(
        np.concatenate([part.cell for part in parts]), np.concatenate([part.place for part in parts]),
        cells=parts[0].cell_count, places=parts[0].place_count,
    )  # fmt: skip


def find_sole_places(reach: Reach) -> NDArray[np.int64]:
    """The place of every cell that reaches one place only, -1 for the others; (cells,)."""
    sole = np.full(reach.cell_count, -1, dtype=np.int64)
    alone = ~reach.is_shared
    sole[reach.cell[alone]] = reach.place[alone]
    return sole
