"""What it costs the people of every cell to use every place of a type, existing or only thought of, in one measurement."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mapa_uslug.steps.measuring import Measure, Measurer


class _Farther(Measure):
    """A measure without a widest threshold: every way counts."""

    @property
    def limit(self) -> float:
        return float("inf")


def measure_costs(measurer: Measurer, measure: Measure, *, without_limit: bool) -> NDArray[np.float64]:
    """Costs between all cells and all places of a type, in the type's direction.

    They are those that coverage compares with thresholds: of a place that is known only roughly the most that it may
    cost wherever in its disc it stands. Who is beyond the road data gets nowhere for certain.

    Parameters
    ----------
    without_limit
        Also costs beyond the widest threshold; else these are ``inf``.

    Returns
    -------
    float64, (cells, places of the type)
        Seconds or metres; ``inf`` where there is no way, or where people may not use the place.
    """
    if without_limit:
        measure = _Farther(measure.service_type, measure.mode, measure.threshold)
    places = measurer.rows_of(measure.service_type)
    costs = np.full((len(measurer.is_outside), len(places)), np.inf)
    for rows, allowed in measurer.parts(measure):
        if len(allowed):
            times = measurer.part_times(measure, rows, allowed, edge_cost=np.full(len(rows), np.inf))
            cell = np.repeat(rows, np.diff(times.pair_ptr))
            costs[cell, allowed[times.pair_place]] = times.pair_cost
    rough = measurer.rough_of(measure)
    if rough is not None:
        costs += measurer.spreads(measure, rough)
    costs[measurer.is_outside] = np.inf
    return costs


def share_of_thresholds(
    measures: Sequence[Measure], costs: Sequence[NDArray[np.float64]], *, level: int
) -> NDArray[np.float64]:
    """The least share of its threshold that some mode takes, cell by place: at most 1 is within the threshold."""
    shares = [cost / threshold_of(measure, level) for measure, cost in zip(measures, costs, strict=True)]
    least: NDArray[np.float64] = np.minimum.reduce(shares)
    return least


def threshold_of(measure: Measure, level: int) -> float:
    """A threshold in seconds or metres; `level` from 0."""
    return float(measure.threshold.values[level] * (60 if measure.threshold.unit == "min" else 1))
