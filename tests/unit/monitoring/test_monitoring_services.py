"""Services of two results: opened, closed, moved, changed; records known better or worse."""

import pytest
from hand_snapshots import A, B, hidden, place, snapshot

from mapa_uslug.monitoring.services import compare_services


def found(old, new):
    same_unit = lambda side, code: code  # noqa: E731
    table = compare_services(snapshot(services=old), snapshot(services=new), same_unit).table
    return [tuple(r) for r in table[["service_id", "change", "old", "new"]].to_numpy()]


def test_opened_and_closed_by_id():
    assert found([place("U-1"), place("U-2")], [place("U-1"), place("U-3", gmina=B)]) == [
        ("U-2", "closed", "Zalewo, Długa U-2", ""),
        ("U-3", "opened", "", "Zalewo, Długa U-3"),
    ]


def test_another_id_of_the_same_place_is_no_change():
    again = place("X-9") | {"provider": "PODMIOT u-1", "address": "Długa U-1"}
    changes = compare_services(
        snapshot(services=[place()]), snapshot(services=[again]), lambda side, code: code
    )
    assert changes.table.empty
    assert changes.same == {"U-1": "X-9"}


def test_another_address_of_the_only_place_of_a_provider_is_a_move():
    moved = place("X-9", x=900.0, address="Krótka 2") | {"provider": "Podmiot U-1"}
    assert found([place()], [moved]) == [("X-9", "moved", "Zalewo, Długa U-1", "Zalewo, Krótka 2")]


def test_two_places_of_one_provider_are_not_taken_for_one_another():
    two = [place("U-1", provider="P"), place("U-2", provider="P", address="Krótka 1")]
    changes = found(two, [place("X-9", provider="P", address="Inna 3")])
    assert {row[1] for row in changes} == {"opened", "closed"}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"capacity": 15.0}, ("capacity", "20 miejsca", "15 miejsca")),
        ({"funded_until": "2027-06-30"}, ("funding", "", "2027-06-30")),
        ({"opening_hours": "Mo-Fr 08:00-12:00"}, ("hours", "", "Mo-Fr 08:00-12:00")),
        ({"fee": "bezpłatnie"}, ("fee", "", "bezpłatnie")),
        ({"staff_fte": 2.25}, ("staff", "", "2.25")),
        ({"territory": f"{A}|{B}"}, ("territory", "", f"{A}, {B}")),
        ({"occupied": 18.0}, ("occupied", "", "18")),
        ({"quality": "ulica", "radius_m": 500.0}, ("worse_located", "punkt_adresowy", "ulica")),
        ({"x": 180.0}, ("corrected_place", "Zalewo, Długa U-1", "Zalewo, Długa U-1")),
        ({"x": 180.0, "address": "Krótka 2"}, ("moved", "Zalewo, Długa U-1", "Zalewo, Krótka 2")),
    ],
)
def test_what_changed_of_a_service_is_told(given, expected):
    assert found([place()], [place(**given)]) == [("U-1", *expected)]


def test_a_place_that_gets_a_point_is_known_better():
    blank = place(x=float("nan"), y=float("nan"), quality="", radius_m=float("nan"))
    assert found([blank], [place()]) == [("U-1", "better_located", "brak", "punkt_adresowy")]
    assert found([blank], [blank]) == []


def test_whom_a_service_is_for_is_compared_on_the_ground():
    # B joined A: who served both serves all of A now, who served A alone serves more people than before.
    def territories(old, new):
        both = [snapshot(services=[place(territory=codes)]) for codes in (old, new)]
        codes_of = lambda side, unit: frozenset((A, B) if side == 0 else (A,))  # noqa: E731
        return compare_services(*both, lambda side, code: A, codes_of).table["change"].tolist()

    assert territories(f"{A}|{B}", A) == []
    assert territories(A, A) == ["territory"]
    assert territories("", "") == []
    assert territories("", A) == ["territory"]


def test_services_that_are_only_counted_are_compared_by_number_and_what_they_hold():
    old, new = (
        [place(), hidden(2, capacity=7.0, unit="osoby")],
        [place(), hidden(3, capacity=9.0, unit="osoby")],
    )
    assert found(old, new) == [("", "count", "2 (7 osoby)", "3 (9 osoby)")]
    assert found(old, [place()]) == [("", "count", "2 (7 osoby)", "0")]
    assert found(old, old) == []
