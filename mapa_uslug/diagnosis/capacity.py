"""How much of each service there is, by unit, and for how many people of the group that it is for."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from mapa_uslug.catalog import Catalog
from mapa_uslug.contracts.confidential import count_group
from mapa_uslug.contracts.tables import PopulationCells
from mapa_uslug.diagnosis.service_list import area_codes, split

CAPACITY_COLUMNS: Final = (
    "gmina_teryt", "service_type", "places", "providers", "capacity_unit", "capacity", "capacity_known", "occupied", "free",
    "free_known", "waiting", "target", "target_people", "per_1000", "staff_fte", "from_elsewhere",
)  # fmt: skip
_KEY: Final = ["service_type", "target", "capacity_unit"]


def sum_by_type(
    services: pd.DataFrame, cells: PopulationCells, gminas: pd.DataFrame, catalog: Catalog
) -> pd.DataFrame:
    """Capacity, free places, waiting and staff by gmina, kind of service, target group and unit.

    Capacities of different units are never added, nor is one without a unit. Places that give no capacity stand with those of the
    unit that the catalog counts the service in, so that every place stands in one row. A gmina without a place has a row of zeros,
    unless no record of any service comes from it.

    Returns
    -------
    DataFrame
        As `Offer.by_type`, and ``free_known`` (places of which capacity and what is taken are both known), ``from_elsewhere``
        (services of other gminas that name this one among those that they serve).
    """
    codes = area_codes(gminas)
    placed = services.assign(capacity_unit=_row_units(services, catalog), counts=_counted(services))
    own = placed[placed["gmina_teryt"].isin(codes)]
    people = _people_by_group(cells, sorted(set(own["target"])))
    keys = own[_KEY].drop_duplicates().sort_values(_KEY).itertuples(index=False, name=None)
    with_records = [code for code in codes if code in set(own["gmina_teryt"])]
    rows = []
    for key in keys:
        of_key = own[(own[_KEY] == list(key)).all(axis=1)]
        elsewhere = placed[(placed[_KEY] == list(key)).all(axis=1)]
        for code in ["", *with_records]:
            here = of_key[of_key["gmina_teryt"] == code] if code else of_key
            foreign = 0 if not code else int(_names(elsewhere, code).sum())
            rows.append(_row(code, key, here, people.get((code, key[1])), foreign))
    table = pd.DataFrame(rows, columns=list(CAPACITY_COLUMNS))
    whole = ("places", "providers", "capacity_known", "free_known", "target_people", "from_elsewhere")
    floats = ("capacity", "occupied", "free", "waiting", "per_1000", "staff_fte")
    table = table.astype(dict.fromkeys(whole, "Int64") | dict.fromkeys(floats, "float64"))
    return table.sort_values(["gmina_teryt", *_KEY], ignore_index=True)


def _names(services: pd.DataFrame, code: str) -> pd.Series:
    """Services of other gminas that name a gmina."""
    return services["territory"].map(lambda t: code in split(t)) & (services["gmina_teryt"] != code)


def _counted(services: pd.DataFrame) -> pd.Series:
    """Whether a capacity may be added to others: it has a number and a unit."""
    return services["capacity"].notna() & (services["capacity_unit"] != "")


def _row_units(services: pd.DataFrame, catalog: Catalog) -> pd.Series:
    """Unit of the row that a service is counted in: its own, else the catalog's or the most usual of its kind and group."""
    known = services[_counted(services)]
    usual = {
        key: _usual(units, catalog, str(key[0]))
        for key, units in known.groupby(["service_type", "target"])["capacity_unit"]
    }
    pairs = zip(services["service_type"], services["target"], strict=True)
    fallback = pd.Series([usual.get(pair, "") for pair in pairs], index=services.index, dtype=object)
    return services["capacity_unit"].where(_counted(services), fallback)


def _usual(units: pd.Series, catalog: Catalog, code: str) -> str:
    of_catalog = catalog.by_code[code].capacity_unit if code in catalog.by_code else ""
    counts = units.value_counts()
    return min(counts.index, key=lambda unit: (unit != of_catalog, -counts[unit], unit))


def _people_by_group(cells: PopulationCells, groups: list[str]) -> dict[tuple[str, str], int]:
    found = {}
    gmina = cells.table["gmina_teryt"].astype(str).to_numpy()
    for group in groups:
        people = count_group(cells, group)
        if people is not None:
            found |= {(code, group): int(people[gmina == code].sum()) for code in np.unique(gmina)}
            found["", group] = int(people.sum())
    return found


def _row(
    code: str, key: tuple[str, str, str], here: pd.DataFrame, people: int | None, foreign: int
) -> tuple[object, ...]:
    kind, target, unit = key
    public, counted = here[~here["is_hidden"]], here[here["counts"]]
    capacity = sum_known(counted["capacity"]) if len(here) and unit else (0.0 if unit else np.nan)
    weighed = public[public["counts"] & public["occupied"].notna()]
    per_1000 = 1000.0 * capacity / people if people else np.nan
    return (
        code, kind, len(here), public.loc[public["provider_key"] != "", "provider_key"].nunique(), unit, capacity, len(counted),
        sum_known(public["occupied"]), sum_known((weighed["capacity"] - weighed["occupied"]).clip(lower=0.0)), len(weighed),
        sum_known(public["waiting"]), target, pd.NA if people is None else people, per_1000,
        sum_known(public["staff_fte"]), foreign,
    )  # fmt: skip


def sum_known(values: pd.Series) -> float:
    """Sum of what is known; NaN where nothing is."""
    return float(values.sum(min_count=1))
