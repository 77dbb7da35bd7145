"""Scripts on the seven steps: the sample plan of docs is what its script writes, and the analyst's one tells the report's order."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "scripts"))
import make_sample_plan  # noqa: E402
import plan_report  # noqa: E402

STEPS = ("Diagnoza", "Analiza oferty", "Mapa podmiotów i usług", "Sieciowanie", "Wybór liderów", "Strategia", "Monitorowanie")  # fmt: skip
SAMPLE = ROOT / "docs" / "przykladowy_plan.md"
LARGEST_BYTES = 1_000_000


def test_the_sample_has_the_seven_steps_and_small_pictures():
    said = SAMPLE.read_text(encoding="utf-8").replace("\u00a0", " ")
    headings = [line for line in said.splitlines() if line.startswith("## ")]
    assert [h.partition(". ")[2] for h in headings[:7]] == list(STEPS)
    pictures = sorted((ROOT / "docs" / "img" / "plan").iterdir())
    assert pictures
    assert all(f"(img/plan/{path.name})" in said for path in pictures)
    assert sum(path.stat().st_size for path in pictures) < LARGEST_BYTES


@pytest.mark.slow
def test_the_sample_is_what_the_script_writes(tmp_path):
    make_sample_plan.main(tmp_path)
    written = (tmp_path / SAMPLE.name).read_text(encoding="utf-8")
    assert written == SAMPLE.read_text(encoding="utf-8"), "run: python scripts/make_sample_plan.py"
    names = {path.name for path in (tmp_path / "img" / "plan").iterdir()}
    assert names == {path.name for path in (ROOT / "docs" / "img" / "plan").iterdir()}


@pytest.mark.slow
def test_first_priorities_are_those_of_the_sample(capsys):
    """Grodzieniec in the sample: 303 people without a surgery, then 84 aged 65+ without home care."""
    assert plan_report.main(ROOT / "data" / "example" / "area.toml") == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    first = [line[1:4] for line in lines if line[0] == "Grodzieniec"][:2]
    assert first == [["1", "POZ", "303"], ["2", "UO", "84"]]
    assert {line[0] for line in lines} >= {"Borowiska", "Grodzieniec", "Jezierzec", "Modrzewno"}


def test_inputs_that_cannot_be_read_are_told(tmp_path, capsys):
    (tmp_path / "area.toml").write_text(
        '[area]\nname = "x"\n[inputs]\nroads = "brak.pbf"\n', encoding="utf-8"
    )
    assert plan_report.main(tmp_path / "area.toml") == 1
    assert "brak.pbf" in capsys.readouterr().err
