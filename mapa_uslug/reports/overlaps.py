"""Lines that lie upon each other: told once, though several rows have them."""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

_LEAST_SHARED: Final = 0.5


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
        is_alike = shared >= _LEAST_SHARED * np.minimum(length[open_], length[row])
        first[open_[is_alike]] = row
    return first
