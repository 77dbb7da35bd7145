"""Lagrangian bounds of the p-median, and the sites that they settle.

Each point pays a price; a site that opens gains what its points pay beyond their cost. For any prices, the prices less
the gains of the best sites are a lower bound (Cornuejols, Fisher and Nemhauser 1977).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.siting.median_instance import MedianInstance
from mapa_uslug.siting.p_median_kernels import ascend, site_gains, two_nearest

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
class NearSites:
    """Columns of each point, nearest first, and how many of them open."""

    near: NDArray[np.int32]
    cost: NDArray[np.float64]
    to_open: int

    def whole(self, is_open: NDArray[np.bool_], instance: MedianInstance) -> Relaxation:
        """All choices, not bounded yet; prices midway between the nearest and the second nearest column of a choice."""
        _, first, second = two_nearest(self.near, self.cost, is_open)
        prices = (first + np.where(second < instance.no_way, second, 2.0 * first)) / 2.0
        state = np.full(is_open.size, FREE, dtype=np.int8)
        state[len(instance.sites) :] = OPEN
        return Relaxation(0.0, state, prices, np.zeros(is_open.size))

    def relax(self, part: Relaxation, *, upper: float, goal: float, turns: int) -> Relaxation:
        """Raise the bound of a part of the choices."""
        places = self.to_open - int((part.state == OPEN).sum())
        bound, prices, share, step = ascend(
            self.near, self.cost, part.prices, part.state, places, upper, goal, part.step, turns
        )
        return Relaxation(bound, part.state, prices, share, step)

    def settle(self, part: Relaxation, *, goal: float) -> Relaxation:
        """Close columns whose opening, and open those whose closing, would lift the bound above the goal."""
        places = self.to_open - int((part.state == OPEN).sum())
        free = np.flatnonzero(part.state == FREE)
        if not 0 < places < free.size:
            return part
        gains = site_gains(self.near, self.cost, part.prices, part.state.size)
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
        places = self.to_open - int(is_open.sum())
        is_open[free[np.argsort(-part.share[free], kind="stable")[:places]]] = True
        return is_open

    def without(self, is_closed: NDArray[np.bool_]) -> NearSites:
        """The same without columns that are closed for good."""
        stays = ~is_closed[self.near]
        rows = len(self.near)
        return NearSites(self.near[stays].reshape(rows, -1), self.cost[stays].reshape(rows, -1), self.to_open)
