"""Where a new place of service may stand: localities, public buildings, populated cells, or points of a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from mapa_uslug.catalog import ServiceType
from mapa_uslug.catalog.siting_words import name_candidate
from mapa_uslug.contracts.gmina_lookup import BORDER_TOLERANCE_M
from mapa_uslug.contracts.places import LEAST_RADIUS_M
from mapa_uslug.contracts.siting_proposal import CandidateSource
from mapa_uslug.contracts.tables import LOCATED_SERVICES, blank_service
from mapa_uslug.core.crs import WGS84, transform_xy
from mapa_uslug.core.errors import InputError, problem
from mapa_uslug.core.text import Text
from mapa_uslug.registry.meaning.matching import never_kept_kind
from mapa_uslug.steps.loading import AreaData
from mapa_uslug.steps.points import read_points

_COLUMNS: Final = ("name", "kind", "gmina_teryt", "locality", "cell_id", "lon", "lat")
_DEGREES: Final = 7
"""Decimals that a plan writes coordinates with: a centimetre. What is measured stands where the plan will put it."""


@dataclass(frozen=True, eq=False)
class Candidates:
    """Where a new place may stand.

    Attributes
    ----------
    table : GeoDataFrame
        `name`, `kind`, `gmina_teryt`, `locality`, `cell_id` ("" where `lon` and `lat` tell the place, which are empty
        otherwise), and the point where a plan that names it opens a place.
    left_out : DataFrame
        `name` and `reason` of those that cannot be used.
    """

    table: gpd.GeoDataFrame
    left_out: pd.DataFrame

    def without(self, is_out: NDArray[np.bool_], reason: str) -> Candidates:
        """The same with some left out for a reason."""
        more = pd.DataFrame({"name": self.table["name"][is_out], "reason": reason})
        kept = self.table[~is_out].reset_index(drop=True)
        return Candidates(kept, pd.concat([self.left_out, more], ignore_index=True))


def gather_candidates(
    data: AreaData, source: CandidateSource | Path, *, gminas: tuple[str, ...] = ()
) -> Candidates:
    """Candidates of a source.

    A locality's candidate is the representative point of its most populous cell, ties by the cell's id. Public
    buildings are those of the area's gminas in the OSM extract; what may be a place of refuge is never among them. Points
    of a file may lie in neighbouring gminas too.

    Parameters
    ----------
    source
        ``localities``, ``buildings``, ``cells``, or a file as `read_points` takes it.
    gminas
        Six-digit codes that candidates must lie in; empty: any.

    Raises
    ------
    InputError
        No extract to take buildings from, or a file that cannot be read.
    """
    if isinstance(source, Path):
        found = _points(data, source)
    else:
        found = {"localities": _localities, "buildings": _buildings, "cells": _cells}[source](data)
    if not gminas:
        return found
    is_in = found.table["gmina_teryt"].isin(gminas).to_numpy()
    return Candidates(found.table[is_in].reset_index(drop=True), found.left_out)


def _cells(data: AreaData) -> Candidates:
    cells = data.cells.table
    return Candidates(_of_cells(data, cells.index.to_numpy(), kind="cell"), _none_left_out())


def _localities(data: AreaData) -> Candidates:
    cells = data.cells.table
    named = cells[cells["locality"].fillna("").astype(str) != ""]
    order = named.assign(fewer=-named["people"]).sort_values(["gmina_teryt", "locality", "fewer", "cell_id"])
    first = order.drop_duplicates(["gmina_teryt", "locality"]).index.to_numpy()
    unnamed = cells[cells["locality"].fillna("").astype(str) == ""]
    left_out = pd.DataFrame({"name": sorted(set(unnamed["gmina_teryt"])), "reason": "no_locality"})
    return Candidates(_of_cells(data, first, kind="locality"), left_out)


def _of_cells(data: AreaData, rows: NDArray[np.int64], *, kind: str) -> gpd.GeoDataFrame:
    cells = data.cells.table.loc[rows]
    locality = cells["locality"].fillna("").astype(str)
    table = {
        "name": locality.where(locality != "", cells["cell_id"]) if kind == "locality" else cells["cell_id"],
        "kind": kind,
        "gmina_teryt": cells["gmina_teryt"].astype(str),
        "locality": locality,
        "cell_id": cells["cell_id"].astype(str),
        "lon": np.nan,
        "lat": np.nan,
    }
    points = cells.geometry.to_numpy()
    return gpd.GeoDataFrame(table, geometry=points, crs=data.crs).reset_index(drop=True)


def _buildings(data: AreaData) -> Candidates:
    public = None if data.features is None else data.features.public_buildings
    if public is None:
        raise InputError([problem(
            "No OSM extract is given, so that no public building is known.", where="--candidates", code="no_extract",
            hint="Name an .osm.pbf file in inputs.features, or choose among localities.",
        )])  # fmt: skip
    table = _at_degrees(
        data, public["name"], public["kind"], public["lon"].to_numpy(), public["lat"].to_numpy()
    )
    number = public["osm_id"].to_numpy(dtype=object)
    table["name"] = table["name"].where(table["name"] != "", _names_by_kind(table, number))
    area = set(data.gminas.loc[data.gminas["is_area"].astype(bool), "gmina_teryt"])
    is_in = table["gmina_teryt"].isin(area).to_numpy()
    is_refuge = np.array([bool(never_kept_kind("", n, None)) for n in public["name"]], dtype=bool)
    kept = table[is_in & ~is_refuge].reset_index(drop=True)
    # Not even the name of such a building is told.
    hidden = pd.DataFrame({"name": [""] * int((is_in & is_refuge).sum()), "reason": "sensitive"})
    return Candidates(kept, hidden)


def _names_by_kind(table: pd.DataFrame, number: NDArray[np.object_]) -> pd.Series:
    """What buildings without a name are called, in the language of the records: kind and locality, and the OSM number among several."""
    polish = Text("pl")
    named = table["kind"].map(lambda kind: name_candidate(polish, kind)) + ", " + table["locality"]
    named = named.str.removesuffix(", ")
    is_alike = (table["name"] == "") & named.where(table["name"] == "").duplicated(keep=False)
    return named.where(~is_alike, named + " (" + pd.Series(number, index=table.index) + ")")


def _points(data: AreaData, path: Path) -> Candidates:
    points = read_points(path)
    lon, lat = points.locate(WGS84)
    names = pd.Series([str(i) for i in points.ids], dtype=object)
    table = _at_degrees(data, names, "point", lon, lat)
    inside = shapely.union_all(data.gminas.geometry.to_numpy())
    is_near = shapely.dwithin(table.geometry.to_numpy(), inside, BORDER_TOLERANCE_M)
    return Candidates(table, _none_left_out()).without(~np.asarray(is_near, dtype=bool), "outside")


def _at_degrees(
    data: AreaData, name: pd.Series, kind: pd.Series | str, lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> gpd.GeoDataFrame:  # fmt: skip
    """Candidates where a plan's coordinates put them; the locality is that of the nearest populated cell."""
    lon, lat = np.round(lon, _DEGREES), np.round(lat, _DEGREES)
    x, y = transform_xy(lon, lat, WGS84, data.crs)
    points = shapely.points(x, y)
    cells = data.cells.table
    nearest = shapely.STRtree(cells.geometry.to_numpy()).nearest(points)
    table = {
        "name": name.to_numpy(dtype=object), "kind": kind if isinstance(kind, str) else kind.to_numpy(dtype=object),
        "gmina_teryt": _gminas_at(data.gminas, points),
        "locality": cells["locality"].fillna("").to_numpy(dtype=object)[nearest],
        "cell_id": "", "lon": lon, "lat": lat,
    }  # fmt: skip
    return gpd.GeoDataFrame(table, geometry=points, crs=data.crs)


def _gminas_at(gminas: gpd.GeoDataFrame, points: NDArray[np.object_]) -> NDArray[np.object_]:
    """Code of the gmina that covers each point, of the first in the table among several; "" where none does."""
    codes = np.full(len(points), "", dtype=object)
    point, gmina = shapely.STRtree(gminas.geometry.to_numpy()).query(points, predicate="covered_by")
    for p, g in sorted(zip(point.tolist(), gmina.tolist(), strict=True), reverse=True):
        codes[p] = str(gminas["gmina_teryt"].iloc[g])
    return codes


def _none_left_out() -> pd.DataFrame:
    return pd.DataFrame({"name": pd.Series(dtype=object), "reason": pd.Series(dtype=object)})


def with_candidates(
    services: gpd.GeoDataFrame,
    candidates: gpd.GeoDataFrame,
    service_type: ServiceType,
    *,
    capacity: float | None,
) -> gpd.GeoDataFrame:
    """Located services followed by a place of the type at every candidate, each as a plan would open it."""
    record = blank_service() | {
        "quality": "reczny", "radius_m": LEAST_RADIUS_M["reczny"], "provider": service_type.name,
        "service_type": service_type.code, "capacity": np.nan if capacity is None else capacity,
        "capacity_unit": service_type.capacity_unit, "is_open": True, "sensitivity": service_type.sensitivity,
        "source": "scenario",
    }  # fmt: skip
    opened = pd.DataFrame({name: [value] * len(candidates) for name, value in record.items()})
    opened["service_id"] = [f"\u0000{i}" for i in range(len(candidates))]
    opened["gmina_teryt"] = candidates["gmina_teryt"].to_numpy()
    opened["locality"] = candidates["locality"].to_numpy()
    table = gpd.GeoDataFrame(opened, geometry=candidates.geometry.to_numpy(), crs=services.crs)
    both = pd.concat([services, table[list(LOCATED_SERVICES)]], ignore_index=True)
    return gpd.GeoDataFrame(both, crs=services.crs)
