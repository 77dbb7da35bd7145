"""Who is covered by which site, and what can be left out of that question without changing its answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from mapa_uslug.contracts.siting import SitingProblem

_WORK_LIMIT: Final = 2e8
"""Meetings of two columns in a row that are counted at most: about a second."""


@dataclass(frozen=True, eq=False)
class Covering:
    """Groups of people whom the same sites cover, and the sites.

    Attributes
    ----------
    covers : bool, (groups, sites)
    people : float64, (groups,)
        Positive.
    sites : int64, (sites,)
        Rows of the problem's sites, ascending.
    """

    covers: NDArray[np.bool_]
    people: NDArray[np.float64]
    sites: NDArray[np.int64]

    def after(self, chosen: NDArray[np.bool_], free: NDArray[np.bool_]) -> Covering:
        """What is left to decide when some sites (masks) are open and only the free ones may be added."""
        left = ~self.covers[:, chosen].any(axis=1)
        return Covering(self.covers[np.ix_(left, free)], self.people[left], self.sites[free])


def cover_people(problem: SitingProblem) -> Covering:
    """People whom no fixed place covers and some site could, by the sites that may be chosen."""
    covers = problem.cost <= problem.limit
    covers &= np.isfinite(problem.cost)
    is_open = ~covers[:, problem.is_fixed].any(axis=1) & (problem.people > 0.0)
    sites = np.flatnonzero(~problem.is_fixed)
    return Covering(covers[np.ix_(is_open, sites)], problem.people[is_open].astype(np.float64), sites)


def reduce_covering(covering: Covering) -> Covering:
    """The same question with fewer groups and sites.

    People whom the same sites cover are one group, people whom none covers are left out, and so are sites all of whose
    people another site covers too (of equal sites the first stays): some best choice does without them, unless more sites
    are asked for than are left, and then all that are left are in it.
    """
    merged = merge_groups(covering)
    kept = ~find_dominated(merged.covers)
    return Covering(merged.covers[:, kept], merged.people, merged.sites[kept])


def merge_groups(covering: Covering) -> Covering:
    """One group for all whom the same sites cover, in the order of their first points."""
    is_covered = covering.covers.any(axis=1)
    covers, people = covering.covers[is_covered], covering.people[is_covered]
    if not len(people):
        return Covering(covers, people, covering.sites)
    bits = np.ascontiguousarray(np.packbits(covers, axis=1))
    keys = bits.view(np.dtype((np.void, bits.shape[1]))).ravel()
    _, first, group = np.unique(keys, return_index=True, return_inverse=True)
    order = np.argsort(first)
    merged = np.bincount(group, people, minlength=len(first)).astype(np.float64)
    return Covering(covers[first[order]], merged[order], covering.sites)


def find_dominated(covers: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Columns that another column holds wholly; of equal ones all but the first."""
    inner, outer, is_equal = _contained(covers)
    dominated = np.asarray(~covers.any(axis=0))
    dominated[inner[~is_equal | (outer < inner)]] = True
    return dominated


def find_implied(covers: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Rows that hold another row wholly, so that whatever covers the other covers them; of equal ones all but the first."""
    inner, outer, is_equal = _contained(covers.T)
    implied = np.zeros(len(covers), bool)
    implied[outer[~is_equal | (inner < outer)]] = True
    return implied


def _contained(covers: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """Pairs of different columns, the first held wholly by the second, and whether they are equal.

    Empty columns are left out; none are looked for where it would take long.
    """
    if float((covers.sum(axis=1, dtype=np.float64) ** 2).sum()) > _WORK_LIMIT:
        return np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, bool)
    ones = sparse.csr_array(covers, dtype=np.int32)
    shared = (ones.T @ ones).tocoo()
    size = covers.sum(axis=0)
    inner, outer = shared.row.astype(np.int64), shared.col.astype(np.int64)
    is_held = (shared.data == size[inner]) & (inner != outer)
    inner, outer = inner[is_held], outer[is_held]
    return inner, outer, size[inner] == size[outer]
