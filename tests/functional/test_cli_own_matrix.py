"""What `matrix` writes goes into `siting` and `e2sfca` as it is."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from mapa_uslug.cli import main

ROADS = Path(__file__).resolve().parents[2] / "data" / "example" / "drogi.osm.pbf"
# The town, a village across the river, a marsh and a place on the Baltic: no road is near the last two.
PLACES = [("01", 15.1623, 52.0820), ("02", 15.2502, 52.0500), ("03", 15.1064, 52.1446), ("04", 18.0, 55.3)]


def run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as caught:
        main(["--lang", "en", *map(str, arguments)])
    return int(caught.value.code or 0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    points = "id,lon,lat\n" + "".join(f"{name},{lon},{lat}\n" for name, lon, lat in PLACES)
    (tmp_path / "P.csv").write_text(points, encoding="utf-8")
    (tmp_path / "D.csv").write_text("id,people\n01,30\n02,20\n03,5\n04,2\n", encoding="utf-8")
    (tmp_path / "S.csv").write_text("id,capacity\n01,10\n02,40\n03,7\n04,9\n", encoding="utf-8")
    assert run("matrix", "--roads", ROADS, "--origins", tmp_path / "P.csv", "--destinations", tmp_path / "P.csv",
               "--mode", "car", "--out", tmp_path / "M.csv") == 0  # fmt: skip
    return tmp_path


@pytest.mark.parametrize("cost", ["travel_time_s", "distance_m"])
def test_siting_on_it(folder: Path, capsys: pytest.CaptureFixture[str], cost: str) -> None:
    assert run("siting", "--matrix", folder / "M.csv", "--demand", folder / "D.csv", "--cost", cost, "--k", 1,
               "--objective", "p-median", "--out", folder / "A.csv") == 0  # fmt: skip
    said, warned = capsys.readouterr()
    matrix = pd.read_csv(folder / "M.csv", dtype={"origin_id": str, "destination_id": str})
    pair = matrix.set_index(["origin_id", "destination_id"])[cost]
    # One place for the town's 30 and the village's 20: the town, at 20 x the village's way; the other two have no way.
    assert "Places chosen: 01" in said
    assert "Covered people: 50 of 57" in said
    table = pd.read_csv(folder / "A.csv", dtype={"site_id": str})
    assert table["site_id"].tolist() == ["01"]
    expected = (30 * pair["01", "01"] + 20 * pair["02", "01"]) / 50
    assert table["mean_cost"].tolist() == pytest.approx([expected], abs=1e-3)
    assert "not in the matrix at all: 2; people: 7." in warned


def test_e2sfca_on_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("e2sfca", "--matrix", folder / "M.csv", "--demand", folder / "D.csv", "--supply", folder / "S.csv",
               "--cost", "travel_time_s", "--bands", 3600, "--weights", 1, "--per", 1, "--out", folder / "A.csv") == 0  # fmt: skip
    # Both are within an hour of both places: 10 / 50 + 40 / 50 for everybody there, nothing for the others.
    assert pd.read_csv(folder / "A.csv")["accessibility"].tolist() == pytest.approx([1.0, 1.0, 0.0, 0.0])
    said = capsys.readouterr().out
    assert "People with no place in reach: 7" in said
    assert "Places that nobody reaches: 2 (03, 04)" in said


def test_a_cost_that_is_missing_without_a_reason_stays_an_error(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    matrix = pd.read_csv(folder / "M.csv", dtype=str)
    row = int((matrix["state"] == "ok").argmax())
    matrix.loc[row, "travel_time_s"] = ""
    matrix.to_csv(folder / "M.csv", index=False)
    asked = (
        "siting",
        "--matrix",
        folder / "M.csv",
        "--demand",
        folder / "D.csv",
        "--k",
        1,
        "--objective",
        "p-median",
    )
    for cost, told in (
        ("travel_time_s", f"M.csv:{row + 2}"), ("minutes", "Column minutes is missing."),
        ("origin_id", "--cost cannot be origin_id."),
    ):  # fmt: skip
        assert run(*asked, "--cost", cost, "--out", folder / "A.csv") == 1
        said = capsys.readouterr().err
        assert told in said
        assert "Traceback" not in said
    assert not (folder / "A.csv").exists()
