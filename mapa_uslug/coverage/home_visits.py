"""A carer's shift: how many homes fit into it, and how much of it is spent on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

CLIENT_AND_NEXT: Final = 2.0
"""People wanting care within a circle of minutes that holds the client one stands at and the next one."""
_HAIR: Final = 1e-9


@dataclass(frozen=True)
class Shift:
    """Length of a shift and of a visit [min]; both are conventions."""

    shift_min: float
    visit_min: float


@dataclass(frozen=True, eq=False)
class Visits:
    """What a shift gives to homes like those of each cell.

    Attributes
    ----------
    homes : int64, (cells,)
        Homes visited in a shift; 0 where not even one visit fits, or the way is not known.
    travel_min : float64, (cells,)
        Way that falls to one visit [min]; ``inf`` where there is no visit.
    """

    homes: NDArray[np.int64]
    travel_min: NDArray[np.float64]


def plan_visits(there_min: NDArray[np.float64], between_min: NDArray[np.float64], shift: Shift) -> Visits:
    """Fill shifts: from the base to the first home, from home to home, and back.

    The way back is taken to be as long as the way there. What is left of a shift after the last visit is not counted
    as way. Since the way between two homes is never longer than the one by the base, a longer way never shortens what
    falls to a visit.

    Parameters
    ----------
    there_min
        From the base to the homes of each cell; not finite where not known.
    between_min
        From one home to the next.
    """
    known = np.isfinite(there_min)
    there = np.where(known, there_min, 0.0)
    between = np.where(known, np.minimum(between_min, 2.0 * there), 0.0)
    # n visits fit when 2 there + n visit + (n - 1) between <= shift.
    fitting = np.floor((shift.shift_min - 2.0 * there + between) / (shift.visit_min + between) + _HAIR)
    homes = np.where(known, np.maximum(fitting, 0.0), 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        travel = np.where(homes > 0, (2.0 * there + (homes - 1.0) * between) / homes, np.inf)
    return Visits(homes.astype(np.int64), travel)


def find_next_home(
    pair_ptr: NDArray[np.int64],
    pair_home: NDArray[np.integer[Any]],
    pair_cost: NDArray[np.float32],
    wanting: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Minutes from a client's home to the next client's, by cell.

    Clients are some of the people, so the next one does not live next door: the minutes are those within which two
    people who want care are expected, the client and the next. The fewer of them and the longer the roads, the longer
    the way.

    Parameters
    ----------
    pair_ptr : int64, (cells + 1,)
        Where the pairs of each cell begin.
    pair_home : int, (pairs,)
        From where one comes to the cell, itself included.
    pair_cost : float32, (pairs,)
        Seconds.
    wanting : float64
        People expected to want care, by home.

    Returns
    -------
    float64, (cells,)
        ``inf`` where no two are expected among the pairs.
    """
    count = len(pair_ptr) - 1
    cell = np.repeat(np.arange(count), np.diff(pair_ptr))
    order = np.lexsort((pair_cost, cell))
    cost = pair_cost[order].astype(np.float64)
    total = np.concatenate([[0.0], np.cumsum(wanting[pair_home[order]])])
    within = total[1:] - np.repeat(total[pair_ptr[:-1]], np.diff(pair_ptr))
    next_s = np.full(count, np.inf)
    holds_two = within >= CLIENT_AND_NEXT - _HAIR
    np.minimum.at(next_s, cell[holds_two], cost[holds_two])
    return next_s / 60.0
