import numpy as np
import pytest
import shapely
from hand_networks import INF, Road, make_network, town

from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.snapping import build_snap_index, snap_points


def snap_one(roads, x, y, mode="car", **options):
    snaps = roads.snap(np.array([x]), np.array([y]), mode=mode, **options)
    return snaps.edge[0], snaps.fraction[0], snaps.offset_m[0], snaps.x[0], snaps.y[0]


def test_a_point_meets_the_nearest_place_of_the_nearest_edge():
    assert snap_one(town(), 250.0, -30.0) == (0, 0.25, 30.0, 250.0, 0.0)


def test_a_bent_edge_is_measured_along_its_bends():
    roads = RoutableNetwork(make_network({1: (0, 0), 2: (300, 300)}, [Road(1, 2, 9, 9, via=((300, 0),))]))
    assert snap_one(roads, 310.0, 150.0) == (0, 0.75, 10.0, 300.0, 150.0)


def test_a_point_beyond_the_end_of_a_road_is_at_its_very_end():
    assert snap_one(town(), 9000.0, 9600.0)[:3] == (4, 1.0, 100.0)


def test_roads_that_the_mode_may_not_use_are_passed_over():
    roads = [Road(1, 2, 9, 9), Road(3, 4, INF, INF)]
    network = make_network({1: (0, 0), 2: (500, 0), 3: (0, 100), 4: (500, 100)}, roads)
    near_path = (250.0, 90.0)
    assert snap_one(RoutableNetwork(network), *near_path, mode="walk")[0] == 1
    assert snap_one(RoutableNetwork(network), *near_path, mode="car")[0] == 0


@pytest.mark.parametrize(
    ("y", "edge"),
    [
        (-10.0, 0),  # 10 m from the fragment, 50 m from the rest: within 50 m
        (-11.0, 1),  # 11 m and 51 m: neither within 50 m nor within 1.5 times
        (80.0, 0),  # 80 m and 40 m
        (-200.0, 0),  # 200 m and 240 m: within 1.5 times
    ],
)  # fmt: skip
def test_the_large_rest_is_preferred_when_nearly_as_near(y, edge):
    places = {1: (0, 40), 2: (500, 40), 3: (900, 40), 4: (0, 0), 5: (500, 0)}
    roads = RoutableNetwork(make_network(places, [Road(1, 2, 9, 9), Road(4, 5, 9, 9), Road(2, 3, 9, 9)]))
    assert snap_one(roads, 250.0, y)[0] == edge


def test_points_without_a_road_in_reach_stay_unsnapped():
    snaps = town().snap(np.array([4000.0, np.nan]), np.array([4000.0, 0.0]), mode="car")
    assert snaps.edge.tolist() == [-1, -1]
    assert not snaps.is_snapped.any()
    assert np.isnan([snaps.fraction, snaps.offset_m, snaps.x, snaps.y]).all()
    assert snap_one(town(), 500.0, -300.0, max_distance_m=300.0)[0] == 0
    assert snap_one(town(), 500.0, -300.1, max_distance_m=300.0)[0] == -1


def test_points_far_outside_the_network_are_found_within_a_wide_reach():
    assert snap_one(town(), -9000.0, -12000.0, max_distance_m=20000.0)[:3] == (0, 0.0, 15000.0)


def test_nodes_are_snapped_by_their_id_at_no_distance():
    snaps = town().snap_nodes(np.array([3, 77, 1]), mode="car")
    assert snaps.is_snapped.tolist() == [True, False, True]
    assert snaps.offset_m[[0, 2]].tolist() == [0.0, 0.0]
    assert (snaps.x[0], snaps.y[0]) == (2000.0, 0.0)
    network = town().network
    ends = np.where(snaps.fraction == 0.0, network.edge_u[snaps.edge], network.edge_v[snaps.edge])
    assert network.node_id[ends[[0, 2]]].tolist() == [3, 1]


def test_a_node_that_the_mode_cannot_touch_is_unsnapped():
    network = make_network({1: (0, 0), 2: (9, 0), 3: (9, 9)}, [Road(1, 2, 5, 5), Road(2, 3, INF, INF)])
    assert RoutableNetwork(network).snap_nodes(np.array([2, 3]), mode="car").edge.tolist() == [0, -1]


def test_no_roads_no_snaps():
    empty = RoutableNetwork(make_network({1: (0.0, 0.0)}, []))
    assert snap_one(empty, 0.0, 0.0)[0] == -1
    assert empty.snap_nodes(np.array([1]), mode="car").edge.tolist() == [-1]


def test_the_grid_finds_what_a_search_of_all_edges_finds():
    random = np.random.default_rng(3)
    places = {i: tuple(xy) for i, xy in enumerate(random.uniform(0, 6000, (60, 2)))}
    roads = [
        Road(int(u), int(v), 9, 9, via=tuple(map(tuple, random.uniform(0, 6000, (k, 2)))))
        for u, v, k in zip(*random.integers(0, 60, (2, 80)), random.integers(0, 4, 80), strict=True)
        if u != v
    ]
    network = make_network(places, roads)
    kind = random.integers(0, 2, network.edge_count).astype(np.uint8)
    x, y = random.uniform(-1500, 7500, (2, 2000))
    snaps = snap_points(network, build_snap_index(network), x, y, edge_kind=kind, max_distance_m=800.0)
    ends = np.split(np.column_stack([network.vertex_x, network.vertex_y]), network.vertex_ptr[1:-1])
    lines = np.array([shapely.LineString(line) for line in ends])
    points = shapely.points(x, y)
    distance = np.array([shapely.distance(lines[kind > 0], point).min() for point in points])
    near = distance <= 800.0
    assert np.array_equal(near, snaps.is_snapped)
    assert 500 < near.sum() < 2000
    np.testing.assert_allclose(snaps.offset_m[near], distance[near], atol=1e-6)
    assert (kind[snaps.edge[near]] > 0).all()
    on_line = shapely.line_interpolate_point(lines[snaps.edge[near]], snaps.fraction[near], normalized=True)
    np.testing.assert_allclose(shapely.get_x(on_line), snaps.x[near], atol=1e-6)
    np.testing.assert_allclose(shapely.get_y(on_line), snaps.y[near], atol=1e-6)
