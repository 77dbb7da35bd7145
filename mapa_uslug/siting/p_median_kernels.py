"""Compiled parts of the p-median: sums over the sites near each point.

Kernels that read the sites of each point sorted by cost (`near`, with `near_cost`) go no farther in a row than they must.
Costs are in units of the objective (people x cost). All kernels stand in this one file, as they are built into one another.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.engine.compiling import kernel


class Pairs(NamedTuple):
    """What it costs to get from points to columns (sites); of the two forms one is filled, the other is empty.

    Attributes
    ----------
    near : int32, (points, columns)
        Columns of each point, nearest first.
    near_cost : float64, (points, columns)
        People x cost, ascending.
    cost : float64, (columns, points)
        People x cost, where room is counted.
    people : float64, (points,)
    room : float64, (columns,)
        People that each column has room for.
    """

    near: NDArray[np.int32]
    near_cost: NDArray[np.float64]
    cost: NDArray[np.float64]
    people: NDArray[np.float64]
    room: NDArray[np.float64]


@kernel
def site_gains(pairs: Pairs, prices: NDArray[np.float64], columns: int) -> NDArray[np.float64]:
    """What the opening of each column would bring, not above 0: its points' costs less their prices, as far as room goes."""
    gains = np.zeros(columns)
    if pairs.room.size:
        nobody = np.zeros(0)
        for column in range(columns):
            gains[column] = fill(pairs.cost[column], pairs.people, pairs.room[column], prices, nobody)
        return gains
    for point in range(pairs.near.shape[0]):
        price = prices[point]
        for rank in range(pairs.near.shape[1]):
            excess = pairs.near_cost[point, rank] - price
            if excess >= 0.0:
                break
            gains[pairs.near[point, rank]] += excess
    return gains


@kernel
def times_served(
    pairs: Pairs, prices: NDArray[np.float64], is_open: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Open columns that gain by each point, or the shares of it that they take in where room is counted."""
    if pairs.room.size:
        served = np.zeros(prices.size)
        for column in np.flatnonzero(is_open):
            fill(pairs.cost[column], pairs.people, pairs.room[column], prices, served)
        return served
    served = np.zeros(pairs.near.shape[0])
    for point in range(pairs.near.shape[0]):
        for rank in range(pairs.near.shape[1]):
            if pairs.near_cost[point, rank] >= prices[point]:
                break
            if is_open[pairs.near[point, rank]]:
                served[point] += 1.0
    return served


@kernel
def fill(
    cost: NDArray[np.float64],
    people: NDArray[np.float64],
    room: float,
    prices: NDArray[np.float64],
    served: NDArray[np.float64],
) -> float:
    """Gain of one column that takes in those who pay most beyond their cost, a person, until it is full.

    The share of each point that is taken in is added to `served` unless that is empty.
    """
    if room <= 0.0:
        return 0.0
    paying = np.flatnonzero(cost < prices)
    wanted = people[paying].sum()
    if wanted > room:
        excess = (cost[paying] - prices[paying]) / people[paying]
        paying = paying[np.argsort(excess, kind="mergesort")]
    gain, left = 0.0, room
    for point in paying:
        share = min(1.0, left / people[point])
        gain += share * (cost[point] - prices[point])
        if served.size:
            served[point] += share
        left -= share * people[point]
        if share < 1.0:
            break
    return gain


@kernel
def two_nearest(
    near: NDArray[np.int32], near_cost: NDArray[np.float64], is_open: NDArray[np.bool_]
) -> tuple[NDArray[np.int32], NDArray[np.float64], NDArray[np.float64]]:
    """Nearest open site of each point, its cost, and that of the second nearest (of the farthest where there is none)."""
    points = near.shape[0]
    nearest = np.full(points, -1, dtype=np.int32)
    first, second = near_cost[:, -1].copy(), near_cost[:, -1].copy()
    for point in range(points):
        for rank in range(near.shape[1]):
            if is_open[near[point, rank]]:
                if nearest[point] < 0:
                    nearest[point] = near[point, rank]
                    first[point] = near_cost[point, rank]
                else:
                    second[point] = near_cost[point, rank]
                    break
    return nearest, first, second


@kernel
def total_cost(near: NDArray[np.int32], near_cost: NDArray[np.float64], is_open: NDArray[np.bool_]) -> float:
    """Cost of all points at their nearest open sites."""
    total = 0.0
    for point in range(near.shape[0]):
        for rank in range(near.shape[1]):
            if is_open[near[point, rank]]:
                total += near_cost[point, rank]
                break
    return total


@kernel
def interchange(
    near: NDArray[np.int32],
    near_cost: NDArray[np.float64],
    is_open: NDArray[np.bool_],
    is_free: NDArray[np.bool_],
    tolerance: float,
) -> float:
    """Swap an open site for a closed one as long as it helps, the best swap first; changes `is_open`, returns its cost.

    The profit of a swap is what the newcomer brings, less what the leaver's points lose, plus what the newcomer saves of
    that loss. A point adds to the third only for sites nearer than its second nearest open one, so a round looks at few
    pairs. At least one site has to be open.
    """
    sites = is_open.size
    slot = np.full(sites, -1)
    total = total_cost(near, near_cost, is_open)
    while True:
        opened = np.flatnonzero(is_open & is_free)
        slot[:] = -1
        for place in range(opened.size):
            slot[opened[place]] = place
        gain, loss = np.zeros(sites), np.zeros(opened.size)
        saved = np.zeros((sites, opened.size))
        nearest, first, second = two_nearest(near, near_cost, is_open)
        for point in range(near.shape[0]):
            place = slot[nearest[point]]
            until = first[point] if place < 0 else second[point]
            if place >= 0:
                loss[place] += second[point] - first[point]
            for rank in range(near.shape[1]):
                cost = near_cost[point, rank]
                if cost >= until:
                    break
                site = near[point, rank]
                if cost < first[point]:
                    gain[site] += first[point] - cost
                    if place >= 0:
                        saved[site, place] += second[point] - first[point]
                elif place >= 0:
                    saved[site, place] += second[point] - cost
        best, newcomer, leaver = tolerance, -1, -1
        for site in range(sites):
            if is_free[site] and not is_open[site]:
                for place in range(opened.size):
                    profit = gain[site] - loss[place] + saved[site, place]
                    if profit > best:
                        best, newcomer, leaver = profit, site, opened[place]
        if newcomer < 0:
            return total
        is_open[newcomer], is_open[leaver] = True, False
        former, total = total, total_cost(near, near_cost, is_open)
        if total >= former:
            is_open[newcomer], is_open[leaver] = False, True
            return former


@kernel
def ascend(
    pairs: Pairs,
    prices: NDArray[np.float64],
    state: NDArray[np.int8],
    places: int,
    upper: float,
    goal: float,
    step: float,
    turns: int,
) -> tuple[float, NDArray[np.float64], NDArray[np.float64], float]:
    """Raise the Lagrangian bound by deflected subgradient steps from `prices`, until it exceeds `goal`.

    A step goes the way of the subgradient and, in part, of the step before, as far as the distance to `upper` and the
    square of its length tell (Polyak). After some turns without gain it starts again from the best prices, shorter.

    Parameters
    ----------
    state : int8, (sites,)
        1 open, -1 closed, 0 free.
    places : int
        Free sites to open.
    upper : float
        Cost of a known choice.
    step : float
        Share of Polyak's step, of the first turn.

    Returns
    -------
    bound : float
    prices : float64, (points,)
        Those that give the bound.
    share : float64, (sites,)
        How often each site was open, the last turns weighing most.
    step : float
        Share of Polyak's step of the last turn.
    """
    sites = state.size
    free = np.flatnonzero(state == 0)
    is_fixed = state == 1
    bound, best_prices = -np.inf, prices.copy()
    current, direction = prices.copy(), np.zeros(prices.size)
    is_open, share = np.zeros(sites, dtype=np.bool_), np.zeros(sites)
    stalled = 0
    for _ in range(turns):
        gains = site_gains(pairs, current, sites)
        is_open[:] = is_fixed
        is_open[free[np.argsort(gains[free], kind="mergesort")[:places]]] = True
        value = current.sum() + gains[is_open].sum()
        share *= 0.98
        share[is_open] += 0.02
        if value > bound:
            bound, stalled = value, 0
            best_prices[:] = current
            if bound > goal:
                break
        else:
            stalled += 1
        if stalled == 15:
            stalled = 0
            step *= 0.6
            current[:] = best_prices
            direction[:] = 0.0
            continue
        direction *= 0.8
        direction += 1.0 - times_served(pairs, current, is_open)
        length = (direction * direction).sum()
        if length == 0.0:
            break
        current += step * (upper - value) / length * direction
    return bound, best_prices, share, step
