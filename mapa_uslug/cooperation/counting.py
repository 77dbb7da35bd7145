"""Figures of sets of partners, sets counted side by side in threads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.cooperation.flow_kernels import sum_savings, trace_sets
from mapa_uslug.cooperation.kernels import Scratch, count_sets, fill_cells, new_scratch
from mapa_uslug.cooperation.merging import merge_alike
from mapa_uslug.cooperation.reach import Reach
from mapa_uslug.engine.blocks import run_blocks

_BLOCK = 64


@dataclass(frozen=True, eq=False)
class SetCounts:
    """People of the members of sets; modes in their order and then all of them together.

    Attributes
    ----------
    states : int64, (sets, rows, modes + 1, groups, 4)
    gained, lost : int64, (sets, rows, modes + 1, groups)
        Against every gmina on its own.
    """

    states: NDArray[np.int64]
    gained: NDArray[np.int64]
    lost: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class SetFlows:
    """Who is served where, by mode.

    Attributes
    ----------
    hosted : float64, (sets, modes, rows, hosts, groups)
    taken, from_others : float64, (sets, modes, places)
        Units of capacity.
    """

    hosted: NDArray[np.float64]
    taken: NDArray[np.float64]
    from_others: NDArray[np.float64]


def count_people(
    reach: Reach, sets: NDArray[np.uint64], *, rows: int, workers: int | None = None
) -> SetCounts:
    """Count people for every set; the result is the same for any number of workers."""
    if not reach.has_room:
        masks = [reach.within, reach.unknown, reach.finite, reach.eligible]
        reach = merge_alike(reach, [*(m.view(np.int64) for m in masks), reach.flags])
    modes, groups = len(reach.within) + 1, len(reach.people)
    shape = (len(sets), rows, modes, groups)
    counts = SetCounts(
        np.zeros((*shape, 4), dtype=np.int64), np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64) ,
    )  # fmt: skip

    def run(first: int, last: int, scratch: Scratch) -> None:
        part = slice(first, last)
        count_sets(
            reach, sets[part], counts.states[part], counts.gained[part], counts.lost[part], scratch
        )  # fmt: skip

    run_blocks(len(sets), run, lambda: new_scratch(reach), workers, block=_BLOCK)
    return counts


def sum_saved(
    reach: Reach, sets: NDArray[np.uint64], *, rows: int, workers: int | None = None
) -> NDArray[np.float64]:
    """People times what they save on the way [s, m], (sets, rows, modes, groups)."""
    saved = np.zeros((len(sets), rows, len(reach.within), len(reach.people)))

    def run(first: int, last: int, _: object) -> None:
        sum_savings(reach, sets[first:last], saved[first:last])

    run_blocks(len(sets), run, lambda: None, workers, block=_BLOCK)
    return saved


def trace_people(
    reach: Reach, sets: NDArray[np.uint64], *, rows: int, hosts: int, workers: int | None = None
) -> SetFlows:
    """Follow people to the places that serve them."""
    modes, groups = len(reach.within), len(reach.people)
    units = (len(sets), modes, len(reach.capacity))
    flows = SetFlows(np.zeros((len(sets), modes, rows, hosts, groups)), np.zeros(units), np.zeros(units))

    def run(first: int, last: int, scratch: Scratch) -> None:
        part = slice(first, last)
        trace_sets(reach, sets[part], flows.hosted[part], flows.taken[part], flows.from_others[part], scratch)

    run_blocks(len(sets), run, lambda: new_scratch(reach), workers, block=_BLOCK)
    return flows


def fill_states(reach: Reach, partners: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """States of the people of every member's cell, (modes + 1, groups, cells, 4), and shares who find places full."""
    modes, cells = reach.within.shape
    states = np.zeros((modes + 1, len(reach.people), cells, 4), dtype=np.int64)
    share = np.zeros((modes, cells))
    fill_cells(reach, np.uint64(partners), states, share, new_scratch(reach))
    return states, share
