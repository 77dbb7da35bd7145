"""Several runs in one go: inputs told together, one table of all, gone on with where it was."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from mapa_uslug import pipeline
from mapa_uslug.cli import main

EXAMPLE = Path(__file__).resolve().parents[2] / "data" / "example"
RUNS = """
[[run]]
name = "stan"
area = "area.toml"

[[run]]
name = "nowy dom"
area = "area.toml"
plan = "plan_dzienny_dom.toml"
"""


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    """Exit code and everything that was said."""
    with pytest.raises(SystemExit) as caught:
        main(["--lang", "en", *map(str, arguments)])
    said = capsys.readouterr()
    return int(caught.value.code or 0), said.out + said.err


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The example with one service type and one mode, and a file of runs."""
    folder = tmp_path / "dane"
    shutil.copytree(EXAMPLE, folder)
    area = folder / "area.toml"
    text = area.read_text(encoding="utf-8").replace("[services]\n", '[services]\ntypes = ["DDP"]\n')
    lines = [line for line in text.splitlines() if not line.startswith(("timetables", "needs", "people_by"))]
    area.write_text("\n".join([*lines, "[roads]", 'modes = ["car"]', ""]), encoding="utf-8")
    (folder / "runs.toml").write_text(RUNS, encoding="utf-8")
    return folder


@pytest.mark.slow
def test_runs_are_made_told_in_one_table_and_not_made_again(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out, write = tmp_path / "out", pipeline.write_results
    loaded = []
    monkeypatch.setattr(
        "mapa_uslug.steps.batch.load_area", lambda *a: loaded.append(a) or pipeline.load_area(*a)
    )

    def killed(*arguments, **options):
        if arguments[2].name == "nowy dom":
            raise KeyboardInterrupt
        return write(*arguments, **options)

    monkeypatch.setattr(pipeline, "write_results", killed)
    with pytest.raises(KeyboardInterrupt):
        pipeline.run_batch(folder / "runs.toml", out, language="en")
    assert not (out / "podsumowanie.csv").exists()
    assert len(loaded) == 1  # one area, read once for both runs
    monkeypatch.setattr(pipeline, "write_results", write)

    code, said = run(capsys, "batch", folder / "runs.toml", "--out", out)
    assert (code, "Runs made now: nowy dom\n" in said) == (0, True)
    table = pd.read_csv(out / "podsumowanie.csv")
    assert list(table.columns) == [
        "przebieg", "usluga", "usluga_nazwa", "srodek", "prog", "prog_jednostka", "osoby", "obsluzone", "brak_miejsc",
        "za_daleko", "nie_wiadomo",
    ]  # fmt: skip
    for name, rows in table.groupby("przebieg"):
        gaps = pd.read_csv(out / str(name) / "luki.csv")
        gaps = gaps[(gaps["grupa"] == "all") & (gaps["poziom"] == 2)]
        for state in ("osoby", "obsluzone", "brak_miejsc", "za_daleko", "nie_wiadomo"):
            assert rows[state].tolist() == [gaps[state].sum()], (name, state)
    served = table.set_index("przebieg")["obsluzone"]
    assert served["nowy dom"] != served["stan"]
    assert (out / "nowy dom" / "roznice.csv").is_file()

    before = (out / "podsumowanie.csv").read_bytes()
    assert "Runs made now: –\n" in run(capsys, "batch", folder / "runs.toml", "--out", out)[1]
    assert (out / "podsumowanie.csv").read_bytes() == before
    # A changed plan makes its own run again, and a lost result too.
    plan = folder / "plan_dzienny_dom.toml"
    plan.write_text(plan.read_text(encoding="utf-8") + "# nothing\n", encoding="utf-8")
    assert "Runs made now: nowy dom\n" in run(capsys, "batch", folder / "runs.toml", "--out", out)[1]
    shutil.rmtree(out / "stan")
    assert "Runs made now: stan\n" in run(capsys, "batch", folder / "runs.toml", "--out", out)[1]
    assert (out / "podsumowanie.csv").read_bytes() == before


def test_what_is_wrong_with_any_run_is_told_together(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "bad_plan.toml").write_text('name = "x"\n[[close]]\nid = "nobody"\n', encoding="utf-8")
    area = (folder / "area.toml").read_text(encoding="utf-8")
    (folder / "bad_area.toml").write_text(area.replace('"DDP"', '"NOSUCH"'), encoding="utf-8")
    more = '[[run]]\nname = "c"\narea = "bad_area.toml"\n'
    (folder / "runs.toml").write_text(RUNS.replace("plan_dzienny_dom", "bad_plan") + more, encoding="utf-8")
    code, said = run(capsys, "batch", folder / "runs.toml", "--out", tmp_path / "out")
    assert code == 1
    assert "nowy dom: bad_plan.toml" in said
    assert "c: area.toml [services.types]" in said
    assert not list((tmp_path / "out").iterdir())


@pytest.mark.parametrize(
    ("runs", "told"),
    [
        (RUNS.replace('"nowy dom"', '"STAN"'), "Two runs have the same name"),
        (RUNS.replace('"nowy dom"', '"../x"'), "run.2.name has the wrong form"),
        (RUNS.replace("area.toml", "none.toml"), "none.toml does not exist"),
        (RUNS.replace("plan =", "plann ="), "Did you mean: plan?"),
        ("run = []", "too few entries"),
        ("", "The key run is missing"),
    ],
)
def test_a_file_of_runs_is_checked(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], runs: str, told: str
) -> None:
    (folder / "runs.toml").write_text(runs, encoding="utf-8")
    code, said = run(capsys, "batch", folder / "runs.toml", "--out", tmp_path / "out")
    assert (code, told in said) == (1, True), said
