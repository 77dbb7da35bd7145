"""Rows of different lengths, kept one after the other in flat arrays with pointers to where each begins."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def gather_rows(
    ptr: NDArray[np.int64], rows: NDArray[np.int64], is_turned: NDArray[np.bool_] | None = None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the items of some rows lie, in a new order of the rows.

    Parameters
    ----------
    ptr : int64, (all rows + 1,)
        Items of row r are ``ptr[r] .. ptr[r + 1]``.
    rows : int64, (rows,)
        Those wanted; one may be named more than once.
    is_turned : bool, (rows,), optional
        Rows whose items are wanted from the last to the first.

    Returns
    -------
    new_ptr : int64, (rows + 1,)
    items : int64, (new_ptr[-1],)
    """
    sizes = ptr[1:][rows] - ptr[:-1][rows]
    new_ptr = np.zeros(len(rows) + 1, np.int64)
    np.cumsum(sizes, out=new_ptr[1:])
    within = np.arange(new_ptr[-1]) - np.repeat(new_ptr[:-1], sizes)
    if is_turned is None:
        return new_ptr, np.repeat(ptr[:-1][rows], sizes) + within
    first = np.where(is_turned, ptr[1:][rows] - 1, ptr[:-1][rows])
    return new_ptr, np.repeat(first, sizes) + within * np.repeat(np.where(is_turned, -1, 1), sizes)
