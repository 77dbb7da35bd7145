"""Totals in workbooks are those of the CSV, and workbooks that are no good are told."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from hand_population import make_gminas
from old_workbooks import Cell, write_ods

from mapa_uslug.core.errors import InputError, ProblemLog
from mapa_uslug.population.table_files import read_table_text
from mapa_uslug.population.totals import read_totals

ROWS: list[list[Cell]] = [
    ["name", "people", "people_0_14", "people_65_plus"],
    ["Zachodnia", 200, 40.0, "50"],
    ["Wschodnia", 25, None, 5],
]


def _write(path: Path, sheets: dict[str, list[list[Cell]]]) -> Path:
    if path.suffix == ".ods":
        write_ods(path, sheets)
    elif path.suffix == ".csv":
        (rows,) = sheets.values()
        text = ["" if cell is None else str(cell) for row in rows for cell in row]
        width = len(rows[0])
        path.write_text("\n".join(";".join(text[i : i + width]) for i in range(0, len(text), width)))
    else:
        book = openpyxl.Workbook()
        del book["Sheet"]
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        book.save(path)
    return path


@pytest.mark.parametrize("suffix", [".csv", ".ods", ".xlsx"])
def test_every_form_gives_the_same_totals(tmp_path: Path, suffix: str) -> None:
    log = ProblemLog()
    path = _write(tmp_path / f"t{suffix}", {"Ludność": ROWS})
    totals, count = read_totals(path, gminas=make_gminas(), log=log)
    assert not log.problems
    assert (count.read, count.kept) == (2, 2)
    assert sorted(totals.people.tolist()) == [25, 200]
    row = totals.people.tolist().index(200)
    assert totals.groups["65+"].tolist()[row] == 50
    assert totals.groups["0-14"].tolist()[row] == 40
    assert totals.groups["0-14"].tolist()[1 - row] != totals.groups["0-14"].tolist()[1 - row]


def test_empty_rows_above_the_header_and_other_sheets_are_passed_over(tmp_path: Path) -> None:
    log = ProblemLog()
    path = _write(tmp_path / "t.ods", {"Pusty": [[None]], "Ludność": [[None], [None], *ROWS], "Inne": ROWS})
    table = read_table_text(path, log=log)
    assert list(table.columns) == ROWS[0]
    assert table["people"].tolist() == ["200", "25"]
    assert [(p.code, p.severity, dict(p.values)["sheet"]) for p in log.problems] == [
        ("many_sheets", "warning", "Ludność")
    ]


@pytest.mark.parametrize(
    ("content", "code"), [(b"PK\x03\x04 cut off", "xlsx"), (b"<html>", "xlsx"), (None, "xlsx")]
)
def test_a_workbook_that_cannot_be_read_is_told(tmp_path: Path, content: bytes | None, code: str) -> None:
    path = tmp_path / "t.ods"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_table_text(path, log=ProblemLog())
    assert [p.code for p in caught.value.problems] == [code]


def test_a_workbook_without_rows_is_told(tmp_path: Path) -> None:
    path = _write(tmp_path / "t.ods", {"Ludność": [["name", "people"]]})
    with pytest.raises(InputError) as caught:
        read_table_text(path, log=ProblemLog())
    assert [p.code for p in caught.value.problems] == ["empty"]
