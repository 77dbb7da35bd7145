"""Interchange: a choice bettered by swapping one site for another, and begun anew from shaken choices."""

from __future__ import annotations

import time
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.siting.covering import Covering

_LEAST_GAIN: Final = 1e-9
_SHAKES: Final = 60
"""Tries in a row that may be in vain."""
_MOVED: Final = 3
_BLOCK: Final = 512
"""Groups summed at once: tables of the size of the question would fill the memory."""


class Interchange:
    """A choice of sites with the gain of every swap kept up to date.

    What a swap changes is told from three sums: the people whom the new site would add, those whom only the old site
    covers, and those of them whom the new site would cover again (for covering, what Teitz & Bart 1968 do for medians).
    A swap touches only the groups of its two sites, so that the sums are mended for these alone.
    """

    def __init__(self, covering: Covering, chosen: NDArray[np.int64]) -> None:
        self._covers, self._people = covering.covers, covering.people
        self.chosen = chosen.copy()
        self._count = self._covers[:, chosen].sum(axis=1)
        self._added = np.zeros(self._covers.shape[1])
        self._saved = np.zeros((len(chosen), self._covers.shape[1]))
        self._total = float(self._people.sum())
        self._note(np.arange(len(self._people)), 1.0)

    def copy(self) -> Interchange:
        """The same choice, to be changed apart."""
        other = object.__new__(Interchange)
        other.__dict__.update(self.__dict__)
        other.chosen, other._count = self.chosen.copy(), self._count.copy()
        other._added, other._saved = self._added.copy(), self._saved.copy()
        return other

    def value(self) -> float:
        """People covered."""
        return float(self._people[self._count > 0].sum())

    def climb(self) -> Interchange:
        """Make the best swap (ties by row) until none covers more people."""
        while len(self.chosen):
            lost = self._saved[np.arange(len(self.chosen)), self.chosen]
            change = self._added[None, :] - lost[:, None] + self._saved
            place, site = divmod(int(change.argmax()), change.shape[1])
            if change[place, site] <= _LEAST_GAIN * max(1.0, self._total):
                break
            self.swap(place, site)
        return self

    def swap(self, place: int, site: int) -> None:
        """Put another site in a place of the choice."""
        comes, goes = self._covers[:, site], self._covers[:, self.chosen[place]]
        groups = np.flatnonzero(comes | goes)
        self._note(groups, -1.0)
        self._count[groups] += comes[groups].astype(self._count.dtype) - goes[groups]
        self.chosen[place] = site
        self._note(groups, 1.0)

    def _note(self, groups: NDArray[np.int64], sign: float) -> None:
        """Add groups to the sums, or take them out."""
        none = groups[self._count[groups] == 0]
        self._added += sign * self._sum_people(none)
        alone = groups[self._count[groups] == 1]
        if not len(alone):
            return
        place = self._covers[np.ix_(alone, self.chosen)].argmax(axis=1)
        for one in np.unique(place).tolist():
            self._saved[one] += sign * self._sum_people(alone[place == one])

    def _sum_people(self, groups: NDArray[np.int64]) -> NDArray[np.float64]:
        """People of some groups by the sites that cover them."""
        total = np.zeros(self._covers.shape[1])
        for start in range(0, len(groups), _BLOCK):
            some = groups[start : start + _BLOCK]
            total += self._people[some] @ self._covers[some]
        return total


def interchange(covering: Covering, chosen: NDArray[np.int64]) -> tuple[NDArray[np.int64], float]:
    """The choice bettered until no swap helps, ascending, and the people it covers."""
    state = Interchange(covering, chosen).climb()
    return np.sort(state.chosen), state.value()


def shake(
    covering: Covering,
    chosen: NDArray[np.int64],
    likely: NDArray[np.float64],
    enough: float,
    *,
    ends: float,
) -> tuple[NDArray[np.int64], float]:
    """Interchange begun anew from the best choice with a few sites replaced at random (always the same random ones).

    Parameters
    ----------
    likely
        Weights of the sites that come instead.
    enough
        People beyond whom nothing can be gained.
    ends
        Monotonic time at which the tries stop.
    """
    random = np.random.default_rng(0)
    best = Interchange(covering, chosen).climb()
    value = best.value()
    idle = 0
    while idle < _SHAKES:
        idle += 1
        odds = likely.copy()
        odds[best.chosen] = 0.0
        moved = min(_MOVED, len(best.chosen), int((odds > 0.0).sum()))
        if not moved or value >= enough or time.monotonic() >= ends:
            break
        tried = best.copy()
        places = random.choice(len(tried.chosen), moved, replace=False)
        sites = random.choice(len(odds), moved, replace=False, p=odds / odds.sum())
        for place, site in zip(places.tolist(), sites.tolist(), strict=True):
            tried.swap(place, site)
        reached = tried.climb().value()
        if reached > value:
            best, value, idle = tried, reached, 0
    return np.sort(best.chosen), value
