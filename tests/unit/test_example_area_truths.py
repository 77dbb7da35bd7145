"""The planted truths of the example area hold on its files, whatever the speeds."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest
import shapely
from example_oracle import (
    TRUTHS,
    drivers,
    extract,
    gminas,
    homes_in,
    least_cost,
    may_use,
    place_of,
    services_of,
    sheet,
)
from shapely.geometry import Point

from mapa_uslug.catalog.reading import read_catalog

PLACES = {place["name"]: place for place in TRUTHS["places"]}
EXPECTED = [(place["name"], expected) for place in TRUTHS["places"] for expected in place["expected"]]
NO_ROAD_M = 1500.0


def test_thresholds_are_the_catalogs() -> None:
    types = read_catalog().by_code
    for expected in [*(e for _, e in EXPECTED), *TRUTHS["full"]]:
        threshold = types[expected["service_type"]].thresholds[expected["mode"]]
        assert threshold.values[expected["level"]] == expected["threshold"]
        assert threshold.unit == expected.get("unit", "min")


@pytest.mark.parametrize(
    ("name", "expected"), EXPECTED, ids=[f"{n}-{e['service_type']}-{e['mode']}" for n, e in EXPECTED]
)
def test_planted_state_holds_whatever_the_speeds(name: str, expected: dict[str, Any]) -> None:
    """Between a hurried and a slow traveller the state is the same."""
    home = place_of(PLACES[name])
    if expected["reason"] == "no_road":
        lines = shapely.union_all([line for line, _ in extract().lines("highway")])
        assert lines.distance(Point(home)) > NO_ROAD_M
        return
    open_to = [r for r in services_of(expected["service_type"]) if may_use(r, PLACES[name]["gmina_teryt"])]
    quick, quick_edge = least_cost(expected, home, open_to, is_quick=True)
    late, late_edge = least_cost(expected, home, open_to, is_quick=False)
    limit = expected["threshold"]
    nearest = expected["nearest_services"]
    if expected["state"] == "served":
        assert late[0] < limit
        assert late[1] in nearest
        assert quick[1] in nearest
    elif expected["state"] == "too_far":
        assert quick[0] > limit
        assert quick_edge > limit
        assert not nearest or late[1] in nearest
    else:
        assert expected["reason"] == "data_edge"
        assert quick[0] > limit
        assert late_edge < limit


def test_cut_off_villages_are_near_a_service_as_the_crow_flies() -> None:
    places = [place_of(row) for row in services_of("POZ")]
    for place in TRUTHS["places"]:
        if place["planted_as"] == "cut off by the river":
            assert min(np.hypot(*np.subtract(p, place_of(place))) for p in places) < 4200.0


def test_own_health_centre_of_the_border_village_is_too_far() -> None:
    village = PLACES["Zajezierze"]
    own = [r for r in services_of("POZ") if r["teryt7"].startswith(village["gmina_teryt"])]
    costs = drivers()["hurried"].costs_from(place_of(village))
    assert own
    assert min(costs[drivers()["hurried"].node_near(place_of(r))[0]] for r in own) > 20.0
    used = next(e for e in village["expected"] if e["state"] == "served")["nearest_services"]
    assert all(not r["teryt7"].startswith(village["gmina_teryt"]) for r in sheet() if r["usluga_id"] in used)


@pytest.mark.parametrize("full", TRUTHS["full"], ids=lambda f: f"{f['service_type']}-{f['mode']}")
def test_full_place_is_full_by_as_many(full: dict[str, Any]) -> None:
    kind = read_catalog().by_code[full["service_type"]]
    assert kind.target == "65+"
    assert kind.demand_rate is not None
    rows = [r for r in sheet() if r["usluga_id"] in full["nearest_services"]]
    room = sum(float(r["pojemnosc"]) for r in rows) / (kind.demand_rate * kind.units_per_person)
    assert full["target_served"] == pytest.approx(room)
    assert full["target_served"] + full["target_full"] == full["target"]
    assert full["target_full"] > 50
    others = [r for r in services_of(kind.code) if r not in rows]
    if full["scope"] == "gmina":
        gmina = next(g for g in TRUTHS["gminas"] if g["gmina_teryt"] == full["gmina_teryt"])
        assert full["target"] == gmina["people_65_plus"]
        assert not [r for r in others if may_use(r, full["gmina_teryt"])]


def test_everybody_of_the_full_village_can_walk_to_its_day_home() -> None:
    """900 s at 0.8 m/s are 720 m; nobody needs more than 640, and no other day home is within that."""
    village = TRUTHS["full"][0]
    homes = homes_in(village["squares"])
    metres = drivers()["metres"]
    for row in services_of("DDP"):
        door, aside = metres.node_near(place_of(row))
        costs = nx.single_source_dijkstra_path_length(metres.graph, door, weight="cost")
        ways = [way + aside for way in metres.metres_to(homes, costs)]
        if row["usluga_id"] in village["nearest_services"]:
            assert max(ways) < 640.0
        else:
            assert min(ways) > 1500.0


def test_whole_gmina_is_in_reach_of_what_is_full() -> None:
    """A driver a fifth slower than the open road allows, who takes five minutes to park and pass through villages."""
    for full in TRUTHS["full"]:
        if full["scope"] != "gmina":
            continue
        row = next(r for r in sheet() if r["usluga_id"] in full["nearest_services"])
        costs = drivers()["hurried"].costs_from(place_of(row))
        inside = [xy for xy in extract().homes if gminas()[full["gmina_teryt"]].contains(Point(xy))]
        reached = [costs[drivers()["hurried"].node_near(tuple(xy))[0]] for xy in inside]
        assert max(reached) * 1.2 / 0.8 + 2.0 < full["threshold"]
