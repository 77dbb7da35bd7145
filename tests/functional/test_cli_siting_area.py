"""siting for an area, as a planner calls it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from mapa_uslug.cli import main

EXAMPLE = Path(__file__).resolve().parents[2] / "data" / "example"
AREA = EXAMPLE / "area.toml"
FILES = ["nowe_miejsca.csv", "plan.toml", "propozycja.html"]


def run(*arguments: object, language: str = "en") -> int:
    with pytest.raises(SystemExit) as caught:
        main(["--lang", language, *map(str, arguments)])
    return int(caught.value.code or 0)


def test_a_proposal_and_the_run_of_its_plan_tell_the_same_people(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "propozycja"
    assert run("siting", AREA, "--service", "POZ", "--k", 1, "--mode", "car", "--out", out) == 0
    said = capsys.readouterr().out
    truth = json.loads((EXAMPLE / "prawda.json").read_text(encoding="utf-8"))["cooperation"]["best_site"]
    # All but the 61 people of the hamlet, and 37 of whom nothing can be told, are within 20 minutes then.
    assert said.splitlines()[:5] == [
        "People within the threshold: 25,572; no choice of so many places can have more than 25,572.",
        "No other choice is better: this is proven.",
        "Within the threshold: 25,572 people of those weighed (99.8%).",
        "Mean way of all who have one: 5.7\u00a0min.",
        f"People who gain: {truth['people']}",
    ]
    assert sorted(p.name for p in out.iterdir()) == FILES
    table = pd.read_csv(out / "nowe_miejsca.csv", dtype={"gmina_teryt": str})
    assert table["osoby_zyskaly"].tolist() == [truth["people"]]
    assert table["nazwa"].iloc[0] in truth["localities"]
    assert run("scenario", "run", AREA, out / "plan.toml", "--out", tmp_path / "plan") == 0
    changes = pd.read_csv(
        tmp_path / "plan" / "roznice.csv", dtype={"gmina_teryt": str}, keep_default_na=False
    )
    poz = changes[(changes["usluga"] == "POZ") & (changes["srodek"] == "car") & (changes["poziom"] == 2)]
    gained = {g: int(n) for g, n in zip(poz["gmina_teryt"], poz["obsluzone_zmiana"], strict=True)}
    assert gained == {"": truth["people"], table["gmina_teryt"].iloc[0]: truth["people"]}


def test_the_page_is_polish_and_asks_nobody(tmp_path: Path) -> None:
    out = tmp_path / "p"
    options = (
        "--service",
        "POZ",
        "--k",
        1,
        "--mode",
        "all",
        "--close",
        1,
        "--candidates",
        "cells",
        "--method",
        "greedy",
    )
    assert run("siting", AREA, *options, "--out", out, language="pl") == 0
    page = (out / "propozycja.html").read_text(encoding="utf-8")
    assert re.search(r"""(src|href)=["']?https?:""", page) is None
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    for told in ("Proponowane miejsca", "Co zmieniłby plan", "Jak dobry jest ten wybór", "metoda zachłanna", "Inne wybory",
                 "to pytanie do rozmowy, a nie rada, żeby zamknąć"):  # fmt: skip
        assert told in words.replace("\u00a0", " "), told
    plan = (out / "plan.toml").read_text(encoding="utf-8")
    assert plan.count("[[open]]") == 1
    assert plan.count("[[close]]") == 1


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--k", 1), ["--service is missing."]),
        (("--service", "POZ", "--k", 1, "--limit", 3), ["--limit is an option for --matrix only."]),
        (("--service", "XYZ", "--k", 1, "--gminas", "999999", "--objective", "best"),
         ["The catalog has no service called XYZ.", "There is no gmina 999999", "--objective cannot be best."]),
        (("--service", "POZ", "--mode", "rocket", "--move", "U-999"),
         ["The mode rocket does not count", "no located service POZ with the id U-999", "how many places are sought"]),
        (("--service", "POZ", "--k", 1, "--capacity", 30), ["how many people want POZ is not known"]),
    ],
)  # fmt: skip
def test_bad_input_is_told_all_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: tuple[object, ...], told: list[str]
) -> None:
    assert run("siting", AREA, *options, "--out", tmp_path / "x") == 1
    said = capsys.readouterr().err
    for words in told:
        assert words in said
    assert "Traceback" not in said
    assert not (tmp_path / "x" / "plan.toml").exists()


def test_a_faulty_area_and_a_faulty_question_are_told_together(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    area = tmp_path / "area.toml"
    area.write_text('[area]\nname = "x"\n[inputs]\nroads = "nie_ma.osm.pbf"\n', encoding="utf-8")
    assert (
        run("siting", area, "--service", "POZ", "--objective", "best", "--k", 1, "--out", tmp_path / "x") == 1
    )
    said = capsys.readouterr().err
    assert "nie_ma.osm.pbf" in said
    assert "--objective cannot be best." in said


def test_options_of_an_area_are_refused_without_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("siting", "--service", "POZ", "--k", 1, "--out", tmp_path / "x") == 1
    said = capsys.readouterr().err
    assert "--matrix is missing." in said
    assert "--service is an option for area.toml only." in said


def test_what_is_misspelt_is_told_before_anything_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ("--service", "poz", "--objective", "best", "--k", 1, "--out", tmp_path / "x")
    assert run("siting", AREA, *options, language="pl") == 1
    said = capsys.readouterr().err
    assert "czy chodziło o POZ?" in said
    assert "--objective" in said
    assert "Wczytywanie" not in said
    assert run("siting", AREA, "--service", "POZ", "--mode", "rower", "--k", 1, "--out", tmp_path / "x") == 1
    said = capsys.readouterr().err
    assert "The mode rower does not count for POZ" in said
    assert "Reading" not in said


def test_an_id_written_otherwise_is_told_with_the_one_that_was_meant(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ("--service", "POZ", "--k", 1, "--mode", "car", "--move", "u-017", "--out", tmp_path / "x")
    assert run("siting", AREA, *options) == 1
    assert "did you mean U-017?" in capsys.readouterr().err


def test_the_screen_tells_a_run_of_the_plan_and_who_loses_by_other_modes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ("--objective", "lscp", "--reachable-only", "--mode", "all", "--out", tmp_path / "p")
    assert run("siting", AREA, "--service", "KS", *options, language="pl") == 0
    said = capsys.readouterr().out.replace("\u00a0", " ")
    found = re.search(r"zyskują: (\d+)\nZyskują według .* compare: (\d+), z tego (\d+) os", said)
    assert found is not None, said
    gained, by_run, settled = map(int, found.groups())
    assert by_run == gained + settled
    assert settled
    # What the table of differences calls people served, all modes together.
    assert run("scenario", "run", AREA, tmp_path / "p" / "plan.toml", "--out", tmp_path / "plan") == 0
    rows = pd.read_csv(tmp_path / "plan" / "roznice.csv", keep_default_na=False)
    of_all = rows[(rows["usluga"] == "KS") & (rows["srodek"] == "wszystkie") & (rows["poziom"] == 2)]
    total = of_all[(of_all["gmina"] == "razem") & (of_all["grupa"] == "all")]
    assert total["obsluzone_zmiana"].astype(int).tolist() == [by_run]
