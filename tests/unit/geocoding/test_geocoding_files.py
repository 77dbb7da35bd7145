"""Every form in which address points come gives the same index; what cannot be used is counted or told."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from hand_register import hand_gminas, hand_points, point_of, write_register

from mapa_uslug.contracts.places import AddressQuery
from mapa_uslug.core.errors import InputError
from mapa_uslug.geocoding import LocalityRow, locate, open_index

SAMPLES = [
    ("Zalewo", "ulica Szkolna", "4", "000101"),
    ("Klimkowo", "", "67", "000101"),
    ("Dąbrowa", "", "1", "000201"),
]


def _frame(names: dict[str, str], *, in_degrees: bool = False) -> gpd.GeoDataFrame:
    points = hand_points()
    columns = {header: [getattr(p, field) for p in points] for field, header in names.items()}
    xy = [(p.lon, p.lat) if in_degrees else (p.x, p.y) for p in points]
    geometry = gpd.points_from_xy([x for x, _ in xy], [y for _, y in xy])
    return gpd.GeoDataFrame(columns, geometry=geometry, crs="EPSG:4326" if in_degrees else "EPSG:2180")


NEW = {
    "gmina": "NAZWA_GMINY", "gmina_teryt": "ID_GMINY", "locality": "NAZWA_MIEJSCOWOSCI", "simc": "ID_MIEJSCOWOSCI",
    "street": "NAZWA_ULICY", "number": "NUMER_PORZADKOWY", "postcode": "KOD_POCZTOWY",
}  # fmt: skip
SECOND = {
    "gmina_teryt": "TERYT",
    "postcode": "PNA",
    "locality": "SIMC_nazwa",
    "street": "ULIC_nazwa",
    "number": "Numer",
}
OLD = {"gmina_teryt": "teryt", "locality": "miejscowosc", "street": "ulica", "number": "numer"}


def _write(path: Path, names: dict[str, str]) -> Path:
    if path.suffix == ".parquet":
        _frame(names).to_parquet(path)
    elif path.suffix == ".csv":
        frame = _frame(names)
        frame["wkt"] = frame.geometry.to_wkt()
        frame.drop(columns="geometry").to_csv(path, sep=";", index=False, encoding="utf-8-sig")
    else:
        driver = {".gpkg": "GPKG", ".shp": "ESRI Shapefile", ".geojson": "GeoJSON", ".gml": "GML"}[
            path.suffix
        ]
        _frame(names, in_degrees=path.suffix == ".geojson").to_file(path, driver=driver)
    return path


@pytest.mark.parametrize("names", [NEW, SECOND, OLD], ids=["new", "second", "old"])
@pytest.mark.parametrize("suffix", [".gpkg", ".shp", ".geojson", ".gml", ".parquet", ".csv"])
@pytest.mark.filterwarnings("ignore:Column names longer", "ignore:Normalized")
def test_every_form_gives_the_same_places(tmp_path, names, suffix):
    index = open_index([_write(tmp_path / f"punkty{suffix}", names)], folder=tmp_path)
    assert (index.count.read, index.count.kept, index.count.left_out) == (36, 36, {})
    assert index.problems == ()
    for locality, street, number, gmina in SAMPLES:
        query = AddressQuery(locality=locality, street=street, number=number, gmina_teryt=gmina)
        (found,) = locate([query], index=index, gminas=None)
        point = point_of(locality, street, number, gmina)
        assert found.best.quality == "punkt_adresowy"
        assert (found.best.lon, found.best.lat) == pytest.approx((point.lon, point.lat), abs=2e-7)
        assert found.best.gmina_teryt == gmina


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("MIEJSCOWOSC,ULICA,NUMER,LON,LAT", "Zalewo,Szkolna,4,{lon},{lat}"),
        ("miejscowość;ulica;numer;x;y", "Zalewo;Szkolna;4;{x};{y}"),
        ("miejscowosc\tulica\tnr\tlon\tlat", "Zalewo\tSzkolna\t4\t{lon_comma}\t{lat_comma}"),
        ("miejscowosc;ulica;nr;lat;lon", "Zalewo;Szkolna;4;{lon};{lat}"),
        ("miejscowosc;ulica;nr;WKT", "Zalewo;Szkolna;4;SRID=4326;POINT ({lon} {lat})"),
    ],
    ids=["degrees", "metres", "decimal-comma", "swapped-degrees", "wkt"],
)
def test_csv_coordinates_of_every_kind_are_understood(tmp_path, header, row):
    point = point_of("Zalewo", "ulica Szkolna", "4")
    commas = {f"{k}_comma": str(getattr(point, k)).replace(".", ",") for k in ("lon", "lat")}
    text = row.format(x=point.x, y=point.y, lon=point.lon, lat=point.lat, **commas)
    if "SRID" in text:
        text = text.replace("SRID=4326;POINT", '"SRID=4326;POINT') + '"'
    path = tmp_path / "a.csv"
    path.write_text(f"{header}\n{text}\n", encoding="cp1250")
    index = open_index([path], folder=tmp_path)
    (found,) = locate(
        [AddressQuery(locality="Zalewo", street="Szkolna", number="4")], index=index, gminas=None
    )
    assert (found.best.lon, found.best.lat) == pytest.approx((point.lon, point.lat), abs=1e-6)
    assert [p.code for p in index.problems] == (["swapped_axes"] if "lat;lon" in header else [])


def test_swapped_axes_of_metres_are_seen_by_the_gminas_and_told_once(tmp_path):
    path = write_register(tmp_path / "a.csv", is_swapped=True)
    index = open_index([path], gminas=hand_gminas(), folder=tmp_path)
    assert [(p.code, p.severity, p.where) for p in index.problems] == [("swapped_axes", "warning", "a.csv")]
    (found,) = locate([AddressQuery(locality="Klimkowo", number="67")], index=index, gminas=None)
    point = point_of("Klimkowo", "", "67")
    assert (found.best.lon, found.best.lat) == pytest.approx((point.lon, point.lat), abs=1e-7)


def test_rows_that_cannot_be_used_are_counted_by_reason(tmp_path):
    lines = [
        "miejscowosc;ulica;numer;lon;lat",
        "Zalewo;Polna;1;19.0;52.0",
        "Zalewo;Polna;1;19.001;52.0",
        "Zalewo;ul. Polna; 1 ;19.0;52.0",
        "Zalewo;Polna;;19.0;52.0",
        "Zalewo;Polna;bn;19.0;52.0",
        "Zalewo;Polna;2;;",
        "Zalewo;Polna;3;19.0;152.0",
        ";;4;19.0;52.0",
        "Zalewo;Polna;5;7;19.0;52.0"[:0] + '"Zalewo";Polna;"5;7";19.0;52.0',
    ]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    index = open_index([path], folder=tmp_path)
    count = index.count
    # Ten addresses: the last row holds two.
    assert (count.read, count.kept) == (10, 3)
    assert count.left_out == {"duplicate": 2, "no_geometry": 2, "no_locality": 1, "no_number": 2}
    (found,) = locate([AddressQuery(locality="Zalewo", street="Polna", number="1")], index=index, gminas=None)
    # The western one of two points 68.6 m apart is kept and knows of the other.
    assert found.best.lon == 19.0
    assert found.best.radius_m == pytest.approx(68.46, abs=0.1)


def test_null_geometry_is_left_out(tmp_path):
    frame = _frame(NEW)
    frame.loc[0, "geometry"] = None
    frame.to_file(tmp_path / "a.gpkg")
    index = open_index([tmp_path / "a.gpkg"], folder=tmp_path)
    assert (index.count.read, index.count.kept, index.count.left_out) == (36, 35, {"no_geometry": 1})


def test_everything_wrong_is_told_at_once(tmp_path):
    (tmp_path / "b.csv").write_text("imie;nazwisko\nA;B\n", encoding="utf-8")
    (tmp_path / "c.docx").write_bytes(b"PK")
    (tmp_path / "d.csv").write_text("miejscowosc;numer\nZalewo;1\n", encoding="utf-8")
    (tmp_path / "e.gpkg").write_bytes(b"no geopackage")
    (tmp_path / "f.parquet").write_bytes(b"no parquet")
    (tmp_path / "g.osm.pbf").write_bytes(b"")
    with pytest.raises(InputError) as caught:
        open_index(
            [tmp_path / n for n in ("b.csv", "c.docx", "d.csv", "e.gpkg", "f.parquet", "g.osm.pbf")],
            folder=tmp_path,
        )
    assert {(p.where, p.code) for p in caught.value.problems} == {
        ("b.csv", "no_address_columns"), ("c.docx", "address_format"), ("d.csv", "no_coordinates"),
        ("e.gpkg", "vector_unreadable"), ("f.parquet", "address_unreadable"), ("g.osm.pbf", "no_osm_reader"),
    }  # fmt: skip
    told = next(p for p in caught.value.problems if p.where == "b.csv")
    assert dict(told.values) == {"missing": "NAZWA_MIEJSCOWOSCI, NUMER_PORZADKOWY", "found": "imie, nazwisko"}


def test_missing_files_are_told_together(tmp_path):
    with pytest.raises(InputError) as caught:
        open_index([tmp_path / "a.csv", tmp_path / "b.gpkg"], folder=tmp_path)
    assert [p.code for p in caught.value.problems] == ["file_missing"] * 2


def test_no_address_at_all_is_an_error(tmp_path):
    (tmp_path / "a.csv").write_text("miejscowosc;numer;lon;lat\nZalewo;;19;52\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        open_index([tmp_path / "a.csv"], folder=tmp_path)
    assert [p.code for p in caught.value.problems] == ["no_addresses"]
    assert list(tmp_path.glob("*.sqlite")) == []


def test_codes_that_cannot_be_read_are_told_and_the_polygons_decide(tmp_path):
    point = point_of("Zalesie", "", "5")
    text = f"teryt;miejscowosc;numer;lon;lat\n20101;Zalesie;5;{point.lon};{point.lat}\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    index = open_index([tmp_path / "a.csv"], gminas=hand_gminas(), folder=tmp_path)
    assert [(p.code, dict(p.values)) for p in index.problems] == [("address_codes", {"count": "1"})]
    (found,) = locate([AddressQuery(locality="Zalesie", number="5")], index=index, gminas=None)
    assert found.best.gmina_teryt == "000102"


def test_an_index_is_built_once_for_a_content_and_anew_when_damaged(tmp_path):
    path, folder = write_register(tmp_path / "a.csv"), tmp_path / "kept"
    first = open_index([path], folder=folder).path
    written = first.stat().st_mtime_ns
    assert open_index([path], folder=folder).path == first
    assert first.stat().st_mtime_ns == written
    first.write_bytes(b"damaged")
    assert open_index([path], folder=folder).count.kept == 36
    with sqlite3.connect(first) as base:
        (form,) = base.execute("SELECT value FROM meta WHERE key='format'").fetchone()
        base.execute("UPDATE meta SET value='0' WHERE key='format'")
    assert open_index([path], folder=folder).count.kept == 36
    with sqlite3.connect(first) as base:
        assert base.execute("SELECT value FROM meta WHERE key='format'").fetchone() == (form,)
    write_register(path, hand_points()[:-1])
    assert open_index([path], folder=folder).path != first
    assert sorted(p.suffix for p in folder.iterdir()) == [".sqlite", ".sqlite"]


def test_the_order_of_rows_and_files_does_not_matter(tmp_path):
    points = hand_points()
    one = open_index([write_register(tmp_path / "a.csv", points)], folder=tmp_path / "one")
    write_register(tmp_path / "b.csv", points[::-2])
    write_register(tmp_path / "c.csv", points[::-1][1::2])
    two = open_index([tmp_path / "c.csv", tmp_path / "b.csv"], folder=tmp_path / "two")
    tables = ("SELECT id, key, name, gmina_id, simc, lon, lat, radius_m, addresses FROM locality ORDER BY id",
              "SELECT * FROM street ORDER BY id", "SELECT locality_id, street_id, number, lon, lat FROM address",
              "SELECT * FROM gmina", "SELECT * FROM postcode", "SELECT * FROM postcode_locality")  # fmt: skip
    for table in tables:
        with sqlite3.connect(one.path) as a, sqlite3.connect(two.path) as b:
            assert a.execute(table).fetchall() == b.execute(table).fetchall()


def test_the_official_list_names_villages_that_have_no_address(tmp_path):
    lines = [
        "WOJ;POW;GMI;RODZ_GMI;RM;MZ;NAZWA;SYM;SYMPOD;STAN_NA",
        "00;01;01;2;01;1;Klimkowo;1000003;1000003;2026-01-01",
        "00;01;01;2;00;1;Klimkowo Górne;1000031;1000003;2026-01-01",
        "00;01;01;2;01;1;Pustki;1000099;1000099;2026-01-01",
        "00;01;01;2;01;1;;1000098;1000098;2026-01-01",
        "00;01;77;9;01;1;Zalewo-Podgórze;1000097;1000097;2026-01-01",
        "00;09;01;2;01;1;Obcowo;9000001;9000001;2026-01-01",
    ]
    (tmp_path / "SIMC.csv").write_text("\ufeff" + "\n".join(lines), encoding="utf-8")
    index = open_index(
        [write_register(tmp_path / "a.csv"), tmp_path / "SIMC.csv"], gminas=hand_gminas(), folder=tmp_path
    )
    part, lone = locate(
        [AddressQuery(locality="Klimkowo Górne", number="5"), AddressQuery(locality="Pustki")],
        index=index,
        gminas=None,
    )
    middle = point_of("Klimkowo", "", "12"), point_of("Klimkowo", "", "67")
    assert (part.best.quality, part.problem) == ("miejscowosc", "number_unknown")
    assert part.best.lon == pytest.approx((middle[0].lon + middle[1].lon) / 2, abs=1e-7)
    assert (lone.best.quality, lone.best.radius_m) == ("miejscowosc", pytest.approx(7071.07, abs=0.1))
    # One row has no name, the gmina of one is not known; a part of a city belongs to the city.
    assert [(p.code, dict(p.values)["count"]) for p in index.problems] == [
        ("locality_rows", "1"),
        ("localities_unplaced", "1"),
    ]
    (district,) = locate([AddressQuery(locality="Zalewo-Podgórze")], index=index, gminas=None)
    assert district.best.gmina_teryt == "000101"


def test_listed_localities_may_be_given_as_rows(tmp_path):
    rows = [LocalityRow("1000099", "Pustki", "000101")]
    index = open_index(
        [write_register(tmp_path / "a.csv")], gminas=hand_gminas(), localities=rows, folder=tmp_path
    )
    (found,) = locate([AddressQuery(locality="Pustki")], index=index, gminas=None)
    assert found.best.quality == "miejscowosc"


def test_houses_of_one_name_far_apart_are_two_places_where_no_gmina_is_told(tmp_path):
    rows = [f"Nowa Wieś;{i};{lon + i / 1000:.4f};52.0" for lon in (17.0, 20.0) for i in range(1, 6)]
    (tmp_path / "a.csv").write_text("\n".join(["miejscowosc;numer;lon;lat", *rows]), encoding="utf-8")
    index = open_index([tmp_path / "a.csv"], folder=tmp_path)
    (found,) = locate([AddressQuery(locality="Nowa Wieś", number="3")], index=index, gminas=None)
    assert (found.best, found.problem, len(found.candidates)) == (None, "ambiguous", 2)
    assert pd.Series([c.radius_m for c in found.candidates]).eq(30.0).all()


def test_a_part_of_a_village_finds_its_village_by_name_where_addresses_have_no_identifiers(tmp_path):
    rows = [
        LocalityRow("1000003", "Klimkowo", "000101"),
        LocalityRow("1000031", "Klimkowo Górne", "000101", "1000003"),
    ]
    path = _write(tmp_path / "a.csv", OLD)
    index = open_index([path], gminas=hand_gminas(), localities=rows, folder=tmp_path)
    (part,) = locate([AddressQuery(locality="Klimkowo Górne")], index=index, gminas=None)
    assert (part.best.quality, part.best.radius_m) == ("miejscowosc", 2000.0)
    assert part.best.lat == pytest.approx(point_of("Klimkowo", "", "12").lat, abs=1e-4)


def test_name_and_powiat_stand_against_the_code_of_a_namesake(tmp_path):
    rows = [
        "teryt;gmina;miejscowosc;numer;lon;lat",
        "000101;Zalewo;Zalewo;1;15.0;52.0",
        "000102;Nowe;Lipno;1;15.1;52.0",
        "000201;Górno;Górno;1;20.0;52.0",
        "000202;Nowe;Lipno;1;20.1;52.0",
    ]
    (tmp_path / "a.csv").write_text("\n".join(rows), encoding="utf-8")
    index = open_index([tmp_path / "a.csv"], folder=tmp_path)
    parts = {"locality": "Lipno", "number": "1", "gmina": "Nowe", "gmina_teryt": "000102"}
    (told, silent) = locate(
        [AddressQuery(**parts, powiat="górnowski"), AddressQuery(**parts)], index=index, gminas=None
    )
    assert (told.best.lon, silent.best.lon) == (20.1, 15.1)
