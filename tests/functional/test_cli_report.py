"""``report``: the seven steps of the example in every form, as an editor of a local plan uses them."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import docx
import openpyxl
import pandas as pd
import pyogrio
import pytest

from mapa_uslug.cli import main
from mapa_uslug.maps.reading import read_drawn_map

EXAMPLE = Path(__file__).resolve().parents[2] / "data" / "example"
CAPTION = "Dostęp do usług przy progach głównych"
CHAPTERS = (
    "1. Diagnoza",
    "2. Analiza oferty",
    "3. Mapa podmiotów i usług",
    "4. Sieciowanie",
    "5. Wybór liderów",
    "6. Strategia",
    "7. Monitorowanie",
)
TOO_FAR = 2


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    with pytest.raises(SystemExit) as caught:
        main([*map(str, arguments)])
    said = capsys.readouterr()
    return int(caught.value.code or 0), said.out + said.err


def write_report(*arguments: object) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["report", *map(str, arguments)])
    assert not caught.value.code


@pytest.fixture(scope="module")
def area(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with few services, so that everything is quick; the map of its run tells the figures of the run only."""
    folder = tmp_path_factory.mktemp("raport") / "powiat ż"
    shutil.copytree(EXAMPLE, folder)
    path = folder / "area.toml"
    said = path.read_text(encoding="utf-8")
    said = said.replace(
        "[services]\n", '[services]\ntypes = ["DDP", "UO", "ZLO", "POZ", "EKO", "OPS", "DPS", "MW"]\n', 1
    )
    path.write_text(f'{said}\n[map]\nwhat_if = "none"\n[isochrones]\nper_place = false\n', encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def folder(area: Path) -> Path:
    out = area.parent / "plan"
    write_report(
        area,
        "--out",
        out,
        "--form",
        "html,docx,xlsx,gpkg,md",
        "--plan",
        area.parent / "plan_dzienny_dom.toml",
    )
    return out


class _Tables(HTMLParser):
    """Texts of the cells of every table, by caption."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: dict[str, list[list[str]]] = {}
        self._rows: list[list[str]] = []
        self._caption, self._cell, self._in = "", "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._rows, self._caption = [], ""
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("td", "th", "caption"):
            self._in, self._cell = tag, ""

    def handle_data(self, data: str) -> None:
        if self._in:
            self._cell += data

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self._rows:
            self._rows[-1].append(" ".join(self._cell.split()))
            self._in = ""
        elif tag == "caption":
            self._caption, self._in = " ".join(self._cell.split()), ""
        elif tag == "table":
            self.tables[self._caption] = self._rows


def first_number(words: str) -> int:
    """The first number of a cell, whatever separates its thousands."""
    found = re.match(r"\D*(\d+(?:[\s\u00a0]\d{3})*)", words)
    assert found, words
    return int(re.sub(r"\D", "", found[1]))


def of_html(folder: Path) -> dict[str, int]:
    parser = _Tables()
    parser.feed((folder / "plan_uslug.html").read_text(encoding="utf-8"))
    rows = next(rows for caption, rows in parser.tables.items() if CAPTION in caption)
    return {row[0].casefold(): first_number(row[2]) for row in rows[1:]}


def of_docx(folder: Path) -> dict[str, int]:
    document = docx.Document(str(folder / "plan_uslug.docx"))
    body = list(document.element.body)
    at = next(n for n, part in enumerate(body) if CAPTION in "".join(part.itertext()) and part.tag.endswith("}p")
              and "Tabela" in "".join(part.itertext()))  # fmt: skip
    table = next(t for t in document.tables if body.index(t._tbl) > at)
    return {r.cells[0].text.casefold(): first_number(r.cells[2].text) for r in table.rows[1:]}


def of_xlsx(folder: Path) -> dict[str, int]:
    book = openpyxl.load_workbook(folder / "plan_uslug.xlsx")
    sheet = book[next(name for name in book.sheetnames if name.startswith("Dostęp do usług przy"))]
    heads = [str(cell.value) for cell in sheet[1]]
    at = next(n for n, head in enumerate(heads) if "od" in head and "daleko" in head)
    return {
        str(row[0]).casefold(): int(row[at])
        for row in sheet.iter_rows(min_row=2, values_only=True)
        if row[at] is not None
    }


def of_markdown(folder: Path) -> dict[str, int]:
    said = (folder / "plan_uslug.md").read_text(encoding="utf-8")
    table = said.split(CAPTION, 1)[1].split("\n\n", 2)[1]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]
    return {row[0].replace("\\", "").casefold(): first_number(row[2]) for row in rows}


@pytest.mark.slow
def test_every_form_is_written(folder: Path) -> None:
    names = {p.name for p in folder.iterdir()}
    assert {f"plan_uslug.{form}" for form in ("html", "docx", "xlsx", "gpkg", "md")} <= names
    assert all(name.startswith("plan_uslug") for name in names)


@pytest.mark.slow
def test_the_seven_steps_are_the_chapters_of_every_form(folder: Path) -> None:
    html = (folder / "plan_uslug.html").read_text(encoding="utf-8")
    headings = [" ".join(h.split()) for h in re.findall(r"<h2[^>]*>(.*?)</h2>", html, re.DOTALL)]
    document = docx.Document(str(folder / "plan_uslug.docx"))
    in_docx = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    assert [h.replace("\u00a0", " ") for h in headings][:7] == list(CHAPTERS)
    assert [h.replace("\u00a0", " ") for h in in_docx][:7] == list(CHAPTERS)


@pytest.mark.slow
def test_figures_agree_across_forms(folder: Path) -> None:
    html = of_html(folder)
    assert len(html) == 7
    assert html == of_docx(folder) == of_markdown(folder) == of_xlsx(folder)


@pytest.mark.slow
def test_figures_agree_with_the_run_and_its_map(area: Path, folder: Path) -> None:
    """People too far in the report, in wyniki.gpkg and in the map of ``run``: read back, counted anew."""
    out = area.parent / "wyniki"
    with pytest.raises(SystemExit):
        main(["run", str(area), "--out", str(out)])
    book = openpyxl.load_workbook(folder / "plan_uslug.xlsx")
    sheet = book[next(name for name in book.sheetnames if name.startswith("Dostęp do usług przy"))]
    heads = [str(cell.value) for cell in sheet[1]]
    at = next(n for n, head in enumerate(heads) if "daleko" in head and "najpewniej" in head)
    told = {
        str(row[0]).casefold(): int(row[at])
        for row in sheet.iter_rows(min_row=2, values_only=True)
        if row[at] is not None
    }
    gminas = pyogrio.read_dataframe(out / "wyniki.gpkg", layer="gminy", read_geometry=False)
    drawn = read_drawn_map(out / "mapa.html")
    names = {t["code"]: t["name"].casefold() for t in drawn.data["types"]}
    for number, answer in enumerate(drawn.data["answers"]):
        modes = [a["mode"] for a in drawn.data["answers"] if a["type"] == answer["type"]]
        if answer["level"] != 1 or answer["mode"] != ("all" if "all" in modes else modes[0]):
            continue
        too_far = int(drawn.arrays[f"sums.{number}"].reshape(-1, 4)[:, TOO_FAR].sum())
        assert told[names[answer["type"]]] == too_far
        assert too_far == int(gminas[f"{answer['type']}_za_daleko"].dropna().sum())
    assert len(told) == 7


@pytest.mark.slow
def test_a_rerun_is_the_same_byte_for_byte(area: Path, folder: Path) -> None:
    out = area.parent / "plan jeszcze raz"
    write_report(
        area,
        "--out",
        out,
        "--form",
        "html,docx,xlsx,gpkg,md",
        "--plan",
        area.parent / "plan_dzienny_dom.toml",
    )
    for path in sorted(folder.iterdir()):
        assert path.read_bytes() == (out / path.name).read_bytes(), path.name


@pytest.mark.slow
def test_layers_hold_their_styles(folder: Path) -> None:
    path = folder / "plan_uslug.gpkg"
    layers = {str(name) for name, _ in pyogrio.list_layers(path)}
    styles = pyogrio.read_dataframe(path, layer="layer_styles", read_geometry=False)
    assert {"gminy", "podmioty", "powiazania", "dzialania"} <= layers
    assert set(styles["f_table_name"]) == layers - {"layer_styles"}


@pytest.mark.slow
def test_the_workbook_computes_nothing(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "plan_uslug.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [c.coordinate for c in cells if c.data_type == "f"]
    assert all(len(name) <= 31 for name in book.sheetnames)
    assert [type(c.value) for c in book[book.sheetnames[2]]["B"][1:3]] != [str, str]


@pytest.mark.slow
def test_one_gmina_is_told_beside_the_others(area: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = area.parent / "jedna"
    code, said = run(
        capsys, "report", area, "--out", out, "--form", "md", "--gmina", "grodzieniec", "--proposals", "1"
    )
    assert code == 0, said
    told = (out / "plan_uslug.md").read_text(encoding="utf-8")
    assert told.startswith("# Lokalny system usług społecznych: gmina Grodzieniec")
    assert "Gmina Modrzewno" not in told.split("## 2", 1)[0].split("### Porównanie", 1)[0]


@pytest.mark.slow
def test_everything_wrong_is_told_at_once(area: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = area.parent / "zle.toml"
    said = area.read_text(encoding="utf-8").replace('service = "DDP"', 'service = "DPP"', 1)
    bad.write_text(said, encoding="utf-8")
    survey = area.parent / "ankieta_zla.csv"
    survey.write_text(
        "gmina_teryt;gmina;usluga_kod;zapytanych;pilne;trudne\n086001;Zalewsk;DDP;100;130;5\n",
        encoding="utf-8",
    )
    bad.write_text(
        bad.read_text(encoding="utf-8").replace("ankieta_potrzeb.csv", survey.name), encoding="utf-8"
    )
    out = area.parent / "nic"
    code, said = run(
        capsys, "report", bad, "--out", out, "--gmina", "Zalewsk,Nigdzie", "--plan", area.parent / "brak.toml"
    )
    assert code == 1
    assert "Traceback" not in said
    for part in ("DPP", "ankieta_zla.csv", "130", "Nigdzie", "brak.toml"):
        assert part in said, part
    assert not list(out.iterdir())


def test_forms_that_do_not_exist_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = run(
        capsys, "report", EXAMPLE / "area.toml", "--out", tmp_path / "x", "--form", "html,pdf;doc"
    )
    assert code == 1
    assert "„pdf”" in said
    assert "„doc”" in said


@pytest.mark.slow
def test_what_changed_since_an_earlier_run_is_told(area: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = area.parent / "wczesniej"
    with pytest.raises(SystemExit):
        main(["run", str(area), "--out", str(before)])
    services = pd.read_csv(area.parent / "uslugi.csv", sep=";", dtype=str)
    later = area.parent / "uslugi_pozniej.csv"
    services[services["usluga_id"] != "U-092"].to_csv(later, sep=";", index=False)
    path = area.parent / "pozniej.toml"
    path.write_text(
        area.read_text(encoding="utf-8").replace('"uslugi.csv"', f'"{later.name}"'), encoding="utf-8"
    )
    out = area.parent / "plan pozniej"
    code, said = run(
        capsys, "report", path, "--out", out, "--form", "md", "--since", before, "--proposals", "0"
    )
    assert code == 0, said
    told = (out / "plan_uslug.md").read_text(encoding="utf-8").replace("\u00a0", " ")
    chapter = told.split("## 7", 1)[1]
    changed = chapter.split("### Co się zmieniło", 1)[1]
    assert "Gminny Punkt Doradztwa Energetycznego w Starym Przewozie" in changed
    assert "Od 31.10.2026 (1): 1 usługi już w nim nie ma." in changed
