"""Homonyms, gminas that contradict, declined names, and the coarser classes, worked out by hand."""

from __future__ import annotations

import pytest
from hand_register import point_of

from mapa_uslug.contracts.places import AddressQuery
from mapa_uslug.geocoding import locate


def _find(index, **parts):
    (found,) = locate([AddressQuery(**parts)], index=index, gminas=None)
    return found


@pytest.mark.parametrize(
    ("parts", "gmina"),
    [
        ({"gmina_teryt": "000101"}, "000101"),
        ({"gmina_teryt": "0001012"}, "000101"),
        ({"gmina_teryt": "000201"}, "000201"),
        ({"gmina": "Górno"}, "000201"),
        ({"gmina": "gm. Zalewo"}, "000101"),
        ({"postcode": "00-301"}, "000201"),
        ({"postcode": "00-102"}, "000101"),
    ],
)
def test_homonyms_are_told_apart_by_gmina_or_postcode(index, parts, gmina):
    found = _find(index, locality="Dąbrowa", number="67", **parts)
    point = point_of("Dąbrowa", "", "67", gmina)
    assert (found.best.quality, found.best.gmina_teryt, found.problem) == ("punkt_adresowy", gmina, "")
    assert (found.best.lon, found.best.lat) == pytest.approx((point.lon, point.lat), abs=1e-7)


def test_homonyms_without_gmina_and_postcode_are_for_a_person(index):
    found = _find(index, locality="Dąbrowa", number="67")
    assert (found.best, found.problem) == (None, "ambiguous")
    assert [c.text for c in found.candidates] == ["00-102 Dąbrowa 67", "00-301 Dąbrowa 67"]
    assert {c.gmina_teryt for c in found.candidates} == {"000101", "000201"}


def test_the_declared_gmina_holds_against_a_homonym_with_the_number(index):
    found = _find(index, locality="Dąbrowa", number="68", gmina_teryt="000101")
    assert (found.best.quality, found.best.gmina_teryt, found.problem) == (
        "miejscowosc",
        "000101",
        "number_unknown",
    )
    assert found.best.radius_m == 2000.0


def test_a_wrong_code_does_not_hide_the_gmina_that_is_named(index):
    found = _find(index, locality="Zalesie", number="5", gmina_teryt="000101", gmina="Dolina")
    assert (found.best.quality, found.best.gmina_teryt) == ("punkt_adresowy", "000102")


def test_a_locality_of_another_gmina_is_taken_only_if_something_agrees(index):
    by_powiat = _find(index, locality="Zalesie", number="5", gmina_teryt="000101")
    assert (by_powiat.best.quality, by_powiat.problem) == ("punkt_adresowy", "other_gmina")
    by_code = _find(index, locality="Kutno Leśne", number="4", gmina_teryt="000101", postcode="00-302")
    assert (by_code.best.quality, by_code.problem) == ("punkt_adresowy", "other_gmina")
    alone = _find(index, locality="Kutno Leśne", number="4", gmina_teryt="000101")
    assert (alone.best.quality, alone.best.gmina_teryt, alone.problem) == ("gmina", "000101", "other_gmina")
    assert [c.text for c in alone.candidates] == ["00-302 Kutno Leśne 4"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [("Zalesiu", "Zalesie"), ("Klimkowie", "Klimkowo"), ("Kutnie Leśnym", "Kutno Leśne")],
)
def test_declined_names_are_suggestions_only(index, written, meant):
    found = _find(
        index, locality=written, number="5" if meant == "Zalesie" else "12" if meant == "Klimkowo" else "4"
    )
    assert (found.best, found.problem) == (None, "inflected")
    assert meant in found.candidates[0].text


def test_a_near_name_is_never_taken_over_an_existing_one(index):
    # Lipno exists in Zalewo; declared there, it is itself, whatever lies a letter away.
    found = _find(index, locality="Lipno", number="3", gmina_teryt="000101")
    assert found.best.text == "00-103 Lipno 3"
    # Lipki Małe is a letter from Lipniki Małe (two edits are allowed to long names).
    near = _find(index, locality="Lipnki Małe", number="3", gmina_teryt="000101")
    assert (near.best.text, near.problem) == ("00-103 Lipniki Małe 3", "near_match")


def test_a_postcode_of_another_part_of_the_country_is_another_place(index):
    found = _find(index, locality="Klimkowo", number="67", postcode="85-001")
    assert found.best is None or found.best.quality != "punkt_adresowy"
    assert found.problem == "other_gmina"


def test_the_classes_below_the_house(index):
    locality = _find(index, locality="Klimkowo", gmina_teryt="000101")
    assert (locality.best.quality, locality.problem) == ("miejscowosc", "")
    code = _find(index, locality="Nibylandia", postcode="00-103")
    assert (code.best.quality, code.problem, code.best.radius_m) == ("kod_pocztowy", "not_found", 5000.0)
    gmina = _find(index, locality="Nibylandia", gmina_teryt="000102")
    assert (gmina.best.quality, gmina.problem) == ("gmina", "not_found")
    # Half the diagonal of a square of 10 km.
    assert gmina.best.radius_m == pytest.approx(7071.07, abs=0.1)
    nothing = _find(index, locality="Nibylandia")
    assert (nothing.best, nothing.candidates, nothing.problem) == (None, (), "not_found")
    assert _find(index).problem == "no_address"


def test_a_gmina_alone_is_no_problem(index):
    found = _find(index, gmina_teryt="000102")
    assert (found.best.quality, found.problem) == ("gmina", "")


@pytest.mark.parametrize(("powiat", "gmina"), [("zalewski", "000101"), ("powiat górnowski", "000201")])
def test_homonyms_are_told_apart_by_a_powiat_called_after_its_town(index, powiat, gmina):
    found = _find(index, locality="Dąbrowa", number="67", powiat=powiat)
    assert (found.best.quality, found.best.gmina_teryt) == ("punkt_adresowy", gmina)


def test_a_gmina_that_is_not_known_leaves_the_powiat_to_decide(index):
    found = _find(index, locality="Dąbrowa", number="67", gmina="Nibylandia", powiat="zalewski")
    assert (found.best.text, found.problem) == ("00-102 Dąbrowa 67", "other_gmina")
    alone = _find(index, locality="Dąbrowa", number="67", gmina="Nibylandia")
    assert (alone.best, alone.problem, len(alone.candidates)) == (None, "other_gmina", 2)


def test_a_district_written_behind_a_city_is_the_city(index):
    found = _find(index, locality="Zalewo-Podgórze", street="Szkolna", number="4", gmina_teryt="000101")
    assert found.best.text == "00-100 Zalewo, ulica Szkolna 4"
    assert (
        _find(
            index, locality="Zalewo-Podgórze", street="Szkolna", number="4", gmina_teryt="000201"
        ).best.quality
        == "gmina"
    )


def test_the_first_word_of_a_name_is_a_suggestion(index):
    found = _find(index, locality="Kutno", number="4", gmina_teryt="000201")
    assert (found.best.quality, found.problem) == ("gmina", "not_found")
    assert [c.text for c in found.candidates] == ["00-302 Kutno Leśne 4"]


def test_a_name_shortened_with_a_dot_is_found(index):
    assert (
        _find(index, locality="Lipniki Mał.", number="3", gmina_teryt="000101").best.text
        == "00-103 Lipniki Małe 3"
    )


def test_a_declared_gmina_that_two_names_may_mean_offers_both(index):
    found = _find(index, locality="Nibylandia", gmina_teryt="000101", gmina="Górno")
    assert found.best is None
    assert {c.text for c in found.candidates if c.quality == "gmina"} == {"Zalewo", "Górno"}


@pytest.mark.parametrize(
    ("postcode", "expected"),
    [("00-303", "00-303 Lipna 3"), ("00-103", "00-103 Lipno 3"), ("", None), ("00-999", None)],
)
def test_between_a_near_name_here_and_the_same_name_elsewhere_the_postcode_decides(index, postcode, expected):
    found = _find(index, locality="Lipno", number="3", gmina_teryt="000201", postcode=postcode)
    if expected is None:
        assert (found.best.quality, found.problem) == ("gmina", "ambiguous")
        assert {c.text for c in found.candidates} == {"00-303 Lipna 3", "00-103 Lipno 3"}
    else:
        assert found.best.text == expected


def test_declined_forms_are_no_slips_of_the_pen(index):
    # "Lipnej" is two letters, "Lipny" one from Lipna; both are cases of it.
    for form in ("Lipnej", "Lipny"):
        found = _find(index, locality=form, number="3", gmina_teryt="000201")
        assert (found.best.quality, found.problem) == ("gmina", "inflected")
        assert [c.text for c in found.candidates] == ["00-303 Lipna 3"]


def test_a_form_that_may_be_declined_or_mistyped_is_not_taken_for_mistyped(index):
    # "Lipni" is a letter from Lipnik and a case of Lipna.
    found = _find(index, locality="Lipni", number="3", gmina_teryt="000201")
    assert (found.best.quality, found.problem) == ("gmina", "inflected")


def test_a_declined_name_here_and_the_same_name_next_door_are_for_a_person(index):
    found = _find(index, locality="Lipnie", number="3", gmina_teryt="000101")
    assert (found.best.quality, found.problem) == ("gmina", "ambiguous")
    assert {c.text for c in found.candidates} == {"00-103 Lipno 3", "00-202 Lipnie 3"}


def test_a_similar_village_is_only_offered_where_nothing_says_that_it_is_meant(index):
    """A list of another region would find a similar name here for most of its towns."""
    alone = _find(index, locality="Lipniki Mołe")
    assert (alone.best, alone.problem) == (None, "near_match")
    assert alone.candidates[0].text == "Lipniki Małe (Zalewo)"
    told = _find(index, locality="Lipniki Mołe", gmina_teryt=alone.candidates[0].gmina_teryt)
    assert (told.best.quality, told.problem) == ("miejscowosc", "near_match")
