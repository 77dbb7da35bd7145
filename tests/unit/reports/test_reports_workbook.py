"""Any report as a workbook: sheets, headings that stay, numbers that are numbers, text that is never run."""

from __future__ import annotations

import openpyxl

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
