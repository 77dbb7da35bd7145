"""Changes of places, new roads and new courses, as an office would try them out."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from mapa_uslug.cli import main

EXAMPLE = Path(__file__).resolve().parents[2] / "data" / "example"
PLAN = """name = "Zmiany"

[[move]]
id = "U-085"
cell = "N3229250E4677500_250"

[[hours]]
id = "U-085"
hours = "pn-pt 8:00-18:00"

[[share]]
id = "U-085"
open = true
"""
ROAD = """name = "Przeprawa"

[[road]]
name = "Most w Zakolu"
points = [[15.3190419, 52.1084386], [15.3190419, 52.0784386]]

[[course]]
timetable = "nowe.xlsx"

[cost]
once = 1000000.0
"""

pytestmark = pytest.mark.slow


def run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as caught:
        main(["--lang", "en", *map(str, arguments)])
    return int(caught.value.code or 0)


def results_of(once: Callable[[str, Callable[[Path], None]], Path], name: str, text: str) -> Path:
    """Results of the example after a plan, made once."""

    def make(out: Path) -> None:
        shutil.copytree(EXAMPLE, out / "in")
        shutil.copy(EXAMPLE / "kursy_gminne.xlsx", out / "in" / "nowe.xlsx")
        (out / "in" / "plan.toml").write_text(text, encoding="utf-8")
        assert (
            run("scenario", "run", out / "in" / "area.toml", out / "in" / "plan.toml", "--out", out / "wynik")
            == 0
        )

    return once(name, make) / "wynik"


def rows_without(results: Path, codes: set[str]) -> list[bytes]:
    """Rows of luki.csv of other service types, byte for byte."""
    lines = (results / "luki.csv").read_bytes().split(b"\n")
    where = lines[0].lstrip(b"\xef\xbb\xbf").split(b",").index(b"usluga")
    return [line for line in lines if line.strip() and line.split(b",")[where].decode() not in codes]


def test_an_empty_plan_changes_no_byte(once, example_run: Path) -> None:  # type: ignore[no-untyped-def]
    results = results_of(once, "plan_empty", 'name = "Nic"\n')
    assert (results / "luki.csv").read_bytes() == (example_run / "luki.csv").read_bytes()


def test_a_place_that_changes_leaves_the_other_services_alone(once, example_run: Path) -> None:  # type: ignore[no-untyped-def]
    results = results_of(once, "plan_changes", PLAN)
    before, after = (rows_without(folder, {"DDP"}) for folder in (example_run, results))
    assert before == after
    assert len(before) > 500
    assert (results / "luki.csv").read_bytes() != (example_run / "luki.csv").read_bytes()
    changed = pd.read_csv(results / "roznice.csv", dtype=str, keep_default_na=False)
    changed = changed[changed["gmina_teryt"] != ""]
    assert set(changed["usluga"]) == {"DDP"}


# A row is about the services whose codes stand in it; these are about all services together: a row of a gmina in
# jedna_podroz.csv counts the kinds that a trip reaches.
_ABOUT_ALL = {"jedna_podroz.csv": b"gmina,"}


def test_a_closed_health_centre_alters_no_row_of_any_table_but_its_own(once, example_run: Path) -> None:  # type: ignore[no-untyped-def]
    """U-043 is the only health centre of its gmina."""
    results = results_of(once, "plan_closes_poz", 'name = "Bez przychodni"\n\n[[close]]\nid = "U-043"\n')
    names = sorted(path.name for path in example_run.glob("*.csv"))
    assert len(names) >= 7
    assert {path.name for path in results.glob("*.csv")} - set(names) == {"roznice.csv"}
    altered = set()
    for name in names:
        before, after = ((folder / name).read_bytes().split(b"\n") for folder in (example_run, results))
        assert before[0] == after[0], name
        kept = [[line for line in lines if _is_about_others(name, line)] for lines in (before, after)]
        assert kept[0] == kept[1], name
        assert len(kept[0]) > 1, name
        altered |= {name} if before != after else set()
    # The plan is no empty one: where health centres are compared, there are other figures.
    assert altered >= {"bariery.csv", "dublowanie.csv", "jedna_podroz.csv", "luki.csv"}
    changed = pd.read_csv(results / "roznice.csv", dtype=str, keep_default_na=False)
    assert set(changed["usluga"][changed["gmina_teryt"] != ""]) == {"POZ"}


def _is_about_others(name: str, line: bytes) -> bool:
    about_all = _ABOUT_ALL.get(name)
    return b"POZ" not in line.split(b",") and not (about_all and line.startswith(about_all))


def test_new_roads_and_courses_are_told_and_drawn(once) -> None:  # type: ignore[no-untyped-def]
    results = results_of(once, "plan_roads", ROAD)
    for name in ("raport.html", "mapa.html"):
        text = (results / name).read_text(encoding="utf-8")
        assert "New roads are counted here as if they existed: Most w Zakolu (" in text, name
        assert "New courses are counted here besides those that run: nowe.xlsx." in text, name
    assert "New roads of the plan" in (results / "mapa.html").read_text(encoding="utf-8")
    manifest = json.loads((results / "manifest.json").read_text(encoding="utf-8"))
    assert "nowe.xlsx" in json.dumps(manifest["inputs"])
    assert manifest["options"]["map"]["what_if"] == "full"
    table = pd.read_csv(results / "roznice.csv", dtype=str, keep_default_na=False)
    total = table[(table["gmina_teryt"] == "") & (table["poziom"] == "2") & (table["grupa"] == "all")]
    by_car = total[(total["usluga"] == "POZ") & (total["srodek"] == "car")].iloc[0]
    # Both villages across the river, as the truths of the example count them.
    truths = json.loads((EXAMPLE / "prawda.json").read_text(encoding="utf-8"))
    assert int(by_car["obsluzone_zmiana"]) == truths["barriers"]["river"]["people"]
    states = ["obsluzone", "brak_miejsc", "za_daleko", "nie_wiadomo"]
    for side in ("przed", "po"):
        figures = table[[f"{s}_{side}" for s in states]].apply(pd.to_numeric)
        assert (figures.sum(axis=1) == pd.to_numeric(table["osoby"])).all()


def test_everything_wrong_is_told_at_once_with_the_fix(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(EXAMPLE, tmp_path / "in")
    plan = tmp_path / "in" / "plan.toml"
    plan.write_text(
        'name = "p"\n[[move]]\nid = "U-999"\ncell = "nigdzie"\n[[move]]\nid = "U-085"\n'
        '[[hours]]\nid = "U-085"\nhours = "jak się uda"\n[[territory]]\nid = "U-085"\ngminas = ["146501"]\n'
        '[[share]]\nid = "U-085"\n[[share]]\nid = "U-085"\n'
        '[[road]]\nname = "most"\npoints = [[15.319, 52.108], [15.9, 52.9]]\nmodes = ["car"]\n',
        encoding="utf-8",
    )
    assert run("scenario", "run", tmp_path / "in" / "area.toml", plan, "--out", tmp_path / "out") == 1
    shown = capsys.readouterr()
    said = re.sub(r"\s+", " ", shown.out + shown.err)
    for words in (
        "no located service with the id U-999", "no populated cell nigdzie", "not said where the service moves to",
        "hours were not understood: jak się uda", "no gmina 146501", "U-085 is changed more than once",
        "No road for cars is anywhere near the end of the new road",
    ):  # fmt: skip
        assert words in said, words
    assert "Traceback" not in said
    assert not list((tmp_path / "out").iterdir())
