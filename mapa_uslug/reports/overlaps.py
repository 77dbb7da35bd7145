"""Lines that lie upon each other: told once, though several rows have them."""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

LEAST_SHARED: Final = 0.5
"""Share of the shorter of two lines that has to run beside the other."""


def group_overlapping(shapes: NDArray[np.object_], *, near_m: float) -> NDArray[np.int64]:
    """For each line the first line of its group, by position.

    A line joins the first one before it, that is itself first of a group, within `near_m` of which at least half of the
    shorter of both runs.

    Parameters
    ----------
    shapes : LineStrings or MultiLineStrings, (lines,)
        In metres.
    """
    first = np.full(len(shapes), -1, dtype=np.int64)
    tree, length = shapely.STRtree(shapes), shapely.length(shapes)
    for row, shape in enumerate(shapes):
        if first[row] >= 0:
            continue
        first[row] = row
        near = np.sort(tree.query(shape, predicate="dwithin", distance=near_m))
        open_ = near[first[near] < 0]
        shared = shapely.length(shapely.intersection(shapes[open_], shapely.buffer(shape, near_m)))
        is_alike = shared >= LEAST_SHARED * np.minimum(length[open_], length[row])
        first[open_[is_alike]] = row
    return first


def find_overlapping(
    shapes: NDArray[np.object_], *, near_m: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All pairs of lines, both ways round, of which half of the shorter runs within `near_m` of the other, by position.

    Parameters
    ----------
    shapes : LineStrings or MultiLineStrings, (lines,)
        In metres.
    """
    one, other = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=near_m)
    one, other = one[one < other], other[one < other]
    length = shapely.length(shapes)
    shorter, longer = np.where(length[one] <= length[other], (one, other), (other, one))
    shared = shapely.length(shapely.intersection(shapes[shorter], shapely.buffer(shapes[longer], near_m)))
    is_alike = shared >= LEAST_SHARED * length[shorter]
    one, other = one[is_alike], other[is_alike]
    return np.concatenate([one, other]), np.concatenate([other, one])
