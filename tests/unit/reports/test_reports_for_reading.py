"""What of a report is read on paper: rows that are cut, tables of the workbook alone, sources told once a chapter."""

from __future__ import annotations

import openpyxl

from mapa_uslug.core.text import Text
from mapa_uslug.reports.content import Column, Paragraph, Report, Section, Table
from mapa_uslug.reports.for_reading import shorten_for_reading
from mapa_uslug.reports.report_forms import write_form

POLISH = Text("pl")
COLUMNS = (Column("Usługa"), Column("Osoby", "people"))


def table(caption, count, **more):
    return Table(caption, COLUMNS, tuple((f"U{n}", n) for n in range(count)), source="Źródło: a.csv.", **more)


def report(*chapters):
    sections = tuple(Section(f"s{n}", f"Rozdział {n}", blocks) for n, blocks in enumerate(chapters))
    return Report("pl", "Plan", "", sections, ())


def read(*chapters):
    return shorten_for_reading(report(*chapters), text=POLISH).sections


def test_only_the_first_rows_are_read_and_it_is_said():
    (section,) = read((table("Długa", 9, read=4, note="Uwaga."),))
    (cut,) = section.blocks
    assert [row[0] for row in cut.rows] == ["U0", "U1", "U2", "U3"]
    assert cut.note == "Uwaga. Pierwsze wiersze: 4 z 9; wszystkie są w skoroszycie."


def test_two_rows_more_are_not_worth_a_cut():
    (section,) = read((table("Długa", 6, read=4),))
    assert len(section.blocks[0].rows) == 6
    assert not section.blocks[0].note


def test_a_source_is_told_in_full_once_a_chapter():
    first, second = read((table("A", 1), table("B", 1)), (table("C", 1), table("D", 1)))
    assert [b.source for b in first.blocks] == ["Źródło: a.csv.", "Źródło: jak pod tabelą 1."]
    assert [b.source for b in second.blocks] == ["Źródło: a.csv.", "Źródło: jak pod tabelą 3."]


def test_tables_of_the_workbook_are_named_but_those_that_are_read_in_short():
    (section,) = read((table("A", 3, is_sheet=False), table("A", 3, read=0), table("B", 3, read=0)))
    short, said = section.blocks
    assert short.caption == "A"
    assert said == Paragraph("Tylko w skoroszycie: tabela „B” (arkusz 1a).")


def test_the_workbook_loses_no_figure(tmp_path):
    told = report((table("A", 3, is_sheet=False), table("A", 3, read=0), table("Długa", 9, read=4)))
    write_form(told, "xlsx", tmp_path / "plan.xlsx", text=POLISH)
    book = openpyxl.load_workbook(tmp_path / "plan.xlsx")
    assert book.sheetnames[1:] == ["1 A", "2 Długa"]
    assert [row[1] for row in book["2 Długa"].iter_rows(min_row=2, values_only=True)] == list(range(9))
    write_form(told, "md", tmp_path / "plan.md", text=POLISH)
    assert "| U8 |" not in (tmp_path / "plan.md").read_text(encoding="utf-8")
