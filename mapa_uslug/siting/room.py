"""People allotted to open places that have room for so many of them and no more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

from mapa_uslug.contracts.siting import Method, Objective, Siting, SitingProblem
from mapa_uslug.core.errors import MapaUslugError
from mapa_uslug.siting.choice import open_sites, settle_bound

_DECIMALS: Final = 6
"""Parts of people that are told; with whole people and room the allotment is whole, but for the solver's rounding."""
_SOLVER_ROUNDING: Final = 1e-6
"""Share of a figure that HiGHS may be off."""


@dataclass(frozen=True, eq=False)
class Allotment:
    """Who goes where: rows of demand points and sites, and how many people.

    Attributes
    ----------
    point, site : int64, (shares,)
    people : float64, (shares,)
        Positive.
    """

    point: NDArray[np.int64]
    site: NDArray[np.int64]
    people: NDArray[np.float64]

    def total(self) -> float:
        """Everybody who has room."""
        return float(self.people.sum())


def allot_people(problem: SitingProblem, chosen: NDArray[np.int64]) -> Allotment:
    """Most people within the limit and the room of fixed and chosen places, and among such allotments the least cost.

    Two linear programmes of transport: the first tells how many have room, the second sends as many at the least cost.
    People of one point may be split.
    """
    pairs = _Pairs.of(problem, chosen)
    if not len(pairs.point):
        return Allotment(pairs.point, pairs.site, np.empty(0))
    ones = np.ones(len(pairs.point))
    served = pairs.most_people()
    cost = problem.cost[pairs.point, pairs.site]
    limits = sparse.vstack([pairs.limits, -ones[None, :]], format="csr")
    people = np.round(_send(cost, limits, np.append(pairs.most, -served)), _DECIMALS)
    used = people > 0.0
    return Allotment(pairs.point[used], pairs.site[used], people[used])


def count_served(problem: SitingProblem, chosen: NDArray[np.int64]) -> float:
    """Most people within the limit and the room of fixed and chosen places: one linear programme."""
    pairs = _Pairs.of(problem, chosen)
    return pairs.most_people() if len(pairs.point) else 0.0


@dataclass(frozen=True, eq=False)
class _Pairs:
    """Points and open sites within the limit, with what limits who goes where: people, then room."""

    point: NDArray[np.int64]
    site: NDArray[np.int64]
    limits: sparse.csr_array
    most: NDArray[np.float64]

    @classmethod
    def of(cls, problem: SitingProblem, chosen: NDArray[np.int64]) -> _Pairs:
        sites = open_sites(problem, chosen)
        is_pair = np.isfinite(problem.cost[:, sites]) & (problem.cost[:, sites] <= problem.limit)
        is_pair &= (problem.people > 0.0)[:, None] & (room_of(problem)[sites] > 0.0)[None, :]
        point, column = np.nonzero(is_pair)
        site = sites[column]
        pairs, ones = np.arange(len(point)), np.ones(len(point))
        limits = sparse.vstack([
            sparse.csr_array((ones, (point, pairs)), shape=(len(problem.people), len(pairs))),
            sparse.csr_array((ones, (site, pairs)), shape=(problem.cost.shape[1], len(pairs))),
        ], format="csr")  # fmt: skip
        return cls(point, site, limits, np.concatenate([problem.people, room_of(problem)]))

    def most_people(self) -> float:
        return float(_send(-np.ones(len(self.point)), self.limits, self.most).sum())


def tell_allotted(
    problem: SitingProblem,
    objective: Objective,
    chosen: NDArray[np.int64],
    *,
    bound: float,
    method: Method = "exact",
    is_out_of_time: bool = False,
    guarantee: float = 1.0,
) -> Siting:
    """The answer for sites chosen with regard to room; who goes where is worked out anew."""
    chosen = np.sort(chosen).astype(np.int64)
    allotment = allot_people(problem, chosen)
    served = allotment.total()
    people_cost = float(allotment.people @ problem.cost[allotment.point, allotment.site])
    value = {"mclp": served, "p-median": people_cost, "lscp": float(len(chosen))}[objective]
    return Siting(
        objective=objective,
        chosen=chosen,
        site_of=_most_used(allotment, points=len(problem.people)),
        value=value,
        bound=settle_bound(objective, value, bound, rounding=_SOLVER_ROUNDING),
        covered=served,
        mean_cost=people_cost / served if served else float("nan"),
        method=method,
        is_out_of_time=is_out_of_time,
        guarantee=guarantee,
    )


def _most_used(allotment: Allotment, *, points: int) -> NDArray[np.int32]:
    """Site that most of each point's people go to, ties by row, -1 where nobody has room."""
    order = np.lexsort((-allotment.site, allotment.people))
    site_of = np.full(points, -1, np.int32)
    site_of[allotment.point[order]] = allotment.site[order]
    return site_of


def _send(
    cost: NDArray[np.float64], limits: sparse.csr_array, most: NDArray[np.float64]
) -> NDArray[np.float64]:
    answer = linprog(cost, A_ub=limits, b_ub=most, bounds=(0.0, None), method="highs")
    if answer.x is None:
        raise MapaUslugError(f"HiGHS found no allotment: {answer.message}")
    return np.asarray(np.clip(answer.x, 0.0, None))


def room_of(problem: SitingProblem) -> NDArray[np.float64]:
    """People that each site has room for, everybody at most."""
    everybody = float(problem.people.sum())
    if problem.capacity is None:
        return np.full(problem.cost.shape[1], everybody)
    return np.minimum(problem.capacity, everybody)
