"""Squares of 10 km in EPSG:2180 near the middle of wojewodztwo 12 (codes of real form, places invented)."""

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import geopandas as gpd
import pytest
import shapely

from mapa_uslug.boundaries import read_boundaries
from mapa_uslug.contracts.tables import GMINAS
from mapa_uslug.core.errors import InputError

CRS = "EPSG:2180"
EAST, NORTH = 560_000.0, 240_000.0


def square(column: int, row: int = 0, side: float = 10_000.0) -> shapely.Polygon:
    x, y = EAST + column * 10_000.0, NORTH + row * 10_000.0
    return shapely.box(x, y, x + side, y + side)


def table(
    codes: Sequence[object],
    shapes: Sequence[Any],
    names: Sequence[str] | None = None,
    code: str = "JPT_KOD_JE",
) -> gpd.GeoDataFrame:
    names = names or [f"Gmina {i}" for i in range(len(codes))]
    return gpd.GeoDataFrame({code: list(codes), "JPT_NAZWA_": list(names)}, geometry=list(shapes), crs=CRS)


def write(frame: gpd.GeoDataFrame, path: Path) -> Path:
    frame.to_file(path)
    return path


def codes_of_problems(caught: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [p.code for p in caught.value.problems]


THREE = table(["1201012", "1201023", "1202011"], [square(0), square(1), square(2)])


@pytest.mark.parametrize("name", ["g.shp", "g.gpkg", "g.geojson"])
def test_every_format_gives_the_same_gminas(name: str, tmp_path: Path) -> None:
    frame = THREE.to_crs(4326) if name.endswith("json") else THREE
    gminas, problems, count = read_boundaries(write(frame, tmp_path / name), crs=CRS)
    assert tuple(gminas.columns) == GMINAS
    assert gminas["gmina_teryt"].tolist() == ["120101", "120102", "120201"]
    assert gminas["gmina_kod"].tolist() == ["1201012", "1201023", "1202011"]
    assert gminas["gmina"].tolist() == ["Gmina 0", "Gmina 1", "Gmina 2"]
    assert gminas["is_area"].all()
    assert gminas.area.to_list() == pytest.approx([1e8] * 3, rel=1e-3)
    assert gminas.crs == CRS
    assert problems == ()
    assert (count.read, count.kept, count.left_out) == (3, 3, {})


@pytest.mark.parametrize("code", ["terc", "TERYT", "jpt_kod_je"])
def test_columns_may_have_other_names(code: str, tmp_path: Path) -> None:
    path = write(table(["120101_2"], [square(0)], ["Żółw"], code), tmp_path / "g.gpkg")
    gminas, _, _ = read_boundaries(path)
    assert gminas[["gmina_teryt", "gmina"]].values.tolist() == [["120101", "Żółw"]]
    assert gminas.crs == CRS


def test_polish_letters_of_a_shapefile_without_encoding_survive(tmp_path: Path) -> None:
    path = write(table(["1201012"], [square(0)], ["Gęś"]), tmp_path / "g.shp")
    path.with_suffix(".cpg").unlink()
    assert read_boundaries(path)[0]["gmina"].tolist() == ["Gęś"]


def test_neighbours_within_40_km_are_kept_and_others_left_out(tmp_path: Path) -> None:
    # Squares start 0, 10, 50 and 60 km from the first one's west side: its east side is at 10 km.
    frame = table([f"12010{i}2" for i in (1, 2, 3, 4)], [square(0), square(1), square(4), square(6)])
    gminas, _, count = read_boundaries(write(frame, tmp_path / "g.gpkg"), area_gminas=["1201012"])
    assert gminas["gmina_teryt"].tolist() == ["120101", "120102", "120103"]
    assert gminas["is_area"].tolist() == [True, False, False]
    assert count.left_out == {"far_away": 1}
    assert count.read == count.kept + 1


def test_order_of_rows_is_irrelevant(tmp_path: Path) -> None:
    one, _, _ = read_boundaries(write(THREE, tmp_path / "a.gpkg"))
    two, _, _ = read_boundaries(write(THREE.iloc[::-1], tmp_path / "b.gpkg"))
    assert one.to_json() == two.to_json()


def test_a_gmina_of_the_area_that_is_not_there_is_an_error_with_near_matches(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_boundaries(write(THREE, tmp_path / "g.gpkg"), area_gminas=["120103", "120101", "300101"])
    assert codes_of_problems(caught) == ["unknown_teryt", "unknown_teryt"]
    near = [dict(p.values)["near"] for p in caught.value.problems if dict(p.values)["teryt"] == "120103"]
    assert "120101 (Gmina 0)" in near[0]


def test_a_missing_code_column_names_those_that_are_there(tmp_path: Path) -> None:
    path = write(THREE.rename(columns={"JPT_KOD_JE": "ident"}), tmp_path / "g.gpkg")
    with pytest.raises(InputError) as caught:
        read_boundaries(path)
    assert codes_of_problems(caught) == ["column_missing"]
    assert "ident" in dict(caught.value.problems[0].values)["columns"]


@pytest.mark.parametrize(
    ("area", "told"), [((), ["bad_teryt"]), (("120101",), ["bad_teryt", "unknown_teryt"])]
)
def test_a_code_of_no_wojewodztwo_alone_in_the_file_is_told(
    area: tuple[str, ...], told: list[str], tmp_path: Path
) -> None:
    # Wojewodztwa have the even numbers from 02 to 32.
    path = write(table(["9901012"], [square(0)], ["Nigdzie"]).to_crs(4326), tmp_path / "g.geojson")
    with pytest.raises(InputError) as caught:
        read_boundaries(path, crs="EPSG:32632", area_gminas=area)
    assert sorted(codes_of_problems(caught)) == told
    bad = next(p for p in caught.value.problems if p.code == "bad_teryt")
    assert dict(bad.values)["value"] == "9901012"
    assert "eteryt" in bad.hint


def test_codes_of_powiats_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_boundaries(write(table(["1201", "1202"], [square(0), square(1)]), tmp_path / "g.gpkg"))
    assert codes_of_problems(caught) == ["wrong_level"]


BOW = shapely.Polygon(
    [(EAST, NORTH), (EAST + 10_000, NORTH + 10_000), (EAST + 10_000, NORTH), (EAST, NORTH + 10_000)]
)


def test_a_boundary_that_crosses_itself_is_mended_and_told(tmp_path: Path) -> None:
    gminas, problems, _ = read_boundaries(write(table(["1201012"], [BOW], ["Kokarda"]), tmp_path / "g.gpkg"))
    assert gminas.is_valid.all()
    # Two triangles of a 10 km square, each a quarter of it.
    assert gminas.area.iloc[0] == pytest.approx(5e7)
    assert [p.code for p in problems] == ["invalid_geometry"]
    values = dict(problems[0].values)
    assert values["name"] == "Kokarda"
    assert values["reason"] == "Self-intersection"
    # The crossing is at the middle of the square.
    lon, lat = (
        gpd.GeoSeries(shapely.points([[EAST + 5000, NORTH + 5000]]), crs=CRS).to_crs(4326).iloc[0].coords[0]
    )
    assert values["place"] == f"{lon:.5f}, {lat:.5f}"


def test_a_null_geometry_of_a_neighbour_is_left_out_with_a_warning(tmp_path: Path) -> None:
    path = write(table(["1201012", "1201022"], [square(0), None]), tmp_path / "g.geojson")
    gminas, problems, count = read_boundaries(path, area_gminas=["120101"], crs=CRS)
    assert gminas["gmina_teryt"].tolist() == ["120101"]
    assert count.read == count.kept + sum(count.left_out.values())
    assert all(p.severity == "warning" for p in problems)


def test_a_null_geometry_in_the_area_is_an_error(tmp_path: Path) -> None:
    path = write(table(["1201012", "1201022"], [square(0), None]), tmp_path / "g.geojson")
    for area in ((), ("120101", "120102")):
        with pytest.raises(InputError) as caught:
            read_boundaries(path, area_gminas=area)
        assert codes_of_problems(caught) == ["null_geometry"]


def test_a_file_without_any_geometry_is_one_clear_error(tmp_path: Path) -> None:
    path = write(table(["1201012", "1201022"], [None, None]), tmp_path / "g.geojson")
    with pytest.raises(InputError) as caught:
        read_boundaries(path)
    assert codes_of_problems(caught) == ["all_geometry_null"]


def test_parts_of_an_urban_rural_gmina_become_one(tmp_path: Path) -> None:
    frame = table(
        ["1201014", "1201015", "1201022"],
        [square(0, side=5_000.0), square(0).difference(square(0, side=5_000.0)), square(1)],
        ["Ryki - miasto", "Ryki - obszar wiejski", "Inna"],
    )
    gminas, problems, count = read_boundaries(write(frame, tmp_path / "g.gpkg"))
    assert gminas[["gmina_teryt", "gmina_kod", "gmina"]].values.tolist() == [
        ["120101", "1201013", "Ryki"], ["120102", "1201022", "Inna"],
    ]  # fmt: skip
    assert gminas.area.iloc[0] == pytest.approx(1e8)
    assert problems == ()
    assert count.left_out == {"merged": 1}


def test_parts_beside_the_whole_are_dropped(tmp_path: Path) -> None:
    frame = table(["1201013", "1201014"], [square(0), square(0, side=5_000.0)], ["Ryki", "Ryki"])
    gminas, _, count = read_boundaries(write(frame, tmp_path / "g.gpkg"))
    assert gminas.area.tolist() == pytest.approx([1e8])
    assert gminas["gmina_kod"].tolist() == ["1201013"]
    assert count.left_out == {"merged": 1}


def test_two_gminas_with_one_code_are_an_error(tmp_path: Path) -> None:
    path = write(table(["1201012", "1201012"], [square(0), square(1)]), tmp_path / "g.gpkg")
    with pytest.raises(InputError) as caught:
        read_boundaries(path)
    assert codes_of_problems(caught) == ["duplicate_teryt"]


def test_an_exploded_gmina_is_put_together(tmp_path: Path) -> None:
    path = write(table(["1201012", "1201012"], [square(0), square(2)], ["A", "A"]), tmp_path / "g.gpkg")
    gminas, _, _ = read_boundaries(path)
    assert gminas.area.tolist() == pytest.approx([2e8])


def test_swapped_axes_are_found_although_they_stay_in_poland(tmp_path: Path) -> None:
    swapped = THREE.set_geometry(shapely.transform(THREE.geometry.to_numpy(), lambda c: c[:, ::-1]), crs=CRS)
    for area in ((), ("120101",)):
        with pytest.raises(InputError) as caught:
            read_boundaries(write(swapped, tmp_path / "g.gpkg"), area_gminas=area)
        assert codes_of_problems(caught) == ["swapped_axes"]


def test_swapped_degrees_are_found(tmp_path: Path) -> None:
    degrees = THREE.to_crs(4326)
    swapped = degrees.set_geometry(
        shapely.transform(degrees.geometry.to_numpy(), lambda c: c[:, ::-1]), crs=4326
    )
    with pytest.raises(InputError) as caught:
        read_boundaries(write(swapped, tmp_path / "g.geojson"))
    assert codes_of_problems(caught) == ["swapped_axes"]


def test_lost_zeros_are_told_and_never_padded(tmp_path: Path) -> None:
    # Numbers instead of text; wojewodztwo 02 is around E 300 km, N 340 km.
    shapes = [shapely.box(300e3 + i, 340e3, 310e3 + i, 350e3) for i in (0, 10e3)]
    path = write(table([201011, 201023], shapes), tmp_path / "g.gpkg")
    with pytest.raises(InputError) as caught:
        read_boundaries(path)
    assert set(codes_of_problems(caught)) == {"lost_zero"}
    assert {dict(p.values)["suggestion"] for p in caught.value.problems} == {"0201011", "0201023"}


def test_a_lost_zero_outside_the_area_is_a_warning(tmp_path: Path) -> None:
    path = write(table(["1201012", "201011"], [square(0), square(1)]), tmp_path / "g.gpkg")
    gminas, problems, count = read_boundaries(path, area_gminas=["120101"])
    assert len(gminas) == 1
    assert [(p.code, p.severity) for p in problems] == [("lost_zero", "warning")]
    assert count.left_out == {"lost_zero": 1}


def test_a_file_without_crs_is_an_error(tmp_path: Path) -> None:
    path = write(THREE, tmp_path / "g.shp")
    path.with_suffix(".prj").unlink()
    with pytest.raises(InputError) as caught:
        read_boundaries(path)
    assert codes_of_problems(caught) == ["crs_missing"]


ESRI = (
    'PROJCS["ETRS_1989_UWPP_1992",GEOGCS["GCS_ETRS_1989",DATUM["D_ETRS_1989",SPHEROID["GRS_1980",6378137.0,'
    '298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],'
    'PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",-5300000.0],PARAMETER["Central_Meridian",{lon}],'
    'PARAMETER["Scale_Factor",0.9993],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)


def test_pl_1992_without_its_code_is_recognised_by_its_parameters(tmp_path: Path) -> None:
    path = write(THREE, tmp_path / "g.shp")
    path.with_suffix(".prj").write_text(ESRI.format(lon="19.0"))
    gminas, problems, _ = read_boundaries(path)
    assert gminas.area.to_list() == pytest.approx([1e8] * 3)
    assert [(p.code, p.severity) for p in problems] == [("crs_recognised", "warning")]


def test_an_unknown_crs_is_an_error(tmp_path: Path) -> None:
    path = write(THREE, tmp_path / "g.shp")
    path.with_suffix(".prj").write_text(ESRI.format(lon="19.5"))
    with pytest.raises(InputError) as caught:
        read_boundaries(path)
    assert codes_of_problems(caught) == ["crs_without_epsg"]


def test_several_problems_are_told_at_once(tmp_path: Path) -> None:
    frame = table(["1201012", "xyz", "1201032"], [square(0), square(1), None])
    with pytest.raises(InputError) as caught:
        read_boundaries(write(frame, tmp_path / "g.geojson"))
    assert set(codes_of_problems(caught)) == {"bad_teryt", "null_geometry"}


@pytest.mark.parametrize("content", [b"", b"{}", b"not a map"])
def test_a_damaged_file_is_told(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "g.geojson"
    path.write_bytes(content)
    with pytest.raises(InputError):
        read_boundaries(path)


def osm(names: Sequence[str], teryt: Sequence[str], broken: tuple[str, ...] = ()) -> Any:
    columns = {"name": list(names), "admin_level": 7, "teryt": list(teryt)}
    frame = gpd.GeoDataFrame(columns, geometry=[square(i) for i in range(len(names))], crs=CRS)
    # Only what boundaries look at.
    from mapa_uslug.contracts.tables import OsmFeatures

    blank: Any = SimpleNamespace()
    return OsmFeatures(
        blank, blank, blank, blank, blank, blank, frame, broken, blank, admin_levels={4: 1, 8: 3}
    )


def test_relations_with_teryt_keep_it() -> None:
    gminas, problems, _ = read_boundaries(osm(["A", "B"], ["1201012", "1201023"]), crs=CRS)
    assert gminas["gmina_teryt"].tolist() == ["120101", "120102"]
    assert problems == ()


def test_relations_without_teryt_get_codes_by_name() -> None:
    gminas, problems, count = read_boundaries(osm(["Vaduz", "Balzers"], ["", ""], ("Buchs",)), crs=CRS)
    assert gminas[["gmina_teryt", "gmina"]].values.tolist() == [["000001", "Balzers"], ["000002", "Vaduz"]]
    assert gminas["gmina_kod"].isna().all()
    assert sorted(p.code for p in problems) == ["cut_by_extract", "unofficial_codes"]
    assert (count.read, count.kept, count.left_out) == (3, 2, {"cut_by_extract": 1})


def test_no_relation_of_the_level_names_the_levels_there_are() -> None:
    with pytest.raises(InputError) as caught:
        read_boundaries(osm([], []), crs=CRS)
    assert codes_of_problems(caught) == ["no_boundaries"]
    assert dict(caught.value.problems[0].values)["levels"] == "4 (1), 8 (3)"


def test_an_area_of_which_nothing_is_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_boundaries(write(THREE, tmp_path / "g.gpkg"), area_gminas=["320101"])
    assert codes_of_problems(caught) == ["unknown_teryt"]
