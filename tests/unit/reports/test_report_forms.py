"""Every form of one report: the same figures, however they are written."""

from __future__ import annotations

import re

import docx
import openpyxl
import pytest
from every_block import EVERY_CELL, FIGURE, LONG, MATRIX, REPORT
from page_reader import Page

from mapa_uslug.core.text import Text
from mapa_uslug.reports.markdown import render_markdown
from mapa_uslug.reports.report_forms import FORMS, write_form

POLISH = Text("pl")
NONE = {"brak danych": None, "–brak danych": None, "–": None}


@pytest.fixture
def folder(tmp_path):
    for form in FORMS:
        write_form(REPORT, form, tmp_path / f"plan.{form}", text=POLISH)
    return tmp_path


def plain(cell: str) -> str:
    return cell.replace("\u00a0", " ").replace("\\", "").strip()


def from_html(folder, caption):
    rows = Page((folder / "plan.html").read_text(encoding="utf-8")).table(caption)
    # Of a range the page says the two ends and the likeliest number in words after its figures.
    return [[re.sub(r"od .*", "", plain(cell)) for cell in row] for row in rows[1:]]


def from_docx(folder, caption):
    chapter = docx.Document(str(folder / "plan.docx"))
    captions = [
        p.text for p in chapter.paragraphs if p.style.name == "Caption" and p.text.startswith("Tabela")
    ]
    (number,) = [i for i, c in enumerate(captions) if c.replace("\u00a0", " ").endswith(f". {caption}")]
    return [[plain(cell.text) for cell in row.cells] for row in chapter.tables[number].rows[1:]]


def from_markdown(folder, caption):
    lines = (folder / "plan.md").read_text(encoding="utf-8").replace("\u00a0", " ").splitlines()
    start = next(i for i, line in enumerate(lines) if line.endswith(f". {caption}**")) + 4
    table = lines[start : lines.index("", start)]
    return [[plain(cell) for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in table]


def from_xlsx(folder, caption):
    """Cells of ranges are put together again."""
    book = openpyxl.load_workbook(folder / "plan.xlsx")
    links = {
        row[1].value: row[0].hyperlink.location
        for row in book.worksheets[0].iter_rows(max_col=2)
        if row[0].hyperlink
    }
    sheet = book[links[caption].split("!")[0].strip("'")]
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]


def number(said: str) -> float | None:
    return NONE[said] if said in NONE else float(said.replace(" ", "").replace(",", "."))


@pytest.mark.parametrize("read", [from_html, from_docx, from_markdown])
def test_figures_agree_with_the_workbook(folder, read):
    counted = from_xlsx(folder, LONG.caption)
    told = read(folder, LONG.caption)
    assert len(told) == len(counted) == 60
    for said, (name, gmina, people, low, value, high, minutes) in zip(told, counted, strict=True):
        assert said[:2] == [name, gmina]
        assert number(said[2]) == people
        assert said[3] == f"{low}–{high}"
        assert low <= value <= high
        assert number(said[4]) == pytest.approx(minutes, abs=0.051)


@pytest.mark.parametrize("read", [from_html, from_docx, from_markdown])
def test_what_is_missing_is_never_zero(folder, read):
    counted, told = from_xlsx(folder, MATRIX.caption), read(folder, MATRIX.caption)
    assert [[number(cell) for cell in row[1:]] for row in told] == [row[1:] for row in counted]
    assert any(None in row for row in counted)
    assert any(0 in row for row in counted)


def test_docx_and_markdown_write_every_cell_alike(folder):
    assert from_docx(folder, EVERY_CELL.caption) == from_markdown(folder, EVERY_CELL.caption)


def test_every_form_says_every_sentence_and_every_source(folder):
    chapter = docx.Document(str(folder / "plan.docx"))
    book = openpyxl.load_workbook(folder / "plan.xlsx").worksheets[0]
    said = {
        "html": (folder / "plan.html").read_text(encoding="utf-8"),
        "md": (folder / "plan.md").read_text(encoding="utf-8"),
        "docx": "\n".join(p.text for p in chapter.paragraphs),
        "xlsx": "\n".join(str(c.value) for row in book.iter_rows() for c in row if c.value is not None),
    }
    for form, words in said.items():
        for sentence in (
            "W gminie Zalewsk 460 osób jest za daleko.", "O 29 osobach nic nie wiadomo: brakuje dróg w danych.",
            EVERY_CELL.note, EVERY_CELL.source, FIGURE.source, FIGURE.caption, *REPORT.attribution,
        ):  # fmt: skip
            assert sentence in words.replace("\u00a0", " "), (form, sentence)


def test_equal_reports_give_equal_bytes_in_every_form(folder, tmp_path_factory):
    again = tmp_path_factory.mktemp("again")
    for form in FORMS:
        write_form(REPORT, form, again / f"plan.{form}", text=POLISH)
    names = sorted(p.name for p in folder.iterdir())
    assert names == ["plan.docx", "plan.html", "plan.md", "plan.xlsx", "plan_rysunek_1.png"]
    for name in names:
        assert (folder / name).read_bytes() == (again / name).read_bytes(), name


def test_an_unknown_form_is_refused(tmp_path):
    with pytest.raises(ValueError, match="html, docx, xlsx, md"):
        write_form(REPORT, "pdf", tmp_path / "plan.pdf", text=POLISH)


def test_a_link_leads_to_the_same_place_in_every_form(folder):
    # The blank and the letter with a mark are escaped: as UTF-8, %20 and %C5%82.
    place, words = "mapa%20us%C5%82ug.html#DDP", "Mapa usług (w przeglądarce)"
    assert f"[{words}]({place})" in plain((folder / "plan.md").read_text(encoding="utf-8"))
    assert f'<a href="{place}">{words}</a>' in (folder / "plan.html").read_text(encoding="utf-8").replace(
        "\u00a0", " "
    )
    chapter = docx.Document(str(folder / "plan.docx"))
    (link,) = [k for p in chapter.paragraphs for k in p.hyperlinks if k.address]
    assert (link.url, plain(link.text)) == (place, words)
    words_sheet = openpyxl.load_workbook(folder / "plan.xlsx").worksheets[0]
    (cell,) = [c for c in words_sheet["A"] if c.hyperlink and c.hyperlink.target]
    assert (cell.hyperlink.target, cell.value) == (place, words)


def test_signs_of_markdown_in_the_data_are_escaped():
    told = render_markdown(REPORT, text=POLISH)
    assert "| Nowa \\| Stara \\*Wieś\\* |" in told
    assert "danych \\<o osobach\\>." in told
    assert f"![{FIGURE.alternative}](rysunek_1.png)" in told.replace("\u00a0", " ")


def test_columns_of_numbers_stand_to_the_right_in_markdown():
    lines = render_markdown(REPORT, text=POLISH).splitlines()
    assert lines[next(i for i, line in enumerate(lines) if line.startswith("| Gmina | Osoby")) + 1] == (
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |"
    )


def test_headings_of_markdown_are_nested():
    heads = [line for line in render_markdown(REPORT, text=POLISH).splitlines() if line.startswith("#")]
    assert heads == [
        f"# {REPORT.title}", "## Diagnoza", "### Ludzie", "#### Wiek", "### Miejscowości", "#### Co dalej",
        "## Analiza oferty", "### Obszary usług", "## Sieciowanie",
    ]  # fmt: skip
