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
def test_a_made_country_runs_to_a_map(tmp_path: Path) -> None:
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


def test_an_unknown_size_is_told(tmp_path: Path) -> None:
    done = _script("kontynent", tmp_path / "kraj")
    assert done.returncode
    assert "proba|powiat|wojewodztwo|polska" in done.stderr
    assert not (tmp_path / "kraj").exists()
