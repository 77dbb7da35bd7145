"""Which points a mesh of roads joins: the relative neighbourhood graph, whose degrees are those of road networks."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

NEAR: Final = 10
_BLOCK: Final = 400_000


def join_neighbours(xy: NDArray[np.float64]) -> NDArray[np.int64]:
    """Pairs of points, the lower first, than which no third point is nearer to both.

    Points further than the `NEAR` nearest of both ends are left out, which in a plane are almost none.

    Source: G. T. Toussaint, The relative neighbourhood graph of a finite planar set, Pattern Recognition 12 (1980).
    """
    tree = cKDTree(xy)
    near = min(NEAR + 1, len(xy))
    found = []
    for start in range(0, len(xy), _BLOCK):
        rows = np.arange(start, min(start + _BLOCK, len(xy)))
        apart, other = tree.query(xy[rows], k=near, workers=-1)
        found.append(_unspoilt(rows, apart, other, xy))
    keys = np.unique(np.concatenate(found))
    return np.column_stack([keys // len(xy), keys % len(xy)])


def _unspoilt(
    rows: NDArray[np.int64], apart: NDArray[np.float64], other: NDArray[np.int64], xy: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Keys of the pairs that no nearer neighbour comes between."""
    x, y = xy[:, 0][other], xy[:, 1][other]
    keys = []
    for far in range(1, other.shape[1]):
        is_kept = other[:, far] != rows
        for near in range(far):
            is_other = other[:, near] != rows
            between = np.hypot(x[:, far] - x[:, near], y[:, far] - y[:, near])
            is_kept &= ~(is_other & (between < apart[:, far]) & (apart[:, near] < apart[:, far]))
        a, b = rows[is_kept], other[is_kept, far]
        keys.append(np.minimum(a, b) * len(xy) + np.maximum(a, b))
    return np.concatenate(keys)
