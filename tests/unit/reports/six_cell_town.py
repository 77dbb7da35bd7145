"""A town of six cells and 300 people in two gminas, with every figure known by hand.

People: c1 100, c2 50, c3 40, c4 30 (figures confidential) in Zalewo; c5 60, c6 20 in Podlesie; a fifth of each is 65+.
"""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import Point, box

from mapa_uslug.contracts.places import EXACT_RADIUS_M
from mapa_uslug.contracts.tables import (
    REASONS,
    Count,
    CoverageLayer,
    Landscape,
    PopulationCells,
    RunResult,
)
from mapa_uslug.core.errors import problem

CRS, GRID_CRS = "EPSG:2180", "EPSG:3035"
PEOPLE = np.array([100, 50, 40, 30, 60, 20])
# State of each cell at the three levels: S served, T too far, N not known; c1 of DDP is 70 served and 30 full.
STATES = {
    ("DDP", "car"): ("STTNTT", "SSTNTS", "SSSNTS"),
    ("DDP", "walk_slow"): ("STTNTT", "STTNTT", "STTNTT"),
    ("PRZ", "car"): ("SSTNTT", "SSSNTT", "SSSNST"),
}
THRESHOLDS = {
    ("DDP", "car"): (15, 30, 45),
    ("DDP", "walk_slow"): (10, 15, 30),
    ("PRZ", "car"): (15, 30, 45),
}


def _gminas():
    rows = [("086001", "0860013", "Zalewo", True), ("086002", "0860022", "Podlesie", True)]
    rows.append(("086009", "0860092", "Sąsiednia", False))
    table = pd.DataFrame(rows, columns=["gmina_teryt", "gmina_kod", "gmina", "is_area"])
    shapes = [
        box(300_000, 500_000, 302_000, 502_000),
        box(302_000, 500_000, 304_000, 502_000),
        box(304_000, 500_000, 306_000, 502_000),
    ]
    return gpd.GeoDataFrame(table, geometry=shapes, crs=CRS)


def _cells():
    table = pd.DataFrame(
        {
            "cell_id": [f"c{i}" for i in range(1, 7)],
            "gmina_teryt": ["086001"] * 4 + ["086002"] * 2,
            "locality": ["Zalewo", "Zalewo", "Nowa Wieś", "Nowa Wieś", "Podlesie", "Zarzecze"],
            "grid_col": [4700, 4701, 4702, 4703, 4704, 4705],
            "grid_row": [3200] * 6,
            "people": PEOPLE,
            "people_65_plus": PEOPLE // 5,
            "is_imputed": [False, False, False, True, False, False],
        }
    )
    points = gpd.GeoSeries([Point((4700.5 + i) * 1000, 3_200_500) for i in range(6)], crs=GRID_CRS).to_crs(
        CRS
    )
    cells = gpd.GeoDataFrame(table, geometry=points.to_numpy(), crs=CRS)
    return PopulationCells(cells, GRID_CRS, 1000, {"65+": "grid"}, 2021)


def _layer(service_type, mode, level):
    states = STATES[service_type, mode][level]
    people = np.zeros((6, 4), dtype=np.int32)
    for cell, state in enumerate(states):
        people[cell, {"S": 0, "T": 2, "N": 3}[state]] = PEOPLE[cell]
    if service_type == "DDP":
        people[0] = (70, 30, 0, 0)
    reason = np.zeros(6, dtype=np.uint8)
    reason[3] = REASONS.index("no_road")
    return CoverageLayer(
        service_type=service_type,
        mode=mode,
        level=level,
        threshold=THRESHOLDS[service_type, mode][level],
        unit="min",
        kind="umowny",
        is_capacity_known=service_type == "DDP",
        people=people,
        target=people // 5 if service_type == "DDP" else None,
        reason=reason,
        cost=np.array([5.0, 20.0, 42.0, np.nan, np.inf, 25.0], dtype=np.float32),
        nearest_place=np.array([0, 0, 0, -1, -1, 0], dtype=np.int32),
    )


def _services():
    rows = [
        ("U-1", "=CMD()", "DDP", "086001", "Zalewo", "Szkolna 4", 3.0, "miejsca", 0),
        ("U-2", "Przedszkole <b>Miś</b>", "PRZ", "086001", "Zalewo", "Szkolna 6", None, "miejsca", 0),
    ]
    table = pd.DataFrame(
        rows,
        columns=["service_id", "provider", "service_type", "gmina_teryt", "locality", "address", "capacity",
                 "capacity_unit", "sensitivity"],
    ).assign(territory="", is_open=True, hours="Mo-Fr 08:00-16:00", contact="tel. 00 000 00 00",
             source="uslugi.csv:2", source_date=["2026-09-30", "2026-08-31"], quality="punkt_adresowy", radius_m=30.0)  # fmt: skip
    return gpd.GeoDataFrame(table, geometry=[Point(300_500, 500_500), Point(300_700, 500_500)], crs=CRS)


def _unlocated():
    rows = [("U-3", "OPS Zalewo", "MT", "086001", 1, 4.0), ("U-4", "Klub", "KS", "086002", 0, None)]
    table = pd.DataFrame(
        rows, columns=["service_id", "provider", "service_type", "gmina_teryt", "sensitivity", "capacity"]
    )
    return table.assign(locality="", address="", capacity_unit="miejsca", territory="", is_open=True, hours=None,
                        contact=None, source="uslugi.csv:4", source_date=None)  # fmt: skip


def _white_spots():
    rows = [
        ("DDP-1-all-1", "DDP", "086002", "Podlesie", 60, 12, np.nan, "", "", "", "c5", 302_500),
        ("DDP-1-all-2", "DDP", "086001", "Nowa Wieś", 40, 8, 12.0, "U-1", "=CMD()", "086001", "c3", 301_200),
        ("PRZ-1-all-1", "PRZ", "086002", "Podlesie|Zarzecze", 80, None, 7.5, "U-2", "Przedszkole <b>Miś</b>",
         "086001", "c5|c6", 302_500),
    ]  # fmt: skip
    columns = ["white_spot_id", "service_type", "gmina_teryt", "localities", "people", "people_target", "over",
               "nearest_service", "nearest_provider", "nearest_gmina", "cells", "x"]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns).assign(
        mode="all",
        level=1,
        threshold=["car 30 / walk_slow 15", "car 30 / walk_slow 15", "car 30"],
        unit="min",
        kind="umowny",
        cost_max=42.0,
    )
    table["people_target"] = table["people_target"].astype("Int64")
    shapes = [box(x, 500_000, x + 1000, 501_000) for x in table.pop("x")]
    return gpd.GeoDataFrame(table, geometry=shapes, crs=CRS)


def _isochrones():
    table = pd.DataFrame(
        [("DDP", "DDP", "car", 15, "to"), ("DDP", "DDP", "car", 30, "to")],
        columns=["id", "service_type", "mode", "minutes", "direction"],
    )
    shapes = [box(300_000, 500_000, 301_000, 501_000), box(300_000, 500_000, 302_000, 502_000)]
    return gpd.GeoDataFrame(table, geometry=shapes, crs=CRS)


def _indicators(layers):
    names, types = (
        {"086001": "Zalewo", "086002": "Podlesie"},
        {"DDP": "dzienny dom pomocy", "PRZ": "przedszkole"},
    )
    rows = []
    for layer in layers:
        for teryt, cells in (("086001", slice(0, 4)), ("086002", slice(4, 6))):
            for group, states in (("all", layer.people), ("target", layer.target)):
                if states is None:
                    continue
                sums = states[cells].sum(axis=0)
                rows.append((teryt, names[teryt], layer.service_type, layer.mode, group, layer.threshold, layer.unit,
                             layer.kind, sums.sum(), *sums, 10.04 if teryt == "086001" else np.nan, layer.level + 1,
                             types[layer.service_type], "osoby 65+" if group == "target" else "wszyscy"))  # fmt: skip
    return pd.DataFrame(rows, columns=["gmina_teryt", "gmina", "usluga", "srodek", "grupa", "prog", "prog_jednostka",
                                       "prog_rodzaj", "osoby", "obsluzone", "brak_miejsc", "za_daleko", "nie_wiadomo",
                                       "mediana_min", "poziom", "usluga_nazwa", "grupa_nazwa"])  # fmt: skip


def _headline():
    rows = [("086001", "DDP", 2, 220, 40, 50), ("086002", "DDP", 2, 80, 60, 20),
            ("086001", "PRZ", 2, 220, 0, 190), ("086002", "PRZ", 2, 80, 80, 0)]  # fmt: skip
    return pd.DataFrame(
        rows, columns=["gmina_teryt", "usluga", "poziom", "osoby", "za_daleko", "tylko_samochodem"]
    )


def build_town():
    """The town's result."""
    layers = tuple(_layer(code, mode, level) for code, mode in STATES for level in range(3))
    nothing = gpd.GeoDataFrame({"name": []}, geometry=[], crs=CRS)
    warning = problem(
        "Row {row} was left out",
        where="uslugi.csv",
        hint="Give the row an address.",
        severity="warning",
        row="7",
    )
    return RunResult(
        name="powiat próbny",
        crs=CRS,
        gminas=_gminas(),
        services=_services(),
        unlocated=_unlocated(),
        cells=_cells(),
        layers=layers,
        white_spots=_white_spots(),
        isochrones=_isochrones(),
        indicators=_indicators(layers),
        landscape=Landscape(nothing, nothing, nothing, nothing, nothing),
        problems=(warning,),
        counts=(Count("registry", 5, 4, {"no_location": 1}), Count("population", 6, 6)),
        network=None,
        extent=box(290_000, 490_000, 310_000, 510_000),
        info={"headline": _headline()},
    )


def with_unknown_everywhere(result):
    """The town where the roads reach c1 only: 200 of 300 people cannot be told about."""
    layers = []
    for layer in result.layers:
        people = layer.people.copy()
        people[1:] = 0
        people[1:, 3] = PEOPLE[1:]
        reason = layer.reason.copy()
        reason[1:] = REASONS.index("outside_data")
        layers.append(
            replace(layer, people=people, target=None if layer.target is None else people // 5, reason=reason)
        )
    return replace(result, layers=tuple(layers), white_spots=result.white_spots.iloc[:0])


def with_rough_centre(result):
    """The town where the day centre is known only to its village: nothing is known of c2 (50 people) by any mode."""
    services = result.services.assign(
        quality=["miejscowosc", "punkt_adresowy"], radius_m=[2000.0, EXACT_RADIUS_M]
    )
    layers = []
    for layer in result.layers:
        if layer.service_type == "DDP":
            people, reason = layer.people.copy(), layer.reason.copy()
            people[1], reason[1] = (0, 0, 0, 50), REASONS.index("uncertain_place")
            layer = replace(layer, people=people, target=people // 5, reason=reason)
        layers.append(layer)
    return replace(result, services=services, layers=tuple(layers))


def with_service_in_podlesie(result):
    """The town after a day centre opened in Podlesie: c5 (60 people, 12 of them 65+) is served by car."""
    layers = []
    for layer in result.layers:
        if layer.service_type == "DDP" and layer.mode == "car":
            people, target = layer.people.copy(), layer.target.copy()
            people[4], target[4] = (60, 0, 0, 0), (12, 0, 0, 0)
            layer = replace(layer, people=people, target=target)
        layers.append(layer)
    return replace(result, layers=tuple(layers))
