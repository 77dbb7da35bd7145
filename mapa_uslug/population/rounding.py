"""Whole people: largest remainders within an owner, and age groups that stay exact in both directions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def total_by(values: Floats, owner: Ints, owners: int) -> Floats:
    """Sum of values per owner."""
    return np.bincount(owner, weights=values, minlength=owners).astype(np.float64)


def round_to_totals(values: Floats, owner: Ints, totals: Ints, *, limit: Ints | None = None) -> Ints:
    """Round to integers that add up to a total per owner, by largest remainder.

    Parameters
    ----------
    values : float64, (n,)
        Not negative; scaled to the owner's total first. An owner whose values are all zero gives equal shares.
    owner : int64, (n,)
    totals : int64, (owners,)
    limit : int64, (n,), optional
        The most that each may get; limits must leave room for the totals. Ties go to the earlier row.

    Returns
    -------
    int64, (n,)

    Raises
    ------
    ValueError
        An owner has people and no row, or limits leave no room.
    """
    owners = len(totals)
    room = np.full(len(values), np.iinfo(np.int64).max // 4) if limit is None else limit.astype(np.int64)
    _check_room(owner, totals, room if limit is not None else None)
    scaled = np.minimum(_scale(values, owner, totals), room.astype(np.float64))
    # The tiny step up keeps a sum of thirds from falling just below the whole number it stands for.
    rounded = np.minimum(np.floor(scaled + 1e-9).astype(np.int64), room)
    left = totals - np.bincount(owner, weights=rounded, minlength=owners).astype(np.int64)
    fraction = scaled - rounded
    is_first = True
    while (left > 0).any():
        if not is_first:
            rounded = rounded + _fill(room - rounded, owner, left)
            left = totals - np.bincount(owner, weights=rounded, minlength=owners).astype(np.int64)
        has_room = (rounded < room) & (left[owner] > 0)
        rank = _rank_within(owner, np.where(has_room, fraction, -np.inf))
        one_more = has_room & (rank < left[owner])
        rounded = rounded + one_more
        left = left - np.bincount(owner[one_more], minlength=owners)
        is_first = False
    return _take_back(rounded, fraction, owner, left)


def round_groups(values: Floats, owner: Ints, targets: Ints) -> Ints:
    """Round a table of people by group so that every group adds up per owner and rows stay whole people.

    Parameters
    ----------
    values : float64, (n, groups)
        A row's people are the sum of its groups.
    owner : int64, (n,)
    targets : int64, (owners, groups)

    Returns
    -------
    int64, (n, groups)
        Columns add up to `targets` per owner; the sum of a row is the row's sum rounded by largest remainder.

    Notes
    -----
    The outer groups are rounded one by one, none beyond the people left in a row; the middle one (the largest in
    a census: its relative error is the smallest) takes the rest, so that all sums hold without a search.
    """
    columns = values.shape[1]
    people = round_to_totals(values.sum(axis=1), owner, targets.sum(axis=1))
    if columns == 1:
        return people[:, None]
    rest = columns // 2
    out = np.zeros(values.shape, dtype=np.int64)
    room = people.copy()
    for column in [c for c in reversed(range(columns)) if c != rest]:
        out[:, column] = round_to_totals(values[:, column], owner, targets[:, column], limit=room)
        room -= out[:, column]
    out[:, rest] = room
    return out


def _fill(slack: Ints, owner: Ints, left: Ints) -> Ints:
    """Share what limits pushed away in proportion to the room that is left, rounded down."""
    wanted = np.where(left[owner] > 0, slack, 0).astype(np.float64)
    room = total_by(wanted, owner, len(left))
    share = np.floor(np.maximum(left[owner], 0) * (wanted / np.maximum(room[owner], 1.0)))
    return np.minimum(share.astype(np.int64), slack)


def _scale(values: Floats, owner: Ints, totals: Ints) -> Floats:
    owners = len(totals)
    sums = total_by(values, owner, owners)
    # Figures this small are no people, and dividing by them overflows.
    is_flat = sums <= 1e-290
    base = np.where(is_flat[owner], 1.0, values)
    sums = np.where(is_flat, np.bincount(owner, minlength=owners), sums)
    factor = totals / np.where(sums > 0.0, sums, 1.0)
    # A factor within rounding error of one would turn whole numbers into nearly whole ones.
    factor = np.where(np.abs(factor - 1.0) < 1e-12, 1.0, factor)
    return np.asarray(base * factor[owner], dtype=np.float64)


def _check_room(owner: Ints, totals: Ints, room: Ints | None) -> None:
    rows = np.bincount(owner, minlength=len(totals))
    if (totals < 0).any() or ((rows == 0) & (totals > 0)).any():
        raise ValueError("an owner has people and no row, or fewer than none")
    if room is not None:
        space = np.bincount(owner, weights=room, minlength=len(totals))
        if (space + 0.5 < totals).any():
            raise ValueError("limits leave no room for the totals")


def _rank_within(owner: Ints, score: Floats) -> Ints:
    """Position of each row among its owner's rows, highest score first, ties by row."""
    order = np.lexsort((np.arange(len(owner)), -score, owner))
    sorted_owner = owner[order]
    start = np.searchsorted(sorted_owner, sorted_owner, side="left")
    rank = np.empty(len(owner), dtype=np.int64)
    rank[order] = np.arange(len(owner)) - start
    return rank


def _take_back(rounded: Ints, fraction: Floats, owner: Ints, left: Ints) -> Ints:
    """Undo what the tiny step up gave too much."""
    while (left < 0).any():
        score = np.where(rounded > 0, -fraction, -np.inf)
        one_less = (_rank_within(owner, score) < -left[owner]) & (rounded > 0)
        rounded = rounded - one_less
        left = left + np.bincount(owner[one_less], minlength=len(left))
    return rounded
