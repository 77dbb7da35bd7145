"""The best choice found so far, and what is done to better those offered."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.siting.median_bounds import SiteBounds
from mapa_uslug.siting.median_instance import MedianInstance
from mapa_uslug.siting.p_median_kernels import interchange


class Incumbent(ABC):
    """The best choice of sites that is known.

    Attributes
    ----------
    is_open : bool, (columns,)
    value : float
    """

    def __init__(self, instance: MedianInstance, start: NDArray[np.bool_]) -> None:
        self._instance = instance
        self._seen: set[bytes] = set()
        self.value = np.inf
        self.is_open = start
        self.offer(start)

    @property
    def goal(self) -> float:
        """A bound above this leaves no room for a better choice."""
        return self.value - self._instance.saving(self.value)

    def offer(self, is_open: NDArray[np.bool_]) -> None:
        """Keep a choice, or what it can be bettered to, when it is the best; one offered before is passed over."""
        key = np.packbits(is_open).tobytes()
        if key in self._seen:
            return
        self._seen.add(key)
        bettered, value = self._better(is_open)
        if value < self.value:
            self.value, self.is_open = value, bettered

    @abstractmethod
    def _better(self, is_open: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], float]:
        """A choice at least as good, and its cost."""


class Interchanged(Incumbent):
    """Choices bettered by interchange, where nobody counts the room."""

    def __init__(self, instance: MedianInstance, bounds: SiteBounds, start: NDArray[np.bool_]) -> None:
        self._pairs = bounds.pairs
        self._is_free = np.arange(start.size) < len(instance.sites)
        super().__init__(instance, start)

    def _better(self, is_open: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], float]:
        bettered = is_open.copy()
        least = 1e-12 * self._instance.no_way
        near, cost = self._pairs.near, self._pairs.near_cost
        return bettered, interchange(near, cost, bettered, self._is_free, least)
