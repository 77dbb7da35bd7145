"""Whom every service is within reach of, and the network and leaders that follow from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import geopandas as gpd
import numpy as np

from mapa_uslug.contracts.diagnosis_config import DiagnosisOptions
from mapa_uslug.contracts.local_plan import Leaders, ProviderNetwork
from mapa_uslug.diagnosis.leaders import compare_leaders
from mapa_uslug.diagnosis.provider_network import link_providers
from mapa_uslug.diagnosis.service_reach import ServiceReach
from mapa_uslug.registry.meaning.sensitivity import never_kept_kind
from mapa_uslug.steps.loading import AreaData
from mapa_uslug.steps.measuring import Measure, Measurer
from mapa_uslug.steps.supply_overlaps import reach_surely


def find_network(
    data: AreaData,
    services: gpd.GeoDataFrame,
    white_spots: gpd.GeoDataFrame,
    *,
    reach: ServiceReach,
    options: DiagnosisOptions,
    on: str,
) -> tuple[ProviderNetwork, Leaders]:
    """The network of providers of an area, and who could lead in it.

    Parameters
    ----------
    reach
        Of `reach_of_services`.
    on
        Day (ISO) from which funding is counted; "" where none is known.
    """
    cells = data.cells.table
    network = link_providers(
        services, shared=reach, white_spots=white_spots, cells=cells, catalog=data.catalog, options=options,
        unplaced=data.registry.unlocated,
    )  # fmt: skip
    # A partner that no record names may be a place that must not be named.
    told = tuple(name for name in network.unknown_partners if not never_kept_kind("", name, None))
    network = replace(network, unknown_partners=told)
    leaders = compare_leaders(
        services, reach=reach, network=network, catalog=data.catalog, options=options, on=on
    )
    return network, leaders


def reach_of_services(
    data: AreaData, measurer: Measurer, measures: Sequence[Measure], services: gpd.GeoDataFrame
) -> ServiceReach:
    """Cells whose people are surely within the main threshold of each service by some mode that counts.

    Of services that people travel to and of those that come to them; no way is measured anew.
    """
    cells, rows, is_measured = [], [], np.zeros(len(services), dtype=bool)
    for measure in measures:
        of_type = measurer.rows_of(measure.service_type)
        reach = reach_surely(measurer, measure)
        is_measured[of_type] = True
        cells.append(reach.cell)
        rows.append(of_type[reach.place])
    nothing, table = np.empty(0, dtype=np.int64), data.cells.table
    return ServiceReach.of_pairs(
        np.concatenate([nothing, *cells]), np.concatenate([nothing, *rows]), is_measured=is_measured,
        people=table["people"].to_numpy(dtype=np.int64), is_imputed=table["is_imputed"].to_numpy(dtype=bool),
        gmina=table["gmina_teryt"].astype(str).to_numpy(dtype=object),
    )  # fmt: skip
