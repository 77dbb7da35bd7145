import numpy as np
import pytest
from hand_networks import Road, make_network, seconds, town

from mapa_uslug.engine.graph import NEVER
from mapa_uslug.engine.pixels import find_pixel_surface, lay_pixel_grid, paint_nearest, paint_source
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.sweeps import carry_to_points, sweep_nearest


def pixel_at(raster, x, y):
    """Seconds of the pixel with its centre at a place, ``inf`` outside the window."""
    grid = raster.grid
    row, column = round((y - grid.bottom) / grid.size_m), round((x - grid.left) / grid.size_m)
    row, column = row - raster.row, column - raster.column
    inside = 0 <= row < raster.ticks.shape[0] and 0 <= column < raster.ticks.shape[1]
    return float(seconds(raster.ticks[row, column])) if inside else float("inf")


def painted(x, y, limit, *, size_m=100.0, mode="car", direction="from"):
    roads = town()
    graph = roads.graph(mode, direction=direction)
    surface = find_pixel_surface(roads, graph, size_m=size_m)
    snaps = roads.snap(np.array([x]), np.array([y]), mode=mode)
    return paint_source(graph, surface, roads.sources(graph, snaps), 0, limit=limit)


def test_pixel_centres_lie_on_whole_multiples_of_their_size():
    grid = lay_pixel_grid(town(), size_m=70.0)
    assert (grid.left % 70.0, grid.bottom % 70.0) == (0.0, 0.0)
    assert grid.left <= -250.0 < grid.left + 70.0
    assert grid.left + (grid.columns - 1) * 70.0 >= 9250.0


def test_a_pixel_has_the_time_of_the_road_and_of_the_walk_to_it():
    raster = painted(0.0, 0.0, 300.0)
    assert pixel_at(raster, 500.0, 0.0) == 50.0
    assert pixel_at(raster, 500.0, 200.0) == 50.0 + 160.0
    assert pixel_at(raster, 0.0, 700.0) == 35.0


def test_pixels_off_the_roads_have_no_time():
    raster = painted(0.0, 0.0, 3000.0)
    assert pixel_at(raster, 500.0, 300.0) == float("inf")
    assert pixel_at(raster, 9000.0, 9000.0) == float("inf")


def test_a_source_in_the_middle_of_an_edge_is_not_in_a_hole():
    """From the middle of 1 to 2 one need not go to either end to be 100 m away."""
    raster = painted(500.0, 0.0, 5.0)
    assert [pixel_at(raster, x, 0.0) for x in (400.0, 500.0, 600.0)] == [10.0, 0.0, 10.0]


def test_the_window_is_no_larger_than_what_is_reached():
    raster = painted(9000.0, 9000.0, 900.0)
    assert raster.ticks.shape[0] <= 12
    assert raster.ticks.shape[1] <= 8
    assert (raster.ticks != NEVER).any()


def test_pixels_are_points_like_any_other():
    """What is painted is what the same places get when they are snapped one by one."""
    random = np.random.default_rng(8)
    places = {i: tuple(xy) for i, xy in enumerate(random.uniform(0, 4000, (40, 2)))}
    ends = random.integers(0, 40, (2, 70))
    network = make_network(
        places, [Road(int(u), int(v), *random.uniform(1, 90, 2)) for u, v in ends.T if u != v]
    )
    roads = RoutableNetwork(network)
    graph = roads.graph("car", direction="to")
    sources = roads.sources(graph, roads.snap(*random.uniform(0, 4000, (2, 5)), mode="car"))
    surface = find_pixel_surface(roads, graph, size_m=90.0, reach_m=300.0)
    raster = paint_nearest(graph, surface, sources, limit=1e6)
    row, column = np.indices(raster.ticks.shape).reshape(2, -1)
    x, y = surface.grid.centres((row + raster.row) * surface.grid.columns + column + raster.column)
    targets = roads.targets(graph, roads.snap(x, y, mode="car", max_distance_m=300.0))
    expected = carry_to_points(graph, sweep_nearest(graph, sources), sources, targets).ticks[:, 0]
    assert np.array_equal(raster.ticks.ravel(), expected)
    assert 100 < (expected != NEVER).sum() < len(expected)


@pytest.mark.parametrize("direction", ["to", "from"])
def test_the_nearest_of_all_is_the_least_of_each(direction):
    roads = town()
    graph = roads.graph("car", direction=direction)
    surface = find_pixel_surface(roads, graph, size_m=50.0)
    snaps = roads.snap(np.array([500.0, 1300.0, 9000.0]), np.array([0.0, 10.0, 9100.0]), mode="car")
    sources = roads.sources(graph, snaps)
    joint = paint_nearest(graph, surface, sources, limit=1e5)
    least = np.full(joint.ticks.shape, NEVER, dtype=np.uint32)
    for i in range(3):
        one = paint_source(graph, surface, sources, i, limit=1e5)
        top, left = one.row - joint.row, one.column - joint.column
        part = least[top : top + one.ticks.shape[0], left : left + one.ticks.shape[1]]
        np.minimum(part, one.ticks, out=part)
    assert np.array_equal(joint.ticks, least)


def test_an_unsnapped_source_paints_nothing():
    assert painted(4000.0, 4000.0, 900.0).ticks.size == 0


def test_a_network_without_roads_has_no_pixels():
    roads = RoutableNetwork(make_network({1: (0.0, 0.0)}, []))
    graph = roads.graph("car", direction="to")
    surface = find_pixel_surface(roads, graph, size_m=100.0)
    snaps = roads.snap(np.zeros(1), np.zeros(1), mode="car")
    assert paint_source(graph, surface, roads.sources(graph, snaps), 0, limit=60.0).ticks.size == 0
