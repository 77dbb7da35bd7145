"""``report``: the seven steps of the example in every form, as an editor of a local plan uses them."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import docx
import openpyxl
import pandas as pd
import pyogrio
import pytest
import report_tables

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


@pytest.mark.slow
def test_every_form_is_written(folder: Path) -> None:
    names = {p.name for p in folder.iterdir()}
    assert {f"plan_uslug.{form}" for form in ("html", "docx", "xlsx", "gpkg", "md")} <= names
    assert all(name.startswith("plan_uslug") for name in names)


@pytest.mark.slow
def test_the_report_leads_only_to_what_there_is(folder: Path) -> None:
    """No run has written its map beside it, and the hashes that it speaks of are in its own manifest."""
    told = (folder / "plan_uslug.md").read_text(encoding="utf-8").replace("\\_", "_")
    assert "](mapa.html)" not in told
    assert "polecenie „mapa-uslug run”" in told.replace("\u00a0", " ")
    assert "plan_uslug_manifest.json" in told
    manifest = json.loads((folder / "plan_uslug_manifest.json").read_text(encoding="utf-8"))
    assert {"area", "services 1", "needs 1", "people_by_year", "plan 1"} <= set(manifest["inputs"])
    assert manifest["options"]["report"]["proposals"] == 3
    assert not [name for name in re.findall(r"\]\(([^)#]+)\)", told) if not (folder / name).is_file()]


@pytest.mark.slow
def test_the_seven_steps_are_the_chapters_of_every_form(folder: Path) -> None:
    html = (folder / "plan_uslug.html").read_text(encoding="utf-8")
    headings = [" ".join(h.split()) for h in re.findall(r"<h2[^>]*>(.*?)</h2>", html, re.DOTALL)]
    document = docx.Document(str(folder / "plan_uslug.docx"))
    in_docx = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    assert [h.replace("\u00a0", " ") for h in headings][:7] == list(CHAPTERS)
    assert [h.replace("\u00a0", " ") for h in in_docx][:7] == list(CHAPTERS)


@pytest.mark.slow
def test_every_table_says_the_same_in_every_form_that_is_read(folder: Path) -> None:
    html = report_tables.of_html(folder)
    assert len(html) > 60
    assert {caption for caption in html if CAPTION in caption}
    assert html == report_tables.of_docx(folder) == report_tables.of_markdown(folder)


@pytest.mark.slow
def test_the_workbook_holds_what_is_read(folder: Path) -> None:
    read, held = report_tables.of_html(folder), report_tables.of_xlsx(folder)
    paired = {c: report_tables.pair_cells(read[c], held[c]) for c in set(read) & set(held)}
    wrong = [
        (c, *cell) for c, cells in paired.items() for cell in cells if not report_tables.agree(*cell[1:])
    ]
    assert not wrong
    # Tables for paper of which the workbook has a wider one, turned or of another caption.
    assert len([c for c in read if not paired.get(c)]) <= 16
    assert sum(not isinstance(value, str) for cells in paired.values() for *_, value in cells) > 1000


@pytest.mark.slow
def test_nothing_is_left_in_english(folder: Path) -> None:
    lines = report_tables.lines_of(folder)
    assert {"1. Diagnoza", "brak danych"} <= lines
    assert not report_tables.find_untranslated(lines)


def test_words_left_in_english_are_found() -> None:
    said = {
        "Zalewsk",
        "Too far",
        "Every person is in exactly one of four states: served, no free place, too far.",
    }
    found = report_tables.find_untranslated({*said, "Every person is in exactly one of four states: served, no free place, too far, not known. They add up to all residents."})  # fmt: skip
    assert "Too far" in found
    assert len(found) >= 2
    assert not report_tables.find_untranslated({"Zalewsk", "Za daleko", "Usługi 3"})


@pytest.mark.slow
def test_figures_agree_with_the_run_and_its_map(area: Path, folder: Path) -> None:
    """People too far in the report, in wyniki.gpkg and in the map of ``run``: read back, counted anew."""
    out = area.parent / "wyniki"
    with pytest.raises(SystemExit):
        main(["run", str(area), "--out", str(out)])
    book = openpyxl.load_workbook(folder / "plan_uslug.xlsx")
    sheet = book[next(name for name in book.sheetnames if "Dostęp do usług przy" in name)]
    heads = [str(cell.value) for cell in sheet[1]]
    at = next(n for n, head in enumerate(heads) if "daleko" in head and "jak policzono" in head)
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
    out.mkdir()
    (out / "mapa.html").touch()
    code, said = run(
        capsys, "report", area, "--out", out, "--form", "md", "--gmina", "grodzieniec", "--proposals", "1"
    )
    assert code == 0, said
    told = (out / "plan_uslug.md").read_text(encoding="utf-8")
    assert told.startswith("# Lokalny system usług społecznych: gmina Grodzieniec")
    # The map of a run stands beside it.
    assert "](mapa.html)" in told
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
    assert "Od 31.10.2026 (1): z wykazu zniknęła 1 usługa." in changed
