"""Who works beside whom: ties of providers, communities, those who stand alone, those near white spots."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.catalog.models import Catalog
from mapa_uslug.contracts.diagnosis_config import DiagnosisOptions
from mapa_uslug.contracts.local_plan import ProviderNetwork
from mapa_uslug.diagnosis.communities import find_communities
from mapa_uslug.diagnosis.provider_ties import (
    find_complementary,
    find_declared,
    find_neighbours,
    find_shared,
    tabulate_ties,
    tell_shared,
)
from mapa_uslug.diagnosis.providers import describe_providers, key_providers, number_of, public_services
from mapa_uslug.diagnosis.service_reach import ServiceReach
from mapa_uslug.diagnosis.spot_helpers import find_helpers

KIND_WEIGHTS: Final = {"declared": 3.0, "complementary": 1.0, "shared_people": 1.0}
"""What a tie of a kind weighs where communities are looked for (a convention): a partnership that exists more than one that
could. To stand in one village is told, but is no working together."""


def link_providers(
    services: gpd.GeoDataFrame,
    *,
    shared: ServiceReach,
    white_spots: gpd.GeoDataFrame,
    cells: pd.DataFrame,
    catalog: Catalog,
    options: DiagnosisOptions,
) -> ProviderNetwork:
    """The network of the providers whose services may be shown.

    Ties: partnerships that records declare; people (the strongest of those who give different services and share half
    of the smaller catchment); services of different types for the same group within `options.partner_km`; the same
    locality. A provider is isolated that has none of the first three.

    Parameters
    ----------
    services
        `LOCATED_SERVICES`; rows of another sensitivity than 0 are left out.
    shared
        Whom each service is within the main threshold of; rows as in `services`.
    white_spots, cells
        As in `RunResult`; `cells` is the table.

    Returns
    -------
    ProviderNetwork
        The order of the rows of `services` changes nothing.
    """
    shown, numbers, providers, reach = _join(services, shared, catalog)
    people = reach.shared_people()
    declared, unknown = find_declared(providers, shown, numbers)
    adding, targets = find_complementary(shown, numbers, within_km=options.partner_km)
    kinds = {
        "declared": declared,
        "shared_people": find_shared(people, providers["service_types"].tolist()),
        "complementary": adding,
        "same_locality": find_neighbours(providers),
    }
    told = {kind: tell_shared(people, reach, pairs) for kind, pairs in kinds.items()}
    pairs, weights = _weigh(kinds)
    degree = np.bincount(pairs.ravel(), minlength=len(providers))
    described = providers.assign(
        people=pd.array(reach.people_by_row(), dtype="Float64").round().astype("Int64"),
        community=find_communities(pairs, weights, len(providers)),
        degree=degree,
        is_isolated=degree == 0,
    )
    helpers = find_helpers(
        white_spots, providers, shown, numbers, cells=cells, catalog=catalog, within_km=options.partner_km
    )
    return ProviderNetwork(described, tabulate_ties(providers, kinds, told, targets), helpers, unknown)


def _join(
    services: gpd.GeoDataFrame, shared: ServiceReach, catalog: Catalog
) -> tuple[pd.DataFrame, NDArray[np.int64], pd.DataFrame, ServiceReach]:
    """Services that are shown, the row of each one's provider, the providers, and whom these reach."""
    shown = public_services(services, catalog)
    keys = key_providers(shown, catalog)
    providers = describe_providers(shown, keys)
    numbers = number_of(keys, providers["provider_key"])
    of_service = np.full(len(services), -1, dtype=np.int64)
    of_service[shown["row"].to_numpy()] = numbers
    return shown, numbers, providers, shared.joined(of_service, len(providers))


def _weigh(kinds: dict[str, NDArray[np.int64]]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Distinct pairs, and what their ties weigh together."""
    ends = np.concatenate([kinds[kind] for kind in KIND_WEIGHTS])
    weight = np.concatenate([np.full(len(kinds[kind]), own) for kind, own in KIND_WEIGHTS.items()])
    pairs, of_pair = np.unique(ends, axis=0, return_inverse=True)
    summed = np.bincount(of_pair.ravel(), weights=weight, minlength=len(pairs)).astype(np.float64)
    return np.asarray(pairs, dtype=np.int64).reshape(-1, 2), summed
