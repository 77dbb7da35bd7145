from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from old_workbooks import Cell, write_ods, write_xls

from mapa_uslug.contracts.sheet import COLUMN_NAMES
from mapa_uslug.core.errors import InputError
from mapa_uslug.registry.tables.sheets import read_sheet

HEADER: list[Cell] = ["usluga_id", "nazwa", "teryt7", "usluga_kod", "pojemnosc"]
ROW: list[Cell] = ["U1", "Dom", "0860011", "DDP", 30.0]


def write_book(path: Path, sheets: dict[str, list[list[Cell]]]) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)


def refuse(path: Path, columns: dict[str, str] | None = None) -> list[tuple[str, str, str]]:
    with pytest.raises(InputError) as caught:
        read_sheet(path, columns=columns or {})
    return sorted((p.code, p.where, dict(p.values).get("column", "")) for p in caught.value.problems)


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods", ".csv"])
def test_every_format_gives_the_same_rows(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"u{suffix}"
    rows: list[list[Cell]] = [HEADER, ROW]
    if suffix == ".xls":
        write_xls(path, {"Usługi": rows})
    elif suffix == ".ods":
        write_ods(path, {"Usługi": rows})
    elif suffix == ".csv":
        path.write_text("usluga_id;nazwa;teryt7;usluga_kod;pojemnosc\nU1;Dom;0860011;DDP;30\n")
    else:
        write_book(path, {"Usługi": rows})
    sheet = read_sheet(path, columns={})
    assert list(sheet.rows.columns) == [*COLUMN_NAMES, "row"]
    row = sheet.rows.iloc[0].to_dict()
    assert [row[c] for c in HEADER] == ["U1", "Dom", "0860011", "DDP", "30"]
    assert (row["ulica"], row["row"], sheet.problems) == ("", 2, ())
    place = path.name if suffix == ".csv" else f"{path.name}!Usługi"
    assert sheet.where(2, "pojemnosc") == f"{place}:E2"
    assert sheet.where(2, "ulica") == f"{place}:2 [ulica]"
    assert (sheet.name, sheet.place, sheet.letters["teryt7"]) == (path.name, place, "C")


def test_the_sheet_of_services_is_found_among_others(tmp_path: Path) -> None:
    write_book(tmp_path / "u.xlsx", {
        "Instrukcja": [["Jak wypełnić arkusz"], ["kolumna", "znaczenie", "wymagana"], ["usluga_id", "identyfikator", "tak"], ["nazwa", "nazwa podmiotu", "tak"]],
        "Słownik": [["kod", "nazwa"], ["DDP", "dzienny dom pomocy"], ["BIB", "biblioteka"]],
        "Usługi": [["Usługi gminy Zalewo"], [], [], HEADER, ROW],
    })  # fmt: skip
    sheet = read_sheet(tmp_path / "u.xlsx", columns={})
    assert (sheet.sheet, len(sheet.rows), sheet.rows["row"].tolist()) == ("Usługi", 1, [5])
    assert sheet.where(5, "nazwa") == "u.xlsx!Usługi:B5"


def test_headers_may_be_written_otherwise_and_guesses_are_told(tmp_path: Path) -> None:
    (tmp_path / "u.csv").write_text(
        "Usługa ID;Nazwa podmiotu;Kod gminy;Usluga kod;Kod pocztwy\nU1;Dom;0860011;DDP;00-000\n"
    )
    sheet = read_sheet(tmp_path / "u.csv", columns={})
    assert sheet.rows.loc[0, ["usluga_id", "nazwa", "teryt7", "usluga_kod", "kod"]].tolist() == ["U1", "Dom", "0860011", "DDP", "00-000"]  # fmt: skip
    assert [(p.code, p.where, p.severity) for p in sheet.problems] == [("near_header", "u.csv:E", "warning")]


def test_what_is_not_read_is_told(tmp_path: Path) -> None:
    write_book(tmp_path / "u.xlsx", {
        "A": [[*HEADER, "lp", "kolor", "telefon", "telefon"], [*ROW, 1.0, "żółty", "1", "2"]],
        "B": [HEADER, ROW, ["U2", *ROW[1:]]],
    })  # fmt: skip
    sheet = read_sheet(tmp_path / "u.xlsx", columns={})
    told = [(p.code, p.where, {k: v for k, v in p.values if k != "column"}) for p in sheet.problems]
    assert told == [
        ("ambiguous_column", "u.xlsx!A", {"found": "H (telefon), I (telefon)"}),
        ("unused_column", "u.xlsx!A", {"found": "kolor"}),
        ("other_table", "u.xlsx!B", {"number": "2"}),
    ]


def test_errors_of_cells_come_with_the_sheet(tmp_path: Path) -> None:
    write_xls(tmp_path / "u.xls", {"A": [HEADER, ["U1", "Dom", "0860011", "DDP", "#N/A"]]})
    sheet = read_sheet(tmp_path / "u.xls", columns={})
    assert sheet.rows.loc[0, "pojemnosc"] == ""
    assert [p.where for p in sheet.problems] == ["u.xls!A:E2"]


def test_all_that_is_wrong_with_headers_is_told_together(tmp_path: Path) -> None:
    (tmp_path / "u.csv").write_text("usluga_id;nazwa;nazwa;opis\nU1;Dom;Klub;x\n")
    assert refuse(tmp_path / "u.csv", {"kolor": "opis", "ulica": "adresik", "godziny": "opis"}) == [
        ("duplicate_column", "u.csv", "nazwa"),
        ("missing_column", "u.csv", "adresik"),
        ("missing_column", "u.csv", "usluga_kod"),
        ("unknown_column", "u.csv", "kolor"),
    ]


def test_missing_columns_are_told_of_the_sheet_that_is_nearest(tmp_path: Path) -> None:
    write_book(tmp_path / "u.xlsx", {"A": [["kod", "nazwa"], ["x", "y"]], "B": [HEADER[:3], ROW[:3]]})
    assert refuse(tmp_path / "u.xlsx") == [("missing_column", "u.xlsx!B", "usluga_kod")]


def test_an_optional_official_column_may_not_stand_twice(tmp_path: Path) -> None:
    (tmp_path / "u.csv").write_text("usluga_id;nazwa;teryt7;usluga_kod;ulica;ULICA\nU1;D;0860011;DDP;a;b\n")
    assert refuse(tmp_path / "u.csv") == [("duplicate_column", "u.csv", "ulica")]


def test_template_that_nobody_filled_in_is_empty(tmp_path: Path) -> None:
    write_book(tmp_path / "u.xlsx", {"Usługi": [HEADER], "Słownik": [["kod", "nazwa"], ["DDP", "dom"]]})
    assert refuse(tmp_path / "u.xlsx") == [("empty_sheet", "u.xlsx", "")]


def test_given_headers_are_taken_as_they_are_written(tmp_path: Path) -> None:
    (tmp_path / "u.csv").write_text("id;nazwa;Nazwa pełna;rodzaj\n7;D;Dom Dziennego Pobytu;DDP\n")
    sheet = read_sheet(tmp_path / "u.csv", columns={"nazwa": "nazwa pelna"})
    assert sheet.rows.loc[0, ["usluga_id", "nazwa", "usluga_kod", "teryt7"]].tolist() == ["7", "Dom Dziennego Pobytu", "DDP", ""]  # fmt: skip
    assert sheet.letters["nazwa"] == "C"


def test_rows_that_are_no_records_are_handed_on_to_be_counted(tmp_path: Path) -> None:
    path = tmp_path / "u.xlsx"
    write_book(
        path,
        {"Usługi": [HEADER, [1, 2, 3, 4, 5], ROW, HEADER, ["U2", *ROW[1:]], [], ["Dane z urzędu gminy"]]},
    )
    sheet = read_sheet(path, columns={})
    assert sheet.rows["row"].tolist() == [3, 5]
    assert [(a.row.number, a.reason) for a in sheet.set_aside] == [
        (2, "numbering"), (4, "repeated_header"), (7, "note"),
    ]  # fmt: skip
