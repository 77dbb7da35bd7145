"""Services with and without a place as one list, in which what is not known is empty or NaN, and nothing hidden shows."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from mapa_uslug.catalog import Catalog
from mapa_uslug.contracts.tables import FIELDS, SERVICES, blank_service

SECTORS: Final = ("public", "ngo", "church", "social_economy", "private", "unknown")
"""Who provides a service, in the order of reports."""
SEPARATOR: Final = "|"
GUESSED: Final = "?"
_SECTOR_OF_KIND: Final = {
    "gmina": "public", "powiat": "public", "woj": "public", "NGO": "ngo", "kościelny": "church",
    "PES": "social_economy", "prywatny": "private",
}  # fmt: skip
_KEPT_OF_HIDDEN: Final = (
    "service_id", "service_type", "gmina_teryt", "capacity", "capacity_unit", "sensitivity", "source_date", "basket",
)  # fmt: skip


def list_services(located: pd.DataFrame, unlocated: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    """Every service once, by id.

    Parameters
    ----------
    located, unlocated : DataFrame
        `SERVICES`; columns that are absent are taken to be empty.

    Returns
    -------
    DataFrame
        `SERVICES`, texts without missing values, and ``is_hidden`` (sensitivity 1: nothing is left but the kind, gmina, capacity
        and basket), ``sector`` (of `SECTORS`), ``is_guessed`` (the sector is told by the provider's name alone), ``is_placed``
        (located). Areas, delivery and group are the catalog's where the record has none. Records that
        are never kept (sensitivity 2) are not there.
    """
    blank = blank_service()
    parts = [_complete(table, blank) for table in (located, unlocated)]
    services = _hide(_plain(pd.concat(parts, ignore_index=True), blank), blank)
    services["is_placed"] = np.arange(len(services)) < len(located)
    services = services[services["sensitivity"] < 2].sort_values("service_id", ignore_index=True)
    kinds = services["provider_kind"]
    services["sector"] = kinds.str.removesuffix(GUESSED).map(_SECTOR_OF_KIND).fillna("unknown").astype(object)
    services["is_guessed"] = kinds.str.endswith(GUESSED).astype(bool)
    return _with_catalog(services, catalog)


def _complete(table: pd.DataFrame, blank: dict[str, object]) -> pd.DataFrame:
    columns = {name: table[name].to_numpy() if name in table else blank[name] for name in SERVICES}
    return pd.DataFrame(columns, index=range(len(table)), dtype=object)


def _plain(services: pd.DataFrame, blank: dict[str, object]) -> pd.DataFrame:
    """Texts as texts, "" where missing; numbers as floats."""
    plain = {}
    for name in SERVICES:
        column, dtype = services[name], FIELDS[name].dtype
        if dtype == "float":
            plain[name] = pd.to_numeric(column, errors="coerce").astype(float)
        elif dtype == "str":
            plain[name] = (
                column.astype(object).where(column.notna(), "").astype(str).str.strip().astype(object)
            )
        else:
            kept = column.astype(object).where(column.notna(), blank[name])
            plain[name] = kept.astype(bool if dtype == "bool" else "int64")
    return pd.DataFrame(plain)


def _hide(services: pd.DataFrame, blank: dict[str, object]) -> pd.DataFrame:
    is_hidden = services["sensitivity"] == 1
    for name in set(SERVICES) - set(_KEPT_OF_HIDDEN):
        services[name] = services[name].mask(is_hidden, blank[name]).astype(services[name].dtype)
    return services.assign(is_hidden=is_hidden)


def _with_catalog(services: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    known = [catalog.by_code.get(code) for code in services["service_type"]]
    of_catalog = {
        "areas": [SEPARATOR.join(map(str, t.areas)) if t else "" for t in known],
        "delivery": [t.delivery if t else "" for t in known],
        "target": [t.target if t else "" for t in known],
    }
    for name, values in of_catalog.items():
        given = services[name]
        services[name] = given.where(given != "", pd.Series(values, index=services.index, dtype=object))
    return services


def split(text: str) -> tuple[str, ...]:
    """Parts of a list in one cell."""
    return tuple(part.strip() for part in text.split(SEPARATOR) if part.strip())


def is_untold(gminas: pd.Series, codes: list[str], silent: set[str]) -> pd.Series:
    """Which rows are of a silent gmina, or of all together where each of them is silent."""
    return gminas.isin(silent | ({""} if silent == set(codes) else set()))


def area_codes(gminas: pd.DataFrame) -> list[str]:
    """Codes of the gminas of the area, in order."""
    return sorted(gminas.loc[gminas["is_area"].astype(bool), "gmina_teryt"].astype(str))
