"""A made country, from its generator to a map."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from mapa_uslug.cli import main

ROOT = Path(__file__).resolve().parents[2]
STATES = ["obsluzone", "brak_miejsc", "za_daleko", "nie_wiadomo"]
SCRIPT = ROOT / "scripts" / "make_country.py"


def _script(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPT), *map(str, arguments)], capture_output=True, text=True, check=False
    )


@pytest.mark.slow
def test_a_made_country_runs_to_a_map_and_without_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done = _script("proba", tmp_path / "kraj")
    assert done.returncode == 0, done.stderr
    assert "gminas: 3" in done.stdout
    with pytest.raises(SystemExit) as caught:
        main(["run", str(tmp_path / "kraj" / "area.toml"), "--out", str(tmp_path / "wynik")])
    assert not caught.value.code
    assert (tmp_path / "wynik" / "mapa.html").stat().st_size > 100_000
    states = pd.read_csv(tmp_path / "wynik" / "stany.csv")
    totals = pd.read_csv(tmp_path / "kraj" / "ludnosc_gmin.csv")
    by_car = states[(states["usluga"] == "APT") & (states["srodek"] == "car")].drop_duplicates("cell_id")
    assert by_car[STATES].to_numpy().sum() == totals["people"].sum()
    assert by_car["obsluzone"].sum() > 0
    without = (tmp_path / "wynik" / "stany.csv").read_bytes()
    settings = tmp_path / "kraj" / "area.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + "\n[map]\ndraw = false\n", encoding="utf-8")
    capsys.readouterr()
    with pytest.raises(SystemExit) as caught:
        main(["run", str(settings), "--out", str(tmp_path / "wynik")])
    assert not caught.value.code
    # The map of the earlier run would tell of other figures.
    assert not (tmp_path / "wynik" / "mapa.html").exists()
    assert "raport.html" in capsys.readouterr().out
    assert (tmp_path / "wynik" / "stany.csv").read_bytes() == without


def test_an_unknown_size_is_told(tmp_path: Path) -> None:
    done = _script("kontynent", tmp_path / "kraj")
    assert done.returncode
    assert "proba|powiat|wojewodztwo|polska" in done.stderr
    assert not (tmp_path / "kraj").exists()
