"""Figures that the source keeps to itself: imputed from what the gmina's total leaves, and flagged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.population.rounding import Floats, Ints, total_by

SMALL_CELL_PEOPLE: Final = 5.0
"""People of a confidential cell where no total tells more: statistical offices hide cells of a few people."""
LARGE_CELL_PEOPLE: Final = 100.0
"""A confidential cell gets no more than this, or than the gmina's mean cell if that has more: what a total leaves
beyond it is growth since the census and belongs to all cells."""

NOBODY: Final = 1e-6


@dataclass(frozen=True, eq=False)
class ImputedUnits:
    """Figures without gaps.

    Attributes
    ----------
    values : float64, (n, k)
        By basic group (k = 3), or all people (k = 1).
    is_imputed : bool, (n,)
        Whether the source kept people or ages of the unit to itself.
    has_small_figure : bool, (n,)
        Whether people are the documented small figure.
    corrected : int
        Units whose groups did not add up to their people and were scaled to them.
    """

    values: Floats
    is_imputed: NDArray[np.bool_]
    has_small_figure: NDArray[np.bool_]
    corrected: int


def impute_units(
    people: Floats,
    groups: Floats | None,
    *,
    gmina: Ints,
    weight: Floats,
    share: Floats,
    total_people: Floats,
    total_groups: Floats,
) -> ImputedUnits:
    """Fill the gaps of units.

    Parameters
    ----------
    people : float64, (n,); groups : float64, (n, 3) or None
        NaN where kept by the source.
    gmina : int64, (n,)
    weight : float64, (n,)
        How many homes a unit has: confidential people go where homes are.
    share : float64, (n,)
        Part of its cell that a unit is.
    total_people : float64, (gminas,); total_groups : float64, (gminas, 3)
        NaN where not known.
    """
    known_groups = np.zeros(len(people)) if groups is None else np.nansum(groups, axis=1)
    hidden = np.isnan(people)
    filled, is_small = _impute_people(people, gmina, weight, share, total_people)
    filled = np.maximum(filled, np.where(hidden, known_groups, 0.0))
    if groups is None or np.isnan(groups).all():
        return ImputedUnits(filled[:, None], hidden, is_small & hidden, 0)
    values, hidden_groups, corrected = _impute_groups(filled, groups, gmina, total_groups)
    return ImputedUnits(values, hidden | hidden_groups, is_small & hidden, corrected)


def _impute_people(
    people: Floats, gmina: Ints, weight: Floats, share: Floats, totals: Floats
) -> tuple[Floats, NDArray[np.bool_]]:
    hidden = np.isnan(people)
    gminas = len(totals)
    known = total_by(np.where(hidden, 0.0, people), gmina, gminas)
    known_cells = total_by(np.where(hidden | (people <= 0.0), 0.0, share), gmina, gminas)
    hidden_cells = total_by(np.where(hidden, share, 0.0), gmina, gminas)
    mean_cell = known / np.maximum(known_cells, 1.0)
    limit = np.maximum(LARGE_CELL_PEOPLE, mean_cell) * hidden_cells
    remainder = np.minimum(np.nan_to_num(totals) - known, limit)
    small = np.asarray(remainder <= 0.0, dtype=np.bool_)
    amount = np.where(small, SMALL_CELL_PEOPLE * hidden_cells, remainder)
    by_homes = np.where(hidden, np.where(small[gmina], share, weight), 0.0)
    part = by_homes / np.maximum(total_by(by_homes, gmina, gminas)[gmina], 1e-300)
    return np.where(hidden, amount[gmina] * part, people), small[gmina]


def _impute_groups(
    people: Floats, groups: Floats, gmina: Ints, totals: Floats
) -> tuple[Floats, NDArray[np.bool_], int]:
    hidden = np.isnan(groups)
    known = np.where(hidden, 0.0, groups)
    is_whole = ~hidden.any(axis=1)
    shares = group_shares(known[is_whole], gmina[is_whole], totals)
    wanted = np.where(hidden, shares[gmina], 0.0)
    spread = wanted.sum(axis=1)
    spread = np.where(spread > 0.0, spread, 1.0)
    rest = np.maximum(people - known.sum(axis=1), 0.0)
    values = known + rest[:, None] * wanted / spread[:, None]
    sums = values.sum(axis=1)
    # Less than a millionth of a person is nobody: scaling it up to people would overflow.
    is_bare = (sums <= NOBODY) & (people > 0.0)
    values = np.where(is_bare[:, None], people[:, None] * shares[gmina], values)
    sums = np.where(is_bare, people, sums)
    corrected = int(((np.abs(sums - people) > 0.5) & is_whole).sum())
    values = values * np.where(sums > NOBODY, people / np.where(sums > NOBODY, sums, 1.0), 0.0)[:, None]
    return values, hidden.any(axis=1) & (people > 0.0), corrected


def group_shares(known: Floats, gmina: Ints, totals: Floats) -> Floats:
    """Share of each basic group in the hidden people of each gmina, (gminas, 3); rows add up to 1.

    What the gmina's totals leave, else the mix of its known cells, else that of all known cells.
    """
    gminas = len(totals)
    sums = np.column_stack([total_by(known[:, j], gmina, gminas) for j in range(known.shape[1])])
    is_unknown = np.isnan(totals).any(axis=1, keepdims=True)
    remainder = np.where(is_unknown, 0.0, np.maximum(totals - sums, 0.0))
    overall = sums.sum(axis=0)
    if overall.sum() <= 0.0:
        overall = np.nansum(totals, axis=0)
    if overall.sum() <= 0.0:
        overall = np.ones(known.shape[1])
    chosen = np.where(remainder.sum(axis=1)[:, None] > 0.0, remainder, sums)
    chosen = np.where(chosen.sum(axis=1)[:, None] > 0.0, chosen, overall)
    return np.asarray(chosen / chosen.sum(axis=1)[:, None], dtype=np.float64)
