"""The country that scale is tested on, at its smallest size."""

import dataclasses
import hashlib

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from benchmarks.made_country.files import make_country, write_country
from benchmarks.made_country.mesh import join_neighbours
from benchmarks.made_country.sizes import SIZES
from mapa_uslug.contracts.sheet import COLUMN_NAMES
from mapa_uslug.network import read_network

SIZE = SIZES["proba"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("country")
    write_country(SIZE, folder)
    return folder


@pytest.fixture(scope="module")
def network(folder):
    return read_network(folder / "drogi.osm.pbf", cache=False).network


def test_points_are_joined_unless_a_third_is_nearer_to_both():
    # 0 - 1 - 2 in a row, 3 far above 1. Of 0 and 2 point 1 is nearer to both; 3 is 3 from 1 and further from the others, to which 1 is
    # nearer, so that it is joined to 1 alone.
    xy = np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0], [1.0, 3.0]])
    assert join_neighbours(xy).tolist() == [[0, 1], [1, 2], [1, 3]]


def test_points_in_one_place_are_joined():
    xy = np.array([[0.0, 0.0], [0.0, 0.0], [5.0, 0.0]])
    pairs = join_neighbours(xy).tolist()
    assert [0, 1] in pairs
    assert any(2 in pair for pair in pairs)


def test_the_same_bytes_come_every_time(folder, tmp_path):
    write_country(SIZE, tmp_path)
    names = sorted(path.name for path in folder.iterdir())
    assert names == sorted(path.name for path in tmp_path.iterdir())
    for name in names:
        one, other = (hashlib.sha256((where / name).read_bytes()).hexdigest() for where in (folder, tmp_path))
        assert one == other, name


def test_there_is_as_much_as_the_size_says(folder, network):
    grid = pd.read_csv(folder / "siatka_1km.csv")
    services = pd.read_csv(folder / "uslugi.csv", sep=";", dtype=str)
    assert len(gpd.read_file(folder / "gminy.geojson")) == SIZE.gminas
    assert len(grid) == SIZE.cells == grid["CODE"].nunique()
    assert len(services) == SIZE.services
    assert services["usluga_kod"].nunique() == SIZE.types
    assert tuple(services.columns) == COLUMN_NAMES
    assert network.node_count == pytest.approx(SIZE.junctions, rel=0.1)


def test_age_groups_add_up_and_cells_hold_what_the_gminas_do(folder):
    grid, totals = (pd.read_csv(folder / name) for name in ("siatka_1km.csv", "ludnosc_gmin.csv"))
    told = grid[grid["RES"] >= 0]
    assert (told[["RES_0_14", "RES_15_64", "RES_65_"]].sum(axis=1) == told["RES"]).all()
    assert (totals[["people_0_14", "people_15_64", "people_65_plus"]].sum(axis=1) == totals["people"]).all()
    secret = grid[grid["RES"] < 0]
    # Confidential cells hold fewer than twenty people each.
    assert 0 <= totals["people"].sum() - told["RES"].sum() < 20 * len(secret) + 1


def test_gminas_fill_the_square(folder):
    gminas = gpd.read_file(folder / "gminy.geojson").to_crs("EPSG:2180")
    # Degrees are rounded to six digits, some 10 cm, and the outer border winds as well.
    assert gminas.union_all().area == pytest.approx(gminas.area.sum(), rel=1e-4)
    assert gminas.area.sum() == pytest.approx(SIZE.side_m**2, rel=0.05)


def test_rivers_are_crossed_on_main_roads_only(network):
    is_east = network.node_x > make_country(SIZE).waters.river_x(0, network.node_y)
    crosses = is_east[network.edge_u] != is_east[network.edge_v]
    kinds = {network.classes[k] for k in network.edge_class[crosses]}
    assert 0 < crosses.sum() < 30
    assert kinds <= {"motorway", "motorway_link", "primary", "secondary", "tertiary"}


def test_both_forms_of_the_roads_are_one_network(folder, tmp_path):
    built = dataclasses.replace(SIZE, is_pbf=False)
    write_country(built, tmp_path)
    assert 'roads = "drogi.net"' in (tmp_path / "area.toml").read_text()
    ours, read = (
        read_network(path, cache=False).network for path in (tmp_path / "drogi.net", folder / "drogi.osm.pbf")
    )
    for field in dataclasses.fields(ours):
        np.testing.assert_array_equal(
            getattr(ours, field.name), getattr(read, field.name), err_msg=field.name
        )
