import csv
from dataclasses import replace

import pytest

from mapa_uslug.reports.csv_files import guard_formula
from mapa_uslug.reports.gap_table import GAP_COLUMNS, write_gap_table


def _read(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_columns_begin_as_promised(town, tmp_path):
    write_gap_table(town, tmp_path / "luki.csv")
    header = (tmp_path / "luki.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    assert tuple(header[: len(GAP_COLUMNS)]) == GAP_COLUMNS
    assert header[len(GAP_COLUMNS) :] == ["poziom", "usluga_nazwa", "grupa_nazwa"]


def test_figures_of_a_gmina_stand_as_whole_numbers(town, tmp_path):
    write_gap_table(town, tmp_path / "luki.csv")
    (row,) = [
        r
        for r in _read(tmp_path / "luki.csv")
        if (r["gmina_teryt"], r["usluga"], r["srodek"], r["grupa"], r["poziom"])
        == ("086001", "DDP", "car", "all", "2")
    ]
    assert [row[c] for c in ("osoby", "obsluzone", "brak_miejsc", "za_daleko", "nie_wiadomo")] == [
        "220", "120", "30", "40", "30",
    ]  # fmt: skip
    assert (row["prog"], row["prog_jednostka"], row["mediana_min"]) == ("30", "min", "10")


def test_a_missing_median_is_empty(town, tmp_path):
    write_gap_table(town, tmp_path / "luki.csv")
    assert {r["mediana_min"] for r in _read(tmp_path / "luki.csv") if r["gmina_teryt"] == "086002"} == {""}


def test_order_of_input_rows_changes_nothing(town, tmp_path):
    write_gap_table(town, tmp_path / "a.csv")
    write_gap_table(replace(town, indicators=town.indicators.iloc[::-1]), tmp_path / "b.csv")
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


@pytest.mark.parametrize("text", ["=1+1", "+48 00", "-x", "@SUM(A1)", "\t=1"])
def test_text_that_a_spreadsheet_would_run_is_guarded(text):
    assert guard_formula(text) == "'" + text


@pytest.mark.parametrize("text", ["-5", "+3.5", "Zalewo", "", "1-2"])
def test_other_text_and_numbers_stay(text):
    assert guard_formula(text) == text


def test_a_gmina_named_like_a_formula_is_written_as_text(town, tmp_path):
    table = town.indicators.assign(gmina="=HYPERLINK(1)")
    write_gap_table(replace(town, indicators=table), tmp_path / "luki.csv")
    assert {r["gmina"] for r in _read(tmp_path / "luki.csv")} == {"'=HYPERLINK(1)"}
