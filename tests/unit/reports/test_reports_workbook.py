"""Any report as a workbook: sheets, headings that stay, numbers that are numbers, text that is never run."""

from __future__ import annotations

import openpyxl
from every_block import CALLS, EVERY_CELL, FIGURE, LONG, MATRIX
from every_block import REPORT as EVERY

from mapa_uslug.core.text import Text
from mapa_uslug.reports.content import Bullets, Column, Paragraph, Report, Section, States, Table
from mapa_uslug.reports.workbook import write_workbook

TABLE = Table(
    "Ludzie: ile / gdzie? [osoby] i jeszcze kilka słów, aby nie zmieściło się w nazwie",
    (Column("Gmina"), Column("Osoby", "people"), Column("Udział", "share"), Column("Stany", "states")),
    (("=1+1", 1234, 0.5, States((1, 2, 3, 4))), ("Nowa", None, None, None)),
    note="Uwaga do tabeli.",
)
REPORT = Report(
    "pl", "Tytuł", "Wstęp.",
    (Section("a", "Część", (Paragraph("Zdanie."), Bullets(("Punkt.",)), TABLE, TABLE)),), ("Źródło.",),
)  # fmt: skip


def read(tmp_path):
    write_workbook(REPORT, tmp_path / "t.xlsx", text=Text("pl"))
    return openpyxl.load_workbook(tmp_path / "t.xlsx")


def test_one_sheet_for_the_words_and_one_for_every_table_with_names_that_excel_takes(tmp_path):
    names = read(tmp_path).sheetnames
    assert len(names) == 3
    assert len({n.casefold() for n in names}) == 3
    assert all(len(n) <= 31 and not set(n) & set("[]:*?/\\") for n in names)


def test_words_stand_on_the_first_sheet_with_the_notes_of_tables(tmp_path):
    words = [cell.value for cell in read(tmp_path).worksheets[0]["A"]]
    assert words[:2] == ["Tytuł", "Wstęp."]
    assert {"Część", "Zdanie.", "Punkt.", f"{TABLE.caption}: {TABLE.note}", "Źródło."} <= set(words)


def test_numbers_are_numbers_missing_ones_are_empty_and_text_is_never_run(tmp_path):
    sheet = read(tmp_path).worksheets[1]
    assert sheet.freeze_panes == "B2"
    assert [c.value for c in sheet[1]] == [
        "Gmina",
        "Osoby",
        "Udział",
        "Obsłużeni",
        "Brak miejsc",
        "Za daleko",
        "Nie wiadomo",
    ]
    assert [c.value for c in sheet[2]] == ["=1+1", 1234, 0.5, 1, 2, 3, 4]
    assert sheet["A2"].data_type == "s"
    assert [c.value for c in sheet[3]][1:] == [None] * 6


def test_equal_reports_give_equal_bytes(tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(REPORT, tmp_path / name, text=Text("pl"))
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def read_every_block(tmp_path):
    write_workbook(EVERY, tmp_path / "e.xlsx", text=Text("pl"))
    return openpyxl.load_workbook(tmp_path / "e.xlsx")


def test_the_first_sheet_leads_to_every_table_of_nested_parts_with_units_and_sources(tmp_path):
    book = read_every_block(tmp_path)
    listed = [
        row
        for row in book.worksheets[0].iter_rows(max_col=4)
        if row[0].hyperlink and row[0].hyperlink.location
    ]
    assert [row[0].value for row in listed] == book.sheetnames[1:]
    assert [row[0].hyperlink.location for row in listed] == [f"'{name}'!A1" for name in book.sheetnames[1:]]
    assert [row[1].value for row in listed] == [t.caption for t in (EVERY_CELL, LONG, MATRIX, CALLS)]
    assert listed[0][2].value == "Za daleko: osoby; Czas: min"
    assert listed[0][3].value == f"{EVERY_CELL.source} {EVERY_CELL.note}"


def test_a_sheet_holds_nothing_but_its_table_under_one_row_of_headings_with_units(tmp_path):
    sheet = read_every_block(tmp_path).worksheets[1]
    heads = [c.value for c in sheet[1]]
    assert heads[:7] == [
        "Gmina", "Osoby", "Za daleko: od [osoby]", "Za daleko: jak policzono [osoby]", "Za daleko: do [osoby]", "Udział", "Czas [min]"
    ]  # fmt: skip
    assert heads[7:] == [
        "Rok", "Luka: Za daleko", "Luka: Nie wiadomo", "Luka: Osoby", "Obsłużeni", "Brak miejsc", "Za daleko", "Nie wiadomo"
    ]  # fmt: skip
    assert len(set(heads)) == len(heads)
    assert sheet.max_row == 1 + len(EVERY_CELL.rows)
    assert sheet.auto_filter.ref == f"A1:{sheet.cell(1, len(heads)).column_letter}{sheet.max_row}"
    assert EVERY_CELL.caption in sheet.oddHeader.left.text


def test_ranges_gaps_and_states_are_numbers_in_columns_of_their_own(tmp_path):
    sheet = read_every_block(tmp_path).worksheets[1]
    assert [c.value for c in sheet[2]] == [
        "Zalewsk", 12345, 412, 460, 530, 0.335, 17.25, 2025, 100, 60, 300, 141, 30, 100, 29
    ]  # fmt: skip
    assert [c.value for c in sheet[4]] == ["w Kątach", *[None] * 14]
    # A year has no separator, people have.
    assert (sheet["H2"].number_format, sheet["B2"].number_format) == ("0", "#,##0")


def test_a_workbook_has_no_formulas_and_tells_what_drawings_show(tmp_path):
    book = read_every_block(tmp_path)
    assert all(c.data_type != "f" for sheet in book for row in sheet.iter_rows() for c in row)
    words = [cell.value for cell in book.worksheets[0]["A"]]
    assert f"Rysunek: {FIGURE.caption}. {FIGURE.alternative}" in words


def test_names_of_sheets_end_with_a_whole_word(tmp_path):
    assert read_every_block(tmp_path).sheetnames[2] == "Miejscowości z osobami"
