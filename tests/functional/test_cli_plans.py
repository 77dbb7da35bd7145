"""``scenario compare``: several plans in one table."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import openpyxl
import pytest

from mapa_uslug.cli import main

pytestmark = pytest.mark.slow
EXAMPLE = Path(__file__).resolve().parents[2] / "data" / "example"
AREA = EXAMPLE / "area.toml"
PLAN = EXAMPLE / "plan_dzienny_dom.toml"
COSTLY = """
name = "Dom w Jezierzcu"
[[open]]
id = "nowy-1"
service = "DDP"
capacity = 20
lon = 15.165
lat = 52.172
[cost]
once = 1000
yearly = 500
"""


def run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as caught:
        main(["--lang", "en", *map(str, arguments)])
    return int(caught.value.code or 0)


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plany")
    (folder / "dom.toml").write_text(COSTLY, encoding="utf-8")
    (folder / "nic.toml").write_text('name = "Nic"\n', encoding="utf-8")
    assert (
        run(
            "scenario",
            "compare",
            AREA,
            PLAN,
            folder / "dom.toml",
            folder / "nic.toml",
            "--out",
            folder / "out",
        )
        == 0
    )
    return folder / "out"


def rows(folder: Path, **wanted: str) -> list[dict[str, str]]:
    with (folder / "plany.csv").open(encoding="utf-8") as stream:
        found = list(csv.DictReader(stream))
    return [r for r in found if all(r[k] == v for k, v in wanted.items())]


def test_the_figures_are_those_of_the_plan_run_alone(compared, tmp_path):
    assert run("scenario", "run", AREA, PLAN, "--out", tmp_path) == 0
    with (tmp_path / "roznice.csv").open(encoding="utf-8") as stream:
        alone = {
            (r["usluga"], r["srodek"], r["poziom"], r["grupa"], r["gmina_teryt"]): (
                r["obsluzone_przed"],
                r["obsluzone_po"],
            )
            for r in csv.DictReader(stream)
        }
    together = {
        (r["usluga"], r["srodek"], r["poziom"], r["grupa"], r["gmina_teryt"]): (
            r["obsluzone_przed"],
            r["obsluzone_po"],
        )
        for r in rows(compared, plik="plan_dzienny_dom.toml")
    }
    assert len(alone) > 200
    assert {key: together[key] for key in alone} == alone


def test_a_plan_that_does_nothing_changes_nothing(compared):
    nothing = rows(compared, plan="Nic")
    assert nothing
    assert {(r["zyskuja"], r["traca"]) for r in nothing} == {("0", "0")}
    assert "Nic: nobody gains or loses access" in (compared / "plany.html").read_text(encoding="utf-8")


def test_the_cost_of_a_resident_who_gains_is_the_cost_over_those_who_gain(compared):
    gained = sum(
        int(r["zyskuja"])
        for r in rows(
            compared, plan="Dom w Jezierzcu", srodek="wszystkie", poziom="2", grupa="all", gmina="razem"
        )
    )
    assert gained > 0
    book = openpyxl.load_workbook(compared / "plany.xlsx")
    sheet = next(s for s in book.worksheets if s["B1"].value == "Cost once [zł]")
    row = [c.value for c in sheet[3]]
    assert row[:3] == ["Dom w Jezierzcu", 1000, 500]
    assert row[3:5] == pytest.approx([1000 / gained, 500 / gained])
    assert [c.value for c in sheet[2]][1:5] == [None] * 4


def test_every_problem_of_every_plan_is_told_at_once_and_nothing_is_written(tmp_path, capsys):
    (tmp_path / "a.toml").write_text('name = "A"\n[[close]]\nid = "U-999"\n', encoding="utf-8")
    (tmp_path / "b.toml").write_text(
        'name = "B"\n[[open]]\nid = "x"\nservice = "XYZ"\nlon = 15.2\nlat = 52.05\n', encoding="utf-8"
    )
    assert (
        run("scenario", "compare", AREA, tmp_path / "a.toml", tmp_path / "b.toml", "--out", tmp_path / "out")
        == 1
    )
    told = capsys.readouterr().err
    assert "a.toml" in told
    assert "U-999" in told
    assert "b.toml" in told
    assert "XYZ" in told
    assert not list((tmp_path / "out").glob("plany*"))


def test_a_misspelt_key_of_two_plans_is_told_for_both(tmp_path, capsys):
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text('name = "A"\nopne = 3\n', encoding="utf-8")
    assert (
        run("scenario", "compare", AREA, tmp_path / "a.toml", tmp_path / "b.toml", "--out", tmp_path / "out")
        == 1
    )
    told = capsys.readouterr().err
    assert told.count("opne") >= 2


def test_a_partner_that_is_no_gmina_is_told_with_the_other_problems(tmp_path, capsys):
    plan = 'name = "A"\n[[close]]\nid = "U-999"\n[partners]\nregime = "partners"\ngroups = [["086001", "086098"]]\n'
    (tmp_path / "a.toml").write_text(plan, encoding="utf-8")
    assert run("scenario", "run", AREA, tmp_path / "a.toml", "--out", tmp_path / "out") == 1
    told = capsys.readouterr().err
    assert "086098" in told
    assert "U-999" in told


def test_an_area_whose_partners_are_not_there_is_refused(tmp_path, capsys):
    folder = tmp_path / "obszar"
    shutil.copytree(EXAMPLE, folder)
    wrong = '\n[sharing]\nregime = "partners"\ngroups = [["086001", "086098"]]\n'
    (folder / "area.toml").write_text(AREA.read_text(encoding="utf-8") + wrong, encoding="utf-8")
    assert run("check", folder / "area.toml") == 1
    assert "086098" in capsys.readouterr().err


def test_travel_saved_and_white_spots_stand_by_gmina(compared):
    table = rows(compared, plan="Dom w Jezierzcu", usluga="DDP", poziom="2", grupa="all")
    by_car = {r["gmina"]: float(r["oszczednosc"]) for r in table if r["srodek"] == "car"}
    assert by_car["razem"] > 0
    assert sum(n for gmina, n in by_car.items() if gmina != "razem") == pytest.approx(
        by_car["razem"], abs=1.0
    )
    together = [r for r in table if r["srodek"] == "wszystkie"]
    assert all(r["plamy_zlikwidowane"].isdigit() and r["plamy_nowe"].isdigit() for r in together)
    assert all(not r["plamy_nowe"] for r in table if r["srodek"] != "wszystkie")
