"""Places that the same people reach: ``dublowanie.csv``, a layer, and which of them may be possible overlaps.

Nothing here says that a place is not needed: what people value as a choice, and what they need as capacity, looks alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from mapa_uslug.catalog.models import Catalog
from mapa_uslug.catalog.words import name_groups
from mapa_uslug.contracts.supply import Supply
from mapa_uslug.contracts.tables import RunResult
from mapa_uslug.core.text import Text
from mapa_uslug.reports.csv_files import write_csv
from mapa_uslug.reports.words import name_mode_in_files, name_type_in_files

OVERLAP_COLUMNS: Final = (
    "zakres", "usluga", "usluga_nazwa", "grupa_nazwa", "srodek", "gmina_teryt", "gmina", "usluga_id", "nazwa",
    "miejscowosc", "druga_usluga_id", "druga_nazwa", "druga_gmina_teryt", "druga_miejscowosc", "miejsc_uslugi", "osoby",
    "osoby_grupa", "w_progu", "wspolne", "wspolne_grupa", "wspolne_procent", "najblizej", "bez_niego_za_progiem",
    "bez_niego_za_progiem_grupa", "bez_niego_nie_wiadomo", "bez_niego_brak_miejsc", "pojemnosc", "jednostka", "zajete",
    "wolne", "druga_wolne", "polozenie_przyblizone", "ten_sam_podmiot", "ta_sama_gmina",
)  # fmt: skip
"""Columns of ``dublowanie.csv``."""

LAYER_TYPES: Final = {
    "usluga_id": "object", "nazwa": "object", "usluga": "object", "usluga_nazwa": "object", "grupa_nazwa": "object",
    "gmina_teryt": "object", "miejscowosc": "object", "srodek": "object", "w_progu": "Int64", "wspolne": "Int64",
    "najblizej": "Int64", "bez_niego_za_progiem": "Int64", "bez_niego_za_progiem_grupa": "Int64",
    "bez_niego_nie_wiadomo": "Int64", "bez_niego_brak_miejsc": "Int64", "pojemnosc": "float64", "jednostka": "object",
    "zajete": "float64", "wolne": "float64", "polozenie_przyblizone": "object",
}  # fmt: skip
"""Columns of the layer ``mozliwe_dublowanie`` and their types."""

_COMMON: Final = {"service_type": "usluga", "target": "grupa_nazwa"}
_CHOICES: Final = _COMMON | {
    "mode": "srodek", "gmina_teryt": "gmina_teryt", "places": "miejsc_uslugi", "people": "osoby",
    "target_people": "osoby_grupa", "people_within": "w_progu", "people_twice": "wspolne", "target_twice": "wspolne_grupa",
}  # fmt: skip
_PLACES: Final = _COMMON | {
    "mode": "srodek", "gmina_teryt": "gmina_teryt", "service_id": "usluga_id", "provider": "nazwa",
    "locality": "miejscowosc", "people_reached": "w_progu", "people_shared": "wspolne", "people_nearest": "najblizej",
    "people_crossing": "bez_niego_za_progiem", "target_crossing": "bez_niego_za_progiem_grupa",
    "people_unknown": "bez_niego_nie_wiadomo", "people_without_room": "bez_niego_brak_miejsc", "capacity": "pojemnosc",
    "capacity_unit": "jednostka", "occupied": "zajete", "free": "wolne", "is_rough": "polozenie_przyblizone",
}  # fmt: skip
_PAIRS: Final = _COMMON | {
    "gmina_a": "gmina_teryt", "service_a": "usluga_id", "provider_a": "nazwa", "locality_a": "miejscowosc",
    "service_b": "druga_usluga_id", "provider_b": "druga_nazwa", "gmina_b": "druga_gmina_teryt",
    "locality_b": "druga_miejscowosc", "people_shared": "wspolne", "target_shared": "wspolne_grupa",
    "free_a": "wolne", "free_b": "druga_wolne", "is_same_provider": "ten_sam_podmiot", "is_same_gmina": "ta_sama_gmina",
}  # fmt: skip
_YES_NO: Final = ("polozenie_przyblizone", "ten_sam_podmiot", "ta_sama_gmina")


def write_possible_overlaps(result: RunResult, catalog: Catalog, path: Path) -> None:
    """Write ``dublowanie.csv``: by gmina, by place and by pair of places (``zakres``); not where it was not counted."""
    if result.supply is not None:
        write_csv(build_possible_overlaps(result, result.supply, catalog), path)


def build_possible_overlaps(result: RunResult, supply: Supply, catalog: Catalog) -> pd.DataFrame:
    """Build the rows of `write_possible_overlaps`; ``gmina_teryt`` is empty in the rows of the whole area."""
    pairs = told_pairs(result, supply)
    parts = [
        _renamed(supply.choices, _CHOICES, "gmina"),
        _renamed(told_places(result, supply), _PLACES, "miejsce"),
        _renamed(pairs, _PAIRS, "para").assign(wspolne_procent=_percent(pairs)),
    ]
    table = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    names = dict(
        zip(result.gminas["gmina_teryt"].astype(str), result.gminas["gmina"].astype(str), strict=True)
    )
    table = table.reindex(columns=list(OVERLAP_COLUMNS)).astype(object)
    return table.assign(
        usluga_nazwa=[name_type_in_files(code, catalog) for code in table["usluga"]],
        grupa_nazwa=_name_groups(table["grupa_nazwa"]),
        srodek=[name_mode_in_files(mode) if isinstance(mode, str) else "" for mode in table["srodek"]],
        gmina=["razem" if code == "" else names.get(str(code), "") for code in table["gmina_teryt"]],
    )


def _percent(pairs: pd.DataFrame) -> np.ndarray:
    return pairs["share"].to_numpy(dtype=np.float64) * 100.0 if len(pairs) else np.empty(0)


def _name_groups(groups: pd.Series) -> list[str]:
    return [name_groups(Text("pl"), str(group)) for group in groups]


def _renamed(table: pd.DataFrame, names: Mapping[str, str], scope: str) -> pd.DataFrame:
    found = table.reindex(columns=list(names)).rename(columns=dict(names)).astype(object)
    for name in _YES_NO:
        if name in found:
            found[name] = ["tak" if value else "nie" for value in found[name]]
    found.insert(0, "zakres", scope)
    return found


def told_places(result: RunResult, supply: Supply) -> pd.DataFrame:
    """Rows of `Supply.spare_places` whose place may be named."""
    return supply.spare_places[_may_be_named(result, supply.spare_places, "service_id")]


def told_pairs(result: RunResult, supply: Supply) -> pd.DataFrame:
    """Rows of `Supply.overlaps` both of whose places may be named."""
    pairs = supply.overlaps
    return pairs[_may_be_named(result, pairs, "service_a") & _may_be_named(result, pairs, "service_b")]


def _may_be_named(result: RunResult, table: pd.DataFrame, column: str) -> np.ndarray:
    services = result.services
    public = set(services.loc[services["sensitivity"] == 0, "service_id"].astype(str))
    return np.array([str(value) in public for value in table.get(column, [])], dtype=bool)


def find_possible(places: pd.DataFrame) -> pd.DataFrame:
    """Places without any one of which nobody would be too far, and for whose people the others have room as far as known.

    Those that many people would share come first. Not among them: places that surely serve nobody, and places of which
    it cannot be told what their closing would do.
    """
    if not len(places):
        return places
    nobody_lost = (places["people_crossing"] == 0) & (places["people_unknown"] == 0)
    has_room = places["people_without_room"].fillna(0) == 0
    is_possible = (nobody_lost & has_room & (places["people_reached"] > 0)).fillna(False).astype(bool)
    order = ["people_shared", "service_type", "service_id"]
    return places[is_possible].sort_values(order, ascending=[False, True, True], kind="stable")


def lay_possible_overlaps(result: RunResult, catalog: Catalog) -> gpd.GeoDataFrame:
    """Layer ``mozliwe_dublowanie``: every place of a service and group of which there are two or more."""
    table = pd.DataFrame() if result.supply is None else told_places(result, result.supply)
    renamed = _renamed(table, _PLACES, "miejsce")
    points = dict(zip(result.services["service_id"].astype(str), result.services.geometry, strict=True))
    columns: dict[str, Any] = {name: renamed[name] for name in LAYER_TYPES if name in renamed}
    columns["usluga_nazwa"] = pd.Series(
        [name_type_in_files(c, catalog) for c in renamed["usluga"]], dtype=object
    )
    columns["grupa_nazwa"] = pd.Series(_name_groups(renamed["grupa_nazwa"]), dtype=object)
    ids = [str(one) for one in renamed["usluga_id"]]
    geometry = gpd.GeoSeries([points[one] for one in ids], crs=result.crs)
    data = {
        name: pd.Series(columns[name].to_numpy(dtype=object)).astype(dtype)
        for name, dtype in LAYER_TYPES.items()
    }
    return gpd.GeoDataFrame(data, geometry=geometry, crs=result.crs)
