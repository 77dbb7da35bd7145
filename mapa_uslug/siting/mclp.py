"""Most people within the limit with k new places: the best choice, and the proof of it."""

from __future__ import annotations

import heapq
import time
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.siting import Siting, SitingProblem
from mapa_uslug.siting.choice import ROUNDING, pad_choice, tell_siting
from mapa_uslug.siting.cover_ascent import approach
from mapa_uslug.siting.cover_relaxation import Relaxation, relax
from mapa_uslug.siting.covering import Covering, cover_people, reduce_covering
from mapa_uslug.siting.greedy import choose_greedily
from mapa_uslug.siting.interchange import interchange, shake

_WHOLE: Final = 1.0 - 1e-6
"""Whole people cannot be bettered by less than one (less what sums of floats may be off)."""

_LARGE: Final = 50_000
"""Pairs of group and site from which a linear programme of all of them is slow."""
_CHANCE: Final = 0.05
"""Part of a site that is added to all when sites are tried at random."""


@dataclass(frozen=True, eq=False)
class _Node:
    """Sites decided: open for certain, and free to be chosen (masks over the columns of the covering)."""

    chosen: NDArray[np.bool_]
    free: NDArray[np.bool_]


def solve_mclp(problem: SitingProblem, *, time_limit_s: float = 60.0, gap: float = 0.0) -> Siting:
    """Choose the k sites that cover most people: maximal covering location (Church & ReVelle 1974).

    After exact reductions (`covering.reduce_covering`), branch and bound on the linear relaxation, which HiGHS solves. In
    every node the relaxation's prices give a bound that is summed anew here; sites that cannot be in (or out of) a better
    choice are decided by it; a rounded choice is bettered by interchange.

    Parameters
    ----------
    time_limit_s
        When it is up, the best found is told with the bound proven by then.
    gap
        Relative distance between value and bound at which the search may stop.
    """
    ends = time.monotonic() + time_limit_s
    covering = reduce_covering(cover_people(problem))
    fixed = tell_siting(problem, "mclp", np.empty(0, np.int64), bound=0.0).covered
    is_whole = bool((problem.people == np.round(problem.people)).all())
    columns = replace(covering, sites=np.arange(len(covering.sites)))
    search = _Search(columns, problem.k, fixed=fixed, is_whole=is_whole, ends=ends, gap=gap)
    search.run()
    chosen = pad_choice(problem, covering.sites[search.best])
    return tell_siting(
        problem, "mclp", chosen, bound=fixed + search.bound, is_out_of_time=search.is_out_of_time
    )


class _Search:
    """Branch and bound, the node with the highest bound first."""

    def __init__(
        self, covering: Covering, k: int, *, fixed: float, is_whole: bool, ends: float, gap: float
    ) -> None:
        self.covering, self.k = covering, min(k, len(covering.sites))
        self.fixed, self.is_whole, self.ends, self.gap = fixed, is_whole, ends, gap
        start = choose_greedily(covering, self.k)
        self.best, self.value = interchange(covering, start.chosen)
        self.bound = start.bound
        self.is_out_of_time = False
        self._passed_over = 0.0

    def run(self) -> None:
        """Search until nothing is left that could be better, or time is up."""
        count = 0
        nodes = [(-self.bound, count, node) for node in self._begin()]
        while nodes and self._may_better(-nodes[0][0]):
            if time.monotonic() >= self.ends:
                self.is_out_of_time = True
                self._passed_over = max(self._passed_over, -nodes[0][0])
                break
            bound, _, node = heapq.heappop(nodes)
            for limit, child in self._branch(node, -bound, is_root=count == 0):
                count += 1
                heapq.heappush(nodes, (-limit, count, child))
        self.bound = min(self.bound, max(self.value, self._passed_over))

    @property
    def _enough(self) -> float:
        """What a choice has to cover to be better."""
        return self.value + max(_WHOLE if self.is_whole else 0.0, ROUNDING * (self.fixed + self.value))

    def _may_better(self, bound: float) -> bool:
        """Whether what is within a bound is worth a look; what the gap alone lets pass over is remembered."""
        if bound < self._enough or bound <= self.value:
            return False
        if bound - self.value <= self.gap * (self.fixed + bound):
            self._passed_over = max(self._passed_over, bound)
            return False
        return True

    def _begin(self) -> list[_Node]:
        """The whole question; of a large one, what prices found step by step leave open of it."""
        everything = np.ones(len(self.covering.sites), bool)
        whole = _Node(~everything, everything)
        if self.covering.covers.sum() < _LARGE or not 0 < self.k < len(everything):
            return [whole]
        near = approach(self.covering, self.k, self.value)
        self.bound = min(self.bound, near.bound)
        self._take(*shake(self.covering, self.best, near.parts + _CHANCE, self.bound, ends=self.ends))
        chosen, free = self._decide(whole, self.covering, near, self.k, near.bound)
        return [_Node(chosen, free)]

    def _branch(self, node: _Node, parent: float, *, is_root: bool) -> list[tuple[float, _Node]]:
        """What is worth a look of the two halves of a node, with bounds; the node itself when time is up."""
        rest = reduce_covering(self.covering.after(node.chosen, node.free))
        k = self.k - int(node.chosen.sum())
        if len(rest.sites) <= k or k == 0:
            self._offer(node, rest.sites[:k])
            return []
        relaxed = relax(rest, k, self.ends - time.monotonic())
        if relaxed is None:
            return [(parent, node)]
        have = self.covering.people[self.covering.covers[:, node.chosen].any(axis=1)].sum()
        own = float(have) + relaxed.bound
        bound = min(parent, own)
        self._offer(node, rest.sites[np.argsort(-relaxed.parts, kind="stable")[:k]])
        if is_root and self._may_better(bound):
            self._take(*shake(self.covering, self.best, self._spread(rest, relaxed), bound, ends=self.ends))
        if not self._may_better(bound):
            return []
        halves = self._halve(node, rest, relaxed, k, own)
        return [(min(limit, bound), half) for limit, half in halves if self._may_better(min(limit, bound))]

    def _halve(
        self, node: _Node, rest: Covering, relaxed: Relaxation, k: int, bound: float
    ) -> list[tuple[float, _Node]]:
        """Decide what the prices decide, then split at the site that the relaxation is least decided about.

        Sites that the reduction left out need no half of their own: some best choice below this node does without them.
        """
        chosen, free = self._decide(node, rest, relaxed, k, bound)
        is_free = free[rest.sites]
        if not is_free.any():
            self._offer(node, rest.sites[chosen[rest.sites]][:k])
            return []
        in_loss, out_loss = relaxed.losses(k)
        doubt = np.minimum(relaxed.parts, 1.0 - relaxed.parts) * (
            1.0 + relaxed.worth / (relaxed.worth.max() or 1.0)
        )
        at = int(np.where(is_free, doubt, -1.0).argmax())
        site = rest.sites[at]
        free[site] = False
        with_site = chosen.copy()
        with_site[site] = True
        return [
            (bound - float(in_loss[at]), _Node(with_site, free)),
            (bound - float(out_loss[at]), _Node(chosen, free)),
        ]

    def _decide(
        self, node: _Node, rest: Covering, relaxed: Relaxation, k: int, bound: float
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Sites that any better choice below a node has (with those it has already), and those that it may have.

        `bound` is the one that the prices of `relaxed` prove: no other may be lessened by their losses.
        """
        in_loss, out_loss = relaxed.losses(k)
        is_out = bound - in_loss < self._enough
        is_in = (bound - out_loss < self._enough) & ~is_out
        chosen, free = node.chosen.copy(), np.zeros_like(node.free)
        chosen[rest.sites[is_in]] = True
        free[rest.sites[~is_out & ~is_in]] = True
        return chosen, free

    def _spread(self, rest: Covering, relaxed: Relaxation) -> NDArray[np.float64]:
        """How likely each column is worth a try."""
        likely = np.zeros(len(self.covering.sites))
        likely[rest.sites] = relaxed.parts + _CHANCE
        return likely

    def _offer(self, node: _Node, sites: NDArray[np.int64]) -> None:
        """Better a choice by interchange and keep it if it is the best so far."""
        self._take(*interchange(self.covering, np.union1d(np.flatnonzero(node.chosen), sites)))

    def _take(self, chosen: NDArray[np.int64], value: float) -> None:
        if value > self.value:
            self.best, self.value = chosen, value
