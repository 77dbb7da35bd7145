"""Residential homes as bases of home services: older people within their reach, and those whom no home service reaches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.catalog.models import MAIN_LEVEL
from mapa_uslug.contracts.combined import FULL, TOO_FAR
from mapa_uslug.contracts.confidential import MIN_IMPUTED, count_group
from mapa_uslug.contracts.places import EXACT_RADIUS_M
from mapa_uslug.contracts.tables import CoverageLayer
from mapa_uslug.diagnosis.reach import find_target_states
from mapa_uslug.steps.loading import AreaData
from mapa_uslug.steps.measuring import Measurer
from mapa_uslug.traveltime.cells import measure_travel_times

HOME_CARE: Final = "UO"
OLDER: Final = "65+"
HOME_BASE_COLUMNS: Final = (
    "service_id", "provider", "service_type", "gmina_teryt", "minutes", "people", "unreached", "staff_fte",
)  # fmt: skip
_MODE: Final = "car"
_RESIDENTIAL: Final = "C"


def find_home_bases(
    data: AreaData,
    services: gpd.GeoDataFrame,
    *,
    layers: Sequence[CoverageLayer],
    hours_short: Mapping[str, NDArray[np.int64]],
    measurer: Measurer,
) -> pd.DataFrame:
    """Every home of the area in which older people live round the clock, with the older people whom its staff could drive to.

    Parameters
    ----------
    services : GeoDataFrame
        `LOCATED_SERVICES` that the layers were measured to.
    layers
        Of one run.
    hours_short
        Of the same run, as `RunResult.hours_short`.
    measurer : Measurer
        Of the same services.

    Returns
    -------
    DataFrame
        As `BarrierSheet.home_bases`, most people unreached first; minutes are the main threshold of home care by car. People are
        missing where a confidential cell could be told from them, where the place is known only roughly or no road is near it, and
        where the population has no such group; `unreached` (too far from every home service, or without its hours) also where no
        home service was measured. Empty without homes, and where the catalog has no home care by car.
    """
    rows = _rows_of_homes(data, services)
    table = pd.DataFrame(
        {
            "service_id": services["service_id"].astype(str).to_numpy()[rows],
            "provider": services["provider"].astype(str).to_numpy()[rows],
            "service_type": services["service_type"].astype(str).to_numpy()[rows],
            "gmina_teryt": services["gmina_teryt"].astype(str).to_numpy()[rows],
            "staff_fte": _staff(services)[rows],
        }
    )
    minutes = _minutes(data)
    if minutes is None or not len(rows):
        return pd.DataFrame(columns=list(HOME_BASE_COLUMNS))
    older = count_group(data.cells, OLDER)
    within = _find_within(data, services, measurer, rows, minutes)
    unreached = _unreached(data, layers, hours_short)
    table["minutes"] = minutes
    table["people"] = _count(data, within, older)
    table["unreached"] = _count(data, within, unreached)
    known = ~np.isnan(within).any(axis=0)
    table.loc[~known, ["people", "unreached"]] = pd.NA
    order = ["unreached", "people", "service_id"]
    table = table.sort_values(order, ascending=[False, False, True], ignore_index=True)
    return table[list(HOME_BASE_COLUMNS)]


def _rows_of_homes(data: AreaData, services: gpd.GeoDataFrame) -> NDArray[np.int64]:
    kinds = {t.code for t in data.catalog.types if t.delivery == _RESIDENTIAL and t.target == OLDER}
    area = set(data.gminas.loc[data.gminas["is_area"].astype(bool), "gmina_teryt"].astype(str))
    is_home = services["service_type"].isin(kinds) & services["gmina_teryt"].astype(str).isin(area)
    rows: NDArray[np.int64] = np.flatnonzero(is_home.to_numpy(dtype=bool))
    return rows


def _staff(services: gpd.GeoDataFrame) -> NDArray[np.float64]:
    if "staff_fte" not in services:
        return np.full(len(services), np.nan)
    return np.asarray(pd.to_numeric(services["staff_fte"], errors="coerce"), dtype=np.float64)


def _minutes(data: AreaData) -> int | None:
    """Main threshold of home care by car; None where the catalog knows none."""
    home_care = data.catalog.by_code.get(HOME_CARE)
    threshold = None if home_care is None else home_care.thresholds.get(_MODE)
    return None if threshold is None else threshold.values[MAIN_LEVEL]


def _find_within(
    data: AreaData,
    services: gpd.GeoDataFrame,
    measurer: Measurer,
    rows: NDArray[np.int64],
    minutes: int,
) -> NDArray[np.float64]:
    """Whether a cell is within the minutes of each home, (cells, homes) of 0 and 1; NaN where a home's place is not known well."""
    cells, places = measurer.snaps("cells", _MODE), measurer.snaps("services", _MODE).take(rows)
    within = np.zeros((len(cells.is_snapped), len(rows)))
    times = measure_travel_times(
        measurer.roads, cell_snaps=cells, place_snaps=places, mode=_MODE, direction="from", limit=60.0 * minutes,
        terminal_s=measurer.terminal_s(_MODE), edge_cost=np.full(len(cells.is_snapped), np.inf),
    )  # fmt: skip
    cell = np.repeat(np.arange(len(times.is_snapped)), np.diff(times.pair_ptr))
    within[cell, times.pair_place] = 1.0
    within[measurer.is_outside] = 0.0
    is_rough = services["radius_m"].to_numpy(dtype=np.float64)[rows] > EXACT_RADIUS_M
    within[:, is_rough | ~places.is_snapped] = np.nan
    return within


def _unreached(
    data: AreaData, layers: Sequence[CoverageLayer], hours_short: Mapping[str, NDArray[np.int64]]
) -> NDArray[np.int64] | None:
    """Older people by cell whom no home service reaches; None where none was measured."""
    states = find_target_states(
        layers, data.catalog.by_code[HOME_CARE], hours_short=hours_short.get(HOME_CARE)
    )
    return None if states is None else states[:, TOO_FAR] + states[:, FULL]


def _count(data: AreaData, within: NDArray[np.float64], people: NDArray[np.int64] | None) -> pd.Series:
    """People by home, missing where so few confidential cells are among theirs, or left over in the area, that they would show."""
    if people is None:
        return pd.Series(pd.NA, index=range(within.shape[1]), dtype="Int64")
    reached = np.nan_to_num(within)
    told = pd.Series(np.rint(people @ reached).astype(np.int64)).astype("Int64")
    has_people = data.cells.table["people"].to_numpy(dtype=np.int64) > 0
    imputed = (data.cells.table["is_imputed"].to_numpy(dtype=bool) & has_people).astype(np.float64)
    inside = imputed @ reached
    left = imputed.sum() - inside
    few = ((inside > 0) & (inside < MIN_IMPUTED)) | ((left > 0) & (left < MIN_IMPUTED))
    return told.mask(few)
