"""A valley with one line of buses, drawn by hand, with all that public transport between cells and places asks for.

::

    y 3000 m   N c3                                             N, A, B: stops; c0 ... c4: cells; p: places
    y    0 m   A c0  p1         c1                p0 B c2       walking at 1 m/s, cars at 10 m/s; c4 has no road
           x   0 100 300       2000             5900 6000 6100
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from types import SimpleNamespace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from hand_networks import CRS, Road, make_network

from mapa_uslug.contracts.clock import parse_clock
from mapa_uslug.contracts.config import RoadOptions, Sharing, TransitOptions
from mapa_uslug.contracts.tables import PopulationCells, blank_service
from mapa_uslug.contracts.timetable import DAY_TYPES, OnDemand, Timetable
from mapa_uslug.core.crs import WGS84, transform_xy
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.steps.measuring import Measurer
from mapa_uslug.work.runners import InProcess

WEST, EAST = "120101", "120102"
EAST_M, NORTH_M = 400_000.0, 500_000.0
STOPS = {"A": (0, 0), "B": (6000, 0), "N": (0, 3000)}
CELLS = [
    # x, y, gmina, locality, people, people of 65 and more
    (100, 0, WEST, "Osada", 100, 20), (2000, 0, WEST, "Pole", 50, 5), (6100, 0, EAST, "Miasto", 200, 30),
    (100, 3000, WEST, "Brzeg", 30, 3), (100, 20_000, WEST, "Las", 10, 1),
]  # fmt: skip
PLACES = [
    # x, y, type, opening hours
    (5900, 0, "POZ", "Mo-Fr 08:00-16:00"), (300, 0, "DDP", ""), (5900, 0, "KLUB", "Tu 09:00-12:00"),
    (5900, 0, "SP", "Sa 09:00-12:00"),
]  # fmt: skip
# Days on which it runs (S: school day, W: weekday free of school), then its calls.
TRIPS = [
    ("S", "A 7:00", "B 7:10"), ("S", "A 9:00", "B 9:10"), ("S", "B 8:30", "A 8:40"), ("SW", "B 12:00", "A 12:10"),
    ("S", "B 17:00", "A 17:10"), ("S", "B 24:30", "A 24:40"),
]  # fmt: skip
TAXI = OnDemand(
    "Taxi", (WEST,), (), ("school",), parse_clock("8:00"), parse_clock("15:00"), 10, "tel.", "", "linia.xlsx"
)


def at(x: float, y: float) -> tuple[float, float]:
    """Metres of the map of a place of the valley."""
    return EAST_M + x, NORTH_M + y


@cache
def roads() -> RoutableNetwork:
    """A road from A to B, and one across the river that no bridge leads to."""
    nodes = {1: at(0, 0), 2: at(7000, 0), 3: at(0, 3000), 4: at(7000, 3000)}
    return RoutableNetwork(make_network(nodes, [Road(1, 2, 700, 700), Road(3, 4, 700, 700)]))


def timetable(
    trips: Sequence[tuple[str, ...]] = tuple(TRIPS),
    on_demand: tuple[OnDemand, ...] = (),
    stops: dict[str, tuple[float, float]] | None = None,
) -> Timetable:
    """Courses of a table made by hand; every trip is a service of its own."""
    stops = STOPS if stops is None else stops
    x, y = np.array([at(*xy) for xy in stops.values()]).reshape(-1, 2).T
    lon, lat = transform_xy(x, y, CRS, WGS84)
    row = {name: i for i, name in enumerate(stops)}
    calls = [(row[stop], parse_clock(clock)) for _, *told in trips for stop, clock in map(str.split, told)]
    count = len(trips)
    letters = dict(zip("SW67", DAY_TYPES, strict=True))
    times = np.array([c[1] for c in calls], dtype=np.int32)
    none = np.empty(0, dtype=np.int32)
    return Timetable(
        stop_id=np.array(list(stops), dtype=object), stop_name=np.array([f"Stop {s}" for s in stops], dtype=object),
        stop_lon=lon, stop_lat=lat, stop_parent=np.arange(len(stops), dtype=np.int32),
        trip_id=np.array([f"T{i}" for i in range(count)], dtype=object),
        trip_line=np.full(count, "7", dtype=object), trip_headsign=np.full(count, "", dtype=object),
        trip_source=np.full(count, "linia.xlsx", dtype=object), trip_service=np.arange(count, dtype=np.int32),
        call_ptr=np.cumsum([0, *(len(t) - 1 for t in trips)]).astype(np.int64),
        call_stop=np.array([c[0] for c in calls], dtype=np.int32), call_arrival_s=times, call_departure_s=times,
        call_boards=np.ones(len(calls), dtype=bool), call_alights=np.ones(len(calls), dtype=bool), first_date=None,
        runs_on_date=np.zeros((count, 0), dtype=bool),
        runs_on_type=np.array([[t in {letters[c] for c in days} for t in DAY_TYPES] for days, *_ in trips], dtype=bool).reshape(-1, 4),
        transfer_from=none, transfer_to=none, transfer_s=none, on_demand=on_demand,
    )  # fmt: skip


def cells() -> PopulationCells:
    """The five cells."""
    columns = list(zip(*CELLS, strict=True))
    table = pd.DataFrame(
        {
            "cell_id": [f"c{i}" for i in range(len(CELLS))], "gmina_teryt": columns[2], "locality": columns[3],
            "grid_col": range(len(CELLS)), "grid_row": 0, "people": columns[4], "is_imputed": False,
            "people_65_plus": columns[5],
        }
    )  # fmt: skip
    points = [shapely.Point(at(x, y)) for x, y, *_ in CELLS]
    return PopulationCells(gpd.GeoDataFrame(table, geometry=points, crs=CRS), CRS, 250, {"65+": "grid"})


def services(places: Sequence[tuple[Any, ...]] = tuple(PLACES)) -> gpd.GeoDataFrame:
    """Places of service, all run by the eastern gmina, each known to the metre."""
    rows = [
        {
            **blank_service(), "service_id": f"p{i}", "service_type": kind, "opening_hours": hours, "gmina_teryt": EAST,
            "quality": "rejestr", "radius_m": 1.0,
        }
        for i, (_, _, kind, hours) in enumerate(places)
    ]  # fmt: skip
    return gpd.GeoDataFrame(rows, geometry=[shapely.Point(at(x, y)) for x, y, *_ in places], crs=CRS)


def valley(table: Timetable | None = None, *, known_to: float = 9000.0, **transit: Any) -> Any:
    """The data of a run, as far as public transport asks for them; services are known west of `known_to`."""
    return SimpleNamespace(
        config=SimpleNamespace(transit=TransitOptions(**transit), roads=RoadOptions()),
        crs=CRS, roads=roads(), runner=InProcess(), cells=cells(), timetable=timetable() if table is None else table,
        extent=shapely.box(*at(-1000, -1000), *at(9000, 9000)),
        known=shapely.box(*at(-1000, -1000), *at(known_to, 9000)),
        gminas=gpd.GeoDataFrame(
            {"gmina_teryt": [WEST, EAST], "is_area": True},
            geometry=[shapely.box(*at(-1000, -1000), *at(4000, 9000)), shapely.box(*at(4000, -1000), *at(9000, 9000))], crs=CRS,
        ), modes=("walk", "transit"),
        registry=SimpleNamespace(unplaced=pd.DataFrame({"service_type": [], "gmina_teryt": []})),
    )  # fmt: skip


def measurer(data: Any, places: gpd.GeoDataFrame | None = None) -> Measurer:
    """Of data that are said to hold all footpaths."""
    made = Measurer(data, services() if places is None else places, Sharing())
    vars(made)["_knows_paths"] = True
    return made


def with_taxi(**changes: Any) -> Timetable:
    """The courses and a taxi for everybody in the western gmina."""
    return timetable(on_demand=(replace(TAXI, **changes),))
