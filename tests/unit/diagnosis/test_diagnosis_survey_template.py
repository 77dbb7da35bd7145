"""The empty survey: the same in both forms, readable as it stands, and without kinds of which nothing is kept."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest

from mapa_uslug.catalog import read_catalog
from mapa_uslug.core.errors import InputError
from mapa_uslug.diagnosis.survey_template import (
    COLUMN_NOTES,
    GUIDE_SHEET,
    SURVEY_SHEET,
    write_survey_template,
)
from mapa_uslug.steps.office_tables import read_office_table

CATALOG = read_catalog()


def rows_of_csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream, delimiter=";"))


def test_there_is_a_row_for_every_service_that_may_be_spoken_of(tmp_path: Path) -> None:
    header, *rows = rows_of_csv(write_survey_template(tmp_path / "a.csv", catalog=CATALOG))
    assert header == list(COLUMN_NOTES)
    assert [row[2:4] for row in rows] == [[t.code, t.name] for t in CATALOG.types if t.sensitivity < 2]
    assert not {"SOW", "PZR", "HOS"} & {row[2] for row in rows}
    # Nothing is answered, and of no gmina.
    assert {tuple(row[:2] + row[4:]) for row in rows} == {("",) * 9}


def test_the_reader_knows_every_column_but_the_name_of_the_service() -> None:
    # As the manual of area.toml names them; shares in per cent may stand for the answers.
    read = {
        "gmina_teryt", "gmina", "usluga_kod", "zapytanych", "pilne", "trudne", "pilne_proc", "trudne_proc", "zrodlo", "data",
    }  # fmt: skip
    assert set(COLUMN_NOTES) - read == {"usluga"}


def test_both_forms_hold_the_same_rows(tmp_path: Path) -> None:
    told = rows_of_csv(write_survey_template(tmp_path / "a.csv", catalog=CATALOG))
    book = openpyxl.load_workbook(write_survey_template(tmp_path / "a.xlsx", catalog=CATALOG))
    assert book.sheetnames == [SURVEY_SHEET, GUIDE_SHEET]
    cells = [[cell or "" for cell in row] for row in book[SURVEY_SHEET].iter_rows(values_only=True)]
    assert cells == told


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
def test_the_sheet_reads_back_as_a_table_and_is_the_same_every_time(tmp_path: Path, name: str) -> None:
    path = write_survey_template(tmp_path / name, catalog=CATALOG)
    table = read_office_table(
        path, required=["usluga_kod"], one_of=["pilne"], aliases={"usluga": "usluga_kod"}, others=COLUMN_NOTES
    )
    assert not table.problems
    assert [row["usluga_kod"] for row in table.rows()] == [t.code for t in CATALOG.types if t.sensitivity < 2]
    first = path.read_bytes()
    assert write_survey_template(tmp_path / name, catalog=CATALOG).read_bytes() == first


def test_answers_are_checked_against_those_asked(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(write_survey_template(tmp_path / "a.xlsx", catalog=CATALOG))[SURVEY_SHEET]
    rules = {str(r.sqref).partition("2:")[0]: r for r in sheet.data_validations.dataValidation}
    assert set(rules) == {"E", "F", "G", "H", "I"}
    assert (rules["F"].formula1, rules["F"].formula2, rules["F"].errorStyle) == ("0", "$E2", "warning")
    assert (rules["H"].formula1, rules["H"].formula2) == ("0", "100")
    assert sheet["A1"].comment.text == COLUMN_NOTES["gmina_teryt"]
    assert sheet.freeze_panes == "A2"


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        write_survey_template(tmp_path / "a.docx", catalog=CATALOG)
    assert [p.code for p in caught.value.problems] == ["format"]
    assert not list(tmp_path.iterdir())


def test_codes_and_dates_stay_as_they_are_typed(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(write_survey_template(tmp_path / "a.xlsx", catalog=CATALOG))[SURVEY_SHEET]
    formats = {sheet[1][i].value: sheet[2][i].number_format for i in range(len(COLUMN_NOTES))}
    figures = {"zapytanych", "pilne", "trudne", "pilne_proc", "trudne_proc"}
    assert {name: "General" if name in figures else "@" for name in COLUMN_NOTES} == formats
    # Rows that are added below are typed into as well.
    assert {sheet.column_dimensions[letter].number_format for letter in ("A", "C", "K")} == {"@"}
