"""People allotted to places with room at once, well but not best: for a first look, and when time is over."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def allot_by_regret(
    cost: NDArray[np.float64], people: NDArray[np.float64], room: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Everybody turns to the nearest place with room; where that is too small, those go in who would lose most elsewhere.

    The regret of Vogel's approximation to the problem of transport (Reinfeld & Vogel 1958): what the second nearest place
    with room would cost more. Every round fills a place, or is the last. With room for all and a way from everybody to
    every place nobody is left over; otherwise somebody may be whom a better allotment has room for.

    Parameters
    ----------
    cost : float64, (points, columns)
        ``inf`` where nobody may go.
    people : float64, (points,)
    room : float64, (columns,)

    Returns
    -------
    point, column : int64, (shares,)
    people : float64, (shares,)
        Positive.
    """
    left, free = people.astype(np.float64).copy(), room.astype(np.float64).copy()
    shares: list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]] = []
    waiting = np.flatnonzero(left > 0.0)
    columns = np.flatnonzero(free > 0.0)
    while len(waiting) and len(columns):
        nearest, regret = _nearest(cost[np.ix_(waiting, columns)])
        waiting, nearest, regret = waiting[nearest >= 0], nearest[nearest >= 0], regret[nearest >= 0]
        for at in np.unique(nearest).tolist():
            column = columns[at]
            here = nearest == at
            those = waiting[here][np.argsort(-regret[here], kind="stable")]
            before = np.cumsum(left[those]) - left[those]
            taken = np.clip(free[column] - before, 0.0, left[those])
            is_full = before[-1] + left[those[-1]] >= free[column]
            left[those] -= taken
            free[column] = 0.0 if is_full else free[column] - taken.sum()
            shares.append((those, np.full(len(those), column, dtype=np.int64), taken))
        waiting, columns = waiting[left[waiting] > 0.0], columns[free[columns] > 0.0]
    if not shares:
        return np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0)
    point, place, sent = (np.concatenate(part) for part in zip(*shares, strict=True))
    return point[sent > 0.0], place[sent > 0.0], sent[sent > 0.0]


def _nearest(cost: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Nearest column of each point, -1 without a way, and what the second nearest would cost more."""
    at = cost.argmin(axis=1)
    least = cost[np.arange(len(at)), at]
    second = np.partition(cost, 1, axis=1)[:, 1] if cost.shape[1] > 1 else np.full(len(at), np.inf)
    has_way = np.isfinite(least)
    regret = np.where(has_way, second, 0.0) - np.where(has_way, least, 0.0)
    return np.where(has_way, at, -1), regret
