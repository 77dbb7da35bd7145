import itertools

import numpy as np
import pytest
import shapely

from mapa_uslug.engine.road_network import RoadNetwork
from mapa_uslug.network import data_extent, edge_points

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


def places(network, found):
    """Where the points lie, worked out from edge and fraction alone (edges are straight here)."""
    first, last = network.vertex_ptr[found.edge], network.vertex_ptr[found.edge + 1] - 1
    along = found.fraction
    x = network.vertex_x[first] * (1 - along) + network.vertex_x[last] * along
    y = network.vertex_y[first] * (1 - along) + network.vertex_y[last] * along
    assert np.allclose(x, found.x)
    assert np.allclose(y, found.y)
    return x - X, y - Y


def test_roads_at_the_edge_are_found_and_those_inside_are_not():
    network = network_of(streets(0, 0, 10_000, 10_000, 1000))
    x, y = places(network, edge_points(network, data_extent(network), tolerance_m=600))
    # The extent's outline runs on its raster of 250 m, so 600 m from it are 350 to 600 m from the outer road.
    depth = np.minimum.reduce([x, y, 10_000 - x, 10_000 - y])
    assert depth.max() <= 600 + 100
    assert {(float(a), float(b)) for a, b in zip(x, y, strict=True)} >= {(0.0, 0.0), (10_000.0, 5000.0)}
    on_border = (network.node_x - X == 0).sum()
    assert (x == 0).sum() >= on_border


def test_a_long_road_leaves_the_known_where_it_crosses_the_outline():
    network = network_of([((0, 0), (5000, 0))])
    found = edge_points(network, shapely.box(X - 9, Y - 9, X + 2000, Y + 9), tolerance_m=0.0)
    x, _ = places(network, found)
    # The last place inside, at most a step before the outline, and the far end.
    assert 1900 <= x.min() <= 2000
    assert x.max() == 5000


def test_a_road_that_dips_out_between_its_ends_is_found():
    network = network_of([((0, 0), (5000, 0))])
    known = shapely.box(X - 9, Y - 9, X + 5009, Y + 9) - shapely.box(X + 2400, Y - 9, X + 2600, Y + 9)
    x, _ = places(network, edge_points(network, known, tolerance_m=0.0))
    assert 2300 <= x.min() <= 2400
    assert 2600 <= x.max() <= 2700


def test_everything_beyond_the_known_is_edge():
    network = network_of(streets(0, 0, 10_000, 10_000, 1000))
    small = shapely.box(X - 5000, Y - 5000, X + 5000, Y + 15_000)
    found = edge_points(network, small, tolerance_m=100)
    beyond = np.minimum(network.node_x[network.edge_u], network.node_x[network.edge_v]) - X > 5000
    assert set(np.flatnonzero(beyond).tolist()) <= set(found.edge.tolist())
    deep = np.maximum(network.node_x[network.edge_u], network.node_x[network.edge_v]) - X < 4000
    assert not set(np.flatnonzero(deep).tolist()) & set(found.edge.tolist())


@pytest.mark.parametrize("turn", [0.0, 0.3, 0.7])
def test_the_border_of_a_turned_town_is_edge(turn):
    lines = np.array(streets(-4000, -4000, 4000, 4000, 500), float)
    c, s = np.cos(turn), np.sin(turn)
    network = network_of((lines @ np.array([[c, s], [-s, c]])).tolist())
    found = edge_points(network, data_extent(network), tolerance_m=400)
    flat = np.column_stack([network.node_x - X, network.node_y - Y]) @ np.array([[c, -s], [s, c]])
    depth = 4000 - np.abs(flat).max(axis=1)
    outer = (depth[network.edge_u] < 1) & (depth[network.edge_v] < 1)
    inner = (depth[network.edge_u] > 1000) & (depth[network.edge_v] > 1000)
    assert set(np.flatnonzero(outer).tolist()) <= set(found.edge.tolist())
    assert not set(np.flatnonzero(inner).tolist()) & set(found.edge.tolist())


def test_nothing_is_edge_of_a_world_that_is_known():
    network = network_of([((0, 0), (5000, 0))])
    assert len(edge_points(network, shapely.box(X - 9e4, Y - 9e4, X + 9e4, Y + 9e4), tolerance_m=100)) == 0
