"""Whom services are within reach of, and how many people two of them share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

_CELLS_AT_ONCE: Final = 4096
_EXACT: Final = 2**24
"""Up to here every whole number is a single-precision one, so that sums of people are exact in any order."""


@dataclass(frozen=True, eq=False)
class ServiceReach:
    """Cells whose people are surely within the main threshold of services by some mode.

    Attributes
    ----------
    cell, row : int64, (pairs,)
        Each pair once, ascending by cell; `row` is that of the service, or of what services were joined to.
    is_measured : bool, (rows,)
        False where nothing was measured: such a row reaches nobody that is known, not nobody.
    people : int64, (cells,)
    is_imputed : bool, (cells,)
        Whether the source kept the cell's figures confidential.
    gmina : object, (cells,)
    """

    cell: NDArray[np.int64]
    row: NDArray[np.int64]
    is_measured: NDArray[np.bool_]
    people: NDArray[np.int64]
    is_imputed: NDArray[np.bool_]
    gmina: NDArray[np.object_]

    @classmethod
    def of_pairs(
        cls, cell: NDArray[np.int64], row: NDArray[np.int64], *, is_measured: NDArray[np.bool_], people: NDArray[np.int64],
        is_imputed: NDArray[np.bool_], gmina: NDArray[np.object_],
    ) -> ServiceReach:  # fmt: skip
        """Pairs in any order, some of them perhaps more than once."""
        return cls(
            *_list(_matrix(cell, row, (len(people), len(is_measured)))),
            is_measured,
            people,
            is_imputed,
            gmina,
        )

    def joined(self, rows: NDArray[np.int64], number: NDArray[np.int64], count: int) -> ServiceReach:
        """Rows put together: a cell counts once, however many of them reach it.

        Parameters
        ----------
        rows, number : int64, (memberships,)
            A row, and the whole that it belongs to; a row may belong to several, or to none.
        count
            Number of wholes.
        """
        services = len(self.is_measured)
        reached = _matrix(self.cell, self.row, (len(self.people), services))
        is_measured = np.zeros(count, dtype=bool)
        is_measured[number[self.is_measured[rows]]] = True
        pairs = _list(reached @ _matrix(rows, number, (services, count)))
        return ServiceReach(*pairs, is_measured, self.people, self.is_imputed, self.gmina)

    def people_by_row(self) -> NDArray[np.float64]:
        """People whom each row reaches; missing where it was not measured, or a confidential cell would be told."""
        rows = len(self.is_measured)
        people = np.bincount(self.row, weights=self.people[self.cell], minlength=rows)
        cells = np.bincount(self.row, minlength=rows)
        imputed = np.bincount(self.row, weights=self.is_imputed[self.cell], minlength=rows)
        return np.where(self.is_measured & ~((cells == 1) & (imputed == 1)), people, np.nan)

    def gminas_by_row(self) -> NDArray[np.float64]:
        """Gminas in which each row reaches anybody; missing where it was not measured."""
        codes, of_cell = np.unique(self.gmina.astype(str), return_inverse=True)
        is_reached = np.zeros((len(self.is_measured), len(codes)), dtype=bool)
        has_people = self.people[self.cell] > 0
        is_reached[self.row[has_people], of_cell[self.cell[has_people]]] = True
        return np.where(self.is_measured, is_reached.sum(axis=1), np.nan)

    def shared_people(self) -> NDArray[np.float64]:
        """People whom two rows reach both, (rows, rows); the diagonal is each alone.

        A dense product over blocks of cells: where everybody drives for half an hour most pairs share somebody, and a
        sparse product would take the square of the places in reach for every cell.
        """
        rows = len(self.is_measured)
        shared = np.zeros((rows, rows))
        for start, stop, first in self._blocks():
            reaches = np.zeros((rows, int(self.cell[stop - 1]) - first + 1), dtype=np.float32)
            reaches[self.row[start:stop], self.cell[start:stop] - first] = 1.0
            people = self.people[first : first + reaches.shape[1]].astype(np.float32)
            shared += (reaches * people) @ reaches.T
        return shared

    def tells_confidential(self, a: int, b: int) -> bool:
        """Whether two rows share one confidential cell and nothing else."""
        both = np.intersect1d(self.cell[self.row == a], self.cell[self.row == b], assume_unique=True)
        return len(both) == 1 and bool(self.is_imputed[both[0]])

    def _blocks(self) -> Iterator[tuple[int, int, int]]:
        """Pairs from, to, and the first cell of blocks whose people are few enough to be summed exactly."""
        if not len(self.cell):
            return
        sums = np.concatenate([[0], np.cumsum(self.people)])
        first = int(self.cell[0])
        while first < len(self.people):
            last = int(np.searchsorted(sums, sums[first] + _EXACT, side="right")) - 1
            end = max(min(first + _CELLS_AT_ONCE, last), first + 1)
            start, stop = (int(i) for i in np.searchsorted(self.cell, [first, end]))
            if stop > start:
                yield start, stop, first
            first = end


def _matrix(first: NDArray[np.int64], second: NDArray[np.int64], shape: tuple[int, int]) -> sparse.csr_array:
    return sparse.csr_array((np.ones(len(first), dtype=np.int32), (first, second)), shape=shape)


def _list(matrix: sparse.csr_array) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows and columns of what is not zero, each pair once, ascending."""
    matrix.sum_duplicates()
    first = np.repeat(np.arange(matrix.shape[0], dtype=np.int64), np.diff(matrix.indptr))
    return first, matrix.indices.astype(np.int64)
