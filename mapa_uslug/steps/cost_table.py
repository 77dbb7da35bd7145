"""Costs of analysts: what it costs to get from people to places, and how much there is of both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.core.errors import Problem


@dataclass(frozen=True, eq=False)
class Amounts:
    """Something counted at ids: people of an origin, capacity of a place; in the order of the file.

    Attributes
    ----------
    ids : tuple of str
    amount : float64, (ids,)
        Finite, not negative.
    unit : tuple of str, or None
        Group that each id belongs to, as of a column ``unit``; None where the file has none.
    """

    ids: tuple[str, ...]
    amount: NDArray[np.float64]
    unit: tuple[str, ...] | None = None


@dataclass(frozen=True, eq=False)
class CostTable:
    """What it costs to get from each origin to each place, in CSR form.

    Attributes
    ----------
    demand : Amounts
        People of the origins, also of those without any pair.
    place_ids : tuple of str
        In the order of the list of places; without such a list in order of first appearance in the matrix.
    supply : Amounts, or None
        Capacities, where a list of places was given.
    pair_ptr : int64, (origins + 1,)
        Pairs of origin i are ``pair_ptr[i]:pair_ptr[i + 1]``.
    pair_place : int32, (pairs,)
        Ascending within an origin, each place once.
    pair_cost : float64, (pairs,)
        Of the journey from the origin to the place; finite, not negative.
    problems : tuple of Problem
        Warnings about the files.
    """

    demand: Amounts
    place_ids: tuple[str, ...]
    supply: Amounts | None
    pair_ptr: NDArray[np.int64]
    pair_place: NDArray[np.int32]
    pair_cost: NDArray[np.float64]
    problems: tuple[Problem, ...] = ()

    def dense(self) -> NDArray[np.float64]:
        """Costs as a table (origins, places), ``inf`` where there is no way."""
        cost = np.full((len(self.demand.ids), len(self.place_ids)), np.inf)
        cost[np.repeat(np.arange(len(cost)), np.diff(self.pair_ptr)), self.pair_place] = self.pair_cost
        return cost
