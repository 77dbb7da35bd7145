"""A made district of two gminas and 144 cells of ten people, every figure of which follows from a rule.

Cells stand in a square of 12 by 12, a kilometre apart, columns 0-5 in Zalewo and 6-11 in Podlesie. A day centre (DDP)
stands in column 2: by car columns up to 6 are within the main threshold, on foot columns 1 to 3; column 11 has no road
in the data; in column 2 there is no free place for three in ten. A nursery (ZLO) is within reach of everybody.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import LineString, Point, Polygon, box

from mapa_uslug.contracts.tables import (
    REASONS,
    STATES,
    CoverageLayer,
    Landscape,
    PopulationCells,
    RunResult,
)
from mapa_uslug.core.errors import problem
from mapa_uslug.engine.road_network import MODES, RoadNetwork

CRS = "EPSG:2180"
SIDE, CELL_M, PEOPLE = 12, 1000, 10
X0, Y0 = 300_000.0, 500_000.0
COLS, ROWS = np.divmod(np.arange(SIDE * SIDE), SIDE)
SERVED, FULL, TOO_FAR, CANNOT_TELL = range(len(STATES))
LIMITS = {
    ("DDP", "car"): (15, 30, 45),
    ("DDP", "walk_slow"): (10, 15, 30),
    ("ZLO", "car"): (15, 30, 45),
    ("SP", "walk"): (3000, 4000, 5000),
}
REACH = {
    ("DDP", "car"): (4, 6, 8),
    ("DDP", "walk_slow"): (2, 3, 3),
    ("ZLO", "car"): (11, 11, 11),
    ("SP", "walk"): (7, 8, 9),
}
NASTY = (
    "</script><script>window.hacked=1</script> {{ 7 * 7 }} \"'<img src=x onerror=window.hacked=1> \u202eabc"
)


def build_district(*, nasty: str = "", **changes: object) -> RunResult:
    """The district; `nasty` goes into every text that strangers may write."""
    layers = tuple(_layer(code, mode, level) for code, mode in LIMITS for level in range(3))
    values: dict[str, object] = {
        "name": f"powiat zalewski{nasty}",
        "crs": CRS,
        "gminas": _gminas(nasty),
        "services": _services(nasty),
        "unlocated": _services(nasty).drop(columns="geometry").iloc[:1],
        "cells": _cells(nasty),
        "layers": layers,
        "white_spots": _white_spots(nasty),
        "isochrones": _isochrones(),
        "indicators": pd.DataFrame(),
        "landscape": _landscape(nasty),
        "problems": (
            problem(
                "{n} rows were left out", where="uslugi.xlsx", hint="", severity="warning", n=f"2{nasty}"
            ),
        ),
        "counts": (),
        "network": _network(),
        "extent": box(X0 - 2000, Y0 - 2000, X0 + 13500, Y0 + 14000),
        "info": {"attribution": [f"© OpenStreetMap contributors{nasty}"], "date": "2026-11-01"},
    }
    return RunResult(**{**values, **changes})  # type: ignore[arg-type]


def _gminas(nasty: str) -> gpd.GeoDataFrame:
    table = pd.DataFrame(
        [("086001", "0860013", f"Zalewo{nasty}", True), ("086002", "0860022", "Podlesie", True), ("086009", "0860092", "Sąsiednia", False)],
        columns=["gmina_teryt", "gmina_kod", "gmina", "is_area"],
    )  # fmt: skip
    wavy = [(X0 + 6000 + 400 * np.sin(t), Y0 + 1000 * t) for t in range(13)]
    west = Polygon([(X0, Y0), *wavy, (X0, Y0 + 12000)])
    east = Polygon([*wavy, (X0 + 12000, Y0 + 12000), (X0 + 12000, Y0)])
    return gpd.GeoDataFrame(
        table, geometry=[west, east, box(X0 + 12000, Y0, X0 + 16000, Y0 + 12000)], crs=CRS
    )


def _cells(nasty: str) -> PopulationCells:
    table = pd.DataFrame(
        {
            "cell_id": [f"c{i:03d}" for i in range(SIDE * SIDE)],
            "gmina_teryt": np.where(COLS < 6, "086001", "086002"),
            "locality": [
                f"Wieś {c // 3}{r // 3}{nasty if r == 0 else ''}" for c, r in zip(COLS, ROWS, strict=True)
            ],
            "grid_col": COLS + int(X0) // CELL_M,
            "grid_row": ROWS + int(Y0) // CELL_M,
            "people": np.full(SIDE * SIDE, PEOPLE),
            "people_65_plus": np.full(SIDE * SIDE, 2),
            "is_imputed": ROWS == 5,
        }
    )
    points = [
        Point(X0 + (c + 0.5) * CELL_M, Y0 + (r + 0.5) * CELL_M) for c, r in zip(COLS, ROWS, strict=True)
    ]
    return PopulationCells(
        gpd.GeoDataFrame(table, geometry=points, crs=CRS), CRS, CELL_M, {"65+": "grid"}, 2021
    )


def _layer(service_type: str, mode: str, level: int) -> CoverageLayer:
    state = np.where(REACH[service_type, mode][level] >= COLS, SERVED, TOO_FAR)
    if service_type == "DDP" and mode == "walk_slow":
        state = np.where((COLS >= 1) & (state == SERVED), SERVED, TOO_FAR)
    if service_type != "ZLO":
        state = np.where(COLS == 11, CANNOT_TELL, state)
    people = np.zeros((SIDE * SIDE, 4), dtype=np.int32)
    people[np.arange(SIDE * SIDE), state] = PEOPLE
    if service_type == "DDP":
        people[COLS == 2] = (7, 3, 0, 0)
    unit = "m" if service_type == "SP" else "min"
    target = (people // 5).astype(np.int32)
    target[:, SERVED] += 2 - target.sum(axis=1)
    reason = np.where(state == CANNOT_TELL, REASONS.index("no_road"), 0).astype(np.uint8)
    cost = np.abs(COLS - 2.0) * (1000.0 if unit == "m" else 6.0)
    return CoverageLayer(
        service_type=service_type,
        mode=mode,
        level=level,
        threshold=LIMITS[service_type, mode][level],
        unit=unit,
        kind="ustawowy" if service_type == "SP" and level < 2 else "umowny",
        is_capacity_known=service_type == "DDP",
        people=people,
        target=None if service_type == "ZLO" else target,
        reason=reason,
        cost=np.where(state == CANNOT_TELL, np.nan, cost).astype(np.float32),
        nearest_place=np.zeros(SIDE * SIDE, dtype=np.int32),
    )


def _services(nasty: str) -> gpd.GeoDataFrame:
    rows = []
    for i, (code, col, row) in enumerate(
        [("DDP", 2, 6), ("ZLO", 4, 6), ("ZLO", 9, 2), ("SP", 3, 3), ("OPS", 3, 8)]
    ):
        rows.append(
            {
                "service_id": f"U-{i:03d}",
                "provider": f"Placówka {code} nr {i}{nasty}",
                "service_type": code,
                "gmina_teryt": "086001" if col < 6 else "086002",
                "locality": f"Zalewo{nasty}",
                "address": f"Szkolna {i}{nasty}",
                "capacity": 30.0 if code == "DDP" else np.nan,
                "capacity_unit": "miejsca",
                "territory": "",
                "is_open": True,
                "sensitivity": 0,
                "quality": "ulica" if i == 1 else "punkt_adresowy",
                "radius_m": 500.0 if i == 1 else 30.0,
                "hours": f"Mo-Fr 07:30-15:30{nasty}",
                "opening_hours": "",
                "provider_kind": "gmina?" if code == "DDP" else "",
                "areas": "",
                "delivery": "S|D" if code == "DDP" else "",
                "target": f"osoby starsze{nasty}" if code == "DDP" else "",
                "occupied": 26.0 if code == "DDP" else np.nan,
                "waiting": 4.0 if code == "DDP" else np.nan,
                "staff_fte": np.nan,
                "valid_from": "2025-01-01" if code == "DDP" else "",
                "valid_until": "",
                "funded_until": "2027-12-31" if code == "DDP" else "",
                "contact": "javascript:alert(1)" if nasty else "tel. 00 000 00 00",
                "source": f"uslugi.xlsx, wiersz {i + 2}",
                "source_date": "2026-09-30",
                "geometry": Point(X0 + (col + 0.5) * CELL_M, Y0 + (row + 0.5) * CELL_M),
            }
        )
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=CRS)


def _white_spots(nasty: str) -> gpd.GeoDataFrame:
    """Everything east of the reach, up to the column about which nothing is known."""
    rows = []
    for (code, mode), reach in REACH.items():
        if code == "ZLO":
            continue
        for level in range(3):
            rows.append(_white_spot(code, mode, level, reach[level] + 1, nasty))
            if mode == "car":
                rows.append(_white_spot(code, "all", level, reach[level] + 1, nasty))
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=CRS)


def _white_spot(code: str, mode: str, level: int, first: int, nasty: str) -> dict[str, object]:
    columns = range(first, 11)
    return {
        "white_spot_id": f"{code}-{mode}-{level}",
        "service_type": code,
        "mode": mode,
        "level": level,
        "threshold": "30",
        "unit": "m" if code == "SP" else "min",
        "kind": "umowny",
        "gmina_teryt": "086002|086001",
        "localities": f"Zarzecze{nasty}|Brzezina|Nowa Wieś|Lipki",
        "people": len(columns) * SIDE * PEOPLE,
        "people_target": len(columns) * SIDE * 2,
        "over": 12.4,
        "cost_max": 54.0,
        "nearest_service": "U-000",
        "nearest_provider": f"Placówka DDP{nasty}",
        "nearest_gmina": "086001",
        "cells": "",
        "geometry": box(X0 + first * CELL_M, Y0, X0 + 11 * CELL_M, Y0 + 12 * CELL_M),
    }


def _isochrones() -> gpd.GeoDataFrame:
    rows = [
        {"id": name, "service_type": "DDP", "mode": "car", "minutes": minutes, "direction": "to",
         "geometry": Point(X0 + 2500, Y0 + 6500).buffer(150.0 * minutes)}
        for name in ("DDP", "U-000") for minutes in (15, 30, 45)
    ]  # fmt: skip
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=CRS)


def _landscape(nasty: str) -> Landscape:
    def table(shapes: list[object]) -> gpd.GeoDataFrame:
        return gpd.GeoDataFrame({"name": [""] * len(shapes)}, geometry=shapes, crs=CRS)

    places = gpd.GeoDataFrame(
        {
            "name": [f"Zalewo{nasty}", "Podlesie", "Zarzecze", "Brzezina"],
            "kind": ["town", "village", "village", "hamlet"],
        },
        geometry=[Point(X0 + x, Y0 + y) for x, y in ((2500, 6500), (8500, 4000), (9000, 9000), (5000, 2000))],
        crs=CRS,
    )
    river = LineString([(X0 + 7000 + 500 * np.sin(t / 2), Y0 - 1000 + 1000 * t) for t in range(15)])
    return Landscape(
        places=places,
        water=table([river, Point(X0 + 8500, Y0 + 10500).buffer(900)]),
        forest=table([Point(X0 + 10000, Y0 + 6500).buffer(1400), Point(X0 + 500, Y0 + 1500).buffer(1100)]),
        builtup=table([box(X0 + 1800, Y0 + 5600, X0 + 3500, Y0 + 7200)]),
        rail=table([LineString([(X0 - 1000, Y0 + 3000), (X0 + 13000, Y0 + 8000)])]),
    )


def _network() -> RoadNetwork:
    """A grid of roads: every second line a main road."""
    x, y = (a.ravel().astype(np.float64) for a in np.meshgrid(np.arange(7) * 2000.0, np.arange(7) * 2000.0))
    across = [(7 * r + c, 7 * r + c + 1) for r in range(7) for c in range(6)]
    along = [(7 * r + c, 7 * r + c + 7) for r in range(6) for c in range(7)]
    u, v = np.array(across + along, dtype=np.int32).T
    n = len(u)
    vertex = np.column_stack([u, v]).ravel()
    return RoadNetwork(
        crs=CRS,
        node_x=X0 + x,
        node_y=Y0 + y,
        node_id=np.arange(49, dtype=np.int64),
        edge_u=u,
        edge_v=v,
        edge_length_m=np.full(n, 2000.0),
        seconds_forward=np.full((len(MODES), n), 120.0),
        seconds_backward=np.full((len(MODES), n), 120.0),
        vertex_ptr=np.arange(0, 2 * n + 1, 2, dtype=np.int64),
        vertex_x=X0 + x[vertex],
        vertex_y=Y0 + y[vertex],
        edge_class=(np.arange(n) % 4).astype(np.uint8),
        classes=("primary", "secondary", "residential", "track"),
        edge_source_id=np.full(n, -1, dtype=np.int64),
    )
