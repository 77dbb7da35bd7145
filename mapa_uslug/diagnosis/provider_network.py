"""Who works beside whom: ties of providers, communities, those who stand alone, those near white spots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.catalog.models import Catalog
from mapa_uslug.contracts.diagnosis_config import DiagnosisOptions
from mapa_uslug.contracts.local_plan import ProviderNetwork
from mapa_uslug.core.folding import fold
from mapa_uslug.diagnosis.communities import find_communities
from mapa_uslug.diagnosis.provider_ties import (
    Pairs,
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
could. To stand in one village is no working together."""


def link_providers(
    services: gpd.GeoDataFrame,
    *,
    shared: ServiceReach,
    white_spots: gpd.GeoDataFrame,
    cells: pd.DataFrame,
    catalog: Catalog,
    options: DiagnosisOptions,
    unplaced: pd.DataFrame | None = None,
) -> ProviderNetwork:
    """The network of the providers whose services may be shown.

    Ties: partnerships that records declare; people (the strongest of those who give different services and share half
    of the smaller catchment); services of different types for the same group within `options.partner_km`; the same
    locality. A provider is isolated that has people in common with others at most: it declares no partner and none
    declares it, nobody near gives what would add to its services, and it is alone in its locality. It belongs to no
    community. Its degree counts partners declared and those whose services add to its own.

    Parameters
    ----------
    services
        `LOCATED_SERVICES`; rows of another sensitivity than 0 are left out.
    shared
        Whom each service is within the main threshold of; rows as in `services`.
    white_spots, cells
        As in `RunResult`; `cells` is the table.
    unplaced
        `SERVICES` whose place is not known: who is a partner there is in the list, but has no place in the network.

    Returns
    -------
    ProviderNetwork
        The order of the rows of `services` changes nothing.
    """
    shown, numbers, providers, reach = _join(services, shared, catalog)
    people = reach.shared_people()
    declared, strange = find_declared(providers, shown, numbers)
    without_place, unknown = _look_up(strange, unplaced)
    adding, targets = find_complementary(shown, numbers, within_km=options.partner_km)
    kinds = {
        "declared": declared,
        "shared_people": find_shared(people, providers["service_types"].tolist()),
        "complementary": adding,
        "same_locality": find_neighbours(providers),
    }
    told = {kind: tell_shared(people, reach, pairs) for kind, pairs in kinds.items()}
    is_isolated = _stands_alone(providers, kinds)
    described = providers.assign(
        people=pd.array(reach.people_by_row(), dtype="Float64").round().astype("Int64"),
        community=_group(kinds, is_isolated),
        degree=_count_partners([kinds["declared"], kinds["complementary"]], len(providers)),
        is_isolated=is_isolated,
    )
    helpers = find_helpers(
        white_spots, providers, shown, numbers, cells=cells, catalog=catalog, within_km=options.partner_km
    )
    return ProviderNetwork(
        described, tabulate_ties(providers, kinds, told, targets), helpers, unknown, without_place
    )


def _join(
    services: gpd.GeoDataFrame, shared: ServiceReach, catalog: Catalog
) -> tuple[pd.DataFrame, NDArray[np.int64], pd.DataFrame, ServiceReach]:
    """Services that are shown, the row of each one's provider, the providers, and whom these reach."""
    shown = public_services(services, catalog)
    keys = key_providers(shown, catalog)
    providers = describe_providers(shown, keys)
    numbers = number_of(keys, providers["provider_key"])
    reach = shared.joined(shown["row"].to_numpy(dtype=np.int64), numbers, len(providers))
    return shown, numbers, providers, reach


def _look_up(
    partners: Sequence[str], unplaced: pd.DataFrame | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of partners that have records without a known place, and those that have none; nothing of hidden records."""
    names: dict[str, str] = {}
    if unplaced is not None:
        public = unplaced[unplaced["sensitivity"] == 0]
        for provider_id, name in zip(public["provider_id"], public["provider"], strict=True):
            names |= {
                fold(str(known)): str(name)
                for known in (provider_id, name)
                if isinstance(known, str) and known
            }
    found = {names[fold(p)] for p in partners if fold(p) in names}
    return tuple(sorted(found)), tuple(p for p in partners if fold(p) not in names)


def _stands_alone(providers: pd.DataFrame, kinds: Mapping[str, Pairs]) -> NDArray[np.bool_]:
    """Providers without a tie but people in common, where it is known who else is in their locality."""
    named = [pairs for kind, pairs in kinds.items() if kind != "shared_people"]
    is_known = (providers["locality"] != "").to_numpy(dtype=bool)
    is_alone: NDArray[np.bool_] = (_count_partners(named, len(providers)) == 0) & is_known
    return is_alone


def _count_partners(kinds: Sequence[Pairs], count: int) -> NDArray[np.int64]:
    pairs = np.unique(np.concatenate(kinds), axis=0)
    return np.bincount(pairs.ravel(), minlength=count).astype(np.int64)


def _group(kinds: Mapping[str, Pairs], is_isolated: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Communities of those who do not stand alone, by what their ties weigh together."""
    ends = np.concatenate([kinds[kind] for kind in KIND_WEIGHTS])
    weight = np.concatenate([np.full(len(kinds[kind]), own) for kind, own in KIND_WEIGHTS.items()])
    keep = ~is_isolated[ends].any(axis=1)
    pairs, of_pair = np.unique(ends[keep], axis=0, return_inverse=True)
    weights = np.bincount(of_pair.ravel(), weights=weight[keep], minlength=len(pairs)).astype(np.float64)
    return find_communities(np.asarray(pairs, dtype=np.int64).reshape(-1, 2), weights, len(is_isolated))
