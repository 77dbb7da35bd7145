"""Greedy adding: the site that saves most, one after the other."""

from __future__ import annotations

import heapq

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.siting.median_instance import MedianInstance


def add_greedily(instance: MedianInstance) -> NDArray[np.bool_]:
    """Open one site after the other, always the one that lowers the cost most (the first of equals).

    What a site saves only falls as others open, so it is summed again only for sites whose last known saving could still
    be the greatest (Minoux 1978).

    Returns
    -------
    bool, (columns,)
        Open columns of the instance.
    """
    free = len(instance.sites)
    is_open = instance.opened(np.empty(0, dtype=np.int64))
    current = instance.cost[:, is_open if is_open.any() else ~is_open]
    current = current.min(axis=1) if is_open.any() else current.max(axis=1, initial=0.0)
    by_site = np.ascontiguousarray(instance.cost[:, :free].T)
    known = [(-_saving(current, by_site[site]), site) for site in range(free)]
    heapq.heapify(known)
    for _ in range(instance.k):
        while True:
            _, site = heapq.heappop(known)
            fresh = (-_saving(current, by_site[site]), site)
            if not known or fresh <= known[0]:
                break
            heapq.heappush(known, fresh)
        is_open[site] = True
        current = np.minimum(current, by_site[site])
    return is_open


def _saving(current: NDArray[np.float64], cost: NDArray[np.float64]) -> float:
    return float(np.maximum(current - cost, 0.0).sum())
