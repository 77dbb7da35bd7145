"""People by state before and after a plan, and who gained or lost."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from mapa_uslug.contracts.combined import ALL_MODES, CANNOT_TELL, SERVED, TOO_FAR, Combined, combine_layers
from mapa_uslug.contracts.config import Sharing
from mapa_uslug.contracts.siting_proposal import Change
from mapa_uslug.steps.loading import AreaData
from mapa_uslug.steps.measuring import Measurer
from mapa_uslug.steps.siting_question import Subject


def count_states(data: AreaData, services: gpd.GeoDataFrame, sharing: Sharing, subject: Subject) -> Combined:
    """States of people for the subject's type and level, by its modes together, as a run of the area has them."""
    measurer = Measurer(data, services, sharing)
    layers = [measurer.layers(measure)[subject.level] for measure in subject.measures]
    return combine_layers(layers, layers[0].mode if len(layers) == 1 else ALL_MODES)


def gained_by_cell(before: NDArray[np.integer], after: NDArray[np.integer]) -> NDArray[np.int64]:
    """People of every cell who are served after a plan and of whom it is known that they were not before.

    Whoever may have been served already (of whom nothing could be told) is not counted.
    """
    more = after[:, SERVED].astype(np.int64) - before[:, SERVED]
    known = before[:, :CANNOT_TELL].astype(np.int64).sum(axis=1) - before[:, SERVED]
    return np.clip(more, 0, known)


def settled_by_cell(before: NDArray[np.integer], after: NDArray[np.integer]) -> NDArray[np.int64]:
    """People of every cell who are served after a plan and of whom nothing could be told before."""
    more = after[:, SERVED].astype(np.int64) - before[:, SERVED]
    return np.maximum(more, 0) - gained_by_cell(before, after)


def find_nearest(
    states: Combined, services: gpd.GeoDataFrame
) -> tuple[NDArray[np.object_], NDArray[np.float64]]:
    """Id of the nearest place that the people of every cell may use, however far, "" for none; and what the way costs.

    By several modes it is the place, and the cost, of the mode that takes the least share of its threshold.

    Parameters
    ----------
    services
        Located, of which the states were counted.

    Returns
    -------
    ids : object, (cells,)
    cost : float64, (cells,)
        Minutes or metres; ``inf`` for none.
    """
    cost = np.stack([np.nan_to_num(layer.cost.astype(np.float64), nan=np.inf) for layer in states.layers])
    share = cost / np.array([[float(layer.threshold)] for layer in states.layers])
    best, cells = share.argmin(axis=0), np.arange(cost.shape[1])
    place = np.stack([layer.nearest_place for layer in states.layers])[best, cells]
    least = cost[best, cells]
    ids = np.append(services["service_id"].astype(str).to_numpy(dtype=object), "")
    return ids[np.where(np.isfinite(least), place, -1)], least


def sum_change(
    before: NDArray[np.integer], after: NDArray[np.integer], gmina_of: NDArray[np.object_]
) -> Change:  # fmt: skip
    """Changes of states, (cells, 4) each, by gmina."""
    codes, row = np.unique(gmina_of.astype(str), return_inverse=True)

    def by_gmina(figures: NDArray[np.integer]) -> NDArray[np.int64]:
        sums = np.zeros((len(codes), *figures.shape[1:]), dtype=np.int64)
        np.add.at(sums, row, figures)
        return sums

    more = after[:, SERVED].astype(np.int64) - before[:, SERVED]
    gained = gained_by_cell(before, after)
    nearer = np.maximum(before[:, TOO_FAR].astype(np.int64) - after[:, TOO_FAR], 0)
    return Change(
        gminas=tuple(codes.tolist()), before=by_gmina(before), after=by_gmina(after), gained=by_gmina(gained),
        lost=by_gmina(np.maximum(-more, 0)), settled=by_gmina(settled_by_cell(before, after)),
        gained_far=by_gmina(np.minimum(gained, nearer)),
    )  # fmt: skip
