import json
import multiprocessing
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from drawn_roads import write_drawing

from mapa_uslug.core.errors import InputError
from mapa_uslug.core.files import cache_folder
from mapa_uslug.network import caching, default_profile, read_network, reading

DRAWING = """
A----B----C
     |
     D
"""
WAYS = {"ABC": "highway=primary", "BD": "highway=residential"}


@pytest.fixture(autouse=True)
def _fresh_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("MAPA_USLUG_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def roads(tmp_path):
    return write_drawing(tmp_path / "a.osm", DRAWING, WAYS)


def kept():
    return sorted(cache_folder().rglob("*.net"))


def same(a, b):
    for field in fields(a):
        one, other = getattr(a, field.name), getattr(b, field.name)
        np.testing.assert_array_equal(one, other, err_msg=field.name)
        if isinstance(one, np.ndarray):
            assert one.dtype == other.dtype, field.name
    return True


def forbid_building(monkeypatch):
    def fail(*_):
        raise AssertionError("built again")

    monkeypatch.setattr(reading, "_build", fail)


def test_the_second_reading_builds_nothing(roads, monkeypatch):
    first = read_network(roads)
    forbid_building(monkeypatch)
    second = read_network(roads)
    assert same(first.network, second.network)
    assert second.counts == first.counts


def test_a_kept_network_can_be_changed_by_its_process_only(roads):
    read_network(roads)
    network = read_network(roads).network
    assert network.node_x.flags.writeable, "kernels are compiled for writeable arrays"
    network.node_x[:] = 0
    assert read_network(roads).network.node_x.all()


def test_without_cache_nothing_is_written(roads):
    read_network(roads, cache=False)
    assert kept() == []


def test_content_speeds_and_crs_are_the_key_and_the_name_is_not(roads, tmp_path):
    read_network(roads)
    read_network(Path(str(roads)).rename(tmp_path / "moved.osm"))
    assert len(kept()) == 1
    moved = tmp_path / "moved.osm"
    read_network(moved, options=replace(default_profile(), walk_ms=1.0))
    read_network(moved, crs="EPSG:32634")
    write_drawing(moved, DRAWING, {**WAYS, "AD": "highway=track"})
    read_network(moved)
    assert len(kept()) == 4


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:10],
        lambda data: data[: len(data) // 2],
        lambda data: data[:-1],
        lambda data: data + b"x",
        lambda data: data[:-8] + bytes([data[-8] ^ 1]) + data[-7:],
        lambda data: data[:60] + bytes([data[60] ^ 1]) + data[61:],
        lambda data: b"PK\x03\x04 something else entirely" * 100,
    ],
)
def test_a_damaged_or_foreign_file_is_rebuilt(roads, damage):
    first = read_network(roads).network
    (path,) = kept()
    path.write_bytes(damage(path.read_bytes()))
    assert caching.read_cached(path) is None
    assert same(read_network(roads).network, first)
    assert caching.read_cached(path) is not None


def test_a_cache_that_cannot_be_written_stops_nobody(roads, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("MAPA_USLUG_CACHE", str(tmp_path / "file"))
    assert read_network(roads).network.edge_count == 3


def test_warnings_are_kept_too(tmp_path):
    import geopandas as gpd
    from shapely import LineString

    path = tmp_path / "lines.geojson"
    gpd.GeoDataFrame(geometry=[LineString([(19, 52), (19, 52.01)]), None], crs="EPSG:4326").to_file(path)
    first, second = read_network(path), read_network(path)
    assert first.problems
    assert second.problems == first.problems
    assert [p.values for p in second.problems] == [p.values for p in first.problems]


def write_shapefile(path, *, oneway="no", crs="EPSG:2180"):
    import geopandas as gpd
    from shapely import LineString

    lines = [LineString([(500_000, 500_000), (500_100, 500_000)])]
    gpd.GeoDataFrame({"highway": ["residential"], "oneway": [oneway]}, geometry=lines, crs=crs).to_file(path)
    return path


def test_attributes_changed_beside_the_lines_are_read_again(tmp_path):
    path = write_shapefile(tmp_path / "r.shp")
    before = path.read_bytes()
    assert np.isfinite(read_network(path).network.seconds_backward[0, 0])
    write_shapefile(path, oneway="yes")
    assert path.read_bytes() == before, "only the table beside the lines differs"
    assert np.isinf(read_network(path).network.seconds_backward[0, 0])


def test_a_coordinate_system_changed_beside_the_lines_is_read_again(tmp_path):
    path = write_shapefile(tmp_path / "r.shp")
    assert read_network(path).network.crs == "EPSG:2180"
    other = write_shapefile(tmp_path / "other.shp", crs="EPSG:32634")
    path.with_suffix(".prj").write_bytes(other.with_suffix(".prj").read_bytes())
    assert read_network(path).network.crs == "EPSG:32634"


def test_a_shapefile_under_another_name_is_the_same(tmp_path):
    write_shapefile(tmp_path / "r.shp")
    read_network(tmp_path / "r.shp")
    for part in tmp_path.glob("r.*"):
        part.rename(tmp_path / f"moved{part.suffix}")
    read_network(tmp_path / "moved.shp")
    assert len(kept()) == 1


def _read(path):
    return read_network(path).network.edge_count


@pytest.mark.slow
def test_many_writers_at_once_leave_one_good_file(roads):
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        assert pool.map(_read, [roads] * 6) == [3] * 6
    (path,) = kept()
    assert caching.read_cached(path) is not None
    assert [p for p in path.parent.iterdir() if p != path] == []


def test_problems_name_the_file_that_is_read_now(tmp_path):
    lines = {"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {}, "geometry": {"type": "LineString", "coordinates": [[19, 52], [19.01, 52]]}},
        {"type": "Feature", "properties": {}, "geometry": None},
    ]}  # fmt: skip
    names = [tmp_path / name / "drogi.geojson" for name in ("one", "other")]
    for path in names:
        path.parent.mkdir()
        path.write_text(json.dumps(lines))
    told = [[p.where for p in read_network(path).problems] for path in names]
    assert told == [[str(path)] for path in names]
    assert len(kept()) == 1


def test_a_built_network_is_read_as_it_was_built(roads, tmp_path):
    built = read_network(roads, cache=False)
    caching.write_cached(tmp_path / "drogi.net", built.network, built.counts, ())
    found = read_network(tmp_path / "drogi.net")
    assert same(found.network, built.network)
    assert found.counts == built.counts
    assert kept() == []


def test_warnings_of_a_built_network_name_its_file(tmp_path):
    import geopandas as gpd
    from shapely import LineString

    lines = tmp_path / "lines.geojson"
    gpd.GeoDataFrame(geometry=[LineString([(19, 52), (19, 52.01)]), None], crs="EPSG:4326").to_file(lines)
    read_network(lines)
    (built,) = kept()
    given = built.rename(tmp_path / "drogi.net")
    assert [p.where for p in read_network(given).problems] == [str(given)]


def _codes(path, **options):
    with pytest.raises(InputError) as error:
        read_network(path, **options)
    return [p.code for p in error.value.problems]


@pytest.mark.parametrize(
    "damage", [lambda data: b"", lambda data: data[:-1], lambda data: b"PK\x03\x04" * 99]
)
def test_a_damaged_built_network_is_told(roads, tmp_path, damage):
    path = tmp_path / "drogi.net"
    caching.write_cached(path, read_network(roads).network, {}, ())
    path.write_bytes(damage(path.read_bytes()))
    assert _codes(path) == ["network_damaged"]


@pytest.mark.parametrize(
    "change",
    [
        {"edge_u": np.array([0, 1, 4], np.int32)},  # the four nodes are 0 to 3
        {"edge_v": np.array([-1, 2, 3], np.int32)},
        {"edge_class": np.array([0, 0, 9], np.uint8)},
        {"edge_length_m": np.ones(2)},
        {"seconds_forward": np.ones((3, 3))},
        {"vertex_ptr": np.array([0, 2, 4, 7], np.int64)},  # there are six vertices
        {"vertex_ptr": np.array([0, 5, 4, 6], np.int64)},
        {"turn_ptr": np.array([0, 2], np.int64)},
    ],
)
def test_a_built_network_whose_arrays_do_not_fit_is_told(roads, tmp_path, change):
    network = read_network(roads, cache=False).network
    assert (network.node_count, network.edge_count, len(network.vertex_x)) == (4, 3, 6)
    caching.write_cached(tmp_path / "drogi.net", replace(network, **change), {}, ())
    assert _codes(tmp_path / "drogi.net") == ["network_damaged"]


def test_a_built_network_cannot_be_moved_to_another_system(roads, tmp_path):
    network = read_network(roads, cache=False).network
    caching.write_cached(tmp_path / "drogi.net", network, {}, ())
    assert read_network(tmp_path / "drogi.net", crs=network.crs).network.edge_count == 3
    assert _codes(tmp_path / "drogi.net", crs="EPSG:32634") == ["network_crs"]
