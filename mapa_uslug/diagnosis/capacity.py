"""How much of each service there is, by unit, and for how many people of the group that it is for."""

from __future__ import annotations

from typing import Final

import pandas as pd

from mapa_uslug.catalog import Catalog
from mapa_uslug.contracts.confidential import count_group
from mapa_uslug.contracts.tables import PopulationCells
from mapa_uslug.diagnosis.service_list import area_codes, split

CAPACITY_COLUMNS: Final = (
    "gmina_teryt", "service_type", "places", "providers", "capacity_unit", "capacity", "capacity_known", "occupied", "free",
    "free_known", "waiting", "target", "target_people", "per_1000", "staff_fte", "from_elsewhere",
    "reached_elsewhere",
)  # fmt: skip
_KEY: Final = ["service_type", "target", "capacity_unit"]
_WHOLE: Final = ["places", "providers", "capacity_known", "free_known"]
_DTYPES: Final = dict.fromkeys((*_WHOLE, "target_people", "from_elsewhere"), "Int64") | dict.fromkeys(
    ("capacity", "occupied", "free", "waiting", "per_1000", "staff_fte", "reached_elsewhere"), "float64"
)


def sum_by_type(
    services: pd.DataFrame,
    cells: PopulationCells,
    gminas: pd.DataFrame,
    catalog: Catalog,
    *,
    reached: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Capacity, free places, waiting and staff by gmina, kind of service, target group and unit.

    Capacities of different units are never added, nor is one without a unit. Places that give no capacity stand with those of the
    unit that the catalog counts the service in, so that every place stands in one row. A gmina without a place has a row of zeros,
    unless no record of any service comes from it. The group is the record's; where the population has no such group, but the
    catalog's, it is the catalog's.

    Parameters
    ----------
    services : DataFrame
        Of `list_offered`, those of neighbours too.
    reached : DataFrame, optional
        ``gmina_teryt, service_type, share`` of the gmina's people within reach of a place in another gmina.

    Returns
    -------
    DataFrame
        As `Offer.by_type`, by gmina, kind, group and unit.
    """
    codes = area_codes(gminas)
    placed = _prepare(services, cells, catalog)
    own = placed[placed["gmina_teryt"].isin(codes)]
    if own.empty:
        return pd.DataFrame(columns=list(CAPACITY_COLUMNS))
    each, together = _sum(own), _sum(own.assign(gmina_teryt=""))
    keys = list(dict.fromkeys(together.reset_index()[_KEY].itertuples(index=False, name=None)))
    present = [code for code in codes if code in set(own["gmina_teryt"])]
    index = pd.MultiIndex.from_tuples(
        [(c, *key) for c in present for key in keys], names=["gmina_teryt", *_KEY]
    )
    table = pd.concat([together, each.reindex(index)]).reset_index()
    table[_WHOLE] = table[_WHOLE].fillna(0)
    is_void = (table["places"] == 0) & (table["capacity_unit"] != "")
    table["capacity"] = table["capacity"].mask(is_void, 0.0)
    return _per_1000(table, cells).join(_from_elsewhere(table, placed, reached)).astype(_DTYPES).sort_values(
        ["gmina_teryt", *_KEY], ignore_index=True
    )[list(CAPACITY_COLUMNS)]  # fmt: skip


def _prepare(services: pd.DataFrame, cells: PopulationCells, catalog: Catalog) -> pd.DataFrame:
    """What each service adds to the sums of its row; hidden ones add themselves and their capacity."""
    counts, public = _counted(services), ~services["is_hidden"]
    free = (services["capacity"] - services["occupied"]).clip(lower=0.0).where(counts & public)
    return services.assign(
        target=_groups(services, cells, catalog),
        places=1,
        capacity_known=counts.astype("int64"),
        free=free,
        free_known=free.notna().astype("int64"),
        providers=services["provider_key"].where(services["provider_key"] != "", None),
    ).assign(
        capacity_unit=lambda t: _row_units(t, counts, catalog),
        capacity=services["capacity"].where(counts),
    )


def _sum(services: pd.DataFrame) -> pd.DataFrame:
    grouped = services.groupby(["gmina_teryt", *_KEY])
    whole = grouped[["places", "capacity_known", "free_known"]].sum()
    known = grouped[["capacity", "occupied", "free", "waiting", "staff_fte"]].sum(min_count=1)
    return whole.join(known).join(grouped["providers"].nunique())


def _groups(services: pd.DataFrame, cells: PopulationCells, catalog: Catalog) -> pd.Series:
    of_catalog = [catalog.by_code[t].target if t in catalog.by_code else "" for t in services["service_type"]]
    counted = {"all", *cells.groups}
    pairs = zip(services["target"], of_catalog, strict=True)
    groups = [own if own in counted or other not in counted else other for own, other in pairs]
    return pd.Series(groups, index=services.index, dtype=object)


def _counted(services: pd.DataFrame) -> pd.Series:
    """Whether a capacity may be added to others: it has a number and a unit."""
    return services["capacity"].notna() & (services["capacity_unit"] != "")


def _row_units(services: pd.DataFrame, counts: pd.Series, catalog: Catalog) -> pd.Series:
    """Unit of the row that a service is counted in: its own, else the catalog's or the most usual of its kind and group."""
    usual = {
        key: _usual(units, catalog, str(key[0]))
        for key, units in services[counts].groupby(["service_type", "target"])["capacity_unit"]
    }
    pairs = zip(services["service_type"], services["target"], strict=True)
    fallback = pd.Series([usual.get(pair, "") for pair in pairs], index=services.index, dtype=object)
    return services["capacity_unit"].where(counts, fallback)


def _usual(units: pd.Series, catalog: Catalog, code: str) -> str:
    of_catalog = catalog.by_code[code].capacity_unit if code in catalog.by_code else ""
    counts = units.value_counts()
    return str(min(counts.index, key=lambda unit: (unit != of_catalog, -counts[unit], unit)))


def _per_1000(table: pd.DataFrame, cells: PopulationCells) -> pd.DataFrame:
    """With the people of the group, and the capacity for a thousand of them; missing where nobody has counted the group."""
    people: dict[tuple[str, str], int] = {}
    gmina = cells.table["gmina_teryt"].astype(str).to_numpy()
    for group in sorted(set(table["target"])):
        counted = count_group(cells, group)
        if counted is not None:
            people |= {(code, group): int(counted[gmina == code].sum()) for code in sorted(set(gmina))}
            people["", group] = int(counted.sum())
    pairs = zip(table["gmina_teryt"], table["target"], strict=True)
    of_row = pd.Series([people.get(pair) for pair in pairs], index=table.index, dtype="Float64").astype(
        "Int64"
    )
    per_1000 = 1000.0 * table["capacity"] / of_row.astype("Float64").where(of_row > 0).astype("float64")
    return table.assign(target_people=of_row, per_1000=per_1000)


def _from_elsewhere(
    table: pd.DataFrame, services: pd.DataFrame, reached: pd.DataFrame | None
) -> pd.DataFrame:
    """Services of other gminas that name the gmina of each row, and the share of its people within reach of one elsewhere."""
    named = services.assign(served=services["territory"].map(split)).explode("served")
    foreign = named[named["served"].notna() & (named["served"] != named["gmina_teryt"])]
    counts = foreign.groupby(["served", *_KEY]).size()
    rows = table[["gmina_teryt", *_KEY]].itertuples(index=False, name=None)
    shares = {} if reached is None else reached.set_index(["gmina_teryt", "service_type"])["share"].to_dict()
    keys = zip(table["gmina_teryt"], table["service_type"], strict=True)
    return pd.DataFrame(
        {
            "from_elsewhere": [int(counts.get(row, 0)) for row in rows],
            "reached_elsewhere": [shares.get(key, float("nan")) for key in keys],
        },
        index=table.index,
    )


def sum_known(values: pd.Series) -> float:
    """Sum of what is known; NaN where nothing is."""
    return float(values.sum(min_count=1))
