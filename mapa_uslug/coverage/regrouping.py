"""The same people in other squares: how far figures depend on the grid (modifiable areal unit problem)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.coverage.white_spots import label_touching


@dataclass(frozen=True, eq=False)
class Squares:
    """Populated squares of a grid.

    Attributes
    ----------
    col, row : int64, (squares,)
    square : int64, (cells,)
        Which square the people of each cell live in.
    chosen : int64, (squares,)
        The cell that stands for the square.
    """

    col: NDArray[np.int64]
    row: NDArray[np.int64]
    square: NDArray[np.int64]
    chosen: NDArray[np.int64]


def regroup_cells(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    people: NDArray[np.int64],
    *,
    side_m: float,
    shift_m: float,
) -> Squares:
    """Put cells into the squares of a grid, each square represented by the cell nearest to the mean of its people.

    Parameters
    ----------
    x, y : float64, (cells,)
        Where the people of each cell live [m], in the CRS of the grid.
    people : int64, (cells,)
        More than nobody.
    side_m, shift_m : float
        Side of a square, and by how much the grid is moved east and north.
    """
    at = np.floor((np.column_stack([x, y]) - shift_m) / side_m).astype(np.int64)
    squares, square = np.unique(at, axis=0, return_inverse=True)
    square = square.reshape(-1)
    total = np.bincount(square, weights=people)
    mean_x, mean_y = (np.bincount(square, weights=people * v) / total for v in (x, y))
    away = np.hypot(x - mean_x[square], y - mean_y[square])
    # Nearest first within a square; of cells as near the one that comes first.
    order = np.lexsort((away, square))
    chosen = order[np.searchsorted(square[order], np.arange(len(squares)))]
    return Squares(squares[:, 0], squares[:, 1], square.astype(np.int64), chosen)


def spread_flags(squares: Squares, flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """What holds of a cell if everybody in its square takes what holds of the one that stands for it."""
    return flags[squares.chosen][squares.square]


def count_white_spots(col: NDArray[np.int64], row: NDArray[np.int64], is_too_far: NDArray[np.bool_]) -> int:
    """Groups of touching squares whose people are too far."""
    if not is_too_far.any():
        return 0
    return int(label_touching(col[is_too_far], row[is_too_far]).max()) + 1
