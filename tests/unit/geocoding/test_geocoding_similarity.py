"""What is a slip of the pen and what another name, by hand."""

from __future__ import annotations

import pytest

from mapa_uslug.contracts.address_columns import match_columns, missing_fields
from mapa_uslug.core.wojewodztwa import wojewodztwo_code
from mapa_uslug.geocoding.powiats import is_called_after, powiat_key
from mapa_uslug.geocoding.similarity import allowed_edits, near_names


@pytest.mark.parametrize(
    ("name", "other", "edits"),
    [
        ("polna", "plona", 1),
        ("polna", "pona", 1),
        ("polna", "polnaa", 1),
        ("polna", "dolna", 1),
        ("polna", "polna", 0),
        ("polna", "dolne", None),
        ("las", "lis", None),
        ("nowakowskiego", "nwakowskigo", 2),
        ("nowakowskiego", "nowakowskiej", None),
        ("kowalskiego", "kowalewskiego", 2),
        ("3 maja", "9 maja", None),
        ("8 pulku piechoty", "18 pulku piechoty", None),
    ],
)
def test_slips_of_the_pen_are_counted(name: str, other: str, edits: int | None) -> None:
    assert near_names(name, [other]) == ([] if edits is None else [(edits, 0)])


def test_the_nearest_comes_first_and_few_names_allow_more() -> None:
    assert near_names("kowalskiego", ["kowalewskiego", "kowalskego"]) == [(1, 1), (2, 0)]
    assert near_names("las", ["lis"], is_narrow=True) == [(1, 0)]
    assert [allowed_edits("a" * n) for n in (3, 4, 9, 10)] == [0, 1, 1, 2]
    assert near_names("", ["lis"]) == []


@pytest.mark.parametrize(
    ("powiat", "town", "is_called"),
    [
        ("bochenski", "bochnia", True),
        ("krakowski", "krakow", True),
        ("dabrowski", "dabrowa lesna", True),
        ("zalewo", "zalewo", True),
        ("bochenski", "brzesko", False),
        ("suski", "sucha", False),
        ("zalewski", "zal", False),
    ],
)
def test_powiaty_are_called_after_towns(powiat: str, town: str, is_called: bool) -> None:
    assert is_called_after(powiat, town) is is_called


def test_names_of_powiaty_and_wojewodztwa_are_comparable() -> None:
    assert {powiat_key(t) for t in ("bocheński", "Powiat bocheński", " BOCHEŃSKI ")} == {"bochenski"}
    assert {powiat_key(t) for t in ("m. Łódka", "Miasto Łódka", "Łódka")} == {"lodka"}
    assert [wojewodztwo_code(t) for t in ("małopolskie", "WOJ. Śląskie", "Nibylandia", "")] == [
        "12",
        "24",
        "",
        "",
    ]


def test_columns_are_matched_by_every_name() -> None:
    found = match_columns(["nazwa miejscowości", "NUMER_PORZ", "X", "y", "Teryt"])
    assert found == {
        "gmina_teryt": "Teryt", "locality": "nazwa miejscowości", "number": "NUMER_PORZ", "x": "X", "y": "y",
    }  # fmt: skip
    assert missing_fields(match_columns(["ulica"])) == ["locality", "number"]


def test_columns_of_the_package_of_2026_are_known() -> None:
    headers = ["ID_IIP", "NUMER_PORZ", "KOD_POCZT", "DATA_NAD", "NAZWA_ULC", "NAZWA_GMI", "NAZWA_MSC", "TERYT_GMI", "ID_SIMC"]  # fmt: skip
    assert match_columns(headers) == {
        "gmina_teryt": "TERYT_GMI", "gmina": "NAZWA_GMI", "locality": "NAZWA_MSC", "simc": "ID_SIMC", "street": "NAZWA_ULC",
        "number": "NUMER_PORZ", "postcode": "KOD_POCZT",
    }  # fmt: skip
