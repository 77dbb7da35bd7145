import json

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from hand_networks import Road, make_network, town

from mapa_uslug.core.errors import InputError
from mapa_uslug.engine.pixels import find_pixel_surface, paint_source
from mapa_uslug.engine.routable import RoutableNetwork
from mapa_uslug.engine.snapping import PlacedPoints
from mapa_uslug.isochrones import (
    IsochroneOptions,
    draw_isochrones,
    draw_joint_isochrones,
    isochrones_to_geojson,
    write_minutes_raster,
)


def random_town(seed=4, size=60):
    """Roads among random places, in metres of a Polish CRS."""
    random = np.random.default_rng(seed)
    places = {
        i: tuple(xy) for i, xy in enumerate(random.uniform((500000, 500000), (508000, 508000), (size, 2)))
    }
    ends = random.integers(0, size, (2, 2 * size))
    roads = [Road(int(u), int(v), *random.uniform(60, 400, 2)) for u, v in ends.T if u != v]
    return RoutableNetwork(make_network(places, roads))


def place(roads, x, y, mode="car"):
    snaps = roads.snap(np.array(x, dtype=float), np.array(y, dtype=float), mode=mode)
    return PlacedPoints(np.array([f"p{i}" for i in range(len(x))], dtype=object), snaps)


def draw(roads, points, minutes=(5, 10, 15), **options):
    return draw_isochrones(roads, points, IsochroneOptions(minutes, "car", **options))


@pytest.fixture
def roads():
    return random_town()


@pytest.fixture
def points(roads):
    return place(roads, roads.network.node_x[:6] + 30, roads.network.node_y[:6] - 20)


def test_bands_come_by_point_and_minutes(roads, points):
    bands = draw(roads, points, minutes=(15, 5, 5, 10))
    assert list(bands.columns) == ["id", "mode", "minutes", "geometry"]
    assert bands["id"].tolist() == [f"p{i}" for i in range(6) for _ in range(3)]
    assert bands["minutes"].tolist() == [5, 10, 15] * 6
    assert bands.crs == roads.network.crs


@pytest.mark.parametrize("resolution_m", [100.0, 40.0])
@pytest.mark.parametrize("crs", [None, "EPSG:4326"])
def test_bands_are_valid_and_nested(roads, points, resolution_m, crs):
    options = IsochroneOptions((2, 5, 10, 15), "car", "from", resolution_m)
    shapes = draw_isochrones(roads, points, options, crs=crs).geometry.to_numpy().reshape(6, 4)
    assert shapely.is_valid(shapes).all()
    assert not shapely.is_empty(shapes[:, 1:]).any()
    for inner, outer in zip(shapes.T[:-1], shapes.T[1:], strict=True):
        assert shapely.covers(outer, inner).all()
        assert (shapely.area(outer) > shapely.area(inner)).all()


def test_a_band_does_not_depend_on_the_others(roads, points):
    together = draw(roads, points, minutes=(5, 10, 15))
    for minutes in (5, 10):
        alone = draw(roads, points, minutes=(minutes,)).geometry.to_numpy()
        assert shapely.equals_identical(
            alone, together[together["minutes"] == minutes].geometry.to_numpy()
        ).all()


def test_polygons_say_what_pixels_say(roads, points):
    """A pixel centre is in a band exactly if its time is, and a place in a band is within a pixel of one."""
    options = IsochroneOptions((5, 10), "car", "to", 50.0)
    graph = roads.graph("car", direction="to")
    surface = find_pixel_surface(roads, graph, size_m=50.0)
    sources = roads.sources(graph, points.snaps)
    shapes = draw_isochrones(roads, points, options).geometry.to_numpy().reshape(6, 2)
    random = np.random.default_rng(1)
    for i in range(6):
        raster = paint_source(graph, surface, sources, i, limit=options.search_limit)
        row, column = np.indices(raster.ticks.shape).reshape(2, -1)
        x, y = surface.grid.centres((row + raster.row) * surface.grid.columns + column + raster.column)
        for shape, minutes in zip(shapes[i], (5, 10), strict=True):
            within = raster.ticks.ravel() <= minutes * 600
            assert 10 < within.sum() < len(within)
            assert np.array_equal(shapely.contains_xy(shape, x, y), within)
            left, bottom, right, top = shape.bounds
            anywhere = random.uniform((left, bottom), (right, top), (400, 2))
            inside = anywhere[shapely.contains_xy(shape, *anywhere.T)]
            near = shapely.STRtree(shapely.points(x[within], y[within]))
            assert len(near.query_nearest(shapely.points(inside), max_distance=50.0 * 2**0.5)[0]) >= len(
                inside
            )


def test_nothing_far_from_a_road_is_in_a_band(roads, points):
    network = roads.network
    lines = np.split(np.column_stack([network.vertex_x, network.vertex_y]), network.vertex_ptr[1:-1])
    roads_there = shapely.STRtree([shapely.LineString(line) for line in lines])
    outline = shapely.points(shapely.get_coordinates(draw(roads, points).geometry.to_numpy()))
    _, distance = roads_there.query_nearest(outline, return_distance=True, all_matches=False)
    assert 250.0 < distance.max() <= 250.0 + 100.0


def test_nothing_within_the_limit_is_an_empty_shape():
    roads = town()
    bands = draw(roads, place(roads, [4000.0], [4000.0]))
    assert len(bands) == 3
    assert bands.geometry.is_empty.all()
    too_short = draw(roads, place(roads, [500.0], [0.0]), minutes=(1, 5), terminal_s=90.0)
    assert too_short.geometry.is_empty.tolist() == [True, False]


def test_no_points_are_no_rows():
    assert len(draw(town(), place(town(), [], []))) == 0


def test_terminal_time_makes_bands_smaller_by_as_much(roads, points):
    plain = draw(roads, points, minutes=(8,)).geometry.to_numpy()
    parked = draw(roads, points, minutes=(10,), terminal_s=120.0).geometry.to_numpy()
    assert shapely.equals_identical(plain, parked).all()


def test_joint_bands_are_the_union_of_the_pixels_of_each(roads, points):
    options = IsochroneOptions((5, 10), "car")
    joint = draw_joint_isochrones(roads, points, options, joint_id="PCPR")
    single = draw_isochrones(roads, points, options)
    assert joint["id"].tolist() == ["PCPR", "PCPR"]
    assert shapely.is_valid(joint.geometry.to_numpy()).all()
    x, y = (
        v.ravel() for v in np.meshgrid(np.arange(499000, 509000, 100.0), np.arange(499000, 509000, 100.0))
    )
    for shape, minutes in zip(joint.geometry, (5, 10), strict=True):
        each = single[single["minutes"] == minutes].geometry.to_numpy()
        of_any = np.any([shapely.contains_xy(one, x, y) for one in each], axis=0)
        assert np.array_equal(shapely.contains_xy(shape, x, y), of_any)
        assert of_any.sum() > 100


def test_geojson_is_what_geopandas_reads_back(roads, points, tmp_path):
    bands = draw(roads, points)
    path = tmp_path / "bands.geojson"
    path.write_text(isochrones_to_geojson(bands), encoding="utf-8")
    again = gpd.read_file(path)
    assert json.loads(path.read_text(encoding="utf-8"))["type"] == "FeatureCollection"
    assert again.crs == "EPSG:4326"
    assert (
        again[["id", "mode", "minutes"]].to_numpy().tolist()
        == bands[["id", "mode", "minutes"]].to_numpy().tolist()
    )
    back = again.to_crs(bands.crs).geometry.to_numpy()
    assert shapely.hausdorff_distance(back, bands.geometry.to_numpy()).max() < 0.05


def test_raster_holds_minutes_to_the_nearest_point(tmp_path):
    roads = town()
    points = place(roads, [0.0, 9000.0], [0.0, 9000.0])
    path = tmp_path / "minutes.tif"
    write_minutes_raster(roads, points, IsochroneOptions((5,), "car", "from", 100.0, terminal_s=30.0), path)
    with rasterio.open(path) as file:
        values = file.read(1)
        assert file.crs == roads.network.crs
        assert file.nodata == -9999.0
        at = {
            xy: values[file.index(*xy)]
            for xy in [(500.0, 0.0), (0.0, 700.0), (9000.0, 9300.0), (500.0, 500.0)]
        }
        corner = file.xy(0, 0)
    expected = [(30 + 50) / 60, (30 + 35) / 60, (30 + 30) / 60, -9999.0]
    assert list(at.values()) == pytest.approx(expected, abs=0.01)
    assert corner[0] % 100 == corner[1] % 100 == 0.0
    assert values.max() <= 5.0


def test_raster_of_nothing_is_one_empty_pixel(tmp_path):
    path = tmp_path / "minutes.tif"
    write_minutes_raster(town(), place(town(), [4000.0], [4000.0]), IsochroneOptions((5,), "car"), path)
    with rasterio.open(path) as file:
        assert (file.read(1) == file.nodata).all()


@pytest.mark.parametrize(
    "wrong",
    [
        {"minutes": ()},
        {"minutes": (5, -1)},
        {"minutes": (float("nan"),)},
        {"minutes": (5,), "resolution_m": 1250.0},
    ],
)
def test_wrong_options_are_refused(wrong):
    with pytest.raises(InputError):
        IsochroneOptions(**{"mode": "car", **wrong})
