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
        service_id=["U1", "U2"],
        service_type="DDP",
        capacity=[10.0, 20.0],
        sensitivity=0,
        is_open=True,
        radius_m=30.0,
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


def read_hours(text: str) -> tuple[str, str]:
    """Understands one text only."""
    return ("Mo-Fr 08:00-18:00", "") if text == "pn-pt 8:00-18:00" else ("", text)


def changed(services: gpd.GeoDataFrame, cells: PopulationCells, gminas: gpd.GeoDataFrame, **plan: object) -> gpd.GeoDataFrame:  # fmt: skip
    config = ScenarioConfig.model_validate({"name": "plan", **plan})
    return apply_plan(
        services, config, cells=cells, gminas=gminas, catalog=read_catalog(), plan_name="plan.toml", read_hours=read_hours
    )  # fmt: skip


def test_a_place_moves_to_a_cell_and_is_run_by_the_same_gmina(services: gpd.GeoDataFrame, cells: PopulationCells, gminas: gpd.GeoDataFrame) -> None:  # fmt: skip
    services = services.assign(gmina_teryt="086001", address="Długa 1", quality="gmina", radius_m=5000.0)
    after = changed(services, cells, gminas, move=[{"id": "U1", "cell": "c1"}])
    row = after.iloc[0]
    assert (row.geometry.x, row.geometry.y, row["locality"], row["address"]) == (250, 750, "Bór", "")
    # c1 lies in 086002; who ran it runs it still, and it is known to the point now.
    assert (row["gmina_teryt"], row["quality"], row["radius_m"]) == ("086001", "reczny", 30.0)
    assert after.iloc[1].equals(services.iloc[1])
    assert services.geometry.iloc[0] == shapely.Point(0, 0)


def test_a_place_moves_to_degrees(services: gpd.GeoDataFrame, cells: PopulationCells, gminas: gpd.GeoDataFrame) -> None:  # fmt: skip
    after = changed(services, cells, gminas, move=[{"id": "U2", "lon": 15.5, "lat": 51.9}])
    assert gminas.geometry.iloc[0].covers(after.geometry.iloc[1])
    assert after.crs == services.crs


def test_hours_sharing_and_territory_change_and_nothing_else(services: gpd.GeoDataFrame, cells: PopulationCells, gminas: gpd.GeoDataFrame) -> None:  # fmt: skip
    after = changed(
        services, cells, gminas, hours=[{"id": "U1", "hours": "pn-pt 8:00-18:00"}],
        share=[{"id": "U1", "open": False}], territory=[{"id": "U1", "gminas": ["086001", "086001"]}],
    )  # fmt: skip
    row = after.iloc[0]
    assert (row["hours"], row["opening_hours"]) == ("pn-pt 8:00-18:00", "Mo-Fr 08:00-18:00")
    assert (row["is_open"], row["territory"]) == (False, "086001")
    assert after["is_open"].dtype == services["is_open"].dtype
    same = [c for c in services if c not in ("hours", "opening_hours", "is_open", "territory")]
    assert after[same].equals(services[same])
    no_limit = changed(after, cells, gminas, territory=[{"id": "U1", "gminas": []}])
    assert no_limit["territory"].iloc[0] == ""


def test_a_new_place_is_given_hours_and_gminas_of_its_own(services: gpd.GeoDataFrame, cells: PopulationCells, gminas: gpd.GeoDataFrame) -> None:  # fmt: skip
    after = changed(
        services, cells, gminas, open=[{"id": "N1", "service": "BIB", "cell": "c1"}],
        hours=[{"id": "N1", "hours": "pn-pt 8:00-18:00"}], territory=[{"id": "N1", "gminas": ["086001"]}],
    )  # fmt: skip
    new = after[after["service_id"] == "N1"].iloc[0]
    assert (new["opening_hours"], new["territory"]) == ("Mo-Fr 08:00-18:00", "086001")


def test_all_that_is_wrong_with_changes_is_told_at_once(services: gpd.GeoDataFrame, cells: PopulationCells, gminas: gpd.GeoDataFrame) -> None:  # fmt: skip
    with pytest.raises(InputError) as caught:
        changed(
            services, cells, gminas,
            close=[{"id": "U1"}],
            move=[{"id": "U1", "cell": "c1"}, {"id": "U2"}, {"id": "U8", "cell": "c7"}],
            hours=[{"id": "U2", "hours": "kiedyś"}, {"id": "U2", "hours": "pn-pt 8:00-18:00"}],
            share=[{"id": "U7"}], territory=[{"id": "U2", "gminas": ["146501"]}],
            open=[{"id": "N1", "service": "BIB", "cell": "c1"}],
            capacity=[{"id": "N1", "capacity": 3}],
        )  # fmt: skip
    told = sorted((p.code, p.where.partition("[")[2].rstrip("]")) for p in caught.value.problems)
    assert told == [
        ("changed_twice", ""), ("changed_twice", ""), ("hours_unread", "hours U2"), ("no_place", "move U2"),
        ("unknown_cell", "move U8"), ("unknown_gmina", "territory U2"),
        # The capacity of a new place stands in [[open]] itself.
        ("unknown_service_id", "capacity"), ("unknown_service_id", "move"), ("unknown_service_id", "share"),
    ]  # fmt: skip


def test_a_place_moved_out_of_the_area_is_told(services: gpd.GeoDataFrame, cells: PopulationCells, gminas: gpd.GeoDataFrame) -> None:  # fmt: skip
    with pytest.raises(InputError) as caught:
        changed(services, cells, gminas, move=[{"id": "U1", "lon": 51.9, "lat": 15.5}])
    assert [p.code for p in caught.value.problems] == ["outside"]
