"""The chapter in DOCX, read back: styles, captions, fields, language, alternative texts, tables, paper."""

from __future__ import annotations

import re
import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from every_block import CALLS, EVERY_CELL, FIGURE, LONG, MATRIX, REPORT

from mapa_uslug.core.text import Text
from mapa_uslug.reports.content import Column, Report, Section, Table
from mapa_uslug.reports.docx import write_docx

NBSP = "\u00a0"
POLISH = Text("pl")


@pytest.fixture
def written(tmp_path):
    write_docx(REPORT, tmp_path / "rozdzial.docx", text=POLISH)
    return tmp_path / "rozdzial.docx"


@pytest.fixture
def chapter(written):
    return docx.Document(str(written))


def untied(words: str) -> str:
    return words.replace(NBSP, " ")


def words_of(chapter, style: str) -> list[str]:
    return [untied(p.text) for p in chapter.paragraphs if p.style.name == style]


def test_headings_are_of_the_built_in_styles_in_reading_order(chapter):
    found = [
        (p.style.name, p.text) for p in chapter.paragraphs if p.style.name.startswith(("Heading", "Title"))
    ]
    assert found == [
        ("Title", REPORT.title), ("Heading 1", "Diagnoza"), ("Heading 2", "Ludzie"), ("Heading 3", "Wiek"),
        ("Heading 2", "Miejscowości"), ("Heading 3", "Co dalej"), ("Heading 1", "Analiza oferty"),
        ("Heading 2", "Obszary usług"), ("Heading 1", "Sieciowanie"),
    ]  # fmt: skip


def test_captions_are_numbered_by_fields_that_show_their_numbers_already(chapter):
    captions = [p for p in chapter.paragraphs if p.style.name == "Caption"]
    assert [untied(p.text) for p in captions] == [
        f"Tabela 1. {EVERY_CELL.caption}", f"Rysunek 1. {FIGURE.caption}", f"Tabela 2. {LONG.caption}",
        f"Tabela 3. {MATRIX.caption}", f"Tabela 4. {CALLS.caption}",
    ]  # fmt: skip
    codes = [p._p.findall(f".//{qn('w:instrText')}")[0].text.split()[:2] for p in captions]
    assert codes == [
        ["SEQ", "Tabela"],
        ["SEQ", "Rysunek"],
        ["SEQ", "Tabela"],
        ["SEQ", "Tabela"],
        ["SEQ", "Tabela"],
    ]
    for caption in captions:
        kinds = [f.get(qn("w:fldCharType")) for f in caption._p.iter(qn("w:fldChar"))]
        assert kinds == ["begin", "separate", "end"]


def test_the_table_of_contents_is_filled_and_every_entry_leads_to_its_heading(chapter):
    body = chapter.element.body
    links = [link for link in body.iter(qn("w:hyperlink")) if link.get(qn("w:anchor"))]
    assert ["".join(t.text for t in link.iter(qn("w:t"))) for link in links] == [
        "Diagnoza", "Ludzie", "Miejscowości", "Analiza oferty", "Obszary usług", "Sieciowanie",
    ]  # fmt: skip
    places = {mark.get(qn("w:name")): mark.getparent() for mark in body.iter(qn("w:bookmarkStart"))}
    for link in links:
        heading = places[link.get(qn("w:anchor"))]
        assert "".join(t.text for t in heading.iter(qn("w:t"))) == "".join(
            t.text for t in link.iter(qn("w:t"))
        )
        # TOC1 of Heading1, TOC2 of Heading2.
        style = link.getparent().find(f".//{qn('w:pStyle')}").get(qn("w:val"))
        assert style[-1] == heading.find(f".//{qn('w:pStyle')}").get(qn("w:val"))[-1]
    codes = [code.text for code in body.iter(qn("w:instrText")) if "TOC" in code.text]
    assert codes == [' TOC \\o "1-2" \\n \\h \\z \\u ']


def test_bookmarks_have_names_and_numbers_of_their_own(chapter):
    marks = list(chapter.element.body.iter(qn("w:bookmarkStart")))
    assert len({m.get(qn("w:id")) for m in marks}) == len({m.get(qn("w:name")) for m in marks}) == len(marks)
    assert {m.get(qn("w:id")) for m in marks} == {
        m.get(qn("w:id")) for m in chapter.element.body.iter(qn("w:bookmarkEnd"))
    }


def test_the_document_is_polish_throughout(written):
    with zipfile.ZipFile(written) as archive:
        styles = archive.read("word/styles.xml").decode()
        settings = archive.read("word/settings.xml").decode()
        core = archive.read("docProps/core.xml").decode()
    assert set(re.findall(r'<w:lang [^>]*w:val="([^"]+)"', styles)) == {"pl-PL"}
    assert re.findall(r'<w:themeFontLang [^>]*w:val="([^"]+)"', settings) == ["pl-PL"]
    assert "<dc:language>pl-PL</dc:language>" in core
    assert "python-docx" not in core


def test_pictures_have_their_alternative_texts_and_fit_between_the_margins(chapter):
    (picture,) = chapter.inline_shapes
    assert picture._inline.docPr.get("descr") == FIGURE.alternative
    section = chapter.sections[0]
    assert picture.width <= section.page_width - section.left_margin - section.right_margin


def test_tables_repeat_their_heads_and_keep_rows_whole(chapter):
    assert len(chapter.tables) == 4
    for table in chapter.tables:
        for number, row in enumerate(table.rows):
            assert row._tr.trPr.find(qn("w:cantSplit")) is not None
            assert (row._tr.trPr.find(qn("w:tblHeader")) is not None) == (number == 0)
    names = [t._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) for t in chapter.tables]
    assert names == [EVERY_CELL.caption, LONG.caption, MATRIX.caption, CALLS.caption]


def test_cells_are_written_in_words_and_figures(chapter):
    rows = [[untied(c.text) for c in row.cells] for row in chapter.tables[0].rows]
    assert rows[0][:5] == ["Gmina", "Osoby", "Za daleko [osoby]", "Udział", "Czas [min]"]
    # Half of 17.25 to one digit is rounded to the even one.
    assert rows[1] == [
        "Zalewsk", "12 345", "412–530", "34 %", "17,2", "2025", "100 (33 %)",
        "Obsłużeni 47 %, Brak miejsc 10 %, Za daleko 33 %, Nie wiadomo 10 %",
    ]  # fmt: skip
    assert rows[2][1:7] == ["0", "7", "< 1 %", "1234,5", "1999", "0"]
    assert rows[3] == ["w Kątach", *["brak danych"] * 6, "nie dotyczy"]


def test_numbers_stand_to_the_right_and_words_to_the_left(chapter):
    sides = [
        c.paragraphs[0]._p.pPr.find(qn("w:jc")).get(qn("w:val")) for c in chapter.tables[0].rows[1].cells
    ]
    assert sides == ["left", *["right"] * 6, "left"]


def test_short_words_are_tied_to_the_next(chapter):
    told = "\n".join(p.text for p in chapter.paragraphs)
    assert f"W{NBSP}6{NBSP}gminach" in told
    assert f"i{NBSP}ich potrzeby" in told
    assert chapter.tables[0].rows[3].cells[0].text == f"w{NBSP}Kątach"


def test_notices_sources_and_lists_have_styles_of_their_own(chapter):
    assert words_of(chapter, "Ważne") == ["O 29 osobach nic nie wiadomo: brakuje dróg w danych."]
    small = words_of(chapter, "Źródła i uwagi")
    assert {EVERY_CELL.note, EVERY_CELL.source, FIGURE.source, *REPORT.attribution} <= set(small)
    assert words_of(chapter, "List Bullet") == [
        "W gminie Zalewsk 460 osób jest za daleko.", "W gminie Kąty brak danych <o osobach>."
    ]  # fmt: skip


def test_a_wide_table_lies_on_its_side_with_its_heading_and_words(chapter):
    assert [s.page_width > s.page_height for s in chapter.sections] == [False, True, False]
    parts, words = [[]], {"w:p", "w:tbl"}
    for element in chapter.element.body:
        if element.tag in {qn(w) for w in words}:
            parts[-1].append("".join(t.text for t in element.iter(qn("w:t"))))
            if element.tag == qn("w:p") and element.find(f".//{qn('w:sectPr')}") is not None:
                parts.append([])
    aside = [untied(w) for w in parts[1] if w]
    assert aside[:4] == [
        "Analiza oferty", "Obszary usług", "W każdej gminie policzono usługi w 14 obszarach.", f"Tabela 3. {MATRIX.caption}"
    ]  # fmt: skip
    assert aside[-1] == MATRIX.source


def test_no_table_is_wider_than_its_paper(chapter):
    room = {False: 21.0 - 4.6, True: 29.7 - 4.6}
    for table in chapter.tables:
        columns = [int(c.get(qn("w:w"))) for c in table._tbl.tblGrid]
        is_aside = len(columns) > 10
        assert sum(columns) <= room[is_aside] / 2.54 * 1440 + len(columns)


def test_pages_are_numbered(chapter):
    footer = chapter.sections[0].footer
    assert [c.text.strip() for c in footer._element.iter(qn("w:instrText"))] == ["PAGE"]
    assert all(s.footer.is_linked_to_previous for s in list(chapter.sections)[1:])


def test_what_xml_cannot_hold_is_left_out(tmp_path):
    table = Table("Ta\x00b", (Column("Gmina"),), (("a\x0bb\nc",),))
    report = Report("pl", "T\x01ytuł" + " długi" * 60, "Wstęp <&>.", (Section("a", "Część", (table,)),), ())
    write_docx(report, tmp_path / "r.docx", text=POLISH)
    chapter = docx.Document(str(tmp_path / "r.docx"))
    assert [p.text for p in chapter.paragraphs][:2] == ["Tytuł" + " długi" * 60, "Wstęp <&>."]
    assert chapter.tables[0].rows[1].cells[0].text == "ab c"


def test_equal_reports_give_equal_bytes_and_leave_nothing_behind(tmp_path):
    for name in ("a.docx", "b.docx"):
        write_docx(REPORT, tmp_path / name, text=POLISH)
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.docx") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.docx", "b.docx"]
