"""The report on the seven steps of Liechtenstein, out of open data, with a survey made up for it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pyogrio
import pytest

from benchmarks.bench_run import AREA_TOML
from mapa_uslug.pipeline import run_report

SURVEY = """gmina_teryt;gmina;usluga_kod;zapytanych;pilne;trudne;zrodlo;data
;;POZ;200;60;30;ankieta zmyślona;2026-05-31
;;PRZ;200;44;20;ankieta zmyślona;2026-05-31
;;BIB;200;10;4;ankieta zmyślona;2026-05-31
;;DPS;200;52;70;ankieta zmyślona;2026-05-31
"""


@pytest.fixture(scope="module")
def folder(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("liechtenstein")
    (place / "ankieta.csv").write_text(SURVEY, encoding="utf-8")
    said = AREA_TOML.format(data=real_data).replace(
        "[boundaries]", 'needs = ["ankieta.csv"]\n[boundaries]', 1
    )
    (place / "area.toml").write_text(said, encoding="utf-8")
    run_report(place / "area.toml", place / "plan", forms=("html", "docx", "xlsx", "gpkg", "md"), proposals=1)
    return place / "plan"


@pytest.mark.real
def test_every_form_is_written_and_opens(folder: Path) -> None:
    assert zipfile.ZipFile(folder / "plan_uslug.docx").testzip() is None
    assert len(openpyxl.load_workbook(folder / "plan_uslug.xlsx").sheetnames) > 20
    assert "gminy" in {str(name) for name, _ in pyogrio.list_layers(folder / "plan_uslug.gpkg")}
    assert "<h2" in (folder / "plan_uslug.html").read_text(encoding="utf-8")


@pytest.mark.real
def test_needs_of_the_survey_come_before_the_usual_ones(folder: Path) -> None:
    said = (folder / "plan_uslug.md").read_text(encoding="utf-8")
    needs = said.split("### Co jest potrzebne", 1)[1].split("### ", 1)[0]
    assert "podstawowa opieka zdrowotna (30" in needs.replace("\u00a0", " ")


@pytest.mark.real
def test_what_is_not_in_the_data_is_called_no_data(folder: Path) -> None:
    """OpenStreetMap knows neither capacity, free places, queues nor staff: nothing but numbers of records, and never nought."""
    book = openpyxl.load_workbook(folder / "plan_uslug.xlsx")
    known = ("Usługa", "Dla kogo", "Zapisane usługi", "Podmioty")
    for caption, heads in (
        ("Usługi wszystkich gmin razem", known),
        ("Usługi według gmin", ("Gmina", *known)),
    ):
        name = next(n for n in book.sheetnames if n.endswith(caption))
        head, *rows = book[name].iter_rows(values_only=True)
        told = [h for h, *cells in zip(head, *rows, strict=True) if any(c is not None for c in cells)]
        assert tuple(told) == heads
        assert len(rows) > 10
    name = next(n for n in book.sheetnames if n.endswith("Organizacja według gmin"))
    head, *rows = book[name].iter_rows(values_only=True)
    assert len(rows) >= 11
    assert all(row[head.index("wpisy bez pojemności")] for row in rows if row[0] == "Balzers")
    assert not [n for n in book.sheetnames if "Kadra" in n]
