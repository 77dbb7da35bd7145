"""A village street, a bridge and a way round, worked out by hand.

::

    1 --(0)-- 2 ==(1) bridge== 3 --(2)-- 4
              |                |
              +------(3)-------+      the way round, 1000 s

Every other road is 1000 m long and takes 100 s by car.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hand_networks import Road, make_network, networks, snap_at, snaps_on
from hypothesis import given
from hypothesis import strategies as st

from mapa_uslug.contracts.plan_config import ClosedLinks, ScenarioConfig
from mapa_uslug.core.errors import InputError
from mapa_uslug.engine.graph import NEVER
from mapa_uslug.engine.road_network import RoadNetwork
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.sweeps import sweep_matrix
from mapa_uslug.scenarios import ClosedRoads, ClosedStretches, close_links, find_closed

PLACES = {1: (0.0, 0.0), 2: (1000.0, 0.0), 3: (2000.0, 0.0), 4: (3000.0, 0.0)}
ROADS = [
    Road(1, 2, 100, 100),
    Road(2, 3, 100, 100),
    Road(3, 4, 100, 100),
    Road(2, 3, 1000, 1000, via=((1500.0, 2000.0),)),
]


@pytest.fixture
def network() -> RoadNetwork:
    return make_network(PLACES, ROADS)


def numbered(network: RoadNetwork) -> RoadNetwork:
    """Edges bear the numbers 10, 11, 12, 13."""
    return replace(network, edge_source_id=np.arange(10, 10 + network.edge_count))


def draw(path: Path, *boxes: tuple[float, float, float, float], crs: str | None = "EPSG:2180") -> Path:
    """Polygons as a file; GeoJSON beyond degrees names its system as the old form did."""
    features = [
        {"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(shapely.box(*b))}
        for b in boxes
    ]
    data: dict[str, object] = {"type": "FeatureCollection", "features": features}
    if crs:
        data["crs"] = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:{crs.replace(':', '::')}"}}
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def links(**closed: object) -> list[ClosedLinks]:
    plan = ScenarioConfig.model_validate({"name": "p", "closed": [{"name": "powódź", **closed}]})
    return plan.closed


def seconds(roads: RoutableNetwork, edges: list[int], fractions: list[float]) -> np.ndarray:
    """Seconds by car between points on edges, ``inf`` where there is no way."""
    snaps = snap_at(roads.network, edges, fractions, [0.0] * len(edges))
    graph = roads.graph("car", direction="from")
    ticks, _ = sweep_matrix(graph, roads.sources(graph, snaps), roads.targets(graph, snaps))
    return np.where(ticks == NEVER, np.inf, ticks / 10)


def test_a_closed_way_is_passed_by_nobody_and_the_given_network_stays(network: RoadNetwork) -> None:
    network = numbered(network)
    stretches = find_closed(network, links(ways=[11]), plan_name="plan.toml")
    closed = close_links(network, stretches)
    assert stretches.is_closed.tolist() == [False, True, False, False]
    for seconds_of in (closed.seconds_forward, closed.seconds_backward):
        assert np.isinf(seconds_of[:, 1]).all()
        assert np.isfinite(seconds_of[:, [0, 2, 3]]).all()
    assert np.isfinite(network.seconds_forward).all()
    # From 1 to 4: 300 s over the bridge, 1200 s by the way round.
    ends = ([0, 2], [0.0, 1.0])
    assert seconds(RoutableNetwork(network), *ends)[0, 1] == 300.0
    assert seconds(ClosedRoads(RoutableNetwork(network), stretches), *ends)[0, 1] == 1200.0


def test_whoever_stands_on_a_closed_road_comes_to_the_end_on_their_side(
    network: RoadNetwork, tmp_path: Path
) -> None:
    # The flood lies over the bridge from 400 to 600 m of it; points at 100, 500 and 900 m of it, and at both far ends.
    flood = draw(tmp_path / "powodz.geojson", (1400.0, -50.0, 1600.0, 50.0))
    stretches = find_closed(network, links(area=flood), plan_name="plan.toml")
    assert (stretches.first[1], stretches.last[1]) == pytest.approx((0.4, 0.6))
    got = seconds(
        ClosedRoads(RoutableNetwork(network), stretches), [1, 1, 1, 0, 2], [0.1, 0.5, 0.9, 0.0, 1.0]
    )
    inf = np.inf
    # 10 s back to node 2, then 100 s to node 1 or 1000 s round to node 3; 10 s from there to the point beyond.
    assert got[0].tolist() == [0.0, inf, 1020.0, 110.0, 1110.0]
    # In the flood there is no way out, not even to where one stands but by staying.
    assert got[1].tolist() == [inf, 0.0, inf, inf, inf]
    assert got[2].tolist() == [1020.0, inf, 0.0, 1110.0, 110.0]


def test_points_stay_at_the_road_that_they_met_before(network: RoadNetwork, tmp_path: Path) -> None:
    flood = draw(tmp_path / "powodz.geojson", (-100.0, -100.0, 900.0, 100.0))
    roads = RoutableNetwork(network)
    closed = ClosedRoads(roads, find_closed(network, links(area=flood), plan_name="plan.toml"))
    x, y = np.array([500.0, 1500.0]), np.array([20.0, 30.0])
    before, after = (r.snap(x, y, mode="car") for r in (roads, closed))
    assert after.edge.tolist() == before.edge.tolist() == [0, 1]
    assert after.fraction.tolist() == before.fraction.tolist()


def test_polygons_are_turned_into_the_system_of_the_roads(network: RoadNetwork, tmp_path: Path) -> None:
    place = (500_000.0, 500_000.0)
    moved = make_network({i: (x + place[0], y + place[1]) for i, (x, y) in PLACES.items()}, ROADS[:3])
    flood = gpd.GeoSeries([shapely.box(501_400, 499_950, 501_600, 500_050)], crs="EPSG:2180").to_crs(
        "EPSG:4326"
    )
    path = tmp_path / "powodz.geojson"
    flood.to_file(path)
    stretches = find_closed(moved, links(area=path), plan_name="plan.toml")
    assert stretches.is_closed.tolist() == [False, True, False]
    assert (stretches.first[1], stretches.last[1]) == pytest.approx((0.4, 0.6), abs=1e-3)


def test_everything_that_cannot_be_closed_is_told_at_once(network: RoadNetwork, tmp_path: Path) -> None:
    dry = draw(tmp_path / "suche.geojson", (9000.0, 9000.0, 9100.0, 9100.0))
    points = tmp_path / "punkty.geojson"
    points.write_text(
        json.dumps(
            {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [19, 52]}}
        )
    )
    broken = tmp_path / "zepsute.geojson"
    broken.write_text("{")
    with pytest.raises(InputError) as caught:
        find_closed(
            numbered(network),
            [*links(ways=[11, 99, 98]), *links(area=dry), *links(area=points), *links(area=broken)],
            plan_name="plan.toml",
        )
    told = [(p.code, p.where) for p in caught.value.problems]
    assert sorted(told) == [
        ("no_polygons", "punkty.geojson"), ("no_road_closed", "plan.toml [closed powódź]"),
        ("unknown_way", "plan.toml [closed powódź]"), ("unknown_way", "plan.toml [closed powódź]"),
        ("vector_unreadable", "zepsute.geojson"),
    ]  # fmt: skip


def test_polygons_that_only_touch_a_junction_close_nothing(network: RoadNetwork, tmp_path: Path) -> None:
    touching = draw(tmp_path / "obok.geojson", (0.0, 0.0, 900.0, 50.0), (-500.0, -500.0, 0.0, 0.0))
    stretches = find_closed(network, links(area=touching), plan_name="plan.toml")
    # The first box runs along 900 m of road 0; the second meets node 1 only and adds nothing.
    assert stretches.is_closed.tolist() == [True, False, False, False]
    assert (stretches.first[0], stretches.last[0]) == pytest.approx((0.0, 0.9))


def test_a_road_closed_twice_is_closed_from_the_first_to_the_last(
    network: RoadNetwork, tmp_path: Path
) -> None:
    flood = draw(tmp_path / "powodz.geojson", (1100.0, -9.0, 1200.0, 9.0), (1700.0, -9.0, 1800.0, 9.0))
    stretches = find_closed(network, links(area=flood), plan_name="plan.toml")
    assert (stretches.first[1], stretches.last[1]) == pytest.approx((0.1, 0.8))


@given(st.data())
def test_closing_never_makes_anyone_nearer_and_only_what_is_closed_counts(data: st.DataObject) -> None:
    network = data.draw(networks())
    snaps = data.draw(snaps_on(network))
    count = network.edge_count
    is_closed = np.array(data.draw(st.lists(st.booleans(), min_size=count, max_size=count)), dtype=bool)
    low = np.array(data.draw(st.lists(st.floats(0, 1), min_size=count, max_size=count)))
    high = np.minimum(low + 0.2, 1.0)
    stretches = ClosedStretches(np.where(is_closed, low, np.inf), np.where(is_closed, high, -np.inf))
    roads = RoutableNetwork(network)
    costs = []
    for each in (roads, ClosedRoads(roads, stretches)):
        graph = each.graph("walk", direction="from")
        ticks, _ = sweep_matrix(graph, each.sources(graph, snaps), each.targets(graph, snaps))
        costs.append(ticks.astype(np.int64))
    assert (costs[1] >= costs[0]).all()
    if not is_closed.any():
        assert (costs[1] == costs[0]).all()
