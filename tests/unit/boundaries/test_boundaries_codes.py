import numpy as np
import pandas as pd
import pytest

from mapa_uslug.boundaries.codes import give_unofficial_codes, parse_codes, plain_name
from mapa_uslug.contracts.boundary_columns import find_column


def codes(*values: object) -> list[tuple[str, str, str, str]]:
    parsed = parse_codes(pd.Series(list(values), dtype=object))
    return list(zip(parsed.code6, parsed.kind, parsed.fault, parsed.suggestion, strict=True))


def test_every_form_in_circulation_is_read() -> None:
    assert codes("0201011", "020102", "060802_2", " 1219053 ", 1219053, "1219053.0") == [
        ("020101", "1", "", ""),
        ("", "", "lost_zero", "0020102"),
        ("060802", "2", "", ""),
        ("121905", "3", "", ""),
        ("121905", "3", "", ""),
        ("121905", "3", "", ""),
    ]


def test_six_digits_are_whole_in_a_column_of_six_digit_codes() -> None:
    assert codes("020102", "121905") == [("020102", "", "", ""), ("121905", "", "", "")]


def test_six_digits_among_seven_have_lost_a_zero() -> None:
    # 201011 read alone could be gmina 11 of powiat 2010.
    assert codes("201011", "1219053")[0] == ("", "", "lost_zero", "0201011")
    assert codes("201011")[0] == ("201011", "", "", "")


def test_impossible_codes_say_why() -> None:
    assert [row[2] for row in codes("3399011", "abc", "", None, "1465028")] == [
        "range", "form", "form", "form", "district",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (["a", "JPT_KOD_JE"], "JPT_KOD_JE"),
        (["jpt_kod_je"], "jpt_kod_je"),
        (["Terc", "x"], "Terc"),
        (["x"], None),
    ],
)
def test_columns_are_found_whatever_the_case(columns: list[str], expected: str | None) -> None:
    assert find_column(columns, ("jpt_kod_je", "terc", "teryt")) == expected


def test_unofficial_codes_follow_names_then_place() -> None:
    x, y = np.array([5.0, 1.0, 3.0]), np.zeros(3)
    assert give_unofficial_codes(["B", "A", "B"], x, y) == ["000003", "000001", "000002"]


def test_names_of_parts_become_that_of_the_gmina() -> None:
    assert plain_name("Nowogrodziec - miasto") == "Nowogrodziec"
    assert plain_name("Nowogrodziec (obszar wiejski)") == "Nowogrodziec"
    assert plain_name("Miasto nad Rzeką") == "Miasto nad Rzeką"
