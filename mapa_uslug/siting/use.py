"""What every open place is used for: people, those within the limit, and what it costs them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.siting import Siting, SitingProblem
from mapa_uslug.siting.choice import nearest_open, open_sites
from mapa_uslug.siting.room import allot_people


@dataclass(frozen=True, eq=False)
class SiteUse:
    """A row for every open site, ascending.

    Attributes
    ----------
    site : int64
    people : float64
        Who goes there: to the nearest open place, however far; by the allotment where room is counted.
    covered : float64
        Those of them within the limit.
    mean_cost : float64
        Of `people`; ``nan`` where nobody goes.
    """

    site: NDArray[np.int64]
    people: NDArray[np.float64]
    covered: NDArray[np.float64]
    mean_cost: NDArray[np.float64]


def count_use(problem: SitingProblem, siting: Siting) -> SiteUse:
    """People of every open site of an answer."""
    sites = open_sites(problem, siting.chosen)
    if problem.capacity is not None:
        shares = allot_people(problem, siting.chosen) if siting.allotment is None else siting.allotment
        site, people, cost = shares.site, shares.people, problem.cost[shares.point, shares.site]
    else:
        nearest, least = nearest_open(problem, siting.chosen)
        has_way = nearest >= 0
        site, people, cost = nearest[has_way].astype(np.int64), problem.people[has_way], least[has_way]
    size = problem.cost.shape[1]

    def of_sites(figure: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.bincount(site, figure, minlength=size).astype(np.float64)[sites]

    total, people_cost = of_sites(people), of_sites(people * cost)
    covered = of_sites(people * (cost <= problem.limit))
    mean = np.divide(people_cost, total, out=np.full(len(sites), np.nan), where=total > 0.0)
    return SiteUse(sites, total, covered, mean)
