"""What is drawn of a hand-made place as room for it shrinks."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from drawn_district import CRS
from hand_networks import Road, make_network
from shapely.geometry import LineString, box

from mapa_uslug.contracts.tables import DEGREE_STEPS, Landscape, Outlines, PopulationCells
from mapa_uslug.core.crs import WGS84, transform_xy
from mapa_uslug.maps.background import (
    FEATURES,
    LEAST_BUDGET,
    LOCAL_RANK,
    MOST_BUDGET,
    PATH_RANK,
    SERVICE_RANK,
    BackgroundSource,
    count_budget,
    draw_background,
    rank_of,
)
from mapa_uslug.maps.shapes import Frame

X0, Y0, SIDE = 500_000.0, 400_000.0, 40_000.0
WINDOW = (X0, Y0, X0 + SIDE, Y0 + SIDE)
AREA = box(X0 + 10_000, Y0 + 10_000, X0 + 30_000, Y0 + 30_000)
CLASSES = ("primary", "residential", "service", "track")


def place(x, y):
    return X0 + x, Y0 + y


def roads():
    """One straight road of each class in the area, each 100 m long, and a track on each side of the border."""
    lines = [((15_000 + 500 * i, 15_000), (15_000 + 500 * i, 15_100)) for i in range(4)]
    lines += [((9_900, 20_000), (10_100, 20_000)), ((5_000, 5_000), (5_000, 5_100))]
    places = {n: place(*at) for n, at in enumerate(at for line in lines for at in line)}
    network = make_network(places, [Road(2 * i, 2 * i + 1, 1.0, 1.0) for i in range(len(lines))])
    return replace(network, classes=CLASSES, edge_class=np.array([0, 1, 2, 3, 3, 3], dtype=np.uint8))


def table(shapes):
    return gpd.GeoDataFrame({"name": [""] * len(shapes)}, geometry=list(shapes), crs=CRS)


def square(x, y, side):
    return box(*place(x, y), *place(x + side, y + side))


def outlines(*squares):
    """Buildings as the extract gives them: middles in metres, corners in degrees."""
    x, y = (np.array([(s.bounds[i] + s.bounds[i + 2]) / 2 for s in squares]) for i in (0, 1))
    corners = np.array([s.exterior.coords for s in squares]).reshape(-1, 2)
    lon, lat = transform_xy(corners[:, 0], corners[:, 1], CRS, WGS84)
    lonlat = np.rint(np.column_stack([lon, lat]) * DEGREE_STEPS).astype(np.int32)
    return Outlines(x, y, lonlat, np.arange(0, len(lonlat) + 1, 5), np.arange(len(squares)))


def cells(*imputed):
    """Cells of 250 m, confidential in the source."""
    frame = {"grid_col": [c for c, _ in imputed], "grid_row": [r for _, r in imputed], "is_imputed": True}
    points = gpd.points_from_xy([0.0] * len(imputed), [0.0] * len(imputed))
    return PopulationCells(gpd.GeoDataFrame(frame, geometry=points, crs=CRS), CRS, 250, {})


@pytest.fixture
def source():
    landscape = Landscape(
        places=table([]).assign(kind=""),
        water=table([LineString([place(0, 1000), place(40_000, 1000)]), square(2000, 2000, 400)]),
        forest=table([square(3000, 3000, 1000), square(5000, 3000, 30)]),
        builtup=table([square(15_000, 15_000, 39), square(16_000, 15_000, 41)]),
        rail=table([LineString([place(0, 500), place(40_000, 500)])]),
        buildings=outlines(square(15_000, 15_000, 10), square(15_100, 15_000, 10)),
    )
    return BackgroundSource(landscape, roads(), AREA, cells(), Frame.around(CRS, WINDOW))


def vertices(drawn):
    """Vertices of every feature that has any."""
    found = {}
    for name, shapes in drawn.items():
        assert len(shapes.feature_ptr) == FEATURES[name] + 1
        at = shapes.part_ptr[shapes.feature_ptr]
        found |= {(name, i): int(n) for i, n in enumerate(np.diff(at)) if n}
    return found


ALWAYS = {
    ("roads", 1): 2,
    ("rail", 0): 2,
    ("waterway", 0): 2,
    ("water", 0): 5,
    ("forest", 0): 5,
    ("builtup", 0): 5,
}
LOCAL = {("roads", LOCAL_RANK): 2}
SMALL = {("forest", 1): 5, ("builtup", 1): 5}
SERVICE = {("roads", SERVICE_RANK): 2}
PATHS = {("roads", PATH_RANK): 4}
BUILDINGS = {("buildings", 0): 10}


def test_with_room_for_all_everything_is_drawn_but_paths_beyond_the_area(source):
    assert (
        vertices(draw_background(source, budget=49)) == ALWAYS | LOCAL | SMALL | SERVICE | PATHS | BUILDINGS
    )


@pytest.mark.parametrize(
    ("budget", "left"),
    [
        (48, ALWAYS | LOCAL | SMALL | SERVICE | PATHS),
        (39, ALWAYS | LOCAL | SMALL | SERVICE | PATHS),
        (38, ALWAYS | LOCAL | SMALL | SERVICE),
        (34, ALWAYS | LOCAL | SMALL),
        # The road of rank service would fit in place of the small land cover, but is needed less.
        (32, ALWAYS | LOCAL),
        (23, ALWAYS | LOCAL),
        (22, ALWAYS),
        # What is always there is drawn even where it does not fit, but for what the coarsest tolerance swallows.
        (3, {key: n for key, n in ALWAYS.items() if key != ("builtup", 0)}),
    ],
)
def test_the_less_a_kind_is_needed_the_sooner_it_goes(source, budget, left):
    assert vertices(draw_background(source, budget=budget)) == left


def wavy(x, y, amplitude, waves=20):
    return LineString([place(x + 50 * i, y + amplitude * (i % 2)) for i in range(2 * waves + 1)])


def with_local_road(source, line):
    network = make_network(
        {0: line.coords[0], 1: line.coords[-1]}, [Road(0, 1, 1.0, 1.0, via=tuple(line.coords[1:-1]))]
    )
    return replace(source, network=replace(network, classes=("residential",)))


def test_lines_grow_coarser_before_local_roads_go(source):
    # Waves of 6 m are smoothed away at 8 m, four times the finest; waves of 20 m are not.
    always = {key: n for key, n in ALWAYS.items() if key != ("roads", 1)}
    gentle = with_local_road(source, wavy(15_000, 15_000, 6.0))
    assert vertices(draw_background(gentle, budget=100))["roads", LOCAL_RANK] == 41
    assert vertices(draw_background(gentle, budget=30))["roads", LOCAL_RANK] == 2
    assert vertices(draw_background(with_local_road(source, wavy(15_000, 15_000, 20.0)), budget=30)) == always


def test_what_is_always_there_grows_coarser_still(source):
    rail = replace(source.landscape, rail=table([wavy(15_000, 15_000, 20.0)]))
    assert vertices(draw_background(replace(source, landscape=rail), budget=24))["rail", 0] == 2
    assert vertices(draw_background(replace(source, landscape=rail), budget=70))["rail", 0] == 41


def test_a_hole_goes_with_the_small_and_leaves_a_whole_forest(source):
    holed = square(3000, 3000, 1000).difference(square(3400, 3400, 30))
    forest = replace(source.landscape, forest=table([holed]), builtup=table([]))
    some = replace(source, landscape=forest)
    assert vertices(draw_background(some, budget=100))["forest", 1] == 5
    assert vertices(draw_background(some, budget=18))["forest", 0] == 5


def test_buildings_are_those_of_the_area_and_not_of_confidential_cells(source):
    # Confidential: the cell of 250 m in the corner of a kilometre; the second house stands in another of its quarters.
    inside, hidden, beyond = square(15_000, 15_000, 10), square(16_900, 15_900, 10), square(9_000, 15_000, 10)
    some = replace(source.landscape, buildings=outlines(inside, hidden, beyond))
    col, row = int(X0 + 16_000) // 250, int(Y0 + 15_000) // 250
    drawn = draw_background(replace(source, landscape=some, cells=cells((col, row))), budget=1000)
    assert vertices(drawn)["buildings", 0] == 5
    frame = source.frame
    expected = frame.quantise(*np.array(inside.exterior.coords).T)
    assert sorted(map(tuple, drawn["buildings"].xy.astype(int) - expected.astype(int))) == [(0, 0)] * 5


def test_sheds_and_what_a_corner_more_or_less_does_not_change_are_left_out(source):
    corners = [place(*p) for p in ((15_000, 15_000), (15_010, 15_000.2), (15_020, 15_000), (15_020, 15_020), (15_000, 15_020), (15_000, 15_000))]  # fmt: skip
    lon, lat = transform_xy(*np.array(corners).T, CRS, WGS84)
    shed = outlines(square(15_100, 15_000, 4))
    lonlat = np.rint(np.column_stack([lon, lat]) * DEGREE_STEPS).astype(np.int32)
    both = Outlines(
        np.append(shed.x, X0 + 15_010), np.append(shed.y, Y0 + 15_010), np.concatenate([shed.lonlat, lonlat]),
        np.array([0, 5, 11]), np.array([0, 1]),
    )  # fmt: skip
    some = replace(source, landscape=replace(source.landscape, buildings=both))
    assert vertices(draw_background(some, budget=1000))["buildings", 0] == 5


def test_a_large_area_has_no_buildings_whatever_the_room(source):
    wide = Frame.around(CRS, (X0 - 60_000, Y0 - 60_000, X0 + 80_000, Y0 + 80_000))
    assert ("buildings", 0) not in vertices(draw_background(replace(source, frame=wide), budget=1000))


def test_a_place_without_an_extract_has_no_buildings(source):
    bare = replace(source, landscape=replace(source.landscape, buildings=None))
    assert ("buildings", 0) not in vertices(draw_background(bare, budget=1000))


@pytest.mark.parametrize(("side_km", "budget"), [(10, LEAST_BUDGET), (200, 1_400_000), (900, MOST_BUDGET)])
def test_the_budget_grows_with_the_square_that_is_shown(side_km, budget):
    assert count_budget(Frame(CRS, (0.0, 0.0, 500.0 * side_km, 1000.0 * side_km), 0.5, 0.3, 0.01)) == budget


def test_every_class_of_roads_has_a_rank():
    assert [rank_of(c) for c in ("motorway_link", "primary", "residential", "service", "track", "no such")] == [0, 1, 4, 5, 6, 4]  # fmt: skip
    # A ferry is no road on the ground.
    assert rank_of("ferry") == -1


def test_an_empty_place_is_drawn_empty(source):
    nothing = table([])
    landscape = Landscape(nothing.assign(kind=""), nothing, nothing, nothing, nothing, outlines())
    network = make_network({0: place(1, 1), 1: place(2, 2)}, [])
    drawn = draw_background(replace(source, landscape=landscape, network=network), budget=100)
    assert vertices(drawn) == {}
    assert shapely.get_dimensions(AREA) == 2
