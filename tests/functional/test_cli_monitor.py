"""``monitor``: the command, its files and its faults."""

import csv
import sys
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "unit" / "monitoring"))
from town_folder import build_town, write_town

from mapa_uslug.cli import main

FILES = ("zmiany.html", "zmiany.docx", "zmiany.xlsx", "zmiany.csv")


def run(*arguments: object, language: str = "en") -> int:
    with pytest.raises(SystemExit) as caught:
        main(["--lang", language, *map(str, arguments)])
    return int(caught.value.code or 0)


def without_a_place(town):
    """The town after its first place closed."""
    gone = town.services["service_id"].iloc[0]
    return replace(town, services=town.services[town.services["service_id"] != gone].reset_index(drop=True))


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    base = tmp_path_factory.mktemp("wyniki")
    sheet = base / "uslugi.csv"
    sheet.write_text("stary", encoding="utf-8")
    old = write_town(base / "2025", inputs={"services 1": sheet})
    same = write_town(base / "kopia", inputs={"services 1": sheet})
    sheet.write_text("nowy", encoding="utf-8")
    town = build_town()
    layers = tuple(replace(x, nearest_place=x.nearest_place.clip(max=-1)) for x in town.layers)
    new = write_town(base / "2026", without_a_place(replace(town, layers=layers)), inputs={"services 1": sheet})  # fmt: skip
    return old, new, same


def test_what_changed_is_written_in_every_form(folders, tmp_path, capsys):
    assert run("monitor", folders[0], folders[1], "--out", tmp_path) == 0
    assert [f for f in FILES if not (tmp_path / f).is_file()] == []
    assert "zmiany.docx" in capsys.readouterr().out
    page = (tmp_path / "zmiany.html").read_text(encoding="utf-8")
    assert "not in the list any more" in page
    book = openpyxl.load_workbook(tmp_path / "zmiany.xlsx")
    services = next(s for s in book.worksheets if s.title.endswith("Changes of services"))
    gone = build_town().services.iloc[0]
    assert services["B2"].value == gone["provider"]
    with (tmp_path / "zmiany.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    # Two gminas and all together, two types, four states.
    assert len(rows) == 3 * 2 * 4
    parts = [name for name in rows[0] if name.endswith("_zmiana")] + ["nie_do_rozdzielenia"]
    assert len(parts) == 7
    assert all(sum(int(r[p]) for p in parts) == int(r["zmiana"]) == int(r["po"]) - int(r["przed"]) for r in rows)  # fmt: skip


def test_the_same_results_say_that_nothing_changed_in_the_same_bytes(folders, tmp_path, capsys):
    assert run("monitor", folders[0], folders[2], "--out", tmp_path / "a", language="pl") == 0
    assert "Nic się nie zmieniło." in capsys.readouterr().out
    assert run("monitor", folders[0], folders[2], "--out", tmp_path / "b", language="pl") == 0
    for name in FILES:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name
    page = (tmp_path / "a" / "zmiany.html").read_text(encoding="utf-8")
    assert "Nic się nie zmieniło: pliki, ustawienia" in page


def test_any_number_of_results_makes_a_time_series(folders, tmp_path):
    assert run("monitor", folders[0], folders[2], folders[1], folders[2], "--out", tmp_path) == 0
    book = openpyxl.load_workbook(tmp_path / "zmiany.xlsx")
    places = next(s for s in book.worksheets if s.title.endswith("Over time places"))
    heads = [c.value for c in places[1]]
    assert len(heads) == 5
    steps = [s.title for s in book.worksheets]
    assert any(title.endswith("Results compared") for title in steps)
    page = (tmp_path / "zmiany.html").read_text(encoding="utf-8")
    assert "4 results compared" in page


def test_limits_of_alarms_are_options(folders, tmp_path, capsys):
    def alarms(*options):
        assert run("monitor", folders[0], folders[0], "--out", tmp_path, *options) == 0
        said = next(line for line in capsys.readouterr().out.splitlines() if "alarm" in line)
        return int(said.split()[0])

    assert alarms("--old-months", 240) <= alarms("--old-months", 1)


def test_every_fault_is_told_and_nothing_is_written(folders, tmp_path, capsys):
    empty = tmp_path / "puste"
    empty.mkdir()
    out = tmp_path / "out"
    assert run("monitor", empty, tmp_path / "brak", folders[0], "--out", out, language="pl") == 1
    told = capsys.readouterr().err
    assert "brakuje pliku manifest.json" in told
    assert "Nie ma takiego folderu" in told
    assert "Jak to naprawić" in told
    assert list(out.iterdir()) == []


def test_options_out_of_range_are_refused(folders, tmp_path):
    assert run("monitor", folders[0], folders[1], "--out", tmp_path, "--growth", -1) == 2
    assert run("monitor", folders[0], folders[1]) == 2
