"""The files of the example area, read and measured by means that share nothing with the product.

Read with pyosmium, sqlite3 and json alone; measured with networkx under a hurried and a slow traveller, so that no
planted truth hangs on one table of speeds.
"""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import pairwise
from math import inf
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import osmium
import shapely
from pyproj import Transformer
from scipy.spatial import KDTree
from shapely.geometry import LineString, Point, Polygon, shape

from mapa_uslug.contracts.reading import read_area_config

ROOT = Path(__file__).resolve().parents[1]
_TO_METRES = Transformer.from_crs("EPSG:4326", "EPSG:2180", always_xy=True)
_TO_GRID = Transformer.from_crs("EPSG:2180", "EPSG:3035", always_xy=True)
EXAMPLE = ROOT / "data" / "example"
TRUTHS = json.loads((EXAMPLE / "prawda.json").read_text(encoding="utf-8"))

# km/h outside and inside built-up land; the hurried driver goes a fifth faster than the first and never parks, the
# slow one a fifth slower than the second everywhere and takes two minutes to park.
SPEEDS = {
    "trunk": (95, 60), "trunk_link": (55, 45), "primary": (70, 38), "secondary": (62, 35), "tertiary": (52, 30),
    "unclassified": (40, 26), "residential": (28, 24), "track": (12, 12),
}  # fmt: skip
UNPAVED = {"gravel", "unpaved", "ground", "grass"}
SLOW_PARKING_MIN = 2.0
WALK_M_PER_MIN = {"walk": 1.2 * 60, "walk_slow": 0.8 * 60, "bike": 20_000 / 60}
"""A hurried walker and cyclist."""


@dataclass
class Extract:
    """The OSM file as plain lists, coordinates in EPSG:2180."""

    nodes: dict[int, tuple[float, float]] = field(default_factory=dict)
    tagged: list[tuple[tuple[float, float], dict[str, str]]] = field(default_factory=list)
    ways: list[tuple[list[int], dict[str, str]]] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path) -> Extract:
        extract = cls()
        degrees: dict[int, tuple[float, float]] = {}
        tags: dict[int, dict[str, str]] = {}
        for item in osmium.FileProcessor(str(path)):
            if item.is_node():
                degrees[item.id] = (item.location.lon, item.location.lat)
                if len(item.tags):
                    tags[item.id] = dict(item.tags)
            elif item.is_way():
                extract.ways.append(([n.ref for n in item.nodes], dict(item.tags)))
        x, y = to_metres(*np.array(list(degrees.values())).T)
        extract.nodes = dict(zip(degrees, zip(x.tolist(), y.tolist(), strict=True), strict=True))
        extract.tagged = [(extract.nodes[i], t) for i, t in tags.items()]
        return extract

    def lines(self, key: str, *values: str) -> list[tuple[LineString, dict[str, str]]]:
        found = [(w, t) for w, t in self.ways if key in t and (not values or t[key] in values)]
        return [(LineString([self.nodes[n] for n in w]), t) for w, t in found]

    @cached_property
    def roads(self) -> list[tuple[list[int], dict[str, str]]]:
        return [(w, t) for w, t in self.ways if "highway" in t]

    @cached_property
    def homes(self) -> np.ndarray:
        houses = [w for w, t in self.ways if t.get("building") in ("house", "yes", "detached", "apartments")]
        return np.array([np.mean([self.nodes[n] for n in w[:-1]], axis=0) for w in houses])


def to_metres(lon: Any, lat: Any) -> tuple[Any, Any]:
    return _TO_METRES.transform(lon, lat)


class Driver:
    """Minutes by car (`hurried`, `slow`) or metres (`metres`) over the extract, by networkx."""

    def __init__(self, extract: Extract, kind: str) -> None:
        self.nodes = extract.nodes
        self.graph = nx.DiGraph()
        for way, tags in extract.roads:
            pace = self._minutes_per_metre(kind, tags)
            if pace is None:
                continue
            for a, b in pairwise(way):
                cost = pace * float(np.hypot(*np.subtract(extract.nodes[a], extract.nodes[b])))
                self.graph.add_edge(a, b, cost=cost)
                if kind == "metres" or tags.get("oneway") != "yes":
                    self.graph.add_edge(b, a, cost=cost)
        self.ids = list(self.graph)
        self.tree = KDTree([extract.nodes[i] for i in self.ids])

    @staticmethod
    def _minutes_per_metre(kind: str, tags: dict[str, str]) -> float | None:
        highway = tags["highway"]
        if kind == "metres":
            return None if highway in ("trunk", "trunk_link") else 1.0
        if highway not in SPEEDS:
            return None
        speed = SPEEDS[highway][0] * 1.2 if kind == "hurried" else SPEEDS[highway][1] * 0.8
        if tags.get("surface") in UNPAVED and highway != "track":
            speed *= 0.7
        return 0.06 / speed

    def node_near(self, place: tuple[float, float]) -> tuple[int, float]:
        off, row = self.tree.query(place)
        return self.ids[row], float(off)

    def metres_to(self, places: Iterable[tuple[float, float]], costs: dict[int, float]) -> list[float]:
        """Metres from where `costs` were counted: along the road to the foot of each place, then straight."""
        edges = [(a, b) for a, b in self.graph.edges if a < b]
        lines = [LineString([self.nodes[a], self.nodes[b]]) for a, b in edges]
        tree = shapely.STRtree(lines)
        found = []
        for place in map(Point, places):
            row = tree.nearest(place)
            (a, b), line = edges[row], lines[row]
            along = line.project(place)
            found.append(min(costs[a] + along, costs[b] + line.length - along) + line.distance(place))
        return found

    def costs_from(self, place: tuple[float, float]) -> dict[int, float]:
        return dict(
            nx.single_source_dijkstra_path_length(self.graph, self.node_near(place)[0], weight="cost")
        )


@cache
def extract() -> Extract:
    return Extract.read(EXAMPLE / "drogi.osm.pbf")


@cache
def drivers() -> dict[str, Driver]:
    return {kind: Driver(extract(), kind) for kind in ("hurried", "slow", "metres")}


@cache
def sheet() -> list[dict[str, str]]:
    with (EXAMPLE / "uslugi.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


@cache
def gminas() -> dict[str, Polygon]:
    features = json.loads((EXAMPLE / "gminy.geojson").read_text(encoding="utf-8"))["features"]
    return {f["properties"]["JPT_KOD_JE"][:6]: _in_metres(shape(f["geometry"])) for f in features}


def _in_metres(polygon: Polygon) -> Polygon:
    return shapely.transform(polygon, lambda p: np.column_stack(to_metres(p[:, 0], p[:, 1])))


@cache
def known_land() -> Polygon:
    """Where both the roads and the list of services are complete."""
    features = json.loads((EXAMPLE / "zasieg_danych.geojson").read_text(encoding="utf-8"))["features"]
    roads = _in_metres(shape(features[0]["geometry"]))
    config = read_area_config(EXAMPLE / "area.toml")
    return roads.intersection(
        shapely.union_all(list(gminas().values())).buffer(1000 * config.services.known_beyond_km)
    )


@cache
def squares() -> dict[str, tuple[int | None, ...]]:
    with sqlite3.connect(EXAMPLE / "siatka_1km.gpkg") as connection:
        rows = connection.execute(
            "SELECT CODE, RES, RES_MALE, RES_FEM, RES_0_14, RES_15_64, RES_65_ FROM siatka_1km"
        ).fetchall()
    return {row[0]: row[1:] for row in rows}


def services_of(code: str) -> list[dict[str, str]]:
    named = TRUTHS["sheet"]["named_in_words"]
    return [r for r in sheet() if named.get(r["usluga_id"], r["usluga_kod"]) == code and r["lon"]]


def place_of(row: dict[str, Any]) -> tuple[float, float]:
    x, y = to_metres(float(row["lon"]), float(row["lat"]))
    return float(x), float(y)


def may_use(row: dict[str, str], gmina: str) -> bool:
    """Whether people of a gmina may use a service, by the territory that it declares."""
    return not row["gminy_obslugiwane"] or gmina in row["gminy_obslugiwane"].split("|")


def homes_in(codes: list[str]) -> list[tuple[float, float]]:
    """Middles of the homes that stand in squares of the grid."""
    return [tuple(xy) for xy, code in zip(extract().homes, _square_codes(), strict=True) if code in codes]


@cache
def _square_codes() -> list[str]:
    return [square_code(x, y) for x, y in extract().homes]


def square_code(x: float, y: float) -> str:
    """Code of the square of the kilometre grid that a point (EPSG:2180) lies in."""
    east, north = _TO_GRID.transform(x, y)
    return f"CRS3035RES1000mN{int(north // 1000)}000E{int(east // 1000)}000"


def least_cost(
    expected: dict[str, Any], home: tuple[float, float], services: list[dict[str, str]], *, is_quick: bool
) -> tuple[tuple[float, str], float]:
    """Return the least cost of a service with its id, and the least cost of the end of the known land."""
    by_car = expected["mode"] == "car"
    driver = drivers()[("hurried" if is_quick else "slow") if by_car else "metres"]
    costs = driver.costs_from(home)
    scale = 1.0 if by_car or expected["unit"] == "m" else 1.0 / WALK_M_PER_MIN[expected["mode"]]
    more = SLOW_PARKING_MIN if by_car and not is_quick else 0.0
    reached = [
        (costs.get(driver.node_near(place_of(row))[0], inf) * scale + more, row["usluga_id"])
        for row in services
    ]
    ids = list(costs)
    beyond = ~shapely.contains_xy(known_land(), np.array([extract().nodes[i] for i in ids]))
    edge = min((costs[i] for i, is_beyond in zip(ids, beyond, strict=True) if is_beyond), default=inf)
    return min(reached), edge * scale + more
