"""Branch and bound of the p-median by Lagrangian bounds."""

from __future__ import annotations

import heapq
import time
from dataclasses import replace
from typing import Final

import numpy as np

from mapa_uslug.siting.incumbent import Incumbent
from mapa_uslug.siting.median_bounds import CLOSED, FREE, OPEN, ROUND, Relaxation, SiteBounds, whole
from mapa_uslug.siting.median_instance import MedianInstance

_ROUNDS: Final = 40
_LEAST_STEP: Final = 2e-3
_BRANCH_STEP: Final = 1.0
_BRANCH_TURNS: Final = 60


class MedianSearch:
    """Search for the best choice, and for a bound that proves it.

    Parameters
    ----------
    instance : MedianInstance
    bounds : SiteBounds
        Of all columns of the instance.
    best : Incumbent
        Bettered as the search goes on.
    deadline : float
        In the seconds of ``time.monotonic``.
    gap : float
        Relative distance of value and bound that is good enough.
    """

    def __init__(
        self, instance: MedianInstance, bounds: SiteBounds, best: Incumbent, *, deadline: float, gap: float
    ) -> None:
        self.best = best
        self.bound = 0.0
        self._instance = instance
        self._bounds = bounds
        self._deadline, self._gap = deadline, gap
        self._open_parts: list[tuple[float, int, Relaxation]] = []
        self._made = 0

    @property
    def is_out_of_time(self) -> bool:
        """The time ended before the gap was reached."""
        return not self.is_done and time.monotonic() >= self._deadline

    @property
    def is_done(self) -> bool:
        """Value and bound are as near to each other as was asked for."""
        return self.bound > self.best.goal or self.best.value - self.bound <= self._gap * self.best.value

    def run(self) -> None:
        """Bound the whole, then its parts, the one with the lowest bound first."""
        root = self._root()
        if not self._is_settled(root):
            self._push(root, self.bound)
        self._note_bound()
        while not self.is_done and time.monotonic() < self._deadline:
            _, _, part = heapq.heappop(self._open_parts)
            for half in self._halves(part):
                self._look_at(half, part.bound)
            self._note_bound()
        if self.bound > self.best.goal:
            self.bound = self.best.value

    def _root(self) -> Relaxation:
        """Bound of all choices: as good as the ascent gets it, with what it settles left out on the way."""
        part = whole(self._instance, self.best.is_open)
        for _ in range(_ROUNDS):
            part = self._bounds.relax(part, upper=self.best.value, goal=self.best.goal, turns=ROUND)
            self.bound = max(self.bound, part.bound)
            self.best.offer(self._bounds.rounded(part))
            part = self._bounds.settle(part, goal=self.best.goal)
            if self.is_done or part.step < _LEAST_STEP or time.monotonic() >= self._deadline:
                break
        self._bounds = self._bounds.without(part.state == CLOSED)
        return part

    def _halves(self, part: Relaxation) -> list[Relaxation]:
        """Both ways to settle the column that the relaxation is least sure of."""
        free = np.flatnonzero(part.state == FREE)
        column = free[np.argmin(np.abs(part.share[free] - 0.5))]
        halves = []
        for settled in (OPEN, CLOSED):
            state = part.state.copy()
            state[column] = settled
            prices = part.prices.astype(np.float64)
            halves.append(replace(part, state=state, prices=prices, step=_BRANCH_STEP))
        return halves

    def _look_at(self, part: Relaxation, least: float) -> None:
        """Bound a part; offer the choice that it suggests; keep it where something better may be in it."""
        if self._is_settled(part):
            return
        goal = self.best.goal
        part = self._bounds.relax(part, upper=self.best.value, goal=goal, turns=_BRANCH_TURNS)
        if part.bound > goal:
            return
        part = self._bounds.settle(part, goal=goal)
        if not self._is_settled(part):
            self.best.offer(self._bounds.rounded(part))
            self._push(part, least)

    def _is_settled(self, part: Relaxation) -> bool:
        """Whether nothing is left to choose in a part; its one choice, if there is one, is offered."""
        free = int((part.state == FREE).sum())
        places = self._bounds.places(part)
        if 0 < places < free:
            return False
        if 0 <= places <= free:
            self.best.offer(self._bounds.rounded(part))
        return True

    def _push(self, part: Relaxation, least: float) -> None:
        """Keep a part for later, with the bound of the whole that it is a part of if that is better."""
        bound = max(part.bound, least)
        self._made += 1
        kept = replace(part, bound=bound, prices=part.prices.astype(np.float32))
        heapq.heappush(self._open_parts, (bound, self._made, kept))

    def _note_bound(self) -> None:
        if not self._open_parts:
            self.bound = self.best.value
        else:
            self.bound = max(self.bound, min(self._open_parts[0][0], self.best.value))
