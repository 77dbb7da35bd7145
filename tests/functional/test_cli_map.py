"""The command that compares two runs, as an official uses it."""

from __future__ import annotations

from pathlib import Path

import pytest

from mapa_uslug.cli import main


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    with pytest.raises(SystemExit) as caught:
        main([*map(str, arguments)])
    said = capsys.readouterr()
    return int(caught.value.code or 0), said.out + said.err


def test_one_run_is_compared_with_itself(example_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    code, said = run(capsys, "map", "compare", example_run, example_run / "mapa.html")
    assert (code, "porownanie.html" in said) == (0, True)
    out = tmp_path / "porownanie.html"
    # What both hold stands in it once, and what only new places need not at all.
    assert out.stat().st_size < (example_run / "mapa.html").stat().st_size


def test_bad_input_is_told_in_polish_with_how_to_mend_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = run(capsys, "map", "compare", tmp_path / "przed", tmp_path, "--out", tmp_path)
    assert code == 1
    assert "Traceback" not in said
    for told in (
        "Nie ma takiego folderu ani pliku",
        "W folderze nie ma pliku mapa.html",
        "Nie da się zapisać porównania",
        "3 błędy",
    ):
        assert told in said
    assert said.count("Jak to naprawić:") == 3


def test_help_tells_of_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = run(capsys, "map", "compare", "--help")
    assert code == 0
    assert [name for name in ("FOLDER1", "FOLDER2", "--out") if name not in said] == []
