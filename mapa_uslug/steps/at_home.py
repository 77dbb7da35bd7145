"""Care at home: ways from the bases and between homes, hours needed and hours there."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.catalog import ServiceType
from mapa_uslug.catalog.models import MAIN_LEVEL
from mapa_uslug.contracts.confidential import count_group
from mapa_uslug.contracts.config import Sharing
from mapa_uslug.contracts.tables import REASONS, CoverageLayer
from mapa_uslug.coverage.at_home import (
    AT_HOME_COLUMNS,
    HOURS_UNIT,
    NO_HOURS,
    HomeCare,
    HomeCareCells,
    assess_home_care,
    tabulate_home_care,
)
from mapa_uslug.coverage.eligibility import find_eligible
from mapa_uslug.coverage.home_visits import Shift
from mapa_uslug.steps.loading import AreaData
from mapa_uslug.steps.measuring import Measurer
from mapa_uslug.steps.next_homes import measure_next_homes

_MODE = "car"
_GROUP_ALL = "all"


Assessed = tuple[ServiceType, HomeCare, HomeCareCells]


def assess_at_home(
    data: AreaData,
    services: gpd.GeoDataFrame,
    sharing: Sharing,
    *,
    layers: Sequence[CoverageLayer],
    measurer: Measurer,
) -> list[Assessed]:
    """Whom every service that comes to people by car visits, and for whom its hours are short, by cell.

    Parameters
    ----------
    services : GeoDataFrame
        `LOCATED_SERVICES` that the layers were measured to.
    layers
        Of one run; those of the main threshold are used, for the minutes to the nearest base alone.
    measurer : Measurer
        Of the same services.
    """
    options = data.config.at_home
    shift = Shift(60.0 * options.shift_h, 60.0 * options.visit_h)
    found = []
    for layer in layers:
        service_type = data.catalog.by_code[layer.service_type]
        if service_type.direction == "from" and layer.mode == _MODE and layer.level == MAIN_LEVEL:
            care = _gather(data, services, sharing, service_type, layer, measurer)
            found.append((service_type, care, assess_home_care(care, shift)))
    return found


def summarise_at_home(data: AreaData, assessed: Sequence[Assessed]) -> pd.DataFrame | None:
    """What every service that comes to people by car can do in every gmina and locality.

    Returns
    -------
    DataFrame or None
        Columns `AT_HOME_COLUMNS`; None where no such service is measured.
    """
    tables = [_describe(care, found, service_type, data) for service_type, care, found in assessed]
    return pd.concat(tables, ignore_index=True) if tables else None


def count_hours_short(assessed: Sequence[Assessed]) -> dict[str, NDArray[np.int64]]:
    """People of the target group for whom hours are short, by cell, as `RunResult.hours_short` has them."""
    return {
        service_type.code: found.parts[:, NO_HOURS]
        for service_type, care, found in assessed
        if care.demand_h is not None and np.isfinite(found.missing_h).any()
    }


def _gather(
    data: AreaData,
    services: gpd.GeoDataFrame,
    sharing: Sharing,
    service_type: ServiceType,
    layer: CoverageLayer,
    measurer: Measurer,
) -> HomeCare:
    own = services.iloc[measurer.rows_of(service_type)]
    codes = [str(c) for c in data.gminas["gmina_teryt"]]
    rank = {code: i for i, code in enumerate(codes)}
    gmina = np.array([rank[c] for c in data.cells.table["gmina_teryt"]], dtype=np.int64)
    counted = count_group(data.cells, service_type.target)
    people = _people(data) if counted is None else counted
    rate = service_type.demand_rate
    wanting = None
    if rate is not None and counted is not None and service_type.capacity_unit == HOURS_UNIT:
        wanting = people.astype(np.float64) * rate
    return HomeCare(
        people=people,
        demand_h=None if wanting is None else wanting * service_type.units_per_person,
        there_min=_known_minutes(layer),
        between_min=(
            np.full(len(people), np.inf)
            if wanting is None
            else measure_next_homes(measurer, gmina, wanting, _MODE)
        ),
        gmina=gmina,
        serves=find_eligible(own, gminas=codes, sharing=sharing, is_at_home=True),
        capacity_h=_hours(own, service_type),
        has_unplaced=_unplaced(measurer, service_type, codes),
    )


def _known_minutes(layer: CoverageLayer) -> NDArray[np.float64]:
    """Minutes to the nearest base; NaN where no way is known, ``inf`` where there is none since roads are closed."""
    is_unknown = (layer.reason == REASONS.index("outside_data")) | (np.isinf(layer.cost) & (layer.reason > 0))
    return np.where(is_unknown, np.nan, layer.cost).astype(np.float64)


def _people(data: AreaData) -> NDArray[np.int64]:
    people: NDArray[np.int64] = data.cells.table["people"].to_numpy(dtype=np.int64)
    return people


def _hours(own: gpd.GeoDataFrame, service_type: ServiceType) -> NDArray[np.float64]:
    """Staff hours of every base; NaN where they are not given, or in another unit."""
    is_hours = own["capacity_unit"].isin(["", HOURS_UNIT]) & (service_type.capacity_unit == HOURS_UNIT)
    return np.where(is_hours, own["capacity"].to_numpy(dtype=np.float64), np.nan)


def _unplaced(measurer: Measurer, service_type: ServiceType, codes: Sequence[str]) -> NDArray[np.bool_]:
    unplaced = measurer.unplaced_gminas(service_type)
    return np.array([code in unplaced or "" in unplaced for code in codes], dtype=bool)


def _describe(
    care: HomeCare, found: HomeCareCells, service_type: ServiceType, data: AreaData
) -> pd.DataFrame:
    has_group = service_type.target != _GROUP_ALL and count_group(data.cells, service_type.target) is not None
    cells = data.cells.table
    table = tabulate_home_care(
        care, found, locality=cells["locality"].to_numpy(dtype=object),
        is_imputed=cells["is_imputed"].to_numpy(dtype=bool), is_group=has_group,
    )  # fmt: skip
    rows = table["gmina"].to_numpy(dtype=np.int64)
    return table.assign(
        gmina_teryt=data.gminas["gmina_teryt"].astype(str).to_numpy()[rows],
        gmina=data.gminas["gmina"].astype(str).to_numpy()[rows],
        usluga=service_type.code,
        usluga_nazwa=service_type.name,
        grupa_nazwa=service_type.target if has_group else _GROUP_ALL,
    )[list(AT_HOME_COLUMNS)]
