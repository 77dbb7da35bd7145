"""Looks for roads that were meant to meet and do not."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

TOUCHING_M = 0.5


def count_loose_ends(
    x: NDArray[np.float64], y: NDArray[np.float64], run_ptr: NDArray[np.int64], run_points: NDArray[np.int32]
) -> int:
    """Number of line ends that lie on another line where that one has no vertex.

    Such lines look joined on a map and are not: vertices make junctions, nothing else does.

    Parameters
    ----------
    x, y : float64, (points,)
        Metres.
    run_ptr, run_points
        Runs of points, as in `RawRoads`.
    """
    uses = np.bincount(run_points, minlength=len(x))
    first, last = run_ptr[:-1], run_ptr[1:] - 1
    run = np.concatenate([np.arange(len(first)), np.arange(len(first))])
    end = run_points[np.concatenate([first, last])]
    loose = uses[end] == 1
    end, run = end[loose], run[loose]
    run_of = np.repeat(np.arange(len(first)), np.diff(run_ptr))
    lines = shapely.linestrings(np.column_stack([x[run_points], y[run_points]]), indices=run_of)
    ends = shapely.points(x[end], y[end])
    found, line = shapely.STRtree(lines).query(ends, predicate="dwithin", distance=TOUCHING_M)
    return len(np.unique(found[line != run[found]]))
