"""People gained and places shared by many sets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.cooperation.kernels import Scratch, new_scratch
from mapa_uslug.cooperation.merging import merge_alike
from mapa_uslug.cooperation.rank_kernels import PairLists, new_lists, rank_sets
from mapa_uslug.cooperation.reach import Reach
from mapa_uslug.engine.blocks import run_blocks

_BLOCK = 64


@dataclass(frozen=True, eq=False)
class Ranks:
    """Of all residents; modes in their order and then all of them together.

    Attributes
    ----------
    gained : int64, (sets, rows, modes + 1)
        Against every gmina on its own.
    shared : int64, (sets, modes + 1)
        Places that people of another member use.
    """

    gained: NDArray[np.int64]
    shared: NDArray[np.int64]


def rank_people(
    reach: Reach,
    sets: NDArray[np.uint64],
    *,
    rows: int,
    place_bit: NDArray[np.int8],
    workers: int | None = None,
) -> Ranks:
    """Count what sets gain; the result is the same for any number of workers.

    Parameters
    ----------
    place_bit : int8, (places,)
        Partner in whom each place stands, -1 if none.
    """
    reach = condense(reach)
    modes = len(reach.within) + 1
    ranks = Ranks(
        np.zeros((len(sets), rows, modes), dtype=np.int64), np.zeros((len(sets), modes), dtype=np.int64)
    )
    hopeful = find_hopeful(reach)
    order = np.argsort(sets)
    ascending = sets[order]

    def run(first: int, last: int, memory: tuple[Scratch, PairLists]) -> None:
        gained, shared = np.zeros_like(ranks.gained[first:last]), np.zeros_like(ranks.shared[first:last])
        rank_sets(reach, ascending[first:last], place_bit, hopeful, gained, shared, *memory)
        ranks.gained[order[first:last]], ranks.shared[order[first:last]] = gained, shared

    run_blocks(len(sets), run, lambda: (new_scratch(reach), new_lists(reach)), workers, block=_BLOCK)
    return ranks


def condense(reach: Reach) -> Reach:
    """What rankings need: all residents only, and cells that fare alike as one where room is not counted."""
    short = _shorten(reach)
    if short.has_room:
        return short
    return merge_alike(short, [*short.near_bit.transpose(0, 2, 1), *short.near_place.transpose(0, 2, 1)])


def find_hopeful(reach: Reach) -> NDArray[np.int64]:
    """Cells whose people may gain anything, since not all of them are served by every mode already."""
    is_short = (reach.own_served[:, 0] < reach.people[0]).any(axis=0)
    return np.flatnonzero(is_short & (reach.bit >= 0) & (reach.row >= 0))


def _shorten(reach: Reach) -> Reach:
    """All residents only, with lists of near places that end at one's own, which every set holds."""
    own = reach.bit[None, :, None]
    is_own = reach.near_bit == own
    is_beyond = np.cumsum(is_own, axis=2) - is_own > 0
    bit = np.where(is_beyond, -1, reach.near_bit).astype(np.int8)
    is_foreign = (bit >= 0) & (np.append(reach.host, -1)[reach.near_place] != reach.home[None, :, None])
    place = np.where(is_foreign, reach.near_place, -1).astype(np.int32)
    return reach._replace(
        people=np.ascontiguousarray(reach.people[:1]), own_served=np.ascontiguousarray(reach.own_served[:, :1]),
        near_bit=bit, near_place=place,
    )  # fmt: skip
