from __future__ import annotations

import pandas as pd
import pytest

from mapa_uslug.catalog import read_catalog
from mapa_uslug.registry.duplicates import DuplicatePair, find_duplicates
from mapa_uslug.registry.meaning.matching import TypeMatcher

HOME = {
    "nazwa": "Dom Pomocy Społecznej „Betania” w Zalewie",
    "usluga_kod": "DPS",
    "ulica": "ul. Polna",
    "nr": "4",
    "miejscowosc": "Zalewo",
}


def find(*rows: dict[str, str]) -> list[DuplicatePair]:
    table = pd.DataFrame(list(rows), index=[f"r{i}" for i in range(len(rows))]).fillna("")
    return find_duplicates(table, matcher=TypeMatcher(read_catalog()))


def reasons(other: dict[str, str], first: dict[str, str] = HOME) -> tuple[str, ...]:
    found = find(first, other)
    return found[0].reasons if found else ()


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({**HOME, "usluga_kod": "dom pomocy społecznej"}, ("same_name", "same_address")),
        ({**HOME, "nazwa": "DPS BETANIA"}, ("same_name", "same_address")),
        ({**HOME, "nazwa": "DPS Betanja"}, ("similar_name", "same_address")),
        ({**HOME, "nazwa": "Dom Pomocy Społecznej"}, ("common_name", "same_address")),
        ({**HOME, "usluga_kod": ""}, ("same_name", "same_address", "type_unknown")),
        ({**HOME, "ulica": "Polna", "nr": "4 m. 2"}, ("same_name", "same_address")),
        ({**HOME, "ulica": "", "nr": ""}, ("same_name", "same_town")),
    ],
)  # fmt: skip
def test_one_service_twice(other: dict[str, str], expected: tuple[str, ...]) -> None:
    assert reasons(other) == expected


@pytest.mark.parametrize(
    "other",
    [
        {**HOME, "usluga_kod": "DDP"},
        {**HOME, "nazwa": "Dom Pomocy Społecznej „Przystań” w Zalewie"},
        {**HOME, "nr": "6"},
        {**HOME, "ulica": "Leśna"},
        {**HOME, "miejscowosc": "Bór"},
        {**HOME, "nazwa": "Gminny Klub Betania"},
    ],
)
def test_two_services(other: dict[str, str]) -> None:
    assert (
        reasons(other, {**HOME, "nazwa": "Miejski Klub Betania"} if "Klub" in other["nazwa"] else HOME) == ()
    )


def test_numbers_and_groups_tell_homes_apart() -> None:
    one = {**HOME, "nazwa": "DPS nr 1", "grupa": "65+"}
    assert reasons({**one, "nazwa": "DPS nr 2"}, one) == ()
    assert reasons({**one, "grupa": "ozn"}, one) == ()
    assert reasons(dict(one), one) == ("same_name", "same_address")


@pytest.mark.parametrize(
    ("metres", "expected"), [(0, ("same_name", "near")), (140, ("same_name", "near")), (160, ())]
)
def test_points_near_each_other(metres: int, expected: tuple[str, ...]) -> None:
    one = {"nazwa": "Klub Jutrzenka", "usluga_kod": "KS", "x": "500000.0", "y": "600000.0"}
    # Across the edges of every grid, whatever its origin.
    for shift in (0, 97, 151, 299):
        first = {**one, "x": str(500000.0 + shift)}
        assert reasons({**one, "x": str(500000.0 + shift + metres)}, first) == expected


def test_degrees_are_points_too() -> None:
    one = {"nazwa": "Klub Jutrzenka", "usluga_kod": "KS", "lon": "15,1", "lat": "52.1"}
    assert reasons({**one, "lat": "52.101"}, one) == ("same_name", "near")  # 111 m north
    assert reasons({**one, "lat": "52.102"}, one) == ()
    assert reasons({**one, "klasa_wsp": "miejscowosc"}, one) == ()


def test_a_house_next_door_needs_the_same_own_name() -> None:
    near = {"x": "0", "y": "0"}
    assert reasons({**HOME, **near, "nr": "6"}, HOME | near) == ("same_name", "next_door")
    plain = {**HOME, **near, "nazwa": "Dom Pomocy Społecznej w Zalewie"}
    assert reasons({**plain, "nr": "6"}, plain) == ()


def test_telephone_supports_a_name_that_is_less_alike() -> None:
    one = {**HOME, "nazwa": "Dom Senioralny Słonecznik", "kontakt_rola": "tel. 12 345-67-89"}
    other = {**HOME, "nazwa": "Dom Senioralny Słoneczna Polana"}
    assert reasons(other, one) == ()
    assert reasons({**other, "kontakt_rola": "sekretariat +48 123456789"}, one)[-1] == "same_phone"


def test_village_written_under_its_post_town() -> None:
    one = {
        "nazwa": "DPS w Klimach",
        "usluga_kod": "DPS",
        "ulica": "Klimy",
        "nr": "67",
        "kod": "00-001",
        "miejscowosc": "Ropno",
    }
    other = {**one, "ulica": "", "miejscowosc": "Klimy"}
    assert "same_address" in reasons(other, one)
    assert reasons({**other, "kod": "00-999"}, one) == ()


def test_street_written_into_the_name() -> None:
    one = {**HOME, "nazwa": "Dom Pomocy Społecznej"}
    assert reasons({**one, "nazwa": "Dom Pomocy Społecznej ul. Polna 4 w Zalewie"}, one) == (
        "same_name",
        "same_address",
    )


def test_fuller_row_is_kept_first_and_order_changes_nothing() -> None:
    rows = [
        HOME,
        {**HOME, "kontakt_rola": "biuro"},
        {**HOME, "nazwa": "DPS Betania"},
        {**HOME, "nr": "8"},
        {**HOME, "usluga_kod": ""},
    ]
    table = pd.DataFrame(rows, index=list("abcde")).fillna("")
    found = find_duplicates(table)
    assert ("b", "a") in [(p.first, p.second) for p in found]
    assert find_duplicates(table.iloc[::-1]) == found
    assert find_duplicates(table.iloc[[2, 0, 4, 1, 3]]) == found
    assert not {"d"} & {label for p in found for label in (p.first, p.second)}


def test_many_rows_of_one_point_stay_countable() -> None:
    rows = [{"nazwa": f"Klub Nazwa{i:04}", "usluga_kod": "KS", "x": "0", "y": "0"} for i in range(1500)]
    rows += [{"nazwa": "Klub Nazwa0007", "usluga_kod": "KS", "x": "1", "y": "1", "kontakt_rola": "biuro"}]
    found = find(*rows)
    assert ("r1500", "r7") in [(p.first, p.second) for p in found]
    # All pairs would be over a million.
    assert len(found) < 1500 * 20


def test_rows_without_a_name_or_anything_else() -> None:
    assert find({"nazwa": ""}, {"nazwa": ""}) == []
    assert find_duplicates(pd.DataFrame({"nazwa": []})) == []
