"""Who could lead in each area of services: criteria side by side, to talk about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapa_uslug.catalog.models import Catalog
from mapa_uslug.contracts.diagnosis_config import DiagnosisOptions
from mapa_uslug.contracts.local_plan import LEADER_CRITERIA, Leaders, ProviderNetwork
from mapa_uslug.core.days import add_months, parse_day
from mapa_uslug.diagnosis.providers import is_named, key_providers, public_services
from mapa_uslug.diagnosis.service_list import split
from mapa_uslug.diagnosis.service_reach import ServiceReach

_DIGITS: Final = 2
"""Scores are compared in whole per cent: who is within reach is known no better."""


def compare_leaders(
    services: gpd.GeoDataFrame,
    *,
    reach: ServiceReach,
    network: ProviderNetwork,
    catalog: Catalog,
    options: DiagnosisOptions,
    on: str,
    weights: Mapping[str, float] | None = None,
) -> Leaders:
    """Criteria of every provider in every area of services that it gives something in.

    People are counted once per provider and area, however many of its services reach them. A score is made of what is
    known only: it says nothing of a provider of whom little is known but that little is known. Services whose provider has no
    name are left out.

    Parameters
    ----------
    services
        `LOCATED_SERVICES`; rows of another sensitivity than 0 are left out.
    reach
        Whom each service is within the main threshold of; rows as in `services`.
    on
        Day (ISO) from which `options.funding_months` are counted; "" where none is known, and nothing is then told of
        funding.
    weights
        Column of `LEADER_CRITERIA` -> weight, not negative; equal where not given.
    """
    chosen = dict(weights) if weights is not None else dict.fromkeys(LEADER_CRITERIA, 1.0)
    offers = _offers(services, network.providers, catalog, options, on)
    keys = (
        offers[["area", "provider_key"]]
        .drop_duplicates()
        .sort_values(["area", "provider_key"], ignore_index=True)
    )
    place = {pair: n for n, pair in enumerate(keys.itertuples(index=False, name=None))}
    number = np.array(
        [place[pair] for pair in zip(offers["area"], offers["provider_key"], strict=True)], dtype=np.int64
    )
    table = keys.merge(
        network.providers[["provider_key", "provider", "gmina_teryt", "degree"]],
        on="provider_key",
        how="left",
    )
    table = table.rename(columns={"degree": "ties"})
    within = reach.joined(offers["row"].to_numpy(dtype=np.int64), number, len(table))
    gminas = within.gminas_by_row()
    declared = _declared_gminas(offers, number, len(table))
    table = table.assign(
        reach=pd.array(within.people_by_row(), dtype="Float64").round().astype("Int64"),
        capacity_share=_capacity_shares(offers, number, len(table)),
        breadth=[len(set(own)) for _, own in offers.groupby(number)["service_type"]],
        gminas_served=pd.array(np.where(np.isnan(gminas), declared, gminas), dtype="Float64").astype("Int64"),
        stability=_stability(offers, number, len(table)),
    )
    return Leaders(_ranked(table, chosen), chosen)


def _offers(
    services: gpd.GeoDataFrame, providers: pd.DataFrame, catalog: Catalog, options: DiagnosisOptions, on: str
) -> pd.DataFrame:
    """One row for every service that may be shown and area that it belongs to; `row` is that of the service."""
    shown = public_services(services, catalog)
    shown = shown[is_named(shown, catalog)]
    table = pd.DataFrame({
        "row": shown["row"], "provider_key": key_providers(shown, catalog), "service_type": shown["service_type"],
        "unit": shown["capacity_unit"], "capacity": shown["capacity"], "territory": shown["territory"],
        "ends": [_ends(until, on, options.funding_months) for until in shown["funded_until"]],
        "area": [[int(n) for n in split(areas)] for areas in shown["areas"]],
    })  # fmt: skip
    known = table[table["provider_key"].isin(set(providers["provider_key"]))]
    return known.explode("area").dropna(subset=["area"]).astype({"area": np.int64}).reset_index(drop=True)


def _ends(until: str, on: str, months: int) -> float:
    """1 where funding ends within so many months of a day, 0 where later; missing where one of the days is not known."""
    last, today = parse_day(until), parse_day(on)
    if last is None or today is None:
        return np.nan
    return float(last <= add_months(today, months))


def _declared_gminas(offers: pd.DataFrame, number: NDArray[np.int64], count: int) -> NDArray[np.float64]:
    """Gminas that the records of each provider name as served; missing where they name none."""
    found = np.full(count, np.nan)
    for n, own in offers.groupby(number)["territory"]:
        codes = {code for text in own for code in split(text)}
        found[int(n)] = len(codes) or np.nan
    return found


def _capacity_shares(offers: pd.DataFrame, number: NDArray[np.int64], count: int) -> NDArray[np.float64]:
    """Share of the capacity that is known in the area: the mean over all units that it is counted in there.

    Over all units and not those of the provider: who has the only devices of an area has little of it beside places.
    """
    known = offers.assign(number=number)[(offers["capacity"] > 0) & (offers["unit"] != "")]
    whole = known.groupby(["area", "unit"])["capacity"].transform("sum")
    units = known.groupby("area")["unit"].transform("nunique")
    shares = (known["capacity"] / whole / units).groupby(known["number"]).sum()
    return np.array(shares.reindex(range(count)), dtype=np.float64)


def _stability(offers: pd.DataFrame, number: NDArray[np.int64], count: int) -> NDArray[np.float64]:
    """Share of the services that tell when their funding ends for which it does not within the horizon."""
    means = offers["ends"].groupby(number).mean()
    kept: NDArray[np.float64] = 1.0 - np.array(means.reindex(range(count)), dtype=np.float64)
    return kept


def _ranked(table: pd.DataFrame, weights: dict[str, float]) -> pd.DataFrame:
    score, known = _scores(table, weights)
    without = {
        f"rank_without_{c}": _ranks(table["area"], _scores(table, weights | {c: 0.0})[0]) for c in weights
    }
    found = table.assign(score=score, rank=_ranks(table["area"], score), known=known, **without)
    found["is_tied"] = found["rank"].notna() & found.duplicated(["area", "rank"], keep=False)
    columns = [
        "area",
        "provider_key",
        "provider",
        "gmina_teryt",
        *LEADER_CRITERIA,
        "score",
        "rank",
        "is_tied",
        "known",
    ]
    return found[[*columns, *without]].sort_values(["area", "rank", "provider_key"], ignore_index=True)


def _scores(
    table: pd.DataFrame, weights: Mapping[str, float]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Weighed mean of the criteria that are known, each as a share of the largest in the area; and how many are known."""
    total, weight, known = np.zeros(len(table)), np.zeros(len(table)), np.zeros(len(table), dtype=np.int64)
    for column, own in weights.items():
        values = table[column].astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
        largest = (
            pd.Series(values).groupby(table["area"].to_numpy()).transform("max").to_numpy(dtype=np.float64)
        )
        share = np.divide(values, largest, out=np.zeros(len(values)), where=largest > 0)
        # Where nobody has any, there is nothing to compare.
        is_known = (largest > 0) & ~np.isnan(values) & (own > 0)
        total, weight, known = (
            total + np.where(is_known, share * own, 0.0),
            weight + is_known * own,
            known + is_known,
        )
    score = np.divide(total, weight, out=np.full(len(table), np.nan), where=weight > 0)
    return np.round(score, _DIGITS), known


def _ranks(area: pd.Series, score: NDArray[np.float64]) -> Any:
    """Place within the area, 1 first; equal scores share the better one."""
    return pd.Series(score).groupby(area.to_numpy()).rank(method="min", ascending=False).astype("Int64")
