"""The best choice found so far, and the interchange that betters what is offered."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.siting.median_bounds import NearSites
from mapa_uslug.siting.median_instance import MedianInstance
from mapa_uslug.siting.p_median_kernels import interchange


class Incumbent:
    """The best choice of sites that is known.

    Attributes
    ----------
    is_open : bool, (columns,)
    value : float
    """

    def __init__(self, instance: MedianInstance, near: NearSites, start: NDArray[np.bool_]) -> None:
        self._instance, self._near = instance, near
        self._is_free = np.arange(start.size) < len(instance.sites)
        self._seen: set[bytes] = set()
        self.value = np.inf
        self.is_open = start
        self.offer(start)

    @property
    def goal(self) -> float:
        """A bound above this leaves no room for a better choice."""
        return self.value - self._instance.saving(self.value)

    def offer(self, is_open: NDArray[np.bool_]) -> None:
        """Better the choice by interchange and keep it when it is the best; what was offered before is passed over."""
        key = np.packbits(is_open).tobytes()
        if key in self._seen:
            return
        self._seen.add(key)
        bettered = is_open.copy()
        least = 1e-12 * self._instance.no_way
        value = interchange(self._near.near, self._near.cost, bettered, self._is_free, least)
        if value < self.value:
            self.value, self.is_open = value, bettered
