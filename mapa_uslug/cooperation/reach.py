"""What sets of partners bring within reach of people, as flat arrays that the kernels read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.travel_times import CostUnit, count_steps

MOST_PARTNERS: Final = 63
"""A set is a mask of so many bits at most."""
BLANK, UNPLACED, UNTOLD = 1, 2, 4
"""Of a cell by a mode: beyond the data or without a road; a place of its gmina is not known; beyond the threshold nothing
can be told."""


class Reach(NamedTuple):
    """A service type at one threshold, for every set of partners; modes, groups and cells in fixed orders.

    Bit b of a mask, or the number b, stands for partner b. A cell whose people belong to no partner keeps to its own
    services whatever the set.

    Attributes
    ----------
    bit : int8, (cells,)
        Partner that the cell's people belong to, -1 if none.
    row : int32, (cells,)
        Row of the figures that they are counted in, -1 if none.
    people : int64, (groups, cells)
    within, unknown, finite : uint64, (modes, cells)
        Partners who bring a place within the threshold for certain; of whom it may be within, or beyond whose data one
        would have to look; who have a place that can be reached at all.
    eligible : uint64, (cells,)
        Partners with a place that the people may use.
    flags : uint8, (modes, cells)
        `BLANK`, `UNPLACED`, `UNTOLD`.
    near_bit, near_place : int8 and int32, (modes, cells, partners)
        Partners whose place is within the threshold and that place, the nearest first; -1 ends the list.
    better_bit, better : int8 and float64, (modes, cells, partners)
        Partners whose place is nearer than the nearest of one's own, the nearest first, and what that saves.
    pair_ptr : int64, (modes + 1,)
    pair_cell, pair_place, pair_bits : int32, int32, uint64, (pairs,)
        Pairs within the threshold by ascending step, cell and place; a set has a pair when it holds all its bits.
    host : int32, (places,)
        Gmina of each place, counted as `home` counts.
    home : int32, (cells,)
    demand, capacity : float64, (cells,) and (places,)
    has_room : bool
        Whether places are weighed against demand.
    own_share : float64, (modes, cells)
        Share of the people who find the places full where every gmina keeps to its own.
    own_served : int64, (modes + 1, groups, cells)
        People served there; the last row is of all modes together.
    """

    bit: NDArray[np.int8]
    row: NDArray[np.int32]
    people: NDArray[np.int64]
    within: NDArray[np.uint64]
    unknown: NDArray[np.uint64]
    finite: NDArray[np.uint64]
    eligible: NDArray[np.uint64]
    flags: NDArray[np.uint8]
    near_bit: NDArray[np.int8]
    near_place: NDArray[np.int32]
    better_bit: NDArray[np.int8]
    better: NDArray[np.float64]
    pair_ptr: NDArray[np.int64]
    pair_cell: NDArray[np.int32]
    pair_place: NDArray[np.int32]
    pair_bits: NDArray[np.uint64]
    host: NDArray[np.int32]
    home: NDArray[np.int32]
    demand: NDArray[np.float64]
    capacity: NDArray[np.float64]
    has_room: bool
    own_share: NDArray[np.float64]
    own_served: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Costs:
    """What it costs by one mode to the places of each partner that people may use.

    Attributes
    ----------
    cost, sure : float64, (partners, cells)
        To the nearest place, and to the one that is surely nearest wherever in its disc it stands; ``inf`` if none.
    place, sure_place : int32, (partners, cells)
        Those places, -1 if none.
    may : float64, (partners, cells)
        The least that it may cost to a place known only roughly, or to something that the data do not hold.
    pair_bit, pair_cell, pair_place, pair_cost
        Every pair within the widest threshold, at its sure cost; empty where room is not counted.
    """

    cost: NDArray[np.float64]
    place: NDArray[np.int32]
    sure: NDArray[np.float64]
    sure_place: NDArray[np.int32]
    may: NDArray[np.float64]
    pair_bit: NDArray[np.int8]
    pair_cell: NDArray[np.int32]
    pair_place: NDArray[np.int32]
    pair_cost: NDArray[np.floating]


@dataclass(frozen=True, eq=False)
class CellsOfMode:
    """What is true of the cells by one mode, whoever works together.

    Attributes
    ----------
    limits : tuple of float
        Thresholds [s, m].
    unit : {"s", "m"}
    flags : uint8, (cells,)
    needs_way : bool
        Whether people without any way to a place cannot be told about.
    """

    mode: str
    limits: tuple[float, ...]
    unit: CostUnit
    flags: NDArray[np.uint8]
    needs_way: bool


@dataclass(frozen=True, eq=False)
class Members:
    """Who belongs to whom: fields as of `Reach`, whatever the service type.

    Attributes
    ----------
    bit, row, home, people
    """

    bit: NDArray[np.int8]
    row: NDArray[np.int32]
    home: NDArray[np.int32]
    people: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Room:
    """Places and what they hold.

    Attributes
    ----------
    host : int32, (places,)
    demand : float64, (cells,), or None
        None where room is not counted.
    capacity : float64, (places,)
    """

    host: NDArray[np.int32]
    demand: NDArray[np.float64] | None
    capacity: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class OwnState:
    """How things are where every gmina keeps to its own: `own_share`, `own_served` of `Reach`, costs by mode (modes, cells)."""

    share: NDArray[np.float64]
    served: NDArray[np.int64]
    cost: NDArray[np.float64]


def build_reach(
    costs: list[Costs],
    modes: list[CellsOfMode],
    *,
    level: int,
    members: Members,
    eligible: NDArray[np.bool_],
    room: Room,
    own: OwnState | None,
) -> Reach:
    """Make the arrays of one threshold level.

    Parameters
    ----------
    costs, modes
        By mode, in one order.
    eligible : bool, (partners, cells)
    own
        None for the regime that is compared with.
    """
    cells, groups = len(members.bit), len(members.people)
    limits = [m.limits[level] for m in modes]
    usable = [(m.flags & BLANK) == 0 for m in modes]
    is_within = [
        (c.sure <= limit) & ok & (c.sure_place >= 0)
        for c, limit, ok in zip(costs, limits, usable, strict=True)
    ]
    near = [_sort_near(c.sure, c.sure_place, w, c.sure) for c, w in zip(costs, is_within, strict=True)]
    better = [_sort_better(c, own.cost[i] if own else None, usable[i]) for i, c in enumerate(costs)]
    pairs = [
        _sort_pairs(c, m, limit, members.bit, ok)
        for c, m, limit, ok in zip(costs, modes, limits, usable, strict=True)
    ]
    return Reach(
        bit=members.bit, row=members.row, people=members.people,
        within=np.stack([_mask(w) for w in is_within]),
        unknown=np.stack([_mask(c.may <= limit) for c, limit in zip(costs, limits, strict=True)]),
        finite=np.stack([_mask(np.isfinite(c.cost) | (not m.needs_way)) for c, m in zip(costs, modes, strict=True)]),
        eligible=_mask(eligible),
        flags=np.stack([m.flags for m in modes]),
        near_bit=np.stack([bit for bit, _, _ in near]),
        near_place=np.stack([place for _, place, _ in near]),
        better_bit=np.stack([bit for bit, _, _ in better]),
        better=np.stack([saved for _, _, saved in better]),
        pair_ptr=np.cumsum([0, *(len(p[0]) for p in pairs)]).astype(np.int64),
        pair_cell=np.concatenate([p[0] for p in pairs]),
        pair_place=np.concatenate([p[1] for p in pairs]),
        pair_bits=np.concatenate([p[2] for p in pairs]),
        host=room.host, home=members.home,
        demand=np.zeros(cells) if room.demand is None else room.demand,
        capacity=room.capacity, has_room=room.demand is not None,
        own_share=own.share if own else np.zeros((len(modes), cells)),
        own_served=own.served if own else np.zeros((len(modes) + 1, groups, cells), dtype=np.int64),
    )  # fmt: skip


def _mask(is_set: NDArray[np.bool_]) -> NDArray[np.uint64]:
    """Bits of the partners (first axis) of each cell."""
    mask = np.zeros(is_set.shape[1], dtype=np.uint64)
    for bit, cells in enumerate(is_set):
        mask[cells] |= np.uint64(1) << np.uint64(bit)
    return mask


def _sort_near(
    cost: NDArray[np.float64], place: NDArray[np.int32], keep: NDArray[np.bool_], value: NDArray[np.float64]
) -> tuple[NDArray[np.int8], NDArray[np.int32], NDArray[np.float64]]:
    """Partners of each cell by ascending cost, then place; those not kept at the end, as -1. All (cells, partners)."""
    key = np.where(keep, cost, np.inf)
    order = np.lexsort((place, key), axis=0)
    kept = np.take_along_axis(keep, order, axis=0)
    bit = np.where(kept, order, -1).astype(np.int8)
    return (
        np.ascontiguousarray(bit.T),
        np.ascontiguousarray(np.take_along_axis(place, order, axis=0).T),
        np.ascontiguousarray(np.where(kept, np.take_along_axis(value, order, axis=0), 0.0).T),
    )


def _sort_better(
    costs: Costs, own_cost: NDArray[np.float64] | None, usable: NDArray[np.bool_]
) -> tuple[NDArray[np.int8], NDArray[np.int32], NDArray[np.float64]]:
    if own_cost is None:
        return _sort_near(costs.cost, costs.place, np.zeros(costs.cost.shape, dtype=bool), costs.cost)
    has_own = usable & np.isfinite(own_cost)
    saved = np.where(has_own, own_cost, 0.0) - costs.cost
    return _sort_near(costs.cost, costs.place, has_own & (saved > 0.0), saved)


def _sort_pairs(
    costs: Costs, mode: CellsOfMode, limit: float, bit_of_cell: NDArray[np.int8], usable: NDArray[np.bool_]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.uint64]]:
    # Gminas that are no partners keep to their own places, and take no room in those that are shared.
    keep = (costs.pair_cost <= limit) & usable[costs.pair_cell] & (bit_of_cell[costs.pair_cell] >= 0)
    cell, place, bit = costs.pair_cell[keep], costs.pair_place[keep], costs.pair_bit[keep]
    order = np.lexsort((place, cell, count_steps(costs.pair_cost[keep], mode.unit)))
    one = np.uint64(1)
    bits = (one << bit.astype(np.uint64)) | (one << bit_of_cell[cell].astype(np.uint64))
    return cell[order], place[order], bits[order]
