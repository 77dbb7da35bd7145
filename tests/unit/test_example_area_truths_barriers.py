"""What is planted of the example's river, bridges and way round holds on its roads, whatever the speeds."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from math import inf
from typing import Any

import networkx as nx
import numpy as np
import pytest
import shapely
from example_oracle import (
    EXAMPLE,
    SLOW_PARKING_MIN,
    TRUTHS,
    Driver,
    drivers,
    extract,
    gminas,
    place_of,
    services_of,
)

from mapa_uslug.catalog.reading import read_catalog
from mapa_uslug.contracts.barriers import CAUSES
from mapa_uslug.contracts.reading import read_area_config

BARRIERS = TRUTHS["barriers"]
RIVER, CROSSING, SHUT = BARRIERS["river"], BARRIERS["crossing"], BARRIERS["bridge_shut"]
PLACES = {place["name"]: place for place in TRUTHS["places"]}


def middle_of(name: str) -> tuple[float, float]:
    """Where a place's name stands on the map."""
    return middles()[name]


@cache
def middles() -> dict[str, tuple[float, float]]:
    """Middles of all places of the area by name."""
    land = shapely.union_all(list(gminas().values()))
    named = {tags["name"]: xy for xy, tags in extract().tagged if "place" in tags}
    return {name: xy for name, xy in named.items() if land.contains(shapely.Point(xy))}


def people_of(name: str) -> int:
    return int(next(t["population"] for _, t in extract().tagged if t.get("name") == name and "place" in t))


def node_of(driver: Driver, place: tuple[float, float]) -> int:
    return driver.node_near(place)[0]


def without_bridge(kind: str, name: str) -> nx.DiGraph:
    """Graph of a driver that may not cross a bridge."""
    graph = drivers()[kind].graph.copy()
    for way, tags in extract().roads:
        if tags.get("bridge:name") == name:
            graph.remove_edges_from([*pairwise(way), *pairwise(way[::-1])])
    graph.remove_nodes_from(list(nx.isolates(graph)))
    return graph


def test_shares_without_a_car_are_those_of_the_settings() -> None:
    config = read_area_config(EXAMPLE / "area.toml")
    assert config.barriers.households_without_car == BARRIERS["households_without_car"]
    assert {cause["cause"] for cause in BARRIERS["causes"]} <= set(CAUSES)


# --- the river ---------------------------------------------------------------------------------------------------


def test_river_of_that_name_lies_between() -> None:
    river = shapely.union_all(
        [line for line, tags in extract().lines("waterway", RIVER["kind"]) if tags["name"] == RIVER["name"]]
    )
    for way in RIVER["ways_round"]:
        between = shapely.LineString([middle_of(way["from"]), middle_of(way["to"])])
        assert between.intersects(river)


@pytest.mark.parametrize("way", RIVER["ways_round"], ids=lambda w: w["from"])
def test_way_round_is_as_long_as_drawn(way: dict[str, Any]) -> None:
    """Of the drawing's metres and the map's some 0.3 % differ."""
    driver = drivers()["metres"]
    start, end = middle_of(way["from"]), middle_of(way["to"])
    network = driver.costs_from(start)[node_of(driver, end)]
    straight = float(np.hypot(*np.subtract(start, end)))
    assert network == pytest.approx(way["network_m"], rel=0.005)
    assert straight == pytest.approx(way["straight_m"], rel=0.005)
    assert way["detour"] == pytest.approx(network / straight, rel=0.01)
    assert way["detour"] > 2 * 3.0, "twice what counts as a barrier"


@pytest.mark.parametrize("name", RIVER["localities"])
def test_way_round_leads_over_that_bridge_alone(name: str) -> None:
    graph = without_bridge("metres", RIVER["bridge_used"])
    there = node_of(drivers()["metres"], middle_of(RIVER["across"]))
    start = node_of(drivers()["metres"], middle_of(name))
    farther = nx.shortest_path_length(graph, start, there, weight="cost")
    assert farther > 2 * next(w["network_m"] for w in RIVER["ways_round"] if w["from"] == name)


def test_people_on_both_sides_are_the_places() -> None:
    assert RIVER["people"] == sum(PLACES[name]["people"] for name in RIVER["localities"])
    assert set(RIVER["bridges_on_both_sides"]) == {bridge["name"] for bridge in TRUTHS["bridges"]}
    x = {bridge["name"]: place_of(bridge)[0] for bridge in TRUTHS["bridges"]}
    west, east = (x[name] for name in RIVER["bridges_on_both_sides"])
    at = {bridge["name"]: place_of(bridge) for bridge in TRUTHS["bridges"]}
    for name, place in zip(RIVER["bridges_on_both_sides"], RIVER["places_by_bridges"], strict=True):
        assert min(middles(), key=lambda other: np.hypot(*np.subtract(middles()[other], at[name]))) == place
    assert all(west < middle_of(name)[0] < east for name in (*RIVER["localities"], RIVER["across"]))


# --- a new crossing ----------------------------------------------------------------------------------------------


def test_crossing_brings_at_least_and_at_most_as_many() -> None:
    limit = CROSSING["threshold"]
    assert limit == read_catalog().by_code["POZ"].thresholds["car"].values[1]
    link = float(np.hypot(*np.subtract(middle_of(CROSSING["from"]), middle_of(CROSSING["to"]))))
    assert link == pytest.approx(CROSSING["length_m"], rel=0.005)
    for kind, kmh, parking, key in (
        ("slow", 26 * 0.8, SLOW_PARKING_MIN, "localities_at_least"),
        ("hurried", 40 * 1.2, 0.0, "localities_at_most"),
    ):
        driver = drivers()[kind]
        ends = [node_of(driver, middle_of(CROSSING[end])) for end in ("from", "to")]
        graph = driver.graph.copy()
        for a, b in (ends, ends[::-1]):
            graph.add_edge(a, b, cost=0.06 * link / kmh)
        sites = {node_of(driver, place_of(row)) for row in services_of("POZ")}
        costs = nx.multi_source_dijkstra_path_length(graph.reverse(), sites, weight="cost")
        before = nx.multi_source_dijkstra_path_length(driver.graph.reverse(), sites, weight="cost")
        found = [
            name
            for name, middle in middles().items()
            if costs.get(node_of(driver, middle), inf) + parking <= limit
            and before.get(node_of(driver, middle), inf) + parking > limit
        ]
        assert set(found) == set(CROSSING[key]), kind
    assert CROSSING["people_at_least"] == sum(PLACES[n]["people"] for n in CROSSING["localities_at_least"])
    assert CROSSING["people_at_most"] == sum(PLACES[n]["people"] for n in CROSSING["localities_at_most"])


# --- a bridge that is shut ---------------------------------------------------------------------------------------


def test_nobody_is_cut_off_when_the_bridge_is_shut() -> None:
    graph = without_bridge("metres", SHUT["bridge"])
    assert SHUT["people_cut_off"] == 0
    assert nx.number_weakly_connected_components(graph) == 1


def test_people_newly_beyond_the_hospitals_threshold_are_at_least_those() -> None:
    (hospital,) = services_of(SHUT["service_type"])
    limit = SHUT["threshold"]
    assert limit == read_catalog().by_code[SHUT["service_type"]].thresholds["car"].values[1]
    slow, hurried = drivers()["slow"], drivers()["hurried"]
    there = node_of(hurried, place_of(hospital))
    before = nx.single_source_dijkstra_path_length(
        slow.graph.reverse(), node_of(slow, place_of(hospital)), weight="cost"
    )
    after = nx.single_source_dijkstra_path_length(
        without_bridge("hurried", SHUT["bridge"]).reverse(), there, weight="cost"
    )
    for name in SHUT["localities_at_least"]:
        assert before[node_of(slow, middle_of(name))] + SLOW_PARKING_MIN < limit, name
        assert after[node_of(hurried, middle_of(name))] > limit, name
    assert SHUT["people_beyond_at_least"] == sum(people_of(name) for name in SHUT["localities_at_least"])
    assert SHUT["people_beyond_at_least"] < SHUT["people_beyond_at_most"] < TRUTHS["people"]
