from __future__ import annotations

import math

import pytest

from mapa_uslug.catalog import read_catalog
from mapa_uslug.registry.meaning.row_values import (
    Number,
    Word,
    Words,
    read_areas,
    read_date,
    read_delivery,
    read_number,
    read_target,
    read_unit,
    read_yes_no,
    split_list,
    target_of_ages,
)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("30", 30.0, ""), ("30.0", 30.0, ""), ("0", 0.0, ""), ("1 500", 1500.0, ""), ("1\u00a0500", 1500.0, ""),
        ("12,5", 12.5, ""), ("0.125", 0.125, ""), ("1 500,5", 1500.5, ""), ("15 miejsc", 15.0, "miejsca"), ("8 os.", 8.0, "osoby"),
        ("10 łóżek", 10.0, "łóżka"), ("120 godz./mies.", 120.0, "godziny/mies."), ("2,5 etatu", 2.5, "etaty"),
        ("12 mieszkań", 12.0, "lokale"),
    ],
)  # fmt: skip
def test_numbers(text: str, value: float, unit: str) -> None:
    assert read_number(text) == Number(value, unit)


@pytest.mark.parametrize(
    "text",
    ["ok. 30", "-5", "dużo", "nan", "inf", "1e5", "30-40", "30+", "15 mieszkań dla 20 osób", "1.500", "1,500", "brak", "120 godzin",
     "20 miejsc dziennych", "1 50", "2026-10-01"],
)  # fmt: skip
def test_what_is_no_plain_number_is_not_guessed(text: str) -> None:
    found = read_number(text)
    assert math.isnan(found.value)
    assert not found.is_understood


@pytest.mark.parametrize("text", ["", "b.d.", "brak danych", "nie dotyczy", "-", "–"])
def test_unknown_is_neither_zero_nor_a_slip(text: str) -> None:
    found = read_number(text)
    assert math.isnan(found.value)
    assert found.is_understood


def test_units_per_month_need_the_month() -> None:
    assert (
        read_unit("godziny/mies.")
        == read_unit("godzin / mies.")
        == read_unit("godz. na miesiąc")
        == Word("godziny/mies.")
    )
    assert not read_unit("godziny").is_understood
    assert not read_unit("pokoje").is_understood


@pytest.mark.parametrize(
    "text",
    ["2027-12-31", "31.12.2027", "31.12.2027 r.", "31-12-2027", "31/12/2027", "31 grudnia 2027 r.", "31 GRUDNIA 2027 roku",
     "do 31.12.2027", "2027-12-31 00:00:00"],
)  # fmt: skip
def test_a_day_in_any_form(text: str) -> None:
    assert read_date(text) == Word("2027-12-31")


@pytest.mark.parametrize("text", ["", "bezterminowo", "czas nieokreślony", "-"])
def test_no_day_is_meant(text: str) -> None:
    assert read_date(text) == Word("")


@pytest.mark.parametrize(
    "text",
    # A month may mean its first day or its last one; two digits any century.
    ["12.2027", "grudzień 2027", "do grudnia 2027", "2027", "31.12.27", "31.02.2027", "31.13.2027", "31.12.1899", "46022", "jutro",
     "31 grudzień 2027"],
)  # fmt: skip
def test_a_day_that_is_not_sure_is_not_taken(text: str) -> None:
    assert read_date(text) == Word("", is_understood=False)


@pytest.mark.parametrize(
    ("text", "value"),
    [("TAK", "tak"), ("x", "tak"), ("1", "tak"), ("Nie", "nie"), ("0", "nie"), ("częściowo", "częściowo"), ("w części", "częściowo"),
     ("za porozumieniem", "umowa"), ("umowa", "umowa"), ("nieznana", "nieznana"), ("", ""), ("-", "")],
)  # fmt: skip
def test_yes_and_no(text: str, value: str) -> None:
    assert read_yes_no(text) == Word(value)


def test_an_answer_that_is_none() -> None:
    assert read_yes_no("może") == Word("", is_understood=False)


@pytest.mark.parametrize(
    ("text", "parts"),
    [("a|b, c", ("a", "b, c")), ("a;b, c", ("a", "b, c")), ("a, b", ("a", "b")), ("086001 086003", ("086001", "086003")), ("a b", ("a b",)),
     ("a|| b |", ("a", "b")), ("", ())],
)  # fmt: skip
def test_lists(text: str, parts: tuple[str, ...]) -> None:
    assert split_list(text) == parts


@pytest.mark.parametrize(
    ("text", "letters"),
    [("S", "S"), ("S|D", "SD"), ("s, d", "SD"), ("SD", "SD"), ("S/D", "SD"), ("stacjonarnie", "S"), ("w domu", "D"),
     ("w miejscu zamieszkania", "D"), ("całodobowo", "C"), ("stacjonarnie całodobowo", "C"), ("zdalnie", "Z"), ("mobilnie", "M"),
     ("wydarzenie", "M"), ("stacjonarnie i zdalnie", "SZ")],
)  # fmt: skip
def test_delivery(text: str, letters: str) -> None:
    assert read_delivery(text) == Words(tuple(letters))


def test_delivery_that_is_none_is_given_back() -> None:
    assert read_delivery("S|czarami") == Words(("S",), ("czarami",))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("4", ("4",)), ("11|4", ("4", "11")), ("4.0", ("4",)), ("pomoc społeczna", ("4",)), ("Polityka rodzinna", ("1",)),
     ("kultura; kultura fizyczna i turystyka", ("9", "10")), ("4. pomoc społeczna", ("4",))],
)  # fmt: skip
def test_areas(text: str, numbers: tuple[str, ...]) -> None:
    assert read_areas(text, read_catalog()) == Words(numbers)


def test_areas_that_are_none_are_given_back() -> None:
    assert read_areas("4|15|magia", read_catalog()) == Words(("4",), ("15", "magia"))


@pytest.mark.parametrize(
    ("text", "codes"),
    [("60+", "60+"), ("osoby 75+", "75+"), ("seniorzy", "65+"), ("osoby starsze", "65+"), ("OzN", "ozn"), ("dzieci do lat 3", "0-2"),
     ("3-6", "3-6"), ("osoby starsze | osoby z niepełnosprawnościami", "65+|ozn"), ("rodziny z dziećmi", "rodziny"),
     ("osoby w kryzysie bezdomności", "bezdomni"), ("wszyscy mieszkańcy", "all"), ("pszczelarze", "pszczelarze"), ("", "")],
)  # fmt: skip
def test_target_groups(text: str, codes: str) -> None:
    assert read_target(text) == codes


def test_ages_make_a_group() -> None:
    assert [target_of_ages(*a) for a in (("60", ""), ("3", "6"), ("", "2"), ("", ""), ("9", "3"))] == [
        "60+",
        "3-6",
        "0-2",
        "",
        "",
    ]
