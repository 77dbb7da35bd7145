import itertools

import numpy as np
import pytest
import shapely

from mapa_uslug.engine.road_network import RoadNetwork
from mapa_uslug.network import data_extent, edge_nodes

X, Y = 500_000.0, 500_000.0


def network_of(lines):
    """A network of straight roads given as ((x, y), (x, y)), every end a node."""
    ends = np.array(lines, float).reshape(-1, 2) + np.array([X, Y])
    places, node = np.unique(ends, axis=0, return_inverse=True)
    node = node.reshape(-1, 2)
    count = len(lines)
    length = np.hypot(*(ends[1::2] - ends[::2]).T)
    seconds = np.tile(length / 10.0, (4, 1))
    return RoadNetwork(
        crs="EPSG:2180",
        node_x=places[:, 0].copy(),
        node_y=places[:, 1].copy(),
        node_id=np.arange(len(places)),
        edge_u=node[:, 0].astype(np.int32),
        edge_v=node[:, 1].astype(np.int32),
        edge_length_m=length,
        seconds_forward=seconds,
        seconds_backward=seconds,
        vertex_ptr=np.arange(0, 2 * count + 1, 2),
        vertex_x=ends[:, 0].copy(),
        vertex_y=ends[:, 1].copy(),
        edge_class=np.zeros(count, np.uint8),
        classes=("road",),
        edge_source_id=np.arange(count),
    )


def streets(x0, y0, x1, y1, step):
    """A grid of streets with nodes at the crossings."""
    xs, ys = np.arange(x0, x1 + 1, step), np.arange(y0, y1 + 1, step)
    across = [((a, y), (b, y)) for y in ys for a, b in itertools.pairwise(xs)]
    upward = [((x, a), (x, b)) for x in xs for a, b in itertools.pairwise(ys)]
    return across + upward


def place(x, y):
    return shapely.Point(X + x, Y + y)


def test_the_extent_hugs_the_roads():
    extent = data_extent(network_of(streets(0, 0, 10_000, 6_000, 1000)))
    assert extent.geom_type == "Polygon"
    assert extent.is_valid
    assert extent.buffer(1).contains(shapely.box(X, Y, X + 10_000, Y + 6_000))
    assert shapely.box(X - 500, Y - 500, X + 10_500, Y + 6_500).contains(extent)


def test_a_forest_inside_is_part_of_the_data_and_so_is_a_lake_ringed_by_roads():
    holed = [
        pair
        for pair in streets(0, 0, 20_000, 20_000, 1000)
        if not (all(5000 < c < 15_000 for c in pair[0]) or all(5000 < c < 15_000 for c in pair[1]))
    ]
    assert data_extent(network_of(holed)).contains(place(10_000, 10_000))


def test_two_towns_far_apart_are_two_pieces_and_near_ones_are_one():
    west = streets(0, 0, 4000, 4000, 500)
    far = data_extent(network_of(west + streets(14_000, 0, 18_000, 4000, 500)))
    near = data_extent(network_of(west + streets(7000, 0, 11_000, 4000, 500)))
    assert far.geom_type == "MultiPolygon"
    assert not far.contains(place(9000, 2000))
    assert near.contains(place(5500, 2000))


def test_a_long_road_without_vertices_leaves_no_gap():
    extent = data_extent(network_of([((0, 0), (30_000, 100))]))
    assert extent.geom_type == "Polygon"


def test_no_road_is_known_beyond_an_l_shaped_border():
    extent = data_extent(network_of(streets(0, 0, 30_000, 8000, 1000) + streets(0, 0, 8000, 30_000, 1000)))
    assert not extent.contains(place(20_000, 20_000))


def test_nodes_at_the_edge_are_found_and_those_inside_are_not():
    network = network_of(streets(0, 0, 10_000, 10_000, 1000))
    found = edge_nodes(network, data_extent(network), tolerance_m=600)
    x, y = network.node_x - X, network.node_y - Y
    on_border = (x == 0) | (y == 0) | (x == 10_000) | (y == 10_000)
    assert found.dtype == np.int32
    assert set(found.tolist()) == set(np.flatnonzero(on_border).tolist())


def test_a_road_that_leaves_the_extent_is_edge():
    network = network_of(streets(0, 0, 10_000, 10_000, 1000))
    small = shapely.box(X, Y, X + 5000, Y + 10_000)
    found = set(edge_nodes(network, small, tolerance_m=100).tolist())
    assert set(np.flatnonzero(network.node_x - X > 5000).tolist()) <= found


@pytest.mark.parametrize("turn", [0.0, 0.3, 0.7])
def test_every_border_node_of_a_turned_town_is_edge(turn):
    lines = np.array(streets(-4000, -4000, 4000, 4000, 500), float)
    c, s = np.cos(turn), np.sin(turn)
    turned = lines @ np.array([[c, s], [-s, c]])
    network = network_of(turned.tolist())
    found = edge_nodes(network, data_extent(network), tolerance_m=400)
    flat = np.column_stack([network.node_x - X, network.node_y - Y]) @ np.array([[c, -s], [s, c]])
    on_border = np.abs(flat).max(axis=1) > 3999
    assert set(np.flatnonzero(on_border).tolist()) <= set(found.tolist())
    deep = np.abs(flat).max(axis=1) < 3000
    assert not set(np.flatnonzero(deep).tolist()) & set(found.tolist())
