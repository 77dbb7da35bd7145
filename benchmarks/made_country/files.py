"""A made country as the files that `mapa-uslug run` takes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import shapely

from benchmarks.made_country.osm_file import write_osm
from benchmarks.made_country.people import People, settle_people
from benchmarks.made_country.roads import POINTS_A_JUNCTION, STREET_SHARE, MadeRoads, make_roads
from benchmarks.made_country.services import place_services
from benchmarks.made_country.settlements import Settlements, Waters, make_settlements, make_waters
from benchmarks.made_country.sizes import Size
from mapa_uslug.catalog.reading import read_catalog
from mapa_uslug.core.crs import PL_1992, WGS84, transform_xy
from mapa_uslug.core.files import write_text
from mapa_uslug.engine.road_network import RoadNetwork
from mapa_uslug.network.caching import write_cached
from mapa_uslug.network.contraction import build_network

_SEED: Final = 20_261
_AREA_TOML: Final = """\
# Obszar zmyślony, do prób i pomiarów: {name}.
[area]
name = "{name} (zmyślone)"
crs = "EPSG:2180"
attribution = "dane zmyślone"

[inputs]
roads = "{roads}"
boundaries = "gminy.geojson"
services = ["uslugi.csv"]
population = "siatka_1km.csv"
totals = "ludnosc_gmin.csv"

[population]
cell_m = {cell_m}
year = 2026

[roads]
modes = [{modes}]
"""
_ALL_MODES: Final = "car", "walk", "walk_slow", "bike"
_LEAN_TOML: Final = """
[map]
draw = false

[isochrones]
per_place = false

[barriers]
find = false
"""


@dataclass(frozen=True, eq=False)
class Country:
    """A country before it is written: where settlements and waters are, and the roads between them."""

    size: Size
    places: Settlements
    waters: Waters
    made: MadeRoads


def make_country(size: Size) -> Country:
    """The same country every time; `network_of` builds its roads."""
    places = make_settlements(
        size, round(STREET_SHARE * POINTS_A_JUNCTION * size.junctions), _chance("places")
    )
    waters = make_waters(size, _chance("waters"))
    return Country(size, places, waters, make_roads(places, waters, size, _chance("roads")))


def network_of(country: Country) -> RoadNetwork:
    """The network that reading the country's roads as OSM gives too."""
    return build_network(country.made.roads, crs=PL_1992)


def write_country(size: Size, folder: Path) -> dict[str, int]:
    """Write a country into a folder; the same bytes every time.

    Returns
    -------
    dict of str to int
        How many there are of what.
    """
    folder.mkdir(parents=True, exist_ok=True)
    country = make_country(size)
    made, places = country.made, country.places
    people = settle_people(places, made.xy, made.settlement, size, _chance("people"))
    services = place_services(places, people, read_catalog(), size, _chance("services"))
    write_text(folder / "gminy.geojson", _geojson(people))
    _write_csv(folder / "siatka_1km.csv", people.grid, separator=",")
    _write_csv(folder / "ludnosc_gmin.csv", people.totals, separator=",")
    _write_csv(folder / "uslugi.csv", services, separator=";")
    roads, counts = _write_roads(country, folder)
    write_text(folder / "area.toml", area_toml(size, roads, is_lean=size.is_lean))
    of_country = {"gminas": len(people.gminas), "cells": len(people.grid), "services": len(services)}
    return counts | of_country | {"people": int(people.totals["people"].sum())}


def area_toml(size: Size, roads: str, *, is_lean: bool) -> str:
    """What a run of the country is asked for.

    Parameters
    ----------
    roads : str
        Name of the file with the roads.
    is_lean : bool
        By car alone, without a map, isochrones of single places and barriers; else by every mode and all that a run gives.
    """
    modes = ", ".join(f'"{mode}"' for mode in (_ALL_MODES[:1] if is_lean else _ALL_MODES))
    text = _AREA_TOML.format(name=size.name, roads=roads, cell_m=size.cell_m, modes=modes)
    return text + (_LEAN_TOML if is_lean else "")


def _chance(part: str) -> np.random.Generator:
    """Chance of its own for each part, so that a change of one leaves the others as they were."""
    return np.random.default_rng([_SEED, *part.encode()])


def _write_roads(country: Country, folder: Path) -> tuple[str, dict[str, int]]:
    if country.size.is_pbf:
        return "drogi.osm.pbf", {
            "objects": write_osm(
                folder / "drogi.osm.pbf", country.made, country.places, country.waters, country.size
            )
        }
    network = network_of(country)
    ways = len(country.made.run_tags)
    write_cached(folder / "drogi.net", network, {"ways_read": ways, "ways_used": ways}, ())
    return "drogi.net", {"junctions": network.node_count, "edges": network.edge_count}


def _write_csv(path: Path, table: pd.DataFrame, *, separator: str) -> None:
    write_text(path, table.to_csv(index=False, sep=separator, lineterminator="\n"))


def _geojson(people: People) -> str:
    """Boundaries of the gminas in the form of the state register, a feature a line."""
    lines = []
    for code, name, shape in zip(
        people.gminas["gmina_kod"], people.gminas["gmina"], people.gminas.geometry, strict=True
    ):
        lon, lat = transform_xy(*shapely.get_coordinates(shape.exterior).T, PL_1992, WGS84)
        ring = np.round(np.column_stack([lon, lat]), 6).tolist()
        geometry = {"type": "Polygon", "coordinates": [ring]}
        feature = {
            "type": "Feature",
            "properties": {"JPT_KOD_JE": code, "JPT_NAZWA_": name},
            "geometry": geometry,
        }
        lines.append(json.dumps(feature, ensure_ascii=False))
    return '{"type": "FeatureCollection", "features": [\n' + ",\n".join(lines) + "\n]}\n"
