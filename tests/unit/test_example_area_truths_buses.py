"""What is planted of the example's buses holds on its timetables: every course is tried, no engine asked."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pytest
import shapely
from example_buses import (
    WALK_M_PER_MIN,
    Trip,
    door_to_door,
    feed_stops,
    feed_trips,
    table_stops,
    table_trips,
    visits,
    walks_from,
)
from example_oracle import TRUTHS, drivers, extract, homes_in, place_of, services_of
from shapely.geometry import Point

from mapa_uslug.catalog.reading import read_catalog

TRANSIT = TRUTHS["transit"]
PLACES = {place["name"]: place for place in TRANSIT["places"]}
GOOD = {place["name"]: place for place in TRANSIT["good_bus"]}
EXPECTED = [(place["name"], want) for place in TRANSIT["places"] for want in place["expected"]]
HOURS = (8 * 3600, 15 * 3600)
"""When every health centre of the area is open on weekdays."""


def test_thresholds_are_the_catalogs() -> None:
    types = read_catalog().by_code
    for _, want in EXPECTED:
        assert types[want["service_type"]].thresholds["transit"].values[want["level"]] == want["threshold"]


def test_health_centres_are_open_when_visits_are_tried() -> None:
    for row in services_of("POZ"):
        opens, closes = row["godziny"].removeprefix("Mo-Fr ").split("-")
        assert (opens, closes) in (("08:00", "15:00"), ("08:00", "18:00"))


@cache
def stops() -> dict[str, dict[str, str]]:
    return feed_stops() | table_stops()


@cache
def trips(day: str) -> list[Trip]:
    return feed_trips(date.fromisoformat(TRANSIT["days"][day])) + table_trips(day)


@cache
def walks_of_homes(name: str) -> list[dict[str, float]]:
    """Stops within a walk of each home of a planted place."""
    return [walks_from(home, stops()) for home in homes_in(PLACES[name]["squares"])]


@cache
def ways(name: str, day: str) -> list[list[tuple[float, int, int]]]:
    """Visits to health centres of each home; walks to those go by any road."""
    there = [walks_from(place_of(row), stops()) for row in services_of("POZ")]
    return [
        [way for walks in there for way in visits(trips(day), home, walks, hours=HOURS)]
        for home in walks_of_homes(name)
    ]


@pytest.mark.parametrize(
    ("name", "want"), EXPECTED, ids=[f"{n}-{w['service_type']}-{w['day']}" for n, w in EXPECTED]
)
def test_planted_state_follows_from_the_timetables(name: str, want: dict[str, Any]) -> None:
    homes = walks_of_homes(name)
    near = {stop for walks in homes for stop in walks}
    calls = [trip for trip in trips(want["day"]) if any(stop in near for stop, *_ in trip.calls)]
    assert len(homes) >= 10
    if want["reason"] == "no_road":
        roads = shapely.union_all([line for line, _ in extract().lines("highway")])
        assert roads.distance(Point(place_of(PLACES[name]))) > 1500.0
    elif want["reason"] == "no_timetable":
        assert PLACES[name]["gmina_teryt"] not in TRANSIT["complete"]
        assert not near
        assert not any(
            row["teryt7"].startswith(PLACES[name]["gmina_teryt"]) for row in services_of(want["service_type"])
        )
    elif want["state"] == "served" and PLACES[name]["gmina_teryt"] not in TRANSIT["complete"]:
        _assert_fetched(name)
    elif want["state"] == "served":
        assert all(min(found)[0] <= want["threshold"] - 5.0 for found in ways(name, want["day"]))
    else:
        assert PLACES[name]["gmina_teryt"] in TRANSIT["complete"]
        assert _cause(near, calls) == want["cause"]
        nearest = min(
            drivers()["metres"].costs_from(place_of(PLACES[name])).get(_node(r), np.inf)
            for r in services_of("POZ")
        )
        assert nearest > 3000.0, "too far to walk as well"


def _node(row: dict[str, str]) -> int:
    return drivers()["metres"].node_near(place_of(row))[0]


def _cause(near: set[str], calls: list[Trip]) -> str:
    """First thing that is missing: a stop, a course away from it, a course back to it."""
    if not near:
        return "no_stop"
    if not any(_passes(trip, near, away=True) for trip in calls):
        return "no_course"
    return "" if any(_passes(trip, near, away=False) for trip in calls) else "no_return"


def _passes(trip: Trip, near: set[str], *, away: bool) -> bool:
    """Whether a course leaves the stops near by for one farther off, or comes from there."""
    is_near = [stop in near for stop, *_ in (trip.calls if away else trip.calls[::-1])]
    return True in is_near and False in is_near[is_near.index(True) :]


def _assert_fetched(name: str) -> None:
    """A taxi open to all fetches the place's people, and there is time for a visit; roads at 25 km/h."""
    (taxi,) = [
        row for row in door_to_door() if PLACES[name]["gmina_teryt"] in row["gminas"] and not row["groups"]
    ]
    own = [r for r in services_of("POZ") if r["teryt7"][:6] in taxi["destinations"]]
    costs = drivers()["metres"].costs_from(place_of(PLACES[name]))
    minutes = max(costs[_node(row)] for row in own) / (25_000 / 60) + taxi["extra_min"]
    assert minutes < 45 - 5
    assert taxi["from_s"] + 60 * minutes + 3600 < min(taxi["until_s"], HOURS[1]) - 60 * minutes


def test_everybody_of_the_village_of_the_school_bus_gets_there_on_school_days_alone() -> None:
    for name in TRANSIT["school_only"]["localities"]:
        states = {want["day"]: want["state"] for n, want in EXPECTED if n == name}
        assert states == {"school": "served", "free": "too_far"}


@pytest.mark.parametrize("name", GOOD)
def test_good_bus_calls_as_often_as_planted(name: str) -> None:
    truth = GOOD[name]
    near = {stop for walks in walks_of_homes(name) for stop in walks}
    assert {stops()[stop]["stop_name"].split(",")[0] for stop in near} == {name}
    for day, count in truth["courses"].items():
        calling = [trip for trip in trips(day) if any(stop in near for stop, *_ in trip.calls)]
        assert len(calling) == count, day
        seats = {stop for stop, row in stops().items() if row["stop_name"] == truth["seat"]}
        returns = [
            leaves
            for trip in calling
            for i, (stop, _, leaves) in enumerate(trip.calls)
            if stop in seats and any(later in near for later, *_ in trip.calls[i + 1 :])
        ]
        last = f"{max(returns) // 3600:02}:{max(returns) // 60 % 60:02}" if returns else ""
        assert last == truth["last_return"][day], day


@pytest.mark.parametrize("name", GOOD)
def test_way_there_by_good_bus_takes_as_long_as_planted(name: str) -> None:
    least, most = GOOD[name]["outward_min"]
    assert most < 45
    for found in ways(name, "school"):
        assert least <= min(found)[0] <= most


def test_homes_of_places_with_a_bus_are_well_within_a_walk_of_a_stop() -> None:
    """With four minutes to spare, since people of a cell are taken to live at one point of it."""
    for name in ("Trzcinno", "Rudnia", "Jelenie", "Topolin"):
        assert max(min(walks.values()) for walks in walks_of_homes(name)) < 16 * WALK_M_PER_MIN


def test_homes_of_places_without_a_bus_are_well_beyond_a_walk_of_a_stop() -> None:
    for name in ("Jodłowice", "Głusza", "Świerki"):
        driver, costs = drivers()["metres"], drivers()["metres"].costs_from(place_of(PLACES[name]))
        assert (
            min(costs.get(driver.node_near(place_of(row))[0], np.inf) for row in stops().values()) > 2300.0
        ), name
