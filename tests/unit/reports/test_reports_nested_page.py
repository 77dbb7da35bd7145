"""A page of nested parts with drawings, units, ranges and sources, as a reader's program takes it."""

from __future__ import annotations

import re

import pytest
from every_block import AREAS, CALLS, EVERY_CELL, FIGURE, MATRIX, REPORT
from page_reader import Page

from mapa_uslug.core.text import Text
from mapa_uslug.reports.content import Column, Table
from mapa_uslug.reports.html import name_looks, render_report


@pytest.fixture(scope="module")
def html():
    return render_report(REPORT, text=Text("pl"))


def test_headings_are_nested_without_a_step_left_out(html):
    levels = [int(n) for n in re.findall(r"<h(\d)", html)]
    # Diagnoza > Ludzie > Wiek; Miejscowości > Co dalej; Analiza > Obszary; Sieciowanie.
    assert levels == [1, 2, 3, 4, 3, 4, 2, 3, 2]


def test_the_contents_have_two_levels_and_lead_to_every_part(html):
    contents = html[html.index("<nav") : html.index("</nav>")]
    assert re.findall(r'href="#([^"]+)"', contents) == [
        "diagnoza", "ludzie", "miejscowosci", "oferta", "obszary", "sieciowanie"
    ]  # fmt: skip
    assert contents.count("<ol>") == contents.count("</ol>") == 3
    ids = [attrs["id"] for _, attrs in Page(html).elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert {"diagnoza", "ludzie", "miejscowosci", "oferta", "obszary", "sieciowanie"} <= set(ids)


def test_a_drawing_has_its_caption_its_source_and_words_that_can_be_read(html):
    page = Page(html)
    (figure,) = page.named("figure")
    assert figure == {"class": "drawn"}
    drawn = [a for a in page.named("div") if a.get("role") == "img"]
    assert [a["aria-label"] for a in drawn] == [FIGURE.alternative]
    part = html[html.index("<figure") : html.index("</figure>")].replace("\u00a0", " ")
    assert f"{FIGURE.caption}</figcaption>" in part
    assert f"<p>{FIGURE.alternative}</p></details>" in part
    assert f'<p class="source">{FIGURE.source}</p>' in part


def test_units_stand_in_headings_and_sources_under_tables(html):
    rows = Page(html).table(EVERY_CELL.caption)
    assert rows[0][2] == "Za daleko [osoby]"
    assert f'<p class="source">{EVERY_CELL.source}</p>' in html.replace("\u00a0", " ")


def test_a_range_is_two_ends_for_the_eyes_and_a_sentence_for_those_who_listen(html):
    rows = Page(html).table(EVERY_CELL.caption)
    assert rows[1][2] == "412–530od 412 do 530, policzono 460"
    # Nothing is uncertain.
    assert rows[2][2] == "7"


def test_headings_of_many_short_columns_stand_on_end():
    figures = Table("Liczby", MATRIX.columns, (("Zalewsk", *range(14)),))
    assert name_looks(Text("pl"), figures) == "short upended"
    assert name_looks(Text("pl"), CALLS) == "short"


def test_paper_lies_on_its_side_for_words_that_need_the_room():
    columns = tuple(Column(area) for area in AREAS)
    rows = (("niepełnosprawność",) * len(AREAS),)
    assert name_looks(Text("pl"), Table("Słowa", columns, rows)) == "short upended aside"
    assert name_looks(Text("pl"), Table("Słowa", columns, rows, look="wide")) == "short wide"


def test_a_table_stays_on_one_page_unless_it_is_long_or_its_rows_are_high():
    # 14 rows of a line are some 7 cm; 14 cells of 2,000 characters are more than a page.
    columns = (Column("Gmina"), Column("Uwagi"))
    assert name_looks(Text("pl"), Table("A", columns, (("Kąty", "krótko"),) * 14)) == "short"
    assert name_looks(Text("pl"), Table("A", columns, (("Kąty", "krótko"),) * 15)) == ""
    assert name_looks(Text("pl"), Table("A", columns, (("Kąty", "słowo " * 333),) * 14)) == ""
