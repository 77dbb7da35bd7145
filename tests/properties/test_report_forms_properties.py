"""Whatever stands in a table, every form says the same of it."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import docx
import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "unit" / "reports"))

from page_reader import Page

from mapa_uslug.core.text import Text
from mapa_uslug.reports.content import Column, Range, Report, Section, Table
from mapa_uslug.reports.report_forms import FORMS, write_form

KINDS = ("people", "share", "decimal", "range", "whole")
names = st.text("aąbż |*_<>&[]`\\=+-.0123#\t\n\x00\x0b", min_size=1, max_size=12)
people = st.integers(0, 40_000_000)
ranges = st.tuples(people, people, people).map(sorted).map(lambda t: Range(*t))
cells = {
    "people": people,
    "share": st.floats(0, 1),
    "decimal": st.floats(0, 1e6),
    "range": ranges,
    "whole": st.integers(1900, 2100),
}
rows = st.tuples(names, *(st.one_of(st.none(), cells[kind]) for kind in KINDS))


def plain(said: str) -> str:
    return " ".join(re.sub("[\x00\x0b]", "", said).split())


@settings(max_examples=15)
@given(rows=st.lists(rows, min_size=1, max_size=4))
def test_every_form_says_the_same(tmp_path_factory, rows):
    folder, text = tmp_path_factory.mktemp("forms"), Text("pl")
    table = Table("Tabela próbna", (Column("Gmina"), *(Column(kind, kind) for kind in KINDS)), tuple(rows))
    report = Report("pl", "Tytuł", "", (Section("a", "Część", (table,)),), ())
    for form in FORMS:
        write_form(report, form, folder / f"r.{form}", text=text)
    (read,) = docx.Document(str(folder / "r.docx")).tables
    told = [[plain(cell.text) for cell in row.cells] for row in read.rows[1:]]
    assert [row[0] for row in told] == [plain(row[0]) for row in rows]

    page = Page((folder / "r.html").read_text(encoding="utf-8").replace("\x00", "").replace("\x0b", ""))
    for said, row in zip(page.table(table.caption)[1:], told, strict=True):
        assert [re.sub("^–|od .*", "", plain(c)) if i else plain(c) for i, c in enumerate(said)] == row

    lines = [
        line for line in (folder / "r.md").read_text(encoding="utf-8").split("\n") if line.startswith("|")
    ]
    for line, row in zip(lines[2:], told, strict=True):
        parts = re.findall(r"((?:\\.|[^\\|])*)\|", line)[1:]
        assert [plain(re.sub(r"\\(.)", r"\1", part)) for part in parts] == row

    sheet = openpyxl.load_workbook(folder / "r.xlsx").worksheets[1]
    # Columns without a single figure are left out, and ranges have three only where the ends of any differ.
    heads = [str(head.value) for head in sheet[1]]
    for counted, row in zip(sheet.iter_rows(min_row=2, values_only=True), rows, strict=True):
        told_people = [value for head, value in zip(heads, counted, strict=True) if head.startswith("people")]
        assert told_people == ([row[1]] if any(r[1] is not None for r in rows) else [])
        found, told_range = (
            row[4],
            [v for head, v in zip(heads, counted, strict=True) if head.startswith("range")],
        )
        if any(r[4] is not None and r[4].low != r[4].high for r in rows):
            assert told_range == ([found.low, found.value, found.high] if found else [None] * 3)
        elif any(r[4] is not None for r in rows):
            assert told_range == [found.value if found else None]
