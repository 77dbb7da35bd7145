"""Which populated cells are neighbours, wherever there are none between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

NEIGHBOUR_M: Final = 5000.0
"""Cells farther apart are no neighbours, though nobody lives between them: an hour on foot along a straight way is the most
that a crossing could be of use for. Villages on the two banks of a wide valley are 3 to 4 km from each other, neighbouring
cells of a 1 km grid 1.4 km."""


@dataclass(frozen=True, eq=False)
class Neighbours:
    """Pairs of neighbouring points.

    Attributes
    ----------
    a, b : int64, (pairs,)
        Rows of the points, ``a < b``, ascending.
    straight_m : float64, (pairs,)
    triangles : int64, (triangles, 3)
        Pairs that are the sides of each triangle of the triangulation, -1 where the side is too long to be one.
    """

    a: NDArray[np.int64]
    b: NDArray[np.int64]
    straight_m: NDArray[np.float64]
    triangles: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.a)


def find_neighbours(
    x: NDArray[np.float64], y: NDArray[np.float64], *, longest_m: float = NEIGHBOUR_M
) -> Neighbours:
    """Sides of the Delaunay triangulation of points that are no longer than a bound.

    It joins each point with those around it and none beyond them, at any density: some three pairs a point.

    Parameters
    ----------
    x, y : float64, (points,)
        Metres. Of points in one place the first is taken, the others have no neighbours.
    longest_m : float
    """
    place, first = np.unique(np.column_stack([x, y]), axis=0, return_index=True)
    corners = first[_triangulate(place)]
    sides = np.sort(
        np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]]]), axis=1
    ).astype(np.int64)
    pairs, of_side = np.unique(sides, axis=0, return_inverse=True)
    straight = np.hypot(*(values[pairs[:, 0]] - values[pairs[:, 1]] for values in (x, y)))
    is_kept = (straight <= longest_m) & (pairs[:, 0] != pairs[:, 1])
    number = np.where(is_kept, np.cumsum(is_kept) - 1, -1)
    triangles = number[of_side.reshape(3, -1).T]
    return Neighbours(pairs[is_kept, 0], pairs[is_kept, 1], straight[is_kept], triangles)


def _triangulate(place: NDArray[np.float64]) -> NDArray[np.int64]:
    """Corners of triangles; of points on one line, flat ones between those next to each other."""
    from scipy.spatial import Delaunay, QhullError

    row = np.arange(max(len(place) - 1, 0), dtype=np.int64)
    on_a_line = np.column_stack([row, row + 1, row + 1])
    if len(place) < 3:
        return on_a_line
    try:
        # From the middle: metres of a CRS have six digits before those that tell points apart.
        return np.asarray(Delaunay(place - place.mean(axis=0)).simplices, dtype=np.int64)
    except QhullError:
        return on_a_line
