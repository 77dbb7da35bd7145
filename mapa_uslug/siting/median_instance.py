"""The p-median that is left when what cannot matter is gone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.siting import SitingProblem


@dataclass(frozen=True, eq=False)
class MedianInstance:
    """Points with people and a way to some site; sites to choose, and fixed ones.

    Attributes
    ----------
    points : int64, (points,)
        Rows of the problem: those without people or without a way to any site are left out.
    sites : int64, (free sites,)
        Columns of the problem that may be chosen.
    cost : float64, (points, columns)
        People x cost. The free sites come first, then the fixed ones: one column of the nearest of them unless room is
        counted. Where there is no way stands `no_way`.
    people : float64, (points,)
    k : int
        Sites to choose, at most as many as there are.
    no_way : float
        More than the cost of any choice that leaves nobody without a way.
    grain : float
        1 where every cost is whole (and no room counted), so that a better choice is better by at least that; otherwise 0.
    """

    points: NDArray[np.int64]
    sites: NDArray[np.int64]
    cost: NDArray[np.float64]
    people: NDArray[np.float64]
    k: int
    no_way: float
    grain: float

    @property
    def is_decided(self) -> bool:
        """Nothing is left to choose, or nobody to choose it for."""
        return self.k in (0, len(self.sites)) or not len(self.points)

    @property
    def to_open(self) -> int:
        """Columns that open: those to choose and the fixed ones."""
        return self.k + int(self.cost.shape[1]) - len(self.sites)

    def saving(self, upper: float) -> float:
        """How much better than `upper` a choice must be to be told apart from it, with room for rounding."""
        return max(self.grain - max(1e-3, 1e-11 * upper), 1e-10 * upper)

    def opened(self, chosen: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which columns are open when these free sites are chosen."""
        is_open = np.zeros(self.cost.shape[1], dtype=np.bool_)
        is_open[chosen] = True
        is_open[len(self.sites) :] = True
        return is_open


def median_instance(problem: SitingProblem) -> MedianInstance:
    """Leave out what cannot change the choice, and weigh costs by people."""
    has_people = np.flatnonzero(problem.people > 0)
    points = has_people[np.isfinite(problem.cost[has_people]).any(axis=1)]
    sites = np.flatnonzero(~problem.is_fixed)
    fixed = problem.cost[np.ix_(points, np.flatnonzero(problem.is_fixed))]
    if fixed.shape[1] and problem.capacity is None:
        fixed = fixed.min(axis=1, keepdims=True)
    people = problem.people[points].astype(np.float64)
    cost = np.hstack([problem.cost[np.ix_(points, sites)], fixed]) * people[:, None]
    is_way = np.isfinite(cost)
    no_way = 1.0 + 1.001 * float(np.where(is_way, cost, 0.0).max(axis=1, initial=0.0).sum())
    cost[~is_way] = no_way
    is_whole = problem.capacity is None and bool((cost[is_way] == np.rint(cost[is_way])).all())
    return MedianInstance(points, sites, cost, people, min(problem.k, len(sites)), no_way, float(is_whole))


def sites_by_cost(cost: NDArray[np.float64]) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Sites of each point, nearest first (equally near ones by row), and their costs."""
    near = np.argsort(cost, axis=1, kind="stable").astype(np.int32)
    return near, np.take_along_axis(cost, near, axis=1)
