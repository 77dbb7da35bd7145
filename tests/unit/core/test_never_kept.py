"""Rows that must never be kept, told by their words; and offices that are public although they speak of violence."""

from __future__ import annotations

import pytest

from mapa_uslug.core.never_kept import is_never_kept

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
        ("", "", "", "", "", ""),
    ],
)
def test_offices_counsellors_and_others_stay(cells: tuple[str, ...]) -> None:
    assert not is_never_kept(HEADERS, cells)
