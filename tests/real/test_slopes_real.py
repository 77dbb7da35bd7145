"""Slopes of real hills: roads of rural Bavaria on the SRTM tiles that belong to them."""

import numpy as np
import pytest
import rasterio

from mapa_uslug.core.crs import transform_xy
from mapa_uslug.core.errors import ProblemLog
from mapa_uslug.engine.road_network import MODES
from mapa_uslug.network import read_network
from mapa_uslug.network.slopes import with_slopes
from mapa_uslug.network.spans import heights_on_spans, read_spans
from mapa_uslug.network.terrain import read_terrain

pytestmark = pytest.mark.real

WALK, BIKE = MODES.index("walk"), MODES.index("bike")


@pytest.fixture(scope="module")
def roads(real_data):
    path = real_data / "osm/north-bayreuth.osm.gz"
    return path, read_network(path).network


@pytest.fixture(scope="module")
def tiles(real_data):
    return [real_data / "dem/N49E011.hgt.zip", real_data / "dem/N50E011.hgt.zip"]


def bounds(network):
    return network.vertex_x.min(), network.vertex_y.min(), network.vertex_x.max(), network.vertex_y.max()


def test_heights_are_those_of_the_tiles(roads, tiles):
    """Against GDAL's own reading at the nearest cell: smoothing moves hills of 60 m cells by a few metres only."""
    network = roads[1]
    terrain = read_terrain(tiles, bounds=bounds(network), crs=network.crs, log=ProblemLog())
    ours = terrain.at(network.node_x, network.node_y)
    lon, lat = transform_xy(network.node_x, network.node_y, network.crs, "EPSG:4326")
    theirs = np.full(len(lon), np.nan)
    for tile in tiles:
        with rasterio.open(tile) as dataset:
            inside = (lat >= round(dataset.bounds.bottom)) & (lat < round(dataset.bounds.top))
            places = zip(lon[inside], lat[inside], strict=True)
            theirs[inside] = [value[0] for value in dataset.sample(places)]
    assert np.isfinite(ours).all()
    apart = ours - theirs
    assert abs(np.mean(apart)) < 0.5
    assert np.percentile(np.abs(apart), 95) < 8.0


def test_hills_slow_walkers_and_cyclists_down(roads, tiles):
    path, level = roads
    steep, problems = with_slopes(level, tiles, spans=read_spans(path))
    assert problems == ()
    both = steep.seconds_forward + steep.seconds_backward
    flat = level.seconds_forward + level.seconds_backward
    is_open = np.isfinite(flat[WALK]) & np.isfinite(flat[BIKE])
    weight = level.edge_length_m[is_open]
    on_foot = np.average((both / np.where(flat > 0, flat, 1.0))[WALK, is_open], weights=weight)
    by_bicycle = np.average((both / np.where(flat > 0, flat, 1.0))[BIKE, is_open], weights=weight)
    # Franconian hills: noticeable, no Alps.
    assert 1.01 < on_foot < 1.1
    assert 1.05 < by_bicycle < 1.4
    np.testing.assert_array_equal(steep.seconds_forward[0], level.seconds_forward[0])


def test_factors_agree_with_heights_read_apart(roads, tiles):
    """Tobler from end to end of short edges that rise evenly: nothing of the pieces and means is used."""
    level = roads[1]
    steep, _ = with_slopes(level, tiles)
    terrain = read_terrain(tiles, bounds=bounds(level), crs=level.crs, log=ProblemLog())
    height = terrain.at(level.node_x, level.node_y)
    rise = height[level.edge_v] - height[level.edge_u]
    slope = rise / np.maximum(level.edge_length_m, 1.0)
    kinds = np.array(level.classes)[level.edge_class]
    chosen = (
        (level.edge_length_m > 20.0) & (level.edge_length_m < 55.0) & (np.abs(slope) > 0.011) & (np.abs(slope) < 0.39)
        & np.isfinite(level.seconds_forward[WALK]) & ~np.isin(kinds, ("steps", "ferry"))
    )  # fmt: skip
    assert chosen.sum() > 100
    found = steep.seconds_forward[WALK, chosen] / level.seconds_forward[WALK, chosen]
    expected = np.exp(-3.5 * 0.05) / np.exp(-3.5 * np.abs(slope[chosen] + 0.05))
    np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_bridges_are_found_and_their_ends_stay_on_the_ground(roads, tiles):
    path, network = roads
    terrain = read_terrain(tiles, bounds=bounds(network), crs=network.crs, log=ProblemLog())
    ground = terrain.at(network.vertex_x, network.vertex_y)
    on_spans = heights_on_spans(network, read_spans(path), ground)
    assert on_spans.is_span.sum() >= 40
    moved = np.abs(on_spans.height - ground)
    assert moved.max() < 20.0
    assert np.count_nonzero(moved) < 3 * on_spans.is_span.sum()


def test_a_missing_tile_is_counted_and_leaves_its_roads_level(roads, tiles):
    network = roads[1]
    lat = transform_xy(network.node_x, network.node_y, network.crs, "EPSG:4326")[1]
    inner = tiles[0] if lat.mean() < 50.0 else tiles[1]
    other = next(t for t in tiles if t != inner)
    steep, problems = with_slopes(network, [other])
    assert (
        [p.code for p in problems] == ["no_overlap"]
        if (lat > 50.0).all() or (lat < 50.0).all()
        else ["no_elevation"]
    )
    if problems[0].code == "no_overlap":
        np.testing.assert_array_equal(steep.seconds_forward, network.seconds_forward)


def test_cells_that_the_tile_marks_as_missing_are_no_holes(tiles, real_data):
    """The tile has cells of -32768; around them heights are unknown, never far below the ground."""
    with rasterio.open(tiles[0]) as dataset:
        heights = dataset.read(1)
        rows, columns = np.nonzero(heights == -32768)
        assert len(rows)
        lon, lat = dataset.xy(rows[0], columns[0])
    x, y = transform_xy(np.array([lon]), np.array([lat]), "EPSG:4326", "EPSG:32632")
    box = (x[0] - 2000, y[0] - 2000, x[0] + 2000, y[0] + 2000)
    terrain = read_terrain(tiles[:1], bounds=box, crs="EPSG:32632", log=ProblemLog())
    assert np.isnan(terrain.at(x, y))
    assert np.nanmin(terrain.heights) > 100.0
