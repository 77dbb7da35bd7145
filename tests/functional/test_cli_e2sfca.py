"""e2sfca on an analyst's own matrix, as an analyst calls it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from mapa_uslug.cli import main

MATRIX = "origin_id,destination_id,cost\nA,p,10\nB,p,30\nB,q,60\nC,q,61\n"
DEMAND = "id,people,unit\nA,100,x\nB,50,x\nC,30,y\n"
SUPPLY = "id,capacity\np,67\nq,22\nr,5\n"
BANDS = ("--bands", "15,30,60", "--weights", "1,0.68,0.22")


def run(folder: Path, *options: str, language: str = "en", **files: str) -> int:
    texts = {"M": MATRIX, "D": DEMAND, "S": SUPPLY} | files
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    with pytest.raises(SystemExit) as caught:
        main(["--lang", language, "e2sfca", "--matrix", str(folder / "M.csv"), "--demand", str(folder / "D.csv"),
              "--supply", str(folder / "S.csv"), "--out", str(folder / "A.csv"), *options])  # fmt: skip
    return int(caught.value.code or 0)


def test_bands_by_hand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # As in tests/unit/supply: A has 0.5 a person, B 0.68 x 0.5 + 0.22 x 2 = 0.78, C nothing.
    assert run(tmp_path, *BANDS) == 0
    table = pd.read_csv(tmp_path / "A.csv")
    assert table["id"].tolist() == ["A", "B", "C"]
    assert table["people"].tolist() == [100, 50, 30]
    assert table["accessibility"].tolist() == pytest.approx([500.0, 780.0, 0.0])
    # Mean 89 places / 180 people. Ninth decile: 162 of 180 people have at most B's; the first has nothing.
    said = capsys.readouterr().out
    assert "Mean by people, per 1,000 people: 494.4" in said
    assert "P90:P10: without bound" in said
    assert "People with no place in reach: 30" in said
    assert "Places that nobody reaches: 1 (r)" in said
    assert "Gini: 0.2541" in said  # (30x100x500 + 30x50x780 + 100x50x280) / (180 x 89000)
    # Theil: A 50/89 ln(500/(89000/180)) + B 39/89 ln(780/494.4); C has nothing; unit x has 593.3 a head, y nothing.
    assert "Theil: 0.2060, of it within units 0.02371, between units 0.1823" in said


def test_gravity_and_per(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # p: 100/10 + 50/30 = 35/3, ratio 67 x 3 / 35; q: 50/60 + 30/61.
    assert run(tmp_path, "--decay", "gravity:-1", "--per", "1") == 0
    p, q = 67 * 3 / 35, 22 / (50 / 60 + 30 / 61)
    expected = [p / 10, p / 30 + q / 60, q / 61]
    assert pd.read_csv(tmp_path / "A.csv")["accessibility"].tolist() == pytest.approx(expected, rel=1e-12)
    assert "Mean by people, per 1 person: " in capsys.readouterr().out
    assert run(tmp_path, "--decay", "gravity:-1", "--per", "1", language="pl") == 0
    assert "na 1 mieszkańca: " in capsys.readouterr().out


def test_a_least_cost_bounds_gravity(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at_home = MATRIX.replace("A,p,10", "A,p,0")
    assert run(tmp_path, "--decay", "gravity:-1", M=at_home) == 1
    assert "The pair A, p has the cost 0" in capsys.readouterr().err
    assert not (tmp_path / "A.csv").exists()
    assert run(tmp_path, "--decay", "gravity:-1:10", M=at_home) == 0
    held = pd.read_csv(tmp_path / "A.csv")
    assert run(tmp_path, "--decay", "gravity:-1") == 0
    assert held.equals(pd.read_csv(tmp_path / "A.csv"))


def test_faults_of_every_file_are_told_together(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {"M": MATRIX.replace("30", "-30") + "X,p,5\n", "D": "id,persons\nA,1\n", "S": SUPPLY + "p,1\n"}
    assert run(tmp_path, *BANDS, **files) == 1
    said = capsys.readouterr().err
    for part in (
        "M.csv:3",
        "cost cannot be -30",
        "D.csv",
        "Column people is missing",
        "S.csv:5",
        "The id p repeats",
    ):
        assert part in said
    assert not (tmp_path / "A.csv").exists()


def test_unknown_ids_are_named_in_polish(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, *BANDS, language="pl", M=MATRIX + "X,p,5\n") == 1
    assert "takiego identyfikatora nie ma w pliku D.csv" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ((), ["--bands is missing", "--weights is missing"]),
        (("--bands", "30,15", "--weights", "1,-1"), ["--bands cannot be 30,15", "--weights cannot be 1,-1"]),
        (("--bands", "15,30", "--weights", "1"), ["Bands: 2, but weights: 1."]),
        (("--bands", "15,inf", "--weights", "1,0.5"), ["--bands cannot be 15,inf"]),
        (("--bands", "15,30", "--weights", "0,0"), ["--weights cannot be 0,0"]),
        (("--decay", "gravity:1"), ["--decay cannot be gravity:1"]),
        (("--decay", "gravity"), ["--decay cannot be gravity"]),
        (("--decay", "linear:3", "--per", "0"), ["--decay cannot be linear:3", "--per cannot be 0.0"]),
        ((*BANDS, "--decay", "gravity:-1"), ["--decay cannot be gravity:-1"]),
    ],
)
def test_options_that_cannot_be_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], told: list[str]
) -> None:
    assert run(tmp_path, *options) == 1
    said = capsys.readouterr().err
    assert all(part in said for part in told), said
    assert "Traceback" not in said


def test_nobody_at_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, *BANDS, D="id,people\nA,0\nB,0\nC,0\n") == 0
    assert pd.read_csv(tmp_path / "A.csv")["accessibility"].tolist() == [0, 0, 0]
    assert "Mean by people, per 1,000 people: cannot be told" in capsys.readouterr().out


def test_help_tells_every_option(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["e2sfca", "--help"])
    said = capsys.readouterr().out
    assert all(
        o in said for o in ("--matrix", "--demand", "--supply", "--bands", "--weights", "--decay", "--per")
    )
