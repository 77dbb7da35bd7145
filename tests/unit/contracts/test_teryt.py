from __future__ import annotations

import pytest

from mapa_uslug.contracts.teryt import Teryt, TerytError


@pytest.mark.parametrize(
    ("text", "code6", "kind"),
    [
        ("0201011", "020101", "1"),
        ("020101", "020101", ""),
        ("060802_2", "060802", "2"),
        ("1219053", "121905", "3"),
        (1219053, "121905", "3"),
        ("1219053.0", "121905", "3"),
        (" 1219\u00a0053 ", "121905", "3"),
        ("1465011", "146501", "1"),
        ("146508_8", "146508", "8"),
        ("000003", "000003", ""),
    ],
)
def test_every_form_in_circulation(text: object, code6: str, kind: str) -> None:
    assert Teryt.parse(text) == Teryt(code6, kind)


def test_kind_is_no_part_of_the_key() -> None:
    assert Teryt.parse("1219052").code6 == Teryt.parse("1219053").code6


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "form"),
        ("Bolesławiec", "form"),
        ("12345678", "form"),
        ("0301011", "range"),  # odd voivodeship
        ("3401011", "range"),
        ("0201016", "range"),  # kind 6 is not used
        ("0200011", "range"),
        ("20101", "lost_zero"),
    ],
)
def test_what_is_no_code(text: str, code: str) -> None:
    with pytest.raises(TerytError) as caught:
        Teryt.parse(text)
    assert caught.value.code == code


def test_six_digits_that_lost_their_zero_are_told_by_what_exists() -> None:
    with pytest.raises(TerytError) as caught:
        Teryt.parse("201011", known={"020101"})
    assert (caught.value.code, caught.value.suggestion) == ("lost_zero", "0201011")


def test_six_digits_that_exist_are_whole() -> None:
    assert Teryt.parse("201011", known={"201011"}) == Teryt("201011")


def test_six_digits_that_fit_two_gminas_are_ambiguous() -> None:
    with pytest.raises(TerytError) as caught:
        Teryt.parse("201011", known={"201011", "020101"})
    assert caught.value.code == "ambiguous"


@pytest.mark.parametrize("text", ["0201021", "020102", "060802_2"])
def test_well_formed_but_unknown(text: str) -> None:
    with pytest.raises(TerytError) as caught:
        Teryt.parse(text, known={"020101"})
    assert caught.value.code == "unknown"
