"""What working together adds to the places that are open to people today, in whichever gmina these stand.

A set of partners counts the partners' places only. A service of a gmina that does not meet may serve people all the same: who
has it is neither a white spot nor a gain.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.combined import TOO_FAR
from mapa_uslug.contracts.cooperation import OPEN, OWN, CooperationBalance, Terms
from mapa_uslug.contracts.tables import STATES

_SERVED = STATES.index("served")
_FULL = STATES.index("full")


class AgainstToday(NamedTuple):
    """People of a gmina, all partners together against what is open to people today, by all modes together.

    Exact where a cell's people are in one state; where some of them only are, `added` and `elsewhere` are the least, `white` and
    `already` the most that it can be.
    """

    added: int
    """Served together, and not by what is open to them today."""
    already: int
    """Gained against own places, yet served today by what is open to them."""
    white: int
    """Too far to the places of all partners, and too far to those that are open to them."""
    elsewhere: int
    """Too far to the places of all partners, with a place within the threshold among those that are open to them."""


def compare_today(
    own: NDArray[np.int32], together: NDArray[np.int32], opened: NDArray[np.int32]
) -> NDArray[np.int64]:
    """Compare people of each cell by state, (cells, 4) each, in the order of `STATES`.

    Returns
    -------
    ndarray of int64, (cells, 4)
        In the order of `AgainstToday`.
    """
    served = [states[:, _SERVED].astype(np.int64) for states in (own, together, opened)]
    far_together, far_today = (states[:, TOO_FAR].astype(np.int64) for states in (together, opened))
    within_today = opened[:, _SERVED].astype(np.int64) + opened[:, _FULL]
    white = np.minimum(far_together, far_today)
    return np.column_stack(
        [
            np.maximum(served[1] - served[2], 0),
            np.minimum(np.maximum(served[1] - served[0], 0), served[2]),
            white,
            np.minimum(far_together - white, within_today),
        ]
    )


class TodayTable:
    """`AgainstToday` of every service and gmina.

    Parameters
    ----------
    gmina_of_cell : ndarray of str, (cells,)
    """

    def __init__(self, balance: CooperationBalance, terms: Terms, gmina_of_cell: NDArray[np.object_]) -> None:
        self._people, self._gmina_of_cell = balance.people, gmina_of_cell
        self._terms, self._everybody = terms, balance.everybody
        self._cells: dict[str, NDArray[np.int64]] = {}

    def cells(self, service: str) -> NDArray[np.int64]:
        """Of every cell, (cells, 4), in the order of `AgainstToday`; a cell of a gmina that does not meet means nothing."""
        if service not in self._cells:
            self._cells[service] = compare_today(
                self._people["declared", OWN, service], self._people[self._terms, self._everybody, service],
                self._people["declared", OPEN, service],
            )  # fmt: skip
        return self._cells[service]

    def of(self, service: str, gmina: str) -> AgainstToday:
        """Of the people of a gmina."""
        return AgainstToday(*self.cells(service)[self._gmina_of_cell == gmina].sum(axis=0).tolist())
