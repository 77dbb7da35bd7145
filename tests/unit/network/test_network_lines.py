import geopandas as gpd
import numpy as np
import pyproj
import pytest
from shapely import LineString, MultiLineString, Point, Polygon

from mapa_uslug.core.errors import InputError
from mapa_uslug.network import read_network

X, Y = 500_000.0, 500_000.0


def line(*points):
    return LineString([(X + x, Y + y) for x, y in points])


def write(folder, geometry, crs="EPSG:2180", name="roads.gpkg", **columns):
    path = folder / name
    gpd.GeoDataFrame(columns or {"n": range(len(geometry))}, geometry=geometry, crs=crs).to_file(path)
    return path


def summary(network):
    return network.node_count, network.edge_count, round(float(network.edge_length_m.sum()), 3)


CROSS = [line((0, 0), (1000, 0), (2000, 0)), line((1000, 0), (1000, 500)), line((0, 200), (2000, 200))]


@pytest.mark.parametrize("name", ["roads.gpkg", "roads.shp", "roads.geojson"])
def test_shared_vertices_are_junctions_and_crossings_are_not(tmp_path, name):
    # The third line crosses the second without a vertex there: a bridge, for all we know.
    network = read_network(write(tmp_path, CROSS, name=name), cache=False).network
    assert summary(network) == (6, 4, 4500.0)
    assert network.crs == "EPSG:2180"
    assert network.classes == ("road",)
    assert np.isfinite(network.seconds_forward).all()
    assert network.seconds_forward[1].sum() == pytest.approx(4500 / 1.2)


def test_source_ids_are_the_features(tmp_path):
    network = read_network(write(tmp_path, CROSS, name="roads.shp"), cache=False).network
    assert sorted(network.edge_source_id.tolist()) == [0, 0, 1, 2]


def test_columns_named_like_osm_keys_are_used(tmp_path):
    path = write(
        tmp_path,
        [
            line((0, 0), (1000, 0)),
            line((1000, 0), (2000, 0)),
            line((2000, 0), (3000, 0)),
            line((0, 50), (9, 50)),
        ],
        HIGHWAY=["primary", "primary", "motorway", None],
        oneway=["yes", "-1", None, None],
        maxspeed=[90.0, 50.0, np.nan, 30.0],
    )
    loaded = read_network(path, cache=False)
    network = loaded.network
    assert network.edge_count == 3
    by_source = {int(s): i for i, s in enumerate(network.edge_source_id)}
    car = [
        (network.seconds_forward[0, i], network.seconds_backward[0, i]) for _, i in sorted(by_source.items())
    ]
    open_ways = [sum(np.isfinite(pair)) for pair in car]
    assert open_ways == [1, 1, 1]
    assert min(car[0]) == pytest.approx(1000 / (70 / 3.6))
    assert min(car[1]) == pytest.approx(1000 / (38 / 3.6))
    assert loaded.counts["not_a_road"] == 1


@pytest.mark.parametrize(("value", "ways"), [(True, 1), (False, 2)])
def test_oneway_as_a_truth_value(tmp_path, value, ways):
    path = write(tmp_path, CROSS[:1], highway=["primary"], oneway=[value])
    network = read_network(path, cache=False).network
    assert np.isfinite([network.seconds_forward[0, 0], network.seconds_backward[0, 0]]).sum() == ways


def test_what_is_left_out_is_counted_and_said(tmp_path):
    geometry = [
        *CROSS, None, line((5, 5), (5, 5)), Point(X, Y), Polygon([(X, Y), (X + 1, Y), (X, Y + 1)]), LineString()
    ]  # fmt: skip
    loaded = read_network(write(tmp_path, geometry, name="roads.geojson"), cache=False)
    counts = dict(loaded.counts)
    assert counts.pop("features_read") == 8
    assert counts.pop("features_used") == 3
    assert counts.pop("loose_ends") == 0
    assert sum(counts.values()) == 5
    assert counts["zero_length"] == 1
    assert counts["not_a_line"] == 2
    assert {p.code for p in loaded.problems} == {"null_geometry", "zero_length", "not_a_line"}
    assert all(p.severity == "warning" for p in loaded.problems)
    assert summary(loaded.network) == (6, 4, 4500.0)


def test_parts_of_a_multiline_are_roads(tmp_path):
    path = write(tmp_path, [MultiLineString([CROSS[0], CROSS[1]])])
    assert summary(read_network(path, cache=False).network) == (4, 3, 2500.0)


def test_vertices_a_millimetre_apart_are_one(tmp_path):
    path = write(tmp_path, [line((0, 0), (1000, 0)), line((1000.001, 0.001), (2000, 0))])
    assert read_network(path, cache=False).network.edge_count == 1


def test_heights_are_ignored(tmp_path):
    path = write(tmp_path, [LineString([(X, Y, 100.0), (X + 1000, Y, 900.0)])])
    assert summary(read_network(path, cache=False).network) == (2, 1, 1000.0)


def test_degrees_give_lengths_on_the_ground(tmp_path):
    path = write(tmp_path, [LineString([(19.0, 52.0), (19.0, 52.01)])], crs="EPSG:4326", name="roads.geojson")
    network = read_network(path, cache=False).network
    assert network.crs == "EPSG:2180"
    assert network.edge_length_m == pytest.approx([6_371_009.0 * np.radians(0.01)], abs=1e-3)


def test_web_mercator_is_not_measured_in_its_own_metres(tmp_path):
    degrees = gpd.GeoSeries([LineString([(19.0, 52.0), (19.0, 52.01)])], crs="EPSG:4326")
    path = write(tmp_path, list(degrees.to_crs("EPSG:3857")), crs="EPSG:3857")
    assert read_network(path, cache=False).network.edge_length_m == pytest.approx([1111.95], abs=0.1)


def test_pl_1992_as_esri_writes_it_is_recognised(tmp_path):
    path = write(tmp_path, CROSS, name="roads.shp")
    esri = pyproj.CRS.from_epsg(2180).to_wkt("WKT1_ESRI").replace("ETRF2000-PL_CS92", "PL_1992_of_the_office")
    (tmp_path / "roads.prj").write_text(esri)
    network = read_network(path, cache=False).network
    assert network.crs == "EPSG:2180"
    assert summary(network) == (6, 4, 4500.0)


def test_a_crs_that_only_looks_like_pl_1992_is_reported(tmp_path):
    path = write(tmp_path, CROSS, name="roads.shp")
    esri = pyproj.CRS.from_epsg(2180).to_wkt("WKT1_ESRI")
    (tmp_path / "roads.prj").write_text(
        esri.replace("-5300000", "-5300500").replace("ETRF2000-PL_CS92", "local")
    )
    with pytest.raises(InputError) as raised:
        read_network(path, cache=False)
    assert raised.value.problems[0].code == "lines_unknown_crs"


def test_lines_without_a_crs_are_reported(tmp_path):
    path = write(tmp_path, CROSS, name="roads.shp")
    (tmp_path / "roads.prj").unlink()
    with pytest.raises(InputError) as raised:
        read_network(path, cache=False)
    assert raised.value.problems[0].code == "lines_no_crs"


def test_a_file_of_points_holds_no_road(tmp_path):
    with pytest.raises(InputError) as raised:
        read_network(write(tmp_path, [Point(X, Y)]), cache=False)
    assert raised.value.problems[0].code == "no_roads"


@pytest.mark.parametrize("name", ["a.gpkg", "a.shp", "a.geojson"])
def test_a_file_of_another_kind_is_said(tmp_path, name):
    (tmp_path / name).write_bytes(b"these are no lines")
    with pytest.raises(InputError) as raised:
        read_network(tmp_path / name, cache=False)
    assert raised.value.problems[0].code == "lines_unreadable"


def test_order_of_features_changes_nothing(tmp_path):
    a = read_network(write(tmp_path, CROSS, name="a.gpkg"), cache=False).network
    b = read_network(write(tmp_path, CROSS[::-1], name="b.gpkg"), cache=False).network
    for field in (
        "node_x",
        "node_y",
        "edge_u",
        "edge_v",
        "edge_length_m",
        "vertex_x",
        "vertex_y",
        "seconds_forward",
    ):
        np.testing.assert_array_equal(getattr(a, field), getattr(b, field))


def test_an_end_that_only_touches_a_road_is_told(tmp_path):
    loaded = read_network(
        write(tmp_path, [line((0, 0), (1000, 0)), line((500, 0.1), (500, 400))]), cache=False
    )
    assert loaded.network.edge_count == 2
    assert loaded.counts["loose_ends"] == 1
    assert [p.code for p in loaded.problems] == ["loose_ends"]
