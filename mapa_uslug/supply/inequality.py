"""How unevenly something is spread over people."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.supply import Inequality


def measure_inequality(
    value: NDArray[np.float64], people: NDArray[np.number], unit: NDArray[np.integer]
) -> Inequality:
    """Gini, P90:P10 and the two parts of the Theil index, all weighted by people.

    Parameters
    ----------
    value : (origins,)
        What each person of an origin has, not negative; origins with ``nan`` are left out.
    people : (origins,)
    unit : int, (origins,)
        Gmina (or another group) of each origin, by number from 0.

    References
    ----------
    Theil, H. (1967). Economics and Information Theory, chapter 4 (the index and how it falls into parts).
    """
    known = ~np.isnan(value) & (people > 0)
    x, w = value[known], people[known].astype(np.float64)
    within, between = split_theil(x, w, unit[known])
    return Inequality(gini(x, w), p90_p10(x, w), within, between)


def gini(value: NDArray[np.float64], people: NDArray[np.float64]) -> float:
    """Half the mean difference between two people over the mean; ``nan`` where the mean is 0 or nobody is there.

    Everybody counts as one, so that a cell of ten is ten equal people.
    """
    order = np.argsort(value, kind="stable")
    x, w = value[order], people[order]
    total = float((x * w).sum())
    if total <= 0.0:
        return float("nan")
    # Area under the Lorenz curve, by trapezes.
    before = np.cumsum(x * w) - x * w
    under = float((w * (before + x * w / 2.0)).sum()) / (total * float(w.sum()))
    return max(0.0, 1.0 - 2.0 * under)


def quantile(value: NDArray[np.float64], people: NDArray[np.float64], share: float) -> float:
    """The least value that at least a share of people have at most; ``nan`` where nobody is there."""
    if not len(value):
        return float("nan")
    order = np.argsort(value, kind="stable")
    reached = np.cumsum(people[order])
    # A share of a sum of whole people must not be missed by the last digit of a float.
    row = int(np.searchsorted(reached, share * reached[-1] * (1.0 - 1e-12)))
    return float(value[order][min(row, len(value) - 1)])


def p90_p10(value: NDArray[np.float64], people: NDArray[np.float64]) -> float:
    """Ninth decile over the first; ``inf`` where the first is 0, ``nan`` where both are."""
    low, high = quantile(value, people, 0.1), quantile(value, people, 0.9)
    if low > 0.0:
        return high / low
    return float("inf") if high > 0.0 else float("nan")


def split_theil(
    value: NDArray[np.float64], people: NDArray[np.float64], unit: NDArray[np.integer]
) -> tuple[float, float]:
    """Parts of the Theil index within units and between them; their sum is the index of all, ``nan`` without any."""
    mass = value * people
    total = float(mass.sum())
    if total <= 0.0:
        return float("nan"), float("nan")
    mean = total / float(people.sum())
    of_unit, in_unit = np.bincount(unit, mass), np.bincount(unit, people)
    unit_mean = np.divide(of_unit, in_unit, out=np.zeros(len(of_unit)), where=in_unit > 0)
    return (
        _entropy(mass / total, value, unit_mean[unit]),
        _entropy(of_unit / total, unit_mean, np.full(len(of_unit), mean)),
    )


def _entropy(share: NDArray[np.float64], value: NDArray[np.float64], mean: NDArray[np.float64]) -> float:
    """Sum of share x log(value / mean); who has nothing adds nothing."""
    has = share > 0.0
    return float((share[has] * np.log(value[has] / mean[has])).sum())
