"""Cells of a CSV of every kind that a table holds."""

import csv

import numpy as np
import pandas as pd
import pytest

from mapa_uslug.reports import csv_files
from mapa_uslug.reports.csv_files import write_csv, write_office_csv


def _cells(path, **options):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream, **options))


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        # Halves go to the nearer number that the computer holds: 0.25 is exact (to even), 0.35 lies a hair below.
        (np.array([0.25, 0.35, -0.04, 12.0, np.nan, 1e16]), ["0.2", "0.3", "0", "12", "", "1" + "0" * 16]),
        (np.array([0.25, 3.0], dtype=np.float32), ["0.2", "3"]),
        (pd.array([1, None, -3], dtype="Int64"), ["1", "", "-3"]),
        (np.array([True, False, True]), ["true", "false", "true"]),
        (pd.Categorical(["=b", None, "a"]), ["'=b", "", "a"]),
        # Equal in Python, and still no single value.
        (np.array([True, 1, 1.5, "1", None, ""], dtype=object), ["true", "1", "1.5", "1", "", ""]),
        (["a,b", 'he "x"', "two\nlines", "=1+1", "-5"], ["a,b", 'he "x"', "two\nlines", "'=1+1", "-5"]),
    ],
)
def test_every_kind_of_cell(column, expected, tmp_path):
    write_csv(pd.DataFrame({"first": column, "last": column}), tmp_path / "a.csv")
    assert _cells(tmp_path / "a.csv") == [["first", "last"], *[[text, text] for text in expected]]


def test_a_long_table_is_the_same_whatever_is_written_at_a_time(tmp_path, monkeypatch):
    table = pd.DataFrame({"id": [f"łąka {i % 7}" for i in range(25)], "n": range(25)}, index=range(5, 30))
    write_csv(table, tmp_path / "a.csv")
    monkeypatch.setattr(csv_files, "_ROWS_AT_A_TIME", 10)
    write_csv(table, tmp_path / "b.csv")
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert _cells(tmp_path / "a.csv")[1:] == [[f"łąka {i % 7}", str(i)] for i in range(25)]


def test_a_table_for_a_spreadsheet_has_semicolons_and_decimal_commas(tmp_path):
    write_office_csv(pd.DataFrame({"a": [1.5], "b": ["x;y"]}), tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes() == b'\xef\xbb\xbfa;b\n1,5;"x;y"\n'


def test_a_table_without_rows_is_its_header(tmp_path):
    write_csv(pd.DataFrame(columns=["a", "=b"]), tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes() == b"a,'=b\n"
