"""Hand-made services of three gminas of one powiat: A and B are the area, N is a neighbour."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
from shapely.geometry import Point

from mapa_uslug.contracts.tables import LOCATED_SERVICES, SERVICES, PopulationCells, blank_service

A, B, N = "086001", "086002", "086009"
CRS = "EPSG:2180"


def service(service_id: str, kind: str, gmina: str, **values: object) -> dict[str, object]:
    return blank_service() | {
        "service_id": service_id,
        "service_type": kind,
        "gmina_teryt": gmina,
        "provider": f"Podmiot {service_id}",
        "source_date": "2026-09-30",
    } | values  # fmt: skip


def located(*rows: dict[str, object]) -> gpd.GeoDataFrame:
    table = pd.DataFrame(list(rows), columns=list(SERVICES)).assign(quality="rejestr", radius_m=30.0)
    shapes = [Point(300_000.0 + 100.0 * i, 500_000.0) for i in range(len(table))]
    return gpd.GeoDataFrame(table, geometry=shapes, crs=CRS)[list(LOCATED_SERVICES)]


def unlocated(*rows: dict[str, object]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(SERVICES))


def gminas() -> pd.DataFrame:
    return pd.DataFrame(
        {"gmina_teryt": [A, B, N], "gmina": ["Zalewo", "Podlesie", "Inna"], "is_area": [True, True, False]}
    )


def cells() -> PopulationCells:
    """A: 1000 people, 200 of them 65+; B: 500 and 50; a cell of A is confidential."""
    table = pd.DataFrame(
        {
            "cell_id": ["a1", "a2", "b1"],
            "gmina_teryt": [A, A, B],
            "locality": ["Zalewo", "Nowa", "Podlesie"],
            "grid_col": [0, 1, 2],
            "grid_row": 0,
            "people": [900, 100, 500],
            "people_65_plus": [180, 20, 50],
            "is_imputed": [False, True, False],
        }
    )
    shapes = [Point(300_000.0 + 1000.0 * i, 500_000.0) for i in range(3)]
    return PopulationCells(
        gpd.GeoDataFrame(table, geometry=shapes, crs=CRS), "EPSG:3035", 1000, {"65+": "grid"}, 2021
    )
