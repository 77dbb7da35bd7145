"""Cells that fare alike in every set, counted as one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.cooperation.reach import Reach


def merge_alike(reach: Reach, traits: Sequence[NDArray[np.integer]]) -> Reach:
    """Cells of one partner that are alike in every trait as one cell with the people of all.

    Only where room is not counted: then all people of a cell are in one state.

    Parameters
    ----------
    traits
        Rows of all that matters, each (cells,) or (some, cells), besides who the people are and where they are served already.
    """
    was_served = (reach.own_served[:, 0] > 0).astype(np.int64)
    key = np.vstack([reach.bit, reach.row, was_served, *traits]).T
    _, first, kind = np.unique(key, axis=0, return_index=True, return_inverse=True)
    order = np.argsort(kind.reshape(-1), kind="stable")
    starts = np.searchsorted(kind.reshape(-1)[order], np.arange(len(first)))

    def add_up(values: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.asarray(np.add.reduceat(values[..., order], starts, axis=-1), dtype=np.int64)

    return reach._replace(
        bit=reach.bit[first], row=reach.row[first], home=reach.home[first], people=add_up(reach.people),
        within=reach.within[:, first].copy(), unknown=reach.unknown[:, first].copy(),
        finite=reach.finite[:, first].copy(), eligible=reach.eligible[first], flags=reach.flags[:, first].copy(),
        near_bit=reach.near_bit[:, first].copy(), near_place=reach.near_place[:, first].copy(),
        better_bit=reach.better_bit[:, first].copy(), better=reach.better[:, first].copy(),
        demand=reach.demand[first], own_share=reach.own_share[:, first].copy(),
        own_served=add_up(reach.own_served),
    )  # fmt: skip
