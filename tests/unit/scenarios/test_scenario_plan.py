from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from mapa_uslug.catalog import read_catalog
from mapa_uslug.contracts.plan_config import ScenarioConfig
from mapa_uslug.contracts.tables import LOCATED_SERVICES, PopulationCells
from mapa_uslug.core.errors import InputError
from mapa_uslug.scenarios import apply_plan

CRS = "EPSG:2180"


@pytest.fixture
def services() -> gpd.GeoDataFrame:
    table = pd.DataFrame({c: "" for c in LOCATED_SERVICES if c != "geometry"}, index=range(2))
    table = table.assign(
        service_id=["U1", "U2"], service_type="DDP", capacity=[10.0, 20.0], sensitivity=0, is_open=True
    )
    return gpd.GeoDataFrame(table, geometry=[shapely.Point(0, 0), shapely.Point(9, 9)], crs=CRS)


@pytest.fixture
def cells() -> PopulationCells:
    table = pd.DataFrame({"cell_id": ["c1"], "gmina_teryt": ["086002"], "locality": ["Bór"]})
    return PopulationCells(gpd.GeoDataFrame(table, geometry=[shapely.Point(250, 750)], crs=CRS), CRS, 250, {})


@pytest.fixture
def gminas() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"gmina_teryt": ["086001"]}, geometry=[shapely.box(200000, 400000, 300000, 500000)], crs=CRS
    )


def apply(
    services: gpd.GeoDataFrame, cells: PopulationCells, gminas: gpd.GeoDataFrame, **plan: object
) -> gpd.GeoDataFrame:
    config = ScenarioConfig.model_validate({"name": "plan", **plan})
    return apply_plan(
        services, config, cells=cells, gminas=gminas, catalog=read_catalog(), plan_name="plan.toml"
    )


def test_open_close_and_capacity(
    services: gpd.GeoDataFrame, cells: PopulationCells, gminas: gpd.GeoDataFrame
) -> None:
    after = apply(services, cells, gminas, close=[{"id": "U1"}], capacity=[{"id": "U2", "capacity": 5}],
                  open=[{"id": "N1", "service": "BIB", "cell": "c1", "capacity": 7}])  # fmt: skip
    assert after["service_id"].tolist() == ["N1", "U2"]
    assert after["capacity"].tolist() == [7.0, 5.0]
    new = after.iloc[0]
    assert (new["gmina_teryt"], new["locality"], new.geometry.x, new.geometry.y) == (
        "086002",
        "Bór",
        250,
        750,
    )
    assert services["capacity"].tolist() == [10.0, 20.0]


def test_place_by_degrees_takes_its_gmina_from_the_map(services: gpd.GeoDataFrame, cells: PopulationCells, gminas: gpd.GeoDataFrame) -> None:  # fmt: skip
    after = apply(services, cells, gminas, open=[{"id": "N1", "service": "BIB", "lon": 15.5, "lat": 51.9}])
    assert after.iloc[0]["gmina_teryt"] == "086001"


def test_empty_plan_changes_nothing(
    services: gpd.GeoDataFrame, cells: PopulationCells, gminas: gpd.GeoDataFrame
) -> None:
    assert apply(services, cells, gminas).equals(services)


def test_everything_a_plan_gets_wrong_is_told_at_once(services: gpd.GeoDataFrame, cells: PopulationCells, gminas: gpd.GeoDataFrame) -> None:  # fmt: skip
    with pytest.raises(InputError) as caught:
        apply(services, cells, gminas, close=[{"id": "U9"}], capacity=[{"id": "U8", "capacity": 1}],
              open=[{"id": "U1", "service": "XX", "cell": "c9"}, {"id": "N2", "service": "BIB"}])  # fmt: skip
    assert sorted(p.code for p in caught.value.problems) == [
        "duplicate_id", "no_place", "unknown_cell", "unknown_service", "unknown_service_id", "unknown_service_id",
    ]  # fmt: skip


def test_what_has_no_place_on_a_map_cannot_open_on_one(services: gpd.GeoDataFrame, cells: PopulationCells, gminas: gpd.GeoDataFrame) -> None:  # fmt: skip
    with pytest.raises(InputError) as caught:
        apply(
            services,
            cells,
            gminas,
            open=[{"id": "N1", "service": "SOW", "cell": "c1"}, {"id": "N2", "service": "MT", "cell": "c1"}],
        )
    assert [p.code for p in caught.value.problems] == ["sensitive", "sensitive"]


def test_swapped_points_and_double_changes_are_told(services: gpd.GeoDataFrame, cells: PopulationCells, gminas: gpd.GeoDataFrame) -> None:  # fmt: skip
    with pytest.raises(InputError) as caught:
        apply(services, cells, gminas, close=[{"id": "U1"}], capacity=[{"id": "U1", "capacity": 1}],
              open=[{"id": "N1", "service": "BIB", "lon": 51.9, "lat": 15.5}])  # fmt: skip
    assert sorted(p.code for p in caught.value.problems) == ["changed_twice", "outside"]
