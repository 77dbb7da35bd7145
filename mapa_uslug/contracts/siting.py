"""Where places of service should stand: the question and its answer. Knows no roads and no services, only costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Objective = Literal["mclp", "p-median", "lscp"]
"""Most people within the limit; least people x cost; fewest places with everybody within the limit."""
OBJECTIVES: Final[tuple[Objective, ...]] = ("mclp", "p-median", "lscp")
Method = Literal["exact", "greedy"]


@dataclass(frozen=True, eq=False)
class SitingProblem:
    """Demand, sites and what it costs to get from one to the other.

    Attributes
    ----------
    cost : float64, (demand points, sites)
        In any one unit; ``inf`` where there is no way.
    people : float64, (demand points,)
        Not negative.
    is_fixed : bool, (sites,)
        Places that exist and stay: always open, and not counted in `k`. A place that may move is a site like any other.
    k : int
        Places to choose besides the fixed ones, at most as many as there are; not used by ``lscp``.
    limit : float
        Cost within which somebody is covered; ``inf`` where nothing is asked about it (``p-median``).
    capacity : float64, (sites,), or None
        People that a site has room for; None where no room is counted.
    """

    cost: NDArray[np.float64]
    people: NDArray[np.float64]
    is_fixed: NDArray[np.bool_]
    k: int
    limit: float = float("inf")
    capacity: NDArray[np.float64] | None = None


@dataclass(frozen=True, eq=False)
class Allotment:
    """Who goes where: rows of demand points and sites, and how many people.

    Attributes
    ----------
    point, site : int64, (shares,)
    people : float64, (shares,)
        Positive.
    is_best : bool
        Most people have room, and among such allotments the cost is least; otherwise there was no time to find out.
    """

    point: NDArray[np.int64]
    site: NDArray[np.int64]
    people: NDArray[np.float64]
    is_best: bool = True

    def total(self) -> float:
        """Everybody who has room."""
        return float(self.people.sum())


@dataclass(frozen=True, eq=False)
class Siting:
    """Places chosen, and how good they are proven to be.

    Attributes
    ----------
    objective : str
    chosen : int64, (places,)
        Sites that open besides the fixed ones, ascending.
    site_of : int32, (demand points,)
        Site that most of the people of each point use, -1 where none: the nearest open one (ties by the site's row), only
        within the limit where one was given; by the flow where room is counted.
    value : float
        People covered (``mclp``), people x cost (``p-median``), places chosen (``lscp``).
    bound : float
        What no choice can better: at least `value` for ``mclp``, at most `value` for the others. Equal to `value` (to the
        rounding of floats) when the choice is proven to be the best.
    covered : float
        People within the limit, and with room where it is counted; everybody with a way where no limit was given.
    mean_cost : float
        Of everybody who has a way to an open site (and room, where it is counted), weighted by people.
    method : str
        ``exact`` or ``greedy``.
    is_out_of_time : bool
        The time limit ended the search: the best found is told, with its bound.
    guarantee : float
        Share of the best possible `value` that the method promises before any bound is known: 1 for ``exact`` searches, 1 -
        1/e for greedy covering, 0 where it promises nothing.
    allotment : Allotment, or None
        Who goes where, where room is counted.
    """

    objective: Objective
    chosen: NDArray[np.int64]
    site_of: NDArray[np.int32]
    value: float
    bound: float
    covered: float
    mean_cost: float
    method: Method
    is_out_of_time: bool
    guarantee: float
    allotment: Allotment | None = None

    @property
    def gap(self) -> float:
        """Relative distance between value and bound, of the larger of the two; 0 when proven."""
        larger = max(abs(self.value), abs(self.bound))
        return 0.0 if larger == 0.0 else max(0.0, abs(self.bound - self.value) / larger)
