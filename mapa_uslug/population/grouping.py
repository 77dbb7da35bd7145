"""Distinct combinations of integer keys."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Distinct:
    """Combinations in ascending order.

    Attributes
    ----------
    first : int64, (k,)
        A row that has the combination: the earliest one.
    inverse : int64, (n,)
        Combination of each row.
    count : int64, (k,)
    """

    first: Ints
    inverse: Ints
    count: Ints


def distinct(*keys: Ints) -> Distinct:
    """Distinct combinations of several keys of equal length."""
    n = len(keys[0])
    order = np.lexsort(keys[::-1])
    is_new = np.ones(n, dtype=bool)
    for position, key in enumerate(keys):
        changed = np.diff(key[order]) != 0
        is_new[1:] = changed if position == 0 else is_new[1:] | changed
    number = np.cumsum(is_new) - 1
    inverse = np.empty(n, dtype=np.int64)
    inverse[order] = number
    first = order[is_new].astype(np.int64)
    return Distinct(first, inverse, np.bincount(inverse, minlength=len(first)).astype(np.int64))
