"""Layers of wyniki.gpkg about barriers, links and stops, as GDAL reads them."""

from dataclasses import replace

import geopandas as gpd
import pyogrio
import pytest
from hand_causes import build_told_town

from mapa_uslug.reports.layers import write_layers

NEW = {"bariery": "LineString", "mosty_i_przejazdy": "LineString", "kursy": "Point"}


@pytest.fixture
def package(catalog, tmp_path):
    write_layers(build_told_town(), catalog, tmp_path / "wyniki.gpkg")
    return tmp_path / "wyniki.gpkg"


def _info(path, name):
    info = pyogrio.read_info(path, layer=name)
    return info["geometry_type"], info["crs"], dict(zip(info["fields"], info["dtypes"], strict=True))


def test_new_layers_have_one_kind_of_shape(package):
    assert {name: _info(package, name)[:2] for name in NEW} == {
        name: (shape, "EPSG:2180") for name, shape in NEW.items()
    }


def test_empty_layers_have_the_columns_and_shapes_of_full_ones(package, town, catalog, tmp_path):
    write_layers(town, catalog, tmp_path / "empty.gpkg")
    for name, shape in NEW.items():
        kind, crs, fields = _info(tmp_path / "empty.gpkg", name)
        assert (kind, crs, list(fields)) == (shape, "EPSG:2180", list(_info(package, name)[2]))
        assert pyogrio.read_info(tmp_path / "empty.gpkg", layer=name)["features"] == 0


def test_empty_tables_of_a_run_that_found_nothing_are_written_too(catalog, tmp_path):
    told = build_told_town()
    barriers = replace(
        told.barriers,
        lines=told.barriers.lines.iloc[:0],
        crossings=told.barriers.crossings.iloc[:0],
        links=told.barriers.links.iloc[:0],
    )
    transit = replace(told.transit, courses=told.transit.courses.iloc[:0])
    write_layers(replace(told, barriers=barriers, transit=transit), catalog, tmp_path / "w.gpkg")
    assert [pyogrio.read_info(tmp_path / "w.gpkg", layer=name)["features"] for name in NEW] == [0, 0, 0]


def test_barriers_tell_both_sides(package):
    lines = gpd.read_file(package, layer="bariery").set_index("bariera_id")
    told = lines.loc[
        "B1",
        ["rodzaj", "nazwa", "srodek", "osoby_lewa", "osoby_prawa", "miejscowosci_lewa", "przeprawa_przed_m"],
    ]
    assert told.tolist() == ["rzeka", "Żeglina", "car", 60, 220, "Podlesie|Zarzecze", 14_000.0]
    assert lines["przeprawa_za_m"].isna().tolist() == [True, False]


def test_links_stand_before_proposed_crossings(package):
    table = gpd.read_file(package, layer="mosty_i_przejazdy")
    assert table["rola"].tolist() == ["istniejące"] * 3 + ["proponowane"] * 3
    assert table["rodzaj"].tolist() == ["most", "most", "jedyna_droga", "rzeka", "rzeka", "linia_kolejowa"]
    assert table["osoby"].tolist() == [62, 5, 1, 60, 0, 1]
    # The way round L1: 2 km north and 2 km east; L2 has none.
    assert table["objazd_m"].fillna(-1).tolist() == [4_000, 4_000, -1, -1, -1, -1]
    assert table["osm_id"].tolist()[:3] == ["101", "101", "102"]
    assert table["osoby_odciete"].isna().tolist() == [False] * 3 + [True] * 3


def test_the_target_group_is_hidden_where_a_confidential_cell_lies(package):
    # c4 of Nowa Wieś is confidential: L2 and C3 are of Nowa Wieś.
    table = gpd.read_file(package, layer="mosty_i_przejazdy")
    assert table["osoby_grupa"].fillna(-1).tolist() == [12, -1, -1, 12, 0, -1]


def test_no_timetable_is_not_no_course(package):
    stops = gpd.read_file(package, layer="kursy").set_index("przystanek_id")
    days = ["kursy_szkolny", "kursy_wolny", "kursy_sobota"]
    assert stops.loc["s2", days].isna().tolist() == [False, False, True]
    assert stops.loc["s2", days[:2]].tolist() == [2, 0]
    assert stops.index.tolist() == ["s1", "s2"]
