"""What is planted of cooperation, overlap and siting holds on the example's files, whatever the speeds."""

from __future__ import annotations

from math import inf

import networkx as nx
import numpy as np
import pytest
import shapely
from example_oracle import (
    SLOW_PARKING_MIN,
    TRUTHS,
    WALK_M_PER_MIN,
    drivers,
    extract,
    gminas,
    place_of,
    services_of,
)
from test_example_area_truths import PLACES

TRUTH = TRUTHS["cooperation"]


def minutes(name_from: str, name_to: str, *, kind: str) -> float:
    """By car between two planted places."""
    costs = drivers()[kind].costs_from(place_of(PLACES[name_from]))
    return costs.get(drivers()[kind].node_near(place_of(PLACES[name_to]))[0], inf)


def test_only_the_host_has_the_service_of_the_pair() -> None:
    rows = services_of(TRUTH["pair"]["service_type"])
    assert {row["teryt7"][:6] for row in rows} == {TRUTH["pair"]["host"]}
    assert all(row["dla_spoza"] == "tak" and not row["gminy_obslugiwane"] for row in rows)


def test_everybody_of_the_gaining_gmina_reaches_it_even_slowly() -> None:
    people = {g["gmina_teryt"]: g["people"] for g in TRUTHS["gminas"]}
    assert people[TRUTH["pair"]["gainer"]] == TRUTH["pair"]["people"]
    others = [n for code, n in people.items() if code not in (TRUTH["pair"]["gainer"], TRUTH["pair"]["host"])]
    assert max(others) < TRUTH["pair"]["people"]
    driver = drivers()["slow"]
    town = (15.16, 52.085)
    costs = driver.costs_from(place_of({"lon": town[0], "lat": town[1]}))
    reached = [
        costs[driver.node_near(place_of(row))[0]] for row in services_of(TRUTH["pair"]["service_type"])
    ]
    # Across the town and parking are minutes more.
    assert max(reached) + SLOW_PARKING_MIN + 10.0 < TRUTH["pair"]["threshold"]


def test_the_two_places_of_the_overlap_stand_in_one_village() -> None:
    overlap = TRUTH["overlap"]
    rows = services_of(overlap["service_type"])
    assert [row["usluga_id"] for row in rows] == overlap["services"]
    assert {row["miejscowosc"] for row in rows} == {overlap["locality"]}
    places = [place_of(row) for row in rows]
    assert np.hypot(*np.subtract(*places)) < 300.0


def test_from_every_home_of_the_planted_gmina_both_places_of_the_overlap_are_within_even_slowly() -> None:
    planted = TRUTH["overlap"]["people_shared_by_gmina"]
    people = {g["gmina_teryt"]: g["people"] for g in TRUTHS["gminas"]}
    assert planted == {code: people[code] for code in planted}
    driver, homes = drivers()["slow"], extract().homes
    backwards = driver.graph.reverse()
    inside = np.any([shapely.contains_xy(gminas()[code], homes) for code in planted], axis=0)
    near = [driver.node_near((x, y)) for x, y in homes[inside].tolist()]
    assert len(near) > 1_000
    for row in services_of(TRUTH["overlap"]["service_type"]):
        to = nx.single_source_dijkstra_path_length(
            backwards, driver.node_near(place_of(row))[0], weight="cost"
        )
        slowest = max(to[node] + off / WALK_M_PER_MIN["walk_slow"] for node, off in near)
        assert slowest + SLOW_PARKING_MIN < TRUTH["pair"]["threshold"]


def test_one_place_behind_the_river_serves_both_villages_and_not_the_forest_hamlet() -> None:
    site = TRUTH["best_site"]
    first, second = site["localities"]
    assert sum(PLACES[name]["people"] for name in site["localities"]) == site["people"]
    assert PLACES[site["second"]]["people"] == site["people_second"] < site["people"]
    for a, b in ((first, second), (second, first)):
        assert minutes(a, b, kind="slow") + SLOW_PARKING_MIN < site["threshold"]
    for village in site["localities"]:
        assert minutes(site["second"], village, kind="hurried") > site["threshold"]


@pytest.mark.parametrize("key", ["pair", "overlap", "best_site"])
def test_every_truth_says_why(key: str) -> None:
    assert len(TRUTH[key]["why"]) > 40
