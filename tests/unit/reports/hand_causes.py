"""Barriers and public transport of the town of six cells, written by hand.

The river Żeglina parts Podlesie (c5, 60 people) from the rest; a footbridge or a bridge would help. Zalewo has a bridge that
Podlesie hangs on. Nowa Wieś (c3 40, c4 30, confidential) has two courses a day, Zarzecze (c6, 20) is in a gmina whose
timetables are not complete.
"""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import LineString, Point, box
from six_cell_town import CRS, build_town

from mapa_uslug.contracts.barriers import Barriers, TransitSummary

DAYS = ("school", "free", "saturday", "sunday")


def _lines():
    rows = [
        ("B1", "river", "Żeglina", "car", 12.7, 15_200.0, 1_200.0, 60, 220, "Podlesie|Zarzecze", "Zalewo|Nowa Wieś", "Zalewo",
         "", 14_000.0, np.nan),
        ("B2", "railway", "", "walk_slow", 4.0, 2_000.0, 500.0, 1, 40, "Zarzecze", "Nowa Wieś", "", "Zalewo", 730.0, 1_960.0),
    ]  # fmt: skip
    columns = ["barrier_id", "kind", "name", "mode", "detour", "network_m", "straight_m", "people_left", "people_right",
               "localities_left", "localities_right", "crossing_before", "crossing_after", "crossing_before_m",
               "crossing_after_m"]  # fmt: skip
    shapes = [
        LineString([(302_000, 500_000), (302_000, 502_000)]),
        LineString([(303_000, 500_000), (303_000, 501_000)]),
    ]
    return gpd.GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry=shapes, crs=CRS)


def _crossings():
    rows = [
        ("C1", "B1", "river", "Żeglina", "DDP", "walk_slow", 45.0, 60, 12, 80, 900.0, "Podlesie|Zarzecze"),
        ("C2", "B1", "river", "Żeglina", "DDP", "car", 60.0, 0, 0, 2, 640.4, "Zarzecze"),
        ("C3", "B2", "railway", "", "PRZ", "car", 30.0, 1, None, 5, 20.0, "Nowa Wieś"),
    ]
    columns = ["crossing_id", "barrier_id", "kind", "name", "service_type", "mode", "length_m", "people", "people_target",
               "people_nearer", "person_minutes", "localities"]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns).astype({"people_target": "Int64"})
    shapes = [LineString([(301_990, 500_000 + y), (302_050, 500_000 + y)]) for y in (500, 900, 1_300)]
    return gpd.GeoDataFrame(table, geometry=shapes, crs=CRS)


def _links():
    way = LineString([(301_000, 501_000), (301_000, 503_000), (303_000, 503_000)])  # 4 km
    rows = [
        ("DDP-car-1", "bridge", "Żeglina", "tertiary", 101, "DDP", "car", 30.0, 62, 12, 60, 20, 640.0, 12.4, way, True, "Podlesie|Zarzecze"),
        ("PRZ-car-1", "bridge", "Żeglina", "tertiary", 101, "PRZ", "car", 30.0, 5, None, 0, 20, 100.0, 11.0, way, False, "Podlesie"),
        ("DDP-walk_slow-1", "only_road", "", "service", 102, "DDP", "walk_slow", 400.0, 1, 1, 1, 0, 0.0, np.nan, None, False, "Nowa Wieś"),
    ]  # fmt: skip
    columns = ["link_id", "kind", "name", "road_class", "way_id", "service_type", "mode", "length_m", "people_beyond",
               "people_target", "people_cut_off", "people_farther", "person_minutes", "alternative_min", "alternative",
               "may_be_shorter", "localities"]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns).astype({"people_target": "Int64"})
    bridge = LineString([(301_985, 501_000), (302_015, 501_000)])
    road = LineString([(301_200, 500_500), (301_600, 500_500)])
    return gpd.GeoDataFrame(table, geometry=[bridge, bridge, road], crs=CRS)


def _causes():
    rows = [
        ("DDP-1-all-1", "detour", True, 60, 12, "B1", 12.7, 1.2, 15.2),
        ("DDP-1-all-1", "no_course", False, 60, 12, "", np.nan, 1.2, 15.2),
        ("DDP-1-all-2", "far", True, 40, 8, "", 1.3, 20.0, 26.0),
        ("PRZ-1-all-1", "detour", True, 60, None, "B1", 12.7, 1.2, 15.2),
        ("PRZ-1-all-1", "no_provider", True, 20, None, "", np.nan, np.nan, np.nan),
    ]
    columns = ["white_spot_id", "cause", "is_leading", "people", "people_target", "barrier_id", "detour", "straight_km",
               "network_km"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns).astype({"people_target": "Int64"})


def _no_car():
    rows = [
        ("086001", "DDP", "all", 220, 150, None, 100, None, 50, 3, 0.25, 12.5),
        ("086002", "DDP", "all", 80, 20, None, 0, None, 20, 0, 0.25, 5.0),
        ("086001", "DDP", "65+", 44, 30, None, 20, None, 10, 1, 0.25, 2.5),
        ("086002", "DDP", "65+", 16, 4, None, 0, None, 4, 0, 0.25, 1.0),
        ("086001", "PRZ", "all", 220, 190, None, None, None, 190, 0, 0.25, 47.5),
        ("086002", "PRZ", "all", 80, 0, None, None, None, 0, 0, 0.25, 0.0),
    ]
    columns = ["gmina_teryt", "service_type", "group", "people", "car", "transit", "walk", "bike", "only_car",
               "maybe_only_car", "households_without_car", "without_car_estimate"]  # fmt: skip
    figures = ["people", "car", "transit", "walk", "bike", "only_car", "maybe_only_car"]
    return pd.DataFrame(rows, columns=columns).astype(
        dict.fromkeys(figures, "Int64") | {"without_car_estimate": "Float64"}
    )


def build_barriers():
    return Barriers(_lines(), _crossings(), _links(), _causes(), _no_car())


def build_transit():
    courses = pd.DataFrame(
        [("s2", "Nowa Wieś szkoła", "101, 102", 2, 0, None, None, "07:05", "15:20"),
         ("s1", "Zalewo rynek", "101", 24, 20, None, None, "05:10", "22:30")],
        columns=["stop_id", "name", "lines", *DAYS, "first", "last"],
    ).astype(dict.fromkeys(DAYS, "Int64"))  # fmt: skip
    localities = pd.DataFrame(
        [("086001", "Zalewo", 150, 30, 150, 24, 20, None, None, "22:30", True, False),
         ("086001", "Nowa Wieś", 70, 14, 40, 2, 0, None, None, "15:20", True, True),
         ("086002", "Zarzecze", 20, 4, 0, 0, 0, None, None, "", False, False),
         ("086002", "Podlesie", 60, 12, 0, 0, 0, None, None, "", False, False)],
        columns=["gmina_teryt", "locality", "people", "people_65_plus", "people_near_stop", *DAYS, "last_return",
                 "is_known", "is_excluded"],
    ).astype(dict.fromkeys((*DAYS, "people_65_plus"), "Int64"))  # fmt: skip
    school_only = gpd.GeoDataFrame(
        {"service_type": ["DDP", "PRZ", "DDP"], "people": [40, 40, 20], "people_target": pd.array([8, None, 4], dtype="Int64")},
        geometry=[box(301_000, 500_000, 301_500, 500_500)] * 2 + [box(303_000, 500_000, 303_500, 500_500)], crs=CRS,
    )  # fmt: skip
    on_demand = pd.DataFrame(
        [("Taksówka <b>=PomocNa</b>", "086001", "school|free", "07:00-15:00", 20, "tel. do 12:00 dnia poprzedniego", "")],
        columns=["name", "gminas", "day_types", "hours", "extra_min", "booking", "groups"],
    )  # fmt: skip
    return TransitSummary(
        day_type="school",
        dates={"school": "2026-05-13", "free": ""},
        courses=gpd.GeoDataFrame(
            courses, geometry=[Point(301_300, 500_400), Point(300_600, 500_400)], crs=CRS
        ),
        localities=localities,
        school_only=school_only,
        on_demand=on_demand,
    )


INFO = {
    "transit": {"window": "06:00-18:00", "stay_min": 60, "stay_max": 240, "away_max": 420, "walk": "walk", "max_walk_min": 20,
                "max_change_walk_min": 10, "hours": "08:00-16:00"},
    "barriers": {"detour": 3.0, "ordinary_detour": 1.4},
}  # fmt: skip


def build_told_town():
    """The town with barriers and public transport."""
    town = build_town()
    return replace(town, barriers=build_barriers(), transit=build_transit(), info=town.info | INFO)
