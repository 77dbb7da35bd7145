"""White spots for everybody: where they are and how far beyond the threshold, with no number of people at all."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.contracts.combined import ALL_MODES
from mapa_uslug.contracts.tables import CoverageLayer, PopulationCells

_Question = tuple[str, str]
"""Service type and mode."""


def publish_white_spots(
    spots: gpd.GeoDataFrame,
    layers: Sequence[CoverageLayer],
    *,
    cells: PopulationCells,
    untold_ways: Collection[str],
) -> gpd.GeoDataFrame:
    """White spots of the questions that are published, without people; the farthest beyond their thresholds first.

    Shapes of white spots lie within each other and repeat from service to service, so that sums of any would tell people of
    others. The mean beyond the threshold is that of the cells: weighted by people it would tell people of cells, since the
    map tells what is beyond in each. Names stand in alphabetical order, not in that of people.

    Parameters
    ----------
    spots
        As in `RunResult`.
    layers
        Those that are published, of one threshold a service.
    untold_ways
        Types of which no way may be told: `over` is missing, and no nearest place is named.
    """
    over = _measure_over(layers, cells)
    asked = {(x.service_type, x.level) for x in layers}
    several = {code for code, _ in asked if len({x.mode for x in layers if x.service_type == code}) > 1}
    is_told = [
        (code, level) in asked and (mode != ALL_MODES or code in several)
        for code, mode, level in zip(spots["service_type"], spots["mode"], spots["level"], strict=True)
    ]
    told = spots[np.array(is_told, dtype=bool)]
    row_of = {str(cell): row for row, cell in enumerate(cells.table["cell_id"])}
    is_untold = told["service_type"].isin(list(untold_ways))
    means = [
        _finite_mean(over[str(code), str(mode)][[row_of[c] for c in str(ids).split("|")]])
        for code, mode, ids in zip(told["service_type"], told["mode"], told["cells"], strict=True)
    ]
    told = told.assign(
        people=pd.array([pd.NA] * len(told), dtype="Int64"),
        people_target=pd.array([pd.NA] * len(told), dtype="Int64"),
        over=pd.Series(means, index=told.index, dtype=np.float64).mask(is_untold),
        nearest_service=told["nearest_service"].mask(is_untold, ""),
        nearest_provider=told["nearest_provider"].mask(is_untold, ""),
        nearest_gmina=told["nearest_gmina"].mask(is_untold, ""),
        cost_max=np.nan,
        gmina_teryt=[_sort_names(names) for names in told["gmina_teryt"]],
        localities=[_sort_names(names) for names in told["localities"]],
    )
    order = told.assign(over=-told["over"]).sort_values(
        ["service_type", "mode", "over", "white_spot_id"], kind="stable"
    )
    return told.loc[order.index]


def _measure_over(
    layers: Sequence[CoverageLayer], cells: PopulationCells
) -> Mapping[_Question, NDArray[np.float64]]:
    """What is beyond the threshold in every cell, by each mode and by the one that misses least; ``inf``: no way."""
    over: dict[_Question, NDArray[np.float64]] = {}
    nothing = np.full(len(cells.table), np.inf)
    for layer in layers:
        own = layer.cost.astype(np.float64) - layer.threshold
        own[~np.isfinite(own)] = np.inf
        for mode in (layer.mode, ALL_MODES):
            key = (layer.service_type, mode)
            over[key] = np.minimum(own, over.get(key, nothing))
    return over


def _finite_mean(values: NDArray[np.float64]) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")


def _sort_names(names: object) -> str:
    return "|".join(sorted(filter(None, str(names).split("|"))))
