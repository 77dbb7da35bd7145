"""Services: common ones where many live, rare ones in towns."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from benchmarks.made_country.people import People
from benchmarks.made_country.settlements import Settlements
from benchmarks.made_country.sizes import Size
from benchmarks.made_voivodeship import COMMON
from mapa_uslug.catalog.models import Catalog, ServiceType
from mapa_uslug.contracts.sheet import COLUMN_NAMES
from mapa_uslug.core.crs import PL_1992, WGS84, transform_xy

_RARE: Final = 40
"""Places of a rare type where the usual ones have 45 to 330."""
_CROWDING: Final = 0.6
"""Power of the number of people to which a settlement draws services of a common type; rare types go by the number itself."""
_FROM_MIDDLE: Final = 0.35
"""Standard deviation of a service's place, over the radius of the streets."""


def choose_types(catalog: Catalog, count: int) -> list[ServiceType]:
    """Types that people travel to, the commonest first."""
    reached = [t for t in catalog.types if t.is_measured and t.delivery == "S" and t.sensitivity == 0]
    others = [
        t for t in catalog.types if t.is_measured and t.delivery in ("C", "M", "D") and t.sensitivity == 0
    ]
    reached = sorted(reached, key=lambda t: (-COMMON.get(t.code, 0), t.code))
    return [*reached, *others][:count]


def place_services(
    places: Settlements, people: People, catalog: Catalog, size: Size, rng: np.random.Generator
) -> pd.DataFrame:
    """The official sheet, a row a service, ordered by type."""
    types = choose_types(catalog, size.types)
    weight = np.array([COMMON.get(t.code, _RARE) for t in types], dtype=np.float64)
    counts = _shares(size.services, weight)
    seats = places.seats
    is_near = ((places.xy >= size.low) & (places.xy < size.low + size.side_m)).all(axis=1)
    draw = np.where(is_near, places.people, 0.0)
    common = draw**_CROWDING / (draw**_CROWDING).sum()
    in_towns = draw[:seats] / draw[:seats].sum()
    where = [
        rng.choice(len(draw), n, p=common) if t.code in COMMON else rng.choice(seats, n, p=in_towns)
        for t, n in zip(types, counts.tolist(), strict=True)
    ]
    at = np.concatenate(where)
    xy = places.xy[at] + rng.normal(size=(len(at), 2)) * (_FROM_MIDDLE * places.radius_m[at])[:, None]
    xy = np.clip(xy, size.low + 1.0, size.low + size.side_m - 1.0)
    gmina = cKDTree(places.xy[:seats]).query(xy)[1]
    return _sheet(
        np.repeat(np.arange(len(types)), counts),
        types,
        xy,
        np.array(places.names)[at],
        people.gminas.iloc[gmina],
    )


def _shares(count: int, weight: np.ndarray) -> np.ndarray:
    """Whole numbers in proportion, one at least, that add up."""
    exact = np.maximum(1.0, (count - len(weight)) * weight / weight.sum() + 1.0)
    ends = np.rint(np.cumsum(exact) * count / exact.sum()).astype(np.int64)
    return np.diff(ends, prepend=0)


def _sheet(
    kind: np.ndarray, types: list[ServiceType], xy: np.ndarray, locality: np.ndarray, gmina: pd.DataFrame
) -> pd.DataFrame:
    lon, lat = transform_xy(xy[:, 0], xy[:, 1], PL_1992, WGS84)
    count = len(kind)
    number = np.arange(1, count + 1)
    unit = np.array([t.capacity_unit or "" for t in types])[kind]
    has_room = np.isin(unit, ["miejsca", "łóżka"])
    columns = {
        "usluga_id": [f"U-{i:05d}" for i in number], "podmiot_id": [f"P-{i:05d}" for i in number],
        "nazwa": [f"{types[k].name.capitalize()} nr {i}" for i, k in zip(number, kind, strict=True)],
        "typ_podmiotu": np.array(["gmina", "powiat", "NGO", "prywatny"])[number % 4], "teryt7": gmina["gmina_kod"].to_numpy(),
        "teryt_rok": "2026", "miejscowosc": locality, "lat": np.round(lat, 6), "lon": np.round(lon, 6), "zrodlo_wsp": "geoportal",
        "klasa_wsp": "punkt_adresowy", "usluga_kod": [types[k].code for k in kind],
        "pojemnosc": np.where(has_room, (15 + number % 45).astype(str), ""), "jednostka": np.where(has_room, unit, ""),
        "zrodlo": "dane zmyślone", "data_stanu": "2026-09-30", "wrazliwosc": "0",
    }  # fmt: skip
    return pd.DataFrame(columns).reindex(columns=list(COLUMN_NAMES), fill_value="")
