"""Numbers of tables: on paper, in references, in front of sheets; what is told only where it is true."""

from __future__ import annotations

import re
from datetime import date, datetime

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

from mapa_uslug.core.text import Text
from mapa_uslug.reports.content import Column, Paragraph, Range, Report, Section, Table, Void
from mapa_uslug.reports.for_reading import shorten_for_reading
from mapa_uslug.reports.numbering import label_tables
from mapa_uslug.reports.report_forms import write_form
from mapa_uslug.reports.table_widths import lay_out

PL = Text("pl")
COLUMNS = (Column("Usługa"), Column("Osoby", "people"))
ROWS = (("A", 1), ("B", 2))


def table(caption, rows=ROWS, **more):
    return Table(caption, COLUMNS, rows, source="Źródło: a.csv.", **more)


def report(*blocks, parts=()):
    return Report(
        "pl", "Plan", "", (Section("a", "1. Część", blocks, parts), Section("b", "Podstawy", ())), ()
    )


def written(tmp_path, form, *blocks, parts=()):
    write_form(report(*blocks, parts=parts), form, tmp_path / f"p.{form}", text=PL)
    return tmp_path / f"p.{form}"


def test_a_wider_form_has_the_number_of_what_is_read_and_others_a_letter():
    made = report(table("A"), table("B", is_sheet=False), table("B", read=0), table("C", read=0), table("D", read=0), table("E"))  # fmt: skip
    assert [label for label, _ in label_tables(made)] == ["1", "2", "2", "2a", "2b", "3"]


def test_a_reference_in_html_leads_to_the_numbered_table(tmp_path):
    html = (
        written(tmp_path, "html", table("A"), table("B")).read_text(encoding="utf-8").replace("\u00a0", " ")
    )
    assert '<span id="table-1">Tabela&nbsp;1. A</span>' in html
    assert '<p class="source"><a href="#table-1">Źródło: jak pod tabelą 1.</a></p>' in html


def test_contents_of_headings_with_numbers_add_none(tmp_path):
    html = written(tmp_path, "html", table("A")).read_text(encoding="utf-8")
    assert '<ol class="plain">' in html
    assert re.search(r"ol\.plain \{[^}]*list-style: none", html)


def test_why_a_cell_is_blank_is_told_only_where_one_is():
    assert table("A", note="Uwaga.", blank="Bez liczby: tajemnica.").remarks == "Uwaga."
    assert table("A", (("A", None),), note="Uwaga.", blank="Bez liczby.").remarks == "Uwaga. Bez liczby."
    assert not table("A", (("A", Void()),), blank="Bez liczby.").remarks


def test_what_only_the_workbook_has_is_told_at_the_very_end_of_a_chapter():
    part = Section("c", "Dalej", (Paragraph("Zdanie."),))
    chapter = shorten_for_reading(report(table("B", read=0), parts=(part,)), text=PL).sections[0]
    assert chapter.blocks == ()
    assert [b.text for b in chapter.sections[0].blocks] == [
        "Zdanie.",
        "Tylko w skoroszycie: tabela „B” (arkusz 0a).",
    ]


def test_sheets_have_the_numbers_of_tables_and_the_word_that_tells_them_apart(tmp_path):
    tables = [table(f"Do kogo zadzwonić: gmina {name}") for name in ("Borowiska", "Grodzieniec")]
    names = openpyxl.load_workbook(written(tmp_path, "xlsx", *tables)).sheetnames
    assert names[1:] == ["1 Do kogo… gmina Borowiska", "2 Do kogo… gmina Grodzieniec"]


def test_days_are_dates_and_columns_without_values_or_ranges_are_no_burden(tmp_path):
    columns = (Column("Co"), Column("Dzień", "day"), Column("Nic", "people"), Column("Od-do", "range"), Column("Razem", "range"))  # fmt: skip
    rows = (
        ("A", date(2026, 12, 31), None, Range(3, 3, 3), Range(1, 2, 3)),
        ("B", date(2027, 1, 2), Void(), Range(4, 4, 4), 5),
    )
    book = openpyxl.load_workbook(written(tmp_path, "xlsx", Table("T", columns, rows)))
    sheet = book["1 T"]
    assert [c.value for c in sheet[1]] == [
        "Co", "Dzień", "Od-do", "Razem: od", "Razem: jak policzono", "Razem: do"
    ]  # fmt: skip
    assert [c.value for c in sheet[2]] == ["A", datetime(2026, 12, 31), 3, 1, 2, 3]
    assert sheet["B2"].number_format == "dd.mm.yyyy"
    told = " ".join(str(c.value) for row in book["Opis"].iter_rows() for c in row)
    assert "Pominięto kolumny, w których żaden wiersz nie ma wartości: Nic." in told


def test_the_first_chapter_begins_a_page_below_the_contents(tmp_path):
    body = docx.Document(str(written(tmp_path, "docx", table("A")))).element.body
    first = body.find(qn("w:sdt")).getnext()
    assert first.pPr.find(qn("w:pageBreakBefore")) is not None


def test_a_low_table_of_long_words_takes_smaller_type_not_a_sheet_of_its_own():
    # Eight columns of a 12-letter word: 8 x (12 x 0.0205 cm x 8 pt + 0.25 cm) are 17.7 cm, at 7 pt 15.8.
    heads = ["Organizacja"] * 8
    found = lay_out(heads, [["zatrudnienie"] * 8] * 3, upright=16.4, aside=25.1)
    assert not found.is_landscape
    assert found.size < 8
    assert lay_out(heads, [["zatrudnienie"] * 8] * 40, upright=16.4, aside=25.1).is_landscape


@pytest.mark.browser
def test_copied_cells_hold_what_is_seen_once(browser, tmp_path):
    columns = (Column("Usługa"), Column("Osoby", "range"))
    path = written(tmp_path, "html", Table("T", columns, (("A", Range(364, 364, 575)), ("B", None))))
    page = browser.new_page()
    page.goto(path.as_uri())
    copied = page.evaluate(
        "() => { getSelection().selectAllChildren(document.querySelector('tbody')); return getSelection().toString(); }"
    )
    page.close()
    assert copied.split() == ["A", "364–575", "B", "–"]
