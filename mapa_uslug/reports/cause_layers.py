"""Layers of wyniki.gpkg about barriers, links and stops."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mapa_uslug.catalog.models import Catalog
from mapa_uslug.contracts.tables import RunResult
from mapa_uslug.reports.words import (
    LINK_CODES,
    OBSTACLE_CODES,
    name_mode_in_files,
    name_type_in_files,
)

EXISTING: Final = "istniejące"
PROPOSED: Final = "proponowane"

_BARRIERS: Final = {
    "bariera_id": "object", "rodzaj": "object", "nazwa": "object", "srodek": "object", "wydluzenie": "float64",
    "prosto_m": "float64", "droga_m": "float64", "osoby_lewa": "Int64", "osoby_prawa": "Int64",
    "miejscowosci_lewa": "object", "miejscowosci_prawa": "object", "przeprawa_przed": "object",
    "przeprawa_przed_m": "float64", "przeprawa_za": "object", "przeprawa_za_m": "float64",
}  # fmt: skip
_CROSSINGS: Final = {
    "rola": "object", "odcinek_id": "object", "rodzaj": "object", "nazwa": "object", "klasa_drogi": "object",
    "osm_id": "object", "bariera_id": "object", "usluga": "object", "usluga_nazwa": "object", "srodek": "object",
    "dlugosc_m": "float64", "osoby": "Int64", "osoby_grupa": "Int64", "osoby_odciete": "Int64",
    "osoby_dalej": "Int64", "osoby_blizej": "Int64", "osobominuty": "float64", "najwiecej_min": "float64",
    "objazd_m": "float64", "miejscowosci": "object",
}  # fmt: skip
_STOPS: Final = {
    "przystanek_id": "object", "nazwa": "object", "linie": "object", "kursy_szkolny": "Int64", "kursy_wolny": "Int64",
    "kursy_sobota": "Int64", "kursy_niedziela": "Int64", "pierwszy_odjazd": "object", "ostatni_odjazd": "object",
}  # fmt: skip
_LINE_NAMES: Final = {
    "barrier_id": "bariera_id", "kind": "rodzaj", "name": "nazwa", "mode": "srodek", "detour": "wydluzenie",
    "straight_m": "prosto_m", "network_m": "droga_m", "people_left": "osoby_lewa", "people_right": "osoby_prawa",
    "localities_left": "miejscowosci_lewa", "localities_right": "miejscowosci_prawa",
    "crossing_before": "przeprawa_przed", "crossing_before_m": "przeprawa_przed_m",
    "crossing_after": "przeprawa_za", "crossing_after_m": "przeprawa_za_m",
}  # fmt: skip
_COMMON_NAMES: Final = {
    "kind": "rodzaj", "name": "nazwa", "service_type": "usluga", "mode": "srodek", "length_m": "dlugosc_m",
    "people_target": "osoby_grupa", "person_minutes": "osobominuty", "localities": "miejscowosci",
}  # fmt: skip
_LINK_NAMES: Final = _COMMON_NAMES | {
    "link_id": "odcinek_id", "road_class": "klasa_drogi", "way_id": "osm_id", "people_beyond": "osoby",
    "people_cut_off": "osoby_odciete", "people_farther": "osoby_dalej", "alternative_min": "najwiecej_min",
}  # fmt: skip
_CROSSING_NAMES: Final = _COMMON_NAMES | {
    "crossing_id": "odcinek_id", "barrier_id": "bariera_id", "people": "osoby", "people_nearer": "osoby_blizej",
}  # fmt: skip
_STOP_NAMES: Final = {
    "stop_id": "przystanek_id", "name": "nazwa", "lines": "linie", "school": "kursy_szkolny", "free": "kursy_wolny",
    "saturday": "kursy_sobota", "sunday": "kursy_niedziela", "first": "pierwszy_odjazd", "last": "ostatni_odjazd",
}  # fmt: skip


def lay_barriers(result: RunResult) -> gpd.GeoDataFrame:
    """Layer ``bariery``: barrier lines, most people first; without rows where they were not looked for."""
    if result.barriers is None:
        return _typed({}, _BARRIERS, [], crs=result.crs)
    lines = result.barriers.lines
    columns = _renamed(lines, _LINE_NAMES)
    columns["rodzaj"] = _codes(lines["kind"], OBSTACLE_CODES)
    columns["srodek"] = [name_mode_in_files(mode) for mode in lines["mode"]]
    return _typed(columns, _BARRIERS, lines.geometry.to_numpy(), crs=result.crs)


def lay_crossings(result: RunResult, catalog: Catalog) -> gpd.GeoDataFrame:
    """Layer ``mosty_i_przejazdy``: links that much depends on, then crossings that could be built.

    ``osoby`` of an existing link are those newly beyond the threshold without it, of a proposed one those newly within it.
    """
    barriers = result.barriers
    if barriers is None:
        return _typed({}, _CROSSINGS, [], crs=result.crs)
    links, crossings = barriers.links, barriers.crossings
    existing = _renamed(links, _LINK_NAMES) | {
        "rola": [EXISTING] * len(links),
        "rodzaj": _codes(links["kind"], LINK_CODES),
        "objazd_m": lengths(links["alternative"]),
        "osoby_grupa": hide_targets(links, result),
    }
    proposed = _renamed(crossings, _CROSSING_NAMES) | {
        "rola": [PROPOSED] * len(crossings),
        "rodzaj": _codes(crossings["kind"], OBSTACLE_CODES),
        "osoby_grupa": hide_targets(crossings, result),
    }
    for columns in (existing, proposed):
        columns["usluga_nazwa"] = [name_type_in_files(code, catalog) for code in columns["usluga"]]
        columns["srodek"] = [name_mode_in_files(mode) for mode in columns["srodek"]]
    parts = (
        _typed(existing, _CROSSINGS, links.geometry.to_numpy(), crs=result.crs),
        _typed(proposed, _CROSSINGS, crossings.geometry.to_numpy(), crs=result.crs),
    )
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=result.crs)


def lay_stops(result: RunResult) -> gpd.GeoDataFrame:
    """Layer ``kursy``: stops with their courses a day; without rows where no timetable was given."""
    if result.transit is None:
        return _typed({}, _STOPS, [], crs=result.crs)
    stops = result.transit.courses.sort_values("stop_id", kind="stable")
    return _typed(_renamed(stops, _STOP_NAMES), _STOPS, stops.geometry.to_numpy(), crs=result.crs)


def lengths(ways: pd.Series) -> np.ndarray:
    """Lengths of lines in the area's CRS [m], NaN where there is none."""
    shapes = np.array([way if isinstance(way, shapely.Geometry) else None for way in ways], dtype=object)
    return np.asarray(shapely.length(shapes), dtype=np.float64)


def hide_targets(table: pd.DataFrame, result: RunResult) -> pd.Series:
    """Target group of links or crossings (Int64), missing where a confidential cell lies in one of their localities.

    Which cells a link matters to is not published, so that a sum over some of them is never told.
    """
    cells = result.cells.table
    confidential = set(cells.loc[cells["is_imputed"].astype(bool), "locality"].fillna("").astype(str))
    is_hidden = [not confidential.isdisjoint(str(names).split("|")) for names in table["localities"]]
    return table["people_target"].astype("Int64").mask(np.array(is_hidden, dtype=bool))


def _codes(kinds: pd.Series, codes: Mapping[str, str]) -> list[str]:
    return [codes.get(str(kind), str(kind)) for kind in kinds]


def _renamed(table: pd.DataFrame, names: Mapping[str, str]) -> dict[str, Any]:
    return {polish: table[name].to_numpy() for name, polish in names.items()}


def _typed(
    columns: Mapping[str, object], dtypes: Mapping[str, str], shapes: object, *, crs: str
) -> gpd.GeoDataFrame:
    """A table with every column of `dtypes` in this order; what is not given is missing."""
    geometry = gpd.GeoSeries(shapes, crs=crs)
    data = {
        name: _as_type(columns[name], dtype)
        if name in columns
        else pd.Series([None] * len(geometry), dtype=dtype)
        for name, dtype in dtypes.items()
    }
    return gpd.GeoDataFrame(data, geometry=geometry, crs=crs)


def _as_type(values: object, dtype: str) -> pd.Series:
    given = pd.Series(np.asarray(values) if not isinstance(values, pd.Series) else values.array)
    if dtype != "object":
        return given.astype(dtype)
    return pd.Series([None if pd.isna(value) else str(value) for value in given], dtype=object)
