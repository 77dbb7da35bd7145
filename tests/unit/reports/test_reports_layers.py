from dataclasses import replace

import geopandas as gpd
import pyogrio
import pytest
from geopandas.testing import assert_geodataframe_equal
from six_cell_town import with_rough_centre, with_unknown_everywhere

from mapa_uslug.reports.layers import LAYERS, write_layers


@pytest.fixture
def package(town, catalog, tmp_path):
    path = tmp_path / "wyniki.gpkg"
    write_layers(town, catalog, path)
    return path


def _read(path, layer):
    return gpd.read_file(path, layer=layer)


def test_layers_are_named_as_promised(package):
    assert [name for name, _ in pyogrio.list_layers(package)] == [*LAYERS, "layer_styles"]


def test_every_layer_is_in_the_areas_crs(package):
    assert {pyogrio.read_info(package, layer=name)["crs"] for name in LAYERS} == {"EPSG:2180"}


def test_gminas_carry_sums_by_service_type(package):
    gminas = _read(package, "gminy").set_index("gmina")
    assert gminas.loc["Zalewo", ["DDP_obsluzone", "DDP_brak_miejsc", "DDP_za_daleko", "DDP_nie_wiadomo"]].tolist() == [
        120, 30, 40, 30,
    ]  # fmt: skip
    assert gminas.loc["Podlesie", ["ludnosc", "PRZ_za_daleko"]].tolist() == [80, 80]
    assert gminas.loc["Sąsiednia", ["ludnosc", "PRZ_za_daleko"]].isna().all()


def test_age_groups_of_a_confidential_cell_are_left_out(package):
    cells = _read(package, "komorki").set_index("cell_id")
    assert cells["osoby_65_plus"].isna().to_dict() == {"c1": False, "c2": False, "c3": False, "c4": True, "c5": False,
                                                       "c6": False}  # fmt: skip
    assert cells.loc["c1", "osoby_65_plus"] == 20
    assert cells.loc["c4", "osoby"] == 30


def test_cells_tell_their_state_and_minutes(package):
    cells = _read(package, "komorki").set_index("cell_id")
    assert cells["DDP_stan"].tolist() == [
        "obsluzone", "obsluzone", "za_daleko", "nie_wiadomo", "za_daleko", "obsluzone",
    ]  # fmt: skip
    assert cells.loc["c2", "DDP_car_min"] == 20.0
    assert cells["DDP_car_min"].isna().tolist() == [False, False, False, True, True, False]


def test_a_cell_is_a_square_of_its_size(package):
    cells = _read(package, "komorki").to_crs("EPSG:3035").set_index("cell_id")
    assert cells.loc["c1", "geometry"].bounds == pytest.approx(
        (4_700_000, 3_200_000, 4_701_000, 3_201_000), abs=0.01
    )


def test_white_spots_keep_their_people(package):
    spots = _read(package, "biale_plamy").set_index("plama_id")
    assert spots.loc["DDP-1-all-1", ["osoby", "osoby_grupa", "poziom"]].tolist() == [60, 12, 2]
    assert spots.loc["PRZ-1-all-1", "srodek"] == "wszystkie"
    assert spots.loc["DDP-1-all-2", "najblizsza_gmina"] == "Zalewo"


@pytest.mark.parametrize(
    ("imputed", "is_hidden"), [(0, False), (1, True), (2, True), (4, True), (5, False), (6, False)]
)
def test_the_target_of_a_spot_with_few_confidential_cells_is_hidden(
    town, catalog, tmp_path, imputed, is_hidden
):
    table = town.cells.table.assign(is_imputed=[n < imputed for n in range(6)])
    spots = town.white_spots.assign(cells="c1|c2|c3|c4|c5|c6")
    result = replace(town, cells=replace(town.cells, table=table), white_spots=spots)
    write_layers(result, catalog, tmp_path / "w.gpkg")
    read = _read(tmp_path / "w.gpkg", "biale_plamy").set_index("plama_id")
    assert read["osoby_grupa"].isna().tolist() == [is_hidden, is_hidden, True]
    assert read["osoby"].tolist() == [60, 40, 80]


def test_full_and_unknown_people_have_layers_of_cells(package):
    full, unknown = _read(package, "brak_miejsc"), _read(package, "nie_wiadomo")
    assert full.groupby(["usluga", "srodek", "poziom"])["osoby"].sum().to_dict() == {
        ("DDP", mode, level): 30 for mode in ("car", "walk_slow") for level in (1, 2, 3)
    }
    assert set(unknown["cell_id"]) == {"c4"}
    assert set(unknown["powod"]) == {"no_road"}
    assert len(unknown) == 9


def test_empty_layers_stand_with_their_columns(town, catalog, tmp_path):
    empty = replace(
        with_unknown_everywhere(town), services=town.services.iloc[:0], isochrones=town.isochrones.iloc[:0]
    )
    write_layers(empty, catalog, tmp_path / "w.gpkg")
    for name, column in (("biale_plamy", "osoby"), ("uslugi", "usluga_id"), ("izochrony", "minutes")):
        info = pyogrio.read_info(tmp_path / "w.gpkg", layer=name)
        assert (info["features"], column in info["fields"]) == (0, True), name


def test_services_tell_how_well_their_place_is_known(town, catalog, tmp_path):
    write_layers(with_rough_centre(town), catalog, tmp_path / "w.gpkg")
    services = _read(tmp_path / "w.gpkg", "uslugi").set_index("usluga_id")
    assert services["klasa_wsp"].to_dict() == {"U-1": "miejscowosc", "U-2": "punkt_adresowy"}
    assert services["promien_wsp"].to_dict() == {"U-1": 2000.0, "U-2": 100.0}
    unknown = _read(tmp_path / "w.gpkg", "nie_wiadomo")
    assert set(unknown.loc[unknown["cell_id"] == "c2", "powod"]) == {"uncertain_place"}


def test_services_of_sensitivity_one_have_no_point(town, catalog, tmp_path):
    services = town.services.assign(sensitivity=[1, 0])
    write_layers(replace(town, services=services), catalog, tmp_path / "w.gpkg")
    assert _read(tmp_path / "w.gpkg", "uslugi")["usluga_id"].tolist() == ["U-2"]


def test_a_rerun_gives_the_same_bytes(package, town, catalog, tmp_path):
    write_layers(town, catalog, tmp_path / "again.gpkg")
    assert (tmp_path / "again.gpkg").read_bytes() == package.read_bytes()


def test_layers_written_in_parts_have_the_same_rows(package, town, catalog, tmp_path, monkeypatch):
    # A square has five vertices: one or two cells at a time.
    monkeypatch.setattr("mapa_uslug.reports.geopackage._VERTICES_AT_A_TIME", 10)
    monkeypatch.setattr("mapa_uslug.reports.geopackage._LARGE_SHAPE", 1)
    write_layers(town, catalog, tmp_path / "parts.gpkg")
    for name in LAYERS:
        whole, parts = (gpd.read_file(path, layer=name) for path in (package, tmp_path / "parts.gpkg"))
        assert_geodataframe_equal(whole, parts)
