"""What every gmina's groups must add up to, and units scaled to it.

Scaling a census grid to current totals of gminas, group by group, is how Polish accessibility studies update it.
"""

from __future__ import annotations

import numpy as np

from mapa_uslug.population.rounding import Floats, Ints, round_to_totals, total_by


def find_targets(values: Floats, *, gmina: Ints, people: Floats, groups: Floats) -> Ints:
    """Whole people by gmina and group that the result must add up to, (gminas, k).

    Parameters
    ----------
    values : float64, (n, k)
        Units by group, k = 3; or all people, k = 1.
    gmina : int64, (n,)
    people : float64, (gminas,)
        Totals; NaN: the sum of the units, rounded.
    groups : float64, (gminas, 3)
        Totals by basic group; NaN: what the known ones leave, in the proportions of the units.
    """
    gminas, k = len(people), values.shape[1]
    sums = np.column_stack([total_by(values[:, j], gmina, gminas) for j in range(k)])
    total = np.where(np.isnan(people), np.floor(sums.sum(axis=1) + 0.5), people).astype(np.int64)
    if k == 1:
        return total[:, None]
    known = ~np.isnan(groups) & ~np.isnan(people)[:, None]
    fixed = np.where(known, groups, 0.0).astype(np.int64)
    rest = np.maximum(total - fixed.sum(axis=1), 0)
    owner = np.repeat(np.arange(gminas), k)[~known.ravel()]
    rounded = fixed.ravel().copy()
    has_open = ~known.all(axis=1)
    rounded[~known.ravel()] = round_to_totals(
        sums.ravel()[~known.ravel()], owner, np.where(has_open, rest, 0)
    )
    return rounded.reshape(gminas, k)


def scale_units(values: Floats, *, gmina: Ints, targets: Ints) -> Floats:
    """Scale each group of units to the gmina's target; a group without people takes the proportions of all people."""
    gminas, k = targets.shape
    people = values.sum(axis=1)
    scaled = np.empty_like(values)
    for j in range(k):
        sums = total_by(values[:, j], gmina, gminas)
        base = np.where((sums <= 0.0)[gmina], people, values[:, j])
        base_sums = total_by(base, gmina, gminas)
        factor = targets[:, j] / np.where(base_sums > 0.0, base_sums, 1.0)
        factor = np.where(np.abs(factor - 1.0) < 1e-12, 1.0, factor)
        scaled[:, j] = base * factor[gmina]
    return scaled
