"""Rows that must never be kept, told by their words; and offices that are public although they speak of violence."""

from __future__ import annotations

import pytest

from mapa_uslug.core.never_kept import is_never_kept, public_part, tells_category

HEADERS = ("Nazwa jednostki", "Typ jednostki", "Podkategorie", "Ulica", "Nr domu", "Uwagi")


@pytest.mark.parametrize(
    "cells",
    [
        ("Dom Zacisze", "Ośrodek wsparcia", "13,41", "Ukryta", "9", ""),
        ("Dom Zacisze", "Ośrodek wsparcia", "41", "Ukryta", "9", ""),
        ("Dom Zacisze", "Ośrodek wsparcia", "Przemoc: całodobowe", "Ukryta", "9", ""),
        ("Ośrodek dla Ofiar Przemocy", "PCPR", "2", "Ukryta", "9", ""),
        ("Zacisze", "Specjalistyczny Ośrodek Wsparcia", "", "Ukryta", "9", ""),
        ("Zacisze", "dom dla matek z małoletnimi dziećmi i kobiet w ciąży", "", "", "", ""),
        ("Kowalscy", "rodzina zastępcza", "", "Lipowa", "3", ""),
        ("Rodzinny Dom Dziecka nr 2", "", "", "", "", ""),
        ("OIK", "interwencja kryzysowa", "", "", "", "miejsca noclegowe, pobyt całodobowy"),
        ("Fundacja Świt", "", "", "Cicha", "1", "prowadzi hostel dla kobiet"),
        ("Dom dla o\u00adfiar prze\u00admocy", "", "", "", "", ""),
        ("DOM DLA OFIAR PRZEMOCY", "", "", "", "", ""),
        # Secrecy wins over an association that may have its office there.
        ("Stowarzyszenie na rzecz Kobiet BABA – schronienie", "", "", "Cicha", "1", ""),
        ("Fundacja Schronienie dla Samotnych Kobiet", "", "", "Cicha", "1", ""),
        ("Stowarzyszenie Pomocy Kobietom „Azyl”", "", "", "Cicha", "1", ""),
    ],
)
def test_places_where_people_hide_and_families_are_never_kept(cells: tuple[str, ...]) -> None:
    assert is_never_kept(HEADERS, cells)
    assert is_never_kept(HEADERS[:0], cells) or "41" in cells[2]


@pytest.mark.parametrize(
    "cells",
    [
        ("CUS w Czersku", "Centrum Usług Społecznych", "22, 23", "Szkolna", "41", ""),
        ("PCPR", "Powiatowe Centrum Pomocy Rodzinie", "42, 43, 45", "Polna", "8", ""),
        (
            "OPS",
            "Ośrodek Pomocy Społecznej",
            "Przemoc: poradnictwo",
            "Polna",
            "8",
            "zespół do spraw przemocy",
        ),
        ("Punkt konsultacyjny dla ofiar przemocy", "poradnictwo", "43", "Polna", "8", ""),
        ("Hostel Wisła", "miejsca noclegowe dla turystów, turystyczny", "", "", "", ""),
        ("Przedszkole im. Matki Teresy", "Przedszkole", "", "Kobieca", "41", ""),
        ("Stowarzyszenie na rzecz Kobiet", "stowarzyszenie", "", "Polna", "8", ""),
        ("Schronisko młodzieżowe dla kobiet i mężczyzn", "schronisko turystyczne", "", "Polna", "8", ""),
        ("Fundacja Azyl dla Zwierząt", "fundacja", "", "Polna", "8", ""),
        ("", "", "", "", "", ""),
    ],
)
def test_offices_counsellors_and_others_stay(cells: tuple[str, ...]) -> None:
    assert not is_never_kept(HEADERS, cells)


TASKS = "prowadzenie domów dla matek z małoletnimi dziećmi, hostel przy ul. Cichej 4"


def test_an_office_stays_without_the_cells_that_tell_of_what_it_runs() -> None:
    office = ("Powiatowe Centrum Pomocy Rodzinie w Czersku", "PCPR", "22", "Polna", "8", TASKS)
    assert public_part(HEADERS, office) == (*office[:5], "")
    assert public_part(HEADERS, ("Klub", "klub", "", "Polna", "8", "szachy")) is not None


@pytest.mark.parametrize(
    "cells",
    [
        # Its own subcategory, its own name, a flat that only belongs to an office, and something that is no office.
        ("Powiatowe Centrum Pomocy Rodzinie", "PCPR", "41", "Polna", "8", ""),
        ("Dom dla ofiar przemocy PCPR", "PCPR", "", "Cicha", "8", ""),
        ("Mieszkanie interwencyjne MOPS", "MOPS", "", "Cicha", "8", "dla ofiar przemocy"),
        ("Zacisze", "ośrodek", "", "Cicha", "8", TASKS),
    ],
)
def test_what_is_no_office_or_is_one_that_hides_goes(cells: tuple[str, ...]) -> None:
    assert public_part(HEADERS, cells) is None


@pytest.mark.parametrize(
    "header", ["podkat.", "Podkat", "PODKATEGORIE", "Kat. wsparcia", "Kategoria", "Kod", "kody"]
)
def test_subcategories_are_known_under_other_headers(header: str) -> None:
    headers = ("Nazwa", "Typ", header, "Ulica")
    for said in ("41", "22, 41", "41;13"):
        assert is_never_kept(headers, ("Zacisze", "ośrodek", said, "Cicha")), said
    for said in ("22", "14", "141", "410"):
        assert not is_never_kept(headers, ("Zacisze", "ośrodek", said, "Cicha")), said


def test_a_postcode_under_a_short_header_is_no_subcategory() -> None:
    assert not is_never_kept(("Nazwa", "Kod", "Ulica"), ("OPS", "41-200", "Polna"))
    assert not is_never_kept(("Nazwa", "Kod pocztowy", "Ulica"), ("OPS", "41", "Polna"))


def test_mere_codes_are_no_sure_column_of_subcategories() -> None:
    assert tells_category(("Nazwa", "Podkat.")) is True
    assert tells_category(("Nazwa", "Kod", "Kod pocztowy")) is False
