"""Words by which offices call what may not be shown, and those of services that stay public."""

from __future__ import annotations

import pytest

from mapa_uslug.catalog import read_catalog
from mapa_uslug.registry.meaning.matching import TypeMatcher
from mapa_uslug.registry.meaning.sensitivity import cells_sensitivity, label_sensitivity, row_sensitivity


@pytest.fixture(scope="module")
def matcher() -> TypeMatcher:
    return TypeMatcher(read_catalog())


@pytest.mark.parametrize(
    "text",
    [
        "RDD", "rodz. zast.", "rodz. zast. zawodowa", "zawodowa rodz. zast.", "zast. rodz.", "rodziny zast. niezawodowe",
        "Specj. Ośr. Wsparcia", "ośrodek specjalistycznego wsparcia", "SOWdOP", "dom azylowy dla kobiet z dziećmi",
        "bezpieczny dom", "OIK – pobyt całodobowy", "miejsca noclegowe OIK", "pogotowie opiekuńcze - rodzina",
        "schronisko dla ofair przemocy",
    ],
)  # fmt: skip
def test_never_kept(matcher: TypeMatcher, text: str) -> None:
    level, kind = row_sensitivity({"usluga_kod": text, "nazwa": "Alfa"}, matcher)
    assert level == 2
    assert kind


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("opiekun dzienny", "DO"), ("dzienni opiekunowie", "DO"), ("dzienny opiekun", "DO"), ("dz. opiekun", "DO"),
        ("schronisko dla bezdomnych", "BEZ"), ("ogrzewalnie", "BEZ"), ("mieszk. chronione", "MT"), ("lokale chronione", "MT"),
        ("mieszkanie wspierane", "MW"), ("placówka opiek.-wych.", "POW"), ("placówki opiekuńczo-wychowawcze", "POW"),
        ("mieszkanie treningwe", "MT"),
    ],
)  # fmt: skip
def test_counted_by_the_type_that_is_meant(matcher: TypeMatcher, text: str, code: str) -> None:
    assert row_sensitivity({"usluga_kod": text, "nazwa": "Alfa"}, matcher) == (1, code)
    assert row_sensitivity({"usluga_kod": "", "nazwa": text}, matcher) == (1, code)


@pytest.mark.parametrize(
    "text",
    [
        "ośrodek wsparcia dla osób starszych", "ośrodek wsparcia", "ośrodek wsparcia rodziny", "placówka całodobowa",
        "zast. dyrektora OPS", "telefon OIK całodobowy", "dzienny dom opieki", "opieka dzienna", "schronisko dla zwierząt",
        "azyl dla zwierząt", "hostel turystyczny", "hotel", "klub rodzica", "szkoła rodzenia", "opiekun osoby starszej",
        "dom seniora", "mieszkańcy gminy", "punkt konsultacyjny", "asystent rodziny",
    ],
)  # fmt: skip
def test_public(matcher: TypeMatcher, text: str) -> None:
    assert row_sensitivity({"usluga_kod": text, "nazwa": "Alfa"}, matcher) == (0, "")
    assert label_sensitivity(text, matcher) == (0, "")


def test_people_stay_where_a_crisis_centre_works_round_the_clock(matcher: TypeMatcher) -> None:
    row = {"usluga_kod": "OIK", "nazwa": "Ośrodek"}
    assert row_sensitivity({**row, "tryb": "C"}, matcher) == (2, "przemoc")
    assert row_sensitivity({**row, "tryb": "całodobowo"}, matcher) == (2, "przemoc")
    assert row_sensitivity({**row, "tryb": "S"}, matcher) == (0, "")
    assert row_sensitivity({"usluga_kod": "DPS", "nazwa": "Dom", "tryb": "C"}, matcher) == (0, "")


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("SOW", (2, "SOW")), ("hostel interwencyjny", (2, "HOS")), ("mieszkanie treningowe", (1, "MT")), ("POW", (1, "POW")),
        # Small, these are words or abbreviations of something else.
        ("pow", (0, "")), ("do", (0, "")), ("MK", (0, "")), ("pomoc ofiarom przemocy, hostel", (0, "")), ("41", (0, "")),
    ],
)  # fmt: skip
def test_of_an_office_only_a_whole_name_counts(
    matcher: TypeMatcher, cell: str, wanted: tuple[int, str]
) -> None:
    assert cells_sensitivity(["ul. Polna 41", cell, ""], "OPS", "Ośrodek Pomocy", matcher) == wanted


def test_words_count_where_people_stay_or_the_type_is_not_known(matcher: TypeMatcher) -> None:
    operator = ["Fundacja dla ofiar przemocy"]
    assert cells_sensitivity(operator, "placówka całodobowa", "Alfa", matcher) == (2, "przemoc")
    assert cells_sensitivity(operator, "MT", "Alfa", matcher) == (2, "przemoc")
    assert cells_sensitivity(operator, "poradnia", "Alfa", matcher) == (0, "")
    assert cells_sensitivity(operator, "", "Ośrodek Pomocy Społecznej", matcher) == (0, "")
    assert cells_sensitivity(["procedury przeciwdziałania przemocy"], "DPS", "Dom", matcher) == (0, "")


def test_a_service_for_foster_families_is_none(matcher: TypeMatcher) -> None:
    cells = ["asystent", "rodziny zastępcze"]
    assert cells_sensitivity(cells, "AR", "Asystent", matcher, groups=cells[1:]) == (0, "")
    assert cells_sensitivity(cells, "AR", "Asystent", matcher) == (2, "PZR")
    assert cells_sensitivity(cells, "MT", "Dom", matcher, groups=cells[1:])[0] == 2
