"""How much of a service there is for whom, from the travel times that the states were made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.catalog import ServiceType
from mapa_uslug.catalog.models import LEVELS
from mapa_uslug.contracts.combined import CANNOT_TELL
from mapa_uslug.contracts.confidential import count_group
from mapa_uslug.contracts.supply import FloatingCatchment, Supply
from mapa_uslug.contracts.tables import CoverageLayer
from mapa_uslug.contracts.travel_times import TravelTimes
from mapa_uslug.coverage.states import estimate_demand
from mapa_uslug.steps.loading import AreaData
from mapa_uslug.steps.measuring import Measure, Measurer
from mapa_uslug.steps.supply_overlaps import find_overlaps_of
from mapa_uslug.supply.catchments import Bands, float_catchments
from mapa_uslug.supply.inequality import gini, measure_inequality, p90_p10

_PER = 1000.0
_SECONDS = 60.0


def summarise_supply(
    data: AreaData,
    measurer: Measurer,
    measures: Sequence[Measure],
    services: gpd.GeoDataFrame,
    layers: Sequence[CoverageLayer],
) -> Supply:
    """Everything about how much there is for whom; no way is measured anew.

    Parameters
    ----------
    layers
        States of people, of which those are taken that cannot be told.
    """
    overlaps = find_overlaps_of(data, measurer, measures, services)
    return replace(overlaps, catchments=count_catchments(data, measurer, measures, services, layers))


def count_catchments(
    data: AreaData,
    measurer: Measurer,
    measures: Sequence[Measure],
    services: gpd.GeoDataFrame,
    layers: Sequence[CoverageLayer],
) -> tuple[FloatingCatchment, ...]:
    """Places per 1,000 of the target group in reach, of services that people travel to, by every mode.

    Of types of which some capacity is known and the target group is counted. Bands end at the three thresholds. Places
    are shared among the people of the area only, since nobody else's are known.
    """
    units = _Units.of(data.cells.table["gmina_teryt"])
    unknown = {
        (x.service_type, x.mode): x.people[:, CANNOT_TELL] > 0 for x in layers if x.level == LEVELS - 1
    }
    found: list[FloatingCatchment] = []
    plain = pd.DataFrame({name: services[name].to_numpy() for name in ("capacity", "capacity_unit")})
    for code, own in _by_type([m for m in measures if m.service_type.direction == "to"]).items():
        service_type = own[0].service_type
        people = count_group(data.cells, service_type.target)
        capacity = _capacities(data, plain, measurer, service_type)
        if people is not None and np.isfinite(capacity).any():
            found += [
                _count(measurer.times(m), m, people, capacity, units, unknown[code, m.mode], data)
                for m in own
            ]
    return tuple(found)


def _by_type(measures: Sequence[Measure]) -> dict[str, list[Measure]]:
    found: dict[str, list[Measure]] = {}
    for measure in measures:
        found.setdefault(measure.service_type.code, []).append(measure)
    return found


def _capacities(
    data: AreaData, services: pd.DataFrame, measurer: Measurer, service_type: ServiceType
) -> NDArray[np.float64]:
    """Capacity of the places of a type, ``inf`` where it is not known or in another unit than the catalog's."""
    of_type = services.iloc[measurer.rows_of(service_type)]
    return estimate_demand(data.cells, service_type, of_type, rate=None).capacity


@dataclass(frozen=True, eq=False)
class _Units:
    """Gminas of the cells: their codes, ascending, and which of them each cell lies in."""

    codes: tuple[str, ...]
    of_cell: NDArray[np.intp]

    @classmethod
    def of(cls, gmina_teryt: pd.Series) -> _Units:
        of_cell, codes = pd.factorize(gmina_teryt.astype(str).to_numpy(dtype=object), sort=True)
        return cls(tuple(map(str, codes)), of_cell)


def _count(
    times: TravelTimes,
    measure: Measure,
    people: NDArray[np.int64],
    capacity: NDArray[np.float64],
    units: _Units,
    cannot_tell: NDArray[np.bool_],
    data: AreaData,
) -> FloatingCatchment:
    """One service type by one mode.

    A cell in whose reach a place of unknown capacity is has at least what is known, so it cannot be told.
    """
    service_type, threshold = measure.service_type, measure.threshold
    weights = tuple(data.config.supply.weights)
    bounds = tuple(float(v) for v in threshold.values)
    scale = 1.0 if threshold.unit == "m" else _SECONDS
    is_known = np.isfinite(capacity)
    catchments = float_catchments(
        times.pair_ptr, times.pair_place, times.pair_cost, people=people, capacity=np.where(is_known, capacity, 0.0),
        decay=Bands(tuple(bound * scale for bound in bounds), weights),
    )  # fmt: skip
    is_unknown = cannot_tell | _reaches_any(times, ~is_known)
    per_1000 = np.where(is_unknown, np.nan, catchments.per_person * _PER)
    return FloatingCatchment(
        service_type=service_type.code, mode=measure.mode, unit=threshold.unit,
        capacity_unit=service_type.capacity_unit, bands=bounds, weights=weights, per_1000=per_1000, people=people,
        by_gmina=_by_gmina(per_1000, people, units),
        inequality=measure_inequality(per_1000, people, units.of_cell),
    )  # fmt: skip


def _reaches_any(times: TravelTimes, places: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Cells that have a pair with any of some places."""
    reaches = np.zeros(len(times.is_snapped), dtype=bool)
    if places.any():
        cell = np.repeat(np.arange(len(reaches)), np.diff(times.pair_ptr))
        reaches[cell[places[times.pair_place]]] = True
    return reaches


def _by_gmina(per_1000: NDArray[np.float64], people: NDArray[np.int64], units: _Units) -> pd.DataFrame:
    """A row for every gmina and one for all, see `FloatingCatchment`."""
    rows = [np.flatnonzero(units.of_cell == number) for number in range(len(units.codes))]
    spreads = [_spread(per_1000[own], people[own]) for own in [*rows, np.arange(len(people))]]
    columns: dict[str, object] = {"gmina_teryt": [*units.codes, ""]}
    columns |= {name: np.array([one[name] for one in spreads]) for name in spreads[0]}
    return pd.DataFrame(columns)


def _spread(per_1000: NDArray[np.float64], people: NDArray[np.int64]) -> dict[str, float | int]:
    is_known = ~np.isnan(per_1000)
    value, crowd = per_1000[is_known], people[is_known].astype(np.float64)
    known = float(crowd.sum())
    return {
        "people": int(people.sum()),
        "people_unknown": int(people.sum()) - int(known),
        "per_1000": float(value @ crowd) / known if known else float("nan"),
        "gini": gini(value, crowd),
        "p90_p10": p90_p10(value, crowd),
    }
