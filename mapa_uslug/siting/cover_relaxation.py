"""Covering with parts of sites: a linear programme, and the bound that its prices prove."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

from mapa_uslug.siting.covering import Covering

_OUT_OF_TIME = 1


@dataclass(frozen=True, eq=False)
class Relaxation:
    """Answer of the linear programme.

    Attributes
    ----------
    bound : float
        People whom no k sites can better: summed from the prices, so that it holds whatever the solver rounded.
    parts : float64, (sites,)
        How much of each site is open, 0 to 1.
    worth : float64, (sites,)
        Prices of all whom a site covers.
    """

    bound: float
    parts: NDArray[np.float64]
    worth: NDArray[np.float64]

    def losses(self, k: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """By how much the bound falls when each site is forced in, and when it is forced out."""
        order = np.sort(self.worth)[::-1]
        kth, next_one = order[k - 1], order[k]
        return np.maximum(kth - self.worth, 0.0), np.maximum(self.worth - next_one, 0.0)


def relax(covering: Covering, k: int, time_limit_s: float) -> Relaxation | None:
    """Cover most people with k sites (fewer than there are) that may open in part; None when time is up.

    A price between 0 and its people is set on every group. At any prices, what is left of the people above their prices
    and the k sites worth most bound what k sites can cover (Lagrangian relaxation of "nobody is covered beyond the sites
    that cover them"). HiGHS is asked for the prices with the least bound, which is the dual of the linear programme of
    parts of sites: it has a row a site instead of one a group, and is solved several times as fast. The parts are its
    marginals.
    """
    groups, sites = covering.covers.shape
    # Columns: prices of groups, worth of the k-th site, and worth beyond it of every site.
    worth_rows = sparse.hstack(
        [sparse.csr_array(covering.covers.T, dtype=float), -np.ones((sites, 1)), -sparse.eye_array(sites)],
        format="csr",
    )
    answer = linprog(
        np.concatenate([-np.ones(groups), [float(k)], np.ones(sites)]),
        A_ub=worth_rows, b_ub=np.zeros(sites),
        bounds=np.column_stack([
            np.zeros(groups + 1 + sites), np.concatenate([covering.people, np.full(1 + sites, np.inf)]),
        ]),
        method="highs-ds", options={"presolve": False, "time_limit": max(time_limit_s, 0.0)},
    )  # fmt: skip
    if answer.status == _OUT_OF_TIME:
        return None
    if answer.x is None:  # numerical trouble: any prices prove something, and parts do not matter
        prices, parts = covering.people / covering.covers.sum(axis=1), np.zeros(sites)
    else:
        prices, parts = np.clip(answer.x[:groups], 0.0, covering.people), -answer.ineqlin.marginals
    worth = prices @ covering.covers
    bound = float((covering.people - prices).sum() + np.sort(worth)[::-1][:k].sum())
    return Relaxation(bound, np.clip(parts, 0.0, 1.0), worth)
