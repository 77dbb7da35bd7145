"""Extract, boundaries and population on real files."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from mapa_uslug.boundaries import read_boundaries
from mapa_uslug.contracts.config import PopulationOptions
from mapa_uslug.contracts.tables import OsmFeatures
from mapa_uslug.core.errors import InputError
from mapa_uslug.extract import guess_metric_crs, read_osm_features
from mapa_uslug.population import read_population

pytestmark = pytest.mark.real
CRS = "EPSG:32632"


@pytest.fixture(scope="module")
def extract_path(real_data: Path) -> Path:
    return real_data / "osm" / "liechtenstein-2021-10-28.osm.pbf"


@pytest.fixture(scope="module")
def features(extract_path: Path) -> OsmFeatures:
    return read_osm_features(
        extract_path, crs=CRS, object_filters=["amenity=school", "amenity=pharmacy"], admin_level=8
    )


@pytest.fixture(scope="module")
def gminas(features: OsmFeatures) -> gpd.GeoDataFrame:
    return read_boundaries(features, crs=CRS)[0]


def test_liechtenstein_is_read_whole(
    extract_path: Path, features: OsmFeatures, gminas: gpd.GeoDataFrame
) -> None:
    assert guess_metric_crs(extract_path) == CRS
    assert len(features.building_x) >= 15_809
    assert abs(len(features.address_x) - 3_490) < 50
    assert len(features.broken_boundaries) == 11
    assert len(gminas) == 11
    assert gminas["gmina_teryt"].tolist() == [f"0000{i:02d}" for i in range(1, 12)]
    # The country has 160.5 km2.
    assert gminas.area.sum() / 1e6 == pytest.approx(160.5, abs=0.7)


def test_people_of_liechtenstein_add_up_per_municipality(
    real_data: Path, features: OsmFeatures, gminas: gpd.GeoDataFrame
) -> None:
    path = real_data / "population" / "liechtenstein_municipalities_approx.csv"
    cells, problems, counts = read_population(gminas, totals=path, features=features)
    given = pd.read_csv(path).set_index("name").sort_index()
    table = cells.table.merge(gminas[["gmina_teryt", "gmina"]], on="gmina_teryt")
    columns = ["people", "people_0_14", "people_65_plus"]
    found = table.groupby("gmina")[columns].sum().sort_index()
    assert found.to_numpy().tolist() == given[columns].to_numpy().tolist()
    assert [p.code for p in problems] == ["people_spread"]
    assert (cells.table["locality"] != "").mean() > 0.95
    assert all(c.read == c.kept + sum(c.left_out.values()) for c in counts)
    own = gminas.set_index("gmina_teryt").geometry.loc[cells.table["gmina_teryt"]]
    assert own.contains(cells.table.geometry.set_axis(own.index)).all()


def test_all_gminas_of_poland_are_read(real_data: Path) -> None:
    path = real_data / "boundaries" / "poland.municipalities.json"
    gminas, problems, count = read_boundaries(path)
    assert len(gminas) == count.kept == 2_477
    assert problems == ()
    assert gminas["gmina_teryt"].is_unique
    assert gminas.crs == "EPSG:2180"
    assert gminas.area.sum() / 1e6 == pytest.approx(312_700, rel=0.01)


def test_a_gmina_comes_with_its_neighbours_only(real_data: Path) -> None:
    path = real_data / "boundaries" / "poland.municipalities.json"
    gminas, _, count = read_boundaries(path, area_gminas=["1219053"])
    assert gminas.loc[gminas["is_area"], "gmina"].tolist() == ["Wieliczka"]
    assert 50 < len(gminas) < 200
    assert count.read == 2_477 == count.kept + sum(count.left_out.values())


def test_codes_of_2021_are_mostly_still_official(real_data: Path) -> None:
    official = pd.read_csv(real_data / "boundaries" / "TERC_Adresowy_2026-02-16.csv", sep=";", dtype=str)
    known = set((official["WOJ"] + official["POW"] + official["GMI"]).dropna())
    gminas, _, _ = read_boundaries(real_data / "boundaries" / "poland.municipalities.json")
    assert np.mean([code in known for code in gminas["gmina_teryt"]]) > 0.99


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("gugik_gminy.geojson", "all_geometry_null"),
        ("poland.counties.json", "wrong_level"),
        ("poland.voivodeships.json", "wrong_level"),
        ("wojewodztwa_teryt_prg2025.json", "wrong_level"),
    ],
)
def test_files_that_cannot_serve_say_so_in_one_sentence(real_data: Path, name: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        read_boundaries(real_data / "boundaries" / name)
    assert [p.code for p in caught.value.problems] == [code]


def test_a_real_grid_in_degrees_keeps_everybody(real_data: Path) -> None:
    path = real_data / "population" / "helsinki_population_grid_2020.gpkg"
    source = gpd.read_file(path)
    shape = source.to_crs("EPSG:32635").union_all().buffer(50.0)
    gmina = gpd.GeoDataFrame(
        {"gmina_teryt": ["000001"], "gmina_kod": [None], "gmina": ["Helsinki"], "is_area": [True]},
        geometry=[shape],
        crs="EPSG:32635",
    )
    cells, problems, counts = read_population(
        gmina, grid=path, options=PopulationOptions(columns={"people": "population"})
    )
    assert cells.table["people"].sum() == source["population"].sum()
    assert counts[0].kept == len(source)
    assert problems == ()
    assert cells.groups == {}


def test_north_bayreuth_is_read_from_compressed_xml(real_data: Path) -> None:
    found = read_osm_features(real_data / "osm" / "north-bayreuth.osm.gz", crs=CRS, admin_level=8)
    assert len(found.building_x) >= 4_200
    assert found.boundaries["name"].tolist() == ["Heinersreuth"]
    assert len(found.broken_boundaries) == 8
