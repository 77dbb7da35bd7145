"""Sites, and what one trip to them reaches, by hand."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from mapa_uslug.supply.one_trip import find_sites, find_trips, join_trips, tabulate_trips, tabulate_uncombined
from mapa_uslug.supply.overlaps import Residents
from mapa_uslug.supply.reach import Reach, make_reach

# A school and a pharmacy at 0 m, a doctor at 400 m, another pharmacy at 800 m, a library far away.
POINTS = shapely.points([0.0, 0.0, 400.0, 800.0, 9000.0], np.zeros(5))
SCHOOL, PHARMACY, DOCTOR, LIBRARY = range(4)
KIND = np.array([SCHOOL, PHARMACY, DOCTOR, PHARMACY, LIBRARY])
EXACT = np.zeros(5)
PAIRS = [(SCHOOL, PHARMACY), (SCHOOL, DOCTOR), (PHARMACY, DOCTOR), (PHARMACY, LIBRARY)]


def reach(*pairs: tuple[int, int], cells: int = 6) -> Reach:
    cell, place = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    return make_reach(cell, place, cells=cells, places=5)


def members(sites: tuple[np.ndarray, np.ndarray]) -> list[list[int]]:
    pointer, site = sites
    return [site[pointer[i] : pointer[i + 1]].tolist() for i in range(len(pointer) - 1)]


def test_sites_do_not_chain() -> None:
    """The doctor stands in the middle of a site with all of the street; its ends, 800 m apart, share no site of theirs."""
    sites = members(find_sites(POINTS, EXACT, within_m=500.0))
    assert sites == [[0, 1, 2], [0, 1, 2], [0, 1, 2, 3], [2, 3], [4]]


def test_a_place_known_only_roughly_may_stand_elsewhere() -> None:
    # The doctor may be 200 m nearer to either end or farther from it: 400 + 200 m are beyond 500.
    rough = np.array([0.0, 0.0, 200.0, 0.0, 0.0])
    assert members(find_sites(POINTS, rough, within_m=500.0)) == [[0, 1], [0, 1], [2], [3], [4]]
    # It is in a site of its own however little is known of it.
    assert members(find_sites(POINTS, np.full(5, 9e9), within_m=500.0)) == [[0], [1], [2], [3], [4]]


def test_kinds_of_the_best_trip() -> None:
    sites = find_sites(POINTS, EXACT, within_m=500.0)
    by_car = reach(
        (0, 0), (0, 1), (0, 2), (0, 3), (0, 4),  # everything: school, pharmacy and doctor at one site; never the library
        (1, 1), (1, 3),  # two pharmacies are one kind
        (2, 0), (2, 3),  # a school and a pharmacy 800 m apart, both within 500 m of the doctor's
        (3, 3), (3, 4),  # a pharmacy, and the library elsewhere
        (4, 0),
    )  # fmt: skip
    on_foot = reach((4, 1), (4, 2))
    trips = find_trips({"car": by_car, "walk": on_foot}, KIND, sites, PAIRS)
    # Cell 4: the school by car only, pharmacy and doctor on foot only: a trip has one mode, so the best has two kinds.
    assert trips.kinds.tolist() == [3, 1, 2, 1, 2, 0]
    assert trips.both.astype(int).tolist() == [
        [1, 0, 1, 0, 0, 0],
        [1, 0, 0, 0, 0, 0],
        [1, 0, 0, 0, 1, 0],
        [1, 0, 0, 1, 0, 0],
    ]
    assert trips.together.astype(int).tolist() == [
        [1, 0, 1, 0, 0, 0],
        [1, 0, 0, 0, 0, 0],
        [1, 0, 0, 0, 1, 0],
        [0, 0, 0, 0, 0, 0],
    ]


def test_rows_of_the_table() -> None:
    gmina = np.array(["086001"] * 3 + ["086002"] * 3, dtype=object)
    people = np.array([10, 20, 30, 40, 50, 60])
    residents = Residents(people, None, np.zeros(6, dtype=bool), gmina)
    sites = find_sites(POINTS, EXACT, within_m=500.0)
    pairs = [(0, 0), (0, 1), (0, 2), (0, 4), (1, 1), (3, 3), (3, 4)]
    trips = find_trips({"car": reach(*pairs)}, KIND, sites, [(PHARMACY, LIBRARY)])
    named = [("APT", "BIB", "all")]
    table = join_trips(
        [*tabulate_trips(trips.kinds, residents), *tabulate_uncombined(trips, named, residents)]
    )
    # Kinds: 3, 1, 0, 1, 0, 0.
    kinds = table[table["scope"] == "gmina"].set_index("gmina_teryt")
    assert kinds.loc["", ["people_0", "people_1", "people_2", "people_3"]].tolist() == [140, 60, 0, 10]
    assert kinds.loc["", "kinds_mean"] == pytest.approx((10 * 3 + 20 + 40) / 210)
    assert kinds.loc["086001", "share_one"] == pytest.approx(50 / 60)
    assert kinds.loc["086002", "share_one"] == 1.0
    # Cells 0 and 3 reach a pharmacy and the library, never by one trip.
    apart = table[table["scope"] == "pair"]
    assert apart[["gmina_teryt", "service_a", "service_b", "people", "people_both"]].to_numpy().tolist() == [
        ["", "APT", "BIB", 50, 50],
        ["086001", "APT", "BIB", 10, 10],
        ["086002", "APT", "BIB", 40, 40],
    ]


def test_people_of_whom_nothing_can_be_told_are_not_among_those_without_any_kind() -> None:
    gmina = np.array(["086001"] * 3 + ["086002"] * 3, dtype=object)
    residents = Residents(np.array([10, 20, 30, 40, 50, 60]), None, np.zeros(6, dtype=bool), gmina)
    kinds = np.array([3, 1, 0, 1, 0, 0], dtype=np.int32)
    table = join_trips(tabulate_trips(kinds, residents, np.array([0, 0, 1, 0, 0, 1], dtype=bool)))
    of = table.set_index("gmina_teryt")
    # 210 people, of 30 + 60 nothing is known; of the other 120 50 have no kind, 60 one, 10 three.
    assert of.loc["", ["people", "people_unknown", "people_0", "people_1"]].tolist() == [210, 90, 50, 60]
    assert of.loc["", "kinds_mean"] == pytest.approx((10 * 3 + 20 + 40) / 120)
    assert of.loc["", "share_one"] == pytest.approx(110 / 120)
    assert of.loc["086001", "share_one"] == pytest.approx(20 / 30)


def test_a_gmina_without_people_has_no_share() -> None:
    residents = Residents(
        np.zeros(6, dtype=np.int64), None, np.zeros(6, dtype=bool), np.array(["086001"] * 6, dtype=object)
    )
    table = join_trips(tabulate_trips(np.zeros(6, dtype=np.int32), residents))
    assert table["share_one"].isna().all()
    assert table["people"].tolist() == [0, 0]
