"""siting on an analyst's own matrix."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mapa_uslug.cli import main

# Four villages, three places; the fourth village has no way anywhere.
MATRIX = "origin_id,destination_id,cost\nA,x,3\nA,y,9\nB,x,4\nB,y,1\nC,y,2\nC,z,1\n"
DEMAND = "id,people\nA,10\nB,5\nC,7\nD,2\n"


def run(*arguments: object, language: str = "en") -> int:
    with pytest.raises(SystemExit) as caught:
        main(["--lang", language, "siting", *map(str, arguments)])
    return int(caught.value.code or 0)


@pytest.fixture
def files(tmp_path: Path) -> tuple[object, ...]:
    (tmp_path / "M.csv").write_text(MATRIX, encoding="utf-8")
    (tmp_path / "D.csv").write_text(DEMAND, encoding="utf-8")
    return ("--matrix", tmp_path / "M.csv", "--demand", tmp_path / "D.csv", "--out", tmp_path / "S.csv")


def written(tmp_path: Path) -> list[list[object]]:
    return pd.read_csv(tmp_path / "S.csv").to_numpy(dtype=object).tolist()


def test_most_people_within_the_limit(
    tmp_path: Path, files: tuple[object, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    # Within 3: x has A (10), y has B and C (12), z has C (7). All three get to y: 10*9 + 5 + 14 = 109 over 22.
    assert run(*files, "--k", 1, "--limit", 3) == 0
    said, warned = capsys.readouterr()
    assert (
        "Points with people that have no way to any place, or are not in the matrix at all: 1; people: 2."
        in warned
    )
    assert said.splitlines() == [
        "People within the limit (mclp): 12",
        "Bound: 12",
        "Gap: 0.000%",
        "Proven: no choice is better.",
        "Covered people: 12 of 24 (50.00%)",
        "Mean cost: 4.955",
        "Places chosen: y",
    ]
    table = pd.read_csv(tmp_path / "S.csv")
    assert list(table.columns) == ["site_id", "is_fixed", "people", "covered", "mean_cost"]
    assert written(tmp_path) == [["y", False, 22.0, 12.0, 4.955]]


def test_fixed_places_stay_and_the_rows_order_decides_nothing(
    tmp_path: Path, files: tuple[object, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "F.csv").write_text("id\ny\n", encoding="utf-8")
    assert run(*files, "--k", 1, "--limit", 3, "--fixed", tmp_path / "F.csv") == 0
    first = (capsys.readouterr().out, (tmp_path / "S.csv").read_bytes())
    assert "Places chosen: x" in first[0]
    assert [row[:4] for row in written(tmp_path)] == [["x", False, 10.0, 10.0], ["y", True, 12.0, 12.0]]
    head, *rows = MATRIX.splitlines()
    (tmp_path / "M.csv").write_text("\n".join([head, *reversed(rows)]) + "\n", encoding="utf-8")
    head, *rows = DEMAND.splitlines()
    (tmp_path / "D.csv").write_text("\n".join([head, *reversed(rows)]) + "\n", encoding="utf-8")
    assert run(*files, "--k", 1, "--limit", 3, "--fixed", tmp_path / "F.csv") == 0
    assert (capsys.readouterr().out, (tmp_path / "S.csv").read_bytes()) == first


def test_everybody_with_fewest_places(
    tmp_path: Path, files: tuple[object, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*files, "--objective", "lscp", "--limit", 3) == 1
    said = capsys.readouterr().err
    assert "Without a way to any place: people: 2, points: 1 (D)." in said
    assert not (tmp_path / "S.csv").exists()
    (tmp_path / "D.csv").write_text("id,people\nA,10\nB,5\nC,7\n", encoding="utf-8")
    assert run(*files, "--objective", "lscp", "--limit", 3) == 0
    said = capsys.readouterr().out
    assert "Places that are enough (lscp): 2" in said
    assert "Places chosen: x, y" in said
    assert run(*files, "--objective", "lscp", "--limit", 1) == 1
    assert "Beyond the limit of 1 from every place: people: 10, points: 1 (A)." in capsys.readouterr().err


def test_room_is_counted_where_it_is_given(
    tmp_path: Path, files: tuple[object, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "R.csv").write_text("id,capacity\nx,9\ny,6\nz,100\n", encoding="utf-8")
    assert run(*files, "--k", 1, "--limit", 3, "--supply", tmp_path / "R.csv") == 0
    said = capsys.readouterr().out
    # x has room for 9 of A's 10; y for 6 of 12; z for all 7 of C.
    assert "Places chosen: x" in said
    assert "Covered people: 9 of 24 (37.50%)" in said


def test_closures_that_harm_least_and_each_alone(
    tmp_path: Path, files: tuple[object, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    # Open all: 22 within 3. Without z nobody falls out (C has y); without x A does, without y B.
    assert run(*files, "--close", 1, "--limit", 3) == 0
    said = capsys.readouterr().out
    assert "Places closed: z\nPlaces kept: x, y" in said
    table = pd.read_csv(tmp_path / "S.csv").set_index("site_id")
    assert table["is_closed"].to_dict() == {"x": False, "y": False, "z": True}
    assert table["harm_alone"].to_dict() == {"x": 10, "y": 5, "z": 0}
    assert table["cut_off_alone"].to_dict() == {"x": 0, "y": 0, "z": 0}


def test_closures_by_cost_that_cut_somebody_off_are_refused(
    tmp_path: Path, files: tuple[object, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "M.csv").write_text("origin_id,destination_id,cost\nA,x,3\nB,y,1\nC,z,1\n", encoding="utf-8")
    assert run(*files, "--close", 1, "--objective", "p-median") == 1
    said = capsys.readouterr().err
    assert "Whichever places close (number: 1), people without a way to any other: 5." in said
    assert "None of these places can close" in said
    (tmp_path / "M.csv").write_text("origin_id,destination_id,cost\nA,x,3\nB,x,1\n", encoding="utf-8")
    assert run(*files, "--close", 1, "--objective", "p-median") == 1
    said = capsys.readouterr().err
    assert "A single place cannot close: people who would have no way to any other: 15." in said
    assert "at most" not in said


def test_least_people_x_cost(
    tmp_path: Path, files: tuple[object, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    # Two places: x and y 30 + 5 + 14 = 49; y and z 90 + 5 + 7 = 102; x and z 30 + 20 + 7 = 57.
    assert run(*files, "--objective", "p-median", "--k", 2) == 0
    said = capsys.readouterr().out
    assert "People x cost (p-median): 49" in said
    assert "Places chosen: x, y" in said
    assert "Covered people: 22 of 24 (91.67%)" in said


def test_greedy_says_what_it_promises(files: tuple[object, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*files, "--k", 1, "--limit", 3, "--method", "greedy") == 0
    assert "Proven: no choice is better." in capsys.readouterr().out


def test_time_that_is_up_still_gives_a_choice_and_its_gap(
    tmp_path: Path, files: tuple[object, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    random = np.random.default_rng(1)
    homes, places = random.uniform(0, 100, (400, 2)), random.uniform(0, 100, (80, 2))
    origin, destination = np.indices((400, 80)).reshape(2, -1)
    cost = np.hypot(*(homes[origin] - places[destination]).T)
    pairs = pd.DataFrame({"origin_id": origin, "destination_id": destination, "cost": cost})
    pairs.to_csv(tmp_path / "M.csv", index=False)
    people = pd.DataFrame({"id": np.arange(400), "people": random.integers(1, 500, 400)})
    people.to_csv(tmp_path / "D.csv", index=False)
    for method, word in (("exact", "time was up"), ("greedy", "promises 63.2%")):
        assert run(*files, "--k", 15, "--limit", 15, "--time-limit", 0, "--method", method) == 0
        said = capsys.readouterr().out
        assert word in said
        assert "Gap: 0.000%" not in said
        assert len(written(tmp_path)) == 15


@pytest.mark.parametrize(
    ("matrix", "demand", "options", "told"),
    [
        (MATRIX, DEMAND, ("--limit", 3), ["--k is missing."]),
        (MATRIX, DEMAND, ("--k", 1, "--gap", 0.1, "--limit", 3, "--objective", "lscp"),
         ["--k has no effect with lscp.", "--gap has no effect with lscp."]),
        (MATRIX, DEMAND, ("--k", 1, "--gap", 0.1, "--limit", 3, "--method", "greedy"), ["--gap has no effect with greedy."]),
        (MATRIX, DEMAND, ("--k", 1), ["mclp needs a limit.", "--limit"]),
        (MATRIX, DEMAND, ("--k", 9, "--limit", 3), ["Places to choose: 9. Places to choose from: 3.", "--k"]),
        (MATRIX, DEMAND, ("--close", 9, "--limit", 3), ["Places to close: 9. Places that may close: 3."]),
        (MATRIX, DEMAND, ("--close", 1, "--k", 1, "--objective", "lscp"),
         ["--k and --close cannot be given together.", "With --close the objective is mclp or p-median.", "lscp needs a limit."]),
        (MATRIX, DEMAND, ("--objective", "best", "--method", "fast"), ["--objective", "--method", "--k is missing."]),
        ("origin_id,to,cost\nA,x,1\n", "id,persons\nA,1\n", ("--k", 1, "--limit", 3),
         ["Column destination_id is missing.", "Column people is missing."]),
        ("origin_id,destination_id,cost\nA,x,-1\nQ,x,no\n", "id,people\nA,-4\nA,2\n", ("--k", 1, "--limit", 3),
         ["M.csv:2", "M.csv:3", "D.csv:2", "D.csv:3", "The id A repeats."]),
        ("origin_id,destination_id,cost\nA,x,1\nA,x,2\n", DEMAND, ("--k", 1, "--limit", 3), ["M.csv:3", "in another row"]),
        ("", DEMAND, ("--k", 1, "--limit", 3), ["The file has no rows."]),
    ],
)  # fmt: skip
def test_bad_input_is_told_all_at_once(
    tmp_path: Path,
    files: tuple[object, ...],
    capsys: pytest.CaptureFixture[str],
    matrix: str,
    demand: str,
    options: tuple[object, ...],
    told: list[str],
) -> None:
    (tmp_path / "M.csv").write_text(matrix, encoding="utf-8")
    (tmp_path / "D.csv").write_text(demand, encoding="utf-8")
    assert run(*files, *options) == 1
    said = capsys.readouterr().err
    for words in told:
        assert words in said
    assert "Traceback" not in said
    assert not (tmp_path / "S.csv").exists()


def test_unknown_fixed_places_and_capacities_are_told_with_their_lines(
    tmp_path: Path, files: tuple[object, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "F.csv").write_text("id\nx\nq\n", encoding="utf-8")
    (tmp_path / "R.csv").write_text("id,capacity\nx,9\n", encoding="utf-8")
    assert run(*files, "--k", 1, "--limit", 3, "--fixed", tmp_path / "F.csv") == 1
    assert "F.csv:3" in capsys.readouterr().err
    assert (
        run(*files, "--k", 1, "--limit", 3, "--supply", tmp_path / "R.csv", "--fixed", tmp_path / "no.csv")
        == 1
    )
    said = capsys.readouterr().err
    assert "destination_id y is not in R.csv." in said
    assert "no.csv" in said


def test_polish_and_parquet(
    tmp_path: Path, files: tuple[object, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "S.parquet"
    assert run(*files[:4], "--out", out, "--k", 2, "--limit", 3, language="pl") == 0
    assert pd.read_parquet(out)["site_id"].tolist() == ["x", "y"]
    capsys.readouterr()
    assert run(*files[:4], "--out", tmp_path / "S.xlsx", "--k", 2, "--limit", 3) == 1
    assert "--out" in capsys.readouterr().err
