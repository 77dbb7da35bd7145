from __future__ import annotations

import csv
import datetime
import math
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from mapa_uslug.catalog import Catalog, read_catalog
from mapa_uslug.contracts.sheet import COLUMN_NAMES
from mapa_uslug.core.errors import InputError
from mapa_uslug.core.safe_cells import restore_text, safe_text
from mapa_uslug.registry import read_services
from mapa_uslug.registry.official import writing
from mapa_uslug.registry.official.cell_values import NUMBER_COLUMNS, cell_value, number_text, rows_of_cells
from mapa_uslug.registry.official.plain_workbook import write_plain_workbook
from mapa_uslug.registry.official.writing import write_sheet
from mapa_uslug.registry.tables.workbooks import read_tables

NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
HOSTILE = ["=1+1", "+48 12 345 67 89", "-5", "@SUMA(A1:A9)", '=HYPERLINK("http://a.example";"b")', "＝1", "'=1", '"=1"', "#N/A",
           "=", "_x0041_", "0012", "1e5", "TRUE", "2026-09-30", "8-12", "1/3"]  # fmt: skip


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return read_catalog()


def as_read(path: Path) -> list[dict[str, Any]]:
    """Rows of the first sheet as python-calamine, which shares no code with the writer, finds them."""
    header, *rows = (
        CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    )
    return [dict(zip(header, row, strict=True)) for row in rows]


def as_read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    return [{k: restore_text(v) for k, v in row.items()} for row in rows]


def sheet_xml(path: Path) -> ET.Element:
    return ET.fromstring(zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml"))


def service(**cells: Any) -> pd.DataFrame:
    return pd.DataFrame(
        [{"usluga_id": "U-1", "nazwa": "Dom", "usluga_kod": "DDP", "teryt7": "0860011"} | cells], dtype=object
    )


def test_official_columns_stand_in_official_order(tmp_path: Path, catalog: Catalog) -> None:
    rows = service(wrazliwosc="0", nazwa="Dom")[["wrazliwosc", "nazwa", "usluga_id"]]
    book = write_sheet(rows, tmp_path / "u.xlsx", catalog=catalog)
    table = write_sheet(rows, tmp_path / "u.csv", catalog=catalog)
    assert tuple(as_read(book)[0]) == tuple(as_read_csv(table)[0]) == COLUMN_NAMES
    filled = {"usluga_id": "U-1", "nazwa": "Dom", "wrazliwosc": "0"}
    assert {k: v for k, v in as_read(book)[0].items() if v != ""} == filled
    assert {k: v for k, v in as_read_csv(table)[0].items() if v != ""} == filled


def test_hostile_text_comes_back_and_is_no_formula(tmp_path: Path, catalog: Catalog) -> None:
    rows = pd.concat([service(kontakt_rola=v, nr=v, pojemnosc=v) for v in HOSTILE], ignore_index=True)
    book = write_sheet(rows, tmp_path / "u.xlsx", catalog=catalog)
    back = as_read(book)
    assert [r["kontakt_rola"] for r in back] == [r["nr"] for r in back] == HOSTILE
    # In a column of numbers only what is a number becomes one.
    assert [r["pojemnosc"] for r in back] == [{"-5": -5.0, "0012": 12.0}.get(v, v) for v in HOSTILE]
    assert [
        r["kontakt_rola"] for r in as_read_csv(write_sheet(rows, tmp_path / "u.csv", catalog=catalog))
    ] == HOSTILE
    tree = sheet_xml(book)
    assert not tree.findall(".//m:f", NS)
    column = re.compile(rf"{openpyxl.utils.get_column_letter(COLUMN_NAMES.index('kontakt_rola') + 1)}\d+")
    cells = [c for c in tree.findall(".//m:c", NS) if column.fullmatch(c.attrib["r"])]
    assert {c.attrib["t"] for c in cells} == {"inlineStr"}


def test_what_looks_like_a_formula_is_marked_as_quoted_text(tmp_path: Path, catalog: Catalog) -> None:
    rows = pd.concat([service(nazwa=v) for v in ("=1+1", "Dom", "-5")], ignore_index=True)
    sheet = openpyxl.load_workbook(write_sheet(rows, tmp_path / "u.xlsx", catalog=catalog)).worksheets[0]
    assert [(c.value, c.data_type, c.quotePrefix, c.number_format) for c in sheet["C"][1:]] == [
        ("=1+1", "s", True, "@"), ("Dom", "s", False, "@"), ("-5", "s", True, "@"),
    ]  # fmt: skip


def test_no_field_of_a_csv_begins_with_a_sign_but_numbers(tmp_path: Path, catalog: Catalog) -> None:
    rows = pd.concat([service(kontakt_rola=v, lon=-5.25) for v in HOSTILE], ignore_index=True)
    with write_sheet(rows, tmp_path / "u.csv", catalog=catalog).open(
        encoding="utf-8-sig", newline=""
    ) as stream:
        fields = [field for row in csv.reader(stream, delimiter=";") for field in row]
    assert {f for f in fields if f.startswith(tuple("=+-@＝"))} == {"-5,25"}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(exclude_categories=()), max_size=30), min_size=1, max_size=12))
@example(["\t=1", " x ", "\x00", "a\r\nb", "\ud800", "_x000D_"])
def test_any_text_comes_back(tmp_path: Path, catalog: Catalog, texts: list[str]) -> None:
    rows = pd.concat([service(zrodlo=t) for t in texts], ignore_index=True)
    expected = [safe_text(t) for t in texts]
    assert [r["zrodlo"] for r in as_read(write_sheet(rows, tmp_path / "u.xlsx", catalog=catalog))] == expected
    assert [
        r["zrodlo"] for r in as_read_csv(write_sheet(rows, tmp_path / "u.csv", catalog=catalog))
    ] == expected


def test_our_reader_gives_back_what_was_written(tmp_path: Path, catalog: Catalog) -> None:
    cells = {"nazwa": "=1+1", "kontakt_rola": "+48 12 345 67 89", "nr": "-5", "kod": "05-100", "simc": "0012345", "lon": -5.5, "lat": 52.1034,
             "krs_regon": "0000123456", "pojemnosc": 30, "teryt_rok": "2026"}  # fmt: skip
    (table,) = (
        t
        for t in read_tables(write_sheet(service(**cells), tmp_path / "u.xlsx", catalog=catalog))
        if t.sheet == "Usługi"
    )
    assert table.headers == COLUMN_NAMES
    read = dict(zip(table.headers, table.rows[0].cells, strict=True))
    assert {k: read[k] for k in cells} == {k: str(v) for k, v in cells.items()}


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("pojemnosc", "30", 30), ("pojemnosc", "1 200,5", 1200.5), ("pojemnosc", "1\u00a0200", 1200), ("pojemnosc", "-2,50", -2.5),
        ("pojemnosc", "ok. 30", "ok. 30"), ("pojemnosc", "30 + 5", "30 + 5"), ("pojemnosc", "12 34", "12 34"), ("pojemnosc", "1e5", "1e5"),
        ("pojemnosc", "١٢", "١٢"), ("pojemnosc", "1234567890123456", "1234567890123456"), ("pojemnosc", 30.0, 30),
        ("pojemnosc", math.inf, "inf"), ("lat", "52.1034", 52.1034), ("lat", 52.1034, 52.1034), ("lon", float("nan"), ""),
        ("teryt7", "0860011", "0860011"), ("teryt_rok", 2026.0, "2026"), ("wiek_od", 60, "60"), ("kod", None, ""), ("nr", pd.NA, ""),
        ("dowoz", True, "tak"), ("dowoz", False, "nie"), ("data_stanu", pd.NaT, ""), ("data_stanu", pd.Timestamp(2026, 9, 30), "2026-09-30"),
        ("data_stanu", datetime.date(2026, 9, 30), "2026-09-30"), ("simc", 12345, "12345"), ("kadra_etaty", "2,5", 2.5),
    ],
)  # fmt: skip
def test_what_stands_in_a_cell(column: str, value: object, expected: object) -> None:
    got = cell_value(column, value)
    assert (got, type(got)) == (expected, type(expected))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_in_a_csv_are_exact_and_polish(value: float) -> None:
    written = number_text(value)
    assert re.fullmatch(r"-?\d+(,\d+)?", written)
    assert float(written.replace(",", ".")) == value


@pytest.mark.parametrize("name", sorted(NUMBER_COLUMNS))
def test_columns_of_numbers_hold_numbers(tmp_path: Path, catalog: Catalog, name: str) -> None:
    path = write_sheet(service(**{name: "12,5"}), tmp_path / "u.xlsx", catalog=catalog)
    assert as_read(path)[0][name] == 12.5
    assert (
        as_read_csv(write_sheet(service(**{name: "12.5"}), tmp_path / "u.csv", catalog=catalog))[0][name]
        == "12,5"
    )


@pytest.mark.parametrize("name", ["u.xlsx", "u.csv"])
def test_equal_rows_give_equal_bytes(tmp_path: Path, catalog: Catalog, name: str) -> None:
    rows = pd.concat([service(), service(nazwa="=1", lat=52.1)], ignore_index=True)
    first = write_sheet(rows, tmp_path / "a" / name, catalog=catalog).read_bytes()
    assert write_sheet(rows[rows.columns[::-1]], tmp_path / "b" / name, catalog=catalog).read_bytes() == first
    assert write_sheet(service(), tmp_path / "c" / name, catalog=catalog).read_bytes() != first


def test_a_workbook_bears_no_date_of_its_making(tmp_path: Path, catalog: Catalog) -> None:
    with zipfile.ZipFile(write_sheet(service(), tmp_path / "u.xlsx", catalog=catalog)) as archive:
        assert {i.date_time for i in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}
        assert {(i.create_system, i.external_attr) for i in archive.infolist()} == {(3, 0o600 << 16)}
        core = archive.read("docProps/core.xml").decode()
        assert archive.testzip() is None
    assert set(re.findall(r"\d{4}-\d\d-\d\dT", core)) == {"2000-01-01T"}


def test_excel_is_kept_from_turning_codes_into_numbers(tmp_path: Path, catalog: Catalog) -> None:
    tree = sheet_xml(write_sheet(service(), tmp_path / "u.xlsx", catalog=catalog))
    tags = [child.tag.partition("}")[2] for child in tree]
    # The order of CT_Worksheet; a program may refuse a sheet that breaks it.
    assert tags == ["sheetPr", "sheetViews", "sheetFormatPr", "cols", "sheetData", "autoFilter", "dataValidations", "pageMargins",
                    "pageSetup", "headerFooter", "ignoredErrors", "legacyDrawing"]  # fmt: skip
    ignored = tree.find("m:ignoredErrors/m:ignoredError", NS)
    assert ignored is not None
    assert ignored.attrib == {"sqref": "A1:BB1048576", "numberStoredAsText": "1"}


def test_filter_and_panes_fit_the_rows(tmp_path: Path, catalog: Catalog) -> None:
    rows = pd.concat([service(usluga_id=f"U-{i}") for i in range(5)], ignore_index=True)
    sheet = openpyxl.load_workbook(write_sheet(rows, tmp_path / "u.xlsx", catalog=catalog)).worksheets[0]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("D2", "A1:BB6", "$1:$1")
    assert len(sheet.data_validations.dataValidation) > 10


def test_no_rows_make_a_sheet_of_headers(tmp_path: Path, catalog: Catalog) -> None:
    path = write_sheet(pd.DataFrame(columns=["nazwa"]), tmp_path / "u.xlsx", catalog=catalog)
    assert openpyxl.load_workbook(path).worksheets[0].max_row == 1
    text = write_sheet(pd.DataFrame(), tmp_path / "u.csv", catalog=catalog).read_bytes()
    assert text == b"\xef\xbb\xbf" + ";".join(COLUMN_NAMES).encode() + b"\r\n"


def test_a_foreign_column_is_refused(tmp_path: Path, catalog: Catalog) -> None:
    with pytest.raises(ValueError, match="PESEL"):
        write_sheet(service(PESEL="1"), tmp_path / "u.xlsx", catalog=catalog)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["u.xls", "u.ods", "u"])
def test_another_ending_is_refused(tmp_path: Path, catalog: Catalog, name: str) -> None:
    with pytest.raises(InputError) as caught:
        write_sheet(service(), tmp_path / name, catalog=catalog)
    assert [(p.code, p.where) for p in caught.value.problems] == [("suffix", name)]


def test_more_rows_than_a_workbook_holds_are_refused(tmp_path: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr(writing, "LAST_ROW", 4)
    rows = [service(usluga_id=f"U-{i}") for i in range(4)]
    write_sheet(pd.concat(rows[:3]), tmp_path / "u.xlsx", catalog=catalog)
    with pytest.raises(InputError) as caught:
        write_sheet(pd.concat(rows), tmp_path / "v.xlsx", catalog=catalog)
    assert [p.code for p in caught.value.problems] == ["too_many_rows"]
    write_sheet(pd.concat(rows), tmp_path / "v.csv", catalog=catalog)


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ({"usluga_kod": "SOW"}, "SOW"),
        ({"usluga_kod": "coś", "nazwa": "Hostel dla osób doznających przemocy"}, "przemoc"),
        ({"wrazliwosc": "2"}, "DDP"),
        ({"wrazliwosc": 2.0}, "DDP"),
    ],
)
@pytest.mark.parametrize("name", ["u.xlsx", "u.csv"])
def test_rows_that_are_never_kept_are_not_written(
    tmp_path: Path, catalog: Catalog, cells: dict[str, Any], kind: str, name: str
) -> None:
    rows = pd.concat([service(), service(ulica="Ukryta", nr="9", **cells)], ignore_index=True)
    with pytest.raises(InputError) as caught:
        write_sheet(rows, tmp_path / name, catalog=catalog)
    (problem,) = caught.value.problems
    assert (problem.code, dict(problem.values)) == ("never_kept", {"kind": kind, "count": "1"})
    assert "Ukryta" not in repr(problem)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["u.xlsx", "u.csv"])
def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, catalog: Catalog, name: str, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    path = write_sheet(service(), tmp_path / name, catalog=catalog)
    before = path.read_bytes()

    def break_off(rows: pd.DataFrame) -> Iterator[list[Any]]:
        yield next(rows_of_cells(rows))
        raise OSError("disk full")

    monkeypatch.setattr(writing, "rows_of_cells", break_off)
    with pytest.raises(OSError, match="disk full"):
        write_sheet(service(lat=52.1), path, catalog=catalog)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_a_write_that_fails_before_its_rows_closes_what_it_opened(tmp_path: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    def break_off(*_: object) -> None:
        raise OSError("no memory")

    monkeypatch.setattr(writing, "add_guides", break_off)
    with pytest.raises(OSError, match="no memory"):
        write_sheet(service(), tmp_path / "u.xlsx", catalog=catalog)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["u.xlsx", "u.csv"])
def test_a_written_sheet_is_read_as_services(tmp_path: Path, catalog: Catalog, name: str) -> None:
    gminas = gpd.GeoDataFrame({"gmina_teryt": ["086001"], "gmina_kod": "", "gmina": ["Zalewo"], "is_area": True},
                              geometry=[shapely.box(15.0, 52.0, 15.4, 52.2)], crs="EPSG:4326").to_crs("EPSG:2180")  # fmt: skip
    cells = {
        "lat": 52.1034,
        "lon": 15.2211,
        "pojemnosc": 12.5,
        "jednostka": "miejsca",
        "ulica": "Szkolna",
        "nr": "4",
    }
    path = write_sheet(service(**cells), tmp_path / name, catalog=catalog)
    registry = read_services([path], catalog=catalog, gminas=gminas, crs="EPSG:2180")
    assert not registry.problems
    row = registry.located.iloc[0]
    assert (row["service_id"], row["gmina_teryt"], row["capacity"], row["address"]) == (
        "U-1",
        "086001",
        12.5,
        "Szkolna 4",
    )
    point = registry.located.to_crs("EPSG:4326").geometry.iloc[0]
    assert (round(point.y, 6), round(point.x, 6)) == (52.1034, 15.2211)


def test_any_table_is_written_as_it_is(tmp_path: Path) -> None:
    table = pd.DataFrame(
        {"nazwa": ["=1+1", "0012", ""], "promień": [30.0, math.nan, 0.5], "mieszane": [None, 7, "-5"]},
        dtype=object,
    )
    path = tmp_path / "t.xlsx"
    write_plain_workbook(table, path)
    header, *rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert header == ["nazwa", "promień", "mieszane"]
    assert rows == [["=1+1", 30.0, ""], ["0012", "", 7.0], ["", 0.5, "-5"]]
    assert not sheet_xml(path).findall(".//m:f", NS)
    write_plain_workbook(table, tmp_path / "b" / "t.xlsx")
    assert (tmp_path / "b" / "t.xlsx").read_bytes() == path.read_bytes()
