from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from mapa_uslug.catalog import Catalog, read_catalog
from mapa_uslug.contracts.sheet import COLUMN_NAMES, EXAMPLE_ID, REQUIRED_COLUMNS, SHEET_COLUMNS, is_example
from mapa_uslug.core.errors import InputError
from mapa_uslug.registry import read_services
from mapa_uslug.registry.official.cell_values import DATE_COLUMNS, NUMBER_COLUMNS
from mapa_uslug.registry.official.template import write_template
from mapa_uslug.registry.official.workbook_guides import GUIDE_SHEETS
from mapa_uslug.registry.official.workbook_style import THEMES
from mapa_uslug.registry.official.workbook_texts import MEANINGS
from mapa_uslug.registry.tables.workbooks import read_tables

CRS = "EPSG:2180"
CHOSEN = {c.name: c.choices for c in SHEET_COLUMNS if c.choices}


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return read_catalog()


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory, catalog: Catalog) -> Path:
    return write_template(tmp_path_factory.mktemp("template") / "arkusz.xlsx", catalog=catalog)


@pytest.fixture(scope="module")
def book(path: Path) -> Any:
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="module")
def rules(book: Any) -> dict[str, DataValidation]:
    """Rule by official column."""
    found = book["Usługi"].data_validations.dataValidation
    letters = {get_column_letter(i): name for i, name in enumerate(COLUMN_NAMES, start=1)}
    return {letters[str(rule.sqref).split("2:")[0]]: rule for rule in found}


def choices_of(book: Any, formula: str) -> list[str]:
    """Cells that the formula of a list points to."""
    match = re.fullmatch(r"(\w+)!\$([A-Z]+)\$(\d+):\$\2\$(\d+)", formula)
    assert match, formula
    sheet = book[match[1]]
    return [sheet[f"{match[2]}{row}"].value for row in range(int(match[3]), int(match[4]) + 1)]


def test_sheets_and_headers(book: Any) -> None:
    assert book.sheetnames == ["Usługi", *GUIDE_SHEETS] == ["Usługi", "Katalog", "Listy", "Instrukcja"]
    assert tuple(c.value for c in book["Usługi"][1]) == COLUMN_NAMES
    assert book["Usługi"].max_row == 2


def test_two_writes_are_equal(tmp_path: Path, path: Path, catalog: Catalog) -> None:
    assert write_template(tmp_path / "inny.xlsx", catalog=catalog).read_bytes() == path.read_bytes()


def test_every_list_offers_what_the_contract_names(
    book: Any, rules: dict[str, DataValidation], catalog: Catalog
) -> None:
    lists = {
        name: tuple(choices_of(book, rule.formula1)) for name, rule in rules.items() if rule.type == "list"
    }
    assert lists == CHOSEN | {"usluga_kod": tuple(t.code for t in catalog.types)}


def test_lists_follow_the_catalog(tmp_path: Path, catalog: Catalog) -> None:
    small = catalog.model_copy(update={"types": catalog.types[:2]})
    book = openpyxl.load_workbook(write_template(tmp_path / "t.xlsx", catalog=small))
    rule = next(r for r in book["Usługi"].data_validations.dataValidation if r.formula1.startswith("Katalog"))
    assert choices_of(book, rule.formula1) == [t.code for t in small.types]
    assert [c.value for c in book["Katalog"]["A"]] == ["kod", *(t.code for t in small.types)]


def test_only_sensitivity_refuses_other_values(rules: dict[str, DataValidation]) -> None:
    assert {name: rule.errorStyle for name, rule in rules.items() if rule.errorStyle != "warning"} == {
        "wrazliwosc": "stop"
    }
    assert all(
        rule.showErrorMessage and not rule.showDropDown and rule.allow_blank for rule in rules.values()
    )


def test_rules_hold_in_all_rows_below_the_headers(rules: dict[str, DataValidation]) -> None:
    for name, rule in rules.items():
        letter = get_column_letter(COLUMN_NAMES.index(name) + 1)
        assert str(rule.sqref) == f"{letter}2:{letter}1048576"


def test_texts_of_rules_are_as_short_as_excel_demands(rules: dict[str, DataValidation]) -> None:
    for rule in rules.values():
        assert 0 < len(rule.error) <= 255
        assert 0 < len(rule.errorTitle) <= 32
        assert len(rule.prompt or "") <= 255
        assert len(rule.promptTitle or "") <= 32


def test_swapped_degrees_are_questioned(rules: dict[str, DataValidation]) -> None:
    limits = {n: (float(rules[n].formula1), float(rules[n].formula2)) for n in ("lat", "lon")}
    assert limits["lat"][0] < 49.0 < 54.9 < limits["lat"][1]
    assert limits["lon"][0] < 14.2 < 24.1 < limits["lon"][1]
    assert limits["lon"][1] < limits["lat"][0]


def test_dates_are_checked_as_dates(rules: dict[str, DataValidation]) -> None:
    days = {name for name, rule in rules.items() if rule.type == "date"}
    assert days == DATE_COLUMNS == {c.name for c in SHEET_COLUMNS if "RRRR-MM-DD" in c.meaning}
    epoch = pd.Timestamp("1899-12-30")
    assert {(epoch + pd.Timedelta(days=int(rules[n].formula1))).year for n in days} == {1990}
    assert {str((epoch + pd.Timedelta(days=int(rules[n].formula2))).date()) for n in days} == {"2099-12-31"}


def test_every_header_has_a_note(book: Any) -> None:
    for cell, column in zip(book["Usługi"][1], SHEET_COLUMNS, strict=True):
        note = cell.comment.text
        assert column.meaning[1:] in note
        assert ("Kolumna obowiązkowa" in note) is column.is_required
        example = column.example.replace(".", ",") if column.name in NUMBER_COLUMNS else column.example
        assert (f"Przykład: {example}" in note) is bool(column.example)
        assert 50 < cell.comment.height < 250


def test_required_headers_are_told_by_more_than_colour(book: Any) -> None:
    bold = {c.value for c in book["Usługi"][1] if c.font.bold and c.border.bottom.style == "thick"}
    assert bold == set(REQUIRED_COLUMNS)
    assert not any("*" in c.value for c in book["Usługi"][1])


def luminance(colour: str) -> float:
    parts = [int(colour[-6:][i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.1, contrast ratio."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_of_every_coloured_cell(book: Any) -> None:
    assert round(contrast("000000", "FFFFFF"), 1) == 21.0
    coloured = [
        c
        for sheet in book
        for row in sheet.iter_rows()
        for c in row
        if c.value is not None and c.fill.fill_type == "solid"
    ]
    assert len(coloured) > len(COLUMN_NAMES)
    weak = {c.coordinate for c in coloured if contrast(c.font.color.rgb, c.fill.fgColor.rgb) < 4.5}
    assert not weak


def test_every_column_has_one_theme(book: Any) -> None:
    named = [column for theme in THEMES for column in theme.columns]
    assert sorted(named) == sorted(COLUMN_NAMES)
    fills = {c.value: c.fill.fgColor.rgb[-6:] for c in book["Usługi"][1]}
    for theme in THEMES:
        assert {fills[c] for c in theme.columns} <= {theme.dark, theme.light}


def test_codes_are_typed_as_text_in_every_row(book: Any) -> None:
    sheet = book["Usługi"]
    formats = {
        n: sheet.column_dimensions[get_column_letter(i)].number_format
        for i, n in enumerate(COLUMN_NAMES, start=1)
    }
    assert {n for n, f in formats.items() if f == "General"} == NUMBER_COLUMNS
    assert {n for n, f in formats.items() if f == "yyyy-mm-dd"} == DATE_COLUMNS
    assert {formats[n] for n in ("teryt7", "simc", "kod", "krs_regon", "nr", "kontakt_rola", "godziny")} == {
        "@"
    }
    # The row of the example must not undo it.
    assert {c.column_letter: c.number_format for c in sheet[2]} == {
        get_column_letter(i): formats[n] for i, n in enumerate(COLUMN_NAMES, start=1)
    }


def test_the_example_is_marked(book: Any) -> None:
    row = book["Usługi"][2]
    assert row[0].value == EXAMPLE_ID
    assert "przykładem" in row[0].comment.text
    assert all(c.font.italic and c.fill.fill_type == "solid" for c in row)
    assert is_example("PRZYKŁAD")
    assert is_example(" przyklad ")
    assert not is_example("PRZYKŁAD-1")
    assert not is_example("")


def test_the_example_shows_what_the_contract_says(book: Any) -> None:
    values = {c: cell.value for c, cell in zip(COLUMN_NAMES, book["Usługi"][2], strict=True)}
    for column in SHEET_COLUMNS[1:]:
        value = values[column.name]
        if column.name in NUMBER_COLUMNS and column.example:
            assert value == float(column.example)
        elif column.name in DATE_COLUMNS and column.example:
            assert value.date().isoformat() == column.example
        else:
            assert (value or "") == column.example


def test_the_example_is_a_good_row(tmp_path: Path, path: Path, catalog: Catalog) -> None:
    book = openpyxl.load_workbook(path)
    book["Usługi"]["A2"].value = "U-1"
    book.save(tmp_path / "u.xlsx")
    gminas = gpd.GeoDataFrame(
        {"gmina_teryt": ["086001", "086003"], "gmina_kod": "", "gmina": ["Zalewo", "Bór"], "is_area": True},
        geometry=[shapely.box(15.1, 52.0, 15.4, 52.2), shapely.box(15.4, 52.0, 15.6, 52.2)],
        crs="EPSG:4326",
    ).to_crs(CRS)
    registry = read_services([tmp_path / "u.xlsx"], catalog=catalog, gminas=gminas, crs=CRS)
    assert not registry.problems
    row = registry.located.iloc[0]
    assert (row["service_id"], row["service_type"], row["gmina_teryt"]) == ("U-1", "DDP", "086001")
    assert (row["capacity"], row["capacity_unit"], row["territory"]) == (30.0, "miejsca", "086001|086003")
    assert row["source_date"] == "2026-09-30"


def test_our_reader_finds_the_services(path: Path) -> None:
    tables = {t.sheet: t for t in read_tables(path)}
    assert tables["Usługi"].headers == COLUMN_NAMES
    assert [r.number for r in tables["Usługi"].rows] == [2]
    assert set(tables) - {"Usługi"} <= set(GUIDE_SHEETS)


def test_the_catalog_is_told_whole(book: Any, catalog: Catalog) -> None:
    sheet = book["Katalog"]
    assert len(catalog.types) == sheet.max_row - 1
    rows = {row[0]: row for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert rows["SP"][1:4] == ("szkoła podstawowa", None, "7 edukacja publiczna")
    assert rows["SP"][7].startswith("ustawowy i umowny: Prawo oświatowe art. 39")
    assert rows["DDP"][4:9] == (
        "S: mieszkańcy przyjeżdżają albo przychodzą do miejsca usługi", "osoby 65+", "miejsca", "umowny", "0: publiczna, wolno pokazać miejsce",
    )  # fmt: skip
    assert rows["SOW"][8].startswith("2: nigdy")
    assert rows["TEL"][7] == "brak: odległości się nie mierzy"
    assert "ŚDS" in rows["SDS"][2]


def test_every_choice_is_explained(book: Any) -> None:
    assert {name: tuple(words) for name, words in MEANINGS.items()} == CHOSEN
    header, *rows = book["Listy"].iter_rows(values_only=True)
    told = {
        header[i]: {row[i]: row[i + 1] for row in rows if row[i] is not None}
        for i in range(0, len(header), 2)
    }
    assert told == MEANINGS


def test_the_guide_says_what_matters(book: Any) -> None:
    text = "\n".join(str(c.value) for c in book["Instrukcja"]["A"] if c.value)
    for words in ("jedna usługa w jednym miejscu", "Puste to nie zero", "mapa-uslug check", "imion i nazwisk", EXAMPLE_ID, *REQUIRED_COLUMNS):  # fmt: skip
        assert words in text
    assert all(theme.word in text for theme in THEMES)


def test_printing(book: Any) -> None:
    sheet = book["Usługi"]
    assert (sheet.page_setup.orientation, sheet.print_title_rows, sheet.freeze_panes) == (
        "landscape",
        "$1:$1",
        "D2",
    )
    assert all(s.sheet_properties.pageSetUpPr.fitToPage and s.page_setup.fitToHeight == 0 for s in book)


@pytest.mark.parametrize("name", ["arkusz.csv", "arkusz.xls", "arkusz"])
def test_another_ending_is_refused(tmp_path: Path, catalog: Catalog, name: str) -> None:
    with pytest.raises(InputError) as caught:
        write_template(tmp_path / name, catalog=catalog)
    assert [p.code for p in caught.value.problems] == ["suffix"]
    assert not list(tmp_path.iterdir())
