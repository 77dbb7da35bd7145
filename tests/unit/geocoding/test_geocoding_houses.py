"""Which house is found for which way of writing, worked out by hand on the drawn register."""

from __future__ import annotations

import pytest
from hand_register import point_of

from mapa_uslug.contracts.places import AddressQuery
from mapa_uslug.geocoding import locate

ZALEWO = {"gmina_teryt": "000101", "locality": "Zalewo"}


def _find(index, **parts):
    (found,) = locate([AddressQuery(**parts)], index=index, gminas=None)
    return found


def _is_at(found, locality, street, number, gmina=""):
    point = point_of(locality, street, number, gmina)
    best = found.best
    return best is not None and (best.quality, best.lon, best.lat) == (
        "punkt_adresowy", pytest.approx(point.lon, abs=1e-7), pytest.approx(point.lat, abs=1e-7),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("street", "number", "expected"),
    [
        ("Szkolna", "4", ("ulica Szkolna", "4")),
        ("UL. SZKOLNA", "4", ("ulica Szkolna", "4")),
        ("ul.szkolna 4", "", ("ulica Szkolna", "4")),
        ("Szkolna", "4/17", ("ulica Szkolna", "4")),
        ("Szkolna", "4 m. 17", ("ulica Szkolna", "4")),
        ("Jawora", "1A", ("ulica ks. Jana Jawora", "1A")),
        ("ks. Jana Jawora", "1 a", ("ulica ks. Jana Jawora", "1A")),
        ("księdza J. Jawora", "1a/3", ("ulica ks. Jana Jawora", "1A")),
        ("Jawora Jana", "1A", ("ulica ks. Jana Jawora", "1A")),
        ("Jawora", "12/14", ("ulica ks. Jana Jawora", "12/14")),
        ("A. Sowy", "3", ("ulica Adama Sowy", "3")),
        ("Marii Sowy", "3", ("ulica Marii Sowy", "3")),
        ("Wolności", "1", ("ulica Wolności", "1")),
        ("pl. Wolności", "1", ("plac Wolności", "1")),
        ("3-go Maja", "4", ("ulica 3 Maja", "4")),
        ("Trzeciego Maja 4", "", ("ulica 3 Maja", "4")),
        ("św. Jana Pawła 2", "7", ("ulica Jana Pawła II", "7")),
        ("Stara Krakowska", "3", ("ulica Stara Krakowska", "3")),
        ("Słoneczne", "5", ("osiedle Słoneczne", "5")),
        ("os. Sloneczne", "5", ("osiedle Słoneczne", "5")),
        ("rynek Rynek", "2", ("Rynek", "2")),
        ("Gen. Nowakowskiego", "9", ("ulica Generała Stanisława Nowakowskiego", "9")),
    ],
)
def test_spellings_that_agree_find_the_house_without_a_question(index, street, number, expected):
    found = _find(index, **ZALEWO, street=street, number=number)
    assert _is_at(found, "Zalewo", *expected)
    assert found.problem == ""
    assert found.best.radius_m == 30.0


@pytest.mark.parametrize(
    ("street", "number", "expected", "edits"),
    [
        ("Szkolan", "4", ("ulica Szkolna", "4"), 1),
        ("Szkona", "4", ("ulica Szkolna", "4"), 1),
        ("Generała Stanisława Nowakwskiego", "9", ("ulica Generała Stanisława Nowakowskiego", "9"), 1),
        ("gne. Nowakowskiego", "9", ("ulica Generała Stanisława Nowakowskiego", "9"), 0),
        ("Stanisłwa Nowakowskiego", "9", ("ulica Generała Stanisława Nowakowskiego", "9"), 1),
    ],
)
def test_a_slip_of_the_pen_is_found_and_told(index, street, number, expected, edits):
    found = _find(index, **ZALEWO, street=street, number=number)
    assert _is_at(found, "Zalewo", *expected)
    assert found.problem == "near_match"
    assert found.best.score == 100.0 - 8.0 * edits


@pytest.mark.parametrize(("number", "street"), [("5", "ulica Polna"), ("6", "ulica Rolna")])
def test_of_two_streets_as_near_the_one_with_the_house_is_taken(index, number, street):
    found = _find(index, **ZALEWO, street="Folna", number=number)
    assert _is_at(found, "Zalewo", street, number)
    assert found.problem == "near_match"
    assert len(found.candidates) == 1


def test_a_similar_street_without_the_house_is_only_offered(index):
    found = _find(index, **ZALEWO, street="Szkolan", number="99")
    assert (found.best.quality, found.problem) == ("miejscowosc", "near_match")
    assert [c.text for c in found.candidates] == ["Zalewo, ulica Szkolna"]


def test_a_street_and_a_village_as_near_are_for_a_person(index):
    found = _find(index, **ZALEWO, street="Klimkowt", number="67")
    assert (found.best.quality, found.problem) == ("gmina", "ambiguous")
    assert {c.text for c in found.candidates} == {"00-101 Zalewo, ulica Klimkowa 67", "00-103 Klimkowo 67"}
    # "ul." tells that it is no village.
    assert _is_at(
        _find(index, **ZALEWO, street="ul. Klimkowt", number="67"), "Zalewo", "ulica Klimkowa", "67"
    )


def test_of_two_streets_as_near_without_the_house_none_is_taken(index):
    found = _find(index, **ZALEWO, street="Oolna", number="99")
    assert (found.best.quality, found.problem) == ("miejscowosc", "ambiguous")
    assert {c.text for c in found.candidates} == {"Zalewo, ulica Polna", "Zalewo, ulica Rolna"}


def test_a_name_that_is_a_street_elsewhere_is_no_slip_of_the_pen(index):
    # Polna 5 is a letter from Dolna 5, but Dolna is a street of Dolina.
    found = _find(index, **ZALEWO, street="Dolna", number="5")
    assert (found.best.quality, found.problem) == ("miejscowosc", "street_unknown")
    assert "00-101 Zalewo, ulica Polna 5" in [c.text for c in found.candidates]


def test_a_word_that_is_no_title_is_never_dropped(index):
    found = _find(index, **ZALEWO, street="Krakowska", number="3")
    assert (found.best.quality, found.problem) == ("miejscowosc", "street_unknown")
    found = _find(index, gmina_teryt="000102", locality="Dolina", street="Stara Krakowska", number="3")
    assert (found.best.quality, found.problem) == ("miejscowosc", "street_unknown")


def test_patrons_of_one_surname_are_for_a_person(index):
    found = _find(index, **ZALEWO, street="Sowy", number="3")
    assert (found.best.quality, found.problem) == ("miejscowosc", "ambiguous")
    assert {c.text for c in found.candidates} == {
        "00-100 Zalewo, ulica Adama Sowy 3",
        "00-100 Zalewo, ulica Marii Sowy 3",
    }


def test_a_patron_with_another_first_name_is_not_taken(index):
    found = _find(index, **ZALEWO, street="Adama Jawora", number="1A")
    assert (found.best.quality, found.problem) == ("miejscowosc", "street_unknown")


def test_a_square_is_not_taken_for_an_estate_of_the_same_name(index):
    found = _find(index, **ZALEWO, street="pl. Słoneczne", number="5")
    assert (found.best.quality, found.problem) == ("miejscowosc", "street_unknown")
    assert [c.text for c in found.candidates] == ["00-101 Zalewo, osiedle Słoneczne 5"]


def test_an_unknown_number_gives_the_street_between_its_neighbours(index):
    found = _find(index, **ZALEWO, street="Szkolna", number="6")
    four, eight = point_of("Zalewo", "ulica Szkolna", "4"), point_of("Zalewo", "ulica Szkolna", "8")
    assert (found.best.quality, found.problem, found.best.radius_m) == ("ulica", "number_unknown", 500.0)
    assert found.best.lat == pytest.approx((four.lat + eight.lat) / 2, abs=1e-9)
    assert found.best.lon == pytest.approx((four.lon + eight.lon) / 2, abs=1e-9)


def test_a_street_without_a_number_is_no_problem(index):
    found = _find(index, **ZALEWO, street="Szkolna")
    assert (found.best.quality, found.problem) == ("ulica", "")


def test_figures_are_no_slips_of_the_pen(index):
    found = _find(index, **ZALEWO, street="9 Maja", number="4")
    assert (found.best.quality, found.problem) == ("miejscowosc", "street_unknown")


@pytest.mark.parametrize(
    "parts",
    [
        {"gmina_teryt": "000101", "locality": "Klimkowo", "number": "67"},
        {"gmina_teryt": "000101", "locality": "Klimkowo", "street": "Klimkowo", "number": "67"},
        {"gmina_teryt": "000101", "locality": "Klimkowo", "street": "Klimkowo 67"},
        {"gmina_teryt": "000101", "locality": "Zalewo", "street": "Klimkowo 67"},
        {"locality": "Zalewo", "street": "Klimkowo 67", "postcode": "00-103"},
        {"locality": "Klimkowo", "number": "67"},
        {"gmina_teryt": "000101", "locality": "Klimkowo 67"},
        {"gmina": "Zalewo", "street": "Klimkowo 67"},
        {"gmina_teryt": "000101", "locality": "Klimkwo", "number": "67"},
    ],
)
def test_villages_without_streets_are_found_however_they_are_written(index, parts):
    assert _is_at(_find(index, **parts), "Klimkowo", "", "67")


def test_a_village_is_never_guessed_where_a_street_is_as_near(index):
    # "Lipnowska" is one letter from the street Lipowska; no village is.
    found = _find(index, **ZALEWO, street="Lipnowska", number="5")
    assert _is_at(found, "Zalewo", "ulica Lipowska", "5")


def test_a_street_written_as_the_locality_is_found_in_the_town_of_the_postcode(index):
    found = _find(index, locality="Lipowska", number="5", postcode="00-101")
    assert _is_at(found, "Zalewo", "ulica Lipowska", "5")


@pytest.mark.parametrize("street", ["Klimkowo, ul. Szkolna", "ul. Szkolna 4, Zalewo"])
def test_a_place_named_beside_the_street_is_looked_for_first(index, street):
    found = _find(
        index, gmina_teryt="000101", locality="Zalewo", street=street, number="" if "4" in street else "4"
    )
    if "Klimkowo" in street:
        assert found.problem in ("street_unknown", "")
    else:
        assert _is_at(found, "Zalewo", "ulica Szkolna", "4")


def test_a_house_of_another_postcode_is_found_with_a_lower_score(index):
    right = _find(index, **ZALEWO, street="Szkolna", number="4", postcode="00-100")
    other = _find(index, **ZALEWO, street="Szkolna", number="4", postcode="00-999")
    assert (right.best.score, other.best.score) == (100.0, 95.0)
