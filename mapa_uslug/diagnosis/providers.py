"""Which services belong to one provider, and what is known of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from mapa_uslug.catalog.models import Catalog
from mapa_uslug.core.folding import fold
from mapa_uslug.diagnosis.service_list import SEPARATOR, list_services, split

_COLUMNS: Final = (
    "provider_key", "provider", "gmina_teryt", "locality", "sector", "services", "service_types", "areas", "x", "y",
    "contact",
)  # fmt: skip
THIRD_SECTOR: Final = ("ngo", "social_economy", "church")
"""Bodies that a gmina may ask to take a service on: in the words of the diagnosis NGO and PES."""


class _Fact(NamedTuple):
    """What is told of one service."""

    provider: str
    gmina_teryt: str
    locality: str
    sector: str
    service_type: str
    areas: str
    contact: str
    x: float
    y: float


def public_services(services: gpd.GeoDataFrame, catalog: Catalog) -> pd.DataFrame:
    """Services that may be named and placed, by id: the order of the list changes nothing.

    Returns
    -------
    DataFrame
        As `list_services`, and ``row`` (that of the service in `services`), ``x, y``.
    """
    is_shown = (services["sensitivity"] == 0).to_numpy() & services.geometry.notna().to_numpy()
    shown = services[is_shown]
    points = shown.geometry.to_numpy()
    places = pd.DataFrame(
        {"row": np.flatnonzero(is_shown), "x": shapely.get_x(points), "y": shapely.get_y(points)},
        index=shown["service_id"].astype(str),
    )
    listed = list_services(shown, shown.iloc[:0], catalog)
    return listed.join(places, on="service_id")


def key_providers(services: pd.DataFrame, catalog: Catalog) -> NDArray[np.object_]:
    """What the provider of each service is known by: its id, else its name and gmina.

    Rows without an id belong to the one provider of that name and gmina that has one. A name that is only the word for
    the service (an unnamed object of a map) names nobody: every such service stands alone.
    """
    names = [fold(name) for name in services["provider"]]
    ids, gminas = services["provider_id"].tolist(), services["gmina_teryt"].tolist()
    known: dict[tuple[str, str], set[str]] = {}
    for name, gmina, own in zip(names, gminas, ids, strict=True):
        if own:
            known.setdefault((name, gmina), set()).add(own)
    has_name = is_named(services, catalog)
    keys = []
    for service, name, gmina, own, named in zip(
        services["service_id"], names, gminas, ids, has_name, strict=True
    ):
        alike = known.get((name, gmina), set())
        if own or len(alike) == 1:
            keys.append(own or next(iter(alike)))
        else:
            keys.append(f"{name}@{gmina}" if named else f"{name}@{gmina}@{service}")
    return np.array(keys, dtype=object)


def is_named(services: pd.DataFrame, catalog: Catalog) -> NDArray[np.bool_]:
    """Services whose provider has a name that is more than the word for the service."""
    words = {"", *(fold(word) for t in catalog.types for word in (t.name, t.name_en))}
    return np.array([fold(name) not in words for name in services["provider"]], dtype=bool)


def describe_providers(services: pd.DataFrame, keys: NDArray[np.object_]) -> pd.DataFrame:
    """One row a provider, ascending by key: where it is and what it gives.

    It stands where most of its services do.

    Returns
    -------
    DataFrame
        ``provider_key, provider, gmina_teryt, locality, sector, services, service_types, areas, x, y, contact``.
    """
    columns = [services[name].tolist() for name in _Fact._fields]
    by_key: dict[str, list[_Fact]] = {}
    for key, *facts in zip(keys.tolist(), *columns, strict=True):
        by_key.setdefault(key, []).append(_Fact(*facts))
    return pd.DataFrame([_describe(key, by_key[key]) for key in sorted(by_key)], columns=list(_COLUMNS))


def _describe(key: str, own: Sequence[_Fact]) -> dict[str, Any]:
    seat = most_common((fact.x, fact.y) for fact in own)
    here = [fact for fact in own if (fact.x, fact.y) == seat]
    return {
        "provider_key": key,
        "provider": most_common((fact.provider for fact in own if fact.provider), ""),
        "gmina_teryt": most_common(fact.gmina_teryt for fact in here),
        "locality": most_common((fact.locality for fact in here if fact.locality), ""),
        "sector": most_common((fact.sector for fact in own if fact.sector != "unknown"), "unknown"),
        "services": len(own),
        "service_types": SEPARATOR.join(sorted({fact.service_type for fact in own})),
        "areas": SEPARATOR.join(map(str, sorted({int(n) for fact in own for n in split(fact.areas)}))),
        "x": seat[0],
        "y": seat[1],
        "contact": most_common((fact.contact for fact in own if fact.contact), ""),
    }


def most_common(values: Iterable[Any], default: Any = None) -> Any:
    """What stands most often, of several the first in order; `default` where there is nothing."""
    counted = Counter(values)
    return min(counted, key=lambda value: (-counted[value], value)) if counted else default


def number_of(values: Sequence[object] | NDArray[np.object_], all_values: pd.Series) -> NDArray[np.int64]:
    """Row of each value in a column of distinct ones."""
    place = {value: row for row, value in enumerate(all_values)}
    return np.array([place[value] for value in values], dtype=np.int64)
