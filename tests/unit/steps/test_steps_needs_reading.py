"""Surveys of needs: what is read, what is refused, and what is told of gminas that were not asked."""

from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import openpyxl
import pytest
from old_workbooks import write_ods
from shapely.geometry import box

from mapa_uslug.catalog import read_catalog
from mapa_uslug.core.errors import InputError
from mapa_uslug.steps.needs_reading import read_needs

CATALOG = read_catalog()
HEADER = "gmina_teryt;gmina;usluga_kod;zapytanych;pilne;trudne"


def _gminas():
    names = {"086001": "Zalewsk", "086002": "Jezierzec", "086009": "Sąsiednia"}
    return gpd.GeoDataFrame(
        {"gmina_teryt": list(names), "gmina": list(names.values()), "is_area": [True, True, False]},
        geometry=[box(i, 0, i + 1, 1) for i in range(3)],
        crs="EPSG:2180",
    )


def _data(*files):
    config = SimpleNamespace(inputs=SimpleNamespace(needs=list(files)))
    return SimpleNamespace(config=config, gminas=_gminas(), catalog=CATALOG)


@pytest.fixture
def read(tmp_path):
    def write_and_read(*rows, header=HEADER):
        path = tmp_path / "ankieta.csv"
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return read_needs(_data(path))

    return write_and_read


def _rows(needs):
    return {
        (r.gmina_teryt, r.service_type): (r.urgent, r.difficult, r.answers) for r in needs.survey.itertuples()
    }


def _faults(read, *rows, header=HEADER):
    with pytest.raises(InputError) as caught:
        read(*rows, header=header)
    return [(p.code, p.where) for p in caught.value.problems if p.severity == "error"]


def test_answers_become_shares_of_those_asked(read):
    needs, problems = read("086001;Zalewsk;UO;40;10;20", "086002;Jezierzec;DDP;20;0;5")
    assert _rows(needs) == {("086001", "UO"): (0.25, 0.5, 40), ("086002", "DDP"): (0.0, 0.25, 20)}
    assert needs.missing_gminas == ()
    assert set(needs.survey["source"]) == {"ankieta.csv"}
    assert problems == []


def test_several_answers_add_up_to_more_than_everybody_and_stay_so(read):
    needs, _ = read("086001;;UO;10;8;1", "086001;;DDP;10;7;1", "086001;;KS;10;6;1")
    assert needs.survey["urgent"].sum() == pytest.approx(2.1)


def test_a_question_that_was_not_asked_is_missing_not_zero(read):
    needs, _ = read("086001;Zalewsk;UO;40;10;", "086001;Zalewsk;DDP;40;;0", "086001;Zalewsk;KS;40;;")
    rows = _rows(needs)
    assert set(rows) == {("086001", "UO"), ("086001", "DDP")}  # nothing was answered of KS
    assert np.isnan(rows["086001", "UO"][1])
    assert np.isnan(rows["086001", "DDP"][0])
    assert rows["086001", "DDP"][1] == 0.0


def test_shares_are_read_in_per_cent_as_people_write_them(read):
    needs, _ = read(
        "086001;UO;12,5 %;100", "086001;DDP;7.5;", header="gmina_teryt;usluga_kod;pilne_proc;trudne_proc"
    )
    rows = _rows(needs)
    assert rows["086001", "UO"][:2] == (0.125, 1.0)
    assert rows["086001", "DDP"][0] == 0.075
    assert np.isnan(rows["086001", "UO"][2])  # how many were asked is not told


def test_services_by_name_or_old_name_and_gminas_by_name(read):
    needs, _ = read(";Zalewsk;dzienny dom pomocy;40;10;20", ";jezierzec;mieszkanie chronione;40;10;20")
    assert set(_rows(needs)) == {("086001", "DDP"), ("086002", "MT")}


def test_the_name_of_a_service_may_stand_beside_its_code(read):
    header = "gmina_teryt;usluga_kod;usluga;zapytanych;pilne"
    needs, _ = read("086001;UO;usługi opiekuńcze;40;10", "086002;DDP;;40;10", header=header)
    assert set(_rows(needs)) == {("086001", "UO"), ("086002", "DDP")}
    # A column of names alone names the service.
    named, _ = read("086001;usługi opiekuńcze;40;10", header="gmina_teryt;usluga;zapytanych;pilne")
    assert set(_rows(named)) == {("086001", "UO")}


def test_a_row_without_a_gmina_is_of_the_whole_area_and_stands_in_for_who_was_not_asked(read):
    needs, problems = read(";;UO;40;10;20", "086001;;UO;10;5;5")
    assert set(_rows(needs)) == {("", "UO"), ("086001", "UO")}
    assert needs.missing_gminas == ("086002",)
    (told,) = problems
    assert (told.code, told.severity) == ("not_asked", "warning")
    assert "whole area" in told.message
    assert dict(told.values)["gminas"] == "Jezierzec"


def test_without_answers_of_the_area_the_lubuskie_figures_stand_in_and_that_is_said(read):
    needs, (told,) = read("086001;;UO;10;5;5")
    assert needs.missing_gminas == ("086002",)
    assert "Lubuskie" in told.message


def test_no_survey_is_no_fault():
    needs, problems = read_needs(_data())
    assert needs.survey.empty
    assert needs.missing_gminas == ("086001", "086002")
    assert problems == []
    assert round(needs.default["urgent"].sum() * 100) == 188
    assert "lubuskiego" in needs.default_source


def test_every_fault_is_told_at_once_with_its_cell(read):
    faults = _faults(
        read,
        "086001;;UO;40;41;20",  # more answers than asked
        "86009;;DDP;40;1;1",  # lost zero, and of no gmina of the area
        "086001;;dzienny dom pomocyy;40;1;1",  # no such service
        "086001;;KS;;5;",  # not told how many were asked
        "086001;;REH;40;-3;1",  # negative
        "086002;;UO;10;1;1",
        "086002;;usługi opiekuńcze;10;1;1",  # the same once more
        ";Nigdzie;UO;10;1;1",  # no such gmina
        "086002;Zalewsk;KS;10;1;1",  # code and name of two gminas
    )
    assert sorted(faults) == sorted(
        [
            ("over_asked", "ankieta.csv:E2"),
            ("lost_zero", "ankieta.csv:A3"),
            ("unknown_service", "ankieta.csv:C4"),
            ("nobody_asked", "ankieta.csv:D5"),
            ("bad_people", "ankieta.csv:E6"),
            ("duplicate_answer", "ankieta.csv:C8"),
            ("unknown_gmina", "ankieta.csv:B9"),
            ("code_and_name", "ankieta.csv:A10"),
        ]
    )


def test_a_share_above_a_hundred_per_cent_is_a_fault(read):
    header = "gmina_teryt;usluga_kod;zapytanych;pilne;pilne_proc"
    assert _faults(read, "086001;UO;;;120", header=header) == [("over_percent", "ankieta.csv:E2")]
    assert _faults(read, "086001;UO;40;10;30", header=header) == [("two_shares", "ankieta.csv:E2")]
    read("086001;UO;40;10;25", header=header)
    read("086001;UO;3;1;33", header=header)  # rounded to whole per cent


def test_rows_of_other_gminas_and_answers_of_no_service_are_left_out_and_told(read):
    needs, problems = read(
        "086009;;UO;40;10;20", "086001;;Inne;40;10;20", "086001;;UO;40;1;1", "086002;;UO;4;1;1"
    )
    assert set(_rows(needs)) == {("086001", "UO"), ("086002", "UO")}
    assert sorted(p.code for p in problems) == ["not_in_area", "other_service"]
    assert all(p.severity == "warning" for p in problems)


def test_columns_that_are_missing_or_stand_twice(read):
    assert _faults(read, "086001;UO", header="gmina_teryt;usluga_kod") == [("column_missing", "ankieta.csv")]
    twice = "gmina_teryt;usluga_kod;zapytanych;pilne;pilne"
    assert _faults(read, "086001;UO;4;1;1", header=twice) == [("duplicate_column", "ankieta.csv")]


def test_files_of_two_kinds_are_read_together(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Ankieta"
    sheet.append(HEADER.split(";"))
    sheet.append(["086002", "Jezierzec", "UO", 20, 5, 10])
    book.save(tmp_path / "b.xlsx")
    csv = tmp_path / "a.csv"
    header = f"{HEADER};zrodlo;data"
    csv.write_text(f"{header}\n086001;;UO;40;10;20;OPS w Zalewsku;2026-05-31\n", encoding="utf-8")
    needs, _ = read_needs(_data(csv, tmp_path / "b.xlsx"))
    assert _rows(needs) == {("086001", "UO"): (0.25, 0.5, 40), ("086002", "UO"): (0.25, 0.5, 20)}
    assert needs.survey["source"].tolist() == ["a.csv, OPS w Zalewsku, 2026-05-31", "b.xlsx"]


def test_a_file_that_cannot_be_read_is_told_beside_the_faults_of_the_others(tmp_path, read):
    (tmp_path / "pusty.csv").write_text("", encoding="utf-8")
    (tmp_path / "zly.csv").write_text(f"{HEADER}\n086001;;UO;4;9;1\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_needs(_data(tmp_path / "pusty.csv", tmp_path / "zly.csv"))
    assert {p.where.split(":")[0] for p in caught.value.problems if p.severity == "error"} == {
        "pusty.csv",
        "zly.csv",
    }


def test_the_order_of_rows_changes_nothing(read):
    rows = ["086001;;UO;40;10;20", "086002;;UO;40;1;2", ";;DDP;40;3;4"]
    one, _ = read(*rows)
    other, _ = read(*rows[::-1])
    assert one.survey.equals(other.survey)


def _told(problems):
    return {p.code: dict(p.values) for p in problems}


def test_a_misspelt_column_is_told_with_the_one_that_was_meant(read):
    header = "teryt_gminy;usluga_kod;zapytanych;pilna;trudne;uwagi"
    _, problems = read("086001;UO;40;10;20;x", header=header)
    unknown = [dict(p.values) for p in problems if p.code == "unknown_column"]
    assert [(v["value"], v["near"]) for v in unknown] == [("teryt_gminy", "gmina_teryt"), ("pilna", "pilne")]
    # A column that resembles none is told as well, and one for remarks is nobody's concern.
    _, problems = read("086001;UO;40;10;x", header="gmina_teryt;usluga_kod;zapytanych;pilne;kolor")
    assert _told(problems)["unknown_column"] == {"value": "kolor", "near": ""}


def test_a_survey_without_either_question_is_a_fault_that_names_the_misspelt_column(read):
    with pytest.raises(InputError) as caught:
        read("086001;UO;40;10", header="gmina_teryt;usluga_kod;zapytanych;pilna")
    assert {p.code: p.severity for p in caught.value.problems} == {
        "column_missing": "error",
        "unknown_column": "warning",
    }


def test_a_code_gets_its_zero_back_where_only_one_gmina_can_be_meant(read):
    needs, problems = read("86001;;UO;40;10;20", "860022;;UO;40;10;20")
    assert set(_rows(needs)) == {("086001", "UO"), ("086002", "UO")}
    lost = [dict(p.values) for p in problems if p.code == "teryt_lost_zero"]
    assert [(v["value"], v["used"], v["gmina"]) for v in lost] == [
        ("86001", "086001", "Zalewsk"),
        ("860022", "0860022", "Jezierzec"),
    ]
    # Another name beside it is still a fault.
    assert _faults(read, "86001;Jezierzec;UO;40;10;20") == [("code_and_name", "ankieta.csv:A2")]


def test_a_code_of_elsewhere_beside_a_name_of_the_area_is_told(read):
    needs, problems = read("086020;Jezierzec;UO;40;10;20", "086001;;UO;40;10;20")
    assert set(_rows(needs)) == {("086001", "UO")}
    told = _told(problems)["code_of_elsewhere"]
    assert (told["value"], told["name"], told["own"]) == ("086020", "Jezierzec", "086002")


@pytest.mark.parametrize("written", ["31 maja", "maj", "31.02.2026"])
def test_a_date_without_a_day_of_a_calendar_is_questioned(read, written):
    _, problems = read(f"086001;;UO;40;10;20;{written}", header=f"{HEADER};data")
    assert _told(problems)["bad_day"]["value"] == written


@pytest.mark.parametrize(
    "written", ["", "2026-05-31", "31.05.2026", "31 maja 2026", "2026", "05.2026", "2026-05"]
)
def test_a_whole_date_a_month_or_a_year_is_not(read, written):
    _, problems = read(f"086001;;UO;40;10;20;{written}", header=f"{HEADER};data")
    assert "bad_day" not in _told(problems)


def test_a_sheet_of_opendocument_is_read_like_a_csv(read, tmp_path):
    rows = [["086001", "Zalewsk", "UO", 40, 10, 20], ["086002", "Jezierzec", "DDP", 20, 0, 5]]
    write_ods(tmp_path / "ankieta.ods", {"Ankieta": [HEADER.split(";"), *rows]})
    needs, problems = read_needs(_data(tmp_path / "ankieta.ods"))
    assert _rows(needs) == _rows(read("086001;Zalewsk;UO;40;10;20", "086002;Jezierzec;DDP;20;0;5")[0])
    assert problems == []
