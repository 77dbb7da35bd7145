"""Barrier lines of a valley drawn by hand, and what may not be called one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from mapa_uslug.barriers.candidates import FROM_CLOSED_M, MOST_CANDIDATES
from mapa_uslug.barriers.detours import EXTRA_M, find_parted, measure_ways
from mapa_uslug.barriers.finding import FoundBarriers, find_barriers
from mapa_uslug.barriers.neighbours import find_neighbours
from mapa_uslug.barriers.obstacles import find_area_obstacles
from mapa_uslug.contracts.barriers import FARTHEST_M, OBSTACLES
from mapa_uslug.contracts.plan_config import ClosedLinks
from mapa_uslug.contracts.tables import PopulationCells
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.scenarios import ClosedRoads, find_closed
from tests.hand_networks import networks, oracle_costs, snaps_on
from tests.unit.barriers.two_banks import (
    BRIDGE,
    NORTH,
    PLACES,
    RIVER,
    SOUTH,
    landscape,
    layer,
    people,
    valley,
)


def find(
    roads: RoutableNetwork, cells: PopulationCells | None = None, *, mode: str = "walk", **options: Any
) -> FoundBarriers:
    cells = people() if cells is None else cells
    x, y = shapely.get_coordinates(cells.table.geometry.to_numpy()).T
    snaps = roads.snap(x, y, mode=mode)
    given_options = {"landscape": landscape(), "mode": mode} | options
    return find_barriers(roads, cells=cells, snaps=snaps, **given_options)


def test_river_with_a_far_bridge_is_one_line_between_both_villages() -> None:
    """From A to B: 4000 + 400 + 4000 m for 400 m (21 times); from C to D 3000 + 400 + 3000 (16 times); between A and D
    or C and B, whichever the triangulation takes, 7400 m for 1077 m (6.9). The middle one of the three is 16.

    The straight lines cross the river at x = 0 and 1000, the line goes on for half a cell (125 m), and the bridge is
    4000 - 1125 m farther. There is none before it."""
    lines = find(valley([*NORTH, *SOUTH, BRIDGE])).lines
    assert len(lines) == 1
    line = lines.iloc[0]
    assert (line["kind"], line["name"], line["mode"]) == ("river", "Warta", "walk")
    assert line["detour"] == pytest.approx(16.0)
    assert (line["network_m"], line["straight_m"]) == pytest.approx((8400.0, 400.0))
    assert shapely.get_coordinates(line.geometry).tolist() == [[-125, 0], [1125, 0]]
    # Eastward, north is to the left.
    assert (line["people_left"], line["people_right"]) == (30, 70)
    assert (line["localities_left"], line["localities_right"]) == ("Górki", "Dolne")
    assert (line["crossing_before"], line["crossing_after"]) == ("", "Mostowo")
    assert np.isnan(line["crossing_before_m"])
    assert line["crossing_after_m"] == pytest.approx(2875.0)
    assert (line["crossing_before_way"], line["crossing_after_way"]) == (-1, 4)
    assert (line["crossing_before_class"], line["crossing_after_class"]) == ("", "road")


def test_river_drawn_the_other_way_turns_the_sides() -> None:
    water = layer([shapely.reverse(RIVER)], ["Warta"])
    line = find(valley([*NORTH, *SOUTH, BRIDGE]), landscape=landscape(water=water)).lines.iloc[0]
    assert (line["people_left"], line["people_right"]) == (70, 30)
    assert (line["crossing_before"], line["crossing_after"]) == ("Mostowo", "")
    assert line["crossing_before_m"] == pytest.approx(2875.0)


def test_bridge_between_the_pairs_parts_the_line_in_two() -> None:
    """With a bridge at x = 500 the ways are 500 + 400 + 500 m, 3.5 times 400 m and 1000 m longer: still barriers."""
    places = PLACES | {7: (500.0, 200.0), 8: (500.0, -200.0)}
    roads = [(1, 7), (7, 2), (2, 3), (4, 8), (8, 5), (5, 6), BRIDGE, (7, 8)]
    lines = find(valley(roads, places)).lines.sort_values("crossing_after_m")
    assert lines["people_left"].tolist() == [10, 20]
    # 500 - 125 m to the bridge from the west, and from the other side of it.
    assert lines["crossing_after_m"].tolist() == pytest.approx([375.0, 2875.0])
    assert lines["crossing_before_m"].tolist()[1] == pytest.approx(375.0)


def test_near_bridge_leaves_no_barrier() -> None:
    """Bridges at x = 0 and 1000: 400 m by road as in a straight line."""
    found = find(valley([*NORTH, *SOUTH, BRIDGE, (1, 4), (2, 5)]))
    assert found.lines.empty
    assert found.candidates.empty


def test_closed_bridge_is_no_way_across() -> None:
    """A flood over the bridge at x = 2000 leaves that at 4000, 4000 - 1125 m from the line's end: people stay at their roads."""
    places = PLACES | {7: (2000.0, 200.0), 8: (2000.0, -200.0)}
    roads = valley([(1, 2), (2, 7), (7, 3), (4, 5), (5, 8), (8, 6), (7, 8), BRIDGE], places)
    flood = ClosedLinks.model_construct(name="Powódź", ways=[6], area=None)
    closed = ClosedRoads(roads, find_closed(roads.network, [flood], plan_name="plan.toml"))
    before, after = find(roads).lines.iloc[0], find(closed).lines.iloc[0]
    assert (before["crossing_after_m"], after["crossing_after_m"]) == pytest.approx((875.0, 2875.0))
    assert (before["network_m"], after["network_m"]) == pytest.approx((4400.0, 8400.0))


def test_no_link_is_tried_beside_a_closed_bridge() -> None:
    """A bridge at x = 500, between the pairs: open, it parts the line in two; closed, links at 400 to 600 are left out."""
    places = PLACES | {7: (500.0, 200.0), 8: (500.0, -200.0)}
    roads = valley([(1, 7), (7, 2), (2, 3), (4, 8), (8, 5), (5, 6), (7, 8), BRIDGE], places)
    flood = ClosedLinks.model_construct(name="Powódź", ways=[6], area=None)
    closed = ClosedRoads(roads, find_closed(roads.network, [flood], plan_name="plan.toml"))
    at = shapely.get_x(shapely.centroid(find(closed).candidates.geometry.to_numpy()))
    assert len(at) >= 5
    assert (np.abs(at - 500.0) > FROM_CLOSED_M).all()
    # Without the bridge links lead from there too.
    without = valley([(1, 7), (7, 2), (2, 3), (4, 8), (8, 5), (5, 6), BRIDGE], places)
    at = shapely.get_x(shapely.centroid(find(without).candidates.geometry.to_numpy()))
    assert (np.abs(at - 500.0) <= FROM_CLOSED_M).any()


def test_houses_back_to_back_are_no_barrier() -> None:
    """100 m apart and 850 m by road is 8.5 times as far, and 750 m longer; with 950 m by road it is a barrier."""
    cells = people(((0, 50), (0, -50)), (1, 1), ("", ""), ("120101",) * 2)
    for bend, count in ((375.0, 0), (425.0, 1)):
        places = {1: (0.0, 50.0), 2: (bend, 50.0), 3: (bend, -50.0), 4: (0.0, -50.0)}
        assert len(find(valley([(1, 2), (2, 3), (3, 4)], places), cells).lines) == count
    assert EXTRA_M == 800.0


def test_no_way_at_all_is_a_barrier_between_large_parts_of_the_network() -> None:
    line = find(valley([*NORTH, *SOUTH])).lines.iloc[0]
    assert np.isinf(line["network_m"])
    assert np.isinf(line["detour"])
    assert (line["kind"], line["people_left"]) == ("river", 30)


def test_way_longer_than_is_looked_for_is_told_from_no_way() -> None:
    """The bridge is at x = 40 km: from A to B 80.4 km, beyond 64; with the bridge taken away there is no way at all."""
    places = PLACES | {3: (40_000.0, 200.0), 6: (40_000.0, -200.0)}
    river = layer([shapely.LineString([(-6000, 0), (45_000, 0)])], ["Warta"])
    line = find(valley([*NORTH, *SOUTH, BRIDGE], places), landscape=landscape(water=river)).lines.iloc[0]
    assert (line["kind"], line["network_m"]) == ("river", FARTHEST_M)
    roads = valley([*NORTH, *SOUTH, BRIDGE], places)
    closed = find_closed(roads.network, [ClosedLinks(name="most", ways=(4,))], plan_name="plan")
    shut = find(ClosedRoads(roads, closed), landscape=landscape(water=river)).lines.iloc[0]
    assert np.isinf(shut["network_m"])


def test_fragment_that_nothing_joins_to_the_rest_is_a_gap_in_the_data_and_no_barrier() -> None:
    """The southern road has two nodes, fewer than the northern three: a piece of road that leads nowhere."""
    assert find(valley([*NORTH, (4, 5)])).lines.empty


def test_way_that_may_be_shorter_beyond_the_data_is_no_barrier() -> None:
    """The least remarkable way between A and B has 1200 m. If the data end 500 m from every cell, 1000 m may do; at
    4000 m a way beyond them has 8000 m at least, which is a barrier whatever lies there."""
    roads = valley([*NORTH, *SOUTH, BRIDGE])
    assert find(roads, edge_m=np.full(4, 500.0)).lines.empty
    assert len(find(roads, edge_m=np.full(4, 4000.0)).lines) == 1


def test_straight_line_that_leaves_the_data_is_no_evidence() -> None:
    """A strip of 100 m along the river is not in the data: a bridge there would not be known."""
    known = shapely.union_all([shapely.box(-9000, 50, 9000, 900), shapely.box(-9000, -900, 9000, -50)])
    roads = valley([*NORTH, *SOUTH, BRIDGE])
    assert find(roads, extent=known).lines.empty
    assert len(find(roads, extent=shapely.box(-9000, -900, 9000, 900)).lines) == 1


def test_cells_without_a_road_are_parted_by_nothing() -> None:
    cells = people(((0, 200), (0, -4500)), (1, 1), ("", ""), ("120101",) * 2)
    assert find(valley([*NORTH, *SOUTH, BRIDGE]), cells).lines.empty


def test_candidates_lead_from_bank_to_bank_and_keep_apart() -> None:
    """Both roads run 200 m from the river, so every link has 400 m; the line of 1250 m has room for ten 125 m apart, of
    those that start every 100 m it takes six."""
    found = find(valley([*NORTH, *SOUTH, BRIDGE]))
    links = found.candidates
    assert (links["barrier_id"] == found.lines["barrier_id"].iloc[0]).all()
    assert (links["kind"] == "river").all()
    assert (links["name"] == "Warta").all()
    assert links["length_m"].tolist() == pytest.approx([400.0] * 6)
    assert links.crosses(RIVER).all()
    x = np.sort(links.geometry.centroid.x)
    assert (np.diff(x) >= 125.0 - 1e-6).all()
    assert len(links) <= MOST_CANDIDATES
    assert set(np.round(np.abs(shapely.get_coordinates(links.geometry.to_numpy())[:, 1]), 6)) == {200.0}


def test_wide_valley_has_links_between_the_roads_of_its_villages() -> None:
    """Roads 1000 m from the river on both sides: links of 2000 m between the cells' roads, none shorter."""
    places = {i: (x, y * 5) for i, (x, y) in PLACES.items()}
    cells = people(((0, 1000), (0, -1000), (1000, 1000), (1000, -1000)))
    links = find(valley([*NORTH, *SOUTH, BRIDGE], places), cells).candidates
    assert len(links)
    assert links["length_m"].min() == pytest.approx(2000.0)
    assert links.crosses(RIVER).all()


def test_lake_is_a_barrier_without_candidates() -> None:
    """A lake of 5 by 0.2 km: half its outline, 5.2 km, is more than a third of 8 km."""
    lake = layer([shapely.box(-1500, -100, 3500, 100)], ["Jezioro Długie"])
    found = find(valley([*NORTH, *SOUTH, BRIDGE]), landscape=landscape(water=lake))
    assert found.lines[["kind", "name"]].to_numpy().tolist() == [["lake", "Jezioro Długie"]]
    assert found.candidates.empty
    # From the middle of one straight line to that of the next, which lie on the lake's axis.
    assert set(shapely.get_coordinates(found.lines.geometry.iloc[0])[:, 1]) == {0.0}
    assert {found.lines["people_left"].iloc[0], found.lines["people_right"].iloc[0]} == {30, 70}


def test_pond_explains_no_way_of_kilometres() -> None:
    pond = layer([shapely.box(-50, -50, 50, 50)], ["Staw"])
    kinds = find(valley([*NORTH, *SOUTH, BRIDGE]), landscape=landscape(water=pond)).lines["kind"]
    assert set(kinds) == {"no_road"}


def test_forest_and_missing_roads_are_told_apart() -> None:
    nothing = layer([])
    roads = valley([*NORTH, *SOUTH, BRIDGE])
    wood = layer([shapely.box(-2000, -150, 2000, 150)])
    assert set(find(roads, landscape=landscape(water=nothing, forest=wood)).lines["kind"]) == {"forest"}
    grove = layer([shapely.box(-2000, -50, 2000, 50)])
    assert set(find(roads, landscape=landscape(water=nothing, forest=grove)).lines["kind"]) == {"no_road"}


def test_area_of_a_river_stands_for_the_line_in_it() -> None:
    """Sources draw both; the line has a name and a course, the area neither."""
    water = layer([RIVER, shapely.box(-6000, -60, 6000, 60)], ["Warta", ""])
    lines = find(valley([*NORTH, *SOUTH, BRIDGE]), landscape=landscape(water=water)).lines
    assert lines[["kind", "name"]].to_numpy().tolist() == [["river", "Warta"]]


def with_motorway(places: dict[int, tuple[float, float]], roads: list[tuple[int, int]]) -> RoutableNetwork:
    """The valley with more roads, the last of which is a motorway: nobody walks or cycles on it."""
    network = valley([*NORTH, *SOUTH, BRIDGE, *roads], PLACES | places).network
    is_motorway = network.edge_source_id == 4 + len(roads)
    is_closed = is_motorway & np.array([[False], [True], [True], [True]])
    return RoutableNetwork(
        replace(
            network,
            classes=("road", "motorway"),
            edge_class=is_motorway.astype(np.uint8),
            seconds_forward=np.where(is_closed, np.inf, network.seconds_forward),
            seconds_backward=np.where(is_closed, np.inf, network.seconds_backward),
        )
    )


def test_motorway_is_a_barrier_to_those_who_may_drive_on_it() -> None:
    """The motorway takes the place of the river; the bridge crosses it, and no road joins it."""
    roads = with_motorway({7: (-6000.0, 0.0), 8: (6000.0, 0.0)}, [(7, 8)])
    found = find(roads, mode="car", landscape=landscape(water=layer([])))
    assert found.lines["kind"].tolist() == ["motorway"]
    assert found.lines["crossing_after"].tolist() == ["Mostowo"]
    assert len(found.candidates)


def test_bridge_of_a_motorway_is_no_way_across_for_those_beside_it() -> None:
    """It crosses the river at x = 1500, but one gets onto it 5 km from there only."""
    roads = with_motorway({7: (1500.0, 5000.0), 8: (1500.0, -5000.0)}, [(3, 7), (6, 8), (7, 8)])
    line = find(roads, mode="car").lines.iloc[0]
    assert (line["kind"], line["network_m"]) == ("river", pytest.approx(8400.0))
    assert line["crossing_after_m"] == pytest.approx(2875.0)


def test_empty_area_has_no_barriers() -> None:
    cells = people((), (), (), ())
    assert find(valley([*NORTH, *SOUTH, BRIDGE]), cells).lines.empty


def test_piece_of_road_that_leads_nowhere_is_no_crossing() -> None:
    """A road across the river at x = 1500 that meets no other: the next way across is still the bridge."""
    places = PLACES | {7: (1500.0, 50.0), 8: (1500.0, -50.0)}
    line = find(valley([*NORTH, *SOUTH, BRIDGE, (7, 8)], places)).lines.iloc[0]
    assert line["crossing_after_m"] == pytest.approx(2875.0)


def test_areas_of_water_are_lakes_unless_a_river_fills_them() -> None:
    """The river's own areas, named and not, are left to its line; a lake that it runs through stays, and so does a part
    of a river that has no line, as a river's."""
    areas = [
        shapely.box(-6000, -60, 0, 60),
        shapely.box(0, -60, 6000, 60),
        shapely.Point(3000, 0).buffer(900),
    ]
    aside = shapely.box(-6000, 2000, 6000, 2100)
    water = layer([RIVER, *areas, aside], ["Warta", "", "Warta", "Jezioro", "Warta"])
    everywhere = np.array([shapely.LineString([(x, -3000), (x, 3000)]) for x in (-3000, 3000)], dtype=object)
    found = find_area_obstacles(landscape(water=water), everywhere)
    told = {(OBSTACLES[k], n, s.area) for k, n, s in zip(found.kind, found.name, found.shape, strict=True)}
    assert told == {("lake", "Jezioro", areas[2].area), ("river", "Warta", aside.area)}


@given(data=st.data())
def test_ways_are_the_shorter_of_both_directions(data: st.DataObject) -> None:
    """Against networkx on random networks, to the rounding of ticks."""
    network = data.draw(networks())
    roads = RoutableNetwork(network)
    if (
        not np.isfinite(network.seconds_forward[0]).any()
        and not np.isfinite(network.seconds_backward[0]).any()
    ):
        return
    snaps = data.draw(snaps_on(network))
    a, b = (rows.ravel().astype(np.int64) for rows in np.meshgrid(*[np.arange(len(snaps))] * 2))
    found = measure_ways(roads, snaps, a, b, mode="car", straight_m=np.zeros(len(a)))
    costs = oracle_costs(network, snaps, snaps, weight="length")
    expected = np.minimum(costs, costs.T)[a, b]
    both = np.isfinite(expected)
    assert np.array_equal(np.isfinite(found), both)
    assert np.allclose(found[both], expected[both], atol=1.0)


@given(st.floats(1.5, 20.0), st.floats(1.0, 2.0))
def test_stricter_detour_parts_fewer(detour: float, times: float) -> None:
    roads, cells = valley([*NORTH, *SOUTH, BRIDGE]), people()
    points = cells.table.geometry.to_numpy()
    x, y = shapely.get_coordinates(points).T
    snaps, neighbours = roads.snap(x, y, mode="walk"), find_neighbours(x, y)

    def parted(least: float) -> set[int]:
        return set(find_parted(roads, neighbours, points=points, snaps=snaps, mode="walk", detour=least).pair)

    assert parted(detour * times) <= parted(detour)
