"""``compare``: the pack for a meeting of gminas, as an official uses it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import openpyxl
import pytest

from mapa_uslug.cli import main

EXAMPLE = Path(__file__).resolve().parents[2] / "data" / "example" / "area.toml"
STATES = {"own", "declared", "agreed", "open"}


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    with pytest.raises(SystemExit) as caught:
        main([*map(str, arguments)])
    said = capsys.readouterr()
    return int(caught.value.code or 0), said.out + said.err


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("spotkanie") / "pakiet na spotkanie"
    with pytest.raises(SystemExit) as caught:
        main(
            [
                "compare",
                str(EXAMPLE),
                "--gminas",
                "zalewsk, JEZIERZEC,086003",
                "--service",
                "DDP,PRZ,UO",
                "--out",
                str(out),
            ]
        )
    assert not caught.value.code
    return out


def data_of(pack: Path) -> dict[str, list[dict[str, dict[str, list[list[int]]]]]]:
    page = (pack / "spotkanie.html").read_text(encoding="utf-8")
    found = re.search(r'id="spotkanie-dane">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])  # type: ignore[no-any-return]


@pytest.mark.slow
def test_a_page_and_a_workbook_are_written_and_nothing_else(pack: Path) -> None:
    assert sorted(p.name for p in pack.iterdir()) == ["spotkanie.html", "spotkanie.xlsx"]
    assert (pack / "spotkanie.html").stat().st_size < 2_000_000


@pytest.mark.slow
def test_people_add_up_in_every_regime_service_and_mode(pack: Path) -> None:
    data = data_of(pack)
    # Jezierzec, Modrzewno, Zalewsk: the people of the example, in the order of the alphabet.
    people = [4536, 3065, 8987]
    assert len(data["questions"]) > 5
    for question in data["questions"]:
        assert set(question["people"]) == STATES
        for rows in question["people"].values():
            assert [sum(row) for row in rows] == people


@pytest.mark.slow
def test_every_cell_of_the_partners_has_a_state_in_every_regime(pack: Path) -> None:
    data = data_of(pack)
    cells = len(data["cells"]) // 2
    assert cells == 76 + 153 + 101
    for question in data["questions"]:
        for runs in question["states"].values():
            assert sum(int(n) for n in re.findall(r"\d+", runs)) == cells  # type: ignore[arg-type]


@pytest.mark.slow
def test_page_and_workbook_tell_the_same(pack: Path) -> None:
    """A day centre that only Zalewsk has: Jezierzec's people come when it is shared, as far as there is room."""
    data = data_of(pack)
    question = next(q for q in data["questions"] if (q["service"], q["mode"]) == ("DDP", "all"))
    own, together = (question["people"][r][0][0] for r in ("own", "agreed"))
    assert own == 0 < together
    book = openpyxl.load_workbook(pack / "spotkanie.xlsx")["Osoby"]
    heads = [c.value for c in book[1]]
    for row in book.iter_rows(min_row=2, values_only=True):
        told = dict(zip(heads, row, strict=True))
        is_it = (told["Usługa"], told["Gmina"], told["Próg"]) == (
            "Dzienny dom pomocy",
            "Jezierzec",
            "główny",
        )
        if is_it and told["Środek"].startswith("każdym") and told["Grupa"] == "wszyscy mieszkańcy":
            assert told["Obsłużeni: Razem, po porozumieniu"] == together
            assert told["Zyskują razem"] == together
            break
    else:
        pytest.fail("the workbook lacks the row")
    page = (pack / "spotkanie.html").read_text(encoding="utf-8").replace("\u00a0", " ")
    alone = "przy samych własnych miejscach – nikt"
    assert f"Dzienny dom pomocy: razem dostęp ma {together} z 4536 mieszkańców, {alone}, dziś" in page


@pytest.mark.slow
def test_a_run_again_writes_the_same_bytes(pack: Path, tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        main(
            [
                "compare",
                str(EXAMPLE),
                "--gminas",
                "Modrzewno; Jezierzec,Zalewsk",
                "--service",
                "UO,DDP,PRZ",
                "--out",
                str(tmp_path),
            ]
        )
    for name in ("spotkanie.html", "spotkanie.xlsx"):
        assert (tmp_path / name).read_bytes() == (pack / name).read_bytes(), name


def test_bad_input_is_told_at_once_in_polish_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = run(capsys, "compare", EXAMPLE, "--gminas", "Zalewsc,Kraków", "--service", "APX", "--k", "1",
                     "--terms", "friendly", "--out", tmp_path / "out")  # fmt: skip
    assert code == 1
    assert "Traceback" not in said
    for told in (
        "W obszarze nie ma gminy „Zalewsc”.", "Czy chodziło o „Zalewsk”?", "W obszarze nie ma gminy „Kraków”.",
        "Usługa „APX” nie jest mierzona w tym obszarze.", "zestaw ma co najmniej dwóch partnerów", "Nie ma takiej zasady: „friendly”.",
        "5 błędów",
    ):  # fmt: skip
        assert told in " ".join(said.split())
    assert list((tmp_path / "out").iterdir()) == []


def test_a_file_in_place_of_the_folder_is_refused_before_anything_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "plik").write_text("x")
    code, said = run(capsys, "compare", tmp_path / "brak.toml", "--gminas", "A,B", "--out", tmp_path / "plik")
    assert code == 1
    assert "Traceback" not in said


def test_help_tells_of_the_options(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = run(capsys, "compare", "--help")
    assert code == 0
    assert [name for name in ("--gminas", "--service", "--k", "--terms", "--out") if name not in said] == []
