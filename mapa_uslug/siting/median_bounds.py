"""Lagrangian bounds of the p-median, and the sites that they settle.

Each point pays a price; a site that opens gains what its points pay beyond their cost. For any prices, the prices less
the gains of the best sites are a lower bound (Cornuejols, Fisher and Nemhauser 1977).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.siting.median_instance import MedianInstance, sites_by_cost
from mapa_uslug.siting.p_median_kernels import Pairs, ascend, site_gains

FREE, OPEN, CLOSED = 0, 1, -1
ROUND: Final = 25
"""Turns of the ascent between two looks at the clock and at what is settled."""


@dataclass(frozen=True, eq=False)
class Relaxation:
    """A part of the choices, and what none of them can better.

    Attributes
    ----------
    bound : float
    state : int8, (columns,)
        `OPEN` and `CLOSED` where that is settled, `FREE` otherwise.
    prices : float64, (points,)
    share : float64, (columns,)
        How often each column was open lately: near a half where the relaxation is least sure.
    step : float
        Where the ascent stopped shortening its steps.
    """

    bound: float
    state: NDArray[np.int8]
    prices: NDArray[np.float64]
    share: NDArray[np.float64]
    step: float = 1.0


@dataclass(frozen=True, eq=False)
class SiteBounds:
    """Bounds of a p-median from prices.

    Attributes
    ----------
    pairs : Pairs
        What it costs to get from points to columns.
    to_open : int
        Columns that open, with the fixed ones.
    """

    pairs: Pairs
    to_open: int

    @classmethod
    def of(cls, instance: MedianInstance) -> SiteBounds:
        """Bounds where nobody counts the room."""
        near, cost = sites_by_cost(instance.cost)
        nothing = np.empty(0)
        return cls(Pairs(near, cost, np.empty((0, 0)), nothing, nothing), instance.to_open)

    @classmethod
    def with_room(cls, instance: MedianInstance, room: NDArray[np.float64]) -> SiteBounds:
        """Bounds where columns have room for so many people."""
        cost = np.ascontiguousarray(instance.cost.T)
        nothing = np.empty((0, 0))
        return cls(Pairs(nothing.astype(np.int32), nothing, cost, instance.people, room), instance.to_open)

    def without(self, is_closed: NDArray[np.bool_]) -> SiteBounds:
        """The same without columns that are closed for good."""
        pairs = self.pairs
        if pairs.room.size:
            return SiteBounds(pairs._replace(room=np.where(is_closed, 0.0, pairs.room)), self.to_open)
        stays = ~is_closed[pairs.near]
        shape = (len(stays), -1)
        near, cost = pairs.near[stays].reshape(shape), pairs.near_cost[stays].reshape(shape)
        return SiteBounds(pairs._replace(near=near, near_cost=cost), self.to_open)

    def places(self, part: Relaxation) -> int:
        """Columns still to open."""
        return self.to_open - int((part.state == OPEN).sum())

    def relax(self, part: Relaxation, *, upper: float, goal: float, turns: int) -> Relaxation:
        """Raise the bound of a part of the choices; it is inf where there is not room for all."""
        if self._lacks_room(part):
            return replace(part, bound=np.inf)
        bound, prices, share, step = ascend(
            self.pairs, part.prices, part.state, self.places(part), upper, goal, part.step, turns
        )
        return Relaxation(bound, part.state, prices, share, step)

    def settle(self, part: Relaxation, *, goal: float) -> Relaxation:
        """Close columns whose opening, and open those whose closing, would lift the bound above the goal."""
        places = self.places(part)
        free = np.flatnonzero(part.state == FREE)
        if not 0 < places < free.size:
            return part
        gains = site_gains(self.pairs, part.prices, part.state.size)
        ranked = np.sort(gains[free])
        last_in, first_out = ranked[places - 1], ranked[places]
        bound = part.prices.sum() + gains[part.state == OPEN].sum() + ranked[:places].sum()
        state = part.state.copy()
        state[free[(gains[free] >= first_out) & (bound + gains[free] - last_in > goal)]] = CLOSED
        state[free[(gains[free] <= last_in) & (bound - gains[free] + first_out > goal)]] = OPEN
        return Relaxation(part.bound, state, part.prices, part.share, part.step)

    def rounded(self, part: Relaxation) -> NDArray[np.bool_]:
        """Open what is settled, and of the rest what was open most often."""
        is_open: NDArray[np.bool_] = part.state == OPEN
        free = np.flatnonzero(part.state == FREE)
        is_open[free[np.argsort(-part.share[free], kind="stable")[: self.places(part)]]] = True
        return is_open

    def _lacks_room(self, part: Relaxation) -> bool:
        """Whether even the roomiest columns that may open are too small."""
        room = self.pairs.room
        if not room.size:
            return False
        largest = np.sort(room[part.state == FREE])[::-1][: self.places(part)]
        return bool(room[part.state == OPEN].sum() + largest.sum() < self.pairs.people.sum() * (1.0 - 1e-9))


def whole(instance: MedianInstance, is_open: NDArray[np.bool_]) -> Relaxation:
    """All choices, not bounded yet; prices midway between the nearest and the second nearest column of a choice."""
    among = np.sort(instance.cost[:, is_open], axis=1)
    first, second = among[:, 0], among[:, min(1, among.shape[1] - 1)]
    prices = (first + np.where((second > first) & (second < instance.no_way), second, 2.0 * first)) / 2.0
    state = np.full(is_open.size, FREE, dtype=np.int8)
    state[len(instance.sites) :] = OPEN
    return Relaxation(0.0, state, prices, np.zeros(is_open.size))
